//! Structures of which nothing is known yet, to begin a message with.
//!
//! `Default` sets numbers to 0, and 0 often says something: no acceleration, a speed of 0. A sender that does not measure a
//! value says so with the element's code for it. These constants have every such code set; what has none (identifiers,
//! counters, rates of turn) is 0, and what is optional is left out.

macro_rules! edition {
    ($year:ident) => {
        mod $year {
            use crate::$year::bsm::BasicSafetyMessage;
            use crate::$year::def_acceleration::{
                Acceleration, AccelerationSet4Way, VerticalAcceleration, YawRate,
            };
            use crate::$year::def_motion::{Heading, Speed};
            use crate::$year::def_position::{
                Latitude, Longitude, Position3D, PositionConfidence, PositionConfidenceSet,
                PositionalAccuracy, SemiMajorAxisAccuracy, SemiMajorAxisOrientation, SemiMinorAxisAccuracy,
            };
            use crate::$year::def_position_offset::{PositionLLmD64b, PositionOffsetLL, PositionOffsetLLV};
            use crate::$year::def_time::DSecond;
            use crate::$year::msg_frame::MsgCount;
            use crate::$year::rsm::{ParticipantData, ParticipantType, SourceType};
            use crate::$year::veh_brake::BrakeSystemStatus;
            use crate::$year::veh_class::{UNKNOWN_VEHICLE_CLASS, VehicleClassification};
            use crate::$year::veh_size::{VehicleLength, VehicleSize, VehicleWidth};
            use crate::$year::veh_status::TransmissionState;
            use v2x_uper::UnknownExtensions;

            impl BasicSafetyMessage {
                /// A vehicle of which nothing is known.
                pub const UNAVAILABLE: Self = Self {
                    msg_cnt: MsgCount(0),
                    id: [0; 8],
                    sec_mark: DSecond::UNAVAILABLE,
                    time_confidence: None,
                    pos: Position3D::UNAVAILABLE,
                    pos_accuracy: None,
                    pos_confidence: None,
                    transmission: TransmissionState::Unavailable,
                    speed: Speed::UNAVAILABLE,
                    heading: Heading::UNAVAILABLE,
                    angle: None,
                    motion_cfd: None,
                    accel_set: AccelerationSet4Way::UNAVAILABLE,
                    brakes: BrakeSystemStatus {
                        brake_padel: None,
                        wheel_brakes: None,
                        traction: None,
                        abs: None,
                        scs: None,
                        brake_boost: None,
                        aux_brakes: None,
                    },
                    size: VehicleSize::UNAVAILABLE,
                    vehicle_class: VehicleClassification {
                        classification: UNKNOWN_VEHICLE_CLASS,
                        fuel_type: None,
                        unknown_extensions: UnknownExtensions::NONE,
                    },
                    safety_ext: None,
                    emergency_ext: None,
                    unknown_extensions: UnknownExtensions::NONE,
                };
            }

            impl ParticipantData {
                /// A road user of whom nothing is known.
                pub const UNAVAILABLE: Self = Self {
                    ptc_type: ParticipantType::Unknown,
                    ptc_id: 0,
                    source: SourceType::Unknown,
                    id: None,
                    sec_mark: DSecond::UNAVAILABLE,
                    pos: PositionOffsetLLV {
                        offset_ll: PositionOffsetLL::PositionLatLon(PositionLLmD64b {
                            lon: Longitude::UNAVAILABLE,
                            lat: Latitude::UNAVAILABLE,
                        }),
                        offset_v: None,
                    },
                    pos_confidence: PositionConfidenceSet {
                        pos: PositionConfidence::Unavailable,
                        elevation: None,
                    },
                    transmission: None,
                    speed: Speed::UNAVAILABLE,
                    heading: Heading::UNAVAILABLE,
                    angle: None,
                    motion_cfd: None,
                    accel_set: None,
                    size: VehicleSize::UNAVAILABLE,
                    vehicle_class: None,
                    unknown_extensions: UnknownExtensions::NONE,
                };
            }

            impl Position3D {
                /// The place is not known.
                pub const UNAVAILABLE: Self =
                    Self { lat: Latitude::UNAVAILABLE, long: Longitude::UNAVAILABLE, elevation: None };
            }

            impl PositionalAccuracy {
                /// The error of the position is not known.
                pub const UNAVAILABLE: Self = Self {
                    semi_major: SemiMajorAxisAccuracy::UNAVAILABLE,
                    semi_minor: SemiMinorAxisAccuracy::UNAVAILABLE,
                    orientation: SemiMajorAxisOrientation::UNAVAILABLE,
                };
            }

            impl AccelerationSet4Way {
                /// Accelerations are not known. The rate of turn has no code for that and is 0.
                pub const UNAVAILABLE: Self = Self {
                    long: Acceleration::UNAVAILABLE,
                    lat: Acceleration::UNAVAILABLE,
                    vert: VerticalAcceleration::UNAVAILABLE,
                    yaw: YawRate(0),
                };
            }

            impl VehicleSize {
                /// The size is not known.
                pub const UNAVAILABLE: Self = Self {
                    width: VehicleWidth::UNAVAILABLE,
                    length: VehicleLength::UNAVAILABLE,
                    height: None,
                };
            }

            #[cfg(test)]
            mod tests {
                use super::*;
                use crate::$year::msg_frame::MessageFrame;
                use crate::$year::rsm::RoadsideSafetyMessage;
                use v2x_uper::Uper;

                #[test]
                fn nothing_is_known_and_can_be_sent() {
                    let bsm = BasicSafetyMessage::UNAVAILABLE;
                    assert_eq!(
                        (bsm.speed.mps(), bsm.heading.degrees(), bsm.sec_mark.millis()),
                        (None, None, None)
                    );
                    assert_eq!((bsm.pos.degrees(), bsm.size.length.metres()), (None, None));
                    assert_eq!((bsm.accel_set.long.mps2(), bsm.accel_set.vert.g()), (None, None));
                    assert_eq!(PositionalAccuracy::UNAVAILABLE.semi_major.metres(), None);
                    let participant = ParticipantData::UNAVAILABLE;
                    assert_eq!(participant.pos.offset_ll.degrees((0.0, 0.0)), None);
                    let rsm = RoadsideSafetyMessage {
                        participants: alloc::vec![participant],
                        ..Default::default()
                    };
                    for frame in [MessageFrame::from(bsm), rsm.into()] {
                        assert_eq!(MessageFrame::from_uper(&frame.to_uper().unwrap()).unwrap(), frame);
                    }
                }
            }
        }
    };
}

edition!(y2019);
edition!(y2020);

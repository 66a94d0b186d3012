//! From a message to its frame, and short ways to what nearly every message has.

/// What both editions have. One row for each message: its type and its alternative.
macro_rules! edition {
    ($year:ident, $map:ident, $($module:ident::$message:ident $alternative:ident)*) => {
        mod $year {
            use crate::$year::def_position::{Latitude, Longitude, Position3D};
            use crate::$year::def_position_offset::{PositionLLmD64b, PositionOffsetLL, PositionOffsetLLV};
            use crate::$year::$map::{NodeID, NodeReferenceID, RoadRegulatorID};
            use crate::$year::msg_frame::MessageFrame;
            use v2x_uper::scale::OffScale;

            $(
                impl From<crate::$year::$module::$message> for MessageFrame {
                    fn from(message: crate::$year::$module::$message) -> Self {
                        // Large messages are in a box, the others as they are: `into` does both.
                        Self::$alternative(message.into())
                    }
                }
            )*

            impl Position3D {
                /// At so many degrees north and east, without a height.
                ///
                /// # Errors
                /// A latitude beyond ±90° or a longitude beyond ±180°.
                pub fn from_degrees(latitude: f64, longitude: f64) -> Result<Self, OffScale> {
                    let (lat, long) = (Latitude::from_degrees(latitude)?, Longitude::from_degrees(longitude)?);
                    Ok(Self { lat, long, elevation: None })
                }

                /// Latitude and longitude in degrees; `None` where either is not known.
                pub fn degrees(&self) -> Option<(f64, f64)> {
                    self.lat.degrees().zip(self.long.degrees())
                }
            }

            impl PositionOffsetLLV {
                /// At so many degrees north and east, whatever the reference point, without a height.
                ///
                /// # Errors
                /// A latitude beyond ±90° or a longitude beyond ±180°.
                pub fn from_degrees(latitude: f64, longitude: f64) -> Result<Self, OffScale> {
                    let (lat, lon) = (Latitude::from_degrees(latitude)?, Longitude::from_degrees(longitude)?);
                    let offset_ll = PositionOffsetLL::PositionLatLon(PositionLLmD64b { lon, lat });
                    Ok(Self { offset_ll, offset_v: None })
                }
            }

            impl NodeReferenceID {
                /// A node (an intersection, as a rule) by its number and that of the region which gave it.
                pub const fn new(region: u16, id: u16) -> Self {
                    Self { region: Some(RoadRegulatorID(region)), id: NodeID(id) }
                }
            }
        }
    };
}

edition! {
    y2019, map_node,
    bsm::BasicSafetyMessage BsmFrame
    map::MapData MapFrame
    rsm::RoadsideSafetyMessage RsmFrame
    signal_phase_and_timing::SPAT SpatFrame
    rsi::RoadSideInformation RsiFrame
}

edition! {
    y2020, map,
    bsm::BasicSafetyMessage BsmFrame
    map::MapData MapFrame
    rsm::RoadsideSafetyMessage RsmFrame
    signal_phase_and_timing::SPAT SpatFrame
    rsi::RoadSideInformation RsiFrame
    msg_day_ii::MessageFrameExt MsgFrameExt
}

/// The messages of T/CSAE 157, whose types are named like their alternatives.
macro_rules! day_2 {
    ($($module:ident::$message:ident)*) => {
        $(
            impl From<crate::y2020::$module::$message> for crate::y2020::msg_frame::MessageFrame {
                fn from(message: crate::y2020::$module::$message) -> Self {
                    let value = crate::y2020::msg_day_ii::MessageTypes::$message(message.into());
                    crate::y2020::msg_day_ii::MessageFrameExt { value, ..Default::default() }.into()
                }
            }
        )*
    };
}

day_2! {
    rtcm::RTCMcorrections
    pam::PAMData
    platooning::CLPMM
    psm::PersonalSafetyMessage
    rsc::RoadsideCoordination
    sensor_sharing::SensorSharingMsg
    vir::VehIntentionAndRequest
    vpm::VehiclePaymentMessage
}

#[cfg(test)]
mod tests {
    use crate::y2020::def_position::Position3D;
    use crate::y2020::def_position_offset::PositionOffsetLLV;
    use crate::y2020::msg_frame::MessageFrame;
    use crate::y2020::psm::PersonalSafetyMessage;
    use v2x_uper::Uper;

    #[test]
    fn messages_of_day_2_are_in_their_envelope() {
        let MessageFrame::MsgFrameExt(frame) = MessageFrame::from(PersonalSafetyMessage::default()) else {
            panic!()
        };
        assert_eq!((frame.id(), frame.value.name()), (15, "PersonalSafetyMessage"));
        assert!(MessageFrame::MsgFrameExt(frame).to_uper().is_ok());
    }

    #[test]
    fn places_in_degrees() {
        assert_eq!(Position3D::from_degrees(31.2, 121.5).unwrap().degrees(), Some((31.2, 121.5)));
        assert!(Position3D::from_degrees(0.0, 180.1).is_err());
        let place = PositionOffsetLLV::from_degrees(31.2, 121.5).unwrap();
        assert_eq!(place.offset_ll.degrees((1.0, 1.0)), Some((31.2, 121.5)));
    }
}

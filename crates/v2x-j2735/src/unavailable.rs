//! Structures of which nothing is known yet, to begin a message with.
//!
//! `Default` sets numbers to 0, and 0 often says something: no acceleration, an accuracy without error. A sender that does
//! not measure a value says so with the element's code for it. These constants have every such code set; what has none
//! (identifiers, counters, rates of turn) is 0, and what is optional is left out.

use crate::common::{
    Acceleration, AccelerationSet4Way, AntiLockBrakeStatus, AuxiliaryBrakeStatus, BSMcoreData,
    BrakeAppliedStatus, BrakeBoostApplied, BrakeSystemStatus, DSecond, Elevation, ElevationConfidence,
    Heading, HeadingConfidence, Latitude, Longitude, MsgCount, Position3D, PositionConfidence,
    PositionConfidenceSet, PositionalAccuracy, SemiMajorAxisAccuracy, SemiMajorAxisOrientation,
    SemiMinorAxisAccuracy, Speed, SpeedConfidence, StabilityControlStatus, SteeringWheelAngle, TemporaryID,
    TimeConfidence, TractionControlStatus, TransmissionState, VehicleLength, VehicleSize, VehicleWidth,
    Velocity, VerticalAcceleration, YawRate,
};
use crate::personal_safety_message::{PersonalDeviceUserType, PersonalSafetyMessage};
use crate::sensor_data_sharing_message::{
    ClassificationConfidence, DetectedObjectCommonData, MeasurementTimeOffset, ObjectDistance, ObjectID,
    ObjectType, PositionOffsetXYZ,
};
use crate::spat::{TimeChangeDetails, TimeMark};
use v2x_uper::UnknownExtensions;

impl BSMcoreData {
    /// A vehicle of which nothing is known.
    pub const UNAVAILABLE: Self = Self {
        msg_cnt: MsgCount(0),
        id: TemporaryID([0; 4]),
        sec_mark: DSecond::UNAVAILABLE,
        lat: Latitude::UNAVAILABLE,
        long: Longitude::UNAVAILABLE,
        elev: Elevation::UNAVAILABLE,
        accuracy: PositionalAccuracy::UNAVAILABLE,
        transmission: TransmissionState::Unavailable,
        speed: Speed::UNAVAILABLE,
        heading: Heading::UNAVAILABLE,
        angle: SteeringWheelAngle::UNAVAILABLE,
        accel_set: AccelerationSet4Way::UNAVAILABLE,
        brakes: BrakeSystemStatus::UNAVAILABLE,
        size: VehicleSize::UNAVAILABLE,
    };
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

impl BrakeSystemStatus {
    /// Nothing is known of the brakes.
    pub const UNAVAILABLE: Self = Self {
        wheel_brakes: BrakeAppliedStatus::UNAVAILABLE,
        traction: TractionControlStatus::Unavailable,
        abs: AntiLockBrakeStatus::Unavailable,
        scs: StabilityControlStatus::Unavailable,
        brake_boost: BrakeBoostApplied::Unavailable,
        aux_brakes: AuxiliaryBrakeStatus::Unavailable,
    };
}

impl VehicleSize {
    /// The size is not known.
    pub const UNAVAILABLE: Self =
        Self { width: VehicleWidth::UNAVAILABLE, length: VehicleLength::UNAVAILABLE };
}

impl Position3D {
    /// The place is not known.
    pub const UNAVAILABLE: Self = Self {
        lat: Latitude::UNAVAILABLE,
        long: Longitude::UNAVAILABLE,
        elevation: None,
        regional: None,
        unknown_extensions: UnknownExtensions::NONE,
    };
}

impl PositionConfidenceSet {
    /// The error of the position is not known.
    pub const UNAVAILABLE: Self =
        Self { pos: PositionConfidence::Unavailable, elevation: ElevationConfidence::Unavailable };
}

impl PersonalSafetyMessage {
    /// A road user of whom nothing is known.
    pub const UNAVAILABLE: Self = Self {
        basic_type: PersonalDeviceUserType::Unavailable,
        sec_mark: DSecond::UNAVAILABLE,
        msg_cnt: MsgCount(0),
        id: TemporaryID([0; 4]),
        position: Position3D::UNAVAILABLE,
        accuracy: PositionalAccuracy::UNAVAILABLE,
        speed: Velocity::UNAVAILABLE,
        heading: Heading::UNAVAILABLE,
        accel_set: None,
        path_history: None,
        path_prediction: None,
        propulsion: None,
        use_state: None,
        cross_request: None,
        cross_state: None,
        cluster_size: None,
        cluster_radius: None,
        event_responder_type: None,
        activity_type: None,
        activity_sub_type: None,
        assist_type: None,
        sizing: None,
        attachment: None,
        attachment_radius: None,
        animal_type: None,
        regional: None,
        unknown_extensions: UnknownExtensions::NONE,
    };
}

impl DetectedObjectCommonData {
    /// An object of which nothing is known, at the reference point and at the time of its message.
    pub const UNAVAILABLE: Self = Self {
        obj_type: ObjectType::Unknown,
        obj_type_cfd: ClassificationConfidence::UNAVAILABLE,
        object_id: ObjectID(0),
        measurement_time: MeasurementTimeOffset(0),
        time_confidence: TimeConfidence::Unavailable,
        pos: PositionOffsetXYZ { offset_x: ObjectDistance(0), offset_y: ObjectDistance(0), offset_z: None },
        pos_confidence: PositionConfidenceSet::UNAVAILABLE,
        speed: Speed::UNAVAILABLE,
        speed_confidence: SpeedConfidence::Unavailable,
        speed_z: None,
        speed_confidence_z: None,
        heading: Heading::UNAVAILABLE,
        heading_conf: HeadingConfidence::Unavailable,
        accel4way: None,
        acc_cfd_x: None,
        acc_cfd_y: None,
        acc_cfd_z: None,
        acc_cfd_yaw: None,
        unknown_extensions: UnknownExtensions::NONE,
    };
}

impl TimeChangeDetails {
    /// It is not known when the signal changes.
    pub const UNAVAILABLE: Self = Self {
        start_time: None,
        min_end_time: TimeMark::UNAVAILABLE,
        max_end_time: None,
        likely_time: None,
        confidence: None,
        next_time: None,
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basic_safety_message::BasicSafetyMessage;
    use crate::message_frame::MessageFrame;
    use v2x_uper::Uper;

    #[test]
    fn nothing_is_known() {
        let BSMcoreData { accuracy, accel_set, size, .. } = BSMcoreData::UNAVAILABLE;
        let core = BSMcoreData::UNAVAILABLE;
        assert_eq!((core.lat.degrees(), core.long.degrees(), core.elev.metres()), (None, None, None));
        assert_eq!((core.speed.mps(), core.heading.degrees(), core.angle.degrees()), (None, None, None));
        assert_eq!((accuracy.semi_major.metres(), accuracy.semi_minor.metres()), (None, None));
        assert_eq!(accuracy.orientation.degrees(), None);
        assert_eq!((accel_set.long.mps2(), accel_set.lat.mps2(), accel_set.vert.mps2()), (None, None, None));
        assert_eq!((size.length.metres(), size.width.metres()), (None, None));
        assert_eq!(core.sec_mark.millis(), None);
        assert_eq!(TimeChangeDetails::UNAVAILABLE.min_end_time.seconds(), None);
    }

    #[test]
    fn it_can_be_sent() {
        for frame in [
            MessageFrame::from(BasicSafetyMessage::from(BSMcoreData::UNAVAILABLE)),
            MessageFrame::from(PersonalSafetyMessage::UNAVAILABLE),
        ] {
            assert_eq!(MessageFrame::from_uper(&frame.to_uper().unwrap()).unwrap(), frame);
        }
        let object = DetectedObjectCommonData::UNAVAILABLE;
        assert_eq!(DetectedObjectCommonData::from_uper(&object.to_uper().unwrap()).unwrap(), object);
        let times = TimeChangeDetails::UNAVAILABLE;
        assert_eq!(TimeChangeDetails::from_uper(&times.to_uper().unwrap()).unwrap(), times);
    }
}

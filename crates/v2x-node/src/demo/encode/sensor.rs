//! The sensor data sharing message of the roadside unit's own camera (SAE J3224, in the frame of J2735).

use v2x::j2735::common::{
    DDateTime, DDay, DHour, DMinute, DMonth, DYear, ElevationConfidence, HeadingConfidence,
    PositionConfidence, PositionConfidenceSet, Speed, SpeedConfidence, TemporaryID, TimeConfidence,
};
use v2x::j2735::message_frame::{MessageFrame, MessageTypes};
use v2x::j2735::personal_safety_message::PersonalDeviceUserType;
use v2x::j2735::sensor_data_sharing_message::{
    ClassificationConfidence, DetectedObjectCommonData, DetectedObjectData, DetectedObjectOptionalData,
    DetectedVRUData, DetectedVehicleData, EquipmentType, MeasurementTimeOffset, ObjectDistance, ObjectID,
    ObjectType, PositionOffsetXYZ, SensorDataSharingMessage,
};
use v2x_fusion::Geodetic;

use super::super::layout;
use super::road_users::{class, size};
use super::{Shape, units};

/// What the camera says of an object.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Seen {
    /// The camera's own number for it.
    pub(in super::super) number: u16,
    /// Metres from the reference point of the layout.
    pub(in super::super) east: f64,
    pub(in super::super) north: f64,
    /// m/s.
    pub(in super::super) speed: f64,
    /// Degrees clockwise from north.
    pub(in super::super) heading: f64,
    /// `None` for a person.
    pub(in super::super) body: Option<Shape>,
}

/// All objects of one look, which was at `at_ms`: every object's offset in time is 0, so that nothing depends on its
/// sign, about which deployed systems disagree.
pub(in super::super) fn sdsm(source: TemporaryID, count: u8, at_ms: i64, seen: &[Seen]) -> MessageFrame {
    let sdsm = SensorDataSharingMessage {
        msg_cnt: units::count(count),
        source_id: source,
        equipment_type: EquipmentType::Rsu,
        s_dsm_time_stamp: time(at_ms),
        ref_pos: units::position(&Geodetic::new(layout::LATITUDE, layout::LONGITUDE)),
        ref_pos_xy_conf: units::accuracy(0.05),
        objects: seen.iter().map(object).collect(),
        ..Default::default()
    };
    MessageFrame { value: MessageTypes::SensorDataSharingMessage(sdsm), ..Default::default() }
}

fn time(at_ms: i64) -> DDateTime {
    let (year, month, day) = units::date(at_ms);
    let (hour, minute) = units::hour_and_minute(at_ms);
    DDateTime {
        year: Some(DYear(year)),
        month: Some(DMonth(month)),
        day: Some(DDay(day)),
        hour: Some(DHour(hour)),
        minute: Some(DMinute(minute)),
        second: Some(units::second(at_ms)),
        offset: None,
    }
}

fn object(seen: &Seen) -> DetectedObjectData {
    // 0.1 m.
    let distance = |metres: f64| ObjectDistance(units::steps(metres, 0.1, -32_767, 32_767) as i16);
    let det_obj_common = DetectedObjectCommonData {
        obj_type: if seen.body.is_some() { ObjectType::Vehicle } else { ObjectType::Vru },
        obj_type_cfd: ClassificationConfidence(90),
        object_id: ObjectID(seen.number),
        measurement_time: MeasurementTimeOffset(0),
        time_confidence: TimeConfidence::Time000_010,
        pos: PositionOffsetXYZ {
            offset_x: distance(seen.east),
            offset_y: distance(seen.north),
            offset_z: None,
        },
        pos_confidence: PositionConfidenceSet {
            pos: PositionConfidence::A1m,
            elevation: ElevationConfidence::Unavailable,
        },
        speed: Speed(units::speed(seen.speed)),
        speed_confidence: SpeedConfidence::Prec1ms,
        heading: units::heading(seen.heading),
        heading_conf: HeadingConfidence::Prec05deg,
        ..Default::default()
    };
    DetectedObjectData { det_obj_common, det_obj_opt_data: Some(details(seen)) }
}

fn details(seen: &Seen) -> DetectedObjectOptionalData {
    match seen.body {
        Some(body) => DetectedObjectOptionalData::DetVeh(DetectedVehicleData {
            size: Some(size(body)),
            vehicle_class: class(body),
            ..Default::default()
        }),
        None => DetectedObjectOptionalData::DetVRU(DetectedVRUData {
            basic_type: Some(PersonalDeviceUserType::APEDESTRIAN),
            ..Default::default()
        }),
    }
}

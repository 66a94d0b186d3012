//! SensorDataSharingMessage (J3224) of the fused picture.

use v2x::Message;
use v2x::j2735::common::{
    DMinute, DSecond, Elevation, Heading, HeadingConfidence, Latitude, Longitude, PositionConfidence, Speed,
    SpeedConfidence, VehicleLength, VehicleSize, VehicleWidth,
};
use v2x::j2735::message_frame::{MessageFrame, MessageTypes};
use v2x::j2735::personal_safety_message::PersonalDeviceUserType;
use v2x::j2735::sensor_data_sharing_message::{
    ClassificationConfidence, DetectedObjectCommonData, DetectedObjectData, DetectedObjectOptionalData,
    DetectedVRUData, DetectedVehicleData, EquipmentType, ObjectDistance, ObjectID, ObjectType,
    SensorDataSharingMessage,
};

use super::{Sender, counter, segment, units};
use crate::observation::{Class, Group};
use crate::plane::Geodetic;
use crate::snapshot::{Snapshot, TrackState};
use crate::time::Time;

/// Most objects of one message.
const OBJECTS: usize = 256;

/// Tells of the picture's road users, in as many messages as it takes. Objects are told for the picture's own time, so
/// their time offsets are 0 and their sign does not matter. Those farther than 3.2 km from the plane's origin cannot be
/// told.
pub fn sdsm(picture: &Snapshot, sender: &mut Sender, send: &mut impl FnMut(Message)) {
    let Some(plane) = &picture.plane else { return };
    let objects: Vec<_> = sender.chosen(picture).filter_map(object).collect();
    let octets = sender.octets;
    let origin = *plane.origin();
    let from = &*sender;
    let encode = |objects: &[DetectedObjectData], sent| {
        let message = frame(objects, &origin, picture.time, from, sent);
        message.to_uper().ok().map(|octets| (message, octets.len()))
    };
    let sent = segment(&objects, OBJECTS, octets, encode, send);
    sender.count = sender.count.wrapping_add(sent);
}

fn frame(
    objects: &[DetectedObjectData],
    origin: &Geodetic,
    time: Time,
    sender: &Sender,
    sent: u32,
) -> Message {
    let mut message = SensorDataSharingMessage {
        equipment_type: EquipmentType::Rsu,
        objects: objects.to_vec(),
        ..Default::default()
    };
    message.msg_cnt.0 = counter(sender.count.wrapping_add(sent));
    message.source_id.0.copy_from_slice(&sender.id.octets[..4]);
    let minutes = time.micros().div_euclid(60_000_000);
    message.s_dsm_time_stamp.minute = Some(DMinute(minutes.rem_euclid(60) as u8));
    message.s_dsm_time_stamp.second = Some(DSecond(units::second(time)));
    let (latitude, longitude) = units::place(origin);
    message.ref_pos.lat = Latitude(latitude);
    message.ref_pos.long = Longitude(longitude);
    message.ref_pos.elevation = origin.height.map(|_| Elevation(units::elevation(origin)));
    // The reference is a number of our own, and exact.
    message.ref_pos_xy_conf.semi_major.0 = 0;
    message.ref_pos_xy_conf.semi_minor.0 = 0;
    MessageFrame { value: MessageTypes::SensorDataSharingMessage(message), ..Default::default() }.into()
}

fn object(track: &TrackState) -> Option<DetectedObjectData> {
    let mut common = DetectedObjectCommonData {
        obj_type: match track.class.group() {
            Group::Vehicle => ObjectType::Vehicle,
            Group::Vru => ObjectType::Vru,
            Group::Unknown => ObjectType::Unknown,
        },
        obj_type_cfd: ClassificationConfidence((track.class_probability * 100.0).clamp(0.0, 100.0) as u8),
        // Numbers repeat after 65536 tracks, when those of the same number are long gone.
        object_id: ObjectID((track.id.0 % 65_536) as u16),
        speed: Speed(units::speed(track)),
        speed_confidence: SpeedConfidence::from_mps(units::speed_bound(track)),
        heading: Heading(units::heading(track)),
        heading_conf: HeadingConfidence::from_degrees(units::heading_bound(track)),
        ..Default::default()
    };
    common.pos.offset_x = distance(track.position.x)?;
    common.pos.offset_y = distance(track.position.y)?;
    common.pos_confidence.pos = PositionConfidence::from_metres(units::position_bound(track));
    Some(DetectedObjectData { det_obj_common: common, det_obj_opt_data: details(track) })
}

/// 0.1 m.
fn distance(metres: f64) -> Option<ObjectDistance> {
    let raw = (metres * 10.0).round();
    (raw.abs() <= 32_767.0).then_some(ObjectDistance(raw as i16))
}

fn details(track: &TrackState) -> Option<DetectedObjectOptionalData> {
    match track.class {
        Class::Pedestrian | Class::Cyclist => {
            let cyclist = track.class == Class::Cyclist;
            let kind = if cyclist {
                PersonalDeviceUserType::APEDALCYCLIST
            } else {
                PersonalDeviceUserType::APEDESTRIAN
            };
            let person = DetectedVRUData { basic_type: Some(kind), ..Default::default() };
            Some(DetectedObjectOptionalData::DetVRU(person))
        }
        Class::Unknown => None,
        _ if track.size.length <= 0.0 => None,
        _ => {
            let size = VehicleSize {
                width: VehicleWidth(units::centimetres(track.size.width, 1023)),
                length: VehicleLength(units::centimetres(track.size.length, 4095)),
            };
            Some(DetectedObjectOptionalData::DetVeh(DetectedVehicleData {
                size: Some(size),
                ..Default::default()
            }))
        }
    }
}

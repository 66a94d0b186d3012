//! Road users as sensors see them, from SDSM.

use alloc::vec::Vec;

use v2x_j2735::common as j;
use v2x_j2735::personal_safety_message::PersonalDeviceUserType;
use v2x_j2735::sensor_data_sharing_message as js;

use super::offset;
use super::types::{
    BasicVehicleClass, DSecond, MsgCount, ParticipantData, ParticipantType, RoadsideSafetyMessage,
    VehicleClassification, VehicleSize,
};
use super::vehicle::{confidence_from, motion_from, position_from};
use crate::translate::geometry::{Plane, round};
use crate::translate::identity;
use crate::translate::ledger::{Ledger, Reason};

/// Most road users of a message; more go into further messages.
const PARTICIPANTS: usize = 16;

pub(super) fn from_j2735(
    message: &js::SensorDataSharingMessage,
    ledger: &mut Ledger<'_>,
) -> Vec<RoadsideSafetyMessage> {
    let js::SensorDataSharingMessage {
        msg_cnt,
        source_id,
        equipment_type,
        s_dsm_time_stamp,
        ref_pos,
        ref_pos_xy_conf,
        ref_pos_el_conf,
        objects,
    } = message;
    let none = Reason::NoCounterpart;
    if *equipment_type != js::EquipmentType::Rsu {
        ledger.lost("equipmentType", equipment_type, none);
    }
    ledger.lost("refPosXYConf", ref_pos_xy_conf, none);
    ledger.lost_some("refPosElConf", ref_pos_el_conf.as_ref(), none);
    let second = ledger.within("sDSMTimeStamp", |ledger| stamp(s_dsm_time_stamp, ledger));
    let around = Around {
        plane: Plane::at(ref_pos.lat.0),
        reference: (ref_pos.lat.0.into(), ref_pos.long.0.into()),
        second,
        // 0 is the unit itself, here and nowhere there.
        instead_of_zero: (1..=u16::MAX)
            .rev()
            .find(|id| objects.iter().all(|object| object.det_obj_common.object_id.0 != *id))
            .unwrap_or(u16::MAX),
    };
    let participants: Vec<_> = ledger.within("objects", |ledger| {
        let objects = objects.iter().enumerate();
        objects
            .filter_map(|(i, object)| ledger.item(i, |ledger| participant(object, &around, ledger)))
            .collect()
    });
    let ref_pos = ledger.within("refPos", |ledger| position_from(ref_pos, ledger));
    let parts = participants.chunks(PARTICIPANTS).zip(msg_cnt.0..).map(|(participants, count)| {
        RoadsideSafetyMessage {
            msg_cnt: MsgCount(count & 0x7F),
            id: identity::eight(source_id.0),
            ref_pos,
            participants: participants.to_vec(),
            ..Default::default()
        }
    });
    parts.collect()
}

/// What objects share.
struct Around {
    plane: Option<Plane>,
    reference: offset::Place,
    second: Option<u16>,
    instead_of_zero: u16,
}

/// Milliseconds of the minute; the rest of the date has no counterpart.
fn stamp(time: &j::DDateTime, ledger: &mut Ledger<'_>) -> Option<u16> {
    let j::DDateTime { year, month, day, hour, minute, second, offset } = time;
    let none = Reason::NoCounterpart;
    ledger.lost_some("year", year.as_ref(), none);
    ledger.lost_some("month", month.as_ref(), none);
    ledger.lost_some("day", day.as_ref(), none);
    ledger.lost_some("hour", hour.as_ref(), none);
    ledger.lost_some("minute", minute.as_ref(), none);
    ledger.lost_some("offset", offset.as_ref(), none);
    let known = second.map(|second| second.0).filter(|second| *second < 61_000);
    if known.is_none() {
        ledger.lost_some("second", second.as_ref(), Reason::OutOfRange);
    }
    known
}

fn participant(
    object: &js::DetectedObjectData,
    around: &Around,
    ledger: &mut Ledger<'_>,
) -> Option<ParticipantData> {
    let js::DetectedObjectData { det_obj_common, det_obj_opt_data } = object;
    let Some(pos) = place(&det_obj_common.pos, around) else {
        ledger.lost("", object, Reason::NoPlace);
        return None;
    };
    let mut into = ledger.within("detObjCommon", |ledger| common(det_obj_common, around, ledger));
    into.pos = pos;
    ledger.within("detObjOptData", |ledger| match det_obj_opt_data {
        Some(js::DetectedObjectOptionalData::DetVeh(vehicle)) => {
            ledger.within("detVeh", |ledger| vehicle_from(vehicle, &mut into, ledger));
        }
        Some(js::DetectedObjectOptionalData::DetVRU(person)) => {
            ledger.within("detVRU", |ledger| person_from(person, &mut into, ledger));
        }
        Some(js::DetectedObjectOptionalData::DetObst(obstacle)) => {
            ledger.within("detObst", |ledger| obstacle_from(obstacle, &mut into, ledger));
        }
        None => {}
    });
    use js::ObjectType as Kind;
    let whole = match (det_obj_common.obj_type, into.ptc_type) {
        (Kind::Unknown, _) | (Kind::Vehicle, ParticipantType::Motor) => true,
        // What is told of a person or a vehicle has more to say than the kind, even where it contradicts it.
        (Kind::Vru, ParticipantType::Pedestrian | ParticipantType::NonMotor) => true,
        _ => false,
    };
    if !whole {
        ledger.lost("detObjCommon.objType", &det_obj_common.obj_type, Reason::Approximated);
    }
    Some(into)
}

/// From 0.1 m on the plane, rounded to 1e-7 degree.
fn place(pos: &js::PositionOffsetXYZ, around: &Around) -> Option<super::types::PositionOffsetLLV> {
    let js::PositionOffsetXYZ { offset_x, offset_y, offset_z } = pos;
    let (lat, lon) = around.plane?.degrees((f64::from(offset_x.0) * 0.1, f64::from(offset_y.0) * 0.1));
    offset::point(around.reference, (round(lat), round(lon)), offset_z.map(|up| up.0.into()))
}

fn common(
    object: &js::DetectedObjectCommonData,
    around: &Around,
    ledger: &mut Ledger<'_>,
) -> ParticipantData {
    // One piece: the pattern names every field of the structure once, and each is spent below.
    let js::DetectedObjectCommonData {
        obj_type,
        obj_type_cfd,
        object_id,
        measurement_time,
        time_confidence,
        pos: _, // the place, above
        pos_confidence,
        speed,
        speed_confidence,
        speed_z,
        speed_confidence_z,
        heading,
        heading_conf,
        accel4way,
        acc_cfd_x,
        acc_cfd_y,
        acc_cfd_z,
        acc_cfd_yaw,
        unknown_extensions,
    } = object;
    let none = Reason::NoCounterpart;
    ledger.lost("objTypeCfd", obj_type_cfd, none);
    ledger.lost("timeConfidence", time_confidence, none);
    ledger.lost_some("speedZ", speed_z.as_ref(), none);
    ledger.lost_some("speedConfidenceZ", speed_confidence_z.as_ref(), none);
    ledger.lost_some("accCfdX", acc_cfd_x.as_ref(), none);
    ledger.lost_some("accCfdY", acc_cfd_y.as_ref(), none);
    ledger.lost_some("accCfdZ", acc_cfd_z.as_ref(), none);
    ledger.lost_some("accCfdYaw", acc_cfd_yaw.as_ref(), none);
    ledger.extensions(unknown_extensions);
    if object_id.0 == 0 {
        ledger.lost("objectID", object_id, Reason::Renumbered);
    }
    let sec_mark = around.second.map(|second| {
        // A second of 60 and more is a leap second, which its minute is longer by.
        let minute = if second < 60_000 { 60_000 } else { 61_000 };
        (i32::from(second) + i32::from(measurement_time.0)).rem_euclid(minute)
    });
    if sec_mark.is_none() {
        ledger.lost("measurementTime", measurement_time, Reason::NoTime);
    }
    ParticipantData {
        ptc_type: match obj_type {
            js::ObjectType::Vehicle => ParticipantType::Motor,
            _ => ParticipantType::Unknown,
        },
        ptc_id: if object_id.0 == 0 { around.instead_of_zero } else { object_id.0 },
        // 65535 stands for "not known".
        sec_mark: DSecond(sec_mark.and_then(|mark| u16::try_from(mark).ok()).unwrap_or(65_535)),
        pos_confidence: confidence_from("posConfidence", pos_confidence, ledger),
        speed: ledger.carried("speed", speed),
        heading: ledger.carried("heading", heading),
        motion_cfd: motion_from(
            ("speedConfidence", *speed_confidence),
            ("headingConf", *heading_conf),
            ledger,
        ),
        accel_set: ledger.same_some("accel4way", accel4way.as_ref()),
        ..Default::default()
    }
}

fn vehicle_from(vehicle: &js::DetectedVehicleData, into: &mut ParticipantData, ledger: &mut Ledger<'_>) {
    let js::DetectedVehicleData {
        lights,
        veh_attitude,
        veh_attitude_confidence,
        veh_ang_vel,
        veh_ang_vel_confidence,
        size,
        height,
        vehicle_size_confidence,
        vehicle_class,
        class_conf,
        unknown_extensions,
    } = vehicle;
    let none = Reason::NoCounterpart;
    ledger.lost_some("lights", lights.as_ref(), none);
    ledger.lost_some("vehAttitude", veh_attitude.as_ref(), none);
    ledger.lost_some("vehAttitudeConfidence", veh_attitude_confidence.as_ref(), none);
    ledger.lost_some("vehAngVel", veh_ang_vel.as_ref(), none);
    ledger.lost_some("vehAngVelConfidence", veh_ang_vel_confidence.as_ref(), none);
    ledger.lost_some("vehicleSizeConfidence", vehicle_size_confidence.as_ref(), none);
    ledger.lost_some("classConf", class_conf.as_ref(), none);
    ledger.extensions(unknown_extensions);
    if let Some(j::VehicleSize { width, length }) = size {
        into.size.width = ledger.carried("size.width", width);
        into.size.length = ledger.carried("size.length", length);
    }
    into.size.height = ledger.same_some("height", height.as_ref());
    into.vehicle_class = vehicle_class.map(|class| VehicleClassification {
        classification: BasicVehicleClass(class.0),
        ..Default::default()
    });
}

/// The type of a road user without a motor vehicle, and whether it says all.
pub(super) const fn person(user: PersonalDeviceUserType) -> (ParticipantType, bool) {
    match user {
        PersonalDeviceUserType::APEDESTRIAN => (ParticipantType::Pedestrian, true),
        PersonalDeviceUserType::APEDALCYCLIST => (ParticipantType::NonMotor, true),
        // On foot too, but for the task.
        PersonalDeviceUserType::APUBLICSAFETYWORKER => (ParticipantType::Pedestrian, false),
        _ => (ParticipantType::Unknown, false),
    }
}

fn person_from(data: &js::DetectedVRUData, into: &mut ParticipantData, ledger: &mut Ledger<'_>) {
    let js::DetectedVRUData { basic_type, propulsion, attachment, radius } = data;
    if let Some(user) = basic_type {
        let (kind, whole) = person(*user);
        into.ptc_type = kind;
        if !whole {
            ledger.lost("basicType", user, Reason::Approximated);
        }
    }
    ledger.lost_some("propulsion", propulsion.as_ref(), Reason::NoCounterpart);
    ledger.lost_some("attachment", attachment.as_ref(), Reason::NoCounterpart);
    ledger.lost_some("radius", radius.as_ref(), Reason::NoCounterpart);
}

/// Sizes of obstacles come in steps of 10 cm.
fn obstacle_from(data: &js::DetectedObstacleData, into: &mut ParticipantData, ledger: &mut Ledger<'_>) {
    let js::DetectedObstacleData { obst_size, obst_size_confidence } = data;
    ledger.lost("obstSizeConfidence", obst_size_confidence, Reason::NoCounterpart);
    let js::ObstacleSize { width, length, height } = obst_size;
    let mut size = VehicleSize::default();
    // 1023 cm, 4095 cm and 127 times 5 cm are the most there is room for.
    match width.0 * 10 {
        centimetres @ ..=1023 => size.width.0 = centimetres,
        _ => ledger.lost("obstSize.width", width, Reason::OutOfRange),
    }
    match length.0 * 10 {
        centimetres @ ..=4095 => size.length.0 = centimetres,
        _ => ledger.lost("obstSize.length", length, Reason::OutOfRange),
    }
    if let Some(height) = height {
        match u8::try_from(height.0 * 2).ok().filter(|steps| *steps <= 127) {
            Some(steps) => size.height.get_or_insert_default().0 = steps,
            None => ledger.lost("obstSize.height", height, Reason::OutOfRange),
        }
    }
    into.size = size;
}

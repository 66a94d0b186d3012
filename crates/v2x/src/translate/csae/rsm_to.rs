//! Road users as roadside units see them, for SDSM.
//!
//! Times of measurement count from the message's own there. It is that of the latest participant, so they are negative or 0,
//! and are to be added.

use alloc::vec::Vec;

use v2x_j2735::common as j;
use v2x_j2735::personal_safety_message::PersonalDeviceUserType;
use v2x_j2735::sensor_data_sharing_message as js;
use v2x_uper::scale::moment::Civil;

use super::offset;
use super::types::{ParticipantData, ParticipantType, Position3D, RoadsideSafetyMessage, VehicleSize};
use super::vehicle::{class_to, confidence_to, motion_to, position_to};
use crate::translate::geometry::{Plane, round};
use crate::translate::identity;
use crate::translate::ledger::{Ledger, Reason, same};

/// The largest difference from the message's time, milliseconds.
const LATE: i32 = 1500;
const MINUTE: i32 = 60_000;

/// `None` if no participant can be told: SDSM has one at least.
pub(super) fn to_j2735(
    message: &RoadsideSafetyMessage,
    ledger: &mut Ledger<'_>,
) -> Option<js::SensorDataSharingMessage> {
    let RoadsideSafetyMessage { msg_cnt, id, ref_pos, participants, unknown_extensions } = message;
    ledger.extensions(unknown_extensions);
    let (short, whole) = identity::four(*id);
    if !whole {
        ledger.lost("id", id, Reason::Renumbered);
    }
    let second = latest(participants);
    let stamp = time_stamp(second, ledger);
    let plane = Plane::at(ref_pos.lat.0);
    let objects: Vec<_> = ledger.within("participants", |ledger| {
        let participants = participants.iter().enumerate();
        let object =
            |(i, participant)| ledger.item(i, |ledger| object(participant, (ref_pos, plane), second, ledger));
        participants.filter_map(object).collect()
    });
    let unknown = j::PositionalAccuracy {
        semi_major: j::SemiMajorAxisAccuracy(255),
        semi_minor: j::SemiMinorAxisAccuracy(255),
        orientation: j::SemiMajorAxisOrientation(65_535),
    };
    let message = js::SensorDataSharingMessage {
        msg_cnt: ledger.carried("msgCnt", msg_cnt),
        source_id: j::TemporaryID(short),
        equipment_type: js::EquipmentType::Rsu,
        s_dsm_time_stamp: stamp,
        ref_pos: position_to(ref_pos),
        ref_pos_xy_conf: unknown,
        ref_pos_el_conf: None,
        objects,
    };
    (!message.objects.is_empty()).then_some(message)
}

/// Milliseconds of the minute of the latest participant, minutes being turned so that all lie close together.
fn latest(participants: &[ParticipantData]) -> Option<u16> {
    let mut known =
        participants.iter().map(|participant| participant.sec_mark.0).filter(|second| *second < 61_000);
    let first = known.next()?;
    Some(known.fold(first, |latest, second| if apart(second, latest) > 0 { second } else { latest }))
}

/// Milliseconds by which `second` lies after `other`, at most half a minute either way.
fn apart(second: u16, other: u16) -> i32 {
    (i32::from(second) - i32::from(other) + MINUTE / 2).rem_euclid(MINUTE) - MINUTE / 2
}

/// The message's time: as much of it as the participants and the caller tell.
fn time_stamp(second: Option<u16>, ledger: &mut Ledger<'_>) -> j::DDateTime {
    let moment = ledger.options.at.and_then(|at| match second {
        Some(second) => v2x_uper::scale::moment::second(second, at),
        None => Some(at),
    });
    let Some(civil) = moment.and_then(Civil::of) else {
        return j::DDateTime { second: second.map(j::DSecond), ..Default::default() };
    };
    let stamp = j::DDateTime {
        year: Some(j::DYear(civil.year)),
        month: Some(j::DMonth(civil.month)),
        day: Some(j::DDay(civil.day)),
        hour: Some(j::DHour(civil.hour)),
        minute: Some(j::DMinute(civil.minute)),
        second: Some(j::DSecond(second.unwrap_or(civil.millis))),
        offset: None,
    };
    ledger.supply("sDSMTimeStamp", &stamp, "the caller's time, at the participants' second");
    stamp
}

fn object(
    participant: &ParticipantData,
    (reference, plane): (&Position3D, Option<Plane>),
    latest: Option<u16>,
    ledger: &mut Ledger<'_>,
) -> Option<js::DetectedObjectData> {
    // One piece: the pattern names every field of the structure once, and each is spent below.
    let ParticipantData {
        ptc_type,
        ptc_id,
        source,
        id,
        sec_mark,
        pos,
        pos_confidence,
        transmission,
        speed,
        heading,
        angle,
        motion_cfd,
        accel_set,
        size,
        vehicle_class,
        unknown_extensions,
    } = participant;
    let known = latest.filter(|_| sec_mark.0 < 61_000);
    let measured = known.map_or(0, |latest| apart(sec_mark.0, latest));
    let place = place(pos, reference, plane);
    // The unit itself is none of the objects.
    let reason = match (ptc_type, ptc_id, &place) {
        (ParticipantType::Rsu, ..) | (_, 0, _) => Some(Reason::NoCounterpart),
        (.., None) => Some(Reason::NoPlace),
        _ if measured.abs() > LATE => Some(Reason::OutOfRange),
        _ => None,
    };
    let (None, Some((offset, height))) = (reason, place) else {
        ledger.lost("", participant, reason.unwrap_or(Reason::NoPlace));
        return None;
    };
    let none = Reason::NoCounterpart;
    if offset.offset_z.is_none() && height {
        ledger.lost_some("pos.offsetV", pos.offset_v.as_ref(), Reason::OutOfRange);
    }
    match known {
        None => ledger.lost("secMark", sec_mark, Reason::NoTime),
        // In a leap second, or just after it: moments a second apart are told alike.
        Some(latest) if sec_mark.0 >= 60_000 && latest != sec_mark.0 => {
            ledger.lost("secMark", sec_mark, Reason::Approximated);
        }
        Some(_) => {}
    }
    ledger.lost("source", source, none);
    ledger.lost_some("id", id.as_ref(), none);
    ledger.lost_some("transmission", transmission.as_ref(), none);
    ledger.lost_some("angle", angle.as_ref(), none);
    ledger.extensions(unknown_extensions);
    let (speed_confidence, heading_conf) = motion_to(motion_cfd.as_ref(), ledger);
    let class = vehicle_class.as_ref().map(|class| class_to(class, ledger));
    if let Some((_, Some(fuel))) = &class {
        ledger.lost("vehicleClass.fuelType", fuel, none);
    }
    let (obj_type, det_obj_opt_data) = kind(*ptc_type, size, class.map(|(class, _)| class), ledger);
    let det_obj_common = js::DetectedObjectCommonData {
        obj_type,
        // 101 stands for "not known".
        obj_type_cfd: js::ClassificationConfidence(101),
        object_id: js::ObjectID(*ptc_id),
        measurement_time: js::MeasurementTimeOffset(i16::try_from(measured).unwrap_or_default()),
        pos: offset,
        pos_confidence: confidence_to("posConfidence", pos_confidence, ledger),
        speed: ledger.carried("speed", speed),
        speed_confidence,
        heading: ledger.carried("heading", heading),
        heading_conf,
        accel4way: ledger.same_some("accelSet", accel_set.as_ref()),
        ..Default::default()
    };
    Some(js::DetectedObjectData { det_obj_common, det_obj_opt_data })
}

/// In steps of 0.1 m, rounded, and whether a height was told; `None` further away than there is room for.
fn place(
    pos: &super::types::PositionOffsetLLV,
    reference: &Position3D,
    plane: Option<Plane>,
) -> Option<(js::PositionOffsetXYZ, bool)> {
    let super::types::PositionOffsetLLV { offset_ll, offset_v } = pos;
    let (lat, lon) = offset::from_horizontal(offset_ll, (reference.lat.0.into(), reference.long.0.into()))?;
    // Both are below 2^53.
    let (east, north) = plane?.metres((lat as f64, lon as f64));
    let distance = |distance: i64| {
        let distance = i16::try_from(distance).ok().filter(|distance| *distance != i16::MIN);
        distance.map(js::ObjectDistance)
    };
    let up = offset_v.as_ref().and_then(|up| distance(offset::from_vertical(up, reference.elevation)?));
    let (offset_x, offset_y) = (distance(round(east * 10.0))?, distance(round(north * 10.0))?);
    Some((js::PositionOffsetXYZ { offset_x, offset_y, offset_z: up }, offset_v.is_some()))
}

/// The kind of object, and what only its kind has.
fn kind(
    kind: ParticipantType,
    size: &VehicleSize,
    class: Option<j::BasicVehicleClass>,
    ledger: &mut Ledger<'_>,
) -> (js::ObjectType, Option<js::DetectedObjectOptionalData>) {
    let VehicleSize { width, length, height } = size;
    let person = |user| {
        let data = js::DetectedVRUData { basic_type: Some(user), ..Default::default() };
        (js::ObjectType::Vru, Some(js::DetectedObjectOptionalData::DetVRU(data)))
    };
    let (kind, data) = match kind {
        ParticipantType::NonMotor => person(PersonalDeviceUserType::APEDALCYCLIST),
        ParticipantType::Pedestrian => person(PersonalDeviceUserType::APEDESTRIAN),
        ParticipantType::Unrecognized(_) => {
            ledger.lost("ptcType", &kind, Reason::NoCounterpart);
            (js::ObjectType::Unknown, None)
        }
        ParticipantType::Motor => (js::ObjectType::Vehicle, None),
        ParticipantType::Unknown | ParticipantType::Rsu => (js::ObjectType::Unknown, None),
    };
    // 0 stands for a size that is not known.
    let sized = width.0 > 0 || length.0 > 0;
    if data.is_some() {
        if sized || height.is_some() {
            ledger.lost("size", size, Reason::NoCounterpart);
        }
        ledger.lost_some("vehicleClass.classification", class.as_ref(), Reason::NoCounterpart);
        return (kind, data);
    }
    let vehicle = js::DetectedVehicleData {
        size: sized.then(|| j::VehicleSize {
            width: ledger.carried("size.width", width),
            length: ledger.carried("size.length", length),
        }),
        height: height.as_ref().and_then(same),
        vehicle_class: class,
        ..Default::default()
    };
    let told = vehicle != js::DetectedVehicleData::default();
    (kind, told.then_some(js::DetectedObjectOptionalData::DetVeh(vehicle)))
}

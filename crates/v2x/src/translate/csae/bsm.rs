//! A vehicle's own state.

use v2x_j2735::basic_safety_message as jb;
use v2x_j2735::common as j;
use v2x_uper::BitString;

use super::path;
use super::types::{
    BasicSafetyMessage, BasicVehicleClass, BrakeAppliedStatus, BrakeSystemStatus, VehicleEmergencyExtensions,
    VehicleSafetyExtensions, VehicleSize,
};
use super::types::{Latitude, Longitude, Position3D};
use super::vehicle::{class_to, height_from, height_to};
use crate::translate::identity;
use crate::translate::ledger::{Ledger, Reason, same};

/// The error ellipse that stands for "not known".
const NO_ELLIPSE: j::PositionalAccuracy = j::PositionalAccuracy {
    semi_major: j::SemiMajorAxisAccuracy(255),
    semi_minor: j::SemiMinorAxisAccuracy(255),
    orientation: j::SemiMajorAxisOrientation(65_535),
};
/// The angle of the steering wheel that does.
const NO_ANGLE: i8 = 127;
/// Flags of events that have the same meaning in both sets: all of the Chinese.
const EVENTS: usize = 13;

pub(super) fn from_j2735(message: &jb::BasicSafetyMessage, ledger: &mut Ledger<'_>) -> BasicSafetyMessage {
    let jb::BasicSafetyMessage { core_data, part_ii, regional, unknown_extensions } = message;
    ledger.lost_list("regional", regional.as_deref(), Reason::NoCounterpart);
    ledger.extensions(unknown_extensions);
    let mut into = ledger.within("coreData", |ledger| core_from(core_data, ledger));
    let mut seen = [false; 3];
    ledger.within("partII", |ledger| {
        for (i, part) in part_ii.iter().flatten().enumerate() {
            ledger.item(i, |ledger| part_from(part, &mut into, &mut seen, ledger));
        }
    });
    into
}

fn core_from(core: &j::BSMcoreData, ledger: &mut Ledger<'_>) -> BasicSafetyMessage {
    let j::BSMcoreData {
        msg_cnt,
        id,
        sec_mark,
        lat,
        long,
        elev,
        accuracy,
        transmission,
        speed,
        heading,
        angle,
        accel_set,
        brakes,
        size,
    } = core;
    let j::VehicleSize { width, length } = size;
    let angle = Some(angle).filter(|angle| angle.0 != NO_ANGLE);
    BasicSafetyMessage {
        msg_cnt: ledger.carried("msgCnt", msg_cnt),
        id: identity::eight(id.0),
        sec_mark: ledger.carried("secMark", sec_mark),
        pos: Position3D { lat: Latitude(lat.0), long: Longitude(long.0), elevation: height_from(*elev) },
        pos_accuracy: ledger.same_some("accuracy", Some(accuracy).filter(|ellipse| **ellipse != NO_ELLIPSE)),
        transmission: ledger.carried("transmission", transmission),
        speed: ledger.carried("speed", speed),
        heading: ledger.carried("heading", heading),
        angle: ledger.same_some("angle", angle),
        accel_set: ledger.carried("accelSet", accel_set),
        brakes: ledger.within("brakes", |ledger| brakes_from(brakes, ledger)),
        size: ledger.within("size", |ledger| VehicleSize {
            width: ledger.carried("width", width),
            length: ledger.carried("length", length),
            height: None,
        }),
        ..Default::default()
    }
}

fn brakes_from(brakes: &j::BrakeSystemStatus, ledger: &mut Ledger<'_>) -> BrakeSystemStatus {
    let j::BrakeSystemStatus { wheel_brakes, traction, abs, scs, brake_boost, aux_brakes } = brakes;
    BrakeSystemStatus {
        brake_padel: None,
        wheel_brakes: (*wheel_brakes != j::BrakeAppliedStatus::UNAVAILABLE)
            .then_some(BrakeAppliedStatus(wheel_brakes.0)),
        traction: ledger.known("traction", traction),
        abs: ledger.known("abs", abs),
        scs: ledger.known("scs", scs),
        brake_boost: ledger.known("brakeBoost", brake_boost),
        aux_brakes: ledger.known("auxBrakes", aux_brakes),
    }
}

fn part_from(
    part: &jb::PartIIcontentBSMpartIIExtension,
    into: &mut BasicSafetyMessage,
    seen: &mut [bool; 3],
    ledger: &mut Ledger<'_>,
) {
    let jb::PartIIcontentBSMpartIIExtension { part_ii_value } = part;
    let [safety, special, supplemental] = seen;
    let first = |seen: &mut bool, ledger: &mut Ledger<'_>| {
        if *seen {
            ledger.lost("", part, Reason::Repeated);
        }
        !core::mem::replace(seen, true)
    };
    match part_ii_value {
        jb::BSMpartIIExtension::VehicleSafetyExtensions(part) if first(safety, ledger) => {
            into.safety_ext = ledger.within("partII-Value", |ledger| safety_from(part, &into.pos, ledger));
        }
        jb::BSMpartIIExtension::SpecialVehicleExtensions(part) if first(special, ledger) => {
            into.emergency_ext = Some(ledger.within("partII-Value", |ledger| special_from(part, ledger)));
        }
        jb::BSMpartIIExtension::SupplementalVehicleExtensions(part) if first(supplemental, ledger) => {
            ledger.within("partII-Value", |ledger| supplemental_from(part, into, ledger));
        }
        jb::BSMpartIIExtension::Unknown { .. } => ledger.lost("", part, Reason::NoCounterpart),
        _ => {}
    }
}

fn safety_from(
    part: &j::VehicleSafetyExtensions,
    here: &Position3D,
    ledger: &mut Ledger<'_>,
) -> Option<VehicleSafetyExtensions> {
    let j::VehicleSafetyExtensions { events, path_history, path_prediction, lights, unknown_extensions } =
        part;
    ledger.extensions(unknown_extensions);
    let here = (here.lat.0.into(), here.long.0.into());
    let mut into = VehicleSafetyExtensions::default();
    if let Some(j::VehicleEventFlags(flags)) = events {
        let flags = j::VehicleEventFlags(first_flags("events", flags, ledger));
        into.events = ledger.same("events", &flags);
    }
    into.path_history = path_history
        .as_ref()
        .and_then(|path| ledger.within("pathHistory", |ledger| path::history_from(path, here, ledger)));
    into.path_prediction = path_prediction
        .as_ref()
        .map(|path| ledger.within("pathPrediction", |ledger| path::prediction_from(path, ledger)));
    into.lights = ledger.same_some("lights", lights.as_ref());
    Some(into)
}

/// The flags that both sets have; a longer string is entered.
fn first_flags(name: &str, flags: &BitString, ledger: &mut Ledger<'_>) -> BitString {
    if flags.len() <= EVENTS {
        return flags.clone();
    }
    ledger.lost(
        &alloc::format!("{name}.beyond"),
        &j::VehicleEventFlags(flags.clone()),
        Reason::NoCounterpart,
    );
    BitString::from_octets(&flags.octets(), EVENTS)
}

fn special_from(part: &jb::SpecialVehicleExtensions, ledger: &mut Ledger<'_>) -> VehicleEmergencyExtensions {
    let jb::SpecialVehicleExtensions { vehicle_alerts, description, do_not_use, unknown_extensions } = part;
    ledger.lost_some("description", description.as_ref(), Reason::NoCounterpart);
    ledger.lost_some("doNotUse", do_not_use.as_ref(), Reason::NoCounterpart);
    ledger.extensions(unknown_extensions);
    let Some(alerts) = vehicle_alerts else { return VehicleEmergencyExtensions::default() };
    let j::EmergencyDetails {
        do_not_use,
        siren_use,
        lights_use,
        multi,
        events,
        response_type,
        unknown_extensions,
    } = alerts;
    ledger.within("vehicleAlerts", |ledger| {
        ledger.lost("doNotUse", do_not_use, Reason::NoCounterpart);
        ledger.lost("multi", multi, Reason::NoCounterpart);
        ledger.lost_some("events", events.as_ref(), Reason::NoCounterpart);
        ledger.extensions(unknown_extensions);
        VehicleEmergencyExtensions {
            response_type: ledger.same_some("responseType", response_type.as_ref()),
            siren_use: ledger.known("sirenUse", siren_use),
            lights_use: ledger.known("lightsUse", lights_use),
            ..Default::default()
        }
    })
}

fn supplemental_from(
    part: &jb::SupplementalVehicleExtensions,
    into: &mut BasicSafetyMessage,
    ledger: &mut Ledger<'_>,
) {
    let jb::SupplementalVehicleExtensions {
        classification,
        class_details,
        vehicle_data,
        do_not_use1,
        do_not_use2,
        do_not_use3,
        status,
        do_not_use4,
        do_not_use5,
        regional,
        fhwa_vehicle_class,
        trailers,
        school_bus,
        unknown_extensions,
    } = part;
    let none = Reason::NoCounterpart;
    ledger.lost_some("doNotUse1", do_not_use1.as_ref(), none);
    ledger.lost_some("doNotUse2", do_not_use2.as_ref(), none);
    ledger.lost_some("doNotUse3", do_not_use3.as_ref(), none);
    ledger.lost_some("status", status.as_ref(), none);
    ledger.lost_some("doNotUse4", do_not_use4.as_ref(), none);
    ledger.lost_some("doNotUse5", do_not_use5.as_ref(), none);
    ledger.lost_list("regional", regional.as_deref(), none);
    ledger.lost_some("fhwaVehicleClass", fhwa_vehicle_class.as_ref(), none);
    ledger.lost_list("trailers", trailers.as_deref(), none);
    ledger.lost_some("schoolBus", school_bus.as_ref(), none);
    ledger.extensions(unknown_extensions);
    let class = *classification;
    if let Some(class) = class {
        into.vehicle_class.classification = BasicVehicleClass(class.0);
    }
    if let Some(details) = class_details {
        ledger.within("classDetails", |ledger| details_from(details, class, into, ledger));
    }
    if let Some(data) = vehicle_data {
        ledger.within("vehicleData", |ledger| data_from(data, into, ledger));
    }
}

fn details_from(
    details: &j::VehicleClassification,
    class: Option<j::BasicVehicleClass>,
    into: &mut BasicSafetyMessage,
    ledger: &mut Ledger<'_>,
) {
    let j::VehicleClassification {
        key_type,
        role,
        iso3883,
        hpms_type,
        vehicle_type,
        response_equip,
        responder_type,
        fuel_type,
        regional,
        unknown_extensions,
    } = details;
    let none = Reason::NoCounterpart;
    match (class, key_type) {
        (None, Some(key)) => into.vehicle_class.classification = BasicVehicleClass(key.0),
        (Some(_), key) => ledger.lost_some("keyType", key.as_ref(), Reason::Repeated),
        (None, None) => {}
    }
    ledger.lost_some("role", role.as_ref(), none);
    ledger.lost_some("iso3883", iso3883.as_ref(), none);
    ledger.lost_some("hpmsType", hpms_type.as_ref(), none);
    ledger.lost_some("vehicleType", vehicle_type.as_ref(), none);
    ledger.lost_some("responseEquip", response_equip.as_ref(), none);
    ledger.lost_some("responderType", responder_type.as_ref(), none);
    into.vehicle_class.fuel_type = ledger.same_some("fuelType", fuel_type.as_ref());
    ledger.lost_list("regional", regional.as_deref(), none);
    ledger.extensions(unknown_extensions);
}

fn data_from(data: &jb::VehicleData, into: &mut BasicSafetyMessage, ledger: &mut Ledger<'_>) {
    let jb::VehicleData {
        height,
        bumpers,
        mass,
        do_not_use,
        trailer_present,
        pivot_point,
        axles,
        lean_angle,
        unknown_extensions,
    } = data;
    let none = Reason::NoCounterpart;
    into.size.height = ledger.same_some("height", height.as_ref());
    ledger.lost_some("bumpers", bumpers.as_ref(), none);
    ledger.lost_some("mass", mass.as_ref(), none);
    ledger.lost_some("doNotUse", do_not_use.as_ref(), none);
    ledger.lost_some("trailerPresent", trailer_present.as_ref(), none);
    ledger.lost_some("pivotPoint", pivot_point.as_ref(), none);
    ledger.lost_some("axles", axles.as_ref(), none);
    ledger.lost_some("leanAngle", lean_angle.as_ref(), none);
    ledger.extensions(unknown_extensions);
}

pub(super) fn to_j2735(message: &BasicSafetyMessage, ledger: &mut Ledger<'_>) -> jb::BasicSafetyMessage {
    // One piece: the pattern names every field of the structure once, and each is spent below.
    let BasicSafetyMessage {
        msg_cnt,
        id,
        sec_mark,
        time_confidence,
        pos,
        pos_accuracy,
        pos_confidence,
        transmission,
        speed,
        heading,
        angle,
        motion_cfd,
        accel_set,
        brakes,
        size,
        vehicle_class,
        safety_ext,
        emergency_ext,
        unknown_extensions,
    } = message;
    let none = Reason::NoCounterpart;
    ledger.lost_some("timeConfidence", time_confidence.as_ref(), none);
    ledger.lost_some("posConfidence", pos_confidence.as_ref(), none);
    ledger.lost_some("motionCfd", motion_cfd.as_ref(), none);
    ledger.extensions(unknown_extensions);
    let VehicleSize { width, length, height } = size;
    let (short, whole) = identity::four(*id);
    if !whole {
        ledger.lost("id", id, Reason::Renumbered);
    }
    let core_data = j::BSMcoreData {
        msg_cnt: ledger.carried("msgCnt", msg_cnt),
        id: j::TemporaryID(short),
        sec_mark: ledger.carried("secMark", sec_mark),
        lat: j::Latitude(pos.lat.0),
        long: j::Longitude(pos.long.0),
        elev: height_to(pos.elevation),
        accuracy: ledger.same_some("posAccuracy", pos_accuracy.as_ref()).unwrap_or(NO_ELLIPSE),
        transmission: ledger.carried("transmission", transmission),
        speed: ledger.carried("speed", speed),
        heading: ledger.carried("heading", heading),
        angle: j::SteeringWheelAngle(angle.map_or(NO_ANGLE, |angle| angle.0)),
        accel_set: ledger.carried("accelSet", accel_set),
        brakes: ledger.within("brakes", |ledger| brakes_to(brakes, ledger)),
        size: ledger.within("size", |ledger| j::VehicleSize {
            width: ledger.carried("width", width),
            length: ledger.carried("length", length),
        }),
    };
    let here = (pos.lat.0.into(), pos.long.0.into());
    let mut parts = alloc::vec::Vec::new();
    if let Some(part) = safety_ext {
        let part = ledger.within("safetyExt", |ledger| safety_to(part, here, ledger));
        parts.push(jb::BSMpartIIExtension::VehicleSafetyExtensions(part.into()));
    }
    if let Some(part) = emergency_ext {
        let part = ledger.within("emergencyExt", |ledger| emergency_to(part, ledger));
        parts.push(jb::BSMpartIIExtension::SpecialVehicleExtensions(part));
    }
    let (class, fuel) = class_to(vehicle_class, ledger);
    let supplemental = jb::SupplementalVehicleExtensions {
        // 0 stands for "not known".
        classification: Some(class).filter(|class| class.0 != 0),
        class_details: fuel
            .map(|fuel| j::VehicleClassification { fuel_type: Some(fuel), ..Default::default() }),
        vehicle_data: height
            .as_ref()
            .map(|height| jb::VehicleData { height: same(height), ..Default::default() }),
        ..Default::default()
    };
    if supplemental != jb::SupplementalVehicleExtensions::default() {
        parts.push(jb::BSMpartIIExtension::SupplementalVehicleExtensions(supplemental.into()));
    }
    let parts = parts.into_iter().map(|part_ii_value| jb::PartIIcontentBSMpartIIExtension { part_ii_value });
    let parts: alloc::vec::Vec<_> = parts.collect();
    jb::BasicSafetyMessage { core_data, part_ii: (!parts.is_empty()).then_some(parts), ..Default::default() }
}

fn brakes_to(brakes: &BrakeSystemStatus, ledger: &mut Ledger<'_>) -> j::BrakeSystemStatus {
    let BrakeSystemStatus { brake_padel, wheel_brakes, traction, abs, scs, brake_boost, aux_brakes } = brakes;
    ledger.lost_some("brakePadel", brake_padel.as_ref(), Reason::NoCounterpart);
    j::BrakeSystemStatus {
        wheel_brakes: wheel_brakes
            .map_or(j::BrakeAppliedStatus::UNAVAILABLE, |wheels| j::BrakeAppliedStatus(wheels.0)),
        traction: ledger.same_some("traction", traction.as_ref()).unwrap_or_default(),
        abs: ledger.same_some("abs", abs.as_ref()).unwrap_or_default(),
        scs: ledger.same_some("scs", scs.as_ref()).unwrap_or_default(),
        brake_boost: ledger.same_some("brakeBoost", brake_boost.as_ref()).unwrap_or_default(),
        aux_brakes: ledger.same_some("auxBrakes", aux_brakes.as_ref()).unwrap_or_default(),
    }
}

fn safety_to(
    part: &VehicleSafetyExtensions,
    here: (i64, i64),
    ledger: &mut Ledger<'_>,
) -> j::VehicleSafetyExtensions {
    let VehicleSafetyExtensions { events, path_history, path_prediction, lights, unknown_extensions } = part;
    ledger.extensions(unknown_extensions);
    let events = events.as_ref().map(|events| j::VehicleEventFlags(first_flags("events", &events.0, ledger)));
    j::VehicleSafetyExtensions {
        events,
        path_history: path_history
            .as_ref()
            .and_then(|path| ledger.within("pathHistory", |ledger| path::history_to(path, here, ledger))),
        path_prediction: path_prediction
            .as_ref()
            .map(|path| ledger.within("pathPrediction", |ledger| path::prediction_to(path, ledger))),
        lights: ledger.same_some("lights", lights.as_ref()),
        ..Default::default()
    }
}

fn emergency_to(part: &VehicleEmergencyExtensions, ledger: &mut Ledger<'_>) -> jb::SpecialVehicleExtensions {
    let VehicleEmergencyExtensions { response_type, siren_use, lights_use, unknown_extensions } = part;
    ledger.extensions(unknown_extensions);
    let alerts = j::EmergencyDetails {
        siren_use: ledger.same_some("sirenUse", siren_use.as_ref()).unwrap_or_default(),
        lights_use: ledger.same_some("lightsUse", lights_use.as_ref()).unwrap_or_default(),
        response_type: ledger.same_some("responseType", response_type.as_ref()),
        ..Default::default()
    };
    jb::SpecialVehicleExtensions { vehicle_alerts: Some(alerts), ..Default::default() }
}

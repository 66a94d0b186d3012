//! A vulnerable road user's own message as the one of T/CSAE 157 ("day 2"), which is built like that of J2735.
//!
//! What could not be confirmed of T/CSAE 157: the unit of `overallRadius`, taken to be the 0.1 m of the field of the same range in
//! J2735, and listed as supplied wherever it is told; and how many make a small or a large group, whose names are the same.

use v2x_csae::y2020::psm as cp;
use v2x_j2735::personal_safety_message as jp;
use v2x_uper::BitString;

use super::path;
use super::vehicle::{position_from, position_to};
use crate::translate::identity;
use crate::translate::ledger::{Ledger, Reason};

const UNCONFIRMED: &str = "taken for 0.1 m in T/CSAE 157 as in J2735, which could not be confirmed";

pub(super) fn from_j2735(
    message: &jp::PersonalSafetyMessage,
    ledger: &mut Ledger<'_>,
) -> cp::PersonalSafetyMessage {
    // One piece: the pattern names every field of the structure once, and each is spent below.
    let jp::PersonalSafetyMessage {
        basic_type,
        sec_mark,
        msg_cnt,
        id,
        position,
        accuracy,
        speed,
        heading,
        accel_set,
        path_history,
        path_prediction,
        propulsion,
        use_state,
        cross_request,
        cross_state,
        cluster_size,
        cluster_radius,
        event_responder_type,
        activity_type,
        activity_sub_type,
        assist_type,
        sizing,
        attachment,
        attachment_radius,
        animal_type,
        regional,
        unknown_extensions,
    } = message;
    let none = Reason::NoCounterpart;
    ledger.lost_some("pathPrediction", path_prediction.as_ref(), none);
    ledger.lost_some("clusterRadius", cluster_radius.as_ref(), none);
    ledger.lost_some("eventResponderType", event_responder_type.as_ref(), none);
    ledger.lost_some("sizing", sizing.as_ref(), none);
    ledger.lost_some("animalType", animal_type.as_ref(), none);
    ledger.lost_list("regional", regional.as_deref(), none);
    ledger.extensions(unknown_extensions);
    let radius = attachment_radius.map_or(0, |radius| radius.0);
    let origin = if attachment_radius.is_some() { UNCONFIRMED } else { "no radius is told" };
    ledger.supply("overallRadius", &radius, origin);
    let pos = ledger.within("position", |ledger| position_from(position, ledger));
    let here = (pos.lat.0.into(), pos.long.0.into());
    let personal = cp::PersonalExtensions {
        use_state: ledger.same_some("useState", use_state.as_ref()),
        assist_type: ledger.same_some("assistType", assist_type.as_ref()),
        ..Default::default()
    };
    let worker = cp::RoadWorkerExtensions {
        worker_type: activity_sub_type.as_ref().and_then(|bits| worker_from(bits, ledger)),
        activity_type: ledger.same_some("activityType", activity_type.as_ref()),
        ..Default::default()
    };
    let crossing = crossing_from(*cross_request, *cross_state, ledger);
    let data = cp::NonMotorData {
        basic_type: user_from(*basic_type, ledger),
        propulsion: ledger.same_some("propulsion", propulsion.as_ref()),
        cluster_size: ledger.same_some("clusterSize", cluster_size.as_ref()),
        attachment: ledger.same_some("attachment", attachment.as_ref()),
        personal_ext: Some(personal).filter(|told| *told != Default::default()),
        road_worker_ext: Some(worker).filter(|told| *told != Default::default()),
        personal_req: crossing
            .map(|crossing| cp::PersonalRequest { crossing: Some(crossing), ..Default::default() }),
        ..Default::default()
    };
    cp::PersonalSafetyMessage {
        msg_cnt: ledger.carried("msgCnt", msg_cnt),
        id: identity::eight(id.0),
        sec_mark: ledger.carried("secMark", sec_mark),
        pos,
        pos_accuracy: ledger.carried("accuracy", accuracy),
        speed: ledger.carried("speed", speed),
        heading: ledger.carried("heading", heading),
        accel_set: ledger.same_some("accelSet", accel_set.as_ref()),
        path_history: path_history
            .as_ref()
            .and_then(|path| ledger.within("pathHistory", |ledger| path::history_from(path, here, ledger))),
        overall_radius: radius,
        non_motor_data: data,
        ..Default::default()
    }
}

pub(super) fn to_j2735(
    message: &cp::PersonalSafetyMessage,
    ledger: &mut Ledger<'_>,
) -> jp::PersonalSafetyMessage {
    let cp::PersonalSafetyMessage {
        msg_cnt,
        id,
        sec_mark,
        time_confidence,
        pos,
        pos_accuracy,
        speed,
        heading,
        accel_set,
        path_history,
        path_planning,
        overall_radius,
        non_motor_data,
        unknown_extensions,
    } = message;
    ledger.lost_some("timeConfidence", time_confidence.as_ref(), Reason::NoCounterpart);
    ledger.lost_list("path-Planning", path_planning.as_deref(), Reason::NoCounterpart);
    ledger.extensions(unknown_extensions);
    let (short, whole) = identity::four(*id);
    if !whole {
        ledger.lost("id", id, Reason::Renumbered);
    }
    // A road user takes some room, so 0 is no radius.
    let radius = (*overall_radius > 0).then_some(jp::AttachmentRadius(*overall_radius));
    if let Some(radius) = &radius {
        ledger.supply("attachmentRadius", radius, UNCONFIRMED);
    }
    let here = (pos.lat.0.into(), pos.long.0.into());
    let told = ledger.within("non-motorData", |ledger| data_to(non_motor_data, ledger));
    jp::PersonalSafetyMessage {
        sec_mark: ledger.carried("secMark", sec_mark),
        msg_cnt: ledger.carried("msgCnt", msg_cnt),
        id: v2x_j2735::common::TemporaryID(short),
        position: position_to(pos),
        accuracy: ledger.carried("posAccuracy", pos_accuracy),
        speed: ledger.carried("speed", speed),
        heading: ledger.carried("heading", heading),
        accel_set: ledger.same_some("accelSet", accel_set.as_ref()),
        path_history: path_history
            .as_ref()
            .and_then(|path| ledger.within("pathHistory", |ledger| path::history_to(path, here, ledger))),
        attachment_radius: radius,
        ..told
    }
}

/// What a road user is and does, in an otherwise empty message.
fn data_to(data: &cp::NonMotorData, ledger: &mut Ledger<'_>) -> jp::PersonalSafetyMessage {
    let cp::NonMotorData {
        basic_type,
        propulsion,
        cluster_size,
        attachment,
        personal_ext,
        road_worker_ext,
        personal_req,
        unknown_extensions,
    } = data;
    ledger.extensions(unknown_extensions);
    let mut told = jp::PersonalSafetyMessage {
        basic_type: user_to(*basic_type, ledger),
        propulsion: ledger.same_some("propulsion", propulsion.as_ref()),
        cluster_size: ledger.same_some("clusterSize", cluster_size.as_ref()),
        attachment: ledger.same_some("attachment", attachment.as_ref()),
        ..Default::default()
    };
    if let Some(cp::PersonalExtensions { use_state, assist_type, unknown_extensions }) = personal_ext {
        ledger.within("personalExt", |ledger| {
            ledger.extensions(unknown_extensions);
            told.use_state = ledger.same_some("useState", use_state.as_ref());
            told.assist_type = ledger.same_some("assistType", assist_type.as_ref());
        });
    }
    if let Some(cp::RoadWorkerExtensions { worker_type, activity_type, unknown_extensions }) = road_worker_ext
    {
        ledger.within("roadWorkerExt", |ledger| {
            ledger.extensions(unknown_extensions);
            told.activity_sub_type = worker_type.and_then(|worker| worker_to(worker, ledger));
            told.activity_type = ledger.same_some("activityType", activity_type.as_ref());
        });
    }
    if let Some(cp::PersonalRequest { crossing, unknown_extensions }) = personal_req {
        ledger.within("personalReq", |ledger| {
            ledger.extensions(unknown_extensions);
            (told.cross_request, told.cross_state) = crossing_to(*crossing, ledger);
        });
    }
    told
}

/// Road workers there are those whom J2735 calls public safety workers: roadworks, police and rescue alike.
fn user_from(user: jp::PersonalDeviceUserType, ledger: &mut Ledger<'_>) -> cp::PersonalDeviceUserType {
    use cp::PersonalDeviceUserType as Into;
    use jp::PersonalDeviceUserType as From;
    match user {
        From::Unavailable => Into::Unavailable,
        From::APEDESTRIAN => Into::APEDESTRIAN,
        From::APEDALCYCLIST => Into::APEDALCYCLIST,
        From::APUBLICSAFETYWORKER => Into::AROADWORKER,
        From::AnANIMAL => Into::AnANIMAL,
        From::Unrecognized(_) => {
            ledger.lost("basicType", &user, Reason::OutOfRange);
            Into::Unavailable
        }
    }
}

fn user_to(user: cp::PersonalDeviceUserType, ledger: &mut Ledger<'_>) -> jp::PersonalDeviceUserType {
    use cp::PersonalDeviceUserType as From;
    use jp::PersonalDeviceUserType as Into;
    match user {
        From::Unavailable => Into::Unavailable,
        From::APEDESTRIAN => Into::APEDESTRIAN,
        From::APEDALCYCLIST => Into::APEDALCYCLIST,
        From::AROADWORKER => Into::APUBLICSAFETYWORKER,
        From::AnANIMAL => Into::AnANIMAL,
        From::Unrecognized(_) => {
            ledger.lost("basicType", &user, Reason::OutOfRange);
            Into::Unavailable
        }
    }
}

/// Who directs traffic: one there, any number in J2735. Police and traffic officers are one there, and two here.
fn worker_from(
    bits: &jp::PublicSafetyDirectingTrafficSubType,
    ledger: &mut Ledger<'_>,
) -> Option<cp::RoadWorkerType> {
    use cp::RoadWorkerType as Into;
    use jp::PublicSafetyDirectingTrafficSubType as From;
    let mut ones = bits.0.ones();
    let only = ones.next().filter(|_| ones.next().is_none() && bits.0.len() == SUB_TYPES);
    let worker = only.and_then(|bit| match bit {
        From::UNAVAILABLE => Some(Into::Unavailable),
        From::POLICE_AND_TRAFFIC_OFFICERS => Some(Into::TrafficPolice),
        From::TRAFFIC_CONTROL_PERSONS => Some(Into::TrafficControlPersons),
        From::RAILROAD_CROSSING_GUARDS => Some(Into::RailroadCrossingGuards),
        From::EMERGENCY_ORGANIZATION_PERSONNEL => Some(Into::EmergencyOrganizationPersonnel),
        _ => None,
    });
    match worker {
        None => ledger.lost("activitySubType", bits, Reason::NoCounterpart),
        Some(Into::TrafficPolice) => ledger.lost("activitySubType", bits, Reason::Approximated),
        Some(_) => {}
    }
    worker
}

/// Bits of `PublicSafetyDirectingTrafficSubType`.
const SUB_TYPES: usize = 7;

fn worker_to(
    worker: cp::RoadWorkerType,
    ledger: &mut Ledger<'_>,
) -> Option<jp::PublicSafetyDirectingTrafficSubType> {
    use cp::RoadWorkerType as From;
    use jp::PublicSafetyDirectingTrafficSubType as Into;
    let bit = match worker {
        From::Unavailable => Some(Into::UNAVAILABLE),
        From::TrafficPolice | From::PoliceOfficers => Some(Into::POLICE_AND_TRAFFIC_OFFICERS),
        From::TrafficControlPersons => Some(Into::TRAFFIC_CONTROL_PERSONS),
        From::RailroadCrossingGuards => Some(Into::RAILROAD_CROSSING_GUARDS),
        From::EmergencyOrganizationPersonnel => Some(Into::EMERGENCY_ORGANIZATION_PERSONNEL),
        From::ConstructionPersonnel | From::Unrecognized(_) => None,
    };
    match bit {
        None => ledger.lost("workerType", &worker, Reason::NoCounterpart),
        Some(Into::POLICE_AND_TRAFFIC_OFFICERS) => ledger.lost("workerType", &worker, Reason::Approximated),
        Some(_) => {}
    }
    bit.map(|bit| {
        let mut bits = BitString::zeros(SUB_TYPES);
        bits.set(bit, true);
        Into(bits)
    })
}

/// Two flags there, one state here: who crosses asks no more. That somebody does not ask, or does not cross, has no state.
fn crossing_from(
    request: Option<jp::PersonalCrossingRequest>,
    state: Option<jp::PersonalCrossingInProgress>,
    ledger: &mut Ledger<'_>,
) -> Option<cp::PersonalCrossing> {
    let told = match (request, state) {
        (_, Some(true)) => Some(cp::PersonalCrossing::Crossing),
        (Some(true), _) => Some(cp::PersonalCrossing::Request),
        _ => None,
    };
    if told != Some(cp::PersonalCrossing::Request) {
        ledger.lost_some("crossRequest", request.as_ref(), Reason::NoCounterpart);
    }
    if told != Some(cp::PersonalCrossing::Crossing) {
        ledger.lost_some("crossState", state.as_ref(), Reason::NoCounterpart);
    }
    told
}

fn crossing_to(
    crossing: Option<cp::PersonalCrossing>,
    ledger: &mut Ledger<'_>,
) -> (Option<jp::PersonalCrossingRequest>, Option<jp::PersonalCrossingInProgress>) {
    match crossing {
        Some(cp::PersonalCrossing::Request) => (Some(true), None),
        Some(cp::PersonalCrossing::Crossing) => (None, Some(true)),
        None | Some(cp::PersonalCrossing::Unavailable) => (None, None),
        Some(other) => {
            ledger.lost("crossing", &other, Reason::NoCounterpart);
            (None, None)
        }
    }
}

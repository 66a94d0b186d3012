//! A vulnerable road user's own message, as the one participant of an RSM: T/CSAE 53 has no message of their own.

use v2x_j2735::personal_safety_message as jp;

use super::offset;
use super::rsm_from::person;
use super::types::{ParticipantData, RoadsideSafetyMessage, SourceType};
use super::vehicle::position_from;
use crate::translate::identity;
use crate::translate::ledger::{Ledger, Reason};

pub(super) fn from_j2735(
    message: &jp::PersonalSafetyMessage,
    ledger: &mut Ledger<'_>,
) -> Option<RoadsideSafetyMessage> {
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
    ledger.lost("accuracy", accuracy, none);
    ledger.lost_some("pathHistory", path_history.as_ref(), none);
    ledger.lost_some("pathPrediction", path_prediction.as_ref(), none);
    ledger.lost_some("propulsion", propulsion.as_ref(), none);
    ledger.lost_some("useState", use_state.as_ref(), none);
    ledger.lost_some("crossRequest", cross_request.as_ref(), none);
    ledger.lost_some("crossState", cross_state.as_ref(), none);
    ledger.lost_some("clusterSize", cluster_size.as_ref(), none);
    ledger.lost_some("clusterRadius", cluster_radius.as_ref(), none);
    ledger.lost_some("eventResponderType", event_responder_type.as_ref(), none);
    ledger.lost_some("activityType", activity_type.as_ref(), none);
    ledger.lost_some("activitySubType", activity_sub_type.as_ref(), none);
    ledger.lost_some("assistType", assist_type.as_ref(), none);
    ledger.lost_some("sizing", sizing.as_ref(), none);
    ledger.lost_some("attachment", attachment.as_ref(), none);
    ledger.lost_some("attachmentRadius", attachment_radius.as_ref(), none);
    ledger.lost_some("animalType", animal_type.as_ref(), none);
    ledger.lost_list("regional", regional.as_deref(), none);
    ledger.extensions(unknown_extensions);
    let (ptc_type, whole) = person(*basic_type);
    if !whole {
        ledger.lost("basicType", basic_type, Reason::Approximated);
    }
    let ref_pos = ledger.within("position", |ledger| position_from(position, ledger));
    let participant = ParticipantData {
        ptc_type,
        // 0 is the unit itself.
        ptc_id: 1,
        source: SourceType::V2x,
        id: Some(identity::eight(id.0)),
        sec_mark: ledger.carried("secMark", sec_mark),
        // The reference is the road user's own place.
        pos: offset::point((0, 0), (0, 0), None)?,
        speed: ledger.carried("speed", speed),
        heading: ledger.carried("heading", heading),
        accel_set: ledger.same_some("accelSet", accel_set.as_ref()),
        ..Default::default()
    };
    let sender = identity::eight(id.0);
    ledger.supply("id", &sender, "the unit that tells of it: the road user itself");
    Some(RoadsideSafetyMessage {
        msg_cnt: ledger.carried("msgCnt", msg_cnt),
        id: sender,
        ref_pos,
        participants: alloc::vec![participant],
        ..Default::default()
    })
}

//! What the lights show, from J2735.

use v2x_j2735::common as j;
use v2x_j2735::spat as js;

use super::types::{
    Confidence, DSecond, IntersectionState, LightState, MsgCount, NodeID, NodeReferenceID, Phase, PhaseID,
    PhaseState, RoadRegulatorID, SPAT, TimeChangeDetails, TimeCountingDown, TimeMark, UTCTiming,
};
use crate::translate::ledger::{Ledger, Reason};
use crate::translate::{SpatTimes, confidence, moment};

/// "Not known" and "an hour or more" as a `TimeMark` here.
const UNKNOWN: TimeMark = TimeMark(36_001);
const HOUR: u16 = 36_000;
/// "Not known" as a `TimeMark` of J2735, since the edition of 2020.
const UNKNOWN_J2735: u16 = 36_111;
/// Most phases of an intersection.
const PHASES: usize = 16;

pub(super) fn from_j2735(message: &js::SPAT, ledger: &mut Ledger<'_>) -> SPAT {
    let js::SPAT { time_stamp, name, intersections, regional, unknown_extensions } = message;
    ledger.lost_list("regional", regional.as_deref(), Reason::NoCounterpart);
    ledger.extensions(unknown_extensions);
    let msg_cnt = MsgCount(ledger.options.count & 0x7F);
    ledger.supply("msgCnt", &msg_cnt, "counts this sender's messages: as the caller says");
    SPAT {
        msg_cnt,
        moy: ledger.same_some("timeStamp", time_stamp.as_ref()),
        name: ledger.same_some("name", name.as_ref()),
        intersections: ledger.within("intersections", |ledger| {
            let states = intersections.iter().enumerate();
            states
                .map(|(i, state)| ledger.item(i, |ledger| intersection(state, *time_stamp, ledger)))
                .collect()
        }),
        ..Default::default()
    }
}

/// The name of a node, which is that of the intersection.
pub(super) fn node_id(id: j::IntersectionReferenceID) -> NodeReferenceID {
    let j::IntersectionReferenceID { region, id } = id;
    NodeReferenceID { region: region.map(|region| RoadRegulatorID(region.0)), id: NodeID(id.0) }
}

fn intersection(
    state: &js::IntersectionState,
    minute: Option<j::MinuteOfTheYear>,
    ledger: &mut Ledger<'_>,
) -> IntersectionState {
    let js::IntersectionState {
        name,
        id,
        revision,
        status,
        moy,
        time_stamp,
        enabled_lanes,
        states,
        maneuver_assist_list,
        regional,
        road_authority_id,
        unknown_extensions,
    } = state;
    let none = Reason::NoCounterpart;
    ledger.lost_some("name", name.as_ref(), none);
    ledger.lost("revision", revision, none);
    ledger.lost_list("enabledLanes", enabled_lanes.as_deref(), none);
    ledger.lost_list("maneuverAssistList", maneuver_assist_list.as_deref(), none);
    ledger.lost_list("regional", regional.as_deref(), none);
    ledger.lost_some("roadAuthorityID", road_authority_id.as_ref(), none);
    ledger.extensions(unknown_extensions);
    let now = moment::tenth(moy.or(minute).map(|minute| minute.0), time_stamp.map(|second| second.0));
    let now = now.or_else(|| ledger.options.tenth());
    let kept = ledger.room("states", states, PHASES);
    IntersectionState {
        intersection_id: node_id(*id),
        status: ledger.carried("status", status),
        moy: ledger.same_some("moy", moy.as_ref()),
        time_stamp: time_stamp.map(|second| DSecond(second.0)),
        phases: ledger.within("states", |ledger| {
            kept.map(|(i, state)| ledger.item(i, |ledger| phase(state, now, ledger))).collect()
        }),
        ..Default::default()
    }
}

fn phase(state: &js::MovementState, now: Option<u16>, ledger: &mut Ledger<'_>) -> Phase {
    let js::MovementState {
        movement_name,
        signal_group,
        state_time_speed,
        maneuver_assist_list,
        regional,
        unknown_extensions,
    } = state;
    let none = Reason::NoCounterpart;
    ledger.lost_some("movementName", movement_name.as_ref(), none);
    ledger.lost_list("maneuverAssistList", maneuver_assist_list.as_deref(), none);
    ledger.lost_list("regional", regional.as_deref(), none);
    ledger.extensions(unknown_extensions);
    Phase {
        id: PhaseID(signal_group.0),
        phase_states: ledger.within("state-time-speed", |ledger| {
            let events = state_time_speed.iter().enumerate();
            events
                .map(|(i, event)| ledger.item(i, |ledger| phase_state(event, i == 0, now, ledger)))
                .collect()
        }),
    }
}

fn phase_state(
    event: &js::MovementEvent,
    running: bool,
    now: Option<u16>,
    ledger: &mut Ledger<'_>,
) -> PhaseState {
    let js::MovementEvent { event_state, timing, speeds, regional, unknown_extensions } = event;
    ledger.lost_list("speeds", speeds.as_deref(), Reason::NoCounterpart);
    ledger.lost_list("regional", regional.as_deref(), Reason::NoCounterpart);
    ledger.extensions(unknown_extensions);
    let (light, exact) = light(*event_state);
    if !exact {
        ledger.lost("eventState", event_state, Reason::Approximated);
    }
    let timing = timing.as_ref().and_then(|timing| {
        ledger.within("timing", |ledger| match (ledger.options.spat_times, now) {
            (SpatTimes::Moments, _) => Some(TimeChangeDetails::UtcTiming(moments(timing, ledger))),
            (SpatTimes::Spans, Some(now)) => {
                Some(TimeChangeDetails::Counting(spans(timing, running, now, ledger)))
            }
            (SpatTimes::Spans, None) => {
                ledger.lost("", timing, Reason::NoTime);
                None
            }
        })
    });
    PhaseState { light, timing, ..Default::default() }
}

/// The light, and whether it says all that the state does.
const fn light(state: js::MovementPhaseState) -> (LightState, bool) {
    use js::MovementPhaseState as State;
    match state {
        State::Unavailable => (LightState::Unavailable, true),
        State::Dark => (LightState::Dark, true),
        State::StopThenProceed => (LightState::FlashingRed, true),
        State::StopAndRemain => (LightState::Red, true),
        // Red and yellow: still red.
        State::PreMovement => (LightState::Red, false),
        State::PermissiveMovementAllowed => (LightState::PermissiveGreen, true),
        State::ProtectedMovementAllowed => (LightState::ProtectedGreen, true),
        State::PermissiveClearance => (LightState::Yellow, false),
        State::ProtectedClearance => (LightState::Yellow, true),
        State::CautionConflictingTraffic => (LightState::FlashingYellow, true),
    }
}

/// A moment within the hour; those of J2735 in a leap second, or reserved, have no place here.
fn mark(name: &str, mark: js::TimeMark, ledger: &mut Ledger<'_>) -> TimeMark {
    match mark.0 {
        moment @ ..=HOUR => TimeMark(moment),
        UNKNOWN_J2735 => UNKNOWN,
        _ => {
            ledger.lost(name, &mark, Reason::OutOfRange);
            UNKNOWN
        }
    }
}

fn moments(timing: &js::TimeChangeDetails, ledger: &mut Ledger<'_>) -> UTCTiming {
    let js::TimeChangeDetails { start_time, min_end_time, max_end_time, likely_time, confidence, next_time } =
        timing;
    UTCTiming {
        start_utc_time: start_time.map_or(UNKNOWN, |start| mark("startTime", start, ledger)),
        min_end_utc_time: Some(mark("minEndTime", *min_end_time, ledger)),
        max_end_utc_time: max_end_time.map(|end| mark("maxEndTime", end, ledger)),
        likely_end_utc_time: likely_time.map_or(UNKNOWN, |end| mark("likelyTime", end, ledger)),
        time_confidence: confidence.map(|confidence| Confidence(confidence::percent(confidence) * 2)),
        next_start_utc_time: next_time.map(|next| mark("nextTime", next, ledger)),
        next_end_utc_time: None,
    }
}

fn spans(
    timing: &js::TimeChangeDetails,
    running: bool,
    now: u16,
    ledger: &mut Ledger<'_>,
) -> TimeCountingDown {
    let js::TimeChangeDetails { start_time, min_end_time, max_end_time, likely_time, confidence, next_time } =
        timing;
    let mut span = |name: &str, moment: js::TimeMark| match mark(name, moment, ledger) {
        TimeMark(moment @ ..HOUR) => TimeMark(moment::until(now, moment)),
        other => other,
    };
    let into = TimeCountingDown {
        start_time: match start_time {
            // What shows now began in the past, which no span tells.
            _ if running => TimeMark(0),
            Some(start) => span("startTime", *start),
            None => UNKNOWN,
        },
        min_end_time: Some(span("minEndTime", *min_end_time)),
        max_end_time: max_end_time.map(|end| span("maxEndTime", end)),
        likely_end_time: likely_time.map_or(UNKNOWN, |end| span("likelyTime", end)),
        time_confidence: confidence.map(|confidence| Confidence(confidence::percent(confidence) * 2)),
        next_start_time: next_time.map(|next| span("nextTime", next)),
        next_duration: None,
    };
    if running {
        ledger.lost_some("startTime", start_time.as_ref(), Reason::Approximated);
    }
    into
}

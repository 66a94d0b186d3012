//! What the lights show, for J2735.

use v2x_j2735::common as j;
use v2x_j2735::spat as js;

use super::types::{
    Confidence, IntersectionState, LightState, MsgCount, NodeReferenceID, Phase, PhaseState, SPAT,
    TimeChangeDetails, TimeCountingDown, TimeMark, UTCTiming,
};
use crate::translate::ledger::{Ledger, Reason};
use crate::translate::{confidence, moment};

/// "An hour or more" in both sets; "not known" here and there.
const HOUR: u16 = 36_000;
const UNKNOWN: TimeMark = TimeMark(36_001);
const UNKNOWN_J2735: js::TimeMark = js::TimeMark(36_111);

pub(super) fn to_j2735(message: &SPAT, ledger: &mut Ledger<'_>) -> js::SPAT {
    let SPAT { msg_cnt, moy, time_stamp, name, intersections, unknown_extensions } = message;
    ledger.lost("msgCnt", msg_cnt, Reason::NoCounterpart);
    ledger.extensions(unknown_extensions);
    // Milliseconds stand in the intersections there, those of the message where one has none.
    let second = time_stamp.map(|second| j::DSecond(second.0));
    let told = intersections.iter().any(|state| state.time_stamp.is_none());
    if !told {
        ledger.lost_some("timeStamp", time_stamp.as_ref(), Reason::Repeated);
    }
    js::SPAT {
        time_stamp: moy.map(|minute| j::MinuteOfTheYear(minute.0)),
        name: ledger.same_some("name", name.as_ref()),
        intersections: ledger.within("intersections", |ledger| {
            let times = (moy.map(|minute| minute.0), second);
            let states = intersections.iter().enumerate();
            states.map(|(i, state)| ledger.item(i, |ledger| intersection(state, times, ledger))).collect()
        }),
        ..Default::default()
    }
}

pub(super) fn node_id(id: &NodeReferenceID) -> j::IntersectionReferenceID {
    let NodeReferenceID { region, id } = id;
    j::IntersectionReferenceID {
        region: region.map(|region| j::RoadRegulatorID(region.0)),
        id: j::IntersectionID(id.0),
    }
}

fn intersection(
    state: &IntersectionState,
    (minute, second): (Option<u32>, Option<j::DSecond>),
    ledger: &mut Ledger<'_>,
) -> js::IntersectionState {
    let IntersectionState {
        intersection_id,
        status,
        moy,
        time_stamp,
        time_confidence,
        phases,
        unknown_extensions,
    } = state;
    ledger.lost_some("timeConfidence", time_confidence.as_ref(), Reason::NoCounterpart);
    ledger.extensions(unknown_extensions);
    let time_stamp = time_stamp.map(|second| j::DSecond(second.0)).or(second);
    let now = moment::tenth(moy.map(|minute| minute.0).or(minute), time_stamp.map(|second| second.0));
    let now = now.or_else(|| ledger.options.tenth());
    let revision = j::MsgCount(ledger.options.count & 0x7F);
    ledger.supply("revision", &MsgCount(revision.0), "revision of the map: as the caller says");
    js::IntersectionState {
        id: node_id(intersection_id),
        revision,
        status: ledger.carried("status", status),
        moy: moy.map(|minute| j::MinuteOfTheYear(minute.0)),
        time_stamp,
        states: ledger.within("phases", |ledger| {
            let phases = phases.iter().enumerate();
            phases.map(|(i, phase)| ledger.item(i, |ledger| movement(phase, now, ledger))).collect()
        }),
        ..Default::default()
    }
}

fn movement(phase: &Phase, now: Option<u16>, ledger: &mut Ledger<'_>) -> js::MovementState {
    let Phase { id, phase_states } = phase;
    js::MovementState {
        signal_group: j::SignalGroupID(id.0),
        state_time_speed: ledger.within("phaseStates", |ledger| {
            let states = phase_states.iter().enumerate();
            states.map(|(i, state)| ledger.item(i, |ledger| event(state, now, ledger))).collect()
        }),
        ..Default::default()
    }
}

fn event(state: &PhaseState, now: Option<u16>, ledger: &mut Ledger<'_>) -> js::MovementEvent {
    let PhaseState { light, timing, unknown_extensions } = state;
    ledger.extensions(unknown_extensions);
    let (event_state, reason) = event_state(*light);
    if let Some(reason) = reason {
        ledger.lost("light", light, reason);
    }
    let timing = timing.as_ref().and_then(|timing| {
        ledger.within("timing", |ledger| match (timing, now) {
            (TimeChangeDetails::UtcTiming(utc), _) => {
                Some(ledger.within("utcTiming", |ledger| moments(utc, ledger)))
            }
            (TimeChangeDetails::Counting(count), Some(now)) => {
                Some(ledger.within("counting", |ledger| spans(count, now, ledger)))
            }
            (TimeChangeDetails::Counting(_), None) => {
                ledger.lost("", timing, Reason::NoTime);
                None
            }
            (TimeChangeDetails::Unknown { .. }, _) => {
                ledger.lost("", timing, Reason::NoCounterpart);
                None
            }
        })
    });
    js::MovementEvent { event_state, timing, ..Default::default() }
}

/// The state, and what is wrong with it where it says less or more than the light.
const fn event_state(light: LightState) -> (js::MovementPhaseState, Option<Reason>) {
    use js::MovementPhaseState as State;
    match light {
        LightState::Unavailable => (State::Unavailable, None),
        LightState::Dark => (State::Dark, None),
        LightState::FlashingRed => (State::StopThenProceed, None),
        LightState::Red => (State::StopAndRemain, None),
        // Green that is about to end; whether it was protected, it does not say.
        LightState::FlashingGreen => (State::PermissiveMovementAllowed, Some(Reason::Approximated)),
        LightState::PermissiveGreen => (State::PermissiveMovementAllowed, None),
        LightState::ProtectedGreen => (State::ProtectedMovementAllowed, None),
        LightState::Yellow => (State::ProtectedClearance, None),
        LightState::FlashingYellow => (State::CautionConflictingTraffic, None),
        LightState::Unrecognized(_) => (State::Unavailable, Some(Reason::NoCounterpart)),
    }
}

/// A moment there of a moment here.
fn mark(mark: TimeMark) -> js::TimeMark {
    if mark.0 > HOUR { UNKNOWN_J2735 } else { js::TimeMark(mark.0) }
}

fn known(mark: TimeMark) -> Option<TimeMark> {
    (mark != UNKNOWN).then_some(mark)
}

/// Confidences come in sixteen steps there; between two of them, the nearer is told.
fn steps(confidence: Option<Confidence>, ledger: &mut Ledger<'_>) -> Option<js::TimeIntervalConfidence> {
    let confidence = confidence?;
    let (step, exact) = confidence::step(confidence.0);
    if !exact {
        ledger.lost("timeConfidence", &confidence, Reason::Approximated);
    }
    Some(step)
}

fn moments(timing: &UTCTiming, ledger: &mut Ledger<'_>) -> js::TimeChangeDetails {
    let UTCTiming {
        start_utc_time,
        min_end_utc_time,
        max_end_utc_time,
        likely_end_utc_time,
        time_confidence,
        next_start_utc_time,
        next_end_utc_time,
    } = timing;
    ledger.lost_some("nextEndUTCTime", next_end_utc_time.as_ref(), Reason::NoCounterpart);
    js::TimeChangeDetails {
        start_time: known(*start_utc_time).map(mark),
        min_end_time: min_end_utc_time.map_or(UNKNOWN_J2735, mark),
        max_end_time: max_end_utc_time.map(mark),
        likely_time: known(*likely_end_utc_time).map(mark),
        confidence: steps(*time_confidence, ledger),
        next_time: next_start_utc_time.map(mark),
    }
}

fn spans(timing: &TimeCountingDown, now: u16, ledger: &mut Ledger<'_>) -> js::TimeChangeDetails {
    let TimeCountingDown {
        start_time,
        min_end_time,
        max_end_time,
        likely_end_time,
        time_confidence,
        next_start_time,
        next_duration,
    } = timing;
    ledger.lost_some("nextDuration", next_duration.as_ref(), Reason::NoCounterpart);
    let moment = |span: TimeMark| match span.0 {
        span @ ..HOUR => js::TimeMark(moment::after(now, span)),
        _ => mark(span),
    };
    js::TimeChangeDetails {
        // 0 says that it shows now, not when it began.
        start_time: known(*start_time).filter(|start| start.0 != 0).map(moment),
        min_end_time: min_end_time.map_or(UNKNOWN_J2735, moment),
        max_end_time: max_end_time.map(moment),
        likely_time: known(*likely_end_time).map(moment),
        confidence: steps(*time_confidence, ledger),
        next_time: next_start_time.map(moment),
    }
}

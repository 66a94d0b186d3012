//! SPAT: what the signals show, and until when.

use super::super::intersection_id;
use super::types::{IntersectionState, LightState, Phase, PhaseState, SPAT, TimeChangeDetails, TimeMark};
use crate::adapt::{Reception, time};
use crate::context::{GroupState, SignalReport, SignalState, Timing};
use crate::input::Input;
use crate::time::Time;

/// The reports of a message's intersections.
pub(super) fn reports(message: &SPAT, reception: &Reception, sink: &mut impl FnMut(Input)) {
    for state in &message.intersections {
        let at = state_time(message, state, reception.at);
        let id = &state.intersection_id;
        let report = SignalReport {
            intersection: intersection_id(id.region.map(|region| region.0), id.id.0),
            time: at,
            received: reception.at,
            verified: false,
            groups: state.phases.iter().filter_map(|phase| group(phase, at)).collect(),
        };
        sink(report.into());
    }
}

/// When the state was true; the time of reception where it is not told.
fn state_time(message: &SPAT, state: &IntersectionState, received: Time) -> Time {
    let Some(milliseconds) = state.time_stamp.or(message.time_stamp) else { return received };
    match state.moy.or(message.moy) {
        Some(minutes) => time::minute_of_year(minutes.0, milliseconds.0, received),
        None => time::second(milliseconds.0, received),
    }
    .unwrap_or(received)
}

/// The current state of a phase among those listed: the one that has begun and not ended. A phase lists its whole cycle.
fn group(phase: &Phase, at: Time) -> Option<GroupState> {
    let states = &phase.phase_states;
    let begun = |timing: &Timing| timing.start.is_none_or(|start| start <= at);
    let lasts = |timing: &Timing| timing.end().is_none_or(|end| end > at);
    let mut timings = states.iter().map(|state| timing(state, at));
    let index = timings.position(|timing| begun(&timing) && lasts(&timing));
    // Where the last foretold end is past already, what began shows on.
    let index = index.or_else(|| states.iter().rposition(|state| begun(&timing(state, at)))).unwrap_or(0);
    let current = states.get(index)?;
    // Phases take turns, so the state after the last listed one is the first.
    let next = states.iter().cycle().nth(index + 1).filter(|_| states.len() > 1);
    Some(GroupState {
        group: phase.id.0,
        state: state(current.light),
        timing: timing(current, at),
        next_state: next.map(|next| state(next.light)),
    })
}

fn timing(state: &PhaseState, at: Time) -> Timing {
    match &state.timing {
        Some(TimeChangeDetails::Counting(count)) => Timing {
            start: counted(Some(count.start_time), at),
            min_end: counted(count.min_end_time, at),
            max_end: counted(count.max_end_time, at),
            likely_end: counted(Some(count.likely_end_time), at),
            next: counted(count.next_start_time, at),
        },
        Some(TimeChangeDetails::UtcTiming(utc)) => Timing {
            start: marked(Some(utc.start_utc_time), at),
            min_end: marked(utc.min_end_utc_time, at),
            max_end: marked(utc.max_end_utc_time, at),
            likely_end: marked(Some(utc.likely_end_utc_time), at),
            next: marked(utc.next_start_utc_time, at),
        },
        _ => Timing::default(),
    }
}

/// A moment told as tenths of a second from the message's time; 36000 is "an hour or more", 36001 "unknown".
fn counted(mark: Option<TimeMark>, at: Time) -> Option<Time> {
    mark.filter(|mark| mark.0 < 36_000).map(|mark| at.offset(i64::from(mark.0) * 100_000))
}

/// A moment told as tenths of a second of the hour.
fn marked(mark: Option<TimeMark>, at: Time) -> Option<Time> {
    mark.and_then(|mark| time::tenths_of_hour(mark.0, at))
}

fn state(light: LightState) -> SignalState {
    match light {
        LightState::Dark => SignalState::Dark,
        LightState::FlashingRed => SignalState::StopThenProceed,
        LightState::Red => SignalState::StopAndRemain,
        // Green that is about to end is still green.
        LightState::FlashingGreen | LightState::PermissiveGreen => SignalState::PermissiveMovement,
        LightState::ProtectedGreen => SignalState::ProtectedMovement,
        LightState::Yellow => SignalState::ProtectedClearance,
        LightState::FlashingYellow => SignalState::Caution,
        _ => SignalState::Unavailable,
    }
}

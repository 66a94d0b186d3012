//! SPAT: what the signals show, and until when.

use v2x::j2735::spat::{IntersectionState, MovementEvent, MovementPhaseState, MovementState, SPAT, TimeMark};

use super::intersection_id;
use crate::adapt::{Reception, time};
use crate::context::{GroupState, SignalReport, SignalState, Timing};
use crate::input::Input;
use crate::time::Time;

/// The reports of a message's intersections.
pub(super) fn reports(message: &SPAT, reception: &Reception, sink: &mut impl FnMut(Input)) {
    for state in &message.intersections {
        let at = state_time(message, state, reception.at);
        let report = SignalReport {
            intersection: intersection_id(&state.id),
            time: at,
            received: reception.at,
            verified: false,
            groups: state.states.iter().filter_map(|movement| group(movement, at)).collect(),
        };
        sink(report.into());
    }
}

/// When the state was true; the time of reception where it is not told.
fn state_time(message: &SPAT, state: &IntersectionState, received: Time) -> Time {
    let Some(milliseconds) = state.time_stamp else { return received };
    match state.moy.or(message.time_stamp) {
        Some(minutes) => time::minute_of_year(minutes.0, milliseconds.0, received),
        None => time::second(milliseconds.0, received),
    }
    .unwrap_or(received)
}

/// A group's current state, with the next as far as it is told; `None` for a group without any.
fn group(movement: &MovementState, at: Time) -> Option<GroupState> {
    let mut events = movement.state_time_speed.iter();
    let current = events.next()?;
    Some(GroupState {
        group: movement.signal_group.0,
        state: state(current.event_state),
        timing: timing(current, at),
        next_state: events.next().map(|next| state(next.event_state)),
    })
}

fn timing(event: &MovementEvent, at: Time) -> Timing {
    let Some(details) = &event.timing else { return Timing::default() };
    let moment = |mark: Option<TimeMark>| mark.and_then(|mark| time::tenths_of_hour(mark.0, at));
    Timing {
        start: moment(details.start_time),
        min_end: moment(Some(details.min_end_time)),
        max_end: moment(details.max_end_time),
        likely_end: moment(details.likely_time),
        next: moment(details.next_time),
    }
}

fn state(state: MovementPhaseState) -> SignalState {
    match state {
        MovementPhaseState::Unavailable => SignalState::Unavailable,
        MovementPhaseState::Dark => SignalState::Dark,
        MovementPhaseState::StopThenProceed => SignalState::StopThenProceed,
        MovementPhaseState::StopAndRemain => SignalState::StopAndRemain,
        MovementPhaseState::PreMovement => SignalState::PreMovement,
        MovementPhaseState::PermissiveMovementAllowed => SignalState::PermissiveMovement,
        MovementPhaseState::ProtectedMovementAllowed => SignalState::ProtectedMovement,
        MovementPhaseState::PermissiveClearance => SignalState::PermissiveClearance,
        MovementPhaseState::ProtectedClearance => SignalState::ProtectedClearance,
        MovementPhaseState::CautionConflictingTraffic => SignalState::Caution,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use v2x::j2735::common::{DSecond, IntersectionID, MinuteOfTheYear, SignalGroupID};
    use v2x::j2735::spat::TimeChangeDetails;

    #[test]
    fn marks_become_moments() {
        // 2025-06-17T14:59:38.023Z; the group is red until 15:00:05.
        let event = MovementEvent {
            event_state: MovementPhaseState::StopAndRemain,
            timing: Some(TimeChangeDetails { min_end_time: TimeMark(50), ..TimeChangeDetails::default() }),
            ..MovementEvent::default()
        };
        let movement = MovementState {
            signal_group: SignalGroupID(2),
            state_time_speed: vec![event],
            ..MovementState::default()
        };
        let mut state = IntersectionState {
            moy: Some(MinuteOfTheYear(241_379)),
            time_stamp: Some(DSecond(38_023)),
            states: vec![movement],
            ..IntersectionState::default()
        };
        state.id.id = IntersectionID(5001);
        let message = SPAT { intersections: vec![state], ..SPAT::default() };
        let at = Time::from_micros(1_750_172_378_026_698);
        let mut found = Vec::new();
        reports(&message, &Reception { at, ..Reception::default() }, &mut |input| found.push(input));
        let [Input::Signals(report)] = &found[..] else { panic!("one report: {found:?}") };
        assert_eq!(report.time, Time::from_micros(1_750_172_378_023_000));
        assert_eq!(report.intersection.id, 5001);
        assert_eq!((report.groups[0].group, report.groups[0].state), (2, SignalState::StopAndRemain));
        assert_eq!(report.groups[0].timing.end(), Some(Time::from_micros(1_750_172_405_000_000)));
    }
}

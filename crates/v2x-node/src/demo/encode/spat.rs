//! The signals as SPaT (SAE J2735).

use v2x::j2735::common::SignalGroupID;
use v2x::j2735::message_frame::{MessageFrame, MessageTypes};
use v2x::j2735::spat::{
    IntersectionState, IntersectionStatusObject, MovementEvent, MovementPhaseState, MovementState, SPAT,
    TimeChangeDetails, TimeMark,
};

use super::super::signals::{self, Light};
use super::{intersection, units};

/// The state of all groups at `unix_ms`. A fixed-time programme knows its ends: least, most and likely are the same.
pub(in super::super) fn spat(unix_ms: i64, count: u8) -> MessageFrame {
    let state = IntersectionState {
        id: intersection(),
        revision: units::count(count),
        status: IntersectionStatusObject::FIXED_TIME_OPERATION,
        moy: Some(units::minute_of_year(unix_ms)),
        time_stamp: Some(units::second(unix_ms)),
        states: signals::groups().map(|group| movement(group, unix_ms)).collect(),
        ..Default::default()
    };
    let spat = SPAT { intersections: vec![state], ..Default::default() };
    MessageFrame { value: MessageTypes::SPAT(spat), ..Default::default() }
}

fn movement(group: u8, unix_ms: i64) -> MovementState {
    let aspect = signals::aspect(group, unix_ms);
    let end = mark(unix_ms + aspect.remaining_ms);
    let timing = TimeChangeDetails {
        min_end_time: end,
        max_end_time: Some(end),
        likely_time: Some(end),
        ..Default::default()
    };
    let event =
        MovementEvent { event_state: phase(group, aspect.light), timing: Some(timing), ..Default::default() };
    MovementState { signal_group: SignalGroupID(group), state_time_speed: vec![event], ..Default::default() }
}

/// Straight on and right share a green in which those who turn give way to people: permissive, not protected.
fn phase(group: u8, light: Light) -> MovementPhaseState {
    let permissive = matches!(group, signals::NORTH_SOUTH | signals::EAST_WEST);
    match (light, permissive) {
        (Light::Red, _) => MovementPhaseState::StopAndRemain,
        (Light::Green, true) => MovementPhaseState::PermissiveMovementAllowed,
        (Light::Green, false) => MovementPhaseState::ProtectedMovementAllowed,
        (Light::Clearance, true) => MovementPhaseState::PermissiveClearance,
        (Light::Clearance, false) => MovementPhaseState::ProtectedClearance,
    }
}

/// Tenths of a second in the present or the next hour, 0 to 35999.
fn mark(unix_ms: i64) -> TimeMark {
    TimeMark((unix_ms.rem_euclid(3_600_000) / 100) as u16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_wrap_at_the_hour() {
        assert_eq!(mark(3_599_999), TimeMark(35_999));
        assert_eq!(mark(3_600_000), TimeMark(0));
    }

    #[test]
    fn the_end_is_when_the_light_changes() {
        let now = 1_750_172_378_100;
        let MessageTypes::SPAT(spat) = spat(now, 0).value else { panic!("it is a SPaT") };
        for state in &spat.intersections[0].states {
            let timing = state.state_time_speed[0].timing.as_ref().expect("every event has it");
            let left = signals::aspect(state.signal_group.0, now).remaining_ms;
            assert_eq!(timing.min_end_time, mark(now + left));
        }
    }
}

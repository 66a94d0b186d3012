//! From the push of a signal controller ([TSCBM](crate::envelope::tscbm)) to SPaT of J2735.
//!
//! A controller tells of phases and overlaps; SPaT tells of signal groups, which the MAP of the intersection connects with
//! lanes. Which is which, and whether a green is protected, no message says: it is configuration ([`Group`]).
//!
//! | the controller shows | SPaT says |
//! | --- | --- |
//! | red | stop-And-Remain |
//! | red, flashing | stop-Then-Proceed |
//! | red and yellow | pre-Movement |
//! | yellow | protected-clearance or permissive-clearance, as the green before it |
//! | yellow, flashing | caution-Conflicting-Traffic, or permissive-Movement-Allowed where it is an arrow ([`Group::flashing_yellow_arrow`]) |
//! | green, steady or flashing | protected- or permissive-Movement-Allowed |
//! | nothing | dark |
//! | anything else | unavailable: contradictory |
//! | don't walk, clearance, walk | as red, yellow, green |
//!
//! Times count from the controller's own clock, not from when its message came: the tenth of the hour that the message says,
//! plus what is left. What is not known is 36111, what lies an hour ahead or more 36000 (J2735 `TimeMark`). The controller's
//! status octet is not interpreted: the meaning of its bits is unconfirmed.
//!
//! ```
//! use v2x::controller::{Converter, Green, Group, Shows};
//! use v2x::envelope::tscbm::{Numbers, Tscbm};
//! use v2x::j2735::common::{IntersectionID, IntersectionReferenceID};
//! use v2x::j2735::spat::MovementPhaseState;
//!
//! let id = IntersectionReferenceID { id: IntersectionID(1204), ..Default::default() };
//! let groups = [Group::new(1, Shows::Phase(2), Green::Permissive), Group::new(2, Shows::Pedestrian(2), Green::Protected)];
//! let mut converter = Converter::new(id, groups);
//! let mut push = Tscbm::default();
//! push.phases.green = Numbers::of([2]);
//! push.pedestrians.walk = Numbers::of([2]);
//! let spat = converter.convert(&push, None);
//! let state = |i: usize| spat.intersections[0].states[i].state_time_speed[0].event_state;
//! assert_eq!(state(0), MovementPhaseState::PermissiveMovementAllowed);
//! assert_eq!(state(1), MovementPhaseState::ProtectedMovementAllowed);
//! ```

use alloc::vec;
use alloc::vec::Vec;
use core::time::Duration;

use v2x_j2735::common::{DSecond, IntersectionReferenceID, MinuteOfTheYear, MsgCount, SignalGroupID};
use v2x_j2735::spat::{
    IntersectionState, MovementEvent, MovementPhaseState, MovementState, SPAT, TimeChangeDetails, TimeMark,
};
use v2x_uper::scale::moment;

use crate::envelope::tscbm::{Lights, Numbers, Remaining, TimeOfDay, Tscbm};

/// Tenths of a second in an hour; as a `TimeMark`, "more than an hour ahead".
const HOUR: u16 = 36_000;

/// The `TimeMark` of a moment that is not known, since the edition of 2020 (36001 before).
const UNKNOWN: TimeMark = TimeMark(36_111);

/// The minute of the year in which a controller sent a push whose clock shows `minute` of some hour, for
/// [`Converter::convert`]: the one of its reception, which is a span since 1970-01-01T00:00:00 UTC, or one beside it where the
/// clock runs a little ahead or behind, or the minute is just over. `None` where the clock shows another time altogether.
pub fn minute_of(received: Duration, minute: u8) -> Option<MinuteOfTheYear> {
    const MINUTE: Duration = Duration::from_secs(60);
    let near = [Some(received), received.checked_sub(MINUTE), received.checked_add(MINUTE)];
    near.into_iter().flatten().find_map(|moment| {
        let number = moment::minutes_of(moment)?;
        (number % 60 == u32::from(minute)).then_some(MinuteOfTheYear(number))
    })
}

/// What of the controller a signal group shows; numbers from 1 to 16.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shows {
    /// An overlap.
    Overlap(u8),
    /// The pedestrian lights of a phase.
    Pedestrian(u8),
    /// A phase.
    Phase(u8),
}

/// Whether conflicting traffic is held while a light is green.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Green {
    /// It may come, and has the right of way.
    #[default]
    Permissive,
    /// It is held.
    Protected,
}

/// A signal group of the MAP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Group {
    /// Its number in MAP and SPaT.
    pub number: u8,
    /// What it shows.
    pub shows: Shows,
    /// What its green means.
    pub green: Green,
    /// Its flashing yellow is an arrow: a turn is allowed that gives way. Otherwise it warns of conflicting traffic.
    pub flashing_yellow_arrow: bool,
}

impl Group {
    /// A group without arrow.
    pub const fn new(number: u8, shows: Shows, green: Green) -> Self {
        Self { number, shows, green, flashing_yellow_arrow: false }
    }
}

/// Makes SPaT of the pushes of one controller.
#[derive(Clone, Debug)]
pub struct Converter {
    id: IntersectionReferenceID,
    groups: Vec<Group>,
    revision: u8,
    /// What the last message said; nothing before the first.
    said: Vec<Said>,
}

/// What makes a message a new one: a light, and when it ends. An end that moves with the clock is none.
type Said = (MovementPhaseState, Option<TimeMark>, Option<TimeMark>);

impl Converter {
    /// For an intersection and its signal groups, in the order that SPaT lists them in.
    pub fn new(id: IntersectionReferenceID, groups: impl IntoIterator<Item = Group>) -> Self {
        Self { id, groups: groups.into_iter().collect(), revision: 0, said: Vec::new() }
    }

    /// The message for a push. `minute` is the minute of the year in which the controller sent it, which it does not tell
    /// itself. The revision goes on by one when a light changes, or when it will change; not with each message.
    pub fn convert(&mut self, push: &Tscbm, minute: Option<MinuteOfTheYear>) -> SPAT {
        let now = tenth_of_the_hour(push.time);
        let lights: Vec<_> = self.groups.iter().map(|group| Light::of(group, push)).collect();
        let said = lights.iter().map(|light| light.said(now)).collect();
        if !self.said.is_empty() && self.said != said {
            self.revision = (self.revision + 1) & 0x7F;
        }
        self.said = said;
        let states = self.groups.iter().zip(&lights).map(|(group, light)| MovementState {
            signal_group: SignalGroupID(group.number),
            state_time_speed: vec![light.event(now)],
            ..Default::default()
        });
        let intersection = IntersectionState {
            id: self.id,
            revision: MsgCount(self.revision),
            moy: minute,
            time_stamp: now.map(|_| DSecond(u16::from(push.time.second) * 1000 + push.time.millisecond)),
            states: states.collect(),
            ..Default::default()
        };
        SPAT { intersections: vec![intersection], ..Default::default() }
    }
}

/// What a group shows, and for how long.
struct Light {
    state: MovementPhaseState,
    remaining: Remaining,
}

impl Light {
    fn of(group: &Group, push: &Tscbm) -> Self {
        let block = |number| push.block(number).copied().unwrap_or_default();
        let walk = push.pedestrians;
        let walk = Lights { red: walk.dont_walk, yellow: walk.clear, green: walk.walk };
        // Pedestrian lights have no bits for flashing: clearance is one of their own.
        let (number, lights, flashing, remaining) = match group.shows {
            Shows::Overlap(number) => (number, push.overlaps, push.flashing_overlaps, block(number).overlap),
            Shows::Pedestrian(number) => (number, walk, Numbers::default(), block(number).pedestrian),
            Shows::Phase(number) => (number, push.phases, push.flashing_phases, block(number).vehicle),
        };
        let shown = [lights.red, lights.yellow, lights.green].map(|colour| colour.contains(number));
        Self { state: state(group, shown, flashing.contains(number)), remaining }
    }

    fn event(&self, now: Option<u16>) -> MovementEvent {
        let mark = |remaining| mark(now, remaining).unwrap_or(UNKNOWN);
        let timing = TimeChangeDetails {
            min_end_time: mark(self.remaining.min),
            max_end_time: Some(mark(self.remaining.max)),
            ..Default::default()
        };
        MovementEvent { event_state: self.state, timing: Some(timing), ..Default::default() }
    }

    fn said(&self, now: Option<u16>) -> Said {
        // A light that may change at any moment has an end that moves with the clock.
        let lasting = |remaining: Option<u16>| mark(now, remaining.filter(|remaining| *remaining > 0));
        (self.state, lasting(self.remaining.min), lasting(self.remaining.max))
    }
}

/// What lights mean, red, yellow and green, by the table at the module.
const fn state(group: &Group, [red, yellow, green]: [bool; 3], flashing: bool) -> MovementPhaseState {
    use MovementPhaseState as State;
    let protected = matches!(group.green, Green::Protected);
    match (red, yellow, green, flashing) {
        (true, false, false, false) => State::StopAndRemain,
        (true, false, false, true) => State::StopThenProceed,
        (true, true, false, false) => State::PreMovement,
        (false, true, false, false) if protected => State::ProtectedClearance,
        (false, true, false, false) => State::PermissiveClearance,
        (false, true, false, true) if group.flashing_yellow_arrow => State::PermissiveMovementAllowed,
        (false, true, false, true) => State::CautionConflictingTraffic,
        (false, false, true, _) if protected => State::ProtectedMovementAllowed,
        (false, false, true, _) => State::PermissiveMovementAllowed,
        (false, false, false, false) => State::Dark,
        _ => State::Unavailable,
    }
}

/// Tenths of a second since the hour began, by the controller's clock; `None` if it shows no time.
fn tenth_of_the_hour(time: TimeOfDay) -> Option<u16> {
    // 60 is a leap second, which a TimeMark within the hour has no place for: it counts on into the next minute.
    let shown = time.minute < 60 && time.second <= 60 && time.millisecond < 1000;
    let seconds = u16::from(time.minute) * 60 + u16::from(time.second);
    shown.then(|| (seconds * 10 + time.millisecond / 100) % HOUR)
}

/// A moment `remaining` tenths of a second from now.
fn mark(now: Option<u16>, remaining: Option<u16>) -> Option<TimeMark> {
    let (now, remaining) = (now?, remaining?);
    if remaining >= HOUR {
        return Some(TimeMark(HOUR));
    }
    // Both are below 36 000, so the sum fits 17 bits, not 16.
    let sum = (u32::from(now) + u32::from(remaining)) % u32::from(HOUR);
    u16::try_from(sum).ok().map(TimeMark)
}

#[cfg(test)]
mod tests {
    use super::*;
    use MovementPhaseState as State;
    use v2x_uper::Uper;

    /// 2 minutes and 3.4 seconds before the hour ends.
    const TIME: TimeOfDay = TimeOfDay { hour: 9, minute: 57, second: 56, millisecond: 600 };

    fn push() -> Tscbm {
        let mut push = Tscbm { time: TIME, ..Tscbm::default() };
        push.phases.red = Numbers::of(1..=16);
        push
    }

    fn converter(groups: &[Group]) -> Converter {
        Converter::new(IntersectionReferenceID::default(), groups.iter().copied())
    }

    fn event(spat: &SPAT) -> &MovementEvent {
        &spat.intersections[0].states[0].state_time_speed[0]
    }

    #[test]
    fn lights_mean_what_the_table_says() {
        let off = |arrow| Group {
            flashing_yellow_arrow: arrow,
            ..Group::new(1, Shows::Phase(3), Green::Permissive)
        };
        let on = Group::new(1, Shows::Phase(3), Green::Protected);
        let lit = |text: &str| ['r', 'y', 'g'].map(|colour| text.contains(colour));
        for (group, lights, wanted) in [
            (off(false), "r", State::StopAndRemain),
            (off(false), "r!", State::StopThenProceed),
            (off(false), "ry", State::PreMovement),
            (off(false), "y", State::PermissiveClearance),
            (on, "y", State::ProtectedClearance),
            (off(false), "y!", State::CautionConflictingTraffic),
            (off(true), "y!", State::PermissiveMovementAllowed),
            (off(false), "g", State::PermissiveMovementAllowed),
            (on, "g", State::ProtectedMovementAllowed),
            (on, "g!", State::ProtectedMovementAllowed),
            (on, "", State::Dark),
            (on, "!", State::Unavailable),
            (on, "rg", State::Unavailable),
            (on, "ryg", State::Unavailable),
        ] {
            assert_eq!(state(&group, lit(lights), lights.contains('!')), wanted, "{lights}");
        }
    }

    #[test]
    fn phases_overlaps_and_pedestrians_have_their_own_lights_and_times() {
        let mut push = push();
        push.overlaps.green = Numbers::of([2]);
        push.pedestrians.clear = Numbers::of([2]);
        push.flashing_phases = Numbers::of([2]);
        let time = |min| Remaining { min: Some(min), max: None };
        push.blocks[1].vehicle = time(10);
        push.blocks[1].overlap = time(20);
        push.blocks[1].pedestrian = time(30);
        let groups = [Shows::Phase(2), Shows::Overlap(2), Shows::Pedestrian(2)];
        let groups = groups.map(|shows| Group::new(4, shows, Green::Protected));
        let spat = converter(&groups).convert(&push, Some(MinuteOfTheYear(5)));
        let states = spat.intersections[0].states.iter().map(|state| {
            let event = &state.state_time_speed[0];
            (event.event_state, event.timing.as_ref().unwrap().min_end_time.0)
        });
        // 57:56.6 is tenth 34 766 of the hour.
        let wanted = [
            (State::StopThenProceed, 34_776),
            (State::ProtectedMovementAllowed, 34_786),
            (State::ProtectedClearance, 34_796),
        ];
        assert_eq!(states.collect::<Vec<_>>(), wanted);
        let intersection = &spat.intersections[0];
        assert_eq!((intersection.moy.unwrap().0, intersection.time_stamp.unwrap().0), (5, 56_600));
        assert_eq!(SPAT::from_uper(&spat.to_uper().unwrap()).unwrap(), spat);
    }

    #[test]
    fn times_go_over_the_hour_and_unknown_ones_are_told() {
        let group = [Group::new(1, Shows::Phase(1), Green::Permissive)];
        let ends = |time, min, max| {
            let mut push = Tscbm { time, ..push() };
            push.blocks[0].vehicle = Remaining { min, max };
            let spat = converter(&group).convert(&push, None);
            let timing = event(&spat).timing.unwrap();
            (timing.min_end_time.0, timing.max_end_time.unwrap().0)
        };
        assert_eq!(ends(TIME, Some(1_234), Some(1_233)), (0, 35_999));
        assert_eq!(ends(TIME, Some(35_999), Some(36_000)), (34_765, 36_000));
        assert_eq!(ends(TIME, Some(0), None), (34_766, 36_111));
        // A clock that shows no time.
        assert_eq!(ends(TimeOfDay { minute: 60, ..TIME }, Some(10), None), (36_111, 36_111));
    }

    #[test]
    fn the_revision_goes_on_only_when_something_changes() {
        let mut converter = converter(&[Group::new(1, Shows::Phase(1), Green::Permissive)]);
        let mut push = push();
        push.blocks[0].vehicle = Remaining { min: Some(20), max: None };
        let mut revisions = Vec::new();
        let mut send = |push: &Tscbm| {
            let spat = converter.convert(push, None);
            revisions.push(spat.intersections[0].revision.0);
        };
        send(&push);
        // A tenth later, a tenth less is left: the same end.
        push.time.millisecond += 100;
        push.blocks[0].vehicle.min = Some(19);
        send(&push);
        // The end moves.
        push.blocks[0].vehicle.min = Some(50);
        send(&push);
        // It may end at any moment, which goes on being so.
        push.blocks[0].vehicle.min = Some(0);
        send(&push);
        push.time.millisecond += 100;
        send(&push);
        // The light changes.
        (push.phases.red, push.phases.green) = (Numbers::default(), Numbers::of([1]));
        send(&push);
        assert_eq!(revisions, [0, 0, 1, 2, 2, 3]);
    }

    #[test]
    fn a_phase_that_the_controller_does_not_have_is_dark_and_unknown() {
        let spat = converter(&[Group::new(1, Shows::Phase(99), Green::Permissive)]).convert(&push(), None);
        let event = event(&spat);
        assert_eq!((event.event_state, event.timing.as_ref().unwrap().min_end_time), (State::Dark, UNKNOWN));
    }

    #[test]
    fn the_minute_is_the_one_of_the_controller_s_clock() {
        // 1 January 2025, 00:10:59.9 UTC.
        let received = Duration::from_millis(1_735_689_600_000 + 659_900);
        assert_eq!(minute_of(received, 10), Some(MinuteOfTheYear(10)));
        assert_eq!(minute_of(received, 11), Some(MinuteOfTheYear(11)));
        assert_eq!(minute_of(received, 9), Some(MinuteOfTheYear(9)));
        assert_eq!(minute_of(received, 40), None);
        // Just after the turn of the year, the controller's is still in the old one: 365 days of 1440 minutes.
        let received = Duration::from_millis(1_735_689_600_100);
        assert_eq!(minute_of(received, 59), Some(MinuteOfTheYear(527_039)));
    }
}

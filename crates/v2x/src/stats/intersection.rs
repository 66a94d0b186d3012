//! What a connected intersection says of itself, held against what deployments ask for: how often SPaT and MAP come, whether
//! revisions are counted as they should, whether times make sense, and whether every signal group of the MAP has its signal.
//!
//! Rates, sizes and ages are those that US deployments ask for (SPaT 10 ± 1 Hz, MAP 1 ± 1 Hz, MAP below 2302 octets, SPaT no older than 300 ms, the
//! last from a secondary source); the text of CTI 4501 was not at hand. What a recording does not show cannot be told: whether lights and lanes are where the messages say, whether
//! signatures hold (`v2x-security` tells), and what left the radio.

use alloc::collections::BTreeMap;
use alloc::collections::btree_map::Entry;
use alloc::vec::Vec;
use core::time::Duration;

use v2x_j2735::common::{DSecond, MinuteOfTheYear};
use v2x_j2735::map_data::{IntersectionGeometry, MapData};
use v2x_j2735::message_frame::MessageTypes;
use v2x_j2735::spat::{IntersectionState, MovementState, SPAT, TimeMark};

use super::finding::{MAP_GAP, SPAT_GAP};
use super::promise::Promise;
use super::{Counting, Kind, Sender, Size, Spread, sender, spread};
use crate::Message;

/// A moment has passed if it is further back than the tenth of a second that times are told in.
const TENTH: Duration = Duration::from_millis(100);

/// The messages of one kind about an intersection.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stream {
    /// How many there are.
    pub count: u64,
    /// How many a second, from the first to the last; `None` for a single one, or without times.
    pub rate: Option<f64>,
    /// Microseconds between two.
    pub interval: Option<Spread>,
    /// Intervals so long that one is missing.
    pub gaps: u64,
    /// Octets of a frame, which may be about other intersections too.
    pub octets: Spread,
    /// Octets of the signed data around it, of the messages that are signed.
    pub signed: Option<Spread>,
    /// How the revision moves.
    pub revision: Counting,
}

/// What the SPaT say of their lights and their times.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signals {
    /// Messages without minute of the year or without millisecond of the minute.
    pub untimed: u64,
    /// Messages whose time is before that of the one before.
    pub backwards: u64,
    /// Messages whose time is later than the recording's.
    pub ahead: u64,
    /// Milliseconds from a message's time to the recording's, of the others.
    pub age: Option<Spread>,
    /// Groups without any state.
    pub stateless: u64,
    /// Present states.
    pub states: u64,
    /// Present states without an earliest end.
    pub endless: u64,
    /// Present states whose earliest end is not known.
    pub unknown_end: u64,
    /// Present states whose earliest end has passed, by the message's own time.
    pub past_end: u64,
    /// Present states whose latest end is before the earliest.
    pub reversed: u64,
    /// Times that the earliest end of a state that goes on was moved back.
    pub drawn_in: u64,
    /// States that ended before the earliest end that was told of them.
    pub broken: u64,
    /// States that went on after the latest end that was told of them.
    pub overrun: u64,
}

/// An intersection, as its messages show it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Intersection {
    /// The region of its number, if told.
    pub region: Option<u16>,
    /// Its number.
    pub id: u16,
    /// Its SPaT.
    pub spat: Option<Stream>,
    /// Its MAP.
    pub map: Option<Stream>,
    /// What its SPaT say.
    pub signals: Signals,
    /// Signal groups of the MAP, and how many SPaT are without each, if any are.
    pub missing: Vec<(u8, u64)>,
    /// Signal groups that SPaT has and the MAP does not.
    pub unmapped: Vec<u8>,
    /// MAP whose revision is new and `msgIssueRevision` is not.
    pub unissued: u64,
    /// SPaT with another revision than the MAP before. European profiles want them alike (ISO/TS 19091); elsewhere each counts its
    /// own changes, so this is no finding.
    pub other_revision: u64,
}

impl Stream {
    fn of(kind: &Kind, gap: u32) -> Self {
        Self {
            count: kind.octets.len() as u64,
            rate: kind.rate(),
            interval: spread(&kind.intervals),
            gaps: kind.intervals.iter().filter(|interval| **interval > gap).count() as u64,
            octets: spread(&kind.octets).unwrap_or_default(),
            signed: spread(&kind.signed),
            revision: kind.counting,
        }
    }
}

/// The intersections of a recording, by region and number.
pub(super) type Intersections = BTreeMap<Sender, Seen>;

/// What was seen of an intersection so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    spat: Kind,
    map: Kind,
    signals: Signals,
    ages: Vec<u32>,
    /// The time of the last SPaT.
    last: Option<Duration>,
    /// How many SPaT have a group.
    shown: BTreeMap<u8, u64>,
    /// The groups of the last MAP.
    mapped: Vec<u8>,
    /// Revision and issue of the last MAP.
    issue: Option<(u8, u8)>,
    unissued: u64,
    other_revision: u64,
    /// What each group foretold last.
    promises: BTreeMap<u8, Promise>,
}

/// Looks at a message: when it came in microseconds of Unix time, and how many octets it has.
pub(super) fn look(seen: &mut Intersections, time: Option<i64>, size: Size, message: &Message) {
    match message {
        Message::J2735(frame) => look_into(seen, time, size, &frame.value),
        #[cfg(feature = "csae")]
        _ => {}
    }
}

fn look_into(seen: &mut Intersections, time: Option<i64>, size: Size, message: &MessageTypes) {
    match message {
        MessageTypes::SPAT(message) => {
            for state in &message.intersections {
                let sighting = sender::signals(state);
                let seen = seen.entry(sighting.sender).or_default();
                seen.spat.seen(time, size);
                seen.spat.sighting(time, &sighting);
                seen.state(message, state, time);
            }
        }
        MessageTypes::MapData(message) => {
            for geometry in message.intersections.iter().flatten() {
                let sighting = sender::geometry(geometry);
                let seen = seen.entry(sighting.sender).or_default();
                seen.map.seen(time, size);
                seen.map.sighting(time, &sighting);
                seen.geometry(message, geometry);
            }
        }
        _ => {}
    }
}

/// An intersection of those that were seen.
pub(super) fn told((sender, seen): (&Sender, &Seen)) -> Option<Intersection> {
    let Sender::Intersection(region, id) = *sender else { return None };
    let stream = |kind: &Kind, gap| (!kind.octets.is_empty()).then(|| Stream::of(kind, gap));
    let spat = stream(&seen.spat, SPAT_GAP);
    let map = stream(&seen.map, MAP_GAP);
    let sent = spat.map_or(0, |spat| spat.count);
    let without = |group: &u8| (*group, sent - seen.shown.get(group).copied().unwrap_or(0).min(sent));
    let missing = seen.mapped.iter().map(without).filter(|(_, count)| *count > 0).collect();
    let unmapped = seen.shown.keys().filter(|group| map.is_some() && !seen.mapped.contains(group));
    Some(Intersection {
        region,
        id,
        spat,
        map,
        signals: Signals { age: spread(&seen.ages), ..seen.signals.clone() },
        missing,
        unmapped: unmapped.copied().collect(),
        unissued: seen.unissued,
        other_revision: seen.other_revision,
    })
}

impl Seen {
    fn geometry(&mut self, message: &MapData, geometry: &IntersectionGeometry) {
        let lanes = geometry.lane_set.iter();
        let connections = lanes.flat_map(|lane| lane.connects_to.iter().flatten());
        self.mapped =
            connections.filter_map(|connection| connection.signal_group).map(|group| group.0).collect();
        self.mapped.sort_unstable();
        self.mapped.dedup();
        let now = (geometry.revision.0, message.msg_issue_revision.0);
        if let Some(before) = self.issue.replace(now)
            && before.0 != now.0
            && before.1 == now.1
        {
            self.unissued += 1;
        }
    }

    fn state(&mut self, message: &SPAT, state: &IntersectionState, received: Option<i64>) {
        let mut groups: Vec<_> = state.states.iter().map(|movement| movement.signal_group.0).collect();
        groups.sort_unstable();
        groups.dedup();
        for group in groups {
            *self.shown.entry(group).or_default() += 1;
        }
        let near = received.and_then(|micros| u64::try_from(micros).ok()).map(Duration::from_micros);
        let minute = state.moy.or(message.time_stamp);
        let time = moment(minute, state.time_stamp, near);
        self.times(minute.zip(state.time_stamp).is_some(), time, near);
        self.other_revision +=
            u64::from(self.issue.is_some_and(|(revision, _)| revision != state.revision.0));
        for movement in &state.states {
            self.signals.movement(movement, time);
            self.promise(movement, time);
        }
    }

    /// Holds the present state of a group against what was foretold of it.
    fn promise(&mut self, movement: &MovementState, time: Option<Duration>) {
        let (Some(event), Some(time)) = (movement.state_time_speed.first(), time) else { return };
        let timing = event.timing.as_ref();
        let earliest = timing.and_then(|timing| timing.min_end_time.unix_time(time));
        let latest = timing.and_then(|timing| timing.max_end_time?.unix_time(time));
        let (state, ends) = (event.event_state, (earliest, latest));
        match self.promises.entry(movement.signal_group.0) {
            Entry::Vacant(entry) => drop(entry.insert(Promise::new(state, ends))),
            Entry::Occupied(mut entry) => {
                let kept = entry.get_mut().next(time, state, ends);
                self.signals.drawn_in += u64::from(kept.drawn_in);
                self.signals.broken += u64::from(kept.broken);
                self.signals.overrun += u64::from(kept.overrun);
            }
        }
    }

    fn times(&mut self, told: bool, time: Option<Duration>, received: Option<Duration>) {
        self.signals.untimed += u64::from(!told);
        let (Some(time), Some(received)) = (time, received) else { return };
        match received.checked_sub(time) {
            Some(age) => self.ages.push(u32::try_from(age.as_millis()).unwrap_or(u32::MAX)),
            None => self.signals.ahead += 1,
        }
        let before = self.last.replace(time);
        self.signals.backwards += u64::from(before.is_some_and(|before| time < before));
    }
}

/// A message's own time, which has no year.
fn moment(
    minute: Option<MinuteOfTheYear>,
    second: Option<DSecond>,
    near: Option<Duration>,
) -> Option<Duration> {
    minute?.unix_time(second?, near?)
}

impl Signals {
    /// The present state of a group; foretold ones may say less.
    fn movement(&mut self, movement: &MovementState, time: Option<Duration>) {
        let Some(event) = movement.state_time_speed.first() else {
            self.stateless += 1;
            return;
        };
        self.states += 1;
        let Some(timing) = &event.timing else {
            self.endless += 1;
            return;
        };
        let at = |mark: TimeMark| mark.unix_time(time?);
        let Some(earliest) = at(timing.min_end_time) else {
            self.unknown_end += u64::from(timing.min_end_time.seconds().is_none());
            return;
        };
        self.past_end += u64::from(time.is_some_and(|time| earliest + TENTH < time));
        let latest = timing.max_end_time.and_then(at);
        self.reversed += u64::from(latest.is_some_and(|latest| latest < earliest));
    }
}

#[cfg(test)]
mod tests;

//! What a recording holds: how many messages of which kind, how often, how large, and whether senders count as they should.
//!
//! ```
//! use v2x::j2735::message_frame::{MessageFrame, MessageTypes};
//! use v2x::{Message, stats::Stats};
//!
//! let mut stats = Stats::new();
//! for tenth in 0..5 {
//!     let value = MessageTypes::BasicSafetyMessage(Default::default());
//!     let message = Message::from(MessageFrame { value, ..Default::default() });
//!     stats.add(Some(tenth * 100_000), 40, &message);
//! }
//! let rows: Vec<_> = stats.rows().collect();
//! assert_eq!((rows[0].message, rows[0].count, rows[0].senders), ("BasicSafetyMessage", 5, 1));
//! assert_eq!(rows[0].interval.unwrap().median, 100_000);
//! // The message count never moved on.
//! assert_eq!(rows[0].counting.same, 4);
//! ```
//!
//! Memory grows with the number of senders, and by some octets for each message.

#[cfg(feature = "j2735")]
mod finding;
#[cfg(feature = "j2735")]
mod intersection;
#[cfg(feature = "j2735")]
mod promise;
mod sender;

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use crate::envelope::ieee1609dot2::Ieee1609Dot2Data;
use crate::{Decoded, Layer, Message, Set};

#[cfg(feature = "j2735")]
pub use finding::Finding;
#[cfg(feature = "j2735")]
pub use intersection::{Intersection, Signals, Stream};
pub use sender::Sender;

use sender::Sighting;

/// Counts of a recording.
#[derive(Clone, Debug, Default)]
pub struct Stats {
    kinds: BTreeMap<(Set, &'static str), Kind>,
    #[cfg(feature = "j2735")]
    intersections: intersection::Intersections,
}

/// Least, middle and most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Spread {
    /// The least.
    pub least: u64,
    /// Half are not above it.
    pub median: u64,
    /// 95 of 100 are not above it.
    pub high: u64,
    /// The most.
    pub most: u64,
}

/// How many octets a message has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Size {
    /// Its frame.
    pub frame: usize,
    /// The signed data around it, with certificate and signature; `None` where it is not signed.
    pub signed: Option<usize>,
}

impl Size {
    /// Of a message that was decoded.
    pub fn of(decoded: &Decoded<'_>) -> Self {
        let signed = |layer: &&Layer<'_>| matches!(layer.secured(), Some(Ieee1609Dot2Data::Signed(_)));
        let signed = decoded.layers.iter().find(signed).map(|layer| layer.octets.len());
        Self { frame: decoded.payload.len(), signed }
    }
}

impl From<usize> for Size {
    /// Of a frame that is not signed.
    fn from(frame: usize) -> Self {
        Self { frame, signed: None }
    }
}

/// How the count or revision moves from one message of a sender to its next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Counting {
    /// It stays. Right for a revision while the content stays, wrong for a message count.
    pub same: u64,
    /// It goes on by one, modulo 128.
    pub next: u64,
    /// It does anything else: messages were lost, or two senders share an identifier.
    pub jumped: u64,
    /// The content of an intersection changed, and its revision did not (SPaT, MAP).
    pub unannounced: u64,
    /// The revision went on although the content stayed.
    pub needless: u64,
}

/// All messages of one kind.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Row {
    /// The set.
    pub set: Set,
    /// The message.
    pub message: &'static str,
    /// How many there are.
    pub count: u64,
    /// How many senders, or intersections, or 0 where the message does not tell.
    pub senders: usize,
    /// Messages a second of recorded time, from the first to the last; `None` for a single one, or without times.
    pub rate: Option<f64>,
    /// Microseconds between two messages of one sender; `None` if no sender has two with times.
    pub interval: Option<Spread>,
    /// Octets of a frame.
    pub octets: Spread,
    /// Octets of the signed data around it, of the messages that are signed.
    pub signed: Option<Spread>,
    /// How counts and revisions move.
    pub counting: Counting,
}

#[derive(Clone, Debug, Default)]
struct Kind {
    octets: Vec<u32>,
    signed: Vec<u32>,
    intervals: Vec<u32>,
    /// Times of the first and the last message.
    times: Option<(i64, i64)>,
    senders: BTreeMap<Sender, Last>,
    counting: Counting,
}

/// The last message of a sender.
#[derive(Clone, Copy, Debug)]
struct Last {
    time: Option<i64>,
    count: u8,
    content: Option<u64>,
}

impl Stats {
    /// Nothing yet.
    pub const fn new() -> Self {
        Self {
            kinds: BTreeMap::new(),
            #[cfg(feature = "j2735")]
            intersections: BTreeMap::new(),
        }
    }

    /// Counts a message: when it came, in microseconds of any clock, and how many octets it has.
    pub fn add(&mut self, time: Option<i64>, size: impl Into<Size>, message: &Message) {
        let kind = self.kinds.entry((message.set(), message.name())).or_default();
        let size = size.into();
        kind.seen(time, size);
        #[cfg(feature = "j2735")]
        intersection::look(&mut self.intersections, time, size, message);
        sender::sightings(message, &mut |sighting| kind.sighting(time, &sighting));
    }

    /// A row for each kind of message, by set and name.
    pub fn rows(&self) -> impl Iterator<Item = Row> + '_ {
        self.kinds.iter().map(|(&(set, message), kind)| Row {
            set,
            message,
            count: kind.octets.len() as u64,
            senders: kind.senders.len(),
            rate: kind.rate(),
            interval: spread(&kind.intervals),
            octets: spread(&kind.octets).unwrap_or_default(),
            signed: spread(&kind.signed),
            counting: kind.counting,
        })
    }
}

#[cfg(feature = "j2735")]
impl Stats {
    /// The intersections that SPaT or MAP of J2735 told of, by region and number. Times must be those of Unix to say how old
    /// messages are.
    pub fn intersections(&self) -> impl Iterator<Item = Intersection> + '_ {
        self.intersections.iter().filter_map(intersection::told)
    }
}

impl Kind {
    /// Counts a message.
    fn seen(&mut self, time: Option<i64>, size: Size) {
        let clamp = |octets| u32::try_from(octets).unwrap_or(u32::MAX);
        self.octets.push(clamp(size.frame));
        self.signed.extend(size.signed.map(clamp));
        if let Some(time) = time {
            let (first, last) = self.times.unwrap_or((time, time));
            self.times = Some((first.min(time), last.max(time)));
        }
    }

    /// Messages a second, from the first to the last.
    fn rate(&self) -> Option<f64> {
        let span = self.times.map_or(0, |(first, last)| last.saturating_sub(first));
        // Between n messages lie n − 1 intervals.
        let between = self.octets.len().saturating_sub(1);
        (span > 0).then(|| between as f64 * 1e6 / span as f64)
    }

    fn sighting(&mut self, time: Option<i64>, sighting: &Sighting) {
        let &Sighting { sender, count, content } = sighting;
        let Some(last) = self.senders.insert(sender, Last { time, count, content }) else { return };
        if let (Some(time), Some(before)) = (time, last.time) {
            self.intervals.push(u32::try_from(time.saturating_sub(before).max(0)).unwrap_or(u32::MAX));
        }
        // Counts and revisions have seven bits in all sets (MsgCount).
        match count.wrapping_sub(last.count) & 0x7F {
            0 => self.counting.same += 1,
            1 => self.counting.next += 1,
            _ => self.counting.jumped += 1,
        }
        if content.is_some() && last.content.is_some() {
            match (content == last.content, count == last.count) {
                (false, true) => self.counting.unannounced += 1,
                (true, false) => self.counting.needless += 1,
                _ => {}
            }
        }
    }
}

fn spread(values: &[u32]) -> Option<Spread> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let at =
        |share: usize| sorted.get((sorted.len().saturating_sub(1)) * share / 100).copied().map(u64::from);
    Some(Spread { least: at(0)?, median: at(50)?, high: at(95)?, most: at(100)? })
}

#[cfg(all(test, feature = "j2735"))]
mod tests {
    use super::*;
    use crate::j2735::basic_safety_message::BasicSafetyMessage;
    use crate::j2735::common::{BSMcoreData, IntersectionID, IntersectionReferenceID, MsgCount, TemporaryID};
    use crate::j2735::message_frame::{MessageFrame, MessageTypes};
    use crate::j2735::spat::{IntersectionState, MovementState, SPAT};

    fn message(value: MessageTypes) -> Message {
        Message::from(MessageFrame { value, ..Default::default() })
    }

    fn bsm(id: u8, count: u8) -> Message {
        let core_data =
            BSMcoreData { id: TemporaryID([id; 4]), msg_cnt: MsgCount(count), ..Default::default() };
        message(MessageTypes::BasicSafetyMessage(BasicSafetyMessage { core_data, ..Default::default() }))
    }

    fn spat(revision: u8, group: u8) -> Message {
        let state = MovementState {
            signal_group: crate::j2735::common::SignalGroupID(group),
            state_time_speed: alloc::vec![Default::default()],
            ..Default::default()
        };
        let intersection = IntersectionState {
            id: IntersectionReferenceID { id: IntersectionID(7), ..Default::default() },
            revision: MsgCount(revision),
            states: alloc::vec![state],
            ..Default::default()
        };
        message(MessageTypes::SPAT(SPAT { intersections: alloc::vec![intersection], ..Default::default() }))
    }

    #[test]
    fn senders_are_told_apart_and_counts_wrap() {
        let mut stats = Stats::new();
        for (time, id, count) in
            [(0, 1, 126), (50, 2, 5), (100, 1, 127), (150, 2, 9), (210, 1, 0), (290, 1, 0)]
        {
            stats.add(Some(time * 1000), 40 + usize::from(id), &bsm(id, count));
        }
        let rows: Vec<_> = stats.rows().collect();
        let [row] = &rows[..] else { panic!("{rows:?}") };
        assert_eq!((row.message, row.count, row.senders), ("BasicSafetyMessage", 6, 2));
        assert_eq!(row.counting, Counting { same: 1, next: 2, jumped: 1, ..Counting::default() });
        assert_eq!(
            row.interval,
            Some(Spread { least: 80_000, median: 100_000, high: 100_000, most: 110_000 })
        );
        assert_eq!((row.octets.least, row.octets.most), (41, 42));
        assert!((row.rate.unwrap() - 5.0 / 0.29).abs() < 1e-9);
    }

    #[test]
    fn revisions_are_held_against_the_content() {
        let mut stats = Stats::new();
        // The same; content and revision change; content alone; revision alone.
        for (time, (revision, group)) in (0..).zip([(1, 1), (1, 1), (2, 2), (2, 3), (3, 3)]) {
            stats.add(Some(time * 100_000), 30, &spat(revision, group));
        }
        let row = stats.rows().next().unwrap();
        assert_eq!((row.senders, row.counting.unannounced, row.counting.needless), (1, 1, 1));
        assert_eq!((row.counting.same, row.counting.next), (2, 2));
    }

    #[test]
    fn without_times_there_are_no_rates() {
        let mut stats = Stats::new();
        stats.add(None, 40, &bsm(1, 1));
        stats.add(None, 40, &bsm(1, 2));
        let row = stats.rows().next().unwrap();
        assert_eq!((row.rate, row.interval, row.counting.next), (None, None, 1));
    }
}

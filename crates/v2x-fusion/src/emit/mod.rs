//! Messages made of what the engine believes: the other direction of [`adapt`](crate::adapt).
//!
//! ```
//! use v2x_fusion::emit::{self, Sender};
//! use v2x_fusion::{Config, Engine, Scope, Snapshot, StationId, Time};
//!
//! let us = StationId::new(Scope::J2735, b"RSU1");
//! // What comes back from others under our name is no news to the engine.
//! let engine = Engine::new(Config { ourselves: vec![us], ..Config::default() });
//! let mut sender = Sender::new(us);
//! let mut picture = Snapshot::default();
//! engine.snapshot(Time::from_micros(1_750_172_378_000_000), &mut picture);
//! # #[cfg(feature = "j2735")]
//! emit::sdsm(&picture, &mut sender, &mut |message| println!("{} octets", message.to_uper().unwrap().len()));
//! ```
//!
//! Road users are told of by the number of their track, so that a receiver can follow them; who speaks for itself can be
//! left out. A picture that does not fit in one message is told in several, each within [`Sender::octets`].
//!
//! A warning goes out as the message that its kind has: a red light passed as IntersectionCollision, other dangers as
//! RoadSideAlert ([`warning_j2735`]) or, for receivers that read none, TravelerInformation ([`warning_tim`]), and in the
//! Chinese set as an event of RSI ([`warning_csae`]).

#[cfg(feature = "j2735")]
mod alert;
#[cfg(feature = "csae")]
mod rsi;
#[cfg(feature = "csae")]
mod rsm;
#[cfg(feature = "j2735")]
mod sdsm;
#[cfg(feature = "j2735")]
mod tim;
mod units;

#[cfg(feature = "j2735")]
pub use alert::warning_j2735;
#[cfg(feature = "csae")]
pub use rsi::{EventCodes, warning_csae};
#[cfg(feature = "csae")]
pub use rsm::rsm;
#[cfg(feature = "j2735")]
pub use sdsm::sdsm;
#[cfg(feature = "j2735")]
pub use tim::warning_tim;

use crate::observation::StationId;
use crate::snapshot::{Snapshot, TrackState};

/// Who sends, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct Sender {
    /// The name under which we speak; in [`Config::ourselves`](crate::Config::ourselves) too, so that echoes are refused.
    pub id: StationId,
    /// Most octets of an encoded message, before security and headers. 1200 leaves room for both in a frame of 1400,
    /// which radios of both regions take.
    pub octets: usize,
    /// Whether road users that speak for themselves are told of too.
    pub stations: bool,
    /// Messages sent, for their counters.
    pub count: u32,
}

impl Sender {
    /// A sender with usual settings.
    pub const fn new(id: StationId) -> Self {
        Self { id, octets: 1200, stations: true, count: 0 }
    }

    /// The next message's counter, 0 to 127.
    fn next_count(&mut self) -> u8 {
        let count = counter(self.count);
        self.count = self.count.wrapping_add(1);
        count
    }

    /// The tracks of a picture that are to be told of.
    fn chosen<'a>(&self, picture: &'a Snapshot) -> impl Iterator<Item = &'a TrackState> + use<'a> {
        let stations = self.stations;
        picture.tracks.iter().filter(move |track| stations || track.station.is_none())
    }
}

/// The counter of a message after so many others.
fn counter(sent: u32) -> u8 {
    (sent % 128) as u8
}

/// Hands out a list in as few messages as hold at most `most` entries and `octets` octets each; an entry that does not
/// fit alone is left out. `encode` makes a message of some entries, as the one after so many others, and gives its
/// length. Gives how many were sent.
fn segment<T: Clone, M>(
    entries: &[T],
    most: usize,
    octets: usize,
    encode: impl Fn(&[T], u32) -> Option<(M, usize)>,
    mut send: impl FnMut(M),
) -> u32 {
    let mut sent = 0;
    let mut rest = entries;
    let mut size = most;
    while !rest.is_empty() {
        size = size.min(rest.len()).max(1);
        let (chunk, after) = rest.split_at(size);
        match encode(chunk, sent) {
            Some((message, length)) if length <= octets => {
                send(message);
                sent += 1;
                rest = after;
                // The next may hold a little more than this one, which was cut with some reserve.
                size += 2;
                size = size.min(most);
            }
            _ if size == 1 => rest = after,
            Some((_, length)) => size = (size * octets / length.max(1)).clamp(1, size - 1),
            None => size /= 2,
        }
    }
    sent
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_cut_to_size() {
        let entries: Vec<usize> = (0..100).collect();
        let mut sent = Vec::new();
        let encode = |chunk: &[usize], _| Some((chunk.to_vec(), 20 + 30 * chunk.len()));
        let count = segment(&entries, 16, 400, encode, |message| sent.push(message));
        assert_eq!(count as usize, sent.len());
        assert_eq!(sent.concat(), entries);
        assert!(sent.iter().all(|message| message.len() <= 12));
        assert!(sent.len() <= 10, "{}", sent.len());
        // What fits in no message is left out, and the rest is told.
        let encode = |chunk: &[usize], _| Some((chunk.to_vec(), if chunk.contains(&7) { 500 } else { 50 }));
        let mut sent = Vec::new();
        segment(&entries, 16, 400, encode, |message| sent.extend(message));
        assert_eq!(sent.len(), 99);
    }
}

//! Putting IP fragments together, with bounded memory. Overlaps and ends are handled by `etherparse`; which
//! packets are kept, and for how long, is decided here.

use std::vec::Vec;

use etherparse::IpNumber;
use etherparse::defrag::IpDefragBuf;

use super::ip::{Fragment, FragmentKey};
use super::packet::UnixNanos;

/// Packets that are put together at the same time, at most. Each takes at most 64 KiB, so 4 MiB in all.
const MAX_PACKETS: usize = 64;

/// A packet whose fragments are further apart is given up: as Linux does (`ipfrag_time`).
const MAX_AGE_NANOS: i64 = 30_000_000_000;

/// Packets of which some fragments are there.
#[derive(Debug, Default)]
pub(super) struct Fragments {
    /// Oldest first.
    open: Vec<Open>,
    /// The packet that was completed last, lent to the caller.
    complete: Vec<u8>,
    /// Packets given up: too old, or pushed out by newer ones.
    pub(super) given_up: u64,
}

#[derive(Debug)]
struct Open {
    key: FragmentKey,
    since: UnixNanos,
    buffer: IpDefragBuf,
}

/// A fragment contradicts those before it; the packet has been given up.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Contradiction;

impl Fragments {
    /// Adds a fragment received at `now`; true where it completes its packet, which [`Fragments::complete`]
    /// then has.
    pub(super) fn add(&mut self, fragment: &Fragment<'_>, now: UnixNanos) -> Result<bool, Contradiction> {
        self.expire(now);
        let index = self.slot(fragment.key, now);
        let Some(open) = self.open.get_mut(index) else { return Ok(false) };
        if open.buffer.add(fragment.offset, fragment.more, fragment.octets).is_err() {
            self.open.remove(index);
            self.given_up += 1;
            return Err(Contradiction);
        }
        if open.buffer.is_complete() {
            self.complete = self.open.remove(index).buffer.take_bufs().0;
            return Ok(true);
        }
        Ok(false)
    }

    /// The packet that was completed last, without its IP header.
    pub(super) fn complete(&self) -> &[u8] {
        &self.complete
    }

    /// Packets begun and not completed.
    pub(super) fn unfinished(&self) -> u64 {
        self.open.len() as u64
    }

    fn expire(&mut self, now: UnixNanos) {
        let before = self.open.len();
        self.open.retain(|open| now.0.saturating_sub(open.since.0) <= MAX_AGE_NANOS);
        self.given_up += (before - self.open.len()) as u64;
    }

    /// The index of the packet with this key, opened if it is new.
    fn slot(&mut self, key: FragmentKey, now: UnixNanos) -> usize {
        if let Some(index) = self.open.iter().position(|open| open.key == key) {
            return index;
        }
        if self.open.len() >= MAX_PACKETS {
            self.open.remove(0);
            self.given_up += 1;
        }
        let buffer = IpDefragBuf::new(IpNumber::UDP, Vec::new(), Vec::new());
        self.open.push(Open { key, since: now, buffer });
        self.open.len() - 1
    }
}

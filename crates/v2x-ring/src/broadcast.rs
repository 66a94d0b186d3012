//! One stream, several readers: each sees every item or a counted gap, and none can hold the writer up.
//!
//! # The design
//!
//! Every reader has a ring of its own, of the kind in which [the newest wins](crate::spsc_overwriting), and the
//! writer puts a clone of each item into each ring. A slow reader loses its own oldest items and nobody else's;
//! the numbers from [`pop_numbered`](Consumer::pop_numbered) show it where and how many.
//!
//! The alternative is one shared ring from which all copy. There the writer overwrites what a reader may just
//! be copying; to make that sound, the items must be made of atomic words (only `Copy` types without padding,
//! word by word) or carry reference counts that every reader touches. Rings of one's own need nothing of the
//! kind: there is no unsafe code in this module and nothing to prove beyond the ring. The price is a clone per
//! reader; for a large item broadcast an `Arc` of it.

use alloc::vec::Vec;
use core::fmt;

use crate::overwriting::{Consumer, Producer, spsc_overwriting};

/// The writing end of a stream with several readers.
///
/// ```
/// let mut stream = v2x_ring::Broadcaster::new();
/// let mut page = stream.subscribe(8);
/// let mut log = stream.subscribe(2);
/// for event in ["red", "green", "yellow"] {
///     stream.push(event);
/// }
/// assert_eq!(page.pop(), Some("red"));
/// assert_eq!(log.pop_numbered(), Some((1, "green"))); // number 0 is lost, and only to this reader
/// assert_eq!((page.lost(), log.lost()), (0, 1));
/// ```
pub struct Broadcaster<T> {
    /// One ring for each reader that was alive at the last push.
    rings: Vec<Producer<T>>,
    /// Losses of readers that are gone, so that the total never falls.
    lost_by_gone: u64,
}

impl<T> Broadcaster<T> {
    /// A stream without readers; what is pushed before the first subscribes is dropped.
    #[must_use]
    pub const fn new() -> Self {
        Self { rings: Vec::new(), lost_by_gone: 0 }
    }

    /// Adds a reader, which sees what is pushed from now on and may fall behind by `capacity` items (rounded up
    /// to a power of two) before it loses some. Its numbers start at 0 here.
    ///
    /// Allocates; belongs into the set-up, or where the writer has time. A reader that is dropped unsubscribes.
    pub fn subscribe(&mut self, capacity: usize) -> Consumer<T> {
        let (producer, consumer) = spsc_overwriting(capacity);
        self.rings.push(producer);
        consumer
    }

    /// Gives `value` to every reader and returns to how many. Never waits; forgets readers that are gone.
    pub fn push(&mut self, value: T) -> usize
    where
        T: Clone,
    {
        self.forget_gone();
        // The last ring gets the value itself: with one reader nothing is cloned.
        if let Some((last, others)) = self.rings.split_last_mut() {
            for ring in others {
                drop(ring.push(value.clone()));
            }
            drop(last.push(value));
        }
        self.rings.len()
    }

    fn forget_gone(&mut self) {
        let lost_by_gone = &mut self.lost_by_gone;
        self.rings.retain(|ring| {
            let gone = ring.is_abandoned();
            if gone {
                *lost_by_gone += ring.lost();
            }
            !gone
        });
    }

    /// Number of readers that had not gone when last looked.
    #[must_use]
    pub fn readers(&self) -> usize {
        self.rings.iter().filter(|ring| !ring.is_abandoned()).count()
    }

    /// Number of items lost by all readers together, those that are gone included.
    #[must_use]
    pub fn lost(&self) -> u64 {
        self.rings.iter().map(Producer::lost).sum::<u64>() + self.lost_by_gone
    }
}

impl<T> Default for Broadcaster<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> fmt::Debug for Broadcaster<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Broadcaster")
            .field("readers", &self.readers())
            .field("lost", &self.lost())
            .finish_non_exhaustive()
    }
}

//! Bounded ring for one producer and one consumer that drops the oldest unread item when full, and counts it.
//!
//! # The difficulty
//!
//! In the plain ring a slot belongs to one side at a time and the indices say to which. Here the producer may
//! take back a slot that the consumer is about to read, or is reading. Reading first and checking a sequence
//! number afterwards (a "seqlock") would read a value while it is being overwritten: undefined behaviour for
//! any `T` that is not made of atomics, and a double drop for one that owns memory. Making the producer wait
//! for the reader would be sound, but then a consumer that the scheduler has put aside mid-read stops the
//! radio.
//!
//! # The design
//!
//! Values do not lie in the ring. They lie in *nodes*, of which there are two more than the ring has *cells*; a
//! cell is one atomic word that names a node. Each side owns one spare node, and everything is an exchange:
//!
//! * push: fill the spare node, then **swap** its name into the cell of number `tail`. The node that comes out is
//!   the new spare. If it is filled, it held the oldest unread item: take the value out and count the loss.
//! * pop: **compare-exchange** the name of the spare (vacant) node into the cell of number `head`. The node that
//!   comes out is the new spare: take the value out.
//!
//! # Why it is sound
//!
//! *Each node is owned by exactly one of: a cell, the producer, the consumer.* True at the start (cell `i`
//! names node `i`, the last two are the spares), and every step is one atomic exchange of a name in a cell
//! against the name that a side owns: it permutes the names and can neither copy nor lose one. A value is
//! touched only by the side that owns its node. All exchanges are acquire and release: what one owner did to a
//! node happens-before what the next one does. That holds for any `T: Send`, with or without `Drop`, and
//! neither side ever waits.
//!
//! # Why the order is right
//!
//! A word also carries a *stamp*: 0 if the node is vacant, otherwise 1 + the number of times the producer had been
//! round the ring. From cell and stamp follows the item's number in the stream. The consumer at `head` finds
//!
//! * stamp 0: item `head` has not been pushed (only the consumer makes cells vacant, and it is not past `head`);
//! * the stamp of `head`: it is the item, and the compare-exchange succeeds only if it still is;
//! * a later stamp: item `head` has been overwritten. Go on to the oldest item that can still be there, `number
//!   found + 1 - capacity` or later if `tail` says so, and look again.
//!
//! An exchange cannot be fooled by a word that was there, went and came back: the stamp would have to wrap,
//! after some 2^62 pushes (one a nanosecond: 146 years). The consumer retries only if the producer has
//! overwritten the very cell meanwhile, so a push is wait-free and a pop is lock-free.
//!
//! The capacity is rounded up to a power of two: cell and stamp come from the item's number by mask and shift, and
//! a lossy ring that keeps a little more than asked harms nobody. A push costs one atomic exchange where the
//! plain ring has none; use this one where the newest must win, not for speed.

use alloc::boxed::Box;
use core::fmt;

use crate::pad::CachePadded;
use crate::slots::Slots;
use crate::sync::{Arc, AtomicBool, AtomicU64, Ordering};

mod consumer;
mod producer;
mod words;

pub use consumer::Consumer;
pub use producer::Producer;
use words::Words;

/// Creates a ring in which the newest item wins, for `capacity` items rounded up to a power of two, at least 1.
///
/// # Panics
///
/// If the memory is larger than an allocation can be, as `Vec::with_capacity` does.
///
/// ```
/// let (mut producer, mut consumer) = v2x_ring::spsc_overwriting(2);
/// assert_eq!(producer.push("a"), None);
/// assert_eq!(producer.push("b"), None);
/// assert_eq!(producer.push("c"), Some("a")); // full: the oldest gives way, and is counted
/// assert_eq!(consumer.lost(), 1);
/// assert_eq!(consumer.pop(), Some("b"));
/// assert_eq!(consumer.pop_numbered(), Some((2, "c")));
/// ```
#[must_use]
pub fn spsc_overwriting<T>(capacity: usize) -> (Producer<T>, Consumer<T>) {
    let capacity = capacity.max(1).checked_next_power_of_two().expect("capacity overflow");
    let nodes = capacity.checked_add(2).expect("capacity overflow");
    let words = Words::new(capacity, nodes);
    let shared = Arc::new(Shared {
        cells: (0..capacity).map(|node| AtomicU64::new(words.vacant(node))).collect(),
        nodes: Slots::new(nodes),
        words,
        tail: CachePadded(AtomicU64::new(0)),
        head: CachePadded(AtomicU64::new(0)),
        rare: CachePadded(Rare {
            lost: AtomicU64::new(0),
            producer_gone: AtomicBool::new(false),
            consumer_gone: AtomicBool::new(false),
        }),
    });
    // The cells own the first nodes, the halves one each of the last two.
    (Producer::new(Arc::clone(&shared), capacity), Consumer::new(shared, capacity + 1))
}

/// What both halves point to.
struct Shared<T> {
    /// Cell `n & (cells.len() - 1)` is where item `n` goes: names a node and says whether it is filled.
    /// Exchanged by both halves.
    cells: Box<[AtomicU64]>,
    /// `cells.len() + 2` places for values, each touched only by the owner of its name (see the module).
    nodes: Slots<T>,
    /// Never changes.
    words: Words,
    /// Items ever pushed; stored by the producer only, after the exchange. A hint for lengths and for skipping.
    tail: CachePadded<AtomicU64>,
    /// Items ever popped or skipped; stored by the consumer only. A hint for lengths.
    head: CachePadded<AtomicU64>,
    /// Off the lines of the counters above.
    rare: CachePadded<Rare>,
}

struct Rare {
    /// Items that were overwritten before they were read. Stored by the producer only.
    lost: AtomicU64,
    /// Stored once, by the producer's drop, after its last push.
    producer_gone: AtomicBool,
    /// Stored once, by the consumer's drop.
    consumer_gone: AtomicBool,
}

impl<T> Shared<T> {
    #[inline(always)]
    fn cell(&self, number: u64) -> &AtomicU64 {
        &self.cells[self.words.cell(number)]
    }

    fn capacity(&self) -> usize {
        self.cells.len()
    }

    /// Unread items. Exact for each half as to its own doings; what the other does meanwhile may be missing.
    fn len(&self) -> usize {
        // Relaxed: nothing is touched because of this number.
        let head = self.head.load(Ordering::Relaxed);
        let tail = self.tail.load(Ordering::Relaxed);
        // The consumer may have popped an item whose number is not yet in `tail`, hence saturating; and may
        // not yet have noticed that it was overtaken, hence the limit, which also makes the cast exact.
        tail.saturating_sub(head).min(self.capacity() as u64) as usize
    }
}

impl<T> Drop for Shared<T> {
    fn drop(&mut self) {
        for cell in &self.cells {
            let word = cell.load(Ordering::Relaxed);
            if self.words.stamp(word) != 0 {
                // SAFETY: the cell owns this node and the stamp says that it is filled; both halves are gone,
                // the last reference count was taken with acquire, and `&mut self` proves that nobody else is
                // there. No other cell names the node, so it is taken once. The halves' spare nodes are vacant
                // between calls.
                drop(unsafe { self.nodes.row().take(self.words.node(word)) });
            }
        }
    }
}

fn debug<T>(f: &mut fmt::Formatter<'_>, name: &str, shared: &Shared<T>) -> fmt::Result {
    f.debug_struct(name)
        .field("len", &shared.len())
        .field("capacity", &shared.capacity())
        .field("lost", &shared.rare.lost.load(Ordering::Relaxed))
        .finish_non_exhaustive()
}

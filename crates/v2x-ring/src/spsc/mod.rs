//! Bounded ring for one producer and one consumer that refuses the newest item when full.
//!
//! # How it works, and why it is sound
//!
//! `tail` counts every item ever pushed and `head` every item ever popped; both only grow (wrapping at
//! `usize`). Item number `n` lives in slot `n & mask`, where the number of slots is the capacity rounded up to a
//! power of two. The invariant is
//!
//! ```text
//! 0  <=  tail - head  <=  capacity  <=  slots        (wrapping subtraction)
//! ```
//!
//! so the numbers in `head..tail` belong to different slots, which are filled, and all other slots are vacant.
//! `tail` is stored by the producer alone and `head` by the consumer alone. The producer fills the slot of
//! number `tail` and *then* stores `tail + 1` with release; the consumer loads `tail` with acquire and only
//! then touches slots below it: so the filling happens-before the taking. In the other direction the consumer
//! empties the slot of number `head` and then stores `head + 1` with release, and the producer reuses a slot
//! only after an acquire load has shown a `head` beyond its former item: so the taking happens-before the
//! refilling. A slot is thus never touched by both at once.
//!
//! Each half keeps a copy of the other's index and loads the real one only when the copy says "full" or
//! "empty". A stale copy is merely pessimistic, because indices only grow; and it spares the transfer of a
//! cache line per item, which is what a naive ring spends most of its time on.
//!
//! The capacity is exact; only the memory is rounded up to a power of two. The alternative, exact memory with
//! indices that wrap at twice the capacity, pays a compare and a branch for each step instead of a mask.

use core::cell::Cell;
use core::fmt;

use crate::pad::CachePadded;
use crate::slots::{Row, Slots};
use crate::sync::{Arc, AtomicBool, AtomicU64, AtomicUsize, Ordering};

mod consumer;
mod producer;

pub use consumer::Consumer;
pub use producer::Producer;

/// Creates a ring for at most `capacity` items and gives its two halves.
///
/// The capacity is kept exactly; the memory is that of the next power of two. A ring of capacity 0 refuses
/// everything.
///
/// # Panics
///
/// If the memory is larger than an allocation can be, as `Vec::with_capacity` does.
///
/// ```
/// let (mut producer, mut consumer) = v2x_ring::spsc(2);
/// assert!(producer.push("a").is_ok());
/// assert!(producer.push("b").is_ok());
/// assert_eq!(producer.push("c").unwrap_err().0, "c"); // full: the newest comes back
/// assert_eq!(consumer.pop(), Some("a"));
/// assert_eq!(consumer.refused(), 1);
/// ```
#[must_use]
pub fn spsc<T>(capacity: usize) -> (Producer<T>, Consumer<T>) {
    let slots = capacity.checked_next_power_of_two().expect("capacity overflow");
    let shared = Arc::new(Shared {
        slots: Slots::new(slots),
        capacity,
        tail: CachePadded(AtomicUsize::new(0)),
        head: CachePadded(AtomicUsize::new(0)),
        rare: CachePadded(Rare {
            refused: AtomicU64::new(0),
            producer_gone: AtomicBool::new(false),
            consumer_gone: AtomicBool::new(false),
        }),
    });
    (Producer::new(Arc::clone(&shared)), Consumer::new(shared))
}

/// What both halves point to.
struct Shared<T> {
    /// A power of two of slots; item `n` is in slot `n & (slots.len() - 1)`. See the module for who may touch
    /// which.
    slots: Slots<T>,
    /// Most items at one time, `<= slots.len()`. Never changes.
    capacity: usize,
    /// Number of items ever pushed, wrapping. Stored by the producer only.
    tail: CachePadded<AtomicUsize>,
    /// Number of items ever popped, wrapping. Stored by the consumer only.
    head: CachePadded<AtomicUsize>,
    /// Off the lines of the indices, so that counting a refusal does not slow the consumer.
    rare: CachePadded<Rare>,
}

/// Fields that are not written in normal flow.
struct Rare {
    /// Pushes that were refused. Stored by the producer only.
    refused: AtomicU64,
    /// Stored once, by the producer's drop, after its last push.
    producer_gone: AtomicBool,
    /// Stored once, by the consumer's drop.
    consumer_gone: AtomicBool,
}

/// Slot of item `number`, always below `row.len()`: that is a power of two, and so at least 1.
#[inline(always)]
fn slot<T>(row: Row<'_, T>, number: usize) -> usize {
    number & (row.len() - 1)
}

impl<T> Drop for Shared<T> {
    fn drop(&mut self) {
        // Both halves are gone and the last reference count was taken with acquire: every store of theirs is
        // visible.
        let row = self.slots.row();
        let tail = self.tail.load(Ordering::Relaxed);
        let mut number = self.head.load(Ordering::Relaxed);
        while number != tail {
            // SAFETY: slots of the numbers in `head..tail` are filled (module invariant), `slot` keeps the bound,
            // and `&mut self` proves that nobody else is there. Each number is visited once.
            drop(unsafe { row.take(slot(row, number)) });
            number = number.wrapping_add(1);
        }
    }
}

/// The ring was full; the item comes back.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Full<T>(
    /// The item that was not pushed.
    pub T,
);

impl<T> fmt::Debug for Full<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Full(_)")
    }
}

impl<T> fmt::Display for Full<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the ring is full")
    }
}

impl<T> core::error::Error for Full<T> {}

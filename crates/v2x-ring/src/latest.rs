//! A cell that holds the latest value: one writer that never waits, several readers that never tear.
//!
//! # The design
//!
//! The cell has two slots more than it may have readers. One is *current*; a reader *holds* at most one; so at
//! least one slot is always free for the writer to fill, after which a single atomic exchange makes it current.
//!
//! What is hard is to know which slots are free. A reader must find the current slot and say that it holds it
//! in *one* step; otherwise the writer can come round between the two. So the word that names the current slot
//! also counts:
//!
//! ```text
//! current:  | times acquired since it became current (32 bit) | slot (32 bit) |
//! ```
//!
//! * A reader adds 1 to the upper half. What comes back is the slot that it now holds.
//! * When it goes on to another slot, it first adds 1 to `released` of the old one.
//! * The writer exchanges the word for (0, new slot). What comes back says how often the old slot was acquired,
//!   and nobody can acquire it any more. It is free as soon as `released` has caught up.
//!
//! # Why it is sound
//!
//! *The writer has a free slot to itself.* Only the current slot can be acquired, and the count of each reign
//! reaches the writer exactly, by the exchange that ends it. If `acquired == released`, every reader that ever
//! held the slot has let go of it, and each did so with release after its last look; the writer loads
//! `released` with acquire (the additions form one release sequence), so all those looks happen-before the
//! refilling. The exchange is a release and the reader's addition an acquire, so the filling happens-before the
//! look. Counts are modulo 2^32, and so is their comparison: they differ by the number of present holders,
//! which is at most the number of readers, below 2^16.
//!
//! *There always is a free slot, and the writer sees that there is.* Take any one reader and the acquisitions
//! that the writer knows of. Each of them but the last was released before the next was made, in the order of
//! the reader's own program, and making the next was a release in the word that the writer took over with
//! acquire: so the writer sees these releases too. In its eyes each reader holds at most one slot besides the
//! current one, and there are two more slots than readers.
//!
//! *A reader sees whether there is news by comparing slots.* While it holds a slot the writer cannot fill it
//! anew, so if the current slot is the one that it holds, the value is the one that it has seen.
//!
//! Reading is one load if nothing is new, otherwise two atomic additions; publishing is one exchange and a look at
//! `readers + 2` counters. Neither has a loop that depends on the other side.
//!
//! Alternatives: a triple buffer per reader is the same with one reader, but needs a clone per reader and
//! publication; an atomic `Arc` needs the reader to load a pointer and add to a count behind it in one step,
//! which is what the word above does without any garbage to collect.

use alloc::boxed::Box;
use core::fmt;

use crate::pad::CachePadded;
use crate::sync::{Arc, AtomicBool, AtomicU32, AtomicU64, Ordering, UnsafeCell};

/// Creates a cell without a value, for at most `max_readers` [`Subscriber`]s at one time (at least 1). The
/// first is given here, more come from [`Subscriber::try_clone`] and [`Publisher::subscribe`].
///
/// The cell keeps up to `max_readers + 2` values alive.
///
/// ```
/// let (mut publisher, mut subscriber) = v2x_ring::latest(4);
/// assert_eq!(subscriber.read(), None);
/// publisher.publish(String::from("first"));
/// publisher.publish(String::from("second"));
/// assert!(subscriber.changed());
/// assert_eq!(subscriber.read().map(String::as_str), Some("second"));
/// assert!(!subscriber.changed());
/// ```
#[must_use]
pub fn latest<T>(max_readers: u16) -> (Publisher<T>, Subscriber<T>) {
    let max_readers = u32::from(max_readers.max(1));
    let slots = max_readers + 2;
    let shared = Arc::new(Shared {
        current: CachePadded(AtomicU64::new(u64::from(NONE))),
        slots: (0..slots).map(|_| CachePadded(Slot::new())).collect(),
        places: AtomicU32::new(max_readers - 1),
        max_readers,
        publisher_gone: AtomicBool::new(false),
    });
    let publisher =
        Publisher { shared: Arc::clone(&shared), current: NONE, acquired: (0..slots).map(|_| 0).collect() };
    (publisher, Subscriber { shared, held: NONE })
}

/// Stands for "no slot": before the first value in the word, before the first look in a reader.
const NONE: u32 = u32::MAX;

/// One acquisition in the upper half of the word.
const ACQUIRED: u64 = 1 << 32;

/// What the writer and the readers point to.
struct Shared<T> {
    /// Lower half: the current slot or `NONE`, exchanged by the publisher only, never `NONE` again after the
    /// first value. Upper half: how often it was acquired since; added to by the readers, wrapping off the top.
    current: CachePadded<AtomicU64>,
    /// `max_readers + 2` of them.
    slots: Box<[CachePadded<Slot<T>>]>,
    /// Subscribers that may still be created; taken and given back by subscribers.
    places: AtomicU32,
    /// Never changes.
    max_readers: u32,
    /// Stored once, by the publisher's drop, after its last value.
    publisher_gone: AtomicBool,
}

struct Slot<T> {
    /// How often a reader has let go of this slot, wrapping, over all its reigns. Added to by the readers.
    released: AtomicU32,
    /// Written by the publisher while the slot is free, read by the readers that hold it. `None` before its
    /// first use.
    value: UnsafeCell<Option<T>>,
}

impl<T> Slot<T> {
    fn new() -> Self {
        Self { released: AtomicU32::new(0), value: UnsafeCell::new(None) }
    }
}

// SAFETY: the publisher writes a slot's value only while no reader holds it (module), which moves values into
// and out of the cell from another thread than the reader's: `T: Send`. Several readers can hold one slot and
// look at its value at the same time from different threads: `T: Sync`.
unsafe impl<T: Send + Sync> Sync for Shared<T> {}

impl<T> Shared<T> {
    /// Slot in the word `current`.
    #[inline(always)]
    fn current(&self) -> u32 {
        // Relaxed: only compared with a slot that is held. What a new value needs, its acquisition brings.
        slot_of(self.current.load(Ordering::Relaxed))
    }

    /// A new reader if there is a place for one.
    fn subscribe(this: &Arc<Self>) -> Option<Subscriber<T>> {
        // Acquire, paired with the release in `Subscriber::drop`: the newcomer continues the reader whose place it
        // takes, and has released what that one held. The proof of the free slot needs it.
        this.places
            .fetch_update(Ordering::Acquire, Ordering::Relaxed, |places| places.checked_sub(1))
            .ok()
            .map(|_| Subscriber { shared: Arc::clone(this), held: NONE })
    }
}

/// Lower half of a word.
#[inline(always)]
fn slot_of(word: u64) -> u32 {
    word as u32
}

/// Upper half of a word.
#[inline(always)]
fn acquisitions_of(word: u64) -> u32 {
    (word >> 32) as u32
}

/// The writing end of a [`latest`](latest()) cell.
pub struct Publisher<T> {
    shared: Arc<Shared<T>>,
    /// The slot in `shared.current`, which only this half exchanges.
    current: u32,
    /// For each slot, how often it was acquired in all its reigns that have ended, wrapping.
    acquired: Box<[u32]>,
}

impl<T> Publisher<T> {
    /// Makes `value` the latest, in a bounded number of steps whatever the readers do.
    ///
    /// Comes back: the value that lay in the slot used, an old one that nobody reads any more. Fill it anew for
    /// the next publication and nothing is allocated once all slots have been used:
    ///
    /// ```
    /// let (mut publisher, mut subscriber) = v2x_ring::latest::<Vec<u32>>(1);
    /// let mut scratch = Vec::new();
    /// for round in 0..10 {
    ///     scratch.clear();
    ///     scratch.extend(0..round);
    ///     scratch = publisher.publish(scratch).unwrap_or_default();
    /// }
    /// assert_eq!(subscriber.read().map(Vec::len), Some(9));
    /// ```
    #[inline]
    pub fn publish(&mut self, value: T) -> Option<T> {
        let free = self.free_slot();
        let stale = self.shared.slots[free as usize].value.with_mut(|place| {
            // SAFETY: the pointer is into our box. `free_slot` found the slot not current and released as often
            // as acquired, so no reader holds it, every former look at it happens-before, and none can come
            // before the exchange below (module). Only the publisher writes, and it is here.
            unsafe { (*place).replace(value) }
        });
        // Release hands the value to the readers; acquire takes over what they did before they acquired the old
        // one.
        let ended = self.shared.current.swap(u64::from(free), Ordering::AcqRel);
        self.current = free;
        if let Some(acquired) = self.acquired.get_mut(slot_of(ended) as usize) {
            *acquired = acquired.wrapping_add(acquisitions_of(ended));
        }
        stale
    }

    /// A slot that is neither current nor held.
    #[inline]
    fn free_slot(&self) -> u32 {
        (0..)
            .zip(&self.shared.slots)
            .zip(&self.acquired)
            .find(|((slot, state), acquired)| {
                // Acquire, paired with the release in `Subscriber::release`.
                *slot != self.current && state.released.load(Ordering::Acquire) == **acquired
            })
            .map(|((slot, _), _)| slot)
            .expect("readers + 2 slots, of which each reader holds at most one and one is current")
    }

    /// Adds a reader; `None` if there are as many as the cell was made for.
    #[must_use]
    pub fn subscribe(&self) -> Option<Subscriber<T>> {
        Shared::subscribe(&self.shared)
    }

    /// Number of subscribers alive.
    #[must_use]
    pub fn readers(&self) -> u32 {
        self.shared.max_readers - self.shared.places.load(Ordering::Relaxed)
    }

    /// Whether no subscriber is alive now. Unlike that of the rings this can change:
    /// [`subscribe`](Self::subscribe).
    #[must_use]
    pub fn is_abandoned(&self) -> bool {
        self.readers() == 0
    }
}

/// A reading end of a [`latest`](latest()) cell. Each has its own idea of what it has seen.
pub struct Subscriber<T> {
    shared: Arc<Shared<T>>,
    /// The slot that this reader holds, or `NONE`.
    held: u32,
}

impl<T> Subscriber<T> {
    /// The latest value; `None` before the first publication.
    ///
    /// The reference stays valid, and the value the same, until this subscriber is used again, however often the
    /// publisher publishes meanwhile.
    #[inline]
    pub fn read(&mut self) -> Option<&T> {
        if self.changed() {
            self.release();
            // Release, so that the publisher sees the release above whenever it sees this acquisition; acquire,
            // to see the value. Something is current: `changed` saw a slot, and the word never goes back to
            // `NONE`.
            let word = self.shared.current.fetch_add(ACQUIRED, Ordering::AcqRel);
            self.held = slot_of(word);
        }
        let slot = self.shared.slots.get(self.held as usize)?;
        slot.value.with(|place| {
            // SAFETY: the pointer is into our box. This reader holds the slot, so the publisher keeps off it until
            // `release`, which needs `&mut self` and so waits for the reference to end. Its filling happens-before
            // the acquisition. Other readers only read.
            unsafe { (*place).as_ref() }
        })
    }

    /// The latest value if it is another than at the last [`read`](Self::read), otherwise `None`.
    #[inline]
    pub fn read_changed(&mut self) -> Option<&T> {
        if self.changed() { self.read() } else { None }
    }

    /// Whether there is a value that this subscriber has not read. Once true it stays true until the next read.
    #[inline]
    #[must_use]
    pub fn changed(&self) -> bool {
        self.shared.current() != self.held
    }

    /// Another reader of the same cell, which has seen nothing yet; `None` if there are as many as the cell was
    /// made for.
    #[must_use]
    pub fn try_clone(&self) -> Option<Self> {
        Shared::subscribe(&self.shared)
    }

    /// Whether the publisher is gone. Once true it stays true, and [`read`](Self::read) gives the last value.
    #[must_use]
    pub fn is_abandoned(&self) -> bool {
        self.shared.publisher_gone.load(Ordering::Acquire)
    }

    /// Lets go of the held slot, if any.
    #[inline]
    fn release(&mut self) {
        let Some(slot) = self.shared.slots.get(self.held as usize) else { return };
        // The model checker sees a read when it begins, not how long the reference lives: show it the end as well.
        #[cfg(all(test, loom))]
        slot.value.with(|_| ());
        self.held = NONE;
        // Release, paired with the acquire in `Publisher::free_slot`: this reader's looks are over.
        slot.released.fetch_add(1, Ordering::Release);
    }
}

impl<T> Drop for Subscriber<T> {
    fn drop(&mut self) {
        self.release();
        // Release: who takes this place has the release of the slot before it.
        self.shared.places.fetch_add(1, Ordering::Release);
    }
}

impl<T> Drop for Publisher<T> {
    fn drop(&mut self) {
        // Release: who sees the flag sees the last value.
        self.shared.publisher_gone.store(true, Ordering::Release);
    }
}

impl<T> fmt::Debug for Publisher<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Publisher").field("readers", &self.readers()).finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for Subscriber<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subscriber").field("changed", &self.changed()).finish_non_exhaustive()
    }
}

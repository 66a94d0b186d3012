//! The half that pops.

use super::{Arc, Cell, Ordering, Shared, fmt, slot};

/// The popping half of a [`spsc`](super::spsc()) ring: can be sent to another thread, but neither cloned nor
/// shared.
///
/// Every method is wait-free. Not `Sync`, because [`peek`](Self::peek) lends an item of a type that need not be:
///
/// ```compile_fail,E0277
/// fn sync<T: Sync>(_: T) {}
/// sync(v2x_ring::spsc::<u8>(1).1);
/// ```
pub struct Consumer<T> {
    shared: Arc<Shared<T>>,
    /// Equal to `shared.head`, which only this half stores.
    head: Cell<usize>,
    /// A `shared.tail` seen earlier, so at most the real one. Only this half reads and writes it.
    seen_tail: Cell<usize>,
}

impl<T> Consumer<T> {
    pub(super) fn new(shared: Arc<Shared<T>>) -> Self {
        Self { shared, head: Cell::new(0), seen_tail: Cell::new(0) }
    }

    /// Takes the oldest item; `None` if the ring is empty.
    #[inline]
    pub fn pop(&mut self) -> Option<T> {
        if self.available(1) == 0 {
            return None;
        }
        let (row, head) = (self.shared.slots.row(), self.head.get());
        // SAFETY: `available` showed `head < tail` by an acquire load, so the slot of number `head` is filled
        // and its filling happens-before. The producer keeps off it until we store `head + 1`. `slot` keeps the
        // bound.
        let value = unsafe { row.take(slot(row, head)) };
        self.commit(head.wrapping_add(1));
        Some(value)
    }

    /// Takes up to `max` items, oldest first, hands each to `each`, and gives their number.
    ///
    /// One acquire and one release serve the whole batch. So the producer gets the slots back only at the end,
    /// and items pushed meanwhile wait for the next batch: with a bounded `max` nobody is kept waiting for long.
    ///
    /// ```
    /// let (mut producer, mut consumer) = v2x_ring::spsc(8);
    /// producer.push_batch(&mut (1..=5));
    /// let mut batch = Vec::new();
    /// assert_eq!(consumer.pop_batch(3, |item| batch.push(item)), 3);
    /// assert_eq!(batch, [1, 2, 3]);
    /// ```
    ///
    /// # Panics
    ///
    /// Only if `each` does; the items handed over before, and the one that it was given, are out of the ring then.
    #[inline]
    pub fn pop_batch(&mut self, max: usize, mut each: impl FnMut(T)) -> usize {
        let count = self.available(max).min(max);
        let (row, start) = (self.shared.slots.row(), self.head.get());
        let end = start.wrapping_add(count);
        let mut batch = Commit { next: start, consumer: self };
        while batch.next != end {
            // SAFETY: `next` is in `start..start + count`, all below the tail that `available` loaded with
            // acquire: filled, and left alone by the producer until the guard stores the new head. `next` moves
            // on before `each` may panic, so no slot is taken twice.
            let value = unsafe { row.take(slot(row, batch.next)) };
            batch.next = batch.next.wrapping_add(1);
            each(value);
        }
        count
    }

    /// Looks at the oldest item without taking it. This is how several rings are merged in order of time.
    ///
    /// ```
    /// let (mut producer, mut consumer) = v2x_ring::spsc(8);
    /// producer.push(7).unwrap();
    /// assert_eq!(consumer.peek(), Some(&7));
    /// assert_eq!(consumer.pop(), Some(7));
    /// ```
    #[inline]
    #[must_use]
    pub fn peek(&self) -> Option<&T> {
        if self.available(1) == 0 {
            return None;
        }
        let row = self.shared.slots.row();
        // SAFETY: the slot is filled and the producer keeps off it, as in `pop`; only `pop` and `pop_batch` end
        // that, and they need `&mut self`, which the reference holds off. The half is not `Sync`, so only the
        // thread that owns it can look.
        Some(unsafe { row.peek(slot(row, self.head.get())) })
    }

    /// Number of items that can be popped. The producer can only make it grow.
    #[inline]
    #[must_use]
    pub fn len(&self) -> usize {
        self.available(usize::MAX)
    }

    /// Whether there is nothing to pop now.
    #[inline]
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.available(1) == 0
    }

    /// Most items that the ring can hold, as given to [`spsc`](super::spsc()).
    #[must_use]
    pub fn capacity(&self) -> usize {
        self.shared.capacity
    }

    /// Number of pushes that the ring has refused so far: the producer's
    /// [`refused`](super::Producer::refused), readable here for metrics.
    #[must_use]
    pub fn refused(&self) -> u64 {
        self.shared.rare.refused.load(Ordering::Relaxed)
    }

    /// Whether the producer is gone. Once true it stays true and [`len`](Self::len) grows no more; items that are
    /// still there can be popped.
    #[must_use]
    pub fn is_abandoned(&self) -> bool {
        self.shared.rare.producer_gone.load(Ordering::Acquire)
    }

    /// Number of filled slots; exact if it is below `wanted`, otherwise a lower bound that suffices.
    #[inline(always)]
    fn available(&self, wanted: usize) -> usize {
        let head = self.head.get();
        let available = self.seen_tail.get().wrapping_sub(head);
        if available >= wanted {
            return available;
        }
        // Acquire, paired with the release in `Producer::publish`: slots below this tail are filled and ours.
        let tail = self.shared.tail.load(Ordering::Acquire);
        self.seen_tail.set(tail);
        tail.wrapping_sub(head)
    }

    #[inline(always)]
    fn commit(&self, head: usize) {
        // Release, paired with the acquire in `Producer::free`: the slots below are vacant. Before the own
        // copy, for the same reason as in the producer.
        self.shared.head.store(head, Ordering::Release);
        self.head.set(head);
    }
}

/// Gives back on drop the slots that a batch has emptied, also when the callback panics.
struct Commit<'a, T> {
    consumer: &'a Consumer<T>,
    /// Slots of the numbers below are vacant.
    next: usize,
}

impl<T> Drop for Commit<'_, T> {
    #[inline]
    fn drop(&mut self) {
        // An empty batch, the common case when polling, leaves the line alone.
        if self.next != self.consumer.head.get() {
            self.consumer.commit(self.next);
        }
    }
}

impl<T> Drop for Consumer<T> {
    fn drop(&mut self) {
        self.shared.rare.consumer_gone.store(true, Ordering::Release);
    }
}

impl<T> fmt::Debug for Consumer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Consumer")
            .field("len", &self.len())
            .field("capacity", &self.shared.capacity)
            .field("refused", &self.refused())
            .finish_non_exhaustive()
    }
}

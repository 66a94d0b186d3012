//! The half that pushes.

use super::{Arc, Cell, Full, Ordering, Shared, fmt, slot};

/// The pushing half of a [`spsc`](super::spsc()) ring: can be sent to another thread, but neither cloned nor
/// shared.
///
/// Every method is wait-free.
pub struct Producer<T> {
    shared: Arc<Shared<T>>,
    /// Equal to `shared.tail`, which only this half stores.
    tail: Cell<usize>,
    /// A `shared.head` seen earlier, so at most the real one. Only this half reads and writes it.
    seen_head: Cell<usize>,
}

impl<T> Producer<T> {
    pub(super) fn new(shared: Arc<Shared<T>>) -> Self {
        Self { shared, tail: Cell::new(0), seen_head: Cell::new(0) }
    }

    /// Appends `value`.
    ///
    /// # Errors
    ///
    /// [`Full`] with the value in it if the ring holds `capacity` items; the refusal is counted in
    /// [`refused`](Self::refused). A caller that retries is counted each time: ask [`is_full`](Self::is_full)
    /// first if only final losses should count.
    #[inline]
    pub fn push(&mut self, value: T) -> Result<(), Full<T>> {
        if self.free(1) == 0 {
            self.count_refusal();
            return Err(Full(value));
        }
        let (row, tail) = (self.shared.slots.row(), self.tail.get());
        // SAFETY: `free` showed `tail - head < capacity`, so number `tail` is outside `head..tail` and its slot
        // is vacant; its former item was taken before the store of `head` that `free` loaded with acquire. The
        // consumer stays below `tail` until we store it anew. `slot` keeps the bound.
        unsafe { row.write(slot(row, tail), value) };
        self.publish(tail.wrapping_add(1));
        Ok(())
    }

    /// Appends items from `items` until it ends or the ring is full, and gives their number. The consumer sees
    /// them all at once, through a single release.
    ///
    /// An item that does not fit is not even drawn from the iterator: what is left stays with the caller, and
    /// nothing counts as refused.
    ///
    /// ```
    /// let (mut producer, consumer) = v2x_ring::spsc(3);
    /// let mut items = 0..5;
    /// assert_eq!(producer.push_batch(&mut items), 3);
    /// assert_eq!((consumer.len(), items.next()), (3, Some(3)));
    /// ```
    ///
    /// # Panics
    ///
    /// Only if the iterator does; the items drawn before are in the ring then.
    #[inline]
    pub fn push_batch(&mut self, items: &mut impl Iterator<Item = T>) -> usize {
        // An iterator that knows its length spares the load of the consumer's index where the known space
        // suffices.
        let most = items.size_hint().1.unwrap_or(usize::MAX);
        let free = self.free(most.min(self.shared.capacity));
        let (row, start) = (self.shared.slots.row(), self.tail.get());
        let mut batch = Publish { next: start, producer: self };
        while batch.next.wrapping_sub(start) < free {
            let Some(value) = items.next() else { break };
            // SAFETY: `next - start < free`, so `next` is below `head + capacity` and its slot is vacant, as in
            // `push`; the consumer does not go beyond `start` before the guard stores the new tail.
            unsafe { row.write(slot(row, batch.next), value) };
            batch.next = batch.next.wrapping_add(1);
        }
        batch.next.wrapping_sub(start)
    }

    /// Number of items that can be pushed without a refusal. The consumer can only make it grow.
    #[inline]
    #[must_use]
    pub fn slots(&self) -> usize {
        self.free(self.shared.capacity)
    }

    /// Whether a push would be refused now.
    #[inline]
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.free(1) == 0
    }

    /// Number of items in the ring. The consumer can only make it shrink.
    #[inline]
    #[must_use]
    pub fn len(&self) -> usize {
        self.shared.capacity - self.slots()
    }

    /// Whether the ring holds nothing.
    #[inline]
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Most items that the ring can hold, as given to [`spsc`](super::spsc()).
    #[must_use]
    pub fn capacity(&self) -> usize {
        self.shared.capacity
    }

    /// Number of [`push`](Self::push)es refused so far.
    #[must_use]
    pub fn refused(&self) -> u64 {
        self.shared.rare.refused.load(Ordering::Relaxed)
    }

    /// Whether the consumer is gone. Once true it stays true, whatever the consumer's thread did before
    /// happens-before, and what is pushed is dropped with the ring.
    #[must_use]
    pub fn is_abandoned(&self) -> bool {
        self.shared.rare.consumer_gone.load(Ordering::Acquire)
    }

    /// Number of free slots; exact if it is below `wanted`, otherwise a lower bound that suffices.
    #[inline(always)]
    fn free(&self, wanted: usize) -> usize {
        let free = self.free_since(self.seen_head.get());
        if free >= wanted {
            return free;
        }
        // Acquire, paired with the release in `Consumer::commit`: slots below this head are vacant and ours.
        let head = self.shared.head.load(Ordering::Acquire);
        self.seen_head.set(head);
        self.free_since(head)
    }

    #[inline(always)]
    fn free_since(&self, head: usize) -> usize {
        self.shared.capacity - self.tail.get().wrapping_sub(head)
    }

    #[inline(always)]
    fn publish(&self, tail: usize) {
        // Release, paired with the acquire in `Consumer::available`: the slots below are filled. Before the own
        // copy: the other way round a hand-over took about 35 ns longer (bench "round trip").
        self.shared.tail.store(tail, Ordering::Release);
        self.tail.set(tail);
    }

    #[cold]
    fn count_refusal(&self) {
        // Load and store instead of an atomic addition: nobody else stores it.
        let refused = &self.shared.rare.refused;
        refused.store(refused.load(Ordering::Relaxed).wrapping_add(1), Ordering::Relaxed);
    }
}

/// Publishes on drop what a batch has written, also when the iterator panics.
struct Publish<'a, T> {
    producer: &'a Producer<T>,
    /// Slots of the numbers below are filled.
    next: usize,
}

impl<T> Drop for Publish<'_, T> {
    #[inline]
    fn drop(&mut self) {
        // An empty batch leaves the line alone, which the consumer may be reading.
        if self.next != self.producer.tail.get() {
            self.producer.publish(self.next);
        }
    }
}

impl<T> Drop for Producer<T> {
    fn drop(&mut self) {
        // Release: who sees the flag sees every push before it.
        self.shared.rare.producer_gone.store(true, Ordering::Release);
    }
}

impl<T> fmt::Debug for Producer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Producer")
            .field("len", &self.len())
            .field("capacity", &self.shared.capacity)
            .field("refused", &self.refused())
            .finish_non_exhaustive()
    }
}

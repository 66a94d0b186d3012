//! The half that pops.

use super::{Arc, Ordering, Shared, debug, fmt};

/// The popping half of a [`spsc_overwriting`](super::spsc_overwriting) ring: can be sent to another thread,
/// cannot be cloned.
pub struct Consumer<T> {
    shared: Arc<Shared<T>>,
    /// All items with a lower number were popped or overwritten. At least `shared.head`.
    head: u64,
    /// The node that this half owns; vacant between calls.
    spare: usize,
}

impl<T> Consumer<T> {
    pub(super) fn new(shared: Arc<Shared<T>>, spare: usize) -> Self {
        Self { shared, head: 0, spare }
    }

    /// Takes the oldest item that is still there; `None` if all have been read.
    #[inline]
    pub fn pop(&mut self) -> Option<T> {
        self.pop_numbered().map(|(_, value)| value)
    }

    /// As [`pop`](Self::pop), with the item's number in the stream, from 0. Numbers only grow, and a step of
    /// more than one is a gap: that many items less one were overwritten between the two.
    #[inline]
    pub fn pop_numbered(&mut self) -> Option<(u64, T)> {
        loop {
            let shared = &*self.shared;
            let cell = shared.cell(self.head);
            // Acquire: after a later stamp, no cell that we go to may look older than this one.
            let word = cell.load(Ordering::Acquire);
            let stamp = shared.words.stamp(word);
            if stamp == 0 {
                return None;
            }
            if stamp != shared.words.stamp_of(self.head) {
                self.skip(word);
                continue;
            }
            let vacant = shared.words.vacant(self.spare);
            // Release hands the spare node over, acquire takes over the other. The load above has acquired it
            // too, as long as no word comes back; soundness, unlike the order, shall not rest on that.
            if cell.compare_exchange(word, vacant, Ordering::AcqRel, Ordering::Relaxed).is_ok() {
                return Some(self.take(word));
            }
            // The producer has just been here: the next look finds a later stamp.
        }
    }

    /// Takes up to `max` items, oldest first, hands each to `each`, and gives their number.
    ///
    /// A convenience: each item costs one exchange, since the producer may overwrite any of them meanwhile.
    pub fn pop_batch(&mut self, max: usize, mut each: impl FnMut(T)) -> usize {
        for count in 0..max {
            let Some(value) = self.pop() else { return count };
            each(value);
        }
        max
    }

    /// Ends a successful exchange that brought `word` out of the cell of `head`.
    #[inline(always)]
    fn take(&mut self, word: u64) -> (u64, T) {
        let number = self.head;
        self.spare = self.shared.words.node(word);
        self.move_to(number + 1);
        // SAFETY: the exchange made this half the owner of the node, with acquire, and the word's stamp was not
        // 0, so it is filled. It is vacant from here on, as `spare` demands.
        (number, unsafe { self.shared.nodes.row().take(self.spare) })
    }

    /// Goes past what has been overwritten, given the `word` with a later stamp that is in the cell of `head`.
    #[cold]
    fn skip(&mut self, word: u64) {
        let pushed = self.shared.words.number(word, self.head) + 1;
        // `tail` is at least as good in most cases and saves a walk through a ring that was overtaken by far.
        let pushed = pushed.max(self.shared.tail.load(Ordering::Acquire));
        self.move_to(pushed - self.shared.capacity() as u64);
    }

    #[inline(always)]
    fn move_to(&mut self, head: u64) {
        self.head = head;
        // Relaxed: only lengths are told by it.
        self.shared.head.store(head, Ordering::Relaxed);
    }

    /// Number of items that were overwritten before they were read, as the producer counts them: it may be ahead
    /// of the gaps in [`pop_numbered`](Self::pop_numbered), which show at the next pop.
    #[must_use]
    pub fn lost(&self) -> u64 {
        self.shared.rare.lost.load(Ordering::Relaxed)
    }

    /// Number of unread items, as far as this half can see. While the producer overwrites, it stays at the
    /// capacity.
    #[must_use]
    pub fn len(&self) -> usize {
        self.shared.len()
    }

    /// Whether there is nothing to pop now.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        // The cell itself knows better than `tail`, which the producer stores a moment later.
        self.shared.words.stamp(self.shared.cell(self.head).load(Ordering::Relaxed)) == 0
    }

    /// Number of items that the ring keeps: what was asked for, rounded up to a power of two.
    #[must_use]
    pub fn capacity(&self) -> usize {
        self.shared.capacity()
    }

    /// Whether the producer is gone. Once true it stays true; items that are still there can be popped.
    #[must_use]
    pub fn is_abandoned(&self) -> bool {
        self.shared.rare.producer_gone.load(Ordering::Acquire)
    }
}

impl<T> Drop for Consumer<T> {
    fn drop(&mut self) {
        self.shared.rare.consumer_gone.store(true, Ordering::Release);
    }
}

impl<T> fmt::Debug for Consumer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        debug(f, "Consumer", &self.shared)
    }
}

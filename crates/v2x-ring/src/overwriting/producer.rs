//! The half that pushes.

use super::{Arc, Ordering, Shared, debug, fmt};

/// The pushing half of a [`spsc_overwriting`](super::spsc_overwriting) ring: can be sent to another thread,
/// cannot be cloned.
pub struct Producer<T> {
    shared: Arc<Shared<T>>,
    /// Number that the next item gets. Equal to `shared.tail`.
    tail: u64,
    /// The node that this half owns; vacant between calls.
    spare: usize,
}

impl<T> Producer<T> {
    pub(super) fn new(shared: Arc<Shared<T>>, spare: usize) -> Self {
        Self { shared, tail: 0, spare }
    }

    /// Appends `value`; always succeeds, in one step. If the ring was full, the oldest unread item leaves it, is
    /// counted in [`lost`](Self::lost), and comes back, to be dropped or its memory used again.
    #[inline]
    pub fn push(&mut self, value: T) -> Option<T> {
        let shared = &*self.shared;
        // SAFETY: `spare` is a node that this half owns (module invariant) and that is vacant; the exchange that
        // made it ours was an acquire, so the former owner is done with it.
        unsafe { shared.nodes.row().write(self.spare, value) };
        let word = shared.words.filled(self.tail, self.spare);
        // Release hands the filled node over, acquire takes over the one that comes out.
        let out = shared.cell(self.tail).swap(word, Ordering::AcqRel);
        self.spare = shared.words.node(out);
        self.tail += 1;
        // Release: a consumer that skips by this number finds no cell older than it says.
        shared.tail.store(self.tail, Ordering::Release);
        if shared.words.stamp(out) == 0 {
            return None;
        }
        self.count_loss();
        // SAFETY: the exchange made this half the owner of `spare`, and the stamp says that it is filled. It is
        // vacant from here on, as the field demands.
        Some(unsafe { shared.nodes.row().take(self.spare) })
    }

    fn count_loss(&self) {
        // Load and store instead of an atomic addition: nobody else stores it.
        let lost = &self.shared.rare.lost;
        lost.store(lost.load(Ordering::Relaxed).wrapping_add(1), Ordering::Relaxed);
    }

    /// Number of items that were overwritten before they were read.
    #[must_use]
    pub fn lost(&self) -> u64 {
        self.shared.rare.lost.load(Ordering::Relaxed)
    }

    /// Number of unread items, as far as this half can see: the consumer may just be taking some.
    #[must_use]
    pub fn len(&self) -> usize {
        self.shared.len()
    }

    /// Whether all items have been read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Number of items that the ring keeps: what was asked for, rounded up to a power of two.
    #[must_use]
    pub fn capacity(&self) -> usize {
        self.shared.capacity()
    }

    /// Whether the consumer is gone. Once true it stays true, whatever the consumer's thread did before
    /// happens-before, and what is pushed is dropped with the ring.
    #[must_use]
    pub fn is_abandoned(&self) -> bool {
        self.shared.rare.consumer_gone.load(Ordering::Acquire)
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
        debug(f, "Producer", &self.shared)
    }
}

//! Memory for values that exactly one thread at a time may touch. Who that is, the structures on top decide.

use alloc::boxed::Box;
use core::mem::MaybeUninit;

use crate::sync::UnsafeCell;

/// Owns a fixed row of places for a `T`, each either vacant or filled. It does not know which, so it drops
/// none; every method that touches a place is unsafe and asks the caller to know.
pub(crate) struct Slots<T> {
    cells: Box<[UnsafeCell<MaybeUninit<T>>]>,
}

/// The row, borrowed. A loop over slots works on this copy of address and length: read through [`Slots`] they
/// would be loaded anew for every item, because for all that the compiler knows the item written may have
/// changed them.
pub(crate) struct Row<'a, T> {
    cells: &'a [UnsafeCell<MaybeUninit<T>>],
}

impl<T> Clone for Row<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Row<'_, T> {}

// SAFETY: through `&Slots` a value is reached only by `write`, `take` and `peek` of its row, whose contracts
// demand that the calling thread has the slot to itself. Sharing the row therefore only ever *moves* a `T` from
// one thread to another, which is what `T: Send` allows.
unsafe impl<T: Send> Sync for Slots<T> {}

impl<T> Slots<T> {
    /// A row of `count` vacant slots. Aborts or panics as `Vec` does if there is no memory for it.
    pub(crate) fn new(count: usize) -> Self {
        Self { cells: (0..count).map(|_| UnsafeCell::new(MaybeUninit::uninit())).collect() }
    }

    #[inline(always)]
    pub(crate) fn row(&self) -> Row<'_, T> {
        Row { cells: &self.cells }
    }
}

impl<'a, T> Row<'a, T> {
    /// Number of slots, vacant or not.
    #[inline]
    pub(crate) fn len(self) -> usize {
        self.cells.len()
    }

    /// Moves `value` into slot `index`. A value that is already there is forgotten, not dropped.
    ///
    /// # Safety
    ///
    /// `index < self.len()`, and no other access to this slot happens at the same time: each earlier one by
    /// another thread happens-before this call.
    #[inline(always)]
    pub(crate) unsafe fn write(self, index: usize, value: T) {
        // SAFETY: the caller vouches for `index < len`.
        let cell = unsafe { self.at(index) };
        cell.with_mut(|place| {
            // SAFETY: `place` points into our box, so it is valid and aligned; the caller vouches that nobody else
            // uses the slot, so a `&mut` to it is unique.
            unsafe { &mut *place }.write(value);
        });
    }

    /// Moves the value out of slot `index`, which is vacant afterwards.
    ///
    /// # Safety
    ///
    /// As for [`write`](Self::write); and the slot is filled.
    #[inline(always)]
    pub(crate) unsafe fn take(self, index: usize) -> T {
        // SAFETY: the caller vouches for `index < len`.
        let cell = unsafe { self.at(index) };
        // A mutable access although it only reads: to move a value out is to end it here, and loom should treat a
        // second look at the slot as the error that it is.
        cell.with_mut(|place| {
            // SAFETY: `place` is valid as in `write`; the caller vouches that the slot is filled and that
            // nobody else uses it, and from now on treats it as vacant, so that the value is not duplicated.
            unsafe { (*place).assume_init_read() }
        })
    }

    /// Looks at the value in slot `index`.
    ///
    /// # Safety
    ///
    /// `index < self.len()`, the slot is filled, and for as long as the reference lives nobody writes or takes it.
    #[inline(always)]
    pub(crate) unsafe fn peek(self, index: usize) -> &'a T {
        // SAFETY: the caller vouches for `index < len`.
        let cell = unsafe { self.at(index) };
        cell.with(|place| {
            // SAFETY: `place` is valid; the caller vouches that the slot is filled and stays untouched while the
            // reference lives.
            unsafe { (*place).assume_init_ref() }
        })
    }

    /// # Safety
    ///
    /// `index < self.len()`.
    #[inline(always)]
    unsafe fn at(self, index: usize) -> &'a UnsafeCell<MaybeUninit<T>> {
        debug_assert!(index < self.cells.len());
        // SAFETY: the caller vouches for the bound. Unchecked, because the masks of the rings keep it and the
        // compiler cannot see that a power of two is never zero.
        unsafe { self.cells.get_unchecked(index) }
    }
}

//! The only place that names atomics, cells and reference counts.
//!
//! With `--cfg loom` the crate's *own test build* takes them from loom, which runs a model under every
//! interleaving (up to a bound). Doctests and the tests under `tests/` link the ordinary build, so the same
//! command runs them too. Everything else in the crate imports from here.

pub(crate) use imp::*;

#[cfg(not(all(test, loom)))]
mod imp {
    pub(crate) use alloc::sync::Arc;
    pub(crate) use core::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, AtomicUsize, Ordering};

    /// `core::cell::UnsafeCell` with loom's access by closure, so that loom can see each access begin and end.
    #[derive(Debug)]
    #[repr(transparent)]
    pub(crate) struct UnsafeCell<T>(core::cell::UnsafeCell<T>);

    impl<T> UnsafeCell<T> {
        #[inline]
        pub(crate) const fn new(value: T) -> Self {
            Self(core::cell::UnsafeCell::new(value))
        }

        /// Gives a pointer to read through; whether that is allowed is for the caller to prove.
        #[inline(always)]
        pub(crate) fn with<R>(&self, f: impl FnOnce(*const T) -> R) -> R {
            f(self.0.get())
        }

        /// Gives a pointer to write through; whether that is allowed is for the caller to prove.
        #[inline(always)]
        pub(crate) fn with_mut<R>(&self, f: impl FnOnce(*mut T) -> R) -> R {
            f(self.0.get())
        }
    }
}

#[cfg(all(test, loom))]
mod imp {
    pub(crate) use loom::cell::UnsafeCell;
    pub(crate) use loom::sync::Arc;
    pub(crate) use loom::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, AtomicUsize, Ordering};
}

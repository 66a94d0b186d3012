//! Keeps fields that different threads write on different cache lines.

use core::ops::Deref;

/// A value alone on its cache lines, so that a write to it never slows a thread that reads its neighbour.
///
/// 128 octets: lines are 64 octets on x86-64 and on most ARM cores, but x86-64 fetches them in aligned pairs
/// (Intel 64 optimization manual, "spatial prefetcher") and some 64-bit ARM cores have lines of 128.
#[derive(Debug, Default)]
#[repr(align(128))]
pub(crate) struct CachePadded<T>(pub(crate) T);

impl<T> Deref for CachePadded<T> {
    type Target = T;

    #[inline(always)]
    fn deref(&self) -> &T {
        &self.0
    }
}

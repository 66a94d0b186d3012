//! What is checked of a value before it is written. Where a check fails, generated code writes no more of that
//! component: the writer has failed, and what follows has no meaning.

use crate::Writer;
use crate::error::{At, EncodeErrorKind};

impl Writer<'_> {
    /// The offset of an integer above its lower bound: what a constrained number is on the wire (X.691 10.5.3).
    /// `None`: it is out of its range, and the writer has failed ([`EncodeErrorKind::OutOfRange`]).
    #[inline(always)]
    pub fn index(&mut self, value: i64, lower: i64, upper: i64, at: At) -> Option<u64> {
        if lower <= value && value <= upper {
            return Some(value.wrapping_sub(lower) as u64);
        }
        self.out_of_range(at);
        None
    }

    /// [`Writer::index`] for numbers that 64 bits with a sign do not hold.
    #[inline]
    pub fn index_wide(&mut self, value: i128, lower: i128, upper: i128, at: At) -> Option<u64> {
        if lower <= value && value <= upper {
            return Some((value - lower) as u64);
        }
        self.out_of_range(at);
        None
    }

    /// The bits of a bit string of `len` bits. `None`: there are bits beyond them, and the writer has failed
    /// ([`EncodeErrorKind::Size`]).
    #[inline(always)]
    pub fn flags(&mut self, bits: u64, len: u32, at: At) -> Option<u64> {
        if bits >> len == 0 {
            return Some(bits);
        }
        self.fail(EncodeErrorKind::Size, at);
        None
    }

    /// Fails for a number out of its range.
    #[cold]
    #[inline(never)]
    pub fn out_of_range(&mut self, at: At) {
        self.fail(EncodeErrorKind::OutOfRange, at);
    }

    /// Fails for something marked unknown that carries a known number.
    #[cold]
    #[inline(never)]
    pub fn unknown(&mut self, at: At) {
        self.fail(EncodeErrorKind::Unknown, at);
    }
}

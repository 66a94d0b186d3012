//! What is checked of a value before it is written.

use crate::Writer;
use crate::error::{At, EncodeErrorKind};

impl Writer<'_> {
    /// The offset of an integer above its lower bound: what a constrained number is on the wire (X.691 10.5.3). One
    /// out of its range fails ([`EncodeErrorKind::OutOfRange`]) and counts as zero.
    #[inline(always)]
    pub fn index(&mut self, value: i64, lower: i64, upper: i64, at: At) -> u64 {
        if lower <= value && value <= upper {
            return value.wrapping_sub(lower) as u64;
        }
        self.out_of_range(at);
        0
    }

    /// [`Writer::index`] for numbers that 64 bits with a sign do not hold.
    #[inline]
    pub fn index_wide(&mut self, value: i128, lower: i128, upper: i128, at: At) -> u64 {
        if lower <= value && value <= upper {
            return (value - lower) as u64;
        }
        self.out_of_range(at);
        0
    }

    /// The bits of a bit string of `len` bits. Bits beyond them fail ([`EncodeErrorKind::Size`]) and all count as
    /// zero.
    #[inline(always)]
    pub fn flags(&mut self, bits: u64, len: u32, at: At) -> u64 {
        if bits >> len == 0 {
            return bits;
        }
        self.fail(EncodeErrorKind::Size, at);
        0
    }

    /// Fails for a number out of its range.
    #[inline(always)]
    pub fn out_of_range(&mut self, at: At) {
        self.fail(EncodeErrorKind::OutOfRange, at);
    }

    /// Fails for something marked unknown that carries a known number.
    #[inline(always)]
    pub fn unknown(&mut self, at: At) {
        self.fail(EncodeErrorKind::Unknown, at);
    }
}

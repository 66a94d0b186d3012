//! Length determinants and small numbers (X.691 10.6 and 10.9), both ways.

use crate::error::{At, DecodeErrorKind, EncodeErrorKind, Fault};
use crate::{Notes, Reader, Short, Writer};

/// Items in one fragment's unit of a length of 16 384 or more (X.691 10.9.3.8).
const FRAGMENT: usize = 16 * 1024;

/// The size constraint of a string or a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    lower: u32,
    /// `None`: no upper bound below 64K, which the wire treats alike (X.691 10.9.4.2).
    upper: Option<u32>,
    extensible: bool,
}

impl Size {
    /// No constraint.
    pub const ANY: Self = Self { lower: 0, upper: None, extensible: false };

    /// `SIZE(n)`.
    pub const fn fixed(n: u32) -> Self {
        Self { lower: n, upper: Some(n), extensible: false }
    }

    /// `SIZE(lower..upper)`.
    pub const fn range(lower: u32, upper: u32) -> Self {
        Self { lower, upper: Some(upper), extensible: false }
    }

    /// `SIZE(lower..MAX)`.
    pub const fn at_least(lower: u32) -> Self {
        Self { lower, upper: None, extensible: false }
    }

    /// The same with an extension marker.
    pub const fn extensible(self) -> Self {
        Self { extensible: true, ..self }
    }

    /// The constraint has an extension marker.
    pub const fn is_extensible(self) -> bool {
        self.extensible
    }

    /// Whether the root holds `n`.
    pub const fn holds(self, n: usize) -> bool {
        n >= self.lower as usize
            && match self.upper {
                Some(upper) => n <= upper as usize,
                None => true,
            }
    }

    /// The size, if the root has one only.
    pub(crate) const fn only(self) -> Option<u32> {
        match self.upper {
            Some(upper) if upper == self.lower => Some(upper),
            _ => None,
        }
    }

    /// What is on the wire for `n` items, and its width; `None` if that is not of fixed width, or the root does not hold them.
    pub(crate) const fn count(self, n: usize) -> Option<(u64, u32)> {
        match self.bits() {
            Some(bits) if self.holds(n) && !self.extensible => Some(((n - self.lower as usize) as u64, bits)),
            _ => None,
        }
    }

    /// The width of the length on the wire, or `None` where it is a general one.
    const fn bits(self) -> Option<u32> {
        match self.upper {
            Some(upper) if upper < 65536 => Some(u32::BITS - (upper - self.lower).leading_zeros()),
            _ => None,
        }
    }
}

/// One length as it stands on the wire: perhaps only the first of several fragments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Length {
    /// Items that follow at once.
    pub(crate) items: usize,
    /// Another length follows after them.
    pub(crate) more: bool,
}

impl Reader<'_> {
    /// Reads the length that `size` asks for, with the extension bit before it.
    #[inline(always)]
    pub(crate) fn size(&mut self, size: Size, at: At) -> Result<Length, Fault> {
        let extended = size.extensible && self.bit(at)?;
        match size.bits() {
            Some(0) if !extended => Ok(Length { items: size.lower as usize, more: false }),
            Some(bits) if !extended => {
                let count = self.bits(bits, at)? as u32;
                Ok(Length { items: self.counted(size, count, at)?, more: false })
            }
            _ => {
                let length = self.length(at)?;
                if extended && !length.more && size.holds(length.items) {
                    self.note(Notes::ROOT_AS_EXTENSION);
                }
                Ok(length)
            }
        }
    }

    /// The number of items that a count of fixed width, which was read right before, means.
    #[inline(always)]
    pub(crate) fn counted(&self, size: Size, count: u32, at: At) -> Result<usize, Fault> {
        let items = count as usize + size.lower as usize;
        if size.holds(items) {
            return Ok(items);
        }
        Err(self.error_back(size.bits().unwrap_or(0) as usize, DecodeErrorKind::Size, at))
    }

    /// Reads a general length determinant or one fragment's (X.691 10.9.3.5 to 10.9.3.8).
    #[inline]
    pub(crate) fn length(&mut self, at: At) -> Result<Length, Fault> {
        let first = self.bits(8, at)? as usize;
        if first < 0x80 {
            return Ok(Length { items: first, more: false });
        }
        self.long_length(first, at)
    }

    /// Reads the length of the fragment after one of length `before`.
    pub(crate) fn next_length(&mut self, before: Length, at: At) -> Result<Length, Fault> {
        let next = self.length(at)?;
        // Only the last fragment is smaller than the greatest, and what is left is below a unit (X.691 10.9.3.8).
        let greatest = before.items == 4 * FRAGMENT;
        if next.more && !greatest || !next.more && next.items >= FRAGMENT {
            self.note(Notes::LONG_FORM);
        }
        Ok(next)
    }

    /// The rest of a length from 128 on.
    fn long_length(&mut self, first: usize, at: At) -> Result<Length, Fault> {
        if first < 0xC0 {
            let items = (first & 0x3F) << 8 | self.bits(8, at)? as usize;
            if items < 0x80 {
                self.note(Notes::LONG_FORM);
            }
            return Ok(Length { items, more: false });
        }
        match first & 0x3F {
            units @ 1..=4 => Ok(Length { items: units * FRAGMENT, more: true }),
            _ => Err(self.error_back(8, DecodeErrorKind::Size, at)),
        }
    }

    /// Reads a normally small non-negative number (X.691 10.6).
    pub fn small_number(&mut self, at: At) -> Result<u32, Fault> {
        if !self.bit(at)? {
            return Ok(self.bits(6, at)? as u32);
        }
        let number = self.semi_constrained(0, at)?;
        if number < 64 {
            self.note(Notes::LONG_FORM);
        }
        Ok(number)
    }

    /// Reads a normally small length (X.691 10.9.3.4): 1 to 64 in seven bits, else a general one.
    pub(crate) fn small_length(&mut self, at: At) -> Result<usize, Fault> {
        if !self.bit(at)? {
            return Ok(self.bits(6, at)? as usize + 1);
        }
        let length = self.length(at)?;
        if length.more {
            return Err(self.error(DecodeErrorKind::TooLarge, at));
        }
        if length.items <= 64 {
            self.note(Notes::LONG_FORM);
        }
        Ok(length.items)
    }

    /// Checks the sum of all fragments against the constraint: a general length has no bounds on the wire.
    #[inline(always)]
    pub(crate) fn check_size(&self, size: Size, items: usize, at: At) -> Result<(), Fault> {
        if size.extensible || size.holds(items) { Ok(()) } else { Err(self.error(DecodeErrorKind::Size, at)) }
    }
}

impl Writer<'_> {
    /// Writes `items` items under `size`: the extension bit, the length, and the items themselves through
    /// `write`, which is called with each range of them that the wire keeps together.
    #[inline(always)]
    pub(crate) fn sized(
        &mut self,
        size: Size,
        items: usize,
        at: At,
        mut write: impl FnMut(&mut Self, core::ops::Range<usize>),
    ) {
        let in_root = size.holds(items);
        if !in_root && !size.extensible {
            return self.fail(EncodeErrorKind::Size, at);
        }
        if size.extensible {
            self.put_bit(!in_root);
        }
        match size.bits() {
            Some(0) if in_root => write(self, 0..items),
            Some(bits) if in_root => {
                self.put((items - size.lower as usize) as u64, bits);
                write(self, 0..items)
            }
            _ => self.fragments(items, write),
        }
    }

    /// Writes items under general lengths, in fragments where there are 16 384 of them or more.
    #[inline(never)]
    pub(crate) fn fragments(
        &mut self,
        items: usize,
        mut write: impl FnMut(&mut Self, core::ops::Range<usize>),
    ) {
        let mut done = 0;
        while items - done >= FRAGMENT {
            let units = ((items - done) / FRAGMENT).min(4);
            self.put(0xC0 | units as u64, 8);
            write(self, done..done + units * FRAGMENT);
            done += units * FRAGMENT;
        }
        self.put_short_length(items - done);
        write(self, done..items);
    }

    /// Writes a general length below 16 384.
    pub(crate) fn put_short_length(&mut self, items: usize) {
        debug_assert!(items < FRAGMENT);
        if items < 0x80 {
            self.put(items as u64, 8);
        } else {
            self.put(0x8000 | items as u64, 16);
        }
    }

    /// Writes a normally small non-negative number (X.691 10.6).
    pub fn put_small_number(&mut self, number: u32) {
        if number < 64 {
            self.put(u64::from(number), 7);
        } else {
            self.put_bit(true);
            self.put_semi_constrained(0, i128::from(number));
        }
    }

    /// Writes what an addition of an enumeration or a choice begins with (X.691 14.3, 23.8), behind a few bits that wait: the
    /// extension bit and its number.
    pub fn put_addition(&mut self, mut short: Short, number: u32) {
        short.push(1, 1);
        self.put_short(short);
        self.put_small_number(number);
    }

    /// Writes a normally small length (X.691 10.9.3.4).
    pub(crate) fn put_small_length(&mut self, length: usize) {
        if (1..=64).contains(&length) {
            self.put(length as u64 - 1, 7);
        } else {
            self.put_bit(true);
            self.put_short_length(length.min(FRAGMENT - 1));
        }
    }
}

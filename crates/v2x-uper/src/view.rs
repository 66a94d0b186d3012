//! Views: fields read where they stand, without decoding what is around them.

use crate::error::{At, DecodeError, DecodeErrorKind, Fault};
use crate::{Reader, Run, Size};
use core::marker::PhantomData;

/// A value seen where it stands. Making one walks the value once, and so proves that all of it is there; its fields
/// are then read, and checked against their ranges, when they are asked for.
pub trait View<'a>: Sized {
    /// Walks the value at the reader, which is after it then.
    ///
    /// # Errors
    /// [`Truncated`](DecodeErrorKind::Truncated), or a length or an alternative that cannot be.
    fn read(r: &mut Reader<'a>) -> Result<Self, Fault>;

    /// Walks the value at the reader no further than to the last field that the view gives; where that is a list, to its
    /// start. What lies behind need not be sound then, and need not be there: a list may end early, and a value
    /// inside an open type may turn out to reach beyond it. Good for looking at a frame that will be decoded, or dropped.
    ///
    /// # Errors
    /// As [`View::read`], of what it walks.
    fn peek(r: &mut Reader<'a>) -> Result<Self, Fault> {
        Self::read(r)
    }

    /// Walks the value at the start of `octets`.
    ///
    /// # Errors
    /// As [`View::read`].
    fn from_uper(octets: &'a [u8]) -> Result<Self, DecodeError> {
        Ok(Self::read(&mut Reader::new(octets))?)
    }
}

/// The views of the items of a list.
#[derive(Clone, Debug)]
pub struct ViewList<'a, V> {
    r: Reader<'a>,
    left: usize,
    items: PhantomData<V>,
}

impl<'a, V: View<'a>> ViewList<'a, V> {
    /// The next item, [looked at](View::peek) without walking it to its end; `None` if there is none, or it is cut.
    pub fn first(&self) -> Option<V> {
        if self.left == 0 {
            return None;
        }
        V::peek(&mut self.r.clone()).ok()
    }
}

impl<'a, V: View<'a>> Iterator for ViewList<'a, V> {
    type Item = V;

    fn next(&mut self) -> Option<V> {
        self.left = self.left.checked_sub(1)?;
        // The items were walked when the view around them was made, so there is no error; unless that was a peek.
        V::read(&mut self.r).ok()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, Some(self.left))
    }
}

impl<'a> Reader<'a> {
    /// A run that begins here. What lies in it is not proven to be there.
    #[inline(always)]
    pub const fn here(&self) -> Run<'a> {
        Run::at(self)
    }

    /// Reads the length of an open type; the reader of its contents, after which this one is.
    ///
    /// # Errors
    /// [`Truncated`](DecodeErrorKind::Truncated); [`TooLarge`](DecodeErrorKind::TooLarge) from 16 384 octets, which
    /// come in fragments.
    pub fn inside(&mut self, at: At) -> Result<Self, Fault> {
        let length = self.length(at)?;
        if length.more {
            return Err(self.error_back(8, DecodeErrorKind::TooLarge, at));
        }
        let mut inner = self.clone();
        self.skip(length.items * 8, at)?;
        inner.limit(length.items * 8);
        Ok(inner)
    }
}

impl<'a> Run<'a> {
    /// The bit at `offset`.
    #[inline(always)]
    pub fn bit(&self, offset: usize) -> bool {
        self.word(offset) >> 63 != 0
    }

    /// The items of a list at bit `offset`.
    pub fn list<V>(&self, offset: usize, size: Size, at: At) -> ViewList<'a, V> {
        let mut r = self.reader(offset);
        // Views are of lists whose length comes in one piece; it was read when the view was made.
        let left = r.size(size, at).map_or(0, |length| length.items);
        ViewList { r, left, items: PhantomData }
    }
}

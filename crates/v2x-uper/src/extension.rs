//! Extension additions (X.691 18.7 to 18.9): the bitmap as it was received, the known additions read in place, the
//! unknown ones kept.

use crate::error::{At, EncodeErrorKind, Fault};
use crate::{Notes, Reader, Writer};
use alloc::boxed::Box;
use alloc::vec::Vec;

/// What a newer (or older) sender's extension part held beyond the additions known here. One pointer, null when
/// there is nothing to keep.
///
/// Every generated structure with an extension marker has one, in its field `unknown_extensions`. It is written again
/// when the structure is encoded, so that a relay of an older edition passes on what it does not understand:
///
/// ```
/// use v2x_uper::{UnknownAddition, UnknownExtensions};
///
/// let nothing = UnknownExtensions::default();
/// assert!(nothing.is_empty() && nothing.unknown().is_empty());
///
/// // From a sender whose edition has five additions, of which it used the fourth.
/// let received = UnknownExtensions::new(5, vec![UnknownAddition { position: 3, octets: vec![0xCA, 0xFE] }]);
/// assert_eq!(received.additions(), Some(5));
/// for addition in received.unknown() {
///     println!("addition {}: {:02x?}", addition.position, addition.octets);
/// }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnknownExtensions(Option<Box<Kept>>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Kept {
    /// How many additions the sender's edition has: the length of its bitmap. It may also be shorter than ours.
    additions: u32,
    /// The octets of those unknown here.
    unknown: Vec<UnknownAddition>,
}

/// One extension addition that this edition of the type does not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownAddition {
    /// Its position among all additions of the type, from 0.
    pub position: u32,
    /// The octets of its open type.
    pub octets: Vec<u8>,
}

impl UnknownExtensions {
    /// Reads the extension part of a type that knows no additions.
    ///
    /// # Errors
    /// As [`Reader::additions`].
    #[cold]
    #[inline(never)]
    pub fn decode_into(&mut self, r: &mut Reader<'_>, at: At) -> Result<(), Fault> {
        *self = r.additions(at)?.unknown(r, 0, at)?;
        Ok(())
    }

    /// Writes the extension part of a type that knows no additions.
    #[cold]
    #[inline(never)]
    pub fn encode(&self, w: &mut Writer<'_>, at: At) {
        w.put_additions(&[], self, at);
        w.put_unknown(self);
    }

    /// Nothing beyond what this edition knows.
    pub const NONE: Self = Self(None);

    /// Extensions as a sender with `additions` additions would send them.
    pub fn new(additions: u32, unknown: Vec<UnknownAddition>) -> Self {
        Self(Some(Box::new(Kept { additions, unknown })))
    }

    /// Nothing is kept.
    pub const fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// Forgets what was kept.
    #[inline]
    pub fn clear(&mut self) {
        if self.0.is_some() {
            self.release();
        }
    }

    /// The release of memory by itself, so that those who never have any do not carry its weight.
    #[cold]
    #[inline(never)]
    fn release(&mut self) {
        self.0 = None;
    }

    /// The number of additions in the sender's edition of the type, where it is not that of this edition.
    pub fn additions(&self) -> Option<u32> {
        self.0.as_ref().map(|kept| kept.additions)
    }

    /// The unknown additions that were present, in order.
    pub fn unknown(&self) -> &[UnknownAddition] {
        self.0.as_ref().map_or(&[], |kept| &kept.unknown)
    }
}

/// The bitmap of an extension part: which additions follow.
#[derive(Clone, Debug)]
pub struct Additions<'a> {
    bitmap: Reader<'a>,
    count: u32,
}

impl<'a> Reader<'a> {
    /// Reads the bitmap of an extension part.
    ///
    /// # Errors
    /// [`Truncated`](crate::DecodeErrorKind::Truncated); [`TooLarge`](crate::DecodeErrorKind::TooLarge) from 16 384
    /// additions.
    pub fn additions(&mut self, at: At) -> Result<Additions<'a>, Fault> {
        let count = self.small_length(at)?;
        let bitmap = self.clone();
        self.skip(count, at)?;
        if (0..count).all(|i| !bitmap.bit_at(i)) {
            // Additions announced, none there: the value has none, and the canonical encoding does not say so.
            self.note(Notes::ROOT_AS_EXTENSION);
            return Ok(Additions { bitmap, count: 0 });
        }
        Ok(Additions { bitmap, count: count as u32 })
    }
}

impl Additions<'_> {
    /// Whether the addition at `position` follows.
    #[inline]
    pub fn present(&self, position: u32) -> bool {
        position < self.count && self.bitmap.bit_at(position as usize)
    }

    /// The positions of the additions that follow.
    pub(crate) fn positions(&self) -> impl Iterator<Item = u32> + '_ {
        (0..self.count).filter(|position| self.present(*position))
    }

    /// Reads what follows after the first `known` additions, which have been read.
    ///
    /// # Errors
    /// [`Truncated`](crate::DecodeErrorKind::Truncated).
    pub fn unknown(&self, r: &mut Reader<'_>, known: u32, at: At) -> Result<UnknownExtensions, Fault> {
        if self.count == known || self.count == 0 {
            return Ok(UnknownExtensions::default());
        }
        let mut unknown = Vec::new();
        for position in known..self.count {
            if self.present(position) {
                unknown.push(UnknownAddition { position, octets: r.open_octets(at)? });
            }
        }
        Ok(UnknownExtensions::new(self.count, unknown))
    }
}

impl Writer<'_> {
    /// Writes the bitmap of an extension part: `known` says which of the additions known here follow.
    ///
    /// [`EncodeErrorKind::Unknown`] is remembered if an unknown addition carries a known position, or they are out of
    /// order; [`finish`](Self::finish) tells.
    pub fn put_additions(&mut self, known: &[bool], unknown: &UnknownExtensions, at: At) {
        let mut next = known.len() as u32;
        for addition in unknown.unknown() {
            if addition.position < next {
                return self.unknown(at);
            }
            next = addition.position + 1;
        }
        let used = known.iter().rposition(|present| *present).map_or(0, |last| last as u32 + 1);
        let least = if unknown.unknown().is_empty() { used } else { next };
        let count = unknown.additions().map_or(known.len() as u32, |sent| sent.max(least)).max(1);
        if count >= 1 << 14 {
            return self.fail(EncodeErrorKind::Size, at);
        }
        self.put_small_length(count as usize);
        for position in 0..count {
            self.put_bit(match known.get(position as usize) {
                Some(present) => *present,
                None => {
                    unknown.unknown().binary_search_by_key(&position, |addition| addition.position).is_ok()
                }
            });
        }
    }

    /// Writes the unknown additions, after the known ones.
    pub fn put_unknown(&mut self, unknown: &UnknownExtensions) {
        unknown.unknown().iter().for_each(|addition| self.open_octets(&addition.octets));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_unknown_costs_a_pointer() {
        assert_eq!(size_of::<UnknownExtensions>(), size_of::<*const ()>());
        assert_eq!(UnknownExtensions::NONE, UnknownExtensions::default());
    }
}

//! Passing over values without reading them: what views do between the fields that they give.

use crate::error::{At, Fault};
use crate::length::Length;
use crate::{Reader, Size};

/// A type whose values can be passed over.
pub trait Skip {
    /// Passes over a value. Only what says how long the value is is looked at.
    ///
    /// # Errors
    /// [`Truncated`](crate::DecodeErrorKind::Truncated), or a length, an alternative or an item that cannot be.
    fn skip(r: &mut Reader<'_>) -> Result<(), Fault>;
}

impl<'a> Reader<'a> {
    /// Passes over bits.
    ///
    /// # Errors
    /// [`Truncated`](crate::DecodeErrorKind::Truncated).
    #[inline(always)]
    pub fn skip(&mut self, bits: usize, at: At) -> Result<(), Fault> {
        self.run(bits, &[]).map(|_| ()).map_err(|fault| fault.placed(at))
    }

    /// Passes over a list, or a string, whose items take `item_bits` bits each.
    ///
    /// # Errors
    /// A size outside the constraint; [`Truncated`](crate::DecodeErrorKind::Truncated).
    #[inline]
    pub fn skip_sized(&mut self, size: Size, item_bits: u32, at: At) -> Result<(), Fault> {
        let Length { items, more } = self.size(size, at)?;
        self.skip(items.saturating_mul(item_bits as usize), at)?;
        if more { self.skip_sized(Size::ANY, item_bits, at) } else { Ok(()) }
    }

    /// Passes over a list with what passes over an item.
    ///
    /// # Errors
    /// A size outside the constraint, or what `skip` gives.
    #[inline]
    pub fn skip_list(
        &mut self,
        size: Size,
        at: At,
        mut skip: impl FnMut(&mut Reader<'a>) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let mut length = self.size(size, at)?;
        loop {
            for _ in 0..length.items {
                skip(self)?;
            }
            if !length.more {
                return Ok(());
            }
            length = self.next_length(length, at)?;
        }
    }

    /// Passes over an open type.
    ///
    /// # Errors
    /// [`Truncated`](crate::DecodeErrorKind::Truncated).
    #[inline]
    pub fn skip_open_type(&mut self, at: At) -> Result<(), Fault> {
        self.skip_sized(Size::ANY, 8, at)
    }

    /// Passes over an extension part.
    ///
    /// # Errors
    /// [`Truncated`](crate::DecodeErrorKind::Truncated).
    #[cold]
    pub fn skip_additions(&mut self, at: At) -> Result<(), Fault> {
        let additions = self.additions(at)?;
        additions.positions().try_for_each(|_| self.skip_open_type(at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{DecodeErrorKind, UnknownAddition, UnknownExtensions, Writer};
    use alloc::vec;
    use alloc::vec::Vec;

    #[test]
    fn strings_and_lists_of_every_length_are_passed_over() {
        for n in [0, 1, 127, 128, 16383, 16384, 70000] {
            let octets: Vec<u8> = vec![0xAA; n];
            let mut out = vec![0; n + 64];
            let mut writer = Writer::new(&mut out);
            writer.octet_string(Size::ANY, &octets, &"T");
            writer.put(0b101, 3);
            let length = writer.finish("T").unwrap();
            let mut reader = Reader::new(&out[..length]);
            reader.skip_sized(Size::ANY, 8, &"T").unwrap();
            assert_eq!(reader.bits(3, &"T"), Ok(0b101));
            let mut reader = Reader::new(&out[..length]);
            reader.skip_list(Size::ANY, &"T", |r| r.skip(8, &"T")).unwrap();
            assert_eq!(reader.bits(3, &"T"), Ok(0b101));
        }
    }

    #[test]
    fn additions_are_passed_over() {
        let added = |position| UnknownAddition { position, octets: vec![7; 3] };
        let unknown = UnknownExtensions::new(70, vec![added(2), added(66)]);
        let mut out = [0; 64];
        let mut writer = Writer::new(&mut out);
        writer.put_additions(&[], &unknown, &"T");
        writer.put_unknown(&unknown);
        writer.put(0x5A, 8);
        let mut reader = Reader::new(&out);
        reader.skip_additions(&"T").unwrap();
        assert_eq!(reader.bits(8, &"T"), Ok(0x5A));
    }

    #[test]
    fn what_is_not_there_is_not_passed_over() {
        let mut reader = Reader::new(&[0xFF, 0xFF, 0]);
        let error = reader.skip_sized(Size::range(0, 65535), 64, &"T.f").unwrap_err();
        assert_eq!((error.kind(), error.bit(), error.at()), (DecodeErrorKind::Truncated, 16, "T.f"));
    }
}

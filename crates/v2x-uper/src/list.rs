//! SEQUENCE OF and octet strings (X.691 16 and 19).

use crate::error::{At, EncodeErrorKind, Fault};
use crate::length::Length;
use crate::{Reader, Short, Size, Writer};
use alloc::vec::Vec;

impl<'a> Reader<'a> {
    /// Reads a list into `list`, whose elements (and what they have allocated) are used again. `min_bits` is the
    /// least that one element takes: memory is reserved only for elements whose bits can exist, whatever count is
    /// claimed.
    ///
    /// # Errors
    /// A size outside the constraint, or what `element` gives.
    #[inline]
    pub fn list<T: Default>(
        &mut self,
        size: Size,
        min_bits: u32,
        list: &mut Vec<T>,
        at: At,
        element: impl FnMut(&mut T, &mut Reader<'a>) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let length = self.size(size, at)?;
        if length.more {
            return self.fragmented_list(size, length, list, at, element);
        }
        self.elements(length.items, min_bits, list, element)?;
        self.check_size(size, length.items, at)
    }

    /// The same for a `size` that gives the count a fixed width, of which no more than one fragment comes.
    ///
    /// # Errors
    /// As [`Reader::list`].
    #[inline]
    pub fn bounded_list<T: Default>(
        &mut self,
        size: Size,
        min_bits: u32,
        list: &mut Vec<T>,
        at: At,
        element: impl FnMut(&mut T, &mut Reader<'a>) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let length = self.size(size, at)?;
        self.elements(length.items, min_bits, list, element)
    }

    /// The same where the count was read right before, with the fields in front of it.
    ///
    /// # Errors
    /// As [`Reader::list`].
    #[inline]
    pub fn list_of<T: Default>(
        &mut self,
        count: u32,
        size: Size,
        min_bits: u32,
        list: &mut Vec<T>,
        at: At,
        element: impl FnMut(&mut T, &mut Reader<'a>) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let items = self.counted(size, count, at)?;
        self.elements(items, min_bits, list, element)
    }

    #[inline(always)]
    fn elements<T: Default>(
        &mut self,
        items: usize,
        min_bits: u32,
        list: &mut Vec<T>,
        mut element: impl FnMut(&mut T, &mut Reader<'a>) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        if items < list.len() {
            list.truncate(items);
        }
        for item in list.iter_mut() {
            element(item, self)?;
        }
        let missing = items - list.len();
        if missing > 0 {
            list.reserve_exact(missing.min(self.remaining() / min_bits.max(1) as usize));
        }
        for _ in 0..missing {
            list.push(T::default());
            if let Some(item) = list.last_mut() {
                element(item, self)?;
            }
        }
        Ok(())
    }

    /// The same for 16 384 elements and more, of which each 64K have a length of their own.
    #[cold]
    fn fragmented_list<T: Default>(
        &mut self,
        size: Size,
        mut length: Length,
        list: &mut Vec<T>,
        at: At,
        mut element: impl FnMut(&mut T, &mut Reader<'a>) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        list.clear();
        loop {
            for _ in 0..length.items {
                let mut item = T::default();
                element(&mut item, self)?;
                list.push(item);
            }
            if !length.more {
                return self.check_size(size, list.len(), at);
            }
            length = self.next_length(length, at)?;
        }
    }

    /// Reads an octet string of variable length.
    ///
    /// # Errors
    /// A size outside the constraint; [`Truncated`](crate::DecodeErrorKind::Truncated).
    pub fn octet_string(&mut self, size: Size, octets: &mut Vec<u8>, at: At) -> Result<(), Fault> {
        let length = self.size(size, at)?;
        self.gather(length, octets, at)?;
        self.check_size(size, octets.len(), at)
    }

    /// Reads the octets after a length, and those of the fragments after it.
    pub(crate) fn gather(&mut self, mut length: Length, octets: &mut Vec<u8>, at: At) -> Result<(), Fault> {
        octets.clear();
        loop {
            let start = octets.len();
            if length.items > self.remaining() / 8 {
                return Err(self.error(crate::DecodeErrorKind::Truncated, at));
            }
            octets.resize(start + length.items, 0);
            if let Some(part) = octets.get_mut(start..) {
                self.octets_into(part, at)?;
            }
            if !length.more {
                return Ok(());
            }
            length = self.next_length(length, at)?;
        }
    }
}

impl Writer<'_> {
    /// Writes a list. A size outside the constraint fails ([`EncodeErrorKind::Size`]).
    #[inline]
    pub fn list<T>(&mut self, size: Size, list: &[T], at: At, mut element: impl FnMut(&mut Self, &T)) {
        self.sized(size, list.len(), at, |w, range| {
            list.get(range).unwrap_or_default().iter().for_each(|item| element(w, item));
        });
    }

    /// The same for a size that gives the count a fixed width.
    #[inline]
    pub fn bounded_list<T>(&mut self, size: Size, list: &[T], at: At, element: impl FnMut(&mut Self, &T)) {
        self.list_after(Short::new(), size, list, at, element);
    }

    /// The same behind a few fields that were gathered, for a size that gives the count a fixed width.
    #[inline]
    pub fn list_after<T>(
        &mut self,
        mut short: Short,
        size: Size,
        list: &[T],
        at: At,
        mut element: impl FnMut(&mut Self, &T),
    ) {
        let Some((count, bits)) = size.count(list.len()) else {
            return self.fail(EncodeErrorKind::Size, at);
        };
        short.push(count, bits);
        self.put_short(short);
        list.iter().for_each(|item| element(self, item));
    }

    /// Writes an octet string of variable length. A size outside the constraint fails ([`EncodeErrorKind::Size`]).
    pub fn octet_string(&mut self, size: Size, octets: &[u8], at: At) {
        self.sized(size, octets.len(), at, |w, range| w.put_octets(octets.get(range).unwrap_or_default()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::DecodeErrorKind;
    use alloc::vec;

    fn encode(size: Size, octets: &[u8]) -> Vec<u8> {
        let mut out = vec![0; octets.len() + 64];
        let mut writer = Writer::new(&mut out);
        writer.put(1, 3);
        writer.octet_string(size, octets, &"T");
        let length = writer.finish("T").unwrap();
        out.truncate(length);
        out
    }

    fn decode(reader: &mut Reader<'_>, size: Size) -> Result<Vec<u8>, Fault> {
        let mut octets = vec![0xEE; 3];
        reader.octet_string(size, &mut octets, &"T")?;
        Ok(octets)
    }

    fn octet(item: &mut u64, r: &mut Reader<'_>) -> Result<(), Fault> {
        *item = r.bits(8, &"T")?;
        Ok(())
    }

    #[test]
    fn lists_use_their_elements_again() {
        let mut list = vec![9; 7];
        let place = list.as_ptr();
        for (wire, want) in
            [(&[3, 1, 2, 3][..], &[1, 2, 3][..]), (&[0], &[]), (&[5, 5, 4, 3, 2, 1], &[5, 4, 3, 2, 1])]
        {
            Reader::new(wire).list(Size::ANY, 8, &mut list, &"T", octet).unwrap();
            assert_eq!(list, want);
            assert_eq!(list.as_ptr(), place);
        }
    }

    #[test]
    fn strings_of_every_length_class_come_back() {
        for n in [0, 1, 127, 128, 16383, 16384, 16385, 32768, 65535, 65536, 81920, 90000] {
            let octets: Vec<u8> = (0..n).map(|i| (i * 7 % 251) as u8).collect();
            let wire = encode(Size::ANY, &octets);
            let mut reader = Reader::new(&wire);
            reader.bits(3, &"").unwrap();
            assert_eq!(decode(&mut reader, Size::ANY).unwrap(), octets, "{n}");
            assert!(reader.notes().is_empty());
        }
    }

    #[test]
    fn fragments_smaller_than_they_could_be_are_noted() {
        // Twice one unit of 16K instead of once two.
        let mut wire = vec![0xC1];
        wire.extend_from_slice(&[7; 16384]);
        wire.push(0xC1);
        wire.extend_from_slice(&[7; 16384]);
        wire.push(0);
        let mut reader = Reader::new(&wire);
        assert_eq!(decode(&mut reader, Size::ANY).unwrap(), vec![7; 32768]);
        assert!(reader.notes().contains(crate::Notes::LONG_FORM));
        assert_eq!(reader.notes().first_bit(), Some(8 * 16386));
    }

    #[test]
    fn a_claimed_count_allocates_nothing() {
        // 64K items claimed, none there.
        let mut reader = Reader::new(&[0xC4]);
        let error = decode(&mut reader, Size::ANY).unwrap_err();
        assert_eq!(error.kind(), DecodeErrorKind::Truncated);
        let mut reader = Reader::new(&[0xFF, 0xFF]);
        let mut list = Vec::new();
        let error = reader.list(Size::range(0, 65535), 8, &mut list, &"T", octet).unwrap_err();
        assert_eq!((error.kind(), error.bit()), (DecodeErrorKind::Truncated, 16));
    }

    #[test]
    fn sizes_are_checked_both_ways() {
        let mut out = [0; 8];
        let mut writer = Writer::new(&mut out);
        writer.octet_string(Size::range(1, 2), &[1, 2, 3], &"T");
        assert_eq!(writer.finish("T").unwrap_err().kind, crate::EncodeErrorKind::Size);
        // Five values in three bits: 5 to 7 are holes.
        let mut reader = Reader::new(&[0b1110_0000]);
        let error = reader.list(Size::range(1, 5), 1, &mut Vec::new(), &"T", octet).unwrap_err();
        assert_eq!((error.kind(), error.bit()), (DecodeErrorKind::Size, 0));
    }

    #[test]
    fn extensible_sizes_go_beyond_their_root() {
        let size = Size::range(1, 2).extensible();
        let wire = encode(size, &[1, 2, 3]);
        let mut reader = Reader::new(&wire);
        reader.bits(3, &"").unwrap();
        assert_eq!(decode(&mut reader, size).unwrap(), [1, 2, 3]);
    }
}

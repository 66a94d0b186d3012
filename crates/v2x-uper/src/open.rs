//! Open types (X.691 10.2 and 11): a length in octets around a complete encoding, read in place.

use crate::error::{At, Fault};
use crate::length::Length;
use crate::{Notes, Reader, Short, Writer};
use alloc::vec::Vec;

impl<'a> Reader<'a> {
    /// Reads an open type with `decode`, which cannot reach beyond its end. Octets left over are skipped and
    /// noted.
    ///
    /// # Errors
    /// What `decode` gives; [`Truncated`](crate::DecodeErrorKind::Truncated).
    #[inline]
    pub fn open_type(
        &mut self,
        at: At,
        decode: impl FnOnce(&mut Reader<'_>) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let length = self.length(at)?;
        if length.more {
            return self.fragmented_open_type(length, at, decode);
        }
        if length.items == 0 {
            self.note(Notes::PADDING);
        }
        let outer = self.enter(length.items * 8, at)?;
        decode(self)?;
        self.leave(outer);
        Ok(())
    }

    /// The same from 16 384 octets on: the lengths of fragments interrupt the value, so it is gathered first. Bit
    /// offsets of errors within then count from the start of the value.
    #[cold]
    fn fragmented_open_type(
        &mut self,
        length: Length,
        at: At,
        decode: impl FnOnce(&mut Reader<'_>) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let mut octets = Vec::new();
        self.gather(length, &mut octets, at)?;
        let mut inner = Reader::new(&octets);
        let outer = inner.enter(inner.remaining(), at)?;
        decode(&mut inner)?;
        inner.leave(outer);
        self.absorb(inner.notes());
        Ok(())
    }

    /// Reads the octets of an open type whose contents are not known.
    ///
    /// # Errors
    /// [`Truncated`](crate::DecodeErrorKind::Truncated).
    pub fn open_octets(&mut self, at: At) -> Result<Vec<u8>, Fault> {
        let length = self.length(at)?;
        let mut octets = Vec::new();
        self.gather(length, &mut octets, at)?;
        Ok(octets)
    }
}

impl<'a> Writer<'a> {
    /// Writes an open type around what `encode` writes.
    #[inline]
    pub fn open_type(&mut self, encode: impl FnOnce(&mut Writer<'a>)) {
        self.open_type_after(Short::new(), encode);
    }

    /// The same behind a few fields that were gathered, at most 48 bits.
    #[inline]
    pub fn open_type_after(&mut self, mut short: Short, encode: impl FnOnce(&mut Writer<'a>)) {
        short.push(0, 8);
        self.put_short(short);
        let length_at = self.position() - 8;
        encode(self);
        self.end_open_type(length_at);
    }

    /// Writes an open type from its octets.
    pub fn open_octets(&mut self, octets: &[u8]) {
        self.fragments(octets.len(), |w, range| w.put_octets(octets.get(range).unwrap_or_default()));
    }

    /// Pads the contents and sets the length. One octet was left for it: most open types are below 128 octets,
    /// and moving the others by an octet costs less than measuring all beforehand.
    fn end_open_type(&mut self, length_at: usize) {
        let octets = self.pad(length_at + 8);
        if octets < 0x80 {
            self.patch_octet(length_at, octets as u8);
        } else {
            self.lengthen(length_at, octets);
        }
    }

    /// Sets a length of 128 octets or more, for which one octet was not enough.
    #[inline(never)]
    fn lengthen(&mut self, length_at: usize, octets: usize) {
        let start = length_at + 8;
        if octets < 0x4000 {
            self.shift_octet(start);
            self.patch(length_at, 0x8000 | octets as u64, 16);
        } else {
            let contents = self.written(start, octets);
            self.rewind(length_at);
            self.open_octets(&contents);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::DecodeErrorKind;
    use alloc::vec;

    #[test]
    fn open_types_of_every_length_come_back() {
        for lead in 1..=9 {
            for n in [0, 1, 2, 126, 127, 128, 129, 16383, 16384, 70000] {
                let octets: Vec<u8> = (0..n).map(|i| (i % 249) as u8 + 1).collect();
                let mut out = vec![0; n + 64];
                let mut writer = Writer::new(&mut out);
                writer.put(1, lead);
                writer.open_type(|w| w.put_octets(&octets));
                writer.put(0x2A, 6);
                let length = writer.finish("T").unwrap();
                // The same when there is no room at all: the length is counted.
                let mut measured = Writer::new(&mut []);
                measured.put(1, lead);
                measured.open_type(|w| w.put_octets(&octets));
                measured.put(0x2A, 6);
                assert_eq!(measured.position().div_ceil(8), length);

                let mut reader = Reader::new(&out[..length]);
                reader.bits(lead, &"").unwrap();
                let want = if n == 0 { vec![0] } else { octets };
                assert_eq!(reader.open_octets(&"T").unwrap(), want, "{lead} {n}");
                assert_eq!(reader.bits(6, &"").unwrap(), 0x2A);
            }
        }
    }

    #[test]
    fn nothing_reads_beyond_its_open_type() {
        let mut reader = Reader::new(&[1, 0xAB, 0xCD]);
        let error = reader.open_type(&"T", |r| r.bits(9, &"T.f").map(|_| ())).unwrap_err();
        assert_eq!((error.kind(), error.bit()), (DecodeErrorKind::Truncated, 8));
    }

    #[test]
    fn left_over_octets_are_skipped_and_noted() {
        let mut reader = Reader::new(&[3, 0xAB, 0, 0, 0x77]);
        let mut value = 0;
        let decode = |r: &mut Reader<'_>| {
            value = r.bits(8, &"T")?;
            Ok(())
        };
        reader.open_type(&"T", decode).unwrap();
        assert_eq!(value, 0xAB);
        assert_eq!(reader.bits(8, &""), Ok(0x77));
        assert!(reader.notes().contains(Notes::LEFTOVER));
    }
}

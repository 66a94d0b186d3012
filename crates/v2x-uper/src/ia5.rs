//! IA5String: seven bits a character, of which all 128 are permitted (X.691 30). Nearly all strings of the message sets are
//! of this type, so it has a way of its own: eight characters in a word.

use crate::error::{At, DecodeErrorKind, EncodeErrorKind, Fault};
use crate::{Alphabet, Reader, Short, Size, Writer};
use alloc::string::String;
use core::mem;

/// The bits of a character.
const BITS: usize = 7;

impl Reader<'_> {
    /// Reads a string whose `size` gives its length a fixed width.
    ///
    /// # Errors
    /// A size outside the constraint, or a cut string.
    #[inline(always)]
    pub fn ia5_string(&mut self, size: Size, string: &mut String, at: At) -> Result<(), Fault> {
        let length = self.size(size, at)?;
        self.ia5_chars(length.items, string, at)
    }

    #[inline(never)]
    fn ia5_chars(&mut self, items: usize, string: &mut String, at: At) -> Result<(), Fault> {
        if items * BITS > self.remaining() {
            return Err(self.cut_string(at));
        }
        // Sixteen at a time, since that is what validation is fast with; what is too much is a character too.
        let mut chars = mem::take(string).into_bytes();
        chars.clear();
        chars.reserve(items.next_multiple_of(16));
        for sixteen in 0..items.div_ceil(16) {
            chars.extend_from_slice(&spread(self.ahead_at(sixteen * 16 * BITS) >> 8));
            chars.extend_from_slice(&spread(self.ahead_at((sixteen * 16 + 8) * BITS) >> 8));
        }
        self.skip(items * BITS, at)?;
        *string = String::from_utf8(chars).map_err(|_| self.error(DecodeErrorKind::Alphabet, at))?;
        string.truncate(items);
        Ok(())
    }

    /// The error at the character that is cut.
    #[cold]
    fn cut_string(&mut self, at: At) -> Fault {
        let there = self.remaining() / BITS * BITS;
        match self.skip(there, at) {
            Ok(()) => self.error(DecodeErrorKind::Truncated, at),
            Err(fault) => fault,
        }
    }
}

impl Writer<'_> {
    /// Writes a string whose `size` gives its length a fixed width.
    ///
    /// # Errors
    /// A size outside the constraint, or a character beyond 127.
    #[inline(always)]
    pub fn ia5_string(&mut self, size: Size, string: &str, at: At) {
        match size.count(string.len()) {
            Some((count, bits)) => self.put_ia5(count, bits, string.as_bytes(), at),
            // Of the wrong size, or of another kind of size.
            None => self.char_string(Alphabet::IA5, size, string, at),
        }
    }

    /// Writes the count and the characters: first those with it that do not fill a word.
    #[inline(never)]
    fn put_ia5(&mut self, count: u64, bits: u32, chars: &[u8], at: At) {
        let (few, eights) = chars.as_rchunks();
        let mut short = Short::new();
        short.push(count, bits);
        if bits > 7 {
            self.put_short(mem::take(&mut short));
        }
        let mut all = 0;
        for char in few {
            all |= u64::from(*char);
            short.push(u64::from(*char & 0x7F), BITS as u32);
        }
        self.put_short(short);
        for eight in eights {
            all |= u64::from_be_bytes(*eight);
            self.put(squeeze(*eight), 56);
        }
        if all & 0x8080_8080_8080_8080 != 0 {
            self.fail(EncodeErrorKind::Alphabet, at);
        }
    }
}

/// 56 bits as eight characters of seven bits, halved three times.
const fn spread(word: u64) -> [u8; 8] {
    let word = (word << 4 & 0x0FFF_FFFF_0000_0000) | (word & 0x0FFF_FFFF);
    let word = (word << 2 & 0x3FFF_0000_3FFF_0000) | (word & 0x3FFF_0000_3FFF);
    let word = (word << 1 & 0x7F00_7F00_7F00_7F00) | (word & 0x007F_007F_007F_007F);
    word.to_be_bytes()
}

/// The reverse of [`spread`]; what is beyond 127 loses its eighth bit.
const fn squeeze(chars: [u8; 8]) -> u64 {
    let word = u64::from_be_bytes(chars);
    let word = (word & 0x7F00_7F00_7F00_7F00) >> 1 | (word & 0x007F_007F_007F_007F);
    let word = (word & 0x3FFF_0000_3FFF_0000) >> 2 | (word & 0x3FFF_0000_3FFF);
    (word & 0x0FFF_FFFF_0000_0000) >> 4 | (word & 0x0FFF_FFFF)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    fn encode(size: Size, lead: u32, string: &str) -> Result<alloc::vec::Vec<u8>, crate::EncodeError> {
        let mut out = vec![0; 1024];
        let mut writer = Writer::new(&mut out);
        writer.put(0, lead);
        writer.ia5_string(size, string, &"T");
        let length = writer.finish("T")?;
        out.truncate(length);
        Ok(out)
    }

    #[test]
    fn strings_of_every_length_come_back() {
        let text: String = (0..600).map(|i| char::from((i * 37 % 128) as u8)).collect();
        for size in [Size::range(0, 100), Size::range(0, 1000), Size::range(3, 1000)] {
            for len in 3..70 {
                let (lead, want) = (len as u32 % 8 + 1, &text[len..2 * len]);
                let wire = encode(size, lead, want).unwrap();
                let bits = size.count(len).unwrap().1 as usize;
                assert_eq!(wire.len(), (lead as usize + bits + 7 * len).div_ceil(8));
                // The general way says the same.
                let mut reader = Reader::new(&wire);
                reader.bits(lead, &"T").unwrap();
                let mut general = reader.clone();
                let (mut read, mut other) = (String::from("old"), String::new());
                reader.ia5_string(size, &mut read, &"T").unwrap();
                general.char_string(Alphabet::IA5, size, &mut other, &"T").unwrap();
                assert_eq!((read.as_str(), other.as_str()), (want, want));
                assert_eq!(reader.position(), general.position());
            }
        }
        assert_eq!(encode(Size::fixed(2), 1, "ab").unwrap().len(), 2);
    }

    #[test]
    fn cut_strings_tell_the_character() {
        // 16 characters claimed, nine of them and a bit there.
        let mut reader = Reader::new(&[16, 1, 2, 3, 4, 5, 6, 7, 8]);
        let error = reader.ia5_string(Size::range(0, 255), &mut String::new(), &"T").unwrap_err();
        assert_eq!((error.kind(), error.bit()), (DecodeErrorKind::Truncated, 8 + 63));
    }

    #[test]
    fn what_is_no_character_is_refused_wherever_it_stands() {
        for place in 0..20 {
            let mut text = String::from("abcdefghijklmnopqrstuvwxyz");
            text.insert(place, 'é');
            let error = encode(Size::range(0, 100), 3, &text).unwrap_err();
            assert_eq!(error.kind, EncodeErrorKind::Alphabet, "{place}");
        }
        let error = encode(Size::range(3, 5), 3, "ab").unwrap_err();
        assert_eq!(error.kind, EncodeErrorKind::Size);
    }
}

//! Restricted character strings and the time types built on them (X.691 30).

use crate::error::{At, DecodeErrorKind, EncodeErrorKind, Fault};
use crate::{Reader, Size, Writer};
use alloc::string::String;
use alloc::vec::Vec;
use core::mem;

/// How the characters of a known-multiplier string type are coded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alphabet {
    /// The permitted characters in ascending order, or `None`: all up to `max`.
    chars: Option<&'static [u8]>,
    /// The greatest permitted character.
    max: u8,
    /// Bits a character.
    bits: u32,
    /// Characters are coded by their position in `chars`, not by their own value (X.691 30.5.4).
    indexed: bool,
}

impl Alphabet {
    /// IA5String: all of 0 to 127, 7 bits each.
    pub const IA5: Self = Self { chars: None, max: 127, bits: 7, indexed: false };
    /// VisibleString, GeneralizedTime, UTCTime: 32 to 126, 7 bits each.
    pub const VISIBLE: Self = Self { chars: Some(&visible()), max: 126, bits: 7, indexed: false };
    /// NumericString: space and digits, 4 bits each.
    pub const NUMERIC: Self = Self::of(b" 0123456789");
    /// PrintableString, 7 bits each.
    pub const PRINTABLE: Self =
        Self::of(b" '()+,-./0123456789:=?ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// A `FROM` constraint: the characters, ascending.
    pub const fn of(chars: &'static [u8]) -> Self {
        let max = if chars.is_empty() { 0 } else { chars[chars.len() - 1] };
        let bits = if chars.len() <= 1 { 0 } else { usize::BITS - (chars.len() - 1).leading_zeros() };
        let indexed = bits < 32 && max as u32 >= 1 << bits;
        Self { chars: Some(chars), max, bits, indexed }
    }

    /// The bits that a character takes.
    pub const fn bits(self) -> u32 {
        self.bits
    }

    fn decode(self, code: u8) -> Option<u8> {
        match self.chars {
            None => (code <= self.max).then_some(code),
            Some(chars) if self.indexed || self.bits == 0 => chars.get(usize::from(code)).copied(),
            Some(chars) => chars.binary_search(&code).is_ok().then_some(code),
        }
    }

    fn encode(self, char: u8) -> Option<u8> {
        match self.chars {
            None => (char <= self.max).then_some(char),
            Some(chars) => {
                let index = chars.binary_search(&char).ok()?;
                Some(if self.indexed || self.bits == 0 { index as u8 } else { char })
            }
        }
    }
}

const fn visible() -> [u8; 95] {
    let mut chars = [0; 95];
    let mut i = 0;
    while i < 95 {
        chars[i] = i as u8 + 32;
        i += 1;
    }
    chars
}

impl Reader<'_> {
    /// Reads a string of a known-multiplier type.
    ///
    /// # Errors
    /// A size outside the constraint, a character outside the alphabet, or a cut string.
    pub fn char_string(
        &mut self,
        alphabet: Alphabet,
        size: Size,
        string: &mut String,
        at: At,
    ) -> Result<(), Fault> {
        let mut chars = mem::take(string).into_bytes();
        self.list(size, alphabet.bits, &mut chars, at, |char, r| {
            let code = if alphabet.bits == 0 { 0 } else { r.bits(alphabet.bits, at)? as u8 };
            let error = || r.error_back(alphabet.bits as usize, DecodeErrorKind::Alphabet, at);
            *char = alphabet.decode(code).ok_or_else(error)?;
            Ok(())
        })?;
        *string = String::from_utf8(chars).map_err(|_| self.error(DecodeErrorKind::Alphabet, at))?;
        Ok(())
    }

    /// Reads a UTF8String: octets under a general length (its size constraint is not PER-visible).
    ///
    /// # Errors
    /// [`DecodeErrorKind::Utf8`]; [`DecodeErrorKind::Truncated`]; a size outside the constraint.
    pub fn utf8_string(&mut self, size: Size, string: &mut String, at: At) -> Result<(), Fault> {
        let mut octets = mem::take(string).into_bytes();
        self.octet_string(Size::ANY, &mut octets, at)?;
        *string = String::from_utf8(octets).map_err(|_| self.error(DecodeErrorKind::Utf8, at))?;
        self.check_size(size, string.chars().count(), at)
    }

    /// Reads a BMPString: 16 bits a character.
    ///
    /// # Errors
    /// [`DecodeErrorKind::Alphabet`] for a surrogate; [`DecodeErrorKind::Truncated`]; a size outside the
    /// constraint.
    pub fn bmp_string(&mut self, size: Size, string: &mut String, at: At) -> Result<(), Fault> {
        let mut units = Vec::new();
        self.list(size, 16, &mut units, at, |unit: &mut u32, r| {
            *unit = r.bits(16, at)? as u32;
            Ok(())
        })?;
        string.clear();
        for unit in units {
            let char = char::from_u32(unit);
            string.push(char.ok_or_else(|| self.error(DecodeErrorKind::Alphabet, at))?);
        }
        Ok(())
    }
}

impl Writer<'_> {
    /// Writes a string of a known-multiplier type.
    ///
    /// # Errors
    /// A size outside the constraint or a character outside the alphabet.
    pub fn char_string(&mut self, alphabet: Alphabet, size: Size, string: &str, at: At) {
        self.list(size, string.as_bytes(), at, |w, char| {
            let Some(code) = alphabet.encode(*char) else { return w.fail(EncodeErrorKind::Alphabet, at) };
            if alphabet.bits > 0 {
                w.put(u64::from(code), alphabet.bits);
            }
        });
    }

    /// Writes a UTF8String.
    ///
    /// # Errors
    /// A size outside the constraint.
    pub fn utf8_string(&mut self, size: Size, string: &str, at: At) {
        if !size.is_extensible() && !size.holds(string.chars().count()) {
            return self.fail(EncodeErrorKind::Size, at);
        }
        self.octet_string(Size::ANY, string.as_bytes(), at);
    }

    /// Writes a BMPString.
    ///
    /// # Errors
    /// A size outside the constraint or a character beyond the basic plane.
    pub fn bmp_string(&mut self, size: Size, string: &str, at: At) {
        let chars: Vec<char> = string.chars().collect();
        self.list(size, &chars, at, |w, char| {
            let Ok(unit) = u16::try_from(u32::from(*char)) else {
                return w.fail(EncodeErrorKind::Alphabet, at);
            };
            w.put(u64::from(unit), 16);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round(alphabet: Alphabet, size: Size, string: &str, bits: usize) {
        let mut out = [0; 1024];
        let mut writer = Writer::new(&mut out);
        writer.char_string(alphabet, size, string, &"T");
        assert_eq!(writer.position(), bits);
        let length = writer.finish("T").unwrap();
        let mut reader = Reader::new(&out[..length]);
        let mut read = String::from("old");
        reader.char_string(alphabet, size, &mut read, &"T").unwrap();
        assert_eq!(read, string);
    }

    #[test]
    fn characters_take_the_bits_of_their_alphabet() {
        round(Alphabet::IA5, Size::fixed(3), "a\u{7f}\0", 21);
        round(Alphabet::NUMERIC, Size::fixed(3), "0 9", 12);
        round(Alphabet::PRINTABLE, Size::range(1, 4), "A z", 2 + 21);
        round(Alphabet::of(b"AB"), Size::fixed(3), "ABA", 3);
        round(Alphabet::of(b"X"), Size::fixed(3), "XXX", 0);
        // Outside the root the length is a general one, and characters still take 7 bits (X.691 30.5.3).
        round(Alphabet::IA5, Size::fixed(2).extensible(), "abc", 1 + 8 + 21);
    }

    #[test]
    fn foreign_characters_are_refused_both_ways() {
        let mut out = [0; 8];
        let mut writer = Writer::new(&mut out);
        writer.char_string(Alphabet::IA5, Size::ANY, "é", &"T");
        let error = writer.finish("T").unwrap_err();
        assert_eq!(error.kind, EncodeErrorKind::Alphabet);
        let mut reader = Reader::new(&[0b1011_0000]);
        let error =
            reader.char_string(Alphabet::NUMERIC, Size::fixed(1), &mut String::new(), &"T").unwrap_err();
        assert_eq!((error.kind(), error.bit()), (DecodeErrorKind::Alphabet, 0));
    }
}

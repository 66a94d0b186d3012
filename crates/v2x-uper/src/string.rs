//! Restricted character strings and the time types built on them (X.691 30).

use crate::error::{DecodeError, DecodeErrorKind, EncodeError, EncodeErrorKind};
use crate::{Reader, Size, Writer};
use alloc::string::String;
use alloc::vec::Vec;

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
        at: &'static str,
    ) -> Result<String, DecodeError> {
        let chars = self.list(size, alphabet.bits, at, |r| {
            let code = if alphabet.bits == 0 { 0 } else { r.bits(alphabet.bits, at)? as u8 };
            let error = || r.error_back(alphabet.bits as usize, DecodeErrorKind::Alphabet, at);
            alphabet.decode(code).ok_or_else(error)
        })?;
        String::from_utf8(chars).map_err(|_| self.error(DecodeErrorKind::Alphabet, at))
    }

    /// Reads a UTF8String: octets under a general length (its size constraint is not PER-visible).
    ///
    /// # Errors
    /// [`DecodeErrorKind::Utf8`]; [`DecodeErrorKind::Truncated`]; a size outside the constraint.
    pub fn utf8_string(&mut self, size: Size, at: &'static str) -> Result<String, DecodeError> {
        let octets = self.octet_string(Size::ANY, at)?;
        let string = String::from_utf8(octets).map_err(|_| self.error(DecodeErrorKind::Utf8, at))?;
        self.check_size(size, string.chars().count(), at)?;
        Ok(string)
    }

    /// Reads a BMPString: 16 bits a character.
    ///
    /// # Errors
    /// [`DecodeErrorKind::Alphabet`] for a surrogate; [`DecodeErrorKind::Truncated`]; a size outside the
    /// constraint.
    pub fn bmp_string(&mut self, size: Size, at: &'static str) -> Result<String, DecodeError> {
        let units = self.list(size, 16, at, |r| r.bits(16, at))?;
        let chars = units.into_iter().map(|unit| char::from_u32(unit as u32));
        chars.collect::<Option<String>>().ok_or_else(|| self.error(DecodeErrorKind::Alphabet, at))
    }
}

impl Writer<'_> {
    /// Writes a string of a known-multiplier type.
    ///
    /// # Errors
    /// A size outside the constraint or a character outside the alphabet.
    pub fn char_string(
        &mut self,
        alphabet: Alphabet,
        size: Size,
        string: &str,
        at: &'static str,
    ) -> Result<(), EncodeError> {
        self.list(size, string.as_bytes(), at, |w, char| {
            let error = EncodeError { kind: EncodeErrorKind::Alphabet, at };
            let code = alphabet.encode(*char).ok_or(error)?;
            if alphabet.bits > 0 {
                w.put(u64::from(code), alphabet.bits);
            }
            Ok(())
        })
    }

    /// Writes a UTF8String.
    ///
    /// # Errors
    /// A size outside the constraint.
    pub fn utf8_string(&mut self, size: Size, string: &str, at: &'static str) -> Result<(), EncodeError> {
        if !size.is_extensible() && !size.holds(string.chars().count()) {
            return Err(EncodeError { kind: EncodeErrorKind::Size, at });
        }
        self.octet_string(Size::ANY, string.as_bytes(), at)
    }

    /// Writes a BMPString.
    ///
    /// # Errors
    /// A size outside the constraint or a character beyond the basic plane.
    pub fn bmp_string(&mut self, size: Size, string: &str, at: &'static str) -> Result<(), EncodeError> {
        let chars: Vec<char> = string.chars().collect();
        self.list(size, &chars, at, |w, char| {
            let unit = u16::try_from(u32::from(*char));
            let unit = unit.map_err(|_| EncodeError { kind: EncodeErrorKind::Alphabet, at })?;
            w.put(u64::from(unit), 16);
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round(alphabet: Alphabet, size: Size, string: &str, bits: usize) {
        let mut out = [0; 64];
        let mut writer = Writer::new(&mut out);
        writer.char_string(alphabet, size, string, "T").unwrap();
        assert_eq!(writer.position(), bits);
        let length = writer.finish("T").unwrap();
        let mut reader = Reader::new(&out[..length]);
        assert_eq!(reader.char_string(alphabet, size, "T").unwrap(), string);
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
        let error = Writer::new(&mut out).char_string(Alphabet::IA5, Size::ANY, "é", "T").unwrap_err();
        assert_eq!(error.kind, EncodeErrorKind::Alphabet);
        let mut reader = Reader::new(&[0b1011_0000]);
        let error = reader.char_string(Alphabet::NUMERIC, Size::fixed(1), "T").unwrap_err();
        assert_eq!((error.kind, error.bit), (DecodeErrorKind::Alphabet, 0));
    }
}

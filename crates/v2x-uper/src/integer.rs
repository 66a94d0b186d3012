//! Integers without two bounds (X.691 10.7, 10.8, 12.2.4 to 12.2.6), and those with an extension marker.

use crate::error::{At, DecodeErrorKind, Fault};
use crate::read::{WORD_BITS, cut};
use crate::{Notes, Reader, Writer};

impl Reader<'_> {
    /// Reads a semi-constrained number: at least `lower`, without upper bound.
    ///
    /// # Errors
    /// [`DecodeErrorKind::TooLarge`] for what `T` or 64 bits do not hold; [`DecodeErrorKind::Truncated`].
    pub fn semi_constrained<T: TryFrom<i128>>(&mut self, lower: i128, at: At) -> Result<T, Fault> {
        let start = self.position();
        let (octets, count) = self.number_octets(at)?;
        if count > 1 && octets >> (8 * (count - 1)) & 0xFF == 0 {
            self.note(Notes::LONG_FORM);
        }
        let number = T::try_from(lower + i128::from(octets));
        number.map_err(|_| self.error_back(self.position() - start, DecodeErrorKind::TooLarge, at))
    }

    /// Reads an unconstrained number that must not be above `upper`.
    ///
    /// # Errors
    /// As [`Reader::unconstrained`]; [`DecodeErrorKind::OutOfRange`].
    pub fn at_most(&mut self, upper: i64, at: At) -> Result<i64, Fault> {
        let start = self.position();
        let number = self.unconstrained(at)?;
        if number <= upper {
            Ok(number)
        } else {
            Err(self.error_back(self.position() - start, DecodeErrorKind::OutOfRange, at))
        }
    }

    /// Reads an unconstrained number, in two's complement.
    ///
    /// # Errors
    /// [`DecodeErrorKind::TooLarge`] beyond 64 bits; [`DecodeErrorKind::Truncated`].
    pub fn unconstrained(&mut self, at: At) -> Result<i64, Fault> {
        let (octets, count) = self.number_octets(at)?;
        let unused = 64 - 8 * count as u32;
        let number = (octets << unused) as i64 >> unused;
        if count > 1 && octets_of(number) < count {
            self.note(Notes::LONG_FORM);
        }
        Ok(number)
    }

    /// Reads a number of an extensible range with these bounds of the root, `None` for MIN and MAX (X.691 12.1).
    ///
    /// # Errors
    /// [`DecodeErrorKind::OutOfRange`] for one sent as if in the root that is not; [`DecodeErrorKind::TooLarge`]
    /// beyond 64 bits; [`DecodeErrorKind::Truncated`].
    pub fn extensible(&mut self, lower: Option<i64>, upper: Option<i64>, at: At) -> Result<i64, Fault> {
        if self.bit(at)? {
            let number = self.unconstrained(at)?;
            if holds(lower, upper, number) {
                self.note(Notes::ROOT_AS_EXTENSION);
            }
            return Ok(number);
        }
        let start = self.position();
        let number = match (lower, upper) {
            (Some(lower), Some(upper)) => {
                let bits = width(lower, upper);
                let run = self.run(bits as usize, &[]).map_err(|fault| fault.placed(at))?;
                let offset = match bits {
                    0 => 0,
                    1..=WORD_BITS => cut(run.word(0), 0, bits),
                    _ => run.wide(0, bits),
                };
                lower.checked_add_unsigned(offset)
            }
            (Some(lower), None) => Some(self.semi_constrained(lower.into(), at)?),
            (None, _) => Some(self.unconstrained(at)?),
        };
        let error = |kind| self.error_back(self.position() - start, kind, at);
        match number {
            None => Err(error(DecodeErrorKind::TooLarge)),
            Some(number) if holds(lower, upper, number) => Ok(number),
            Some(_) => Err(error(DecodeErrorKind::OutOfRange)),
        }
    }

    /// Reads a length and that many octets as a number.
    fn number_octets(&mut self, at: At) -> Result<(u64, usize), Fault> {
        let start = self.position();
        let length = self.length(at)?;
        let error = |kind| Err(self.error_back(self.position() - start, kind, at));
        match length.items {
            0 => return error(DecodeErrorKind::Size),
            9.. => return error(DecodeErrorKind::TooLarge),
            _ => {}
        }
        let mut octets = [0; 8];
        for octet in octets.iter_mut().skip(8 - length.items) {
            *octet = self.bits(8, at)? as u8;
        }
        Ok((u64::from_be_bytes(octets), length.items))
    }
}

impl Writer<'_> {
    /// Writes a semi-constrained number; the caller has checked that it is at least `lower` and at most 64 bits
    /// above it.
    pub fn put_semi_constrained(&mut self, lower: i128, number: i128) {
        let offset = (number - lower) as u64;
        let octets = (u64::BITS - offset.leading_zeros()).div_ceil(8).max(1);
        self.put(u64::from(octets), 8);
        self.put_number(offset, octets);
    }

    /// Writes an unconstrained number, in two's complement.
    pub fn put_unconstrained(&mut self, number: i64) {
        let octets = octets_of(number) as u32;
        self.put(u64::from(octets), 8);
        self.put_number(number as u64, octets);
    }

    /// Writes a number of an extensible range with these bounds of the root, `None` for MIN and MAX.
    pub fn put_extensible(&mut self, lower: Option<i64>, upper: Option<i64>, number: i64) {
        let in_root = holds(lower, upper, number);
        self.put_bit(!in_root);
        match (lower, upper) {
            (Some(lower), Some(upper)) if in_root => {
                let offset = number.wrapping_sub(lower) as u64;
                match width(lower, upper) {
                    0 => {}
                    bits @ 1..=WORD_BITS => self.put(offset, bits),
                    bits => self.put_wide(offset, bits),
                }
            }
            (Some(lower), None) if in_root => self.put_semi_constrained(lower.into(), number.into()),
            _ => self.put_unconstrained(number),
        }
    }

    fn put_number(&mut self, number: u64, octets: u32) {
        for i in (0..octets).rev() {
            self.put(number >> (8 * i) & 0xFF, 8);
        }
    }
}

/// Whether a number is within bounds.
fn holds(lower: Option<i64>, upper: Option<i64>, number: i64) -> bool {
    lower.is_none_or(|lower| lower <= number) && upper.is_none_or(|upper| number <= upper)
}

/// The bits that tell the numbers of a range apart.
const fn width(lower: i64, upper: i64) -> u32 {
    u64::BITS - (upper.wrapping_sub(lower) as u64).leading_zeros()
}

/// The least octets that hold a number in two's complement.
const fn octets_of(number: i64) -> usize {
    let used = if number < 0 { 65 - number.leading_ones() } else { 65 - number.leading_zeros() };
    used.div_ceil(8) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round(write: impl Fn(&mut Writer<'_>), want: &[u8]) -> alloc::vec::Vec<u8> {
        let mut out = [0; 32];
        let mut writer = Writer::new(&mut out);
        write(&mut writer);
        let length = writer.finish("").unwrap();
        assert_eq!(&out[..length], want);
        out[..length].to_vec()
    }

    #[test]
    fn unconstrained_numbers_take_the_least_octets() {
        for (number, want) in [
            (0, &[1, 0][..]),
            (127, &[1, 127]),
            (128, &[2, 0, 128]),
            (-128, &[1, 128]),
            (-129, &[2, 0xFF, 0x7F]),
            (i64::MIN, &[8, 0x80, 0, 0, 0, 0, 0, 0, 0]),
            (i64::MAX, &[8, 0x7F, 255, 255, 255, 255, 255, 255, 255]),
        ] {
            let octets = round(|w| w.put_unconstrained(number), want);
            assert_eq!(Reader::new(&octets).unconstrained(&"T"), Ok(number));
        }
    }

    #[test]
    fn semi_constrained_numbers_count_from_their_bound() {
        for (lower, number, want) in [
            (-5, -5, &[1, 0][..]),
            (-5, 251, &[2, 1, 0]),
            (0, i128::from(u64::MAX), &[8, 255, 255, 255, 255, 255, 255, 255, 255]),
        ] {
            let octets = round(|w| w.put_semi_constrained(lower, number), want);
            assert_eq!(Reader::new(&octets).semi_constrained(lower, &"T"), Ok(number));
        }
    }

    #[test]
    fn extensible_ranges_are_sent_by_where_the_number_lies() {
        // After seven zero bits, so that the extension bit completes an octet.
        for (lower, upper, number, want) in [
            (Some(0), Some(7), 5, &[0, 0b1010_0000][..]),
            (Some(0), Some(7), 8, &[1, 1, 8]),
            (Some(-1), Some(3), -1, &[0, 0]),
            (Some(5), Some(5), 5, &[0]),
            (Some(3), None, 4, &[0, 1, 1]),
            (Some(3), None, -1, &[1, 1, 0xFF]),
            (None, Some(3), -1, &[0, 1, 0xFF]),
            (None, Some(3), 4, &[1, 1, 4]),
            (Some(i64::MIN), Some(i64::MAX), i64::MAX, &[0, 255, 255, 255, 255, 255, 255, 255, 255]),
        ] {
            let write = |w: &mut Writer<'_>| {
                w.put(0, 7);
                w.put_extensible(lower, upper, number);
            };
            let octets = round(write, want);
            let mut reader = Reader::new(&octets);
            reader.bits(7, &"").unwrap();
            assert_eq!(reader.extensible(lower, upper, &"T"), Ok(number));
        }
        let error = Reader::new(&[0b0110_0000]).extensible(Some(0), Some(4), &"T").unwrap_err();
        assert_eq!((error.kind(), error.bit()), (DecodeErrorKind::OutOfRange, 1));
        // 2, which the root holds, sent as if it did not.
        let mut reader = Reader::new(&[0b1000_0000, 0b1000_0001, 0]);
        assert_eq!(reader.extensible(Some(0), Some(4), &"T"), Ok(2));
        assert!(reader.notes().contains(Notes::ROOT_AS_EXTENSION));
    }

    #[test]
    fn long_forms_are_read_and_noted() {
        let mut reader = Reader::new(&[3, 0, 0, 7]);
        assert_eq!(reader.unconstrained(&"T"), Ok(7));
        assert!(reader.notes().contains(Notes::LONG_FORM));
        assert_eq!(
            Reader::new(&[9, 0, 0, 0, 0, 0, 0, 0, 0, 7]).unconstrained(&"T").unwrap_err().kind(),
            DecodeErrorKind::TooLarge
        );
        assert_eq!(Reader::new(&[0]).unconstrained(&"T").unwrap_err().kind(), DecodeErrorKind::Size);
    }
}

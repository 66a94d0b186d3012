//! Integers without two bounds (X.691 10.7, 10.8, 12.2.4 to 12.2.6), and those with an extension marker.

use crate::error::{DecodeError, DecodeErrorKind};
use crate::{Notes, Reader, Writer};

impl Reader<'_> {
    /// Reads a semi-constrained number: at least `lower`, without upper bound.
    ///
    /// # Errors
    /// [`DecodeErrorKind::TooLarge`] above 64 bits; [`DecodeErrorKind::Truncated`].
    pub fn semi_constrained(&mut self, lower: i128, at: &'static str) -> Result<i128, DecodeError> {
        let (octets, count) = self.number_octets(at)?;
        if count > 1 && octets >> (8 * (count - 1)) & 0xFF == 0 {
            self.note(Notes::LONG_FORM);
        }
        Ok(lower + i128::from(octets))
    }

    /// Reads an unconstrained number, in two's complement.
    ///
    /// # Errors
    /// [`DecodeErrorKind::TooLarge`] beyond 64 bits; [`DecodeErrorKind::Truncated`].
    pub fn unconstrained(&mut self, at: &'static str) -> Result<i64, DecodeError> {
        let (octets, count) = self.number_octets(at)?;
        let unused = 64 - 8 * count as u32;
        let number = (octets << unused) as i64 >> unused;
        if count > 1 && octets_of(number) < count {
            self.note(Notes::LONG_FORM);
        }
        Ok(number)
    }

    /// Reads what stands for a number outside the root of an extensible range.
    ///
    /// # Errors
    /// As [`Reader::unconstrained`].
    pub fn outside(&mut self, lower: i64, upper: i64, at: &'static str) -> Result<i64, DecodeError> {
        let number = self.unconstrained(at)?;
        if lower <= number && number <= upper {
            self.note(Notes::ROOT_AS_EXTENSION);
        }
        Ok(number)
    }

    /// Reads a length and that many octets as a number.
    fn number_octets(&mut self, at: &'static str) -> Result<(u64, usize), DecodeError> {
        let length = self.length(at)?;
        if length.more || length.items > 8 {
            return Err(self.error(DecodeErrorKind::TooLarge, at));
        }
        if length.items == 0 {
            return Err(self.error(DecodeErrorKind::Size, at));
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

    fn put_number(&mut self, number: u64, octets: u32) {
        for i in (0..octets).rev() {
            self.put(number >> (8 * i) & 0xFF, 8);
        }
    }
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
            assert_eq!(Reader::new(&octets).unconstrained("T"), Ok(number));
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
            assert_eq!(Reader::new(&octets).semi_constrained(lower, "T"), Ok(number));
        }
    }

    #[test]
    fn long_forms_are_read_and_noted() {
        let mut reader = Reader::new(&[3, 0, 0, 7]);
        assert_eq!(reader.unconstrained("T"), Ok(7));
        assert!(reader.notes().contains(Notes::LONG_FORM));
        assert_eq!(
            Reader::new(&[9, 0, 0, 0, 0, 0, 0, 0, 0, 7]).unconstrained("T").unwrap_err().kind,
            DecodeErrorKind::TooLarge
        );
        assert_eq!(Reader::new(&[0]).unconstrained("T").unwrap_err().kind, DecodeErrorKind::Size);
    }
}

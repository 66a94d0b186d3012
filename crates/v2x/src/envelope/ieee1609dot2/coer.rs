//! The part of COER (X.696, canonical octet encoding rules) that IEEE 1609.2 structures need.
//!
//! Only canonical forms are accepted: a length in more octets than it needs is an error. Signatures cover octets, so a
//! sender that is free in its lengths would be a sender whose messages cannot be compared or re-written.

use alloc::vec::Vec;

use crate::envelope::error::{EnvelopeError, EnvelopeErrorKind, Limit};
use crate::envelope::read::Reader;

/// A length determinant (X.696 §8.6): one octet below 0x80, otherwise `80 | n` and n octets; n is at most 4 here.
#[inline]
pub(super) fn length(r: &mut Reader<'_>) -> Result<usize, EnvelopeError> {
    let start = *r;
    let first = r.u8()?;
    let (value, least) = match first {
        0..=0x7F => return Ok(usize::from(first)),
        0x81 => (u32::from(r.u8()?), 0x80),
        0x82 => (u32::from(r.u16()?), 0x100),
        0x83 => (big_endian(r.take(3)?), 0x1_0000),
        0x84 => (r.u32()?, 0x100_0000),
        _ => (0, 1),
    };
    if value < least {
        return Err(start.error(EnvelopeErrorKind::Length { octet: first }));
    }
    usize::try_from(value).map_err(|_| start.error(EnvelopeErrorKind::Length { octet: first }))
}

fn big_endian(octets: &[u8]) -> u32 {
    octets.iter().fold(0, |value, octet| value << 8 | u32::from(*octet))
}

/// An INTEGER (0..MAX) of at most 32 bits (X.696 §10.4): its length in octets, then as few octets as it needs.
/// The quantity field in front of a SEQUENCE OF has the same form (§17.2).
#[inline]
pub(super) fn unsigned(r: &mut Reader<'_>) -> Result<u32, EnvelopeError> {
    let start = *r;
    let len = r.u8()?;
    let octets = match len {
        1..=4 => r.take(usize::from(len))?,
        _ => return Err(start.error(EnvelopeErrorKind::Length { octet: len })),
    };
    if len > 1 && octets.first() == Some(&0) {
        return Err(start.error(EnvelopeErrorKind::Length { octet: len }));
    }
    Ok(big_endian(octets))
}

/// An INTEGER without bounds, of at most 64 bits (X.696 §10.4): its length, then two's complement in as few octets as it
/// needs.
pub(super) fn integer(r: &mut Reader<'_>) -> Result<i64, EnvelopeError> {
    let start = *r;
    let octets = octets(r)?;
    let shorter = match octets {
        [] => true,
        [first, second, ..] => matches!((first, second), (0, 0..0x80) | (0xFF, 0x80..)),
        [_] => false,
    };
    if shorter || octets.len() > 8 {
        return Err(start.error(EnvelopeErrorKind::Length { octet: octets.len() as u8 }));
    }
    let sign = if octets.first().is_some_and(|first| *first >= 0x80) { -1 } else { 0 };
    Ok(octets.iter().fold(sign, |value: i64, octet| value << 8 | i64::from(*octet)))
}

/// An ENUMERATED value in its short form (X.696 §11.3); no type here has values beyond 127.
#[inline]
pub(super) fn enumerated(r: &mut Reader<'_>, field: &'static str) -> Result<u8, EnvelopeError> {
    let start = *r;
    match r.u8()? {
        value @ 0..0x80 => Ok(value),
        value => Err(start.error(EnvelopeErrorKind::Value { field, value })),
    }
}

/// An OCTET STRING of any length: a reader of its contents.
#[inline]
pub(super) fn string<'a>(r: &mut Reader<'a>) -> Result<Reader<'a>, EnvelopeError> {
    let len = length(r)?;
    r.within(len, Limit::OctetString)
}

/// An OCTET STRING of any length.
#[inline]
pub(super) fn octets<'a>(r: &mut Reader<'a>) -> Result<&'a [u8], EnvelopeError> {
    string(r).map(|contents| contents.rest())
}

/// The preamble of a SEQUENCE (X.696 §16.2), of which the upper `used` bits mean something.
#[inline]
pub(super) fn preamble(r: &mut Reader<'_>, used: u32, field: &'static str) -> Result<u8, EnvelopeError> {
    let start = *r;
    let bits = r.u8()?;
    if u32::from(bits) << used & 0xFF != 0 {
        return Err(start.error(EnvelopeErrorKind::Padding { field, bits }));
    }
    Ok(bits)
}

/// The contents of an open type, read to the end by `read`.
pub(super) fn open_type<'a, T>(
    r: &mut Reader<'a>,
    read: impl FnOnce(&mut Reader<'a>) -> Result<T, EnvelopeError>,
) -> Result<T, EnvelopeError> {
    let len = length(r)?;
    let mut contents = r.within(len, Limit::OpenType)?;
    let value = read(&mut contents)?;
    finish(&contents)?;
    Ok(value)
}

/// Nothing may be left: what a reader's window should hold has been read.
pub(super) fn finish(r: &Reader<'_>) -> Result<(), EnvelopeError> {
    match u32::try_from(r.rest().len()) {
        Ok(0) => Ok(()),
        left => Err(r.error(EnvelopeErrorKind::LeftOver { left: left.unwrap_or(u32::MAX) })),
    }
}

/// The contents of a CHOICE alternative that this library does not know. Extension alternatives are open types
/// (X.696 §20.2), so they can be kept without being understood. Only tags of one octet, context class, are possible.
pub(super) fn unknown_alternative<'a>(
    r: &mut Reader<'a>,
    at: &Reader<'a>,
    field: &'static str,
    tag: u8,
) -> Result<&'a [u8], EnvelopeError> {
    match tag {
        0x80..0xBF => octets(r),
        _ => Err(at.error(EnvelopeErrorKind::Choice { field, tag })),
    }
}

/// The error of a tag that a CHOICE without extension marker does not have.
#[cold]
pub(super) fn no_alternative(at: &Reader<'_>, field: &'static str, tag: u8) -> EnvelopeError {
    at.error(EnvelopeErrorKind::Choice { field, tag })
}

/// The extension additions of a SEQUENCE: kept as received, readable one by one.
///
/// Additions of newer editions are kept without being understood, and written back as they came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extensions<'a>(&'a [u8]);

impl<'a> Extensions<'a> {
    /// No additions.
    pub const NONE: Self = Self(&[]);

    /// Reads the presence bitmap and steps over the additions (X.696 §16.4). `present` is the preamble's extension bit.
    pub(super) fn read(r: &mut Reader<'a>, present: bool) -> Result<Self, EnvelopeError> {
        if !present {
            return Ok(Self::NONE);
        }
        let start = *r;
        for _ in Bitmap::read(r)? {
            octets(r)?;
        }
        Ok(Self(r.since(&start)))
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The additions that are present: the index of each in the type, from 0, and its encoding.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &'a [u8])> + use<'a> {
        let mut r = Reader::new(self.0, crate::envelope::Protocol::Ieee1609Dot2);
        let present = if self.is_empty() { None } else { Bitmap::read(&mut r).ok() };
        // The octets were walked when they were read, so nothing can fail here.
        present.into_iter().flatten().map_while(move |index| Some((index, octets(&mut r).ok()?)))
    }

    /// The encoding of the addition with this index.
    pub fn find(&self, index: u32) -> Option<&'a [u8]> {
        self.iter().find_map(|(found, octets)| (found == index).then_some(octets))
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.0);
    }
}

/// The indices of the bits that are set in a BIT STRING of variable length, lowest index (first bit) first.
struct Bitmap<'a> {
    octets: &'a [u8],
    next: u32,
    bits: u32,
}

impl<'a> Bitmap<'a> {
    fn read(r: &mut Reader<'a>) -> Result<Self, EnvelopeError> {
        let start = *r;
        let mut contents = string(r)?;
        let unused = contents.u8()?;
        let octets = contents.rest();
        // A bitmap has a bit for each addition the sender knows: 2^16 octets of it are no message.
        let bits = u16::try_from(octets.len()).map(|len| u32::from(len) * 8);
        match bits {
            Ok(bits) if unused < 8 && u32::from(unused) <= bits => {
                Ok(Self { octets, next: 0, bits: bits - u32::from(unused) })
            }
            _ => Err(start.error(EnvelopeErrorKind::Padding { field: "extension bitmap", bits: unused })),
        }
    }
}

impl Iterator for Bitmap<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        while self.next < self.bits {
            let index = self.next;
            self.next += 1;
            let octet = self.octets.get(index as usize / 8)?;
            if octet & 0x80 >> (index % 8) != 0 {
                return Some(index);
            }
        }
        None
    }
}

pub(super) fn write_length(len: usize, out: &mut Vec<u8>) {
    if len < 0x80 {
        out.push(len as u8);
        return;
    }
    let octets = len.to_be_bytes();
    let significant = &octets[len.leading_zeros() as usize / 8..];
    out.push(0x80 | significant.len() as u8);
    out.extend_from_slice(significant);
}

pub(super) fn write_unsigned(value: u32, out: &mut Vec<u8>) {
    let octets = value.to_be_bytes();
    let significant = &octets[(value.leading_zeros() as usize / 8).min(3)..];
    out.push(significant.len() as u8);
    out.extend_from_slice(significant);
}

pub(super) fn write_integer(value: i64, out: &mut Vec<u8>) {
    let octets = value.to_be_bytes();
    // The sign bit must stay in front of what is significant.
    let redundant = (value ^ value >> 63).leading_zeros().saturating_sub(1) as usize / 8;
    let significant = octets.get(redundant..).unwrap_or(&octets);
    out.push(significant.len() as u8);
    out.extend_from_slice(significant);
}

/// The contents that `write` makes, in an open type.
pub(super) fn write_open_type(out: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
    let mut contents = Vec::new();
    write(&mut contents);
    write_octets(&contents, out);
}

pub(super) fn write_octets(octets: &[u8], out: &mut Vec<u8>) {
    write_length(octets.len(), out);
    out.extend_from_slice(octets);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::envelope::error::Protocol;
    use EnvelopeErrorKind as Kind;

    fn reader(octets: &[u8]) -> Reader<'_> {
        Reader::new(octets, Protocol::Ieee1609Dot2)
    }

    #[test]
    fn lengths_in_their_shortest_form() {
        for (len, octets) in [
            (0, &[0][..]),
            (0x7F, &[0x7F]),
            (0x80, &[0x81, 0x80]),
            (0xFF, &[0x81, 0xFF]),
            (0x100, &[0x82, 1, 0]),
            (0x1_0000, &[0x83, 1, 0, 0]),
            (0xFFFF_FFFF, &[0x84, 0xFF, 0xFF, 0xFF, 0xFF]),
        ] {
            assert_eq!(length(&mut reader(octets)), Ok(len));
            let mut out = Vec::new();
            write_length(len, &mut out);
            assert_eq!(out, octets);
        }
        for octets in [&[0x80][..], &[0x81, 0x7F], &[0x82, 0, 0x80], &[0x85, 1, 0, 0, 0, 0], &[0xFF]] {
            let error = length(&mut reader(octets)).unwrap_err();
            assert_eq!((error.offset, error.kind), (0, Kind::Length { octet: octets[0] }));
        }
    }

    #[test]
    fn integers_in_their_shortest_form() {
        for (value, octets) in [
            (0, &[1, 0][..]),
            (0xFF, &[1, 0xFF]),
            (0x100, &[2, 1, 0]),
            (u32::MAX, &[4, 0xFF, 0xFF, 0xFF, 0xFF]),
        ] {
            assert_eq!(unsigned(&mut reader(octets)), Ok(value));
            let mut out = Vec::new();
            write_unsigned(value, &mut out);
            assert_eq!(out, octets);
        }
        for octets in [&[0][..], &[2, 0, 1], &[5, 1, 0, 0, 0, 0]] {
            assert!(unsigned(&mut reader(octets)).is_err());
        }
    }

    #[test]
    fn signed_integers_in_their_shortest_form() {
        for (value, octets) in [
            (0, &[1, 0][..]),
            (2, &[1, 2]),
            (-1, &[1, 0xFF]),
            (127, &[1, 0x7F]),
            (128, &[2, 0, 0x80]),
            (-128, &[1, 0x80]),
            (-129, &[2, 0xFF, 0x7F]),
            (i64::MIN, &[8, 0x80, 0, 0, 0, 0, 0, 0, 0]),
        ] {
            assert_eq!(integer(&mut reader(octets)), Ok(value));
            let mut out = Vec::new();
            write_integer(value, &mut out);
            assert_eq!(out, octets);
        }
        for octets in [&[0][..], &[2, 0, 1], &[2, 0xFF, 0x80], &[9, 1, 0, 0, 0, 0, 0, 0, 0, 0]] {
            assert!(integer(&mut reader(octets)).is_err());
        }
    }

    #[test]
    fn extensions_are_stepped_over_and_found() {
        // Bitmap of 10 bits with additions 1 and 9; addition 9 is empty.
        let octets = [3, 6, 0x40, 0x40, 2, 0xAA, 0xBB, 0, 0xFF];
        let mut r = reader(&octets);
        let extensions = Extensions::read(&mut r, true).unwrap();
        assert_eq!(r.rest(), [0xFF]);
        assert_eq!(extensions.iter().collect::<Vec<_>>(), [(1, &[0xAA, 0xBB][..]), (9, &[])]);
        assert_eq!((extensions.find(9), extensions.find(0)), (Some(&[][..]), None));
        assert_eq!(Extensions::NONE.iter().count(), 0);
    }

    #[test]
    fn malformed_bitmaps_are_refused() {
        let kind = |octets| Extensions::read(&mut reader(octets), true).unwrap_err().kind;
        assert_eq!(kind(&[2, 8, 0x80]), Kind::Padding { field: "extension bitmap", bits: 8 });
        assert_eq!(kind(&[1, 1]), Kind::Padding { field: "extension bitmap", bits: 1 });
        assert_eq!(kind(&[0]), Kind::Truncated { needed: 1, present: 0, limit: Limit::OctetString });
        assert_eq!(kind(&[2, 7, 0x80, 5, 1]), Kind::Truncated { needed: 5, present: 1, limit: Limit::Slice });
    }
}

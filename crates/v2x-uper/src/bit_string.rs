//! BIT STRING (X.691 15).
//!
//! Fixed ones of up to 64 bits with names become integers in generated code; all others are [`BitString`], which
//! keeps the exact length that was received: trailing zero bits carry no meaning where bits are named, but a
//! received length must survive.

use crate::error::{At, EncodeErrorKind, Fault};
use crate::read::WORD_BITS;
use crate::{Reader, Size, Writer};
use alloc::vec::Vec;
use core::fmt::{self, Write};

/// Bits in the order of their numbers: bit 0 is the first on the wire. Up to 64 of them take no heap.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct BitString(Repr);

#[derive(Clone, PartialEq, Eq, Hash)]
enum Repr {
    /// Left-aligned; the bits after the first `len` are zero.
    Short { bits: u64, len: u8 },
    /// Left-aligned; more than 64 bits, `octets.len() == len.div_ceil(8)`, padding bits zero.
    Long { octets: Vec<u8>, len: usize },
}

impl Default for BitString {
    fn default() -> Self {
        Self(Repr::Short { bits: 0, len: 0 })
    }
}

/// The bits as they are on the wire: `BitString(0000000100000)`.
impl fmt::Debug for BitString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BitString(")?;
        (0..self.len()).try_for_each(|i| f.write_char(if self.get(i) { '1' } else { '0' }))?;
        f.write_str(")")
    }
}

impl BitString {
    /// `len` zero bits.
    pub fn zeros(len: usize) -> Self {
        Self::from_octets(&[], len)
    }

    /// The first `len` bits of `octets`; missing ones are zero.
    pub fn from_octets(octets: &[u8], len: usize) -> Self {
        if len <= 64 {
            let first = octets.iter().take(8).enumerate();
            let bits = first.fold(0, |bits, (i, octet)| bits | u64::from(*octet) << (56 - 8 * i));
            return Self(Repr::Short { bits: bits & left_mask(len), len: len as u8 });
        }
        let mut octets: Vec<u8> = octets.iter().copied().take(len.div_ceil(8)).collect();
        octets.resize(len.div_ceil(8), 0);
        if let (Some(last), used @ 1..) = (octets.last_mut(), len % 8) {
            *last &= !(0xFF >> used);
        }
        Self(Repr::Long { octets, len })
    }

    /// The number of bits.
    pub const fn len(&self) -> usize {
        match &self.0 {
            Repr::Short { len, .. } => *len as usize,
            Repr::Long { len, .. } => *len,
        }
    }

    /// There are no bits.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bit `i`; bits beyond the length are zero, as X.680 22.7 has it for named bits.
    pub fn get(&self, i: usize) -> bool {
        match &self.0 {
            Repr::Short { bits, .. } => i < 64 && bits << i >> 63 != 0,
            Repr::Long { octets, .. } => octets.get(i / 8).is_some_and(|octet| octet << (i % 8) & 0x80 != 0),
        }
    }

    /// Sets or clears bit `i`, growing as far as needed.
    pub fn set(&mut self, i: usize, value: bool) {
        let len = self.len().max(i + 1);
        let mut octets = self.octets();
        octets.resize(len.div_ceil(8), 0);
        if let Some(octet) = octets.get_mut(i / 8) {
            let mask = 0x80 >> (i % 8);
            *octet = if value { *octet | mask } else { *octet & !mask };
        }
        *self = Self::from_octets(&octets, len);
    }

    /// The numbers of the bits that are set, in order.
    pub fn ones(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.len()).filter(|i| self.get(*i))
    }

    /// The bits as octets, left-aligned, padded with zeros.
    pub fn octets(&self) -> Vec<u8> {
        match &self.0 {
            Repr::Short { bits, len } => {
                bits.to_be_bytes().into_iter().take(usize::from(*len).div_ceil(8)).collect()
            }
            Repr::Long { octets, .. } => octets.clone(),
        }
    }
}

impl Reader<'_> {
    /// Reads a bit string.
    ///
    /// # Errors
    /// A size outside the constraint; [`Truncated`](crate::DecodeErrorKind::Truncated).
    #[inline]
    pub fn bit_string(&mut self, size: Size, at: At) -> Result<BitString, Fault> {
        // Of a fixed size there is nothing to be known beforehand, but whether it is that size.
        if let Some(len) = size.only().filter(|len| (1..WORD_BITS).contains(len)) {
            let bits = len + u32::from(size.is_extensible());
            if bits as usize <= self.remaining() {
                let value = self.bits(bits, at)?;
                if value >> len == 0 {
                    return Ok(BitString(Repr::Short { bits: value << (64 - len), len: len as u8 }));
                }
                self.back(bits as usize);
            }
        }
        self.any_bit_string(size, at)
    }

    /// The same, of any size.
    #[inline(never)]
    fn any_bit_string(&mut self, size: Size, at: At) -> Result<BitString, Fault> {
        let mut length = self.size(size, at)?;
        if !length.more && length.items <= WORD_BITS as usize {
            let len = length.items as u8;
            let bits = if len == 0 { 0 } else { self.bits(u32::from(len), at)? << (64 - len) };
            self.check_size(size, length.items, at)?;
            return Ok(BitString(Repr::Short { bits, len }));
        }
        let mut octets = Vec::new();
        let mut len = 0;
        loop {
            let whole = crate::length::Length { items: length.items / 8, more: false };
            // Fragments but the last hold multiples of 16K bits, so the octets stay in step.
            let mut part = Vec::new();
            self.gather(whole, &mut part, at)?;
            octets.append(&mut part);
            if let rest @ 1.. = length.items as u32 % 8 {
                octets.push((self.bits(rest, at)? << (8 - rest)) as u8);
            }
            len += length.items;
            if !length.more {
                break;
            }
            length = self.next_length(length, at)?;
        }
        self.check_size(size, len, at)?;
        Ok(BitString::from_octets(&octets, len))
    }
}

impl Writer<'_> {
    /// Writes a bit string with the length that it has.
    ///
    /// # Errors
    /// A size outside the constraint.
    #[inline]
    pub fn bit_string(&mut self, size: Size, value: &BitString, at: At) {
        match (&value.0, size.only()) {
            (Repr::Short { bits, len }, Some(only @ 1..WORD_BITS)) if u32::from(*len) == only => {
                self.put(bits >> (64 - only), only + u32::from(size.is_extensible()));
            }
            _ => self.any_bit_string(size, value, at),
        }
    }

    /// The same, of any size.
    #[inline(never)]
    fn any_bit_string(&mut self, size: Size, value: &BitString, at: At) {
        if value.len() >= 1 << 29 {
            return self.fail(EncodeErrorKind::Size, at);
        }
        self.sized(size, value.len(), at, |w, range| match &value.0 {
            Repr::Short { bits, .. } => w.put_bits(&bits.to_be_bytes(), range.len()),
            Repr::Long { octets, .. } => {
                w.put_bits(octets.get(range.start / 8..).unwrap_or_default(), range.len());
            }
        });
    }
}

const fn left_mask(len: usize) -> u64 {
    match len {
        0 => 0,
        64.. => u64::MAX,
        _ => !(u64::MAX >> len),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    #[test]
    fn lengths_survive() {
        for size in [Size::ANY, Size::fixed(8).extensible(), Size::range(0, 200).extensible()] {
            for len in [0_usize, 1, 7, 8, 9, 13, 14, 56, 57, 63, 64, 65, 127, 128, 1000, 16384, 16387, 70001]
            {
                let octets: Vec<u8> = (0..len.div_ceil(8)).map(|i| (i * 31 + 129) as u8).collect();
                let value = BitString::from_octets(&octets, len);
                let mut out = vec![0; octets.len() + 32];
                let mut writer = Writer::new(&mut out);
                writer.put(1, 3);
                writer.bit_string(size, &value, &"T");
                let length = writer.finish("T").unwrap();
                let mut reader = Reader::new(&out[..length]);
                reader.bits(3, &"").unwrap();
                assert_eq!(reader.bit_string(size, &"T").unwrap(), value, "{size:?} {len}");
            }
        }
    }

    #[test]
    fn bits_are_set_and_read_by_number() {
        let mut value = BitString::zeros(5);
        value.set(1, true);
        value.set(70, true);
        assert_eq!(value.len(), 71);
        assert_eq!(value.ones().collect::<Vec<_>>(), [1, 70]);
        value.set(70, false);
        assert!(!value.get(70) && !value.get(1000));
        assert_eq!(alloc::format!("{:?}", BitString::from_octets(&[0xA0], 5)), "BitString(10100)");
    }
}

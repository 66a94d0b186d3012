//! The usual datagram in one pass: WSMP without extensions or nothing, around data signed with a certificate's digest, or
//! unsecured, or nothing, around a J2735 frame. That is what nearly every datagram is, and headers should cost less than the
//! message in them.
//!
//! Whatever is not just so, or wrong in any way, is left to the walk proper, header by header, which has the errors. So this
//! one only says yes when that one would say the very same: a test and the fuzz target of walks hold the two together.

use super::{Content, Layers, Protocol};
use crate::decode::{Decoder, Expect};
use crate::envelope::Psid;
use crate::set::Set;

/// A part of the datagram and where it begins there.
#[derive(Clone, Copy)]
struct Window<'a> {
    octets: &'a [u8],
    offset: usize,
}

impl<'a> Window<'a> {
    #[inline(always)]
    fn skip(&mut self, len: usize) -> Option<()> {
        self.octets = self.octets.get(len..)?;
        self.offset += len;
        Some(())
    }

    #[inline(always)]
    fn u8(&mut self) -> Option<u8> {
        let (first, rest) = self.octets.split_first()?;
        self.octets = rest;
        self.offset += 1;
        Some(*first)
    }

    /// The next `len` octets; `self` continues after them.
    #[inline(always)]
    fn within(&mut self, len: usize) -> Option<Self> {
        let (octets, rest) = self.octets.split_at_checked(len)?;
        let within = Self { octets, offset: self.offset };
        self.octets = rest;
        self.offset += len;
        Some(within)
    }

    /// Notes the header that began at `start`, an earlier copy of `self`, and ends here.
    #[inline(always)]
    fn note(&self, protocol: Protocol, start: &Self, layers: &mut Layers<'a>) -> Option<()> {
        let octets = start.octets.get(..start.octets.len() - self.octets.len())?;
        layers.put(protocol, start.offset, octets, self.octets.len())
    }
}

/// Walks a usual datagram; of any other it is `None`, whatever is in `layers`.
#[inline]
pub(super) fn walk<'a>(
    decoder: &Decoder,
    datagram: &'a [u8],
    layers: &mut Layers<'a>,
) -> Option<Content<'a>> {
    if decoder.expect != Expect::Any || decoder.set != Set::J2735 {
        return None;
    }
    let mut data = Window { octets: datagram, offset: 0 };
    data.skip(decoder.skip)?;
    if let [3, 0, ..] = data.octets {
        data = wsmp(data, layers)?;
    }
    if let [3, 0x81, ..] = data.octets {
        data = signed(data, layers)?;
    }
    if let [3, 0x80, ..] = data.octets {
        data = unsecured(data, layers)?;
    }
    let [0 | 0x80, ..] = data.octets else { return None };
    let offset = u32::try_from(data.offset).ok()?;
    Some(Content::Frame { set: Set::J2735, offset, octets: data.octets })
}

/// The data of WSMP version 3 for a service.
#[inline(always)]
fn wsmp<'a>(start: Window<'a>, layers: &mut Layers<'a>) -> Option<Window<'a>> {
    let mut w = start;
    w.skip(2)?;
    let more = w.u8()?.leading_ones();
    if more > 3 {
        return None;
    }
    w.skip(more as usize)?;
    let len = match w.u8()? {
        first @ 0..0x80 => usize::from(first),
        first @ 0x80..0xC0 => usize::from(first & 0x3F) << 8 | usize::from(w.u8()?),
        _ => return None,
    };
    let data = w.within(len)?;
    w.note(Protocol::Wsmp, &start, layers)?;
    Some(data)
}

/// The secured data inside signed data: no payload elsewhere, times alone in the header, a digest, a signature on NIST P-256.
#[inline(always)]
fn signed<'a>(start: Window<'a>, layers: &mut Layers<'a>) -> Option<Window<'a>> {
    let mut w = start;
    let [_, _, 0..=0x7F, 0x40, rest @ ..] = w.octets else { return None };
    w = Window { octets: rest, offset: w.offset + 4 };
    let mut inside = w;
    w.skip(2)?;
    match inside.octets {
        [3, 0x80, ..] => {
            let len = length(&mut w)?;
            w.skip(len)?;
        }
        _ => return None,
    }
    inside.octets = inside.octets.get(..inside.octets.len() - w.octets.len())?;
    let [bits, len, rest @ ..] = w.octets else { return None };
    // IEEE 1609.2 §6.3.9: generation and expiry time.
    if bits & !0x60 != 0 {
        return None;
    }
    let psid = match (len, rest) {
        (1, [a, ..]) => u32::from(*a),
        (2, [a @ 1..=0xFF, b, ..]) => u32::from_be_bytes([0, 0, *a, *b]),
        (3, [a @ 1..=0xFF, b, c, ..]) => u32::from_be_bytes([0, *a, *b, *c]),
        (4, [a @ 1..=0xFF, b, c, d, ..]) => u32::from_be_bytes([*a, *b, *c, *d]),
        _ => return None,
    };
    Psid::from_value(psid)?;
    w.skip(2 + usize::from(*len) + 8 * bits.count_ones() as usize)?;
    // Digest of eight octets; the point and s of the signature, 32 octets each.
    let (tail, _) = w.octets.split_first_chunk::<75>()?;
    let ([0x80, ..], [0x80, 0x80 | 0x82 | 0x83, ..]) = tail.split_at(9) else { return None };
    w.skip(75)?;
    w.note(Protocol::Ieee1609Dot2, &start, layers)?;
    Some(inside)
}

/// The payload of unsecured data.
#[inline(always)]
fn unsecured<'a>(start: Window<'a>, layers: &mut Layers<'a>) -> Option<Window<'a>> {
    let mut w = start;
    w.skip(2)?;
    let len = length(&mut w)?;
    let payload = w.within(len)?;
    w.note(Protocol::Ieee1609Dot2, &start, layers)?;
    Some(payload)
}

/// A length of COER in its shortest form (X.696 §8.6), of at most two octets.
#[inline(always)]
fn length(w: &mut Window<'_>) -> Option<usize> {
    match *w.octets {
        [len @ 0..=0x7F, ..] => {
            w.skip(1)?;
            Some(usize::from(len))
        }
        [0x81, len @ 0x80..=0xFF, ..] => {
            w.skip(2)?;
            Some(usize::from(len))
        }
        [0x82, high @ 1..=0xFF, low, ..] => {
            w.skip(3)?;
            Some(usize::from(u16::from_be_bytes([high, low])))
        }
        _ => None,
    }
}

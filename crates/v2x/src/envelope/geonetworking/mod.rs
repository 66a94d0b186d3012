//! GeoNetworking of ETSI (EN 302 636-4-1 V1.4.1), EtherType 0x8947.
//!
//! | octets | field |
//! | --- | --- |
//! | 1 | version (4 bits, 1), what follows the basic header (4): 1 the common header, 2 secured data with it inside |
//! | 3 | reserved, lifetime, remaining hops: end of the *basic header*, [`Basic`] |
//! | 1 | what the packet carries (4 bits): 1 BTP-A, 2 BTP-B, 3 IPv6; reserved (4) |
//! | 1 | type and subtype: which extended header follows |
//! | 6 | traffic class, flags, length of the payload (2), most hops, reserved: end of the *common header* |
//! | 24–48 | *extended header*: sender's position, and to whom the packet goes, [`Extended`] |
//! | | payload |
//!
//! Between basic and common header may lie IEEE 1609.2 data (ETSI TS 103 097), which is why they are read apart: [`Basic`] and
//! [`Packet`]. Single-hop and topology-scoped broadcast, secured and not, were checked against recordings; the other
//! extended headers follow the standard's text alone.

mod extended;
mod position;

use alloc::vec::Vec;

use super::error::{EnvelopeError, EnvelopeErrorKind, Limit, Protocol, WriteError};
use super::read::Reader;

pub use self::extended::{Extended, Sequence, Shape};
pub use self::position::{Address, Area, LongPosition, ShortPosition};

/// The EtherType of GeoNetworking.
pub const ETHER_TYPE: u16 = 0x8947;

/// The version that this module reads and writes.
pub const VERSION: u8 = 1;

/// What follows a basic header.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Next {
    /// Nothing that the header would name.
    Any,
    /// The common header.
    #[default]
    Common,
    /// Secured data, with the common header inside.
    Secured,
}

/// The basic header: what stations on the way may change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Basic {
    /// What follows.
    pub next: Next,
    /// Reserved, 0; kept, so that a packet is written as it was read.
    pub reserved: u8,
    /// For how long stations may keep the packet, as it is written.
    pub lifetime: Lifetime,
    /// How many hops are left.
    pub remaining_hops: u8,
}

/// A length of time: a multiplier (6 bits) and its unit (2): 50 ms, 1 s, 10 s, 100 s.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Lifetime(
    /// As it is written.
    pub u8,
);

impl Lifetime {
    /// The time in milliseconds.
    pub const fn milliseconds(self) -> u32 {
        let unit = match self.0 & 3 {
            0 => 50,
            1 => 1_000,
            2 => 10_000,
            _ => 100_000,
        };
        (self.0 >> 2) as u32 * unit
    }
}

impl Basic {
    /// Reads a basic header; returns it with the octets after it.
    ///
    /// # Errors
    /// When it is of another version, followed by something unknown, or cut.
    pub fn parse(octets: &[u8]) -> Result<(Self, &[u8]), EnvelopeError> {
        let mut r = Reader::new(octets, Protocol::GeoNetworking);
        let basic = Self::read(&mut r)?;
        Ok((basic, r.rest()))
    }

    pub(crate) fn read(r: &mut Reader<'_>) -> Result<Self, EnvelopeError> {
        let start = *r;
        let [first, reserved, lifetime, remaining_hops] = r.array()?;
        let version = first >> 4;
        if version != VERSION {
            return Err(start.error(EnvelopeErrorKind::Version { version }));
        }
        let next = match first & 0x0F {
            0 => Next::Any,
            1 => Next::Common,
            2 => Next::Secured,
            value => {
                let kind = EnvelopeErrorKind::Value { field: "GeoNetworking next header", value };
                return Err(start.error(kind));
            }
        };
        Ok(Self { next, reserved, lifetime: Lifetime(lifetime), remaining_hops })
    }

    /// Appends the header to `out`.
    pub fn write(&self, out: &mut Vec<u8>) {
        out.extend([VERSION << 4 | self.next as u8, self.reserved, self.lifetime.0, self.remaining_hops]);
    }
}

/// What a packet carries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Carries {
    /// Nothing that the header would name; beacons carry nothing.
    Any,
    /// BTP with the sender's port.
    BtpA,
    /// BTP with information on the receiver's port.
    #[default]
    BtpB,
    /// An IPv6 packet.
    Ipv6,
}

impl Carries {
    const fn from_number(number: u8) -> Option<Self> {
        Some(match number {
            0 => Self::Any,
            1 => Self::BtpA,
            2 => Self::BtpB,
            3 => Self::Ipv6,
            _ => return None,
        })
    }
}

/// Common and extended header, and the payload.
///
/// ```
/// use v2x::envelope::geonetworking::{Extended, LongPosition, Packet};
///
/// let extended = Extended::SingleHop(LongPosition::default(), [0; 4]);
/// let mut out = Vec::new();
/// Packet::new(extended, &[0x07, 0xD1, 0, 0]).write(&mut out)?;
/// let (packet, rest) = Packet::parse(&out)?;
/// assert_eq!((packet.extended, packet.payload), (extended, &[0x07, 0xD1, 0, 0][..]));
/// assert!(rest.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Packet<'a> {
    /// What the payload is.
    pub carries: Carries,
    /// Reserved, 0 (four bits, then eight); kept, so that a packet is written as it was read.
    pub reserved: (u8, u8),
    /// Store-and-forward (1 bit), channel offload (1), traffic class (6).
    pub traffic_class: u8,
    /// The highest bit: the sender moves.
    pub flags: u8,
    /// Over how many hops the packet may go.
    pub max_hops: u8,
    /// From whom, and to whom.
    pub extended: Extended,
    /// At most 65 535 octets.
    pub payload: &'a [u8],
}

impl<'a> Packet<'a> {
    /// A packet of one hop with BTP-B.
    pub const fn new(extended: Extended, payload: &'a [u8]) -> Self {
        let carries = Carries::BtpB;
        Self { carries, reserved: (0, 0), traffic_class: 0, flags: 0, max_hops: 1, extended, payload }
    }

    /// Reads a packet, from the octet after the basic header; returns it with the octets after its end.
    ///
    /// # Errors
    /// When type or contents are unknown, or the packet is cut.
    pub fn parse(octets: &'a [u8]) -> Result<(Self, &'a [u8]), EnvelopeError> {
        let mut r = Reader::new(octets, Protocol::GeoNetworkingCommon);
        let (packet, _) = Self::read(&mut r)?;
        Ok((packet, r.rest()))
    }

    /// Steps over a packet, checking it like [`read`](Self::read): what it carries, and a reader of that. Positions are not taken
    /// apart, unless there is something wrong to be told.
    #[inline]
    pub(crate) fn skim(r: &mut Reader<'a>) -> Result<(Carries, Reader<'a>), EnvelopeError> {
        let mut ahead = *r;
        if let Ok([first, header_type, _, _, high, low, _, _]) = ahead.array()
            && let (Some(carries), Some(extended)) =
                (Carries::from_number(first >> 4), Extended::len_of(header_type))
            && ahead.take(extended).is_ok()
            && let Ok(inner) =
                ahead.within(usize::from(u16::from_be_bytes([high, low])), Limit::GeoNetworkingLength)
        {
            *r = ahead;
            return Ok((carries, inner));
        }
        Self::read(r).map(|(packet, inner)| (packet.carries, inner))
    }

    /// The packet and a reader of its payload.
    pub(crate) fn read(r: &mut Reader<'a>) -> Result<(Self, Reader<'a>), EnvelopeError> {
        let start = *r;
        let first = r.u8()?;
        let value = first >> 4;
        let kind = EnvelopeErrorKind::Value { field: "GeoNetworking payload", value };
        let carries = Carries::from_number(value).ok_or_else(|| start.error(kind))?;
        let type_at = *r;
        let [header_type, traffic_class, flags] = r.array()?;
        let length = r.u16()?;
        let [max_hops, reserved] = r.array()?;
        let extended = Extended::read(r, header_type, &type_at)?;
        let inner = r.within(usize::from(length), Limit::GeoNetworkingLength)?;
        let reserved = (first & 0x0F, reserved);
        let payload = inner.rest();
        Ok((Self { carries, reserved, traffic_class, flags, max_hops, extended, payload }, inner))
    }

    /// Appends the packet to `out`, without basic header.
    ///
    /// # Errors
    /// When the payload exceeds 65 535 octets.
    pub fn write(&self, out: &mut Vec<u8>) -> Result<(), WriteError> {
        let len = WriteError::at_most("GeoNetworking length", self.payload.len(), usize::from(u16::MAX))?;
        let [.., high, low] = len.to_be_bytes();
        out.push((self.carries as u8) << 4 | self.reserved.0 & 0x0F);
        out.extend([self.extended.header_type(), self.traffic_class, self.flags, high, low]);
        out.extend([self.max_hops, self.reserved.1]);
        self.extended.write(out);
        out.extend_from_slice(self.payload);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use EnvelopeErrorKind as Kind;

    fn source() -> LongPosition {
        let address = Address([0x3C, 0, 2, 0, 0, 0, 0, 1]);
        let at = ShortPosition { address, timestamp: 7, latitude: -1, longitude: 0x0102_0304 };
        LongPosition { at, accurate: true, speed: -100, heading: 900 }
    }

    #[test]
    fn every_extended_header_comes_back() {
        let sequence = Sequence { number: 5, reserved: 0 };
        let area = Area { distance_a: 100, angle: 45, ..Area::default() };
        for (extended, len) in [
            (Extended::Anycast(sequence, source(), Shape::Ellipse, area), 44),
            (Extended::Beacon(source()), 24),
            (Extended::Broadcast(sequence, source(), Shape::Rectangle, area), 44),
            (Extended::LocationRequest(sequence, source(), Address::default()), 36),
            (Extended::LocationReply(sequence, source(), source().at), 48),
            (Extended::SingleHop(source(), [1, 2, 3, 4]), 28),
            (Extended::TopologyScoped(sequence, source()), 28),
            (Extended::Unicast(sequence, source(), source().at), 48),
        ] {
            let mut out = Vec::new();
            Packet::new(extended, &[9, 9]).write(&mut out).unwrap();
            assert_eq!(out.len(), 8 + len + 2, "{}", extended.name());
            out.push(7);
            let (packet, rest) = Packet::parse(&out).unwrap();
            assert_eq!((packet, rest), (Packet::new(extended, &[9, 9]), &[7][..]));
            assert_eq!(packet.extended.source(), &source());
        }
        assert_eq!((source().at.address.station_type(), Lifetime(0x2B).milliseconds()), (15, 1_000_000));
    }

    #[test]
    fn what_is_stepped_over_is_what_is_read() {
        for (first, header_type) in
            (0..=0xFF).flat_map(|kind| [0x00, 0x1F, 0x20, 0x30, 0x40].map(|first| (first, kind)))
        {
            let mut packet = alloc::vec![first, header_type, 0, 0, 0, 3, 1, 0];
            packet.extend(0..60);
            for len in [packet.len(), 56, 38, 35, 20, 8, 7, 0] {
                let mut reader = Reader::new(packet.get(..len).unwrap(), Protocol::GeoNetworkingCommon);
                let mut skimmed = reader;
                let read = Packet::read(&mut reader)
                    .map(|(packet, inner)| (packet.carries, inner.rest(), inner.offset()));
                let stepped = Packet::skim(&mut skimmed)
                    .map(|(carries, inner)| (carries, inner.rest(), inner.offset()));
                assert_eq!(stepped, read, "{first:#04x} {header_type:#04x} {len}");
                assert!(read.is_err() || reader.rest() == skimmed.rest());
            }
        }
    }

    #[test]
    fn positions_are_written_as_the_standard_draws_them() {
        let mut out = Vec::new();
        Packet::new(Extended::Beacon(source()), &[]).write(&mut out).unwrap();
        let position = [
            0x3C, 0, 2, 0, 0, 0, 0, 1, 0, 0, 0, 7, 0xFF, 0xFF, 0xFF, 0xFF, 1, 2, 3, 4, 0xFF, 0x9C, 0x03, 0x84,
        ];
        assert_eq!(out, [&[0x20, 0x10, 0, 0, 0, 0, 1, 0][..], &position].concat());
    }

    #[test]
    fn malformed_headers_say_where_and_why() {
        let basic = |octets: &[u8], offset, kind| {
            let error = EnvelopeError { protocol: Protocol::GeoNetworking, offset, kind };
            assert_eq!(Basic::parse(octets), Err(error));
        };
        basic(&[0x01, 0, 0, 1], 0, Kind::Version { version: 0 });
        basic(&[0x13, 0, 0, 1], 0, Kind::Value { field: "GeoNetworking next header", value: 3 });
        basic(&[0x11, 0, 0], 0, Kind::Truncated { needed: 4, present: 3, limit: Limit::Slice });
        let packet = |octets: &[u8], offset, kind| {
            let error = EnvelopeError { protocol: Protocol::GeoNetworkingCommon, offset, kind };
            assert_eq!(Packet::parse(octets), Err(error));
        };
        packet(&[0x40], 0, Kind::Value { field: "GeoNetworking payload", value: 4 });
        let unknown = Kind::Value { field: "GeoNetworking header type", value: 0x43 };
        packet(&[0x20, 0x43, 0, 0, 0, 0, 1, 0], 1, unknown);
        let short = |needed, present| Kind::Truncated { needed, present, limit: Limit::Slice };
        packet(&[0x20, 0x50, 0, 0, 0, 0, 1, 0, 1], 8, short(8, 1));
        let mut whole = Vec::new();
        Packet::new(Extended::Beacon(source()), &[1, 2, 3]).write(&mut whole).unwrap();
        packet(&whole[..34], 32, short(3, 2));
    }
}

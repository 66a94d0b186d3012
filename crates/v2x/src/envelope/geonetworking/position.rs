//! Who and where: addresses and position vectors (EN 302 636-4-1, 6.3 and 9.5).

use alloc::vec::Vec;
use core::fmt;

use crate::envelope::{EnvelopeError, Reader};

/// The address of a station.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Address(
    /// Manually configured (1 bit), kind of station (5), reserved (10), link-layer address (48).
    pub [u8; 8],
);

impl Address {
    /// Kind of station, by the numbers of ETSI's common data dictionary: 1 pedestrian, 5 passenger car, 6 bus, 15
    /// roadside unit …
    pub const fn station_type(&self) -> u8 {
        let [first, ..] = self.0;
        first >> 2 & 0x1F
    }

    /// The station's address on the link.
    pub const fn link_layer(&self) -> [u8; 6] {
        let [_, _, a, b, c, d, e, f] = self.0;
        [a, b, c, d, e, f]
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, e, g] = self.link_layer();
        write!(f, "{a:02x}:{b:02x}:{c:02x}:{d:02x}:{e:02x}:{g:02x}")
    }
}

/// Where a station was, and when: 20 octets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ShortPosition {
    /// The station.
    pub address: Address,
    /// Milliseconds of TAI since 2004-01-01T00:00:00 UTC, modulo 2³².
    pub timestamp: u32,
    /// 1e-7 degree, north positive.
    pub latitude: i32,
    /// 1e-7 degree, east positive.
    pub longitude: i32,
}

impl ShortPosition {
    pub(super) fn read(r: &mut Reader<'_>) -> Result<Self, EnvelopeError> {
        Ok(Self {
            address: Address(r.array()?),
            timestamp: r.u32()?,
            latitude: r.u32()?.cast_signed(),
            longitude: r.u32()?.cast_signed(),
        })
    }

    pub(super) fn write(&self, out: &mut Vec<u8>) {
        out.extend(self.address.0);
        out.extend(self.timestamp.to_be_bytes());
        out.extend(self.latitude.to_be_bytes());
        out.extend(self.longitude.to_be_bytes());
    }
}

/// Where a station was, when, and how it moved: 24 octets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct LongPosition {
    /// Where and when.
    pub at: ShortPosition,
    /// The position is known to be accurate enough by the standard's measure.
    pub accurate: bool,
    /// 0.01 m/s, negative backwards, −16 384 to 16 383. Only the lower 15 bits are written.
    pub speed: i16,
    /// 0.1 degree, clockwise from north.
    pub heading: u16,
}

impl LongPosition {
    pub(super) fn read(r: &mut Reader<'_>) -> Result<Self, EnvelopeError> {
        let at = ShortPosition::read(r)?;
        let word = r.u16()?;
        // The sign is the highest of the lower 15 bits.
        let speed = (word << 1).cast_signed() >> 1;
        Ok(Self { at, accurate: word & 0x8000 != 0, speed, heading: r.u16()? })
    }

    pub(super) fn write(&self, out: &mut Vec<u8>) {
        self.at.write(out);
        let accurate = u16::from(self.accurate) << 15;
        out.extend((accurate | self.speed.cast_unsigned() & 0x7FFF).to_be_bytes());
        out.extend(self.heading.to_be_bytes());
    }
}

/// An area on the ground: 16 octets, with 2 reserved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Area {
    /// Latitude of its centre, 1e-7 degree.
    pub latitude: i32,
    /// Longitude of its centre, 1e-7 degree.
    pub longitude: i32,
    /// Radius, or half of the longer side or axis, in metres.
    pub distance_a: u16,
    /// Half of the shorter side or axis, in metres; 0 for a circle.
    pub distance_b: u16,
    /// Direction of the longer side or axis, degrees clockwise from north.
    pub angle: u16,
    /// Reserved, 0; kept, so that a packet is written as it was read.
    pub reserved: u16,
}

impl Area {
    pub(super) fn read(r: &mut Reader<'_>) -> Result<Self, EnvelopeError> {
        Ok(Self {
            latitude: r.u32()?.cast_signed(),
            longitude: r.u32()?.cast_signed(),
            distance_a: r.u16()?,
            distance_b: r.u16()?,
            angle: r.u16()?,
            reserved: r.u16()?,
        })
    }

    pub(super) fn write(&self, out: &mut Vec<u8>) {
        out.extend(self.latitude.to_be_bytes());
        out.extend(self.longitude.to_be_bytes());
        for field in [self.distance_a, self.distance_b, self.angle, self.reserved] {
            out.extend(field.to_be_bytes());
        }
    }
}

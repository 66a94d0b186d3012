//! The extended header: to whom a packet goes (EN 302 636-4-1, 9.8).

use alloc::vec::Vec;

use super::position::{Address, Area, LongPosition, ShortPosition};
use crate::envelope::{EnvelopeError, EnvelopeErrorKind, Reader};

/// The shape of an [`Area`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Shape {
    /// A circle.
    #[default]
    Circle,
    /// A rectangle.
    Rectangle,
    /// An ellipse.
    Ellipse,
}

impl Shape {
    const fn from_subtype(subtype: u8) -> Option<Self> {
        Some(match subtype {
            0 => Self::Circle,
            1 => Self::Rectangle,
            2 => Self::Ellipse,
            _ => return None,
        })
    }
}

/// The number of a packet among those of its sender, with the two reserved octets behind it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Sequence {
    /// The number, modulo 65 536.
    pub number: u16,
    /// Reserved, 0; kept, so that a packet is written as it was read.
    pub reserved: u16,
}

impl Sequence {
    fn read(r: &mut Reader<'_>) -> Result<Self, EnvelopeError> {
        Ok(Self { number: r.u16()?, reserved: r.u16()? })
    }

    fn write(&self, out: &mut Vec<u8>) {
        out.extend(self.number.to_be_bytes());
        out.extend(self.reserved.to_be_bytes());
    }
}

/// The extended header, by type and subtype of the common one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Extended {
    /// To any one station in an area (GAC, type 3).
    Anycast(Sequence, LongPosition, Shape, Area),
    /// Says that the sender is there (type 1).
    Beacon(LongPosition),
    /// To all stations in an area (GBC, type 4).
    Broadcast(Sequence, LongPosition, Shape, Area),
    /// Asks where the station of an address is (type 6, subtype 0).
    LocationRequest(Sequence, LongPosition, Address),
    /// Answers such a question (type 6, subtype 1).
    LocationReply(Sequence, LongPosition, ShortPosition),
    /// To all neighbours (SHB, type 5, subtype 0), with four octets that depend on the medium.
    SingleHop(LongPosition, [u8; 4]),
    /// To all stations within a number of hops (TSB, type 5, subtype 1).
    TopologyScoped(Sequence, LongPosition),
    /// To one station (GUC, type 2).
    Unicast(Sequence, LongPosition, ShortPosition),
}

impl Extended {
    /// A short name in snake case.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Anycast(..) => "geo_anycast",
            Self::Beacon(_) => "beacon",
            Self::Broadcast(..) => "geo_broadcast",
            Self::LocationRequest(..) => "location_request",
            Self::LocationReply(..) => "location_reply",
            Self::SingleHop(..) => "single_hop_broadcast",
            Self::TopologyScoped(..) => "topology_scoped_broadcast",
            Self::Unicast(..) => "geo_unicast",
        }
    }

    /// Position and movement of the sender.
    pub const fn source(&self) -> &LongPosition {
        match self {
            Self::Anycast(_, source, ..)
            | Self::Beacon(source)
            | Self::Broadcast(_, source, ..)
            | Self::LocationRequest(_, source, _)
            | Self::LocationReply(_, source, _)
            | Self::SingleHop(source, _)
            | Self::TopologyScoped(_, source)
            | Self::Unicast(_, source, _) => source,
        }
    }

    /// The packet's number, where its kind has one.
    pub const fn sequence(&self) -> Option<&Sequence> {
        match self {
            Self::Anycast(sequence, ..)
            | Self::Broadcast(sequence, ..)
            | Self::LocationRequest(sequence, ..)
            | Self::LocationReply(sequence, ..)
            | Self::TopologyScoped(sequence, ..)
            | Self::Unicast(sequence, ..) => Some(sequence),
            Self::Beacon(_) | Self::SingleHop(..) => None,
        }
    }

    /// Type and subtype, as one octet of the common header.
    pub const fn header_type(&self) -> u8 {
        match *self {
            Self::Beacon(_) => 0x10,
            Self::Unicast(..) => 0x20,
            Self::Anycast(.., shape, _) => 0x30 | shape as u8,
            Self::Broadcast(.., shape, _) => 0x40 | shape as u8,
            Self::SingleHop(..) => 0x50,
            Self::TopologyScoped(..) => 0x51,
            Self::LocationRequest(..) => 0x60,
            Self::LocationReply(..) => 0x61,
        }
    }

    /// Octets of the header of a type; `None` of one that [`read`](Self::read) refuses.
    pub(super) const fn len_of(header_type: u8) -> Option<usize> {
        Some(match header_type {
            0x10 => 24,
            0x20 | 0x61 => 48,
            0x30..=0x32 | 0x40..=0x42 => 44,
            0x50 | 0x51 => 28,
            0x60 => 36,
            _ => return None,
        })
    }

    /// Reads the header of a type; `common` stands at the octet that says it.
    pub(super) fn read(
        r: &mut Reader<'_>,
        header_type: u8,
        common: &Reader<'_>,
    ) -> Result<Self, EnvelopeError> {
        let shape = Shape::from_subtype(header_type & 0x0F);
        Ok(match (header_type, shape) {
            (0x10, _) => Self::Beacon(LongPosition::read(r)?),
            (0x20, _) => Self::Unicast(Sequence::read(r)?, LongPosition::read(r)?, ShortPosition::read(r)?),
            (0x30..=0x3F, Some(shape)) => {
                Self::Anycast(Sequence::read(r)?, LongPosition::read(r)?, shape, Area::read(r)?)
            }
            (0x40..=0x4F, Some(shape)) => {
                Self::Broadcast(Sequence::read(r)?, LongPosition::read(r)?, shape, Area::read(r)?)
            }
            (0x50, _) => Self::SingleHop(LongPosition::read(r)?, r.array()?),
            (0x51, _) => Self::TopologyScoped(Sequence::read(r)?, LongPosition::read(r)?),
            (0x60, _) => {
                Self::LocationRequest(Sequence::read(r)?, LongPosition::read(r)?, Address(r.array()?))
            }
            (0x61, _) => {
                Self::LocationReply(Sequence::read(r)?, LongPosition::read(r)?, ShortPosition::read(r)?)
            }
            _ => {
                let kind =
                    EnvelopeErrorKind::Value { field: "GeoNetworking header type", value: header_type };
                return Err(common.error(kind));
            }
        })
    }

    pub(super) fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Anycast(sequence, source, _, area) | Self::Broadcast(sequence, source, _, area) => {
                sequence.write(out);
                source.write(out);
                area.write(out);
            }
            Self::Beacon(source) => source.write(out),
            Self::LocationRequest(sequence, source, address) => {
                sequence.write(out);
                source.write(out);
                out.extend(address.0);
            }
            Self::LocationReply(sequence, source, other) | Self::Unicast(sequence, source, other) => {
                sequence.write(out);
                source.write(out);
                other.write(out);
            }
            Self::SingleHop(source, media) => {
                source.write(out);
                out.extend(media);
            }
            Self::TopologyScoped(sequence, source) => {
                sequence.write(out);
                source.write(out);
            }
        }
    }
}

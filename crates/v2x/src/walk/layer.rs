//! The headers that a walk has passed.

use core::ops::Deref;

use crate::envelope::btp::Btp;
use crate::envelope::dsmp::Dsm;
use crate::envelope::geonetworking::{Basic, Packet};
use crate::envelope::ieee1609dot2::Ieee1609Dot2Data;
use crate::envelope::wsmp::Wsm;
use crate::envelope::{EnvelopeError, EnvelopeErrorKind, Protocol, Reader};

/// How many headers may lie inside one another. WSMP around signed data around unsecured data is three, the
/// usual; signed data that is signed once more is four.
pub const MAX_LAYERS: usize = 6;

/// One header of a datagram, with everything that it encloses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layer<'a> {
    /// Which header.
    pub protocol: Protocol,
    /// Where it begins, in octets from the start of the datagram.
    pub offset: u32,
    /// The header and what it carries. DSMP is without its adaptation octet.
    pub octets: &'a [u8],
    /// How many octets follow its end inside what encloses it: the next outer header's data, or the datagram. They are
    /// counted and never looked at.
    pub trailing: u32,
}

/// The `parse` of a header: what it reads, and the octets after it.
type Parse<'a, T> = fn(&'a [u8]) -> Result<(T, &'a [u8]), EnvelopeError>;

impl<'a> Layer<'a> {
    const EMPTY: Self = Self { protocol: Protocol::Datagram, offset: 0, octets: &[], trailing: 0 };

    /// The header's fields, if it is DSMP.
    pub fn dsm(&self) -> Option<Dsm<'a>> {
        self.read(Protocol::Dsmp, Dsm::parse)
    }

    /// The ports, if it is BTP.
    pub fn btp(&self) -> Option<Btp> {
        self.read(Protocol::Btp, Btp::parse)
    }

    /// The fields, if it is the basic header of GeoNetworking.
    pub fn geonetworking(&self) -> Option<Basic> {
        self.read(Protocol::GeoNetworking, Basic::parse)
    }

    /// The fields, if it is the common and extended header of GeoNetworking.
    pub fn geonetworking_packet(&self) -> Option<Packet<'a>> {
        self.read(Protocol::GeoNetworkingCommon, Packet::parse)
    }

    /// The structure, if it is IEEE 1609.2.
    pub fn secured(&self) -> Option<Ieee1609Dot2Data<'a>> {
        self.read(Protocol::Ieee1609Dot2, Ieee1609Dot2Data::parse)
    }

    /// The header's fields, if it is WSMP.
    pub fn wsm(&self) -> Option<Wsm<'a>> {
        self.read(Protocol::Wsmp, Wsm::parse)
    }

    /// The walk keeps where a header lies, not its fields: few readers want them, and they take ten times the room.
    fn read<T>(&self, protocol: Protocol, parse: Parse<'a, T>) -> Option<T> {
        if self.protocol == protocol { parse(self.octets).ok().map(|(header, _)| header) } else { None }
    }
}

/// The headers of a datagram, outermost first: a slice of at most [`MAX_LAYERS`], without heap.
#[derive(Clone, Copy, Debug)]
pub struct Layers<'a> {
    layers: [Layer<'a>; MAX_LAYERS],
    len: usize,
}

impl<'a> Layers<'a> {
    pub(super) const fn new() -> Self {
        Self { layers: [Layer::EMPTY; MAX_LAYERS], len: 0 }
    }

    /// Notes the header that was read between `start` and `end`.
    pub(super) fn push(
        &mut self,
        protocol: Protocol,
        start: &Reader<'a>,
        end: &Reader<'a>,
    ) -> Result<(), EnvelopeError> {
        let depth = EnvelopeErrorKind::Depth { max: MAX_LAYERS as u8 };
        let offset = start.offset() as usize;
        self.put(protocol, offset, end.since(start), end.rest().len()).ok_or_else(|| start.error(depth))
    }

    /// Notes a header; `None` where there is no room.
    #[inline(always)]
    pub(super) fn put(
        &mut self,
        protocol: Protocol,
        offset: usize,
        octets: &'a [u8],
        trailing: usize,
    ) -> Option<()> {
        let clamp = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let layer = self.layers.get_mut(self.len)?;
        *layer = Layer { protocol, offset: clamp(offset), octets, trailing: clamp(trailing) };
        self.len += 1;
        Some(())
    }

    /// Forgets all.
    pub(super) const fn clear(&mut self) {
        self.len = 0;
    }
}

impl<'a> Deref for Layers<'a> {
    type Target = [Layer<'a>];

    fn deref(&self) -> &[Layer<'a>] {
        self.layers.get(..self.len).unwrap_or_default()
    }
}

impl PartialEq for Layers<'_> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Layers<'_> {}

//! What a certificate's holder may sign, and what it may issue certificates for.

use alloc::vec::Vec;

use super::super::coer;
use super::super::header::{optional, read_psid};
use crate::envelope::error::{EnvelopeError, Protocol};
use crate::envelope::psid::Psid;
use crate::envelope::read::Reader;

/// One permission of a certificate's holder (`PsidSsp`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Permission<'a> {
    /// The service.
    pub psid: Psid,
    /// What in it the holder may do: the tag of `ServiceSpecificPermissions` (0x80 opaque, 0x81 bit map) and its octets.
    pub ssp: Option<(u8, &'a [u8])>,
}

impl<'a> Permission<'a> {
    fn read(r: &mut Reader<'a>) -> Result<Self, EnvelopeError> {
        let present = coer::preamble(r, 1, "PsidSsp")? != 0;
        Ok(Self { psid: read_psid(r)?, ssp: optional(r, present, read_ssp)? })
    }

    /// Appends the permission to a list of them, for [`Permissions::new`].
    pub fn write(&self, out: &mut Vec<u8>) {
        out.push(if self.ssp.is_some() { 0x80 } else { 0 });
        coer::write_unsigned(self.psid.value(), out);
        match self.ssp {
            None => {}
            Some((BIT_MAP, octets)) => {
                out.push(BIT_MAP);
                coer::write_open_type(out, |out| coer::write_octets(octets, out));
            }
            Some((tag, octets)) => {
                out.push(tag);
                coer::write_octets(octets, out);
            }
        }
    }
}

/// The tag of a bit map in `ServiceSpecificPermissions`.
const BIT_MAP: u8 = 0x81;

fn read_ssp<'a>(r: &mut Reader<'a>) -> Result<(u8, &'a [u8]), EnvelopeError> {
    let at = *r;
    let tag = r.u8()?;
    let octets = match tag {
        0x80 => coer::octets(r)?,
        BIT_MAP => coer::open_type(r, coer::octets)?,
        _ => coer::unknown_alternative(r, &at, "ServiceSpecificPermissions", tag)?,
    };
    Ok((tag, octets))
}

/// The permissions of a certificate's holder (`SequenceOfPsidSsp`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Permissions<'a>(&'a [u8]);

impl<'a> Permissions<'a> {
    /// The permissions that `octets` hold one after the other, as [`Permission::write`] makes them.
    ///
    /// # Errors
    /// When the octets are not permissions, up to the last of them.
    pub fn new(octets: &'a [u8]) -> Result<Self, EnvelopeError> {
        let mut r = Reader::new(octets, Protocol::Ieee1609Dot2);
        while !r.rest().is_empty() {
            Permission::read(&mut r)?;
        }
        Ok(Self(octets))
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        coer::write_unsigned(self.iter().count() as u32, out);
        out.extend_from_slice(self.0);
    }

    pub(super) fn read(r: &mut Reader<'a>) -> Result<Self, EnvelopeError> {
        let count = coer::unsigned(r)?;
        let start = *r;
        for _ in 0..count {
            Permission::read(r)?;
        }
        Ok(Self(r.since(&start)))
    }

    /// The permissions in their order.
    pub fn iter(&self) -> impl Iterator<Item = Permission<'a>> + use<'a> {
        let mut r = Reader::new(self.0, Protocol::Ieee1609Dot2);
        // The octets were walked when they were read, so the first failure is their end.
        core::iter::from_fn(move || Permission::read(&mut r).ok())
    }
}

/// What the holder of an authority's certificate may issue, or request, certificates for: one entry
/// (`PsidGroupPermissions`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupPermission {
    /// Which permissions may be passed on.
    pub subject: SubjectPermissions,
    /// How many certificates must at least follow below, down to that of whoever signs messages.
    pub min_chain_length: i64,
    /// How many more may follow; -1 is any number.
    pub chain_length_range: i64,
    /// For whom: 0x80 signers of messages, 0x40 holders of enrolment certificates (`EndEntityType`).
    pub end_entity: u8,
}

impl Default for GroupPermission {
    /// Everything, for the next certificate below, which signs messages: the defaults of the standard.
    fn default() -> Self {
        Self {
            subject: SubjectPermissions::All,
            min_chain_length: DEFAULT_MIN_CHAIN,
            chain_length_range: DEFAULT_CHAIN_RANGE,
            end_entity: DEFAULT_END_ENTITY,
        }
    }
}

const DEFAULT_MIN_CHAIN: i64 = 1;
const DEFAULT_CHAIN_RANGE: i64 = 0;
const DEFAULT_END_ENTITY: u8 = 0x80;

/// Which permissions may be passed on (`SubjectPermissions`).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SubjectPermissions {
    /// All, but for those that another entry of the same certificate lists.
    All,
    /// These.
    Explicit(Vec<PsidSspRange>),
    /// A form that this library does not know, by its tag.
    Unknown(u8),
}

/// A service and what in it (`PsidSspRange`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PsidSspRange {
    /// The service.
    pub psid: Psid,
    /// What in it; absent: only permissions without service-specific part.
    pub range: Option<SspRange>,
}

/// Service-specific permissions that may be passed on (`SspRange`).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SspRange {
    /// All.
    All,
    /// Bit maps that have the bits of `value` wherever `mask` is set.
    BitMap {
        /// The bits.
        value: Vec<u8>,
        /// Which of them count; as long as `value`.
        mask: Vec<u8>,
    },
    /// One of these.
    Opaque(Vec<Vec<u8>>),
    /// A form that this library does not know, by its tag.
    Unknown(u8),
}

impl GroupPermission {
    /// Preamble, whom it concerns, then the lengths of the chain and the kind of holder, each only where it differs
    /// from its default.
    fn read(r: &mut Reader<'_>) -> Result<Self, EnvelopeError> {
        let bits = coer::preamble(r, 3, "PsidGroupPermissions")?;
        let at = *r;
        let subject = match r.u8()? {
            0x80 => SubjectPermissions::Explicit(list(r, PsidSspRange::read)?),
            0x81 => SubjectPermissions::All,
            tag => {
                coer::unknown_alternative(r, &at, "SubjectPermissions", tag)?;
                SubjectPermissions::Unknown(tag)
            }
        };
        let min_chain_length = optional(r, bits & 0x80 != 0, coer::integer)?;
        let chain_length_range = optional(r, bits & 0x40 != 0, coer::integer)?;
        let end_entity = optional(r, bits & 0x20 != 0, Reader::u8)?;
        Ok(Self {
            subject,
            min_chain_length: min_chain_length.unwrap_or(DEFAULT_MIN_CHAIN),
            chain_length_range: chain_length_range.unwrap_or(DEFAULT_CHAIN_RANGE),
            end_entity: end_entity.unwrap_or(DEFAULT_END_ENTITY),
        })
    }

    /// Appends the entry to a list of them, for [`GroupPermissions::new`]. Unknown forms are left out: the list grants
    /// nothing by them.
    pub fn write(&self, out: &mut Vec<u8>) {
        let bit = |set: bool, bit: u8| if set { bit } else { 0 };
        let (chain, range) =
            (self.min_chain_length != DEFAULT_MIN_CHAIN, self.chain_length_range != DEFAULT_CHAIN_RANGE);
        let end_entity = self.end_entity != DEFAULT_END_ENTITY;
        out.push(bit(chain, 0x80) | bit(range, 0x40) | bit(end_entity, 0x20));
        match &self.subject {
            SubjectPermissions::Explicit(ranges) => {
                out.push(0x80);
                coer::write_unsigned(ranges.len() as u32, out);
                ranges.iter().for_each(|range| range.write(out));
            }
            SubjectPermissions::All => out.push(0x81),
            SubjectPermissions::Unknown(_) => out.extend_from_slice(&[0x80, 1, 0]),
        }
        if chain {
            coer::write_integer(self.min_chain_length, out);
        }
        if range {
            coer::write_integer(self.chain_length_range, out);
        }
        if end_entity {
            out.push(self.end_entity);
        }
    }
}

impl PsidSspRange {
    fn read(r: &mut Reader<'_>) -> Result<Self, EnvelopeError> {
        let present = coer::preamble(r, 1, "PsidSspRange")? != 0;
        Ok(Self { psid: read_psid(r)?, range: optional(r, present, SspRange::read)? })
    }

    fn write(&self, out: &mut Vec<u8>) {
        out.push(if self.range.is_some() { 0x80 } else { 0 });
        coer::write_unsigned(self.psid.value(), out);
        match &self.range {
            None => {}
            Some(SspRange::Opaque(allowed)) => {
                out.push(0x80);
                coer::write_unsigned(allowed.len() as u32, out);
                allowed.iter().for_each(|octets| coer::write_octets(octets, out));
            }
            Some(SspRange::All) => out.push(0x81),
            Some(SspRange::BitMap { value, mask }) => {
                out.push(0x82);
                coer::write_open_type(out, |out| {
                    coer::write_octets(value, out);
                    coer::write_octets(mask, out);
                });
            }
            Some(SspRange::Unknown(_)) => out.extend_from_slice(&[0x80, 1, 0]),
        }
    }
}

impl SspRange {
    fn read(r: &mut Reader<'_>) -> Result<Self, EnvelopeError> {
        let at = *r;
        Ok(match r.u8()? {
            0x80 => Self::Opaque(list(r, |r| coer::octets(r).map(<[u8]>::to_vec))?),
            0x81 => Self::All,
            0x82 => coer::open_type(r, |r| {
                Ok(Self::BitMap { value: coer::octets(r)?.to_vec(), mask: coer::octets(r)?.to_vec() })
            })?,
            tag => {
                coer::unknown_alternative(r, &at, "SspRange", tag)?;
                Self::Unknown(tag)
            }
        })
    }
}

/// A SEQUENCE OF. Each item takes at least one octet, so a claimed count ends with the octets, and only what is read
/// is allocated.
fn list<'a, T>(
    r: &mut Reader<'a>,
    item: impl Fn(&mut Reader<'a>) -> Result<T, EnvelopeError>,
) -> Result<Vec<T>, EnvelopeError> {
    let mut items = Vec::new();
    for _ in 0..coer::unsigned(r)? {
        items.push(item(r)?);
    }
    Ok(items)
}

/// What an authority may issue or request certificates for (`SequenceOfPsidGroupPermissions`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GroupPermissions<'a>(&'a [u8]);

impl<'a> GroupPermissions<'a> {
    /// The entries that `octets` hold one after the other, as [`GroupPermission::write`] makes them.
    ///
    /// # Errors
    /// When the octets are not such entries, up to the last of them.
    pub fn new(octets: &'a [u8]) -> Result<Self, EnvelopeError> {
        let mut r = Reader::new(octets, Protocol::Ieee1609Dot2);
        while !r.rest().is_empty() {
            skip::group_permission(&mut r)?;
        }
        Ok(Self(octets))
    }

    pub(super) fn read(r: &mut Reader<'a>) -> Result<Self, EnvelopeError> {
        let count = coer::unsigned(r)?;
        let start = *r;
        for _ in 0..count {
            skip::group_permission(r)?;
        }
        Ok(Self(r.since(&start)))
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        coer::write_unsigned(self.iter().count() as u32, out);
        out.extend_from_slice(self.0);
    }

    /// The entries in their order.
    pub fn iter(&self) -> impl Iterator<Item = GroupPermission> + use<'a> {
        let mut r = Reader::new(self.0, Protocol::Ieee1609Dot2);
        // The octets were walked when they were read, so the first failure is their end.
        core::iter::from_fn(move || GroupPermission::read(&mut r).ok())
    }
}

/// The same structures stepped over: reading a message must not allocate.
mod skip {
    use super::super::super::region::list;
    use super::*;

    pub(super) fn group_permission(r: &mut Reader<'_>) -> Result<(), EnvelopeError> {
        let bits = coer::preamble(r, 3, "PsidGroupPermissions")?;
        let at = *r;
        match r.u8()? {
            0x80 => list(r, psid_ssp_range)?,
            0x81 => {}
            tag => coer::unknown_alternative(r, &at, "SubjectPermissions", tag).map(drop)?,
        }
        optional(r, bits & 0x80 != 0, coer::integer)?;
        optional(r, bits & 0x40 != 0, coer::integer)?;
        optional(r, bits & 0x20 != 0, Reader::u8)?;
        Ok(())
    }

    fn psid_ssp_range(r: &mut Reader<'_>) -> Result<(), EnvelopeError> {
        let present = coer::preamble(r, 1, "PsidSspRange")? != 0;
        read_psid(r)?;
        if !present {
            return Ok(());
        }
        let at = *r;
        match r.u8()? {
            0x80 => list(r, coer::octets),
            0x81 => Ok(()),
            0x82 => coer::open_type(r, |r| {
                coer::octets(r)?;
                coer::octets(r).map(drop)
            }),
            tag => coer::unknown_alternative(r, &at, "SspRange", tag).map(drop),
        }
    }
}

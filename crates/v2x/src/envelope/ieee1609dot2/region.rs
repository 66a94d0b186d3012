//! The two parts of a certificate that a message's reader only steps over: where it holds, and what its holder may issue.
//!
//! Both are nested lists without length in front. They are walked to their end and kept as octets.

use super::coer;
use super::header::{optional, read_psid};
use crate::envelope::error::EnvelopeError;
use crate::envelope::read::Reader;

/// The octets of a `TwoDLocation`: latitude and longitude.
const LOCATION: usize = 8;

/// How a region is described (`GeographicRegion`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RegionKind {
    /// A centre and a radius.
    Circle,
    /// Rectangles along parallels and meridians.
    Rectangles,
    /// One polygon.
    Polygon,
    /// Countries and their parts.
    Countries,
    /// A form that this library does not know, by its tag.
    Unknown(u8),
}

/// Where a certificate holds (`GeographicRegion`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region<'a> {
    /// How it is described.
    pub kind: RegionKind,
    /// The description, as encoded.
    pub octets: &'a [u8],
}

impl<'a> Region<'a> {
    pub(super) fn read(r: &mut Reader<'a>) -> Result<Self, EnvelopeError> {
        let at = *r;
        let tag = r.u8()?;
        let start = *r;
        let kind = match tag {
            0x80 => {
                r.take(LOCATION + 2)?;
                RegionKind::Circle
            }
            0x81 => {
                list(r, |r| r.take(2 * LOCATION))?;
                RegionKind::Rectangles
            }
            0x82 => {
                list(r, |r| r.take(LOCATION))?;
                RegionKind::Polygon
            }
            0x83 => {
                list(r, identified_region)?;
                RegionKind::Countries
            }
            _ => {
                coer::unknown_alternative(r, &at, "GeographicRegion", tag)?;
                RegionKind::Unknown(tag)
            }
        };
        Ok(Self { kind, octets: r.since(&start) })
    }
}

/// Steps over a SEQUENCE OF. Each item takes at least one octet, so a claimed count ends with the octets.
fn list<'a, T>(
    r: &mut Reader<'a>,
    item: impl Fn(&mut Reader<'a>) -> Result<T, EnvelopeError>,
) -> Result<(), EnvelopeError> {
    for _ in 0..coer::unsigned(r)? {
        item(r)?;
    }
    Ok(())
}

/// `IdentifiedRegion`: a country (2 octets), alone, with regions, or with regions and their parts.
fn identified_region(r: &mut Reader<'_>) -> Result<(), EnvelopeError> {
    let at = *r;
    let tag = r.u8()?;
    match tag {
        0x80 => r.take(2).map(drop),
        0x81 => {
            r.take(2)?;
            list(r, Reader::u8)
        }
        0x82 => {
            r.take(2)?;
            list(r, |r| {
                r.u8()?;
                list(r, Reader::u16)
            })
        }
        _ => coer::unknown_alternative(r, &at, "IdentifiedRegion", tag).map(drop),
    }
}

/// `SequenceOfPsidGroupPermissions`, as encoded.
pub(super) fn group_permissions<'a>(r: &mut Reader<'a>) -> Result<&'a [u8], EnvelopeError> {
    let start = *r;
    list(r, group_permission)?;
    Ok(r.since(&start))
}

/// `PsidGroupPermissions`: whom it concerns, then the lengths of the chain (integers) and the kind of holder (8 bits),
/// each only where it differs from its default.
fn group_permission(r: &mut Reader<'_>) -> Result<(), EnvelopeError> {
    let bits = coer::preamble(r, 3, "PsidGroupPermissions")?;
    let at = *r;
    match r.u8()? {
        0x80 => list(r, psid_ssp_range)?,
        0x81 => {}
        tag => coer::unknown_alternative(r, &at, "SubjectPermissions", tag).map(drop)?,
    }
    optional(r, bits & 0x80 != 0, coer::octets)?;
    optional(r, bits & 0x40 != 0, coer::octets)?;
    optional(r, bits & 0x20 != 0, Reader::u8)?;
    Ok(())
}

/// `PsidSspRange`: a service and what in it: a list of octet strings, everything, or a bit map with a mask.
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
        tag => coer::unknown_alternative(r, &at, "SspRange", tag).map(drop),
    }
}

//! Where a certificate holds. A message's reader only steps over it: it is a nested list without length in front, walked to its
//! end and kept as octets. [`Region::shape`] reads it out.

use alloc::vec::Vec;

use super::coer;
use crate::envelope::error::{EnvelopeError, Protocol};
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

/// A place without height (`TwoDLocation`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct TwoDLocation {
    /// Latitude in 0.1 µ°.
    pub latitude: i32,
    /// Longitude in 0.1 µ°.
    pub longitude: i32,
}

impl TwoDLocation {
    fn read(r: &mut Reader<'_>) -> Result<Self, EnvelopeError> {
        let mut degrees = || r.array().map(i32::from_be_bytes);
        Ok(Self { latitude: degrees()?, longitude: degrees()? })
    }

    fn write(self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.latitude.to_be_bytes());
        out.extend_from_slice(&self.longitude.to_be_bytes());
    }
}

/// A country, or a part of it (`IdentifiedRegion`, one item of its lists).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Identified {
    /// The country's number, by the statistics division of the United Nations.
    pub country: u16,
    /// Its part, if not all of it is meant.
    pub region: Option<u8>,
    /// A part of that part, likewise.
    pub subregion: Option<u16>,
}

/// A region, read out or to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RegionShape {
    /// A centre and a radius in metres.
    Circle(TwoDLocation, u16),
    /// Countries and their parts.
    Countries(Vec<Identified>),
    /// The corners of a polygon; the last one is joined to the first.
    Polygon(Vec<TwoDLocation>),
    /// The north-western and the south-eastern corners of rectangles.
    Rectangles(Vec<(TwoDLocation, TwoDLocation)>),
}

impl RegionShape {
    /// How the region is described, and its octets, for a [`Region`].
    pub fn to_octets(&self) -> (RegionKind, Vec<u8>) {
        let mut out = Vec::new();
        let kind = match self {
            Self::Circle(center, radius) => {
                center.write(&mut out);
                out.extend_from_slice(&radius.to_be_bytes());
                RegionKind::Circle
            }
            Self::Rectangles(rectangles) => {
                coer::write_unsigned(rectangles.len() as u32, &mut out);
                rectangles.iter().flat_map(|(a, b)| [a, b]).for_each(|corner| corner.write(&mut out));
                RegionKind::Rectangles
            }
            Self::Polygon(corners) => {
                coer::write_unsigned(corners.len() as u32, &mut out);
                corners.iter().for_each(|corner| corner.write(&mut out));
                RegionKind::Polygon
            }
            Self::Countries(countries) => {
                coer::write_unsigned(countries.len() as u32, &mut out);
                countries.iter().for_each(|country| country.write(&mut out));
                RegionKind::Countries
            }
        };
        (kind, out)
    }
}

impl Identified {
    fn write(&self, out: &mut Vec<u8>) {
        let tag = match (self.region, self.subregion) {
            (None, _) => 0x80,
            (Some(_), None) => 0x81,
            (Some(_), Some(_)) => 0x82,
        };
        out.push(tag);
        out.extend_from_slice(&self.country.to_be_bytes());
        if let Some(region) = self.region {
            out.extend_from_slice(&[1, 1, region]);
        }
        if let (Some(_), Some(subregion)) = (self.region, self.subregion) {
            out.extend_from_slice(&[1, 1]);
            out.extend_from_slice(&subregion.to_be_bytes());
        }
    }

    /// Appends the items of one `IdentifiedRegion`. Unknown forms name no place.
    fn read(r: &mut Reader<'_>, found: &mut Vec<Self>) -> Result<(), EnvelopeError> {
        let start = *r;
        let tag = r.u8()?;
        if !(0x80..=0x82).contains(&tag) {
            *r = start;
            return identified_region(r);
        }
        let country = r.u16()?;
        if tag == 0x80 {
            found.push(Self { country, ..Self::default() });
            return Ok(());
        }
        for _ in 0..coer::unsigned(r)? {
            let region = Some(r.u8()?);
            if tag == 0x81 {
                found.push(Self { country, region, subregion: None });
                continue;
            }
            for _ in 0..coer::unsigned(r)? {
                found.push(Self { country, region, subregion: Some(r.u16()?) });
            }
        }
        Ok(())
    }
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
    /// Reads the description out. `None` of a form that this library does not know.
    ///
    /// # Errors
    /// When `octets` are not what `kind` says, which cannot be with a region that was read.
    pub fn shape(&self) -> Result<Option<RegionShape>, EnvelopeError> {
        let mut r = Reader::new(self.octets, Protocol::Ieee1609Dot2);
        Ok(Some(match self.kind {
            RegionKind::Circle => RegionShape::Circle(TwoDLocation::read(&mut r)?, r.u16()?),
            RegionKind::Rectangles => {
                let corners = |r: &mut Reader<'_>| Ok((TwoDLocation::read(r)?, TwoDLocation::read(r)?));
                RegionShape::Rectangles(collect(&mut r, corners)?)
            }
            RegionKind::Polygon => RegionShape::Polygon(collect(&mut r, TwoDLocation::read)?),
            RegionKind::Countries => {
                let mut found = Vec::new();
                for _ in 0..coer::unsigned(&mut r)? {
                    Identified::read(&mut r, &mut found)?;
                }
                RegionShape::Countries(found)
            }
            RegionKind::Unknown(_) => return Ok(None),
        }))
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        out.push(match self.kind {
            RegionKind::Circle => 0x80,
            RegionKind::Rectangles => 0x81,
            RegionKind::Polygon => 0x82,
            RegionKind::Countries => 0x83,
            RegionKind::Unknown(tag) => tag,
        });
        out.extend_from_slice(self.octets);
    }

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
pub(super) fn list<'a, T>(
    r: &mut Reader<'a>,
    item: impl Fn(&mut Reader<'a>) -> Result<T, EnvelopeError>,
) -> Result<(), EnvelopeError> {
    for _ in 0..coer::unsigned(r)? {
        item(r)?;
    }
    Ok(())
}

/// The items of a SEQUENCE OF; memory follows what is read.
fn collect<T>(
    r: &mut Reader<'_>,
    item: impl Fn(&mut Reader<'_>) -> Result<T, EnvelopeError>,
) -> Result<Vec<T>, EnvelopeError> {
    let mut items = Vec::new();
    for _ in 0..coer::unsigned(r)? {
        items.push(item(r)?);
    }
    Ok(items)
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

//! What the signer says about the message (`HeaderInfo`), and the time and place types in it.

use alloc::vec::Vec;

use super::coer::{self, Extensions};
use super::key::EncryptionKey;
use crate::envelope::error::{EnvelopeError, EnvelopeErrorKind, WriteError};
use crate::envelope::psid::Psid;
use crate::envelope::read::Reader;

/// Microseconds of atomic time since 2004-01-01T00:00:00 UTC (`Time64`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time64(pub u64);

/// Seconds from the Unix epoch to the epoch of 1609.2, 2004-01-01T00:00:00 UTC.
const EPOCH: i64 = 1_072_915_200;

/// The leap seconds after 2004, as seconds of Unix time at which each had just passed (IERS Bulletin C: 2005-12-31,
/// 2008-12-31, 2012-06-30, 2015-06-30, 2016-12-31). None is announced since; a new one would be added here.
const LEAP_SECONDS: [i64; 5] = [1_136_073_600, 1_230_768_000, 1_341_100_800, 1_435_708_800, 1_483_228_800];

impl Time64 {
    /// Microseconds of Unix time (UTC). `None` beyond the range of an `i64`.
    ///
    /// Atomic time runs through leap seconds: for dates since 2017 UTC is 5 s behind. Within an inserted second the
    /// answer stands still at the second after it.
    ///
    /// ```
    /// use v2x::envelope::ieee1609dot2::Time64;
    ///
    /// assert_eq!(Time64(0).unix_micros(), Some(1_072_915_200_000_000));
    /// assert_eq!(Time64(621_714_712_490_000).unix_micros(), Some(1_694_629_907_490_000));
    /// ```
    pub fn unix_micros(self) -> Option<i64> {
        let atomic = i64::try_from(self.0).ok()?.checked_add(EPOCH * 1_000_000)?;
        let mut utc = atomic;
        for (passed, leap) in (1..).zip(LEAP_SECONDS) {
            let boundary = leap * 1_000_000;
            if atomic >= boundary + (passed - 1) * 1_000_000 {
                utc = (atomic - passed * 1_000_000).max(boundary);
            }
        }
        Some(utc)
    }

    /// The time of these microseconds of Unix time (UTC). `None` before 2004.
    pub fn from_unix_micros(utc: i64) -> Option<Self> {
        let leaps = LEAP_SECONDS.iter().filter(|leap| utc >= **leap * 1_000_000).count() as i64;
        let atomic = utc.checked_add(leaps * 1_000_000)?.checked_sub(EPOCH * 1_000_000)?;
        u64::try_from(atomic).ok().map(Self)
    }
}

/// Where a message was made (`ThreeDLocation`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ThreeDLocation {
    /// Latitude in 0.1 µ°; 900 000 001 is unknown.
    pub latitude: i32,
    /// Longitude in 0.1 µ°; 1 800 000 001 is unknown.
    pub longitude: i32,
    /// Elevation in 0.1 m, as on the wire. Editions of the standard place its zero differently, so it is not converted.
    pub elevation: u16,
}

impl ThreeDLocation {
    fn read(r: &mut Reader<'_>) -> Result<Self, EnvelopeError> {
        let latitude = ranged(r, "Latitude", -900_000_000..=900_000_001)?;
        let longitude = ranged(r, "Longitude", -1_799_999_999..=1_800_000_001)?;
        Ok(Self { latitude, longitude, elevation: r.u16()? })
    }

    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.latitude.to_be_bytes());
        out.extend_from_slice(&self.longitude.to_be_bytes());
        out.extend_from_slice(&self.elevation.to_be_bytes());
    }
}

/// An integer of four octets within its range.
fn ranged(
    r: &mut Reader<'_>,
    field: &'static str,
    range: core::ops::RangeInclusive<i32>,
) -> Result<i32, EnvelopeError> {
    let start = *r;
    let octets = r.array()?;
    let value = i32::from_be_bytes(octets);
    if range.contains(&value) {
        return Ok(value);
    }
    Err(start.error(EnvelopeErrorKind::Value { field, value: octets[0] }))
}

/// A revocation list that the sender would like to have (`MissingCrlIdentifier`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MissingCrl<'a> {
    /// The last octets of the hash of the authority's certificate.
    pub craca_id: [u8; 3],
    /// The series of revocation lists.
    pub crl_series: u16,
    /// What newer editions add.
    pub extensions: Extensions<'a>,
}

impl<'a> MissingCrl<'a> {
    fn read(r: &mut Reader<'a>) -> Result<Self, EnvelopeError> {
        let bits = coer::preamble(r, 1, "MissingCrlIdentifier")?;
        let (craca_id, crl_series) = (r.array()?, r.u16()?);
        Ok(Self { craca_id, crl_series, extensions: Extensions::read(r, bits != 0)? })
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        out.push(if self.extensions.is_empty() { 0 } else { EXTENDED });
        out.extend_from_slice(&self.craca_id);
        out.extend_from_slice(&self.crl_series.to_be_bytes());
        self.extensions.write(out);
    }
}

/// What the signer says about a message (`HeaderInfo`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HeaderInfo<'a> {
    /// The service that the message belongs to; the signer must be permitted to it.
    pub psid: Psid,
    /// When the message was signed.
    pub generation_time: Option<Time64>,
    /// When it ceases to hold.
    pub expiry_time: Option<Time64>,
    /// Where it was signed.
    pub generation_location: Option<ThreeDLocation>,
    /// A request for a certificate, by the last octets of its hash (peer-to-peer distribution).
    pub p2pcd_learning_request: Option<[u8; 3]>,
    /// A request for a revocation list.
    pub missing_crl: Option<MissingCrl<'a>>,
    /// A key to encrypt answers with.
    pub encryption_key: Option<EncryptionKey<'a>>,
    /// What later editions add, by index: 0 is `inlineP2pcdRequest`, 1 `requestedCertificate`, 2 `pduFunctionalType`,
    /// 3 `contributedExtensions`.
    pub extensions: Extensions<'a>,
}

/// The preamble's bits, from the top.
const EXTENDED: u8 = 0x80;
const GENERATION_TIME: u8 = 0x40;
const EXPIRY_TIME: u8 = 0x20;
const GENERATION_LOCATION: u8 = 0x10;
const P2PCD_LEARNING_REQUEST: u8 = 0x08;
const MISSING_CRL: u8 = 0x04;
const ENCRYPTION_KEY: u8 = 0x02;

/// `read` if the bit is set.
pub(super) fn optional<'a, T>(
    r: &mut Reader<'a>,
    present: bool,
    read: impl FnOnce(&mut Reader<'a>) -> Result<T, EnvelopeError>,
) -> Result<Option<T>, EnvelopeError> {
    if present { read(r).map(Some) } else { Ok(None) }
}

/// The PSID of a 1609.2 structure: the value itself, not its p-encoded form.
pub(super) fn read_psid(r: &mut Reader<'_>) -> Result<Psid, EnvelopeError> {
    let start = *r;
    let value = coer::unsigned(r)?;
    let [octet, ..] = value.to_be_bytes();
    Psid::from_value(value).ok_or_else(|| start.error(EnvelopeErrorKind::Identifier { octet }))
}

impl<'a> HeaderInfo<'a> {
    /// The type of PDU when the message is not data of an application (`pduFunctionalType`): 1 is a TLS handshake,
    /// 2 an ISO 21177 extended authentication.
    pub fn pdu_functional_type(&self) -> Option<u8> {
        match self.extensions.find(2) {
            Some(&[kind]) => Some(kind),
            _ => None,
        }
    }

    pub(super) fn read(r: &mut Reader<'a>) -> Result<Self, EnvelopeError> {
        let bits = coer::preamble(r, 7, "HeaderInfo")?;
        Ok(Self {
            psid: read_psid(r)?,
            generation_time: optional(r, bits & GENERATION_TIME != 0, |r| r.u64().map(Time64))?,
            expiry_time: optional(r, bits & EXPIRY_TIME != 0, |r| r.u64().map(Time64))?,
            generation_location: optional(r, bits & GENERATION_LOCATION != 0, ThreeDLocation::read)?,
            p2pcd_learning_request: optional(r, bits & P2PCD_LEARNING_REQUEST != 0, Reader::array)?,
            missing_crl: optional(r, bits & MISSING_CRL != 0, MissingCrl::read)?,
            encryption_key: optional(r, bits & ENCRYPTION_KEY != 0, EncryptionKey::read)?,
            extensions: Extensions::read(r, bits & EXTENDED != 0)?,
        })
    }

    /// Steps over one, checking it like [`read`](Self::read). Headers that have nothing but times beside the PSID, as
    /// nearly all do, are not taken apart.
    #[inline]
    pub(super) fn skim(r: &mut Reader<'a>) -> Result<(), EnvelopeError> {
        let mut ahead = *r;
        if let Ok(bits) = ahead.u8()
            && bits & !(GENERATION_TIME | EXPIRY_TIME) == 0
            && read_psid(&mut ahead).is_ok()
            && ahead.take(8 * bits.count_ones() as usize).is_ok()
        {
            *r = ahead;
            return Ok(());
        }
        Self::read(r).map(drop)
    }

    fn preamble(&self) -> u8 {
        let bit = |present: bool, bit: u8| if present { bit } else { 0 };
        bit(!self.extensions.is_empty(), EXTENDED)
            | bit(self.generation_time.is_some(), GENERATION_TIME)
            | bit(self.expiry_time.is_some(), EXPIRY_TIME)
            | bit(self.generation_location.is_some(), GENERATION_LOCATION)
            | bit(self.p2pcd_learning_request.is_some(), P2PCD_LEARNING_REQUEST)
            | bit(self.missing_crl.is_some(), MISSING_CRL)
            | bit(self.encryption_key.is_some(), ENCRYPTION_KEY)
    }

    pub(super) fn write(&self, out: &mut Vec<u8>) -> Result<(), WriteError> {
        out.push(self.preamble());
        coer::write_unsigned(self.psid.value(), out);
        for time in [self.generation_time, self.expiry_time].into_iter().flatten() {
            out.extend_from_slice(&time.0.to_be_bytes());
        }
        if let Some(location) = &self.generation_location {
            location.write(out);
        }
        if let Some(id) = &self.p2pcd_learning_request {
            out.extend_from_slice(id);
        }
        if let Some(crl) = &self.missing_crl {
            crl.write(out);
        }
        if let Some(key) = &self.encryption_key {
            key.write(out)?;
        }
        self.extensions.write(out);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn atomic_time_to_utc_and_back() {
        // One second before, within and after the leap second at the end of 2016, the fifth since 2004.
        let new_year_2017 = 1_483_228_800_000_000;
        let before = Time64::from_unix_micros(new_year_2017 - 1_000_000).unwrap();
        let after = Time64::from_unix_micros(new_year_2017).unwrap();
        assert_eq!(after.0 - before.0, 2_000_000);
        assert_eq!(before.unix_micros(), Some(new_year_2017 - 1_000_000));
        assert_eq!(Time64(before.0 + 1_500_000).unix_micros(), Some(new_year_2017));
        assert_eq!(after.unix_micros(), Some(new_year_2017));
        assert_eq!(after.0, (new_year_2017 as u64 - 1_072_915_200_000_000) + 5_000_000);
        assert_eq!(Time64::from_unix_micros(0), None);
        assert_eq!(Time64(u64::MAX).unix_micros(), None);
    }
}

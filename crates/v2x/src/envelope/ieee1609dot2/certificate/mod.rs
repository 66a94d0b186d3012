//! Certificates (`CertificateBase`, IEEE 1609.2 §6.4), explicit and implicit, read where they lie.
//!
//! A certificate in a message has no length of its own: to know where it ends, all of it must be walked. A received one is
//! only copied: its hash is its name. New ones are made by [`Certificate::new`] and [`write`](Certificate::write).

mod permissions;
mod write;

use super::coer::{self, Extensions};
use super::header::optional;
use super::key::{CurvePoint, PublicEncryptionKey, PublicKey};
use super::region::Region;
use super::signature::{HashAlgorithm, Signature};
use crate::envelope::error::{EnvelopeError, EnvelopeErrorKind, Protocol};
use crate::envelope::read::Reader;

pub use permissions::{
    GroupPermission, GroupPermissions, Permission, Permissions, PsidSspRange, SspRange, SubjectPermissions,
};

/// The version of certificates that IEEE 1609.2 has defined since 2016.
const VERSION: u8 = 3;

/// How the holder's key is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CertificateKind {
    /// The key is in the certificate, and a signature covers both.
    Explicit,
    /// The key is reconstructed from the certificate and the issuer's key (ECQV); there is no signature.
    Implicit,
    /// A kind that this library does not know, by its number.
    Other(u8),
}

/// Who issued a certificate (`IssuerIdentifier`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Issuer {
    /// The holder of the certificate whose hash ends in these octets.
    Digest {
        /// The hash that is meant.
        algorithm: HashAlgorithm,
        /// Its last octets (`HashedId8`).
        id: [u8; 8],
    },
    /// The holder: a root certificate.
    SelfIssued(HashAlgorithm),
    /// A form that this library does not know, by its tag.
    Unknown(u8),
}

impl Issuer {
    fn read(r: &mut Reader<'_>) -> Result<Self, EnvelopeError> {
        let at = *r;
        let tag = r.u8()?;
        let digest = |algorithm, id| Self::Digest { algorithm, id };
        Ok(match tag {
            0x80 => digest(HashAlgorithm::Sha256, r.array()?),
            0x81 => Self::SelfIssued(HashAlgorithm::read(r)?),
            0x82 => digest(HashAlgorithm::Sha384, coer::open_type(r, Reader::array)?),
            0x83 => digest(HashAlgorithm::Sm3, coer::open_type(r, Reader::array)?),
            _ => {
                coer::unknown_alternative(r, &at, "IssuerIdentifier", tag)?;
                Self::Unknown(tag)
            }
        })
    }
}

/// What a certificate calls its holder (`CertificateId`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CertificateId<'a> {
    /// Octets without further meaning, 1 to 64.
    Binary(&'a [u8]),
    /// Values by which pseudonyms of one holder can be revoked together (`LinkageData`), as encoded.
    Linkage(&'a [u8]),
    /// A host name, UTF-8.
    Name(&'a [u8]),
    /// Nothing.
    None,
    /// A form that this library does not know.
    Unknown {
        /// Its tag in the CHOICE.
        tag: u8,
        /// Its encoding.
        octets: &'a [u8],
    },
}

impl<'a> CertificateId<'a> {
    fn read(r: &mut Reader<'a>) -> Result<Self, EnvelopeError> {
        let at = *r;
        Ok(match r.u8()? {
            0x80 => Self::Linkage(read_linkage(r)?),
            0x81 => Self::Name(coer::octets(r)?),
            0x82 => Self::Binary(coer::octets(r)?),
            0x83 => Self::None,
            tag => Self::Unknown { tag, octets: coer::unknown_alternative(r, &at, "CertificateId", tag)? },
        })
    }
}

/// `LinkageData`: iCert (2 octets), linkage value (9), optionally the group's j value (4) and linkage value (9).
fn read_linkage<'a>(r: &mut Reader<'a>) -> Result<&'a [u8], EnvelopeError> {
    let start = *r;
    let group = coer::preamble(r, 1, "LinkageData")? != 0;
    r.take(if group { 2 + 9 + 4 + 9 } else { 2 + 9 })?;
    Ok(r.since(&start))
}

/// How long a certificate holds (`Duration`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Duration {
    /// Microseconds.
    Microseconds(u16),
    /// Milliseconds.
    Milliseconds(u16),
    /// Seconds.
    Seconds(u16),
    /// Minutes.
    Minutes(u16),
    /// Hours.
    Hours(u16),
    /// Units of sixty hours.
    SixtyHours(u16),
    /// Years of 31 556 952 s.
    Years(u16),
}

impl Duration {
    fn read(r: &mut Reader<'_>) -> Result<Self, EnvelopeError> {
        let at = *r;
        let unit = match r.u8()? {
            0x80 => Self::Microseconds,
            0x81 => Self::Milliseconds,
            0x82 => Self::Seconds,
            0x83 => Self::Minutes,
            0x84 => Self::Hours,
            0x85 => Self::SixtyHours,
            0x86 => Self::Years,
            tag => return Err(coer::no_alternative(&at, "Duration", tag)),
        };
        r.u16().map(unit)
    }

    /// The duration in microseconds.
    pub const fn micros(self) -> u64 {
        let (count, unit) = match self {
            Self::Microseconds(n) => (n, 1),
            Self::Milliseconds(n) => (n, 1_000),
            Self::Seconds(n) => (n, 1_000_000),
            Self::Minutes(n) => (n, 60_000_000),
            Self::Hours(n) => (n, 3_600_000_000),
            Self::SixtyHours(n) => (n, 216_000_000_000),
            Self::Years(n) => (n, 31_556_952_000_000),
        };
        count as u64 * unit
    }
}

/// When a certificate holds (`ValidityPeriod`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ValidityPeriod {
    /// Its start, in seconds of atomic time since 2004-01-01T00:00:00 UTC (`Time32`).
    pub start: u32,
    /// Its length.
    pub duration: Duration,
}

/// The key of a certificate's holder (`VerificationKeyIndicator`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum VerificationKey<'a> {
    /// The key itself.
    Key(PublicKey<'a>),
    /// The point from which it is reconstructed, on the issuer's curve.
    Reconstruction(CurvePoint<'a>),
    /// A form that this library does not know.
    Unknown {
        /// Its tag in the CHOICE.
        tag: u8,
        /// Its encoding.
        octets: &'a [u8],
    },
}

impl<'a> VerificationKey<'a> {
    fn read(r: &mut Reader<'a>) -> Result<Self, EnvelopeError> {
        let at = *r;
        Ok(match r.u8()? {
            0x80 => Self::Key(PublicKey::read_verification(r)?),
            0x81 => Self::Reconstruction(CurvePoint::read(r, 32)?),
            tag => Self::Unknown {
                tag,
                octets: coer::unknown_alternative(r, &at, "VerificationKeyIndicator", tag)?,
            },
        })
    }
}

/// A certificate, read where it lies in a message, or made anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Certificate<'a> {
    octets: &'a [u8],
    to_be_signed: &'a [u8],
    /// How the holder's key is found.
    pub kind: CertificateKind,
    /// Who issued it.
    pub issuer: Issuer,
    /// What it calls its holder.
    pub id: CertificateId<'a>,
    /// Which authority revokes it: the last octets of the hash of that authority's certificate.
    pub craca_id: [u8; 3],
    /// On which series of revocation lists.
    pub crl_series: u16,
    /// When it holds.
    pub validity: ValidityPeriod,
    /// Where it holds; everywhere that its issuer's does when absent.
    pub region: Option<Region<'a>>,
    /// How well its keys are guarded (`SubjectAssurance`).
    pub assurance_level: Option<u8>,
    /// What the holder may sign.
    pub app_permissions: Option<Permissions<'a>>,
    /// What the holder may issue certificates for.
    pub issue_permissions: Option<GroupPermissions<'a>>,
    /// What the holder may request certificates for.
    pub request_permissions: Option<GroupPermissions<'a>>,
    /// Whether the holder may request its successor with it.
    pub can_request_rollover: bool,
    /// A key to encrypt to the holder with.
    pub encryption_key: Option<PublicEncryptionKey<'a>>,
    /// The holder's key.
    pub verification_key: VerificationKey<'a>,
    /// What later editions add.
    pub extensions: Extensions<'a>,
    /// The issuer's signature; absent from implicit certificates.
    pub signature: Option<Signature<'a>>,
}

/// The bits of the preamble of `ToBeSignedCertificate`, from the top.
const EXTENDED: u8 = 0x80;
const REGION: u8 = 0x40;
const ASSURANCE_LEVEL: u8 = 0x20;
const APP_PERMISSIONS: u8 = 0x10;
const ISSUE_PERMISSIONS: u8 = 0x08;
const REQUEST_PERMISSIONS: u8 = 0x04;
const CAN_REQUEST_ROLLOVER: u8 = 0x02;
const ENCRYPTION_KEY: u8 = 0x01;

impl<'a> Certificate<'a> {
    /// Reads one certificate; returns it with the octets after its end.
    ///
    /// # Errors
    /// When the octets are not a certificate of version 3 in canonical OER.
    pub fn parse(octets: &'a [u8]) -> Result<(Self, &'a [u8]), EnvelopeError> {
        let mut r = Reader::new(octets, Protocol::Ieee1609Dot2);
        let certificate = Self::read(&mut r)?;
        Ok((certificate, r.rest()))
    }

    /// All its octets as they were read; none of a certificate that was made. Its hash, by which others refer to it, is
    /// computed over its [canonical](Self::canonical) form.
    pub const fn as_octets(&self) -> &'a [u8] {
        self.octets
    }

    /// The octets of its `ToBeSignedCertificate` as they were read; none of a certificate that was made. Its issuer signs
    /// the [canonical](Self::canonical_to_be_signed) form of it.
    pub const fn to_be_signed(&self) -> &'a [u8] {
        self.to_be_signed
    }

    pub(super) fn read(r: &mut Reader<'a>) -> Result<Self, EnvelopeError> {
        let start = *r;
        let signed = coer::preamble(r, 1, "CertificateBase")? != 0;
        let version_at = *r;
        match r.u8()? {
            VERSION => {}
            version => return Err(version_at.error(EnvelopeErrorKind::Version { version })),
        }
        let kind = match coer::enumerated(r, "CertificateType")? {
            0 => CertificateKind::Explicit,
            1 => CertificateKind::Implicit,
            other => CertificateKind::Other(other),
        };
        let issuer = Issuer::read(r)?;
        let tbs_start = *r;
        let mut certificate = Self::read_to_be_signed(r, kind, issuer)?;
        certificate.to_be_signed = r.since(&tbs_start);
        certificate.signature = optional(r, signed, Signature::read)?;
        certificate.octets = r.since(&start);
        Ok(certificate)
    }

    /// The fields of `ToBeSignedCertificate`; the caller fills in what encloses them.
    fn read_to_be_signed(
        r: &mut Reader<'a>,
        kind: CertificateKind,
        issuer: Issuer,
    ) -> Result<Self, EnvelopeError> {
        let bits = coer::preamble(r, 8, "ToBeSignedCertificate")?;
        Ok(Self {
            octets: &[],
            to_be_signed: &[],
            kind,
            issuer,
            id: CertificateId::read(r)?,
            craca_id: r.array()?,
            crl_series: r.u16()?,
            validity: ValidityPeriod { start: r.u32()?, duration: Duration::read(r)? },
            region: optional(r, bits & REGION != 0, Region::read)?,
            assurance_level: optional(r, bits & ASSURANCE_LEVEL != 0, Reader::u8)?,
            app_permissions: optional(r, bits & APP_PERMISSIONS != 0, Permissions::read)?,
            issue_permissions: optional(r, bits & ISSUE_PERMISSIONS != 0, GroupPermissions::read)?,
            request_permissions: optional(r, bits & REQUEST_PERMISSIONS != 0, GroupPermissions::read)?,
            can_request_rollover: bits & CAN_REQUEST_ROLLOVER != 0,
            encryption_key: optional(r, bits & ENCRYPTION_KEY != 0, PublicEncryptionKey::read)?,
            verification_key: VerificationKey::read(r)?,
            extensions: Extensions::read(r, bits & EXTENDED != 0)?,
            signature: None,
        })
    }
}

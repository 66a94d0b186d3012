//! Secured data of IEEE 1609.2 (`Ieee1609Dot2Data`, 2016 and later), in canonical OER.
//!
//! Everything that travels around a message is read in place and walked to its last octet: a signed message has no length
//! of its own, and only the end of its signature tells where it stops. Reading allocates nothing. Keys, signatures and
//! certificates are structure here; *nothing in this module verifies anything*.
//!
//! | octets | content |
//! | --- | --- |
//! | `03` | version |
//! | `80` length, payload | unsecured |
//! | `81` hash id, payload, header, signer, signature | signed; the payload is an `Ieee1609Dot2Data` again, or absent |
//! | `82` recipients, ciphertext | encrypted |
//! | `83` length, request | certificate request (`84`: of X.509 form) |
//!
//! Signed data of every header field, signer and signature form is written as well ([`Ieee1609Dot2Data::write`]), and so
//! are certificates ([`Certificate::write`]); hashes are computed over a canonical form ([`Certificate::canonical`],
//! [`SignedData::canonical_to_be_signed`]). Unknown alternatives and additions are kept where COER gives them a length.

mod certificate;
mod coer;
mod encrypted;
mod header;
mod key;
mod region;
mod signature;
mod signed;

use alloc::vec::Vec;

pub use certificate::{
    Certificate, CertificateId, CertificateKind, Duration, GroupPermission, GroupPermissions, Issuer,
    Permission, Permissions, PsidSspRange, SspRange, SubjectPermissions, ValidityPeriod, VerificationKey,
};
pub use coer::Extensions;
pub use encrypted::EncryptedData;
pub use header::{HeaderInfo, MissingCrl, ThreeDLocation, Time64};
pub use key::{Curve, CurvePoint, EncryptionKey, PublicEncryptionKey, PublicKey};
pub use region::{Identified, Region, RegionKind, RegionShape, TwoDLocation};
pub use signature::{HashAlgorithm, HashedData, Signature};
pub use signed::{Certificates, SignedData, SignedPayload, Signer};

use super::error::{EnvelopeError, EnvelopeErrorKind, Protocol, WriteError};
use super::read::Reader;
use crate::walk::{MAX_LAYERS, NoFrame};

/// The version that this module reads and writes.
pub const VERSION: u8 = 3;

/// What one level of secured data carries.
pub(crate) enum Carried<'a> {
    /// Secured data again.
    Data(Reader<'a>),
    /// Nothing that could be read on.
    Nothing(NoFrame),
    /// A payload without protection of its own.
    Payload(Reader<'a>),
}

/// The version, and how many levels may follow inside.
fn read_version(r: &mut Reader<'_>, levels: usize) -> Result<usize, EnvelopeError> {
    let start = *r;
    let Some(levels) = levels.checked_sub(1) else {
        return Err(start.error(EnvelopeErrorKind::Depth { max: MAX_LAYERS as u8 }));
    };
    match r.u8()? {
        VERSION => Ok(levels),
        version => Err(start.error(EnvelopeErrorKind::Version { version })),
    }
}

/// Secured data: one level of it.
///
/// ```
/// use v2x::envelope::ieee1609dot2::Ieee1609Dot2Data;
///
/// let (data, rest) = Ieee1609Dot2Data::parse(&[0x03, 0x80, 0x02, 0x00, 0x14, 0xFF])?;
/// assert_eq!(data, Ieee1609Dot2Data::Unsecured(&[0x00, 0x14]));
/// assert_eq!(rest, [0xFF]);
/// # Ok::<(), v2x::EnvelopeError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[expect(clippy::large_enum_variant, reason = "reading must not allocate, and the value lives for one call")]
pub enum Ieee1609Dot2Data<'a> {
    /// A certificate request (`signedCertificateRequest`, `signedX509CertificateRequest`).
    CertificateRequest {
        /// Whether it is of the X.509 form.
        x509: bool,
        /// The request.
        octets: &'a [u8],
    },
    /// Encrypted data.
    Encrypted(EncryptedData<'a>),
    /// Signed data.
    Signed(SignedData<'a>),
    /// A content that this library does not know.
    Unknown {
        /// Its tag in the CHOICE.
        tag: u8,
        /// Its encoding.
        octets: &'a [u8],
    },
    /// A payload without protection.
    Unsecured(&'a [u8]),
}

impl<'a> Ieee1609Dot2Data<'a> {
    /// Reads one structure; returns it with the octets after its end.
    ///
    /// # Errors
    /// When the octets are not `Ieee1609Dot2Data` of version 3 in canonical OER, or hold more than [`MAX_LAYERS`] such
    /// structures inside one another; offsets count from the first octet given.
    pub fn parse(octets: &'a [u8]) -> Result<(Self, &'a [u8]), EnvelopeError> {
        let mut r = Reader::new(octets, Protocol::Ieee1609Dot2);
        let data = Self::read(&mut r, MAX_LAYERS)?;
        Ok((data, r.rest()))
    }

    fn read(r: &mut Reader<'a>, levels: usize) -> Result<Self, EnvelopeError> {
        let levels = read_version(r, levels)?;
        let at = *r;
        match r.u8()? {
            0x80 => coer::octets(r).map(Self::Unsecured),
            0x81 => SignedData::read(r, levels).map(Self::Signed),
            tag => Self::read_frameless(r, &at, tag),
        }
    }

    /// The contents that no message frame can be read from.
    fn read_frameless(r: &mut Reader<'a>, at: &Reader<'a>, tag: u8) -> Result<Self, EnvelopeError> {
        Ok(match tag {
            0x82 => Self::Encrypted(EncryptedData::read(r)?),
            0x83 => Self::CertificateRequest { x509: false, octets: coer::octets(r)? },
            0x84 => Self::CertificateRequest { x509: true, octets: coer::open_type(r, coer::octets)? },
            _ => Self::Unknown { tag, octets: coer::unknown_alternative(r, at, "Ieee1609Dot2Content", tag)? },
        })
    }

    /// Steps over one structure, checking it like [`parse`](Self::parse), and says what it carries. A walk wants no more, and
    /// the fields of signed data are half a kilobyte to move around.
    pub(crate) fn skim(r: &mut Reader<'a>, levels: usize) -> Result<Carried<'a>, EnvelopeError> {
        let levels = read_version(r, levels)?;
        let at = *r;
        Ok(match r.u8()? {
            0x80 => Carried::Payload(coer::string(r)?),
            0x81 => match SignedData::skim(r, levels)? {
                Some(data) => Carried::Data(data),
                None => Carried::Nothing(NoFrame::PayloadElsewhere),
            },
            tag => Carried::Nothing(match Self::read_frameless(r, &at, tag)? {
                Self::CertificateRequest { .. } => NoFrame::CertificateRequest,
                Self::Encrypted(_) => NoFrame::Encrypted,
                _ => NoFrame::Unknown(tag),
            }),
        })
    }

    /// Appends the structure to `out`.
    ///
    /// # Errors
    /// When a part that the caller made does not have its length; `out` then holds a part of the structure.
    pub fn write(&self, out: &mut Vec<u8>) -> Result<(), WriteError> {
        out.push(VERSION);
        match *self {
            Self::Unsecured(payload) => {
                out.push(0x80);
                coer::write_octets(payload, out);
            }
            Self::Signed(signed) => {
                out.push(0x81);
                signed.write(out)?;
            }
            Self::Encrypted(encrypted) => {
                out.push(0x82);
                out.extend_from_slice(encrypted.as_octets());
            }
            Self::CertificateRequest { x509: false, octets } => {
                out.push(0x83);
                coer::write_octets(octets, out);
            }
            Self::CertificateRequest { x509: true, octets } => {
                let mut opaque = Vec::new();
                coer::write_octets(octets, &mut opaque);
                out.push(0x84);
                coer::write_octets(&opaque, out);
            }
            Self::Unknown { tag, octets } => {
                out.push(tag);
                coer::write_octets(octets, out);
            }
        }
        Ok(())
    }
}

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
//! Signed data of every header field, signer and signature form is written as well ([`Ieee1609Dot2Data::write`]). Certificates
//! are copied, not made. Unknown alternatives and additions are kept where COER gives them a length.

mod certificate;
mod coer;
mod encrypted;
mod header;
mod key;
mod region;
mod signed;

use alloc::vec::Vec;

pub use certificate::{
    Certificate, CertificateId, CertificateKind, Duration, Issuer, Permission, Permissions, ValidityPeriod,
    VerificationKey,
};
pub use coer::Extensions;
pub use encrypted::EncryptedData;
pub use header::{HeaderInfo, MissingCrl, ThreeDLocation, Time64};
pub use key::{
    Curve, CurvePoint, EncryptionKey, HashAlgorithm, HashedData, PublicEncryptionKey, PublicKey, Signature,
};
pub use region::{Region, RegionKind};
pub use signed::{Certificates, SignedData, SignedPayload, Signer};

use super::error::{EnvelopeError, EnvelopeErrorKind, Protocol, WriteError};
use super::read::Reader;
use crate::walk::MAX_LAYERS;

/// The version that this module reads and writes.
pub const VERSION: u8 = 3;

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
        let (data, _) = Self::read(&mut r, MAX_LAYERS)?;
        Ok((data, r.rest()))
    }

    /// The structure, and a reader of what it carries if that is a payload or secured data again.
    pub(crate) fn read(
        r: &mut Reader<'a>,
        levels: usize,
    ) -> Result<(Self, Option<Reader<'a>>), EnvelopeError> {
        let start = *r;
        let Some(levels) = levels.checked_sub(1) else {
            return Err(start.error(EnvelopeErrorKind::Depth { max: MAX_LAYERS as u8 }));
        };
        match r.u8()? {
            VERSION => {}
            version => return Err(start.error(EnvelopeErrorKind::Version { version })),
        }
        let at = *r;
        Ok(match r.u8()? {
            0x80 => {
                let payload = coer::string(r)?;
                (Self::Unsecured(payload.rest()), Some(payload))
            }
            0x81 => {
                let (signed, payload) = SignedData::read(r, levels)?;
                (Self::Signed(signed), payload)
            }
            0x82 => (Self::Encrypted(EncryptedData::read(r)?), None),
            0x83 => (Self::CertificateRequest { x509: false, octets: coer::octets(r)? }, None),
            0x84 => {
                let octets = coer::open_type(r, coer::octets)?;
                (Self::CertificateRequest { x509: true, octets }, None)
            }
            tag => {
                let octets = coer::unknown_alternative(r, &at, "Ieee1609Dot2Content", tag)?;
                (Self::Unknown { tag, octets }, None)
            }
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

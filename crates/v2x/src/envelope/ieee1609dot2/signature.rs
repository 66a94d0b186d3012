//! Hashes and signatures of IEEE 1609.2, as slices of the message.

use alloc::vec::Vec;

use super::coer;
use super::key::{Curve, CurvePoint, curve_of, is_root, tag_of};
use crate::envelope::error::{EnvelopeError, WriteError};
use crate::envelope::read::Reader;

/// Which hash a structure uses (`HashAlgorithm`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum HashAlgorithm {
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SM3, of the Chinese standards. Its number is that of IEEE 1609.2; that theirs (YD/T 3957, GB/T 45112) have the same could not be
    /// confirmed, nor could that of [`Signature::Sm2`].
    Sm3,
    /// One that this library does not know, by its number.
    Other(u8),
}

impl HashAlgorithm {
    fn from_value(value: u8) -> Self {
        match value {
            0 => Self::Sha256,
            1 => Self::Sha384,
            2 => Self::Sm3,
            _ => Self::Other(value),
        }
    }

    /// The number of the algorithm in the enumeration.
    pub const fn value(self) -> u8 {
        match self {
            Self::Sha256 => 0,
            Self::Sha384 => 1,
            Self::Sm3 => 2,
            Self::Other(value) => value,
        }
    }

    pub(super) fn read(r: &mut Reader<'_>) -> Result<Self, EnvelopeError> {
        coer::enumerated(r, "HashAlgorithm").map(Self::from_value)
    }
}

/// The hash of a payload that travels elsewhere (`HashedData`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HashedData<'a> {
    /// Which hash.
    pub algorithm: HashAlgorithm,
    /// The hash: 32 octets of SHA-256 and SM3, 48 of SHA-384.
    pub octets: &'a [u8],
}

impl<'a> HashedData<'a> {
    pub(super) fn read(r: &mut Reader<'a>) -> Result<Self, EnvelopeError> {
        let at = *r;
        let tag = r.u8()?;
        let octets = match tag {
            0x80 => r.take(32)?,
            0x81 => coer::open_type(r, |r| r.take(48))?,
            0x82 => coer::open_type(r, |r| r.take(32))?,
            _ => coer::unknown_alternative(r, &at, "HashedData", tag)?,
        };
        Ok(Self { algorithm: HashAlgorithm::from_value(tag & 0x3F), octets })
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) -> Result<(), WriteError> {
        out.push(0x80 | self.algorithm.value());
        match self.algorithm {
            HashAlgorithm::Sha256 => {
                WriteError::exactly("HashedData", self.octets.len(), 32)?;
                out.extend_from_slice(self.octets);
            }
            _ => coer::write_octets(self.octets, out),
        }
        Ok(())
    }
}

/// A signature (`Signature`). Nothing here says whether it is valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Signature<'a> {
    /// ECDSA on a NIST or Brainpool curve.
    Ecdsa {
        /// The curve; not [`Curve::Sm2`].
        curve: Curve,
        /// The point of which r is the x coordinate.
        r: CurvePoint<'a>,
        /// The integer s, as long as a coordinate.
        s: &'a [u8],
    },
    /// SM2.
    Sm2 {
        /// The integer r, 32 octets.
        r: &'a [u8],
        /// The integer s, 32 octets.
        s: &'a [u8],
    },
    /// A form that this library does not know.
    Unknown {
        /// Its tag in the CHOICE.
        tag: u8,
        /// Its encoding.
        octets: &'a [u8],
    },
}

impl<'a> Signature<'a> {
    pub(super) fn read(r: &mut Reader<'a>) -> Result<Self, EnvelopeError> {
        let at = *r;
        let tag = r.u8()?;
        match curve_of(tag, &Curve::OF_SIGNATURES) {
            Some(Curve::Sm2) => {
                coer::open_type(r, |inner| Ok(Self::Sm2 { r: inner.take(32)?, s: inner.take(32)? }))
            }
            Some(curve) if is_root(tag) => Self::read_ecdsa(r, curve),
            Some(curve) => coer::open_type(r, |inner| Self::read_ecdsa(inner, curve)),
            None => {
                let octets = coer::unknown_alternative(r, &at, "Signature", tag)?;
                Ok(Self::Unknown { tag, octets })
            }
        }
    }

    /// Steps over one, checking it like [`read`](Self::read). Those on NIST P-256 with the x coordinate of their point, or
    /// the point compressed, as nearly all are, are not taken apart.
    #[inline]
    pub(super) fn skim(r: &mut Reader<'a>) -> Result<(), EnvelopeError> {
        if let [0x80, 0x80 | 0x82 | 0x83, ..] = r.rest() {
            let mut ahead = *r;
            if ahead.array::<66>().is_ok() {
                *r = ahead;
                return Ok(());
            }
        }
        Self::read(r).map(drop)
    }

    /// The signature with the x coordinate of its point alone: the form in which it is part of a hash.
    pub(super) fn canonical(self) -> Self {
        match self {
            Self::Ecdsa { curve, r, s } => {
                Self::Ecdsa { curve, r: r.x().map_or(CurvePoint::Fill, CurvePoint::XOnly), s }
            }
            _ => self,
        }
    }

    fn read_ecdsa(r: &mut Reader<'a>, curve: Curve) -> Result<Self, EnvelopeError> {
        let len = curve.coordinate_len();
        Ok(Self::Ecdsa { curve, r: CurvePoint::read(r, len)?, s: r.take(len)? })
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) -> Result<(), WriteError> {
        match *self {
            Self::Ecdsa { curve, r, s } => write_ecdsa(curve, &r, s, out),
            Self::Sm2 { r, s } => {
                WriteError::exactly("EcsigP256Signature.rSig", r.len(), 32)?;
                WriteError::exactly("EcsigP256Signature.sSig", s.len(), 32)?;
                out.push(0x84);
                coer::write_length(64, out);
                out.extend_from_slice(r);
                out.extend_from_slice(s);
                Ok(())
            }
            Self::Unknown { tag, octets } => {
                out.push(tag);
                coer::write_octets(octets, out);
                Ok(())
            }
        }
    }
}

fn write_ecdsa(curve: Curve, r: &CurvePoint<'_>, s: &[u8], out: &mut Vec<u8>) -> Result<(), WriteError> {
    let len = curve.coordinate_len();
    WriteError::exactly("EcdsaSignature.sSig", s.len(), len)?;
    let tag = tag_of(curve, &Curve::OF_SIGNATURES[..4]);
    let tag = tag.ok_or(WriteError { field: "EcdsaSignature on the curve of SM2", len, allowed: 0 })?;
    out.push(tag);
    if !is_root(tag) {
        coer::write_length(r.written_len() + s.len(), out);
    }
    r.write(len, out)?;
    out.extend_from_slice(s);
    Ok(())
}

//! Points, keys, hashes and signatures of IEEE 1609.2 (§6.3.23 to §6.3.39), as slices of the message.

use alloc::vec::Vec;

use super::coer;
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
    /// SM3, of the Chinese standards.
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

    pub(super) fn write(&self, out: &mut Vec<u8>) -> Result<(), WriteError> {
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

/// The elliptic curve of a key or a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Curve {
    /// brainpoolP256r1.
    BrainpoolP256r1,
    /// brainpoolP384r1.
    BrainpoolP384r1,
    /// NIST P-256.
    NistP256,
    /// NIST P-384.
    NistP384,
    /// The curve of SM2, of the Chinese standards.
    Sm2,
}

impl Curve {
    /// The length of a coordinate in octets.
    pub const fn coordinate_len(self) -> usize {
        match self {
            Self::BrainpoolP384r1 | Self::NistP384 => 48,
            Self::BrainpoolP256r1 | Self::NistP256 | Self::Sm2 => 32,
        }
    }

    /// The curves of signatures and verification keys, in the order of their tags from 0x80; the first two are root
    /// alternatives, the others extensions.
    const OF_SIGNATURES: [Self; 5] =
        [Self::NistP256, Self::BrainpoolP256r1, Self::BrainpoolP384r1, Self::NistP384, Self::Sm2];
    /// The curves of encryption keys, likewise.
    const OF_ENCRYPTION: [Self; 3] = [Self::NistP256, Self::BrainpoolP256r1, Self::Sm2];
}

/// How many of the curves are root alternatives: their contents are not wrapped in an open type.
const ROOT_CURVES: u8 = 2;

/// The curve that a tag stands for among `curves`.
fn curve_of(tag: u8, curves: &[Curve]) -> Option<Curve> {
    curves.get(usize::from(tag.checked_sub(0x80)?)).copied()
}

fn tag_of(curve: Curve, curves: &[Curve]) -> Option<u8> {
    (0x80..).zip(curves).find_map(|(tag, known)| (*known == curve).then_some(tag))
}

const fn is_root(tag: u8) -> bool {
    tag < 0x80 + ROOT_CURVES
}

/// A point on a curve (`EccP256CurvePoint`, `EccP384CurvePoint`); coordinates are big endian.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CurvePoint<'a> {
    /// The x coordinate alone: the r of a signature.
    XOnly(&'a [u8]),
    /// No point: it is known from elsewhere.
    Fill,
    /// The x coordinate of the point whose y is even.
    CompressedY0(&'a [u8]),
    /// The x coordinate of the point whose y is odd.
    CompressedY1(&'a [u8]),
    /// Both coordinates, x before y.
    Uncompressed(&'a [u8]),
}

impl<'a> CurvePoint<'a> {
    pub(super) fn read(r: &mut Reader<'a>, coordinate_len: usize) -> Result<Self, EnvelopeError> {
        let at = *r;
        match r.u8()? {
            0x80 => r.take(coordinate_len).map(Self::XOnly),
            0x81 => Ok(Self::Fill),
            0x82 => r.take(coordinate_len).map(Self::CompressedY0),
            0x83 => r.take(coordinate_len).map(Self::CompressedY1),
            0x84 => r.take(2 * coordinate_len).map(Self::Uncompressed),
            tag => Err(coer::no_alternative(&at, "EccCurvePoint", tag)),
        }
    }

    fn write(&self, coordinate_len: usize, out: &mut Vec<u8>) -> Result<(), WriteError> {
        let (tag, octets, len) = match *self {
            Self::XOnly(x) => (0x80, x, coordinate_len),
            Self::Fill => (0x81, &[][..], 0),
            Self::CompressedY0(x) => (0x82, x, coordinate_len),
            Self::CompressedY1(x) => (0x83, x, coordinate_len),
            Self::Uncompressed(xy) => (0x84, xy, 2 * coordinate_len),
        };
        WriteError::exactly("EccCurvePoint", octets.len(), len)?;
        out.push(tag);
        out.extend_from_slice(octets);
        Ok(())
    }

    /// Its length as written, tag included.
    fn written_len(&self) -> usize {
        1 + match self {
            Self::XOnly(x) | Self::CompressedY0(x) | Self::CompressedY1(x) | Self::Uncompressed(x) => x.len(),
            Self::Fill => 0,
        }
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

    fn read_ecdsa(r: &mut Reader<'a>, curve: Curve) -> Result<Self, EnvelopeError> {
        let len = curve.coordinate_len();
        Ok(Self::Ecdsa { curve, r: CurvePoint::read(r, len)?, s: r.take(len)? })
    }

    pub(super) fn write(&self, out: &mut Vec<u8>) -> Result<(), WriteError> {
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

/// A public key (`PublicVerificationKey`, `BasePublicEncryptionKey`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PublicKey<'a> {
    /// A point on a known curve.
    Point {
        /// The curve.
        curve: Curve,
        /// The point.
        point: CurvePoint<'a>,
    },
    /// A form that this library does not know.
    Unknown {
        /// Its tag in the CHOICE.
        tag: u8,
        /// Its encoding.
        octets: &'a [u8],
    },
}

impl<'a> PublicKey<'a> {
    pub(super) fn read_verification(r: &mut Reader<'a>) -> Result<Self, EnvelopeError> {
        Self::read(r, &Curve::OF_SIGNATURES, "PublicVerificationKey")
    }

    fn read(r: &mut Reader<'a>, curves: &[Curve], field: &'static str) -> Result<Self, EnvelopeError> {
        let at = *r;
        let tag = r.u8()?;
        let Some(curve) = curve_of(tag, curves) else {
            return Ok(Self::Unknown { tag, octets: coer::unknown_alternative(r, &at, field, tag)? });
        };
        let len = curve.coordinate_len();
        let point = match is_root(tag) {
            true => CurvePoint::read(r, len)?,
            false => coer::open_type(r, |inner| CurvePoint::read(inner, len))?,
        };
        Ok(Self::Point { curve, point })
    }

    fn write_encryption(&self, out: &mut Vec<u8>) -> Result<(), WriteError> {
        match *self {
            Self::Point { curve, point } => {
                let len = curve.coordinate_len();
                let tag = tag_of(curve, &Curve::OF_ENCRYPTION);
                let tag = tag.ok_or(WriteError { field: "BasePublicEncryptionKey", len, allowed: 32 })?;
                out.push(tag);
                if !is_root(tag) {
                    coer::write_length(point.written_len(), out);
                }
                point.write(len, out)
            }
            Self::Unknown { tag, octets } => {
                out.push(tag);
                coer::write_octets(octets, out);
                Ok(())
            }
        }
    }
}

/// A key to encrypt answers with (`PublicEncryptionKey`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicEncryptionKey<'a> {
    /// The number of the symmetric algorithm (`SymmAlgorithm`): 0 is AES-128 in CCM mode, 1 SM4 in CCM mode.
    pub algorithm: u8,
    /// The key.
    pub key: PublicKey<'a>,
}

impl<'a> PublicEncryptionKey<'a> {
    pub(super) fn read(r: &mut Reader<'a>) -> Result<Self, EnvelopeError> {
        let algorithm = coer::enumerated(r, "SymmAlgorithm")?;
        let key = PublicKey::read(r, &Curve::OF_ENCRYPTION, "BasePublicEncryptionKey")?;
        Ok(Self { algorithm, key })
    }

    pub(super) fn write(&self, out: &mut Vec<u8>) -> Result<(), WriteError> {
        out.push(self.algorithm);
        self.key.write_encryption(out)
    }
}

/// A key in a header (`EncryptionKey`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EncryptionKey<'a> {
    /// A public key.
    Public(PublicEncryptionKey<'a>),
    /// A symmetric key (`SymmetricEncryptionKey`).
    Symmetric {
        /// The tag in the CHOICE: 0x80 is AES-128 in CCM mode.
        tag: u8,
        /// The key, 16 octets for the known tags.
        octets: &'a [u8],
    },
}

impl<'a> EncryptionKey<'a> {
    pub(super) fn read(r: &mut Reader<'a>) -> Result<Self, EnvelopeError> {
        let at = *r;
        match r.u8()? {
            0x80 => PublicEncryptionKey::read(r).map(Self::Public),
            0x81 => Self::read_symmetric(r),
            tag => Err(coer::no_alternative(&at, "EncryptionKey", tag)),
        }
    }

    fn read_symmetric(r: &mut Reader<'a>) -> Result<Self, EnvelopeError> {
        let at = *r;
        let tag = r.u8()?;
        let octets = match tag {
            0x80 => r.take(16)?,
            _ => coer::unknown_alternative(r, &at, "SymmetricEncryptionKey", tag)?,
        };
        Ok(Self::Symmetric { tag, octets })
    }

    pub(super) fn write(&self, out: &mut Vec<u8>) -> Result<(), WriteError> {
        match *self {
            Self::Public(key) => {
                out.push(0x80);
                key.write(out)
            }
            Self::Symmetric { tag: 0x80, octets } => {
                WriteError::exactly("SymmetricEncryptionKey", octets.len(), 16)?;
                out.extend_from_slice(&[0x81, 0x80]);
                out.extend_from_slice(octets);
                Ok(())
            }
            Self::Symmetric { tag, octets } => {
                out.extend_from_slice(&[0x81, tag]);
                coer::write_octets(octets, out);
                Ok(())
            }
        }
    }
}

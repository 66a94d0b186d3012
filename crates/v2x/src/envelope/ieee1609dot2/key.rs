//! Curves, points and keys of IEEE 1609.2, as slices of the message.

use alloc::vec::Vec;

use super::coer;
use crate::envelope::error::{EnvelopeError, WriteError};
use crate::envelope::read::Reader;

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
    pub(super) const OF_SIGNATURES: [Self; 5] =
        [Self::NistP256, Self::BrainpoolP256r1, Self::BrainpoolP384r1, Self::NistP384, Self::Sm2];
    /// The curves of encryption keys, likewise.
    const OF_ENCRYPTION: [Self; 3] = [Self::NistP256, Self::BrainpoolP256r1, Self::Sm2];
}

/// How many of the curves are root alternatives: their contents are not wrapped in an open type.
const ROOT_CURVES: u8 = 2;

/// The curve that a tag stands for among `curves`.
pub(super) fn curve_of(tag: u8, curves: &[Curve]) -> Option<Curve> {
    curves.get(usize::from(tag.checked_sub(0x80)?)).copied()
}

pub(super) fn tag_of(curve: Curve, curves: &[Curve]) -> Option<u8> {
    (0x80..).zip(curves).find_map(|(tag, known)| (*known == curve).then_some(tag))
}

pub(super) const fn is_root(tag: u8) -> bool {
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

    /// The point in compressed form. The parity of y is that of its last octet, so this takes no arithmetic, and does not
    /// tell whether the point is on a curve.
    pub fn compressed(self) -> Self {
        match self {
            Self::Uncompressed(xy) => match (xy.split_at(xy.len() / 2).0, xy.last()) {
                (x, Some(last)) if last % 2 == 1 => Self::CompressedY1(x),
                (x, _) => Self::CompressedY0(x),
            },
            _ => self,
        }
    }

    /// The x coordinate of the point; none of [`Fill`](Self::Fill).
    pub fn x(self) -> Option<&'a [u8]> {
        match self.compressed() {
            Self::XOnly(x) | Self::CompressedY0(x) | Self::CompressedY1(x) => Some(x),
            Self::Fill | Self::Uncompressed(_) => None,
        }
    }

    pub(super) fn write(&self, coordinate_len: usize, out: &mut Vec<u8>) -> Result<(), WriteError> {
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
    pub(super) fn written_len(&self) -> usize {
        1 + match self {
            Self::XOnly(x) | Self::CompressedY0(x) | Self::CompressedY1(x) | Self::Uncompressed(x) => x.len(),
            Self::Fill => 0,
        }
    }
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

    /// The key with its point compressed: the form that hashes are computed over.
    pub(super) fn canonical(self) -> Self {
        match self {
            Self::Point { curve, point } => Self::Point { curve, point: point.compressed() },
            Self::Unknown { .. } => self,
        }
    }

    pub(super) fn write_verification(&self, out: &mut Vec<u8>) -> Result<(), WriteError> {
        self.write(&Curve::OF_SIGNATURES, "PublicVerificationKey", out)
    }

    fn write(&self, curves: &[Curve], field: &'static str, out: &mut Vec<u8>) -> Result<(), WriteError> {
        match *self {
            Self::Point { curve, point } => {
                let len = curve.coordinate_len();
                let tag = tag_of(curve, curves);
                let tag = tag.ok_or(WriteError { field, len, allowed: 32 })?;
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

    pub(crate) fn write(&self, out: &mut Vec<u8>) -> Result<(), WriteError> {
        out.push(self.algorithm);
        self.key.write(&Curve::OF_ENCRYPTION, "BasePublicEncryptionKey", out)
    }

    pub(super) fn canonical(self) -> Self {
        Self { key: self.key.canonical(), ..self }
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

    pub(super) fn canonical(self) -> Self {
        match self {
            Self::Public(key) => Self::Public(key.canonical()),
            Self::Symmetric { .. } => self,
        }
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) -> Result<(), WriteError> {
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

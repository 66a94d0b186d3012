//! Public and private keys on any of the curves.

use bp256::BrainpoolP256r1;
use bp384::BrainpoolP384r1;
use ecdsa::elliptic_curve::sec1::ToSec1Point;
use ecdsa::elliptic_curve::{self, Generate};
use p256::NistP256;
use p384::NistP384;
use rand_core::CryptoRng;
use sha2::{Sha256, Sha384};
use sm2::Sm2;
use v2x::envelope::ieee1609dot2::{Curve, CurvePoint, Signature};
use zeroize::Zeroizing;

#[cfg(feature = "aws-lc")]
use crate::aws_lc as nist;
use crate::curve::{self, Signed, Wide};
use crate::hash::HashValue;
use crate::trust::from_hexadecimal;

#[cfg(not(feature = "aws-lc"))]
mod nist {
    pub(super) use crate::curve::verify_ecdsa as verify;
}

/// Why octets are no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The curve is not one of this crate's, or not one for this use.
    #[error("the curve is not supported here")]
    Curve,
    /// The octets do not have the form or length of a key.
    #[error("not in the form of a key")]
    Form,
    /// The point is not on the curve, or the number is zero or beyond the curve's order.
    #[error("not on the curve")]
    NotOnCurve,
}

/// A public key: a point that is known to be on its curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the curves' names say it")]
pub enum PublicKey {
    BrainpoolP256r1(elliptic_curve::PublicKey<BrainpoolP256r1>),
    BrainpoolP384r1(elliptic_curve::PublicKey<BrainpoolP384r1>),
    NistP256(elliptic_curve::PublicKey<NistP256>),
    NistP384(elliptic_curve::PublicKey<NistP384>),
    Sm2(elliptic_curve::PublicKey<Sm2>),
}

/// The same for a key on whichever curve.
macro_rules! on_curve {
    ($kind:ident, $value:expr, $key:ident => $body:expr) => {
        match $value {
            $kind::BrainpoolP256r1($key) => $body,
            $kind::BrainpoolP384r1($key) => $body,
            $kind::NistP256($key) => $body,
            $kind::NistP384($key) => $body,
            $kind::Sm2($key) => $body,
        }
    };
}

impl PublicKey {
    /// The key of a point of IEEE 1609.2. Decompressing it takes about a tenth of verifying a signature.
    ///
    /// # Errors
    /// When the point is of another form than a key's, or not on the curve.
    pub fn from_point(curve: Curve, point: &CurvePoint<'_>) -> Result<Self, KeyError> {
        let (tag, octets) = match *point {
            CurvePoint::CompressedY0(x) => (2, x),
            CurvePoint::CompressedY1(x) => (3, x),
            CurvePoint::Uncompressed(xy) => (4, xy),
            CurvePoint::XOnly(_) | CurvePoint::Fill => return Err(KeyError::Form),
        };
        let mut sec1 = [0; 97];
        let sec1 = sec1.get_mut(..=octets.len()).ok_or(KeyError::Form)?;
        if let Some((first, rest)) = sec1.split_first_mut() {
            *first = tag;
            rest.copy_from_slice(octets);
        }
        Self::from_sec1(curve, sec1)
    }

    /// The key of a point in the form of SEC 1 §2.3.3: `02` or `03` and x, or `04`, x and y.
    ///
    /// # Errors
    /// When the octets are no point of the curve.
    pub fn from_sec1(curve: Curve, octets: &[u8]) -> Result<Self, KeyError> {
        fn read<C: curve::Points>(octets: &[u8]) -> Result<elliptic_curve::PublicKey<C>, KeyError> {
            elliptic_curve::PublicKey::from_sec1_bytes(octets).map_err(|_| KeyError::NotOnCurve)
        }
        Ok(match curve {
            Curve::BrainpoolP256r1 => Self::BrainpoolP256r1(read(octets)?),
            Curve::BrainpoolP384r1 => Self::BrainpoolP384r1(read(octets)?),
            Curve::NistP256 => Self::NistP256(read(octets)?),
            Curve::NistP384 => Self::NistP384(read(octets)?),
            Curve::Sm2 => Self::Sm2(read(octets)?),
            _ => return Err(KeyError::Curve),
        })
    }

    /// Its curve.
    pub const fn curve(&self) -> Curve {
        match self {
            Self::BrainpoolP256r1(_) => Curve::BrainpoolP256r1,
            Self::BrainpoolP384r1(_) => Curve::BrainpoolP384r1,
            Self::NistP256(_) => Curve::NistP256,
            Self::NistP384(_) => Curve::NistP384,
            Self::Sm2(_) => Curve::Sm2,
        }
    }

    /// The point, compressed, and its length in octets: SEC 1 §2.3.3. For hardware, and for certificates that are made.
    pub fn to_sec1(&self, compress: bool) -> ([u8; 97], usize) {
        on_curve!(Self, self, key => {
            let point = key.to_sec1_point(compress);
            let mut octets = [0; 97];
            octets.iter_mut().zip(point.as_bytes()).for_each(|(to, from)| *to = *from);
            (octets, point.len())
        })
    }

    /// The point in the form of IEEE 1609.2, compressed; gives it to `use_it`, for it lives in the octets.
    pub(crate) fn with_point<T>(&self, use_it: impl FnOnce(CurvePoint<'_>) -> T) -> T {
        let (octets, len) = self.to_sec1(true);
        let x = octets.get(1..len).unwrap_or_default();
        use_it(if octets.starts_with(&[3]) {
            CurvePoint::CompressedY1(x)
        } else {
            CurvePoint::CompressedY0(x)
        })
    }

    pub(crate) fn verify(&self, hash: &HashValue, signature: &RawSignature) -> bool {
        let RawSignature { curve, r, s, r_is_coordinate, .. } = signature;
        let hash = hash.as_octets();
        if *curve != self.curve() {
            return false;
        }
        match self {
            Self::BrainpoolP256r1(key) => curve::verify_ecdsa(key, hash, r, s, *r_is_coordinate),
            Self::BrainpoolP384r1(key) => curve::verify_ecdsa(key, hash, r, s, *r_is_coordinate),
            Self::NistP256(key) => nist::verify(key, hash, r, s, *r_is_coordinate),
            Self::NistP384(key) => nist::verify(key, hash, r, s, *r_is_coordinate),
            Self::Sm2(key) => curve::verify_sm2(key, hash, r, s),
        }
    }

    /// The key of an implicit certificate's holder: `self` is the issuer's, on the same curve as the point.
    pub(crate) fn reconstruct(&self, point: &CurvePoint<'_>, hash: &HashValue) -> Result<Self, KeyError> {
        let point = Self::from_point(self.curve(), point)?;
        let hash = hash.as_octets();
        match (self, &point) {
            (Self::BrainpoolP256r1(a), Self::BrainpoolP256r1(b)) => {
                curve::ecqv_public(a, b, hash).map(Self::BrainpoolP256r1)
            }
            (Self::NistP256(a), Self::NistP256(b)) => curve::ecqv_public(a, b, hash).map(Self::NistP256),
            (Self::Sm2(a), Self::Sm2(b)) => curve::ecqv_public(a, b, hash).map(Self::Sm2),
            // The point of an implicit certificate has 32 octets.
            _ => return Err(KeyError::Curve),
        }
        .ok_or(KeyError::NotOnCurve)
    }

    /// The point of an implicit certificate: `self` is what was requested.
    pub(crate) fn plus(&self, share: &Self) -> Result<Self, KeyError> {
        match (self, share) {
            (Self::BrainpoolP256r1(a), Self::BrainpoolP256r1(b)) => {
                curve::ecqv_point(a, b).map(Self::BrainpoolP256r1)
            }
            (Self::NistP256(a), Self::NistP256(b)) => curve::ecqv_point(a, b).map(Self::NistP256),
            (Self::Sm2(a), Self::Sm2(b)) => curve::ecqv_point(a, b).map(Self::Sm2),
            _ => return Err(KeyError::Curve),
        }
        .ok_or(KeyError::NotOnCurve)
    }
}

/// The numbers of a signature, taken out of a message: small, and free of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RawSignature {
    curve: Curve,
    r: Wide,
    s: Wide,
    /// r is the coordinate of a point, which may exceed the curve's order.
    r_is_coordinate: bool,
    /// Of that point, where the signer told.
    y_is_odd: Option<bool>,
}

impl RawSignature {
    /// The numbers of a signature; `None` of forms that hold none.
    ///
    /// Of r's point only the x coordinate is taken, in whichever form it is (IEEE 1609.2 §6.3.30): y is there for verifiers
    /// that are faster with it, no part of what is signed, and its sign is no part of what is verified.
    pub fn read(signature: &Signature<'_>) -> Option<Self> {
        match *signature {
            Signature::Ecdsa { curve, r, s } => {
                let len = curve.coordinate_len();
                let (r_is_coordinate, y_is_odd) = match r.compressed() {
                    CurvePoint::CompressedY0(_) => (true, Some(false)),
                    CurvePoint::CompressedY1(_) => (true, Some(true)),
                    _ => (false, None),
                };
                let r = r.x().filter(|r| r.len() == len && s.len() == len)?;
                Some(Self { curve, r: curve::widen(r), s: curve::widen(s), r_is_coordinate, y_is_odd })
            }
            Signature::Sm2 { r, s } if r.len() == 32 && s.len() == 32 => Some(Self {
                curve: Curve::Sm2,
                r: curve::widen(r),
                s: curve::widen(s),
                r_is_coordinate: false,
                y_is_odd: None,
            }),
            _ => None,
        }
    }

    /// Its curve.
    pub const fn curve(&self) -> Curve {
        self.curve
    }

    /// The number r, or the coordinate that it is the remainder of; as long as a coordinate.
    pub fn r(&self) -> &[u8] {
        self.r.get(..self.curve.coordinate_len()).unwrap_or(&self.r)
    }

    /// The number s; as long as a coordinate.
    pub fn s(&self) -> &[u8] {
        self.s.get(..self.curve.coordinate_len()).unwrap_or(&self.s)
    }

    /// The signature in the form of IEEE 1609.2, with the sign of y where it is known.
    pub fn to_signature(&self) -> Signature<'_> {
        let (r, s) = (self.r(), self.s());
        match (self.curve, self.y_is_odd) {
            (Curve::Sm2, _) => Signature::Sm2 { r, s },
            (curve, None) => Signature::Ecdsa { curve, r: CurvePoint::XOnly(r), s },
            (curve, Some(false)) => Signature::Ecdsa { curve, r: CurvePoint::CompressedY0(r), s },
            (curve, Some(true)) => Signature::Ecdsa { curve, r: CurvePoint::CompressedY1(r), s },
        }
    }
}

/// A private key. Its memory is overwritten when it is dropped, and so is what this crate derives of it; what the
/// arithmetic leaves on the stack and in registers is not in reach.
#[non_exhaustive]
#[expect(missing_docs, reason = "the curves' names say it")]
pub enum PrivateKey {
    BrainpoolP256r1(elliptic_curve::SecretKey<BrainpoolP256r1>),
    BrainpoolP384r1(elliptic_curve::SecretKey<BrainpoolP384r1>),
    NistP256(elliptic_curve::SecretKey<NistP256>),
    NistP384(elliptic_curve::SecretKey<NistP384>),
    Sm2(elliptic_curve::SecretKey<Sm2>),
}

/// The key is not shown.
impl core::fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_tuple("PrivateKey").field(&self.curve()).finish_non_exhaustive()
    }
}

impl PrivateKey {
    /// A new key.
    ///
    /// # Errors
    /// When this crate does not have the curve.
    pub fn generate(curve: Curve, random: &mut impl CryptoRng) -> Result<Self, KeyError> {
        Ok(match curve {
            Curve::BrainpoolP256r1 => Self::BrainpoolP256r1(Generate::generate_from_rng(random)),
            Curve::BrainpoolP384r1 => Self::BrainpoolP384r1(Generate::generate_from_rng(random)),
            Curve::NistP256 => Self::NistP256(Generate::generate_from_rng(random)),
            Curve::NistP384 => Self::NistP384(Generate::generate_from_rng(random)),
            Curve::Sm2 => Self::Sm2(Generate::generate_from_rng(random)),
            _ => return Err(KeyError::Curve),
        })
    }

    /// The key that is this number, big endian, as long as a coordinate. Whoever has the octets in memory must overwrite
    /// them.
    ///
    /// # Errors
    /// When the number is zero, beyond the curve's order, or of another length.
    pub fn from_octets(curve: Curve, octets: &[u8]) -> Result<Self, KeyError> {
        if octets.len() != curve.coordinate_len() {
            return Err(KeyError::Form);
        }
        fn read<C: elliptic_curve::Curve>(octets: &[u8]) -> Result<elliptic_curve::SecretKey<C>, KeyError> {
            elliptic_curve::SecretKey::from_slice(octets).map_err(|_| KeyError::NotOnCurve)
        }
        Ok(match curve {
            Curve::BrainpoolP256r1 => Self::BrainpoolP256r1(read(octets)?),
            Curve::BrainpoolP384r1 => Self::BrainpoolP384r1(read(octets)?),
            Curve::NistP256 => Self::NistP256(read(octets)?),
            Curve::NistP384 => Self::NistP384(read(octets)?),
            Curve::Sm2 => Self::Sm2(read(octets)?),
            _ => return Err(KeyError::Curve),
        })
    }

    /// The key of a file: the number as [octets](Self::from_octets), or in hexadecimal digits with white space and comments,
    /// which begin with `#`. The copies made here are overwritten; the file's octets are the caller's.
    ///
    /// # Errors
    /// When the file is in neither form, or as [`from_octets`](Self::from_octets).
    pub fn read(curve: Curve, file: &[u8]) -> Result<Self, KeyError> {
        if file.len() == curve.coordinate_len() {
            return Self::from_octets(curve, file);
        }
        let octets = Zeroizing::new(from_hexadecimal(file).map_err(|_| KeyError::Form)?);
        Self::from_octets(curve, &octets)
    }

    /// The number, big endian, in memory that is overwritten afterwards; and its length in octets.
    pub fn to_octets(&self) -> (Zeroizing<[u8; 48]>, usize) {
        on_curve!(Self, self, key => {
            let octets = Zeroizing::new(key.to_bytes());
            (Zeroizing::new(curve::widen(&octets)), octets.len())
        })
    }

    /// Its curve.
    pub const fn curve(&self) -> Curve {
        match self {
            Self::BrainpoolP256r1(_) => Curve::BrainpoolP256r1,
            Self::BrainpoolP384r1(_) => Curve::BrainpoolP384r1,
            Self::NistP256(_) => Curve::NistP256,
            Self::NistP384(_) => Curve::NistP384,
            Self::Sm2(_) => Curve::Sm2,
        }
    }

    /// The public key that belongs to it. Computing it takes half as long as signing.
    pub fn public(&self) -> PublicKey {
        match self {
            Self::BrainpoolP256r1(key) => PublicKey::BrainpoolP256r1(key.public_key()),
            Self::BrainpoolP384r1(key) => PublicKey::BrainpoolP384r1(key.public_key()),
            Self::NistP256(key) => PublicKey::NistP256(key.public_key()),
            Self::NistP384(key) => PublicKey::NistP384(key.public_key()),
            Self::Sm2(key) => PublicKey::Sm2(key.public_key()),
        }
    }

    /// A signature of a hash. `entropy` may be empty: the ephemeral number then follows from key and hash alone (RFC 6979).
    /// Fresh random octets in it protect against attacks by disturbing the machine.
    pub fn sign(&self, hash: &HashValue, entropy: &[u8]) -> RawSignature {
        let hash = hash.as_octets();
        let Signed { r, y_is_odd, s } = match self {
            Self::BrainpoolP256r1(key) => curve::sign_ecdsa::<_, Sha256>(key, hash, entropy),
            Self::BrainpoolP384r1(key) => curve::sign_ecdsa::<_, Sha384>(key, hash, entropy),
            Self::NistP256(key) => curve::sign_ecdsa::<_, Sha256>(key, hash, entropy),
            Self::NistP384(key) => curve::sign_ecdsa::<_, Sha384>(key, hash, entropy),
            Self::Sm2(key) => curve::sign_sm2(key, hash, entropy),
        };
        RawSignature { curve: self.curve(), r, s, r_is_coordinate: false, y_is_odd }
    }

    /// e times this key plus `other`: see [`curve::ecqv_secret`].
    pub(crate) fn ecqv(&self, other: &Self, hash: &HashValue) -> Result<Self, KeyError> {
        let hash = hash.as_octets();
        match (self, other) {
            (Self::BrainpoolP256r1(a), Self::BrainpoolP256r1(b)) => {
                curve::ecqv_secret(a, b, hash).map(Self::BrainpoolP256r1)
            }
            (Self::NistP256(a), Self::NistP256(b)) => curve::ecqv_secret(a, b, hash).map(Self::NistP256),
            (Self::Sm2(a), Self::Sm2(b)) => curve::ecqv_secret(a, b, hash).map(Self::Sm2),
            _ => return Err(KeyError::Curve),
        }
        .ok_or(KeyError::NotOnCurve)
    }
}

#[cfg(test)]
mod tests {
    use v2x::envelope::ieee1609dot2::HashAlgorithm;

    use super::*;
    use crate::curve::tests::octets;
    use crate::hash::hash;

    const P256: &str = "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721";
    const P384: &str = "6B9D3DAD2E1B8C1C05B19875B6659F4DE23C3B667BF297BA9AA47740787137D8
                        96D5724E4C70A825F872C9EA60D2EDF5";

    /// RFC 6979 appendices A.2.5 and A.2.6.
    #[test]
    fn published_signatures_of_ecdsa() {
        for (curve, key, algorithm, message, r, s) in [
            (
                Curve::NistP256,
                P256,
                HashAlgorithm::Sha256,
                "sample",
                "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716",
                "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8",
            ),
            (
                Curve::NistP256,
                P256,
                HashAlgorithm::Sha256,
                "test",
                "F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367",
                "019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083",
            ),
            (
                Curve::NistP384,
                P384,
                HashAlgorithm::Sha384,
                "sample",
                "94EDBB92A5ECB8AAD4736E56C691916B3F88140666CE9FA73D64C4EA95AD133C
                 81A648152E44ACF96E36DD1E80FABE46",
                "99EF4AEB15F178CEA1FE40DB2603138F130E740A19624526203B6351D0A3A94F
                 A329C145786E679E7B82C71A38628AC8",
            ),
        ] {
            let key = PrivateKey::from_octets(curve, &octets(key)).unwrap();
            let hash = hash(algorithm, &[message.as_bytes()]).unwrap();
            let signature = key.sign(&hash, &[]);
            assert_eq!((signature.r(), signature.s()), (&octets(r)[..], &octets(s)[..]));
            assert!(key.public().verify(&hash, &signature));
        }
    }

    const CURVES: [Curve; 5] =
        [Curve::BrainpoolP256r1, Curve::BrainpoolP384r1, Curve::NistP256, Curve::NistP384, Curve::Sm2];

    #[test]
    fn keys_go_out_and_in_again() {
        for curve in CURVES {
            let key = PrivateKey::from_octets(curve, &[5; 48][..curve.coordinate_len()]).unwrap();
            let (secret, len) = key.to_octets();
            assert_eq!(secret[..len], [5; 48][..len]);
            let public = key.public();
            for compress in [true, false] {
                let (sec1, len) = public.to_sec1(compress);
                assert_eq!(PublicKey::from_sec1(curve, &sec1[..len]), Ok(public));
            }
            public.with_point(|point| assert_eq!(PublicKey::from_point(curve, &point), Ok(public)));
            let (sec1, len) = public.to_sec1(false);
            assert_eq!(PublicKey::from_point(curve, &CurvePoint::Uncompressed(&sec1[1..len])), Ok(public));
        }
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for curve in CURVES {
            let len = curve.coordinate_len();
            let private = |octets: &[u8]| PrivateKey::from_octets(curve, octets).map(|_| ()).unwrap_err();
            assert_eq!(private(&[0; 48][..len]), KeyError::NotOnCurve);
            assert_eq!(private(&[0xFF; 48][..len]), KeyError::NotOnCurve);
            assert_eq!(private(&[1; 48][1..len]), KeyError::Form);
            let point = |point| PublicKey::from_point(curve, &point).unwrap_err();
            assert_eq!(point(CurvePoint::Uncompressed(&[1; 96][..2 * len])), KeyError::NotOnCurve);
            assert_eq!(point(CurvePoint::CompressedY0(&[0xFF; 48][..len])), KeyError::NotOnCurve);
            assert_eq!(point(CurvePoint::XOnly(&[1; 48][..len])), KeyError::Form);
            assert_eq!(point(CurvePoint::Uncompressed(&[1; 200])), KeyError::Form);
        }
    }

    /// Counts up: enough to see that a source of randomness is asked.
    struct Counter(u8);

    impl rand_core::TryRng for Counter {
        type Error = core::convert::Infallible;

        fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
            rand_core::utils::next_word_via_fill(self)
        }

        fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
            rand_core::utils::next_word_via_fill(self)
        }

        fn try_fill_bytes(&mut self, octets: &mut [u8]) -> Result<(), Self::Error> {
            for octet in octets {
                self.0 = self.0.wrapping_add(1);
                *octet = self.0;
            }
            Ok(())
        }
    }

    impl rand_core::TryCryptoRng for Counter {}

    #[test]
    fn keys_and_signatures_are_made_of_randomness() {
        for curve in CURVES {
            let mut random = Counter(0);
            let keys = [(); 2].map(|()| PrivateKey::generate(curve, &mut random).unwrap());
            assert_ne!(keys[0].public(), keys[1].public());
            let algorithm = crate::hash::hash_of_curve(curve).unwrap();
            let hash = hash(algorithm, &[b"message"]).unwrap();
            let signatures = [&[][..], &[1], &[2]].map(|entropy| keys[0].sign(&hash, entropy));
            assert!(signatures.iter().all(|signature| keys[0].public().verify(&hash, signature)));
            assert!(signatures.iter().all(|signature| !keys[1].public().verify(&hash, signature)));
            assert!(signatures[0] != signatures[1] && signatures[1] != signatures[2]);
        }
    }
}

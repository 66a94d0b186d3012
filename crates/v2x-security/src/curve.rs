//! Arithmetic of signatures, the same for every curve: ECDSA (FIPS 186-5 §6), SM2 (GB/T 32918.2 §6, §7) and implicit
//! certificates (SEC 4 §2).
//!
//! Field and group arithmetic are RustCrypto's. What is done with secret values is done with its constant-time operations.

use ecdsa::EcdsaCurve;
use ecdsa::elliptic_curve::ff::PrimeField;
use ecdsa::elliptic_curve::group::{Curve as _, Group};
use ecdsa::elliptic_curve::ops::{MulByGeneratorVartime, MulVartime, Reduce};
use ecdsa::elliptic_curve::point::AffineCoordinates;
use ecdsa::elliptic_curve::sec1::{FromSec1Point, ModulusSize, ToSec1Point};
use ecdsa::elliptic_curve::{
    AffinePoint, Curve, CurveArithmetic, Field, FieldBytes, FieldBytesSize, NonZeroScalar, ProjectivePoint,
    PublicKey, Scalar, SecretKey,
};
use rfc6979::hmac::digest::block_api::BlockSizeUser;
use sha2::Digest;
use sm2::Sm2;
use sm3::Sm3;
use zeroize::{Zeroize, Zeroizing};

/// What a curve must have for all that is done here.
pub(crate) trait Points:
    CurveArithmetic<AffinePoint: FromSec1Point<Self> + ToSec1Point<Self>, FieldBytesSize: ModulusSize>
{
}

impl<C> Points for C
where
    C: CurveArithmetic,
    AffinePoint<C>: FromSec1Point<C> + ToSec1Point<C>,
    FieldBytesSize<C>: ModulusSize,
{
}

/// The octets of a coordinate or scalar, padded at the end to the longest there are.
pub(crate) type Wide = [u8; 48];

/// The field octets at the front of `wide`.
fn narrow<C: Curve>(wide: &Wide) -> FieldBytes<C> {
    let mut octets = FieldBytes::<C>::default();
    octets.iter_mut().zip(wide).for_each(|(to, from)| *to = *from);
    octets
}

/// Octets as long as a coordinate; `None` of another length.
fn exactly<C: Curve>(octets: &[u8]) -> Option<FieldBytes<C>> {
    FieldBytes::<C>::try_from(octets).ok()
}

/// `octets` at the front of the widest array.
pub(crate) fn widen(octets: &[u8]) -> Wide {
    let mut wide = [0; 48];
    wide.iter_mut().zip(octets).for_each(|(to, from)| *to = *from);
    wide
}

/// A number that is not zero modulo the order; `None` of zero, or of one beyond the order where that is not allowed.
fn scalar<C: CurveArithmetic>(octets: &FieldBytes<C>) -> Option<Scalar<C>> {
    let scalar = Option::<Scalar<C>>::from(Scalar::<C>::from_repr(*octets))?;
    (!bool::from(scalar.is_zero())).then_some(scalar)
}

fn reduced<C: CurveArithmetic>(octets: &FieldBytes<C>) -> Scalar<C> {
    <Scalar<C> as Reduce<FieldBytes<C>>>::reduce(octets)
}

/// Whether (r, s) is an ECDSA signature of `hash` by the holder of `key`. `r_is_coordinate`: r is the x coordinate of a
/// point, which may exceed the order, and not a number below it (IEEE 1609.2 §6.3.30).
pub(crate) fn verify_ecdsa<C: EcdsaCurve + CurveArithmetic>(
    key: &PublicKey<C>,
    hash: &[u8],
    r: &Wide,
    s: &Wide,
    r_is_coordinate: bool,
) -> bool {
    let (r, s) = numbers::<C>(r, s, r_is_coordinate);
    let Ok(signature) = ecdsa::Signature::<C>::from_scalars(r, s) else { return false };
    ecdsa::hazmat::verify_prehashed(&key.to_projective(), hash, &signature).is_ok()
}

/// The two numbers of an ECDSA signature, r modulo the order where it is a coordinate.
pub(crate) fn numbers<C: CurveArithmetic>(
    r: &Wide,
    s: &Wide,
    r_is_coordinate: bool,
) -> (FieldBytes<C>, FieldBytes<C>) {
    let r = narrow::<C>(r);
    (if r_is_coordinate { reduced::<C>(&r).into() } else { r }, narrow::<C>(s))
}

/// A signature.
pub(crate) struct Signed {
    /// The number r.
    pub(crate) r: Wide,
    /// Whether y is odd of the point whose x coordinate r is; `None` if r is only that coordinate's remainder, which
    /// happens once in 2^128, or where no point is told.
    pub(crate) y_is_odd: Option<bool>,
    /// The number s.
    pub(crate) s: Wide,
}

/// An ECDSA signature of `hash`. The ephemeral number follows from key, hash and `entropy` (RFC 6979 §3.6): a source of
/// randomness that fails gives away no key.
pub(crate) fn sign_ecdsa<C, D>(key: &SecretKey<C>, hash: &[u8], entropy: &[u8]) -> Signed
where
    C: EcdsaCurve + CurveArithmetic,
    D: Digest + BlockSizeUser,
{
    let secret = Zeroizing::new(key.to_nonzero_scalar());
    let (signature, point) = ecdsa::hazmat::sign_prehashed_rfc6979::<C, D>(&secret, hash, entropy);
    let (r, s) = signature.split_bytes();
    let y_is_odd = (!point.is_x_reduced()).then_some(point.is_y_odd());
    Signed { r: widen(&r), y_is_odd, s: widen(&s) }
}

/// The constants a and b of the curve of SM2 (GB/T 32918.5 §2).
const SM2_A_B: [u8; 64] = [
    0xFF, 0xFF, 0xFF, 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
    0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFC, 0x28, 0xE9,
    0xFA, 0x9E, 0x9D, 0x9F, 0x5E, 0x34, 0x4D, 0x5A, 0x9E, 0x4B, 0xCF, 0x65, 0x09, 0xA7, 0xF3, 0x97, 0x89,
    0xF5, 0x15, 0xAB, 0x8F, 0x92, 0xDD, 0xBC, 0xBD, 0x41, 0x4D, 0x94, 0x0E, 0x93,
];

/// The hash of signer and curve that stands before every message in SM2 (`Z_A`, GB/T 32918.2 §5.5). The identity's length is
/// told in 16 bits of bits: 8191 octets at the most count.
pub(crate) fn sm2_identity_hash(key: &PublicKey<Sm2>, identity: &[u8]) -> [u8; 32] {
    let identity = identity.get(..8191).unwrap_or(identity);
    let coordinates = |point: &AffinePoint<Sm2>| point.to_sec1_point(false);
    let (base, point) =
        (coordinates(&ProjectivePoint::<Sm2>::generator().to_affine()), coordinates(key.as_affine()));
    let xy = |octets: &[u8]| -> [u8; 64] { octets.last_chunk().copied().unwrap_or([0; 64]) };
    let digest = Sm3::new()
        .chain_update(((identity.len() * 8) as u16).to_be_bytes())
        .chain_update(identity)
        .chain_update(SM2_A_B)
        .chain_update(xy(base.as_bytes()))
        .chain_update(xy(point.as_bytes()));
    digest.finalize().into()
}

/// Whether (r, s) is an SM2 signature of `e` by the holder of `key` (GB/T 32918.2 §7.1).
pub(crate) fn verify_sm2(key: &PublicKey<Sm2>, e: &[u8], r: &Wide, s: &Wide) -> bool {
    let number = |wide| scalar::<Sm2>(&narrow::<Sm2>(wide));
    let (Some(r), Some(s), Some(e)) = (number(r), number(s), exactly::<Sm2>(e)) else { return false };
    let t = r + s;
    if bool::from(t.is_zero()) {
        return false;
    }
    let point = ProjectivePoint::<Sm2>::mul_by_generator_and_mul_add_vartime(&s, &t, &key.to_projective());
    !bool::from(point.is_identity()) && r == reduced::<Sm2>(&e) + reduced::<Sm2>(&point.to_affine().x())
}

/// An SM2 signature of `e` with the ephemeral number `k` (GB/T 32918.2 §6.1); `None` where the standard asks for another k.
pub(crate) fn sm2_with(key: &SecretKey<Sm2>, e: &[u8], k: &Scalar<Sm2>) -> Option<Signed> {
    let secret = Zeroizing::new(key.to_nonzero_scalar());
    let point = ProjectivePoint::<Sm2>::mul_by_generator(k).to_affine();
    let r = reduced::<Sm2>(&exactly::<Sm2>(e)?) + reduced::<Sm2>(&point.x());
    if bool::from(r.is_zero() | (r + k).is_zero()) {
        return None;
    }
    let d: &Scalar<Sm2> = &secret;
    let inverse = Zeroizing::new(Option::<Scalar<Sm2>>::from((*d + Scalar::<Sm2>::ONE).invert())?);
    let s = *inverse * (*k - r * d);
    (!bool::from(s.is_zero())).then(|| Signed {
        r: widen(&r.to_repr()),
        y_is_odd: None,
        s: widen(&s.to_repr()),
    })
}

/// An SM2 signature of `e`. The standard wants a random k; as with ECDSA it follows from key, hash and `entropy` in the manner
/// of RFC 6979, so that a bad source of randomness gives away no key.
pub(crate) fn sign_sm2(key: &SecretKey<Sm2>, e: &[u8], entropy: &[u8]) -> Signed {
    let secret = Zeroizing::new(key.to_bytes());
    let mut generator = rfc6979::KGenerator::<Sm3, sm2::U256>::new(&secret, e, entropy, &Sm2::ORDER);
    let mut octets = Zeroizing::new(FieldBytes::<Sm2>::default());
    loop {
        generator.fill_next_k(&mut octets);
        let k = scalar::<Sm2>(&octets).map(Zeroizing::new);
        if let Some(signed) = k.and_then(|k| sm2_with(key, e, &k)) {
            return signed;
        }
    }
}

/// The number that a certificate's hash becomes in SEC 4 §2.3: its first bits, as many as the order's less one. That is 255 of
/// 256 on all curves that implicit certificates use.
fn ecqv_number<C: CurveArithmetic>(hash: &[u8]) -> Scalar<C> {
    let mut carry = 0;
    let mut octets = FieldBytes::<C>::default();
    for (to, from) in octets.iter_mut().zip(hash) {
        *to = carry | from >> 1;
        carry = from << 7;
    }
    reduced::<C>(&octets)
}

/// The key of an implicit certificate's holder (SEC 4 §3.5): e times the point in the certificate, plus the issuer's key.
pub(crate) fn ecqv_public<C: Points>(
    issuer: &PublicKey<C>,
    point: &PublicKey<C>,
    hash: &[u8],
) -> Option<PublicKey<C>> {
    let e = ecqv_number::<C>(hash);
    let sum = point.to_projective().mul_vartime(&e) + issuer.to_projective();
    PublicKey::from_affine(sum.to_affine()).ok()
}

/// The point that goes into an implicit certificate (SEC 4 §3.4): what was requested plus the issuer's share.
pub(crate) fn ecqv_point<C: Points>(request: &PublicKey<C>, share: &PublicKey<C>) -> Option<PublicKey<C>> {
    PublicKey::from_affine((request.to_projective() + share.to_projective()).to_affine()).ok()
}

/// e times the first secret plus the second: what the issuer sends to the holder (SEC 4 §3.4: its share and its key), and
/// what the holder makes of it (§3.6: the requested key and what was sent).
pub(crate) fn ecqv_secret<C: Points>(
    first: &SecretKey<C>,
    second: &SecretKey<C>,
    hash: &[u8],
) -> Option<SecretKey<C>> {
    let (first, second) =
        (Zeroizing::new(first.to_nonzero_scalar()), Zeroizing::new(second.to_nonzero_scalar()));
    let (a, b): (&Scalar<C>, &Scalar<C>) = (first.as_ref(), second.as_ref());
    let mut sum = ecqv_number::<C>(hash) * *a + *b;
    let secret = Option::<NonZeroScalar<C>>::from(NonZeroScalar::<C>::new(sum)).map(Zeroizing::new);
    sum.zeroize();
    secret.map(|secret| SecretKey::from(&*secret))
}

#[cfg(test)]
pub(crate) mod tests {
    use alloc::vec::Vec;

    use super::*;

    /// The octets of hexadecimal digits, whatever stands between them.
    pub(crate) fn octets(hex: &str) -> Vec<u8> {
        let digits: Vec<u8> =
            hex.chars().filter_map(|digit| digit.to_digit(16)).map(|digit| digit as u8).collect();
        digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
    }

    /// GB/T 32918.5 annex A.2, also in draft-shen-sm2-ecdsa: message "message digest" on the recommended curve.
    #[test]
    fn published_signature_of_sm2() {
        let key = octets("3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8");
        let key = SecretKey::<Sm2>::from_slice(&key).unwrap();
        let public = key.public_key();
        let point = public.to_sec1_point(false);
        assert_eq!(
            point.as_bytes()[1..],
            octets(
                "09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020
                 CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13"
            )
        );
        let z = sm2_identity_hash(&public, b"1234567812345678");
        assert_eq!(z[..], octets("B2E14C5C79C6DF5B85F4FE7ED8DB7A262B9DA7E07CCB0EA9F4747B8CCDA8A4F3"));
        let e = Sm3::new().chain_update(z).chain_update(b"message digest").finalize();
        assert_eq!(e[..], octets("F0B43E94BA45ACCAACE692ED534382EB17E6AB5A19CE7B31F4486FDFC0D28640"));
        let k = octets("59276E27D506861A16680F3AD9C02DCCEF3CC1FA3CDBE4CE6D54B80DEAC1BC21");
        let k = scalar::<Sm2>(&exactly::<Sm2>(&k).unwrap()).unwrap();
        let signed = sm2_with(&key, &e, &k).unwrap();
        assert_eq!(
            signed.r[..32],
            octets("F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3")
        );
        assert_eq!(
            signed.s[..32],
            octets("B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA")
        );
        assert!(verify_sm2(&public, &e, &signed.r, &signed.s));
    }

    /// r + s = 0 must be refused, and so must numbers that are none.
    #[test]
    fn numbers_of_sm2_are_in_their_range() {
        let key = SecretKey::<Sm2>::from_slice(&[7; 32]).unwrap().public_key();
        let one = Scalar::<Sm2>::ONE;
        let (one, minus_one) = (widen(&one.to_repr()), widen(&(-one).to_repr()));
        assert!(!verify_sm2(&key, &[1; 32], &one, &minus_one));
        assert!(!verify_sm2(&key, &[1; 32], &[0; 48], &one));
        assert!(!verify_sm2(&key, &[1; 32], &one, &[0xFF; 48]));
        assert!(!verify_sm2(&key, &[1; 31], &one, &one));
    }

    /// The algebra of SEC 4 §2: what the issuer sends makes the private key of the public one that anyone can make.
    #[test]
    fn implicit_keys_fit_each_other() {
        let secret = |octet| SecretKey::<p256::NistP256>::from_slice(&[octet; 32]).unwrap();
        let (request, share, issuer) = (secret(1), secret(2), secret(3));
        for hash in [[0x5A; 32], [0xFF; 32]] {
            let point = ecqv_point(&request.public_key(), &share.public_key()).unwrap();
            let sent = ecqv_secret(&share, &issuer, &hash).unwrap();
            let key = ecqv_secret(&request, &sent, &hash).unwrap();
            assert_eq!(Some(key.public_key()), ecqv_public(&issuer.public_key(), &point, &hash));
        }
        // A point and its opposite make none.
        let negative = SecretKey::from(&-share.to_nonzero_scalar());
        assert_eq!(ecqv_point(&share.public_key(), &negative.public_key()), None);
    }

    #[test]
    fn a_hash_is_cut_by_one_bit() {
        let mut hash = [0; 32];
        (hash[0], hash[31]) = (0x80, 0x03);
        let number = ecqv_number::<p256::NistP256>(&hash).to_repr();
        assert_eq!((number[0], number[31]), (0x40, 0x01));
        assert!(number[1..31].iter().all(|octet| *octet == 0));
    }
}

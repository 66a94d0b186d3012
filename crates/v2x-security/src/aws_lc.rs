//! Verification of ECDSA on the NIST curves by AWS-LC, which is C and assembler: the feature `aws-lc`.
//!
//! It verifies the same hash that the rest of this crate computes. Keys are given over as points each time, which costs some hundredths
//! of a verification, and leaves keys the small values that they are.

use aws_lc_rs::digest::{self, Digest};
use aws_lc_rs::signature::{self, ParsedPublicKey};
use ecdsa::elliptic_curve::PublicKey;
use ecdsa::elliptic_curve::sec1::ToSec1Point;
use p256::NistP256;
use p384::NistP384;

use crate::curve::{Points, Wide, numbers};

/// A curve that AWS-LC has, with the hash that IEEE 1609.2 uses on it.
pub(crate) trait Known: Points {
    const ALGORITHM: &'static signature::EcdsaVerificationAlgorithm;
    const HASH: &'static digest::Algorithm;
}

impl Known for NistP256 {
    const ALGORITHM: &'static signature::EcdsaVerificationAlgorithm = &signature::ECDSA_P256_SHA256_FIXED;
    const HASH: &'static digest::Algorithm = &digest::SHA256;
}

impl Known for NistP384 {
    const ALGORITHM: &'static signature::EcdsaVerificationAlgorithm = &signature::ECDSA_P384_SHA384_FIXED;
    const HASH: &'static digest::Algorithm = &digest::SHA384;
}

/// As [`verify_ecdsa`](crate::curve::verify_ecdsa) of RustCrypto's.
pub(crate) fn verify<C: Known>(
    key: &PublicKey<C>,
    hash: &[u8],
    r: &Wide,
    s: &Wide,
    r_is_coordinate: bool,
) -> bool {
    let (r, s) = numbers::<C>(r, s, r_is_coordinate);
    let point = key.to_sec1_point(false);
    let key = ParsedPublicKey::new(C::ALGORITHM, point.as_bytes());
    let hash = Digest::import_less_safe(hash, C::HASH);
    let (Ok(key), Ok(hash)) = (key, hash) else { return false };
    let mut signature = [0; 96];
    let octets = r.iter().chain(&s);
    let len = octets.clone().count();
    signature.iter_mut().zip(octets).for_each(|(to, from)| *to = *from);
    signature.get(..len).is_some_and(|signature| key.verify_digest_sig(&hash, signature).is_ok())
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use ecdsa::elliptic_curve::SecretKey;
    use proptest::prelude::*;
    use sha2::{Digest as _, Sha256, Sha384};

    use super::*;
    use crate::curve::{sign_ecdsa, verify_ecdsa};

    /// The order of P-256 less one, the order, and the field's prime less one: r may be the last as a coordinate only.
    const EDGES: [&str; 3] = [
        "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632550",
        "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551",
        "FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFE",
    ];

    #[test]
    fn numbers_at_the_edges_are_judged_alike() {
        let key = SecretKey::<NistP256>::from_slice(&[7; 32]).unwrap().public_key();
        let edges = EDGES.map(|hex| crate::curve::widen(&crate::curve::tests::octets(hex)));
        let numbers = edges.into_iter().chain([[0; 48], [0xFF; 48], crate::curve::widen(&[1; 32])]);
        let numbers: Vec<_> = numbers.collect();
        for (r, s) in numbers.iter().flat_map(|r| numbers.iter().map(move |s| (r, s))) {
            for coordinate in [false, true] {
                let ours = verify_ecdsa(&key, &[5; 32], r, s, coordinate);
                assert_eq!(verify(&key, &[5; 32], r, s, coordinate), ours, "{r:02x?} {s:02x?}");
            }
        }
        assert!(!verify(&key, &[5; 31], &numbers[5], &numbers[5], false));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]

        /// What one finds right the other does, and what was changed in one bit neither.
        #[test]
        fn both_judge_alike(secret in any::<[u8; 32]>(), message in any::<[u8; 8]>(), bit in 0usize..768) {
            let mut wide = [0x11; 48];
            wide[16..].copy_from_slice(&secret);
            let (Ok(short), Ok(long)) = (SecretKey::<NistP256>::from_slice(&secret), SecretKey::<NistP384>::from_slice(&wide))
            else { return Ok(()) };
            let hash = Sha256::digest(message);
            let mut signed = sign_ecdsa::<_, Sha256>(&short, &hash, &[]);
            let key = short.public_key();
            prop_assert!(verify(&key, &hash, &signed.r, &signed.s, true));
            let (octet, mask) = (bit / 8 % 64, 1 << (bit % 8));
            if octet < 32 { signed.r[octet] ^= mask } else { signed.s[octet - 32] ^= mask }
            prop_assert!(!verify(&key, &hash, &signed.r, &signed.s, true));
            prop_assert!(!verify_ecdsa(&key, &hash, &signed.r, &signed.s, true));
            let hash = Sha384::digest(message);
            let signed = sign_ecdsa::<_, Sha384>(&long, &hash, &[]);
            prop_assert!(verify(&long.public_key(), &hash, &signed.r, &signed.s, true));
            prop_assert!(!verify(&long.public_key(), &Sha384::digest([0; 9]), &signed.r, &signed.s, true));
        }
    }
}

//! Hashes: values, algorithms, and the names that certificates have by them.

use core::fmt;

use sha2::{Digest, Sha256, Sha384};
use sm3::Sm3;
use v2x::envelope::ieee1609dot2::{Certificate, Curve, HashAlgorithm, PublicKey, VerificationKey};

/// The last eight octets of the hash of a certificate, by which messages and other certificates refer to it.
pub type HashedId8 = [u8; 8];

/// A hash: 32 octets of SHA-256 and SM3, 48 of SHA-384.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct HashValue {
    octets: [u8; 48],
    len: u8,
}

impl HashValue {
    fn new(octets: &[u8]) -> Self {
        let mut value = Self { octets: [0; 48], len: octets.len().min(48) as u8 };
        value.octets.iter_mut().zip(octets).for_each(|(to, from)| *to = *from);
        value
    }

    /// The octets.
    pub fn as_octets(&self) -> &[u8] {
        self.octets.get(..usize::from(self.len)).unwrap_or(&self.octets)
    }

    /// Its last eight octets.
    pub fn id(&self) -> HashedId8 {
        self.as_octets().last_chunk().copied().unwrap_or_default()
    }
}

impl fmt::Debug for HashValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_octets().iter().try_for_each(|octet| write!(f, "{octet:02x}"))
    }
}

/// The hash of `parts`, one after the other. `None` of an algorithm that this crate does not have.
pub fn hash(algorithm: HashAlgorithm, parts: &[&[u8]]) -> Option<HashValue> {
    fn of<D: Digest>(parts: &[&[u8]]) -> HashValue {
        let mut digest = D::new();
        parts.iter().for_each(|part| digest.update(part));
        HashValue::new(&digest.finalize())
    }
    Some(match algorithm {
        HashAlgorithm::Sha256 => of::<Sha256>(parts),
        HashAlgorithm::Sha384 => of::<Sha384>(parts),
        HashAlgorithm::Sm3 => of::<Sm3>(parts),
        _ => return None,
    })
}

/// The hash that signatures on a curve use (IEEE 1609.2 §5.3.1): as long as the curve's coordinates.
pub const fn hash_of_curve(curve: Curve) -> Option<HashAlgorithm> {
    Some(match curve {
        Curve::NistP256 | Curve::BrainpoolP256r1 => HashAlgorithm::Sha256,
        Curve::NistP384 | Curve::BrainpoolP384r1 => HashAlgorithm::Sha384,
        Curve::Sm2 => HashAlgorithm::Sm3,
        _ => return None,
    })
}

/// The hash that names a certificate (IEEE 1609.2 §6.4.3): that of the key in an explicit certificate; SHA-256 of
/// implicit ones.
pub fn whole_certificate_hash(certificate: &Certificate<'_>) -> HashAlgorithm {
    match certificate.verification_key {
        VerificationKey::Key(PublicKey::Point { curve, .. }) => {
            hash_of_curve(curve).unwrap_or(HashAlgorithm::Sha256)
        }
        _ => HashAlgorithm::Sha256,
    }
}

/// The name of a certificate by its hash. `None` if it has no canonical form, for its issuer is of an unknown form.
pub fn hashed_id8(certificate: &Certificate<'_>) -> Option<HashedId8> {
    let canonical = certificate.canonical().ok()?;
    hash(whole_certificate_hash(certificate), &[&canonical]).map(|hash| hash.id())
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::*;

    /// FIPS 180-2 appendix B, GB/T 32905 appendix A.
    #[test]
    fn published_hashes_of_abc() {
        for (algorithm, expected) in [
            (HashAlgorithm::Sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                HashAlgorithm::Sha384,
                "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed\
                 8086072ba1e7cc2358baeca134c825a7",
            ),
            (HashAlgorithm::Sm3, "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        ] {
            let value = hash(algorithm, &[b"a", b"", b"bc"]).unwrap();
            assert_eq!(format!("{value:?}"), expected);
            assert_eq!(value.id(), value.as_octets()[value.as_octets().len() - 8..]);
        }
        assert_eq!(hash(HashAlgorithm::Other(9), &[]), None);
    }
}

//! What a signature covers (IEEE 1609.2 §5.3.1).

use alloc::borrow::Cow;

use v2x::envelope::ieee1609dot2::{Certificate, SignedData};

use crate::curve::sm2_identity_hash;
use crate::hash::{HashValue, hash, hash_of_curve};
use crate::job::Job;
use crate::key::{PublicKey, RawSignature};
use crate::policy::{Sm2Input, Sm2Use};
use crate::verdict::{Unverifiable, Verdict};

/// The hash that a signature with `key` is computed over: that of two hashes, of the signed octets, and of the signer's
/// certificate in canonical form or, where the signer brings its key along, of nothing.
///
/// `None` where this crate does not have the key's hash, which cannot be.
pub(crate) fn signature_hash(key: &PublicKey, data: &[u8], signer: &[u8], sm2: &Sm2Use) -> Option<HashValue> {
    let algorithm = hash_of_curve(key.curve())?;
    if let (PublicKey::Sm2(point), input) = (key, sm2.input) {
        let before = sm2_identity_hash(point, &sm2.identity);
        return match input {
            Sm2Input::Octets => hash(algorithm, &[&before, data]),
            Sm2Input::Hashes => {
                let (data, signer) = (hash(algorithm, &[data])?, hash(algorithm, &[signer])?);
                hash(algorithm, &[&before, data.as_octets(), signer.as_octets()])
            }
        };
    }
    both_hashed(key, data, signer)
}

/// The hash of an implicit certificate, from which its holder's key follows (IEEE 1609.2 §5.3.2): of the same two hashes, those of
/// the certificate's contents and of its issuer's certificate.
pub(crate) fn implicit_hash(issuer: &PublicKey, data: &[u8], issuer_octets: &[u8]) -> Option<HashValue> {
    both_hashed(issuer, data, issuer_octets)
}

fn both_hashed(key: &PublicKey, data: &[u8], signer: &[u8]) -> Option<HashValue> {
    let algorithm = hash_of_curve(key.curve())?;
    let (data, signer) = (hash(algorithm, &[data])?, hash(algorithm, &[signer])?);
    hash(algorithm, &[data.as_octets(), signer.as_octets()])
}

/// The work of verifying a message with its signer's key. `signer`: the canonical form of the signer's certificate.
pub(crate) fn message_job(
    data: &SignedData<'_>,
    key: &PublicKey,
    signer: &[u8],
    sm2: &Sm2Use,
) -> Result<Job, Verdict> {
    let form = Verdict::Unverifiable(Unverifiable::SignatureForm);
    let algorithms = Verdict::Unverifiable(Unverifiable::Algorithms);
    let signature = RawSignature::read(&data.signature()).ok_or(form)?;
    if signature.curve() != key.curve() || hash_of_curve(key.curve()) != Some(data.hash()) {
        return Err(algorithms);
    }
    let octets: Cow<'_, [u8]> = data.canonical_to_be_signed().map_err(|_| form)?;
    let hash = signature_hash(key, &octets, signer, sm2).ok_or(algorithms)?;
    Ok(Job { key: *key, hash, signature })
}

/// The work of verifying the signature under an explicit certificate.
pub(crate) fn certificate_job(
    certificate: &Certificate<'_>,
    issuer: &PublicKey,
    issuer_octets: &[u8],
    sm2: &Sm2Use,
) -> Result<Job, Verdict> {
    let form = Verdict::Unverifiable(Unverifiable::CertificateForm);
    let algorithms = Verdict::Unverifiable(Unverifiable::Algorithms);
    let signature = certificate.signature.as_ref().and_then(RawSignature::read).ok_or(form)?;
    if signature.curve() != issuer.curve() {
        return Err(algorithms);
    }
    let octets = certificate.canonical_to_be_signed().map_err(|_| form)?;
    let hash = signature_hash(issuer, &octets, issuer_octets, sm2).ok_or(algorithms)?;
    Ok(Job { key: *issuer, hash, signature })
}

/// The work of verifying a message that was signed with a key which comes with it, or which is known from elsewhere: `signer`
/// is the signer's certificate in that case.
///
/// That the signature is right says nothing about who signed.
///
/// # Errors
/// The reason why it cannot be verified: forms and algorithms that this crate does not have.
pub fn with_key(
    data: &SignedData<'_>,
    key: &PublicKey,
    signer: Option<&Certificate<'_>>,
    sm2: &Sm2Use,
) -> Result<Job, Verdict> {
    let form = Verdict::Unverifiable(Unverifiable::CertificateForm);
    let signer = signer.map(|certificate| certificate.canonical().map_err(|_| form)).transpose()?;
    message_job(data, key, &signer.unwrap_or_default(), sm2)
}

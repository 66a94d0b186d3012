//! Packets recorded on the road, where the folder that `V2X_VECTORS` names has them.
//!
//! Nearly all bring implicit certificates, and their issuers' were not recorded: nobody can verify these. But ECDSA lets the
//! signer's key be computed from a signature: where one certificate signed several messages, the same key must come out of
//! all of them. It does only if what is hashed is what the standard says, to the octet.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use p256::elliptic_curve::group::Group;
use p256::elliptic_curve::ops::Reduce;
use p256::elliptic_curve::sec1::ToSec1Point;
use p256::{FieldBytes, ProjectivePoint, Scalar};
use v2x::envelope::ieee1609dot2::{
    Certificate, CertificateKind, Ieee1609Dot2Data, SignedData, Signer, Time64, VerificationKey,
};
use v2x_security::{
    Context, Policy, PublicKey, RawSignature, Sm2Use, TrustStore, Unverifiable, Verdict, Verifier, with_key,
};

/// The packets of the file, as octets. `None`, and a word about it, where there is none.
fn packets() -> Option<Vec<Vec<u8>>> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/vectors");
    let folder = std::env::var_os("V2X_VECTORS").map_or_else(|| PathBuf::from(beside), PathBuf::from);
    let path = folder.join("real/ieee1609.jsonl");
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: no recorded packets at {}; set V2X_VECTORS to have them", path.display());
        return None;
    };
    let packet = |line: &str| {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        let digits = line["hex"].as_str().unwrap().as_bytes().to_vec();
        let pairs = digits.chunks(2).map(|pair| std::str::from_utf8(pair).unwrap());
        pairs.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect()
    };
    Some(text.lines().map(packet).collect())
}

/// The signed data of each packet that has some.
fn signed(packets: &[Vec<u8>]) -> Vec<SignedData<'_>> {
    let layers = packets.iter().flat_map(|packet| v2x::walk(packet).unwrap().layers.to_vec());
    let data = layers.filter_map(|layer| match layer.secured() {
        Some(Ieee1609Dot2Data::Signed(data)) => Some(data),
        _ => None,
    });
    data.collect()
}

fn certificate<'a>(data: &SignedData<'a>) -> Option<Certificate<'a>> {
    match data.signer() {
        Signer::Certificates(certificates) => certificates.iter().next(),
        _ => None,
    }
}

/// The key that made a signature (SEC 1 §4.1.6): (s R - e G) / r, with R told whole by its compressed form.
fn recovered(data: &SignedData<'_>, certificate: &Certificate<'_>) -> Option<Vec<u8>> {
    let v2x::envelope::ieee1609dot2::Signature::Ecdsa { curve, r: point, s } = data.signature() else {
        return None;
    };
    let PublicKey::NistP256(point_of_r) = PublicKey::from_point(curve, &point).ok()? else { return None };
    let raw = RawSignature::read(&data.signature())?;
    let scalar =
        |octets: &[u8]| <Scalar as Reduce<FieldBytes>>::reduce(&FieldBytes::try_from(octets).unwrap());
    // Any key has the hash; the generator stands in.
    let generator =
        PublicKey::from_sec1(curve, ProjectivePoint::generator().to_affine().to_sec1_point(true).as_bytes())
            .ok()?;
    let hash = with_key(data, &generator, Some(certificate), &Sm2Use::default()).ok()?.hash;
    let (e, r, s) = (scalar(hash.as_octets()), scalar(raw.r()), scalar(s));
    let key = (point_of_r.to_projective() * s - ProjectivePoint::generator() * e) * r.invert().unwrap();
    Some(key.to_affine().to_sec1_point(true).as_bytes().to_vec())
}

#[test]
fn one_certificate_has_one_key() {
    let Some(packets) = packets() else { return };
    let all = signed(&packets);
    let certificates: BTreeMap<_, _> = all
        .iter()
        .filter_map(certificate)
        .map(|certificate| (v2x_security::hashed_id8(&certificate).unwrap(), certificate))
        .collect();
    assert!(certificates.values().all(|certificate| certificate.kind == CertificateKind::Implicit));
    let mut messages: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
    let mut by_digest = 0;
    for data in &all {
        let id = match data.signer() {
            Signer::Digest(id) => id,
            _ => v2x_security::hashed_id8(&certificate(data).unwrap()).unwrap(),
        };
        let Some(certificate) = certificates.get(&id) else { continue };
        by_digest += usize::from(matches!(data.signer(), Signer::Digest(_)));
        let key = recovered(data, certificate).expect("R is compressed in all of them");
        // Messages that are repeated as they were signed prove nothing twice.
        messages.entry(id).or_default().insert(data.to_be_signed(), key);
    }
    let several: Vec<_> = messages.values().filter(|messages| messages.len() > 1).collect();
    for messages in &several {
        let keys: BTreeSet<_> = messages.values().collect();
        assert_eq!(keys.len(), 1, "of {} messages", messages.len());
    }
    let proven: usize = several.iter().map(|messages| messages.len()).sum();
    println!(
        "{} messages signed, {by_digest} of them by a digest of a recorded certificate; {} certificates, all implicit; {} of \
         them signed {proven} different messages, each all with one key",
        all.len(),
        certificates.len(),
        several.len(),
    );
    assert!(several.len() >= 4 && proven >= 20, "{} {proven}", several.len());
}

#[test]
fn explicit_certificates_verify_their_messages() {
    let Some(packets) = packets() else { return };
    let mut right = 0;
    for data in signed(&packets) {
        let Some(certificate) = certificate(&data) else { continue };
        let VerificationKey::Key(v2x::envelope::ieee1609dot2::PublicKey::Point { curve, point }) =
            certificate.verification_key
        else {
            continue;
        };
        let key = PublicKey::from_point(curve, &point).unwrap();
        assert!(with_key(&data, &key, Some(&certificate), &Sm2Use::default()).unwrap().verify());
        right += 1;
    }
    println!("{right} messages with explicit certificates");
}

#[test]
fn nobody_is_trusted_without_an_authority() {
    let Some(packets) = packets() else { return };
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for packet in &packets {
        let walked = v2x::walk(packet).unwrap();
        let data = signed(std::slice::from_ref(packet));
        let now = data.first().and_then(|data| data.header().generation_time).unwrap_or(Time64(0));
        let verdict = Verifier::new(TrustStore::new(), Policy::default())
            .verify_layers(&walked.layers, &Context::at(now));
        assert!(!verdict.is_verified());
        *counts.entry(verdict.name()).or_default() += 1;
        assert_eq!(verdict == Verdict::NotSigned, data.is_empty());
    }
    println!("{counts:?}");
    assert!(counts.contains_key(Unverifiable::NotTrusted.name()));
}

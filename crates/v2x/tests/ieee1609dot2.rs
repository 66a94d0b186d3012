//! IEEE 1609.2, construct by construct: structures of an independent encoder, and structures broken in every way.

mod common;

use std::collections::BTreeMap;

use common::{generated, octets, text};
use v2x::envelope::ieee1609dot2::{
    CertificateId, CertificateKind, Certificates, Curve, CurvePoint, Duration, EncryptionKey, HashAlgorithm,
    HeaderInfo, Ieee1609Dot2Data, Issuer, PublicKey, RegionKind, Signature, SignedData, SignedPayload,
    Signer, ThreeDLocation, Time64, VerificationKey,
};
use v2x::envelope::{Psid, WriteError};
use v2x::{Content, EnvelopeErrorKind as Kind, Limit, MAX_LAYERS, NoFrame, Protocol};

fn vectors() -> BTreeMap<String, Vec<u8>> {
    let lines = generated("ieee1609dot2.jsonl");
    lines.iter().map(|line| (text(line, "name").to_owned(), octets(line, "hex").unwrap())).collect()
}

fn written(data: &Ieee1609Dot2Data<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    data.write(&mut out).unwrap();
    out
}

#[track_caller]
fn signed<'a>(octets: &'a [u8]) -> SignedData<'a> {
    match Ieee1609Dot2Data::parse(octets).unwrap().0 {
        Ieee1609Dot2Data::Signed(signed) => signed,
        other => panic!("{other:?}"),
    }
}

/// Octets that count up from `first`, as the vectors hold for keys and hashes.
fn counting(first: u8, len: usize) -> Vec<u8> {
    (first..).take(len).collect()
}

#[test]
fn every_construct_is_read_to_its_end_and_written_back() {
    let vectors = vectors();
    assert_eq!(vectors.len(), 22);
    for (name, octets) in &vectors {
        let (data, rest) = Ieee1609Dot2Data::parse(octets).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(rest.is_empty(), "{name}");
        assert_eq!(written(&data), *octets, "{name}");
        let longer = [&octets[..], &[0xFF, 0x03]].concat();
        assert_eq!(Ieee1609Dot2Data::parse(&longer), Ok((data, &[0xFF, 0x03][..])), "{name}");
        if let Ieee1609Dot2Data::Signed(signed) = data {
            let mut tbs = Vec::new();
            SignedData::write_to_be_signed(&signed.payload(), signed.header(), &mut tbs).unwrap();
            assert_eq!(tbs, signed.to_be_signed(), "{name}");
        }
    }
}

#[test]
fn every_cut_is_an_error_that_points_into_the_octets() {
    for (name, octets) in vectors() {
        for len in 0..octets.len() {
            let error = Ieee1609Dot2Data::parse(&octets[..len]).unwrap_err();
            let Kind::Truncated { needed, present, limit } = error.kind else { panic!("{name}: {error}") };
            assert_eq!((error.offset + present) as usize, len, "{name}: {error}");
            assert!(needed > present && limit == Limit::Slice, "{name}: {error}");
        }
    }
}

#[test]
fn all_header_fields() {
    let vectors = vectors();
    let signed = signed(&vectors["every header field"]);
    let header = signed.header();
    assert_eq!(header.psid, Psid::MAP);
    assert_eq!(header.generation_time, Some(Time64(621_714_712_490_000)));
    assert_eq!(header.expiry_time, Some(Time64(621_714_722_490_000)));
    let location = ThreeDLocation { latitude: -336_612_345, longitude: 1_512_345_678, elevation: 4096 };
    assert_eq!(header.generation_location, Some(location));
    assert_eq!(header.p2pcd_learning_request, Some([1, 2, 3]));
    assert_eq!(header.missing_crl.map(|crl| (crl.craca_id, crl.crl_series)), Some(([1, 2, 3], 260)));
    let Some(EncryptionKey::Public(key)) = header.encryption_key else { panic!("{header:?}") };
    let x = counting(1, 32);
    let point = CurvePoint::CompressedY0(&x);
    assert_eq!((key.algorithm, key.key), (0, PublicKey::Point { curve: Curve::NistP256, point }));
    assert_eq!((signed.signer(), signed.hash()), (Signer::SelfSigned, HashAlgorithm::Sha256));
}

#[test]
fn header_extensions_are_found_by_index() {
    let vectors = vectors();
    let signed = signed(&vectors["every header extension"]);
    let indices: Vec<u32> = signed.header().extensions.iter().map(|(index, _)| index).collect();
    assert_eq!(indices, [0, 1, 2]);
    assert_eq!(signed.header().extensions.find(0), Some(&[1, 2, 1, 2, 3, 7, 8, 9][..]));
    assert_eq!(signed.header().pdu_functional_type(), Some(2));
}

#[test]
fn signature_forms() {
    let vectors = vectors();
    let (c32, c48) = (counting(1, 32), counting(1, 48));
    let ecdsa = |curve, r, s| Signature::Ecdsa { curve, r, s };
    let form = |name: &str| signed(&vectors[name]).signature();
    assert_eq!(
        form("signed, digest, brainpool"),
        ecdsa(Curve::BrainpoolP256r1, CurvePoint::CompressedY1(&c32), &c32)
    );
    assert_eq!(form("signed, brainpool 384"), ecdsa(Curve::BrainpoolP384r1, CurvePoint::XOnly(&c48), &c48));
    assert_eq!(form("signature, r filled"), ecdsa(Curve::NistP256, CurvePoint::Fill, &c32));
    let xy = [c32.clone(), counting(50, 32)].concat();
    assert_eq!(
        form("signature, r uncompressed"),
        ecdsa(Curve::NistP256, CurvePoint::Uncompressed(&xy), &c32)
    );
    let brainpool = signed(&vectors["signed, digest, brainpool"]);
    assert_eq!(brainpool.signer(), Signer::Digest([1, 2, 3, 4, 5, 6, 7, 8]));
    assert_eq!(signed(&vectors["signed, brainpool 384"]).hash(), HashAlgorithm::Sha384);
}

/// The forms that the independent encoder does not know yet: NIST P-384, SM2, and one from the future.
#[test]
fn signature_forms_of_newer_editions() {
    let (c32, c48) = (counting(1, 32), counting(1, 48));
    let tbs = &signed(&vectors()["signed by itself"]).to_be_signed().to_vec();
    let point = CurvePoint::CompressedY1(&c48);
    for (signature, tag, len) in [
        (Signature::Ecdsa { curve: Curve::NistP384, r: point, s: &c48 }, 0x83, 97),
        (Signature::Sm2 { r: &c32, s: &c32 }, 0x84, 64),
        (Signature::Unknown { tag: 0x90, octets: &[1, 2, 3] }, 0x90, 3),
    ] {
        let data = SignedData::new(HashAlgorithm::Sm3, tbs, Signer::SelfSigned, signature).unwrap();
        let octets = written(&Ieee1609Dot2Data::Signed(data));
        assert_eq!(octets[2], 2);
        assert_eq!(octets[4 + tbs.len()..][..2], [tag, len]);
        assert_eq!(signed(&octets), data);
    }
}

#[test]
fn implicit_certificate() {
    let vectors = vectors();
    let Signer::Certificates(certificates) = signed(&vectors["implicit certificate"]).signer() else {
        panic!()
    };
    let certificate = certificates.iter().next().unwrap();
    assert_eq!((certificates.iter().count(), certificate.kind), (1, CertificateKind::Implicit));
    assert_eq!(
        certificate.issuer,
        Issuer::Digest { algorithm: HashAlgorithm::Sha256, id: [1, 2, 3, 4, 5, 6, 7, 8] }
    );
    assert!(matches!(certificate.id, CertificateId::Linkage(octets) if octets.len() == 25));
    assert!(matches!(
        certificate.verification_key,
        VerificationKey::Reconstruction(CurvePoint::CompressedY0(_))
    ));
    assert_eq!(certificate.signature, None);
    assert_eq!(
        (certificate.validity.start, certificate.validity.duration),
        (621_714_712, Duration::Hours(168))
    );
    let permitted: Vec<_> = certificate.app_permissions.unwrap().iter().collect();
    assert_eq!(permitted.iter().map(|p| p.psid).collect::<Vec<_>>(), [Psid::BSM, Psid::TIM, Psid::MAP]);
    assert_eq!(permitted[1].ssp, Some((0x80, &[1, 2, 3][..])));
    assert_eq!(permitted[2].ssp, Some((0x81, &[1, 2, 3, 4][..])));
}

#[test]
fn explicit_chain() {
    let vectors = vectors();
    let Signer::Certificates(chain) = signed(&vectors["explicit chain"]).signer() else { panic!() };
    let [rsu, root] = chain.iter().collect::<Vec<_>>().try_into().unwrap();
    assert_eq!(rsu.id, CertificateId::Name(b"rsu.example"));
    assert_eq!(rsu.region.map(|region| region.kind), Some(RegionKind::Countries));
    assert_eq!((rsu.assurance_level, rsu.can_request_rollover), (Some(0xC0), true));
    assert!(
        rsu.issue_permissions.is_some() && rsu.request_permissions.is_some() && rsu.encryption_key.is_some()
    );
    let VerificationKey::Key(PublicKey::Point { curve, point }) = rsu.verification_key else { panic!() };
    assert!(
        matches!((curve, point), (Curve::BrainpoolP384r1, CurvePoint::Uncompressed(xy)) if xy.len() == 96)
    );
    assert!(matches!(rsu.signature, Some(Signature::Ecdsa { curve: Curve::BrainpoolP384r1, .. })));
    assert_eq!(root.issuer, Issuer::SelfIssued(HashAlgorithm::Sha384));
    assert_eq!(root.region.map(|region| (region.kind, region.octets.len())), Some((RegionKind::Circle, 10)));
    // The chain can be taken out and put into another message.
    let octets = [rsu.as_octets(), root.as_octets()].concat();
    assert_eq!(Certificates::new(&octets), Ok(chain));
    assert!(Certificates::new(&octets[..octets.len() - 1]).is_err());
}

#[test]
fn what_is_no_frame_is_named() {
    let vectors = vectors();
    for (name, why) in [
        ("certificate request", NoFrame::CertificateRequest),
        ("encrypted to everybody that can be", NoFrame::Encrypted),
        ("encrypted inside signed", NoFrame::Encrypted),
        ("external hash", NoFrame::PayloadElsewhere),
        ("external hash, SHA-384", NoFrame::PayloadElsewhere),
    ] {
        assert_eq!(v2x::walk(&vectors[name]).unwrap().content, Content::NoFrame(why), "{name}");
        assert_eq!(v2x::decode(&vectors[name]).unwrap_err(), v2x::Error::NoFrame(why), "{name}");
    }
    let x509 = [3, 0x84, 3, 2, 0xAA, 0xBB];
    let data = Ieee1609Dot2Data::CertificateRequest { x509: true, octets: &[0xAA, 0xBB] };
    assert_eq!(Ieee1609Dot2Data::parse(&x509), Ok((data, &[][..])));
    assert_eq!(written(&data), x509);
    let unknown = [3, 0x85, 2, 0xAA, 0xBB];
    assert_eq!(v2x::walk(&unknown).unwrap().content, Content::NoFrame(NoFrame::Unknown(0x85)));
    assert_eq!(written(&Ieee1609Dot2Data::parse(&unknown).unwrap().0), unknown);
}

#[test]
fn signed_twice_is_walked_to_the_frame() {
    let vectors = vectors();
    let walked = v2x::walk(&vectors["signed twice"]).unwrap();
    assert_eq!(walked.payload(), [0x00, 0x14, 0x01, 0xAA]);
    let offsets: Vec<u32> = walked.layers.iter().map(|layer| layer.offset).collect();
    assert_eq!(offsets, [0, 4, 8]);
    assert!(walked.layers.iter().all(|layer| layer.protocol == Protocol::Ieee1609Dot2));
}

/// `levels` structures inside one another, the innermost unsecured.
fn nested(levels: usize) -> Vec<u8> {
    let signature = Signature::Ecdsa { curve: Curve::NistP256, r: CurvePoint::Fill, s: &[7; 32] };
    let mut octets = vec![3, 0x80, 2, 0x00, 0x14];
    for _ in 1..levels {
        let (mut tbs, payload) =
            (Vec::new(), SignedPayload { data: Some(&octets), ..SignedPayload::default() });
        SignedData::write_to_be_signed(&payload, &HeaderInfo::default(), &mut tbs).unwrap();
        let signed = SignedData::new(HashAlgorithm::Sha256, &tbs, Signer::SelfSigned, signature).unwrap();
        octets = written(&Ieee1609Dot2Data::Signed(signed));
    }
    octets
}

#[test]
fn nesting_has_an_end() {
    let walked = nested(MAX_LAYERS);
    assert_eq!(v2x::walk(&walked).unwrap().layers.len(), MAX_LAYERS);
    // A bomb: as many levels as a datagram has room for.
    let bomb = [0x03, 0x81, 0x00, 0x40].repeat(16_000);
    for error in [Ieee1609Dot2Data::parse(&bomb).unwrap_err(), v2x::walk(&bomb).unwrap_err()] {
        assert_eq!(
            (error.offset, error.kind),
            (4 * MAX_LAYERS as u32, Kind::Depth { max: MAX_LAYERS as u8 })
        );
    }
    // WSMP counts as a level.
    let mut packet = Vec::new();
    v2x::envelope::wsmp::Wsm::new(Psid::BSM, &walked).write(&mut packet).unwrap();
    assert_eq!(v2x::walk(&packet).unwrap_err().kind, Kind::Depth { max: MAX_LAYERS as u8 });
}

#[track_caller]
fn fails(octets: &[u8], offset: u32, kind: Kind) {
    let error = Ieee1609Dot2Data::parse(octets).unwrap_err();
    assert_eq!((error.protocol, error.offset, error.kind), (Protocol::Ieee1609Dot2, offset, kind));
}

#[test]
fn malformed_structures_say_where_and_why() {
    let short = |needed, present, limit| Kind::Truncated { needed, present, limit };
    fails(&[2, 0x80, 0], 0, Kind::Version { version: 2 });
    fails(&[3, 0x00, 0], 1, Kind::Choice { field: "Ieee1609Dot2Content", tag: 0x00 });
    fails(&[3, 0xBF, 0x40], 1, Kind::Choice { field: "Ieee1609Dot2Content", tag: 0xBF });
    fails(&[3, 0x80, 5, 1], 3, short(5, 1, Limit::Slice));
    fails(&[3, 0x80, 0x80], 2, Kind::Length { octet: 0x80 });
    fails(&[3, 0x80, 0x81, 5, 1, 2, 3, 4, 5], 2, Kind::Length { octet: 0x81 });
    fails(&[3, 0x80, 0x84, 0xFF, 0xFF, 0xFF, 0xFF], 7, short(u32::MAX, 0, Limit::Slice));
    fails(&[3, 0x80, 0x88, 1, 0, 0, 0, 0, 0, 0, 0], 2, Kind::Length { octet: 0x88 });
    fails(&[3, 0x81, 0x80], 2, Kind::Value { field: "HashAlgorithm", value: 0x80 });
    fails(&[3, 0x81, 0, 0x41], 3, Kind::Padding { field: "SignedDataPayload", bits: 0x41 });
    fails(&[3, 0x81, 0, 0x20, 0x00], 4, Kind::Choice { field: "HashedData", tag: 0x00 });
    fails(&[3, 0x81, 0, 0x00, 0x01], 4, Kind::Padding { field: "HeaderInfo", bits: 0x01 });
    fails(&[3, 0x81, 0, 0x00, 0x00, 2, 0, 0x20], 5, Kind::Length { octet: 2 });
    fails(&[3, 0x81, 0, 0x00, 0x00, 4, 0xFF, 0, 0, 0], 5, Kind::Identifier { octet: 0xFF });
    fails(&[3, 0x81, 0, 0x00, 0x02, 1, 0x20, 0x82], 7, Kind::Choice { field: "EncryptionKey", tag: 0x82 });
    let latitude = [3, 0x81, 0, 0x00, 0x10, 1, 0x20, 0x7F, 0xFF, 0xFF, 0xFF];
    fails(&latitude, 7, Kind::Value { field: "Latitude", value: 0x7F });
    fails(&[3, 0x82, 1, 1, 0x85], 4, Kind::Choice { field: "RecipientInfo", tag: 0x85 });
    fails(&[3, 0x82, 4, 0xFF, 0xFF, 0xFF, 0xFF, 0x80, 1], 8, short(8, 1, Limit::Slice));
    fails(&[3, 0x84, 4, 1, 0xAA, 9, 9], 5, Kind::LeftOver { left: 2 });
    fails(&[3, 0x84, 2, 4, 0xAA], 4, short(4, 1, Limit::OpenType));
}

#[test]
fn malformed_signers_and_signatures_say_where_and_why() {
    // Signed, no payload, PSID 0x20: what follows is the signer, from octet 7.
    let signer = |more: &[u8]| [&[3, 0x81, 0, 0x00, 0x00, 1, 0x20], more].concat();
    fails(&signer(&[0x05]), 7, Kind::Choice { field: "SignerIdentifier", tag: 0x05 });
    fails(&signer(&[0x81, 1, 1, 0x00, 2]), 11, Kind::Version { version: 2 });
    fails(&signer(&[0x81, 1, 1, 0x01]), 10, Kind::Padding { field: "CertificateBase", bits: 0x01 });
    fails(&signer(&[0x81, 1, 1, 0x00, 3, 0, 0x00]), 13, Kind::Choice { field: "IssuerIdentifier", tag: 0 });
    fails(&signer(&[0x82, 0x00]), 8, Kind::Choice { field: "Signature", tag: 0x00 });
    fails(&signer(&[0x82, 0x80, 0x85]), 9, Kind::Choice { field: "EccCurvePoint", tag: 0x85 });
    let mut sm2 = signer(&[0x82, 0x84, 65]);
    sm2.extend_from_slice(&[0; 65]);
    fails(&sm2, 74, Kind::LeftOver { left: 1 });
}

#[test]
fn an_outer_length_is_named_as_the_limit() {
    // WSMP says 4 octets; the 1609.2 data in them says 9.
    let packet = [3, 0, 0x20, 4, 3, 0x80, 9, 0, 0x14, 0, 0, 0, 0, 0, 0, 0];
    let error = v2x::walk(&packet).unwrap_err();
    assert_eq!((error.protocol, error.offset), (Protocol::Ieee1609Dot2, 7));
    assert_eq!(error.kind, Kind::Truncated { needed: 9, present: 1, limit: Limit::WsmpLength });
}

#[test]
fn parts_of_a_wrong_length_are_not_written() {
    let tbs = signed(&vectors()["signed by itself"]).to_be_signed().to_vec();
    let write = |signature| {
        let data = SignedData::new(HashAlgorithm::Sha256, &tbs, Signer::SelfSigned, signature).unwrap();
        Ieee1609Dot2Data::Signed(data).write(&mut Vec::new()).unwrap_err()
    };
    let r = CurvePoint::XOnly(&[1; 31]);
    let short_r = Signature::Ecdsa { curve: Curve::NistP256, r, s: &[1; 32] };
    assert_eq!(write(short_r), WriteError { field: "EccCurvePoint", len: 31, allowed: 32 });
    let long_s = Signature::Sm2 { r: &[1; 32], s: &[1; 33] };
    assert_eq!(write(long_s), WriteError { field: "EcsigP256Signature.sSig", len: 33, allowed: 32 });
    assert!(SignedData::new(HashAlgorithm::Sha256, &[0, 0, 1, 0x20, 9], Signer::SelfSigned, long_s).is_err());
}

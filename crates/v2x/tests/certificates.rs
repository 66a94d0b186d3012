//! Certificates written: identical to what was read, and in the form that hashes are computed over.

mod common;

use v2x::envelope::Psid;
use v2x::envelope::ieee1609dot2::{
    Certificate, CertificateId, Curve, CurvePoint, Duration, EncryptionKey, GroupPermission,
    GroupPermissions, HashAlgorithm, HeaderInfo, Identified, Ieee1609Dot2Data, Permissions, PsidSspRange,
    PublicEncryptionKey, PublicKey, Region, RegionShape, Signature, SignedData, SignedPayload, Signer,
    SspRange, SubjectPermissions, TwoDLocation, ValidityPeriod, VerificationKey,
};

/// The certificates of all signed layers of a datagram.
fn certificates(octets: &[u8]) -> Vec<Vec<u8>> {
    let walked = v2x::walk(octets).unwrap();
    let signers = walked.layers.iter().filter_map(|layer| match Ieee1609Dot2Data::parse(layer.octets) {
        Ok((Ieee1609Dot2Data::Signed(signed), _)) => Some(signed.signer()),
        _ => None,
    });
    let chains = signers.filter_map(|signer| match signer {
        Signer::Certificates(chain) => Some(chain),
        _ => None,
    });
    chains.flat_map(|chain| chain.iter().map(|one| one.as_octets().to_vec()).collect::<Vec<_>>()).collect()
}

fn is_written_as_read(octets: &[u8]) {
    let (certificate, rest) = Certificate::parse(octets).unwrap();
    assert!(rest.is_empty());
    let (mut whole, mut part) = (Vec::new(), Vec::new());
    certificate.write(&mut whole).unwrap();
    certificate.write_to_be_signed(&mut part).unwrap();
    assert_eq!((&whole[..], &part[..]), (octets, certificate.to_be_signed()));
    if let Some(region) = certificate.region {
        let shape = region.shape().unwrap().expect("a known form");
        let (kind, octets) = shape.to_octets();
        assert_eq!(Region { kind, octets: &octets }.shape(), Ok(Some(shape.clone())));
        // A list of parts of one country may be written as one item or as several.
        assert!(matches!(shape, RegionShape::Countries(_)) || octets == region.octets);
    }
    for permissions in [certificate.issue_permissions, certificate.request_permissions].into_iter().flatten()
    {
        let mut list = Vec::new();
        permissions.iter().for_each(|entry| entry.write(&mut list));
        assert_eq!(GroupPermissions::new(&list), Ok(permissions));
    }
    if let Some(permissions) = certificate.app_permissions {
        let mut list = Vec::new();
        permissions.iter().for_each(|entry| entry.write(&mut list));
        assert_eq!(Permissions::new(&list), Ok(permissions));
    }
}

#[test]
fn generated_certificates_are_written_as_read() {
    let lines = common::generated("ieee1609dot2.jsonl");
    let packets = lines.iter().filter_map(|line| common::octets(line, "hex"));
    let found: Vec<_> =
        packets.filter(|octets| v2x::walk(octets).is_ok()).flat_map(|octets| certificates(&octets)).collect();
    assert!(found.len() >= 3, "{} certificates", found.len());
    found.iter().for_each(|octets| is_written_as_read(octets));
}

#[test]
fn recorded_certificates_are_written_as_read_and_canonical() {
    let Some(lines) = common::recorded("ieee1609.jsonl") else { return };
    let packets = lines.iter().filter_map(|line| common::octets(line, "hex"));
    let found: Vec<_> = packets.flat_map(|octets| certificates(&octets)).collect();
    for octets in &found {
        is_written_as_read(octets);
        assert_eq!(Certificate::parse(octets).unwrap().0.canonical().unwrap(), octets.as_slice());
    }
    println!("{} recorded certificates", found.len());
    assert!(found.len() >= 100);
}

const PERIOD: ValidityPeriod = ValidityPeriod { start: 1, duration: Duration::Hours(2) };

#[test]
fn every_part_of_a_made_certificate_is_read_again() {
    let here = TwoDLocation { latitude: 390_000_000, longitude: -1_050_000_000 };
    let there = TwoDLocation { latitude: -390_000_001, longitude: 1_799_999_999 };
    let whole = |country| Identified { country, region: None, subregion: None };
    let part = Identified { country: 840, region: Some(6), subregion: None };
    let county = Identified { country: 840, region: Some(6), subregion: Some(37) };
    let range = |psid, range| PsidSspRange { psid, range };
    let ranges = vec![
        range(Psid::BSM, None),
        range(Psid::SPAT, Some(SspRange::All)),
        range(Psid::MAP, Some(SspRange::BitMap { value: vec![1, 2], mask: vec![0xFF, 0] })),
        range(Psid::TIM, Some(SspRange::Opaque(vec![vec![], vec![1, 2, 3]]))),
    ];
    let subject = SubjectPermissions::Explicit(ranges);
    let entries = [
        GroupPermission { subject, min_chain_length: 300, chain_length_range: -1, end_entity: 0xC0 },
        GroupPermission::default(),
    ];
    let mut list = Vec::new();
    entries.iter().for_each(|entry| entry.write(&mut list));
    for shape in [
        RegionShape::Circle(here, 65_535),
        RegionShape::Rectangles(vec![(here, there), (there, here)]),
        RegionShape::Polygon(vec![here, there, TwoDLocation::default()]),
        RegionShape::Countries(vec![whole(124), part, county]),
    ] {
        let (kind, octets) = shape.to_octets();
        let mut made = Certificate::new(PERIOD, key(CurvePoint::CompressedY0(&[7; 32])));
        made.region = Some(Region { kind, octets: &octets });
        made.issue_permissions = Some(GroupPermissions::new(&list).unwrap());
        made.id = CertificateId::Name(b"rsu.example");
        let mut written = Vec::new();
        made.write(&mut written).unwrap();
        is_written_as_read(&written);
        let (read, _) = Certificate::parse(&written).unwrap();
        assert_eq!(read.region.unwrap().shape(), Ok(Some(shape)));
        assert_eq!(read.issue_permissions.unwrap().iter().collect::<Vec<_>>(), entries);
        assert_eq!(made.canonical().unwrap(), written);
    }
    let mut unnamed = Certificate::new(PERIOD, key(CurvePoint::CompressedY0(&[7; 32])));
    unnamed.id = CertificateId::Binary(&[0; 65]);
    assert!(unnamed.write(&mut Vec::new()).is_err());
}

fn key(point: CurvePoint<'_>) -> VerificationKey<'_> {
    VerificationKey::Key(PublicKey::Point { curve: Curve::NistP256, point })
}

fn signature<'a>(r: CurvePoint<'a>, s: &'a [u8]) -> Signature<'a> {
    Signature::Ecdsa { curve: Curve::NistP256, r, s }
}

/// What is a matter of taste on the wire does not change a certificate's hash.
#[test]
fn the_canonical_form_is_one() {
    let (mut even, odd) = ([9; 64], [9; 64]);
    even[63] = 8;
    let x = [9; 32];
    let form = |point, r| {
        let mut made = Certificate::new(PERIOD, key(point));
        let encryption = PublicKey::Point { curve: Curve::NistP256, point };
        made.encryption_key = Some(PublicEncryptionKey { algorithm: 0, key: encryption });
        made.signature = Some(signature(r, &x));
        let mut octets = Vec::new();
        made.write(&mut octets).unwrap();
        let (read, _) = Certificate::parse(&octets).unwrap();
        (read.canonical().unwrap().into_owned(), read.canonical_to_be_signed().unwrap().into_owned())
    };
    let canonical = form(CurvePoint::CompressedY1(&x), CurvePoint::XOnly(&x));
    for r in [CurvePoint::CompressedY0(&x), CurvePoint::CompressedY1(&x), CurvePoint::Uncompressed(&odd)] {
        assert_eq!(form(CurvePoint::Uncompressed(&odd), r), canonical);
        assert_ne!(form(CurvePoint::Uncompressed(&even), r), canonical);
    }
}

#[test]
fn signed_data_is_hashed_in_canonical_form_through_all_levels() {
    let (xy, x) = ([9; 64], [9; 32]);
    let message = |point, r| {
        let key =
            PublicEncryptionKey { algorithm: 0, key: PublicKey::Point { curve: Curve::NistP256, point } };
        let header = HeaderInfo { encryption_key: Some(EncryptionKey::Public(key)), ..HeaderInfo::default() };
        let mut inner = vec![3, 0x80, 1, 0xAA];
        for _ in 0..2 {
            let payload = SignedPayload { data: Some(&inner), ..SignedPayload::default() };
            let mut tbs = Vec::new();
            SignedData::write_to_be_signed(&payload, &header, &mut tbs).unwrap();
            let data =
                SignedData::new(HashAlgorithm::Sha256, &tbs, Signer::SelfSigned, signature(r, &x)).unwrap();
            let mut out = Vec::new();
            Ieee1609Dot2Data::Signed(data).write(&mut out).unwrap();
            inner = out;
        }
        let Ok((Ieee1609Dot2Data::Signed(data), _)) = Ieee1609Dot2Data::parse(&inner) else {
            panic!("signed")
        };
        data.canonical_to_be_signed().unwrap().into_owned()
    };
    let canonical = message(CurvePoint::CompressedY1(&x), CurvePoint::XOnly(&x));
    assert_eq!(message(CurvePoint::Uncompressed(&xy), CurvePoint::CompressedY0(&x)), canonical);
    assert_eq!(message(CurvePoint::CompressedY1(&x), CurvePoint::Uncompressed(&xy)), canonical);
    assert_ne!(message(CurvePoint::CompressedY0(&x), CurvePoint::XOnly(&x)), canonical);
}

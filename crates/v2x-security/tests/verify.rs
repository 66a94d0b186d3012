//! Messages that are right are verified; each single fault is found and named.

mod common;

use common::*;
use v2x::envelope::Psid;
use v2x::envelope::ieee1609dot2::{
    Certificate, Curve, CurvePoint, Duration, GroupPermission, HashAlgorithm, HeaderInfo, Identified,
    Ieee1609Dot2Data, Permission, RegionShape, Signature, SignedData, SignedPayload, Signer, ThreeDLocation,
    Time64, TwoDLocation, ValidityPeriod,
};
use v2x::envelope::wsmp::Wsm;
use v2x_security::issue::Template;
use v2x_security::{
    Attach, Context, Invalid, Policy, TrustError, TrustStore, Unverifiable, Verdict, Verifier, hashed_id8,
};

#[track_caller]
fn is_invalid(verdict: Verdict, why: Invalid) {
    assert_eq!(verdict, Verdict::Invalid(why));
}

#[track_caller]
fn is_unverifiable(verdict: Verdict, why: Unverifiable) {
    assert_eq!(verdict, Verdict::Unverifiable(why));
}

#[test]
fn chains_of_every_curve_explicit_and_implicit() {
    for curve in CURVES {
        for is_implicit in [false, true] {
            if is_implicit && curve.coordinate_len() != 32 {
                continue;
            }
            let chain = chain(curve, is_implicit, None);
            let signer = chain.signer();
            let mut verifier = chain.verifier(Policy::default());
            let first = signed(&signer, &header(), Attach::Certificate);
            let Verdict::Verified(verified) = verdict(&mut verifier, &first) else {
                panic!("{curve:?} {is_implicit}")
            };
            assert_eq!(
                (verified.signer, verified.psid, verified.generated),
                (signer.id(), Psid::BSM, Some(NOW))
            );
            // From here on the certificate is known.
            let later = HeaderInfo { generation_time: Some(Time64(NOW.0 + 1)), ..header() };
            assert!(verdict(&mut verifier, &signed(&signer, &later, Attach::Digest)).is_verified());
            let holder = verifier.holder(&signer.id()).unwrap();
            assert_eq!(holder.permissions().collect::<Vec<_>>(), bsm());
            assert_eq!(holder.issuer().unwrap().issuer().unwrap().id(), id(&chain.root.certificate));
            assert_eq!(verifier.certificates_seen(), 2);
        }
    }
}

fn id(certificate: &[u8]) -> [u8; 8] {
    hashed_id8(&Certificate::parse(certificate).unwrap().0).unwrap()
}

#[test]
fn chains_of_several_curves() {
    let root = root(Curve::NistP384);
    let (may_issue, permissions) = (issuing(), bsm());
    let template = Template { may_issue: &may_issue, ..Template::new("ica.example", TODAY) };
    let issuing = below(&root, &template, Curve::BrainpoolP256r1, 2);
    let template = Template { permissions: &permissions, ..Template::new("", TODAY) };
    let car = below(&issuing, &template, Curve::NistP256, 3);
    let packet = signed(&signer(&car, &[&issuing]), &header(), Attach::Certificate);
    assert!(verdict(&mut verifier(&root, Policy::default()), &packet).is_verified());
}

/// Every bit of a message is covered, but for the sign of y of the points of r, which is none of the message's.
#[test]
fn any_flipped_bit_is_found() {
    for is_implicit in [false, true] {
        let chain = chain(Curve::NistP256, is_implicit, None);
        let packet = signed(&chain.signer(), &header(), Attach::Certificate);
        let verifier = chain.verifier(Policy::default());
        assert!(verdict(&mut verifier.clone(), &packet).is_verified());
        let mut passed = 0;
        for bit in 0..packet.len() * 8 {
            let mut flipped = packet.clone();
            flipped[bit / 8] ^= 0x80 >> (bit % 8);
            let Ok(walked) = v2x::walk(&flipped) else { continue };
            let verdict = verifier.clone().verify_layers(&walked.layers, &Context::at(NOW));
            if verdict.is_verified() {
                assert_eq!(canonical(&flipped), canonical(&packet), "octet {}", bit / 8);
                passed += 1;
            }
        }
        // Two of the bits of each r's form: there are two explicit certificates, or one, and the message.
        assert!(passed <= if is_implicit { 4 } else { 6 }, "{passed}");
    }
}

/// What a signed message says, whatever the form of the points of r.
fn canonical(packet: &[u8]) -> (Vec<u8>, Vec<u8>, Vec<u8>) {
    let Ok((Ieee1609Dot2Data::Signed(signed), _)) = Ieee1609Dot2Data::parse(packet) else { panic!("signed") };
    let Signer::Certificates(certificates) = signed.signer() else { panic!("certificates") };
    let chain = certificates.iter().flat_map(|one| one.canonical().unwrap().into_owned()).collect();
    let Signature::Ecdsa { r, s, .. } = signed.signature() else { panic!("ECDSA") };
    (signed.canonical_to_be_signed().unwrap().into_owned(), chain, [r.x().unwrap(), s].concat())
}

#[test]
fn every_form_of_r_is_verified() {
    let chain = chain(Curve::NistP256, false, None);
    let packet = signed(&chain.signer(), &header(), Attach::Certificate);
    let Ok((Ieee1609Dot2Data::Signed(data), _)) = Ieee1609Dot2Data::parse(&packet) else { panic!("signed") };
    let Signature::Ecdsa { curve, r, s } = data.signature() else { panic!("ECDSA") };
    let x = r.x().unwrap();
    let xy = [x, &[0; 32]].concat();
    let forms = [
        CurvePoint::XOnly(x),
        CurvePoint::CompressedY0(x),
        CurvePoint::CompressedY1(x),
        CurvePoint::Uncompressed(&xy),
    ];
    for r in forms {
        let again = Signature::Ecdsa { curve, r, s };
        let data = SignedData::new(data.hash(), data.to_be_signed(), data.signer(), again).unwrap();
        assert!(chain.verifier(Policy::default()).verify(&data, &Context::at(NOW)).is_verified());
    }
    let again = Signature::Ecdsa { curve, r: CurvePoint::Fill, s };
    let data = SignedData::new(data.hash(), data.to_be_signed(), data.signer(), again).unwrap();
    let verdict = chain.verifier(Policy::default()).verify(&data, &Context::at(NOW));
    is_unverifiable(verdict, Unverifiable::SignatureForm);
}

#[test]
fn a_key_that_travels_uncompressed_has_the_same_certificate() {
    let root = root(Curve::NistP256);
    let (certificate, _) = Certificate::parse(&root.certificate).unwrap();
    let (sec1, len) = root.key.public().to_sec1(false);
    let mut uncompressed = certificate;
    uncompressed.verification_key =
        v2x::envelope::ieee1609dot2::VerificationKey::Key(v2x::envelope::ieee1609dot2::PublicKey::Point {
            curve: Curve::NistP256,
            point: CurvePoint::Uncompressed(&sec1[1..len]),
        });
    let mut octets = Vec::new();
    uncompressed.write(&mut octets).unwrap();
    assert_ne!(octets, root.certificate);
    assert_eq!(id(&octets), id(&root.certificate));
    assert_eq!(TrustStore::new().read(&octets), Ok(1));
}

#[test]
fn an_unknown_digest_is_not_verifiable() {
    let chain = chain(Curve::NistP256, true, None);
    let mut verifier = chain.verifier(Policy::default());
    let packet = signed(&chain.signer(), &header(), Attach::Digest);
    is_unverifiable(verdict(&mut verifier, &packet), Unverifiable::CertificateNotKnown);
    // A certificate under a wrong signature is not remembered.
    let mut wrong = signed(&chain.signer(), &header(), Attach::Certificate);
    *wrong.last_mut().unwrap() ^= 1;
    is_invalid(verdict(&mut verifier, &wrong), Invalid::Signature);
    is_unverifiable(verdict(&mut verifier, &packet), Unverifiable::CertificateNotKnown);
    assert_eq!(verifier.certificates_seen(), 0);
}

#[test]
fn certificates_seen_are_bounded() {
    let root = root(Curve::NistP256);
    let permissions = bsm();
    let template = Template { permissions: &permissions, ..Template::new("", TODAY) };
    let mut verifier = verifier(&root, Policy { certificates: 3, ..policy() });
    for seed in 10..30 {
        let car = below(&root, &template, Curve::NistP256, seed);
        assert!(
            verdict(&mut verifier, &signed(&signer(&car, &[]), &header(), Attach::Certificate)).is_verified()
        );
        assert!(verifier.certificates_seen() <= 6);
    }
}

fn policy() -> Policy {
    Policy::default()
}

#[test]
fn who_is_not_trusted_is_not_verifiable() {
    let chain = chain(Curve::NistP256, false, None);
    let mut nobody = Verifier::new(TrustStore::new(), policy());
    let packet = signed(&chain.signer(), &header(), Attach::Certificate);
    is_unverifiable(verdict(&mut nobody, &packet), Unverifiable::NotTrusted);
    // The issuing authority is not attached, and not known.
    let short = signed(&signer(&chain.car, &[]), &header(), Attach::Certificate);
    is_unverifiable(verdict(&mut chain.verifier(policy()), &short), Unverifiable::NotTrusted);
    // It may be attached with its root, which a message cannot make trusted.
    let whole = signed(&signer(&chain.car, &[&chain.issuing, &chain.root]), &header(), Attach::Certificate);
    is_unverifiable(verdict(&mut nobody, &whole), Unverifiable::NotTrusted);
    assert!(verdict(&mut chain.verifier(policy()), &whole).is_verified());
    // Or be known from the start, or be trusted without its root.
    let mut store = TrustStore::new();
    assert_eq!(store.read(&[&chain.root.certificate[..], &chain.issuing.certificate].concat()), Ok(2));
    assert!(verdict(&mut Verifier::new(store, policy()), &short).is_verified());
    let mut store = TrustStore::new();
    store.pin(&Certificate::parse(&chain.issuing.certificate).unwrap().0).unwrap();
    assert!(verdict(&mut Verifier::new(store, policy()), &short).is_verified());
}

#[test]
fn an_authority_that_did_not_sign_is_found() {
    let chain = chain(Curve::NistP256, false, None);
    // Another key than the root's signs in its name.
    let impostor = Node { key: key(Curve::NistP256, 77), certificate: chain.root.certificate.clone() };
    let (may_issue, permissions) = (issuing(), bsm());
    let template = Template { may_issue: &may_issue, permissions: &permissions, ..Template::new("", TODAY) };
    let car = below(&impostor, &template, Curve::NistP256, 78);
    let packet = signed(&signer(&car, &[]), &header(), Attach::Certificate);
    is_invalid(verdict(&mut chain.verifier(policy()), &packet), Invalid::CertificateSignature);
    let pseudonym = Node { key: key(Curve::NistP256, 3), certificate: chain.car.certificate.clone() };
    let other = signed(&signer(&pseudonym, &[&chain.issuing]), &header(), Attach::Certificate);
    assert!(verdict(&mut chain.verifier(policy()), &other).is_verified());
}

#[test]
fn times() {
    let chain = chain(Curve::NistP256, true, None);
    let signer = chain.signer();
    let at = |generated: Option<i64>, expiry: Option<i64>, now: i64, psid| {
        let time = |micros: i64| Time64(NOW.0.checked_add_signed(micros).unwrap());
        let header = HeaderInfo {
            psid,
            generation_time: generated.map(time),
            expiry_time: expiry.map(time),
            ..HeaderInfo::default()
        };
        verdict_at(&mut chain.verifier(policy()), &signed(&signer, &header, Attach::Certificate), time(now))
    };
    let second = 1_000_000;
    let fresh = |age| at(Some(0), None, age, Psid::BSM);
    assert!(fresh(0).is_verified() && fresh(5 * second).is_verified() && fresh(-second / 2).is_verified());
    is_invalid(fresh(5 * second + 1), Invalid::TooOld);
    is_invalid(fresh(-second / 2 - 1), Invalid::Future);
    is_unverifiable(at(None, None, 0, Psid::BSM), Unverifiable::NoGenerationTime);
    is_invalid(at(Some(0), Some(-1), 0, Psid::BSM), Invalid::Expired);
    assert!(at(Some(0), Some(0), 0, Psid::BSM).is_verified());
    // Expiry makes nothing fresh, but for messages that are repeated.
    is_invalid(at(Some(-6 * second), Some(second), 0, Psid::BSM), Invalid::TooOld);
    is_invalid(at(Some(-90 * second), Some(second), 0, Psid::MAP), Invalid::Psid);
}

#[test]
fn messages_to_be_repeated() {
    let root = root(Curve::NistP256);
    let permissions = [Permission { psid: Psid::MAP, ssp: None }];
    let always = ValidityPeriod { start: 600_000_000, duration: Duration::Years(100) };
    let may_issue = anything();
    let template = Template { permissions: &permissions, may_issue: &may_issue, ..Template::new("", always) };
    let rsu = below(&root, &template, Curve::NistP256, 2);
    let mut store = TrustStore::new();
    store.pin(&Certificate::parse(&rsu.certificate).unwrap().0).unwrap();
    let mut verifier = Verifier::new(store, policy());
    let day = 86_400_000_000;
    let mut after = |age: u64, expiry: Option<u64>| {
        let time = Time64(NOW.0 - age);
        let expiry_time = expiry.map(|more| Time64(NOW.0 + more));
        let header =
            HeaderInfo { psid: Psid::MAP, generation_time: Some(time), expiry_time, ..HeaderInfo::default() };
        verdict(&mut verifier, &signed(&signer(&rsu, &[]), &header, Attach::Digest))
    };
    assert!(after(day, None).is_verified() && after(day, None).is_verified());
    is_invalid(after(day + 1, None), Invalid::TooOld);
    assert!(after(30 * day, Some(day)).is_verified());
}

#[test]
fn validity_of_every_certificate_in_the_chain() {
    let root = root(Curve::NistP256);
    let period = |start, seconds| ValidityPeriod { start, duration: Duration::Seconds(seconds) };
    let present = (NOW.0 / 1_000_000) as u32;
    let (may_issue, permissions) = (issuing(), bsm());
    let check = |issuing_holds, car_holds| {
        let template = Template { may_issue: &may_issue, ..Template::new("", issuing_holds) };
        let issuing = below(&root, &template, Curve::NistP256, 2);
        let car = below(
            &issuing,
            &Template { permissions: &permissions, ..Template::new("", car_holds) },
            Curve::NistP256,
            3,
        );
        verdict(
            &mut verifier(&root, policy()),
            &signed(&signer(&car, &[&issuing]), &header(), Attach::Certificate),
        )
    };
    assert!(check(TODAY, period(present, 1)).is_verified());
    is_invalid(check(TODAY, period(present - 10, 10)), Invalid::CertificateExpired);
    is_invalid(check(TODAY, period(present + 1, 10)), Invalid::CertificateNotYetValid);
    is_invalid(check(period(present - 10, 10), TODAY), Invalid::CertificateExpired);
    is_invalid(check(period(present + 1, 10), TODAY), Invalid::CertificateNotYetValid);
}

#[test]
fn services_and_permissions() {
    let chain = chain(Curve::NistP256, false, None);
    let signer = chain.signer();
    let psid = |psid| signed(&signer, &HeaderInfo { psid, ..header() }, Attach::Certificate);
    // The car may not speak for the lights,
    is_invalid(verdict(&mut chain.verifier(policy()), &psid(Psid::SPAT)), Invalid::Psid);
    // nor sign them for the service that it may use.
    let packet = psid(Psid::BSM);
    let walked = v2x::walk(&packet).unwrap();
    let lights = Context { services: v2x_security::services(v2x::Set::J2735, "SPAT"), ..Context::at(NOW) };
    is_invalid(chain.verifier(policy()).verify_layers(&walked.layers, &lights), Invalid::Service);
    let bsm = Context { services: v2x_security::services(v2x::Set::J2735, "BasicSafetyMessage"), ..lights };
    assert!(chain.verifier(policy()).verify_layers(&walked.layers, &bsm).is_verified());
    // The header around it names the service too.
    for (psid, is_right) in [(Psid::BSM, true), (Psid::SPAT, false)] {
        let mut wsm = Vec::new();
        Wsm::new(psid, &packet).write(&mut wsm).unwrap();
        let verdict = verdict(&mut chain.verifier(policy()), &wsm);
        assert_eq!(verdict.is_verified(), is_right);
        assert!(is_right || verdict == Verdict::Invalid(Invalid::Service));
    }
}

#[test]
fn authorities_give_only_what_they_may() {
    use v2x::envelope::ieee1609dot2::{PsidSspRange, SspRange, SubjectPermissions};
    let root = root(Curve::NistP256);
    let check = |entry: GroupPermission, ssp: Option<(u8, &[u8])>, is_implicit: bool| {
        let (may_issue, permissions) = ([entry], [Permission { psid: Psid::BSM, ssp }]);
        let template = Template { may_issue: &may_issue, ..Template::new("", TODAY) };
        let issuing = below(&root, &template, Curve::NistP256, 2);
        let template = Template { permissions: &permissions, ..Template::new("", TODAY) };
        let car = if is_implicit {
            implicit(&issuing, &template, Curve::NistP256, 3)
        } else {
            below(&issuing, &template, Curve::NistP256, 3)
        };
        verdict(
            &mut verifier(&root, policy()),
            &signed(&signer(&car, &[&issuing]), &header(), Attach::Certificate),
        )
    };
    let range = |psid, range| {
        let subject = SubjectPermissions::Explicit(vec![PsidSspRange { psid, range }]);
        GroupPermission { subject, ..GroupPermission::default() }
    };
    for is_implicit in [false, true] {
        assert!(check(range(Psid::BSM, None), None, is_implicit).is_verified());
        let verdict = check(range(Psid::SPAT, None), None, is_implicit);
        is_invalid(verdict, Invalid::IssuerNotPermitted);
        let bits = Some(SspRange::BitMap { value: vec![1, 0], mask: vec![0xFF, 0xF0] });
        assert!(check(range(Psid::BSM, bits.clone()), Some((0x81, &[1, 0x0F])), is_implicit).is_verified());
        let verdict = check(range(Psid::BSM, bits), Some((0x81, &[1, 0x1F])), is_implicit);
        is_invalid(verdict, Invalid::IssuerNotPermitted);
        // One that may only issue to authorities.
        let far = GroupPermission { min_chain_length: 2, ..GroupPermission::default() };
        is_invalid(check(far, None, is_implicit), Invalid::IssuerNotPermitted);
    }
}

#[test]
fn a_car_issues_no_certificates() {
    let chain = chain(Curve::NistP256, false, None);
    let permissions = bsm();
    let template = Template { permissions: &permissions, ..Template::new("", TODAY) };
    let other = below(&chain.car, &template, Curve::NistP256, 9);
    let packet = signed(&signer(&other, &[&chain.car, &chain.issuing]), &header(), Attach::Certificate);
    is_invalid(verdict(&mut chain.verifier(policy()), &packet), Invalid::IssuerNotPermitted);
}

#[test]
fn a_chain_has_an_end() {
    let root = root(Curve::NistP256);
    let (may_issue, permissions) = (anything(), bsm());
    let mut nodes: Vec<Node> = Vec::new();
    for seed in 10..16 {
        let template =
            Template { may_issue: &may_issue, permissions: &permissions, ..Template::new("", TODAY) };
        let node = below(nodes.last().unwrap_or(&root), &template, Curve::NistP256, seed);
        nodes.push(node);
    }
    // So many certificates, the root's counted, which does not travel.
    let check = |length: usize, max_chain: usize| {
        let used: Vec<&Node> = nodes[..length - 1].iter().rev().collect();
        let packet = signed(&signer(used[0], &used[1..]), &header(), Attach::Certificate);
        verdict(&mut verifier(&root, Policy { max_chain, ..policy() }), &packet)
    };
    assert!(check(5, 5).is_verified() && check(2, 2).is_verified());
    is_invalid(check(6, 5), Invalid::ChainTooLong);
    is_invalid(check(7, 5), Invalid::ChainTooLong);
    is_invalid(check(3, 2), Invalid::ChainTooLong);
}

const HERE: TwoDLocation = TwoDLocation { latitude: 390_000_000, longitude: -1_050_000_000 };

fn location(latitude: i32, longitude: i32) -> Option<ThreeDLocation> {
    Some(ThreeDLocation { latitude, longitude, elevation: 0 })
}

#[test]
fn regions() {
    let circle = RegionShape::Circle(HERE, 1000);
    let there = TwoDLocation { latitude: 380_000_000, ..HERE };
    for is_implicit in [false, true] {
        let chain = chain(Curve::NistP256, is_implicit, Some(&circle));
        let check = |generation_location, place| {
            let header = HeaderInfo { generation_location, ..header() };
            let packet = signed(&chain.signer(), &header, Attach::Certificate);
            let walked = v2x::walk(&packet).unwrap();
            chain.verifier(policy()).verify_layers(&walked.layers, &Context { place, ..Context::at(NOW) })
        };
        assert!(check(location(390_000_001, -1_050_000_000), None).is_verified());
        is_invalid(check(location(380_000_000, -1_050_000_000), None), Invalid::OutsideRegion);
        assert!(check(None, Some(HERE)).is_verified());
        is_invalid(check(None, Some(there)), Invalid::OutsideRegion);
        // What the header says counts more, if it says something.
        is_invalid(check(location(380_000_000, -1_050_000_000), Some(HERE)), Invalid::OutsideRegion);
        is_unverifiable(check(None, None), Unverifiable::NoPlace);
        is_unverifiable(check(location(900_000_001, 1_800_000_001), None), Unverifiable::NoPlace);
    }
}

#[test]
fn regions_by_country_need_to_know_the_receivers() {
    let countries =
        RegionShape::Countries(vec![Identified { country: 840, region: Some(8), subregion: None }]);
    let chain = chain(Curve::NistP256, true, Some(&countries));
    let check = |here| {
        let packet = signed(&chain.signer(), &header(), Attach::Certificate);
        verdict(&mut chain.verifier(Policy { here, ..policy() }), &packet)
    };
    is_unverifiable(check(vec![]), Unverifiable::Region);
    is_unverifiable(check(vec![Identified { country: 840, ..Identified::default() }]), Unverifiable::Region);
    assert!(check(vec![Identified { country: 840, region: Some(8), subregion: Some(1) }]).is_verified());
    is_invalid(check(vec![Identified { country: 124, ..Identified::default() }]), Invalid::OutsideRegion);
}

#[test]
fn replays() {
    let chain = chain(Curve::NistP256, true, None);
    let signer = chain.signer();
    let mut verifier = chain.verifier(Policy { messages: 10, ..policy() });
    let packet = signed(&signer, &header(), Attach::Certificate);
    assert!(verdict(&mut verifier, &packet).is_verified());
    is_invalid(verdict(&mut verifier, &packet), Invalid::Replayed);
    // The same with a digest, and with the other signature that anyone can make of one: s and its opposite.
    let digest = signed(&signer, &header(), Attach::Digest);
    is_invalid(verdict(&mut verifier, &digest), Invalid::Replayed);
    // Others do not make it be forgotten before there are as many as are remembered.
    for more in 1..=9 {
        let header = HeaderInfo { generation_time: Some(Time64(NOW.0 + more)), ..header() };
        assert!(verdict(&mut verifier, &signed(&signer, &header, Attach::Digest)).is_verified());
        is_invalid(verdict(&mut verifier, &packet), Invalid::Replayed);
    }
}

#[test]
fn what_is_signed_twice_must_be_right_twice() {
    let chain = chain(Curve::NistP256, true, None);
    let (may_issue, permissions) = (anything(), [Permission { psid: Psid::TIM, ssp: None }]);
    let template = Template { may_issue: &may_issue, permissions: &permissions, ..Template::new("", TODAY) };
    let other = below(&chain.root, &template, Curve::NistP256, 50);
    let inner = signed(&chain.signer(), &header(), Attach::Certificate);
    let outer = |inner: &[u8], psid| {
        let header = HeaderInfo { psid, ..header() };
        let payload = SignedPayload { data: Some(inner), ..SignedPayload::default() };
        let mut packet = Vec::new();
        signer(&other, &[]).sign(&payload, &header, Attach::Certificate, &[], &mut packet).unwrap();
        packet
    };
    let Verdict::Verified(verified) = verdict(&mut chain.verifier(policy()), &outer(&inner, Psid::TIM))
    else {
        panic!("right twice")
    };
    assert_eq!((verified.psid, verified.signer), (Psid::BSM, chain.signer().id()));
    is_invalid(verdict(&mut chain.verifier(policy()), &outer(&inner, Psid::MAP)), Invalid::Psid);
    let mut wrong = inner.clone();
    *wrong.last_mut().unwrap() ^= 1;
    is_invalid(verdict(&mut chain.verifier(policy()), &outer(&wrong, Psid::TIM)), Invalid::Signature);
}

#[test]
fn what_carries_no_signature() {
    let chain = chain(Curve::NistP256, true, None);
    assert_eq!(verdict(&mut chain.verifier(policy()), &FRAME), Verdict::NotSigned);
    let mut unsecured = Vec::new();
    Ieee1609Dot2Data::Unsecured(&FRAME).write(&mut unsecured).unwrap();
    assert_eq!(verdict(&mut chain.verifier(policy()), &unsecured), Verdict::NotSigned);
}

#[test]
fn forms_and_algorithms_that_are_not_supported() {
    let chain = chain(Curve::NistP256, true, None);
    let packet = signed(&chain.signer(), &header(), Attach::Certificate);
    let Ok((Ieee1609Dot2Data::Signed(data), _)) = Ieee1609Dot2Data::parse(&packet) else { panic!("signed") };
    let check = |hash, signer, signature| {
        let data = SignedData::new(hash, data.to_be_signed(), signer, signature).unwrap();
        chain.verifier(policy()).verify(&data, &Context::at(NOW))
    };
    let sha256 = HashAlgorithm::Sha256;
    assert!(check(sha256, data.signer(), data.signature()).is_verified());
    for hash in [HashAlgorithm::Sha384, HashAlgorithm::Sm3, HashAlgorithm::Other(7)] {
        is_unverifiable(check(hash, data.signer(), data.signature()), Unverifiable::Algorithms);
    }
    is_unverifiable(check(sha256, Signer::SelfSigned, data.signature()), Unverifiable::SelfSigned);
    let unknown = Signer::Unknown { tag: 0x90, octets: &[] };
    is_unverifiable(check(sha256, unknown, data.signature()), Unverifiable::SignatureForm);
    let unknown = Signature::Unknown { tag: 0x90, octets: &[] };
    is_unverifiable(check(sha256, data.signer(), unknown), Unverifiable::SignatureForm);
    let sm2 = Signature::Sm2 { r: &[1; 32], s: &[1; 32] };
    is_unverifiable(check(sha256, data.signer(), sm2), Unverifiable::Algorithms);
    let zero = Signature::Ecdsa { curve: Curve::NistP256, r: CurvePoint::XOnly(&[0; 32]), s: &[0; 32] };
    is_invalid(check(sha256, data.signer(), zero), Invalid::Signature);
}

#[test]
fn a_message_with_a_key_of_its_own() {
    let signer = key(Curve::NistP256, 4);
    let chain = chain(Curve::NistP256, true, None);
    let packet = signed(&chain.signer(), &header(), Attach::Certificate);
    let Ok((Ieee1609Dot2Data::Signed(data), _)) = Ieee1609Dot2Data::parse(&packet) else { panic!("signed") };
    // Signed by itself: the hash of nothing stands for the certificate's.
    let hash = |octets: &[u8]| v2x_security::hash(HashAlgorithm::Sha256, &[octets]).unwrap();
    let both = [hash(data.to_be_signed()).as_octets(), hash(&[]).as_octets()].concat();
    let signature = signer.sign(&hash(&both), &[]);
    let data = SignedData::new(
        HashAlgorithm::Sha256,
        data.to_be_signed(),
        Signer::SelfSigned,
        signature.to_signature(),
    );
    let data = data.unwrap();
    let right = |key| v2x_security::with_key(&data, &key, None, &Default::default()).unwrap().verify();
    assert!(right(signer.public()) && !right(key(Curve::NistP256, 5).public()));
}

#[test]
fn trust_stores_refuse_what_is_wrong() {
    let chain = chain(Curve::NistP256, true, None);
    let root = &chain.root.certificate;
    let read = |file: &[u8]| TrustStore::new().read(file);
    let text = |octets: &[u8]| octets.iter().map(|octet| format!("{octet:02X}\n")).collect::<String>();
    assert_eq!(read(format!("# the root\n{}", text(root)).as_bytes()), Ok(1));
    assert_eq!(read(b""), Ok(0));
    assert_eq!(read(b"80 0G"), Err(TrustError::Text { at: 3 }));
    assert_eq!(read(b"80 0"), Err(TrustError::Text { at: 2 }));
    assert!(matches!(read(&root[..root.len() - 1]), Err(TrustError::Malformed { index: 0, .. })));
    let mut wrong = root.clone();
    *wrong.last_mut().unwrap() ^= 1;
    let verdict = Verdict::Invalid(Invalid::CertificateSignature);
    assert_eq!(read(&wrong), Err(TrustError::Refused { index: 0, verdict }));
    let verdict = Verdict::Unverifiable(Unverifiable::NotTrusted);
    assert_eq!(read(&chain.issuing.certificate), Err(TrustError::Refused { index: 0, verdict }));
    let mut wrong = [&root[..], &chain.issuing.certificate].concat();
    *wrong.last_mut().unwrap() ^= 1;
    let verdict = Verdict::Invalid(Invalid::CertificateSignature);
    assert_eq!(read(&wrong), Err(TrustError::Refused { index: 1, verdict }));
    // An implicit certificate has no key of its own.
    let (car, _) = Certificate::parse(&chain.car.certificate).unwrap();
    is_unverifiable(TrustStore::new().pin(&car).unwrap_err(), Unverifiable::CertificateForm);
}

/// SM2 in DSMP, with the application identifier in the place of the service: as far as it is known.
#[test]
fn the_chinese_envelope() {
    use v2x::envelope::Aid;
    use v2x::envelope::dsmp::Dsm;
    use v2x_security::{MessageSigner, PrivateKey, Sm2Input, Sm2Use};

    let psid = Psid::from_value(u32::from(Aid::BSM.value())).unwrap();
    for input in [Sm2Input::Hashes, Sm2Input::Octets] {
        let sm2 = Sm2Use { identity: b"another identity".to_vec(), input };
        let permissions = [Permission { psid, ssp: None }];
        let template = Template { permissions: &permissions, ..Template::new("", TODAY) };
        // A certificate that is trusted for itself signs at once.
        let root = v2x_security::issue::root(&template, &key(Curve::Sm2, 1), &sm2).unwrap();
        let octets = [1; 32];
        let key = PrivateKey::from_octets(Curve::Sm2, &octets).unwrap();
        let signer = MessageSigner::new(key, &root, sm2.clone()).unwrap();
        let header = HeaderInfo { psid, ..header() };
        let secured = signed(&signer, &header, Attach::Digest);
        let mut packet = vec![v2x::envelope::dsmp::ADAPTATION];
        Dsm::new(Aid::BSM, &secured).write(&mut packet).unwrap();
        let walked = v2x::Decoder::new().set(v2x::Set::Csae).walk(&packet).unwrap();
        assert_eq!(walked.payload(), FRAME);
        let services = v2x_security::services(v2x::Set::Csae, "BSM");
        let context = Context { services, ..Context::at(NOW) };
        let verdict = |sm2: &Sm2Use| {
            let mut store = TrustStore::with_sm2(sm2.clone());
            store.pin(&Certificate::parse(&root).unwrap().0).unwrap();
            let policy = Policy { sm2: sm2.clone(), ..policy() };
            Verifier::new(store, policy).verify_layers(&walked.layers, &context)
        };
        assert!(verdict(&sm2).is_verified());
        is_invalid(verdict(&Sm2Use { identity: b"1234567812345678".to_vec(), ..sm2 }), Invalid::Signature);
        let other = if input == Sm2Input::Hashes { Sm2Input::Octets } else { Sm2Input::Hashes };
        let identity = b"another identity".to_vec();
        is_invalid(verdict(&Sm2Use { identity, input: other }), Invalid::Signature);
    }
}

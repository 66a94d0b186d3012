//! Signatures: arbitrary octets before a verifier that trusts somebody.

use std::sync::{LazyLock, OnceLock};

use v2x::envelope::Psid;
use v2x::envelope::ieee1609dot2::{
    Certificate, Curve, Duration, GroupPermission, HeaderInfo, Ieee1609Dot2Data, Permission, RegionShape,
    SignedPayload, Time64, TwoDLocation, ValidityPeriod,
};
use v2x_security::issue::{self, Authority, Template};
use v2x_security::{
    Attach, Context, MessageSigner, Policy, PrivateKey, Sm2Use, TrustStore, Verdict, Verifier,
};

const NOW: Time64 = Time64(694_000_100_000_000);
const TODAY: ValidityPeriod = ValidityPeriod { start: 694_000_000, duration: Duration::Hours(24) };
const HERE: TwoDLocation = TwoDLocation { latitude: 390_000_000, longitude: -1_050_000_000 };

fn key(curve: Curve, octet: u8) -> PrivateKey {
    PrivateKey::from_octets(curve, &[octet; 48][..curve.coordinate_len()]).expect("below the order")
}

/// A root, and messages below it: their names, and what the law's first octet stands before.
pub struct World {
    store: TrustStore,
    root: Vec<u8>,
    packets: Vec<(String, Vec<u8>)>,
}

/// Everything is made of fixed keys, and signatures follow from keys: the same octets every time.
pub fn world() -> &'static World {
    static WORLD: LazyLock<World> = LazyLock::new(World::new);
    &WORLD
}

impl World {
    fn new() -> Self {
        let may_issue = [GroupPermission { chain_length_range: -1, ..GroupPermission::default() }];
        let template = Template { may_issue: &may_issue, ..Template::new("root.example", TODAY) };
        let (sm2, root_key) = (Sm2Use::default(), key(Curve::NistP256, 1));
        let root = issue::root(&template, &root_key, &sm2).expect("a plain template");
        let mut store = TrustStore::new();
        store.read(&root).expect("a root");
        let authority = Authority { key: &root_key, certificate: &root };
        let mut packets = Vec::new();
        let region = RegionShape::Circle(HERE, 1000);
        let permissions = [Permission { psid: Psid::BSM, ssp: Some((0x81, &[1, 0xFF])) }];
        for curve in [Curve::NistP256, Curve::NistP384, Curve::BrainpoolP256r1, Curve::Sm2] {
            let template =
                Template { permissions: &permissions, region: Some(&region), ..Template::new("car", TODAY) };
            let certificate =
                issue::explicit(&template, &key(curve, 2).public(), &authority, &sm2).expect("a template");
            let signer = MessageSigner::new(key(curve, 2), &certificate, sm2.clone()).expect("its key");
            packets.extend(messages(&format!("{curve:?}"), &signer));
        }
        let template = Template { permissions: &permissions, ..Template::new("", TODAY) };
        let (request, share) = (key(Curve::NistP256, 3), key(Curve::NistP256, 4));
        let (certificate, sent) =
            issue::implicit(&template, &request.public(), &authority, &share).expect("one curve");
        let holder =
            issue::accept(&certificate, &request, &sent, (&root, &root_key.public())).expect("made so");
        let signer = MessageSigner::new(holder, &certificate, sm2).expect("a certificate");
        packets.extend(messages("implicit", &signer));
        Self { store, root, packets }
    }

    /// The seeds: each message before both verifiers, and the root as a file.
    pub fn seeds(&self) -> impl Iterator<Item = (String, Vec<u8>)> + '_ {
        let messages = self.packets.iter().flat_map(|(name, packet)| {
            [(0, "true"), (1, "any")]
                .map(|(mode, how)| (format!("{how}-{name}"), [&[mode][..], packet].concat()))
        });
        messages.chain([("root".to_owned(), [&[2][..], &self.root].concat())])
    }

    fn verifier(&self) -> Verifier {
        Verifier::new(self.store.clone(), Policy { certificates: 4, messages: 4, ..Policy::default() })
    }

    /// What our keys have signed.
    fn was_signed(&self, to_be_signed: &[u8]) -> bool {
        static SIGNED: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
        let all =
            SIGNED.get_or_init(|| self.packets.iter().flat_map(|(_, packet)| signed_parts(packet)).collect());
        all.iter().any(|known| known == to_be_signed)
    }
}

fn messages(name: &str, signer: &MessageSigner) -> [(String, Vec<u8>); 3] {
    let header = HeaderInfo { psid: Psid::BSM, generation_time: Some(NOW), ..HeaderInfo::default() };
    let [mut certificate, mut digest, mut twice] = [(); 3].map(|()| Vec::new());
    let frame = [0x00, 0x14, 0x01, 0xAA];
    signer.sign_frame(&frame, &header, Attach::Certificate, &[], &mut certificate).expect("plain headers");
    signer.sign_frame(&frame, &header, Attach::Digest, &[], &mut digest).expect("plain headers");
    let payload = SignedPayload { data: Some(&digest), ..SignedPayload::default() };
    signer.sign(&payload, &header, Attach::Certificate, &[], &mut twice).expect("plain headers");
    let named = |form, packet| (format!("{name}-{form}"), packet);
    [named("certificate", certificate), named("digest", digest), named("twice", twice)]
}

/// The octets that each signature of a datagram covers, in canonical form.
fn signed_parts(packet: &[u8]) -> Vec<Vec<u8>> {
    let Ok(walked) = v2x::walk(packet) else { return Vec::new() };
    let parts = walked.layers.iter().filter_map(|layer| match layer.secured() {
        Some(Ieee1609Dot2Data::Signed(data)) => {
            Some(data.canonical_to_be_signed().expect("it was read").into_owned())
        }
        _ => None,
    });
    parts.collect()
}

/// The first octet says which: 0, a datagram is verified only if it says what our keys have signed; 1, with an engine that takes
/// every signature for right, a datagram gets through once and is then a replay; 2, a file of certificates is read.
pub fn law(octets: &[u8]) {
    match octets {
        [0, datagram @ ..] => is_verified_only_if_signed(datagram),
        [1, datagram @ ..] => gets_through_once(datagram),
        [2, file @ ..] => certificates(file),
        _ => {}
    }
}

fn context() -> Context<'static> {
    Context { place: Some(HERE), ..Context::at(NOW) }
}

fn is_verified_only_if_signed(datagram: &[u8]) {
    let Ok(walked) = v2x::walk(datagram) else { return };
    if world().verifier().verify_layers(&walked.layers, &context()).is_verified() {
        assert!(signed_parts(datagram).iter().all(|part| world().was_signed(part)), "forged");
    }
}

fn gets_through_once(datagram: &[u8]) {
    let Ok(walked) = v2x::walk(datagram) else { return };
    let mut verifier = world().verifier();
    let Ok(pending) = verifier.prepare_layers(&walked.layers, &context()) else { return };
    let right = vec![true; pending.jobs().len()];
    assert!(verifier.finish(pending.clone(), &right[1..]).name() != "verified", "an answer is missing");
    let first = verifier.finish(pending.clone(), &right);
    let Verdict::Verified(verified) = first else { panic!("{first}") };
    assert!(verifier.holder(&verified.signer).is_some());
    assert!(verifier.certificates_seen() <= 8);
    let again = verifier.finish(pending, &right);
    let repeated = verifier.policy().repeated.clone();
    assert!(again.name() == "replayed" || repeated.contains(&verified.psid), "{again}");
}

fn certificates(file: &[u8]) {
    let _ = TrustStore::new().read(file);
    let Ok((certificate, rest)) = Certificate::parse(file) else { return };
    let mut written = Vec::new();
    if certificate.write(&mut written).is_ok() {
        assert_eq!(written, file[..file.len() - rest.len()]);
        let canonical = certificate.canonical().expect("it can be written");
        let (again, rest) = Certificate::parse(&canonical).expect("it was written");
        assert!(rest.is_empty());
        assert_eq!(again.canonical().expect("it can be written"), canonical);
        assert_eq!(again.canonical_to_be_signed(), certificate.canonical_to_be_signed());
    }
    if let Some(region) = certificate.region {
        let shape = region.shape().expect("it was read");
        let _ = shape.map(|shape| shape.to_octets());
    }
    for entries in [certificate.issue_permissions, certificate.request_permissions].into_iter().flatten() {
        let mut list = Vec::new();
        entries.iter().for_each(|entry| entry.write(&mut list));
    }
}

//! What a signature costs: verifying and making messages, on every curve, and what there is to it beside the arithmetic.

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use v2x::envelope::Psid;
use v2x::envelope::ieee1609dot2::{
    Curve, Duration, GroupPermission, HashAlgorithm, HeaderInfo, Permission, Time64, ValidityPeriod,
};
use v2x_security::issue::{self, Authority, Template};
use v2x_security::{
    Attach, Context, MessageSigner, Policy, PrivateKey, Sm2Use, TrustStore, Verdict, Verifier,
};

const NOW: Time64 = Time64(694_000_100_000_000);
const TODAY: ValidityPeriod = ValidityPeriod { start: 694_000_000, duration: Duration::Hours(24) };
/// As long as a BSM with its usual Part II; what it says does not matter here.
const FRAME: [u8; 88] = [0; 88];

const CURVES: [(&str, Curve); 5] = [
    ("p256", Curve::NistP256),
    ("p384", Curve::NistP384),
    ("brainpool_p256", Curve::BrainpoolP256r1),
    ("brainpool_p384", Curve::BrainpoolP384r1),
    ("sm2", Curve::Sm2),
];

fn key(curve: Curve, octet: u8) -> PrivateKey {
    PrivateKey::from_octets(curve, &[octet; 48][..curve.coordinate_len()]).expect("below the order")
}

/// A root, and a signer below it whose certificate is explicit, or implicit.
fn signer(curve: Curve, implicit: bool) -> (Vec<u8>, MessageSigner) {
    let sm2 = Sm2Use::default();
    let may_issue = [GroupPermission::default()];
    let template = Template { may_issue: &may_issue, ..Template::new("root.example", TODAY) };
    let root_key = key(curve, 1);
    let root = issue::root(&template, &root_key, &sm2).expect("a plain template");
    let permissions = [Permission { psid: Psid::BSM, ssp: None }];
    let template = Template { permissions: &permissions, ..Template::new("", TODAY) };
    let authority = Authority { key: &root_key, certificate: &root };
    let (key, certificate) = if implicit {
        let request = key(curve, 2);
        let (certificate, sent) =
            issue::implicit(&template, &request.public(), &authority, &key(curve, 3)).expect("one curve");
        let issuer = (&root[..], &root_key.public());
        (issue::accept(&certificate, &request, &sent, issuer).expect("just made"), certificate)
    } else {
        let key = key(curve, 2);
        let certificate = issue::explicit(&template, &key.public(), &authority, &sm2).expect("just made");
        (key, certificate)
    };
    (root, MessageSigner::new(key, &certificate, sm2).expect("its key"))
}

fn verifier(root: &[u8]) -> Verifier {
    let mut store = TrustStore::new();
    store.read(root).expect("a root");
    // What is replayed here must pass: nothing is remembered.
    Verifier::new(store, Policy { messages: 0, ..Policy::default() })
}

fn signed(signer: &MessageSigner, attach: Attach) -> Vec<u8> {
    let header = HeaderInfo { psid: Psid::BSM, generation_time: Some(NOW), ..HeaderInfo::default() };
    let mut packet = Vec::new();
    signer.sign_frame(&FRAME, &header, attach, &[], &mut packet).expect("plain headers");
    packet
}

fn verdict(verifier: &mut Verifier, packet: &[u8]) -> Verdict {
    let walked = v2x::walk(packet).expect("just made");
    verifier.verify_layers(&walked.layers, &Context::at(NOW))
}

/// A message whose signer is known, as nearly all are: walk, checks, hashes, one signature.
fn verify(c: &mut Criterion) {
    let mut group = c.benchmark_group("security/verify");
    group.throughput(Throughput::Elements(1));
    for (name, curve) in CURVES {
        let (root, signer) = signer(curve, false);
        let mut verifier = verifier(&root);
        assert!(verdict(&mut verifier, &signed(&signer, Attach::Certificate)).is_verified());
        let packet = signed(&signer, Attach::Digest);
        assert!(verdict(&mut verifier, &packet).is_verified());
        group.bench_function(name, |b| b.iter(|| verdict(&mut verifier, &packet)));
    }
    group.finish();
}

/// A message of a signer that is met for the first time: an explicit certificate costs a second signature, an implicit one
/// the reconstruction of its key.
fn first_met(c: &mut Criterion) {
    let mut group = c.benchmark_group("security/first_met");
    group.throughput(Throughput::Elements(1));
    for (name, implicit) in [("explicit", false), ("implicit", true)] {
        let (root, signer) = signer(Curve::NistP256, implicit);
        let fresh = verifier(&root);
        let packet = signed(&signer, Attach::Certificate);
        group.bench_function(name, |b| {
            b.iter_batched(
                || fresh.clone(),
                |mut verifier| assert!(verdict(&mut verifier, &packet).is_verified()),
                BatchSize::SmallInput,
            );
        });
    }
    group.finish();
}

/// All of verifying but the arithmetic: what is left when a hardware module does that.
fn prepare(c: &mut Criterion) {
    let (root, signer) = signer(Curve::NistP256, false);
    let mut verifier = verifier(&root);
    assert!(verdict(&mut verifier, &signed(&signer, Attach::Certificate)).is_verified());
    let packet = signed(&signer, Attach::Digest);
    let walked = v2x::walk(&packet).expect("just made");
    c.bench_function("security/prepare", |b| {
        b.iter(|| {
            verifier.prepare_layers(&walked.layers, &Context::at(NOW)).map(|pending| pending.jobs().len())
        });
    });
}

/// A message signed, with nothing prepared beforehand.
fn sign(c: &mut Criterion) {
    let mut group = c.benchmark_group("security/sign");
    group.throughput(Throughput::Elements(1));
    for (name, curve) in CURVES {
        let (_, signer) = signer(curve, false);
        group.bench_function(name, |b| b.iter(|| signed(&signer, Attach::Digest)));
    }
    group.finish();
}

/// The hashes of 300 octets, about a BSM and its header, or a certificate.
fn hash(c: &mut Criterion) {
    let octets = [0x5A; 300];
    let mut group = c.benchmark_group("security/hash");
    group.throughput(Throughput::Bytes(octets.len() as u64));
    for (name, algorithm) in
        [("sha256", HashAlgorithm::Sha256), ("sha384", HashAlgorithm::Sha384), ("sm3", HashAlgorithm::Sm3)]
    {
        group.bench_function(name, |b| b.iter(|| v2x_security::hash(algorithm, &[&octets])));
    }
    group.finish();
}

criterion_group!(benches, verify, first_met, prepare, sign, hash);
criterion_main!(benches);

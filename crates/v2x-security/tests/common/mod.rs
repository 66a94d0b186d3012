//! What the tests share: an authority of their own, and messages.

#![allow(dead_code, reason = "every test file uses its own part")]

use v2x::envelope::Psid;
use v2x::envelope::ieee1609dot2::{
    Curve, Duration, GroupPermission, HeaderInfo, Permission, RegionShape, SubjectPermissions, Time64,
    ValidityPeriod,
};
use v2x_security::issue::{self, Authority, Template};
use v2x_security::{
    Attach, Context, MessageSigner, Policy, PrivateKey, PublicKey, Sm2Use, TrustStore, Verdict, Verifier,
};

/// The present of all tests.
pub(crate) const NOW: Time64 = Time64(694_000_100_000_000);
/// A day of it, and a hundred seconds before.
pub(crate) const TODAY: ValidityPeriod = ValidityPeriod { start: 694_000_000, duration: Duration::Hours(24) };
/// A bare J2735 frame, as far as a walk looks.
pub(crate) const FRAME: [u8; 6] = [0x00, 0x14, 0x03, 0xAA, 0xBB, 0xCC];

pub(crate) const CURVES: [Curve; 5] =
    [Curve::NistP256, Curve::NistP384, Curve::BrainpoolP256r1, Curve::BrainpoolP384r1, Curve::Sm2];

pub(crate) fn key(curve: Curve, seed: u8) -> PrivateKey {
    PrivateKey::from_octets(curve, &[seed; 48][..curve.coordinate_len()]).unwrap()
}

/// An authority and its certificate.
pub(crate) struct Node {
    pub(crate) key: PrivateKey,
    pub(crate) certificate: Vec<u8>,
}

impl Node {
    pub(crate) fn authority(&self) -> Authority<'_> {
        Authority { key: &self.key, certificate: &self.certificate }
    }
}

/// May give everything, however far below.
pub(crate) fn anything() -> Vec<GroupPermission> {
    vec![GroupPermission { chain_length_range: -1, ..GroupPermission::default() }]
}

pub(crate) fn root(curve: Curve) -> Node {
    let may_issue = anything();
    let template = Template { may_issue: &may_issue, ..Template::new("root.example", TODAY) };
    let key = key(curve, 1);
    let certificate = issue::root(&template, &key, &Sm2Use::default()).unwrap();
    Node { key, certificate }
}

/// An authority below another.
pub(crate) fn below(above: &Node, template: &Template<'_>, curve: Curve, seed: u8) -> Node {
    let key = key(curve, seed);
    let certificate =
        issue::explicit(template, &key.public(), &above.authority(), &Sm2Use::default()).unwrap();
    Node { key, certificate }
}

/// The holder of an implicit certificate.
pub(crate) fn implicit(above: &Node, template: &Template<'_>, curve: Curve, seed: u8) -> Node {
    let request = key(curve, seed);
    let share = key(curve, seed.wrapping_add(100));
    let (certificate, sent) =
        issue::implicit(template, &request.public(), &above.authority(), &share).unwrap();
    let issuer: (&[u8], &PublicKey) = (&above.certificate, &above.key.public());
    let key = issue::accept(&certificate, &request, &sent, issuer).unwrap();
    Node { key, certificate }
}

pub(crate) fn issuing() -> Vec<GroupPermission> {
    vec![GroupPermission { subject: SubjectPermissions::All, ..GroupPermission::default() }]
}

pub(crate) fn bsm() -> Vec<Permission<'static>> {
    vec![Permission { psid: Psid::BSM, ssp: None }]
}

/// Root, issuing authority, and a car with an explicit or implicit certificate.
pub(crate) struct Chain {
    pub(crate) root: Node,
    pub(crate) issuing: Node,
    pub(crate) car: Node,
}

pub(crate) fn chain(curve: Curve, is_implicit: bool, region: Option<&RegionShape>) -> Chain {
    let root = root(curve);
    let (may_issue, permissions) = (issuing(), bsm());
    let issuing =
        below(&root, &Template { may_issue: &may_issue, ..Template::new("ica.example", TODAY) }, curve, 2);
    let template = Template { permissions: &permissions, region, ..Template::new("", TODAY) };
    let car = if is_implicit {
        implicit(&issuing, &template, curve, 3)
    } else {
        below(&issuing, &template, curve, 3)
    };
    Chain { root, issuing, car }
}

impl Chain {
    /// Trusts the root, and knows nobody else.
    pub(crate) fn verifier(&self, policy: Policy) -> Verifier {
        verifier(&self.root, policy)
    }

    /// Signs with the car's certificate, and attaches the issuing authority's too.
    pub(crate) fn signer(&self) -> MessageSigner {
        signer(&self.car, &[&self.issuing])
    }
}

pub(crate) fn verifier(root: &Node, policy: Policy) -> Verifier {
    let mut store = TrustStore::new();
    store.read(&root.certificate).unwrap();
    Verifier::new(store, policy)
}

pub(crate) fn signer(node: &Node, above: &[&Node]) -> MessageSigner {
    let (secret, len) = node.key.to_octets();
    let key = PrivateKey::from_octets(node.key.public().curve(), &secret[..len]).unwrap();
    let mut certificates = node.certificate.clone();
    above.iter().for_each(|above| certificates.extend_from_slice(&above.certificate));
    MessageSigner::new(key, &certificates, Sm2Use::default()).unwrap()
}

pub(crate) fn header() -> HeaderInfo<'static> {
    HeaderInfo { psid: Psid::BSM, generation_time: Some(NOW), ..HeaderInfo::default() }
}

pub(crate) fn signed(signer: &MessageSigner, header: &HeaderInfo<'_>, attach: Attach) -> Vec<u8> {
    let mut packet = Vec::new();
    signer.sign_frame(&FRAME, header, attach, &[], &mut packet).unwrap();
    packet
}

/// The verdict of a datagram that came at [`NOW`].
pub(crate) fn verdict(verifier: &mut Verifier, packet: &[u8]) -> Verdict {
    verdict_at(verifier, packet, NOW)
}

pub(crate) fn verdict_at(verifier: &mut Verifier, packet: &[u8], now: Time64) -> Verdict {
    verifier.verify_layers(&v2x::walk(packet).unwrap().layers, &Context::at(now))
}

//! Signatures and the node's policy: what is used, what is marked, what is counted.

mod common;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use common::{config, get, json, metric, start, until};
use tokio::net::UdpSocket;
use v2x::envelope::Psid;
use v2x::envelope::ieee1609dot2::{
    Curve, Duration, GroupPermission, HeaderInfo, Permission, RegionShape, Time64, TwoDLocation,
    ValidityPeriod,
};
use v2x_fusion::Time;
use v2x_node::config::{Config, ReceiveTime, SecurityPolicy, Signatures};
use v2x_node::demo::Scenario;
use v2x_node::{ManualClock, Node, StartError, SystemClock};
use v2x_security::issue::{self, Authority, Template};
use v2x_security::{Attach, Engine, Full, Job, MessageSigner, PrivateKey, Sm2Use, Ticket, services};

const START: Time = Time::from_micros(1_750_172_378_000_000);
const SERVICES: [Psid; 5] = [Psid::BSM, Psid::PSM, Psid::SPAT, Psid::MAP, Psid::SDSM];

/// A root, and somebody who may speak as everybody else around the demonstration's intersection.
fn authority() -> (Vec<u8>, MessageSigner) {
    let key =
        |octet| PrivateKey::from_octets(Curve::NistP256, &[octet; 32]).expect("a number below the order");
    let start = Time64::from_unix_micros(START.micros()).expect("after 2004").0 / 1_000_000;
    let validity = ValidityPeriod { start: start as u32 - 60, duration: Duration::Hours(1) };
    let may_issue = [GroupPermission::default()];
    let template = Template { may_issue: &may_issue, ..Template::new("root.example", validity) };
    let root = issue::root(&template, &key(1), &Sm2Use::default()).expect("a plain template");
    let permissions = SERVICES.map(|psid| Permission { psid, ssp: None });
    let around = TwoDLocation { latitude: 390_000_000, longitude: -990_000_000 };
    let region = RegionShape::Circle(around, 5_000);
    let template =
        Template { permissions: &permissions, region: Some(&region), ..Template::new("", validity) };
    let above = Authority { key: &key(1), certificate: &root };
    let (certificate, sent) =
        issue::implicit(&template, &key(2).public(), &above, &key(3)).expect("keys of one curve");
    let holder =
        issue::accept(&certificate, &key(2), &sent, (&root, &key(1).public())).expect("it was just made");
    let signer = MessageSigner::new(holder, &certificate, Sm2Use::default()).expect("a certificate");
    (root, signer)
}

/// A file in a folder of the test's own.
fn file(name: &str, octets: &[u8]) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, octets).expect("the folder is there to be written to");
    path
}

fn guarded(policy: SecurityPolicy, name: &str) -> (Config, MessageSigner) {
    let (root, signer) = authority();
    let mut config = config();
    config.listen[0].receive_time = ReceiveTime::Clock;
    config.security.policy = policy;
    config.security.trust = vec![file(name, &root)];
    // What is not optimised takes its time.
    config.security.patience_ms = 60_000;
    (config, signer)
}

/// Two seconds of the scenario's frames, each signed if there is a signer, sent as time goes on.
async fn send(config: Config, signer: Option<&MessageSigner>) -> (Node, SocketAddr, u64) {
    let clock = Arc::new(ManualClock::new(START));
    let (node, _, _) = start(config, Arc::clone(&clock)).await;
    let (http, sent) = play(&node, &clock, signer).await;
    (node, http, sent)
}

/// The same to a node that runs.
async fn play(node: &Node, clock: &ManualClock, signer: Option<&MessageSigner>) -> (SocketAddr, u64) {
    let (udp, http) = (node.addresses()[0], node.http().expect("it was configured"));
    let socket = UdpSocket::bind(common::ANY_PORT).await.expect("a free port");
    let mut frames = Vec::new();
    Scenario::new(1, START)
        .advance(START.offset(2_000_000), &mut |at, frame| frames.push((at, frame.to_vec())));
    let sent = frames.len() as u64;
    for (number, (at, frame)) in (1..).zip(frames) {
        clock.set(at);
        let packet = signer.map_or(frame.clone(), |signer| signed(signer, &frame, at));
        socket.send_to(&packet, udp).await.expect("loopback takes it");
        while node.totals().decoded() < number {
            tokio::task::yield_now().await;
        }
    }
    (http, sent)
}

fn signed(signer: &MessageSigner, frame: &[u8], at: Time) -> Vec<u8> {
    let message = v2x::decode(frame).expect("the scenario's").message;
    let header = HeaderInfo {
        psid: services(message.set(), message.name())[0],
        generation_time: Time64::from_unix_micros(at.micros()),
        // SPaT says of no place; the others do themselves.
        generation_location: (message.name() == "SPAT").then_some(
            v2x::envelope::ieee1609dot2::ThreeDLocation {
                latitude: 390_000_000,
                longitude: -990_000_000,
                elevation: 0,
            },
        ),
        ..HeaderInfo::default()
    };
    let mut packet = Vec::new();
    signer.sign_frame(frame, &header, Attach::Certificate, &[], &mut packet).expect("plain headers");
    packet
}

/// All `verified` marks below a value.
fn marks(value: &serde_json::Value) -> Vec<bool> {
    match value {
        serde_json::Value::Object(members) => members
            .iter()
            .flat_map(|(name, inner)| match inner {
                serde_json::Value::Bool(mark) if name == "verified" => vec![*mark],
                _ => marks(inner),
            })
            .collect(),
        serde_json::Value::Array(items) => items.iter().flat_map(marks).collect(),
        _ => Vec::new(),
    }
}

async fn picture(http: SocketAddr) -> Vec<bool> {
    let many = |t: &serde_json::Value| t["tracks"].as_array().is_some_and(|tracks| tracks.len() > 9);
    let tracks = until("tracks", || json(http, "/tracks"), many).await;
    let whole =
        |c: &serde_json::Value| !marks(&c["intersections"]).is_empty() && !marks(&c["signals"]).is_empty();
    let context = until("lanes and lights", || json(http, "/context"), whole).await;
    [marks(&tracks), marks(&context)].concat()
}

/// Messages with this verdict, any if it is empty, that were used or not.
fn counted(text: &str, verdict: &str, used: &str) -> u64 {
    let lines = text.lines().filter(|line| {
        line.starts_with("v2x_signatures_total{")
            && (verdict.is_empty() || line.contains(&format!("verdict=\"{verdict}\"")))
            && line.contains(&format!("used=\"{used}\""))
    });
    lines.map(|line| metric(line, "v2x_signatures_total") as u64).sum()
}

/// The metrics once so many messages were judged: the last one is counted as decoded a little before.
async fn judged(http: SocketAddr, sent: u64) -> String {
    let all = |(_, text): &(_, String)| counted(text, "", "yes") + counted(text, "", "no") == sent;
    until("all to be judged", || get(http, "/metrics"), all).await.1
}

#[tokio::test(flavor = "multi_thread")]
async fn required_signatures_that_are_right() {
    let (config, signer) = guarded(SecurityPolicy::Require, "right.oer");
    let (node, http, sent) = send(config, Some(&signer)).await;
    assert!(picture(http).await.into_iter().all(|mark| mark));
    let text = judged(http, sent).await;
    assert_eq!((counted(&text, "verified", "yes"), counted(&text, "", "no")), (sent, 0), "{text}");
    let events: u64 = node.totals().signatures.iter().map(|(_, count)| count).sum();
    assert_eq!(events, sent);
    node.stop().await.expect("nothing panicked");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_signatures_nothing_reaches_the_engine_where_they_are_required() {
    let (config, _) = guarded(SecurityPolicy::Require, "required.oer");
    let (node, http, sent) = send(config, None).await;
    let text = judged(http, sent).await;
    assert_eq!((counted(&text, "not_signed", "no"), counted(&text, "", "yes")), (sent, 0));
    // No road user, no lane, no light: nothing that a warning could come from.
    assert_eq!(metric(&text, "v2x_inputs_total"), 0.0, "{text}");
    assert_eq!(json(http, "/tracks").await["tracks"].as_array().map(Vec::len), Some(0));
    node.stop().await.expect("nothing panicked");
}

#[tokio::test(flavor = "multi_thread")]
async fn signatures_of_strangers_do_not_count_where_they_are_required() {
    let (mut config, signer) = guarded(SecurityPolicy::Require, "nobody.oer");
    config.security.trust.clear();
    let (node, http, sent) = send(config, Some(&signer)).await;
    let text = judged(http, sent).await;
    assert_eq!(counted(&text, "unverifiable", "no"), sent, "{text}");
    assert!(text.contains("reason=\"not_trusted\""));
    assert_eq!(metric(&text, "v2x_inputs_total"), 0.0);
    node.stop().await.expect("nothing panicked");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_signed_is_used_and_marked() {
    let (config, _) = guarded(SecurityPolicy::Mark, "marked.oer");
    let (node, http, sent) = send(config, None).await;
    assert!(picture(http).await.into_iter().all(|mark| !mark));
    let text = judged(http, sent).await;
    assert_eq!(counted(&text, "not_signed", "yes"), sent);
    node.stop().await.expect("nothing panicked");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_may_have_its_own_policy() {
    let (mut config, _) = guarded(SecurityPolicy::Require, "socket.oer");
    config.listen[0].signatures = Signatures::Off;
    let (node, http, _) = send(config, None).await;
    // Used, but nobody says that it was verified.
    assert!(picture(http).await.into_iter().all(|mark| !mark));
    assert_eq!(node.totals().signatures, []);
    node.stop().await.expect("nothing panicked");
}

/// A module that answers in the reverse order, some later, and never wakes anybody.
#[derive(Default)]
struct Module {
    jobs: Vec<(Ticket, Job)>,
    polls: u32,
}

impl Engine for Module {
    fn submit(&mut self, ticket: Ticket, job: &Job) -> Result<(), Full> {
        self.jobs.push((ticket, *job));
        Ok(())
    }

    fn poll(&mut self) -> Option<(Ticket, bool)> {
        self.polls += 1;
        let (ticket, job) = if self.polls.is_multiple_of(5) { self.jobs.pop()? } else { return None };
        Some((ticket, job.verify()))
    }
}

/// One that takes everything and answers nothing.
struct Dead;

impl Engine for Dead {
    fn submit(&mut self, _: Ticket, _: &Job) -> Result<(), Full> {
        Ok(())
    }

    fn poll(&mut self) -> Option<(Ticket, bool)> {
        None
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_else_may_verify() {
    let (config, signer) = guarded(SecurityPolicy::Require, "module.oer");
    let clock = Arc::new(ManualClock::new(START));
    let module = Box::new(Module::default());
    let node = Node::start_with(config, Arc::clone(&clock), module).await.expect("free ports can be bound");
    let (http, sent) = play(&node, &clock, Some(&signer)).await;
    let text = judged(http, sent).await;
    assert_eq!((counted(&text, "verified", "yes"), counted(&text, "", "no")), (sent, 0), "{text}");
    node.stop().await.expect("nothing panicked");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_waits_for_ever() {
    for (policy, used, name) in
        [(SecurityPolicy::Mark, "yes", "dead-m.oer"), (SecurityPolicy::Require, "no", "dead-r.oer")]
    {
        let (mut config, signer) = guarded(policy, name);
        (config.security.patience_ms, config.security.waiting) = (20, 10);
        let clock = Arc::new(ManualClock::new(START));
        let node = Node::start_with(config, Arc::clone(&clock), Box::new(Dead));
        let node = node.await.expect("free ports can be bound");
        let (http, sent) = play(&node, &clock, Some(&signer)).await;
        let text = judged(http, sent).await;
        // None is lost: each is used and marked, or refused, for want of an answer or, when ten wait, of room.
        assert_eq!(counted(&text, "unverifiable", used), sent, "{text}");
        let reason = |reason| {
            let lines = text.lines().filter(|line| line.contains(&format!("reason=\"{reason}\"")));
            lines.map(|line| metric(line, "v2x_signatures_total") as u64).sum::<u64>()
        };
        assert_eq!((reason("unanswered"), reason("unanswered") + reason("overload")), (10, sent), "{text}");
        let inputs = metric(&text, "v2x_inputs_total");
        assert_eq!(inputs > 0.0, policy == SecurityPolicy::Mark);
        node.stop().await.expect("nothing panicked");
    }
}

#[tokio::test]
async fn certificates_that_cannot_be_read_are_told() {
    let trust = |path| {
        let mut config = config();
        config.security.trust = vec![path];
        config
    };
    let refused =
        Node::start(trust("/nowhere/root.oer".into()), SystemClock).await.expect_err("no such file");
    assert!(matches!(refused, StartError::Trust { .. }), "{refused}");
    let refused =
        Node::start(trust(file("wrong.oer", b"\x80\x03")), SystemClock).await.expect_err("cut short");
    assert!(matches!(refused, StartError::Certificates { .. }), "{refused}");
}

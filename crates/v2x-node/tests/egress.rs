//! What the running node sends, over real sockets.

mod common;

use std::net::SocketAddr;
use std::time::Duration;

use common::{config, get, metric, start};
use tokio::net::UdpSocket;
use tokio::time::timeout;
use v2x::envelope::rsu_text::RsuText;
use v2x::envelope::tscbm::{Numbers, Tscbm};
use v2x::j2735::message_frame::MessageTypes;
use v2x::j2735::spat::MovementPhaseState;
use v2x::{Message, Protocol};
use v2x_node::config::{
    self, Config, Controller, Envelope, Forward, Group, Repeat, Security, SecurityPolicy, Send, SenderId,
    Sent, Shows,
};
use v2x_node::demo::play;
use v2x_node::{Clock, Node, StartError, SystemClock};

/// A socket that somebody else has: what the node sends to it.
async fn destination() -> (UdpSocket, SocketAddr) {
    let socket = UdpSocket::bind(common::ANY_PORT).await.expect("a free port");
    let address = socket.local_addr().expect("it is bound");
    (socket, address)
}

/// The next datagram, within half a minute: machines that run tests can be busy.
async fn next(socket: &UdpSocket) -> Vec<u8> {
    let mut buffer = vec![0; 65_536];
    let received = timeout(Duration::from_secs(30), socket.recv(&mut buffer)).await;
    let length = received.expect("something comes").expect("the socket is sound");
    buffer.truncate(length);
    buffer
}

#[tokio::test(flavor = "multi_thread")]
async fn road_users_are_told_of_in_both_sets() {
    let (american, to_american) = destination().await;
    let (chinese, to_chinese) = destination().await;
    let sender = SenderId(*b"RSU1\0\0\0\0");
    let sends = [
        Send { to: to_american, envelope: Envelope::Wsmp, sender, ..Send::default() },
        Send {
            to: to_chinese,
            envelope: Envelope::Dsmp,
            messages: vec![Sent::Rsm],
            sender,
            octets: 400,
            ..Send::default()
        },
    ];
    let (node, udp, http) = start(Config { send: sends.to_vec(), ..config() }, SystemClock).await;
    let scenario = tokio::spawn(play(1, udp, SystemClock));

    let packet = next(&american).await;
    let decoded = v2x::decode(&packet).expect("it is well formed");
    assert_eq!(decoded.layers[0].protocol, Protocol::Wsmp);
    let Message::J2735(frame) = &decoded.message else { panic!("{:?}", decoded.message) };
    let MessageTypes::SensorDataSharingMessage(sdsm) = &frame.value else { panic!("{frame:?}") };
    assert_eq!(sdsm.source_id.0, *b"RSU1");
    assert!(!sdsm.objects.is_empty());

    let packet = next(&chinese).await;
    let decoded = v2x::decode(&packet).expect("it is well formed");
    assert_eq!((decoded.layers[0].protocol, decoded.message.name()), (Protocol::Dsmp, "RSM"));
    assert!(decoded.payload.len() <= 400);

    let (_, text) = get(http, "/metrics").await;
    let sent = "v2x_sent_total{message=\"SensorDataSharingMessage\",outcome=\"sent\"}";
    assert!(metric(&text, sent) >= 1.0, "{text}");
    scenario.abort();
    node.stop().await.expect("nothing panicked");
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_sent_again_and_again() {
    let (socket, to) = destination().await;
    let file = std::env::temp_dir().join(format!("v2x-node-repeat-{}.hex", std::process::id()));
    std::fs::write(&file, "# nothing but a header\n002b0100\n").expect("a temporary file can be written");
    let repeat =
        Repeat { to, file: file.clone(), envelope: Envelope::RsuText, interval_ms: 20, ..Repeat::default() };
    let (node, _, _) = start(Config { repeat: vec![repeat.clone()], ..config() }, SystemClock).await;
    let first = next(&socket).await;
    assert!(v2x::envelope::rsu_text::RsuText::begins(&first), "{first:?}");
    assert!(
        String::from_utf8(first.clone()).expect("it is text").to_lowercase().contains("payload=002b0100")
    );
    assert_eq!(next(&socket).await, first);
    node.stop().await.expect("nothing panicked");

    std::fs::remove_file(&file).expect("it is ours");
    let error = Node::start(Config { repeat: vec![repeat], ..config() }, SystemClock).await;
    assert!(matches!(error, Err(StartError::Repeat { .. })));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_wrapped_is_counted() {
    let (_socket, to) = destination().await;
    let send = Send { to, envelope: Envelope::Dsmp, interval_ms: 20, ..Send::default() };
    let (node, udp, http) = start(Config { send: vec![send], ..config() }, SystemClock).await;
    let scenario = tokio::spawn(play(1, udp, SystemClock));
    // An SDSM has no AID.
    let none = "v2x_sent_total{message=\"SensorDataSharingMessage\",outcome=\"service\"}";
    common::until("the count", || get(http, "/metrics"), |(_, text)| metric(text, none) >= 1.0).await;
    scenario.abort();
    node.stop().await.expect("nothing panicked");
}

/// The push of a controller whose phase 2 is green.
fn push() -> Vec<u8> {
    let mut push = Tscbm::default();
    push.phases.green = Numbers::of([2]);
    let mut octets = Vec::new();
    push.write(&mut octets);
    octets
}

fn controlled(to: SocketAddr, security: Security) -> Config {
    let group =
        Group { group: 5, shows: Shows::Phase, number: 2, protected: true, flashing_yellow_arrow: false };
    let controller =
        Controller { intersection: 1204, to: Some(to), groups: vec![group], ..Controller::default() };
    let mut config = Config { security, ..config() };
    config.listen[0].controller = Some(controller);
    config
}

#[tokio::test(flavor = "multi_thread")]
async fn pushes_of_a_controller_become_spat() {
    let (radio, to) = destination().await;
    let (node, udp, http) = start(controlled(to, Security::default()), SystemClock).await;
    let controller = UdpSocket::bind(common::ANY_PORT).await.expect("a free port");
    controller.send_to(&push(), udp).await.expect("it is sent");
    controller.send_to(b"\xCD\x11\x00", udp).await.expect("it is sent");
    let decoded = next(&radio).await;
    let decoded = v2x::decode(&decoded).expect("it is well formed");
    let Message::J2735(frame) = &decoded.message else { panic!("{:?}", decoded.message) };
    let MessageTypes::SPAT(spat) = &frame.value else { panic!("{frame:?}") };
    let state = &spat.intersections[0].states[0];
    assert_eq!((spat.intersections[0].id.id.0, state.signal_group.0), (1204, 5));
    assert_eq!(state.state_time_speed[0].event_state, MovementPhaseState::ProtectedMovementAllowed);
    let bad = "v2x_errors_total{envelope=\"tscbm\",message=\"unknown\",kind=\"value\"} 1";
    let (_, text) =
        common::until("the counts", || get(http, "/metrics"), |(_, text)| text.contains(bad)).await;
    assert_eq!(metric(&text, "v2x_messages_total{envelope=\"tscbm\",message=\"SPAT\"}"), 1.0, "{text}");
    let fused = || get(http, "/metrics");
    common::until("the report", fused, |(_, text)| metric(text, "v2x_fusion_signal_reports_total") >= 1.0)
        .await;
    node.stop().await.expect("nothing panicked");
}

#[tokio::test(flavor = "multi_thread")]
async fn pushes_are_not_used_where_signatures_are_required() {
    let (radio, to) = destination().await;
    let security = Security { policy: SecurityPolicy::Require, ..Security::default() };
    let (node, udp, http) = start(controlled(to, security), SystemClock).await;
    let controller = UdpSocket::bind(common::ANY_PORT).await.expect("a free port");
    controller.send_to(&push(), udp).await.expect("it is sent");
    let refused =
        "v2x_signatures_total{message=\"SPAT\",verdict=\"not_signed\",reason=\"not_signed\",used=\"no\"}";
    common::until("the count", || get(http, "/metrics"), |(_, text)| metric(text, refused) >= 1.0).await;
    assert!(radio.try_recv(&mut [0; 16]).is_err());
    node.stop().await.expect("nothing panicked");
}

/// Text for roadside units around a message without contents.
fn text() -> Vec<u8> {
    let mut text = Vec::new();
    RsuText::new(&[0x00, 0x2C, 0x01, 0x00]).write(&mut text);
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_in_is_sent_on_as_configured() {
    let (bare, to_bare) = destination().await;
    let (whole, to_whole) = destination().await;
    let (radio, to_radio) = destination().await;
    let forward = |to, envelope| Forward { to, envelope, ..Forward::default() };
    let mut config = config();
    config.listen[0].forward = vec![
        forward(to_bare, Envelope::Bare),
        Forward { whole: true, ..forward(to_whole, Envelope::Bare) },
        forward(to_radio, Envelope::RsuText),
    ];
    let (node, udp, http) = start(config, SystemClock).await;
    let sender = UdpSocket::bind(common::ANY_PORT).await.expect("a free port");
    // What cannot be decoded goes nowhere.
    for datagram in [&b"\xff\xff"[..], b"Payload=0014", &text()] {
        sender.send_to(datagram, udp).await.expect("it is sent");
    }
    assert_eq!(next(&bare).await, [0x00, 0x2C, 0x01, 0x00]);
    assert_eq!(next(&whole).await, text());
    let received = next(&radio).await;
    let (received, _) = RsuText::parse(&received).expect("it is text");
    assert!(received.payload.octets().eq([0x00, 0x2C, 0x01, 0x00]));
    let (_, counts) = get(http, "/metrics").await;
    let sent = "v2x_sent_total{message=\"PersonalSafetyMessage2\",outcome=\"sent\"}";
    assert_eq!(metric(&counts, sent), 3.0, "{counts}");
    assert!(bare.try_recv(&mut [0; 16]).is_err());
    node.stop().await.expect("nothing panicked");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_sent_on_where_signatures_are_required() {
    let (other, to) = destination().await;
    let mut config =
        Config { security: Security { policy: SecurityPolicy::Require, ..Security::default() }, ..config() };
    config.listen[0].forward = vec![Forward { to, whole: true, ..Forward::default() }];
    let (node, udp, http) = start(config, SystemClock).await;
    let sender = UdpSocket::bind(common::ANY_PORT).await.expect("a free port");
    sender.send_to(&text(), udp).await.expect("it is sent");
    let taken = "v2x_messages_total{envelope=\"rsu_text\"";
    common::until("the count", || get(http, "/metrics"), |(_, text)| metric(text, taken) >= 1.0).await;
    assert!(other.try_recv(&mut [0; 16]).is_err());
    node.stop().await.expect("nothing panicked");
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_do_not_go_round() {
    let (free, address) = destination().await;
    drop(free);
    let mut config = config();
    config.listen[0].address = address;
    config.listen[0].forward = vec![Forward { to: address, ..Forward::default() }];
    assert!(Node::start(config, SystemClock).await.is_err());
}

/// A root's certificate, and files of the key and certificate of a roadside unit below it.
fn unit(curve: config::Curve, services: &[u32], name: &str) -> (Vec<u8>, config::Signer) {
    use v2x::envelope::Psid;
    use v2x::envelope::ieee1609dot2::{Curve, Duration, GroupPermission, Permission, Time64, ValidityPeriod};
    use v2x_security::issue::{self, Authority, Template};
    use v2x_security::{PrivateKey, Sm2Use};

    let kind = if curve == config::Curve::Sm2 { Curve::Sm2 } else { Curve::NistP256 };
    let key = |octet| PrivateKey::from_octets(kind, &[octet; 32]).expect("a number below the order");
    let now = Time64::from_unix_micros(SystemClock.now().micros()).expect("after 2004").0 / 1_000_000;
    let validity = ValidityPeriod { start: now as u32 - 60, duration: Duration::Hours(1) };
    let may_issue = [GroupPermission::default()];
    let template = Template { may_issue: &may_issue, ..Template::new("root.example", validity) };
    let sm2 = Sm2Use::default();
    let root = issue::root(&template, &key(1), &sm2).expect("a plain template");
    let permissions: Vec<_> = services
        .iter()
        .map(|value| Permission { psid: Psid::from_value(*value).expect("a service"), ssp: None })
        .collect();
    let template = Template { permissions: &permissions, ..Template::new("", validity) };
    let above = Authority { key: &key(1), certificate: &root };
    let certificate = issue::explicit(&template, &key(2).public(), &above, &sm2).expect("just made");
    let path =
        |end: &str| std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.{end}"));
    std::fs::write(path("key"), format!("# a key\n{}\n", "02".repeat(32))).expect("the folder is there");
    std::fs::write(path("cert"), certificate).expect("the folder is there");
    let signer = config::Signer {
        name: name.to_owned(),
        curve,
        key: path("key"),
        certificates: path("cert"),
        certificate_interval_ms: 300,
        ..config::Signer::default()
    };
    (root, signer)
}

/// What somebody who trusts the root says of datagrams, and which of them had the certificate attached.
async fn verified(socket: &UdpSocket, root: &[u8], count: usize) -> (Vec<bool>, Vec<bool>) {
    use v2x::envelope::ieee1609dot2::{Ieee1609Dot2Data, Signer, Time64};
    use v2x_security::{Context, Policy, TrustStore, Verifier};

    let mut store = TrustStore::new();
    store.read(root).expect("a root");
    let mut verifier = Verifier::new(store, Policy::default());
    let (mut verdicts, mut attached) = (Vec::new(), Vec::new());
    for _ in 0..count {
        let packet = next(socket).await;
        let walked = v2x::walk(&packet).expect("it is well formed");
        let now = Time64::from_unix_micros(SystemClock.now().micros()).expect("after 2004");
        let verdict = verifier.verify_layers(&walked.layers, &Context::at(now));
        verdicts.push(verdict.is_verified());
        let signed = walked.layers.iter().find_map(|layer| layer.secured());
        let Some(Ieee1609Dot2Data::Signed(signed)) = signed else { panic!("{walked:?}") };
        attached.push(matches!(signed.signer(), Signer::Certificates(_)));
    }
    (verdicts, attached)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sent_is_signed() {
    let (american, to) = destination().await;
    let (chinese, to_chinese) = destination().await;
    let (root, signer) = unit(config::Curve::NistP256, &[0x20_4097], "us");
    let (root_sm2, signer_sm2) = unit(config::Curve::Sm2, &[3618], "cn");
    let folder = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    std::fs::write(folder.join("map.hex"), hex(MessageTypes::MapData(Default::default())))
        .expect("it is there");
    std::fs::write(folder.join("map-cn.hex"), csae_map()).expect("the folder is there");
    let file = folder.join("map.hex");
    let repeat = Repeat { to, file, envelope: Envelope::Wsmp, interval_ms: 50, ..Repeat::default() };
    let named = Repeat { signer: "us".to_owned(), ..repeat };
    let other = Repeat {
        to: to_chinese,
        file: folder.join("map-cn.hex"),
        csae: true,
        envelope: Envelope::Dsmp,
        signer: "cn".to_owned(),
        ..named.clone()
    };
    let unknown = Repeat { signer: "nobody".to_owned(), ..named.clone() };
    let config = Config { signer: vec![signer, signer_sm2], repeat: vec![named, other], ..config() };
    let (node, _, _) = start(config.clone(), SystemClock).await;
    for (socket, root) in [(&american, root), (&chinese, root_sm2)] {
        let (verdicts, attached) = verified(socket, &root, 12).await;
        assert_eq!(verdicts, [true; 12]);
        // Every 300 ms of 50; on a busy machine ticks are skipped.
        assert!(attached[0] && attached[1..].contains(&true) && attached.contains(&false), "{attached:?}");
    }
    node.stop().await.expect("nothing panicked");
    let refused = Node::start(Config { repeat: vec![unknown], ..config }, SystemClock).await;
    assert!(matches!(refused, Err(StartError::Signer { name, .. }) if name == "nobody"));
}

/// A Chinese MAP in hexadecimal digits.
fn csae_map() -> String {
    use v2x::csae::y2020::map::{MapData, Node as MapNode};
    use v2x::csae::y2020::msg_frame::MessageFrame;
    use v2x::uper::Uper;

    let map = MapData { nodes: vec![MapNode::default()], ..MapData::default() };
    digits(&MessageFrame::MapFrame(map).to_uper().expect("the least values are legal"))
}

/// A frame of J2735 in hexadecimal digits.
fn hex(value: MessageTypes) -> String {
    use v2x::uper::Uper;

    let frame = v2x::j2735::message_frame::MessageFrame { value, ..Default::default() };
    digits(&frame.to_uper().expect("the least values are legal"))
}

fn digits(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_message_has_a_service() {
    let services = config::Services::default();
    assert_eq!(services.0.get("RoadSideAlert"), Some(&131));
    let (radio, to) = destination().await;
    let folder = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let octets = hex(MessageTypes::RoadSideAlert(Default::default()));
    std::fs::write(folder.join("rsa.hex"), octets).expect("the folder is there");
    let repeat = Repeat { to, file: folder.join("rsa.hex"), envelope: Envelope::Wsmp, ..Repeat::default() };
    let (node, _, _) = start(Config { repeat: vec![repeat], ..config() }, SystemClock).await;
    let packet = next(&radio).await;
    let decoded = v2x::decode(&packet).expect("it is well formed");
    assert_eq!((decoded.layers[0].protocol, decoded.message.name()), (Protocol::Wsmp, "RoadSideAlert"));
    node.stop().await.expect("nothing panicked");
}

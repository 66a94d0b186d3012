//! What the running node sends, over real sockets.

mod common;

use std::time::Duration;

use common::{config, get, metric, start};
use tokio::net::UdpSocket;
use tokio::time::timeout;
use v2x::j2735::message_frame::MessageTypes;
use v2x::{Message, Protocol};
use v2x_node::config::{Config, Envelope, Repeat, Send, SenderId, Sent};
use v2x_node::demo::play;
use v2x_node::{Node, StartError, SystemClock};

/// A socket that somebody else has: what the node sends to it.
async fn destination() -> (UdpSocket, std::net::SocketAddr) {
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

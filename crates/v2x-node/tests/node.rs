//! The running node from outside: datagrams in, HTTP out.

mod common;

use std::sync::Arc;
use std::time::{Duration, Instant};

use common::{config, get, json, metric, start, until};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use v2x_fusion::Time;
use v2x_node::config::{Config, Http, Listen, ReceiveTime};
use v2x_node::demo::{Scenario, play};
use v2x_node::{ManualClock, Node, StartError, SystemClock};

/// The scenario's frames of so many microseconds.
fn frames(micros: i64) -> Vec<(Time, Vec<u8>)> {
    let start = Time::from_micros(1_750_172_378_000_000);
    let mut frames = Vec::new();
    Scenario::new(1, start).advance(start.offset(micros), &mut |at, frame| frames.push((at, frame.to_vec())));
    frames
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_become_a_picture() {
    let (node, udp, http) = start(config(), SystemClock).await;
    let scenario = tokio::spawn(play(1, udp, SystemClock));

    let tracks =
        until("tracks", || json(http, "/tracks"), |t| t["tracks"].as_array().is_some_and(|t| t.len() > 9))
            .await;
    let track = &tracks["tracks"][0];
    assert!((track["lat"].as_f64().expect("a number") - 39.0).abs() < 0.01, "{track}");
    assert!((track["lon"].as_f64().expect("a number") + 99.0).abs() < 0.01, "{track}");
    assert_eq!(track["cov"].as_array().map(Vec::len), Some(3));

    let context = until("lanes", || json(http, "/context"), |c| c["signals"][0]["groups"].is_array()).await;
    assert_eq!(context["intersections"][0]["lanes"].as_array().map(Vec::len), Some(20));
    assert_eq!(context["signals"][0]["groups"].as_array().map(Vec::len), Some(6));

    let (_, text) = get(http, "/metrics").await;
    assert!(metric(&text, "v2x_messages_total{envelope=\"none\",message=\"BasicSafetyMessage\"}") > 10.0);
    assert!(metric(&text, "v2x_tracks{class=\"vehicle\"}") > 5.0);
    assert_eq!(metric(&text, "v2x_errors_total"), 0.0);
    assert_eq!(get(http, "/healthz").await, (200, "ok\n".to_owned()));
    assert_eq!(get(http, "/nothing").await.0, 404);
    let (status, page) = get(http, "/").await;
    assert!(status == 200 && page.starts_with("<!DOCTYPE html>"));

    scenario.abort();
    node.stop().await.expect("nothing panicked");
    assert!(TcpStream::connect(http).await.is_err(), "the port is closed");
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_datagrams_are_counted_and_survived() {
    let (node, udp, http) = start(config(), SystemClock).await;
    let socket = UdpSocket::bind(common::ANY_PORT).await.expect("a free port");
    let frames = frames(600_000);
    let mut sent = 0_u32;
    for bad in [&b""[..], b"\xff", b"hello, world", &[0x03, 0x80, 0x7f], &[0; 1400]] {
        socket.send_to(bad, udp).await.expect("loopback takes it");
        sent += 1;
    }
    // Every frame cut short, and with an octet spoiled: some still decode, none may do harm.
    for (i, (_, frame)) in frames.iter().enumerate() {
        let cut = &frame[..frame.len() / 2];
        let mut spoiled = frame.clone();
        let place = i * 7 % spoiled.len();
        spoiled[place] ^= 0xff;
        for bad in [cut, &spoiled] {
            socket.send_to(bad, udp).await.expect("loopback takes it");
            sent += 1;
        }
        tokio::task::yield_now().await;
    }
    let all = |totals: &v2x_node::Totals| totals.decoded() + totals.refused() == u64::from(sent);
    let totals = until("all datagrams", async || node.totals(), all).await;
    assert!(totals.refused() > u64::from(sent) / 3, "{totals:?}");

    let (_, text) = get(http, "/metrics").await;
    let cut = "v2x_errors_total{envelope=\"none\",message=\"BasicSafetyMessage\",kind=\"truncated\"}";
    assert!(metric(&text, cut) > 10.0, "{text}");
    assert!(metric(&text, "v2x_errors_total{envelope=\"ieee1609dot2\"") >= 1.0, "{text}");
    assert_eq!(metric(&text, "v2x_datagrams_total"), f64::from(sent));

    let before = node.totals().decoded();
    socket.send_to(&frames[0].1, udp).await.expect("loopback takes it");
    until("a good datagram", async || node.totals().decoded(), |decoded| *decoded == before + 1).await;
    assert_eq!(get(http, "/healthz").await.0, 200);
    node.stop().await.expect("nothing panicked");
}

#[tokio::test(flavor = "multi_thread")]
async fn time_is_what_the_callers_clock_says() {
    let frames = frames(1_500_000);
    let clock = Arc::new(ManualClock::new(frames[0].0));
    let mut config = config();
    config.listen[0].receive_time = ReceiveTime::Clock;
    let (node, udp, http) = start(config, Arc::clone(&clock)).await;
    let socket = UdpSocket::bind(common::ANY_PORT).await.expect("a free port");
    for (sent, (at, frame)) in frames.iter().enumerate() {
        clock.set(*at);
        socket.send_to(frame, udp).await.expect("loopback takes it");
        while node.totals().decoded() <= sent as u64 {
            tokio::task::yield_now().await;
        }
    }
    let last = frames.last().expect("there are frames").0;
    let shown = |t: &serde_json::Value| t["t"].as_f64().is_some_and(|t| (t - last.seconds()).abs() < 0.001);
    let tracks = until("the last picture", || json(http, "/tracks"), shown).await;
    assert!(tracks["tracks"].as_array().is_some_and(|tracks| tracks.len() > 9), "{tracks}");
    node.stop().await.expect("nothing panicked");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_ring_drops_and_counts() {
    let mut config = config();
    config.listen[0].ring = 1;
    let (node, udp, _) = start(config, SystemClock).await;
    let socket = UdpSocket::bind(common::ANY_PORT).await.expect("a free port");
    let (_, dense) =
        frames(1_000_000).into_iter().filter(|(_, f)| f[1] == 41).max_by_key(|(_, f)| f.len()).expect("SDSM");
    let dropped = async || {
        for _ in 0..20 {
            socket.send_to(&dense, udp).await.expect("loopback takes it");
        }
        node.totals().dropped
    };
    until("drops", dropped, |dropped| *dropped > 0).await;
    node.stop().await.expect("nothing panicked");
}

#[tokio::test(flavor = "multi_thread")]
async fn events_stream_the_picture_until_the_node_stops() {
    let (node, udp, http) = start(config(), SystemClock).await;
    let scenario = tokio::spawn(play(1, udp, SystemClock));
    let mut stream = TcpStream::connect(http).await.expect("the port is open");
    stream.write_all(b"GET /events HTTP/1.1\r\nHost: node\r\n\r\n").await.expect("it reads");
    let mut text = String::new();
    let mut part = vec![0; 65_536];
    while text.matches("event: picture").count() < 5 {
        let length = stream.read(&mut part).await.expect("it goes on");
        assert!(length > 0, "the stream ended early: {text}");
        text.push_str(&String::from_utf8_lossy(&part[..length]));
    }
    assert!(text.contains("text/event-stream"), "{text}");
    assert!(text.contains("\"totals\":{\"datagrams\":"), "{text}");
    scenario.abort();
    node.stop().await.expect("nothing panicked");
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).await.expect("the stream ends in good order");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_viewer_that_stopped_reading_does_not_hold_the_node_up() {
    let (node, udp, http) = start(config(), SystemClock).await;
    let scenario = tokio::spawn(play(1, udp, SystemClock));
    let mut stream = TcpStream::connect(http).await.expect("the port is open");
    stream.write_all(b"GET /events HTTP/1.1\r\nHost: node\r\n\r\n").await.expect("it reads");
    until("pictures", || json(http, "/tracks"), |t| t["t"].as_f64() > Some(0.0)).await;
    scenario.abort();
    let begin = Instant::now();
    node.stop().await.expect("nothing panicked");
    assert!(begin.elapsed() < Duration::from_secs(20));
}

#[tokio::test(flavor = "multi_thread")]
async fn taken_ports_are_told() {
    let (node, udp, http) = start(config(), SystemClock).await;
    let listen = Config { listen: vec![Listen::at(udp)], ..Config::default() };
    let refused = Node::start(listen, SystemClock).await.expect_err("the port is taken");
    assert!(matches!(refused, StartError::Listen { address, .. } if address == udp), "{refused}");

    let serve = |any_port_if_taken| Config {
        http: Some(Http { address: http, any_port_if_taken, ..Http::default() }),
        ..Config::default()
    };
    let refused = Node::start(serve(false), SystemClock).await.expect_err("the port is taken");
    assert!(matches!(refused, StartError::Http { address, .. } if address == http), "{refused}");
    let other = Node::start(serve(true), SystemClock).await.expect("another port will do");
    assert_ne!(other.http(), Some(http));
    other.stop().await.expect("nothing panicked");
    node.stop().await.expect("nothing panicked");
    TcpListener::bind(http).await.expect("the port is free again");
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_beyond_the_limit_wait_for_their_turn() {
    let mut config = config();
    config.http = config.http.map(|http| Http { max_connections: 2, ..http });
    let (node, _, http) = start(config, SystemClock).await;
    let first = TcpStream::connect(http).await.expect("the port is open");
    let second = TcpStream::connect(http).await.expect("the port is open");
    // Both places are taken once the server has accepted them; the third then gets no answer until one is given back.
    tokio::time::sleep(Duration::from_millis(300)).await;
    let third = tokio::spawn(async move { get(http, "/healthz").await });
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!third.is_finished());
    drop(first);
    assert_eq!(third.await.expect("no panic").0, 200);
    drop(second);
    node.stop().await.expect("nothing panicked");
}

//! Chinese messages into the running node: DSMP around frames of both editions, made by an independent encoder.

mod common;

use std::net::SocketAddr;

use common::{config, get, json, metric, start, until};
use tokio::net::UdpSocket;
use v2x::csae::y2020::bsm::BasicSafetyMessage;
use v2x::csae::y2020::def_position::{Latitude, Longitude, Position3D};
use v2x::csae::y2020::def_position_offset::{
    OffsetLLB12, PositionLL24B, PositionOffsetLL, PositionOffsetLLV,
};
use v2x::csae::y2020::msg_frame::MessageFrame;
use v2x::csae::y2020::rsm::{ParticipantData, ParticipantType, RoadsideSafetyMessage};
use v2x::envelope::{Aid, dsmp::Dsm};
use v2x::uper::Uper;
use v2x_node::config::{Config, CsaeEdition, MeasuredAt};
use v2x_node::{Node, SystemClock};

const Y2019: &str = include_str!("../../v2x/tests/vectors/csae-2019.jsonl");
const Y2020: &str = include_str!("../../v2x/tests/vectors/csae-2020.jsonl");

/// What a receiver of day 1 hears, and under which identifier.
const MESSAGES: [(&str, Aid); 4] =
    [("BSM", Aid::BSM), ("RSM", Aid::RSM), ("MAP", Aid::MAP), ("SPAT", Aid::SPAT)];

/// Identifier and octets of the frames of a file that are of [`MESSAGES`].
fn vectors(file: &str) -> Vec<(Aid, Vec<u8>)> {
    let frame = |line: &str| {
        let vector: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let (_, aid) = MESSAGES.iter().find(|(name, _)| vector["msg"] == *name)?;
        let hex = vector["hex"].as_str().expect("text");
        let octets = (0..hex.len() / 2).map(|i| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16));
        Some((*aid, octets.collect::<Result<_, _>>().expect("hexadecimal digits")))
    };
    file.lines().filter_map(frame).collect()
}

fn dsmp(aid: Aid, frame: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    Dsm::new(aid, frame).write_adapted(&mut out).expect("it is short");
    out
}

/// A node for recordings of an edition: the vectors' times are random.
async fn node(edition: CsaeEdition) -> (Node, SocketAddr, SocketAddr, UdpSocket) {
    let mut config: Config = config();
    config.listen[0].csae_edition = edition;
    config.listen[0].measured_at = MeasuredAt::Reception;
    let (node, udp, http) = start(config, SystemClock).await;
    (node, udp, http, UdpSocket::bind(common::ANY_PORT).await.expect("a free port"))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_message_of_both_editions_is_understood_in_dsmp() {
    for (edition, file, least) in [(CsaeEdition::Y2020, Y2020, 100), (CsaeEdition::Y2019, Y2019, 80)] {
        let (node, udp, http, socket) = node(edition).await;
        let frames = vectors(file);
        assert!(frames.len() >= least, "{}", frames.len());
        for (sent, (aid, frame)) in frames.iter().enumerate() {
            socket.send_to(&dsmp(*aid, frame), udp).await.expect("loopback takes it");
            while node.totals().decoded() + node.totals().refused() <= sent as u64 {
                tokio::task::yield_now().await;
            }
        }
        let (_, text) = get(http, "/metrics").await;
        assert_eq!(metric(&text, "v2x_errors_total"), 0.0, "{text}");
        let of = |name: &str| {
            metric(&text, &format!("v2x_messages_total{{envelope=\"dsmp\",message=\"{name}\"}}"))
        };
        let counts = MESSAGES.map(|(name, _)| of(name));
        assert!(counts.iter().all(|count| *count >= 10.0), "{counts:?}\n{text}");
        assert_eq!(counts.iter().sum::<f64>(), frames.len() as f64);
        node.stop().await.expect("nothing panicked");
    }
}

fn position(lat: i32, long: i32) -> Position3D {
    Position3D { lat: Latitude(lat), long: Longitude(long), ..Default::default() }
}

/// A vehicle at a crossing in Beijing reports itself, and a roadside unit sees somebody on foot 10 m north of it.
fn street() -> [(Aid, MessageFrame); 2] {
    let own = BasicSafetyMessage {
        id: *b"\x00\x00vehicl",
        pos: position(399_042_000, 1_164_074_000),
        ..Default::default()
    };
    let offset = PositionLL24B { lat: OffsetLLB12(900), ..Default::default() };
    let seen = ParticipantData {
        ptc_type: ParticipantType::Pedestrian,
        ptc_id: 7,
        pos: PositionOffsetLLV { offset_ll: PositionOffsetLL::PositionLL1(offset), ..Default::default() },
        ..Default::default()
    };
    let roadside = RoadsideSafetyMessage {
        ref_pos: position(399_042_000, 1_164_074_000),
        participants: vec![seen],
        ..Default::default()
    };
    [(Aid::BSM, MessageFrame::BsmFrame(Box::new(own))), (Aid::RSM, MessageFrame::RsmFrame(roadside))]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vehicle_and_a_pedestrian_appear() {
    let (node, udp, http, socket) = node(CsaeEdition::Y2020).await;
    let ask = async || {
        for (aid, frame) in street() {
            let frame = frame.to_uper().expect("it keeps its constraints");
            socket.send_to(&dsmp(aid, &frame), udp).await.expect("loopback takes it");
        }
        json(http, "/tracks").await
    };
    let classes = |tracks: &serde_json::Value| -> Vec<String> {
        let tracks = tracks["tracks"].as_array().into_iter().flatten();
        let mut classes: Vec<_> = tracks.map(|track| track["class"].to_string()).collect();
        classes.sort();
        classes
    };
    let tracks = until("two tracks", ask, |tracks| classes(tracks).len() == 2).await;
    for track in tracks["tracks"].as_array().expect("a list") {
        let north = (track["lat"].as_f64().expect("a number") - 39.9042) * 1e7;
        assert!((-100.0..1000.0).contains(&north), "{track}");
        assert!((track["lon"].as_f64().expect("a number") - 116.4074).abs() < 1e-5, "{track}");
    }
    assert!(classes(&tracks).contains(&"\"vru\"".to_owned()), "{tracks}");
    node.stop().await.expect("nothing panicked");
}

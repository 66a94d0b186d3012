//! `v2x stats`, as built.

mod common;

use std::path::{Path, PathBuf};

use common::{scenarios, v2x};
use v2x::Message;
use v2x::envelope::rsu_text::RsuText;
use v2x::j2735::basic_safety_message::BasicSafetyMessage;
use v2x::j2735::common::{BSMcoreData, IntersectionID, IntersectionReferenceID, MsgCount, TemporaryID};
use v2x::j2735::message_frame::{MessageFrame, MessageTypes};
use v2x::j2735::spat::{IntersectionState, MovementState, SPAT};

fn bsm(count: u8) -> Vec<u8> {
    let core_data =
        BSMcoreData { id: TemporaryID([1, 2, 3, 4]), msg_cnt: MsgCount(count), ..Default::default() };
    let value = MessageTypes::BasicSafetyMessage(BasicSafetyMessage { core_data, ..Default::default() });
    Message::from(MessageFrame { value, ..Default::default() }).to_uper().expect("the values are in range")
}

/// A pcap file of UDP over raw IPv4, a packet each 100 ms.
fn capture(name: &str, payloads: &[Vec<u8>]) -> PathBuf {
    let header = [0xA1B2_C3D4_u32, 0x0004_0002, 0, 0, 65_535, 101];
    let mut file = header.map(u32::to_le_bytes).concat();
    for (number, payload) in (0_u32..).zip(payloads) {
        let length = payload.len() as u16;
        let headers = [
            &[0x45, 0][..],
            &(length + 28).to_be_bytes(),
            &[0, 0, 0, 0, 64, 17, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2, 0x10, 0, 0xAF, 0xBE],
            &(length + 8).to_be_bytes(),
            &[0, 0],
        ];
        let packet = [&headers.concat()[..], payload].concat();
        let lengths = [packet.len() as u32; 2];
        let words = [1_750_172_400 + number / 10, number % 10 * 100_000, lengths[0], lengths[1]];
        file.extend(words.map(u32::to_le_bytes).concat());
        file.extend(packet);
    }
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, file).expect("it can be written");
    path
}

#[test]
fn kinds_are_counted_with_rates_sizes_and_counts() {
    // Counted on, counted on in a text for roadside units, two lost, cut.
    let mut text = Vec::new();
    RsuText::new(&bsm(2)).write(&mut text);
    let path = capture("stats.pcap", &[bsm(1), text, bsm(5), bsm(6)[..20].to_vec()]);
    let path = path.to_str().expect("text");
    let ran = v2x(&["stats", path], b"");
    assert_eq!(ran.status, 0);
    let row: Vec<_> = ran.out.lines().nth(1).expect("a row").split_whitespace().collect();
    let size = bsm(1).len().to_string();
    let expected = [
        "j2735",
        "BasicSafetyMessage",
        "3",
        "1",
        "10.0",
        "100",
        "100",
        "100",
        "100",
        &size,
        &size,
        &size,
        &size,
        "1/0/1",
    ];
    assert_eq!(row, expected);
    assert!(ran.err.contains("4 packets, 4 payloads") && ran.err.contains("not read: 1"), "{}", ran.err);
    let json = &v2x(&["stats", "--json", path], b"").json()[0];
    assert_eq!((&json["count"], &json["senders"]), (&3.into(), &1.into()));
    assert_eq!((&json["counts"]["jumped"], &json["interval_ms"]["median"]), (&1.into(), &100.0.into()));
}

#[test]
fn the_same_capture_is_decoded_packet_by_packet() {
    let mut text = Vec::new();
    RsuText::new(&bsm(2)).write(&mut text);
    let path = capture("decode.pcap", &[bsm(1), text, bsm(6)[..20].to_vec()]);
    let ran = v2x(&["decode", "--roundtrip", path.to_str().expect("text")], b"");
    assert_eq!(ran.status, 1, "{}", ran.err);
    let lines = ran.json();
    assert_eq!((&lines[0]["packet"], &lines[0]["t"]), (&1.into(), &1_750_172_400.0.into()));
    assert_eq!(
        (&lines[1]["message"], &lines[1]["roundtrip"]),
        (&"BasicSafetyMessage".into(), &"same".into())
    );
    assert_eq!((&lines[2]["packet"], &lines[2]["error"]["kind"]), (&3.into(), &"truncated".into()));
    let other = v2x(&["decode", "--set", "csae", "--file", path.to_str().expect("text")], b"");
    assert_eq!((other.status, other.out.lines().count()), (1, 3), "{}", other.out);
}

#[test]
fn intersections_are_told_with_what_is_wrong() {
    let state = |revision| {
        let id = IntersectionReferenceID { id: IntersectionID(7), ..Default::default() };
        // A group without a state cannot be encoded; one without an end can.
        let states = vec![MovementState { state_time_speed: vec![Default::default()], ..Default::default() }];
        let state = IntersectionState { id, revision: MsgCount(revision), states, ..Default::default() };
        let value = MessageTypes::SPAT(SPAT { intersections: vec![state], ..Default::default() });
        Message::from(MessageFrame { value, ..Default::default() })
            .to_uper()
            .expect("the values are in range")
    };
    let path = capture("intersections.pcap", &[state(1), state(1), state(4)]);
    let path = path.to_str().expect("text");
    let told = v2x(&["stats", "--intersections", path], b"").out;
    for line in [
        "intersection 7",
        "  SPaT  3, 10.00 a second, 100 100 100 100 ms between,",
        "  ! no MAP",
        "  ! 1 times the revision of SPaT goes on by more than one, or back",
        "  ! 3 SPaT without a time of their own",
        "  ! 3 of 3 states without minEndTime",
    ] {
        assert!(told.lines().any(|told| told.starts_with(line)), "{line} in {told}");
    }
    let json = &v2x(&["stats", "--intersections", "--json", path], b"").json()[0];
    assert_eq!((&json["intersection"], &json["spat"]["rate"]), (&7.into(), &10.0.into()));
    assert_eq!(json["findings"].as_array().map(Vec::len), Some(5), "{json}");
}

#[test]
fn recorded_captures_are_counted_whole() {
    for path in scenarios() {
        let ran = v2x(&["stats", "--json", path.to_str().expect("text")], b"");
        assert_eq!(ran.status, 0, "{}", ran.err);
        assert!(!ran.json().is_empty(), "{}: {}", path.display(), ran.err);
    }
}

//! `v2x replay`, as built: a recording made here, and the recorded captures where they are at hand.

mod common;

use std::path::{Path, PathBuf};
use std::time::Instant;

use common::{generated, scenarios, text, v2x};
use serde_json::Value;
use v2x::Message;
use v2x::j2735::basic_safety_message::BasicSafetyMessage;
use v2x::j2735::common::{BSMcoreData, DSecond, Elevation, Heading, Latitude, Longitude, Speed, TemporaryID};
use v2x::j2735::message_frame::{MessageFrame, MessageTypes};

/// 2025-06-17T15:00:00 UTC, where a minute begins.
const START: i64 = 1_750_172_400;

/// A car on the equator, at 10 m/s to the east since `START`, as it tells of itself.
fn bsm(millis: i64) -> Vec<u8> {
    // A degree of longitude on the equator is 111 319.49 m.
    let longitude = 10.0 * millis as f64 / 1000.0 / 111_319.49;
    let core_data = BSMcoreData {
        id: TemporaryID([1, 2, 3, 4]),
        sec_mark: DSecond((millis % 60_000) as u16),
        lat: Latitude(0),
        long: Longitude((longitude * 1e7).round() as i32),
        elev: Elevation(0),
        speed: Speed(500),
        heading: Heading(7200),
        ..Default::default()
    };
    let bsm = BasicSafetyMessage { core_data, ..Default::default() };
    let value = MessageTypes::BasicSafetyMessage(bsm);
    Message::from(MessageFrame { value, ..Default::default() }).to_uper().expect("the values are in range")
}

/// A UDP datagram over IPv4.
fn datagram(payload: &[u8]) -> Vec<u8> {
    let length = payload.len() as u16;
    [
        &[0x45, 0][..],
        &(length + 28).to_be_bytes(),
        &[0, 0, 0, 0, 64, 17, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2],
        &[0x10, 0, 0xAF, 0xBE],
        &(length + 8).to_be_bytes(),
        &[0, 0],
        payload,
    ]
    .concat()
}

/// A pcap file of UDP datagrams over raw IPv4: nanoseconds after `START`, payload.
fn pcap(packets: &[(i64, Vec<u8>)]) -> Vec<u8> {
    capture(101, &packets.iter().map(|(nanos, payload)| (*nanos, datagram(payload))).collect::<Vec<_>>())
}

/// A pcap file with frames of this link type.
fn capture(link: u32, frames: &[(i64, Vec<u8>)]) -> Vec<u8> {
    let mut file: Vec<u8> = [0xa1b2_3c4d_u32, 0x0004_0002, 0, 0, 65_535, link].map(u32::to_le_bytes).concat();
    for (nanos, frame) in frames {
        let (seconds, nanos) = (START + nanos.div_euclid(1_000_000_000), nanos.rem_euclid(1_000_000_000));
        let lengths = [frame.len() as u32; 2];
        file.extend([seconds as u32, nanos as u32, lengths[0], lengths[1]].map(u32::to_le_bytes).concat());
        file.extend(frame);
    }
    file
}

/// Three seconds of that car, each message received 20 ms after it was true.
fn drive() -> Vec<(i64, Vec<u8>)> {
    (0..30).map(|n| (n * 100_000_000 + 20_000_000, bsm(n * 100))).collect()
}

fn file(name: &str, octets: &[u8]) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, octets).expect("the folder of the tests can be written");
    path
}

fn replay(path: &Path, options: &[&str]) -> common::Ran {
    v2x(&[&["replay", path.to_str().expect("a plain name")], options].concat(), b"")
}

#[test]
fn a_car_becomes_a_track() {
    let ran = replay(&file("drive.pcap", &pcap(&drive())), &[]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    let lines = ran.json();
    assert_eq!(lines.len(), 30);
    for (index, line) in (1..).zip(&lines) {
        assert_eq!(line["t"].as_f64(), Some(START as f64 + f64::from(index) / 10.0));
    }
    let last = lines.last().expect("there are lines");
    let [track] = &last["tracks"].as_array().expect("an array")[..] else { panic!("one track: {last}") };
    let number = |name: &str| track[name].as_f64().unwrap_or(f64::NAN);
    assert!(track["id"].is_u64());
    assert!(number("lat").abs() < 1e-5, "{track}");
    assert!((number("lon") * 111_319.49 - 30.0).abs() < 1.5, "{track}");
    assert!((number("speed") - 10.0).abs() < 0.5, "{track}");
    assert!((number("heading") - 90.0).abs() < 2.0, "{track}");
    assert!(["vehicle", "vru", "unknown"].contains(&text(track, "class")), "{track}");
    assert!(track["cov"].as_array().is_some_and(|cov| cov.len() == 3 && cov.iter().all(Value::is_number)));
}

#[test]
fn lines_begin_with_time_and_tracks() {
    let ran = replay(&file("order.pcap", &pcap(&drive())), &[]);
    assert!(ran.out.starts_with(&format!("{{\"t\":{START}.1,\"tracks\":[")), "{}", ran.out);
    let keys = [
        "\"id\":",
        "\"lat\":",
        "\"lon\":",
        "\"speed\":",
        "\"heading\":",
        "\"class\":",
        "\"cov\":",
        "\"verified\":",
    ];
    let last = ran.out.lines().last().expect("there are lines");
    let places: Vec<_> = keys.iter().map(|key| last.find(key).expect("every key is there")).collect();
    assert!(places.is_sorted());
}

#[test]
fn a_line_uses_only_what_was_received_by_then() {
    let whole = replay(&file("whole.pcap", &pcap(&drive())), &[]);
    for count in [1, 7, 19] {
        let part = replay(&file(&format!("part{count}.pcap"), &pcap(&drive()[..count])), &[]);
        let lines: Vec<_> = whole.out.lines().take(count).collect();
        assert_eq!(part.out.lines().collect::<Vec<_>>(), lines, "what comes later changes nothing before");
    }
}

#[test]
fn output_goes_to_the_file_and_is_the_same_each_time() {
    let capture = file("same.pcap", &pcap(&drive()));
    let first = Path::new(env!("CARGO_TARGET_TMPDIR")).join("same.jsonl");
    let ran = replay(&capture, &["--tracks", first.to_str().expect("a plain name")]);
    assert_eq!((ran.status, ran.out.as_str()), (0, ""));
    assert_eq!(std::fs::read_to_string(first).expect("it was written"), replay(&capture, &[]).out);
}

#[test]
fn warnings_go_to_a_file_of_their_own() {
    let capture = file("calm.pcap", &pcap(&drive()));
    let warnings = Path::new(env!("CARGO_TARGET_TMPDIR")).join("calm.jsonl");
    let ran = replay(&capture, &["--warnings", warnings.to_str().expect("a plain name")]);
    assert_eq!((ran.status, ran.out.lines().count()), (0, 30));
    assert_eq!(std::fs::read_to_string(warnings).expect("it was written"), "", "one car endangers nobody");
    assert_eq!(replay(&capture, &["--warnings", "/nonexistent/x"]).status, 2);
}

/// What a recording with people who step in front of vehicles is told of, where it is at hand.
#[test]
fn dangers_in_a_recording_are_told_of() {
    let Some(capture) = scenarios().into_iter().find(|path| path.to_string_lossy().contains("us-conflicts"))
    else {
        return;
    };
    let warnings = Path::new(env!("CARGO_TARGET_TMPDIR")).join("conflicts.jsonl");
    let ran = replay(&capture, &["--warnings", warnings.to_str().expect("a plain name")]);
    assert_eq!(ran.status, 0);
    let lines = std::fs::read_to_string(warnings).expect("it was written");
    let mut kinds = Vec::new();
    for line in lines.lines() {
        let line: Value = serde_json::from_str(line).expect("JSON");
        assert!(line["t"].is_number() && line["lat"].is_number() && line["lon"].is_number(), "{line}");
        assert!(line["tracks"].as_array().is_some_and(|tracks| !tracks.is_empty()), "{line}");
        kinds.push(text(&line, "kind").to_owned());
    }
    for kind in ["red-light", "collision", "vru"] {
        assert!(kinds.iter().any(|told| told == kind), "{kind}");
    }
}

#[test]
fn a_capture_comes_on_standard_input_too() {
    assert_eq!(v2x(&["replay", "-"], &pcap(&drive())).out.lines().count(), 30);
}

#[test]
fn wsmp_straight_on_ethernet_is_read() {
    let frames: Vec<_> = drive()
        .into_iter()
        .map(|(nanos, bsm)| {
            let header = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 2, 0, 0, 0, 0, 7, 0x88, 0xDC];
            let wsmp = [&header[..], &[3, 0, 0x20, bsm.len() as u8], &bsm].concat();
            (nanos, wsmp)
        })
        .collect();
    let ran = replay(&file("wsmp.pcap", &capture(1, &frames)), &[]);
    assert_eq!(ran.status, 0);
    assert_eq!(ran.out, replay(&file("udp.pcap", &pcap(&drive())), &[]).out, "the way does not matter");
}

#[test]
fn other_packets_are_counted_and_do_no_harm() {
    let mut packets = drive();
    packets.insert(3, (310_000_000, b"not a message".to_vec()));
    packets.insert(9, (860_000_000, Vec::new()));
    let ran = replay(&file("noise.pcap", &pcap(&packets)), &[]);
    assert_eq!(ran.status, 0);
    assert_eq!(ran.out, replay(&file("clean.pcap", &pcap(&drive())), &[]).out);
    assert!(ran.err.contains("32 packets") && ran.err.contains("2 payloads not read"), "{}", ran.err);
    assert!(ran.err.contains("30 j2735 BasicSafetyMessage"), "{}", ran.err);
}

#[test]
fn a_truncated_capture_gives_what_is_complete_and_status_1() {
    let whole = pcap(&drive());
    let ran = replay(&file("cut.pcap", &whole[..whole.len() - 10]), &[]);
    assert_eq!((ran.status, ran.out.lines().count()), (1, 29));
    assert!(ran.err.contains("the file ends within a packet record"), "{}", ran.err);
}

#[test]
fn what_is_no_capture_is_refused() {
    let ran = replay(&file("no.pcap", b"GIF89a"), &[]);
    assert_eq!((ran.status, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("neither a pcap nor a pcapng file"), "{}", ran.err);
    assert_eq!(replay(Path::new("/nonexistent.pcap"), &[]).status, 2);
}

#[test]
fn messages_of_the_set_not_asked_for_are_left_out() {
    let bsm = generated("csae-2020.jsonl")
        .into_iter()
        .find(|line| text(line, "msg") == "BSM")
        .expect("there are some");
    let digits = format!("04006f{:04x}{}", text(&bsm, "hex").len() / 2, text(&bsm, "hex"));
    let octets: Vec<u8> = (0..digits.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).expect("digits"))
        .collect();
    let capture = file("dsmp.pcap", &pcap(&[(0, octets)]));
    let ran = replay(&capture, &["--set", "j2735"]);
    assert!(ran.status == 0 && ran.err.contains("1 messages of the other set left out"), "{}", ran.err);
    for options in [&[][..], &["--set", "csae"]] {
        assert!(replay(&capture, options).err.contains("1 csae BSM"));
    }
}

#[test]
fn recorded_captures_give_a_line_for_every_step() {
    let mut captures = scenarios();
    if cfg!(debug_assertions) {
        // Without optimisation the engine takes minutes for all of them.
        captures.truncate(1);
    }
    for capture in captures {
        let start = Instant::now();
        let first = replay(&capture, &[]);
        println!("{}: {:?}\n{}", capture.display(), start.elapsed(), first.err);
        assert_eq!(first.status, 0);
        let lines = first.json();
        let times: Vec<_> = lines.iter().map(|line| line["t"].as_f64().expect("a time")).collect();
        assert!(times.windows(2).all(|pair| (pair[1] - pair[0] - 0.1).abs() < 1e-3));
        assert!(lines.len() >= 200);
        assert!(
            lines
                .iter()
                .skip(50)
                .all(|line| line["tracks"].as_array().is_some_and(|tracks| !tracks.is_empty()))
        );
        assert_eq!(first.out, replay(&capture, &[]).out, "the same recording gives the same tracks");
    }
}

//! What is no header around messages, when it is told on the command line.

mod common;

use std::path::{Path, PathBuf};

use common::{generated, recorded, text, v2x};
use serde_json::{Value, json};
use v2x::envelope::rsu_cloud::{Framing, Upload};
use v2x::envelope::rsu_text::RsuText;
use v2x::envelope::tscbm::{Numbers, Tscbm};

/// `RoadGeometryAndAttributes`, which holds NULL: the shortest J2735 message.
const SHORT: [u8; 4] = [0x00, 0x2B, 0x01, 0x00];

/// The signal groups of the crossing that the push below is of.
const GROUPS: [&str; 6] =
    ["--intersection", "7/1204", "--group", "3=phase:2,protected", "--group", "4=pedestrian:2"];

fn digits(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

fn message_text() -> Vec<u8> {
    let mut text = Vec::new();
    RsuText::new(&SHORT).write(&mut text);
    text
}

/// Phase 2 is green, and its pedestrians walk; the controller's clock shows 14:59:30.
fn push() -> Vec<u8> {
    let mut push = Tscbm::default();
    (push.phases.green, push.pedestrians.walk) = (Numbers::of([2]), Numbers::of([2]));
    (push.time.hour, push.time.minute, push.time.second) = (14, 59, 30);
    let mut octets = Vec::new();
    push.write(&mut octets);
    octets
}

/// The digits of two Chinese frames, and an upload of them.
fn upload() -> (Vec<Value>, Vec<u8>) {
    let vectors: Vec<_> = generated("csae-2020.jsonl").into_iter().take(2).collect();
    let octet = |pair: &[u8]| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap();
    let frame = |vector: &Value| text(vector, "hex").as_bytes().chunks(2).map(octet).collect();
    let frames: Vec<Vec<u8>> = vectors.iter().map(frame).collect();
    let frames: Vec<_> = frames.iter().map(Vec::as_slice).collect();
    let mut upload = Vec::new();
    Upload::write(*b"unit_123", 1_600_000_000_000, Framing::Counted, &frames, &mut upload).unwrap();
    (vectors, upload)
}

fn file(name: &str, octets: &[u8]) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, octets).expect("it can be written");
    path
}

/// A pcap file of UDP over raw IPv4, of payloads with the port that each came to.
fn capture(name: &str, payloads: &[(u16, &[u8])]) -> PathBuf {
    let header = [0xA1B2_C3D4_u32, 0x0004_0002, 0, 0, 65_535, 101];
    let mut file_octets = header.map(u32::to_le_bytes).concat();
    for (port, payload) in payloads {
        let length = payload.len() as u16;
        let packet = [
            &[0x45, 0][..],
            &(length + 28).to_be_bytes(),
            &[0, 0, 0, 0, 64, 17, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2, 0x10, 0],
            &port.to_be_bytes(),
            &(length + 8).to_be_bytes(),
            &[0, 0],
            payload,
        ]
        .concat();
        // 2025-06-17 14:59:38 UTC.
        let words = [1_750_172_378, 0, packet.len() as u32, packet.len() as u32];
        file_octets.extend(words.map(u32::to_le_bytes).concat());
        file_octets.extend(packet);
    }
    file(name, &file_octets)
}

#[test]
fn uploads_give_all_their_frames() {
    let (vectors, octets) = upload();
    let ran = v2x(&["decode", "--outer", "rsu-cloud-counted", "--edition", "2020", &digits(&octets)], b"");
    assert_eq!(ran.status, 0, "{}", ran.out);
    let lines = ran.json();
    assert_eq!(lines.len(), 2);
    for (part, (line, vector)) in lines.iter().zip(&vectors).enumerate() {
        assert_eq!((&line["line"], &line["part"]), (&json!(1), &json!(part)));
        assert_eq!(line["jer"], vector["jer"]);
    }
    // In the other form the count is taken for half of a length.
    let ran = v2x(&["decode", "--outer", "rsu-cloud-single", &digits(&octets)], b"");
    assert_eq!((ran.status, text(&ran.json()[0]["error"], "at")), (1, "rsu_cloud"));
    // Nobody said what it is: it is not guessed.
    assert_eq!(v2x(&["decode", &digits(&octets)], b"").json().len(), 1);
}

#[test]
fn places_in_frames_count_from_the_first_octet() {
    let (_, mut octets) = upload();
    // One octet is left of the first frame, and nothing of the second.
    octets[16..19].copy_from_slice(&[1, 1, 0]);
    octets.truncate(20);
    let line = &v2x(
        &["decode", "--skip", "2", "--outer", "rsu-cloud-counted", &format!("eeee{}", digits(&octets))],
        b"",
    )
    .json()[0];
    let bit = line["error"]["bit"].as_u64().expect("there is a place");
    assert!((21 * 8..=22 * 8).contains(&bit), "{line}");
}

#[test]
fn texts_give_their_payload() {
    let ran = v2x(&["decode", "--outer", "rsu-text", &digits(&message_text())], b"");
    assert_eq!((ran.status, text(&ran.json()[0], "message")), (0, "RoadGeometryAndAttributes"));
    // The text itself, as a file; its zero octet is not part of it.
    let path = file("message.txt", &[&message_text()[..], &[0, 9]].concat());
    let path = path.to_str().expect("text");
    let ran = v2x(&["decode", "--raw", "--outer", "rsu-text", path], b"");
    assert_eq!((ran.status, &ran.json()[0]["trailing"]), (0, &json!(2)), "{}", ran.out);
    let ran = v2x(&["inspect", "--raw", "--outer", "rsu-text", path], b"");
    assert!(
        ran.status == 0 && ran.out.contains("RSU text") && ran.out.contains("RoadGeometry"),
        "{}",
        ran.out
    );
    let ran = v2x(&["decode", "--outer", "rsu-text", &digits(&SHORT)], b"");
    assert_eq!((ran.status, text(&ran.json()[0]["error"], "at")), (1, "rsu_text"));
}

#[test]
fn pushes_become_spat_of_the_signal_groups_that_are_told() {
    let path = file("push.bin", &push());
    let arguments =
        [&["decode", "--raw", "--outer", "tscbm", path.to_str().expect("text")], &GROUPS[..]].concat();
    let ran = v2x(&arguments, b"");
    assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{}", ran.out);
    let spat = &ran.json()[0]["jer"]["value"]["intersections"][0];
    assert_eq!(spat["id"], json!({ "region": 7, "id": 1204 }));
    let states: Vec<_> =
        [0, 1].iter().map(|state| &spat["states"][state]["state-time-speed"][0]["eventState"]).collect();
    assert_eq!(states, ["protected-Movement-Allowed", "permissive-Movement-Allowed"]);
    // A line says not when it came.
    assert_eq!(spat["moy"], Value::Null);
    let shown = v2x(&[&["inspect"], &arguments[1..]].concat(), b"");
    assert!(shown.status == 0 && shown.out.contains("TSCBM") && shown.out.contains("SPAT"), "{}", shown.out);
    let ran = v2x(&["decode", "--raw", "--outer", "tscbm", path.to_str().expect("text")], b"");
    assert!(ran.status == 2 && ran.err.contains("--group"), "{}", ran.err);
}

#[test]
fn captures_are_read_by_port() {
    let (_, upload) = upload();
    let payloads: [(u16, &[u8]); 4] =
        [(1516, &message_text()), (6053, &push()), (9000, &upload), (44_990, &SHORT)];
    let path = capture("ports.pcap", &payloads);
    let path = path.to_str().expect("text");
    let outer = ["--outer", "6053=tscbm", "--outer", "9000=rsu-cloud-counted", "--outer", "1516=rsu-text"];
    let options = [&[path][..], &outer, &GROUPS].concat();
    let ran = v2x(&[&["decode"], &options[..]].concat(), b"");
    assert_eq!(ran.status, 0, "{}", ran.out);
    let lines = ran.json();
    let packets: Vec<_> = lines.iter().map(|line| line["packet"].as_u64().unwrap()).collect();
    assert_eq!(packets, [1, 2, 3, 3, 4]);
    // 14:59 of the 168th day.
    assert_eq!(lines[1]["jer"]["value"]["intersections"][0]["moy"], 167 * 1440 + 14 * 60 + 59);
    let stats = v2x(&[&["stats", "--json"], &options[..]].concat(), b"").json();
    assert_eq!(stats.iter().map(|row| row["count"].as_u64().unwrap()).sum::<u64>(), 5);
    let shown = v2x(&[&["inspect"], &options[..]].concat(), b"");
    for part in ["RSU text", "TSCBM", "SPAT", "RSU to cloud", "RoadGeometry"] {
        assert!(shown.out.contains(part), "{part}: {}", shown.out);
    }
    // What was said of a port is not looked for elsewhere.
    let ran = v2x(&["decode", "--outer", "headers", path], b"");
    let good: Vec<_> = ran.json().iter().map(|line| line.get("error").is_none()).collect();
    assert_eq!((ran.status, good[0], good[3]), (1, false, true));
}

#[test]
fn what_cannot_be_meant_is_told() {
    for (arguments, said) in [
        (&["decode", "--outer", "mqtt", "00"][..], "rsu-cloud-single"),
        (&["decode", "--outer", "9000=tscbm", "00"], "port"),
        (&["decode", "--group", "1=lamp:2", "00"], "phase"),
    ] {
        let ran = v2x(arguments, b"");
        assert!(ran.status == 2 && ran.err.contains(said), "{arguments:?}: {} {}", ran.status, ran.err);
    }
}

#[test]
fn recorded_samples_open_as_what_they_are() {
    let Some(lines) = recorded("encapsulations.jsonl") else { return };
    let mut opened = 0;
    for line in &lines {
        let name = text(line, "name");
        let (outer, octets) = match name {
            _ if name.contains("MQTT SPAT") => ("rsu-cloud-single", text(line, "hex").to_owned()),
            _ if name.contains("MQTT BSM") => ("rsu-cloud-counted", text(line, "hex").to_owned()),
            _ if line["text"].is_string() => ("rsu-text", digits(text(line, "text").as_bytes())),
            _ if name.starts_with("TSCBM") => ("tscbm", text(line, "hex").to_owned()),
            _ => continue,
        };
        let ran = v2x(&[&["decode", "--roundtrip", "--outer", outer, &octets], &GROUPS[..]].concat(), b"");
        assert_eq!(ran.status, 0, "{name}: {}{}", ran.out, ran.err);
        opened += 1;
    }
    assert!(opened >= 5, "{opened}");
}

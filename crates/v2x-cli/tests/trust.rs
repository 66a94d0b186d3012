//! Signatures verified with `--trust`, by `v2x inspect` and `v2x replay`.

mod common;

use std::path::{Path, PathBuf};

use common::v2x;
use v2x::Message;
use v2x::envelope::Psid;
use v2x::envelope::ieee1609dot2::{
    Curve, Duration, GroupPermission, HeaderInfo, Permission, Time64, ValidityPeriod,
};
use v2x::j2735::message_frame::{MessageFrame, MessageTypes};
use v2x_security::issue::{self, Authority, Template};
use v2x_security::{Attach, MessageSigner, PrivateKey, Sm2Use};

/// 2025-06-17T15:00:00 UTC.
const START: i64 = 1_750_172_400_000_000;

fn time(micros: i64) -> Time64 {
    Time64::from_unix_micros(START + micros).expect("after 2004")
}

fn file(name: &str, octets: &[u8]) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, octets).expect("the folder of the tests can be written");
    path
}

/// A root, as a file in hexadecimal, and a car below it.
fn authority(name: &str) -> (PathBuf, MessageSigner) {
    let key = |octet| PrivateKey::from_octets(Curve::NistP256, &[octet; 32]).expect("below the order");
    let validity = ValidityPeriod { start: (time(0).0 / 1_000_000) as u32, duration: Duration::Hours(1) };
    let may_issue = [GroupPermission::default()];
    let template = Template { may_issue: &may_issue, ..Template::new("root.example", validity) };
    let root = issue::root(&template, &key(1), &Sm2Use::default()).expect("a plain template");
    let permissions = [Permission { psid: Psid::BSM, ssp: None }];
    let template = Template { permissions: &permissions, ..Template::new("", validity) };
    let above = Authority { key: &key(1), certificate: &root };
    let certificate =
        issue::explicit(&template, &key(2).public(), &above, &Sm2Use::default()).expect("a plain template");
    let signer = MessageSigner::new(key(2), &certificate, Sm2Use::default()).expect("its key");
    (file(name, hex(&root).as_bytes()), signer)
}

fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

fn bsm(signer: &MessageSigner, made: i64) -> Vec<u8> {
    let value = MessageTypes::BasicSafetyMessage(Default::default());
    let frame =
        Message::from(MessageFrame { value, ..Default::default() }).to_uper().expect("the least values");
    let header = HeaderInfo { psid: Psid::BSM, generation_time: Some(time(made)), ..HeaderInfo::default() };
    let mut packet = Vec::new();
    signer.sign_frame(&frame, &header, Attach::Certificate, &[], &mut packet).expect("a plain header");
    packet
}

#[test]
fn inspect_says_what_was_found() {
    let (root, signer) = authority("inspect.hex");
    let root = root.to_str().expect("a plain name");
    let right = hex(&bsm(&signer, 0));
    let mut wrong = right.clone();
    wrong.replace_range(right.len() - 1.., if right.ends_with('0') { "1" } else { "0" });
    let shown = |packet: &str, options: &[&str]| v2x(&[&["inspect", packet], options].concat(), b"").out;
    assert!(shown(&right, &[]).contains("signed, not verified"));
    let name = hex(&signer.id());
    let verified =
        format!("signed, verified: by the holder of certificate {name}, for the service {}", Psid::BSM);
    assert!(shown(&right, &["--trust", root]).contains(&verified));
    assert!(shown(&wrong, &["--trust", root]).contains("signed, invalid: the signature is wrong"));
    // Made two hours after the certificate began, which holds for one.
    let late = shown(&hex(&bsm(&signer, 7_200_000_000)), &["--trust", root]);
    assert!(late.contains("signed, invalid: a certificate has expired"), "{late}");
    let other = file("other.hex", b"");
    let nobody = shown(&right, &["--trust", other.to_str().expect("a plain name")]);
    assert!(nobody.contains("signed, not verifiable: no authority above the signer is trusted"), "{nobody}");
}

#[test]
fn decode_says_what_was_found() {
    let (root, signer) = authority("decode.hex");
    let packet = hex(&bsm(&signer, 0));
    let options = ["decode", &packet, "--trust", root.to_str().expect("a plain name")];
    let ran = v2x(&options, format!("{packet}\n").as_bytes());
    assert_eq!(ran.json()[0]["signature"]["verdict"], "verified", "{} {}", ran.out, ran.err);
    // What nobody verified is seen to be so, in every format that has a place for it.
    assert_eq!(v2x(&["decode", &packet], b"").json()[0]["signature"]["verdict"], "not_verified");
    for (trusted, word) in [(true, "verified"), (false, "not_verified")] {
        let options = if trusted { &options[..] } else { &options[..2] };
        let table = v2x(&[options, &["--format", "csv"]].concat(), b"").out;
        let row = table.lines().nth(1).expect("a row");
        assert_eq!(row.split(',').nth_back(1), Some(word), "{table}");
        let map = v2x(&[options, &["--format", "geojson"]].concat(), b"").out;
        assert!(map.contains(&format!("\"signature\":\"{word}\"")) || !map.contains("Point"), "{map}");
    }
    let translated = v2x(&["translate", "--to", "csae2020", &packet], b"");
    assert_eq!(translated.json()[0]["signature"]["verdict"], "not_verified");
    assert!(v2x(&["decode", "002b0100"], b"").json()[0]["signature"].is_null());
    // The same once more is a replay.
    let file = file("twice.txt", format!("{packet}\n{packet}\n").as_bytes());
    let ran = v2x(&[&["decode", "-f", file.to_str().expect("a plain name")], &options[2..]].concat(), b"");
    assert_eq!(ran.json()[1]["signature"], serde_json::json!({ "verdict": "invalid", "reason": "replayed" }));
}

#[test]
fn certificates_that_are_none_are_told() {
    let file = file("wrong.hex", b"80 03 00");
    let ran = v2x(&["inspect", "--trust", file.to_str().expect("a plain name"), "00"], b"");
    assert_ne!(ran.status, 0);
    assert!(ran.err.contains("wrong.hex") && ran.err.contains("certificate 0"), "{}", ran.err);
}

/// A pcap file of WSMP straight on Ethernet: microseconds after the start, and the data of WSMP.
fn pcap(packets: &[(i64, Vec<u8>)]) -> Vec<u8> {
    let mut file: Vec<u8> = [0xA1B2_C3D4_u32, 0x0004_0002, 0, 0, 65_535, 1].map(u32::to_le_bytes).concat();
    for (micros, data) in packets {
        let mut frame = [&[0xFF; 12][..], &[0x88, 0xDC]].concat();
        v2x::envelope::wsmp::Wsm::new(Psid::BSM, data).write(&mut frame).expect("short enough");
        let at = START + micros;
        let length = frame.len() as u32;
        let head = [(at / 1_000_000) as u32, (at % 1_000_000) as u32, length, length];
        file.extend(head.map(u32::to_le_bytes).concat());
        file.extend(frame);
    }
    file
}

#[test]
fn replay_counts_verdicts_at_the_time_of_the_packet() {
    let (root, signer) = authority("replay.hex");
    // In time, once more, and a minute late.
    let packets = [(0, bsm(&signer, 0)), (10, bsm(&signer, 0)), (61_000_000, bsm(&signer, 1_000_000))];
    let capture = file("signed.pcap", &pcap(&packets));
    let capture = capture.to_str().expect("a plain name");
    let ran = v2x(&["replay", capture, "--trust", root.to_str().expect("a plain name")], b"");
    assert_eq!(ran.status, 0, "{}", ran.err);
    let counts = "3 signatures: 1 invalid replayed, 1 invalid too_old, 1 verified verified";
    assert!(ran.err.contains(counts), "{}", ran.err);
    assert!(!v2x(&["replay", capture], b"").err.contains("signatures"));
}

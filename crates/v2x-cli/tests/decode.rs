//! `v2x decode`, as built.

mod common;

use common::{column, generated, recorded, text, v2x};
use serde_json::{Value, json};

/// `RoadGeometryAndAttributes`, which holds NULL: the shortest J2735 message.
const SHORT: &str = "002b0100";
const SHORT_LINE: &str =
    r#"{"line":1,"set":"j2735","message":"RoadGeometryAndAttributes","jer":{"messageId":43,"value":null}}"#;

const FILES: [(&str, &str, &[&str]); 3] = [
    ("j2735-2024.jsonl", "j2735", &["--set", "j2735"]),
    ("csae-2020.jsonl", "csae", &["--set", "csae", "--edition", "2020"]),
    ("csae-2019.jsonl", "csae", &["--set", "csae", "--edition", "2019"]),
];

fn decode(options: &[&str], input: &str) -> common::Ran {
    v2x(&[&["decode"], options].concat(), input.as_bytes())
}

#[test]
fn every_generated_frame_decodes_to_its_value_and_back() {
    for (file, set, options) in FILES {
        let vectors = generated(file);
        let ran = decode(&[options, &["--roundtrip"]].concat(), &column(&vectors, "hex"));
        assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{file}");
        let lines = ran.json();
        assert_eq!(lines.len(), vectors.len());
        for (index, (line, vector)) in lines.iter().zip(&vectors).enumerate() {
            assert_eq!(line["line"], index + 1);
            assert_eq!(line["set"], set);
            assert_eq!(line["message"], vector["msg"]);
            assert_eq!(line["jer"], vector["jer"], "{file}:{index}");
            assert_eq!(line["roundtrip"], "same", "{file}:{index}");
        }
    }
}

#[test]
fn without_options_the_set_is_found() {
    for (file, set, _) in FILES {
        let vectors = generated(file);
        for (line, vector) in decode(&[], &column(&vectors, "hex")).json().iter().zip(&vectors) {
            assert_eq!(line["set"], set, "{vector}");
            // Where both editions explain the octets without a flaw, they give the same value in these files.
            assert_eq!(line["jer"], vector["jer"]);
        }
    }
}

#[test]
fn the_edition_asked_for_is_the_one_used() {
    let vectors = generated("csae-2019.jsonl");
    for line in decode(&["--edition", "2019"], &column(&vectors, "hex")).json() {
        assert_eq!(line["edition"], 2019);
    }
}

#[test]
fn lines_have_the_promised_form_to_the_letter() {
    let ran = decode(&[], SHORT);
    assert_eq!((ran.status, ran.out.as_str()), (0, format!("{SHORT_LINE}\n").as_str()));
    let ran = decode(&["--roundtrip", SHORT], "");
    assert_eq!(
        ran.out,
        SHORT_LINE.replace(r#""value":null}}"#, r#""value":null},"roundtrip":"same"}"#) + "\n"
    );

    // A BSM whose open type ends within the temporary id.
    let ran = decode(&[], "0014047a5b1c2d\n");
    assert_eq!(ran.status, 1);
    let line = &ran.json()[0];
    let message = text(&line["error"], "message");
    assert_eq!(
        ran.out,
        format!(
            "{{\"line\":1,\"error\":{{\"kind\":\"truncated\",\"at\":\"BSMcoreData.id\",\"bit\":{},\"message\":\"{message}\"}}}}\n",
            line["error"]["bit"]
        )
    );
    assert!(message.contains("BSMcoreData.id"), "{message}");
}

#[test]
fn bad_lines_are_told_in_their_place_and_the_others_are_decoded() {
    let input = format!("{SHORT}\n\nnonsense\n0x00 2B\t01 00\r\n002b010\n03002004\n{SHORT}");
    let ran = decode(&[], &input);
    assert_eq!(ran.status, 1);
    let brief: Vec<_> = ran
        .json()
        .iter()
        .map(|line| {
            (line["line"].as_u64().unwrap(), line["error"]["kind"].as_str().unwrap_or("good").to_owned())
        })
        .collect();
    let expected = ["good", "empty", "hex_digit", "good", "hex_odd", "truncated", "good"];
    let expected: Vec<_> = (1..).zip(expected.map(str::to_owned)).collect();
    assert_eq!(brief, expected);
    for line in ran.json().iter().filter_map(|line| line.get("error")) {
        assert!(!text(line, "at").is_empty() && !text(line, "message").is_empty(), "{line}");
        assert!(line.get("bit").is_some() || line.get("byte").is_some(), "{line}");
    }
    assert_eq!(ran.json()[5]["error"]["byte"], 4);
}

#[test]
fn arguments_files_and_standard_input_are_alike() {
    let folder = env!("CARGO_TARGET_TMPDIR");
    let file = format!("{folder}/short.hex");
    std::fs::write(&file, format!("{SHORT}\n{SHORT}\n")).unwrap();
    let lines = |ran: common::Ran| ran.json().len();
    assert_eq!(lines(decode(&[SHORT, "00 2b 01 00", "0x002B0100"], "")), 3);
    assert_eq!(lines(decode(&[&file], "")), 2);
    assert_eq!(lines(decode(&["--file", &file, "--file", &file], "")), 4);
    assert_eq!(lines(decode(&[SHORT, &file, "-"], &format!("{SHORT}\n"))), 4);
    assert_eq!(lines(decode(&[], "")), 0);
    assert_eq!(lines(decode(&[""], "")), 1);
}

#[test]
fn octets_after_the_message_are_counted() {
    let line = &decode(&["--roundtrip"], &format!("{SHORT}0000ff")).json()[0];
    assert_eq!((&line["message"], &line["trailing"]), (&json!("RoadGeometryAndAttributes"), &json!(3)));
    assert_eq!(line["roundtrip"], "same");
}

#[test]
fn what_is_not_canonical_shows_its_canonical_octets() {
    // A length of one octet that is written as two.
    let ran = decode(&["--roundtrip"], "002b800100");
    assert_eq!(ran.json()[0]["roundtrip"], SHORT);
    assert_eq!(ran.status, 0);
}

#[test]
fn strict_takes_canonical_encodings_only() {
    assert_eq!(decode(&[], "002b800100").json()[0]["notes"], json!(["long_form"]));
    let ran = decode(&["--strict"], &format!("{SHORT}\n002b800100\n"));
    let lines: Vec<&str> = ran.out.lines().collect();
    assert_eq!((ran.status, lines[0]), (1, SHORT_LINE));
    assert!(
        lines[1].starts_with(r#"{"line":2,"error":{"kind":"not_canonical","at":"MessageFrame","bit":32,"#)
    );
}

#[test]
fn envelopes_are_unwrapped_and_tell_the_set() {
    let bsm = generated("csae-2020.jsonl").into_iter().find(|line| text(line, "msg") == "BSM").unwrap();
    let hex = text(&bsm, "hex");
    let dsmp = format!("04006f{:04x}{hex}", hex.len() / 2);
    let line = &decode(&[], &dsmp).json()[0];
    assert_eq!((text(line, "set"), text(line, "message")), ("csae", "BSM"));
    assert_eq!(line["jer"], bsm["jer"]);

    let ran = decode(&["--set", "j2735"], &dsmp);
    assert_eq!((ran.status, &ran.json()[0]["error"]["kind"]), (1, &json!("other_set")));

    let wsmp = format!("0300800204{SHORT}");
    assert_eq!(decode(&[], &wsmp).json()[0]["message"], "RoadGeometryAndAttributes");
}

#[test]
fn recorded_frames_and_packets_decode_and_encode_again() {
    for file in ["j2735.jsonl", "csae.jsonl", "ieee1609.jsonl"] {
        let Some(vectors) = recorded(file) else { continue };
        let ran = decode(&["--roundtrip"], &column(&vectors, "hex"));
        assert_eq!(ran.status, 0, "{file}");
        let lines = ran.json();
        assert_eq!(lines.len(), vectors.len());
        assert!(lines.iter().all(|line| line["roundtrip"] == "same"), "{file}");
    }
}

#[test]
fn wrong_usage_is_told_on_standard_error() {
    for arguments in [
        &["decode", "--set", "etsi"][..],
        &["decode", "--file", "/nonexistent.hex"],
        &["decode", SHORT, "crossing.pcap"],
        &["dance"],
        &[],
    ] {
        let ran = v2x(arguments, b"");
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{arguments:?}");
        assert!(!ran.err.is_empty());
    }
}

#[test]
fn help_shows_examples() {
    for command in ["decode", "encode", "replay"] {
        let ran = v2x(&[command, "--help"], b"");
        assert_eq!(ran.status, 0);
        assert!(ran.out.contains("Examples:") && ran.out.contains("--set"), "{}", ran.out);
        assert_eq!(command == "decode", ran.out.contains(SHORT), "the example is one that works");
    }
}

#[test]
fn random_lines_each_give_one_object() {
    // A fixed sequence (Knuth's MMIX generator), so that a failure is there again the next time.
    let mut state = 1_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as u8
    };
    let input: String = (0..2000)
        .map(|_| {
            let length = next() % 60;
            (0..length).map(|_| format!("{:02x}", next())).collect::<String>() + "\n"
        })
        .collect();
    for options in [&[][..], &["--set", "j2735"], &["--set", "csae"], &["--roundtrip"]] {
        let lines: Vec<Value> = decode(options, &input).json();
        assert_eq!(lines.len(), 2000);
        assert!(lines.iter().all(|line| line.get("jer").is_some() != line.get("error").is_some()));
    }
}

#[test]
fn what_a_radio_puts_in_front_is_stepped_over() {
    let ran = v2x(&["decode", "--skip", "3", "011d00002b0100"], b"");
    assert_eq!(ran.json()[0]["message"], "RoadGeometryAndAttributes");
    let without = v2x(&["decode", "011d00002b0100"], b"").json();
    assert_ne!(without[0]["message"], "RoadGeometryAndAttributes");
    let shown = v2x(&["inspect", "--skip", "3", "011d00002b0100"], b"");
    assert!(shown.out.contains("     3     4  RoadGeometryAndAttributes"), "{}", shown.out);
}

#[test]
fn the_headers_around_a_message_are_told() {
    // WSMP of the service 0x20 around unsecured data with a frame, and an octet behind all.
    let ran = v2x(&["decode", "0300200703800400 2c0100 ff"], b"");
    let expected = serde_json::json!([
        { "protocol": "wsmp", "offset": 0, "octets": 11, "trailing": 1, "psid": 32 },
        { "protocol": "ieee1609dot2", "offset": 4, "octets": 7, "content": "unsecured" },
    ]);
    assert_eq!(ran.json()[0]["layers"], expected, "{}", ran.out);
    assert!(v2x(&["decode", "002b0100"], b"").json()[0]["layers"].is_null());
}

/// What nothing is read from is not passed over in silence.
#[test]
fn what_holds_no_datagram_is_told() {
    let empty = v2x(&["decode"], b"");
    assert_eq!((empty.status, empty.err.as_str()), (0, "v2x: the input is empty\n"));
    let mut capture = [0xA1B2_C3D4_u32, 0x0004_0002, 0, 0, 65_535, 1].map(u32::to_le_bytes).concat();
    let none = v2x(&["decode"], &capture);
    assert_eq!((none.status, none.err.as_str()), (0, "v2x: -: no datagram: 0 packets\n"));
    // Two packets of ARP.
    for _ in 0..2 {
        capture.extend([0, 0, 42, 42].map(u32::to_le_bytes).concat());
        capture.extend([&[0xFF; 12][..], &[0x08, 0x06], &[0; 28]].concat());
    }
    let arp = v2x(&["decode"], &capture);
    assert_eq!(arp.err, "v2x: -: no datagram: 2 packets, 2 of ARP\n");
    let squeezed = v2x(&["decode"], &[0x28, 0xB5, 0x2F, 0xFD, 0, 0, 0, 0]);
    assert_eq!(squeezed.status, 2);
    assert!(
        squeezed.err.contains("compressed with zstd; of compressed files, gzip alone"),
        "{}",
        squeezed.err
    );
}

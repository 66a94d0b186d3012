//! `v2x encode`, as built.

mod common;

use common::{column, generated, recorded, text, v2x};
use serde_json::json;

fn encode(options: &[&str], input: &str) -> common::Ran {
    v2x(&[&["encode"], options].concat(), input.as_bytes())
}

#[test]
fn every_generated_value_encodes_to_its_frame() {
    for (file, options) in [
        ("j2735-2024.jsonl", &[][..]),
        ("j2735-2024.jsonl", &["--set", "j2735"]),
        ("csae-2020.jsonl", &[]),
        ("csae-2020.jsonl", &["--set", "csae", "--edition", "2020"]),
        ("csae-2019.jsonl", &["--edition", "2019"]),
    ] {
        let vectors = generated(file);
        let input: String = vectors.iter().map(|vector| vector["jer"].to_string() + "\n").collect();
        let ran = encode(options, &input);
        assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{file}");
        assert_eq!(ran.out, column(&vectors, "hex"), "{file}");
    }
}

#[test]
fn what_decode_writes_encode_reads() {
    let mut inputs: Vec<_> =
        ["j2735-2024.jsonl", "csae-2020.jsonl", "csae-2019.jsonl"].map(generated).into_iter().collect();
    inputs.extend(["j2735.jsonl", "csae.jsonl"].into_iter().filter_map(recorded));
    for vectors in inputs {
        let frames = column(&vectors, "hex");
        let decoded = v2x(&["decode"], frames.as_bytes());
        let ran = encode(&[], &decoded.out);
        assert_eq!((ran.status, ran.out), (0, frames.to_lowercase()));
    }
}

#[test]
fn bad_lines_are_told_in_their_place_and_the_others_are_encoded() {
    let good = r#"{"messageId":43,"value":null}"#;
    let input = [
        good,
        "",
        "{\"messageId\":43",
        r#"{"messageId":20,"value":{}}"#,
        r#"{"value":null,"messageId":43}"#,
        "[1,2]",
        r#"{"line":2,"error":{"kind":"empty"}}"#,
        &format!(r#"{{"line":9,"set":"j2735","message":"x","jer":{good}}}"#),
    ]
    .join("\n");
    let ran = encode(&[], &input);
    assert_eq!(ran.status, 1);
    let lines: Vec<_> = ran.out.lines().collect();
    assert_eq!(lines.len(), 8);
    for index in [0, 4, 7] {
        assert_eq!(lines[index], "002b0100");
    }
    for (index, kind) in [(1, "json"), (2, "json"), (3, "missing"), (5, "expected")] {
        let line: serde_json::Value = serde_json::from_str(lines[index]).unwrap();
        assert_eq!(line["line"], index + 1);
        assert_eq!(line["error"]["kind"], kind, "{line}");
        assert!(!text(&line["error"], "message").is_empty());
    }
    assert!(lines[6].contains("\"error\""));
}

#[test]
fn values_outside_their_range_are_refused() {
    let mut bsm = generated("j2735-2024.jsonl").swap_remove(0)["jer"].take();
    bsm["value"]["coreData"]["lat"] = json!(900_000_002);
    let ran = encode(&[], &bsm.to_string());
    assert_eq!(ran.status, 1);
    let error = &ran.json()[0]["error"];
    assert_eq!(text(error, "kind"), "out_of_range", "{error}");
    assert!(text(error, "at").contains("lat") || text(error, "at") == "Latitude", "{error}");
}

#[test]
fn arguments_and_files_are_alike() {
    let frame = r#"{"messageId":43,"value":null}"#;
    let file = concat!(env!("CARGO_TARGET_TMPDIR"), "/frame.jsonl");
    std::fs::write(file, format!("{frame}\n")).unwrap();
    assert_eq!(encode(&[frame, file, "--file", file], "").out, "002b0100\n".repeat(3));
}

#[test]
fn what_decode_writes_for_the_us_data_environment_encode_reads() {
    for file in ["j2735-2024.jsonl", "csae-2020.jsonl"] {
        let vectors = generated(file);
        let frames = column(&vectors, "hex");
        let decoded = v2x(&["decode", "--jer", "ode"], frames.as_bytes());
        let wrapped = decoded.json().iter().zip(&vectors).all(|(line, vector)| {
            file != "j2735-2024.jsonl" || line["jer"]["value"].get(text(vector, "msg")).is_some()
        });
        assert!(wrapped, "{file}");
        // Frames alone as well as lines of `v2x decode`, and what is not wrapped too.
        let alone: String = decoded.json().iter().map(|line| line["jer"].to_string() + "\n").collect();
        let plain: String = vectors.iter().map(|vector| vector["jer"].to_string() + "\n").collect();
        for input in [decoded.out, alone, plain] {
            let ran = encode(&["--jer", "ode"], &input);
            assert_eq!((ran.status, ran.out), (0, frames.to_lowercase()), "{file}");
        }
    }
}

#[test]
fn what_decode_writes_as_xml_encode_reads() {
    for (file, options) in [
        ("j2735-2024.jsonl", &[][..]),
        ("csae-2020.jsonl", &["--set", "csae", "--edition", "2020"]),
        ("csae-2019.jsonl", &["--set", "csae", "--edition", "2019"]),
    ] {
        let frames = column(&generated(file), "hex");
        let decoded = v2x(&[&["decode", "--format", "xer"], options].concat(), frames.as_bytes());
        assert_eq!((decoded.status, decoded.err.as_str()), (0, ""), "{file}");
        // One element a line, as other tools write it.
        let pretty = decoded
            .out
            .replace("><", ">\n  <")
            .replace("<MessageFrame>", "<?xml version=\"1.0\"?>\n<MessageFrame>");
        for input in [decoded.out, pretty] {
            let ran = encode(options, &input);
            assert_eq!((ran.status, ran.out), (0, frames.to_lowercase()), "{file}");
        }
    }
}

#[test]
fn wrong_xml_is_told_in_its_place() {
    let good =
        "<MessageFrame><messageId>43</messageId><value><RoadGeometryAndAttributes/></value></MessageFrame>";
    let input =
        format!("{good}\n<MessageFrame>\n<messageId>x</messageId></MessageFrame>\n{good}\n<MessageFrame>\n");
    let ran = encode(&[], &input);
    assert_eq!(ran.status, 1);
    let lines: Vec<_> = ran.out.lines().collect();
    assert_eq!((lines[0], lines[2], lines.len()), ("002b0100", "002b0100", 4), "{lines:?}");
    for (index, line) in [(1, 2), (3, 5)] {
        let told: serde_json::Value = serde_json::from_str(lines[index]).unwrap();
        assert_eq!((&told["line"], text(&told["error"], "kind")), (&json!(line), "xer"));
    }
}

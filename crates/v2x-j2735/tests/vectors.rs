//! Frames made by an independent encoder decode to the stated values and re-encode to the same octets.

use serde_json::Value;
use v2x_j2735::message_frame::MessageFrame;
use v2x_uper::Uper;

const GENERATED: &str = include_str!("../../v2x/tests/vectors/j2735-2024.jsonl");

fn octets(hex: &str) -> Vec<u8> {
    (0..hex.len() / 2).map(|i| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).unwrap()).collect()
}

/// The encoder that made the reference JSON drops what its edition does not know, and the length of bit strings
/// that went beyond their root.
fn as_the_reference_writes(json: Value) -> Value {
    match json {
        Value::Object(members)
            if members.len() == 2
                && members.contains_key("length")
                && members.get("value").is_some_and(Value::is_string) =>
        {
            members["value"].clone()
        }
        Value::Object(members) => {
            let kept = members.into_iter().filter(|(name, _)| name != "unknownExtensions");
            kept.map(|(name, value)| (name, as_the_reference_writes(value))).collect()
        }
        Value::Array(items) => items.into_iter().map(as_the_reference_writes).collect(),
        other => other,
    }
}

#[test]
fn generated_frames_round_trip() {
    for (i, line) in GENERATED.lines().enumerate() {
        let vector: Value = serde_json::from_str(line).unwrap();
        let wire = octets(vector["hex"].as_str().unwrap());
        let name = format!("line {} ({})", i + 1, vector["msg"]);
        let decoded = MessageFrame::from_uper_prefix(&wire).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(decoded.notes.is_empty(), "{name}: {:?}", decoded.notes);
        assert_eq!(decoded.octets, wire.len(), "{name}");
        assert_eq!(decoded.value.to_uper().unwrap(), wire, "{name}");
        let json = serde_json::to_value(&decoded.value).unwrap();
        assert_eq!(json, vector["jer"], "{name}");
        let back: MessageFrame = serde_json::from_value(vector["jer"].clone()).unwrap();
        assert_eq!(back, decoded.value, "{name}");
    }
}

/// Recorded frames, which are not part of this project: `V2X_VECTORS` names the folder.
#[test]
fn recorded_frames_round_trip() {
    let default = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/vectors");
    let folder = std::env::var("V2X_VECTORS").unwrap_or_else(|_| default.into());
    let Ok(lines) = std::fs::read_to_string(format!("{folder}/real/j2735.jsonl")) else {
        println!("skipped: no recorded frames in {folder}");
        return;
    };
    let mut frames = 0;
    for (i, line) in lines.lines().enumerate() {
        let vector: Value = serde_json::from_str(line).unwrap();
        let wire = octets(vector["hex"].as_str().unwrap());
        let name = format!("line {} ({})", i + 1, vector["msg"]);
        let decoded = MessageFrame::from_uper_prefix(&wire).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(decoded.value.to_uper().unwrap(), wire[..decoded.octets], "{name}");
        if vector["jer"].is_object() {
            let json = serde_json::to_value(&decoded.value).unwrap();
            assert_eq!(as_the_reference_writes(json), vector["jer"], "{name}");
        }
        frames += 1;
    }
    println!("{frames} recorded frames decoded and re-encoded to the same octets");
}

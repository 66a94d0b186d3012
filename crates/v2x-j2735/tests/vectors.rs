//! Frames made by an independent encoder decode to the stated values and re-encode to the same octets.

use serde_json::Value;
use v2x_j2735::message_frame::MessageFrame;
use v2x_uper::Uper;

const GENERATED: &str = include_str!("../../v2x/tests/vectors/j2735-2024.jsonl");

fn octets(hex: &str) -> Vec<u8> {
    (0..hex.len() / 2).map(|i| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).unwrap()).collect()
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

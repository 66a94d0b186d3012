//! A receiver that keeps a value for each kind of message allocates nothing, and neither does a sender.

use allocation_counter::measure;
use v2x_j2735::message_frame::MessageFrame;
use v2x_uper::Uper;

#[test]
fn nothing_is_allocated_in_the_steady_state() {
    let mut frames = 0;
    for line in include_str!("../../v2x/tests/vectors/j2735-2024.jsonl").lines() {
        let vector: serde_json::Value = serde_json::from_str(line).unwrap();
        let hex = vector["hex"].as_str().unwrap();
        let octets: Vec<u8> =
            (0..hex.len() / 2).map(|i| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).unwrap()).collect();
        let mut frame = MessageFrame::from_uper(&octets).unwrap();
        let mut out = vec![0; octets.len() + 8];
        let info = measure(|| {
            frame.update_from_uper(&octets).unwrap();
            frame.encode_into(&mut out).unwrap();
        });
        assert_eq!(info.count_total, 0, "{}: {info:?}", vector["msg"]);
        frames += 1;
    }
    assert!(frames > 800);
}

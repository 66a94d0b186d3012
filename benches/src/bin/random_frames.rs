//! Prints random valid frames of a set, a JSON line each: `{"msg", "hex", "jer"}`. For comparing this codec with
//! others: see `benches/tools/pycrate_agrees.py`.
//!
//!     cargo run -p v2x-benches --bin random_frames -- j2735|csae-2020|csae-2019 COUNT SEED

use serde::Serialize;
use std::process::ExitCode;
use v2x_uper::Uper;
use v2x_uper::arbitrary::{Arbitrary, Gen};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [set, count, seed] = arguments.as_slice() else { return usage() };
    let (Ok(count), Ok(seed)) = (count.parse(), seed.parse()) else { return usage() };
    match set.as_str() {
        "j2735" => print::<v2x_j2735::message_frame::MessageFrame>(count, seed),
        "csae-2020" => print::<v2x_csae::y2020::msg_frame::MessageFrame>(count, seed),
        "csae-2019" => print::<v2x_csae::y2019::msg_frame::MessageFrame>(count, seed),
        _ => return usage(),
    }
    ExitCode::SUCCESS
}

/// Frames of consecutive seeds. They hold nothing that the schema does not know, which others cannot keep.
fn print<T: Uper + Arbitrary + Serialize>(count: u64, seed: u64) {
    for seed in (0..count).map(|i| seed.wrapping_add(i)) {
        let frame = T::arbitrary(&mut Gen::new(seed).known_only());
        // What the generator makes is valid; a value that does not encode is a fault that must show.
        let octets = frame.to_uper().unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        let hex: String = octets.iter().map(|octet| format!("{octet:02x}")).collect();
        let jer = serde_json::to_value(&frame).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        println!("{}", serde_json::json!({ "seed": seed, "hex": hex, "jer": jer }));
    }
}

fn usage() -> ExitCode {
    eprintln!("usage: random_frames j2735|csae-2020|csae-2019 COUNT SEED");
    ExitCode::FAILURE
}

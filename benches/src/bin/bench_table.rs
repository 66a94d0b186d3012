//! Prints the Markdown tables of the codec benches from what criterion left in its folder.
//!
//! `cargo run -p v2x-benches --bin bench_table [CRITERION_FOLDER]`; by default `criterion` in the target folder.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use v2x_benches::frames;

const PEERS: [&str; 2] = ["rasn", "asn1rs"];

fn main() {
    let folder = env::args().nth(1).map_or_else(default_folder, PathBuf::from);
    println!("Median time in ns; in brackets, how many times ours.\n");
    println!("| frame | octets | | ours | ours, fresh | rasn | asn1rs | floor | floor, fresh |");
    println!("| --- | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |");
    for frame in frames::all() {
        for operation in ["decode", "encode"] {
            row(&folder, operation, frame.name, &frame.octets.len().to_string());
        }
    }
    for refused in ["truncated", "out-of-range"] {
        row(&folder, "refuse", refused, "");
    }
}

fn default_folder() -> PathBuf {
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from);
    target.join("criterion")
}

fn row(folder: &Path, operation: &str, frame: &str, octets: &str) {
    let median =
        |codec: &str| median(&folder.join(operation).join(codec).join(frame).join("new/estimates.json"));
    let Some(ours) = median("ours") else { return };
    let beside = |codec: &str| {
        median(codec).map_or("–".to_owned(), |time| format!("{} ({})", short(time), short(time / ours)))
    };
    let fresh = beside("ours-fresh");
    let peers = PEERS.map(beside);
    let floors = ["floor", "floor-fresh"].map(beside);
    println!(
        "| {frame} | {octets} | {operation} | {} | {fresh} | {} | {} |",
        short(ours),
        peers.join(" | "),
        floors.join(" | ")
    );
}

/// The median in nanoseconds.
fn median(path: &Path) -> Option<f64> {
    let estimates: serde_json::Value = serde_json::from_str(&fs::read_to_string(path).ok()?).ok()?;
    estimates.get("median")?.get("point_estimate")?.as_f64()
}

/// A number with about three digits.
fn short(number: f64) -> String {
    match number {
        _ if number >= 100.0 => format!("{number:.0}"),
        _ if number >= 10.0 => format!("{number:.1}"),
        _ => format!("{number:.2}"),
    }
}

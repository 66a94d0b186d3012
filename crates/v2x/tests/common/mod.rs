//! What the tests on vectors share: where the files are, and their lines.

#![allow(dead_code, reason = "every test file uses its own part")]

pub(crate) mod samples;

use std::path::PathBuf;

use serde_json::Value;

/// The lines of a file of generated frames, which is part of this project.
pub(crate) fn generated(file: &str) -> Vec<Value> {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors")).join(file);
    lines(&std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
}

/// The lines of a file of recorded packets. They belong to others and are not part of this project: `V2X_VECTORS` names the
/// folder that has them in `real/`. `None`, and a word about it, where there is none.
pub(crate) fn recorded(file: &str) -> Option<Vec<Value>> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/vectors");
    let folder = std::env::var_os("V2X_VECTORS").map_or_else(|| PathBuf::from(beside), PathBuf::from);
    let path = folder.join("real").join(file);
    match std::fs::read_to_string(&path) {
        Ok(text) => Some(lines(&text)),
        Err(error) => {
            println!(
                "skipped: no recorded packets at {} ({error}); set V2X_VECTORS to have them",
                path.display()
            );
            None
        }
    }
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The octets of a hexadecimal member, if it is there.
pub(crate) fn octets(line: &Value, member: &str) -> Option<Vec<u8>> {
    let hex = line.get(member)?.as_str()?;
    let digits = hex.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).unwrap());
    Some(digits.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect())
}

/// The text of a member, or nothing.
pub(crate) fn text<'a>(line: &'a Value, member: &str) -> &'a str {
    line.get(member).and_then(Value::as_str).unwrap_or_default()
}

/// Octets as hexadecimal digits.
pub(crate) fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

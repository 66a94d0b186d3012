//! The frames that are benched. They were made by `frames/make.py`, with an encoder that is not this library's.

/// One frame.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Its name in the tables.
    pub name: &'static str,
    /// The message set that it belongs to.
    pub set: Set,
    /// The encoded frame.
    pub octets: Vec<u8>,
}

/// A message set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Set {
    /// SAE J2735, 2024.
    J2735,
    /// T/CSAE 53-2020.
    Csae,
}

macro_rules! frame {
    ($set:ident, $name:literal) => {
        (Set::$set, $name, include_str!(concat!("../frames/", $name, ".hex")))
    };
}

const FRAMES: [(Set, &str, &str); 10] = [
    frame!(J2735, "bsm-core"),
    frame!(J2735, "bsm-part-ii"),
    frame!(J2735, "map"),
    frame!(J2735, "spat"),
    frame!(J2735, "sdsm"),
    frame!(J2735, "tim"),
    frame!(Csae, "csae-bsm"),
    frame!(Csae, "csae-rsm"),
    frame!(Csae, "csae-map"),
    frame!(Csae, "csae-spat"),
];

/// All frames, in the order of the tables.
pub fn all() -> Vec<Frame> {
    FRAMES.iter().map(|(set, name, hex)| Frame { name, set: *set, octets: octets(hex.trim()) }).collect()
}

/// The octets of the frame of this name; none if there is none.
pub fn named(name: &str) -> Vec<u8> {
    all().into_iter().find(|frame| frame.name == name).map(|frame| frame.octets).unwrap_or_default()
}

fn octets(hex: &str) -> Vec<u8> {
    let digit =
        |digit: u8| (digit as char).to_digit(16).expect("the frames are committed as hex digits") as u8;
    hex.as_bytes().chunks_exact(2).map(|pair| digit(pair[0]) << 4 | digit(pair[1])).collect()
}

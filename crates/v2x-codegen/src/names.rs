//! ASN.1 names → Rust names, one to one.
//!
//! Hyphens go, and the next letter is raised; a hyphen between digits becomes an underscore, so that
//! `prec0-1deg` and `prec01deg` stay apart. What still collides stops the generator (see [`Scope`]).

use std::collections::{HashMap, HashSet};

/// Acronyms that are written in capitals right before a lower-case word: `GNSSstatus` is `gnss_status`.
const ACRONYMS: [&str; 6] = ["GNSS", "MAP", "NMEA", "RTCM", "SPAT", "IR"];

/// Words that Rust keeps for itself and that `r#` cannot free.
const UNUSABLE: [&str; 4] = ["crate", "self", "super", "Self"];

/// Words that Rust keeps for itself.
const KEYWORDS: [&str; 48] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait",
    "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Names that generated code uses without a path, of the runtime and of Rust's prelude (whose traits must be in
/// scope for their methods); an ASN.1 type so named gets an underscore.
#[rustfmt::skip]
const TAKEN_TYPES: [&str; 67] = [
    "Additions", "Alphabet", "Arbitrary", "At", "BitString", "DecodeError", "DecodeErrorKind", "EncodeError",
    "EncodeErrorKind", "Fault", "Fields", "Gen", "Jer", "JerError", "JerErrorKind", "Members", "Notes", "Object",
    "ObjectIdentifier", "Reader", "RelativeOid", "Run", "Short", "Size", "UnknownExtensions", "Uper", "Value",
    "Writer",
    "AsMut", "AsRef", "Box", "Clone", "Copy", "Default", "DoubleEndedIterator", "Drop", "Eq", "Err",
    "ExactSizeIterator", "Extend", "Fn", "FnMut", "FnOnce", "From", "FromIterator", "Into", "IntoIterator",
    "Iterator", "None", "Ok", "Option", "Ord", "PartialEq", "PartialOrd", "Result", "Self", "Send", "Sized",
    "Some", "String", "Sync", "ToOwned", "ToString", "TryFrom", "TryInto", "Unpin", "Vec",
];

/// Module names that generated paths begin with, or that stand beside the generated modules.
const TAKEN_MODULES: [&str; 6] = ["alloc", "arbitrary", "core", "jer", "std", "v2x_uper"];

/// Names of functions that generated code calls, and of variables that live beside those of components.
#[rustfmt::skip]
const TAKEN_LOCALS: [&str; 10] = [
    "additions", "ahead", "cut", "extended", "extension_bit", "r", "run", "short", "unknown_extensions", "w",
];

/// A type's or variant's name: `MovementEvent-addGrpB` → `MovementEventAddGrpB`.
pub fn type_name(asn: &str) -> String {
    let name = joined(asn, true);
    if TAKEN_TYPES.contains(&name.as_str()) { name + "_" } else { name }
}

/// An enumeration item's or alternative's name: `stop-And-Remain` → `StopAndRemain`.
pub fn variant_name(asn: &str) -> String {
    let name = joined(asn, true);
    if name == "Self" { name + "_" } else { name }
}

/// A field's name: `secMark` → `sec_mark`.
pub fn field_name(asn: &str) -> String {
    let name = snake(asn);
    if UNUSABLE.contains(&name.as_str()) {
        name + "_"
    } else if KEYWORDS.contains(&name.as_str()) {
        format!("r#{name}")
    } else {
        name
    }
}

/// A constant's name: `leftFront` → `LEFT_FRONT`.
pub fn const_name(asn: &str) -> String {
    snake(asn).to_uppercase()
}

/// A module's name: `BasicSafetyMessage` → `basic_safety_message`. It is a file's name too, so not even keywords
/// can be written as they are.
pub fn module_name(asn: &str) -> String {
    let name = snake(asn);
    let taken = TAKEN_MODULES.contains(&&*name) || UNUSABLE.contains(&&*name) || KEYWORDS.contains(&&*name);
    if taken { name + "_" } else { name }
}

/// The name of a local variable for a field, apart from those that generated code uses itself.
pub fn local_name(field: &str) -> String {
    let name = field.trim_start_matches("r#");
    let taken = TAKEN_LOCALS.contains(&name) || name.starts_with("word") || name.starts_with("has_");
    if taken || name != field { format!("{name}_") } else { name.to_string() }
}

/// The local variables of one generated function.
#[derive(Debug)]
pub struct Locals(HashSet<String>);

impl Locals {
    /// Those that the function has in any case.
    pub fn new(names: impl IntoIterator<Item = String>) -> Self {
        Self(TAKEN_LOCALS.into_iter().map(String::from).chain(names).collect())
    }

    /// A name that no other variable has: `name`, with underscores if need be.
    pub fn unique(&mut self, mut name: String) -> String {
        while !self.0.insert(name.clone()) {
            name.push('_');
        }
        name
    }
}

fn joined(asn: &str, mut raise: bool) -> String {
    let mut name = String::new();
    let mut chars = asn.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '-' {
            let digits = name.ends_with(|c: char| c.is_ascii_digit())
                && chars.peek().is_some_and(char::is_ascii_digit);
            if digits {
                name.push('_');
            }
            raise = true;
        } else if raise {
            name.extend(c.to_uppercase());
            raise = false;
        } else {
            name.push(c);
        }
    }
    name
}

fn snake(asn: &str) -> String {
    let chars: Vec<char> = asn.chars().collect();
    let at = |i: usize| chars.get(i).copied().unwrap_or('-');
    let mut name = String::new();
    let mut i = 0;
    while i < chars.len() {
        if at(i) == '-' {
            name.push('_');
            i += 1;
            continue;
        }
        if !at(i).is_uppercase() {
            name.push(at(i));
            i += 1;
            continue;
        }
        let end = (i..).find(|j| !at(*j).is_uppercase()).unwrap_or(chars.len());
        let run: String = chars.get(i..end).unwrap_or_default().iter().collect();
        let word = capitals(&run, at(end), at(end + 1));
        if !name.is_empty() && !name.ends_with('_') {
            name.push('_');
        }
        name.extend(word.chars().flat_map(char::to_lowercase));
        i += word.chars().count();
        if word.chars().count() == run.chars().count() && word.len() > 1 && at(i).is_lowercase() {
            // `VehIDs`: the plural belongs to the acronym; `GNSSstatus`: a new word begins.
            if at(i) == 's' && !at(i + 1).is_lowercase() {
                name.push('s');
                i += 1;
            } else {
                name.push('_');
            }
        }
    }
    name
}

/// The capitals of `run` that make up the next word, given what follows the run.
fn capitals(run: &str, next: char, after: char) -> &str {
    let plural = next == 's' && !after.is_lowercase();
    if !next.is_lowercase() || plural || ACRONYMS.contains(&run) || run.len() == 1 {
        return run;
    }
    run.get(..run.len() - 1).unwrap_or(run)
}

/// The names of one scope, to find collisions.
#[derive(Debug, Default)]
pub struct Scope(HashMap<String, String>);

impl Scope {
    /// Takes a Rust name for an ASN.1 name.
    ///
    /// # Errors
    /// A message that names both ASN.1 names if the Rust name is taken.
    pub fn take(&mut self, rust: &str, asn: &str) -> Result<(), String> {
        match self.0.insert(rust.to_string(), asn.to_string()) {
            None => Ok(()),
            Some(other) => Err(format!("`{other}` and `{asn}` would both be `{rust}` in Rust")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_keep_their_letters() {
        for (asn, rust) in [
            ("MovementEvent-addGrpB", "MovementEventAddGrpB"),
            ("Offset-B11", "OffsetB11"),
            ("Node-LLdms-48b", "NodeLLdms48b"),
            ("SPAT", "SPAT"),
            ("Size", "Size_"),
        ] {
            assert_eq!(type_name(asn), rust);
        }
        assert_eq!(variant_name("prec0-1deg"), "Prec0_1deg");
        assert_eq!(variant_name("stop-And-Remain"), "StopAndRemain");
    }

    #[test]
    fn fields_are_snake_case() {
        for (asn, rust) in [
            ("secMark", "sec_mark"),
            ("partII", "part_ii"),
            ("partII-Id", "part_ii_id"),
            ("type", "r#type"),
            ("self", "self_"),
            ("affectedVehIDs", "affected_veh_ids"),
            ("currGNSSstatus", "curr_gnss_status"),
            ("likelyEndUTCTime", "likely_end_utc_time"),
            ("sDSMTimeStamp", "s_dsm_time_stamp"),
            ("RTCMcorrections", "rtcm_corrections"),
            ("SPATIntersectionState", "spat_intersection_state"),
            ("MsgDayII", "msg_day_ii"),
            ("REGION", "region"),
            ("prec0-1deg", "prec0_1deg"),
            ("axleCnt4Trailer", "axle_cnt4_trailer"),
            ("state-time-speed", "state_time_speed"),
            ("type-relatedExt", "type_related_ext"),
        ] {
            assert_eq!(field_name(asn), rust);
        }
        assert_eq!(const_name("leftFront"), "LEFT_FRONT");
    }

    #[test]
    fn a_collision_names_both() {
        let mut scope = Scope::default();
        scope.take("VehicleId", "Vehicle-id").unwrap();
        let error = scope.take("VehicleId", "VehicleId").unwrap_err();
        assert!(error.contains("Vehicle-id") && error.contains("VehicleId"));
    }
}

//! Octets and JSON of an independent encoder: they decode to the stated value and encode to the same octets and JSON.

use super::generated;
use serde_json::Value;
use std::collections::BTreeSet;
use v2x_codegen::names::{module_name, type_name};
use v2x_uper::Uper;
use v2x_uper::jer::{Jer, Value as JerValue};

const VECTORS: &str = include_str!("vectors.jsonl");

/// The check of each type that has vectors, and of the laws that it keeps.
macro_rules! types {
    ($($module:ident::$name:ident)*) => {
        const TYPES: &[(&str, &str, fn(&str, &[u8], Option<&Value>))] =
            &[$((stringify!($module), stringify!($name), check::<generated::$module::$name>)),*];

        pub(super) const LAWS: &[fn()] = &[$(super::laws::keeps::<generated::$module::$name>),*];
    };
}

types! {
    bitmap::Many
    bits::Strings
    choice_newer::Shapes
    choice_older::Shapes
    constraints::Serial
    defaults::Later
    defaults::Settings
    enumerated::Light
    enumerated::Lights
    enumerated::Marked
    enumerated::Mixed
    enumerated::Place
    extension_newer::Around
    extension_newer::Bare
    extension_newer::Report
    extension_older::Around
    extension_older::Bare
    extension_older::Report
    fragments::Bounded
    fragments::Flags
    fragments::Numbers
    fragments::Octets
    fragments::Open
    fragments::Text
    integers::Constrained
    integers::Extensible
    integers::Level
    integers::Named
    integers::Semi
    integers::Unconstrained
    marker_newer::Around
    marker_newer::Middle
    marker_older::Around
    marker_older::Empty
    marker_older::Middle
    names::Close
    names::Keywords
    names::Locals
    names::Paths
    names::Prelude
    names::Variants
    nested::Deep
    nested::Large
    nested::Message
    numeric::Price
    objects::Batch
    objects::Frame
    objects::Mixed
    objects::Wide
    octets::Strings
    oids::Identifiers
    openings::Ends
    openings::Lamp
    openings::Optionals
    openings::State
    openings::Way
    parameters::Map
    scopes_base::Base
    scopes_other::Outer
    sizes::Lists
    strings::Texts
    strings::Times
}

/// All vectors: module, type, octets, and JSON unless they are long.
pub(super) fn vectors() -> impl Iterator<Item = (String, String, Vec<u8>, Option<Value>)> {
    VECTORS.lines().map(|line| {
        let vector: Value = serde_json::from_str(line).unwrap();
        let text = |name: &str| vector[name].as_str().unwrap_or_default().to_string();
        let octets = match vector["runs"].as_array() {
            Some(runs) => {
                runs.iter().flat_map(|run| octets(run[0].as_str().unwrap()).repeat(count(run))).collect()
            }
            None => octets(&text("hex")),
        };
        (text("case"), text("type"), octets, vector.get("jer").cloned())
    })
}

fn count(run: &Value) -> usize {
    run[1].as_u64().and_then(|count| count.try_into().ok()).unwrap()
}

pub(super) fn octets(hex: &str) -> Vec<u8> {
    (0..hex.len() / 2).map(|i| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).unwrap()).collect()
}

fn check<T: Uper + Jer + PartialEq + core::fmt::Debug>(name: &str, octets: &[u8], jer: Option<&Value>) {
    let decoded = T::from_uper_prefix(octets).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert!(decoded.notes.is_empty(), "{name}: {:?}", decoded.notes);
    assert_eq!(decoded.octets, octets.len(), "{name}");
    assert_eq!(decoded.value.to_uper().unwrap(), octets, "{name}");
    let json = serde_json::to_value(decoded.value.to_jer()).unwrap();
    if let Some(jer) = jer {
        assert!(same(&json, jer), "{name}:\n{json}\n{jer}");
    }
    let back: JerValue = serde_json::from_value(json).unwrap();
    assert_eq!(T::from_jer(&back).unwrap(), decoded.value, "{name}");
}

/// Whether JSON is the same but for one thing: pycrate leaves out the length of a bit string whose root has one size,
/// even where the length is another; then the digits alone do not tell it.
fn same(ours: &Value, theirs: &Value) -> bool {
    match (ours, theirs) {
        (Value::Object(object), Value::String(_)) => object.len() == 2 && object.get("value") == Some(theirs),
        (Value::Object(ours), Value::Object(theirs)) => {
            ours.len() == theirs.len()
                && ours.iter().all(|(name, ours)| theirs.get(name).is_some_and(|theirs| same(ours, theirs)))
        }
        (Value::Array(ours), Value::Array(theirs)) => {
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(ours, theirs)| same(ours, theirs))
        }
        _ => ours == theirs,
    }
}

#[test]
fn vectors_round_trip() {
    let mut seen = BTreeSet::new();
    for (i, (module, name, octets, jer)) in vectors().enumerate() {
        let known = TYPES.iter().find(|(m, n, _)| (*m, *n) == (&*module_name(&module), &*type_name(&name)));
        let (.., check) = known.unwrap_or_else(|| panic!("{module}.{name} is not in the list above"));
        check(&format!("line {} ({module}.{name})", i + 1), &octets, jer.as_ref());
        seen.insert((module, name));
    }
    assert_eq!(seen.len(), TYPES.len(), "each type has a vector");
}

//! Which bits are which field: of every generated frame, all bits are told, once and in order.

mod common;

use common::{generated, octets};
use std::collections::BTreeSet;

use serde_json::Value;
use v2x::inspect::{self, BitField};
use v2x::{CsaeEdition, Decoder, Set};

#[test]
fn fields_tile_every_frame() {
    let files = [
        ("j2735-2024.jsonl", Set::J2735, CsaeEdition::Y2020),
        ("csae-2020.jsonl", Set::Csae, CsaeEdition::Y2020),
        ("csae-2019.jsonl", Set::Csae, CsaeEdition::Y2019),
    ];
    let (mut frames, mut told) = (0, 0);
    for (file, set, edition) in files {
        // As many decodings as there are bits: the shorter half.
        for line in generated(file).iter().filter(|line| line["hex"].as_str().unwrap().len() < 600) {
            let frame = octets(line, "hex").unwrap();
            let fields = inspect::bits(set, edition, &frame).unwrap();
            let mut end = 0;
            for BitField { at, start, len, .. } in &fields {
                assert_eq!(*start, end, "{at} of {line}");
                assert!(*len > 0 && !at.is_empty());
                end += len;
            }
            assert_eq!(end as usize, frame.len() * 8);
            let last = fields.last().unwrap();
            // Up to seven bits for each open type around the last field, and for the frame.
            assert!(last.at != "padding" || last.len < 7 * 5, "{last:?} of {line}");
            frames += 1;
            told += fields.len();
        }
    }
    println!("{told} fields of {frames} frames");
    assert!(frames > 500);
}

#[test]
fn what_is_no_frame_has_no_fields() {
    assert!(inspect::bits(Set::J2735, CsaeEdition::Y2020, &[0x00, 0x14, 0x02]).is_err());
}

/// The paths of all numbers and truth values of a tree.
fn leaves(path: &str, value: &Value, out: &mut BTreeSet<String>) {
    match value {
        // A bit string of a length of its own.
        Value::Object(members) if members.keys().eq(["length", "value"]) => {}
        Value::Object(members) => members.iter().for_each(|(name, value)| {
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            leaves(&path, value, out);
        }),
        Value::Array(items) if items.iter().any(Value::is_object) => {
            (0..).zip(items).for_each(|(i, item)| leaves(&format!("{path}[{i}]"), item, out));
        }
        Value::Number(_) | Value::Bool(_) => {
            out.insert(path.to_owned());
        }
        _ => {}
    }
}

#[test]
fn paths_lead_to_every_number() {
    let files = [
        ("j2735-2024.jsonl", Set::J2735, CsaeEdition::Y2020),
        ("csae-2020.jsonl", Set::Csae, CsaeEdition::Y2020),
        ("csae-2019.jsonl", Set::Csae, CsaeEdition::Y2019),
    ];
    let (mut without, mut missed, mut led) = (Vec::new(), Vec::new(), 0);
    for (file, set, edition) in files {
        for line in generated(file).iter().filter(|line| line["hex"].as_str().unwrap().len() < 600) {
            let frame = octets(line, "hex").unwrap();
            let message = Decoder::new().bare(set).csae_edition(edition).decode(&frame).unwrap().message;
            let mut expected = BTreeSet::new();
            leaves("", &serde_json::to_value(&message).unwrap(), &mut expected);
            let fields = inspect::bits(set, edition, &frame).unwrap();
            let told: BTreeSet<_> = fields
                .iter()
                .map(|field| {
                    let path = field.path.strip_prefix("MessageFrame.").map(str::to_owned);
                    let inside = field.path.strip_prefix(message.name()).map(|rest| format!("value{rest}"));
                    path.or(inside).unwrap_or_else(|| field.path.clone())
                })
                .collect();
            let unnamed = fields.iter().filter(|field| field.path == field.at && field.at != "padding");
            without.extend(
                unnamed
                    .filter(|field| {
                        !field.at.starts_with("MessageFrame") && !field.at.starts_with(message.name())
                    })
                    .map(|field| format!("{} {}", message.name(), field.at)),
            );
            for path in expected.iter() {
                match told.contains(path) {
                    true => led += 1,
                    false => missed.push(format!("{}: {path}", message.name())),
                }
            }
        }
    }
    println!("{led} numbers led to");
    assert_eq!((without, missed), (Vec::<String>::new(), Vec::<String>::new()));
    assert!(led > 15_000);
}

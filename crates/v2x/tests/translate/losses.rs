//! Nothing is lost unseen: whichever field of a message is changed or taken away, its translation or the list of losses
//! changes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use v2x::translate::{Persons, Target, Translated, Translator};
use v2x::{CsaeEdition, JerSeed, Message};
use v2x_uper::jer::Value;

use crate::messages::{random, targets, vectors};

/// A step from a value to one in it.
#[derive(Clone, Debug, PartialEq)]
enum Step {
    Member(String),
    Item(usize),
}

/// The paths of all values in a tree but the tree itself.
fn paths(tree: &Value, here: &[Step], found: &mut Vec<Vec<Step>>) {
    let mut enter = |step: Step, value: &Value| {
        let mut path = here.to_vec();
        path.push(step);
        found.push(path.clone());
        paths(value, &path, found);
    };
    match tree {
        Value::Object(members) => {
            members.iter().for_each(|(name, value)| enter(Step::Member(name.to_string()), value))
        }
        Value::Array(items) => items.iter().enumerate().for_each(|(i, value)| enter(Step::Item(i), value)),
        _ => {}
    }
}

fn find<'v>(tree: &'v mut Value, path: &[Step]) -> &'v mut Value {
    path.iter().fold(tree, |value, step| match (value, step) {
        (Value::Object(members), Step::Member(name)) => {
            &mut members.iter_mut().find(|(member, _)| member == name).unwrap().1
        }
        (Value::Array(items), Step::Item(i)) => &mut items[*i],
        (value, step) => panic!("no {step:?} in {value:?}"),
    })
}

/// The tree without the value at a path.
fn without(tree: &Value, path: &[Step]) -> Value {
    let mut tree = tree.clone();
    let (last, before) = path.split_last().unwrap();
    match (find(&mut tree, before), last) {
        (Value::Object(members), Step::Member(name)) => members.retain(|(member, _)| member != name),
        (Value::Array(items), Step::Item(i)) => drop(items.remove(*i)),
        _ => unreachable!("paths lead through objects and arrays"),
    }
    tree
}

/// What strings the vectors have under each name: the items of enumerations among them.
fn strings() -> &'static BTreeMap<String, BTreeSet<String>> {
    static STRINGS: OnceLock<BTreeMap<String, BTreeSet<String>>> = OnceLock::new();
    STRINGS.get_or_init(|| {
        let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for message in vectors() {
            let mut tree = message.to_jer();
            let mut all = Vec::new();
            paths(&tree, &[], &mut all);
            for path in all {
                if let (Some(name), Value::String(text)) = (name(&path), find(&mut tree, &path)) {
                    found.entry(name.to_owned()).or_default().insert(text.to_string());
                }
            }
        }
        found
    })
}

/// The last name in a path.
fn name(path: &[Step]) -> Option<&str> {
    path.iter().rev().find_map(|step| if let Step::Member(name) = step { Some(name.as_str()) } else { None })
}

/// Trees with another value at a path: small changes first.
fn changed(tree: &Value, path: &[Step]) -> Vec<Value> {
    let at = find(&mut tree.clone(), path).clone();
    let others: Vec<Value> = match at {
        Value::Integer(value) => {
            [1, -1, 2, -2, 1000, -1000, 30_000, -30_000].map(|by| Value::Integer(value + by)).to_vec()
        }
        Value::Boolean(value) => vec![Value::Boolean(!value)],
        // Hexadecimal digits, or the name of an item.
        Value::String(text) => {
            let end = text.char_indices().last().map_or(0, |(i, _)| i);
            let digits = ["1", "2", "4", "8", "f"].iter().flat_map(|digit| {
                [format!("{digit}{}", text.get(1..).unwrap_or_default()), format!("{}{digit}", &text[..end])]
            });
            let names = name(path).and_then(|name| strings().get(name)).into_iter().flatten();
            digits.chain(names.take(4).cloned()).map(|text| Value::String(text.into())).collect()
        }
        _ => Vec::new(),
    };
    let trees = others.into_iter().map(|other| {
        let mut tree = tree.clone();
        *find(&mut tree, path) = other;
        tree
    });
    trees.collect()
}

fn read(message: &Message, tree: &Value) -> Option<Message> {
    let edition = message.csae_edition().unwrap_or(CsaeEdition::Y2020);
    let read = JerSeed { set: message.set(), edition }.message(tree).ok()?;
    (read != *message && read.to_uper().is_ok()).then_some(read)
}

/// What translations tell, in all: with a PSM as RSM, and as PSM.
fn told(message: &Message, target: Target) -> [Translated; 2] {
    [Persons::Rsm, Persons::Psm]
        .map(|persons| Translator::new().persons(persons).translate(message, target).unwrap())
}

/// Whether every translation shows that another message is told.
fn shows(other: [Translated; 2], before: &[Translated; 2]) -> bool {
    other.iter().zip(before).all(|(other, before)| other != before)
}

/// Values that say "not known", which some fields of the other set say by being absent, and the other way round.
const UNKNOWN: [i128; 9] = [255, 127, 65_535, -4096, 8191, 36_001, 36_111, -2048, 0];

/// Whether a value says nothing.
pub(crate) fn says_nothing(value: &Value) -> bool {
    match value {
        Value::Integer(value) => UNKNOWN.contains(value),
        Value::String(text) => {
            matches!(text.as_ref(), "unavailable" | "notInUseOrNotEquipped" | "unknown" | "80")
                || text.bytes().all(|digit| digit == b'0')
        }
        Value::Object(members) => {
            members.iter().all(|(name, value)| name == "partII-Id" || says_nothing(value))
        }
        Value::Array(items) => items.iter().all(says_nothing),
        _ => false,
    }
}

pub(crate) fn check(message: &Message) {
    let tree = message.to_jer();
    let mut all = Vec::new();
    paths(&tree, &[], &mut all);
    for target in targets(message) {
        let before = told(message, *target);
        for path in &all {
            let value = find(&mut tree.clone(), path).clone();
            if !says_nothing(&value)
                && let Some(other) = read(message, &without(&tree, path))
            {
                let away = told(&other, *target);
                assert!(shows(away, &before), "{path:?} {value:?} is away, and it does not show");
            }
            let others: Vec<_> = changed(&tree, path).iter().filter_map(|tree| read(message, tree)).collect();
            let shown = others.iter().any(|other| shows(told(other, *target), &before));
            assert!(shown || others.is_empty(), "{path:?} {value:?} is changed, and it does not show");
        }
    }
}

#[test]
fn every_change_of_a_vector_shows() {
    let has_counterpart =
        |message: &Message| Translator::new().translate(message, targets(message)[0]).is_ok();
    // Every ninth: maps have hundreds of fields.
    vectors().iter().filter(|message| has_counterpart(message)).step_by(9).for_each(check);
}

/// Seeds of their own and not any: near a pole a degree of longitude is so short that its change rounds away, rightly.
#[test]
fn every_change_of_a_random_message_shows() {
    (0..8).for_each(|seed| random(seed).iter().for_each(check));
}

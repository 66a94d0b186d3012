//! Recorded messages of both sets: every member comes back from there and back, or is listed.

use std::collections::BTreeMap;

use v2x::translate::{SpatTimes, Target, TranslateError, Translator};
use v2x::{CsaeEdition, Decoder, Message, Set};
use v2x_uper::jer::Value;

use crate::common::{octets, recorded};
use crate::losses;
use crate::messages::targets;

/// The recorded messages of both sets, where there are any.
fn messages() -> Option<Vec<Message>> {
    let frames = |file| Some(recorded(file)?.into_iter().filter_map(|line| octets(&line, "hex")));
    let american =
        frames("j2735.jsonl")?.filter_map(|frame| Decoder::new().decode(&frame).ok().map(|d| d.message));
    // Nothing in a Chinese frame tells the edition.
    let editions = [CsaeEdition::Y2020, CsaeEdition::Y2019];
    let decoders = editions.map(|edition| Decoder::new().bare(Set::Csae).csae_edition(edition));
    let chinese = frames("csae.jsonl")?.filter_map(|frame| {
        decoders.iter().find_map(|decoder| decoder.decode(&frame).ok().map(|d| d.message))
    });
    Some(american.chain(chinese).collect())
}

/// The members of a tree that hold no others: name, and the path without the numbers of list items, which move on when others
/// before them are left out; and the path with them.
fn leaves(path: &str, bare: &str, value: &Value, out: &mut Vec<(String, String, Value)>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let join =
                    |path: &str| if path.is_empty() { name.to_string() } else { format!("{path}.{name}") };
                leaves(&join(path), &join(bare), value, out);
            }
        }
        Value::Array(items) => {
            (0..).zip(items).for_each(|(i, item)| leaves(&format!("{path}[{i}]"), bare, item, out));
        }
        leaf => out.push((path.to_owned(), bare.to_owned(), leaf.clone())),
    }
}

fn leaves_of(message: &Message) -> Vec<(String, String, Value)> {
    let mut found = Vec::new();
    leaves("", "", &message.to_jer(), &mut found);
    found
}

/// BSM and SPaT keep their form through a translation, so that what comes back can be compared member by member.
#[test]
fn every_member_comes_back_or_is_listed() {
    let Some(messages) = messages() else { return };
    let translator = Translator::new();
    // The recorded Chinese SPaT counts down.
    let spans = Translator::new().spat_times(SpatTimes::Spans);
    let (mut same, mut listed, mut seen) = (0, 0, BTreeMap::new());
    for message in
        messages.iter().filter(|message| matches!(message.name(), "BasicSafetyMessage" | "BSM" | "SPAT"))
    {
        for target in targets(message) {
            let there = translator.translate(message, *target).unwrap();
            let mut back = Vec::new();
            for part in &there.messages {
                let parts = spans.translate(part, Target::of(message)).unwrap().messages;
                back.extend(parts.iter().flat_map(leaves_of).map(|(_, bare, value)| (bare, value)));
            }
            for (path, bare, value) in leaves_of(message) {
                // A point of the past may be told by another alternative of the same choice: shorter, or absolute.
                let place = bare.contains(".llvOffset.offsetLL.");
                // The time of a whole SPaT comes back as that of its intersections; the kind of vehicle, which J2735 has in two
                // places, in the first of them.
                let other_place = match bare.as_str() {
                    "spatFrame.timeStamp" => "spatFrame.intersections.timeStamp".to_owned(),
                    bare => bare.replace("classDetails.keyType", "classification"),
                };
                let is_it = |other: &str| other == bare || other == other_place;
                if let Some(at) = back.iter().position(|(other, told)| is_it(other) && *told == value) {
                    back.swap_remove(at);
                    same += 1;
                } else if there.losses.iter().any(|loss| path.contains(&loss.path)) {
                    listed += 1;
                } else {
                    assert!(
                        place || losses::says_nothing(&value),
                        "{path} {value:?} is neither told nor listed"
                    );
                }
            }
            *seen.entry(message.name()).or_insert(0) += 1;
        }
    }
    println!("{seen:?}: {same} members come back, {listed} are listed");
    assert!(seen.len() == 3 && same > 20_000, "{seen:?} {same}");
}

/// Of the others, as of generated ones: whatever is changed or taken away shows.
#[test]
fn every_change_of_a_recorded_message_shows() {
    let Some(messages) = messages() else { return };
    let mut kinds = BTreeMap::new();
    for message in &messages {
        let seen = kinds.entry((message.name(), message.csae_edition().is_some())).or_insert(0);
        let small = message.to_uper().is_ok_and(|octets| octets.len() < 400);
        match Translator::new().translate(message, targets(message)[0]) {
            Ok(_) if small && *seen < 4 => {
                losses::check(message);
                *seen += 1;
            }
            Ok(_) => {}
            Err(error) => assert_eq!(error, TranslateError::NoCounterpart(message.name())),
        }
    }
    println!("{kinds:?}");
    assert!(kinds.values().filter(|seen| **seen > 0).count() >= 6, "{kinds:?}");
}

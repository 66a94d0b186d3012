//! What holds for every message: its translation encodes, and translating there and back and there again changes nothing
//! that both sets have.

use core::time::Duration;

use proptest::prelude::*;
use v2x::translate::{Persons, SpatTimes, Target, TranslateError, Translated, Translator};
use v2x::{CsaeEdition, Decoder, Message};

use crate::messages::{random, targets, vectors};

/// 2025-06-17 18:39:38.203 UTC.
const AT: Duration = Duration::from_millis(1_750_185_578_203);

/// The translation, each part of which encodes and decodes to the same.
fn translated(
    translator: &Translator,
    message: &Message,
    target: Target,
) -> Result<Translated, TranslateError> {
    let translated = translator.translate(message, target)?;
    for part in &translated.messages {
        assert_eq!(Target::of(part), target);
        let octets = part.to_uper().unwrap_or_else(|error| panic!("{error}: {message:?} {part:?}"));
        let edition = part.csae_edition().unwrap_or(CsaeEdition::Y2020);
        let decoded = Decoder::new().bare(part.set()).csae_edition(edition).decode(&octets).unwrap();
        assert_eq!(&decoded.message, part);
    }
    Ok(translated)
}

#[test]
fn all_vectors_translate_or_have_no_counterpart() {
    let translator = Translator::new();
    let mut counts = std::collections::BTreeMap::new();
    for message in vectors() {
        for target in targets(&message) {
            match translated(&translator, &message, *target) {
                Ok(_) => {
                    *counts
                        .entry((format!("{:?}", message.csae_edition()), message.name(), *target as u8))
                        .or_insert(0) += 1
                }
                Err(error) => assert_eq!(error, TranslateError::NoCounterpart(message.name())),
            }
        }
    }
    let (least, kinds) = (counts.values().min().copied(), counts.len());
    assert_eq!((least, kinds), (Some(20), 5 * 2 + 5 + 4), "{counts:?}");
}

#[test]
fn a_set_is_not_translated_to_itself() {
    for message in random(1) {
        let translator = Translator::new();
        let itself = translator.translate(&message, Target::of(&message));
        assert_eq!(itself, Err(TranslateError::SameSet));
    }
    let chinese = Message::Csae2019(Default::default());
    assert_eq!(Translator::new().translate(&chinese, Target::Csae2020), Err(TranslateError::Edition));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn translations_encode(seed: u64) {
        let translator = Translator::new().at(AT).spat_times(SpatTimes::Spans).persons(Persons::Psm).count(7);
        for message in random(seed) {
            for target in targets(&message) {
                translated(&Translator::new(), &message, *target).unwrap();
                translated(&translator, &message, *target).unwrap();
            }
        }
    }

    /// What has come through a translation once comes through it again, and what is not told of it then was not told before.
    #[test]
    fn there_and_back_and_there_again(seed: u64) {
        let translator = Translator::new().persons(Persons::Psm);
        for message in random(seed) {
            // Lanes renumbered, nodes made up: maps have cases of their own.
            if matches!(message.name(), "MapData" | "MAP") {
                continue;
            }
            let origin = Target::of(&message);
            for target in targets(&message) {
                // The draft has no PSM: an RSM comes back as SDSM.
                if message.name() == "PersonalSafetyMessage" && *target == Target::Csae2019 {
                    continue;
                }
                for there in translated(&translator, &message, *target).unwrap().messages {
                    let Translated { messages, losses, .. } = translated(&translator, &there, origin).unwrap();
                    // Objects measured too far apart do not share a message: they come in several, or are listed.
                    let [back] = &messages[..] else { continue };
                    if losses.iter().any(|loss| loss.path.ends_with(']')) {
                        continue;
                    }
                    let again = translated(&translator, back, *target).unwrap().messages;
                    prop_assert_eq!(again.len(), 1);
                    prop_assert_eq!(&again[0], &there, "{:?}", back);
                }
            }
        }
    }
}

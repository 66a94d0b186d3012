//! The laws that hold for every value of every message:
//!
//! 1. decoding never panics, whatever the octets;
//! 2. decode after encode is identity;
//! 3. canonical octets re-encode to themselves;
//! 4. the cost of decoding is bounded by the length of the input: what is decoded from few octets is small;
//!
//! and JSON and XML keep the value too.

use proptest::prelude::*;
use v2x_j2735::message_frame::{MessageFrame, MessageTypes};
use v2x_j2735::spat::IntersectionState;
use v2x_uper::arbitrary::{Arbitrary, Gen};
use v2x_uper::jer::{Jer, Shaped, unwrap_open_types, wrap_open_types};
use v2x_uper::{DecodeErrorKind, Uper};

/// Octets of memory that one bit of input may at most turn into, structures and list elements included.
const MEMORY_PER_BIT: usize = 1024;

fn frame(seed: u64) -> MessageFrame {
    MessageFrame::arbitrary(&mut Gen::new(seed))
}

/// 6000 cases a law, or as many as `PROPTEST_CASES` says.
fn cases() -> ProptestConfig {
    let given = std::env::var_os("PROPTEST_CASES").is_some();
    if given { ProptestConfig::default() } else { ProptestConfig::with_cases(6000) }
}

/// Laws say nothing of what the generator does not make.
#[test]
fn the_generator_reaches_what_is_rare() {
    let frames: Vec<_> = (0..6000).map(|seed| format!("{:?}", frame(seed))).collect();
    for what in ["Unknown {", "Unrecognized(", "UnknownAddition {", "additions: 1,", "regional: Some"] {
        let found = frames.iter().filter(|frame| frame.contains(what)).count();
        assert!(found > 50, "{what}: {found}");
    }
    let mut kinds = std::collections::BTreeMap::new();
    for seed in 0..6000 {
        *kinds.entry(frame(seed).id()).or_insert(0) += 1;
    }
    // All messages of the set, and numbers that no message has.
    assert!((0..=50).all(|id| MessageTypes::name_of(id) == "Unknown" || kinds[&id] > 50), "{kinds:?}");
    let states = (0..2000).map(|seed| IntersectionState::arbitrary(&mut Gen::new(seed)).states.len());
    let states: std::collections::BTreeSet<_> = states.collect();
    assert_eq!((states.first(), states.last()), (Some(&1), Some(&255)));
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn encode_then_decode_is_identity(seed: u64) {
        let frame = frame(seed);
        let octets = frame.to_uper().unwrap();
        let decoded = MessageFrame::from_uper_prefix(&octets).unwrap();
        prop_assert_eq!(&decoded.value, &frame);
        prop_assert_eq!(decoded.octets, octets.len());
        prop_assert!(decoded.notes.is_empty(), "{:?}", decoded.notes);
        prop_assert_eq!(decoded.value.to_uper().unwrap(), octets);
    }

    #[test]
    fn what_was_in_a_reused_value_is_gone(seed: u64, before: u64) {
        let octets = frame(seed).to_uper().unwrap();
        // Mostly another message; half of the time the same message with other contents.
        let mut reused = frame(before);
        let decoded = reused.update_from_uper(&octets).unwrap();
        prop_assert_eq!(&reused, &frame(seed));
        prop_assert_eq!(decoded.octets, octets.len());
    }

    #[test]
    fn json_is_identity(seed: u64) {
        let frame = frame(seed);
        let json = serde_json::to_string(&frame).unwrap();
        prop_assert_eq!(serde_json::from_str::<MessageFrame>(&json).unwrap(), frame);
    }

    #[test]
    fn xml_is_identity(seed: u64) {
        let frame = frame(seed);
        let xml = v2x_uper::xer::to_string(&frame).unwrap();
        let read = v2x_uper::xer::from_str::<MessageFrame>(&xml);
        prop_assert_eq!(read.as_ref(), Ok(&frame), "{}", xml);
    }

    #[test]
    fn wrapped_open_types_are_unwrapped(seed: u64) {
        let jer = frame(seed).to_jer();
        let mut value = jer.clone();
        wrap_open_types(&mut value, MessageFrame::shape());
        unwrap_open_types(&mut value, MessageFrame::shape());
        prop_assert_eq!(value, jer);
    }

    #[test]
    fn cut_frames_are_errors(seed: u64, cut: prop::sample::Index) {
        let octets = frame(seed).to_uper().unwrap();
        let cut = cut.index(octets.len());
        let error = MessageFrame::from_uper(&octets[..cut]).unwrap_err();
        prop_assert_eq!(error.kind, DecodeErrorKind::Truncated);
        prop_assert!(error.bit as usize <= cut * 8);
        prop_assert!(!error.at.is_empty());
    }

    #[test]
    fn changed_frames_never_panic(seed: u64, changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
        let mut octets = frame(seed).to_uper().unwrap();
        for (index, value) in changes {
            let index = index.index(octets.len());
            octets[index] = value;
        }
        check(&octets)?;
    }

    #[test]
    fn any_octets_never_panic(id in 0_u8..60, octets in prop::collection::vec(any::<u8>(), 0..300)) {
        let mut frame = vec![0, id, octets.len().min(127) as u8];
        frame.extend(octets);
        check(&frame)?;
    }
}

/// What decodes encodes again, to the same octets unless something was noted, and to the same value in any case.
fn check(octets: &[u8]) -> Result<(), TestCaseError> {
    let Ok(decoded) = MessageFrame::from_uper_prefix(octets) else { return Ok(()) };
    let memory = format!("{:?}", decoded.value).len();
    prop_assert!(memory <= octets.len() * 8 * MEMORY_PER_BIT);
    let again = decoded.value.to_uper().unwrap();
    if decoded.notes.is_empty() {
        prop_assert_eq!(&again[..], &octets[..decoded.octets]);
    }
    prop_assert_eq!(MessageFrame::from_uper(&again).unwrap(), decoded.value);
    Ok(())
}

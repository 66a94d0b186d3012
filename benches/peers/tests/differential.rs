//! What the peers make of the frames of an independent encoder, and of random ones. Every disagreement is named here
//! with its reason; one that is gone is to be taken off the list.
//!
//! `cargo test -p v2x-bench-peers --test differential`

use std::collections::BTreeMap;
use v2x_bench_peers::differential::{Verdict, verdicts};
use v2x_benches::frames::Set;
use v2x_uper::Uper;
use v2x_uper::arbitrary::{Arbitrary, Gen};

const J2735: &str = include_str!("../../../crates/v2x/tests/vectors/j2735-2024.jsonl");
const CSAE: &str = include_str!("../../../crates/v2x/tests/vectors/csae-2020.jsonl");

/// rasn takes an extension part for incomplete that lacks one of the known additions, or refuses what follows it;
/// X.691 18.8 lets any of them be absent.
const RASN_ADDITIONS: [(Set, &str, &[usize]); 3] = [
    (Set::J2735, "BasicSafetyMessage", &[1, 2, 5, 7, 12, 16, 17, 19, 20]),
    (
        Set::J2735,
        "TravelerInformation",
        &[261, 262, 263, 264, 265, 266, 267, 268, 269, 270, 271, 272, 273, 274, 275, 276, 277, 278, 279, 280],
    ),
    (Set::Csae, "MAP", &[52]),
];

/// asn1rs wants all known additions or none (and then loses what is there), against the same clause.
const ASN1RS_ADDITIONS: [(Set, &str, &[usize]); 3] = [
    (Set::J2735, "BasicSafetyMessage", &[1, 2, 5, 12, 16, 19, 20]),
    (Set::J2735, "TravelerInformation", &[264]),
    (Set::Csae, "MAP", &[34, 52]),
];

fn is_known(set: Set, peer: &str, message: &str, line: usize) -> bool {
    let known = if peer == "rasn" { &RASN_ADDITIONS } else { &ASN1RS_ADDITIONS };
    known.iter().any(|(of, name, lines)| *of == set && *name == message && lines.contains(&line))
}

#[test]
fn peers_agree_but_for_their_known_faults() {
    let mut agreed: BTreeMap<(&str, &str), [usize; 2]> = BTreeMap::new();
    for (set, vectors) in [(Set::J2735, J2735), (Set::Csae, CSAE)] {
        for (i, text) in vectors.lines().enumerate() {
            let vector: serde_json::Value = serde_json::from_str(text).unwrap();
            let hex = vector["hex"].as_str().unwrap();
            let octets: Vec<u8> =
                (0..hex.len() / 2).map(|i| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).unwrap()).collect();
            let Some((message, verdicts)) = verdicts(set, &octets) else { continue };
            for (peer, verdict) in verdicts {
                let same = verdict == Verdict::Same;
                assert_ne!(
                    same,
                    is_known(set, peer, message, i + 1),
                    "{message}, line {}, {peer}: {verdict:?}",
                    i + 1
                );
                agreed.entry((message, peer)).or_default()[usize::from(!same)] += 1;
            }
        }
    }
    println!("{agreed:#?}");
    // Two peers, five messages of J2735 and three Chinese ones (SPAT goes by one name in both sets).
    assert_eq!(agreed.len(), 16);
}

/// Random frames have known additions, which the peers get wrong, each in a way of its own. Where both made the same
/// of a frame, the fault would be ours. (What this edition does not know both drop, so the frames have none of it.)
#[test]
fn peers_do_not_agree_against_this_library() {
    let mut same = 0;
    for seed in 0..3000 {
        let frames = [
            (Set::J2735, j2735(seed).to_uper().unwrap()),
            (
                Set::Csae,
                v2x_csae::y2020::msg_frame::MessageFrame::arbitrary(&mut Gen::new(seed).known_only())
                    .to_uper()
                    .unwrap(),
            ),
        ];
        for (set, octets) in frames {
            let Some((message, [(_, rasn), (_, asn1rs)])) = verdicts(set, &octets) else { continue };
            same += usize::from(rasn == Verdict::Same) + usize::from(asn1rs == Verdict::Same);
            assert!(
                !matches!(rasn, Verdict::Other(_)) || rasn != asn1rs,
                "{message}, seed {seed}: both give {rasn:?}"
            );
        }
    }
    println!("{same} times a peer gave the same octets");
    assert!(same > 1000, "{same}");
}

/// A random frame of one of the messages that the peers were given.
fn j2735(seed: u64) -> v2x_j2735::message_frame::MessageFrame {
    use v2x_j2735::message_frame::{MessageFrame, MessageTypes};
    let g = &mut Gen::new(seed).known_only();
    let value = match seed % 5 {
        0 => MessageTypes::BasicSafetyMessage(Arbitrary::arbitrary(g)),
        1 => MessageTypes::MapData(Box::new(Arbitrary::arbitrary(g))),
        2 => MessageTypes::SPAT(Arbitrary::arbitrary(g)),
        3 => MessageTypes::SensorDataSharingMessage(Arbitrary::arbitrary(g)),
        _ => MessageTypes::TravelerInformation(Arbitrary::arbitrary(g)),
    };
    MessageFrame { value, ..Default::default() }
}

//! What the laws are tried on: of so many random frames, each kind of message of each set has its share.

use std::collections::BTreeMap;

use v2x::Message;
use v2x_uper::arbitrary::{Arbitrary, Gen};

/// Frames of a set; the laws of the sets' own crates try as many each.
const FRAMES: u64 = 6000;

/// The least of them that are of each kind.
const LEAST: usize = 80;

fn kinds<T: Arbitrary + Into<Message>>() -> BTreeMap<&'static str, usize> {
    let mut kinds = BTreeMap::new();
    for seed in 0..FRAMES {
        *kinds.entry(T::arbitrary(&mut Gen::new(seed)).into().name()).or_insert(0) += 1;
    }
    for (kind, frames) in &kinds {
        println!("{frames:5} {kind}");
        assert!(*frames >= LEAST, "{kind}: {frames}");
    }
    kinds
}

#[test]
fn every_kind_of_message_has_its_share() {
    let known = (0..=u32::from(u16::MAX)).map(v2x::j2735::message_frame::MessageTypes::name_of);
    let known = known.filter(|name| *name != "Unknown").count();
    // And what is of no known kind.
    assert_eq!(kinds::<v2x::j2735::message_frame::MessageFrame>().len(), known + 1);
    let known = (0..=u32::from(u16::MAX)).map(v2x::csae::y2020::msg_day_ii::MessageTypes::name_of);
    let second_day = known.filter(|name| *name != "Unknown").count();
    assert_eq!(kinds::<v2x::csae::y2020::msg_frame::MessageFrame>().len(), 5 + second_day + 1);
    assert_eq!(kinds::<v2x::csae::y2019::msg_frame::MessageFrame>().len(), 5 + 1);
}

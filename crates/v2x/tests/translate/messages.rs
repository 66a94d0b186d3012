//! Messages to translate: random ones from seeds, and the generated vectors.

use v2x::csae::{y2019, y2020};
use v2x::j2735::message_frame::{MessageFrame, MessageTypes};
use v2x::translate::Target;
use v2x::{CsaeEdition, Decoder, Message, Set};
use v2x_uper::arbitrary::{Arbitrary, Gen};

use crate::common;

/// How many messages a seed makes.
const KINDS: usize = 14;

fn boxed<T: Arbitrary>(g: &mut Gen) -> Box<T> {
    Box::new(T::arbitrary(g))
}

/// A random message of every kind that has a counterpart.
pub(crate) fn random(seed: u64) -> Vec<Message> {
    let g = &mut Gen::new(seed).short_lists();
    let j2735 = [
        MessageTypes::BasicSafetyMessage(Arbitrary::arbitrary(g)),
        MessageTypes::MapData(boxed(g)),
        MessageTypes::SPAT(Arbitrary::arbitrary(g)),
        MessageTypes::SensorDataSharingMessage(Arbitrary::arbitrary(g)),
        MessageTypes::PersonalSafetyMessage(boxed(g)),
    ];
    let of_2020 = [
        y2020::msg_frame::MessageFrame::BsmFrame(boxed(g)),
        y2020::msg_frame::MessageFrame::MapFrame(Arbitrary::arbitrary(g)),
        y2020::msg_frame::MessageFrame::SpatFrame(Arbitrary::arbitrary(g)),
        y2020::msg_frame::MessageFrame::RsmFrame(Arbitrary::arbitrary(g)),
        y2020::msg_frame::MessageFrame::MsgFrameExt(Box::new(y2020::msg_day_ii::MessageFrameExt {
            value: y2020::msg_day_ii::MessageTypes::PersonalSafetyMessage(boxed(g)),
            ..Default::default()
        })),
    ];
    let of_2019 = [
        y2019::msg_frame::MessageFrame::BsmFrame(boxed(g)),
        y2019::msg_frame::MessageFrame::MapFrame(Arbitrary::arbitrary(g)),
        y2019::msg_frame::MessageFrame::SpatFrame(Arbitrary::arbitrary(g)),
        y2019::msg_frame::MessageFrame::RsmFrame(Arbitrary::arbitrary(g)),
    ];
    let j2735 = j2735.into_iter().map(|value| MessageFrame { value, ..Default::default() }.into());
    let of_2020 = of_2020.into_iter().map(Message::Csae2020);
    let messages: Vec<Message> =
        j2735.chain(of_2020).chain(of_2019.into_iter().map(Message::Csae2019)).collect();
    assert_eq!(messages.len(), KINDS);
    messages
}

/// What a message can be translated to.
pub(crate) fn targets(message: &Message) -> &'static [Target] {
    match message {
        Message::J2735(_) => &[Target::Csae2019, Target::Csae2020],
        _ => &[Target::J2735],
    }
}

/// The generated vectors of all messages.
pub(crate) fn vectors() -> Vec<Message> {
    let j2735 = Decoder::new().bare(Set::J2735);
    let csae = Decoder::new().bare(Set::Csae);
    let files = [
        ("j2735-2024.jsonl", j2735),
        ("csae-2020.jsonl", csae),
        ("csae-2019.jsonl", csae.csae_edition(CsaeEdition::Y2019)),
    ];
    let decoded = files.into_iter().flat_map(|(file, decoder)| {
        let lines = common::generated(file).into_iter();
        lines.map(move |line| decoder.decode(&common::octets(&line, "hex").unwrap()).unwrap().message)
    });
    decoded.collect()
}

//! A glance at a frame shows what decoding gives, and names also what does not decode.
#![cfg(all(feature = "csae", feature = "j2735"))]

use v2x::csae::y2020::msg_day_ii::MessageTypes as DayTwo;
use v2x::csae::y2020::msg_frame::MessageFrame as ChineseFrame;
use v2x::j2735::common::IntersectionReferenceID;
use v2x::j2735::message_frame::{MessageFrame, MessageTypes};
use v2x::j2735::spat::{IntersectionState, MovementState, SPAT};
use v2x::uper::Uper;
use v2x::{CsaeEdition, Decoder, Filter, Glance, Message, Set, glance};

const Y2020: CsaeEdition = CsaeEdition::Y2020;

fn octets(hex: &str) -> Vec<u8> {
    (0..hex.len() / 2).map(|i| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).unwrap()).collect()
}

/// Every frame of an independent encoder, and of each the name that decoding gives.
fn each(vectors: &str, decoder: Decoder, mut check: impl FnMut(&Message, Glance)) {
    for line in vectors.lines() {
        let vector: serde_json::Value = serde_json::from_str(line).unwrap();
        let frame = octets(vector["hex"].as_str().unwrap());
        let decoded = decoder.decode(&frame).unwrap();
        let glance = decoder.glance(&frame).unwrap();
        assert_eq!(glance.message, decoded.message.name());
        check(&decoded.message, glance);
    }
}

fn degrees(tenths_of_microdegrees: i32) -> f64 {
    f64::from(tenths_of_microdegrees) / 1e7
}

#[test]
fn a_glance_shows_what_decoding_gives() {
    let mut seen = 0;
    let decoder = Decoder::new().bare(Set::J2735);
    each(include_str!("vectors/j2735-2024.jsonl"), decoder, |message, glance| {
        let Message::J2735(frame) = message else { panic!("{message:?}") };
        let (id, lat, long) = match &frame.value {
            MessageTypes::BasicSafetyMessage(bsm) => {
                (bsm.core_data.id, bsm.core_data.lat, bsm.core_data.long)
            }
            MessageTypes::PersonalSafetyMessage(psm) => (psm.id, psm.position.lat, psm.position.long),
            MessageTypes::SensorDataSharingMessage(sdsm) => {
                (sdsm.source_id, sdsm.ref_pos.lat, sdsm.ref_pos.long)
            }
            MessageTypes::SPAT(spat) => {
                let id = &spat.intersections[0].id;
                assert_eq!(glance.intersection, Some((id.region.map_or(0, |region| region.0), id.id.0)));
                return;
            }
            _ => return,
        };
        assert_eq!(glance.sender.unwrap()[..4], id.0);
        if lat.0 <= 900_000_000 && long.0.abs() <= 1_800_000_000 {
            let position = glance.position.unwrap();
            assert_eq!((position.latitude, position.longitude), (degrees(lat.0), degrees(long.0)));
        } else {
            assert_eq!(glance.position, None);
        }
        seen += 1;
    });
    assert!(seen >= 20, "{seen}");
}

#[test]
fn a_glance_at_chinese_frames_shows_what_decoding_gives() {
    let (mut seen, mut day_2) = (0, 0);
    for (vectors, edition) in [
        (include_str!("vectors/csae-2020.jsonl"), Y2020),
        (include_str!("vectors/csae-2019.jsonl"), CsaeEdition::Y2019),
    ] {
        let decoder = Decoder::new().bare(Set::Csae).csae_edition(edition);
        each(vectors, decoder, |message, glance| match message {
            Message::Csae2020(ChineseFrame::BsmFrame(bsm)) => {
                assert_eq!(glance.sender, Some(bsm.id));
                seen += 1;
            }
            Message::Csae2020(ChineseFrame::MapFrame(map)) => {
                let id = &map.nodes[0].id;
                assert_eq!(glance.intersection, Some((id.region.map_or(0, |region| region.0), id.id.0)));
                seen += 1;
            }
            Message::Csae2020(ChineseFrame::MsgFrameExt(frame)) => {
                let (id, place) = match &frame.value {
                    DayTwo::PersonalSafetyMessage(psm) => (psm.id, psm.pos),
                    DayTwo::SensorSharingMsg(ssm) => (ssm.id, ssm.sensor_pos),
                    _ => return,
                };
                assert_eq!(glance.sender, Some(id));
                let position = glance.position.map(|place| (place.latitude, place.longitude));
                let known = place.lat.degrees().zip(place.long.degrees());
                assert_eq!(position, known.filter(|_| place.long.0.abs() <= 1_800_000_000));
                day_2 += 1;
            }
            _ => {}
        });
    }
    assert!(seen >= 10 && day_2 >= 10, "{seen} {day_2}");
}

#[test]
fn a_frame_is_named_alike_whether_it_decodes_or_not() {
    for value in [
        MessageTypes::MapData(Box::default()),
        MessageTypes::TravelerInformation(Default::default()),
        MessageTypes::SensorDataSharingMessage(Default::default()),
    ] {
        let id = value.id() as u16;
        let frame = MessageFrame { value, ..Default::default() };
        assert_eq!(glance(Set::J2735, Y2020, &id.to_be_bytes()).message, Message::from(frame).name());
    }
    assert_eq!(glance(Set::J2735, Y2020, &[0x7f, 0xf0]).message, "Unknown");
    assert_eq!(glance(Set::J2735, Y2020, &[0x00]).message, "Unknown");
    for (choice, frame) in (0_u8..).zip([
        ChineseFrame::BsmFrame(Default::default()),
        ChineseFrame::MapFrame(Default::default()),
        ChineseFrame::RsmFrame(Default::default()),
        ChineseFrame::SpatFrame(Default::default()),
        ChineseFrame::RsiFrame(Default::default()),
    ]) {
        assert_eq!(glance(Set::Csae, Y2020, &[choice << 4]).message, Message::Csae2020(frame).name());
    }
    // Of T/CSAE 157, with a length of one octet, of two, of a fragment, and nothing behind the number.
    for frame in [&[0x80, 0x50, 0, 12][..], &[0x80, 0x81, 0x50, 0, 12], &[0x80, 0xC1, 0, 12]] {
        assert_eq!(glance(Set::Csae, Y2020, frame).message, "SensorSharingMsg");
        assert_eq!(glance(Set::Csae, Y2020, &frame[..frame.len() - 1]).message, "Unknown");
        assert_eq!(glance(Set::Csae, CsaeEdition::Y2019, frame).message, "Unknown");
    }
    assert_eq!(glance(Set::Csae, Y2020, &[0x80, 0x50, 0, 99]).message, "Unknown");
    assert_eq!(glance(Set::Csae, Y2020, &[0x81, 0x50, 0, 12]).message, "Unknown");
}

#[test]
fn cut_frames_show_what_they_can() {
    let value = MessageTypes::BasicSafetyMessage(Default::default());
    let frame = MessageFrame { value, ..Default::default() }.to_uper().unwrap();
    for cut in 0..frame.len() {
        let glance = glance(Set::J2735, Y2020, &frame[..cut]);
        assert_eq!((glance.sender, glance.position), (None, None));
    }
    assert_eq!(glance(Set::J2735, Y2020, &frame).sender, Some([0; 8]));
}

#[test]
fn a_filter_knows_the_intersections_it_is_for() {
    let spat = |number| {
        let states = vec![MovementState { state_time_speed: vec![Default::default()], ..Default::default() }];
        let id = IntersectionReferenceID::new(6, number);
        let intersections = vec![IntersectionState { id, states, ..Default::default() }];
        let frame = MessageFrame::from(SPAT { intersections, ..Default::default() });
        glance(Set::J2735, Y2020, &frame.to_uper().unwrap())
    };
    let filter = Filter { intersections: vec![(6, 12109)], ..Filter::default() };
    let mut frames = [spat(12109), spat(12110)];
    assert_eq!(frames.map(|glance| filter.passes(&glance)), [true, false]);
    // The region counts; what is of no intersection passes.
    frames[0].intersection = Some((0, 12109));
    frames[1].intersection = None;
    assert_eq!(frames.map(|glance| filter.passes(&glance)), [false, true]);
}

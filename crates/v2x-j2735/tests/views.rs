//! Views show what decoding gives, on the frames of an independent encoder and on random ones.

use proptest::prelude::*;
use v2x_j2735::basic_safety_message::BasicSafetyMessage;
use v2x_j2735::map_data::MapData;
use v2x_j2735::message_frame::{MessageFrame, MessageTypes};
use v2x_j2735::personal_safety_message::PersonalSafetyMessage;
use v2x_j2735::sensor_data_sharing_message::SensorDataSharingMessage;
use v2x_j2735::spat::{IntersectionState, MovementState, SPAT};
use v2x_j2735::views::{
    BsmView, FrameView, IntersectionStateView, MapView, MessageView, MovementStateView, PsmView, SdsmView,
    SpatView,
};
use v2x_uper::arbitrary::{Arbitrary, Gen};
use v2x_uper::{DecodeErrorKind, Reader, Uper, View};

/// Compares all that the view of a frame shows with the decoded frame.
fn check(octets: &[u8], frame: &MessageFrame) {
    let mut reader = Reader::new(octets);
    let view = FrameView::read(&mut reader).unwrap();
    assert_eq!(reader.position().div_ceil(8).max(1), octets.len());
    assert_eq!(view.message_id(), frame.id());
    check_value(view.value().unwrap(), &frame.value);
    let view = FrameView::peek(&mut Reader::new(octets)).unwrap();
    assert_eq!(view.message_id(), frame.id());
    check_value(view.peek_value().unwrap(), &frame.value);
}

fn check_value(view: MessageView<'_>, value: &MessageTypes) {
    match (view, value) {
        (MessageView::BasicSafetyMessage(view), MessageTypes::BasicSafetyMessage(bsm)) => {
            check_bsm(&view, bsm)
        }
        (MessageView::MapData(view), MessageTypes::MapData(map)) => check_map(&view, map),
        (MessageView::SPAT(view), MessageTypes::SPAT(spat)) => check_spat(&view, spat),
        (MessageView::PersonalSafetyMessage(view), MessageTypes::PersonalSafetyMessage(psm)) => {
            check_psm(&view, psm)
        }
        (MessageView::SensorDataSharingMessage(view), MessageTypes::SensorDataSharingMessage(sdsm)) => {
            check_sdsm(&view, sdsm);
        }
        (MessageView::Other, _) => {}
        (view, value) => panic!("{view:?} of {}", value.name()),
    }
}

fn check_bsm(view: &BsmView<'_>, bsm: &BasicSafetyMessage) {
    let (view, core) = (view.core_data().unwrap(), &bsm.core_data);
    assert_eq!((view.id(), view.msg_cnt(), view.sec_mark()), (core.id, core.msg_cnt, core.sec_mark));
    assert_eq!((view.lat().unwrap(), view.long().unwrap(), view.elev()), (core.lat, core.long, core.elev));
    assert_eq!((view.speed(), view.heading().unwrap()), (core.speed, core.heading));
    assert_eq!(view.accel_set().unwrap(), core.accel_set);
    assert_eq!((view.brakes().unwrap(), view.size().unwrap()), (core.brakes, core.size));
}

fn check_map(view: &MapView<'_>, map: &MapData) {
    assert_eq!(view.msg_issue_revision(), map.msg_issue_revision);
    assert_eq!(view.time_stamp().unwrap(), map.time_stamp);
    let first = view.intersections().and_then(|list| list.first());
    assert_eq!(
        first.map(|first| (first.revision(), first.ref_point().unwrap())),
        map.intersections.as_ref().map(|list| (list[0].revision, list[0].ref_point.clone()))
    );
    let views: Vec<_> = view.intersections().into_iter().flatten().collect();
    let intersections = map.intersections.as_deref().unwrap_or_default();
    assert_eq!(views.len(), intersections.len());
    for (view, intersection) in views.iter().zip(intersections) {
        let id = view.id().unwrap();
        assert_eq!((id.id(), id.region()), (intersection.id.id, intersection.id.region));
        assert_eq!(view.revision(), intersection.revision);
        assert_eq!(view.ref_point().unwrap(), intersection.ref_point);
        assert_eq!(view.lane_width(), intersection.lane_width);
    }
}

fn check_spat(view: &SpatView<'_>, spat: &SPAT) {
    assert_eq!(view.time_stamp().unwrap(), spat.time_stamp);
    assert_eq!(view.intersections().first().unwrap().revision(), spat.intersections[0].revision);
    let views: Vec<_> = view.intersections().collect();
    assert_eq!(views.len(), spat.intersections.len());
    views
        .iter()
        .zip(&spat.intersections)
        .for_each(|(view, intersection)| check_intersection(view, intersection));
}

fn check_intersection(view: &IntersectionStateView<'_>, intersection: &IntersectionState) {
    let id = view.id().unwrap();
    assert_eq!((id.id(), id.region()), (intersection.id.id, intersection.id.region));
    assert_eq!((view.revision(), view.status()), (intersection.revision, intersection.status));
    assert_eq!((view.moy().unwrap(), view.time_stamp()), (intersection.moy, intersection.time_stamp));
    let views: Vec<_> = view.states().collect();
    assert_eq!(views.len(), intersection.states.len());
    views.iter().zip(&intersection.states).for_each(|(view, movement)| check_movement(view, movement));
}

fn check_movement(view: &MovementStateView<'_>, movement: &MovementState) {
    assert_eq!(view.signal_group(), movement.signal_group);
    let views: Vec<_> = view.state_time_speed().collect();
    assert_eq!(views.len(), movement.state_time_speed.len());
    for (view, event) in views.iter().zip(&movement.state_time_speed) {
        assert_eq!(view.event_state().unwrap(), event.event_state);
        let timing = view.timing().unwrap();
        assert_eq!(timing.is_some(), event.timing.is_some());
        let Some((view, timing)) = timing.zip(event.timing.as_ref()) else { continue };
        assert_eq!(view.start_time().unwrap(), timing.start_time);
        assert_eq!(view.min_end_time().unwrap(), timing.min_end_time);
        assert_eq!(view.max_end_time().unwrap(), timing.max_end_time);
        assert_eq!(view.likely_time().unwrap(), timing.likely_time);
        assert_eq!(view.confidence(), timing.confidence);
        assert_eq!(view.next_time().unwrap(), timing.next_time);
    }
}

fn check_psm(view: &PsmView<'_>, psm: &PersonalSafetyMessage) {
    assert_eq!((view.id(), view.msg_cnt(), view.sec_mark()), (psm.id, psm.msg_cnt, psm.sec_mark));
    assert_eq!(view.basic_type().unwrap(), psm.basic_type);
    assert_eq!(view.position().unwrap(), psm.position);
    assert_eq!((view.speed(), view.heading().unwrap()), (psm.speed, psm.heading));
}

fn check_sdsm(view: &SdsmView<'_>, sdsm: &SensorDataSharingMessage) {
    assert_eq!((view.source_id(), view.msg_cnt()), (sdsm.source_id, sdsm.msg_cnt));
    assert_eq!(view.equipment_type().unwrap(), sdsm.equipment_type);
    assert_eq!(view.ref_pos().unwrap(), sdsm.ref_pos);
    let views: Vec<_> = view.objects().collect();
    assert_eq!(views.len(), sdsm.objects.len());
    for (view, object) in views.iter().zip(&sdsm.objects) {
        let (view, object) = (view.det_obj_common().unwrap(), &object.det_obj_common);
        assert_eq!((view.obj_type().unwrap(), view.object_id()), (object.obj_type, object.object_id));
        assert_eq!(view.pos().unwrap(), object.pos);
        assert_eq!((view.speed(), view.heading().unwrap()), (object.speed, object.heading));
    }
}

#[test]
fn views_show_what_decoding_gives() {
    for (i, line) in include_str!("../../v2x/tests/vectors/j2735-2024.jsonl").lines().enumerate() {
        let vector: serde_json::Value = serde_json::from_str(line).unwrap();
        let hex = vector["hex"].as_str().unwrap();
        let octets: Vec<u8> =
            (0..hex.len() / 2).map(|i| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).unwrap()).collect();
        println!("line {}", i + 1);
        check(&octets, &MessageFrame::from_uper(&octets).unwrap());
    }
}

/// A random frame of one of the messages that have views, or of any.
fn frame(seed: u64) -> MessageFrame {
    let g = &mut Gen::new(seed);
    let value = match g.below(6) {
        0 => MessageTypes::BasicSafetyMessage(Arbitrary::arbitrary(g)),
        1 => MessageTypes::MapData(Box::new(Arbitrary::arbitrary(g))),
        2 => MessageTypes::SPAT(Arbitrary::arbitrary(g)),
        3 => MessageTypes::PersonalSafetyMessage(Box::new(Arbitrary::arbitrary(g))),
        4 => MessageTypes::SensorDataSharingMessage(Arbitrary::arbitrary(g)),
        _ => Arbitrary::arbitrary(g),
    };
    MessageFrame { value, ..Default::default() }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn views_show_what_decoding_gives_for_random_values(seed: u64) {
        let frame = frame(seed);
        check(&frame.to_uper().unwrap(), &frame);
    }

    #[test]
    fn views_of_cut_frames_are_refused(seed: u64, cut: prop::sample::Index) {
        let octets = frame(seed).to_uper().unwrap();
        let error = FrameView::from_uper(&octets[..cut.index(octets.len())]).unwrap_err();
        prop_assert_eq!(error.kind, DecodeErrorKind::Truncated);
    }

    /// What a peek shows of a cut frame is there: the frame's own length in its open type says so.
    #[test]
    fn peeks_at_cut_frames_show_no_value(seed: u64, cut: prop::sample::Index) {
        let frame = frame(seed);
        let octets = frame.to_uper().unwrap();
        let cut = &octets[..cut.index(octets.len())];
        let value = FrameView::peek(&mut Reader::new(cut)).map_err(Into::into).and_then(|view| view.peek_value());
        let extended = !frame.unknown_extensions.unknown().is_empty();
        match value {
            Ok(MessageView::Other) | Err(_) => {}
            Ok(view) => prop_assert!(extended, "{view:?}"),
        }
    }

    /// Whatever decodes can be viewed; what cannot be decoded does not panic.
    #[test]
    fn views_of_changed_frames_never_panic(seed: u64, at: prop::sample::Index, to: u8) {
        let mut octets = frame(seed).to_uper().unwrap();
        let at = at.index(octets.len());
        octets[at] = to;
        match MessageFrame::from_uper_prefix(&octets) {
            Ok(decoded) => check(&octets[..decoded.octets], &decoded.value),
            Err(_) => {
                let _ = FrameView::from_uper(&octets).and_then(|view| view.value());
                let _ = FrameView::peek(&mut Reader::new(&octets)).map_err(Into::into).and_then(|view| view.peek_value());
            }
        }
    }
}

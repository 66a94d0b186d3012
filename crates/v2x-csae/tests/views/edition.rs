use proptest::prelude::*;
use set::bsm::BasicSafetyMessage;
use set::map::MapData;
use set::msg_frame::MessageFrame;
use set::rsm::{ParticipantData, RoadsideSafetyMessage};
use set::signal_phase_and_timing::SPAT;
use v2x_uper::arbitrary::{Arbitrary, Gen};
use v2x_uper::{Reader, Uper, View};
use views::{
    BsmView, FrameView, MapView, ParticipantDataView, PhaseStateView, RsmView, SpatView, TimeChangeDetailsView,
};

/// Compares all that the view of a frame shows with the decoded frame.
fn check(octets: &[u8], frame: &MessageFrame) {
    check_value(FrameView::read(&mut Reader::new(octets)).unwrap(), frame);
    check_value(FrameView::peek(&mut Reader::new(octets)).unwrap(), frame);
}

fn check_value(view: FrameView<'_>, frame: &MessageFrame) {
    match (view, frame) {
        (FrameView::BsmFrame(view), MessageFrame::BsmFrame(bsm)) => check_bsm(&view, bsm),
        (FrameView::MapFrame(view), MessageFrame::MapFrame(map)) => check_map(&view, map),
        (FrameView::RsmFrame(view), MessageFrame::RsmFrame(rsm)) => check_rsm(&view, rsm),
        (FrameView::SpatFrame(view), MessageFrame::SpatFrame(spat)) => check_spat(&view, spat),
        (FrameView::Other, MessageFrame::RsiFrame(_) | MessageFrame::Unknown { .. }) => {}
        (view, frame) => beyond(view, frame),
    }
}

fn check_bsm(view: &BsmView<'_>, bsm: &BasicSafetyMessage) {
    assert_eq!((view.id(), view.msg_cnt()), (bsm.id, bsm.msg_cnt));
    assert_eq!(view.sec_mark(), bsm.sec_mark);
    assert_eq!(view.pos().unwrap(), bsm.pos);
    assert_eq!((view.speed(), view.heading().unwrap()), (bsm.speed, bsm.heading));
    assert_eq!(view.accel_set().unwrap(), bsm.accel_set);
}

fn check_map(view: &MapView<'_>, map: &MapData) {
    assert_eq!(view.msg_cnt(), map.msg_cnt);
    assert_eq!(view.nodes().first().unwrap().ref_pos().unwrap(), map.nodes[0].ref_pos);
    let views: Vec<_> = view.nodes().collect();
    assert_eq!(views.len(), map.nodes.len());
    for (view, node) in views.iter().zip(&map.nodes) {
        let id = view.id().unwrap();
        assert_eq!((id.region(), id.id()), (node.id.region, node.id.id));
        assert_eq!(view.ref_pos().unwrap(), node.ref_pos);
    }
}

fn check_rsm(view: &RsmView<'_>, rsm: &RoadsideSafetyMessage) {
    assert_eq!((view.id(), view.msg_cnt()), (rsm.id, rsm.msg_cnt));
    assert_eq!(view.ref_pos().unwrap(), rsm.ref_pos);
    let views: Vec<_> = view.participants().collect();
    assert_eq!(views.len(), rsm.participants.len());
    views.iter().zip(&rsm.participants).for_each(|(view, participant)| check_participant(view, participant));
}

pub(crate) fn check_participant(view: &ParticipantDataView<'_>, participant: &ParticipantData) {
    assert_eq!(view.ptc_type().unwrap(), participant.ptc_type);
    assert_eq!(view.ptc_id(), participant.ptc_id);
    assert_eq!((view.id(), view.sec_mark()), (participant.id, participant.sec_mark));
    assert_eq!(view.pos().unwrap(), participant.pos);
    assert_eq!((view.speed(), view.heading().unwrap()), (participant.speed, participant.heading));
}

fn check_spat(view: &SpatView<'_>, spat: &SPAT) {
    assert_eq!((view.moy().unwrap(), view.time_stamp()), (spat.moy, spat.time_stamp));
    let views: Vec<_> = view.intersections().collect();
    assert_eq!(views.len(), spat.intersections.len());
    for (view, intersection) in views.iter().zip(&spat.intersections) {
        let id = view.intersection_id().unwrap();
        assert_eq!((id.region(), id.id()), (intersection.intersection_id.region, intersection.intersection_id.id));
        assert_eq!(view.status(), intersection.status);
        let views: Vec<_> = view.phases().collect();
        assert_eq!(views.len(), intersection.phases.len());
        for (view, phase) in views.iter().zip(&intersection.phases) {
            assert_eq!(view.id(), phase.id);
            let views: Vec<_> = view.phase_states().collect();
            assert_eq!(views.len(), phase.phase_states.len());
            views.iter().zip(&phase.phase_states).for_each(|(view, state)| check_state(view, state));
        }
    }
}

fn check_state(view: &PhaseStateView<'_>, state: &PhaseState) {
    assert_eq!(view.light().unwrap(), state.light);
    match (view.timing().unwrap(), &state.timing) {
        (None, None) => {}
        (Some(TimeChangeDetailsView::Counting(view)), Some(TimeChangeDetails::Counting(counting))) => {
            assert_eq!(view.start_time().unwrap(), counting.start_time);
            assert_eq!(view.likely_end_time().unwrap(), counting.likely_end_time);
            assert_eq!(view.next_duration().unwrap(), counting.next_duration);
        }
        (Some(TimeChangeDetailsView::UtcTiming(view)), Some(TimeChangeDetails::UtcTiming(utc))) => {
            assert_eq!(view.start_utc_time().unwrap(), utc.start_utc_time);
            assert_eq!(view.likely_end_utc_time().unwrap(), utc.likely_end_utc_time);
        }
        (Some(TimeChangeDetailsView::Other), Some(TimeChangeDetails::Unknown { .. })) => {}
        (view, timing) => panic!("{view:?} of {timing:?}"),
    }
}

#[test]
fn views_show_what_decoding_gives() {
    for line in VECTORS.lines() {
        let vector: serde_json::Value = serde_json::from_str(line).unwrap();
        let hex = vector["hex"].as_str().unwrap();
        let octets: Vec<u8> =
            (0..hex.len() / 2).map(|i| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).unwrap()).collect();
        check(&octets, &MessageFrame::from_uper(&octets).unwrap());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn views_show_what_decoding_gives_for_random_values(seed: u64) {
        let frame = MessageFrame::arbitrary(&mut Gen::new(seed));
        check(&frame.to_uper().unwrap(), &frame);
    }

    #[test]
    fn views_of_changed_frames_never_panic(seed: u64, at: prop::sample::Index, to: u8) {
        let mut octets = MessageFrame::arbitrary(&mut Gen::new(seed)).to_uper().unwrap();
        let at = at.index(octets.len());
        octets[at] = to;
        match MessageFrame::from_uper_prefix(&octets) {
            Ok(decoded) => check(&octets, &decoded.value),
            Err(_) => drop(FrameView::read(&mut Reader::new(&octets))),
        }
    }
}

//! Where road users are on the lanes, and what the lights show them.

#![cfg(all(feature = "j2735", feature = "csae"))]

mod common;

use common::{Actor, Scene, crossroads};
use core::time::Duration;
use v2x::csae::y2020 as csae;
use v2x::j2735;
use v2x_fusion::adapt::{self, Reception};
use v2x_fusion::context::{Approach, Connection, IntersectionId, LaneId, RoadMap, SignalState, Situation};
use v2x_fusion::warning::WarningKind;
use v2x_fusion::{Geodetic, Point, Scope, TrackId};

/// The situation of one car after a second.
fn after_a_second(actor: Actor) -> Option<Situation> {
    let mut scene = Scene::new();
    scene.map(crossroads());
    scene.light = SignalState::ProtectedMovement;
    scene.run(1.1, &[actor]);
    let picture = scene.picture();
    scene.engine.situation(&picture.tracks[0])
}

#[test]
fn on_the_way_in() {
    let seen = after_a_second(Actor::car([0.5, -60.0], 0.0, 10.0)).unwrap();
    assert_eq!((seen.lane.lane, seen.approach, seen.crossing), (1, Approach::Ingress, false));
    // The centre is 40 m before the line; the length is not known.
    assert!((seen.to_stop_line.unwrap() - 40.0).abs() < 1.0, "{seen:?}");
    assert!((seen.offset + 0.5).abs() < 0.3, "{seen:?}");
    let light = seen.lights[0].unwrap();
    assert_eq!((light.group, light.state), (1, SignalState::ProtectedMovement));
    assert!(seen.lights[1].is_none() && !seen.faces_red());
}

#[test]
fn in_the_middle() {
    let seen = after_a_second(Actor::car([0.0, -10.0], 0.0, 10.0)).unwrap();
    assert!(seen.crossing && seen.lane.lane == 1, "{seen:?}");
    assert!((seen.to_stop_line.unwrap() + 10.0).abs() < 1.0);
}

#[test]
fn on_the_way_out() {
    let seen = after_a_second(Actor::car([0.0, 30.0], 0.0, 10.0)).unwrap();
    assert_eq!((seen.lane.lane, seen.approach, seen.to_stop_line), (2, Approach::Egress, None));
}

#[test]
fn against_the_traffic_and_off_the_road() {
    assert_eq!(after_a_second(Actor::car([0.0, -40.0], 180.0, 10.0)), None);
    assert_eq!(after_a_second(Actor::car([50.0, -60.0], 0.0, 10.0)), None);
}

#[test]
fn the_picture_can_be_asked() {
    let mut scene = Scene::new();
    scene.map(crossroads());
    scene.run(1.1, &[Actor::car([0.0, -60.0], 0.0, 10.0), Actor::car([40.0, 0.0], 90.0, 10.0)]);
    let picture = scene.picture();
    let at = |x: f64, y: f64| scene.plane.place(&Point::new(x, y));
    let ids = |tracks: Vec<TrackId>| tracks.into_iter().map(|id| id.0).collect::<Vec<_>>();
    assert_eq!(ids(picture.near(&at(0.0, -45.0), 10.0).map(|track| track.id).collect()), [1]);
    let corners: [Geodetic; 4] = [at(30.0, -20.0), at(70.0, -20.0), at(70.0, 20.0), at(30.0, 20.0)];
    assert_eq!(ids(picture.inside(&corners).map(|track| track.id).collect()), [2]);
    let lane = LaneId { link: 0, lane: 1 };
    let on_lane = picture.on_lane(IntersectionId::default(), lane, scene.engine.context());
    assert_eq!(ids(on_lane.map(|track| track.id).collect()), [1]);
    assert_eq!(picture.fresh(Duration::from_millis(200)).count(), 2);
    let first = &picture.tracks[0];
    assert_eq!(
        (picture.track(first.id), picture.station(first.station.unwrap())),
        (Some(first), Some(first))
    );
    assert_eq!(picture.track(TrackId(99)), None);
}

/// What the light of group 1 shows to a car, by a SPaT message heard `ago` seconds ago.
fn light_after(message: &v2x::Message, scope: Scope, ago: f64) -> v2x_fusion::context::Light {
    let mut scene = Scene::new();
    let id = IntersectionId { scope, region: 0, id: 7 };
    scene.map(RoadMap { id, ..crossroads() });
    let reception = Reception { at: scene.now, ..Reception::default() };
    adapt::message(message, &reception, &mut |input| scene.engine.handle(reception.at, input));
    scene.run(ago + 0.1, &[Actor::car([0.0, -60.0], 0.0, 2.0)]);
    let picture = scene.picture();
    scene.engine.situation(&picture.tracks[0]).unwrap().lights[0].unwrap()
}

/// SPaT of J2735 at 14:59:38: red until 15:00:05.
fn american() -> v2x::Message {
    use j2735::spat::{
        IntersectionState, MovementEvent, MovementPhaseState, MovementState, SPAT, TimeChangeDetails,
    };
    let mut timing = TimeChangeDetails::default();
    // Tenths of a second of the hour.
    timing.min_end_time.0 = 50;
    let event = MovementEvent {
        event_state: MovementPhaseState::StopAndRemain,
        timing: Some(timing),
        ..MovementEvent::default()
    };
    let mut movement = MovementState { state_time_speed: vec![event], ..MovementState::default() };
    movement.signal_group.0 = 1;
    let mut state = IntersectionState { states: vec![movement], ..IntersectionState::default() };
    state.id.id.0 = 7;
    let spat = SPAT { intersections: vec![state], ..SPAT::default() };
    let value = j2735::message_frame::MessageTypes::SPAT(spat);
    j2735::message_frame::MessageFrame { value, ..Default::default() }.into()
}

/// SPAT of T/CSAE 53 that lists a cycle: green is over, red is shown for 27 s more, then green comes again.
fn chinese() -> v2x::Message {
    use csae::signal_phase_and_timing::{
        IntersectionState, LightState, Phase, PhaseState, SPAT, TimeChangeDetails,
    };
    let state = |light, start: u16, likely: u16| {
        let mut count = csae::signal_phase_and_timing::TimeCountingDown::default();
        (count.start_time.0, count.likely_end_time.0) = (start, likely);
        PhaseState { light, timing: Some(TimeChangeDetails::Counting(count)), ..PhaseState::default() }
    };
    let phase_states = vec![state(LightState::Red, 0, 270), state(LightState::ProtectedGreen, 270, 570)];
    let mut phase = Phase { phase_states, ..Phase::default() };
    phase.id.0 = 1;
    let mut intersection = IntersectionState { phases: vec![phase], ..IntersectionState::default() };
    intersection.intersection_id.id.0 = 7;
    let spat = SPAT { intersections: vec![intersection], ..SPAT::default() };
    csae::msg_frame::MessageFrame::SpatFrame(spat).into()
}

#[test]
fn time_left_counts_down_in_both_sets() {
    for (message, scope) in [(american(), Scope::J2735), (chinese(), Scope::Csae)] {
        for ago in [0.0, 2.0] {
            let light = light_after(&message, scope, ago);
            assert_eq!(light.state, SignalState::StopAndRemain);
            let left = light.changes_in.unwrap();
            assert!((left - (27.0 - ago)).abs() < 0.2, "{scope:?} {ago} {left}");
        }
    }
}

/// The crossroads as two Chinese nodes: each tells of the lanes that come to it only. Node 2 lies in the north, and its
/// link from node 1 is the way out of the crossroads.
fn two_nodes() -> [RoadMap; 2] {
    let node = |id| IntersectionId { scope: Scope::Csae, region: 0, id };
    let (mut first, mut second) = (crossroads(), crossroads());
    (first.id, second.id) = (node(1), node(2));
    let north = first.lanes.iter().find(|lane| lane.id.lane == 2).unwrap().clone();
    first.lanes.retain(|lane| lane.approach == Approach::Ingress);
    let way_out = LaneId { link: 2, lane: 2 };
    let connection = Connection { to: Some(way_out), signal_group: Some(1), ..Connection::default() };
    first.lanes[0].connections = vec![connection];
    let centre = north.centre.iter().rev().copied().collect();
    let id = LaneId { link: 1, lane: 2 };
    second.lanes = vec![v2x_fusion::context::Lane { id, approach: Approach::Ingress, centre, ..north }];
    [first, second]
}

#[test]
fn ways_out_are_found_in_the_neighbours_maps() {
    let mut scene = Scene::new();
    let maps = two_nodes();
    for map in maps.clone().into_iter().chain(maps) {
        scene.map(map);
    }
    let known = scene.engine.context().intersections();
    assert_eq!(known.iter().map(|known| known.lanes.len()).collect::<Vec<_>>(), [3, 1]);
    let out = known[0].lane(LaneId { link: 2, lane: 2 }).unwrap();
    assert_eq!(out.approach, Approach::Egress);
    assert!((out.centre[0] - Point::new(0.0, 10.0)).norm() < 1e-6, "{:?}", out.centre);
    assert_eq!(known[0].own_lanes, 2);
    // Whoever is between the stop line and the way out is on the way across.
    scene.run(1.1, &[Actor::car([0.0, -10.0], 0.0, 10.0)]);
    let picture = scene.picture();
    let seen = scene.engine.situation(&picture.tracks[0]).unwrap();
    assert!(seen.crossing && seen.intersection.id == 1, "{seen:?}");
    assert!(scene.warnings.iter().all(|warning| warning.kind != WarningKind::RedLight));
}

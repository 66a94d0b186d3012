//! Where road users are on the lanes, and what the lights show them.

mod common;

use common::{Actor, Scene, crossroads};
use core::time::Duration;
use v2x_fusion::context::{Approach, IntersectionId, LaneId, SignalState, Situation};
use v2x_fusion::{Geodetic, Point, TrackId};

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

//! Where road users are on the lanes, and what the lights show them.

mod common;

use common::{Actor, Scene, crossroads};
use v2x_fusion::context::{Approach, SignalState, Situation};

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

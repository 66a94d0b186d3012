//! What was verified is told apart from what was not, down to the warnings.

mod common;

use common::{Actor, Scene, crossroads};
use v2x_fusion::context::{RoadMap, SignalState};
use v2x_fusion::{Input, Observation};

const RUNNER: Actor =
    Actor { from: [0.0, -60.0], heading: 0.0, speed: 15.0, brakes: None, class: v2x_fusion::Class::Car };

/// A runner of a red light, with some of what it is judged from not verified.
fn run(map: bool, light: bool, car: impl Fn(usize) -> bool) -> Scene {
    let mut scene = Scene::new();
    scene.map(RoadMap { verified: map, ..crossroads() });
    (scene.light, scene.verified) = (SignalState::StopAndRemain, light);
    for step in 0..40 {
        scene.step(|scene| {
            let report = RUNNER.report(0, step as f64 * 0.1, scene.now, &scene.plane);
            let mut input = Input::from(report);
            input.set_verified(car(step));
            scene.engine.handle(scene.now, input);
        });
    }
    scene
}

#[test]
fn a_warning_is_verified_when_all_behind_it_is() {
    for (map, light, car, expected) in [
        (true, true, true, true),
        (false, true, true, false),
        (true, false, true, false),
        (true, true, false, false),
        (false, false, false, false),
    ] {
        let scene = run(map, light, |_| car);
        let first = scene.warnings.first().expect("it runs the light");
        assert_eq!(first.verified, expected, "{map} {light} {car}");
        assert!(scene.warnings.iter().all(|warning| warning.verified == expected));
    }
}

#[test]
fn a_track_is_verified_two_seconds_after_the_last_report_that_was_not() {
    let verified = |until: usize, unverified: usize| {
        let mut scene = Scene::new();
        for step in 0..until {
            scene.step(|scene| {
                let report = RUNNER.report(0, step as f64 * 0.1, scene.now, &scene.plane);
                let report = Observation { verified: step != unverified, ..report };
                scene.engine.handle(scene.now, report.into());
            });
        }
        scene.picture().tracks.first().map(|track| track.verified)
    };
    assert_eq!(verified(10, 99), Some(true));
    assert_eq!(verified(10, 9), Some(false));
    assert_eq!(verified(28, 9), Some(false));
    assert_eq!(verified(32, 9), Some(true));
}

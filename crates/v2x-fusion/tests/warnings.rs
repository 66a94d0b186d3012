//! Dangers on a crossroads of two streets, driven and told of by the road users themselves.

mod common;

use common::{Actor, Scene, crossroads};
use v2x_fusion::Class;
use v2x_fusion::context::{Connection, GroupState, LaneId, SignalReport, SignalState};
use v2x_fusion::warning::{Warning, WarningKind, WarningPhase};

fn kinds(warnings: &[Warning]) -> Vec<WarningKind> {
    let mut kinds: Vec<_> = warnings.iter().map(|warning| warning.kind).collect();
    kinds.dedup();
    kinds
}

/// Plays a scene for some seconds on the crossroads and gives the warnings of all kinds.
fn play(light: SignalState, seconds: f64, actors: &[Actor]) -> Vec<Warning> {
    let mut scene = Scene::new();
    scene.map(crossroads());
    scene.light = light;
    scene.run(seconds, actors);
    scene.warnings
}

#[test]
fn a_runner_is_told_of_before_and_while_it_runs() {
    let warnings = play(SignalState::StopAndRemain, 7.0, &[Actor::car([0.0, -60.0], 0.0, 15.0)]);
    assert_eq!(kinds(&warnings), [WarningKind::RedLight]);
    let (first, last) = (warnings.first().unwrap(), warnings.last().unwrap());
    assert_eq!(first.phase, WarningPhase::Begin);
    assert!(first.lead > 0.8 && first.lead < 2.5, "{first:?}");
    assert_eq!(first.signal.unwrap().1, 1);
    assert!(first.position.x.abs() < 2.0 && (first.position.y + 10.0).abs() < 2.0, "{first:?}");
    assert_eq!(last.phase, WarningPhase::End);
    assert!(warnings.iter().all(|warning| warning.id == first.id), "one danger, one number");
}

/// Straight on from a lane that also leads to the right, where the two ways have lights of their own.
fn play_two_ways(straight: SignalState, right: SignalState) -> Vec<Warning> {
    let mut scene = Scene::new();
    scene.light = straight;
    let mut map = crossroads();
    let to = Some(LaneId { link: 0, lane: 4 });
    map.lanes[0].connections.push(Connection { to, signal_group: Some(2), ..Connection::default() });
    scene.map(map);
    let car = Actor::car([0.0, -60.0], 0.0, 15.0);
    for step in 0..70 {
        let groups = [(1, straight), (2, right)];
        let groups =
            groups.map(|(group, state)| GroupState { group, state, ..GroupState::default() }).to_vec();
        scene.step(|scene| {
            let now = scene.now;
            let report = SignalReport { time: now, received: now, groups, ..SignalReport::default() };
            scene.engine.handle(now, report.into());
            let report = car.report(0, f64::from(step) * 0.1, now, &scene.plane);
            scene.engine.handle(now, report.into());
        });
    }
    scene.warnings
}

#[test]
fn where_a_lane_leads_two_ways_the_one_taken_counts() {
    let (red, green) = (SignalState::StopAndRemain, SignalState::ProtectedMovement);
    let warnings = play_two_ways(red, green);
    assert_eq!(kinds(&warnings), [WarningKind::RedLight]);
    // It might have turned until it is well past the line.
    assert_eq!(warnings[0].lead, 0.0);
    assert_eq!(warnings[0].signal.unwrap().1, 1);
    assert_eq!(play_two_ways(green, red), []);
}

#[test]
fn who_brakes_in_time_is_left_alone() {
    // At 4 m/s² a car at 15 m/s stops within 28 m, a metre before the line.
    let car = Actor { brakes: Some((1.0, 4.0)), ..Actor::car([0.0, -56.4], 0.0, 15.0) };
    assert_eq!(play(SignalState::StopAndRemain, 8.0, &[car]), []);
}

#[test]
fn green_harms_nobody() {
    assert_eq!(play(SignalState::ProtectedMovement, 5.0, &[Actor::car([0.0, -60.0], 0.0, 15.0)]), []);
}

#[test]
fn paths_that_cross_at_the_same_time() {
    let actors = [Actor::car([0.0, -45.0], 0.0, 15.0), Actor::car([-45.0, 0.0], 90.0, 15.0)];
    let warnings = play(SignalState::ProtectedMovement, 4.0, &actors);
    assert_eq!(kinds(&warnings), [WarningKind::Collision]);
    assert!(warnings[0].lead > 0.8 && warnings[0].probability > 0.6, "{warnings:?}");
    assert!(warnings[0].position.norm() < 5.0);
}

#[test]
fn paths_that_cross_one_after_the_other() {
    let actors = [Actor::car([0.0, -45.0], 0.0, 15.0), Actor::car([-85.0, 0.0], 90.0, 15.0)];
    assert_eq!(play(SignalState::ProtectedMovement, 8.0, &actors), []);
}

#[test]
fn a_queue_that_is_run_into() {
    let actors = [Actor::car([0.0, -100.0], 0.0, 15.0), Actor::car([0.0, -50.0], 0.0, 0.0)];
    let warnings = play(SignalState::ProtectedMovement, 4.0, &actors);
    assert_eq!(kinds(&warnings), [WarningKind::RearEnd]);
    assert!(warnings[0].lead > 0.8, "{warnings:?}");
}

#[test]
fn a_walker_who_steps_in_front_of_a_car() {
    let walker = Actor { class: Class::Pedestrian, ..Actor::car([5.0, -40.0], 270.0, 1.5) };
    let actors = [Actor::car([0.0, -90.0], 0.0, 15.0), walker];
    let warnings = play(SignalState::ProtectedMovement, 4.0, &actors);
    assert_eq!(kinds(&warnings), [WarningKind::Vru]);
    assert!(warnings[0].lead > 0.8, "{warnings:?}");
}

#[test]
fn a_walker_on_the_pavement() {
    let walker = Actor { class: Class::Pedestrian, ..Actor::car([3.5, -60.0], 0.0, 1.5) };
    assert_eq!(play(SignalState::ProtectedMovement, 6.0, &[Actor::car([0.0, -90.0], 0.0, 15.0), walker]), []);
}

/// A car that is to cross at the same time as another, and brakes, but not to a stop: it comes 1.2 s after the other left.
const YIELDS: Actor = Actor { brakes: Some((1.0, 3.5)), ..Actor::car([-49.0, 0.0], 90.0, 15.0) };

#[test]
fn a_near_miss_after_a_collision_course() {
    let actors = [Actor::car([0.0, -45.0], 0.0, 15.0), YIELDS];
    let warnings = play(SignalState::ProtectedMovement, 6.0, &actors);
    assert_eq!(kinds(&warnings), [WarningKind::Collision]);
    assert!(warnings[0].lead > 0.1 && warnings[0].position.norm() < 5.0, "{warnings:?}");
}

#[test]
fn as_near_without_a_collision_course() {
    let actors = [Actor::car([0.0, -45.0], 0.0, 15.0), Actor::car([-69.3, 0.0], 90.0, 15.0)];
    assert_eq!(play(SignalState::ProtectedMovement, 6.0, &actors), []);
}

#[test]
fn a_near_miss_with_somebody_who_hesitates() {
    // At first a runner would be hit; it slows down, and comes 0.6 s after the car left.
    let runner = Actor { brakes: Some((1.2, 0.7)), ..Actor::car([10.15, -40.0], 270.0, 3.0) };
    let runner = Actor { class: Class::Pedestrian, ..runner };
    let warnings = play(SignalState::ProtectedMovement, 6.0, &[Actor::car([0.0, -85.0], 0.0, 15.0), runner]);
    assert_eq!(kinds(&warnings), [WarningKind::Vru]);
}

/// A car on a way north that bends to the east, after so many metres: straight on for 40 m, then around a corner of 8 m.
fn around_a_corner(covered: f64, speed: f64) -> Actor {
    const RADIUS: f64 = 8.0;
    const BEGINS: f64 = 40.0;
    let angle = ((covered - BEGINS) / RADIUS).clamp(0.0, core::f64::consts::FRAC_PI_2);
    let beyond = (covered - BEGINS - RADIUS * core::f64::consts::FRAC_PI_2).max(0.0);
    let x = RADIUS * (1.0 - angle.cos()) + beyond;
    let y = covered.min(BEGINS) + RADIUS * angle.sin();
    Actor::car([x, y], angle.to_degrees(), speed)
}

#[test]
fn one_follows_another_around_a_corner() {
    let mut scene = Scene::new();
    for step in 0..120 {
        let t = f64::from(step) * 0.1;
        // The second one comes up at 10 m/s, brakes at 4 m/s², and keeps 9 m behind: 0.7 s between bumpers.
        let braking = (t - 4.0).clamp(0.0, 1.0);
        let second = 10.0 * t - 12.0 - 2.0 * braking * braking - 4.0 * (t - 5.0).max(0.0);
        let cars = [around_a_corner(15.0 + 6.0 * t, 6.0), around_a_corner(second, 10.0 - 4.0 * braking)];
        scene.step(|scene| {
            for (number, car) in (0..).zip(&cars) {
                let mut report = car.report(number, 0.0, scene.now, &scene.plane);
                // In the curve of 8 m.
                let turns = car.heading > 0.0 && car.heading < 90.0;
                report.yaw_rate = Some(if turns { car.speed as f32 / 8.0 } else { 0.0 });
                report.acceleration = Some(if number == 1 && t > 4.0 && t < 5.0 { -4.0 } else { 0.0 });
                scene.engine.handle(scene.now, report.into());
            }
        });
    }
    let collisions = scene.warnings.iter().filter(|warning| warning.kind == WarningKind::Collision);
    assert_eq!(collisions.count(), 0, "{:?}", scene.warnings);
}

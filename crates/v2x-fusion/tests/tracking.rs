//! Who is who, and how surely: identities, errors that do not average away, clocks, clutter.

mod common;

use common::{Actor, Scene};
use v2x_fusion::{Class, Ellipse, Event, Measured, Observation, Point, Scope, StationId, Subject, TrackId};

/// A sensor's report of what a road user would report of itself.
fn seen(exact: &Observation, sensor: &[u8], number: u16, off: Point, scene: &Scene) -> Observation {
    Observation {
        station: StationId::new(Scope::Local, sensor),
        subject: Subject::Object { number, known_as: None },
        position: scene.plane.place(&(scene.plane.point(&exact.position) + off)),
        accuracy: Some(Ellipse::round(0.4)),
        speed: exact.speed.map(|speed| Measured::with_sigma(speed.value, 0.3)),
        heading: exact.heading.map(|heading| Measured::with_sigma(heading.value, 0.05)),
        acceleration: None,
        yaw_rate: None,
        ..*exact
    }
}

/// Small errors that repeat after a while and add up to nothing.
fn wobble(step: i64) -> Point {
    let phase = step as f64;
    Point::new((phase * 2.1).sin(), (phase * 3.3).cos()) * 0.3
}

fn ids(scene: &Scene) -> Vec<TrackId> {
    scene.picture().tracks.iter().map(|track| track.id).collect()
}

#[test]
fn a_change_of_pseudonym_is_seen_through() {
    let mut scene = Scene::new();
    let cars = [Actor::car([0.0, 0.0], 0.0, 12.0), Actor::car([0.0, -25.0], 0.0, 12.0)];
    for step in 0..60 {
        scene.step(|scene| {
            for (number, car) in (0..).zip(&cars) {
                let report = car.report(number, step as f64 * 0.1, scene.now, &scene.plane);
                // Both change their names within half a second.
                let name = if step >= 30 + 4 * i64::from(number) { number + 100 } else { number + 1 };
                let station = StationId::new(Scope::Local, &[name]);
                scene.engine.handle(scene.now, Observation { station, ..report }.into());
            }
        });
        if step > 1 {
            assert_eq!(ids(&scene), [TrackId(1), TrackId(2)], "step {step}");
        }
    }
    assert_eq!(scene.engine.statistics().relinked, 2);
    let names: Vec<_> = scene.picture().tracks.iter().map(|track| track.station.unwrap().octets[0]).collect();
    assert_eq!(names, [100, 101]);
}

#[test]
fn who_speaks_and_is_seen_by_two_is_one() {
    let mut scene = Scene::new();
    let car = Actor::car([0.0, 0.0], 0.0, 10.0);
    for step in 0..50 {
        scene.step(|scene| {
            let exact = car.report(0, step as f64 * 0.1, scene.now, &scene.plane);
            // Its receiver is off by more than a metre, the sensors are not.
            let off = Point::new(0.9, -0.7);
            let position = scene.plane.place(&(scene.plane.point(&exact.position) + off));
            scene.engine.handle(scene.now, Observation { position, ..exact }.into());
            for (sensor, shift) in [(b"left!", 0), (b"right", 5)] {
                let report = seen(&exact, sensor, 7, wobble(step + shift), scene);
                scene.engine.handle(scene.now, report.into());
            }
        });
    }
    let picture = scene.picture();
    assert_eq!(picture.tracks.len(), 1, "{:?}", picture.tracks);
    let truth = Point::new(0.0, 49.0);
    assert!((picture.tracks[0].position - truth).norm() < 0.25, "the sensors show where it is");
}

#[test]
fn an_error_that_stays_is_not_averaged_away() {
    let mut scene = Scene::new();
    let car = Actor::car([0.0, 0.0], 0.0, 10.0);
    for step in 0..100 {
        scene.step(|scene| {
            let exact = car.report(0, step as f64 * 0.1, scene.now, &scene.plane);
            let position = scene.plane.place(&(scene.plane.point(&exact.position) + Point::new(0.8, 0.8)));
            let accuracy = Some(Ellipse::round(0.8));
            scene.engine.handle(scene.now, Observation { position, accuracy, ..exact }.into());
        });
    }
    let covariance = scene.picture().tracks[0].position_covariance;
    // A hundred reports with fresh errors would leave a tenth of 0.8 m; these leave what they began with.
    assert!(covariance.xx > 0.55 && covariance.yy > 0.55, "{covariance:?}");
    assert!(covariance.xx < 0.75 && covariance.yy < 0.75, "{covariance:?}");
}

#[test]
fn what_was_tracked_already_counts_once() {
    let spread = |filtered| {
        let mut scene = Scene::new();
        let car = Actor::car([0.0, 0.0], 0.0, 10.0);
        for step in 0..50 {
            scene.step(|scene| {
                let exact = car.report(0, step as f64 * 0.1, scene.now, &scene.plane);
                let report = seen(&exact, b"unit", 3, Point::zeros(), scene);
                scene.engine.handle(scene.now, Observation { filtered, ..report }.into());
            });
        }
        scene.picture().tracks[0].position_covariance.worst()
    };
    // Errors of tracked objects last: fifty reports of 0.4 m leave about as much, of detections far less.
    let (tracked, detected) = (spread(true), spread(false));
    assert!(tracked > 0.08 && tracked < 0.4 && detected < 0.5 * tracked, "{tracked} {detected}");
}

#[test]
fn a_sensor_that_swaps_numbers_changes_nobody() {
    let mut scene = Scene::new();
    let cars = [Actor::car([0.0, 0.0], 0.0, 10.0), Actor::car([3.4, -1.0], 0.0, 10.5)];
    for step in 0..80 {
        scene.step(|scene| {
            for (number, car) in (0..).zip(&cars) {
                let exact = car.report(number, step as f64 * 0.1, scene.now, &scene.plane);
                // The numbers change hands every second.
                let number = u16::from(number) ^ (step / 10 % 2) as u16;
                let report = seen(&exact, b"sensor", number, wobble(step + i64::from(number)), scene);
                scene.engine.handle(scene.now, report.into());
            }
        });
        let picture = scene.picture();
        if step > 10 {
            let east: Vec<_> = picture.tracks.iter().map(|track| track.position.x.round()).collect();
            assert_eq!(east.len(), 2, "step {step}");
            assert!(east[0].abs() < 2.0 && east[1] > 1.0, "step {step}: {east:?}");
        }
    }
    assert_eq!(ids(&scene).len(), 2);
    assert_eq!(scene.engine.statistics().tracks_ended, 0);
}

#[test]
fn clutter_is_not_shown() {
    let mut scene = Scene::new();
    let ghost = Actor { class: Class::Pedestrian, ..Actor::car([0.0, 0.0], 0.0, 1.0) };
    let mut shown = 0;
    for step in 0..200_i64 {
        scene.step(|scene| {
            let exact = ghost.report(0, 0.0, scene.now, &scene.plane);
            // Nowhere twice within a second or so.
            let at = Point::new((step * 37 % 101) as f64 - 50.0, (step * 53 % 97) as f64 - 50.0);
            scene.engine.handle(scene.now, seen(&exact, b"sensor", step as u16, at, scene).into());
        });
        shown += scene.picture().tracks.len();
    }
    assert_eq!(shown, 0);
}

#[test]
fn a_sensor_whose_clock_is_off_is_found_out() {
    let mut scene = Scene::new();
    let car = Actor::car([0.0, -400.0], 0.0, 20.0);
    for step in 0..300 {
        scene.step(|scene| {
            let exact = car.report(0, step as f64 * 0.1, scene.now, &scene.plane);
            for (sensor, late) in [(b"right", 0), (b"wrong", 60_000)] {
                let report = seen(&exact, sensor, 7, wobble(step + late), scene);
                let measured = report.measured.offset(late - 60_000);
                let received = report.received.offset(20_000);
                // Both look 60 ms before; the second says that it was now.
                let back = Point::new(0.0, -1.2);
                let position = scene.plane.place(&(scene.plane.point(&report.position) + back));
                let report = Observation { measured, received, position, ..report };
                scene.engine.handle(scene.now, report.into());
            }
        });
    }
    // By half of 60 ms each would be off by 0.6 m, in opposite directions; together they tell the difference, and the
    // picture doubts what it cannot know.
    let picture = scene.picture();
    assert_eq!(picture.tracks.len(), 1);
    let track = &picture.tracks[0];
    let error = track.position.y - (-400.0 + 20.0 * 29.9);
    assert!(error.abs() < 0.75, "{error}");
    assert!(error * error < 9.0 * track.position_covariance.yy, "{error} {:?}", track.position_covariance);
}

#[test]
fn late_reports_give_what_they_would_have_given_in_time() {
    let car = Actor::car([0.0, 0.0], 90.0, 10.0);
    let place = |late: bool| {
        let mut scene = Scene::new();
        let mut held: Vec<Observation> = Vec::new();
        for step in 0..40 {
            scene.step(|scene| {
                let exact = car.report(0, step as f64 * 0.1, scene.now, &scene.plane);
                scene.engine.handle(scene.now, exact.into());
                let report = seen(&exact, b"sensor", 7, wobble(step), scene);
                // Every look comes two scans late, or at once.
                held.push(report);
                if !late || held.len() > 2 {
                    let report = held.remove(0);
                    scene.engine.handle(scene.now, Observation { received: scene.now, ..report }.into());
                }
            });
            while let Some(event) = scene.engine.poll_event() {
                assert!(!matches!(event, Event::TrackEnded { .. }));
            }
        }
        for report in held {
            scene.engine.handle(scene.now, Observation { received: scene.now, ..report }.into());
        }
        assert_eq!(scene.engine.statistics().out_of_sequence > 30, late);
        scene.picture().tracks[0].position
    };
    let apart = (place(true) - place(false)).norm();
    assert!(apart < 0.05, "{apart}");
}

/// How long a road user is shown after it was reported last, in tenths of a second: `hear` reports it, and what else there
/// is, at each step; the road user itself is told of `from` a step on until three seconds have passed.
fn outlives(from: i64, mut hear: impl FnMut(&mut Scene, i64, bool)) -> usize {
    let mut scene = Scene::new();
    let mut shown = 0;
    for step in 0..80_i64 {
        scene.step(|scene| hear(scene, step, (from..30).contains(&step)));
        let there = scene.picture().tracks.iter().any(|track| track.position.x.abs() < 10.0);
        if step < 30 {
            assert_eq!(there, step >= from && (there || step > from + 5), "step {step}");
        } else {
            shown += usize::from(there);
        }
    }
    shown
}

#[test]
fn a_station_that_falls_silent_is_expected_for_a_while() {
    let car = Actor::car([0.0, 0.0], 0.0, 10.0);
    let shown = outlives(0, |scene, step, speaks| {
        if speaks {
            let report = car.report(0, step as f64 * 0.1, scene.now, &scene.plane);
            scene.engine.handle(scene.now, report.into());
        }
    });
    // A second and a half: one message in five may be lost for long, and who leaves the radio's range is still there.
    assert!((14..=15).contains(&shown), "{shown}");
    let lost = outlives(0, |scene, step, speaks| {
        // Four messages in five do not come in.
        if speaks && step % 5 == 0 {
            let report = car.report(0, step as f64 * 0.1, scene.now, &scene.plane);
            scene.engine.handle(scene.now, report.into());
        }
    });
    assert!((10..=15).contains(&lost), "{lost}");
}

#[test]
fn who_a_sensor_sees_no_more_is_gone_the_sooner_the_less_it_was_seen() {
    let (here, there) = (Actor::car([0.0, 0.0], 0.0, 0.0), Actor::car([40.0, 0.0], 0.0, 0.0));
    let look = |scene: &mut Scene, step: i64, actors: &[(u16, &Actor)]| {
        for (number, actor) in actors {
            let exact = actor.report(*number as u8, 0.0, scene.now, &scene.plane);
            scene.engine.handle(scene.now, seen(&exact, b"sensor", *number, wobble(step), scene).into());
        }
    };
    let shown_after = |from: i64| {
        outlives(from, |scene, step, visible| {
            let both = [(1, &there), (2, &here)];
            look(scene, step, &both[..if visible { 2 } else { 1 }]);
        })
    };
    // What was seen for long may be hidden for long; what was seen for a moment may have been nothing.
    let (long, briefly) = (shown_after(0), shown_after(22));
    assert!((20..=25).contains(&long), "{long}");
    assert!((5..=15).contains(&briefly), "{briefly}");
    // A sensor that has fallen silent shows nothing of anybody.
    let silent = outlives(0, |scene, step, visible| {
        if visible {
            look(scene, step, &[(1, &there), (2, &here)]);
        }
    });
    assert!((24..=25).contains(&silent), "{silent}");
}

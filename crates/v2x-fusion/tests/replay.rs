//! The same recording gives the same answers, whenever and however often it is played.

mod common;

use core::time::Duration;
use std::fmt::Write as _;

use common::{Actor, ORIGIN, crossroads};
use v2x_fusion::context::{RoadMap, SignalReport};
use v2x_fusion::{Class, Config, Engine, Input, Observation, Part, Plane, Replay, StationId, Subject, Time};

const BEGIN: Time = Time::from_micros(1_750_172_378_000_000);

/// Ten seconds at the crossroads: a queue that brakes, people at the side; all speak, a sensor sees all 130 ms late, and
/// one report in five is lost. In order of reception.
fn recording() -> Vec<(Time, Input)> {
    let cars = (0..5).map(|n| Actor {
        brakes: Some((1.0, 3.0)),
        ..Actor::car([0.0, -50.0 - 12.0 * f64::from(n)], 0.0, 12.0)
    });
    let people = (0..4).map(|n| Actor {
        class: Class::Pedestrian,
        ..Actor::car([6.0 + 0.7 * f64::from(n), -30.0], 0.0, 1.3)
    });
    let actors: Vec<Actor> = cars.chain(people).collect();
    let plane = Plane::new(ORIGIN);
    let mut inputs = vec![(BEGIN, RoadMap { received: BEGIN, ..crossroads() }.into())];
    for step in 0..100_i64 {
        let at = BEGIN.offset(step * 100_000);
        inputs.push((at, SignalReport { time: at, received: at, ..SignalReport::default() }.into()));
        let late = at.offset(130_000);
        for (number, actor) in (0..).zip(&actors) {
            let own = actor.report(number, step as f64 * 0.1, at, &plane);
            let part = Part { index: u16::from(number), count: actors.len() as u16 };
            let subject = Subject::Object { number: u16::from(number), known_as: None };
            let station = StationId::new(own.station.scope, b"sensor");
            let seen = Observation { station, subject, part, received: late, ..own };
            if (step * 7 + i64::from(number)) % 5 != 0 {
                inputs.push((at, own.into()));
            }
            if (step * 3 + i64::from(number)) % 5 != 0 {
                inputs.push((late, seen.into()));
            }
        }
    }
    inputs.sort_by_key(|(at, _)| *at);
    inputs
}

/// All pictures and events, to the last bit of their numbers.
fn play(recording: &[(Time, Input)]) -> String {
    let mut replay = Replay::new(Engine::new(Config::default()), Duration::from_millis(100));
    let mut told = String::new();
    for (at, input) in recording {
        while let Some(picture) = replay.before(*at) {
            let _ = writeln!(told, "{picture:?}");
        }
        replay.handle(*at, input.clone());
        while let Some(event) = replay.engine().poll_event() {
            let _ = writeln!(told, "{event:?}");
        }
    }
    while let Some(picture) = replay.rest() {
        let _ = writeln!(told, "{picture:?}");
    }
    told
}

#[test]
fn a_recording_played_again_gives_the_same_to_the_last_bit() {
    let recording = recording();
    let first = play(&recording);
    assert!(first.lines().count() > 100 && first.contains("TrackConfirmed"));
    assert!(first == play(&recording), "the two differ");
}

//! One table of how the engine does on small scenes under packet loss, kept in git: what a change does to errors, switches
//! and warnings shows as a difference of numbers. A run that differs writes the new table and fails; if the new numbers
//! are wanted, commit them.

mod common;

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::Path;

use common::{Actor, Dice, Scene, crossroads};
use v2x_fusion::context::SignalState;
use v2x_fusion::warning::WarningKind;
use v2x_fusion::{Class, Ellipse, Measured, Observation, Point, Scope, StationId, Subject, TrackId};

/// A scene: who is there, whether they speak, the light, and the warnings that are due.
struct Play {
    name: &'static str,
    actors: Vec<Actor>,
    /// Every so many of the actors speaks for itself.
    speaks: usize,
    /// Sensors that see all of it. The second takes every other person for a vehicle.
    sensors: u8,
    light: SignalState,
    due: &'static [WarningKind],
}

fn walker(from: [f64; 2], heading: f64) -> Actor {
    Actor { class: Class::Pedestrian, ..Actor::car(from, heading, 1.4) }
}

fn plays() -> Vec<Play> {
    let column = |count: i32, gap: f64, speed: f64| {
        (0..count).map(move |n| Actor::car([0.0, -40.0 - f64::from(n) * gap], 0.0, speed))
    };
    let braking = column(4, 14.0, 12.0).map(|car| {
        // To a metre before the line or the car ahead, at 3 m/s².
        Actor { brakes: Some(((-car.from[1] - 13.3 - 24.0) / 24.0, 3.0)), ..car }
    });
    let crowd = (0..6).map(|n| walker([-6.0 - f64::from(n % 2) * 1.2, -20.0 + f64::from(n) * 1.1], 0.0));
    let walkers = (0..4).map(|n| walker([-8.0, -30.0 + f64::from(n) * 6.0], 0.0));
    let green = SignalState::ProtectedMovement;
    let calm = Play {
        name: "column",
        actors: column(6, 18.0, 10.0).collect(),
        speaks: 2,
        sensors: 1,
        light: green,
        due: &[],
    };
    let red = SignalState::StopAndRemain;
    vec![
        calm,
        Play { name: "stop at red", actors: braking.collect(), speaks: 2, sensors: 1, light: red, due: &[] },
        Play {
            name: "two sensors",
            actors: walkers.chain(column(3, 18.0, 10.0)).collect(),
            speaks: 3,
            sensors: 2,
            light: green,
            due: &[],
        },
        Play { name: "crowd", actors: crowd.collect(), speaks: 3, sensors: 1, light: green, due: &[] },
        Play {
            name: "runner",
            actors: vec![Actor::car([0.0, -75.0], 0.0, 15.0)],
            speaks: 1,
            sensors: 1,
            light: red,
            due: &[WarningKind::RedLight],
        },
        Play {
            name: "crossing",
            actors: vec![Actor::car([0.0, -60.0], 0.0, 14.0), Actor::car([-61.0, 0.0], 90.0, 14.0)],
            speaks: 2,
            sensors: 1,
            light: green,
            due: &[WarningKind::Collision],
        },
        Play {
            name: "walker",
            actors: vec![Actor::car([0.0, -85.0], 0.0, 13.0), walker([5.5, -38.0], 270.0)],
            speaks: 1,
            sensors: 1,
            light: green,
            due: &[WarningKind::Vru],
        },
    ]
}

/// What came of a scene.
#[derive(Default)]
struct Score {
    squares: f64,
    matched: u32,
    due: u32,
    missed: u32,
    surplus: u32,
    switches: u32,
    last: HashMap<usize, TrackId>,
}

impl Score {
    /// Compares the picture with the truth: nearest first, within 3 m.
    fn note(&mut self, scene: &Scene, truth: &[(usize, Point)]) {
        let picture = scene.picture_at(scene.now);
        let mut pairs = Vec::new();
        for (actor, place) in truth {
            for track in &picture.tracks {
                pairs.push(((track.position - place).norm(), *actor, track.id));
            }
        }
        pairs.retain(|(away, ..)| *away < 3.0);
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut found: HashMap<usize, TrackId> = HashMap::new();
        for (away, actor, track) in pairs {
            if found.contains_key(&actor) || found.values().any(|taken| *taken == track) {
                continue;
            }
            found.insert(actor, track);
            self.squares += away * away;
            self.matched += 1;
            self.switches += u32::from(self.last.insert(actor, track).is_some_and(|last| last != track));
        }
        self.due += truth.len() as u32;
        self.missed += (truth.len() - found.len()) as u32;
        self.surplus += (picture.tracks.len() - found.len()) as u32;
    }
}

/// Six seconds of a scene at a share of messages lost.
fn run(play: &Play, loss: f64, seed: u64) -> (Score, Vec<WarningKind>) {
    let mut dice = Dice(seed);
    let mut scene = Scene::new();
    scene.map(crossroads());
    scene.light = play.light;
    let errors: Vec<Point> = play.actors.iter().map(|_| dice.pair(0.8)).collect();
    let mut score = Score::default();
    for step in 0..60 {
        let t = f64::from(step) * 0.1;
        scene.step(|scene| {
            let mut truth = Vec::new();
            for (number, actor) in play.actors.iter().enumerate() {
                let exact = actor.report(number as u8, t, scene.now, &scene.plane);
                let place = scene.plane.point(&exact.position);
                let speaks = number % play.speaks == 0;
                if speaks && dice.share() >= loss {
                    let fresh = dice.pair(0.2);
                    let position = scene.plane.place(&(place + errors[number] + fresh));
                    scene.engine.handle(scene.now, Observation { position, ..exact }.into());
                }
                if place.norm() < 70.0 {
                    for sensor in 0..play.sensors {
                        detect(scene, &mut dice, &exact, number as u16, sensor, loss);
                    }
                }
                if step >= 10 && (speaks || place.norm() < 65.0) {
                    truth.push((number, place));
                }
            }
            scene.engine.advance(scene.now);
            if step >= 10 {
                score.note(scene, &truth);
            }
        });
    }
    let mut kinds: Vec<_> = scene.warnings.iter().map(|warning| (warning.id, warning.kind)).collect();
    kinds.sort_by_key(|(id, _)| *id);
    kinds.dedup();
    (score, kinds.into_iter().map(|(_, kind)| kind).collect())
}

/// A sensor at the crossroads: 0.4 m, 0.3 m/s, one detection in twelve missing.
fn detect(scene: &mut Scene, dice: &mut Dice, exact: &Observation, number: u16, sensor: u8, loss: f64) {
    let (noise, faster, turned) = (dice.pair(0.4), dice.normal() * 0.3, dice.normal() * 0.02);
    if dice.share() < 0.08 || dice.share() < loss {
        return;
    }
    let position = scene.plane.place(&(scene.plane.point(&exact.position) + noise));
    let speed = exact.speed.map_or(0.0, |speed| f64::from(speed.value) + faster).max(0.0);
    let heading = exact.heading.map_or(0.0, |heading| f64::from(heading.value)) + turned;
    let seen = Observation {
        station: StationId::new(Scope::Local, &[b's', b'0' + sensor]),
        class: if sensor == 1 && number.is_multiple_of(2) { Class::Car } else { exact.class },
        subject: Subject::Object { number, known_as: None },
        position,
        accuracy: Some(Ellipse::round(0.4)),
        speed: Some(Measured::with_sigma(speed as f32, 0.3)),
        heading: Some(Measured::with_sigma(heading as f32, 0.05)),
        acceleration: None,
        yaw_rate: None,
        ..*exact
    };
    scene.engine.handle(scene.now, seen.into());
}

fn table() -> String {
    let mut table = String::from(
        "scene          loss  error m  missed %  surplus %  switches  warnings due  missed  false\n",
    );
    for play in plays() {
        for loss in [0.0, 0.1, 0.3] {
            let mut total = Score::default();
            let (mut missed, mut wrong) = (0, 0);
            for seed in 1..=4 {
                let (score, told) = run(&play, loss, seed * 7919);
                total.squares += score.squares;
                total.matched += score.matched;
                total.due += score.due;
                total.missed += score.missed;
                total.surplus += score.surplus;
                total.switches += score.switches;
                missed += play.due.iter().filter(|kind| !told.contains(kind)).count();
                wrong += told.iter().filter(|kind| !play.due.contains(kind)).count();
            }
            let percent = |count: u32| 100.0 * f64::from(count) / f64::from(total.due.max(1));
            let error = (total.squares / f64::from(total.matched.max(1))).sqrt();
            let (lost, surplus) = (percent(total.missed), percent(total.surplus));
            let due = play.due.len() * 4;
            let _ = writeln!(
                table,
                "{:<13} {:>4}%  {error:>7.2}  {lost:>8.1}  {surplus:>9.1}  {:>8}  {due:>12}  {missed:>6}  {wrong:>5}",
                play.name,
                loss * 100.0,
                total.switches,
            );
        }
    }
    table
}

#[test]
fn the_table_is_the_one_in_git() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/table.txt");
    let known = std::fs::read_to_string(&path).unwrap_or_default();
    let now = table();
    println!("{now}");
    if now != known {
        std::fs::write(&path, &now).expect("the folder of the sources can be written");
        panic!("the table differs from the one in git; {} has the new one", path.display());
    }
}

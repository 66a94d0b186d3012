//! What 100 ms of a dense road cost the fusion: 480 road users of whom nearly all speak ten times a second, two sensors
//! that see half of them 130 ms late, the warnings judged and the picture taken. Divide 100 ms by it for the share of a
//! core.

use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use v2x_fusion::{
    Class, Config, Ellipse, Engine, Geodetic, Measured, Observation, Part, Plane, Point, Scope, Size,
    Snapshot, StationId, Subject, Time,
};

const ORIGIN: Geodetic = Geodetic::new(48.0, 11.0);
/// Vehicles drive in rings one lane apart, so that traffic stays dense for as long as it is measured.
const RINGS: u32 = 10;
const VEHICLES: u32 = 40;
/// People walk to and fro beside them.
const PEOPLE: u32 = 80;
/// What a sensor sees lies within this distance, metres.
const SIGHT: f64 = 80.0;
/// A sensor's look comes so much later than it was made, microseconds.
const LATE: i64 = 130_000;

/// Numbers that look random and are the same in every run (xorshift64*, G. Marsaglia and S. Vigna).
struct Dice(u64);

impl Dice {
    fn share(&mut self) -> f64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// About normal: twelve shares have variance one.
    fn pair(&mut self, sigma: f64) -> Point {
        let mut normal = || ((0..12).map(|_| self.share()).sum::<f64>() - 6.0) * sigma;
        Point::new(normal(), normal())
    }
}

/// Where road user `number` is after `t` seconds: place, velocity, acceleration across.
fn truth(number: u32, t: f64) -> (Point, Point, f64) {
    if number >= RINGS * VEHICLES {
        let along = f64::from(number - RINGS * VEHICLES);
        let phase = t * 0.05 + along;
        let place = Point::new(along * 4.0 - 160.0, 10.0 * phase.sin() + 5.0);
        return (place, Point::new(0.0, 0.5 * phase.cos()), 0.0);
    }
    let radius = 120.0 + 3.5 * f64::from(number % RINGS);
    let speed = 6.0 + 0.4 * f64::from(number % RINGS);
    let angle = speed / radius * t + core::f64::consts::TAU * f64::from(number / RINGS) / f64::from(VEHICLES);
    let (sin, cos) = angle.sin_cos();
    (Point::new(cos, sin) * radius, Point::new(-sin, cos) * speed, speed * speed / radius)
}

fn report(number: u32, t: f64, at: Time, plane: &Plane, dice: &mut Dice) -> Observation {
    let (place, velocity, across) = truth(number, t);
    let vehicle = number < RINGS * VEHICLES;
    let station = StationId::new(Scope::Local, &number.to_be_bytes());
    let heard = at.offset(20_000);
    let slow = Dice(u64::from(number) + 1).pair(0.8);
    let mut own = Observation::own(station, at, heard, plane.place(&(place + slow + dice.pair(0.2))));
    own.accuracy = Some(Ellipse::round(0.8));
    own.speed = Some(Measured::new(velocity.norm() as f32));
    own.heading = Some(Measured::new(velocity.x.atan2(velocity.y) as f32));
    own.class = if vehicle { Class::Car } else { Class::Pedestrian };
    if vehicle {
        own.acceleration = Some(0.0);
        own.yaw_rate = Some((-across / velocity.norm()) as f32);
        own.size = Some(Size { length: 4.6, width: 1.8, height: 1.5 });
    }
    own
}

/// One look of one of the two sensors, which stand on the rings east and west.
fn look(sensor: u8, t: f64, at: Time, plane: &Plane, dice: &mut Dice) -> Vec<Observation> {
    let stands = Point::new(if sensor == 0 { -140.0 } else { 140.0 }, 0.0);
    let station = StationId::new(Scope::Local, &[b's', sensor]);
    let mut seen = Vec::new();
    for number in 0..RINGS * VEHICLES + PEOPLE {
        let (place, velocity, _) = truth(number, t);
        if (place - stands).norm() > SIGHT || dice.share() < 0.08 {
            continue;
        }
        let velocity = velocity + dice.pair(0.3);
        let mut detection = report(number, t, at, plane, dice);
        detection.received = at.offset(LATE);
        detection.station = station;
        detection.subject = Subject::Object { number: number as u16, known_as: None };
        detection.position = plane.place(&(place + dice.pair(0.4)));
        detection.accuracy = Some(Ellipse::round(0.4));
        detection.speed = Some(Measured::with_sigma(velocity.norm() as f32, 0.5));
        detection.heading = Some(Measured::new(velocity.x.atan2(velocity.y) as f32));
        (detection.acceleration, detection.yaw_rate) = (None, None);
        seen.push(detection);
    }
    let count = seen.len() as u16;
    for (index, detection) in (0..).zip(&mut seen) {
        detection.part = Part { index, count };
    }
    seen
}

/// The road and the engine that watches it.
struct Road {
    engine: Engine,
    plane: Plane,
    dice: Dice,
    picture: Snapshot,
    step: i64,
}

impl Road {
    fn new() -> Self {
        let config = Config { origin: Some(ORIGIN), ..Config::default() };
        let (engine, plane) = (Engine::new(config), Plane::new(ORIGIN));
        Self { engine, plane, dice: Dice(42), picture: Snapshot::default(), step: 0 }
    }

    /// What is received in the next 100 ms, in order.
    fn inputs(&mut self) -> Vec<Observation> {
        let (plane, dice) = (&self.plane, &mut self.dice);
        let begin = Time::from_micros(1_750_172_378_000_000).offset(self.step * 100_000);
        let seconds = self.step as f64 * 0.1;
        let mut inputs: Vec<_> = (0..RINGS * VEHICLES + PEOPLE)
            .map(|number| {
                let millis = i64::from(number * 37 % 79);
                report(number, seconds + millis as f64 * 1e-3, begin.offset(millis * 1000), plane, dice)
            })
            .collect();
        for sensor in [0, 1] {
            let before = i64::from(sensor) * 20_000 + 90_000;
            let t = seconds - before as f64 * 1e-6;
            inputs.extend(look(sensor, t, begin.offset(-before), plane, dice));
        }
        inputs.sort_by_key(|input| input.received);
        self.step += 1;
        inputs
    }

    /// Lets 100 ms pass; gives what the engine took for it.
    fn pass(&mut self) -> Duration {
        let inputs = self.inputs();
        let now = Time::from_micros(1_750_172_378_000_000).offset(self.step * 100_000);
        let clock = Instant::now();
        for input in inputs {
            self.engine.handle(input.received, input.into());
        }
        self.engine.advance(now);
        self.engine.snapshot(now, &mut self.picture);
        while let Some(event) = self.engine.poll_event() {
            black_box(event);
        }
        clock.elapsed()
    }
}

fn dense(c: &mut Criterion) {
    let mut road = Road::new();
    // Three seconds to learn who is there.
    for _ in 0..30 {
        road.pass();
    }
    assert!(road.picture.tracks.len() >= 440, "{} tracks", road.picture.tracks.len());
    c.bench_function("fusion, 100 ms of a dense road", |b| {
        b.iter_custom(|rounds| (0..rounds).map(|_| road.pass()).sum());
    });
}

criterion_group!(benches, dense);
criterion_main!(benches);

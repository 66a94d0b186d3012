//! A small world for tests: a crossroads, a light, and road users that tell of themselves ten times a second.

#![allow(dead_code, reason = "not every test uses all of it")]

use v2x_fusion::context::{
    Approach, Connection, GroupState, IntersectionId, Lane, LaneId, Manoeuvres, RoadMap, SignalReport,
    SignalState,
};
use v2x_fusion::warning::Warning;
use v2x_fusion::{
    Class, Config, Engine, Event, Geodetic, Measured, Observation, Plane, Point, Scope, Snapshot, StationId,
    Time,
};

pub(crate) const ORIGIN: Geodetic = Geodetic::new(48.0, 11.0);

/// A road user on a straight way.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Actor {
    /// Metres east and north, where its centre is at the beginning.
    pub(crate) from: [f64; 2],
    /// Degrees clockwise from north.
    pub(crate) heading: f64,
    /// m/s.
    pub(crate) speed: f64,
    /// From when, seconds, and how hard, m/s², it brakes.
    pub(crate) brakes: Option<(f64, f64)>,
    pub(crate) class: Class,
}

impl Actor {
    pub(crate) const fn car(from: [f64; 2], heading: f64, speed: f64) -> Self {
        Self { from, heading, speed, brakes: None, class: Class::Car }
    }

    /// Metres covered, speed and acceleration after `t` seconds.
    pub(crate) fn at(&self, t: f64) -> (f64, f64, f64) {
        let Some((begin, rate)) = self.brakes.filter(|(begin, _)| t > *begin) else {
            return (self.speed * t, self.speed, 0.0);
        };
        let braking = (t - begin).min(self.speed / rate);
        let covered = self.speed * begin + self.speed * braking - 0.5 * rate * braking * braking;
        let speed = self.speed - rate * braking;
        (covered, speed, if speed > 0.0 { -rate } else { 0.0 })
    }

    pub(crate) fn report(&self, number: u8, t: f64, now: Time, plane: &Plane) -> Observation {
        let heading = self.heading.to_radians();
        let (covered, speed, acceleration) = self.at(t);
        let place =
            Point::new(self.from[0] + covered * heading.sin(), self.from[1] + covered * heading.cos());
        let station = StationId::new(Scope::Local, &[number + 1]);
        let mut observation = Observation::own(station, now, now, plane.place(&place));
        observation.speed = Some(Measured::new(speed as f32));
        observation.heading = Some(Measured::new(heading as f32));
        observation.acceleration = Some(acceleration as f32);
        observation.yaw_rate = Some(0.0);
        observation.class = self.class;
        observation
    }
}

/// An engine, a light of one group, and what it warned of.
pub(crate) struct Scene {
    pub(crate) engine: Engine,
    pub(crate) plane: Plane,
    pub(crate) light: SignalState,
    /// Whether the light's messages are verified.
    pub(crate) verified: bool,
    pub(crate) warnings: Vec<Warning>,
    pub(crate) now: Time,
}

impl Scene {
    pub(crate) fn new() -> Self {
        Self {
            engine: Engine::new(Config { origin: Some(ORIGIN), ..Config::default() }),
            plane: Plane::new(ORIGIN),
            light: SignalState::Unavailable,
            verified: false,
            warnings: Vec::new(),
            now: Time::from_micros(1_750_172_378_000_000),
        }
    }

    pub(crate) fn map(&mut self, map: RoadMap) {
        self.engine.handle(self.now, RoadMap { received: self.now, ..map }.into());
    }

    /// Lets time run, with a report of each actor every 100 ms.
    pub(crate) fn run(&mut self, seconds: f64, actors: &[Actor]) {
        for step in 0..(seconds * 10.0) as i64 {
            let t = step as f64 * 0.1;
            self.step(|scene| {
                for (number, actor) in (0..).zip(actors) {
                    let report = actor.report(number, t, scene.now, &scene.plane);
                    scene.engine.handle(scene.now, report.into());
                }
            });
        }
    }

    /// Lets 100 ms pass, with what is heard in them.
    pub(crate) fn step(&mut self, hear: impl FnOnce(&mut Self)) {
        self.signal();
        hear(self);
        self.engine.advance(self.now);
        while let Some(event) = self.engine.poll_event() {
            if let Event::Warning(warning) = event {
                self.warnings.push(warning);
            }
        }
        self.now = self.now.offset(100_000);
    }

    fn signal(&mut self) {
        let group = GroupState { group: 1, state: self.light, ..GroupState::default() };
        let report = SignalReport {
            intersection: IntersectionId::default(),
            time: self.now,
            received: self.now,
            groups: vec![group],
            verified: self.verified,
        };
        self.engine.handle(self.now, report.into());
    }

    /// The picture at the end of the latest step.
    pub(crate) fn picture(&self) -> Snapshot {
        self.picture_at(self.now.offset(-100_000))
    }

    pub(crate) fn picture_at(&self, at: Time) -> Snapshot {
        let mut picture = Snapshot::default();
        self.engine.snapshot(at, &mut picture);
        picture
    }
}

/// Numbers that look random and are the same in every run (xorshift64*, G. Marsaglia and S. Vigna).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// 0 to 1.
    pub(crate) fn share(&mut self) -> f64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// About normal: twelve shares have variance one.
    pub(crate) fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.share()).sum::<f64>() - 6.0
    }

    pub(crate) fn pair(&mut self, sigma: f64) -> Point {
        Point::new(self.normal() * sigma, self.normal() * sigma)
    }
}

/// Two streets that cross: one from south to north under signal group 1, one from west to east without a signal. The
/// stop lines are ten metres from the middle.
pub(crate) fn crossroads() -> RoadMap {
    let straight = Manoeuvres { straight: true, ..Manoeuvres::default() };
    let lane = |number: u8, approach, direction: [f64; 2]| Lane {
        id: LaneId { link: 0, lane: number },
        approach,
        width: 3.5,
        centre: [10.0, 300.0].map(|away| Point::new(direction[0] * away, direction[1] * away)).to_vec(),
        manoeuvres: straight,
        ..Lane::default()
    };
    let leads = |lane: Lane, to: u8, signal_group| Lane {
        connections: vec![Connection {
            to: Some(LaneId { link: 0, lane: to }),
            signal_group,
            manoeuvres: straight,
        }],
        ..lane
    };
    RoadMap {
        reference: ORIGIN,
        lanes: vec![
            leads(lane(1, Approach::Ingress, [0.0, -1.0]), 2, Some(1)),
            lane(2, Approach::Egress, [0.0, 1.0]),
            leads(lane(3, Approach::Ingress, [-1.0, 0.0]), 4, None),
            lane(4, Approach::Egress, [1.0, 0.0]),
        ],
        ..RoadMap::default()
    }
}

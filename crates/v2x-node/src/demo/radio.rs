//! Who sends what, and when: the frames that a roadside unit at the intersection would receive.
//!
//! Vehicles send BSM and SPaT is sent at 10 Hz, MAP at 1 Hz (SAE J2945/1 and the usual practice of SPaT deployments),
//! PSM at 5 Hz (J2945/9 allows 1 to 10). Four of five road users have a radio; the roadside unit's camera sees everyone
//! near the centre, with or without, and tells by SDSM at 10 Hz.

use std::collections::BTreeMap;

use v2x::j2735::common::TemporaryID;
use v2x::j2735::message_frame::MessageFrame;
use v2x::uper::Uper;
use v2x_fusion::{Geodetic, Plane, Point, Time};

use super::encode::{self, Report, Seen};
use super::layout;
use super::rng::Rng;
use super::world::{Mover, State, World};

/// Everything is sent on a grid of this step, each sender at its own place in it.
const SLOT_MS: i64 = 10;

/// The largest frame, the MAP, has about 1100 octets.
const LARGEST_FRAME: usize = 2_048;

/// The scenario on the air: a stream of frames that depends on the seed and the times alone.
///
/// ```
/// use v2x_fusion::Time;
/// use v2x_node::demo::Scenario;
///
/// let start = Time::from_micros(1_750_172_378_000_000);
/// let mut scenario = Scenario::new(7, start);
/// let mut frames = 0;
/// scenario.advance(Time::from_micros(1_750_172_379_000_000), &mut |_at, frame| {
///     assert!(v2x::decode(frame).is_ok());
///     frames += 1;
/// });
/// assert!(frames > 100);
/// ```
#[derive(Debug)]
pub struct Scenario {
    world: World,
    plane: Plane,
    seed: u64,
    devices: BTreeMap<Mover, Device>,
    camera: Camera,
    map: MessageFrame,
    spats: u8,
    /// The next slot to be sent, milliseconds of Unix time.
    next_ms: i64,
    buffer: Vec<u8>,
}

/// A road user's radio and receiver.
#[derive(Debug)]
struct Device {
    /// Without one the road user is seen by the camera only.
    equipped: bool,
    id: TemporaryID,
    count: u8,
    rng: Rng,
    /// Error of the satellite receiver, which drifts: metres east and north.
    error: [f64; 2],
    /// The camera's number for the road user.
    object: u16,
}

/// The roadside unit's camera.
#[derive(Debug)]
struct Camera {
    rng: Rng,
    count: u8,
    objects: u16,
}

impl Scenario {
    /// The scenario of `seed`, ready to send from `start` on.
    #[must_use]
    pub fn new(seed: u64, start: Time) -> Self {
        let start_ms = start.micros().div_euclid(1_000).div_euclid(SLOT_MS) * SLOT_MS;
        let world = World::new(seed, start_ms);
        let map = encode::map(&world.layout);
        Self {
            plane: Plane::new(Geodetic::new(layout::LATITUDE, layout::LONGITUDE)),
            world,
            seed,
            devices: BTreeMap::new(),
            camera: Camera { rng: Rng::new(seed, 3_000), count: 0, objects: 0 },
            map,
            spats: 0,
            next_ms: start_ms,
            buffer: vec![0; LARGEST_FRAME],
        }
    }

    /// Gives every frame that is due before `until`, in order, with the time it is sent at.
    pub fn advance(&mut self, until: Time, send: &mut impl FnMut(Time, &[u8])) {
        while self.next_ms * 1_000 < until.micros() {
            self.world.advance(self.next_ms);
            self.slot(self.next_ms, send);
            self.next_ms += SLOT_MS;
        }
    }

    /// What is due in one slot.
    fn slot(&mut self, now_ms: i64, send: &mut impl FnMut(Time, &[u8])) {
        let due = |period: i64, phase: i64| (now_ms - phase).rem_euclid(period) < SLOT_MS;
        if due(1_000, 500) {
            emit(&mut self.buffer, now_ms, &self.map, send);
        }
        if due(100, 20) {
            self.spats = self.spats.wrapping_add(1);
            emit(&mut self.buffer, now_ms, &encode::spat(now_ms, self.spats), send);
        }
        let states: Vec<State> = self.world.states(now_ms).collect();
        self.keep_devices(&states);
        for state in &states {
            let Some(device) = self.devices.get_mut(&state.mover) else { continue };
            // Numbers are consecutive: a step of 30 ms spreads the senders over the grid.
            let (period, number) = match state.mover {
                Mover::Vehicle(number) => (100, number),
                Mover::Person(number) => (200, number),
            };
            if device.equipped && due(period, (number % 20) as i64 * 30) {
                let frame = device.frame(state, now_ms, period as f64 / 1000.0, &self.plane);
                emit(&mut self.buffer, now_ms, &frame, send);
            }
        }
        if due(100, 70) {
            let frame = self.camera.look(&self.world, &self.devices, now_ms);
            emit(&mut self.buffer, now_ms, &frame, send);
        }
    }

    /// Gives newcomers a device and forgets those who are gone.
    fn keep_devices(&mut self, states: &[State]) {
        for state in states {
            let Self { devices, camera, seed, .. } = self;
            devices.entry(state.mover).or_insert_with(|| camera.meet(*seed, state.mover));
        }
        if self.devices.len() > states.len() {
            let present: std::collections::BTreeSet<Mover> = states.iter().map(|state| state.mover).collect();
            self.devices.retain(|mover, _| present.contains(mover));
        }
    }
}

/// Encodes a frame and sends it. Every value is clamped into its range before, so encoding cannot fail; if it did,
/// a scenario that says so and goes on is worth more than one that stops.
fn emit(buffer: &mut [u8], now_ms: i64, frame: &MessageFrame, send: &mut impl FnMut(Time, &[u8])) {
    match frame.encode_into(buffer) {
        Ok(length) => send(Time::from_micros(now_ms * 1_000), buffer.get(..length).unwrap_or_default()),
        Err(error) => tracing::error!(%error, "a frame of the scenario could not be encoded"),
    }
}

impl Device {
    /// Steady-state deviation of the receiver's drift per axis (metres) and its time constant (seconds), and the noise
    /// on top (metres): an automotive receiver in the open.
    const DRIFT: f64 = 0.5;
    const DRIFT_SECONDS: f64 = 30.0;
    const NOISE: f64 = 0.08;

    fn new(seed: u64, mover: Mover, object: u16) -> Self {
        let lane = match mover {
            Mover::Vehicle(number) => 2 * number,
            Mover::Person(number) => 2 * number + 1,
        };
        let mut rng = Rng::new(seed, 10_000 + lane);
        let [a, b, c, d, ..] = rng.bits().to_be_bytes();
        let error = [Self::DRIFT * rng.normal(), Self::DRIFT * rng.normal()];
        let equipped = rng.chance(0.8);
        Self { equipped, id: TemporaryID([a, b, c, d]), count: 0, rng, error, object }
    }

    /// The road user's own message, `since` seconds after its last.
    fn frame(&mut self, state: &State, now_ms: i64, since: f64, plane: &Plane) -> MessageFrame {
        self.count = self.count.wrapping_add(1);
        let report = Report {
            id: self.id,
            count: self.count,
            at_ms: now_ms,
            place: plane.place(&self.measure(state, since)),
            speed: (state.speed + 0.05 * self.rng.normal() * f64::from(state.speed > 0.0)).max(0.0),
            heading: state.pose.heading + 0.3 * self.rng.normal(),
            acceleration: state.acceleration,
            yaw_rate: state.yaw_rate,
            sigma: Self::DRIFT.hypot(Self::NOISE),
        };
        match state.body {
            Some(body) => encode::bsm(&report, body),
            None => encode::psm(&report, state.bicycle),
        }
    }

    /// The position with the receiver's error, which wanders as a first-order Gauss-Markov process.
    fn measure(&mut self, state: &State, since: f64) -> Point {
        let keep = (-since / Self::DRIFT_SECONDS).exp();
        let push = Self::DRIFT * (1.0 - keep * keep).sqrt();
        let Self { error, rng, .. } = self;
        let [east, north] = error.each_mut().map(|error| {
            *error = keep * *error + push * rng.normal();
            *error + Self::NOISE * rng.normal()
        });
        Point::new(state.pose.at.x + east, state.pose.at.y + north)
    }
}

impl Camera {
    /// How far it sees, in metres, how often it misses someone, how well it measures (metres, m/s), and how long it takes
    /// (milliseconds) until its look is on the air.
    const RANGE: f64 = 60.0;
    const MISSES: f64 = 0.05;
    const NOISE: f64 = 0.35;
    const SPEED_NOISE: f64 = 0.3;
    const DELAY_MS: i64 = 80;

    /// Someone comes into view: the device with the camera's next number.
    fn meet(&mut self, seed: u64, mover: Mover) -> Device {
        self.objects = self.objects.wrapping_add(1);
        Device::new(seed, mover, self.objects)
    }

    /// What it saw a moment ago.
    fn look(&mut self, world: &World, devices: &BTreeMap<Mover, Device>, now_ms: i64) -> MessageFrame {
        let at_ms = now_ms - Self::DELAY_MS;
        let seen: Vec<Seen> = world
            .states(at_ms)
            .filter(|state| state.pose.at.x.hypot(state.pose.at.y) < Self::RANGE)
            .filter_map(|state| Some((devices.get(&state.mover)?.object, state)))
            .filter_map(|(number, state)| self.see(number, &state))
            .collect();
        self.count = self.count.wrapping_add(1);
        encode::sdsm(TemporaryID(*b"cam1"), self.count, at_ms, &seen)
    }

    fn see(&mut self, number: u16, state: &State) -> Option<Seen> {
        let rng = &mut self.rng;
        if rng.chance(Self::MISSES) {
            return None;
        }
        Some(Seen {
            number,
            east: state.pose.at.x + Self::NOISE * rng.normal(),
            north: state.pose.at.y + Self::NOISE * rng.normal(),
            speed: (state.speed + Self::SPEED_NOISE * rng.normal()).max(0.0),
            heading: state.pose.heading + 2.0 * rng.normal(),
            body: state.body,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use v2x::j2735::message_frame::MessageTypes;

    use super::*;

    fn start() -> Time {
        Time::from_micros(1_750_172_378_000_000)
    }

    fn record(seed: u64, cuts: &[i64]) -> Vec<(Time, Vec<u8>)> {
        let mut scenario = Scenario::new(seed, start());
        let mut frames = Vec::new();
        for cut in cuts {
            scenario.advance(start().offset(*cut), &mut |at, frame: &[u8]| frames.push((at, frame.to_vec())));
        }
        frames
    }

    #[test]
    fn equal_seeds_and_times_give_equal_octets() {
        let whole = record(5, &[3_000_000]);
        assert_eq!(whole, record(5, &[1, 40_000, 999_999, 2_000_123, 3_000_000]));
        assert_ne!(whole, record(6, &[3_000_000]));
    }

    #[test]
    fn every_kind_of_message_is_sent_at_its_rate() {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for (_, octets) in record(5, &[10_000_000]) {
            let frame = MessageFrame::from_uper(&octets).expect("our own octets");
            let name = match frame.value {
                MessageTypes::BasicSafetyMessage(_) => "BSM",
                MessageTypes::PersonalSafetyMessage(_) => "PSM",
                MessageTypes::MapData(_) => "MAP",
                MessageTypes::SPAT(_) => "SPaT",
                MessageTypes::SensorDataSharingMessage(sdsm) => {
                    assert!((1..=256).contains(&sdsm.objects.len()));
                    "SDSM"
                }
                other => panic!("{other:?} does not belong into the scenario"),
            };
            *counts.entry(name).or_default() += 1;
        }
        assert_eq!((counts["MAP"], counts["SPaT"], counts["SDSM"]), (10, 100, 100));
        assert!(counts["BSM"] > 1_000 && counts["PSM"] > 100, "{counts:?}");
    }

    #[test]
    fn frames_come_in_order_and_not_early() {
        let frames = record(9, &[500_000, 1_000_000]);
        assert!(frames.windows(2).all(|pair| pair[0].0 <= pair[1].0));
        assert!(frames.iter().all(|(at, _)| *at >= start() && *at < start().offset(1_000_000)));
    }
}

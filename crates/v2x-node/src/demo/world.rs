//! Everything that moves, in one clockwork.

use super::geometry::Pose;
use super::layout::Layout;
use super::people::{Gait, People};
use super::traffic::{Body, TICK_MS, Traffic};

/// The layout with all that moves on it, at one tick.
#[derive(Debug)]
pub(super) struct World {
    pub(super) layout: Layout,
    traffic: Traffic,
    people: People,
    /// Time of the last tick, milliseconds of Unix time.
    now_ms: i64,
}

/// Who moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Mover {
    /// A vehicle, by its number.
    Vehicle(u64),
    /// A person, by number.
    Person(u64),
}

/// The truth about a mover at an instant.
#[derive(Clone, Copy, Debug)]
pub(super) struct State {
    pub(super) mover: Mover,
    /// `None` for people.
    pub(super) body: Option<Body>,
    pub(super) bicycle: bool,
    pub(super) pose: Pose,
    /// m/s.
    pub(super) speed: f64,
    /// m/s².
    pub(super) acceleration: f64,
    /// Degrees per second, clockwise positive.
    pub(super) yaw_rate: f64,
}

impl World {
    /// How long the clockwork runs before the scenario begins, so that it begins with traffic on the road: vehicles
    /// need some 15 s from the edge to the stop line, queues a cycle to build up.
    const WARM_UP_MS: i64 = 120_000;

    /// The world of `seed` at `start_ms`, to the tick.
    pub(super) fn new(seed: u64, start_ms: i64) -> Self {
        let layout = Layout::default();
        let first = (start_ms - Self::WARM_UP_MS).div_euclid(TICK_MS) * TICK_MS;
        let traffic = Traffic::new(&layout, seed, first);
        let mut world = Self { traffic, people: People::new(seed, first), layout, now_ms: first };
        world.advance(start_ms);
        world
    }

    /// Ticks on until `now_ms` lies within a tick from the last one.
    pub(super) fn advance(&mut self, now_ms: i64) {
        while self.now_ms + TICK_MS <= now_ms {
            self.now_ms += TICK_MS;
            self.people.step(&self.layout, self.now_ms);
            let Self { people, layout, traffic, now_ms } = self;
            traffic.step(layout, *now_ms, |leg| people.on_crosswalk(layout, leg));
        }
    }

    /// Everyone at `at_ms`, which should be within some 100 ms of the last tick: motion is carried on evenly.
    pub(super) fn states(&self, at_ms: i64) -> impl Iterator<Item = State> + '_ {
        let ahead = (at_ms - self.now_ms) as f64 / 1000.0;
        let vehicles = self.traffic.vehicles().iter().map(move |vehicle| State {
            mover: Mover::Vehicle(vehicle.number),
            body: Some(vehicle.body),
            bicycle: false,
            pose: vehicle.pose(&self.layout, ahead),
            speed: vehicle.speed,
            acceleration: vehicle.acceleration,
            yaw_rate: turn_rate(
                vehicle.pose(&self.layout, ahead),
                vehicle.pose(&self.layout, ahead + 0.2),
                0.2,
            ),
        });
        let people = self.people.people().iter().map(move |person| State {
            mover: Mover::Person(person.number),
            body: None,
            bicycle: person.gait == Gait::Bicycle,
            pose: person.pose(ahead),
            speed: person.speed,
            acceleration: 0.0,
            yaw_rate: 0.0,
        });
        vehicles.chain(people)
    }
}

/// Degrees per second from one pose to another.
fn turn_rate(from: Pose, to: Pose, seconds: f64) -> f64 {
    ((to.heading - from.heading + 540.0).rem_euclid(360.0) - 180.0) / seconds
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_state_does_not_depend_on_how_the_calls_are_cut() {
        let places = |cuts: &[i64]| {
            let mut world = World::new(3, 1_000_000);
            cuts.iter().for_each(|cut| world.advance(*cut));
            world.states(1_010_000).map(|state| (state.mover, state.pose.at.x)).collect::<Vec<_>>()
        };
        let whole = places(&[1_010_000]);
        assert!(whole.len() > 15, "{} movers", whole.len());
        assert_eq!(whole, places(&[1_000_010, 1_000_020, 1_003_333, 1_009_999, 1_010_000]));
    }
}

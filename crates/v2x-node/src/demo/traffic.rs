//! Vehicles: who enters, how each follows the one ahead and obeys its signal.
//!
//! Longitudinal motion is the Intelligent Driver Model (Treiber, Hennecke and Helbing, "Congested traffic states
//! in empirical observations and microscopic simulations", Phys. Rev. E 62, 2000) on fixed paths, stepped on a
//! fixed grid of ticks. The state is therefore a function of the seed and the time alone, however the calls to
//! `step` are cut.

use super::geometry::{Point, Pose};
use super::layout::{Layout, Movement, Turn};
use super::rng::Rng;
use super::signals::{self, Light};

/// Length of a tick, in milliseconds.
pub(crate) const TICK_MS: i64 = 50;
const TICK: f64 = TICK_MS as f64 / 1000.0;

/// More vehicles than this are not let in: eighteen a lane already stand bumper to bumper.
const MOST_VEHICLES: usize = 120;
/// A stop line further away than this is not looked at, in metres.
const SIGHT: f64 = 80.0;

/// A kind of vehicle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Body {
    Car,
    Truck,
    Bus,
}

impl Body {
    /// Length and width in metres.
    pub(crate) fn size(self) -> (f64, f64) {
        match self {
            Self::Car => (4.6, 1.85),
            Self::Truck => (8.5, 2.5),
            Self::Bus => (12.0, 2.55),
        }
    }

    /// Comfortable acceleration, in m/s².
    fn acceleration(self) -> f64 {
        match self {
            Self::Car => 1.7,
            Self::Truck => 1.0,
            Self::Bus => 1.1,
        }
    }
}

/// A vehicle on its way.
#[derive(Clone, Debug)]
pub(crate) struct Vehicle {
    /// Counts the vehicles of a run, from 0.
    pub(crate) number: u64,
    pub(crate) body: Body,
    /// Index into [`Layout::movements`].
    movement: usize,
    /// Arc length of the front bumper on the movement's path, in metres.
    front: f64,
    /// m/s.
    pub(crate) speed: f64,
    /// m/s².
    pub(crate) acceleration: f64,
    /// Speed on a free road, in m/s.
    desired: f64,
}

/// Something to keep clear of: metres to it, and its speed.
#[derive(Clone, Copy)]
struct Obstacle {
    gap: f64,
    speed: f64,
}

/// All vehicles and the queues of those who want to enter.
#[derive(Clone, Debug)]
pub(crate) struct Traffic {
    vehicles: Vec<Vehicle>,
    entries: Vec<Entry>,
    entered: u64,
}

/// The outer end of an ingress lane.
#[derive(Clone, Debug)]
struct Entry {
    lane: usize,
    /// Mean time between two vehicles, in seconds.
    headway: f64,
    rng: Rng,
    /// When the next vehicle wants to enter, in milliseconds of Unix time.
    next_ms: i64,
}

impl Entry {
    /// 110 vehicles an hour to turn left, 260 on every other lane: two thirds of what the programme can serve.
    const LEFT_HEADWAY: f64 = 33.0;
    const OTHER_HEADWAY: f64 = 14.0;
    /// Nobody follows closer than this into a lane, in seconds.
    const LEAST_HEADWAY: f64 = 2.0;

    fn new(movement: &Movement, seed: u64, start_ms: i64) -> Self {
        let headway = if movement.turn == Turn::Left { Self::LEFT_HEADWAY } else { Self::OTHER_HEADWAY };
        let rng = Rng::new(seed, 1_000 + movement.from as u64);
        let mut entry = Self { lane: movement.from, headway, rng, next_ms: start_ms };
        entry.schedule(start_ms);
        entry
    }

    fn schedule(&mut self, now_ms: i64) {
        let wait = Self::LEAST_HEADWAY + self.rng.exponential(self.headway - Self::LEAST_HEADWAY);
        self.next_ms = now_ms + (wait * 1000.0) as i64;
    }
}

impl Traffic {
    pub(crate) fn new(layout: &Layout, seed: u64, start_ms: i64) -> Self {
        let mut movements: Vec<&Movement> = layout.movements.iter().collect();
        movements.dedup_by_key(|movement| movement.from);
        let entries = movements.into_iter().map(|movement| Entry::new(movement, seed, start_ms)).collect();
        Self { vehicles: Vec::new(), entries, entered: 0 }
    }

    pub(crate) fn vehicles(&self) -> &[Vehicle] {
        &self.vehicles
    }

    /// One tick that ends at `now_ms`. `walked` tells whether people are on the roadway of a leg's crosswalk.
    pub(crate) fn step(&mut self, layout: &Layout, now_ms: i64, walked: impl Fn(usize) -> bool) {
        self.enter(layout, now_ms);
        let pulls: Vec<f64> = self.vehicles.iter().map(|v| self.pull(layout, v, now_ms, &walked)).collect();
        for (vehicle, pull) in self.vehicles.iter_mut().zip(pulls) {
            vehicle.advance(pull);
        }
        self.vehicles.retain(|v| layout.movements.get(v.movement).is_some_and(|m| v.front < m.path.length()));
    }

    fn enter(&mut self, layout: &Layout, now_ms: i64) {
        for entry in &mut self.entries {
            // Twelve metres: room for a bus, or the lane is full up to its end and the newcomer waits outside.
            let behind = |v: &Vehicle| v.rear() < 12.0;
            let lane = |v: &Vehicle| layout.movements.get(v.movement).is_some_and(|m| m.from == entry.lane);
            let full = self.vehicles.iter().any(|v| lane(v) && behind(v));
            if now_ms < entry.next_ms || full || self.vehicles.len() >= MOST_VEHICLES {
                continue;
            }
            if let Some(vehicle) = newcomer(layout, entry, self.entered) {
                self.vehicles.push(vehicle);
                self.entered += 1;
            }
            entry.schedule(now_ms);
        }
    }

    /// Acceleration that the situation asks of `vehicle`, in m/s².
    fn pull(&self, layout: &Layout, vehicle: &Vehicle, now_ms: i64, walked: &impl Fn(usize) -> bool) -> f64 {
        let Some(movement) = layout.movements.get(vehicle.movement) else { return 0.0 };
        let leader = self.leader(layout, vehicle, movement);
        let signal = vehicle.signal(movement, now_ms);
        let people = vehicle.people(movement, walked);
        let obstacles = [leader, signal, people].into_iter().flatten();
        obstacles.map(|obstacle| vehicle.follow(obstacle)).fold(vehicle.cruise(movement), f64::min)
    }

    /// The nearest vehicle ahead on the lane, in the bend or on the lane of exit.
    fn leader(&self, layout: &Layout, vehicle: &Vehicle, movement: &Movement) -> Option<Obstacle> {
        let ahead = |other: &Vehicle| {
            let way = layout.movements.get(other.movement)?;
            // Paths with the same lane of exit are compared from its beginning, all others from their own start.
            let place = if way.to == movement.to && other.rear() > way.exit - 6.0 {
                Some(other.rear() - way.exit + movement.exit)
            } else if other.movement == vehicle.movement
                || (way.from == movement.from && other.rear() < way.stop + 4.0)
            {
                Some(other.rear())
            } else {
                None
            };
            let gap = place? - vehicle.front;
            (other.number != vehicle.number && gap > -other.body.size().0)
                .then_some(Obstacle { gap, speed: other.speed })
        };
        self.vehicles.iter().filter_map(ahead).min_by(|a, b| a.gap.total_cmp(&b.gap))
    }
}

/// Who enters next through `entry`: one truck in ten, one bus in twenty-five; two of five turn where both ways
/// are open.
fn newcomer(layout: &Layout, entry: &mut Entry, number: u64) -> Option<Vehicle> {
    let rng = &mut entry.rng;
    let ways: Vec<usize> =
        layout.movements.iter().enumerate().filter(|(_, m)| m.from == entry.lane).map(|(i, _)| i).collect();
    let way = if ways.len() > 1 && rng.chance(0.4) { ways.last() } else { ways.first() };
    let body = match rng.unit() {
        draw if draw < 0.04 => Body::Bus,
        draw if draw < 0.14 => Body::Truck,
        _ => Body::Car,
    };
    // 50 km/h, more or less.
    let desired = 13.9 * rng.range(0.9, 1.08);
    Some(Vehicle { number, body, movement: *way?, front: 0.0, speed: desired, acceleration: 0.0, desired })
}

impl Vehicle {
    /// Desired time gap to the vehicle ahead (s), least gap (m), comfortable braking (m/s²) and the most that
    /// tyres give (m/s²): the paper's parameters for city traffic.
    const TIME_GAP: f64 = 1.3;
    const LEAST_GAP: f64 = 2.0;
    const BRAKING: f64 = 2.0;
    const HARDEST_BRAKING: f64 = 7.0;

    fn rear(&self) -> f64 {
        self.front - self.body.size().0
    }

    /// Pose of the middle of the vehicle, `ahead` seconds after the tick.
    pub(crate) fn pose(&self, layout: &Layout, ahead: f64) -> Pose {
        let middle = self.front + self.speed * ahead - self.body.size().0 / 2.0;
        let still = Pose { at: Point::default(), heading: 0.0 };
        layout.movements.get(self.movement).map_or(still, |movement| movement.path.at(middle))
    }

    fn advance(&mut self, pull: f64) {
        let before = self.speed;
        self.speed = (self.speed + pull.max(-Self::HARDEST_BRAKING) * TICK).max(0.0);
        self.acceleration = (self.speed - before) / TICK;
        self.front += (before + self.speed) / 2.0 * TICK;
    }

    /// Free-road term of the model, with the bend's speed as the aim from a braking distance before it.
    fn cruise(&self, movement: &Movement) -> f64 {
        let bend = match movement.turn {
            Turn::Left => 7.0,
            Turn::Straight => f64::INFINITY,
            Turn::Right => 4.5,
        };
        let aim = match self.front {
            s if s < movement.stop => (bend * bend + 2.0 * Self::BRAKING * (movement.stop - s)).sqrt(),
            _ if self.rear() < movement.exit => bend,
            _ => f64::INFINITY,
        };
        let ratio = self.speed / self.desired.min(aim);
        let free = self.body.acceleration() * (1.0 - ratio.powi(4));
        free.max(-Self::BRAKING * 1.5)
    }

    /// Interaction term of the model.
    fn follow(&self, obstacle: Obstacle) -> f64 {
        let a = self.body.acceleration();
        let approach = self.speed * (self.speed - obstacle.speed) / (2.0 * (a * Self::BRAKING).sqrt());
        let wanted = Self::LEAST_GAP + (self.speed * Self::TIME_GAP + approach).max(0.0);
        let free = 1.0 - (self.speed / self.desired).powi(4);
        a * (free - (wanted / obstacle.gap.max(0.1)).powi(2))
    }

    /// The stop line while it must not be passed.
    fn signal(&self, movement: &Movement, now_ms: i64) -> Option<Obstacle> {
        let left = movement.stop - self.front;
        // Someone whose bumper stands a little over the line has passed it.
        if !(-0.5..SIGHT).contains(&left) {
            return None;
        }
        let must_stop = match signals::aspect(movement.group, now_ms).light {
            Light::Green => false,
            Light::Red => true,
            // Yellow is passed by those who could stop only by hard braking: more than 3 m/s².
            Light::Clearance => self.speed * self.speed / (2.0 * left.max(0.1)) < 3.0,
        };
        // The model halts `LEAST_GAP` before an obstacle; a driver halts half a metre before the line.
        must_stop.then_some(Obstacle { gap: left + Self::LEAST_GAP - 0.5, speed: 0.0 })
    }

    /// People on the crosswalk that a turn crosses on its way out.
    fn people(&self, movement: &Movement, walked: &impl Fn(usize) -> bool) -> Option<Obstacle> {
        // The crosswalk ends 1.5 m inside the line where the lane of exit begins.
        let gap = movement.exit - 1.5 - super::layout::CROSSWALK_WIDTH - 0.5 - self.front;
        let near = movement.turn != Turn::Straight && (0.0..30.0).contains(&gap);
        (near && walked(movement.exit_leg))
            .then_some(Obstacle { gap: gap + Self::LEAST_GAP / 2.0, speed: 0.0 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(
        layout: &Layout,
        seed: u64,
        from_ms: i64,
        ticks: i64,
        mut see: impl FnMut(&Traffic, i64),
    ) -> Traffic {
        let mut traffic = Traffic::new(layout, seed, from_ms);
        for tick in 1..=ticks {
            let now = from_ms + tick * TICK_MS;
            traffic.step(layout, now, |_| false);
            see(&traffic, now);
        }
        traffic
    }

    #[test]
    fn equal_seeds_give_equal_traffic() {
        let layout = Layout::default();
        let places = |seed| {
            let traffic = run(&layout, seed, 0, 2_000, |_, _| {});
            traffic.vehicles().iter().map(|v| (v.number, v.front)).collect::<Vec<_>>()
        };
        assert_eq!(places(3), places(3));
        assert_ne!(places(3), places(4));
    }

    #[test]
    fn nobody_drives_through_another() {
        let layout = Layout::default();
        run(&layout, 11, 0, 12_000, |traffic, now| {
            let poses: Vec<(Pose, u64)> =
                traffic.vehicles().iter().map(|v| (v.pose(&layout, 0.0), v.number)).collect();
            for (i, (a, m)) in poses.iter().enumerate() {
                for (b, n) in &poses[i + 1..] {
                    let apart = a.at.distance(b.at);
                    assert!(apart > 1.9, "vehicles {m} and {n} are {apart} m apart at {now} ms");
                }
            }
        });
    }

    #[test]
    fn nobody_passes_a_red_light() {
        let layout = Layout::default();
        let mut before = std::collections::HashMap::new();
        run(&layout, 5, 0, 12_000, |traffic, now| {
            for vehicle in traffic.vehicles() {
                let movement = &layout.movements[vehicle.movement];
                let was = before.insert(vehicle.number, vehicle.front).unwrap_or(0.0);
                let passed = was <= movement.stop && vehicle.front > movement.stop;
                let light = signals::aspect(movement.group, now).light;
                assert!(!passed || light != Light::Red, "vehicle {} at {now} ms", vehicle.number);
            }
        });
    }

    #[test]
    fn traffic_flows_and_stays_bounded() {
        let layout = Layout::default();
        let mut most = 0;
        let traffic = run(&layout, 2, 0, 24_000, |traffic, _| most = most.max(traffic.vehicles().len()));
        let left = traffic.entered - traffic.vehicles().len() as u64;
        assert!(left > 500, "{left} vehicles left within twenty minutes");
        assert!((20..90).contains(&most), "at most {most} vehicles at a time");
    }

    #[test]
    fn turns_yield_to_people() {
        let layout = Layout::default();
        let mut traffic = Traffic::new(&layout, 8, 0);
        for tick in 1..6_000 {
            traffic.step(&layout, tick * TICK_MS, |_| true);
        }
        let inside = |v: &&Vehicle| {
            let movement = &layout.movements[v.movement];
            movement.turn == Turn::Right && v.front > movement.exit
        };
        assert_eq!(traffic.vehicles().iter().filter(inside).count(), 0);
    }
}

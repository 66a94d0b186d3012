//! People on foot and on bicycles who use the crosswalks.
//!
//! Each comes along the kerb, waits for "walk", crosses, and goes on. They do not mind one another, so the
//! position of each is a plain function of when it set out.

use super::geometry::{Path, Point, Pose};
use super::layout::Layout;
use super::rng::Rng;
use super::signals::{self, Light};
use super::traffic::TICK_MS;

/// More people than this are not let in.
const MOST_PEOPLE: usize = 60;
/// How far from the crosswalk people come into sight and leave it, in metres.
const WALKWAY: f64 = 16.0;

/// How a person moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gait {
    Foot,
    Bicycle,
}

/// A person on the way over a crosswalk.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    /// Counts the people of a run, from 0.
    pub(crate) number: u64,
    pub(crate) gait: Gait,
    /// Index into [`Layout::crosswalks`].
    crosswalk: usize,
    path: Path,
    /// Arc length on `path`, in metres.
    walked: f64,
    pace: f64,
    /// m/s.
    pub(crate) speed: f64,
}

/// Everyone on foot or on a bicycle.
#[derive(Clone, Debug)]
pub(crate) struct People {
    people: Vec<Person>,
    rng: Rng,
    next_ms: i64,
    came: u64,
}

impl People {
    /// Mean time between arrivals at the whole intersection, in seconds.
    const MEAN_GAP: f64 = 6.0;

    pub(crate) fn new(seed: u64, start_ms: i64) -> Self {
        Self { people: Vec::new(), rng: Rng::new(seed, 2_000), next_ms: start_ms, came: 0 }
    }

    pub(crate) fn people(&self) -> &[Person] {
        &self.people
    }

    /// Whether someone is on the roadway of that leg's crosswalk.
    pub(crate) fn on_crosswalk(&self, layout: &Layout, leg: usize) -> bool {
        self.people
            .iter()
            .any(|p| layout.crosswalks.get(p.crosswalk).is_some_and(|c| c.leg == leg) && p.crossing())
    }

    /// One tick that ends at `now_ms`.
    pub(crate) fn step(&mut self, layout: &Layout, now_ms: i64) {
        if now_ms >= self.next_ms {
            if self.people.len() < MOST_PEOPLE {
                let person = newcomer(layout, &mut self.rng, self.came);
                self.people.extend(person);
                self.came += 1;
            }
            self.next_ms = now_ms + (self.rng.exponential(Self::MEAN_GAP) * 1000.0) as i64;
        }
        self.people.iter_mut().for_each(|person| person.step(layout, now_ms));
        self.people.retain(|person| person.walked < person.path.length());
    }
}

/// Comes along the kerb to one end of a crosswalk, drawn with equal chance; one in six rides a bicycle.
fn newcomer(layout: &Layout, rng: &mut Rng, number: u64) -> Option<Person> {
    let crosswalk = (rng.bits() % layout.crosswalks.len().max(1) as u64) as usize;
    let gait = if rng.chance(1.0 / 6.0) { Gait::Bicycle } else { Gait::Foot };
    let pace = match gait {
        Gait::Foot => rng.range(1.15, 1.55),
        Gait::Bicycle => rng.range(2.6, 3.8),
    };
    // People keep to their side of the crosswalk, more or less.
    let aside = rng.range(0.2, 1.3);
    let backwards = rng.chance(0.5);
    let line = &layout.crosswalks.get(crosswalk)?.path;
    let line = if backwards { line.reversed() } else { line.clone() };
    let path = walk(&line, aside);
    Some(Person { number, gait, crosswalk, path, walked: 0.0, pace, speed: pace })
}

/// The whole walk: straight on before and after the crosswalk, `aside` metres to the right of its middle.
fn walk(line: &Path, aside: f64) -> Path {
    let shift = |pose: Pose| pose.at.step(Point::towards(pose.heading).right(), aside);
    let (start, end) = (line.at(0.0), line.at(line.length()));
    let forth = Point::towards(start.heading);
    Path::new([shift(start).step(forth, -WALKWAY), shift(start), shift(end), shift(end).step(forth, WALKWAY)])
}

impl Person {
    /// Pose, `ahead` seconds after the tick.
    pub(crate) fn pose(&self, ahead: f64) -> Pose {
        self.path.at(self.walked + self.speed * ahead)
    }

    /// Between the kerbs.
    fn crossing(&self) -> bool {
        self.walked > WALKWAY && self.walked < self.path.length() - WALKWAY
    }

    fn step(&mut self, layout: &Layout, now_ms: i64) {
        let group = layout.crosswalks.get(self.crosswalk).map_or(0, |crosswalk| crosswalk.group);
        let walk = signals::aspect(group, now_ms).light == Light::Green;
        let stride = self.pace * TICK_MS as f64 / 1000.0;
        let at_kerb = self.walked <= WALKWAY && self.walked + stride > WALKWAY;
        self.speed = if at_kerb && !walk { 0.0 } else { self.pace };
        if self.speed > 0.0 {
            self.walked += stride;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_off_the_roadway_before_cross_traffic_starts() {
        let layout = Layout::default();
        let mut people = People::new(9, 0);
        let mut crossings = 0;
        for tick in 1..24_000 {
            let now = tick * TICK_MS;
            people.step(&layout, now);
            for person in people.people().iter().filter(|person| person.crossing()) {
                let group = layout.crosswalks[person.crosswalk].group;
                let light = signals::aspect(group, now).light;
                assert_ne!(light, Light::Red, "person {} at {now} ms", person.number);
                crossings += 1;
            }
        }
        assert!(crossings > 1_000, "{crossings} ticks on a crosswalk");
    }

    #[test]
    fn equal_seeds_give_equal_people() {
        let layout = Layout::default();
        let places = |seed| {
            let mut people = People::new(seed, 0);
            (1..3_000).for_each(|tick| people.step(&layout, tick * TICK_MS));
            people.people().iter().map(|person| (person.number, person.walked)).collect::<Vec<_>>()
        };
        assert_eq!(places(1), places(1));
        assert!(!places(1).is_empty());
    }
}

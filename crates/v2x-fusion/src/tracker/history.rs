//! The recent past of one track, so that a report that comes late is put in its place.
//!
//! Each report is kept with the filter's state after it. A late one goes back to the last state before its time, and
//! what came after it is done again: the result is the same as if all had come in order. Retrodiction formulas would
//! save the repetition, at the price of being approximate with several modes; sensors that deliver after 150 ms cause
//! one or two repetitions, which is cheaper than it looks.

use nalgebra::Matrix2;

use crate::motion::imm::{Imm, Surroundings};
use crate::motion::measurement::Measurement;
use crate::motion::state::{Glance, State, Surprise};
use crate::time::Time;

/// A report and what was believed after it.
#[derive(Clone, Debug)]
struct Entry {
    measurement: Measurement,
    after: Imm,
}

/// What became of a report.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Taken {
    /// How well it was foreseen; `None` where the filter could not take it.
    pub(crate) surprise: Option<Surprise>,
    /// Reports done again after it.
    pub(crate) repeated: usize,
}

/// Reports in order of their time, each with the state after it; never empty once begun.
///
/// Entries are large, so they stay where they are: `order` says which comes after which.
#[derive(Clone, Debug, Default)]
pub(crate) struct History {
    entries: Vec<Entry>,
    /// Times and indices of `entries` in order of time.
    order: Vec<(Time, usize)>,
    /// The last of these, which is asked for most.
    last: (Time, usize),
    /// Indices of `entries` that hold nothing any more; the last is the likeliest to be in the caches.
    spare: Vec<usize>,
    depth: usize,
}

impl History {
    /// Memory for a past of so many reports; it holds none until it is begun.
    pub(crate) fn new(depth: usize) -> Self {
        let depth = depth.max(2);
        let (entries, order) = (Vec::with_capacity(depth), Vec::with_capacity(depth));
        Self { entries, order, last: Default::default(), spare: Vec::with_capacity(depth), depth }
    }

    /// Begins with a report and the belief made from it, in the memory of an old past.
    pub(crate) fn restart(&mut self, measurement: Measurement, belief: Imm) {
        self.entries.clear();
        self.order.clear();
        self.spare.clear();
        self.entries.push(Entry { measurement, after: belief });
        self.last = (measurement.time, 0);
        self.order.push(self.last);
    }

    /// The latest belief.
    pub(crate) fn latest(&self) -> &Imm {
        &self.entries[self.last.1].after
    }

    /// The time of the latest belief.
    pub(crate) fn latest_time(&self) -> Time {
        self.last.0
    }

    fn entry(&self, place: usize) -> &Entry {
        &self.entries[self.order[place].1]
    }

    fn time(&self, place: usize) -> Time {
        self.order[place].0
    }

    /// Place of the last entry at or before a time; the first where all are later.
    fn at_or_before(&self, time: Time) -> usize {
        (0..self.order.len()).rev().find(|place| self.time(*place) <= time).unwrap_or(0)
    }

    /// Whether the road user's own report of this very moment is known already, by another way.
    pub(crate) fn has_own(&self, time: Time) -> bool {
        let known = self.order.iter().rev().take_while(|(known, _)| *known >= time);
        known.filter(|(known, _)| *known == time).any(|(_, index)| self.entries[*index].measurement.own)
    }

    /// What is believed for a time, from what is known at or before it.
    pub(crate) fn believed(&self, time: Time, around: &Surroundings<'_>) -> State {
        let (dt, belief) = self.known_for(time);
        belief.look_ahead(dt, around)
    }

    /// What is shown of that.
    pub(crate) fn glance(&self, time: Time, around: &Surroundings<'_>) -> Glance {
        let (dt, belief) = self.known_for(time);
        belief.glance_ahead(dt, around)
    }

    /// The last belief at or before a time, and how many seconds before.
    fn known_for(&self, time: Time) -> (f64, &Imm) {
        let (since, index) =
            if time >= self.last.0 { self.last } else { self.order[self.at_or_before(time)] };
        (time.seconds_since(since), &self.entries[index].after)
    }

    /// Puts a report in its place and does again what came after it. Nothing from before `since` is expected any more:
    /// of what is older, one entry stays, to begin from. The less is kept, the more tracks the caches hold.
    pub(crate) fn take(&mut self, measurement: Measurement, since: Time, around: &Surroundings<'_>) -> Taken {
        while self.order.len() > 2 && self.time(1) <= since {
            self.spare.push(self.order.remove(0).1);
        }
        let full = self.order.len() >= self.depth;
        // When full, the first entry makes room; what is older than the second has no predecessor then.
        if measurement.time < self.time(usize::from(full)) {
            return self.take_as_first(&measurement, around);
        }
        if full {
            self.spare.push(self.order.remove(0).1);
        }
        let free = self.spare.pop().unwrap_or(self.entries.len());
        if let Some(entry) = self.entries.get_mut(free) {
            entry.measurement = measurement;
        } else {
            let after = self.latest().to_owned();
            self.entries.push(Entry { measurement, after });
        }
        let place = self.at_or_before(measurement.time) + 1;
        self.order.insert(place, (measurement.time, free));
        let surprise = self.redo(place, around);
        let later = place + 1..self.order.len();
        let repeated = later.len();
        for place in later {
            self.redo(place, around);
        }
        if repeated == 0 {
            self.last = (measurement.time, free);
        }
        Taken { surprise, repeated }
    }

    /// Computes an entry's state from the one before it.
    fn redo(&mut self, place: usize, around: &Surroundings<'_>) -> Option<Surprise> {
        let ((since, before), (time, now)) = (self.order[place - 1], self.order[place]);
        let [previous, entry] = self.entries.get_disjoint_mut([before, now]).ok()?;
        let dt = time.seconds_since(since);
        entry.after.predict_from(&previous.after, dt, around, &entry.measurement);
        entry.after.update(&entry.measurement)
    }

    /// Takes a report from before all that is kept: moves it to the first entry's time, by its own velocity and with
    /// the doubt that brings.
    fn take_as_first(&mut self, measurement: &Measurement, around: &Surroundings<'_>) -> Taken {
        let moved = self.moved_to_first(measurement, around);
        let first = self.order[0].1;
        let surprise = self.entries[first].after.update(&moved);
        for later in 1..self.order.len() {
            self.redo(later, around);
        }
        Taken { surprise, repeated: self.order.len() - 1 }
    }

    fn moved_to_first(&self, measurement: &Measurement, around: &Surroundings<'_>) -> Measurement {
        let mut moved = *measurement;
        moved.time = self.time(0);
        let dt = moved.time.seconds_since(measurement.time);
        let acceleration = around.dynamics.along;
        let velocity =
            moved.velocity.map_or_else(|| self.entry(0).after.course().1, |velocity| velocity.value);
        moved.position.value += velocity * dt;
        let doubt = moved.velocity.map_or(around.dynamics.velocity, |pair| pair.noise.trace().sqrt()) * dt
            + 0.5 * acceleration * dt * dt;
        moved.position.noise += Matrix2::identity() * (doubt * doubt);
        if let Some(pair) = &mut moved.velocity {
            pair.noise += Matrix2::identity() * (acceleration * dt).powi(2);
        }
        moved.acceleration = None;
        moved
    }

    /// Changes every kept belief alike.
    pub(crate) fn for_each_state(&mut self, mut change: impl FnMut(&mut State)) {
        for entry in &mut self.entries {
            entry.after.for_each(&mut change);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::motion::dynamics::Dynamics;
    use crate::motion::imm::OwnError;
    use crate::motion::measurement::Pair;
    use crate::motion::standing::creep;
    use crate::observation::Class;
    use nalgebra::Vector2;

    fn around() -> Surroundings<'static> {
        Surroundings {
            dynamics: Dynamics::of(Class::Car),
            own_error: OwnError { variance: 0.64, time: 30.0 },
            facing: Vector2::new(1.0, 0.0),
            creep: creep(None),
        }
    }

    fn seen(micros: i64, x: f64) -> Measurement {
        let noise = Matrix2::identity() * 0.16;
        Measurement {
            time: Time::from_micros(micros),
            own: false,
            position: Pair { value: Vector2::new(x, 0.0), noise },
            velocity: Some(Pair { value: Vector2::new(10.0, 0.0), noise }),
            acceleration: None,
            lever: 0.0,
            turning: None,
            jump: 0.0,
        }
    }

    fn fresh(depth: usize) -> History {
        let first = seen(0, 0.0);
        let mut state = State::diagonal(0.16, 0.16, 1.0, 0.64);
        state.mean[1].x = 10.0;
        let mut history = History::new(depth);
        history.restart(first, Imm::new(state, [0.8, 0.19, 0.01]));
        history
    }

    #[test]
    fn order_of_arrival_does_not_matter() {
        let reports = [seen(100_000, 1.2), seen(200_000, 1.9), seen(300_000, 3.1), seen(400_000, 3.8)];
        let mut in_order = fresh(8);
        for report in &reports {
            in_order.take(*report, Time::MIN, &around());
        }
        let mut shuffled = fresh(8);
        for index in [2, 0, 3, 1] {
            shuffled.take(reports[index], Time::MIN, &around());
        }
        assert_eq!(in_order.latest(), shuffled.latest());
        assert_eq!(in_order.latest_time(), shuffled.latest_time());
    }

    #[test]
    fn what_is_not_expected_any_more_makes_room() {
        let (mut short, mut long) = (fresh(8), fresh(8));
        for step in 1..7 {
            let report = seen(step * 100_000, step as f64);
            long.take(report, Time::MIN, &around());
            short.take(report, report.time.offset(-150_000), &around());
        }
        assert_eq!(short.latest(), long.latest());
        // One before what may still come, and what came since.
        assert_eq!((short.order.len(), short.entries.len(), long.order.len()), (3, 3, 7));
        let late = seen(560_000, 5.6);
        short.take(late, late.time.offset(-150_000), &around());
        long.take(late, Time::MIN, &around());
        assert_eq!(short.latest(), long.latest());
    }

    #[test]
    fn what_is_older_than_memory_still_helps_a_little() {
        let mut history = fresh(2);
        for step in 1..6 {
            history.take(seen(step * 100_000, step as f64), Time::MIN, &around());
        }
        let before = *history.latest();
        let taken = history.take(seen(50_000, 0.5), Time::MIN, &around());
        assert!(taken.surprise.is_some_and(|surprise| surprise.distance.is_finite()));
        assert_ne!(&before, history.latest());
        assert!((history.latest().combined().mean[0].x - 5.0).abs() < 0.5);
    }
}

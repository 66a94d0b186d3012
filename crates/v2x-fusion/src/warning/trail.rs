//! Where road users were until just now.

use super::footprint::Pose;
use crate::snapshot::TrackId;
use crate::time::Time;

/// Moments that are kept, a tenth of a second apart: for as long as one may come after another and be in danger of it.
const KEPT: usize = 18;

/// The last moments, over and over in the same memory.
#[derive(Debug, Default)]
pub(crate) struct Trails {
    moments: [Moment; KEPT],
    /// The one that was taken in last.
    latest: usize,
}

/// Who was where at one time.
#[derive(Debug, Default)]
struct Moment {
    time: Time,
    /// In order of the tracks.
    poses: Vec<(TrackId, Pose)>,
}

impl Trails {
    /// Takes in where everybody is now, in order of their tracks, in place of the oldest moment.
    pub(crate) fn learn(&mut self, now: Time, poses: impl ExactSizeIterator<Item = (TrackId, Pose)>) {
        self.latest = (self.latest + 1) % KEPT;
        if self.moments[self.latest].poses.capacity() < poses.len() {
            // As much for every moment, not each time another one of them comes to be the latest.
            let room = poses.len().next_power_of_two();
            self.moments
                .iter_mut()
                .for_each(|moment| moment.poses.reserve(room.saturating_sub(moment.poses.len())));
        }
        let moment = &mut self.moments[self.latest];
        moment.time = now;
        moment.poses.clear();
        moment.poses.extend(poses);
    }

    /// Where a road user was at the oldest moment that is kept; `None` where it was not known then.
    pub(crate) fn oldest(&self, id: TrackId) -> Option<&Pose> {
        let oldest = &self.moments[(self.latest + 1) % KEPT];
        oldest.place(id).map(|place| &oldest.poses[place].1)
    }

    /// Where a road user was, with the seconds since, from now on back to `longest` seconds ago.
    pub(crate) fn of(&self, id: TrackId, now: Time, longest: f64) -> impl Iterator<Item = (f64, &Pose)> {
        let moments = (0..KEPT).map(move |back| &self.moments[(self.latest + KEPT - back) % KEPT]);
        let aged = moments.map(move |moment| (now.seconds_since(moment.time), moment));
        let mut last = 0;
        aged.take_while(move |(age, _)| *age <= longest).filter_map(move |(age, moment)| {
            // Mostly it is at the same place in the list as a moment later.
            let known = moment.poses.get(last).is_some_and(|(known, _)| *known == id);
            last = if known { last } else { moment.place(id)? };
            Some((age, &moment.poses[last].1))
        })
    }
}

impl Moment {
    fn place(&self, id: TrackId) -> Option<usize> {
        self.poses.binary_search_by_key(&id, |(id, _)| *id).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plane::Point;
    use nalgebra::Vector2;

    #[test]
    fn the_last_moments_are_kept() {
        let mut trails = Trails::default();
        let start = Time::from_micros(1_750_172_378_000_000);
        for step in 0..40 {
            let at = |id: u64| Pose { at: Point::new(f64::from(step), id as f64), facing: Vector2::x() };
            // The second one is seen at every other moment.
            let seen: &[u64] = if step % 2 == 1 { &[1, 2] } else { &[1] };
            trails.learn(
                start.offset(i64::from(step) * 100_000),
                seen.iter().map(|id| (TrackId(*id), at(*id))),
            );
        }
        let now = start.offset(3_900_000);
        let trail = |id, longest| -> Vec<f64> {
            trails.of(TrackId(id), now, longest).map(|(_, pose)| pose.at.x).collect()
        };
        assert_eq!(trail(1, 0.35), [39.0, 38.0, 37.0, 36.0]);
        assert_eq!(trail(2, 0.35), [39.0, 37.0]);
        assert_eq!(trail(3, 0.35), []);
        assert_eq!(trail(1, 60.0).len(), KEPT);
    }
}

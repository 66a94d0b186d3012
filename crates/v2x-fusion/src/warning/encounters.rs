//! Who was on a collision course with whom lately.

use super::course::Course;
use super::footprint::{Extent, Pose, touch_within};
use crate::snapshot::{TrackId, TrackState};
use crate::time::Time;

/// Seconds to collision, if both go on as they do, from which two are on a collision course. Conflict studies take 1.5 to
/// 2 s to be serious; courses are looked at a little sooner, since places and speeds are not exact.
const SERIOUS: f64 = 2.2;
/// Seconds for which a collision course is remembered. One of the two may stop first, to let the other pass.
const REMEMBERED: f64 = 10.0;
/// So long after it, two are still in danger of what they are about to do, seconds.
const LATELY: f64 = 3.0;
/// At one moment only, it may be an error of place or speed.
const TIMES: u32 = 2;
/// Metres that are added around both: places are not known better.
const UNSURE: f64 = 0.1;
/// As much, where one is followed since a moment ago only: what it did before is not known, and may have been braking.
const UNSEEN: f64 = 1.0;
/// Seconds for which somebody is followed since a moment ago.
const FRESH: f64 = 1.5;

/// Pairs that were on a collision course, in order of their ids.
#[derive(Clone, Debug, Default)]
pub(crate) struct Encounters(Vec<Encounter>);

/// Two that were on a collision course.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Encounter {
    pub(crate) pair: (TrackId, TrackId),
    seen: Time,
    /// Moments at which they were.
    times: u32,
    /// The least seconds by which one followed the other on the same way since.
    pub(crate) followed: f64,
}

impl Encounters {
    /// Takes in that two are on a collision course now, unless as many are remembered as there is room for.
    pub(crate) fn note(&mut self, a: TrackId, b: TrackId, now: Time, room: usize) {
        let pair = (a.min(b), a.max(b));
        match self.place(pair) {
            Ok(place) => {
                self.0[place].seen = now;
                self.0[place].times += 1;
            }
            Err(place) if self.0.len() < room => {
                let followed = f64::INFINITY;
                self.0.insert(place, Encounter { pair, seen: now, times: 1, followed });
            }
            Err(_) => {}
        }
    }

    /// Whether two were on a collision course lately.
    pub(crate) fn know(&self, a: TrackId, b: TrackId, now: Time) -> bool {
        self.place((a.min(b), a.max(b))).is_ok_and(|place| {
            let Encounter { seen, times, .. } = self.0[place];
            times >= TIMES && now.seconds_since(seen) < LATELY
        })
    }

    /// All that were on a collision course and have not been forgotten.
    pub(crate) fn known(&mut self) -> impl Iterator<Item = &mut Encounter> {
        self.0.iter_mut().filter(|encounter| encounter.times >= TIMES)
    }

    /// Forgets what is long past.
    pub(crate) fn forget(&mut self, now: Time) {
        self.0.retain(|encounter| now.seconds_since(encounter.seen) < REMEMBERED);
    }

    fn place(&self, pair: (TrackId, TrackId)) -> Result<usize, usize> {
        self.0.binary_search_by_key(&pair, |encounter| encounter.pair)
    }
}

/// Whether two would soon touch if both went on as they do, straight and at the same speed.
pub(crate) fn on_collision_course(a: (&TrackState, &Course), b: (&TrackState, &Course)) -> bool {
    let ((first, course_a), (second, course_b)) = (a, b);
    let unsure = if is_fresh(first) || is_fresh(second) { UNSEEN } else { UNSURE };
    let wide = |extent: Extent| Extent { ahead: extent.ahead + unsure, aside: extent.aside + unsure };
    let (of_a, of_b) = (wide(course_a.extent), wide(course_b.extent));
    let between = second.position - first.position;
    let closing = course_a.facing * first.speed - course_b.facing * second.speed;
    let reach = of_a.radius() + of_b.radius();
    // Most pass each other far off, or not yet: told from where they are nearest.
    let speed2 = closing.norm_squared().max(1e-6);
    let nearest = (between.dot(&closing) / speed2).clamp(0.0, SERIOUS);
    if (between - closing * nearest).norm_squared() > reach * reach {
        return false;
    }
    let pose = |track: &TrackState, course: &Course| Pose { at: track.position, facing: course.facing };
    touch_within((&pose(first, course_a), of_a), (&pose(second, course_b), of_b), &closing, SERIOUS)
}

fn is_fresh(track: &TrackState) -> bool {
    track.time.seconds_since(track.first_seen) < FRESH
}

//! One comes to where another was just now.
//!
//! Courses tell of two that will meet. Others miss each other by little: one has left the place that the other comes to
//! a moment later, and no course shows that any more. Where the two were on a collision course before, that is a near
//! miss as conflict studies count them, by the time between the two (post-encroachment time).

use super::collision::{until, ventures};
use super::course::{Course, STEP};
use super::footprint::{Extent, Pose, touch};
use super::hazards::Danger;
use super::{WarningKind, need};
use crate::config::Warnings;
use crate::context::Context;
use crate::observation::Group;
use crate::snapshot::TrackState;

/// Poses of the later one's course that are looked at: one second. Sooner, it may still stop.
const AHEAD: usize = 6;
/// Seconds by which a time between two is overestimated, courses and trails being known in steps.
const STEPS: f64 = 0.15;
/// Metres taken off each side: places are not known better.
const SLACK: f64 = 0.25;
/// Within this angle one follows the other, cosine: 26°.
const ALONG: f64 = 0.9;
/// Beyond this angle they come towards each other, cosine: 160°.
const TOWARDS: f64 = -0.94;
/// Slower than this somebody is still where it was, m/s.
const LEAVES: f64 = 0.5;
/// Who does not go farther than this in a second comes to nobody, metres.
const STANDS: f64 = 0.3;
/// Who follows another around a corner is in danger if it comes closer than before by so much, seconds.
const CLOSER: f64 = 0.2;

/// Where a course comes to a place at which another road user was.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Passing {
    /// Pose of the course.
    pose: usize,
    /// Where the other was.
    place: Pose,
    /// Seconds between the two.
    gap: f64,
    /// Whether they go the same way there.
    follows: bool,
}

/// How far back to look, seconds.
pub(crate) fn longest(rules: &Warnings) -> f64 {
    rules.time_gap + STEPS
}

/// Whether a course can come to where another road user was on its way from `oldest`. Nearly none can.
pub(crate) fn is_near(course: &Course, other: &Course, oldest: &Pose) -> bool {
    /// What a way that is not straight adds, metres.
    const BENT: f64 = 1.0;
    /// All within this angle of the same direction go the same way, cosine: 13°.
    const BESIDE: f64 = 0.974;
    if course.covered[AHEAD - 1] < STANDS || (oldest.at - other.poses[0].at).norm() < STANDS {
        return false;
    }
    // Most keep to lanes beside each other.
    let start = &course.poses[0].facing;
    if [&course.poses[AHEAD - 1], &other.poses[0], oldest].iter().all(|pose| pose.facing.dot(start) > BESIDE)
    {
        return false;
    }
    let reach = course.extent.ahead + course.extent.aside + other.extent.ahead + other.extent.aside + BENT;
    let bounds = |poses: [&Pose; 2]| (poses[0].at.inf(&poses[1].at), poses[0].at.sup(&poses[1].at));
    let (own, past) =
        (bounds([&course.poses[0], &course.poses[AHEAD - 1]]), bounds([&other.poses[0], oldest]));
    let apart = (own.0 - past.1).sup(&(past.0 - own.1));
    apart.x < reach && apart.y < reach
}

/// Seconds by which one follows the other in line, if it does.
pub(crate) fn follows(a: &Course, b: &Course, tracks: &[TrackState]) -> Option<f64> {
    let (from, to) = (&a.poses[0], &b.poses[0]);
    if from.facing.dot(&to.facing) < ALONG {
        return None;
    }
    let between = to.at - from.at;
    if between.perp(&from.facing).abs() > a.extent.aside + b.extent.aside {
        return None;
    }
    let gap = between.dot(&from.facing).abs() - a.extent.ahead - b.extent.ahead;
    let speed = tracks[a.track].speed.max(tracks[b.track].speed);
    Some(gap / speed.max(0.1))
}

/// Whether somebody leaves the place where it is.
pub(crate) fn moves(track: &TrackState) -> bool {
    track.speed > LEAVES
}

/// The least time after which a course comes to where another road user, of this extent, was by its trail. `moves`:
/// that one is on its way now; who stands there still is not passed by.
pub(crate) fn pass<'a>(
    course: &Course,
    trail: impl Iterator<Item = (f64, &'a Pose)>,
    extent: Extent,
    moves: bool,
) -> Option<Passing> {
    let slim = |extent: Extent| Extent { aside: (extent.aside - SLACK).max(0.15), ..extent };
    let (own, extent) = (slim(course.extent), slim(extent));
    let reach = own.ahead + own.aside + extent.ahead + extent.aside;
    let mut least: Option<Passing> = None;
    for (age, place) in trail {
        if least.is_some_and(|least| age >= least.gap) {
            break;
        }
        // Before it has covered the way there, it is not there.
        let way = (place.at - course.poses[0].at).norm() - reach;
        let mut poses = (0..AHEAD).skip_while(|pose| course.covered[*pose] < way);
        let touched = poses.find(|pose| touch(&course.poses[*pose], own, place, extent));
        let Some(pose) = touched else { continue };
        if age == 0.0 && !moves {
            return None;
        }
        let gap = age + pose as f64 * STEP;
        if least.is_none_or(|least| gap < least.gap) {
            let follows = course.poses[pose].facing.dot(&place.facing) > ALONG;
            least = Some(Passing { pose, place: *place, gap, follows });
        }
    }
    least
}

impl Passing {
    /// Seconds by which one follows the other, where it does.
    pub(crate) fn followed(&self) -> Option<f64> {
        self.follows.then_some(self.gap)
    }

    /// Whether the one that comes later is in danger of the other. `followed`: the least seconds by which one followed
    /// the other so far.
    pub(crate) fn judge(
        &self,
        course: &Course,
        (later, earlier): (&TrackState, &TrackState),
        followed: f64,
        context: &Context,
        rules: &Warnings,
    ) -> Option<Danger> {
        let person = |track: &TrackState| track.class.group() == Group::Vru;
        let vru = person(later) || person(earlier);
        // Nobody is sooner or later at a place that both drive through in opposite ways: they would have met.
        let towards = course.poses[self.pose].facing.dot(&self.place.facing) < TOWARDS;
        if self.follows || (towards && !vru) || self.gap > followed - CLOSER {
            return None;
        }
        let distance = until(course, self.pose);
        let goes = if person(later) {
            ventures(later, distance, context, rules)
        } else {
            need::doubt(need::to_stop(later, distance, rules), rules.braking)
        };
        let probability = goes * need::normal((longest(rules) - self.gap) / 0.15);
        let vehicle_first = if person(later) { [earlier.id, later.id] } else { [later.id, earlier.id] };
        Some(Danger {
            kind: if vru { WarningKind::Vru } else { WarningKind::Collision },
            tracks: vehicle_first.map(Some),
            position: self.place.at,
            lead: (self.pose as f64 * STEP) as f32,
            foretold: self.pose > 0,
            probability: probability as f32,
            signal: None,
            lane: None,
        })
    }
}

//! Courses that meet: two vehicles, or a vehicle and somebody on foot or cycle.

use super::course::{Course, POSES, STEP};
use super::footprint::{Extent, touch};
use super::hazards::Danger;
use super::{WarningKind, need};
use crate::config::Warnings;
use crate::context::Context;
use crate::observation::{Class, Group};
use crate::snapshot::TrackState;

/// Courses within this angle run the same way, cosine: 45°; one may run into the back of the other.
const SAME_WAY: f64 = 0.7;
/// Within this angle it is one behind the other, cosine: 20°.
const BEHIND: f64 = 0.94;
/// Braking beyond what is usual, m/s²: so much are needs overestimated at times, for places and speeds are not exact. Those
/// who do brake, but too late, are told of when they come to where the other was.
const BEYOND: f64 = 1.5;
/// Metres taken off each side of a vehicle: places are not known better, and who passes by as closely as that does so
/// on purpose.
const SLACK: f64 = 0.25;
/// Poses by which two that were on a collision course may miss each other in time and still be in danger.
const APART: usize = 7;
/// The same of others: of those who follow each other, that is.
const FOLLOWS: usize = 3;

/// What is foretold for sooner than this was not foretold before, seconds: two that touch by their places' errors, or one
/// road user with two tracks.
const FORETOLD: f64 = 0.3;

/// Where two courses meet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Meeting {
    /// Poses at which each is there.
    a: usize,
    b: usize,
}

impl Meeting {
    /// The same, seen from the other one.
    pub(crate) fn turned(self) -> Self {
        Self { a: self.b, b: self.a }
    }
}

/// Whether a vehicle and another road user, whose courses meet, are in danger of each other. `a` is a vehicle that moves.
pub(crate) fn judge(
    (a, b): (&Course, &Course),
    meeting: Meeting,
    lately: bool,
    tracks: &[TrackState],
    context: &Context,
    rules: &Warnings,
) -> Option<Danger> {
    let rules = &braking_beyond(rules);
    let (first, second) = (tracks.get(a.track)?, tracks.get(b.track)?);
    let (pose_a, pose_b) = (&a.poses[meeting.a], &b.poses[meeting.b]);
    let vru = second.class.group() == Group::Vru;
    let aligned = pose_a.facing.dot(&pose_b.facing);
    if aligned < -SAME_WAY && !vru && !are_parted(first, second) {
        return None;
    }
    let (mut probability, kind) = if aligned > SAME_WAY {
        let kind = if aligned > BEHIND { WarningKind::RearEnd } else { WarningKind::Collision };
        (runs_into(a, b, first, second, rules)?, kind)
    } else if !lately {
        return None;
    } else if !vru && second.speed < rules.least_speed {
        // Whoever waits at the side of a course is passed, and seen.
        return None;
    } else {
        let own = need::doubt(need::to_stop(first, until(a, meeting.a), rules), rules.braking);
        let other = if vru {
            ventures(second, until(b, meeting.b), context, rules)
        } else {
            need::doubt(need::to_stop(second, until(b, meeting.b), rules), rules.braking)
        };
        (own.min(other), WarningKind::Collision)
    };
    // The nearer in time, the likelier: at the limit it is as likely as not.
    let apart = meeting.a.abs_diff(meeting.b) as f64 * STEP;
    probability *= need::normal((rules.time_gap - apart) / 0.15).min(0.98) * a.trust * b.trust;
    let kind = if vru { WarningKind::Vru } else { kind };
    let lead = meeting.a.max(meeting.b) as f64 * STEP;
    Some(Danger {
        kind,
        tracks: [Some(first.id), Some(second.id)],
        position: (pose_a.at + pose_b.at) * 0.5,
        lead: lead as f32,
        foretold: lead >= FORETOLD,
        probability: probability as f32,
        signal: None,
        lane: None,
    })
}

/// Who brakes as hard as usual once it has to be keeps out of danger.
fn braking_beyond(rules: &Warnings) -> Warnings {
    Warnings { braking: rules.braking + BEYOND, ..*rules }
}

/// What is less likely than this neither begins nor goes on being told of.
fn least(rules: &Warnings) -> f64 {
    rules.end.min(rules.begin)
}

/// Whether one of two may run into the other from behind: without a collision course lately, nothing else is told of. For
/// far less than to ask where they meet.
pub(crate) fn may_run_into(a: &Course, b: &Course, tracks: &[TrackState], rules: &Warnings) -> bool {
    let rules = &braking_beyond(rules);
    let runs = |behind: &Course, ahead: &Course| {
        let (first, second) = (&tracks[behind.track], &tracks[ahead.track]);
        runs_into(behind, ahead, first, second, rules).is_some_and(|likely| likely >= least(rules))
    };
    runs(a, b) || runs(b, a)
}

/// Whether the places of two that come towards each other are known well enough to tell that they do not keep to their
/// sides of the road: to less than half a lane.
fn are_parted(a: &TrackState, b: &TrackState) -> bool {
    /// Metres, one standard deviation.
    const HALF_LANE: f64 = 0.9;
    a.position_covariance.worst() + b.position_covariance.worst() < HALF_LANE * HALF_LANE
}

/// The first poses at which the two touch, or else those at which they do at least apart in time. `lately`: they were on
/// a collision course.
pub(crate) fn meet(a: &Course, b: &Course, lately: bool) -> Option<Meeting> {
    let most = if lately { APART } else { FOLLOWS };
    let slim = |extent: Extent| Extent { aside: (extent.aside - SLACK).max(0.15), ..extent };
    let (of_a, of_b) = (slim(a.extent), slim(b.extent));
    let reach = of_a.radius() + of_b.radius();
    if side_by_side(a, b, of_a.aside + of_b.aside) {
        return None;
    }
    // When one is some poses later than the other, it has moved no farther than where it is fastest.
    let stride = a.stride.max(b.stride);
    let (first, last) = close(a, b, reach + most as f64 * stride)?;
    for late in 0..=most {
        // Who is there now and will not be when the other comes is leaving already.
        for pose in first.max(late.min(1))..(last + 1).min(POSES - late) {
            let ways = [(pose, pose + late), (pose + late, pose)];
            for &(at_a, at_b) in &ways[..=late.min(1)] {
                let (pose_a, pose_b) = (&a.poses[at_a], &b.poses[at_b]);
                // Most are too far apart: told first, for little.
                let near = (pose_a.at - pose_b.at).norm_squared() < reach * reach;
                if near && touch(pose_a, of_a, pose_b, of_b) {
                    return Some(Meeting { a: at_a, b: at_b });
                }
            }
        }
    }
    None
}

/// The first and the last pose at which two are this close to each other at the same time, metres.
fn close(a: &Course, b: &Course, distance: f64) -> Option<(usize, usize)> {
    let is_close = |pose: &usize| {
        let (a, b) = (&a.poses[*pose], &b.poses[*pose]);
        (a.at - b.at).norm_squared() <= distance * distance
    };
    let first = (0..POSES).find(is_close)?;
    let last = (first..POSES).rev().find(is_close)?;
    Some((first, last))
}

/// Whether two plainly keep to lanes beside each other, the usual case: both go straight the same or opposite ways, and
/// farther aside than they are wide.
fn side_by_side(a: &Course, b: &Course, wide: f64) -> bool {
    /// Sine of the angle that still counts as straight: 1°, which is 0.7 m over the length of a course.
    const STRAIGHT: f64 = 0.017;
    let (first, second) = (&a.poses[0], &b.poses[0]);
    let (last_a, last_b) = (&a.poses[POSES - 1], &b.poses[POSES - 1]);
    let turned = |facing: &nalgebra::Vector2<f64>| first.facing.perp(facing).abs() > STRAIGHT;
    if turned(&second.facing) || turned(&last_a.facing) || turned(&last_b.facing) {
        return false;
    }
    let aside = |between: nalgebra::Vector2<f64>| first.facing.perp(&between).abs();
    aside(second.at - first.at).min(aside(last_b.at - last_a.at)) > wide + 0.7
}

/// Metres until a road user is where they meet.
pub(crate) fn until(course: &Course, pose: usize) -> f64 {
    let before = course.covered[pose.saturating_sub(1)];
    0.5 * (before + course.covered[pose])
}

/// How likely one is to run into another that goes the same way, more slowly.
fn runs_into(
    a: &Course,
    b: &Course,
    behind: &TrackState,
    ahead: &TrackState,
    rules: &Warnings,
) -> Option<f64> {
    let (from, to) = (&a.poses[0], &b.poses[0]);
    let between = to.at - from.at;
    let (cos, sin) = (from.facing.dot(&to.facing).abs(), from.facing.perp(&to.facing).abs());
    let gap = between.dot(&from.facing) - a.extent.ahead - b.extent.ahead * cos - b.extent.aside * sin;
    if gap < 0.0 || ahead.speed >= behind.speed {
        return None;
    }
    // In the same lane, or beside it?
    let aside = between.perp(&from.facing).abs();
    let aside = aside - a.extent.aside - b.extent.aside * cos - b.extent.ahead * sin;
    let unsure = (behind.position_covariance.worst() + ahead.position_covariance.worst()).sqrt();
    let in_line = need::normal(-aside / unsure.max(0.1));
    if in_line < least(rules) {
        return None;
    }
    Some(in_line * need::doubt(need::to_follow(behind, ahead, gap, rules), rules.braking))
}

/// How likely it is that somebody on foot or cycle does not stop before the vehicle's way. Who walks on the road already
/// goes on; who comes to it, or hesitates, stops within a step or two.
pub(crate) fn ventures(track: &TrackState, distance: f64, context: &Context, rules: &Warnings) -> f64 {
    /// Slower than this they hesitate, m/s: walking people do 1.0 to 1.6.
    const HESITATES: f64 = 0.8;
    /// Harder than this nobody on foot stops, m/s².
    const STOPPING: f64 = 2.5;
    /// Cyclists who mean to stop roll out, and brake at last, m/s².
    const ROLLING_OUT: f64 = 0.9;
    if distance < 0.3 {
        return 1.0;
    }
    let walks = need::normal((track.speed - HESITATES) / 0.2);
    if context.on_carriageway(&track.position) {
        return walks;
    }
    let limit = if track.class == Class::Cyclist { ROLLING_OUT } else { STOPPING };
    walks * need::doubt(need::to_stop(track, distance, rules), limit)
}

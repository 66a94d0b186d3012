//! How hard somebody has to brake to prevent something.

use crate::config::Warnings;
use crate::snapshot::TrackState;

/// Harder than anybody can brake, m/s².
pub(crate) const IMPOSSIBLE: f64 = 20.0;

/// Deceleration needed to stop within `distance` metres, after going on as now for the reaction time.
pub(crate) fn to_stop(track: &TrackState, distance: f64, rules: &Warnings) -> f64 {
    // Since it was last seen it may have begun to brake, but for the time in which nobody reacts.
    let unseen = (track.time.seconds_since(track.last_seen) - rules.reaction).clamp(0.0, 1.0);
    let speed = (track.speed - rules.braking * unseen).max(0.0);
    after_reaction(speed, track.acceleration, distance, rules.reaction)
}

/// Deceleration needed not to run into what drives `gap` metres ahead on the same line.
pub(crate) fn to_follow(behind: &TrackState, ahead: &TrackState, gap: f64, rules: &Warnings) -> f64 {
    let speed = ahead.velocity.dot(&direction(behind)).max(0.0);
    // Relative to one who goes on as now; if that one brakes, as hard on top of it.
    let closing = (behind.speed - speed).max(0.0);
    let relative = behind.acceleration - ahead.acceleration;
    let need = after_reaction(closing, relative, gap, rules.reaction) - ahead.acceleration.min(0.0);
    // Who brakes comes to stand somewhere: to stop there is enough.
    let stops = if ahead.acceleration < -0.5 { speed * speed / (-2.0 * ahead.acceleration) } else { 0.0 };
    if ahead.acceleration < -0.5 {
        need.min(after_reaction(behind.speed, behind.acceleration, gap + stops, rules.reaction))
    } else {
        need
    }
}

/// How likely it is that somebody who has to brake this hard will not: a half where it is at the limit.
pub(crate) fn doubt(need: f64, limit: f64) -> f64 {
    /// People's limits differ by about this, one standard deviation, m/s².
    const SPREAD: f64 = 0.7;
    normal((need - limit) / SPREAD)
}

/// The normal distribution's cumulative function, by the logistic curve that fits it best (within 0.01).
pub(crate) fn normal(deviations: f64) -> f64 {
    1.0 / (1.0 + (-1.702 * deviations).exp())
}

fn direction(track: &TrackState) -> nalgebra::Vector2<f64> {
    nalgebra::Vector2::new(track.heading.sin(), track.heading.cos())
}

fn after_reaction(speed: f64, acceleration: f64, distance: f64, reaction: f64) -> f64 {
    let later = (speed + acceleration.clamp(-6.0, 2.5) * reaction).max(0.0);
    let left = distance - 0.5 * (speed + later) * reaction;
    if left < 0.3 {
        return if distance < 0.3 || later > 0.3 { IMPOSSIBLE } else { 0.0 };
    }
    (later * later / (2.0 * left)).min(IMPOSSIBLE)
}

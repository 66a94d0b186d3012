//! Vehicles that pass a stop line at red, or will.

use super::hazards::Danger;
use super::need;
use super::{WarningKind, course};
use crate::config::Warnings;
use crate::context::road::Spot;
use crate::context::{Context, LaneKind, Situation};
use crate::snapshot::{TrackId, TrackState};
use crate::time::Time;
use nalgebra::Vector2;

/// Slower than this nobody runs a red light; whoever creeps past the line stands a little far ahead, m/s.
const CREEP: f64 = 2.0;
/// Past the line by so much it was passed, not stopped at, metres.
const PAST: f64 = 1.0;
/// Who passes the line this shortly after red began saw yellow, seconds.
const GRACE: f64 = 0.3;
/// Nothing is foretold of whom nobody saw for so long, seconds: three looks of a usual sensor.
const UNSEEN: f64 = 0.3;
/// Nearer to the line than this it will be passed, or not, within moments, metres.
const NEAR: f64 = 20.0;
/// A violation is told of until the front is so far past the line, metres.
const FAR: f64 = 15.0;

/// Where a lane leads two ways, it is this far past the line that a vehicle shows plainly which it has taken, metres.
const COMMITTED: f64 = 8.0;

/// Vehicles that were just before a stop line at red.
#[derive(Clone, Debug, Default)]
pub(crate) struct Arrivals(Vec<Arrival>);

#[derive(Clone, Copy, Debug)]
struct Arrival {
    track: TrackId,
    seen: Time,
    /// Whether every way on was closed.
    closed: bool,
}

impl Arrivals {
    /// Whether a vehicle at this place of the road passes, or will pass, a stop line at red.
    pub(crate) fn judge(
        &mut self,
        track: &TrackState,
        spot: (usize, Spot),
        context: &Context,
        now: Time,
        rules: &Warnings,
    ) -> Option<Danger> {
        if track.speed < CREEP {
            return None;
        }
        let situation = context.situation_at(spot, track, now)?;
        let distance = situation.to_stop_line?;
        if situation.kind != LaneKind::Vehicle {
            return None;
        }
        // Where a lane leads two ways and one of them is open, the way across tells which was taken.
        if distance > 0.0 && situation.has_red() {
            self.note(track, distance, situation.faces_red(), now);
        }
        if !situation.faces_red() {
            return None;
        }
        let probability = if distance > 0.0 {
            foretold(track, &situation, distance, rules)?
        } else {
            let came = self.0.iter().find(|arrival| arrival.track == track.id)?;
            if !came.closed && -distance < COMMITTED {
                return None;
            }
            happened(track, &situation, -distance, now)?
        };
        Some(danger(track, &situation, distance, probability))
    }

    /// Forgets those that are long gone, or stopped.
    pub(crate) fn forget(&mut self, now: Time) {
        self.0.retain(|arrival| now.seconds_since(arrival.seen) < 2.0);
    }

    fn note(&mut self, track: &TrackState, distance: f64, closed: bool, now: Time) {
        if distance > NEAR {
            return;
        }
        let arrival = Arrival { track: track.id, seen: now, closed };
        match self.0.iter_mut().find(|known| known.track == track.id) {
            Some(known) => *known = arrival,
            None => self.0.push(arrival),
        }
    }
}

fn danger(track: &TrackState, situation: &Situation, distance: f64, probability: f64) -> Danger {
    let facing = Vector2::new(track.heading.sin(), track.heading.cos());
    let front = 0.5 * f64::from(track.size.length) + distance;
    Danger {
        kind: WarningKind::RedLight,
        tracks: [Some(track.id), None],
        position: track.position + facing * front,
        lead: (distance / track.speed).max(0.0) as f32,
        foretold: true,
        probability: probability as f32,
        signal: situation.lights.iter().flatten().next().map(|light| (situation.intersection, light.group)),
        lane: Some(situation.lane),
    }
}

/// How likely a vehicle before the line is not to stop there, if the red lasts until it comes.
fn foretold(track: &TrackState, situation: &Situation, distance: f64, rules: &Warnings) -> Option<f64> {
    // Who has not been seen for a while may have braked since.
    if track.time.seconds_since(track.last_seen) > UNSEEN {
        return None;
    }
    let arrival = distance / track.speed;
    if arrival > course::STEP * (course::POSES - 1) as f64 {
        return None;
    }
    let opens = situation.lights.iter().flatten().filter_map(|light| light.changes_in);
    if opens.fold(f64::INFINITY, f64::min) < arrival + 0.5 {
        return None;
    }
    // A metre past the line is no harm, and the place is not known exactly.
    let unsure = track.position_covariance.worst().sqrt();
    // A signal has been in sight for long: who has to brake for it does so at once, however late that is.
    let rules = &Warnings { reaction: 0.0, ..*rules };
    let need = need::to_stop(track, distance + PAST + unsure, rules);
    Some(need::doubt(need, rules.braking))
}

/// How surely a vehicle passed the line at red, from where it is beyond it.
fn happened(track: &TrackState, situation: &Situation, past: f64, now: Time) -> Option<f64> {
    if past > FAR {
        return None;
    }
    let ago = past / track.speed;
    let red_for = situation.lights.iter().flatten().map(|light| now.seconds_since(light.since));
    if red_for.fold(f64::INFINITY, f64::min) < ago + GRACE {
        return None;
    }
    let unsure = track.position_covariance.worst().sqrt();
    Some(need::normal((past - PAST) / unsure.max(0.1)))
}

//! How plainly a detection is of a track.

use super::own::VELOCITIES;
use super::track::Track;
use crate::association::gate::Fit;
use crate::config::Config;
use crate::observation::{Observation, Subject};

/// Logarithm of how much likelier a detection is this track than a stranger.
pub(super) fn gain(
    track: &Track,
    sensor: usize,
    observation: &Observation,
    fit: &Fit,
    config: &Config,
) -> f64 {
    /// Road users per square metre near intersections: what a sensor shows is as likely to be one more of them as one of
    /// whom it has shown nothing yet.
    const CROWD: f64 = 0.01;
    /// Velocities that those of them have who wait or walk, (m/s)²: a disc of 2 m/s.
    const SLOW: f64 = 12.0;
    /// Sensors keep an object's number for some hundred looks, but two that are close swap them about as often: what a
    /// swap costs both together is the logarithm of that, no more. Where somebody is says more than their number.
    const SAME_NUMBER: f64 = 1.3;
    const OTHER_NUMBER: f64 = -1.0;
    let rules = &config.association;
    let link = track.sensors.get(sensor);
    let slow = observation.speed.is_some_and(|speed| speed.value < 2.0);
    let (density, velocities) = match link {
        Some(_) => (rules.clutter, VELOCITIES),
        None => (rules.clutter.max(CROWD), if slow { SLOW } else { VELOCITIES }),
    };
    let stranger = if fit.freedom == 4 { density / velocities } else { density };
    let numbered = match link {
        Some(link) if link.number == number(observation) => SAME_NUMBER,
        Some(_) => OTHER_NUMBER,
        None => 0.0,
    };
    // A track that may itself be clutter has less of a claim.
    let real = if track.own.is_some() { 0.0 } else { -(-track.score).exp().ln_1p() };
    fit.log_likelihood - stranger.ln()
        + (rules.detection / (1.0 - rules.detection)).ln()
        + track.class.agreement(observation.class, observation.class_confidence)
        + track.size.agreement(observation.size, false)
        + numbered
        + real
        + named(track, observation)
}

/// Logarithm of how much a station's name, where the sensor knows it, speaks for a track.
fn named(track: &Track, observation: &Observation) -> f64 {
    const SAME: f64 = 6.0;
    match (observation.subject, track.own) {
        (Subject::Object { known_as: Some(name), .. }, Some(own)) => {
            if own.id == name {
                SAME
            } else {
                -SAME
            }
        }
        _ => 0.0,
    }
}

/// The sensor's own number for what it saw.
pub(super) fn number(observation: &Observation) -> u16 {
    match observation.subject {
        Subject::Object { number, .. } => number,
        Subject::Sender => 0,
    }
}

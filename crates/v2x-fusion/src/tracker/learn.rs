//! What a detection teaches about the sensor that made it.

use nalgebra::Vector2;

use super::clock::Clocks;
use super::sensor::{Innovation, Sensor};
use super::track::Track;
use crate::motion::measurement::Measurement;
use crate::motion::state::{P, State, V};

/// Detections before a track is a yardstick.
const SETTLED: u32 = 10;

/// Learns how good a sensor's numbers are from a detection of a track that is known well.
pub(super) fn noise(
    known: &mut Sensor,
    sensor: usize,
    track: &Track,
    belief: &State,
    measurement: &Measurement,
) {
    if track.sensors.get(sensor).is_none_or(|link| link.hits < SETTLED) {
        return;
    }
    let innovation = measurement.position.value - belief.pair(P);
    let position = Innovation {
        squared: innovation.norm_squared(),
        belief: belief.variance(P),
        stated: measurement.position.noise.trace() / known.calibration.position_scale(),
    };
    let velocity = measurement.velocity.map(|pair| Innovation {
        squared: (pair.value - belief.pair(V)).norm_squared(),
        belief: belief.variance(V),
        stated: pair.noise.trace() / known.calibration.velocity_scale(),
    });
    known.calibration.learn_noise(position, velocity);
}

/// Learns how far a sensor's clock is off, from what other sensors and the road user itself say of the same moment.
pub(super) fn clock(
    clocks: &mut Clocks,
    sensor: usize,
    track: &mut Track,
    belief: &State,
    measurement: &Measurement,
) {
    let velocity = belief.pair(V);
    from_others(clocks, sensor, track, &velocity, measurement);
    let Some(own) = track.own.and_then(|own| own.place_at(measurement.time)) else { return };
    let (variance, correlation) = track.own_error();
    let Some(link) = track.sensors.get_mut(sensor).filter(|link| link.hits >= SETTLED) else { return };
    // As if nothing were known of the clock yet: what is known changes between the windows that are compared.
    let place = measurement.position.value - own - velocity * clocks.offset(sensor);
    if let Some(shown) = link.anchor.note(measurement.time, place, velocity, variance, correlation) {
        clocks.learn(sensor, None, shown.offset, shown.variance);
    }
}

/// Compares a detection with the latest ones of other sensors.
fn from_others(
    clocks: &mut Clocks,
    sensor: usize,
    track: &Track,
    velocity: &Vector2<f64>,
    measurement: &Measurement,
) {
    /// Slower road users show no clock offset, m/s.
    const FAST: f64 = 3.0;
    /// Detections farther apart are not compared, seconds: speeds change.
    const NEAR: f64 = 0.15;
    let speed2 = velocity.norm_squared();
    if speed2 < FAST * FAST {
        return;
    }
    for link in track.sensors.iter().filter(|link| link.sensor != sensor && link.hits >= SETTLED) {
        let apart = measurement.time.seconds_since(link.measured);
        if apart.abs() > NEAR {
            continue;
        }
        let behind = link.place + velocity * apart - measurement.position.value;
        let known = clocks.offset(sensor) - clocks.offset(link.sensor);
        // Two detections' noise, along the motion; both sensors are taken to be alike.
        let variance = measurement.position.noise.trace() / speed2;
        clocks.learn(sensor, Some(link.sensor), known + behind.dot(velocity) / speed2, variance);
    }
}

/// How far a detection lies from what is believed, in standard deviations per axis.
pub(super) fn deviation(belief: &State, measurement: &Measurement) -> Vector2<f64> {
    let away = measurement.position.value - belief.pair(P);
    let variance = 0.5 * (belief.variance(P) + measurement.position.noise.trace());
    away / variance.max(1e-6).sqrt()
}

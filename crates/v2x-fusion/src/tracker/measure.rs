//! From an observation to a measurement: into the plane, with the noise that its sender states or that is configured.

use nalgebra::{Matrix2, Vector2};

use super::sensor::Calibration;
use crate::config::Noise;
use crate::motion::measurement::{Measurement, Pair, oriented};
use crate::observation::{Class, Ellipse, Group, Observation};
use crate::plane::Plane;

/// The least standard deviation taken for a velocity component, m/s: quantisation of the messages and lateral slip.
const LEAST_VELOCITY: f64 = 0.04;
/// Stated accuracies better than this are not believed, metres.
const LEAST_POSITION: f64 = 0.05;

/// What a road user's own report shows.
pub(crate) fn own(observation: &Observation, plane: &Plane, noise: &Noise) -> Measurement {
    let slow = observation
        .accuracy
        .map_or(noise.own_position, |ellipse| f64::from(ellipse.major * ellipse.minor).sqrt());
    let fresh = (slow * noise.own_position_fresh).clamp(LEAST_POSITION, 50.0);
    let heading_noise = match observation.class.group() {
        Group::Vru => noise.own_heading_vru,
        Group::Vehicle | Group::Unknown => noise.own_heading,
    };
    let direction = observation.heading.map(|heading| unit(heading.value));
    Measurement {
        time: observation.measured,
        own: true,
        position: Pair { value: plane.point(&observation.position), noise: round(fresh) },
        velocity: own_velocity(observation, direction, noise, heading_noise),
        acceleration: own_acceleration(observation, direction, noise),
        lever: lever(observation),
        turning: observation.yaw_rate.map(f64::from),
        jump: 0.0,
    }
}

/// What a sensor's detection shows, by a sensor whose clock is ahead by `clock` seconds.
pub(crate) fn detection(
    observation: &Observation,
    plane: &Plane,
    noise: &Noise,
    calibration: &Calibration,
    clock: f64,
) -> Measurement {
    let position = match observation.accuracy {
        Some(ellipse) => from_ellipse(&ellipse),
        None => round(noise.sensor_position),
    };
    let filtered = if observation.filtered { noise.filtered } else { 1.0 };
    Measurement {
        time: observation.measured.offset(-(clock * 1e6) as i64),
        own: false,
        position: Pair {
            value: plane.point(&observation.position),
            noise: position * (calibration.position_scale() * filtered),
        },
        velocity: seen_velocity(observation, noise, calibration.velocity_scale() * filtered),
        acceleration: None,
        lever: lever(observation),
        turning: None,
        jump: 0.0,
    }
}

/// Half the length, where there is one to speak of.
fn lever(observation: &Observation) -> f64 {
    let length = match (observation.size, observation.class) {
        (Some(size), _) if size.length > 0.0 => f64::from(size.length),
        (_, Class::Car) => 4.5,
        (_, Class::Heavy) => 10.0,
        _ => 0.0,
    };
    0.5 * length
}

fn own_velocity(
    observation: &Observation,
    direction: Option<Vector2<f64>>,
    noise: &Noise,
    heading_noise: f64,
) -> Option<Pair> {
    let speed = observation.speed?;
    let along = speed.sigma.map_or(noise.own_speed, f64::from).max(LEAST_VELOCITY);
    let value = f64::from(speed.value);
    let (Some(heading), Some(direction)) = (observation.heading, direction) else {
        return standing(value, along);
    };
    let turn = heading.sigma.map_or(heading_noise, f64::from);
    let across = (value * turn).max(LEAST_VELOCITY);
    Some(Pair { value: direction * value, noise: oriented(&direction, along, across) })
}

/// A sensor measures a velocity, and derives speed and heading from it: its error is about the same in every
/// direction, and a heading that is called unavailable for a slow object is just that of a small vector.
fn seen_velocity(observation: &Observation, noise: &Noise, scale: f64) -> Option<Pair> {
    let speed = observation.speed?;
    let along = speed.sigma.map_or(noise.sensor_velocity, f64::from).max(LEAST_VELOCITY);
    let Some(heading) = observation.heading else { return standing(f64::from(speed.value), along) };
    let (direction, value) = (unit(heading.value), f64::from(speed.value));
    let across = match heading.sigma {
        Some(turn) => (value * f64::from(turn)).clamp(LEAST_VELOCITY, along),
        None => along,
    };
    Some(Pair { value: direction * value, noise: oriented(&direction, along, across) * scale })
}

/// A speed without a direction says something only where it is about zero.
fn standing(speed: f64, sigma: f64) -> Option<Pair> {
    (speed < 2.0 * sigma).then(|| Pair { value: Vector2::zeros(), noise: round(sigma.max(speed)) })
}

/// Along the heading as reported; across it, what the turn rate makes of the speed.
fn own_acceleration(
    observation: &Observation,
    direction: Option<Vector2<f64>>,
    noise: &Noise,
) -> Option<Pair> {
    let (along, direction, speed) = (observation.acceleration?, direction?, observation.speed?);
    let speed = f64::from(speed.value);
    let right = Vector2::new(direction.y, -direction.x);
    let (across, across_sigma) = match observation.yaw_rate {
        Some(rate) => (speed * f64::from(rate), (speed * noise.own_yaw_rate).max(noise.own_acceleration)),
        // Nothing told: as wide as driving makes it.
        None => (0.0, 2.0),
    };
    Some(Pair {
        value: direction * f64::from(along) + right * across,
        noise: oriented(&direction, noise.own_acceleration, across_sigma),
    })
}

fn from_ellipse(ellipse: &Ellipse) -> Matrix2<f64> {
    let axis = |sigma: f32| f64::from(sigma).max(LEAST_POSITION);
    oriented(&unit(ellipse.orientation), axis(ellipse.major), axis(ellipse.minor))
}

/// The unit vector of a heading.
fn unit(heading: f32) -> Vector2<f64> {
    let (sin, cos) = f64::from(heading).sin_cos();
    Vector2::new(sin, cos)
}

fn round(sigma: f64) -> Matrix2<f64> {
    Matrix2::identity() * (sigma * sigma)
}

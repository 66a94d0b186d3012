//! Straight on: the velocity keeps its direction; its size changes as a driver presses a pedal.

use nalgebra::{Matrix2, Vector2};

use super::dynamics::Dynamics;
use super::state::{StepNoise, Transition};

/// The step of a road user that moves straight on along `direction` (a unit vector).
pub(crate) fn step(direction: &Vector2<f64>, dynamics: &Dynamics, dt: f64) -> (Transition, StepNoise) {
    let along = direction * direction.transpose();
    let across = Matrix2::identity() - along;
    let fading = |time: f64| Fading::new(dt, time);
    let (fast, slow) = (fading(dynamics.across_time), fading(dynamics.along_time));
    let transition = Transition {
        pv: dt,
        pa: along * slow.position + across * fast.position,
        vv: 1.0,
        va: along * slow.velocity + across * fast.velocity,
        aa: along * slow.acceleration + across * fast.acceleration,
        bb: 1.0,
    };
    let jerk = along * power(dynamics.along, dynamics.along_time)
        + across * power(dynamics.across, dynamics.across_time);
    (transition, StepNoise::white_jerk(&jerk, dt))
}

/// Power of the white jerk that keeps an acceleration at this standard deviation while it fades with this time
/// (Singer 1970): 2·σ²/τ.
pub(crate) fn power(acceleration: f64, time: f64) -> f64 {
    2.0 * acceleration * acceleration / time
}

/// `exp(-x)`. Steps are short beside the times with which things fade, where a few terms of the series say as much as the
/// whole function, for a part of the time that it takes.
pub(crate) fn decay(x: f64) -> f64 {
    if !(0.0..0.3).contains(&x) {
        return (-x).exp();
    }
    // The first term left out is below 0.3⁹/9!: 6e-11.
    let term = |sum: f64, place: f64| 1.0 - x / place * sum;
    [8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0].into_iter().fold(1.0, term)
}

/// What one unit of an acceleration that fades exponentially does within a step.
pub(crate) struct Fading {
    /// Metres moved.
    pub(crate) position: f64,
    /// m/s gained.
    pub(crate) velocity: f64,
    /// m/s² left.
    pub(crate) acceleration: f64,
}

impl Fading {
    pub(crate) fn new(dt: f64, time: f64) -> Self {
        let left = decay(dt / time);
        let gained = time * (1.0 - left);
        Self { position: time * (dt - gained), velocity: gained, acceleration: left }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_series_is_the_function() {
        for x in [0.0, 1e-6, 0.01, 0.1, 0.2999, 0.3, 5.0] {
            assert!((decay(x) - (-x).exp()).abs() < 1e-10, "{x}");
        }
    }
}

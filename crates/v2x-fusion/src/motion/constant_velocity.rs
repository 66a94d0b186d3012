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
        let left = (-dt / time).exp();
        let gained = time * (1.0 - left);
        Self { position: time * (dt - gained), velocity: gained, acceleration: left }
    }
}

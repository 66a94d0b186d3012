//! Straight on: the velocity keeps its direction; its size changes as a driver presses a pedal.

use nalgebra::Vector2;

use super::covariance::Block;
use super::dynamics::Dynamics;
use super::state::{StepNoise, Transition};

/// The step of a road user that moves straight on along `direction` (a unit vector).
pub(crate) fn step(direction: &Vector2<f64>, dynamics: &Dynamics, dt: f64) -> (Transition, StepNoise) {
    let (fast, slow) = (Fading::new(dt, dynamics.across_time), Fading::new(dt, dynamics.along_time));
    let oriented = |along, across| oriented(direction, along, across);
    let transition = Transition {
        pv: dt,
        pa: oriented(slow.position, fast.position),
        va: oriented(slow.velocity, fast.velocity),
        aa: oriented(slow.acceleration, fast.acceleration),
    };
    let jerk =
        oriented(power(dynamics.along, dynamics.along_time), power(dynamics.across, dynamics.across_time));
    (transition, StepNoise::white_jerk(jerk, dt))
}

/// The matrix that stretches by one factor along a direction and by another one across it.
pub(crate) fn oriented(direction: &Vector2<f64>, along: f64, across: f64) -> Block {
    let (x, y, more) = (direction.x, direction.y, along - across);
    Block::new(across + more * x * x, more * x * y, more * x * y, across + more * y * y)
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
    // Reciprocals, for divisions take longest. The first term left out is below 0.3⁹/9!: 6e-11.
    const OVER: [f64; 8] = [1.0 / 8.0, 1.0 / 7.0, 1.0 / 6.0, 1.0 / 5.0, 1.0 / 4.0, 1.0 / 3.0, 1.0 / 2.0, 1.0];
    OVER.into_iter().fold(1.0, |sum, over| 1.0 - x * over * sum)
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

//! Standing still: at a light, in a queue, on the pavement.

use nalgebra::Matrix2;

use super::state::{StepNoise, Transition};

/// Residual velocity of something that stands, m/s: queues creep, people shift their weight.
const RESIDUAL: f64 = 0.03;
/// Residual acceleration, m/s².
const RESIDUAL_ACCELERATION: f64 = 0.1;

/// The step of a road user that stands: whatever velocity was believed is forgotten.
pub(crate) fn step(dt: f64) -> (Transition, StepNoise) {
    let transition = Transition {
        pv: 0.0,
        pa: Matrix2::zeros(),
        vv: 0.0,
        va: Matrix2::zeros(),
        aa: Matrix2::zeros(),
        bb: 1.0,
    };
    let noise = StepNoise {
        pp: Matrix2::identity() * (RESIDUAL * RESIDUAL * dt),
        pv: Matrix2::zeros(),
        pa: Matrix2::zeros(),
        vv: Matrix2::identity() * (RESIDUAL * RESIDUAL),
        va: Matrix2::zeros(),
        aa: Matrix2::identity() * (RESIDUAL_ACCELERATION * RESIDUAL_ACCELERATION),
        bb: 0.0,
    };
    (transition, noise)
}

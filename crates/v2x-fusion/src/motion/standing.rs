//! Standing still: at a light, in a queue, on the pavement.

use nalgebra::Vector2;

use super::covariance::Block;
use super::state::{Drift, Glance, State};

/// Residual velocity of something that stands, m/s: queues creep, people shift their weight.
const RESIDUAL: f64 = 0.03;
/// Residual acceleration, m/s².
const RESIDUAL_ACCELERATION: f64 = 0.1;

/// The step of a road user that stands: whatever velocity was believed is forgotten.
pub(crate) fn step(state: &mut State, dt: f64, drift: &Drift) {
    let creeps = RESIDUAL * RESIDUAL;
    state.stand([creeps * dt, creeps, RESIDUAL_ACCELERATION * RESIDUAL_ACCELERATION], drift);
}

/// What is shown of a road user that stands after a step.
pub(crate) fn glance(state: &State, dt: f64) -> Glance {
    let creeps = Block::round((RESIDUAL * RESIDUAL) as f32);
    let now = state.glance();
    Glance {
        velocity: Vector2::zeros(),
        acceleration: Vector2::zeros(),
        position_covariance: now.position_covariance + creeps * dt as f32,
        velocity_covariance: creeps,
        ..now
    }
}

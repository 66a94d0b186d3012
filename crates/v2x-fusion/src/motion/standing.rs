//! Standing still: at a light, in a queue, on the pavement.

use nalgebra::Vector2;

use super::covariance::Block;
use super::state::{Drift, Glance, State};

/// Residual velocity of something that stands, m/s: queues creep, people shift their weight.
const RESIDUAL: f64 = 0.03;
/// Residual acceleration, m/s².
const RESIDUAL_ACCELERATION: f64 = 0.1;

/// Variance that the place of something that stands gains in a second, m²: that of a random walk, for it does not creep on
/// in one direction for long. `told` is the square of the speed that it tells, beyond that speed's noise, (m/s)².
pub(crate) fn creep(told: Option<f64>) -> f64 {
    /// Of which nobody tells more, m in a second: queues creep by a decimetre now and then, who waits at lights does not.
    const UNTOLD: f64 = 0.02;
    /// That says it stands, m in a second: not none, so that errors of which nobody knows do not stay for ever.
    const STILL: f64 = 0.01;
    /// How long something that says it moves, slower than it measures, goes on so, seconds.
    const GOES_ON: f64 = 1.0;
    match told {
        None => UNTOLD * UNTOLD,
        Some(squared) => (STILL * STILL).max(squared * GOES_ON),
    }
}

/// The step of a road user that stands: whatever velocity was believed is forgotten.
pub(crate) fn step(state: &mut State, dt: f64, creep: f64, drift: &Drift) {
    let (velocity, acceleration) = (RESIDUAL * RESIDUAL, RESIDUAL_ACCELERATION * RESIDUAL_ACCELERATION);
    state.stand([creep * dt, velocity, acceleration], drift);
}

/// What is shown of a road user that stands after a step.
pub(crate) fn glance(state: &State, dt: f64, creep: f64) -> Glance {
    let now = state.glance();
    Glance {
        velocity: Vector2::zeros(),
        acceleration: Vector2::zeros(),
        position_covariance: now.position_covariance + Block::round((creep * dt) as f32),
        velocity_covariance: Block::round((RESIDUAL * RESIDUAL) as f32),
        ..now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_that_it_stands_stays_where_it_is_and_what_says_that_it_creeps_does_not() {
        let [untold, still, creeping] = [creep(None), creep(Some(0.0)), creep(Some(0.01))];
        assert!(still < untold && untold < creeping);
        // A decimetre a second for as long as that lasts.
        assert!((creeping.sqrt() - 0.1).abs() < 1e-9);
    }

    #[test]
    fn what_is_shown_is_what_the_step_makes() {
        let mut state = State::diagonal(0.04, 0.5, 0.5, 0.64);
        let shown = glance(&state, 0.2, 0.01);
        step(&mut state, 0.2, 0.01, &Drift { kept: 1.0, gained: 0.0 });
        assert_eq!(shown, state.glance());
        assert!((state.variance(crate::motion::state::P) - 2.0 * (0.04 + 0.2 * 0.01)).abs() < 1e-6);
    }
}

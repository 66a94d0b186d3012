//! An observation in the plane: what a filter takes in.

use nalgebra::{Matrix2, Vector2};

use super::state::{Shows, State};
use crate::time::Time;

/// Two numbers and how far they may be off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Pair {
    pub(crate) value: Vector2<f64>,
    pub(crate) noise: Matrix2<f64>,
}

/// What one report shows of one road user. Its noise is that which is fresh in every report; the slow error of own
/// reports is part of the state.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Measurement {
    pub(crate) time: Time,
    /// Whether the road user reports itself, with its slow position error.
    pub(crate) own: bool,
    pub(crate) position: Pair,
    pub(crate) velocity: Option<Pair>,
    pub(crate) acceleration: Option<Pair>,
}

impl Measurement {
    /// Updates a state by all that is shown. Gives the logarithm of the likelihood, `None` where a covariance is not
    /// one.
    pub(crate) fn update(&self, state: &mut State) -> Option<f64> {
        let mut log = state.update(self.shows_position(), &self.position.value, &self.position.noise)?;
        if let Some(velocity) = &self.velocity {
            log += state.update(Shows::Velocity, &velocity.value, &velocity.noise)?;
        }
        if let Some(acceleration) = &self.acceleration {
            log += state.update(Shows::Acceleration, &acceleration.value, &acceleration.noise)?;
        }
        Some(log)
    }

    /// What the position part shows.
    pub(crate) fn shows_position(&self) -> Shows {
        if self.own { Shows::OwnPosition } else { Shows::Position }
    }
}

/// The covariance with these standard deviations along and across a direction.
pub(crate) fn oriented(direction: &Vector2<f64>, along: f64, across: f64) -> Matrix2<f64> {
    let (a, c) = (along * along, across * across);
    let projector = direction * direction.transpose();
    projector * a + (Matrix2::identity() - projector) * c
}

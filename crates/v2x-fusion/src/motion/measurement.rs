//! An observation in the plane: what a filter takes in.

use nalgebra::{Matrix2, Vector2};

use super::constant_turn::turn_rate;
use super::state::{A, P, Shows, State, Surprise, V};
use crate::time::Time;

/// Between own reports, seconds.
const INTERVAL: f64 = 0.1;

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
    /// Distance from the centre of points of the vehicle that may be what the velocity is of, metres: half its length.
    pub(crate) lever: f64,
    /// Turn rate as reported, rad/s; of either sign.
    pub(crate) turning: Option<f64>,
    /// Variance that the velocity gains before this is taken in, (m/s)² per axis: 0 but for one that was not foreseen.
    pub(crate) jump: f64,
}

impl Measurement {
    /// Updates a state by all that is shown; `None` where a covariance is not one.
    pub(crate) fn update(&self, state: &mut State) -> Option<Surprise> {
        if self.jump > 0.0 {
            state.widen(V, &(Matrix2::identity() * self.jump));
        }
        let mut surprise = state.update(self.shows_position(), &self.position.value, &self.position.noise)?;
        surprise.add(self.update_motion(state)?);
        Some(surprise)
    }

    /// Updates a state by velocity and acceleration alone.
    pub(crate) fn update_motion(&self, state: &mut State) -> Option<Surprise> {
        let mut surprise = Surprise::NONE;
        if let Some(velocity) = &self.velocity {
            let slip = self.slip(state, &velocity.value);
            if self.own {
                // What the velocities of the reports before this one missed has moved the centre aside meanwhile.
                state.widen(P, &(slip * (INTERVAL * INTERVAL)));
            }
            let noise = velocity.noise + slip;
            surprise.add(state.update(Shows::Velocity, &velocity.value, &noise)?);
        }
        if let Some(acceleration) = &self.acceleration {
            surprise.add(state.update(Shows::Acceleration, &acceleration.value, &acceleration.noise)?);
        }
        Some(surprise)
    }

    /// Whether the velocity shown is not to be told from none.
    pub(crate) fn says_standing(&self) -> bool {
        self.velocity.is_some_and(|velocity| velocity.value.norm_squared() < velocity.noise.trace())
    }

    /// In a turn, no two points of a vehicle move alike: front, centre and rear axle differ across the motion by their
    /// distance times the turn rate. Which point a sender's speed and heading are of is nowhere told.
    fn slip(&self, state: &State, velocity: &Vector2<f64>) -> Matrix2<f64> {
        let speed2 = velocity.norm_squared();
        if speed2 < 1e-4 {
            return Matrix2::zeros();
        }
        let rate = self.turning.unwrap_or_else(|| turn_rate(&state.pair(V), &state.pair(A)));
        let across = Vector2::new(-velocity.y, velocity.x);
        let slip = self.lever * rate;
        across * across.transpose() * (slip * slip / speed2)
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

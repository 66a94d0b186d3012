//! The interacting multiple model filter (Blom and Bar-Shalom 1988): one filter for each way of moving, mixed before
//! each step by how likely a change between them is, weighted after each measurement by how well each foresaw it.

use nalgebra::Vector2;

use super::dynamics::Dynamics;
use super::measurement::Measurement;
use super::state::{A, Cov, Mean, State, StepNoise, Surprise, Transition, V};
use super::{constant_turn, constant_velocity, standing};

/// Number of ways of moving.
pub(crate) const MODES: usize = 3;
/// Index of turning.
pub(crate) const TURNING: usize = 1;
/// Index of standing.
pub(crate) const STANDING: usize = 2;

/// Where a change leads: from each mode (row) to each other one.
const CHANGES: [[f64; MODES]; MODES] = [[0.0, 0.6, 0.4], [0.8, 0.0, 0.2], [0.8, 0.2, 0.0]];
/// No mode is believed less than this, so that each can come back.
const LEAST: f64 = 1e-6;
/// Steps shorter than this are not worth mixing for, seconds.
const SHORTEST: f64 = 1e-4;
/// A source counts as part of a mixture from this share on.
const NEGLIGIBLE: f64 = 1e-4;

/// The slow error of a road user's own position reports: a first-order Gauss-Markov process.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct OwnError {
    /// Variance per axis, m².
    pub(crate) variance: f64,
    /// Correlation time, seconds.
    pub(crate) time: f64,
}

/// What a step depends on besides the state.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Surroundings<'a> {
    pub(crate) dynamics: &'a Dynamics,
    pub(crate) own_error: OwnError,
    /// Unit vector that the road user faces; counts where the velocity is too small to tell.
    pub(crate) facing: Vector2<f64>,
}

/// One state per mode and how likely each mode is (sums to one).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Imm {
    pub(crate) modes: [State; MODES],
    pub(crate) weights: [f64; MODES],
}

impl Imm {
    /// All modes begin alike, but for one thing: what stands has no velocity.
    pub(crate) fn new(state: State, weights: [f64; MODES]) -> Self {
        Self { modes: [state; MODES], weights }
    }

    /// Lets time pass.
    pub(crate) fn predict(&mut self, dt: f64, around: &Surroundings<'_>) {
        if dt <= 0.0 {
            return;
        }
        if dt > SHORTEST {
            self.mix(dt, around.dynamics);
        }
        for (mode, state) in self.modes.iter_mut().enumerate() {
            let (transition, noise) = step_of(mode, state, dt, around);
            state.step(&transition, &noise);
        }
    }

    /// Lets time pass without mixing: for a look ahead that is not kept.
    pub(crate) fn look_ahead(&self, dt: f64, around: &Surroundings<'_>) -> State {
        let mut ahead = *self;
        for (mode, state) in ahead.modes.iter_mut().enumerate() {
            if dt > 0.0 && ahead.weights[mode] > NEGLIGIBLE {
                let (transition, noise) = step_of(mode, state, dt, around);
                state.step(&transition, &noise);
            }
        }
        ahead.combined()
    }

    /// Takes a measurement in, by each mode's filter. Gives how well it was foreseen, by all modes together; `None`
    /// where no mode could take it.
    pub(crate) fn update(&mut self, measurement: &Measurement) -> Option<Surprise> {
        let mut surprises = [None; MODES];
        for (mode, surprise) in surprises.iter_mut().enumerate() {
            let mut state = self.modes[mode];
            // A filter that has lost its numbers keeps out of the sum; the others carry on.
            *surprise = measurement
                .update(&mut state)
                .filter(|surprise| surprise.log_likelihood.is_finite() && state.is_sound());
            if surprise.is_some() {
                self.modes[mode] = state;
            }
        }
        self.weigh(&surprises)
    }

    /// Weights the modes by how well each foresaw a measurement.
    fn weigh(&mut self, surprises: &[Option<Surprise>; MODES]) -> Option<Surprise> {
        let best = surprises
            .iter()
            .flatten()
            .map(|surprise| surprise.log_likelihood)
            .fold(f64::NEG_INFINITY, f64::max);
        if best == f64::NEG_INFINITY {
            return None;
        }
        let mut sum = 0.0;
        for (weight, surprise) in self.weights.iter_mut().zip(surprises) {
            *weight *= surprise.map_or(0.0, |surprise| (surprise.log_likelihood - best).exp());
            sum += *weight;
        }
        let mut all = Surprise { log_likelihood: best + sum.ln(), distance: 0.0, freedom: 0.0 };
        for (weight, surprise) in self.weights.iter_mut().zip(surprises) {
            *weight = (*weight / sum).max(LEAST);
            if let Some(surprise) = surprise {
                all.distance += *weight * surprise.distance;
                all.freedom = surprise.freedom;
            }
        }
        Some(all)
    }

    /// Mean and covariance over all modes.
    pub(crate) fn combined(&self) -> State {
        mixture(&self.modes, &self.weights)
    }

    /// Expected velocity.
    pub(crate) fn velocity(&self) -> Vector2<f64> {
        self.modes.iter().zip(self.weights).map(|(state, weight)| state.pair(V) * weight).sum()
    }

    /// Applies a change to every mode's state.
    pub(crate) fn for_each(&mut self, change: impl FnMut(&mut State)) {
        self.modes.iter_mut().for_each(change);
    }

    /// Mixes the modes' states by how likely each came from each other one.
    fn mix(&mut self, dt: f64, dynamics: &Dynamics) {
        let mut flow = [[0.0; MODES]; MODES];
        for (from, row) in flow.iter_mut().enumerate() {
            let leaves = 1.0 - (-dt / dynamics.sojourn[from]).exp();
            for (to, share) in row.iter_mut().enumerate() {
                let probability = if from == to { 1.0 - leaves } else { leaves * CHANGES[from][to] };
                *share = self.weights[from] * probability;
            }
        }
        let before = self.modes;
        for to in 0..MODES {
            let total: f64 = flow.iter().map(|row| row[to]).sum();
            self.weights[to] = total;
            let shares = core::array::from_fn(|from| flow[from][to] / total);
            self.modes[to] = mixture(&before, &shares);
        }
    }
}

/// The step of one mode from its state.
fn step_of(mode: usize, state: &State, dt: f64, around: &Surroundings<'_>) -> (Transition, StepNoise) {
    /// Slower than this, the velocity does not tell a direction, m/s.
    const SLOW: f64 = 0.5;
    let velocity = state.pair(V);
    let speed = velocity.norm();
    let direction = if speed > SLOW { velocity / speed } else { around.facing };
    let (mut transition, mut noise) = match mode {
        STANDING => standing::step(dt),
        TURNING => {
            let acceleration = state.pair(A);
            constant_turn::step(&direction, &velocity, &acceleration, around.dynamics, dt)
        }
        _ => constant_velocity::step(&direction, around.dynamics, dt),
    };
    transition.bb = (-dt / around.own_error.time).exp();
    noise.bb = around.own_error.variance * (1.0 - transition.bb * transition.bb);
    (transition, noise)
}

/// The Gaussian with the mean and covariance of a mixture.
fn mixture(states: &[State; MODES], weights: &[f64; MODES]) -> State {
    let mut mean = Mean::zeros();
    let mut only = None;
    for (index, (state, &weight)) in states.iter().zip(weights).enumerate() {
        if weight > 1.0 - NEGLIGIBLE {
            only = Some(index);
        }
        mean.axpy(weight, &state.mean, 1.0);
    }
    if let Some(index) = only {
        return states[index];
    }
    let mut cov = Cov::zeros();
    for (state, &weight) in states.iter().zip(weights) {
        if weight > NEGLIGIBLE {
            add_weighted(&mut cov, weight, state, &(state.mean - mean));
        }
    }
    State { mean, cov }
}

/// Adds `weight · (P + d·dᵀ)`.
fn add_weighted(cov: &mut Cov, weight: f64, state: &State, difference: &Mean) {
    let columns = cov.as_mut_slice().chunks_exact_mut(difference.len());
    let states = state.cov.as_slice().chunks_exact(difference.len());
    for ((column, other), &at) in columns.zip(states).zip(difference.iter()) {
        let scaled = weight * at;
        for ((value, &add), &d) in column.iter_mut().zip(other).zip(difference.iter()) {
            *value += weight * add + scaled * d;
        }
    }
}

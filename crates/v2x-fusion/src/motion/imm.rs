//! The interacting multiple model filter (Blom and Bar-Shalom 1988): one filter for each way of moving, mixed before
//! each step by how likely a change between them is, weighted after each measurement by how well each foresaw it.

use nalgebra::Vector2;

use super::constant_velocity::decay;
use super::covariance::PAIRS;
use super::dynamics::Dynamics;
use super::measurement::Measurement;
use super::state::{A, B, P, State, StepNoise, Surprise, Transition, V};
use super::{constant_turn, constant_velocity, standing};

/// Number of ways of moving.
pub(crate) const MODES: usize = 3;
/// Index of turning.
pub(crate) const TURNING: usize = 1;
/// Index of standing.
pub(crate) const STANDING: usize = 2;

/// Where a change leads: from each mode (row) to each other one. What stands sets out straight on.
const CHANGES: [[f64; MODES]; MODES] = [[0.0, 0.6, 0.4], [0.8, 0.0, 0.2], [1.0, 0.0, 0.0]];
/// No mode at work is believed less than this, so that each can gain.
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
///
/// A mode that cannot be (what moves at 10 m/s does not stand) is not at work: its weight is 0, its state means nothing
/// and costs nothing. It comes back through the mixture when it can be again.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Imm {
    pub(crate) modes: [State; MODES],
    pub(crate) weights: [f64; MODES],
}

impl Imm {
    /// All modes begin alike.
    pub(crate) fn new(state: State, weights: [f64; MODES]) -> Self {
        Self { modes: [state; MODES], weights }
    }

    /// Becomes what `before` is after some time: mixed by how likely each mode came from each other one, then moved.
    /// What will be measured then may show at once that nothing has changed.
    pub(crate) fn predict_from(
        &mut self,
        before: &Self,
        dt: f64,
        around: &Surroundings<'_>,
        next: &Measurement,
    ) {
        if before.goes_on_standing(next) {
            self.weights = [0.0; MODES];
            self.weights[STANDING] = 1.0;
            self.modes[STANDING].clone_from(&before.modes[STANDING]);
        } else if dt > SHORTEST {
            self.mix_from(before, dt, around.dynamics);
        } else {
            self.clone_from(before);
        }
        if dt > 0.0 {
            for (mode, (state, weight)) in self.modes.iter_mut().zip(self.weights).enumerate() {
                if weight > 0.0 {
                    step(mode, state, dt, around);
                }
            }
        }
    }

    /// What will be believed after some time, without mixing: for a look ahead that is not kept.
    pub(crate) fn look_ahead(&self, dt: f64, around: &Surroundings<'_>) -> State {
        if let Some(only) = only(&self.weights) {
            let mut state = self.modes[only];
            if dt > 0.0 {
                step(only, &mut state, dt, around);
            }
            return state;
        }
        let mut ahead = *self;
        for (mode, (state, weight)) in ahead.modes.iter_mut().zip(self.weights).enumerate() {
            if dt > 0.0 && weight > NEGLIGIBLE {
                step(mode, state, dt, around);
            }
        }
        ahead.combined()
    }

    /// Takes a measurement in, by each mode's filter. Gives how well it was foreseen, by all modes together; `None`
    /// where no mode could take it.
    pub(crate) fn update(&mut self, measurement: &Measurement) -> Option<Surprise> {
        if only(&self.weights) == Some(STANDING) && measurement.own && measurement.says_standing() {
            // What stands, and says so, has no velocity to be learnt.
            let still = Measurement { velocity: None, acceleration: None, ..*measurement };
            return still.update(&mut self.modes[STANDING]);
        }
        let mut surprises = [None; MODES];
        for ((surprise, state), weight) in surprises.iter_mut().zip(&mut self.modes).zip(self.weights) {
            if weight > 0.0 {
                // A filter that has lost its numbers is put out of work; the others carry on.
                *surprise = measurement.update(state).filter(|_| state.is_sound());
            }
        }
        self.weigh(&surprises)
    }

    /// Weights the modes by how well each foresaw a measurement.
    fn weigh(&mut self, surprises: &[Option<Surprise>; MODES]) -> Option<Surprise> {
        let logs = surprises.map(|surprise| match surprise.map(|surprise| surprise.log_likelihood()) {
            Some(log) if log.is_finite() => log,
            _ => f64::NEG_INFINITY,
        });
        let best = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if best == f64::NEG_INFINITY {
            return None;
        }
        let mut sum = 0.0;
        for (weight, log) in self.weights.iter_mut().zip(logs) {
            *weight *= (log - best).exp();
            sum += *weight;
        }
        let mut likeliest = (0.0, None);
        for ((weight, log), surprise) in self.weights.iter_mut().zip(logs).zip(surprises) {
            *weight = if log == f64::NEG_INFINITY { 0.0 } else { (*weight / sum).max(LEAST) };
            if *weight > likeliest.0 {
                likeliest = (*weight, *surprise);
            }
        }
        likeliest.1
    }

    /// Mean and covariance over all modes.
    pub(crate) fn combined(&self) -> State {
        mixture(&self.modes, &self.weights)
    }

    /// Expected position and velocity.
    pub(crate) fn course(&self) -> (Vector2<f64>, Vector2<f64>) {
        let mut course = (Vector2::zeros(), Vector2::zeros());
        for (state, weight) in self.modes.iter().zip(self.weights).filter(|(_, weight)| *weight > 0.0) {
            course.0 += state.pair(P) * weight;
            course.1 += state.pair(V) * weight;
        }
        course
    }

    /// The slow error of own reports, by the likeliest mode.
    pub(crate) fn own_error(&self) -> Vector2<f64> {
        let likeliest = self.modes.iter().zip(self.weights).max_by(|a, b| a.1.total_cmp(&b.1));
        likeliest.map_or_else(Vector2::zeros, |(state, _)| state.pair(B))
    }

    /// Applies a change to every mode's state.
    pub(crate) fn for_each(&mut self, change: impl FnMut(&mut State)) {
        self.modes.iter_mut().for_each(change);
    }

    /// Whether what stands is about to say so itself again.
    fn goes_on_standing(&self, next: &Measurement) -> bool {
        self.weights[STANDING] > 0.99 && next.own && next.says_standing()
    }

    /// Mixes the modes' states by how likely each came from each other one.
    fn mix_from(&mut self, before: &Self, dt: f64, dynamics: &Dynamics) {
        let mut flow = [[0.0; MODES]; MODES];
        for (from, row) in flow.iter_mut().enumerate() {
            let leaves = 1.0 - decay(dt / dynamics.sojourn[from]);
            for (to, share) in row.iter_mut().enumerate() {
                let probability = if from == to { 1.0 - leaves } else { leaves * CHANGES[from][to] };
                *share = before.weights[from] * probability;
            }
        }
        before.shut_out(&mut flow);
        let all: f64 = flow.iter().flatten().sum();
        for to in 0..MODES {
            let total: f64 = flow.iter().map(|row| row[to]).sum();
            self.weights[to] = total / all;
            if total > 0.0 {
                let shares = core::array::from_fn(|from| flow[from][to] / total);
                mixture_into(&before.modes, &shares, &mut self.modes[to]);
            }
        }
    }

    /// Stops the flow to modes that cannot be at this speed, unless they are believed in all the same.
    fn shut_out(&self, flow: &mut [[f64; MODES]; MODES]) {
        const BELIEVED: f64 = 0.05;
        let (_, velocity) = self.course();
        let likeliest = (0..MODES).max_by(|a, b| self.weights[*a].total_cmp(&self.weights[*b])).unwrap_or(0);
        let variance = self.modes[likeliest].block(V, V).trace();
        let speed2 = velocity.norm_squared();
        // A metre per second, or what lies within three standard deviations of standing still.
        if speed2 > 1.0 + 9.0 * variance && self.weights[STANDING] < BELIEVED {
            flow.iter_mut().for_each(|row| row[STANDING] = 0.0);
        }
        if self.weights[TURNING] < BELIEVED && self.goes_straight(likeliest, &velocity) {
            flow.iter_mut().for_each(|row| row[TURNING] = 0.0);
        }
    }

    /// Whether it is plain that nothing turns: because nothing moves, or because the acceleration across the motion is
    /// known, from a vehicle's own turn rate, and is next to none.
    fn goes_straight(&self, likeliest: usize, velocity: &Vector2<f64>) -> bool {
        let state = &self.modes[likeliest];
        let speed2 = velocity.norm_squared();
        if speed2 < 0.3 {
            return state.block(V, V).trace() < 0.3;
        }
        let acceleration = state.pair(A);
        let across = velocity.x * acceleration.y - velocity.y * acceleration.x;
        let cov = state.block(A, A);
        let normal = Vector2::new(-velocity.y, velocity.x);
        let variance = normal.dot(&(cov * normal)) / speed2;
        across * across < 0.06 * speed2 && variance < 0.04
    }
}

/// Moves a state as its mode does.
fn step(mode: usize, state: &mut State, dt: f64, around: &Surroundings<'_>) {
    let (transition, noise) = step_of(mode, state, dt, around);
    state.step(&transition, &noise);
}

/// The mode that is as good as certain, if one is.
fn only(weights: &[f64; MODES]) -> Option<usize> {
    weights.iter().position(|weight| *weight > 1.0 - NEGLIGIBLE)
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
    transition.bb = decay(dt / around.own_error.time);
    noise.bb = around.own_error.variance * (1.0 - transition.bb * transition.bb);
    (transition, noise)
}

/// The Gaussian with the mean and covariance of a mixture.
fn mixture(states: &[State; MODES], weights: &[f64; MODES]) -> State {
    let mut mixed = State::diagonal(0.0, 0.0, 0.0, 0.0);
    mixture_into(states, weights, &mut mixed);
    mixed
}

/// The same, written in place.
fn mixture_into(states: &[State; MODES], weights: &[f64; MODES], mixed: &mut State) {
    if let Some(only) = only(weights) {
        mixed.clone_from(&states[only]);
        return;
    }
    let total: f64 = weights.iter().filter(|weight| **weight > NEGLIGIBLE).sum();
    let parts = || {
        let shares = weights.iter().map(|weight| weight / total);
        states.iter().zip(weights).zip(shares).filter(|part| *part.0.1 > NEGLIGIBLE)
    };
    let (mut mean, mut first) = ([Vector2::zeros(); PAIRS], true);
    for ((state, _), share) in parts() {
        for (value, part) in mean.iter_mut().zip(&state.mean) {
            *value += part * share;
        }
    }
    for ((state, _), share) in parts() {
        let difference = core::array::from_fn(|pair| state.mean[pair] - mean[pair]);
        mixed.cov.add_share(share, &state.cov, &difference, first);
        first = false;
    }
    mixed.mean = mean;
}

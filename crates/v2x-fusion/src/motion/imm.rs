//! The interacting multiple model filter (Blom and Bar-Shalom 1988): one filter for each way of moving, mixed before
//! each step by how likely a change between them is, weighted after each measurement by how well each foresaw it.

use nalgebra::Vector2;

use super::constant_velocity::decay;
use super::covariance::PAIRS;
use super::dynamics::Dynamics;
use super::measurement::Measurement;
use super::state::{A, B, Drift, Glance, P, State, StepNoise, Surprise, Transition, V};
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

impl OwnError {
    /// What becomes of it in a step.
    fn drift(&self, dt: f64) -> Drift {
        let kept = decay(dt / self.time);
        Drift { kept, gained: self.variance * (1.0 - kept * kept) }
    }
}

/// What a step depends on besides the state.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Surroundings<'a> {
    pub(crate) dynamics: &'a Dynamics,
    pub(crate) own_error: OwnError,
    /// Unit vector that the road user faces; counts where the velocity is too small to tell.
    pub(crate) facing: Vector2<f64>,
    /// Variance that its place gains in a second while it stands, m².
    pub(crate) creep: f64,
}

/// One state per mode and how likely each mode is (sums to one).
///
/// A mode that cannot be (what moves at 10 m/s does not stand) is not at work: its weight is 0, its state means nothing
/// and costs nothing. It comes back through the mixture when it can be again.
///
/// Laid out as written: the weights, which say what else is to be read, lie beside the first mean.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(C)]
pub(crate) struct Imm {
    pub(crate) weights: [f64; MODES],
    pub(crate) modes: [State; MODES],
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
            let drift = around.own_error.drift(dt);
            for (mode, (state, weight)) in self.modes.iter_mut().zip(self.weights).enumerate() {
                if weight > 0.0 {
                    step(mode, state, dt, &drift, around);
                }
            }
        }
    }

    /// What will be believed after some time, without mixing: for a look ahead that is not kept.
    pub(crate) fn look_ahead(&self, dt: f64, around: &Surroundings<'_>) -> State {
        let drift = around.own_error.drift(dt.max(0.0));
        if let Some(only) = only(&self.weights) {
            let mut state = self.modes[only];
            if dt > 0.0 {
                step(only, &mut state, dt, &drift, around);
            }
            return state;
        }
        let mut ahead = *self;
        for (mode, (state, weight)) in ahead.modes.iter_mut().zip(self.weights).enumerate() {
            if dt > 0.0 && weight > NEGLIGIBLE {
                step(mode, state, dt, &drift, around);
            }
        }
        ahead.combined()
    }

    /// What is shown of that belief, for much less.
    pub(crate) fn glance_ahead(&self, dt: f64, around: &Surroundings<'_>) -> Glance {
        if let Some(only) = only(&self.weights) {
            return glance(only, &self.modes[only], dt, around);
        }
        let total: f64 = self.weights.iter().filter(|weight| **weight > NEGLIGIBLE).sum();
        let (mut seen, mut parts) = (Glance::default(), [None; MODES]);
        for (mode, (part, weight)) in parts.iter_mut().zip(self.weights).enumerate() {
            if weight > NEGLIGIBLE {
                let ahead = glance(mode, &self.modes[mode], dt, around);
                seen.add_means(weight / total, &ahead);
                *part = Some((weight / total, ahead));
            }
        }
        for (share, ahead) in parts.iter().flatten() {
            seen.add_covariances(*share as f32, ahead);
        }
        seen
    }

    /// Takes a measurement in, by each mode's filter. Gives how well it was foreseen, by all modes together; `None`
    /// where no mode could take it.
    pub(crate) fn update(&mut self, measurement: &Measurement) -> Option<Surprise> {
        if only(&self.weights) == Some(STANDING) && measurement.own && measurement.says_standing() {
            // What stands, and says so, has no velocity to be learnt.
            let still = Measurement { velocity: None, acceleration: None, ..*measurement };
            return still.update(&mut self.modes[STANDING]);
        }
        self.update_each(|state| measurement.update(state))
    }

    /// Takes in what a first measurement, whose position the modes begin with, shows besides.
    pub(crate) fn learn_motion(&mut self, measurement: &Measurement) {
        self.update_each(|state| measurement.update_motion(state));
    }

    fn update_each(&mut self, update: impl Fn(&mut State) -> Option<Surprise>) -> Option<Surprise> {
        let mut surprises = [None; MODES];
        for ((surprise, state), weight) in surprises.iter_mut().zip(&mut self.modes).zip(self.weights) {
            if weight > 0.0 {
                // A filter that has lost its numbers is put out of work; the others carry on.
                *surprise =
                    update(state).filter(|surprise| surprise.distance.is_finite() && state.is_sound());
            }
        }
        self.weigh(&surprises)
    }

    /// Weights the modes by how well each foresaw a measurement.
    fn weigh(&mut self, surprises: &[Option<Surprise>; MODES]) -> Option<Surprise> {
        let least =
            surprises.iter().flatten().map(|surprise| surprise.distance).fold(f64::INFINITY, f64::min);
        let likely = surprises.map(|surprise| surprise.map_or(0.0, |surprise| surprise.likelihood(least)));
        let sum: f64 = likely.iter().zip(self.weights).map(|(likely, weight)| likely * weight).sum();
        if !(sum.is_normal() && sum > 0.0) {
            return None;
        }
        let mut likeliest = (0.0, None);
        for ((weight, likely), surprise) in self.weights.iter_mut().zip(likely).zip(surprises) {
            *weight = if surprise.is_none() { 0.0 } else { (*weight * likely / sum).max(LEAST) };
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
        let variance = self.modes[likeliest].variance(V);
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
            return state.variance(V) < 0.3;
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
fn step(mode: usize, state: &mut State, dt: f64, drift: &Drift, around: &Surroundings<'_>) {
    if mode == STANDING {
        standing::step(state, dt, around.creep, drift);
    } else {
        let (transition, noise) = step_of(mode, state, dt, around);
        state.step(&transition, &noise, drift);
    }
}

/// What is shown of a state after its mode has moved it.
fn glance(mode: usize, state: &State, dt: f64, around: &Surroundings<'_>) -> Glance {
    if dt <= 0.0 {
        state.glance()
    } else if mode == STANDING {
        standing::glance(state, dt, around.creep)
    } else {
        let (transition, noise) = step_of(mode, state, dt, around);
        state.glance_ahead(&transition, &noise)
    }
}

/// The step of a mode that moves from its state.
#[inline]
fn step_of(mode: usize, state: &State, dt: f64, around: &Surroundings<'_>) -> (Transition, StepNoise) {
    /// Slower than this, the velocity does not tell a direction, m/s.
    const SLOW: f64 = 0.5;
    let velocity = state.pair(V);
    let speed = velocity.norm();
    let direction = if speed > SLOW { velocity / speed } else { around.facing };
    if mode == TURNING {
        constant_turn::step(&direction, &velocity, &state.pair(A), around.dynamics, dt)
    } else {
        constant_velocity::step(&direction, around.dynamics, dt)
    }
}

/// The mode that is as good as certain, if one is.
fn only(weights: &[f64; MODES]) -> Option<usize> {
    weights.iter().position(|weight| *weight > 1.0 - NEGLIGIBLE)
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
        mixed.cov.add_share(share as f32, &state.cov, &difference, first);
        first = false;
    }
    mixed.mean = mean;
}

#[cfg(test)]
mod tests {
    use super::super::measurement::{Pair, oriented};
    use super::*;
    use crate::observation::Class;
    use crate::time::Time;
    use nalgebra::Matrix2;

    fn around() -> Surroundings<'static> {
        Surroundings {
            dynamics: Dynamics::of(Class::Car),
            own_error: OwnError { variance: 0.64, time: 30.0 },
            facing: Vector2::y(),
            creep: standing::creep(None),
        }
    }

    /// What is believed of a car after some seconds on a way: place, velocity and acceleration at each moment, told ten
    /// times a second by itself (with an acceleration) or by a sensor.
    fn follow(own: bool, seconds: f64, way: impl Fn(f64) -> [[f64; 2]; 3]) -> Imm {
        let report = |t: f64| {
            let [place, velocity, acceleration] = way(t).map(Vector2::from);
            let direction = velocity.try_normalize(1e-6).unwrap_or_else(Vector2::y);
            let pair = |value, noise: f64| Pair { value, noise: Matrix2::identity() * (noise * noise) };
            Measurement {
                time: Time::from_micros((t * 1e6) as i64),
                own,
                position: pair(place, if own { 0.2 } else { 0.4 }),
                velocity: Some(if own {
                    Pair { value: velocity, noise: oriented(&direction, 0.1, 0.1) }
                } else {
                    pair(velocity, 0.3)
                }),
                acceleration: own.then(|| pair(acceleration, 0.15)),
                lever: 0.0,
                turning: None,
                jump: 0.0,
            }
        };
        let mut state = State::diagonal(0.2, 1.0, 4.0, 0.64);
        let [place, velocity, _] = way(0.0).map(Vector2::from);
        (state.mean[P], state.mean[V]) = (place, velocity);
        let mut before = Imm::new(state, [0.8, 0.19, 0.01]);
        for step in 1..=(seconds * 10.0) as i64 {
            let next = report(step as f64 * 0.1);
            let mut after = before;
            after.predict_from(&before, 0.1, &around(), &next);
            assert!(after.update(&next).is_some());
            before = after;
        }
        before
    }

    fn straight(t: f64) -> [[f64; 2]; 3] {
        [[0.0, 12.0 * t], [0.0, 12.0], [0.0, 0.0]]
    }

    /// A circle of 15 m at 7 m/s.
    fn circle(t: f64) -> [[f64; 2]; 3] {
        let (radius, rate) = (15.0, 7.0 / 15.0);
        let (sin, cos) = (rate * t).sin_cos();
        let [out, along] = [[sin, cos], [cos, -sin]];
        [
            out.map(|part| part * radius),
            along.map(|part| part * radius * rate),
            out.map(|part| -part * radius * rate * rate),
        ]
    }

    fn stands(_: f64) -> [[f64; 2]; 3] {
        [[3.0, 4.0], [0.0, 0.0], [0.0, 0.0]]
    }

    #[test]
    fn the_way_of_moving_is_found_out() {
        for own in [true, false] {
            let [on, round, still] =
                [follow(own, 4.0, straight), follow(own, 4.0, circle), follow(own, 4.0, stands)];
            assert!(on.weights[0] > 0.8, "{own} {:?}", on.weights);
            assert!(round.weights[TURNING] > 0.7, "{own} {:?}", round.weights);
            assert!(still.weights[STANDING] > 0.8, "{own} {:?}", still.weights);
        }
    }

    #[test]
    fn a_turn_is_foretold_as_a_turn() {
        let belief = follow(true, 4.0, circle);
        let ahead = belief.look_ahead(0.5, &around());
        // Straight on it would be 0.8 m beside the circle.
        let [place, velocity, _] = circle(4.5).map(Vector2::from);
        let (now, _) = belief.course();
        let [then, ..] = circle(4.0).map(Vector2::from);
        assert!((ahead.pair(P) - now - (place - then)).norm() < 0.2);
        assert!((ahead.pair(V) - velocity).norm() < 0.5);
    }

    #[test]
    fn who_stands_is_sure_of_its_place_and_sets_out_all_the_same() {
        let sets_out = |t: f64| {
            let since = (t - 5.0).max(0.0);
            let accelerates = if t > 5.0 { 2.0 } else { 0.0 };
            [[0.0, since * since], [0.0, 2.0 * since], [0.0, accelerates]]
        };
        let (waits, drives) = (follow(false, 5.0, sets_out), follow(false, 7.0, sets_out));
        assert!(waits.combined().variance(P) < 0.02, "{}", waits.combined().variance(P));
        assert!(drives.weights[STANDING] < 0.01, "{:?}", drives.weights);
        assert!((drives.course().0 - Vector2::new(0.0, 4.0)).norm() < 0.3, "{:?}", drives.course());
    }
}

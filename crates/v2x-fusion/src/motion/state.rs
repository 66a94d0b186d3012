//! A Gaussian belief about one road user's motion, and the two things that can happen to it: time passes, or two
//! numbers are measured.
//!
//! Eight numbers: position, velocity and acceleration in the plane, and the slow error of the positions that the road
//! user reports of itself. The error of a satellite receiver is nearly the same from one message to the next; a filter
//! that takes it for fresh noise each time averages it, and soon believes a wrong place with great confidence. As a
//! state of its own it is told apart from the position as soon as anything else (a sensor, a lane) shows the place, and
//! until then the covariance stays honest about it.

use nalgebra::{Matrix2, Vector2};

use super::covariance::{Block, Covariance, PAIRS, Pairs};

/// The position (east, north), metres.
pub(crate) const P: usize = 0;
/// The velocity, m/s.
pub(crate) const V: usize = 1;
/// The acceleration, m/s².
pub(crate) const A: usize = 2;
/// The error of own reports, metres.
pub(crate) const B: usize = 3;

/// Mean and covariance of the eight numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct State {
    pub(crate) mean: Pairs,
    pub(crate) cov: Covariance,
}

/// How the state moves over a step, as the blocks of its matrix that are not zero or one:
///
/// ```text
/// position     += pv · velocity + pa · acceleration
/// velocity     += va · acceleration
/// acceleration  = aa · acceleration
/// ```
#[derive(Clone, Copy, Debug)]
pub(crate) struct Transition {
    pub(crate) pv: f64,
    pub(crate) pa: Block,
    pub(crate) va: Block,
    pub(crate) aa: Block,
}

/// What a step makes of the slow error of own reports.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Drift {
    /// Share that is left.
    pub(crate) kept: f64,
    /// Variance gained per axis, m².
    pub(crate) gained: f64,
}

/// What a step adds to the covariance, as blocks (the transposed ones are understood).
#[derive(Clone, Copy, Debug)]
pub(crate) struct StepNoise {
    pp: Block,
    pv: Block,
    pa: Block,
    vv: Block,
    va: Block,
    aa: Block,
}

impl StepNoise {
    /// Noise of a jerk that is white with power `jerk` (m²/s⁵ per axis, as a matrix over east and north): the integrals
    /// of a triple integrator (Bar-Shalom, Li, Kirubarajan 2001, section 6.2.3 for one integrator less).
    #[inline]
    pub(crate) fn white_jerk(jerk: Block, dt: f64) -> Self {
        let dt2 = dt * dt;
        let dt3 = dt2 * dt;
        Self {
            pp: jerk * (dt3 * dt2 * (1.0 / 20.0)) as f32,
            pv: jerk * (dt2 * dt2 * (1.0 / 8.0)) as f32,
            pa: jerk * (dt3 * (1.0 / 6.0)) as f32,
            vv: jerk * (dt3 * (1.0 / 3.0)) as f32,
            va: jerk * (dt2 * 0.5) as f32,
            aa: jerk * dt as f32,
        }
    }
}

/// Which two numbers a measurement shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shows {
    /// The position itself.
    Position,
    /// The position plus the slow error of own reports.
    OwnPosition,
    /// The velocity.
    Velocity,
    /// The acceleration.
    Acceleration,
}

/// How well a measurement was foreseen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Surprise {
    /// Squared Mahalanobis distance; about `freedom` where the belief is honest.
    pub(crate) distance: f64,
    /// Determinant of the covariance that was expected of it.
    determinant: f64,
    /// Numbers measured.
    pub(crate) freedom: f64,
}

impl Surprise {
    /// Nothing was measured.
    pub(crate) const NONE: Self = Self { distance: 0.0, determinant: 1.0, freedom: 0.0 };

    /// Adds what a further part of the measurement shows.
    pub(crate) fn add(&mut self, other: Self) {
        self.distance += other.distance;
        // Parts are 2×2 with variances between 1e-4 and 1e8: no danger of overflow.
        self.determinant *= other.determinant;
        self.freedom += other.freedom;
    }

    /// The likelihood, but for a factor that is common to all that the same numbers are compared with, and one of
    /// e^(`least` / 2) that keeps it within range where distances are large.
    pub(crate) fn likelihood(&self, least: f64) -> f64 {
        (-0.5 * (self.distance - least)).exp() / self.determinant.sqrt()
    }
}

/// ln 2π.
pub(crate) const LN_TAU: f64 = 1.837_877_066_409_345_3;

impl State {
    /// Everything unknown but for these variances (east = north).
    pub(crate) fn diagonal(position: f64, velocity: f64, acceleration: f64, own_error: f64) -> Self {
        let mut cov = Covariance::default();
        for (pair, variance) in [(P, position), (V, velocity), (A, acceleration), (B, own_error)] {
            cov.add_round(pair, variance as f32);
        }
        Self { mean: [Vector2::zeros(); PAIRS], cov }
    }

    /// Two numbers of the mean.
    pub(crate) fn pair(&self, pair: usize) -> Vector2<f64> {
        self.mean[pair]
    }

    /// A 2×2 block of the covariance.
    pub(crate) fn block(&self, row: usize, column: usize) -> Matrix2<f64> {
        self.cov.block(row, column).into()
    }

    /// Variance of a pair, summed over its two numbers.
    pub(crate) fn variance(&self, pair: usize) -> f64 {
        self.block(pair, pair).trace()
    }

    /// Adds to the covariance of a pair.
    pub(crate) fn widen(&mut self, pair: usize, by: &Matrix2<f64>) {
        self.cov.add(pair, pair, by.into());
    }

    /// Lets a step of time pass.
    pub(crate) fn step(&mut self, transition: &Transition, noise: &StepNoise, drift: &Drift) {
        transition.apply(&mut self.mean);
        self.mean[B] *= drift.kept;
        transition.apply_to_both_sides(&mut self.cov, noise, drift);
    }

    /// What is shown of it now.
    pub(crate) fn glance(&self) -> Glance {
        Glance {
            position: self.mean[P],
            velocity: self.mean[V],
            acceleration: self.mean[A],
            position_covariance: self.cov.block(P, P),
            velocity_covariance: self.cov.block(V, V),
        }
    }

    /// What is shown of it after a step: less than half the work of the step.
    pub(crate) fn glance_ahead(&self, transition: &Transition, noise: &StepNoise) -> Glance {
        let mut mean = self.mean;
        transition.apply(&mut mean);
        let (position, velocity) = transition.ahead(&transition.rows(&self.cov), noise);
        Glance {
            position: mean[P],
            velocity: mean[V],
            acceleration: mean[A],
            position_covariance: position,
            velocity_covariance: velocity,
        }
    }

    /// Lets a step of time pass in which it stands: what was believed of velocity and acceleration gives way to these
    /// variances, and the place gains one.
    pub(crate) fn stand(&mut self, [place, velocity, acceleration]: [f64; 3], drift: &Drift) {
        (self.mean[V], self.mean[A]) = (Vector2::zeros(), Vector2::zeros());
        self.mean[B] *= drift.kept;
        let kept = drift.kept as f32;
        let cov = &mut self.cov;
        cov.add_round(P, place as f32);
        for (row, column) in [(P, V), (P, A), (V, A), (V, B), (A, B)] {
            cov.put(row, column, Block::ZERO);
        }
        cov.put(V, V, Block::round(velocity as f32));
        cov.put(A, A, Block::round(acceleration as f32));
        cov.put(P, B, cov.block(P, B) * kept);
        cov.put(B, B, cov.block(B, B) * (kept * kept));
        cov.add_round(B, drift.gained as f32);
    }

    /// Takes a measurement of two numbers in; `None` (and no change) where the numbers make no covariance.
    pub(crate) fn update(
        &mut self,
        shows: Shows,
        z: &Vector2<f64>,
        noise: &Matrix2<f64>,
    ) -> Option<Surprise> {
        match shows {
            Shows::Position => self.learn::<P, P>(z, noise),
            Shows::OwnPosition => self.learn::<P, B>(z, noise),
            Shows::Velocity => self.learn::<V, V>(z, noise),
            Shows::Acceleration => self.learn::<A, A>(z, noise),
        }
    }

    /// Takes in what a pair is, with another one added where `ADDED` is another one.
    fn learn<const PAIR: usize, const ADDED: usize>(
        &mut self,
        z: &Vector2<f64>,
        noise: &Matrix2<f64>,
    ) -> Option<Surprise> {
        let shown = |pair: usize| {
            let cross = self.cov.block(pair, PAIR);
            if ADDED == PAIR { cross } else { cross + self.cov.block(pair, ADDED) }
        };
        let crosses = [shown(P), shown(V), shown(A), shown(B)];
        let (mut expected, mut cov) = (self.mean[PAIR], crosses[PAIR]);
        if ADDED != PAIR {
            expected += self.mean[ADDED];
            cov = cov + crosses[ADDED];
        }
        let s = Spread::new(&(Matrix2::from(cov) + noise))?;
        let innovation = z - expected;
        // With C = P·Hᵀ and the gain K = C·S⁻¹, what is learnt takes K·Cᵀ off the covariance.
        let inverse = Block::from(&s.inverse);
        let gains = crosses.map(|cross| cross.times(inverse));
        for (mean, gain) in self.mean.iter_mut().zip(&gains) {
            *mean += gain.apply(&innovation);
        }
        self.cov.take_off(&gains, &crosses);
        Some(Surprise { distance: s.distance(&innovation), determinant: s.determinant, freedom: 2.0 })
    }

    /// Takes a first position in, of which nothing was known before. That of an own report is off by the own error.
    pub(crate) fn begin_at(&mut self, shows: Shows, z: &Vector2<f64>, noise: &Matrix2<f64>) {
        self.mean[P] = *z;
        let mut block = Block::from(noise);
        if shows == Shows::OwnPosition {
            let own = self.cov.block(B, B);
            block = block + own;
            self.cov.put(P, B, Block::ZERO - own);
        }
        self.cov.put(P, P, block);
    }

    /// Forgets what is known of the own error, which becomes zero give or take `variance`.
    pub(crate) fn reset_own_error(&mut self, variance: f64) {
        for pair in [P, V, A, B] {
            self.cov.put(pair, B, Block::ZERO);
        }
        self.cov.add_round(B, variance as f32);
        self.mean[B] = Vector2::zeros();
    }

    /// Whether means are numbers and variances positive ones. A number that is none spreads to these within a step.
    pub(crate) fn is_sound(&self) -> bool {
        let finite = |sound: bool, pair: &Vector2<f64>| sound & pair.x.is_finite() & pair.y.is_finite();
        self.mean.iter().fold(self.cov.is_sound(), finite)
    }
}

impl Transition {
    fn apply(&self, mean: &mut Pairs) {
        let [p, v, a, _] = mean;
        *p += *v * self.pv + self.pa.apply(a);
        *v += self.va.apply(a);
        *a = self.aa.apply(a);
    }

    /// Rows of F·P, as far as the upper half of the product with Fᵀ needs them.
    #[inline]
    fn rows(&self, cov: &Covariance) -> Rows {
        let Self { pv, pa, va, .. } = *self;
        let pv = pv as f32;
        let [old_pv, old_pa] = [cov.block(P, V), cov.block(P, A)];
        let [old_vv, old_va, old_aa] = [cov.block(V, V), cov.block(V, A), cov.block(A, A)];
        Rows {
            pp: cov.block(P, P) + old_pv.transpose() * pv + pa.mul_transposed(old_pa),
            pv: old_pv + old_vv * pv + pa.mul_transposed(old_va),
            pa: old_pa + old_va * pv + pa.times(old_aa),
            vv: old_vv + va.mul_transposed(old_va),
            va: old_va + va.times(old_aa),
        }
    }

    /// The covariances of position and velocity after the step.
    #[inline]
    fn ahead(&self, rows: &Rows, noise: &StepNoise) -> (Block, Block) {
        let position = rows.pp + rows.pv * self.pv as f32 + rows.pa.mul_transposed(self.pa);
        let velocity = rows.vv + rows.va.mul_transposed(self.va);
        (position.even() + noise.pp, velocity.even() + noise.vv)
    }

    /// `F·P·Fᵀ` and the noise, block by block.
    fn apply_to_both_sides(&self, cov: &mut Covariance, noise: &StepNoise, drift: &Drift) {
        let Self { pv, pa, va, aa } = *self;
        let (pv, kept) = (pv as f32, drift.kept as f32);
        let rows = self.rows(cov);
        let [old_pb, old_vb] = [cov.block(P, B), cov.block(V, B)];
        let [old_aa, old_ab, old_bb] = [cov.block(A, A), cov.block(A, B), cov.block(B, B)];
        let (position, velocity) = self.ahead(&rows, noise);
        cov.put(P, P, position);
        cov.put(P, V, rows.pv + rows.pa.mul_transposed(va) + noise.pv);
        cov.put(P, A, rows.pa.mul_transposed(aa) + noise.pa);
        cov.put(P, B, (old_pb + old_vb * pv + pa.times(old_ab)) * kept);
        cov.put(V, V, velocity);
        cov.put(V, A, rows.va.mul_transposed(aa) + noise.va);
        cov.put(V, B, (old_vb + va.times(old_ab)) * kept);
        cov.put(A, A, aa.times(old_aa).mul_transposed(aa).even() + noise.aa);
        cov.put(A, B, aa.times(old_ab) * kept);
        cov.put(B, B, old_bb.even() * (kept * kept) + Block::round(drift.gained as f32));
    }
}

/// Blocks of a transition matrix times a covariance.
struct Rows {
    pp: Block,
    pv: Block,
    pa: Block,
    vv: Block,
    va: Block,
}

/// What is shown of a belief: where, how fast, which way it changes, and how sure the first two are.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Glance {
    pub(crate) position: Vector2<f64>,
    pub(crate) velocity: Vector2<f64>,
    pub(crate) acceleration: Vector2<f64>,
    pub(crate) position_covariance: Block,
    pub(crate) velocity_covariance: Block,
}

impl Glance {
    /// Adds a share of another one to the means.
    pub(crate) fn add_means(&mut self, share: f64, part: &Self) {
        self.position += part.position * share;
        self.velocity += part.velocity * share;
        self.acceleration += part.acceleration * share;
    }

    /// Adds a share of another one to the covariances, once the means are known.
    pub(crate) fn add_covariances(&mut self, share: f32, part: &Self) {
        let spread =
            |sum: Block, part: Block, apart: Vector2<f64>| sum + (part + Block::square(&apart)) * share;
        let (place, speed) = (part.position - self.position, part.velocity - self.velocity);
        self.position_covariance = spread(self.position_covariance, part.position_covariance, place);
        self.velocity_covariance = spread(self.velocity_covariance, part.velocity_covariance, speed);
    }
}

/// A 2×2 covariance, inverted once.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spread {
    pub(crate) inverse: Matrix2<f64>,
    determinant: f64,
}

impl Spread {
    /// `None` where it is not positive definite.
    pub(crate) fn new(cov: &Matrix2<f64>) -> Option<Self> {
        let (a, b, d) = (cov[(0, 0)], 0.5 * (cov[(0, 1)] + cov[(1, 0)]), cov[(1, 1)]);
        let determinant = a * d - b * b;
        // NaN fails this comparison as well.
        if !(a > 0.0 && determinant > 0.0 && determinant.is_finite()) {
            return None;
        }
        let inverse = Matrix2::new(d, -b, -b, a) / determinant;
        Some(Self { inverse, determinant })
    }

    /// Squared Mahalanobis distance.
    pub(crate) fn distance(&self, innovation: &Vector2<f64>) -> f64 {
        innovation.dot(&(self.inverse * innovation))
    }

    /// Logarithm of the Gaussian density.
    pub(crate) fn log_likelihood(&self, innovation: &Vector2<f64>) -> f64 {
        -0.5 * (self.distance(innovation) + self.determinant.ln()) - LN_TAU
    }
}

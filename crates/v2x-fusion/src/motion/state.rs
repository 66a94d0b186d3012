//! A Gaussian belief about one road user's motion, and the two things that can happen to it: time passes, or two
//! numbers are measured.
//!
//! Eight numbers: position, velocity and acceleration in the plane, and the slow error of the positions that the road
//! user reports of itself. The error of a satellite receiver is nearly the same from one message to the next; a filter
//! that takes it for fresh noise each time averages it, and soon believes a wrong place with great confidence. As a
//! state of its own it is told apart from the position as soon as anything else (a sensor, a lane) shows the place, and
//! until then the covariance stays honest about it.

use nalgebra::{Matrix2, Vector2};

use super::covariance::{Covariance, PAIRS, Pairs};

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
/// velocity      = vv · velocity + va · acceleration
/// acceleration  = aa · acceleration
/// own error     = bb · own error
/// ```
#[derive(Clone, Copy, Debug)]
pub(crate) struct Transition {
    pub(crate) pv: f64,
    pub(crate) pa: Matrix2<f64>,
    pub(crate) vv: f64,
    pub(crate) va: Matrix2<f64>,
    pub(crate) aa: Matrix2<f64>,
    pub(crate) bb: f64,
}

/// What a step adds to the covariance, as blocks (the transposed ones are understood).
#[derive(Clone, Copy, Debug)]
pub(crate) struct StepNoise {
    pub(crate) pp: Matrix2<f64>,
    pub(crate) pv: Matrix2<f64>,
    pub(crate) pa: Matrix2<f64>,
    pub(crate) vv: Matrix2<f64>,
    pub(crate) va: Matrix2<f64>,
    pub(crate) aa: Matrix2<f64>,
    pub(crate) bb: f64,
}

impl StepNoise {
    /// Noise of a jerk that is white with power `jerk` (m²/s⁵ per axis, as a matrix over east and north): the integrals
    /// of a triple integrator (Bar-Shalom, Li, Kirubarajan 2001, section 6.2.3 for one integrator less).
    pub(crate) fn white_jerk(jerk: &Matrix2<f64>, dt: f64) -> Self {
        let dt2 = dt * dt;
        let dt3 = dt2 * dt;
        Self {
            pp: jerk * (dt3 * dt2 / 20.0),
            pv: jerk * (dt2 * dt2 / 8.0),
            pa: jerk * (dt3 / 6.0),
            vv: jerk * (dt3 / 3.0),
            va: jerk * (dt2 / 2.0),
            aa: jerk * dt,
            bb: 0.0,
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

impl Shows {
    /// Index of the block shown, and of the block added to it.
    const fn blocks(self) -> (usize, Option<usize>) {
        match self {
            Self::Position => (P, None),
            Self::OwnPosition => (P, Some(B)),
            Self::Velocity => (V, None),
            Self::Acceleration => (A, None),
        }
    }
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
    /// Adds what a further part of the measurement shows.
    pub(crate) fn add(&mut self, other: Self) {
        self.distance += other.distance;
        // One logarithm for all parts in the end. Parts are 2×2 with variances between 1e-4 and 1e8: no danger of
        // overflow.
        self.determinant *= other.determinant;
        self.freedom += other.freedom;
    }

    /// Logarithm of the likelihood.
    pub(crate) fn log_likelihood(&self) -> f64 {
        -0.5 * (self.distance + self.determinant.ln() + self.freedom * LN_TAU)
    }
}

/// ln 2π.
pub(crate) const LN_TAU: f64 = 1.837_877_066_409_345_3;

impl State {
    /// Everything unknown but for these variances (east = north).
    pub(crate) fn diagonal(position: f64, velocity: f64, acceleration: f64, own_error: f64) -> Self {
        let mut cov = Covariance::default();
        for (pair, variance) in [(P, position), (V, velocity), (A, acceleration), (B, own_error)] {
            cov.add_round(pair, variance);
        }
        Self { mean: [Vector2::zeros(); PAIRS], cov }
    }

    /// Two numbers of the mean.
    pub(crate) fn pair(&self, pair: usize) -> Vector2<f64> {
        self.mean[pair]
    }

    /// A 2×2 block of the covariance.
    pub(crate) fn block(&self, row: usize, column: usize) -> Matrix2<f64> {
        self.cov.block(row, column)
    }

    /// Adds to the covariance of a pair.
    pub(crate) fn widen(&mut self, pair: usize, by: &Matrix2<f64>) {
        self.cov.add(pair, pair, by);
    }

    /// Lets a step of time pass.
    pub(crate) fn step(&mut self, transition: &Transition, noise: &StepNoise) {
        transition.apply(&mut self.mean);
        transition.apply_to_both_sides(&mut self.cov);
        self.add_noise(noise);
    }

    fn add_noise(&mut self, noise: &StepNoise) {
        self.cov.add(P, P, &noise.pp);
        self.cov.add(P, V, &noise.pv);
        self.cov.add(P, A, &noise.pa);
        self.cov.add(V, V, &noise.vv);
        self.cov.add(V, A, &noise.va);
        self.cov.add(A, A, &noise.aa);
        self.cov.add_round(B, noise.bb);
    }

    /// What a measurement would show, and how sure that is (without the measurement's own noise).
    pub(crate) fn expect(&self, shows: Shows) -> (Vector2<f64>, Matrix2<f64>) {
        let (block, added) = shows.blocks();
        let mut mean = self.pair(block);
        let mut cov = self.block(block, block);
        if let Some(other) = added {
            let cross = self.block(block, other);
            mean += self.pair(other);
            cov += self.block(other, other) + cross + cross.transpose();
        }
        (mean, cov)
    }

    /// Takes a measurement of two numbers in; `None` (and no change) where the numbers make no covariance.
    pub(crate) fn update(
        &mut self,
        shows: Shows,
        z: &Vector2<f64>,
        noise: &Matrix2<f64>,
    ) -> Option<Surprise> {
        let (mean, cov) = self.expect(shows);
        let s = Spread::new(&(cov + noise))?;
        let innovation = z - mean;
        let (block, added) = shows.blocks();
        // With S = L·Lᵀ and W = P·Hᵀ·L⁻ᵀ, what is learnt takes W·Wᵀ off the covariance.
        let root = s.inverse_root();
        let (whitened, root) = (root * innovation, root.transpose());
        let weighted: [Matrix2<f64>; PAIRS] = core::array::from_fn(|pair| {
            let cross = self.cov.block(pair, block);
            added.map_or(cross, |other| cross + self.cov.block(pair, other)) * root
        });
        for (mean, weighted) in self.mean.iter_mut().zip(&weighted) {
            *mean += weighted * whitened;
        }
        self.cov.take_off(&weighted);
        Some(Surprise { distance: s.distance(&innovation), determinant: s.determinant, freedom: 2.0 })
    }

    /// Forgets what is known of the own error, which becomes zero give or take `variance`.
    pub(crate) fn reset_own_error(&mut self, variance: f64) {
        for pair in [P, V, A, B] {
            self.cov.put(pair, B, Matrix2::zeros());
        }
        self.cov.add_round(B, variance);
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
        let [p, v, a, b] = mean;
        *p += *v * self.pv + self.pa * *a;
        *v = *v * self.vv + self.va * *a;
        *a = self.aa * *a;
        *b *= self.bb;
    }

    /// `F·P·Fᵀ`, block by block.
    fn apply_to_both_sides(&self, cov: &mut Covariance) {
        let Self { pv, pa, vv, va, aa, bb } = self;
        let [old_pv, old_pa, old_pb] = [cov.block(P, V), cov.block(P, A), cov.block(P, B)];
        let [old_vv, old_va, old_vb] = [cov.block(V, V), cov.block(V, A), cov.block(V, B)];
        let [old_aa, old_ab, old_bb] = [cov.block(A, A), cov.block(A, B), cov.block(B, B)];
        // Rows of F·P, as far as the upper half of the product needs them.
        let row_pp = cov.block(P, P) + old_pv.transpose() * *pv + pa * old_pa.transpose();
        let row_pv = old_pv + old_vv * *pv + pa * old_va.transpose();
        let row_pa = old_pa + old_va * *pv + pa * old_aa;
        let row_vv = old_vv * *vv + va * old_va.transpose();
        let row_va = old_va * *vv + va * old_aa;
        let (pa_t, va_t, aa_t) = (pa.transpose(), va.transpose(), aa.transpose());
        cov.put(P, P, even(row_pp + row_pv * *pv + row_pa * pa_t));
        cov.put(P, V, row_pv * *vv + row_pa * va_t);
        cov.put(P, A, row_pa * aa_t);
        cov.put(P, B, (old_pb + old_vb * *pv + pa * old_ab) * *bb);
        cov.put(V, V, even(row_vv * *vv + row_va * va_t));
        cov.put(V, A, row_va * aa_t);
        cov.put(V, B, (old_vb * *vv + va * old_ab) * *bb);
        cov.put(A, A, even(aa * old_aa * aa_t));
        cov.put(A, B, aa * old_ab * *bb);
        cov.put(B, B, old_bb * (*bb * *bb));
    }
}

/// A block of the diagonal, its two halves made alike: they differ by what rounding left.
fn even(mut block: Matrix2<f64>) -> Matrix2<f64> {
    block.m21 = 0.5 * (block.m12 + block.m21);
    block.m12 = block.m21;
    block
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

    /// The inverse of the lower triangular root `L` of the covariance `L·Lᵀ`.
    fn inverse_root(&self) -> Matrix2<f64> {
        // With the covariance [a, b; b, d], its inverse is [d, -b; -b, a] / determinant: L⁻¹ has 1/√a in its first row, and
        // in its second (-b/a, 1) over the root of determinant / a.
        let second = self.inverse.m22.sqrt();
        let first = 1.0 / (self.inverse.m22 * self.determinant).sqrt();
        Matrix2::new(first, 0.0, self.inverse.m12 / second, second)
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

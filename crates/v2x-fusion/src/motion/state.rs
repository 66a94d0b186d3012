//! A Gaussian belief about one road user's motion, and the two things that can happen to it: time passes, or two
//! numbers are measured.
//!
//! Eight numbers: position, velocity and acceleration in the plane, and the slow error of the positions that the road
//! user reports of itself. The error of a satellite receiver is nearly the same from one message to the next; a filter
//! that takes it for fresh noise each time averages it, and soon believes a wrong place with great confidence. As a
//! state of its own it is told apart from the position as soon as anything else (a sensor, a lane) shows the place, and
//! until then the covariance stays honest about it.

use nalgebra::{Matrix2, SMatrix, SVector, Vector2};

/// Length of the state.
pub(crate) const N: usize = 8;
/// First index of the position (east, north), metres.
pub(crate) const P: usize = 0;
/// First index of the velocity, m/s.
pub(crate) const V: usize = 2;
/// First index of the acceleration, m/s².
pub(crate) const A: usize = 4;
/// First index of the error of own reports, metres.
pub(crate) const B: usize = 6;

pub(crate) type Mean = SVector<f64, N>;
pub(crate) type Cov = SMatrix<f64, N, N>;

/// Mean and covariance of the eight numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct State {
    pub(crate) mean: Mean,
    pub(crate) cov: Cov,
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
        let mut cov = Cov::zeros();
        for (block, variance) in [(P, position), (V, velocity), (A, acceleration), (B, own_error)] {
            cov[(block, block)] = variance;
            cov[(block + 1, block + 1)] = variance;
        }
        Self { mean: Mean::zeros(), cov }
    }

    /// Two numbers of the mean.
    pub(crate) fn pair(&self, block: usize) -> Vector2<f64> {
        Vector2::new(self.mean[block], self.mean[block + 1])
    }

    /// A 2×2 block of the covariance.
    pub(crate) fn block(&self, row: usize, column: usize) -> Matrix2<f64> {
        self.cov.fixed_view::<2, 2>(row, column).into_owned()
    }

    /// Adds to the covariance of a pair.
    pub(crate) fn widen(&mut self, pair: usize, by: &Matrix2<f64>) {
        let mut block = self.cov.fixed_view_mut::<2, 2>(pair, pair);
        block += by;
    }

    /// Lets a step of time pass.
    pub(crate) fn step(&mut self, transition: &Transition, noise: &StepNoise) {
        transition.apply(self.mean.as_mut_slice());
        // F·P·Fᵀ as F·(F·P)ᵀ, for P is symmetric: F has so few entries that it is applied to the columns in place.
        transition.apply_to_columns(&mut self.cov);
        self.cov.transpose_mut();
        transition.apply_to_columns(&mut self.cov);
        self.add_noise(noise);
    }

    fn add_noise(&mut self, noise: &StepNoise) {
        let mut add = |row: usize, column: usize, block: &Matrix2<f64>| {
            for i in 0..2 {
                for j in 0..2 {
                    self.cov[(row + i, column + j)] += block[(i, j)];
                    if row != column {
                        self.cov[(column + j, row + i)] += block[(i, j)];
                    }
                }
            }
        };
        add(P, P, &noise.pp);
        add(P, V, &noise.pv);
        add(P, A, &noise.pa);
        add(V, V, &noise.vv);
        add(V, A, &noise.va);
        add(A, A, &noise.aa);
        self.cov[(B, B)] += noise.bb;
        self.cov[(B + 1, B + 1)] += noise.bb;
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
        let mut cross: SMatrix<f64, N, 2> = self.cov.fixed_columns::<2>(block).into_owned();
        if let Some(other) = added {
            cross += self.cov.fixed_columns::<2>(other);
        }
        let gain = cross * s.inverse;
        self.mean += gain * innovation;
        // P − K·(P·Hᵀ)ᵀ, each element of the upper half once and mirrored, so that it stays symmetric to the bit.
        for column in 0..N {
            for row in 0..=column {
                let value = self.cov[(row, column)]
                    - gain[(row, 0)] * cross[(column, 0)]
                    - gain[(row, 1)] * cross[(column, 1)];
                self.cov[(row, column)] = value;
                self.cov[(column, row)] = value;
            }
        }
        Some(Surprise { distance: s.distance(&innovation), determinant: s.determinant, freedom: 2.0 })
    }

    /// Forgets what is known of the own error, which becomes zero give or take `variance`.
    pub(crate) fn reset_own_error(&mut self, variance: f64) {
        self.cov.fixed_rows_mut::<2>(B).fill(0.0);
        self.cov.fixed_columns_mut::<2>(B).fill(0.0);
        for i in B..N {
            self.mean[i] = 0.0;
            self.cov[(i, i)] = variance;
        }
    }

    /// Whether means are numbers and variances positive ones. A number that is none spreads to these within a step.
    pub(crate) fn is_sound(&self) -> bool {
        self.mean.iter().all(|value| value.is_finite())
            && (0..N).all(|i| self.cov[(i, i)] >= 0.0 && self.cov[(i, i)].is_finite())
    }
}

impl Transition {
    #[inline]
    fn apply(&self, x: &mut [f64]) {
        let &mut [
            ref mut px,
            ref mut py,
            ref mut vx,
            ref mut vy,
            ref mut ax,
            ref mut ay,
            ref mut bx,
            ref mut by,
        ] = x
        else {
            return;
        };
        *px += self.pv * *vx + self.pa[(0, 0)] * *ax + self.pa[(0, 1)] * *ay;
        *py += self.pv * *vy + self.pa[(1, 0)] * *ax + self.pa[(1, 1)] * *ay;
        *vx = self.vv * *vx + self.va[(0, 0)] * *ax + self.va[(0, 1)] * *ay;
        *vy = self.vv * *vy + self.va[(1, 0)] * *ax + self.va[(1, 1)] * *ay;
        let (a0, a1) = (*ax, *ay);
        *ax = self.aa[(0, 0)] * a0 + self.aa[(0, 1)] * a1;
        *ay = self.aa[(1, 0)] * a0 + self.aa[(1, 1)] * a1;
        *bx *= self.bb;
        *by *= self.bb;
    }

    #[inline]
    fn apply_to_columns(&self, matrix: &mut Cov) {
        for column in matrix.as_mut_slice().chunks_exact_mut(N) {
            self.apply(column);
        }
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

//! The covariance of a belief: ten blocks of two by two.
//!
//! The eight numbers come in four pairs (see [`state`](super::state)), and all that is done to them is done by pairs. The
//! upper ten of the sixteen blocks say everything. They are kept in single precision: seven digits are more than any
//! variance is known to, a block then fits into one register of every 64-bit processor, and hundreds of tracks with their
//! recent past into its caches. Means stay in double precision.

use core::ops::{Add, Mul, Sub};

use nalgebra::{Matrix2, Vector2};

/// Pairs of numbers.
pub(crate) const PAIRS: usize = 4;
/// Blocks kept.
const BLOCKS: usize = 10;

/// Pairs that each block is of, in the order in which they are kept.
const OF: [(usize, usize); BLOCKS] =
    [(0, 0), (0, 1), (0, 2), (0, 3), (1, 1), (1, 2), (1, 3), (2, 2), (2, 3), (3, 3)];

/// Four pairs of numbers.
pub(crate) type Pairs = [Vector2<f64>; PAIRS];

/// A matrix of two by two in single precision, column by column: `[m11, m21, m12, m22]`. Written so that compilers do
/// all four at once.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[repr(align(16))]
pub(crate) struct Block([f32; 4]);

impl Block {
    pub(crate) const ZERO: Self = Self([0.0; 4]);

    /// The same number twice on the diagonal.
    #[inline]
    pub(crate) const fn round(value: f32) -> Self {
        Self([value, 0.0, 0.0, value])
    }

    /// `v·vᵀ`.
    #[inline]
    pub(crate) fn square(v: &Vector2<f64>) -> Self {
        Self::new(v.x * v.x, v.x * v.y, v.y * v.x, v.y * v.y)
    }

    /// By its numbers, row by row.
    #[inline]
    pub(crate) const fn new(m11: f64, m12: f64, m21: f64, m22: f64) -> Self {
        Self([m11 as f32, m21 as f32, m12 as f32, m22 as f32])
    }

    #[inline]
    pub(crate) fn transpose(self) -> Self {
        let [m11, m21, m12, m22] = self.0;
        Self([m11, m12, m21, m22])
    }

    /// `self · otherᵀ`.
    #[inline]
    pub(crate) fn mul_transposed(self, other: Self) -> Self {
        let ([a11, a21, a12, a22], [b11, b21, b12, b22]) = (self.0, other.0);
        let first = Self([a11, a21, a11, a21]) * Self([b11, b11, b21, b21]);
        first + Self([a12, a22, a12, a22]) * Self([b12, b12, b22, b22])
    }

    /// Matrix product.
    #[inline]
    pub(crate) fn times(self, other: Self) -> Self {
        self.mul_transposed(other.transpose())
    }

    /// Both halves made alike: they differ by what rounding left.
    #[inline]
    pub(crate) fn even(self) -> Self {
        let [m11, m21, m12, m22] = self.0;
        let half = 0.5 * (m21 + m12);
        Self([m11, half, half, m22])
    }

    /// What it makes of a vector.
    #[inline]
    pub(crate) fn apply(self, vector: &Vector2<f64>) -> Vector2<f64> {
        let ([m11, m21, m12, m22], x, y) = (self.0, vector.x as f32, vector.y as f32);
        Vector2::new(f64::from(m11 * x + m12 * y), f64::from(m21 * x + m22 * y))
    }

    #[inline]
    fn each(self, other: Self, make: impl Fn(f32, f32) -> f32) -> Self {
        Self(core::array::from_fn(|place| make(self.0[place], other.0[place])))
    }
}

impl From<Block> for Matrix2<f64> {
    #[inline]
    fn from(block: Block) -> Self {
        let [m11, m21, m12, m22] = block.0.map(f64::from);
        Self::new(m11, m12, m21, m22)
    }
}

impl From<&Matrix2<f64>> for Block {
    #[inline]
    fn from(matrix: &Matrix2<f64>) -> Self {
        Self::new(matrix.m11, matrix.m12, matrix.m21, matrix.m22)
    }
}

impl Add for Block {
    type Output = Self;
    #[inline]
    fn add(self, other: Self) -> Self {
        self.each(other, |a, b| a + b)
    }
}

impl Sub for Block {
    type Output = Self;
    #[inline]
    fn sub(self, other: Self) -> Self {
        self.each(other, |a, b| a - b)
    }
}

/// Number by number; the matrix product is [`Block::times`].
impl Mul for Block {
    type Output = Self;
    #[inline]
    fn mul(self, other: Self) -> Self {
        self.each(other, |a, b| a * b)
    }
}

impl Mul<f32> for Block {
    type Output = Self;
    #[inline]
    fn mul(self, factor: f32) -> Self {
        self.each(self, |a, _| a * factor)
    }
}

/// A symmetric matrix over four pairs of numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Covariance {
    /// The blocks on and above the diagonal, row by row.
    blocks: [Block; BLOCKS],
}

impl Default for Covariance {
    fn default() -> Self {
        Self { blocks: [Block::ZERO; BLOCKS] }
    }
}

/// Where the block of two pairs is kept; the first is not the later one.
const fn place(row: usize, column: usize) -> usize {
    // Rows before it hold 4, 3, 2 blocks.
    row * (2 * PAIRS + 1 - row) / 2 + column - row
}

impl Covariance {
    /// The covariance of two pairs.
    #[inline]
    pub(crate) fn block(&self, row: usize, column: usize) -> Block {
        if row <= column {
            self.blocks[place(row, column)]
        } else {
            self.blocks[place(column, row)].transpose()
        }
    }

    /// Puts a block, and with it the transposed one, in its place; the first pair is not the later one.
    #[inline]
    pub(crate) fn put(&mut self, row: usize, column: usize, block: Block) {
        self.blocks[place(row, column)] = block;
    }

    /// Adds to a block, and to the transposed one; the first pair is not the later one.
    #[inline]
    pub(crate) fn add(&mut self, row: usize, column: usize, block: Block) {
        let sum = &mut self.blocks[place(row, column)];
        *sum = *sum + block;
    }

    /// Adds the same variance to both numbers of a pair.
    #[inline]
    pub(crate) fn add_round(&mut self, pair: usize, variance: f32) {
        self.add(pair, pair, Block::round(variance));
    }

    /// Takes `K·Cᵀ` off, with both given by their rows for each pair; it is symmetric but for what rounding leaves.
    #[inline(never)]
    pub(crate) fn take_off(&mut self, k: &[Block; PAIRS], c: &[Block; PAIRS]) {
        for (block, (row, column)) in self.blocks.iter_mut().zip(OF) {
            *block = *block - k[row].mul_transposed(c[column]);
        }
    }

    /// Adds `share · (P + d·dᵀ)`, or puts it in the place of what was there.
    pub(crate) fn add_share(&mut self, share: f32, other: &Self, difference: &Pairs, instead: bool) {
        let d = difference.map(|pair| (pair.x as f32, pair.y as f32));
        for ((block, add), (row, column)) in self.blocks.iter_mut().zip(&other.blocks).zip(OF) {
            let ((x, y), (u, v)) = (d[row], d[column]);
            let part = (*add + Block([x, y, x, y]) * Block([u, u, v, v])) * share;
            *block = if instead { part } else { *block + part };
        }
    }

    /// Whether variances are positive numbers, and of a size that road users have.
    pub(crate) fn is_sound(&self) -> bool {
        /// As much as knowing nothing, many times over.
        const LARGEST: f32 = 1e12;
        [0, 1, 2, 3].into_iter().fold(true, |sound, pair| {
            let [m11, _, _, m22] = self.blocks[place(pair, pair)].0;
            // What is no number fails any comparison.
            sound & (m11 >= 0.0) & (m22 >= 0.0) & (m11 < LARGEST) & (m22 < LARGEST)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_block_has_its_place() {
        for (index, (row, column)) in OF.into_iter().enumerate() {
            assert_eq!(place(row, column), index);
        }
        let mut covariance = Covariance::default();
        covariance.put(1, 3, Block::new(1.0, 2.0, 3.0, 4.0));
        assert_eq!(covariance.block(3, 1), Block::new(1.0, 3.0, 2.0, 4.0));
    }

    #[test]
    fn products_are_those_of_matrices() {
        let (a, b) = (Block::new(1.0, 2.0, 3.0, 4.0), Block::new(5.0, 6.0, 7.0, 8.0));
        assert_eq!(a.times(b), Block::new(19.0, 22.0, 43.0, 50.0));
        assert_eq!(a.mul_transposed(b), a.times(b.transpose()));
        assert_eq!(a.apply(&Vector2::new(5.0, 7.0)), Vector2::new(19.0, 43.0));
    }

    #[test]
    fn a_negative_variance_is_not_sound() {
        let mut covariance = Covariance::default();
        assert!(covariance.is_sound());
        covariance.add_round(2, f32::NAN);
        assert!(!covariance.is_sound());
    }
}

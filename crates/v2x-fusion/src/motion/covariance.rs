//! The covariance of a belief: ten blocks of two by two.
//!
//! The eight numbers come in four pairs (see [`state`](super::state)), and all that is done to them is done by pairs. The
//! upper ten of the sixteen blocks say everything; to keep no more makes hundreds of tracks with their recent past fit
//! into a processor's caches, which is where the time goes.

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

/// A symmetric matrix over four pairs of numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Covariance {
    /// The blocks on and above the diagonal, row by row.
    blocks: [Matrix2<f64>; BLOCKS],
}

impl Default for Covariance {
    fn default() -> Self {
        Self { blocks: [Matrix2::zeros(); BLOCKS] }
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
    pub(crate) fn block(&self, row: usize, column: usize) -> Matrix2<f64> {
        if row <= column {
            self.blocks[place(row, column)]
        } else {
            self.blocks[place(column, row)].transpose()
        }
    }

    /// Puts a block, and with it the transposed one, in its place; the first pair is not the later one.
    #[inline]
    pub(crate) fn put(&mut self, row: usize, column: usize, block: Matrix2<f64>) {
        self.blocks[place(row, column)] = block;
    }

    /// Adds to a block, and to the transposed one; the first pair is not the later one.
    #[inline]
    pub(crate) fn add(&mut self, row: usize, column: usize, block: &Matrix2<f64>) {
        self.blocks[place(row, column)] += block;
    }

    /// Adds the same variance to both numbers of a pair.
    #[inline]
    pub(crate) fn add_round(&mut self, pair: usize, variance: f64) {
        let block = &mut self.blocks[place(pair, pair)];
        block.m11 += variance;
        block.m22 += variance;
    }

    /// Takes `W·Wᵀ` off, with `W` given by its rows for each pair.
    pub(crate) fn take_off(&mut self, w: &[Matrix2<f64>; PAIRS]) {
        for (block, (row, column)) in self.blocks.iter_mut().zip(OF) {
            let (a, b) = (&w[row], &w[column]);
            block.m11 -= a.m11 * b.m11 + a.m12 * b.m12;
            block.m21 -= a.m21 * b.m11 + a.m22 * b.m12;
            block.m12 -= a.m11 * b.m21 + a.m12 * b.m22;
            block.m22 -= a.m21 * b.m21 + a.m22 * b.m22;
        }
    }

    /// Adds `share · (P + d·dᵀ)`, or puts it in the place of what was there.
    pub(crate) fn add_share(&mut self, share: f64, other: &Self, difference: &Pairs, instead: bool) {
        for ((block, add), (row, column)) in self.blocks.iter_mut().zip(&other.blocks).zip(OF) {
            let part = (add + difference[row] * difference[column].transpose()) * share;
            *block = if instead { part } else { *block + part };
        }
    }

    /// Whether variances are positive numbers, and of a size that road users have.
    pub(crate) fn is_sound(&self) -> bool {
        /// As much as knowing nothing, many times over.
        const LARGEST: f64 = 1e12;
        [0, 1, 2, 3].into_iter().fold(true, |sound, pair| {
            let block = &self.blocks[place(pair, pair)];
            // What is no number fails any comparison.
            sound & (block.m11 >= 0.0) & (block.m22 >= 0.0) & (block.m11 < LARGEST) & (block.m22 < LARGEST)
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
        covariance.put(1, 3, Matrix2::new(1.0, 2.0, 3.0, 4.0));
        assert_eq!(covariance.block(3, 1), Matrix2::new(1.0, 3.0, 2.0, 4.0));
    }

    #[test]
    fn a_negative_variance_is_not_sound() {
        let mut covariance = Covariance::default();
        assert!(covariance.is_sound());
        covariance.add_round(2, f64::NAN);
        assert!(!covariance.is_sound());
    }
}

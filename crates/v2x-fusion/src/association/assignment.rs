//! The exact assignment of detections to tracks.
//!
//! Shortest augmenting paths with dual prices (Jonker and Volgenant 1987), on a matrix of gains in which each row may
//! also stay alone for nothing. Scratch memory is kept, so that a look at the road allocates nothing once it has grown.

/// Assigns rows to columns so that the sum of gains is greatest.
#[derive(Clone, Debug, Default)]
pub(crate) struct Assignment {
    /// Gains by row, `rows × columns`; `NEG_INFINITY` where the two may not meet.
    gains: Vec<f64>,
    rows: usize,
    columns: usize,
    /// Prices of rows and of columns (real ones first, then one stand-in per row).
    row_price: Vec<f64>,
    column_price: Vec<f64>,
    /// The row each column has been given.
    owner: Vec<usize>,
    /// Scratch of one path: distance to each column, the column it came by, whether it is settled.
    distance: Vec<f64>,
    came_by: Vec<usize>,
    settled: Vec<bool>,
}

/// Not a row or column.
const NONE: usize = usize::MAX;

impl Assignment {
    /// Begins a problem of this size in which nothing may meet.
    pub(crate) fn reset(&mut self, rows: usize, columns: usize) {
        self.rows = rows;
        self.columns = columns;
        refill(&mut self.gains, rows * columns, f64::NEG_INFINITY);
    }

    /// Allows a row and a column to meet, with this gain; gains below zero are never taken.
    pub(crate) fn allow(&mut self, row: usize, column: usize, gain: f64) {
        if let Some(place) = self.gains.get_mut(row * self.columns + column) {
            *place = gain;
        }
    }

    /// Solves the problem.
    pub(crate) fn solve(&mut self) {
        // Columns beyond the real ones are the rows' stand-ins, at no cost; index `all` is the root of a path.
        let all = self.columns + self.rows;
        refill(&mut self.row_price, self.rows, 0.0);
        refill(&mut self.column_price, all + 1, 0.0);
        refill(&mut self.owner, all + 1, NONE);
        for row in 0..self.rows {
            self.place(row, all);
        }
    }

    /// The column given to a row by the last [`solve`](Self::solve), if it is not alone. Looks through the columns.
    #[cfg(test)]
    fn column_of(&self, row: usize) -> Option<usize> {
        self.pairs().find(|pair| pair.0 == row).map(|pair| pair.1)
    }

    /// The pairs of the solution, by column.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.owner
            .iter()
            .take(self.columns)
            .enumerate()
            .filter(|(_, row)| **row != NONE)
            .map(|(column, row)| (*row, column))
    }

    /// Cost of a row in a column.
    fn cost(&self, row: usize, column: usize) -> f64 {
        if column < self.columns {
            // A gain below zero is worse than staying alone: never taken.
            let gain = self.gains[row * self.columns + column];
            if gain > 0.0 { -gain } else { f64::INFINITY }
        } else if column - self.columns == row {
            0.0
        } else {
            f64::INFINITY
        }
    }

    /// Finds room for one more row, moving others along the shortest path.
    fn place(&mut self, row: usize, root: usize) {
        refill(&mut self.distance, root + 1, f64::INFINITY);
        refill(&mut self.came_by, root + 1, root);
        refill(&mut self.settled, root + 1, false);
        self.owner[root] = row;
        let mut column = root;
        while self.owner[column] != NONE {
            self.settled[column] = true;
            column = self.extend_path(column, root);
        }
        while column != root {
            let previous = self.came_by[column];
            self.owner[column] = self.owner[previous];
            column = previous;
        }
        self.owner[root] = NONE;
    }

    /// Settles the nearest column reachable through `through`, and adjusts the prices.
    fn extend_path(&mut self, through: usize, root: usize) -> usize {
        let row = self.owner[through];
        let (mut nearest, mut least) = (root, f64::INFINITY);
        for column in 0..root {
            if self.settled[column] {
                continue;
            }
            let reduced = self.cost(row, column) - self.row_price[row] - self.column_price[column];
            if reduced < self.distance[column] {
                self.distance[column] = reduced;
                self.came_by[column] = through;
            }
            if self.distance[column] < least {
                (nearest, least) = (column, self.distance[column]);
            }
        }
        for column in 0..=root {
            if self.settled[column] {
                self.row_price[self.owner[column]] += least;
                self.column_price[column] -= least;
            } else {
                self.distance[column] -= least;
            }
        }
        nearest
    }
}

/// Makes a list this long, all of one value, in its own memory.
fn refill<T: Clone>(list: &mut Vec<T>, length: usize, value: T) {
    list.clear();
    list.resize(length, value);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best_by_trying(gains: &[Vec<f64>], row: usize, used: &mut Vec<bool>) -> f64 {
        if row == gains.len() {
            return 0.0;
        }
        let mut best = best_by_trying(gains, row + 1, used);
        for column in 0..used.len() {
            if !used[column] && gains[row][column] > 0.0 {
                used[column] = true;
                best = best.max(gains[row][column] + best_by_trying(gains, row + 1, used));
                used[column] = false;
            }
        }
        best
    }

    #[test]
    fn agrees_with_trying_all() {
        let mut seed = 1_u64;
        let mut random = move || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as f64 / (1_u64 << 31) as f64
        };
        let mut assignment = Assignment::default();
        for _ in 0..500 {
            let (rows, columns) = (1 + (random() * 5.0) as usize, 1 + (random() * 5.0) as usize);
            let gains: Vec<Vec<f64>> =
                (0..rows).map(|_| (0..columns).map(|_| random() * 12.0 - 4.0).collect()).collect();
            assignment.reset(rows, columns);
            for (row, line) in gains.iter().enumerate() {
                for (column, gain) in line.iter().enumerate() {
                    assignment.allow(row, column, *gain);
                }
            }
            assignment.solve();
            let found: f64 = assignment.pairs().map(|(row, column)| gains[row][column]).sum();
            let best = best_by_trying(&gains, 0, &mut vec![false; columns]);
            assert!((found - best).abs() < 1e-9, "{gains:?}: {found} instead of {best}");
        }
    }

    #[test]
    fn a_greedy_choice_would_be_wrong_here() {
        let mut assignment = Assignment::default();
        assignment.reset(2, 2);
        assignment.allow(0, 0, 10.0);
        assignment.allow(0, 1, 9.0);
        assignment.allow(1, 0, 8.0);
        assignment.solve();
        assert_eq!(assignment.column_of(0), Some(1));
        assert_eq!(assignment.column_of(1), Some(0));
    }

    #[test]
    fn who_has_no_partner_stays_alone() {
        let mut assignment = Assignment::default();
        assignment.reset(2, 1);
        assignment.allow(0, 0, 1.0);
        assignment.allow(1, 0, 2.0);
        assignment.solve();
        assert_eq!((assignment.column_of(0), assignment.column_of(1)), (None, Some(0)));
        assignment.reset(0, 0);
        assignment.solve();
        assert_eq!(assignment.pairs().count(), 0);
    }
}

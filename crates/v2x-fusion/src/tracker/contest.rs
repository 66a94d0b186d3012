//! Who gets which detection, and how sure that is.

use crate::association::assignment::Assignment;
use crate::association::components::Components;

/// A detection and a track that may belong together.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PairUp {
    pub(crate) detection: usize,
    /// Place of the track among those near the look.
    pub(crate) near: usize,
    /// Logarithm of how much likelier they belong together than not.
    pub(crate) gain: f64,
    /// Where only their places agree: by how much the velocities do not, (m/s)² per axis.
    pub(crate) jump: f64,
    /// The group of competitors, once they are known.
    pub(crate) group: usize,
}

/// Memory for the assignment of a look.
#[derive(Debug, Default)]
pub(crate) struct Contest {
    /// The near track of each detection.
    given: Vec<Option<usize>>,
    /// The detection of each near track.
    taken: Vec<Option<usize>>,
    components: Components,
    assignment: Assignment,
    /// Members of the group being solved.
    rows: Vec<usize>,
    columns: Vec<usize>,
}

impl Contest {
    /// The near track of each detection.
    pub(crate) fn given(&self) -> &[Option<usize>] {
        &self.given
    }

    /// Solves each group of competing detections and tracks. Leaves the pairs sorted by group.
    pub(crate) fn decide(&mut self, pairs: &mut [PairUp], detections: usize, near: usize) {
        self.given.clear();
        self.given.resize(detections, None);
        self.taken.clear();
        self.taken.resize(near, None);
        self.components.reset(detections + near);
        for pair in pairs.iter() {
            self.components.join(pair.detection, detections + pair.near);
        }
        for pair in pairs.iter_mut() {
            pair.group = self.components.group_of(pair.detection);
        }
        pairs.sort_unstable_by_key(|pair| (pair.group, pair.detection, pair.near));
        for group in pairs.chunk_by(|a, b| a.group == b.group) {
            self.decide_group(group);
        }
    }

    fn decide_group(&mut self, pairs: &[PairUp]) {
        if let [only] = pairs {
            self.give(only.detection, only.near);
            return;
        }
        self.rows.clear();
        self.columns.clear();
        self.rows.extend(pairs.iter().map(|pair| pair.detection));
        self.columns.extend(pairs.iter().map(|pair| pair.near));
        sort_unique(&mut self.rows);
        sort_unique(&mut self.columns);
        self.assignment.reset(self.rows.len(), self.columns.len());
        for pair in pairs {
            let row = self.rows.binary_search(&pair.detection);
            if let (Ok(row), Ok(column)) = (row, self.columns.binary_search(&pair.near)) {
                self.assignment.allow(row, column, pair.gain);
            }
        }
        self.assignment.solve();
        for (row, column) in self.assignment.pairs() {
            self.given[self.rows[row]] = Some(self.columns[column]);
            self.taken[self.columns[column]] = Some(self.rows[row]);
        }
    }

    fn give(&mut self, detection: usize, near: usize) {
        self.given[detection] = Some(near);
        self.taken[near] = Some(detection);
    }

    /// Goes through what might have been decided otherwise about one pair of a group: for each such way, the weight of
    /// it against what was decided (1), and the detection that the track would have got instead.
    pub(crate) fn otherwise(&self, group: &[PairUp], pair: &PairUp, mut way: impl FnMut(f64, Option<usize>)) {
        let gain = |detection: usize, near: usize| {
            let found = group.iter().find(|pair| pair.detection == detection && pair.near == near);
            found.map_or(0.0, |pair| pair.gain)
        };
        for rival in group {
            if rival.near == pair.near && rival.detection != pair.detection {
                // The track gets another detection; whoever has that one gets this, or nothing.
                let loser = self.given.get(rival.detection).copied().flatten();
                let lost = loser.map_or(0.0, |near| gain(rival.detection, near));
                let won = loser.map_or(0.0, |near| gain(pair.detection, near).max(0.0));
                way((rival.gain + won - pair.gain - lost).exp(), Some(rival.detection));
            } else if rival.detection == pair.detection
                && rival.near != pair.near
                && self.taken.get(rival.near).copied().flatten().is_none()
            {
                // A track that has nothing gets the detection, and this one nothing.
                way((rival.gain - pair.gain).exp(), None);
            }
        }
    }
}

fn sort_unique(list: &mut Vec<usize>) {
    list.sort_unstable();
    list.dedup();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(detection: usize, near: usize, gain: f64) -> PairUp {
        PairUp { detection, near, gain, jump: 0.0, group: 0 }
    }

    #[test]
    fn the_best_sum_wins_and_doubt_is_weighed() {
        let mut pairs = [pair(0, 0, 5.0), pair(0, 1, 4.0), pair(1, 0, 4.5), pair(1, 1, 4.0), pair(2, 2, 1.0)];
        let mut contest = Contest::default();
        contest.decide(&mut pairs, 3, 3);
        assert_eq!(contest.given(), [Some(0), Some(1), Some(2)]);
        let group = &pairs[..4];
        let mut ways = Vec::new();
        contest.otherwise(group, &group[0], |weight, other| ways.push((weight, other)));
        // Both the other way round: 4 + 4.5 against 5 + 4.
        assert_eq!(ways, [((-0.5_f64).exp(), Some(1))]);
        contest.otherwise(&pairs[4..], &pairs[4], |_, _| panic!("nothing competes"));
    }
}

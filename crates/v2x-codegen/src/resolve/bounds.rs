//! Sets of integers as intervals, and the effective constraint built from them (X.691 10.3).

use crate::model::{Range, Size};

/// A set of integers: disjoint intervals in ascending order. `None` is no bound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Intervals(Vec<Interval>);

type Interval = (Option<i128>, Option<i128>);

impl Intervals {
    /// All integers.
    pub(super) fn full() -> Self {
        Self(vec![(None, None)])
    }

    /// The integers from `lower` to `upper`, both inside.
    pub(super) fn range(lower: Option<i128>, upper: Option<i128>) -> Self {
        let empty = matches!((lower, upper), (Some(lower), Some(upper)) if lower > upper);
        Self(if empty { Vec::new() } else { vec![(lower, upper)] })
    }

    pub(super) fn is_full(&self) -> bool {
        self.0 == [(None, None)]
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn lower(&self) -> Option<i128> {
        self.0.first().and_then(|interval| interval.0)
    }

    pub(super) fn upper(&self) -> Option<i128> {
        self.0.last().and_then(|interval| interval.1)
    }

    /// The intervals themselves.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Interval> {
        self.0.iter()
    }

    pub(super) fn union(&self, other: &Self) -> Self {
        let mut all: Vec<Interval> = self.0.iter().chain(&other.0).copied().collect();
        all.sort_by_key(|interval| interval.0.map_or((0, 0), |lower| (1, lower)));
        let mut merged: Vec<Interval> = Vec::new();
        for (lower, upper) in all {
            match merged.last_mut() {
                Some(last) if touches(last.1, lower) => last.1 = later(last.1, upper),
                _ => merged.push((lower, upper)),
            }
        }
        Self(merged)
    }

    pub(super) fn intersection(&self, other: &Self) -> Self {
        let mut common = Vec::new();
        for a in &self.0 {
            for b in &other.0 {
                let lower = a.0.max(b.0); // `None` orders before every bound, which is what is meant.
                let upper = match (a.1, b.1) {
                    (Some(a), Some(b)) => Some(a.min(b)),
                    (a, b) => a.or(b),
                };
                common.extend(Self::range(lower, upper).0);
            }
        }
        Self(common)
    }

    /// What is in this set and not in the other.
    pub(super) fn without(&self, other: &Self) -> Self {
        let mut gaps = Vec::new();
        let mut from = Some(None);
        for (lower, upper) in &other.0 {
            if let (Some(from), Some(lower)) = (from, lower) {
                gaps.extend(Self::range(from, lower.checked_sub(1)).0);
            }
            from = upper.and_then(|upper| upper.checked_add(1)).map(Some);
        }
        if let Some(from) = from {
            gaps.push((from, None));
        }
        self.intersection(&Self(gaps))
    }
}

/// An interval that ends at `upper` touches or overlaps one that begins at `lower`, not before it.
fn touches(upper: Option<i128>, lower: Option<i128>) -> bool {
    match (upper, lower) {
        (Some(upper), Some(lower)) => lower <= upper.saturating_add(1),
        _ => true,
    }
}

fn later(a: Option<i128>, b: Option<i128>) -> Option<i128> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.max(b)),
        _ => None,
    }
}

/// What PER sees of a type's constraints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Effect {
    /// Of an INTEGER.
    pub(super) values: Intervals,
    /// Of a string or list.
    pub(super) size: Intervals,
    /// Code points of a character string.
    pub(super) alphabet: Intervals,
    pub(super) extensible: bool,
}

impl Effect {
    /// No constraint.
    pub(super) fn full() -> Self {
        let full = Intervals::full();
        Self { values: full.clone(), size: full.clone(), alphabet: full, extensible: false }
    }

    /// PER sees nothing.
    pub(super) fn is_full(&self) -> bool {
        *self == Self::full()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.values.is_empty() || self.size.is_empty() || self.alphabet.is_empty()
    }

    pub(super) fn union(&self, other: &Self) -> Self {
        self.combine(other, Intervals::union)
    }

    pub(super) fn intersection(&self, other: &Self) -> Self {
        self.combine(other, Intervals::intersection)
    }

    /// EXCEPT: exact where the excluded part constrains one thing only, otherwise without effect.
    pub(super) fn without(&self, other: &Self) -> Self {
        let mut result = self.clone();
        match (other.values.is_full(), other.size.is_full(), other.alphabet.is_full()) {
            (false, true, true) => result.values = self.values.without(&other.values),
            (true, false, true) => result.size = self.size.without(&other.size),
            _ => {}
        }
        result
    }

    fn combine(&self, other: &Self, combine: fn(&Intervals, &Intervals) -> Intervals) -> Self {
        Self {
            values: combine(&self.values, &other.values),
            size: combine(&self.size, &other.size),
            alphabet: combine(&self.alphabet, &other.alphabet),
            extensible: self.extensible || other.extensible,
        }
    }

    /// As the range of an INTEGER.
    pub(super) fn range(&self) -> Range {
        Range { lower: self.values.lower(), upper: self.values.upper(), extensible: self.extensible }
    }

    /// As the size of a string or list.
    pub(super) fn size(&self) -> Size {
        let bound = |bound: i128| u64::try_from(bound.max(0)).unwrap_or(u64::MAX);
        Size {
            lower: self.size.lower().map_or(0, bound),
            upper: self.size.upper().map(bound),
            extensible: self.extensible,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(lower: i128, upper: i128) -> Intervals {
        Intervals::range(Some(lower), Some(upper))
    }

    #[test]
    fn unites_and_merges() {
        assert_eq!(range(0, 5).union(&range(6, 9)), range(0, 9));
        assert_eq!(range(7, 9).union(&range(0, 5)).0, [(Some(0), Some(5)), (Some(7), Some(9))]);
        assert_eq!(range(0, 9).union(&range(2, 3)), range(0, 9));
        assert!(Intervals::range(None, Some(3)).union(&Intervals::range(Some(2), None)).is_full());
    }

    #[test]
    fn intersects() {
        let parts = range(0, 5).union(&range(7, 9));
        assert_eq!(parts.intersection(&range(6, 8)), range(7, 8));
        assert!(range(0, 5).intersection(&range(6, 8)).is_empty());
        assert_eq!(Intervals::full().intersection(&range(6, 8)), range(6, 8));
    }

    #[test]
    fn subtracts() {
        assert_eq!(range(0, 10).without(&range(10, 10)), range(0, 9));
        assert_eq!(range(0, 10).without(&range(3, 4)).0, [(Some(0), Some(2)), (Some(5), Some(10))]);
        assert!(range(0, 10).without(&Intervals::full()).is_empty());
        assert_eq!(range(0, 10).without(&Intervals::range(None, Some(4))), range(5, 10));
    }
}

//! An order from west to east, in which what is near each other is found without comparing everything with everything.

/// Numbers of things, sorted by where they begin in the east; its memory is kept.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sweep {
    /// Millimetres east in the upper half, the thing's number in the lower: whole numbers sort in a fraction of the time
    /// that records take.
    keys: Vec<u64>,
}

impl Sweep {
    /// Sorts the things that begin so many metres east; they are numbered in the order given. Things nearer together
    /// than a millimetre come in order of their numbers.
    pub(crate) fn sort(&mut self, easts: impl Iterator<Item = f64>) {
        self.keys.clear();
        self.keys.extend((0_u64..).zip(easts).map(|(number, east)| {
            // Conversion to an integer keeps within its range: 2000 km.
            let millimetres = i64::from((east * 1000.0) as i32) - i64::from(i32::MIN);
            (millimetres as u64) << 32 | number
        }));
        self.keys.sort_unstable();
    }

    /// The numbers from west to east.
    pub(crate) fn order(&self) -> impl Iterator<Item = usize> + '_ {
        self.keys.iter().map(|key| *key as u32 as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn from_west_to_east() {
        let mut sweep = Sweep::default();
        sweep.sort([3.0, -1e9, -2.5, 0.0, 3.0, 1e9, f64::NAN].into_iter());
        assert_eq!(sweep.order().collect::<Vec<_>>(), [1, 2, 3, 6, 0, 4, 5]);
    }
}

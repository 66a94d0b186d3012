//! How sure a moment is: percent in the Chinese sets, sixteen steps in J2735.

use v2x_j2735::spat::TimeIntervalConfidence;

/// What the steps of J2735 stand for, in percent (`TimeIntervalConfidence`).
const PERCENT: [u8; 16] = [21, 36, 47, 56, 62, 68, 73, 77, 81, 85, 88, 91, 94, 96, 98, 100];

/// Percent of a step.
pub(super) fn percent(step: TimeIntervalConfidence) -> u8 {
    PERCENT.get(usize::from(step.0)).copied().unwrap_or(100)
}

/// The step nearest to a number of half percents, the lower of two, and whether it is the same.
pub(super) fn step(halves: u8) -> (TimeIntervalConfidence, bool) {
    let far = |percent: u8| (2 * percent).abs_diff(halves);
    let nearest = (0_u8..).zip(PERCENT).min_by_key(|(_, percent)| far(*percent));
    nearest.map_or((TimeIntervalConfidence(0), false), |(step, percent)| {
        (TimeIntervalConfidence(step), far(percent) == 0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_come_back_and_what_lies_between_goes_to_the_nearer() {
        for number in 0..16 {
            let percent = percent(TimeIntervalConfidence(number));
            assert_eq!(step(2 * percent), (TimeIntervalConfidence(number), true));
        }
        assert_eq!(step(0), (TimeIntervalConfidence(0), false));
        assert_eq!(step(198), (TimeIntervalConfidence(14), false));
        assert_eq!(step(199), (TimeIntervalConfidence(15), false));
    }
}

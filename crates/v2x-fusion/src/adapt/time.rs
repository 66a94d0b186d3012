//! Times in messages are fragments: milliseconds of a minute, tenths of an hour, minutes of a year. Each is completed to
//! the moment nearest to one that is known, which is right for every message that is less than half the period old, and
//! needs no case for the turn of the minute, the hour or the year.

use crate::time::Time;

/// Microseconds.
const MINUTE: i64 = 60_000_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// The moment nearest to `near` that lies `offset` microseconds into some period.
fn nearest(near: Time, period: i64, offset: i64) -> Time {
    let ahead = (offset - near.micros()).rem_euclid(period);
    near.offset(if ahead > period / 2 { ahead - period } else { ahead })
}

/// Completes milliseconds of a minute (DSecond). 60000 to 60999 count on into a leap second, which Unix time does not
/// have: they fall on the first second of the next minute, as the clock of Unix does. 61000 and more, with 65535, are
/// "unavailable".
pub(super) fn second(milliseconds: u16, near: Time) -> Option<Time> {
    (milliseconds < 61_000).then(|| nearest(near, MINUTE, i64::from(milliseconds) * 1000))
}

/// Completes milliseconds of a minute with the minute's number in its hour.
///
/// Only the place of the minute in its quarter of an hour is used: clocks that tell local time as UTC are off by whole
/// quarters at most places of the world (and a few by none, but no place by other parts of an hour).
#[cfg(any(feature = "j2735", test))]
pub(super) fn minute_and_second(minute: u8, milliseconds: u16, near: Time) -> Option<Time> {
    if minute > 59 {
        return second(milliseconds, near);
    }
    let offset = i64::from(minute % 15) * MINUTE + i64::from(milliseconds) * 1000;
    (milliseconds < 61_000).then(|| nearest(near, HOUR / 4, offset))
}

/// The moment in a year: minutes since its first, and milliseconds of the minute. 527040 minutes are "invalid".
pub(super) fn minute_of_year(minutes: u32, milliseconds: u16, near: Time) -> Option<Time> {
    if minutes >= 527_040 {
        return second(milliseconds, near);
    }
    if milliseconds >= 61_000 {
        return None;
    }
    let since = i64::from(minutes) * MINUTE + i64::from(milliseconds) * 1000;
    let year = year_of(near);
    (year - 1..=year + 1)
        .map(|year| Time::from_micros(start_of(year) + since))
        .min_by_key(|candidate| candidate.micros_since(near).abs())
}

/// Completes tenths of a second of an hour (TimeMark) to the moment nearest to a message's time. 36000 means "more than
/// an hour"; what lies above is "unknown", under several numbers in several editions.
pub(super) fn tenths_of_hour(tenths: u16, near: Time) -> Option<Time> {
    (tenths < 36_000).then(|| nearest(near, HOUR, i64::from(tenths) * 100_000))
}

/// The minute of its year that a moment is in (MinuteOfTheYear).
#[cfg(feature = "j2735")]
pub(crate) fn minute(time: Time) -> u32 {
    let minutes = (time.micros() - start_of(year_of(time))).div_euclid(MINUTE);
    u32::try_from(minutes).unwrap_or(0)
}

/// The year of a moment.
fn year_of(time: Time) -> i64 {
    let days = time.micros().div_euclid(DAY);
    // 146097 days are 400 years; a first guess that is off by one at most, then corrected.
    let guess = 1970 + days * 400 / 146_097;
    let candidates = [guess - 1, guess, guess + 1];
    candidates.into_iter().filter(|year| start_of(*year) <= time.micros()).max().unwrap_or(guess)
}

/// Microseconds from the Unix epoch to the first moment of a year of the Gregorian calendar.
fn start_of(year: i64) -> i64 {
    let before = year - 1;
    let leap_days = |year: i64| year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    ((year - 1970) * 365 + leap_days(before) - leap_days(1969)) * DAY
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2025-06-17T14:59:38.192Z
    const NOW: Time = Time::from_micros(1_750_172_378_192_000);

    #[test]
    fn seconds_go_to_the_nearest_minute() {
        assert_eq!(second(38_192, NOW), Some(NOW));
        assert_eq!(second(38_026, NOW), Some(NOW.offset(-166_000)));
        // A second after the turn of the minute, a message of the second before it, and the reverse.
        let turn = Time::from_micros(1_750_172_400_000_000);
        assert_eq!(second(59_900, turn.offset(50_000)), Some(turn.offset(-100_000)));
        assert_eq!(second(100, turn.offset(-50_000)), Some(turn.offset(100_000)));
    }

    #[test]
    fn leap_seconds_count_on() {
        let turn = Time::from_micros(1_750_172_400_000_000);
        assert_eq!(second(60_500, turn), Some(turn.offset(500_000)));
        assert_eq!(second(61_000, turn), None);
        assert_eq!(second(65_535, turn), None);
    }

    #[test]
    fn minutes_tolerate_time_zones() {
        assert_eq!(minute_and_second(59, 38_192, NOW), Some(NOW));
        // India is 5.5 hours ahead.
        assert_eq!(minute_and_second(29, 38_192, NOW), Some(NOW));
        assert_eq!(minute_and_second(58, 38_192, NOW), Some(NOW.offset(-MINUTE)));
        assert_eq!(minute_and_second(60, 38_192, NOW), Some(NOW));
    }

    #[test]
    fn minutes_of_the_year_find_their_year() {
        assert_eq!(minute_of_year(241_379, 38_192, NOW), Some(NOW));
        // New year 2026, seen from the last second of 2025 and the other way round.
        let turn = Time::from_micros(1_767_225_600_000_000);
        assert_eq!(minute_of_year(0, 500, turn.offset(-300_000)), Some(turn.offset(500_000)));
        assert_eq!(minute_of_year(525_599, 59_900, turn.offset(200_000)), Some(turn.offset(-100_000)));
        assert_eq!(minute_of_year(527_040, 38_192, NOW), Some(NOW));
    }

    #[test]
    fn years_begin_where_they_do() {
        assert_eq!(start_of(1970), 0);
        assert_eq!(start_of(2000), 946_684_800_000_000);
        assert_eq!(start_of(2024), 1_704_067_200_000_000);
        assert_eq!(start_of(2025), 1_735_689_600_000_000);
        for year in 1900..2200 {
            assert_eq!(year_of(Time::from_micros(start_of(year))), year);
            assert_eq!(year_of(Time::from_micros(start_of(year) - 1)), year - 1);
        }
    }

    #[test]
    fn marks_of_the_hour() {
        // 14:59:38: mark 50 (five seconds past the hour) is ahead, 35830 is a quarter of a minute ahead.
        assert_eq!(tenths_of_hour(50, NOW), Some(Time::from_micros(1_750_172_405_000_000)));
        assert_eq!(tenths_of_hour(35_830, NOW), Some(Time::from_micros(1_750_172_383_000_000)));
        for unknown in [36_000, 36_001, 36_111] {
            assert_eq!(tenths_of_hour(unknown, NOW), None);
        }
    }
}

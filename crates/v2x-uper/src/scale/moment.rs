//! Fragments of time: milliseconds of a minute, tenths of an hour, minutes of a year.
//!
//! Messages tell them without the rest. Each is completed to the moment nearest to one that is known (usually that of
//! reception), which is right for every message that is less than half the period old or ahead, and needs no case for the
//! turn of the minute, the hour or the year. Moments are Unix time (UTC) as a [`Duration`] since 1970.

use super::{OffScale, Scale};
use core::time::Duration;

/// Milliseconds of a minute that stand for a time: 60000 to 60999 occur in a leap second.
pub const SECOND_END: u16 = 61_000;
/// Minutes of a leap year: from here on the number stands for "invalid".
pub const YEAR_END: u32 = 527_040;
/// Tenths of an hour: from here on the number stands for "more than an hour" or "unknown", by edition.
pub const HOUR_END: u16 = 36_000;

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);
/// In seconds.
const DAY: i64 = 86_400;

/// Milliseconds of a minute, completed. Those of a leap second count on into the next minute, as Unix time does.
pub fn second(millis: u16, near: Duration) -> Option<Duration> {
    (millis < SECOND_END).then(|| nearest(near, MINUTE, Duration::from_millis(millis.into())))?
}

/// Tenths of a second of an hour, completed.
pub fn tenths_of_hour(tenths: u16, near: Duration) -> Option<Duration> {
    (tenths < HOUR_END).then(|| nearest(near, HOUR, Duration::from_millis(100 * u64::from(tenths))))?
}

/// Minutes of a year and milliseconds of the minute, completed.
pub fn minute_of_year(minutes: u32, millis: u16, near: Duration) -> Option<Duration> {
    let year = year_of(near)?;
    let candidates = (year.saturating_sub(1)..=year + 1).filter_map(|year| in_year(year, minutes, millis));
    candidates.min_by_key(|moment| moment.abs_diff(near))
}

/// Minutes of the given year and milliseconds of the minute. `None` for what is unavailable or before 1970.
pub fn in_year(year: u16, minutes: u32, millis: u16) -> Option<Duration> {
    if minutes >= YEAR_END || millis >= SECOND_END {
        return None;
    }
    let start = u64::try_from(days_before(year.into()) * DAY).ok()?;
    Some(Duration::from_secs(start + 60 * u64::from(minutes)) + Duration::from_millis(millis.into()))
}

/// Milliseconds of the minute at a moment, rounded down.
pub fn millis_of_minute(moment: Duration) -> u16 {
    within(moment, MINUTE)
}

/// Tenths of a second of the hour at a moment, rounded down.
pub fn tenths_of(moment: Duration) -> u16 {
    ((moment.as_millis() % HOUR.as_millis()) / 100) as u16
}

/// So many seconds as tenths, to the nearest one; what is an hour or more becomes [`HOUR_END`].
///
/// # Errors
/// The amount is no number or negative.
pub fn tenths(element: &'static str, seconds: f64) -> Result<u16, OffScale> {
    let scale = Scale {
        element,
        step: (1, 10),
        zero: 0,
        least: 0,
        most: HOUR_END.into(),
        ends: (false, true),
        cycle: None,
        otherwise: "",
    };
    scale.nearest(seconds, (1.0, 1.0)).map(|tenths| tenths as u16)
}

/// Minutes of the year at a moment, rounded down. `None` after the year 65535.
pub fn minutes_of(moment: Duration) -> Option<u32> {
    let start = days_before(year_of(moment)?.into()) * DAY;
    u32::try_from((i64::try_from(moment.as_secs()).ok()? - start) / 60).ok()
}

fn within(moment: Duration, period: Duration) -> u16 {
    (moment.as_millis() % period.as_millis()) as u16
}

/// Seconds since 1970 and nanoseconds (beyond 10^9 in a leap second, which count on). `None` before 1970.
pub fn since_1970(seconds: i64, nanos: u32) -> Option<Duration> {
    Some(Duration::from_secs(u64::try_from(seconds).ok()?) + Duration::from_nanos(nanos.into()))
}

/// A date and time of day that has all its parts, in minutes ahead of UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Civil {
    /// Year of the Gregorian calendar.
    pub year: u16,
    /// From 1.
    pub month: u8,
    /// From 1.
    pub day: u8,
    /// May run past midnight.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
    /// Milliseconds of the minute.
    pub millis: u16,
    /// Minutes by which this is ahead of UTC.
    pub offset: i16,
}

impl Civil {
    /// The moment. `None` where the date does not exist, a part is "unavailable", or it is before 1970.
    pub fn moment(self) -> Option<Duration> {
        let date_exists = (1..=12).contains(&self.month)
            && (1..=days_of(self.year.into(), self.month)).contains(&self.day.into());
        if !date_exists || self.minute > 59 || self.millis >= SECOND_END {
            return None;
        }
        let month_start: i64 = (1..self.month).map(|month| days_of(self.year.into(), month)).sum();
        let days = days_before(self.year.into()) + month_start + i64::from(self.day) - 1;
        let minutes = i64::from(self.hour) * 60 + i64::from(self.minute) - i64::from(self.offset);
        let seconds = u64::try_from(days * DAY + minutes * 60).ok()?;
        Some(Duration::from_secs(seconds) + Duration::from_millis(self.millis.into()))
    }

    /// The parts of a moment in UTC, rounded down to milliseconds. `None` after the year 65535.
    pub fn of(moment: Duration) -> Option<Self> {
        let year = year_of(moment)?;
        let minutes = minutes_of(moment)?;
        let mut day = i64::from(minutes / 1440);
        let mut month = 1;
        while day >= days_of(year.into(), month) {
            day -= days_of(year.into(), month);
            month += 1;
        }
        Some(Self {
            year,
            month,
            day: day as u8 + 1,
            hour: (minutes % 1440 / 60) as u8,
            minute: (minutes % 60) as u8,
            millis: millis_of_minute(moment),
            offset: 0,
        })
    }
}

/// The moment nearest to `near` that lies `offset` into some period, not before 1970.
fn nearest(near: Duration, period: Duration, offset: Duration) -> Option<Duration> {
    let into = Duration::from_nanos((near.as_nanos() % period.as_nanos()) as u64);
    let candidate = near.checked_sub(into)?.checked_add(offset)?;
    let candidates = [candidate.checked_sub(period), Some(candidate), candidate.checked_add(period)];
    candidates.into_iter().flatten().min_by_key(|candidate| candidate.abs_diff(near))
}

/// The year of a moment.
fn year_of(moment: Duration) -> Option<u16> {
    let days = i64::try_from(moment.as_secs()).ok()? / DAY;
    // 146097 days are 400 years. The guess is off by one at most.
    let guess = u16::try_from(1970 + days * 400 / 146_097).ok()?;
    (guess - 1..=guess.checked_add(1)?).rev().find(|year| days_before((*year).into()) <= days)
}

/// Days from 1970 to the first day of a year of the Gregorian calendar.
fn days_before(year: i64) -> i64 {
    let leap_days = |year: i64| year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    (year - 1970) * 365 + leap_days(year - 1) - leap_days(1969)
}

/// Days of a month.
fn days_of(year: i64, month: u8) -> i64 {
    match month {
        2 => 28 + days_before(year + 1) - days_before(year) - 365,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2025-06-17T14:59:38.192Z
    const NOW: Duration = Duration::from_millis(1_750_172_378_192);
    /// 2025-06-17T15:00:00Z
    const TURN: Duration = Duration::from_secs(1_750_172_400);

    fn ms(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    #[test]
    fn seconds_go_to_the_nearest_minute() {
        assert_eq!(second(38_192, NOW), Some(NOW));
        assert_eq!(second(59_900, TURN + ms(50)), Some(TURN - ms(100)));
        assert_eq!(second(100, TURN - ms(50)), Some(TURN + ms(100)));
        assert_eq!(second(60_500, TURN), Some(TURN + ms(500)));
        assert_eq!((second(61_000, NOW), second(65_535, NOW)), (None, None));
        // Before 1970 there is nothing.
        assert_eq!(second(59_000, Duration::ZERO), Some(ms(59_000)));
    }

    #[test]
    fn tenths_go_to_the_nearest_hour() {
        assert_eq!(tenths_of_hour(50, NOW), Some(TURN + ms(5000)));
        assert_eq!(tenths_of_hour(35_830, NOW), Some(TURN - ms(17_000)));
        assert_eq!(tenths_of_hour(35_990, TURN + ms(5000)), Some(TURN - ms(1000)));
        for unknown in [36_000, 36_001, 36_111] {
            assert_eq!(tenths_of_hour(unknown, NOW), None);
        }
    }

    #[test]
    fn minutes_find_their_year() {
        assert_eq!(minute_of_year(241_379, 38_192, NOW), Some(NOW));
        assert_eq!((minutes_of(NOW), millis_of_minute(NOW), tenths_of(NOW)), (Some(241_379), 38_192, 35_781));
        let new_year = Duration::from_secs(1_767_225_600);
        assert_eq!(minute_of_year(0, 500, new_year - ms(300)), Some(new_year + ms(500)));
        assert_eq!(minute_of_year(525_599, 59_900, new_year + ms(200)), Some(new_year - ms(100)));
        assert_eq!(minute_of_year(527_040, 0, NOW), None);
        assert_eq!(in_year(2025, 241_379, 38_192), Some(NOW));
        assert_eq!(in_year(1969, 0, 0), None);
        assert_eq!(year_of(Duration::MAX), None);
    }

    #[test]
    fn dates_go_both_ways() {
        let civil = Civil { year: 2025, month: 6, day: 17, hour: 14, minute: 59, millis: 38_192, offset: 0 };
        assert_eq!(Civil::of(NOW), Some(civil));
        assert_eq!(civil.moment(), Some(NOW));
        // Beijing is 480 minutes ahead; 38 o'clock is 14 o'clock of the next day.
        assert_eq!(Civil { hour: 22, offset: 480, ..civil }.moment(), Some(NOW));
        assert_eq!(Civil { day: 16, hour: 38, ..civil }.moment(), Some(NOW));
        for wrong in [
            Civil { month: 0, ..civil },
            Civil { month: 13, ..civil },
            Civil { day: 31, ..civil },
            Civil { minute: 60, ..civil },
            Civil { millis: 65_535, ..civil },
            Civil { year: 2025, month: 2, day: 29, ..civil },
            Civil { year: 0, ..civil },
        ] {
            assert_eq!(wrong.moment(), None, "{wrong:?}");
        }
        assert!(Civil { year: 2024, month: 2, day: 29, ..civil }.moment().is_some());
    }

    #[test]
    fn every_day_of_four_centuries_goes_both_ways() {
        for day in 0..146_097 {
            let moment = Duration::from_secs(day * 86_400 + 86_399);
            assert_eq!(Civil::of(moment).and_then(Civil::moment), Some(moment));
        }
    }
}

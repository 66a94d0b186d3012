//! From SI units to the steps that J2735 counts in. Out-of-range values become the nearest that can be told, which is
//! what an encoder in a vehicle does.

use v2x::j2735::common::{
    Acceleration, AccelerationSet4Way, DSecond, Elevation, Heading, Latitude, Longitude, MinuteOfTheYear,
    MsgCount, Position3D, PositionalAccuracy, SemiMajorAxisAccuracy, SemiMajorAxisOrientation,
    SemiMinorAxisAccuracy, VerticalAcceleration, YawRate,
};
use v2x_fusion::Geodetic;

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 86_400_000;

/// `value` in steps of `step`, within `low..=high`. What is not a number becomes 0, or `low` where 0 is not allowed.
pub(super) fn steps(value: f64, step: f64, low: i64, high: i64) -> i64 {
    // `as` saturates and turns NaN into 0.
    ((value / step).round() as i64).clamp(low, high)
}

/// 1e-7 degree.
pub(super) fn latitude(place: &Geodetic) -> Latitude {
    Latitude(steps(place.latitude, 1e-7, -900_000_000, 900_000_000) as i32)
}

/// 1e-7 degree.
pub(super) fn longitude(place: &Geodetic) -> Longitude {
    Longitude(steps(place.longitude, 1e-7, -1_799_999_999, 1_800_000_000) as i32)
}

/// 0.1 m.
pub(super) fn elevation(metres: f64) -> Elevation {
    Elevation(steps(metres, 0.1, -4_095, 61_439) as i32)
}

pub(super) fn position(place: &Geodetic) -> Position3D {
    Position3D {
        lat: latitude(place),
        long: longitude(place),
        elevation: Some(elevation(super::super::layout::ELEVATION)),
        ..Position3D::default()
    }
}

/// A circle: 0.05 m, 254 stands for all beyond; the orientation is that of north.
pub(super) fn accuracy(sigma: f64) -> PositionalAccuracy {
    let axis = steps(sigma, 0.05, 0, 254) as u8;
    PositionalAccuracy {
        semi_major: SemiMajorAxisAccuracy(axis),
        semi_minor: SemiMinorAxisAccuracy(axis),
        orientation: SemiMajorAxisOrientation(0),
    }
}

/// 0.02 m/s, as the number in `Speed` and `Velocity`; 8190 stands for all beyond.
pub(super) fn speed(mps: f64) -> u16 {
    steps(mps, 0.02, 0, 8_190) as u16
}

/// 0.0125°, 0 to 28799.
pub(super) fn heading(degrees: f64) -> Heading {
    Heading((steps(degrees.rem_euclid(360.0), 0.0125, 0, 28_800) % 28_800) as u16)
}

/// 0.01 m/s² along the vehicle, 0.01°/s about it; -127 and 2001 stand for "not told".
pub(super) fn acceleration(mps2: f64, yaw_rate: f64) -> AccelerationSet4Way {
    AccelerationSet4Way {
        long: Acceleration(steps(mps2, 0.01, -2_000, 2_000) as i16),
        lat: Acceleration(2_001),
        vert: VerticalAcceleration(-127),
        yaw: YawRate(steps(yaw_rate, 0.01, -32_767, 32_767) as i16),
    }
}

pub(super) fn count(count: u8) -> MsgCount {
    MsgCount(count % 128)
}

/// Milliseconds within the UTC minute. Unix time has no leap seconds, and neither has this.
pub(super) fn second(unix_ms: i64) -> DSecond {
    DSecond(unix_ms.rem_euclid(MINUTE_MS) as u16)
}

pub(super) fn minute_of_year(unix_ms: i64) -> MinuteOfTheYear {
    let (_, day) = year_and_day(unix_ms);
    let minute = unix_ms.rem_euclid(DAY_MS) / MINUTE_MS;
    MinuteOfTheYear((day * 1_440 + minute) as u32)
}

/// Year, month and day of the month, counted from 1.
pub(super) fn date(unix_ms: i64) -> (u16, u8, u8) {
    let (year, mut day) = year_and_day(unix_ms);
    let february = if is_leap(year) { 29 } else { 28 };
    let months = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut month = 1;
    for length in months {
        if day < length {
            break;
        }
        day -= length;
        month += 1;
    }
    (year as u16, month, day as u8 + 1)
}

/// Hour and minute of the day.
pub(super) fn hour_and_minute(unix_ms: i64) -> (u8, u8) {
    let minutes = unix_ms.rem_euclid(DAY_MS) / MINUTE_MS;
    ((minutes / 60) as u8, (minutes % 60) as u8)
}

/// Year, and day of the year counted from 0. Counted up from 1970: a scenario plays near the present.
fn year_and_day(unix_ms: i64) -> (i64, i64) {
    let mut day = unix_ms.max(0) / DAY_MS;
    let mut year = 1970;
    loop {
        let length = if is_leap(year) { 366 } else { 365 };
        if day < length {
            return (year, day);
        }
        day -= length;
        year += 1;
    }
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_calendar_is_right() {
        // 2025-06-17T14:59:38.125Z, day 168 of the year.
        let then = 1_750_172_378_125;
        assert_eq!(date(then), (2025, 6, 17));
        assert_eq!(hour_and_minute(then), (14, 59));
        assert_eq!(second(then), DSecond(38_125));
        assert_eq!(minute_of_year(then), MinuteOfTheYear(167 * 1_440 + 14 * 60 + 59));
        // 2024-02-29T00:00:00Z and 2024-12-31T23:59:00Z.
        assert_eq!(date(1_709_164_800_000), (2024, 2, 29));
        assert_eq!(date(1_735_689_540_000), (2024, 12, 31));
        assert_eq!(minute_of_year(1_735_689_540_000), MinuteOfTheYear(366 * 1_440 - 1));
        assert_eq!(date(0), (1970, 1, 1));
    }

    #[test]
    fn headings_wrap() {
        assert_eq!(heading(359.999), Heading(0));
        assert_eq!(heading(-90.0), Heading(21_600));
    }
}

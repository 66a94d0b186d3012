//! Time as the engine knows it: microseconds of Unix time, always handed in by the caller.

use core::fmt;
use core::ops::{Add, AddAssign, Sub, SubAssign};
use core::time::Duration;

/// A moment in UTC: microseconds since 1970-01-01T00:00:00, as Unix time counts them (no leap seconds).
///
/// Arithmetic saturates, so that no time claimed by a stranger can overflow.
///
/// ```
/// use core::time::Duration;
/// use v2x_fusion::Time;
///
/// let start = Time::from_micros(1_750_172_378_000_000);
/// let later = start + Duration::from_millis(100);
/// assert_eq!(later.seconds_since(start), 0.1);
/// assert_eq!(start.seconds_since(later), -0.1);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(i64);

impl Time {
    /// The earliest time that can be told.
    pub const MIN: Self = Self(i64::MIN);
    /// The latest time that can be told.
    pub const MAX: Self = Self(i64::MAX);

    /// The time so many microseconds after the Unix epoch.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// The time so many seconds after the Unix epoch, rounded to the microsecond; absurd values saturate.
    pub fn from_seconds(seconds: f64) -> Self {
        Self((seconds * 1e6).round() as i64)
    }

    /// Microseconds since the Unix epoch.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Seconds since the Unix epoch; exact to about a quarter of a microsecond in this century.
    pub fn seconds(self) -> f64 {
        self.0 as f64 / 1e6
    }

    /// Seconds from `earlier` to `self`; negative where `earlier` is in fact later.
    pub fn seconds_since(self, earlier: Self) -> f64 {
        self.0.saturating_sub(earlier.0) as f64 / 1e6
    }

    /// Microseconds from `earlier` to `self`; negative where `earlier` is in fact later.
    pub const fn micros_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// `self` moved by a signed number of microseconds.
    pub const fn offset(self, micros: i64) -> Self {
        Self(self.0.saturating_add(micros))
    }
}

/// A length of time as a signed number of microseconds that saturates.
fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}

impl Add<Duration> for Time {
    type Output = Self;

    fn add(self, duration: Duration) -> Self {
        self.offset(micros(duration))
    }
}

impl AddAssign<Duration> for Time {
    fn add_assign(&mut self, duration: Duration) {
        *self = *self + duration;
    }
}

impl Sub<Duration> for Time {
    type Output = Self;

    fn sub(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(micros(duration)))
    }
}

impl SubAssign<Duration> for Time {
    fn sub_assign(&mut self, duration: Duration) {
        *self = *self - duration;
    }
}

/// Unix seconds with six decimals.
impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let magnitude = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:06}", magnitude / 1_000_000, magnitude % 1_000_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arithmetic_saturates() {
        assert_eq!(Time::MAX + Duration::from_secs(1), Time::MAX);
        assert_eq!(Time::MIN - Duration::from_secs(1), Time::MIN);
        assert!(Time::MAX.seconds_since(Time::MIN) > 9e12);
        assert_eq!(Time::from_seconds(f64::NAN), Time::from_micros(0));
    }

    #[test]
    fn prints_seconds() {
        assert_eq!(Time::from_micros(1_500_000).to_string(), "1.500000");
        assert_eq!(Time::from_micros(-1).to_string(), "-0.000001");
    }
}

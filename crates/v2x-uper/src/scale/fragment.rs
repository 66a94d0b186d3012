//! The methods of fragments of time and of dates, which every message set has alike.

/// Gives a message set's milliseconds of the minute, minute of the year, tenth of the hour, and date their methods. The
/// names on the left are those of SAE J2735. `hours below`: what lies above is "not known". With a feature `chrono` the
/// message set has conversions to it.
#[macro_export]
#[doc(hidden)]
macro_rules! moments {
    (DSecond: $second:ident, MinuteOfTheYear: $minute_of_year:ident,
        TimeMark: $mark:ident, unavailable $mark_unavailable:literal,
        DDateTime: $date:ident { $year:ident $month:ident $day:ident $hour:ident $minute:ident $offset:ident },
        hours below $hour_end:literal) => {
        /// The types of the table but for the date, which is none of one integer.
        pub(crate) const MOMENTS: &[$crate::scale::Shown] = &[
            $crate::scale::Shown::new::<$second>(|raw, f| core::fmt::Display::fmt(&$second(raw as _), f)),
            $crate::scale::Shown::new::<$minute_of_year>(|raw, f| core::fmt::Display::fmt(&$minute_of_year(raw as _), f)),
            $crate::scale::Shown::new::<$mark>(|raw, f| core::fmt::Display::fmt(&$mark(raw as _), f)),
        ];

        impl $second {
            /// The code for "not known": 65535.
            pub const UNAVAILABLE: Self = Self(65_535);

            /// Milliseconds of the minute: 0 to 59999, and to 60999 in a leap second. `None` where they are not
            /// known (65535) or reserved.
            pub fn millis(self) -> Option<u16> {
                (self.0 < $crate::scale::moment::SECOND_END).then_some(self.0)
            }

            /// The moment nearest to `near` that lies these milliseconds into a minute; both are UTC since 1970. A
            /// leap second counts on into the next minute.
            pub fn unix_time(self, near: core::time::Duration) -> Option<core::time::Duration> {
                $crate::scale::moment::second(self.0, near)
            }

            /// The milliseconds of the minute at a moment (UTC since 1970), rounded down.
            pub fn from_unix_time(moment: core::time::Duration) -> Self {
                Self($crate::scale::moment::millis_of_minute(moment))
            }
        }

        impl core::fmt::Display for $second {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                match self.millis() {
                    Some(millis) => write!(f, "{}.{:03} s", millis / 1000, millis % 1000),
                    None => f.write_str("unavailable"),
                }
            }
        }

        impl $minute_of_year {
            /// The code for "not known": 527040.
            pub const UNAVAILABLE: Self = Self($crate::scale::moment::YEAR_END);

            /// Minutes since the year began in UTC, or `None` where they are not known (527040).
            pub fn minutes(self) -> Option<u32> {
                (self.0 < $crate::scale::moment::YEAR_END).then_some(self.0)
            }

            /// The moment nearest to `near` that is this minute of a year and `second` of the minute; UTC since
            /// 1970. `None` where either is not known: without the minute, that of `second` may still tell.
            pub fn unix_time(self, second: $second, near: core::time::Duration) -> Option<core::time::Duration> {
                $crate::scale::moment::minute_of_year(self.0, second.0, near)
            }

            /// The moment in the given year. `None` where either part is not known, or the year is before 1970.
            pub fn in_year(self, year: u16, second: $second) -> Option<core::time::Duration> {
                $crate::scale::moment::in_year(year, self.0, second.0)
            }

            /// The minute of the year at a moment (UTC since 1970), rounded down; "unavailable" after the year
            /// 65535.
            pub fn from_unix_time(moment: core::time::Duration) -> Self {
                $crate::scale::moment::minutes_of(moment).map_or(Self::UNAVAILABLE, Self)
            }
        }

        impl core::fmt::Display for $minute_of_year {
            /// Day of the year from 1, and time of day: `day 168 14:59`.
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                match self.minutes() {
                    Some(minutes) => {
                        write!(f, "day {} {:02}:{:02}", minutes / 1440 + 1, minutes % 1440 / 60, minutes % 60)
                    }
                    None => f.write_str("unavailable"),
                }
            }
        }

        impl $mark {
            #[doc = concat!("The code for \"not known\": ", $mark_unavailable, ". 36000 stands for more than an hour.")]
            pub const UNAVAILABLE: Self = Self($mark_unavailable);

            /// Seconds since the hour began in UTC. `None` where they are not known, or more than an hour ahead.
            pub fn seconds(self) -> Option<f64> {
                (self.0 < $crate::scale::moment::HOUR_END).then(|| f64::from(self.0) / 10.0)
            }

            /// The moment nearest to `near` that lies this far into an hour; both are UTC since 1970. Take the
            /// message's own time for `near`, not that of its reception.
            pub fn unix_time(self, near: core::time::Duration) -> Option<core::time::Duration> {
                $crate::scale::moment::tenths_of_hour(self.0, near)
            }

            /// The tenth of the hour at a moment (UTC since 1970), rounded down.
            pub fn from_unix_time(moment: core::time::Duration) -> Self {
                Self($crate::scale::moment::tenths_of(moment))
            }

            /// So many seconds into the hour (or from now, where a field tells a span), to the nearest tenth. An hour and
            /// more becomes 36000, which stands for it.
            ///
            /// # Errors
            /// The amount is no number or negative.
            pub fn from_seconds(seconds: f64) -> Result<Self, $crate::scale::OffScale> {
                $crate::scale::moment::tenths(stringify!($mark), seconds).map(Self)
            }
        }

        impl core::fmt::Display for $mark {
            /// Minutes, seconds and tenths of the hour: `59:38.1`.
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                match self.0 {
                    tenths @ ..$crate::scale::moment::HOUR_END => {
                        write!(f, "{:02}:{:02}.{}", tenths / 600, tenths % 600 / 10, tenths % 10)
                    }
                    $crate::scale::moment::HOUR_END => f.write_str("more than an hour"),
                    _ => f.write_str("unavailable"),
                }
            }
        }

        impl $date {
            /// The moment, UTC since 1970. `None` unless year, month, day, hour and minute are known and such a
            /// date exists. An absent or unknown second is the first of the minute, an absent offset that of UTC.
            pub fn unix_time(&self) -> Option<core::time::Duration> {
                // The other parts' codes for "not known" are no dates, which `moment` finds.
                let hour = self.hour.filter(|hour| hour.0 < $hour_end)?;
                let civil = $crate::scale::moment::Civil {
                    year: self.year?.0,
                    month: self.month?.0,
                    day: self.day?.0,
                    hour: hour.0,
                    minute: self.minute?.0,
                    millis: self.second.and_then($second::millis).unwrap_or(0),
                    offset: self.offset.map_or(0, |offset| offset.0),
                };
                civil.moment()
            }

            /// The date and time of a moment, in UTC and rounded down to milliseconds. `None` after the year 4095,
            /// which DE_DYear ends with.
            pub fn from_unix_time(moment: core::time::Duration) -> Option<Self> {
                let civil = $crate::scale::moment::Civil::of(moment)?;
                let civil = Some(civil).filter(|civil| $year(civil.year) <= $year::MAX)?;
                Some(Self {
                    year: Some($year(civil.year)),
                    month: Some($month(civil.month)),
                    day: Some($day(civil.day)),
                    hour: Some($hour(civil.hour)),
                    minute: Some($minute(civil.minute)),
                    second: Some($second(civil.millis)),
                    offset: Some($offset(0)),
                })
            }
        }

        #[cfg(feature = "chrono")]
        impl $date {
            /// The moment, as [`Self::unix_time`] finds it.
            pub fn to_chrono(&self) -> Option<chrono::DateTime<chrono::Utc>> {
                let moment = self.unix_time()?;
                chrono::DateTime::from_timestamp(i64::try_from(moment.as_secs()).ok()?, moment.subsec_nanos())
            }

            /// The date and time of a moment, in UTC and rounded down to milliseconds. `None` outside of the years
            /// 1970 to 4095.
            pub fn from_chrono(moment: chrono::DateTime<chrono::Utc>) -> Option<Self> {
                let (seconds, nanos) = (moment.timestamp(), moment.timestamp_subsec_nanos());
                Self::from_unix_time($crate::scale::moment::since_1970(seconds, nanos)?)
            }
        }

        #[cfg(feature = "chrono")]
        impl $mark {
            /// The moment nearest to `near`, as [`Self::unix_time`] finds it. `None` before 1970 too.
            pub fn to_chrono(
                self,
                near: chrono::DateTime<chrono::Utc>,
            ) -> Option<chrono::DateTime<chrono::Utc>> {
                let near = $crate::scale::moment::since_1970(near.timestamp(), near.timestamp_subsec_nanos())?;
                let moment = self.unix_time(near)?;
                chrono::DateTime::from_timestamp(i64::try_from(moment.as_secs()).ok()?, moment.subsec_nanos())
            }

            /// The tenth of the hour, rounded down. `None` before 1970.
            pub fn from_chrono(moment: chrono::DateTime<chrono::Utc>) -> Option<Self> {
                let (seconds, nanos) = (moment.timestamp(), moment.timestamp_subsec_nanos());
                Some(Self::from_unix_time($crate::scale::moment::since_1970(seconds, nanos)?))
            }
        }

        #[cfg(feature = "chrono")]
        impl $minute_of_year {
            /// The moment in the given year, as [`Self::in_year`] finds it.
            pub fn to_chrono(self, year: u16, second: $second) -> Option<chrono::DateTime<chrono::Utc>> {
                let moment = self.in_year(year, second)?;
                chrono::DateTime::from_timestamp(i64::try_from(moment.as_secs()).ok()?, moment.subsec_nanos())
            }

            /// The minute of the year, and the milliseconds of the minute. `None` before 1970.
            pub fn from_chrono(moment: chrono::DateTime<chrono::Utc>) -> Option<(Self, $second)> {
                let (seconds, nanos) = (moment.timestamp(), moment.timestamp_subsec_nanos());
                let moment = $crate::scale::moment::since_1970(seconds, nanos)?;
                Some((Self::from_unix_time(moment), $second::from_unix_time(moment)))
            }
        }
    };
}

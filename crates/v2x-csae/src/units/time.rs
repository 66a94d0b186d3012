//! When: fragments of time, dates, and spans.
//!
//! Messages tell the millisecond of the minute, the tenth of the hour, the minute of the year; `unix_time` completes them
//! to the moment nearest to one that is known, by [`v2x_uper::scale::moment`]. A TimeMark is also a span of so many
//! seconds, where its field says so.

macro_rules! edition {
    ($year:ident, offsets $least_offset:literal ..= $most_offset:literal) => {
        pub(super) mod $year {
            use crate::$year::def_time::{
                DDateTime, DDay, DHour, DMinute, DMonth, DSecond, DTimeOffset, DYear, MinuteOfTheYear,
                TimeMark, TimeOffset,
            };

            v2x_uper::quantities! {
                // Back into the past.
                TimeOffset: span, 1 / 100, 1..=65534, ends above, unavailable 65535;
                // Ahead of UTC.
                DTimeOffset: span, 60 / 1, $least_offset..=$most_offset;
            }

            v2x_uper::moments! {
                DSecond: DSecond, MinuteOfTheYear: MinuteOfTheYear, TimeMark: TimeMark, unavailable 36001,
                // 31 is "unavailable" in 2020; 24 has no stated meaning in 2019.
                DDateTime: DDateTime { DYear DMonth DDay DHour DMinute DTimeOffset }, hours below 24
            }
        }
    };
}

edition!(y2019, offsets - 720..=721);
edition!(y2020, offsets - 840..=840);

//! When: fragments of time and dates, and spans.
//!
//! Messages tell the millisecond of the minute, the tenth of the hour, the minute of the year; `unix_time` completes them
//! to the moment nearest to one that is known, by [`v2x_uper::scale::moment`].

use crate::add_grp_b::{MaxTimetoChange, MinTimetoChange, TenthSecond, TimeRemaining};
use crate::common::{
    DDateTime, DDay, DHour, DMinute, DMonth, DOffset, DSecond, DYear, Duration, MinuteOfTheYear, TimeOffset,
};
use crate::probe_data_management::{SecondOfTime, TermTime};
use crate::sensor_data_sharing_message::MeasurementTimeOffset;
use crate::signal_request_message::DeltaTime;
use crate::spat::TimeMark;
use crate::traffic_light_status_message::{TimeInSecondB8, TimeInSecondB16};
use crate::traveler_information::MinutesDuration;

v2x_uper::quantities! {
    // Back into the past.
    TimeOffset: span, 1 / 100, 1..=65534, ends above, unavailable 65535;
    Duration: span, 1 / 1, 0..=3600;
    // Added to the message's time by some senders, subtracted by others: a reader needs a setting.
    MeasurementTimeOffset: span, 1 / 1000, -1500..=1500;
    // Positive: ahead of schedule.
    DeltaTime: span, 10 / 1, -121..=120, ends both, unavailable -122;
    MinutesDuration: span, 60 / 1, 0..=31999, code FOREVER 32000 "for good";
    TermTime: span, 1 / 1, 1..=1800;
    SecondOfTime: span, 1 / 1, 0..=60, unavailable 61;
    TenthSecond: span, 1 / 10, 0..=9;
    // Ahead of UTC.
    DOffset: span, 60 / 1, -840..=840;
    TimeInSecondB16: span, 1 / 1, 0..=65535;
    TimeInSecondB8: span, 1 / 1, 0..=255;
    TimeRemaining: span, 1 / 10, 0..=9001;
    MinTimetoChange: span, 1 / 10, 0..=2402;
    MaxTimetoChange: span, 1 / 10, 0..=2402;
}

v2x_uper::moments! {
    // In the edition of 2016, 36001 was the code for "not known": that has no amount either.
    DSecond: DSecond, MinuteOfTheYear: MinuteOfTheYear, TimeMark: TimeMark, unavailable 36111,
    // 24 to 30 are for times that run past midnight; 31 is "unknown".
    DDateTime: DDateTime { DYear DMonth DDay DHour DMinute DOffset }, hours below 31
}

//! The laws that every table keeps in both editions, and values worked out by hand.

use super::*;
use crate::{y2019, y2020};
use alloc::string::ToString;
use core::time::Duration;
use proptest::prelude::*;
use y2020::def_acceleration::{Acceleration, VerticalAcceleration, YawRate};
use y2020::def_motion::{CoarseHeading, Heading, HeadingConfidence, Speed, SteeringWheelAngle};
use y2020::def_position::{Elevation, Latitude, Longitude, PositionConfidence, SemiMajorAxisAccuracy};
use y2020::def_position_offset::{
    OffsetLLB12, PositionLL24B, PositionLLmD64b, PositionOffsetLL, VertOffsetB07, VerticalOffset,
};
use y2020::def_time::{DDateTime, DDay, DHour, DMonth, DSecond, DTimeOffset, MinuteOfTheYear, TimeMark};
use y2020::map::LaneWidth;
use y2020::rsi::Radius;
use y2020::veh_safety_ext::{Confidence, RadiusOfCurvature};
use y2020::veh_size::{VehicleHeight, VehicleLength, VehicleWidth};

/// 2025-06-17T14:59:38.192Z
const NOW: Duration = Duration::from_millis(1_750_172_378_192);

proptest! {
    /// Integer to amount to integer, for every element: also from an amount that is almost half a step off; and the
    /// ends, what lies beyond them, and the code for "not known".
    #[test]
    fn amounts_go_both_ways(raws in prop::collection::vec(any::<i32>(), 1..32)) {
        let raws = || raws.iter().copied().map(i64::from);
        length::y2019::check(raws);
        length::y2020::check(raws);
        motion::y2019::check(raws);
        motion::y2020::check(raws);
        position::y2019::check(raws);
        position::y2020::check(raws);
        time::y2019::check(raws);
        time::y2020::check(raws);
    }

    #[test]
    fn dates_go_both_ways(millis in 0..67_000_000_000_000_u64) {
        let moment = Duration::from_millis(millis);
        let date = DDateTime::from_unix_time(moment).unwrap();
        prop_assert_eq!(date.unix_time(), Some(moment));
        prop_assert_eq!(y2019::def_time::DDateTime::from_unix_time(moment).unwrap().unix_time(), Some(moment));
        let (minute, second) = (MinuteOfTheYear::from_unix_time(moment), DSecond::from_unix_time(moment));
        prop_assert_eq!(minute.in_year(date.year.unwrap().0, second), Some(moment));
        prop_assert_eq!(second.unix_time(moment + Duration::from_secs(29)), Some(moment));
    }
}

#[test]
fn bounds_are_those_of_the_names() {
    confidence::y2019::check_bounds();
    confidence::y2020::check_bounds();
    confidence::day2::check_bounds();
    assert_eq!(PositionConfidence::A20cm.to_string(), "±0.2 m");
    assert_eq!(HeadingConfidence::Prec0_0125deg.degrees(), Some(0.0125));
    assert_eq!(HeadingConfidence::from_degrees(3.0), HeadingConfidence::Prec05deg);
}

#[test]
fn positions_and_offsets() {
    assert_eq!(Latitude(311_234_567).degrees(), Some(31.1234567));
    assert_eq!(Longitude::from_degrees(121.5), Ok(Longitude(1_215_000_000)));
    // Neither end of a height stands for more here.
    assert!(Elevation::from_metres(-409.6).is_err() && Elevation::from_metres(6144.0).is_err());
    assert_eq!(SemiMajorAxisAccuracy::from_metres(40.0), Ok(SemiMajorAxisAccuracy(254)));
    let offset = PositionLL24B { lon: OffsetLLB12(-2000), lat: OffsetLLB12(1000) };
    let offset = PositionOffsetLL::PositionLL1(offset);
    let (latitude, longitude) = offset.degrees((31.0, 121.0)).unwrap();
    assert!((latitude - 31.0001).abs() < 1e-12 && (longitude - 120.9998).abs() < 1e-12);
    let at = PositionLLmD64b { lon: Longitude(1_215_000_000), lat: Latitude(310_000_000) };
    assert_eq!(PositionOffsetLL::PositionLatLon(at).degrees((0.0, 0.0)), Some((31.0, 121.5)));
    assert_eq!(VerticalOffset::Offset1(VertOffsetB07(-15)).height(4.0), Some(2.5));
    assert_eq!(VerticalOffset::Elevation(Elevation(-4096)).height(4.0), None);
}

#[test]
fn motions() {
    assert_eq!(Speed::from_kmh(60.0).map(|speed| speed.0), Ok(833));
    assert_eq!(y2019::def_motion::Speed(833).mps(), Some(16.66));
    assert!(Speed::from_mps(163.812).is_err());
    assert_eq!(Heading::from_degrees(359.995).map(|heading| heading.0), Ok(0));
    assert_eq!(CoarseHeading::UNAVAILABLE.degrees(), None);
    assert!(Acceleration::from_mps2(20.1).is_err());
    assert_eq!(Acceleration::UNAVAILABLE.mps2(), None);
    assert_eq!(VerticalAcceleration(-50).g(), Some(-1.0));
    assert_eq!(YawRate(125).degrees_per_second(), 1.25);
    assert_eq!(SteeringWheelAngle::from_degrees(500.0), Ok(SteeringWheelAngle(126)));
}

#[test]
fn lengths() {
    assert_eq!((VehicleLength(480).metres(), VehicleWidth(180).metres()), (Some(4.8), Some(1.8)));
    assert_eq!(VehicleHeight::from_metres(1.52), Ok(VehicleHeight(30)));
    assert_eq!(VehicleHeight(0).metres(), None);
    assert_eq!(LaneWidth(350).to_string(), "3.5 m");
    assert_eq!(Radius(55).metres(), 5.5);
    assert_eq!(RadiusOfCurvature::STRAIGHT.to_string(), "straight");
    assert_eq!(Confidence(200).percent(), 100.0);
}

#[test]
fn times() {
    assert_eq!(DSecond(38_192).unix_time(NOW), Some(NOW));
    assert_eq!(MinuteOfTheYear::from_unix_time(NOW).unix_time(DSecond(38_192), NOW), Some(NOW));
    assert_eq!(TimeMark(50).unix_time(NOW), Some(Duration::from_secs(1_750_172_405)));
    // As a span.
    assert_eq!(TimeMark(155).seconds(), Some(15.5));
    assert_eq!((TimeMark(36_000).seconds(), TimeMark::UNAVAILABLE.seconds()), (None, None));
    assert_eq!(
        (TimeMark::from_seconds(12.34), TimeMark::from_seconds(0.05)),
        (Ok(TimeMark(123)), Ok(TimeMark(1)))
    );
    assert_eq!(
        (TimeMark::from_seconds(3599.94), TimeMark::from_seconds(1e6)),
        (Ok(TimeMark(35_999)), Ok(TimeMark(36_000)))
    );
    assert!(TimeMark::from_seconds(-0.1).is_err() && TimeMark::from_seconds(f64::NAN).is_err());
    let date = DDateTime::from_unix_time(NOW).unwrap();
    let beijing = DDateTime { hour: Some(DHour(22)), offset: Some(DTimeOffset(480)), ..date };
    assert_eq!(beijing.unix_time(), Some(NOW));
    for unknown in [
        DDateTime { hour: Some(DHour(31)), ..date },
        DDateTime { hour: Some(DHour(24)), ..date },
        DDateTime { month: Some(DMonth(0)), ..date },
        DDateTime { day: Some(DDay(0)), ..date },
        DDateTime { year: None, ..date },
    ] {
        assert_eq!(unknown.unix_time(), None, "{unknown:?}");
    }
}

#[cfg(feature = "chrono")]
#[test]
fn dates_of_chrono() {
    let moment = chrono::DateTime::parse_from_rfc3339("2025-06-17T14:59:38.192Z").unwrap().to_utc();
    assert_eq!(DDateTime::from_chrono(moment).and_then(|date| date.to_chrono()), Some(moment));
    let tenth = moment - chrono::TimeDelta::milliseconds(92);
    assert_eq!(TimeMark::from_chrono(moment).unwrap().to_chrono(moment), Some(tenth));
    let (minute, second) = MinuteOfTheYear::from_chrono(moment).unwrap();
    assert_eq!(minute.to_chrono(2025, second), Some(moment));
}

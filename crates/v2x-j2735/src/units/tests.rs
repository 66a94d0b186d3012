//! The laws that every table keeps, and values worked out by hand.

use super::map::NodePlace;
use super::*;
use crate::add_grp_c::{AltitudeConfidence, AltitudeValue};
use crate::basic_safety_message::VertOffsetB07;
use crate::common::*;
use crate::probe_vehicle_data::TireTemp;
use crate::road_weather_message::NTCIPEssPavementTreatmentLatitude;
use crate::sensor_data_sharing_message::{MeasurementTimeOffset, YawDetected};
use crate::signal_request_message::DeltaTime;
use crate::spat::{SpeedAdvice, TimeIntervalConfidence, TimeMark};
use crate::traveler_information::{
    Circle, DistanceUnits, MinutesDuration, NodeLL36B, NodeOffsetPointLL, RadiusB12,
};
use alloc::format;
use alloc::string::ToString;
use core::time::Duration;
use proptest::prelude::*;

proptest! {
    /// Integer to amount to integer, for every element: also from an amount that is almost half a step off; and the
    /// ends, what lies beyond them, and the code for "not known".
    #[test]
    fn amounts_go_both_ways(raws in prop::collection::vec(any::<i32>(), 1..32)) {
        let raws = || raws.iter().copied().map(i64::from);
        equipment::check(raws);
        length::check(raws);
        map::check(raws);
        motion::check(raws);
        position::check(raws);
        time::check(raws);
        weather::check(raws);
    }

    #[test]
    fn masses_go_both_ways(steps in 0..=253_u8, off in -0.49..0.49) {
        let mass = VehicleMass(steps);
        let kilograms = f64::from(mass.kilograms().unwrap());
        prop_assert_eq!(VehicleMass::from_kilograms(kilograms), Ok(mass));
        let step = match steps { 0..=79 => 50.0, 80..=199 => 500.0, _ => 2000.0 };
        let nearly = if steps == 0 { kilograms } else { kilograms + step * f64::abs(off) };
        prop_assert_eq!(VehicleMass::from_kilograms(nearly), Ok(mass));
    }

    #[test]
    fn dates_go_both_ways(millis in 0..67_000_000_000_000_u64) {
        let moment = Duration::from_millis(millis);
        let date = DDateTime::from_unix_time(moment).unwrap();
        prop_assert_eq!(date.unix_time(), Some(moment));
        let (minute, second) = (MinuteOfTheYear::from_unix_time(moment), DSecond::from_unix_time(moment));
        prop_assert_eq!(minute.in_year(date.year.unwrap().0, second), Some(moment));
        prop_assert_eq!(minute.unix_time(second, moment + Duration::from_secs(86_400 * 100)), Some(moment));
        prop_assert_eq!(second.unix_time(moment + Duration::from_secs(29)), Some(moment));
        let mark = TimeMark::from_unix_time(moment).unix_time(moment + Duration::from_secs(1799)).unwrap();
        prop_assert!(mark <= moment && moment - mark < Duration::from_millis(100));
    }
}

#[test]
fn bounds_are_those_of_the_names() {
    confidence::check_bounds();
    assert_eq!(PositionConfidence::A20cm.to_string(), "±0.2 m");
    assert_eq!(SpeedConfidence::Prec0_05ms.mps(), Some(0.05));
    assert_eq!(HeadingConfidence::from_degrees(3.0), HeadingConfidence::Prec05deg);
    assert_eq!(HeadingConfidence::from_degrees(0.012), HeadingConfidence::Prec0_0125deg);
    assert_eq!(AltitudeConfidence::OutOfRange.metres(), None);
    assert_eq!(TimeConfidence::Unavailable.to_string(), "unavailable");
    // Names that count 1, 2, 5: each step is a factor of 2 or 2.5, but for the missing 5 s.
    let times = (1..40).map(|item| {
        let item = <TimeConfidence as v2x_uper::Uper>::from_uper(&[(item << 2) as u8]).unwrap();
        item.seconds().unwrap()
    });
    let times: alloc::vec::Vec<_> = times.collect();
    assert!(times.windows(2).all(|pair| (1.99..5.01).contains(&(pair[0] / pair[1]))), "{times:?}");
    assert_eq!((times.first(), times.last()), (Some(&100.0), Some(&1e-11)));
}

#[test]
fn positions() {
    assert_eq!(Latitude(422_790_001).degrees(), Some(42.2790001));
    assert_eq!(Latitude::from_degrees(-90.0), Ok(Latitude(-900_000_000)));
    // Just beyond the pole, and not "unavailable".
    assert!(Latitude::from_degrees(90.0000001).is_err());
    assert_eq!(Longitude(-837_350_000).to_string(), "-83.735°");
    assert_eq!(Elevation::from_metres(-5000.0), Ok(Elevation(-4095)));
    assert_eq!(Elevation(-4095).to_string(), "-409.5 m or less");
    assert_eq!(Elevation(2560).metres(), Some(256.0));
    assert_eq!(AltitudeValue(-1).metres(), Some(-0.01));
    assert_eq!(SemiMajorAxisAccuracy::from_metres(40.0), Ok(SemiMajorAxisAccuracy(254)));
    assert_eq!(SemiMinorAxisAccuracy(3).metres(), Some(0.15));
    assert_eq!(SemiMajorAxisOrientation(16_384).to_string(), "90.001°");
    assert_eq!(SemiMajorAxisOrientation::from_degrees(359.999), Ok(SemiMajorAxisOrientation(0)));
    assert_eq!(OffsetLLB18::UNAVAILABLE.degrees(), None);
    assert_eq!(NTCIPEssPavementTreatmentLatitude(42_000_001).degrees(), Some(42.000001));
}

#[test]
fn motions() {
    assert_eq!(Speed::from_mps(13.9).map(|speed| speed.0), Ok(695));
    assert_eq!(Speed::from_kmh(50.0).map(|speed| speed.0), Ok(694));
    assert_eq!(Speed(694).to_string(), "13.88 m/s");
    assert_eq!(format!("{:.1}", Speed(694)), "13.9 m/s");
    // 8190.6 steps would round to "unavailable".
    assert!(Speed::from_mps(163.812).is_err());
    assert_eq!(SpeedAdvice::from_mps(60.0).map(|speed| speed.mps()), Ok(Some(49.9)));
    assert_eq!(Heading(28_799).degrees(), Some(359.9875));
    assert_eq!(Heading::from_degrees(359.995).map(|heading| heading.0), Ok(0));
    assert_eq!(Heading(7200).radians(), Some(core::f64::consts::FRAC_PI_2));
    assert_eq!(Acceleration::from_mps2(-33.0), Ok(Acceleration(-2000)));
    assert_eq!(Acceleration(-2000).to_string(), "-20 m/s² or less");
    assert_eq!(VerticalAcceleration(50).mps2(), Some(9.80665));
    assert_eq!(VerticalAcceleration::from_mps2(-9.80665), Ok(VerticalAcceleration(-50)));
    assert_eq!(YawRate(-125).degrees_per_second(), -1.25);
    assert_eq!(SteeringWheelAngle(127).degrees(), None);
    assert_eq!(YawDetected(-14_400).degrees(), -180.0);
    assert_eq!((DeltaAngle(-150).degrees(), MergeDivergeNodeAngle(-4).degrees()), (-150.0, Some(-6.0)));
    assert_eq!((RoadwayCrownAngle(5).degrees(), RoadwayCrownAngle::UNAVAILABLE.degrees()), (Some(1.5), None));
}

#[test]
fn lengths_and_masses() {
    assert_eq!(VehicleLength(480).metres(), Some(4.8));
    assert_eq!(VehicleLength(0).to_string(), "unavailable");
    // Nothing is that short; 0 would read as "unavailable".
    assert!(VehicleWidth::from_metres(0.004).is_err());
    assert_eq!(LaneWidth(366).to_string(), "3.66 m");
    assert_eq!(OffsetB11(-1024).metres(), -10.24);
    assert_eq!(RadiusOfCurvature::STRAIGHT.metres(), None);
    assert_eq!(RadiusOfCurvature::STRAIGHT.to_string(), "straight");
    assert_eq!(RadiusOfCurvature::from_metres(-120.0), Ok(RadiusOfCurvature(-1200)));
    assert!(RadiusOfCurvature::from_metres(3276.7).is_err());
    let masses = [(80, 4_000), (81, 4_500), (200, 64_000), (201, 66_000), (253, 170_000)];
    for (steps, kilograms) in masses {
        assert_eq!(VehicleMass(steps).kilograms(), Some(kilograms));
    }
    assert_eq!(VehicleMass::from_kilograms(2e6), Ok(VehicleMass::HEAVIER));
    assert_eq!((VehicleMass(254).kilograms(), VehicleMass(255).kilograms()), (None, None));
    assert!(VehicleMass::from_kilograms(-1.0).is_err());
    assert_eq!(TireTemp(-8736).celsius(), -273.0);
    assert_eq!(AmbientAirTemperature(0).to_string(), "-40 °C");
    assert_eq!(AmbientAirPressure(100).hectopascals(), Some(780.0));
    assert_eq!(CoefficientOfFriction(25).fraction(), Some(0.5));
}

#[test]
fn circles_in_any_unit() {
    let circle = |radius| Circle::from_metres(Position3D::UNAVAILABLE, radius);
    for (radius, steps, units) in [
        (409.5, 4095, DistanceUnits::Decimeter),
        (409.6, 410, DistanceUnits::Meter),
        (4_095_000.0, 4095, DistanceUnits::Kilometer),
    ] {
        let circle = circle(radius).unwrap();
        assert_eq!((circle.radius.0, circle.units), (steps, units));
    }
    assert!(circle(-0.1).is_err() && circle(f64::NAN).is_err() && circle(4_095_001.0).is_err());
    let feet = Circle { units: DistanceUnits::Foot, radius: RadiusB12(100), ..Default::default() };
    assert!((feet.radius_metres() - 30.48).abs() < 1e-12);
}

#[test]
fn times() {
    // 2025-06-17T14:59:38.192Z
    let now = Duration::from_millis(1_750_172_378_192);
    assert_eq!(DSecond::from_unix_time(now), DSecond(38_192));
    assert_eq!(DSecond(38_192).to_string(), "38.192 s");
    assert_eq!((DSecond(60_999).millis(), DSecond(61_000).millis()), (Some(60_999), None));
    assert_eq!(MinuteOfTheYear::from_unix_time(now).to_string(), "day 168 14:59");
    assert_eq!(MinuteOfTheYear::UNAVAILABLE.unix_time(DSecond(0), now), None);
    assert_eq!(TimeMark::from_unix_time(now).to_string(), "59:38.1");
    assert_eq!(TimeMark(36_000).to_string(), "more than an hour");
    assert_eq!(
        (TimeMark::from_seconds(12.34), TimeMark::from_seconds(0.05)),
        (Ok(TimeMark(123)), Ok(TimeMark(1)))
    );
    assert_eq!(
        (TimeMark::from_seconds(3599.94), TimeMark::from_seconds(1e6)),
        (Ok(TimeMark(35_999)), Ok(TimeMark(36_000)))
    );
    assert!(TimeMark::from_seconds(-0.1).is_err() && TimeMark::from_seconds(f64::NAN).is_err());
    for unknown in [36_001, 36_111] {
        assert_eq!((TimeMark(unknown).seconds(), TimeMark(unknown).unix_time(now)), (None, None));
    }
    // Five seconds past the hour is ahead of 14:59:38.
    assert_eq!(TimeMark(50).unix_time(now), Some(Duration::from_secs(1_750_172_405)));
    assert_eq!(MeasurementTimeOffset(-250).seconds(), -0.25);
    assert_eq!(DeltaTime(-6).seconds(), Some(-60.0));
    assert_eq!(TimeOffset::from_seconds(700.0), Ok(TimeOffset(65_534)));
    assert_eq!(MinutesDuration::FOREVER.seconds(), None);
    assert_eq!(MinutesDuration::FOREVER.to_string(), "for good");
    assert_eq!(MinutesDuration::from_seconds(5400.0), Ok(MinutesDuration(90)));
    assert_eq!(TimeIntervalConfidence(15).percent(), Some(100));
    for value in 0..16 {
        let confidence = TimeIntervalConfidence(value);
        assert_eq!(TimeIntervalConfidence::from_percent(confidence.percent().unwrap()), confidence);
    }
    assert_eq!(TimeIntervalConfidence::from_percent(0), TimeIntervalConfidence(0));
}

#[test]
fn dates_that_are_not_whole() {
    let date = DDateTime::from_unix_time(Duration::from_millis(1_750_172_378_192)).unwrap();
    assert_eq!(DDateTime { second: None, ..date }.unix_time(), Some(Duration::from_secs(1_750_172_340)));
    for unknown in [
        DDateTime { year: None, ..date },
        DDateTime { year: Some(DYear(0)), ..date },
        DDateTime { month: Some(DMonth(0)), ..date },
        DDateTime { day: Some(DDay(0)), ..date },
        DDateTime { hour: Some(DHour(31)), ..date },
        DDateTime { minute: Some(DMinute(60)), ..date },
    ] {
        assert_eq!(unknown.unix_time(), None, "{unknown:?}");
    }
    let detroit = DDateTime { hour: Some(DHour(10)), offset: Some(DOffset(-240)), ..date };
    assert_eq!(detroit.unix_time(), date.unix_time());
}

#[cfg(feature = "chrono")]
#[test]
fn dates_of_chrono() {
    let moment = chrono::DateTime::parse_from_rfc3339("2025-06-17T14:59:38.192Z").unwrap().to_utc();
    let date = DDateTime::from_chrono(moment).unwrap();
    assert_eq!((date.hour, date.second), (Some(DHour(14)), Some(DSecond(38_192))));
    assert_eq!(date.to_chrono(), Some(moment));
    let tenth = moment - chrono::TimeDelta::milliseconds(92);
    assert_eq!(TimeMark::from_chrono(moment).unwrap().to_chrono(moment), Some(tenth));
    let (minute, second) = MinuteOfTheYear::from_chrono(moment).unwrap();
    assert_eq!(minute.to_chrono(2025, second), Some(moment));
    assert_eq!(DDateTime::from_chrono(chrono::DateTime::from_timestamp(-1, 0).unwrap()), None);
}

#[test]
fn nodes_of_a_map() {
    let node = NodeXY24b { x: OffsetB12(-150), y: OffsetB12(2047) };
    let place = NodePlace::Offset { east: -1.5, north: 20.47 };
    assert_eq!(NodeOffsetPointXY::NodeXY3(node).place(), Some(place));
    let node = NodeLLmD64b { lon: Longitude(-830_000_000), lat: Latitude(423_000_000) };
    let place = NodePlace::At { latitude: 42.3, longitude: -83.0 };
    assert_eq!(NodeOffsetPointXY::NodeLatLon(node).place(), Some(place));
    let node = NodeLL36B { lon: OffsetLLB18(-20), lat: OffsetLLB18(100_000) };
    let place = NodePlace::OffsetDegrees { latitude: 0.01, longitude: -0.000_002 };
    assert_eq!(NodeOffsetPointLL::NodeLL4(node).place(), Some(place));
    let node = NodeLL36B { lon: OffsetLLB18::UNAVAILABLE, lat: OffsetLLB18(0) };
    assert_eq!(NodeOffsetPointLL::NodeLL4(node).place(), None);
    let set = NodeAttributeSetXY {
        d_width: Some(OffsetB10(-25)),
        d_elevation: Some(OffsetB10(-25)),
        ..Default::default()
    };
    assert_eq!((set.width_change(), set.height_change()), (Some(-0.25), Some(-2.5)));
    assert_eq!(VerticalOffset::Offset1(VertOffsetB07(12)).height(100.0), Some(101.2));
    assert_eq!(VerticalOffset::Offset1(VertOffsetB07(-64)).height(100.0), None);
    assert_eq!(VerticalOffset::Elevation(Elevation(12)).height(100.0), Some(1.2));
}

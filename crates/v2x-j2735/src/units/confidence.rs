//! Error bounds at 95 % confidence, which the messages tell as classes.

use crate::add_grp_c::AltitudeConfidence;
use crate::common::{
    ElevationConfidence, HeadingConfidence, PositionConfidence, SpeedConfidence, ThrottleConfidence,
    TimeConfidence,
};
use crate::probe_vehicle_data::{AccelerationConfidence, SteeringWheelAngleConfidence, YawRateConfidence};
use crate::sensor_data_sharing_message::{PitchRateConfidence, RollRateConfidence, SizeValueConfidence};

v2x_uper::bounds! {
    PositionConfidence: metres from_metres " m" {
        A500m 500.0, A200m 200.0, A100m 100.0, A50m 50.0, A20m 20.0, A10m 10.0, A5m 5.0, A2m 2.0,
        A1m 1.0, A50cm 0.5, A20cm 0.2, A10cm 0.1, A5cm 0.05, A2cm 0.02, A1cm 0.01,
    }
    ElevationConfidence: metres from_metres " m" {
        Elev500_00 500.0, Elev200_00 200.0, Elev100_00 100.0, Elev050_00 50.0, Elev020_00 20.0,
        Elev010_00 10.0, Elev005_00 5.0, Elev002_00 2.0, Elev001_00 1.0, Elev000_50 0.5,
        Elev000_20 0.2, Elev000_10 0.1, Elev000_05 0.05, Elev000_02 0.02, Elev000_01 0.01,
    }
    AltitudeConfidence: metres from_metres " m" {
        Alt000_01 0.01, Alt000_02 0.02, Alt000_05 0.05, Alt000_10 0.1, Alt000_20 0.2, Alt000_50 0.5,
        Alt001_00 1.0, Alt002_00 2.0, Alt005_00 5.0, Alt010_00 10.0, Alt020_00 20.0, Alt050_00 50.0,
        Alt100_00 100.0, Alt200_00 200.0,
    }
    SizeValueConfidence: metres from_metres " m" {
        Size100_00 100.0, Size050_00 50.0, Size020_00 20.0, Size010_00 10.0, Size005_00 5.0,
        Size002_00 2.0, Size001_00 1.0, Size000_50 0.5, Size000_20 0.2, Size000_10 0.1,
        Size000_05 0.05, Size000_02 0.02, Size000_01 0.01,
    }
    SpeedConfidence: mps from_mps " m/s" {
        Prec100ms 100.0, Prec10ms 10.0, Prec5ms 5.0, Prec1ms 1.0, Prec0_1ms 0.1, Prec0_05ms 0.05,
        Prec0_01ms 0.01,
    }
    AccelerationConfidence: mps2 from_mps2 " m/s²" {
        Accl100_00 100.0, Accl010_00 10.0, Accl005_00 5.0, Accl001_00 1.0, Accl000_10 0.1,
        Accl000_05 0.05, Accl000_01 0.01,
    }
    HeadingConfidence: degrees from_degrees "°" {
        Prec10deg 10.0, Prec05deg 5.0, Prec01deg 1.0, Prec0_1deg 0.1, Prec0_05deg 0.05,
        Prec0_01deg 0.01, Prec0_0125deg 0.0125,
    }
    SteeringWheelAngleConfidence: degrees from_degrees "°" {
        Prec2deg 2.0, Prec1deg 1.0, Prec0_02deg 0.02,
    }
    YawRateConfidence: degrees_per_second from_degrees_per_second "°/s" {
        DegSec100_00 100.0, DegSec010_00 10.0, DegSec005_00 5.0, DegSec001_00 1.0, DegSec000_10 0.1,
        DegSec000_05 0.05, DegSec000_01 0.01,
    }
    PitchRateConfidence: degrees_per_second from_degrees_per_second "°/s" {
        DegSec100_00 100.0, DegSec010_00 10.0, DegSec005_00 5.0, DegSec001_00 1.0, DegSec000_10 0.1,
        DegSec000_05 0.05, DegSec000_01 0.01,
    }
    RollRateConfidence: degrees_per_second from_degrees_per_second "°/s" {
        DegSec100_00 100.0, DegSec010_00 10.0, DegSec005_00 5.0, DegSec001_00 1.0, DegSec000_10 0.1,
        DegSec000_05 0.05, DegSec000_01 0.01,
    }
    ThrottleConfidence: percent from_percent " %" {
        Prec10percent 10.0, Prec1percent 1.0, Prec0_5percent 0.5,
    }
    TimeConfidence: seconds from_seconds " s" {
        Time100_000 100.0, Time050_000 50.0, Time020_000 20.0, Time010_000 10.0, Time002_000 2.0,
        Time001_000 1.0, Time000_500 0.5, Time000_200 0.2, Time000_100 0.1, Time000_050 0.05,
        Time000_020 0.02, Time000_010 0.01, Time000_005 0.005, Time000_002 0.002, Time000_001 0.001,
        Time000_000_5 5e-4, Time000_000_2 2e-4, Time000_000_1 1e-4, Time000_000_05 5e-5,
        Time000_000_02 2e-5, Time000_000_01 1e-5, Time000_000_005 5e-6, Time000_000_002 2e-6,
        Time000_000_001 1e-6, Time000_000_000_5 5e-7, Time000_000_000_2 2e-7,
        Time000_000_000_1 1e-7, Time000_000_000_05 5e-8, Time000_000_000_02 2e-8,
        Time000_000_000_01 1e-8, Time000_000_000_005 5e-9, Time000_000_000_002 2e-9,
        Time000_000_000_001 1e-9, Time000_000_000_000_5 5e-10, Time000_000_000_000_2 2e-10,
        Time000_000_000_000_1 1e-10, Time000_000_000_000_05 5e-11, Time000_000_000_000_02 2e-11,
        Time000_000_000_000_01 1e-11,
    }
}

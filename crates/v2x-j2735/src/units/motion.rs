//! How it moves: speed, heading, attitude, acceleration, rates of turn, the steering wheel.

use crate::add_grp_b;
use crate::common::{
    Acceleration, Angle, CoarseHeading, GrossSpeed, Heading, Speed, SteeringWheelAngle, Velocity,
    VerticalAcceleration, YawRate,
};
use crate::probe_vehicle_data::{DrivingWheelAngle, SteeringWheelAngleRateOfChange};
use crate::road_safety_message::{HeadingDeg, Tolerance};
use crate::sensor_data_sharing_message::{PitchDetected, PitchRate, RollDetected, RollRate, YawDetected};
use crate::spat::SpeedAdvice;
use crate::traffic_light_status_message::TrafficLightDirectionCode;
use add_grp_b::Angle as AngleAddGrpB;

v2x_uper::quantities! {
    Speed: speed, 1 / 50, 0..=8190, unavailable 8191;
    Velocity: speed, 1 / 50, 0..=8190, unavailable 8191;
    GrossSpeed: speed, 1 / 1, 0..=30, ends above, unavailable 31;
    SpeedAdvice: speed, 1 / 10, 0..=499, ends above, unavailable 500;

    Heading: direction, 1 / 80, cycle 28800, unavailable 28800;
    Angle: direction, 1 / 80, cycle 28800, unavailable 28800;
    CoarseHeading: direction, 3 / 2, cycle 240, unavailable 240;
    AngleAddGrpB: direction, 3 / 2, cycle 240;
    HeadingDeg: direction, 1 / 1, cycle 360;
    TrafficLightDirectionCode: direction, 1 / 1, cycle 360;
    Tolerance: angle, 1 / 1, 0..=180;

    PitchDetected: angle, 1 / 80, -7200..=7200;
    RollDetected: angle, 1 / 80, -14400..=14400;
    YawDetected: angle, 1 / 80, -14400..=14400;

    Acceleration: acceleration, 1 / 100, -2000..=2000, ends both, unavailable 2001;
    VerticalAcceleration: gravities, 1 / 50, -126..=127, ends both, unavailable -127;

    // Positive to the right. Without a code for "not known": senders put 0 or one of the ends.
    YawRate: turn, 1 / 100, -32767..=32767;
    PitchRate: turn, 1 / 100, -32767..=32767;
    RollRate: turn, 1 / 100, -32767..=32767;

    SteeringWheelAngle: angle, 3 / 2, -126..=126, ends both, unavailable 127;
    SteeringWheelAngleRateOfChange: turn, 3 / 1, -127..=127;
    DrivingWheelAngle: angle, 1 / 3, -128..=127;
}

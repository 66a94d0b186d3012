//! How it moves: speed, heading, acceleration, rate of turn, the steering wheel.

macro_rules! edition {
    ($year:ident) => {
        pub(super) mod $year {
            use crate::$year::def_acceleration::{Acceleration, VerticalAcceleration, YawRate};
            use crate::$year::def_motion::{CoarseHeading, Heading, Speed, SteeringWheelAngle};

            v2x_uper::quantities! {
                Speed: speed, 1 / 50, 0..=8190, unavailable 8191;
                Heading: direction, 1 / 80, cycle 28800, unavailable 28800;
                CoarseHeading: direction, 3 / 2, cycle 240, unavailable 240;
                Acceleration: acceleration, 1 / 100, -2000..=2000, unavailable 2001;
                VerticalAcceleration: gravities, 1 / 50, -126..=127, unavailable -127;
                // Positive to the right. Without a code for "not known": senders put 0 or one of the ends.
                YawRate: turn, 1 / 100, -32767..=32767;
                SteeringWheelAngle: angle, 3 / 2, -126..=126, ends both, unavailable 127;
            }
        }
    };
}

edition!(y2019);
edition!(y2020);

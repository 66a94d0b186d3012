//! How large and how far: sizes, lane widths, radii; and how sure a path is.

macro_rules! edition {
    ($year:ident, $map:ident) => {
        pub(super) mod $year {
            use crate::$year::rsi::Radius;
            use crate::$year::veh_safety_ext::{Confidence, RadiusOfCurvature};
            use crate::$year::veh_size::{VehicleHeight, VehicleLength, VehicleWidth};
            use crate::$year::$map::LaneWidth;

            v2x_uper::quantities! {
                VehicleLength: length, 1 / 100, 1..=4095, unavailable 0;
                VehicleWidth: length, 1 / 100, 1..=1023, unavailable 0;
                VehicleHeight: length, 1 / 20, 1..=127, unavailable 0;
                LaneWidth: length, 1 / 100, 0..=32767;
                Radius: length, 1 / 10, 0..=65535;
                // Positive bends to the right.
                RadiusOfCurvature: length, 1 / 10, -32767..=32766, code STRAIGHT 32767 "straight";
                Confidence: share, 1 / 2, 0..=200;
            }
        }
    };
}

edition!(y2019, map_lane);
edition!(y2020, map);

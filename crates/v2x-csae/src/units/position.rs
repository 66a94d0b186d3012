//! Where: latitude, longitude, height, the ellipse of their error, and offsets from a reference point.

macro_rules! edition {
    ($year:ident) => {
        pub(super) mod $year {
            use crate::$year::def_position::{
                Elevation, Latitude, Longitude, SemiMajorAxisAccuracy, SemiMajorAxisOrientation,
                SemiMinorAxisAccuracy,
            };
            use crate::$year::def_position_offset::{
                OffsetLLB12, OffsetLLB14, OffsetLLB16, OffsetLLB18, OffsetLLB22, OffsetLLB24, VertOffsetB07,
                VertOffsetB08, VertOffsetB09, VertOffsetB10, VertOffsetB11, VertOffsetB12,
            };

            v2x_uper::quantities! {
                Latitude: angle, 1 / 10000000, -900000000..=900000000, unavailable 900000001;
                Longitude: angle, 1 / 10000000, -1799999999..=1800000000, unavailable 1800000001;
                Elevation: length, 1 / 10, -4095..=61439, unavailable -4096;

                // Half axes of the one-sigma ellipse; the orientation is that of the longer one, clockwise from north.
                SemiMajorAxisAccuracy: length, 1 / 20, 0..=254, ends above, unavailable 255;
                SemiMinorAxisAccuracy: length, 1 / 20, 0..=254, ends above, unavailable 255;
                SemiMajorAxisOrientation: direction, 360 / 65535, cycle 65535, unavailable 65535;

                OffsetLLB12: angle, 1 / 10000000, -2048..=2047;
                OffsetLLB14: angle, 1 / 10000000, -8192..=8191;
                OffsetLLB16: angle, 1 / 10000000, -32768..=32767;
                OffsetLLB18: angle, 1 / 10000000, -131072..=131071;
                OffsetLLB22: angle, 1 / 10000000, -2097152..=2097151;
                OffsetLLB24: angle, 1 / 10000000, -8388608..=8388607;

                VertOffsetB07: length, 1 / 10, -64..=63;
                VertOffsetB08: length, 1 / 10, -128..=127;
                VertOffsetB09: length, 1 / 10, -256..=255;
                VertOffsetB10: length, 1 / 10, -512..=511;
                VertOffsetB11: length, 1 / 10, -1024..=1023;
                VertOffsetB12: length, 1 / 10, -2048..=2047;
            }
        }
    };
}

edition!(y2019);
edition!(y2020);

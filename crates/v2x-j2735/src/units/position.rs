//! Where: latitude, longitude, height, and the ellipse of their error.

use crate::add_grp_b::{DegreesLat, DegreesLong, LatitudeDMS, LongitudeDMS, MinutesAngle, SecondsAngle};
use crate::add_grp_c::AltitudeValue;
use crate::basic_safety_message::VertOffsetB07;
use crate::common::{
    Elevation, Latitude, Longitude, OffsetLLB18, SemiMajorAxisAccuracy, SemiMajorAxisOrientation,
    SemiMinorAxisAccuracy, VertOffsetB08, VertOffsetB09, VertOffsetB10, VertOffsetB11, VertOffsetB12,
};
use crate::traveler_information::{OffsetLLB12, OffsetLLB14, OffsetLLB16, OffsetLLB22, OffsetLLB24};

v2x_uper::quantities! {
    Latitude: angle, 1 / 10000000, -900000000..=900000000, unavailable 900000001;
    Longitude: angle, 1 / 10000000, -1799999999..=1800000000, unavailable 1800000001;
    Elevation: length, 1 / 10, -4095..=61439, ends both, unavailable -4096;
    AltitudeValue: length, 1 / 100, -100000..=800000, ends both, unavailable 800001;

    // Half axes of the one-sigma ellipse; the orientation is that of the longer one, clockwise from north.
    SemiMajorAxisAccuracy: length, 1 / 20, 0..=254, ends above, unavailable 255;
    SemiMinorAxisAccuracy: length, 1 / 20, 0..=254, ends above, unavailable 255;
    SemiMajorAxisOrientation: direction, 360 / 65535, cycle 65535, unavailable 65535;

    OffsetLLB12: angle, 1 / 10000000, -2048..=2047;
    OffsetLLB14: angle, 1 / 10000000, -8192..=8191;
    OffsetLLB16: angle, 1 / 10000000, -32768..=32767;
    OffsetLLB18: angle, 1 / 10000000, -131071..=131071, unavailable -131072;
    OffsetLLB22: angle, 1 / 10000000, -2097152..=2097151;
    OffsetLLB24: angle, 1 / 10000000, -8388608..=8388607;

    VertOffsetB07: length, 1 / 10, -63..=63, unavailable -64;
    VertOffsetB08: length, 1 / 10, -127..=127, unavailable -128;
    VertOffsetB09: length, 1 / 10, -255..=255, unavailable -256;
    VertOffsetB10: length, 1 / 10, -511..=511, unavailable -512;
    VertOffsetB11: length, 1 / 10, -1023..=1023, unavailable -1024;
    VertOffsetB12: length, 1 / 10, -2047..=2047, unavailable -2048;

    // Degrees, minutes and seconds of arc: 0.01 second is 1/360000 degree.
    LatitudeDMS: angle, 1 / 360000, -32400000..=32400000;
    LongitudeDMS: angle, 1 / 360000, -64800000..=64800000;
    DegreesLat: angle, 1 / 1, -90..=90;
    DegreesLong: angle, 1 / 1, -180..=180;
    MinutesAngle: angle, 1 / 60, 0..=59;
    SecondsAngle: angle, 1 / 360000, 0..=5999;
}

//! How large and how far: sizes, lane widths, offsets, distances, radii.

use crate::common::{
    BumperHeight, DrivenLineOffsetLg, DrivenLineOffsetSm, LaneWidth, ObstacleDistance, OffsetB09, OffsetB10,
    OffsetB11, OffsetB12, OffsetB13, OffsetB14, OffsetB16, Position3D, RadiusOfCurvature, VehicleHeight,
    VehicleLength, VehicleWidth,
};
use crate::personal_safety_message::{AttachmentRadius, PersonalClusterRadius};
use crate::probe_data_management::{GrossDistance, TermDistance};
use crate::sensor_data_sharing_message::{ObjectDistance, SizeValue};
use crate::spat::ZoneLength;
use crate::traveler_information::{Circle, DistanceUnits, RadiusB12};
use v2x_uper::scale::OffScale;

v2x_uper::quantities! {
    VehicleLength: length, 1 / 100, 1..=4095, unavailable 0;
    VehicleWidth: length, 1 / 100, 1..=1023, unavailable 0;
    VehicleHeight: length, 1 / 20, 0..=127;
    BumperHeight: length, 1 / 100, 0..=127;
    AttachmentRadius: length, 1 / 10, 0..=200;
    PersonalClusterRadius: length, 1 / 1, 0..=100;
    // Of the objects of an SDSM.
    SizeValue: length, 1 / 10, 0..=1023;
    ObjectDistance: length, 1 / 10, -32767..=32767;

    LaneWidth: length, 1 / 100, 0..=32767;
    DrivenLineOffsetLg: length, 1 / 100, -32767..=32767;
    DrivenLineOffsetSm: length, 1 / 100, -2047..=2047;
    // As changes of height in a map's nodes, these are in other steps: see NodeAttributeSetXY.
    OffsetB09: length, 1 / 100, -256..=255;
    OffsetB10: length, 1 / 100, -512..=511;
    OffsetB11: length, 1 / 100, -1024..=1023;
    OffsetB12: length, 1 / 100, -2048..=2047;
    OffsetB13: length, 1 / 100, -4096..=4095;
    OffsetB14: length, 1 / 100, -8192..=8191;
    OffsetB16: length, 1 / 100, -32768..=32767;

    // Positive bends to the right.
    RadiusOfCurvature: length, 1 / 10, -32767..=32766, code STRAIGHT 32767 "straight";
    ZoneLength: length, 1 / 1, 1..=10000, ends above, unavailable 0;
    ObstacleDistance: length, 1 / 1, 0..=32767;
    GrossDistance: length, 1 / 1, 0..=1023;
    TermDistance: length, 1 / 1, 1..=30000;
}

impl DistanceUnits {
    /// This unit in metres.
    pub const fn metres(self) -> f64 {
        match self {
            Self::Centimeter => 0.01,
            Self::Cm2_5 => 0.025,
            Self::Decimeter => 0.1,
            Self::Meter => 1.0,
            Self::Kilometer => 1000.0,
            Self::Foot => 0.3048,
            Self::Yard => 0.9144,
            Self::Mile => 1609.344,
        }
    }
}

impl Circle {
    /// The radius in metres.
    pub fn radius_metres(&self) -> f64 {
        f64::from(self.radius.0) * self.units.metres()
    }

    /// A circle around `center` with a radius in metres, in the finest of decimetres, metres and kilometres that can tell
    /// it.
    ///
    /// # Errors
    /// The radius is no number, negative or above 4095 km.
    pub fn from_metres(center: Position3D, radius: f64) -> Result<Self, OffScale> {
        let units = match radius {
            0.0..=409.5 => DistanceUnits::Decimeter,
            0.0..=4095.0 => DistanceUnits::Meter,
            0.0..=4_095_000.0 => DistanceUnits::Kilometer,
            _ => return Err(OffScale { element: "Radius-B12", amount: radius }),
        };
        // Not negative, and at most 4095 steps: see the ranges.
        Ok(Self { center, radius: RadiusB12((radius / units.metres() + 0.5) as u16), units })
    }
}

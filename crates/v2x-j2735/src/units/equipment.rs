//! What a vehicle and its parts weigh, bear and feel: masses, axles, tyres, throttle.

use crate::basic_safety_message::TrailerMass;
use crate::common::{Confidence, ScaleB12, TrailerWeight, VehicleMass};
use crate::probe_vehicle_data::{
    AxleWeight, CargoWeight, DriveAxleLiftAirPressure, DriveAxleLubePressure, DriveAxleTemperature,
    SteeringAxleLubePressure, SteeringAxleTemperature, ThrottlePosition, TireLeakageRate, TirePressure,
    TireTemp,
};
use crate::sensor_data_sharing_message::ClassificationConfidence;
use core::fmt::{self, Display};
use v2x_uper::scale::{OffScale, Shown};

v2x_uper::quantities! {
    TrailerMass: mass, 500 / 1, 1..=255, unavailable 0;
    TrailerWeight: mass, 2 / 1, 0..=64255;
    CargoWeight: mass, 2 / 1, 0..=64255;
    AxleWeight: mass, 1 / 2, 0..=64255;

    ThrottlePosition: share, 1 / 2, 0..=200;
    Confidence: share, 1 / 2, 0..=200;
    ClassificationConfidence: share, 1 / 1, 0..=100, unavailable 101;
    // What is added to 100 %.
    ScaleB12: share, 1 / 20, -2048..=2047;

    TirePressure: pressure, 4 / 1, 0..=250;
    DriveAxleLubePressure: pressure, 4 / 1, 0..=250;
    SteeringAxleLubePressure: pressure, 4 / 1, 0..=250;
    DriveAxleLiftAirPressure: pressure, 1 / 1, 0..=1000;
    TireLeakageRate: ("leakage" " Pa/s" pascals_per_second from_pascals_per_second "pascals a second"),
        1 / 10, 0..=64255;

    TireTemp: temperature, 1 / 32, -8736..=55519;
    SteeringAxleTemperature: temperature, 1 / 1, -40..=210;
    DriveAxleTemperature: temperature, 1 / 1, -40..=210;
}

/// Three scales in one element, so this is no row of the table.
impl VehicleMass {
    /// The code for "heavier than 170 t".
    pub const HEAVIER: Self = Self(254);
    /// The code for "not known": 255.
    pub const UNAVAILABLE: Self = Self(255);

    /// The mass in kilograms: steps of 50 kg to 4 t, of 500 kg to 64 t, of 2 t to 170 t. `None` where it is heavier
    /// (254) or not known (255).
    pub fn kilograms(self) -> Option<u32> {
        let steps = u32::from(self.0);
        match steps {
            0..=80 => Some(50 * steps),
            81..=200 => Some(4_000 + 500 * (steps - 80)),
            201..=253 => Some(64_000 + 2_000 * (steps - 200)),
            _ => None,
        }
    }

    /// From a mass in kilograms, to the nearest step of the scale that it falls into. More than 171 t becomes "heavier".
    ///
    /// # Errors
    /// The mass is no number or negative.
    pub fn from_kilograms(kilograms: f64) -> Result<Self, OffScale> {
        if kilograms.is_nan() || kilograms < 0.0 {
            return Err(OffScale { element: "VehicleMass", amount: kilograms });
        }
        let nearest = |from: f64, step: f64, base: u8| base + ((kilograms - from) / step + 0.5) as u8;
        Ok(Self(match kilograms {
            ..4_000.0 => nearest(0.0, 50.0, 0),
            ..64_000.0 => nearest(4_000.0, 500.0, 80),
            ..171_000.0 => nearest(64_000.0, 2_000.0, 200),
            _ => return Ok(Self::HEAVIER),
        }))
    }
}

pub(super) const VEHICLE_MASS: &[Shown] =
    &[Shown::new::<VehicleMass>(|raw, f| VehicleMass(raw as u8).fmt(f))];

impl Display for VehicleMass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kilograms() {
            Some(kilograms) => write!(f, "{kilograms} kg"),
            None if *self == Self::HEAVIER => f.write_str("more than 170000 kg"),
            None => f.write_str("unavailable"),
        }
    }
}

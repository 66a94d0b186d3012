//! Raw numbers of the messages in SI units. Both message sets share these scales; `None` is "unavailable".

use crate::observation::{Class, Ellipse, Measured, Size};
use crate::plane::Geodetic;

/// Latitude and longitude in 1e-7 degrees, height in 0.1 m. 900000001 and 1800000001 are "unavailable", and so is the
/// height of -4096.
pub(super) fn place(latitude: i32, longitude: i32, elevation: Option<i32>) -> Option<Geodetic> {
    if latitude > 900_000_000 || longitude > 1_800_000_000 {
        return None;
    }
    Some(Geodetic {
        latitude: f64::from(latitude) * 1e-7,
        longitude: f64::from(longitude) * 1e-7,
        height: elevation.filter(|tenths| *tenths != -4096).map(|tenths| tenths as f32 * 0.1),
    })
}

/// Speed in 0.02 m/s; 8191 is "unavailable".
pub(super) fn speed(raw: u16) -> Option<Measured> {
    (raw < 8191).then(|| Measured::new(f32::from(raw) * 0.02))
}

/// Heading in 0.0125 degrees clockwise from north; 28800 is "unavailable".
pub(super) fn heading(raw: u16) -> Option<Measured> {
    (raw < 28_800).then(|| Measured::new((f32::from(raw) * 0.0125).to_radians()))
}

/// Acceleration in 0.01 m/s²; 2001 is "unavailable".
pub(super) fn acceleration(raw: i16) -> Option<f32> {
    (raw.unsigned_abs() <= 2000).then(|| f32::from(raw) * 0.01)
}

/// Turn rate in 0.01 degrees per second, clockwise positive; radians per second.
pub(super) fn yaw_rate(raw: i16) -> Option<f32> {
    // The ends of the range are what senders put where they do not know.
    (raw.unsigned_abs() < 32_767).then(|| (f32::from(raw) * 0.01).to_radians())
}

/// One-sigma ellipse: axes in 0.05 m (255 "unavailable", 254 "that or more"), orientation in 360/65535 degrees (65535
/// "unavailable").
pub(super) fn ellipse(major: u8, minor: u8, orientation: u16) -> Option<Ellipse> {
    if major == 255 || minor == 255 {
        return None;
    }
    let direction = if orientation == 65_535 { 0.0 } else { f32::from(orientation) * (360.0 / 65_535.0) };
    Some(Ellipse {
        major: f32::from(major) * 0.05,
        minor: f32::from(minor) * 0.05,
        orientation: direction.to_radians(),
    })
}

/// Length and width in centimetres, height in 5 cm; 0 is "unavailable".
pub(super) fn size(length: u16, width: u16, height: Option<u8>) -> Option<Size> {
    (length > 0 || width > 0).then(|| Size {
        length: f32::from(length) * 0.01,
        width: f32::from(width) * 0.01,
        height: height.map_or(0.0, |height| f32::from(height) * 0.05),
    })
}

/// Standard deviation per axis of a position that is within this many metres in 95 of 100 cases: a circle of 2.448
/// standard deviations.
pub(super) fn position_sigma(metres: Option<f64>) -> Option<Ellipse> {
    metres.map(|radius| Ellipse::round((radius / 2.448) as f32))
}

/// Standard deviation of a number that is within this bound in 95 of 100 cases.
pub(super) fn sigma(bound: Option<f64>) -> Option<f32> {
    bound.map(|bound| (bound / 1.96) as f32)
}

/// The same of an angle in degrees, as radians.
pub(super) fn angle_sigma(degrees: Option<f64>) -> Option<f32> {
    sigma(degrees.map(f64::to_radians))
}

/// Class of a vehicle by its number in BasicVehicleClass, which both sets share, and else by its length.
pub(super) fn vehicle_class(number: Option<u8>, size: Option<Size>) -> Class {
    match number {
        Some(10..=24 | 60..=62 | 66 | 68..=69) => Class::Car,
        Some(25..=35 | 50..=58 | 63..=65 | 67) => Class::Heavy,
        Some(40..=48) => Class::Motorcycle,
        _ => by_length(size),
    }
}

/// A vehicle that is longer than any car is a lorry or bus; one that is shorter and narrower than any, a motorcycle.
fn by_length(size: Option<Size>) -> Class {
    match size {
        Some(size) if size.length > 6.5 => Class::Heavy,
        Some(size) if size.length > 0.0 && size.length < 2.6 && size.width < 1.2 => Class::Motorcycle,
        _ => Class::Car,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unavailable_is_none() {
        assert_eq!(place(900_000_001, 0, None), None);
        assert_eq!(place(0, 1_800_000_001, None), None);
        assert_eq!(place(0, 0, Some(-4096)).and_then(|place| place.height), None);
        assert_eq!(speed(8191), None);
        assert_eq!(heading(28_800), None);
        assert_eq!(acceleration(2001), None);
        assert_eq!(ellipse(255, 1, 0), None);
        assert_eq!(size(0, 0, None), None);
        assert_eq!((position_sigma(None), sigma(None)), (None, None));
    }

    #[test]
    fn scales() {
        assert_eq!(place(422_790_000, -837_350_000, Some(2560)).unwrap().height, Some(256.0));
        assert_eq!(speed(617).map(|speed| speed.value), Some(12.34));
        assert_eq!(sigma(Some(1.96)), Some(1.0));
        assert_eq!(position_sigma(Some(2.448)), Some(Ellipse::round(1.0)));
        assert!((heading(14_400).unwrap().value - core::f32::consts::PI).abs() < 1e-6);
    }
}

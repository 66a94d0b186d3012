//! Metres on the ground and degrees.
//!
//! J2735 measures nodes of lanes in centimetres on a plane through the reference point, SDSM objects in decimetres; the
//! Chinese sets measure in 1e-7 degree, about 1.1 cm. The plane is tangent to the ellipsoid of WGS 84 at the reference
//! point; a step of it is a step along the meridian and along the parallel.

/// Larger half-axis of WGS 84, metres.
const A: f64 = 6_378_137.0;
/// Square of its eccentricity.
const E2: f64 = 6.694_379_990_141_316e-3;
/// Units of 1e-7 degree in a radian.
const UNITS: f64 = 180e7 / core::f64::consts::PI;

/// The plane at a latitude.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plane {
    /// Units of 1e-7 degree in a metre to the north.
    north: f64,
    /// The same to the east.
    east: f64,
}

impl Plane {
    /// At a latitude in 1e-7 degree. `None` for "unavailable", and at the poles, where east is nowhere.
    pub(super) fn at(latitude: i32) -> Option<Self> {
        let (sin, cos) = (f64::from(latitude) / UNITS).sin_cos();
        if latitude.unsigned_abs() > 899_900_000 {
            return None;
        }
        // Radii of curvature along the meridian and along the parallel.
        let w = (1.0 - E2 * sin * sin).sqrt();
        let meridian = A * (1.0 - E2) / (w * w * w);
        Some(Self { north: UNITS / meridian, east: UNITS / (A / w * cos) })
    }

    /// Offsets in 1e-7 degree, latitude first, of metres to the east and north; not rounded.
    pub(super) fn degrees(self, (east, north): (f64, f64)) -> (f64, f64) {
        (north * self.north, east * self.east)
    }

    /// Metres to the east and north of offsets in 1e-7 degree, latitude first.
    pub(super) fn metres(self, (lat, lon): (f64, f64)) -> (f64, f64) {
        (lon / self.east, lat / self.north)
    }
}

/// The nearest whole number; halves go away from zero.
pub(super) fn round(value: f64) -> i64 {
    value.round() as i64
}

/// A longitude, or a difference of two, in 1e-7 degree, brought back between the antimeridian and itself: above -180 and
/// up to 180 degrees. Roads cross it (Taveuni in Fiji, Wrangel Island).
pub(super) const fn around(longitude: i64) -> i64 {
    let turned = (longitude + 1_800_000_000).rem_euclid(3_600_000_000);
    if turned == 0 { 1_800_000_000 } else { turned - 1_800_000_000 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_degree_is_as_long_as_geodesists_say() {
        // At 40 degrees: 111 034.6 m of latitude, 85 393.9 m of longitude (Snyder, Map Projections, table 12, interpolated).
        let (east, north) = Plane::at(400_000_000).unwrap().metres((1e7, 1e7));
        assert!((north - 111_035.0).abs() < 2.0, "{north}");
        assert!((east - 85_394.0).abs() < 2.0, "{east}");
        assert!(Plane::at(900_000_001).is_none() && Plane::at(-900_000_000).is_none());
    }

    #[test]
    fn metres_and_degrees_are_each_other_s_inverse() {
        let plane = Plane::at(-313_000_000).unwrap();
        let (east, north) = plane.metres(plane.degrees((123.45, -678.9)));
        assert!((east - 123.45).abs() < 1e-9 && (north + 678.9).abs() < 1e-9);
    }
}

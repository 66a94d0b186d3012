//! The flat plane that tracking happens in: east and north of an origin, in metres.
//!
//! A point goes through earth-centred coordinates on the WGS-84 ellipsoid, not through a flat-earth formula: at 2 km
//! from the origin the short formulas are off by centimetres, and a tangent plane costs only a few multiplications more.

use nalgebra::{Vector2, Vector3};

/// Semi-major axis of WGS-84, metres (NIMA TR8350.2, table 3.1).
const A: f64 = 6_378_137.0;
/// Flattening of WGS-84 (same table).
const F: f64 = 1.0 / 298.257_223_563;
/// First eccentricity, squared.
const E2: f64 = F * (2.0 - F);

/// A place on the earth.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Geodetic {
    /// Degrees north, -90 to 90.
    pub latitude: f64,
    /// Degrees east, -180 to 180.
    pub longitude: f64,
    /// Metres above the ellipsoid, where known.
    pub height: Option<f32>,
}

impl Geodetic {
    /// A place whose height is not known.
    pub const fn new(latitude: f64, longitude: f64) -> Self {
        Self { latitude, longitude, height: None }
    }

    /// Whether the numbers name a place on the earth at all.
    pub fn is_valid(&self) -> bool {
        // A comparison with NaN is false, so NaN is refused too.
        self.latitude.abs() <= 90.0
            && self.longitude.abs() <= 180.0
            && self.height.is_none_or(|height| height.abs() < 1e5)
    }
}

/// East and north of the plane's origin, metres.
pub type Point = Vector2<f64>;

/// A local tangent plane: turns places into metres east and north of its origin, and back.
///
/// ```
/// use v2x_fusion::{Geodetic, Plane};
///
/// let plane = Plane::new(Geodetic::new(42.279, -83.735));
/// let point = plane.point(&Geodetic::new(42.280, -83.735));
/// assert!(point.x.abs() < 1e-6 && (point.y - 111.07).abs() < 0.1);
/// let back = plane.place(&point);
/// assert!((back.latitude - 42.280).abs() < 1e-9);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Plane {
    origin: Geodetic,
    /// Sine and cosine of the origin's latitude and longitude.
    latitude: (f64, f64),
    longitude: (f64, f64),
    /// The origin in earth-centred coordinates, metres.
    centre: Vector3<f64>,
    east: Vector3<f64>,
    north: Vector3<f64>,
}

impl Plane {
    /// The plane that touches the ellipsoid's shell at `origin`; an unknown height counts as 0.
    pub fn new(origin: Geodetic) -> Self {
        let latitude @ (sin_lat, cos_lat) = origin.latitude.to_radians().sin_cos();
        let longitude @ (sin_lon, cos_lon) = origin.longitude.to_radians().sin_cos();
        Self {
            origin,
            latitude,
            longitude,
            centre: earth_centred(latitude, longitude, height(&origin)),
            east: Vector3::new(-sin_lon, cos_lon, 0.0),
            north: Vector3::new(-sin_lat * cos_lon, -sin_lat * sin_lon, cos_lat),
        }
    }

    /// The place that the plane's zero stands for.
    pub fn origin(&self) -> &Geodetic {
        &self.origin
    }

    /// East and north of the origin. The place is taken to lie at the origin's height: messages' heights are too poor
    /// to bend the plane with.
    pub fn point(&self, place: &Geodetic) -> Point {
        let latitude = turned(self.latitude, (place.latitude - self.origin.latitude).to_radians());
        let longitude = turned(self.longitude, (place.longitude - self.origin.longitude).to_radians());
        let offset = earth_centred(latitude, longitude, height(&self.origin)) - self.centre;
        Point::new(offset.dot(&self.east), offset.dot(&self.north))
    }

    /// The place whose [`point`](Self::point) this is, without height. Beyond the horizon, some thousands of kilometres
    /// away, there is none; then it is the nearest that the search comes to.
    pub fn place(&self, point: &Point) -> Geodetic {
        /// A nanometre, far below what an angle in an `f64` tells.
        const CLOSE: f64 = 1e-9;
        /// Far beyond any horizon, and small enough to be squared.
        const FAR: f64 = 1e9;
        let level = height(&self.origin);
        let (x, y) = (point.x.clamp(-FAR, FAR), point.y.clamp(-FAR, FAR));
        let mut p = self.centre + self.east * x + self.north * y;
        let up = self.east.cross(&self.north);
        let (mut normal, mut above) = normal_of(&p);
        // The plane has left the shell on which the origin lies: go back along the origin's vertical until there, by
        // Newton's method. The shell is round, so each step falls short of it, and one or two do within a city.
        for _ in 0..20 {
            let fall = normal.dot(&up);
            if (above - level).abs() < CLOSE || fall < 1e-3 {
                break;
            }
            p -= up * ((above - level) / fall);
            (normal, above) = normal_of(&p);
        }
        let latitude = normal.z.atan2(length(normal.x, normal.y));
        Geodetic::new(latitude.to_degrees(), normal.y.atan2(normal.x).to_degrees())
    }
}

/// The outward normal of the ellipsoid below an earth-centred point, and the height above it, metres.
fn normal_of(p: &Vector3<f64>) -> (Vector3<f64>, f64) {
    let r = length(p.x, p.y);
    let (mut sin, mut cos) = unit(p.z, r * (1.0 - E2));
    // Each round leaves of the error less than a hundredth of the height's share of the earth's radius: nothing, near
    // the ground.
    for _ in 0..3 {
        let n = A / (1.0 - E2 * sin * sin).sqrt();
        (sin, cos) = unit(p.z + E2 * n * sin, r);
    }
    let height = r * cos + p.z * sin - A * (1.0 - E2 * sin * sin).sqrt();
    let (x, y) = if r > 0.0 { (p.x / r, p.y / r) } else { (1.0, 0.0) };
    (Vector3::new(cos * x, cos * y, sin), height)
}

/// Sine and cosine of the angle whose tangent is `y / x`.
fn unit(y: f64, x: f64) -> (f64, f64) {
    let length = length(x, y);
    (y / length, x / length)
}

/// The length of a vector that is small enough to be squared, which `f64::hypot` takes its time to make sure of.
fn length(x: f64, y: f64) -> f64 {
    (x * x + y * y).sqrt()
}

/// Height above the ellipsoid with the unknown read as 0.
fn height(place: &Geodetic) -> f64 {
    place.height.map_or(0.0, f64::from)
}

/// Sine and cosine of an angle that is larger by `by` radians than one whose sine and cosine are known. Places in a city
/// are near each other, where a few terms of the series say as much as the functions, for a part of the time they take.
fn turned((sin, cos): (f64, f64), by: f64) -> (f64, f64) {
    /// 60 km; the first terms left out are 1e-18.
    const NEAR: f64 = 0.01;
    let (sin_by, cos_by) = if by.abs() < NEAR {
        let square = by * by;
        let sine = by * (1.0 - square / 6.0 * (1.0 - square / 20.0 * (1.0 - square / 42.0)));
        (sine, 1.0 - square * 0.5 * (1.0 - square / 12.0 * (1.0 - square / 30.0 * (1.0 - square / 56.0))))
    } else {
        by.sin_cos()
    };
    (sin * cos_by + cos * sin_by, cos * cos_by - sin * sin_by)
}

/// Geodetic to earth-centred, earth-fixed coordinates (NIMA TR8350.2, 4.3), from sine and cosine of latitude and
/// longitude.
fn earth_centred(
    (sin_lat, cos_lat): (f64, f64),
    (sin_lon, cos_lon): (f64, f64),
    height: f64,
) -> Vector3<f64> {
    let n = A / (1.0 - E2 * sin_lat * sin_lat).sqrt();
    Vector3::new(
        (n + height) * cos_lat * cos_lon,
        (n + height) * cos_lat * sin_lon,
        (n * (1.0 - E2) + height) * sin_lat,
    )
}

/// The heading of a direction in the plane: radians clockwise from north, 0 to 2π.
pub fn heading_of(east: f64, north: f64) -> f64 {
    let heading = east.atan2(north);
    if heading < 0.0 { heading + core::f64::consts::TAU } else { heading }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back_within_a_micrometre() {
        for (lat, lon) in
            [(42.279, -83.735), (31.285, 121.17), (-33.9, 18.4), (0.0, 180.0), (65.0, 0.0), (90.0, 0.0)]
        {
            let plane = Plane::new(Geodetic { latitude: lat, longitude: lon, height: Some(256.0) });
            for (x, y) in [(0.0, 0.0), (300.0, -20.0), (5000.0, 5000.0), (-40e3, 90e3), (1e6, -2e6)] {
                let again = plane.point(&plane.place(&Point::new(x, y)));
                assert!((again - Point::new(x, y)).norm() < 1e-6, "{lat} {lon} {x} {y}: {again}");
            }
        }
    }

    #[test]
    fn places_far_off_come_back_as_they_were() {
        let plane = Plane::new(Geodetic { latitude: 42.279, longitude: -83.735, height: Some(256.0) });
        for (lat, lon) in [(42.3, -83.7), (43.0, -80.0), (50.0, -100.0), (10.0, -60.0)] {
            let back = plane.place(&plane.point(&Geodetic::new(lat, lon)));
            assert!((back.latitude - lat).abs() < 1e-9 && (back.longitude - lon).abs() < 1e-9, "{back:?}");
        }
    }

    #[test]
    fn the_series_is_the_functions() {
        for by in [0.0, 1e-6, -0.0099, 0.00999, 0.0101, 2.0] {
            let ((sin, cos), exact) = (turned(0.7_f64.sin_cos(), by), (0.7 + by).sin_cos());
            assert!((sin - exact.0).abs() < 3e-16 && (cos - exact.1).abs() < 3e-16, "{by}");
        }
    }

    #[test]
    fn a_point_beyond_the_horizon_is_borne() {
        let plane = Plane::new(Geodetic::new(42.279, -83.735));
        for point in [Point::new(1e7, 0.0), Point::new(0.0, -1e9), Point::new(1e300, 1e300)] {
            let place = plane.place(&point);
            assert!(place.latitude.abs() <= 90.0 && place.longitude.abs() <= 180.0, "{place:?}");
        }
    }

    #[test]
    fn headings_run_clockwise_from_north() {
        let quarter = core::f64::consts::FRAC_PI_2;
        assert_eq!(heading_of(0.0, 1.0), 0.0);
        assert_eq!(heading_of(1.0, 0.0), quarter);
        assert_eq!(heading_of(-1.0, 0.0), 3.0 * quarter);
    }

    #[test]
    fn absurd_places_are_told_apart() {
        assert!(Geodetic::new(42.0, -83.0).is_valid());
        assert!(!Geodetic::new(90.0000001, 0.0).is_valid());
        assert!(!Geodetic::new(f64::NAN, 0.0).is_valid());
        assert!(!Geodetic { height: Some(f32::INFINITY), ..Geodetic::new(0.0, 0.0) }.is_valid());
    }
}

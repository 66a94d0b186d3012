//! The picture that the engine gives out: all confirmed tracks at one moment.

use nalgebra::Vector2;

use crate::observation::{Class, Size, StationId};
use crate::plane::{Geodetic, Plane, Point};
use crate::time::Time;

/// The number of a track; never used twice by one engine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TrackId(pub u64);

/// A symmetric 2×2 covariance.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Covariance {
    /// East with east.
    pub xx: f64,
    /// East with north.
    pub xy: f64,
    /// North with north.
    pub yy: f64,
}

impl Covariance {
    /// Variance along the worst direction.
    pub fn worst(&self) -> f64 {
        let half = 0.5 * (self.xx + self.yy);
        let difference = 0.5 * (self.xx - self.yy);
        half + (difference * difference + self.xy * self.xy).sqrt()
    }
}

/// What is believed of one road user at the snapshot's time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TrackState {
    /// Its number.
    pub id: TrackId,
    /// The moment that all this is believed for.
    pub time: Time,
    /// Centre of the road user in the plane, metres east and north.
    pub position: Point,
    /// Uncertainty of `position`, m².
    pub position_covariance: Covariance,
    /// m/s east and north.
    pub velocity: Vector2<f64>,
    /// Uncertainty of `velocity`, (m/s)².
    pub velocity_covariance: Covariance,
    /// m/s over ground.
    pub speed: f64,
    /// Radians clockwise from north; where it stands, the way it last moved.
    pub heading: f64,
    /// Radians per second, clockwise positive.
    pub yaw_rate: f64,
    /// Along the heading, m/s².
    pub acceleration: f64,
    /// The most likely class.
    pub class: Class,
    /// How likely that class is, 0 to 1.
    pub class_probability: f32,
    /// Outer dimensions, 0 where unknown.
    pub size: Size,
    /// The station that the road user is known to be, while it speaks.
    pub station: Option<StationId>,
    /// Whether a sensor reported it within the last second.
    pub sensed: bool,
    /// When it was first reported.
    pub first_seen: Time,
    /// The time of measurement of the latest report.
    pub last_seen: Time,
    /// Whether all reports of the last two seconds were in messages that were verified.
    pub verified: bool,
}

/// All confirmed tracks, predicted to one moment. Made to be reused: filling it again allocates nothing once it has
/// grown to the number of tracks.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    /// The moment that the tracks are predicted to.
    pub time: Time,
    /// The plane that positions are in; `None` before anything fixed it (then there are no tracks).
    pub plane: Option<Plane>,
    /// The tracks, in order of their ids.
    pub tracks: Vec<TrackState>,
}

impl Snapshot {
    /// The place of a point of the plane; `None` before the plane is fixed.
    pub fn place(&self, point: &Point) -> Option<Geodetic> {
        self.plane.as_ref().map(|plane| plane.place(point))
    }
}

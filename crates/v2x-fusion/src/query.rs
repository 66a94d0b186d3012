//! Questions about a picture: who is near, inside, on a lane, or known by a name.

use core::time::Duration;

use crate::context::{Context, IntersectionId, LaneId};
use crate::observation::StationId;
use crate::plane::{Geodetic, Point};
use crate::snapshot::{Snapshot, TrackId, TrackState};

impl Snapshot {
    /// The track of this number.
    pub fn track(&self, id: TrackId) -> Option<&TrackState> {
        // In order of their ids.
        self.tracks.binary_search_by_key(&id, |track| track.id).ok().map(|index| &self.tracks[index])
    }

    /// The road user that speaks under this name.
    pub fn station(&self, id: StationId) -> Option<&TrackState> {
        self.tracks.iter().find(|track| track.station == Some(id))
    }

    /// The tracks within so many metres of a place.
    ///
    /// ```
    /// use v2x_fusion::{Geodetic, Snapshot};
    ///
    /// let picture = Snapshot::default();
    /// assert_eq!(picture.near(&Geodetic::new(42.279, -83.735), 50.0).count(), 0);
    /// ```
    pub fn near(&self, place: &Geodetic, radius: f64) -> impl Iterator<Item = &TrackState> {
        let middle = self.plane.as_ref().map(|plane| plane.point(place));
        let within = move |track: &&TrackState| {
            middle.is_some_and(|middle| (track.position - middle).norm_squared() <= radius * radius)
        };
        self.tracks.iter().filter(within)
    }

    /// The tracks inside a polygon, whose corners are given in either order; the last is joined with the first.
    pub fn inside(&self, corners: &[Geodetic]) -> impl Iterator<Item = &TrackState> {
        let corners: Vec<Point> = match &self.plane {
            Some(plane) => corners.iter().map(|corner| plane.point(corner)).collect(),
            None => Vec::new(),
        };
        self.tracks.iter().filter(move |track| encloses(&corners, &track.position))
    }

    /// The tracks on a lane, or on their way from it across the intersection.
    pub fn on_lane<'a>(
        &'a self,
        intersection: IntersectionId,
        lane: LaneId,
        context: &'a Context,
    ) -> impl Iterator<Item = &'a TrackState> {
        self.tracks.iter().filter(move |track| {
            context
                .situation(track, self.time)
                .is_some_and(|place| place.intersection == intersection && place.lane == lane)
        })
    }

    /// The tracks that somebody reported within so long before the picture's time.
    pub fn fresh(&self, age: Duration) -> impl Iterator<Item = &TrackState> {
        let since = self.time - age;
        self.tracks.iter().filter(move |track| track.last_seen >= since)
    }
}

/// Whether a polygon encloses a point: a ray from it crosses the border an odd number of times.
fn encloses(corners: &[Point], point: &Point) -> bool {
    let mut inside = false;
    let Some(mut last) = corners.last() else { return false };
    for corner in corners {
        if (corner.y > point.y) != (last.y > point.y) {
            let along = (point.y - corner.y) / (last.y - corner.y);
            inside ^= point.x < corner.x + along * (last.x - corner.x);
        }
        last = corner;
    }
    inside
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn polygons_may_be_hollow() {
        let arrow = [(0.0, 0.0), (4.0, 2.0), (0.0, 4.0), (2.0, 2.0)].map(|(x, y)| Point::new(x, y));
        assert!(encloses(&arrow, &Point::new(2.5, 2.0)));
        assert!(!encloses(&arrow, &Point::new(1.0, 2.0)) && !encloses(&arrow, &Point::new(5.0, 2.0)));
        assert!(!encloses(&[], &Point::zeros()));
    }
}

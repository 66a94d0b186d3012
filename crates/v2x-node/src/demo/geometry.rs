//! Points and paths in the scenario's plane: metres east (`x`) and north (`y`) of the intersection.

/// Metres east and north.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Point {
    pub(crate) x: f64,
    pub(crate) y: f64,
}

impl Point {
    pub(crate) const fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    /// The unit vector towards a bearing, in degrees clockwise from north.
    pub(crate) fn towards(bearing: f64) -> Self {
        let (sin, cos) = bearing.to_radians().sin_cos();
        Self::new(sin, cos)
    }

    /// `self + direction · distance`.
    pub(crate) fn step(self, direction: Self, distance: f64) -> Self {
        Self::new(self.x + direction.x * distance, self.y + direction.y * distance)
    }

    /// Turned by 90° clockwise: the right-hand side of someone who looks along `self`.
    pub(crate) fn right(self) -> Self {
        Self::new(self.y, -self.x)
    }

    pub(crate) fn reversed(self) -> Self {
        Self::new(-self.x, -self.y)
    }

    pub(crate) fn distance(self, other: Self) -> f64 {
        (self.x - other.x).hypot(self.y - other.y)
    }

    /// Degrees clockwise from north, `0.0..360.0`, of the direction `self`.
    pub(crate) fn bearing(self) -> f64 {
        self.x.atan2(self.y).to_degrees().rem_euclid(360.0)
    }
}

/// A place on a path and the direction of travel there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Pose {
    pub(crate) at: Point,
    /// Degrees clockwise from north.
    pub(crate) heading: f64,
}

/// A polyline with its arc length: `at(s)` is the pose `s` metres from its start.
#[derive(Clone, Debug, Default)]
pub(crate) struct Path {
    points: Vec<Point>,
    /// Arc length at each point; the first is 0.
    lengths: Vec<f64>,
}

impl Path {
    /// Points that follow one another closer than a millimetre are merged, so that every piece has a direction.
    pub(crate) fn new(points: impl IntoIterator<Item = Point>) -> Self {
        let mut path = Self::default();
        for point in points {
            path.append(point);
        }
        path
    }

    fn append(&mut self, point: Point) {
        let (step, length) = match (self.points.last(), self.lengths.last()) {
            (Some(last), Some(length)) => (last.distance(point), *length),
            _ => (f64::INFINITY, 0.0),
        };
        if step > 1e-3 {
            self.points.push(point);
            self.lengths.push(if step.is_finite() { length + step } else { 0.0 });
        }
    }

    /// This path and then `next`.
    pub(crate) fn then(mut self, next: &Self) -> Self {
        next.points.iter().for_each(|point| self.append(*point));
        self
    }

    pub(crate) fn reversed(&self) -> Self {
        Self::new(self.points.iter().rev().copied())
    }

    pub(crate) fn points(&self) -> &[Point] {
        &self.points
    }

    /// Metres from start to end.
    pub(crate) fn length(&self) -> f64 {
        self.lengths.last().copied().unwrap_or(0.0)
    }

    /// The pose `s` metres from the start. Beyond an end the first or last piece is carried on straight.
    pub(crate) fn at(&self, s: f64) -> Pose {
        let next = self.lengths.partition_point(|length| *length <= s).clamp(1, self.points.len().max(2) - 1);
        let (Some(a), Some(b), Some(from)) =
            (self.points.get(next - 1), self.points.get(next), self.lengths.get(next - 1))
        else {
            return Pose { at: self.points.first().copied().unwrap_or_default(), heading: 0.0 };
        };
        let length = a.distance(*b);
        let direction = Point::new((b.x - a.x) / length, (b.y - a.y) / length);
        Pose { at: a.step(direction, s - from), heading: direction.bearing() }
    }
}

/// The cubic Bézier curve that leaves `from` and arrives at `to` along their headings, as `pieces` chords.
///
/// The handles are 0.39 of the chord's length: with 0.39·√2 = 0.55 a right-angled turn becomes the usual
/// approximation of a circular arc.
pub(crate) fn turn(from: Pose, to: Pose, pieces: u32) -> Path {
    let handle = 0.39 * from.at.distance(to.at);
    let a = from.at.step(Point::towards(from.heading), handle);
    let b = to.at.step(Point::towards(to.heading), -handle);
    Path::new((0..=pieces).map(|i| {
        let t = f64::from(i) / f64::from(pieces);
        let u = 1.0 - t;
        let weights = [u * u * u, 3.0 * u * u * t, 3.0 * u * t * t, t * t * t];
        [from.at, a, b, to.at].iter().zip(weights).fold(Point::default(), |sum, (p, w)| sum.step(*p, w))
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_walked_by_arc_length() {
        let path = Path::new([Point::new(0.0, 0.0), Point::new(0.0, 10.0), Point::new(5.0, 10.0)]);
        assert_eq!(path.length(), 15.0);
        assert_eq!(path.at(4.0), Pose { at: Point::new(0.0, 4.0), heading: 0.0 });
        assert_eq!(path.at(12.0), Pose { at: Point::new(2.0, 10.0), heading: 90.0 });
        assert_eq!(path.at(17.0).at, Point::new(7.0, 10.0));
        assert_eq!(path.at(-1.0).at, Point::new(0.0, -1.0));
    }

    #[test]
    fn degenerate_paths_have_a_pose() {
        assert_eq!(Path::default().at(1.0).at, Point::default());
        let twice = Point::new(2.0, 2.0);
        assert_eq!(Path::new([twice, twice]).at(5.0).at, twice);
    }

    #[test]
    fn a_right_turn_is_nearly_an_arc() {
        let from = Pose { at: Point::new(0.0, 0.0), heading: 0.0 };
        let to = Pose { at: Point::new(10.0, 10.0), heading: 90.0 };
        let path = turn(from, to, 24);
        let centre = Point::new(10.0, 0.0);
        for point in path.points() {
            assert!((point.distance(centre) - 10.0).abs() < 0.05, "{point:?}");
        }
        assert!((path.length() - 5.0 * core::f64::consts::PI).abs() < 0.05);
    }
}

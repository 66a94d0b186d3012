//! Measuring along a line of points: how far along it something is, and how far beside it.

use crate::plane::Point;
use nalgebra::Vector2;

/// Where a point lies beside a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Projection {
    /// Metres from the line's first point; negative before it.
    pub(crate) along: f64,
    /// Metres to the left of the line, seen along it.
    pub(crate) offset: f64,
    /// Unit vector along the line there.
    pub(crate) direction: Vector2<f64>,
    /// Metres that the point lies beyond the line's ends, 0 where it is beside the line.
    pub(crate) beyond: f64,
}

/// Projects a point onto the nearest piece of a line. Before its first point the line is taken to go on straight for
/// `before` metres. `None` for a line without length.
pub(crate) fn project(points: &[Point], point: &Point, before: f64) -> Option<Projection> {
    let mut best: Option<(f64, Projection)> = None;
    let mut start = 0.0;
    for (index, pair) in points.windows(2).enumerate() {
        let &[from, to] = pair else { continue };
        let length = (to - from).norm();
        if length < 1e-6 {
            continue;
        }
        let direction = (to - from) / length;
        let relative = point - from;
        let along = relative.dot(&direction);
        let low = if index == 0 { -before } else { 0.0 };
        let beyond = (along - length).max(low - along).max(0.0);
        let offset = direction.x * relative.y - direction.y * relative.x;
        let away = offset * offset + beyond * beyond;
        if best.is_none_or(|(nearest, _)| away < nearest) {
            let along = start + along.clamp(low, length);
            best = Some((away, Projection { along, offset, direction, beyond }));
        }
        start += length;
    }
    best.map(|(_, projection)| projection)
}

/// Length of a line, metres.
pub(crate) fn length(points: &[Point]) -> f64 {
    points.windows(2).map(|pair| (pair[1] - pair[0]).norm()).sum()
}

/// The point so many metres along a line, and the direction there; beyond its ends the line goes on straight. `None`
/// for a line without length.
pub(crate) fn at(points: &[Point], along: f64) -> Option<(Point, Vector2<f64>)> {
    let mut left = along;
    let mut last = None;
    for pair in points.windows(2) {
        let &[from, to] = pair else { continue };
        let length = (to - from).norm();
        if length < 1e-6 {
            continue;
        }
        let direction = (to - from) / length;
        if left <= length {
            return Some((from + direction * left, direction));
        }
        left -= length;
        last = Some((to, direction));
    }
    last.map(|(end, direction)| (end + direction * left, direction))
}

/// The box around a line, widened.
pub(crate) fn bounds(points: &[Point], margin: f64) -> (Point, Point) {
    let mut low = Point::repeat(f64::INFINITY);
    let mut high = Point::repeat(f64::NEG_INFINITY);
    for point in points {
        low = low.inf(point);
        high = high.sup(point);
    }
    (low.add_scalar(-margin), high.add_scalar(margin))
}

/// Whether a point lies in a box.
pub(crate) fn within((low, high): &(Point, Point), point: &Point) -> bool {
    point.x >= low.x && point.x <= high.x && point.y >= low.y && point.y <= high.y
}

#[cfg(test)]
mod tests {
    use super::*;

    const CORNER: [Point; 3] = [Point::new(0.0, 0.0), Point::new(10.0, 0.0), Point::new(10.0, 10.0)];

    #[test]
    fn points_beside_a_line() {
        let seen = project(&CORNER, &Point::new(4.0, 1.0), 5.0).unwrap();
        assert_eq!((seen.along, seen.offset, seen.beyond), (4.0, 1.0, 0.0));
        let seen = project(&CORNER, &Point::new(12.0, 5.0), 5.0).unwrap();
        assert_eq!((seen.along, seen.offset), (15.0, -2.0));
        let seen = project(&CORNER, &Point::new(-3.0, 0.0), 5.0).unwrap();
        assert_eq!((seen.along, seen.beyond), (-3.0, 0.0));
        let seen = project(&CORNER, &Point::new(-8.0, 0.0), 5.0).unwrap();
        assert_eq!((seen.along, seen.beyond), (-5.0, 3.0));
    }

    #[test]
    fn points_along_a_line() {
        assert_eq!(at(&CORNER, 12.0).unwrap().0, Point::new(10.0, 2.0));
        assert_eq!(at(&CORNER, 25.0).unwrap().0, Point::new(10.0, 15.0));
        assert_eq!(at(&CORNER, -2.0).unwrap().0, Point::new(-2.0, 0.0));
        assert_eq!(length(&CORNER), 20.0);
        assert!(at(&CORNER[..1], 1.0).is_none() && project(&[], &Point::zeros(), 0.0).is_none());
    }
}

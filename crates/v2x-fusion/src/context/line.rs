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

/// A line of straight pieces, measured once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Line {
    pieces: Vec<Piece>,
    length: f64,
}

/// A straight piece of a line.
#[derive(Clone, Copy, Debug)]
struct Piece {
    from: Point,
    /// Unit vector.
    direction: Vector2<f64>,
    /// Metres from the line's first point to this piece.
    start: f64,
    length: f64,
}

impl Line {
    /// The line through these points.
    pub(crate) fn new(points: &[Point]) -> Self {
        let mut line = Self { pieces: Vec::with_capacity(points.len()), length: 0.0 };
        for pair in points.windows(2) {
            let &[from, to] = pair else { continue };
            let length = (to - from).norm();
            if length < 1e-6 {
                continue;
            }
            line.pieces.push(Piece { from, direction: (to - from) / length, start: line.length, length });
            line.length += length;
        }
        line
    }

    /// Metres from end to end.
    pub(crate) fn length(&self) -> f64 {
        self.length
    }

    /// Projects a point onto the nearest piece. Before its first point the line is taken to go on straight for `before`
    /// metres. `None` for a line without length.
    pub(crate) fn project(&self, point: &Point, before: f64) -> Option<Projection> {
        let mut best: Option<(f64, Projection)> = None;
        for (index, &Piece { from, direction, start, length }) in self.pieces.iter().enumerate() {
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
        }
        best.map(|(_, projection)| projection)
    }

    /// The point so many metres along, and the direction there; beyond its ends the line goes on straight. `None` for a
    /// line without length.
    pub(crate) fn at(&self, along: f64) -> Option<(Point, Vector2<f64>)> {
        let reaches = |piece: &&Piece| along <= piece.start + piece.length;
        let piece = self.pieces.iter().find(reaches).or(self.pieces.last())?;
        Some((piece.from + piece.direction * (along - piece.start), piece.direction))
    }
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
        let line = Line::new(&CORNER);
        let project = |x, y| line.project(&Point::new(x, y), 5.0).unwrap();
        let seen = project(4.0, 1.0);
        assert_eq!((seen.along, seen.offset, seen.beyond), (4.0, 1.0, 0.0));
        let seen = project(12.0, 5.0);
        assert_eq!((seen.along, seen.offset), (15.0, -2.0));
        let seen = project(-3.0, 0.0);
        assert_eq!((seen.along, seen.beyond), (-3.0, 0.0));
        let seen = project(-8.0, 0.0);
        assert_eq!((seen.along, seen.beyond), (-5.0, 3.0));
    }

    #[test]
    fn points_along_a_line() {
        let line = Line::new(&CORNER);
        assert_eq!(line.at(12.0).unwrap().0, Point::new(10.0, 2.0));
        assert_eq!(line.at(25.0).unwrap().0, Point::new(10.0, 15.0));
        assert_eq!(line.at(-2.0).unwrap().0, Point::new(-2.0, 0.0));
        assert_eq!(line.length(), 20.0);
        let none = Line::new(&CORNER[..1]);
        assert!(none.at(1.0).is_none() && none.project(&Point::zeros(), 0.0).is_none());
    }
}

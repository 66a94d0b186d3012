//! The place that a road user takes up, and whether two of them touch.

use crate::observation::{Class, Size};
use crate::plane::Point;
use nalgebra::Vector2;

/// Where a road user is and how it is turned.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Pose {
    pub(crate) at: Point,
    /// Unit vector from back to front.
    pub(crate) facing: Vector2<f64>,
}

/// Half of a road user's length and width, metres.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Extent {
    pub(crate) ahead: f64,
    pub(crate) aside: f64,
}

impl Extent {
    /// As told, or as is usual for the class.
    pub(crate) fn of(class: Class, size: &Size) -> Self {
        let (length, width) = match class {
            Class::Pedestrian => (0.5, 0.5),
            Class::Cyclist => (1.8, 0.6),
            Class::Motorcycle => (2.2, 0.9),
            Class::Heavy => (10.0, 2.5),
            Class::Car | Class::Unknown => (4.6, 1.8),
        };
        let told = |told: f32, usual: f64| if told > 0.0 { f64::from(told) } else { usual };
        Self { ahead: 0.5 * told(size.length, length), aside: 0.5 * told(size.width, width) }
    }

    /// From the middle to a corner, metres.
    pub(crate) fn radius(&self) -> f64 {
        (self.ahead * self.ahead + self.aside * self.aside).sqrt()
    }
}

/// Whether two rectangles touch: no side of either parts them. Where most are too far apart by their radii, ask that first.
pub(crate) fn touch(a: &Pose, of_a: Extent, b: &Pose, of_b: Extent) -> bool {
    let between = b.at - a.at;
    let cos = a.facing.dot(&b.facing).abs();
    let sin = a.facing.perp(&b.facing).abs();
    let parted = |pose: &Pose, own: Extent, other: Extent| {
        let ahead = between.dot(&pose.facing).abs();
        let aside = between.perp(&pose.facing).abs();
        ahead > own.ahead + other.ahead * cos + other.aside * sin
            || aside > own.aside + other.ahead * sin + other.aside * cos
    };
    !parted(a, of_a, of_b) && !parted(b, of_b, of_a)
}

/// Whether two rectangles touch within `time` seconds while the first one moves towards the second by `closing` metres a
/// second and neither turns. Each side parts them until some time and from another one on: they touch if, in between, no
/// side does.
pub(crate) fn touch_within(
    (a, of_a): (&Pose, Extent),
    (b, of_b): (&Pose, Extent),
    closing: &Vector2<f64>,
    time: f64,
) -> bool {
    let between = b.at - a.at;
    let cos = a.facing.dot(&b.facing).abs();
    let sin = a.facing.perp(&b.facing).abs();
    let (mut begin, mut end) = (0.0_f64, time);
    for (facing, own, other) in [(&a.facing, of_a, of_b), (&b.facing, of_b, of_a)] {
        let ahead = own.ahead + other.ahead * cos + other.aside * sin;
        let aside = own.aside + other.ahead * sin + other.aside * cos;
        for (distance, speed, reach) in [
            (facing.dot(&between), facing.dot(closing), ahead),
            (facing.perp(&between), facing.perp(closing), aside),
        ] {
            let (from, to) = times_within(distance, speed, reach);
            (begin, end) = (begin.max(from), end.min(to));
        }
        if begin > end {
            return false;
        }
    }
    true
}

/// From when until when a distance that shrinks by `speed` is no more than `reach` to either side.
fn times_within(distance: f64, speed: f64, reach: f64) -> (f64, f64) {
    /// So slowly, distances stay as they are, m/s.
    const STILL: f64 = 1e-6;
    if speed.abs() < STILL {
        let always = (f64::NEG_INFINITY, f64::INFINITY);
        return if distance.abs() <= reach { always } else { (always.1, always.0) };
    }
    let (middle, half) = (distance / speed, reach / speed.abs());
    (middle - half, middle + half)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CAR: Extent = Extent { ahead: 2.3, aside: 0.9 };

    fn pose(x: f64, y: f64, heading: f64) -> Pose {
        Pose { at: Point::new(x, y), facing: Vector2::new(heading.sin(), heading.cos()) }
    }

    #[test]
    fn cars_will_touch_when_looks_at_every_moment_say_so() {
        let here = pose(0.0, 0.0, 0.0);
        for step in 0..2000_u32 {
            let part = |prime: u32, most: f64| (f64::from(step * prime % 997) / 498.5 - 1.0) * most;
            let there = pose(part(101, 20.0), part(211, 20.0), part(307, 3.1));
            let closing = if step % 50 == 0 {
                Vector2::zeros()
            } else {
                Vector2::new(part(401, 10.0), part(503, 10.0))
            };
            let looks = |more: f64| {
                let wide = Extent { ahead: CAR.ahead + more, aside: CAR.aside + more };
                (0..=2000).any(|look| {
                    let moved = Pose { at: here.at + closing * (f64::from(look) * 1e-3), ..here };
                    touch(&moved, wide, &there, wide)
                })
            };
            let told = touch_within((&here, CAR), (&there, CAR), &closing, 2.0);
            // Between two looks they come closer by at most 14 mm.
            assert!(if told { looks(0.015) } else { !looks(0.0) }, "{there:?} {closing}");
        }
    }

    #[test]
    fn cars_touch_or_pass() {
        let here = pose(0.0, 0.0, 0.0);
        assert!(touch(&here, CAR, &pose(0.0, 4.5, 0.0), CAR));
        assert!(!touch(&here, CAR, &pose(0.0, 4.7, 0.0), CAR));
        assert!(!touch(&here, CAR, &pose(1.9, 0.0, 0.0), CAR));
        assert!(touch(&here, CAR, &pose(3.0, 0.0, 1.57), CAR));
        assert!(!touch(&here, CAR, &pose(3.3, 0.0, 1.57), CAR));
        // Corner to corner: only the turned one's sides part them.
        assert!(!touch(&here, CAR, &pose(2.9, 3.9, 0.785), CAR));
        assert!(touch(&here, CAR, &pose(2.6, 3.7, 0.785), CAR));
    }
}

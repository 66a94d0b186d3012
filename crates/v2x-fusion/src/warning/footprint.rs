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
}

/// Whether two rectangles touch: no side of either parts them.
pub(crate) fn touch(a: &Pose, of_a: Extent, b: &Pose, of_b: Extent) -> bool {
    let between = b.at - a.at;
    let reach = of_a.ahead + of_a.aside + of_b.ahead + of_b.aside;
    if between.norm_squared() > reach * reach {
        return false;
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    const CAR: Extent = Extent { ahead: 2.3, aside: 0.9 };

    fn pose(x: f64, y: f64, heading: f64) -> Pose {
        Pose { at: Point::new(x, y), facing: Vector2::new(heading.sin(), heading.cos()) }
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

//! The scenario's intersection: four legs, their lanes, the movements between them and the crosswalks.
//!
//! Invented, with the proportions of a suburban arterial (three lanes in, two out) that meets a collector road
//! (two in, one out). Traffic keeps to the right. The roads bend a little and do not meet at compass angles, so
//! that no error of orientation can hide.

use super::geometry::{Path, Point, turn};
use super::signals;

/// Latitude of the reference point, in degrees: open farmland in Kansas; there is no such intersection.
pub(crate) const LATITUDE: f64 = 39.000_000_0;
/// Longitude of the reference point, in degrees.
pub(crate) const LONGITUDE: f64 = -99.000_000_0;
/// Elevation of the reference point, in metres.
pub(crate) const ELEVATION: f64 = 610.0;

/// Width of every vehicle lane, in metres (11 ft).
pub(crate) const LANE_WIDTH: f64 = 3.3;
/// Width of the crosswalks, in metres.
pub(crate) const CROSSWALK_WIDTH: f64 = 3.5;
/// From the centre to where the lanes of the picture begin, in metres.
const REACH: f64 = 170.0;

/// What a lane is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LaneKind {
    /// Towards the intersection.
    Ingress,
    /// Away from it.
    Egress,
    /// Across the leg of that index.
    Crosswalk(usize),
}

/// A lane with the number that MAP gives it.
#[derive(Clone, Debug)]
pub(crate) struct Lane {
    pub(crate) id: u8,
    /// The leg it lies on, clockwise from the northern one.
    pub(crate) leg: usize,
    pub(crate) kind: LaneKind,
    /// Centre line; of vehicle lanes from the stop line outwards, as MAP wants it.
    pub(crate) path: Path,
}

/// Which way a movement goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    Left,
    Straight,
    Right,
}

/// A way through the intersection, from one ingress lane to one egress lane.
#[derive(Clone, Debug)]
pub(crate) struct Movement {
    /// Index of the ingress lane in [`Layout::lanes`].
    pub(crate) from: usize,
    /// Index of the egress lane.
    pub(crate) to: usize,
    pub(crate) turn: Turn,
    /// Signal group that governs it.
    pub(crate) group: u8,
    /// The whole drive: in along `from`, through the intersection, out along `to`.
    pub(crate) path: Path,
    /// Arc length of the stop line on `path`, in metres.
    pub(crate) stop: f64,
    /// Arc length where `to` begins, in metres.
    pub(crate) exit: f64,
    /// The leg that it leaves by.
    pub(crate) exit_leg: usize,
}

/// A crosswalk, walked from end to end.
#[derive(Clone, Debug)]
pub(crate) struct Crosswalk {
    pub(crate) leg: usize,
    /// Signal group of the walkers.
    pub(crate) group: u8,
    /// From kerb to kerb.
    pub(crate) path: Path,
}

/// Everything that stands still.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    pub(crate) lanes: Vec<Lane>,
    pub(crate) movements: Vec<Movement>,
    pub(crate) crosswalks: Vec<Crosswalk>,
}

/// One road that leaves the intersection.
struct Leg {
    /// Bearing at the centre, degrees clockwise from north.
    bearing: f64,
    /// How far the road has curved to its right after 100 m, in metres.
    bend: f64,
    /// Lanes in; the same number of lanes' width lies on the other side: a median, then the lanes out.
    ingress: usize,
    /// From the centre to the stop line, in metres: half the crossing road, the corner, the crosswalk, a gap.
    stop: f64,
}

/// The arterial is 2 · 3 · 3.3 m wide and the collector 2 · 2 · 3.3 m; corner radius 3 m, gap 1.5 m.
const LEGS: [Leg; 4] = [
    Leg { bearing: 14.0, bend: 6.0, ingress: 3, stop: 15.0 },
    Leg { bearing: 102.0, bend: -4.0, ingress: 2, stop: 18.5 },
    Leg { bearing: 194.0, bend: 3.0, ingress: 3, stop: 15.0 },
    Leg { bearing: 282.0, bend: 5.0, ingress: 2, stop: 18.5 },
];

impl Leg {
    /// The point `distance` metres out along the road and `side` metres to the right of someone driving in.
    fn point(&self, distance: f64, side: f64) -> Point {
        let out = Point::towards(self.bearing);
        let bend = self.bend / 1e4;
        let centre = Point::default().step(out, distance).step(out.right(), bend * distance * distance);
        let slope = 2.0 * bend * distance;
        let scale = slope.hypot(1.0);
        let tangent = Point::default().step(out, 1.0 / scale).step(out.right(), slope / scale);
        centre.step(tangent.reversed().right(), side)
    }

    /// A line along the road, from the stop line outwards.
    fn along(&self, side: f64) -> Path {
        const PIECES: u32 = 8;
        let step = (REACH - self.stop) / f64::from(PIECES);
        Path::new((0..=PIECES).map(|i| self.point(self.stop + step * f64::from(i), side)))
    }

    /// Middle of ingress lane `i`, counted from the median.
    fn ingress_side(i: usize) -> f64 {
        (i as f64 + 0.5) * LANE_WIDTH
    }

    /// Middle of egress lane `i`. One lane's width is the median: the left-turn pocket of the opposite leg.
    fn egress_side(i: usize) -> f64 {
        -(i as f64 + 1.5) * LANE_WIDTH
    }

    fn egress(&self) -> usize {
        self.ingress - 1
    }

    fn half_width(&self) -> f64 {
        self.ingress as f64 * LANE_WIDTH
    }

    fn crosswalk(&self) -> Path {
        let distance = self.stop - 1.5 - CROSSWALK_WIDTH / 2.0;
        Path::new([self.point(distance, -self.half_width()), self.point(distance, self.half_width())])
    }
}

impl Default for Layout {
    fn default() -> Self {
        let lanes = lanes();
        let movements = movements(&lanes);
        Self { lanes, movements, crosswalks: crosswalks() }
    }
}

fn lanes() -> Vec<Lane> {
    let mut lanes: Vec<Lane> = Vec::new();
    for (leg, road) in LEGS.iter().enumerate() {
        let ingress = (0..road.ingress).map(|i| (LaneKind::Ingress, road.along(Leg::ingress_side(i))));
        let egress = (0..road.egress()).map(|i| (LaneKind::Egress, road.along(Leg::egress_side(i))));
        let crosswalk = std::iter::once((LaneKind::Crosswalk(leg), road.crosswalk()));
        for (kind, path) in ingress.chain(egress).chain(crosswalk) {
            lanes.push(Lane { id: lanes.len() as u8 + 1, leg, kind, path });
        }
    }
    lanes
}

fn crosswalks() -> Vec<Crosswalk> {
    let group = |leg| if leg % 2 == 0 { signals::WALK_EAST_WEST } else { signals::WALK_NORTH_SOUTH };
    let crosswalk = |(leg, road): (usize, &Leg)| Crosswalk { leg, group: group(leg), path: road.crosswalk() };
    LEGS.iter().enumerate().map(crosswalk).collect()
}

fn movements(lanes: &[Lane]) -> Vec<Movement> {
    let mut movements = Vec::new();
    for (leg, road) in LEGS.iter().enumerate() {
        let ingress = lanes_of(lanes, leg, LaneKind::Ingress);
        for (i, from) in ingress.iter().copied().enumerate() {
            for (turn, exit_leg, exit_lane) in turns(leg, i, road.ingress) {
                let exits = lanes_of(lanes, exit_leg, LaneKind::Egress);
                let Some(to) = exits.get(exit_lane.min(exits.len() - 1)).copied() else { continue };
                movements.push(movement(lanes, from, to, turn, exit_leg));
            }
        }
    }
    movements
}

/// Indices of a leg's lanes of one kind, from the median outwards.
fn lanes_of(lanes: &[Lane], leg: usize, kind: LaneKind) -> Vec<usize> {
    let fits = |lane: &Lane| lane.leg == leg && lane.kind == kind;
    lanes.iter().enumerate().filter(|(_, lane)| fits(lane)).map(|(i, _)| i).collect()
}

/// Where ingress lane `i` of `count` leads: the way, the leg of exit and the lane there, from the median.
/// The lane at the median turns left, the others go straight on, and the outermost turns right too.
fn turns(leg: usize, i: usize, count: usize) -> Vec<(Turn, usize, usize)> {
    // Clockwise numbering: the next leg lies to the left of someone who drives in, the previous one to the right.
    let (left, straight, right) = ((leg + 1) % 4, (leg + 2) % 4, (leg + 3) % 4);
    match i {
        0 => vec![(Turn::Left, left, 0)],
        _ if i + 1 == count => vec![(Turn::Straight, straight, i - 1), (Turn::Right, right, usize::MAX)],
        _ => vec![(Turn::Straight, straight, i - 1)],
    }
}

fn movement(lanes: &[Lane], from: usize, to: usize, way: Turn, exit_leg: usize) -> Movement {
    let arrival = lanes[from].path.reversed();
    let departure = &lanes[to].path;
    let bend = turn(arrival.at(arrival.length()), departure.at(0.0), 16);
    let (stop, inside) = (arrival.length(), bend.length());
    let group = match (lanes[from].leg % 2, way) {
        (0, Turn::Left) => signals::NORTH_SOUTH_LEFT,
        (0, _) => signals::NORTH_SOUTH,
        (_, Turn::Left) => signals::EAST_WEST_LEFT,
        _ => signals::EAST_WEST,
    };
    let path = arrival.then(&bend).then(departure);
    Movement { from, to, turn: way, group, path, stop, exit: stop + inside, exit_leg }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lanes_are_numbered_from_one_without_gaps() {
        let layout = Layout::default();
        assert!(layout.lanes.iter().enumerate().all(|(i, lane)| usize::from(lane.id) == i + 1));
        assert_eq!(layout.lanes.len(), 2 * (3 + 2 + 1) + 2 * (2 + 1 + 1));
        assert_eq!(layout.movements.len(), 2 * 4 + 2 * 3);
    }

    #[test]
    fn movements_turn_the_way_they_say() {
        for movement in Layout::default().movements {
            let before = movement.path.at(movement.stop - 1.0).heading;
            let after = movement.path.at(movement.exit + 1.0).heading;
            let change = (after - before + 540.0).rem_euclid(360.0) - 180.0;
            let fits = match movement.turn {
                Turn::Left => (-110.0..-70.0).contains(&change),
                Turn::Straight => change.abs() < 15.0,
                Turn::Right => (70.0..110.0).contains(&change),
            };
            assert!(fits, "{:?} changes heading by {change}", movement.turn);
        }
    }

    #[test]
    fn paths_are_smooth() {
        for movement in Layout::default().movements {
            let length = movement.path.length() as usize;
            for s in 0..length {
                let a = movement.path.at(s as f64).heading;
                let b = movement.path.at(s as f64 + 1.0).heading;
                let change = (b - a + 540.0).rem_euclid(360.0) - 180.0;
                assert!(change.abs() < 25.0, "{:?}: {change} degrees in a metre at {s} m", movement.turn);
            }
        }
    }

    #[test]
    fn crosswalks_lie_inside_the_stop_lines() {
        let layout = Layout::default();
        for crosswalk in &layout.crosswalks {
            let middle = crosswalk.path.at(crosswalk.path.length() / 2.0).at.distance(Point::default());
            assert!(middle < LEGS[crosswalk.leg].stop);
            assert!(crosswalk.path.length() > 4.0 * LANE_WIDTH - 0.1);
        }
    }
}

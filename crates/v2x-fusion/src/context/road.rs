//! The lanes of an intersection made ready for matching: boxes around them, and curves across the middle.

use crate::context::lanes::{Approach, Intersection, Lane, LaneKind};
use crate::context::line::{self, Line};
use crate::observation::Group;
use crate::plane::Point;
use crate::snapshot::TrackState;
use nalgebra::Vector2;

/// A lane is taken to go on for so long beyond its stop line, metres: people stop late, and receivers are off.
const OVERSHOOT: f64 = 6.0;
/// Pieces of a curve across the middle.
const PIECES: usize = 8;

/// An intersection's lanes and the ways across it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Road {
    /// Around all of it.
    bounds: (Point, Point),
    /// In the order of the intersection's lanes.
    pub(crate) lanes: Vec<Strip>,
    pub(crate) movements: Vec<Movement>,
}

/// A lane to be matched.
#[derive(Clone, Debug, Default)]
pub(crate) struct Strip {
    pub(crate) line: Line,
    /// A box around it.
    bounds: (Point, Point),
    /// The way on: straight, where there is a choice.
    onwards: Option<usize>,
}

/// A way across the intersection, from one lane's stop line to the beginning of another.
#[derive(Clone, Debug)]
pub(crate) struct Movement {
    /// Indices of lanes.
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// The signal that rules it.
    pub(crate) group: Option<u8>,
    /// How far it turns, radians.
    turn: f64,
    pub(crate) curve: Line,
    bounds: (Point, Point),
}

/// Where on a road something is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Spot {
    /// On a lane: its index, metres from the stop line outwards, metres to the left of its line seen from the stop
    /// line.
    Lane { lane: usize, along: f64, offset: f64 },
    /// On the way across: index of the movement, metres from the stop line, metres to the left.
    Middle { movement: usize, along: f64, offset: f64 },
}

impl Road {
    pub(crate) fn new(intersection: &Intersection) -> Self {
        let movements = movements(&intersection.lanes);
        let strip = |(index, lane): (usize, &Lane)| Strip {
            line: Line::new(&lane.centre),
            bounds: line::bounds(&lane.centre, OVERSHOOT + f64::from(lane.width)),
            onwards: straightest(&movements, index),
        };
        let lanes: Vec<_> = intersection.lanes.iter().enumerate().map(strip).collect();
        let mut bounds = (Point::repeat(f64::INFINITY), Point::repeat(f64::NEG_INFINITY));
        for lane in lanes.iter().filter(|lane| lane.bounds.0.x.is_finite()) {
            bounds = (bounds.0.inf(&lane.bounds.0), bounds.1.sup(&lane.bounds.1));
        }
        Self { bounds, lanes, movements }
    }

    /// Whether a point can be on the road at all.
    pub(crate) fn reaches(&self, point: &Point) -> bool {
        line::within(&self.bounds, point)
    }

    /// The lane or way across that fits a road user best, with how badly it fits (squared standard deviations).
    pub(crate) fn spot(&self, lanes: &[Lane], track: &TrackState) -> Option<(Spot, f64)> {
        let way = Way::of(track);
        let mut best: Option<(Spot, f64)> = None;
        let mut offer = |spot, cost: f64| {
            if best.is_none_or(|(_, least)| cost < least) {
                best = Some((spot, cost));
            }
        };
        for (index, (lane, strip)) in lanes.iter().zip(&self.lanes).enumerate() {
            if !line::within(&strip.bounds, &track.position) || !way.may_use(lane.kind) {
                continue;
            }
            let Some(seen) = strip.line.project(&track.position, OVERSHOOT) else { continue };
            let inwards = lane.approach == Approach::Ingress;
            let direction = if inwards { -seen.direction } else { seen.direction };
            let both_ways = lane.approach == Approach::Both;
            if let Some(cost) = way.cost(&seen, &direction, both_ways, f64::from(lane.width)) {
                // Past the stop line the ways across tell more.
                let past = if seen.along < 0.0 { 1.0 } else { 0.0 };
                offer(Spot::Lane { lane: index, along: seen.along, offset: seen.offset }, cost + past);
            }
        }
        for (index, movement) in self.movements.iter().enumerate() {
            if way.group == Group::Vru || !line::within(&movement.bounds, &track.position) {
                continue;
            }
            let Some(seen) = movement.curve.project(&track.position, 0.0) else { continue };
            if let Some(cost) = way.cost(&seen, &seen.direction, false, 3.0) {
                // While nothing tells, straight on is likelier than a turn.
                let spot = Spot::Middle { movement: index, along: seen.along, offset: seen.offset };
                offer(spot, cost + 0.2 * movement.turn.abs());
            }
        }
        best
    }

    /// Whether vehicles or cycles drive over a point.
    pub(crate) fn carries(&self, lanes: &[Lane], point: &Point) -> bool {
        let beside = |line: &Line, width: f64| {
            line.project(point, 0.0).is_some_and(|seen| seen.beyond < 0.5 && seen.offset.abs() < 0.5 * width)
        };
        let on_lane = |(lane, strip): (&Lane, &Strip)| {
            matches!(lane.kind, LaneKind::Vehicle | LaneKind::Cycle)
                && line::within(&strip.bounds, point)
                && beside(&strip.line, f64::from(lane.width))
        };
        lanes.iter().zip(&self.lanes).any(on_lane)
            || self.movements.iter().any(|way| line::within(&way.bounds, point) && beside(&way.curve, 3.0))
    }

    /// The way on from a lane: straight, where there is a choice.
    pub(crate) fn onwards(&self, lane: usize) -> Option<&Movement> {
        self.movements.get(self.lanes.get(lane)?.onwards?)
    }
}

fn straightest(movements: &[Movement], lane: usize) -> Option<usize> {
    let ways = movements.iter().enumerate().filter(|(_, movement)| movement.from == lane);
    ways.min_by(|a, b| a.1.turn.abs().total_cmp(&b.1.turn.abs())).map(|(index, _)| index)
}

/// What decides about the fit of lanes.
struct Way {
    group: Group,
    cyclist: bool,
    /// Unit vector of its motion, where it moves.
    direction: Option<Vector2<f64>>,
    /// Variance of its position, m².
    variance: f64,
}

impl Way {
    fn of(track: &TrackState) -> Self {
        /// Slower than this, the heading tells little, m/s.
        const SLOW: f64 = 1.0;
        let covariance = &track.position_covariance;
        Self {
            group: track.class.group(),
            cyclist: track.class == crate::observation::Class::Cyclist,
            direction: (track.speed > SLOW).then(|| track.velocity / track.speed),
            variance: 0.5 * (covariance.xx + covariance.yy),
        }
    }

    fn may_use(&self, kind: LaneKind) -> bool {
        match kind {
            LaneKind::Vehicle => self.group != Group::Vru || self.cyclist,
            LaneKind::Crosswalk | LaneKind::Sidewalk => self.group == Group::Vru,
            LaneKind::Cycle => self.cyclist,
            LaneKind::Other => false,
        }
    }

    /// How badly a line fits, in squared standard deviations; `None` where it is out of the question.
    fn cost(
        &self,
        seen: &line::Projection,
        direction: &Vector2<f64>,
        both_ways: bool,
        width: f64,
    ) -> Option<f64> {
        /// Beside its line a road user keeps within this, one standard deviation, metres.
        const WANDER: f64 = 0.5;
        /// Lane changes and curves turn it against the line by this, one standard deviation, radians.
        const SWERVE: f64 = 0.25;
        /// Three standard deviations in each of both.
        const WORST: f64 = 18.0;
        let spread = WANDER * WANDER + self.variance + (width / 6.0).powi(2);
        let beside = (seen.offset * seen.offset + seen.beyond * seen.beyond) / spread;
        let turned = self.direction.map_or(0.0, |own| {
            let cos = own.dot(direction);
            let cos = if both_ways { cos.abs() } else { cos };
            // The square of the angle, and a little less where it is large.
            2.0 * (1.0 - cos) / (SWERVE * SWERVE)
        });
        let cost = beside + turned;
        (cost < WORST).then_some(cost)
    }
}

/// The ways across: one for each connection whose other end is known.
fn movements(lanes: &[Lane]) -> Vec<Movement> {
    let mut found = Vec::new();
    for (from, lane) in lanes.iter().enumerate() {
        if !matches!(lane.kind, LaneKind::Vehicle | LaneKind::Cycle) || lane.approach == Approach::Egress {
            continue;
        }
        for connection in &lane.connections {
            let to = lanes.iter().position(|other| Some(other.id) == connection.to);
            let curve = to.and_then(|to| curve(&lane.centre, &lanes[to].centre).map(|curve| (to, curve)));
            let Some((to, (curve, turn))) = curve else { continue };
            let bounds = line::bounds(&curve, 3.0);
            let (group, curve) = (connection.signal_group, Line::new(&curve));
            found.push(Movement { from, to, group, turn, curve, bounds });
        }
    }
    found
}

/// A smooth curve from the stop line of one lane to the beginning of another, and how far it turns.
fn curve(from: &[Point], to: &[Point]) -> Option<([Point; PIECES + 1], f64)> {
    /// Length of a Bézier curve's handles in chords, for a quarter circle: 4/3·tan(π/8) / √2.
    const HANDLE: f64 = 0.39;
    let (start, inwards) = Line::new(from).at(0.0)?;
    let (end, outwards) = Line::new(to).at(0.0)?;
    let inwards = -inwards;
    let handle = (end - start).norm() * HANDLE;
    let (first, second) = (start + inwards * handle, end - outwards * handle);
    let curve = core::array::from_fn(|piece| {
        let t = piece as f64 / PIECES as f64;
        let u = 1.0 - t;
        start * (u * u * u) + first * (3.0 * u * u * t) + second * (3.0 * u * t * t) + end * (t * t * t)
    });
    Some((curve, inwards.perp(&outwards).atan2(inwards.dot(&outwards))))
}

//! Where a road user will be over the next seconds.

use super::footprint::{Extent, Pose};
use crate::context::line::Line;
use crate::context::road::{Movement, Road, Spot};
use crate::context::{Approach, Context, Intersection};
use crate::observation::{Class, Group};
use crate::plane::Point;
use crate::snapshot::TrackState;
use nalgebra::Vector2;

/// Seconds between two poses of a course: at city speeds a car moves by less than its length.
pub(crate) const STEP: f64 = 0.2;
/// Poses of a course, the present one first: three seconds.
pub(crate) const POSES: usize = 16;
/// Present accelerations die away with this time constant, seconds (Singer's model of manoeuvres in traffic).
const FADE: f64 = 1.0;
/// What is left of them after a step: exp(-STEP / FADE).
const FADED: f64 = 0.818_730_753_077_981_9;
/// What is left of present turn rates after a step, which die away likewise in 1.5 s: exp(-STEP / 1.5).
const TURN_FADED: f64 = 0.875_173_319_042_947_5;
/// So near to where it is now, a road user faces as it does now, metres.
const HERE: f64 = 1.0;
/// Those beside the middle of their lane come back to it within this distance, metres.
const RETURN: f64 = 30.0;

/// A road user and its foretold poses.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Course {
    /// Index of the track in the picture.
    pub(crate) track: usize,
    pub(crate) extent: Extent,
    /// The way it heads now, as a unit vector.
    pub(crate) facing: Vector2<f64>,
    pub(crate) poses: [Pose; POSES],
    /// Metres covered until each pose.
    pub(crate) covered: [f64; POSES],
    /// The most of them covered within one step.
    pub(crate) stride: f64,
    /// How far the poses are to be trusted, 0 to 1: where no lane guides, turns end sooner or later than foretold.
    pub(crate) trust: f64,
    /// Around all poses and what they take up.
    pub(crate) bounds: (Point, Point),
}

impl Course {
    /// The course of the track of this index, from its place on the road where it has one.
    pub(crate) fn of(
        index: usize,
        track: &TrackState,
        spot: Option<(usize, Spot)>,
        context: &Context,
    ) -> Self {
        let facing = facing(track);
        let covered = if stays(track) { [0.0; POSES] } else { covered(track) };
        if covered[POSES - 1] < HERE {
            return Self::staying(index, track, facing, standing(track, facing, spot, context));
        }
        let (poses, trust) = match track.class {
            Class::Pedestrian => (straight(track, facing, &covered), 1.0),
            Class::Cyclist => (turning(track, facing, &covered), trust(track)),
            _ => spot
                .and_then(|spot| along_lanes(track, facing, spot, context, &covered))
                .map_or_else(|| (turning(track, facing, &covered), trust(track)), |poses| (poses, 1.0)),
        };
        let extent = Extent::of(track.class, &track.size);
        let margin = extent.ahead.max(extent.aside);
        let mut bounds = (poses[0].at, poses[0].at);
        for pose in &poses {
            bounds = (bounds.0.inf(&pose.at), bounds.1.sup(&pose.at));
        }
        let bounds = (bounds.0.add_scalar(-margin), bounds.1.add_scalar(margin));
        let stride = covered.windows(2).fold(0.0, |most: f64, pair| most.max(pair[1] - pair[0]));
        Self { track: index, extent, facing, poses, covered, stride, trust, bounds }
    }

    /// The course of one that stays where it is.
    fn staying(index: usize, track: &TrackState, facing: Vector2<f64>, pose: Pose) -> Self {
        let extent = Extent::of(track.class, &track.size);
        let margin = extent.ahead.max(extent.aside);
        let bounds = (pose.at.add_scalar(-margin), pose.at.add_scalar(margin));
        let (poses, covered) = ([pose; POSES], [0.0; POSES]);
        Self { track: index, extent, facing, poses, covered, stride: 0.0, trust: 1.0, bounds }
    }
}

/// Whether it is plain that a road user hardly leaves its place within the time of a course.
fn stays(track: &TrackState) -> bool {
    let last = (POSES - 1) as f64 * STEP;
    // What an acceleration that dies away adds is below its time constant's part of the whole time.
    track.speed * last + track.acceleration.max(0.0) * FADE * last < HERE
}

/// Metres covered until each pose, with the present acceleration of vehicles dying away; nobody backs up.
fn covered(track: &TrackState) -> [f64; POSES] {
    // People's accelerations last for less than they are seen for.
    let steady = track.class.group() == Group::Vru;
    let acceleration = if steady { 0.0 } else { track.acceleration.clamp(-6.0, 2.5) };
    let mut reached = 0.0_f64;
    let mut fading = 1.0;
    core::array::from_fn(|pose| {
        let t = pose as f64 * STEP;
        let covered = track.speed * t + acceleration * FADE * (t - FADE * (1.0 - fading));
        fading *= FADED;
        reached = reached.max(covered);
        reached
    })
}

fn facing(track: &TrackState) -> Vector2<f64> {
    Vector2::new(track.heading.sin(), track.heading.cos())
}

/// One that hardly moves: a sensor tells little of where it faces, its lane more.
fn standing(
    track: &TrackState,
    facing: Vector2<f64>,
    spot: Option<(usize, Spot)>,
    context: &Context,
) -> Pose {
    let guided = spot.filter(|_| track.station.is_none()).and_then(|(index, spot)| {
        Guide::of(context.intersections().get(index)?, context.road(index)?, spot)?.on_line(0.0)
    });
    Pose { at: track.position, facing: guided.map_or(facing, |(_, guided)| guided) }
}

fn straight(track: &TrackState, facing: Vector2<f64>, covered: &[f64; POSES]) -> [Pose; POSES] {
    core::array::from_fn(|pose| Pose { at: track.position + facing * covered[pose], facing })
}

/// How far a circle is to be trusted: the less, the tighter it is.
fn trust(track: &TrackState) -> f64 {
    /// Turn rate from which it is more likely wrong than right, radians per second.
    const TURNS: f64 = 0.4;
    /// So much may be the error of what a sensor tells, radians per second.
    const UNSURE: f64 = 0.15;
    if track.speed > 1.0 { (-(track.yaw_rate.abs() - UNSURE).max(0.0) / TURNS).exp() } else { 1.0 }
}

/// Along the circle driven now, which straightens out.
fn turning(track: &TrackState, facing: Vector2<f64>, covered: &[f64; POSES]) -> [Pose; POSES] {
    /// So slowly, three seconds turn nobody aside, radians per second.
    const STRAIGHT: f64 = 1e-3;
    if track.speed <= 1.0 || track.yaw_rate.abs() < STRAIGHT {
        return straight(track, facing, covered);
    }
    let mut pose = Pose { at: track.position, facing };
    // Radians turned, clockwise, within half a step.
    let mut half = 0.5 * track.yaw_rate * STEP * TURN_FADED.sqrt();
    let mut before = 0.0;
    core::array::from_fn(|index| {
        if index > 0 {
            let middle = turned(&pose.facing, half);
            pose.at += middle * (covered[index] - before);
            pose.facing = turned(&middle, half);
            before = covered[index];
            half *= TURN_FADED;
        }
        pose
    })
}

/// A unit vector turned clockwise by a small angle, at most some tenths of a radian.
fn turned(facing: &Vector2<f64>, angle: f64) -> Vector2<f64> {
    // The first terms left out are below 0.3⁵/5!: 2e-5.
    let square = angle * angle;
    let (sin, cos) = (angle * (1.0 - square / 6.0), 1.0 - square * (0.5 - square / 24.0));
    Vector2::new(facing.x * cos + facing.y * sin, facing.y * cos - facing.x * sin)
}

fn along_lanes(
    track: &TrackState,
    facing: Vector2<f64>,
    (index, spot): (usize, Spot),
    context: &Context,
    covered: &[f64; POSES],
) -> Option<[Pose; POSES]> {
    let guide = Guide::of(context.intersections().get(index)?, context.road(index)?, spot)?;
    let mut poses = [Pose::default(); POSES];
    // A station tells its heading; a sensor sees the heading of what moves.
    let known = track.station.is_some() || track.speed > 1.5;
    for (pose, &distance) in poses.iter_mut().zip(covered) {
        *pose = guide.pose(distance)?;
        if known && distance < HERE {
            pose.facing = facing;
        }
    }
    Some(poses)
}

/// The pieces of line that lead a vehicle on: what is left of its lane, the way across, the lane beyond.
struct Guide<'a> {
    lane: Option<Piece<'a>>,
    curve: Option<Piece<'a>>,
    beyond: Option<&'a Line>,
    /// Metres to the left of the line now.
    offset: f64,
}

/// A line, where on it the vehicle is or will enter, and how far it goes.
struct Piece<'a> {
    line: &'a Line,
    from: f64,
    backwards: bool,
    length: f64,
}

impl<'a> Guide<'a> {
    fn of(intersection: &'a Intersection, road: &'a Road, spot: Spot) -> Option<Self> {
        let beyond = |movement: &Movement| road.lanes.get(movement.to).map(|lane| &lane.line);
        match spot {
            Spot::Lane { lane, along, offset } => {
                let (known, line) = (intersection.lanes.get(lane)?, &road.lanes.get(lane)?.line);
                if known.approach != Approach::Ingress {
                    let piece = Piece { line, from: along, backwards: false, length: f64::INFINITY };
                    return Some(Self { lane: Some(piece), curve: None, beyond: None, offset });
                }
                let movement = road.onwards(lane);
                let length = if movement.is_some() { along.max(0.0) } else { f64::INFINITY };
                let lane = Some(Piece { line, from: along, backwards: true, length });
                let curve = movement.map(|movement| Piece::rest(&movement.curve, (-along).max(0.0)));
                Some(Self { lane, curve, beyond: movement.and_then(beyond), offset: -offset })
            }
            Spot::Middle { movement, along, offset } => {
                let movement = road.movements.get(movement)?;
                let curve = Some(Piece::rest(&movement.curve, along));
                Some(Self { lane: None, curve, beyond: beyond(movement), offset })
            }
        }
    }

    fn pose(&self, distance: f64) -> Option<Pose> {
        let (at, facing) = self.on_line(distance)?;
        let left = Vector2::new(-facing.y, facing.x);
        let remains = (1.0 - distance / RETURN).max(0.0);
        Some(Pose { at: at + left * (self.offset * remains * remains), facing })
    }

    fn on_line(&self, distance: f64) -> Option<(Point, Vector2<f64>)> {
        let mut left = distance;
        for piece in [&self.lane, &self.curve].into_iter().flatten() {
            if left <= piece.length {
                return piece.at(left);
            }
            left -= piece.length;
        }
        self.beyond?.at(left)
    }
}

impl<'a> Piece<'a> {
    /// All that comes after a point on a line.
    fn rest(line: &'a Line, from: f64) -> Self {
        Self { line, from, backwards: false, length: line.length() - from }
    }

    fn at(&self, distance: f64) -> Option<(Point, Vector2<f64>)> {
        if self.backwards {
            self.line.at(self.from - distance).map(|(at, facing)| (at, -facing))
        } else {
            self.line.at(self.from + distance)
        }
    }
}

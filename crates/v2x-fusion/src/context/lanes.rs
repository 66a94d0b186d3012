//! Lanes of an intersection as a MAP describes them.

use crate::context::IntersectionId;
use crate::observation::Scope;
use crate::plane::{Geodetic, Plane, Point};
use crate::time::Time;

/// The name of a lane within its intersection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LaneId {
    /// The link that the lane belongs to: the number of the node at its other end (T/CSAE 53), which is upstream for lanes
    /// that come; 0 in J2735, whose lane numbers are unique in the intersection.
    pub link: u32,
    /// Lane number.
    pub lane: u8,
}

/// What moves on a lane.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LaneKind {
    /// Motor traffic.
    #[default]
    Vehicle,
    /// A place where people cross the road.
    Crosswalk,
    /// A cycle lane.
    Cycle,
    /// A pavement along the road.
    Sidewalk,
    /// Rails, medians, parking, stripes.
    Other,
}

impl LaneKind {
    /// The word used in outputs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Vehicle => "vehicle",
            Self::Crosswalk => "crosswalk",
            Self::Cycle => "cycle",
            Self::Sidewalk => "sidewalk",
            Self::Other => "other",
        }
    }
}

/// Which way traffic on a lane runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Approach {
    /// Towards the intersection.
    #[default]
    Ingress,
    /// Away from it.
    Egress,
    /// Both ways.
    Both,
}

/// The turns that a lane or connection allows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Manoeuvres {
    /// Straight on.
    pub straight: bool,
    /// To the left.
    pub left: bool,
    /// To the right.
    pub right: bool,
    /// Back.
    pub u_turn: bool,
}

/// Where a lane leads, and under which signal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Connection {
    /// The lane entered, where it is told.
    pub to: Option<LaneId>,
    /// The signal group that rules the movement; `None` where no signal does.
    pub signal_group: Option<u8>,
    /// What kind of turn it is.
    pub manoeuvres: Manoeuvres,
}

/// One lane. Its first point is at the stop line (or crossing), the others lead away from the intersection, whichever
/// way the traffic runs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lane {
    /// Its name in the intersection.
    pub id: LaneId,
    /// What moves on it.
    pub kind: LaneKind,
    /// Which way.
    pub approach: Approach,
    /// Number of the approach that the lane belongs to, where told.
    pub approach_number: Option<u8>,
    /// Metres from edge to edge.
    pub width: f32,
    /// The centre line from the stop line outwards: metres east and north of the plane's origin (in a [`RoadMap`]: of
    /// the intersection's reference point).
    pub centre: Vec<Point>,
    /// The turns allowed from it.
    pub manoeuvres: Manoeuvres,
    /// Where it leads; empty for lanes that leave the intersection.
    pub connections: Vec<Connection>,
    /// Speed limit in m/s, where told.
    pub speed_limit: Option<f32>,
}

impl Lane {
    /// The point where an approaching road user has to stop.
    pub fn stop_point(&self) -> Option<Point> {
        self.centre.first().copied()
    }
}

/// The geometry of one intersection as a message gives it: lanes about a reference point.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RoadMap {
    /// Which intersection.
    pub id: IntersectionId,
    /// Counts changes of the geometry.
    pub revision: u8,
    /// Its name, where told.
    pub name: Option<String>,
    /// Where offsets count from.
    pub reference: Geodetic,
    /// The lanes, with centre lines in metres east and north of `reference`.
    pub lanes: Vec<Lane>,
    /// When the message came in.
    pub received: Time,
    /// Whether the message was verified. False where nobody verified.
    pub verified: bool,
}

/// An intersection in the engine's plane.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Intersection {
    /// Which intersection.
    pub id: IntersectionId,
    /// Counts changes of the geometry.
    pub revision: u8,
    /// Its name, where told.
    pub name: Option<String>,
    /// Its reference point on the earth.
    pub reference: Geodetic,
    /// Its reference point in the plane.
    pub position: Point,
    /// The lanes, with centre lines in the plane. After those of its own MAP come those that lead away to neighbours and
    /// that only their MAPs tell of (T/CSAE 53).
    pub lanes: Vec<Lane>,
    /// How many of them its own MAP tells of.
    pub own_lanes: usize,
    /// When its MAP last came in.
    pub heard: Time,
    /// Whether a MAP that says this was verified.
    pub verified: bool,
}

impl Intersection {
    /// The lane of this id.
    pub fn lane(&self, id: LaneId) -> Option<&Lane> {
        self.lanes.iter().find(|lane| lane.id == id)
    }

    /// Its number as the links name it that come from it.
    fn as_link(&self) -> u32 {
        u32::from(self.id.region) << 16 | u32::from(self.id.id)
    }

    /// The lanes of a neighbour that lead from here to it, as lanes that leave.
    pub(crate) fn ways_to<'a>(&'a self, neighbour: &'a Self) -> impl Iterator<Item = Lane> + 'a {
        let same_set =
            self.id.scope == Scope::Csae && neighbour.id.scope == Scope::Csae && self.id != neighbour.id;
        let own = neighbour.lanes.iter().take(if same_set { neighbour.own_lanes } else { 0 });
        let from_here =
            own.filter(|lane| lane.id.link == self.as_link() && lane.approach == Approach::Ingress);
        from_here.map(|lane| Lane {
            id: LaneId { link: neighbour.as_link(), lane: lane.id.lane },
            approach: Approach::Egress,
            approach_number: None,
            centre: lane.centre.iter().rev().copied().collect(),
            connections: Vec::new(),
            ..lane.clone()
        })
    }
}

impl RoadMap {
    /// Moves the geometry into the plane. The offsets are those of a plane at the reference point; over a few
    /// kilometres its axes turn against ours by less than a milliradian, so each point is moved through the earth.
    pub(crate) fn into_intersection(self, plane: &Plane) -> Intersection {
        let local = Plane::new(self.reference);
        let mut lanes = self.lanes;
        for point in lanes.iter_mut().flat_map(|lane| lane.centre.iter_mut()) {
            *point = plane.point(&local.place(point));
        }
        Intersection {
            id: self.id,
            revision: self.revision,
            name: self.name,
            reference: self.reference,
            position: plane.point(&self.reference),
            own_lanes: lanes.len(),
            lanes,
            heard: self.received,
            verified: self.verified,
        }
    }
}

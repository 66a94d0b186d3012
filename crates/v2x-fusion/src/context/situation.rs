//! Where a road user is on the road, and which signals speak to it.

use crate::context::lanes::{Approach, Intersection, LaneId, LaneKind};
use crate::context::road::{Movement, Road, Spot};
use crate::context::signals::SignalState;
use crate::context::{Context, IntersectionId};
use crate::snapshot::TrackState;
use crate::time::Time;

/// How many signals a situation tells of: a lane seldom has more ways on.
pub const MAX_LIGHTS: usize = 4;

/// A road user's place on the lanes of an intersection.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Situation {
    /// Which intersection.
    pub intersection: IntersectionId,
    /// The lane that it is on, or that it came from while it crosses the middle.
    pub lane: LaneId,
    /// What moves on that lane.
    pub kind: LaneKind,
    /// Which way that lane runs.
    pub approach: Approach,
    /// The approach that the lane belongs to, where told.
    pub approach_number: Option<u8>,
    /// Whether it is between the lanes' ends, on its way across.
    pub crossing: bool,
    /// Metres from its front to the stop line along the lane; negative beyond. Only where it comes towards one.
    pub to_stop_line: Option<f64>,
    /// Metres that its centre lies to the left of the line it follows, seen in the direction of travel.
    pub offset: f64,
    /// The signals that rule the ways on from here.
    pub lights: [Option<Light>; MAX_LIGHTS],
}

/// What a signal shows to a road user.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Light {
    /// The signal group.
    pub group: u8,
    /// What it shows now.
    pub state: SignalState,
    /// Seconds until that changes, as the controller expects, where told.
    pub changes_in: Option<f64>,
    /// Since when it shows this, as far as is known.
    pub since: Time,
}

impl Situation {
    /// Whether some way on is closed by a red that means stop.
    pub(crate) fn has_red(&self) -> bool {
        self.lights.iter().flatten().any(|light| light.state == SignalState::StopAndRemain)
    }

    /// Whether every way on is closed by a red that means stop.
    pub fn faces_red(&self) -> bool {
        let mut lights = self.lights.iter().flatten().peekable();
        lights.peek().is_some() && lights.all(|light| light.state == SignalState::StopAndRemain)
    }
}

impl Context {
    /// Where a road user is on the lanes known, and what the signals show to it at `now`. `None` off the lanes.
    pub fn situation(&self, track: &TrackState, now: Time) -> Option<Situation> {
        self.situation_at(self.spot(track)?, track, now)
    }

    /// The same for a place that has been found already.
    pub(crate) fn situation_at(
        &self,
        (index, spot): (usize, Spot),
        track: &TrackState,
        now: Time,
    ) -> Option<Situation> {
        let (intersection, road) = (self.intersections().get(index)?, self.road(index)?);
        Some(self.describe(intersection, road, spot, track, now))
    }

    /// The intersection's index and the place in it that fit best.
    pub(crate) fn spot(&self, track: &TrackState) -> Option<(usize, Spot)> {
        let mut best: Option<(usize, Spot, f64)> = None;
        for (index, intersection) in self.intersections().iter().enumerate() {
            let Some(road) = self.road(index).filter(|road| road.reaches(&track.position)) else { continue };
            let Some((spot, cost)) = road.spot(&intersection.lanes, track) else { continue };
            // A lane between two intersections leaves one and comes to the other: what comes counts.
            let cost = cost + if leaves(intersection, &spot) { 1.0 } else { 0.0 };
            if best.is_none_or(|(_, _, least)| cost < least) {
                best = Some((index, spot, cost));
            }
        }
        best.map(|(index, spot, _)| (index, spot))
    }

    fn describe(
        &self,
        intersection: &Intersection,
        road: &Road,
        spot: Spot,
        track: &TrackState,
        now: Time,
    ) -> Situation {
        let (lane, crossing) = match spot {
            Spot::Lane { lane, .. } => (lane, None),
            Spot::Middle { movement, .. } => (road.movements[movement].from, Some(&road.movements[movement])),
        };
        let lane = &intersection.lanes[lane];
        let half = 0.5 * f64::from(track.size.length);
        let (to_stop_line, offset) = match spot {
            Spot::Lane { along, offset, .. } if lane.approach == Approach::Ingress => {
                (Some(along - half), -offset)
            }
            Spot::Lane { offset, .. } => (None, offset),
            Spot::Middle { along, offset, .. } => (Some(-along - half), offset),
        };
        let lights = match crossing {
            Some(Movement { group, .. }) => self.lights(intersection.id, group.iter().copied(), now),
            None => {
                let groups = lane.connections.iter().filter_map(|connection| connection.signal_group);
                self.lights(intersection.id, groups, now)
            }
        };
        Situation {
            intersection: intersection.id,
            lane: lane.id,
            kind: lane.kind,
            approach: lane.approach,
            approach_number: lane.approach_number,
            crossing: crossing.is_some(),
            to_stop_line,
            offset,
            lights,
        }
    }

    /// What these groups show, each once.
    fn lights(
        &self,
        id: IntersectionId,
        groups: impl Iterator<Item = u8>,
        now: Time,
    ) -> [Option<Light>; MAX_LIGHTS] {
        let mut lights = [None; MAX_LIGHTS];
        for group in groups {
            let known = |light: &Option<Light>| light.is_none_or(|light| light.group == group);
            let Some(place) = lights.iter_mut().find(|light| known(light)) else { break };
            let Some(shown) = self.signal(id, group) else { continue };
            let changes_in = shown.timing.end().map(|end| end.seconds_since(now).max(0.0));
            let since = self.shown_since(id, group);
            *place = Some(Light { group, state: shown.state, changes_in, since });
        }
        lights
    }
}

fn leaves(intersection: &Intersection, spot: &Spot) -> bool {
    match *spot {
        Spot::Lane { lane, .. } => intersection.lanes[lane].approach == Approach::Egress,
        Spot::Middle { .. } => false,
    }
}

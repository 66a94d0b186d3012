//! What the road says: intersections with their lanes, and the state of their signals, from MAP and SPaT of any set.

mod lanes;
mod signals;

pub use lanes::{Approach, Connection, Intersection, Lane, LaneId, LaneKind, Manoeuvres, RoadMap};
pub use signals::{GroupState, SignalReport, SignalState, Timing};

use crate::observation::Scope;
use crate::plane::Plane;
use crate::time::Time;

/// The name of an intersection: its region and number in the numbering of one message set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IntersectionId {
    /// The message set whose numbers these are.
    pub scope: Scope,
    /// Road regulator or region; 0 where none is told.
    pub region: u16,
    /// Number in the region.
    pub id: u16,
}

/// The intersections heard of, each with the signals reported for it. Bounded: where there is no room, the one not
/// heard of for longest gives way.
#[derive(Clone, Debug, Default)]
pub struct Context {
    intersections: Vec<Intersection>,
    /// Signals whose MAP has not come yet, and all others.
    signals: Vec<SignalReport>,
    capacity: usize,
}

impl Context {
    /// An empty context that keeps at most so many intersections.
    pub fn new(capacity: usize) -> Self {
        Self { intersections: Vec::new(), signals: Vec::new(), capacity: capacity.max(1) }
    }

    /// The intersections that a MAP described, in order of their ids.
    pub fn intersections(&self) -> &[Intersection] {
        &self.intersections
    }

    /// The intersection of this id.
    pub fn intersection(&self, id: IntersectionId) -> Option<&Intersection> {
        self.intersections.iter().find(|known| known.id == id)
    }

    /// The last signal report for this intersection, whether or not its MAP is known.
    pub fn signals(&self, id: IntersectionId) -> Option<&SignalReport> {
        self.signals.iter().find(|known| known.intersection == id)
    }

    /// The state of one signal group as last reported.
    pub fn signal(&self, id: IntersectionId, group: u8) -> Option<&GroupState> {
        self.signals(id)?.groups.iter().find(|state| state.group == group)
    }

    /// Keeps a MAP's geometry, moved into the engine's plane. Gives whether the geometry is new or changed.
    pub(crate) fn learn_map(&mut self, map: RoadMap, plane: &Plane) -> bool {
        let intersection = map.into_intersection(plane);
        match self.intersections.iter_mut().find(|known| known.id == intersection.id) {
            Some(known) if known.lanes == intersection.lanes => {
                known.heard = intersection.heard;
                false
            }
            Some(known) => {
                *known = intersection;
                true
            }
            None => {
                make_room(&mut self.intersections, self.capacity, |known| known.heard);
                self.intersections.push(intersection);
                self.intersections.sort_by_key(|known| known.id);
                true
            }
        }
    }

    /// Keeps a signal report, unless a later one of the same intersection is known already.
    pub(crate) fn learn_signals(&mut self, report: SignalReport) {
        match self.signals.iter_mut().find(|known| known.intersection == report.intersection) {
            Some(known) if known.time > report.time && known.received >= report.received => {}
            Some(known) => *known = report,
            None => {
                make_room(&mut self.signals, self.capacity, |known| known.received);
                self.signals.push(report);
            }
        }
    }

    /// Forgets what has not been repeated since the given times.
    pub(crate) fn forget(&mut self, maps_before: Time, signals_before: Time) {
        self.intersections.retain(|known| known.heard >= maps_before);
        self.signals.retain(|known| known.received >= signals_before);
    }
}

/// Removes the entry not heard of for longest when the list is full.
fn make_room<T>(list: &mut Vec<T>, capacity: usize, heard: impl Fn(&T) -> Time) {
    if list.len() < capacity {
        return;
    }
    let oldest = list.iter().enumerate().min_by_key(|(_, entry)| heard(entry)).map(|(index, _)| index);
    if let Some(index) = oldest {
        list.swap_remove(index);
    }
}

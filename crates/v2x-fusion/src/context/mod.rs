//! What the road says: intersections with their lanes, and the state of their signals, from MAP and SPaT of any set.

mod lanes;
pub(crate) mod line;
pub(crate) mod road;
mod signals;
mod situation;

pub use lanes::{Approach, Connection, Intersection, Lane, LaneId, LaneKind, Manoeuvres, RoadMap};
pub use signals::{GroupState, SignalReport, SignalState, Timing};
pub use situation::{Light, MAX_LIGHTS, Situation};

use road::Road;

use crate::observation::Scope;
use crate::plane::{Plane, Point};
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

/// When a signal group began to show what it shows.
#[derive(Clone, Copy, Debug)]
struct Change {
    intersection: IntersectionId,
    group: u8,
    state: SignalState,
    since: Time,
}

/// The intersections heard of, each with the signals reported for it. Bounded: where there is no room, the one not
/// heard of for longest gives way.
#[derive(Clone, Debug, Default)]
pub struct Context {
    intersections: Vec<Intersection>,
    /// The same, made ready for matching.
    roads: Vec<Road>,
    /// Signals whose MAP has not come yet, and all others.
    signals: Vec<SignalReport>,
    /// Since when each signal group shows what it shows.
    changes: Vec<Change>,
    capacity: usize,
}

impl Context {
    /// An empty context that keeps at most so many intersections.
    pub fn new(capacity: usize) -> Self {
        Self { capacity: capacity.max(1), ..Self::default() }
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

    /// Whether vehicles drive over a point, as far as lanes are known.
    pub(crate) fn on_carriageway(&self, point: &Point) -> bool {
        let known = self.roads.iter().zip(&self.intersections);
        known.filter(|(road, _)| road.reaches(point)).any(|(road, place)| road.carries(&place.lanes, point))
    }

    pub(crate) fn road(&self, index: usize) -> Option<&Road> {
        self.roads.get(index)
    }

    /// Since when a group shows what it shows; the earliest time where that is not known.
    pub(crate) fn shown_since(&self, id: IntersectionId, group: u8) -> Time {
        let known = |change: &&Change| change.intersection == id && change.group == group;
        self.changes.iter().find(known).map_or(Time::MIN, |change| change.since)
    }

    /// Keeps a MAP's geometry, moved into the engine's plane. Gives whether the geometry is new or changed.
    pub(crate) fn learn_map(&mut self, map: RoadMap, plane: &Plane) -> bool {
        let changed = self.keep_map(map.into_intersection(plane));
        if changed {
            self.prepare();
        }
        changed
    }

    fn prepare(&mut self) {
        for index in 0..self.intersections.len() {
            let here = &self.intersections[index];
            let ways: Vec<Lane> = self.intersections.iter().flat_map(|other| here.ways_to(other)).collect();
            let here = &mut self.intersections[index];
            here.lanes.truncate(here.own_lanes);
            here.lanes.extend(ways);
        }
        self.roads.clear();
        self.roads.extend(self.intersections.iter().map(Road::new));
    }

    fn keep_map(&mut self, intersection: Intersection) -> bool {
        match self.intersections.iter_mut().find(|known| known.id == intersection.id) {
            Some(known) if known.lanes[..known.own_lanes] == intersection.lanes[..] => {
                known.heard = intersection.heard;
                known.verified |= intersection.verified;
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
        let known = self.signals(report.intersection);
        if known.is_some_and(|known| known.time > report.time && known.received >= report.received) {
            return;
        }
        self.note_changes(&report);
        match self.signals.iter_mut().find(|known| known.intersection == report.intersection) {
            Some(known) => *known = report,
            None => {
                make_room(&mut self.signals, self.capacity, |known| known.received);
                self.signals.push(report);
            }
        }
    }

    /// Forgets what has not been repeated since the given times.
    pub(crate) fn forget(&mut self, maps_before: Time, signals_before: Time) {
        let before = self.intersections.len();
        self.intersections.retain(|known| known.heard >= maps_before);
        if self.intersections.len() != before {
            self.prepare();
        }
        let before = self.signals.len();
        self.signals.retain(|known| known.received >= signals_before);
        if self.signals.len() != before {
            let Self { signals, changes, .. } = self;
            changes.retain(|change| signals.iter().any(|known| known.intersection == change.intersection));
        }
    }

    /// Notes which groups show something else than before.
    fn note_changes(&mut self, report: &SignalReport) {
        for shown in &report.groups {
            let same = |change: &&mut Change| {
                change.intersection == report.intersection && change.group == shown.group
            };
            match self.changes.iter_mut().find(same) {
                Some(change) if change.state == shown.state => {}
                Some(change) => {
                    change.state = shown.state;
                    change.since = shown.timing.start.unwrap_or(report.time);
                }
                None => self.changes.push(Change {
                    intersection: report.intersection,
                    group: shown.group,
                    state: shown.state,
                    // It may have shown this for long.
                    since: shown.timing.start.unwrap_or(Time::MIN),
                }),
            }
        }
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

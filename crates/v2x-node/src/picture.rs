//! The picture of the road that the fusion thread publishes: everything that a viewer may want at one moment.

use std::sync::Arc;

use v2x_fusion::context::{Intersection, SignalReport};
use v2x_fusion::warning::{Warning, WarningPhase};
use v2x_fusion::{Engine, Event, Snapshot, Statistics, Time};

/// The road at one moment. Its memory is reused from picture to picture.
#[derive(Clone, Debug, Default)]
pub struct Picture {
    /// The tracks, predicted to `snapshot.time`.
    pub snapshot: Snapshot,
    /// The lanes, shared between pictures as long as they stay the same.
    pub roads: Arc<Roads>,
    /// The last signal report of each intersection whose lanes are known.
    pub signals: Vec<SignalReport>,
    /// Dangers that last.
    pub warnings: Vec<Warning>,
    /// What the engine did so far.
    pub statistics: Statistics,
}

/// The lanes of all intersections.
#[derive(Clone, Debug, Default)]
pub struct Roads {
    /// Grows with every change, so that a viewer knows when to look again.
    pub revision: u64,
    /// The intersections, in the plane of the snapshot.
    pub intersections: Vec<Intersection>,
}

/// More warnings than this are not kept for the picture; the events tell all of them.
const MOST_WARNINGS: usize = 64;

/// Keeps, between two pictures, what the engine tells by events.
#[derive(Debug, Default)]
pub(crate) struct Painter {
    roads: Arc<Roads>,
    roads_changed: bool,
    warnings: Vec<Warning>,
}

impl Painter {
    /// Takes note of an event.
    pub(crate) fn note(&mut self, event: &Event) {
        match event {
            Event::MapLearned(_) => self.roads_changed = true,
            Event::Warning(warning) => self.warn(warning),
            _ => {}
        }
    }

    fn warn(&mut self, warning: &Warning) {
        let known = self.warnings.iter().position(|other| other.id == warning.id);
        match (known, warning.phase) {
            (Some(i), WarningPhase::End) => {
                self.warnings.swap_remove(i);
            }
            (None, WarningPhase::End) => {}
            (Some(i), _) => self.warnings[i] = *warning,
            (None, _) if self.warnings.len() < MOST_WARNINGS => self.warnings.push(*warning),
            (None, _) => {}
        }
    }

    /// Fills `picture` with the engine's view at `now`.
    pub(crate) fn paint(&mut self, engine: &Engine, now: Time, picture: &mut Picture) {
        let context = engine.context();
        // Forgetting an intersection makes no event, but it changes the number.
        if self.roads_changed || self.roads.intersections.len() != context.intersections().len() {
            self.roads_changed = false;
            self.roads = Arc::new(Roads {
                revision: self.roads.revision + 1,
                intersections: context.intersections().to_vec(),
            });
        }
        engine.snapshot(now, &mut picture.snapshot);
        picture.roads = Arc::clone(&self.roads);
        picture.signals.clear();
        let known = context.intersections().iter().filter_map(|known| context.signals(known.id));
        picture.signals.extend(known.cloned());
        picture.warnings.clone_from(&self.warnings);
        picture.statistics = *engine.statistics();
    }
}

#[cfg(test)]
mod tests {
    use v2x_fusion::warning::WarningKind;
    use v2x_fusion::{Config, Geodetic, Point, context::RoadMap};

    use super::*;

    fn warning(id: u64, phase: WarningPhase) -> Event {
        Event::Warning(Warning {
            id,
            kind: WarningKind::Collision,
            phase,
            time: Time::default(),
            tracks: [None; 2],
            position: Point::zeros(),
            lead: 1.0,
            probability: 0.5,
            signal: None,
            lane: None,
            verified: false,
        })
    }

    #[test]
    fn warnings_last_from_begin_to_end_and_are_bounded() {
        let mut painter = Painter::default();
        painter.note(&warning(1, WarningPhase::Begin));
        painter.note(&warning(2, WarningPhase::Begin));
        painter.note(&warning(1, WarningPhase::Update));
        assert_eq!(painter.warnings.len(), 2);
        painter.note(&warning(1, WarningPhase::End));
        assert_eq!(painter.warnings.iter().map(|w| w.id).collect::<Vec<_>>(), [2]);
        (10..1_000).for_each(|id| painter.note(&warning(id, WarningPhase::Begin)));
        assert_eq!(painter.warnings.len(), MOST_WARNINGS);
    }

    #[test]
    fn a_new_map_raises_the_revision_once() {
        let mut engine = Engine::new(Config::default());
        let (mut painter, mut picture) = (Painter::default(), Picture::default());
        let now = Time::from_seconds(1e9);
        painter.paint(&engine, now, &mut picture);
        assert_eq!(picture.roads.revision, 0);
        for _ in 0..2 {
            let map = RoadMap { reference: Geodetic::new(39.0, -99.0), received: now, ..RoadMap::default() };
            engine.handle(now, map.into());
            while let Some(event) = engine.poll_event() {
                painter.note(&event);
            }
            painter.paint(&engine, now, &mut picture);
            assert_eq!((picture.roads.revision, picture.roads.intersections.len()), (1, 1));
        }
    }
}

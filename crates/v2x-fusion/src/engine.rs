//! The engine: inputs in, tracks, events and road context out; no clock, no threads, no I/O.

use std::collections::VecDeque;

use crate::config::Config;
use crate::context::Context;
use crate::event::Event;
use crate::input::Input;
use crate::plane::Plane;
use crate::snapshot::{Snapshot, TrackState};
use crate::statistics::Statistics;
use crate::time::Time;

/// Fuses reports about road users into tracks.
///
/// Every method that depends on time takes it as an argument, so that a recording gives the same answers as the live
/// road did. Times given must not run backwards; where they do, the engine stays at the latest.
#[derive(Debug)]
pub struct Engine {
    config: Config,
    plane: Option<Plane>,
    context: Context,
    events: VecDeque<Event>,
    statistics: Statistics,
    now: Time,
}

impl Engine {
    /// An engine that has heard nothing yet.
    pub fn new(config: Config) -> Self {
        Self {
            plane: config.origin.map(Plane::new),
            context: Context::new(config.max_intersections),
            events: VecDeque::with_capacity(config.max_events),
            statistics: Statistics::default(),
            now: Time::MIN,
            config,
        }
    }

    /// Takes one input in at `now`.
    pub fn handle(&mut self, now: Time, input: Input) {
        self.now = self.now.max(now);
        match input {
            Input::Observation(_) => self.statistics.observations += 1,
            Input::Map(map) => {
                let id = map.id;
                let plane = self.plane.get_or_insert_with(|| Plane::new(map.reference));
                self.statistics.maps += 1;
                if self.context.learn_map(*map, plane) {
                    self.tell(Event::MapLearned(id));
                }
            }
            Input::Signals(report) => {
                self.statistics.signal_reports += 1;
                self.context.learn_signals(*report);
            }
        }
    }

    /// Does what is due by `now`: ends tracks that time has run out for, judges dangers, forgets old context.
    pub fn advance(&mut self, now: Time) {
        self.now = self.now.max(now);
        self.context.forget(self.now - self.config.map_timeout, self.now - self.config.signal_timeout);
    }

    /// The next thing that happened, oldest first.
    pub fn poll_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    /// When [`advance`](Self::advance) has something to do next, if nothing comes in before.
    pub fn next_deadline(&self) -> Option<Time> {
        None
    }

    /// The confirmed tracks, each as of the time it was last updated to.
    pub fn tracks(&self) -> impl Iterator<Item = TrackState> + '_ {
        core::iter::empty()
    }

    /// Fills a snapshot with the confirmed tracks, predicted to `at`. Reuses the snapshot's memory.
    pub fn snapshot(&self, at: Time, snapshot: &mut Snapshot) {
        snapshot.time = at;
        snapshot.plane.clone_from(&self.plane);
        snapshot.tracks.clear();
        snapshot.tracks.extend(self.tracks());
    }

    /// The intersections and signals heard of.
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// The plane that tracks and lanes are in; `None` before anything fixed it.
    pub fn plane(&self) -> Option<&Plane> {
        self.plane.as_ref()
    }

    /// What the engine did so far.
    pub fn statistics(&self) -> &Statistics {
        &self.statistics
    }

    /// Queues an event, at the cost of the oldest where nobody polls.
    fn tell(&mut self, event: Event) {
        if self.events.len() >= self.config.max_events.max(1) {
            self.events.pop_front();
            self.statistics.events_dropped += 1;
        }
        self.events.push_back(event);
    }
}

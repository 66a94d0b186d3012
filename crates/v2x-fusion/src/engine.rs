//! The engine: inputs in, tracks, events and road context out; no clock, no threads, no I/O.

use core::time::Duration;

use crate::config::Config;
use crate::context::{Context, Situation};
use crate::event::Event;
use crate::input::Input;
use crate::observation::{Observation, Subject};
use crate::plane::Plane;
use crate::snapshot::{Snapshot, TrackState};
use crate::statistics::Statistics;
use crate::time::Time;
use crate::tracker::{Outbox, Tracker};
use crate::warning::Hazards;

/// How often [`Engine::advance`] has work to do while there are tracks.
const INTERVAL: Duration = Duration::from_millis(100);

/// Fuses reports about road users into tracks.
///
/// Every method that depends on time takes it as an argument, so that a recording gives the same answers as the live
/// road did. Times given must not run backwards; where they do, the engine stays at the latest.
#[derive(Debug)]
pub struct Engine {
    config: Config,
    plane: Option<Plane>,
    context: Context,
    tracker: Tracker,
    out: Outbox,
    now: Time,
    /// When the tracks were last looked after.
    tended: Time,
    /// The tracks at `tended`, so long as nothing has come in since.
    picture: Vec<TrackState>,
    pictured: bool,
    hazards: Hazards,
}

impl Engine {
    /// An engine that has heard nothing yet.
    pub fn new(config: Config) -> Self {
        Self {
            plane: config.origin.map(Plane::new),
            context: Context::new(config.max_intersections),
            tracker: Tracker::new(&config),
            out: Outbox::new(config.max_events),
            now: Time::MIN,
            tended: Time::MIN,
            picture: Vec::with_capacity(config.max_tracks.min(4096)),
            pictured: false,
            hazards: Hazards::default(),
            config,
        }
    }

    /// Takes one input in at `now`.
    pub fn handle(&mut self, now: Time, input: Input) {
        self.now = self.now.max(now);
        self.pictured = false;
        self.tracker.finish_looks(self.now, &self.config, &mut self.out);
        match input {
            Input::Observation(observation) => self.observe(&observation),
            Input::Map(map) => {
                let id = map.id;
                let plane = self.plane.get_or_insert_with(|| Plane::new(map.reference));
                self.out.statistics.maps += 1;
                if self.context.learn_map(*map, plane) {
                    self.out.tell(Event::MapLearned(id));
                }
            }
            Input::Signals(report) => {
                self.out.statistics.signal_reports += 1;
                self.context.learn_signals(*report);
            }
        }
    }

    fn observe(&mut self, observation: &Observation) {
        if !observation.is_plausible() {
            self.out.statistics.implausible += 1;
            return;
        }
        if self.config.ourselves.contains(&observation.station) {
            self.out.statistics.echoes += 1;
            return;
        }
        let (oldest, newest) = (self.now - self.config.max_age, self.now + self.config.max_ahead);
        if observation.measured < oldest || observation.measured > newest {
            self.out.statistics.out_of_time += 1;
            return;
        }
        self.out.statistics.observations += 1;
        let plane = self.plane.get_or_insert_with(|| Plane::new(observation.position));
        match observation.subject {
            Subject::Sender => self.tracker.take_own(observation, plane, &self.config, &mut self.out),
            Subject::Object { .. } => {
                self.tracker.take_detection(observation, plane, &self.config, &mut self.out);
            }
        }
    }

    /// Does what is due by `now`: ends tracks that time has run out for, joins those that are one, judges dangers,
    /// forgets old context.
    pub fn advance(&mut self, now: Time) {
        self.now = self.now.max(now);
        if self.tracker.look_due().is_some_and(|due| due <= self.now) {
            self.pictured = false;
            self.tracker.finish_looks(self.now, &self.config, &mut self.out);
        }
        if self.now.micros_since(self.tended) < INTERVAL.as_micros() as i64 {
            return;
        }
        // After a pause, no more is made of what was close before it than a second's worth.
        let elapsed = self.now.seconds_since(self.tended).min(1.0);
        self.tended = self.now;
        self.tracker.join(self.now, elapsed, &self.config, &mut self.out);
        self.tracker.age(self.now, &self.config, &mut self.out);
        self.context.forget(self.now - self.config.map_timeout, self.now - self.config.signal_timeout);
        self.picture.clear();
        self.tracker.picture(self.now, &self.config, &mut self.picture);
        self.pictured = true;
        let rules = &self.config.warnings;
        self.hazards.judge(self.now, &self.picture, &self.context, rules, &mut self.out);
    }

    /// The next thing that happened, oldest first.
    pub fn poll_event(&mut self) -> Option<Event> {
        self.out.events.pop_front()
    }

    /// When [`advance`](Self::advance) has something to do next, if nothing comes in before.
    pub fn next_deadline(&self) -> Option<Time> {
        if self.tracker.is_idle() {
            return None;
        }
        let due = if self.tended == Time::MIN { self.now } else { self.tended };
        let due = due + INTERVAL;
        Some(self.tracker.look_due().map_or(due, |look| look.min(due)))
    }

    /// The confirmed tracks in order of their ids, each as of its latest report.
    pub fn tracks(&self) -> impl Iterator<Item = TrackState> + '_ {
        self.tracker.latest()
    }

    /// Fills a snapshot with the confirmed tracks, predicted to `at`. Reuses the snapshot's memory.
    pub fn snapshot(&self, at: Time, snapshot: &mut Snapshot) {
        snapshot.time = at;
        snapshot.plane.clone_from(&self.plane);
        snapshot.tracks.clear();
        if self.pictured && at == self.tended {
            snapshot.tracks.extend_from_slice(&self.picture);
        } else {
            self.tracker.picture(at, &self.config, &mut snapshot.tracks);
        }
    }

    /// Where a road user is on the lanes known, and what the signals show to it. `None` off the lanes.
    pub fn situation(&self, track: &TrackState) -> Option<Situation> {
        self.context.situation(track, track.time)
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
        &self.out.statistics
    }
}

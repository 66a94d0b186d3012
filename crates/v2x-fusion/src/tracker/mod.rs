//! The tracks and all that happens to them.

mod clock;
mod contest;
mod gain;
mod history;
mod identity;
mod join;
mod learn;
mod life;
mod look;
mod measure;
mod mingle;
mod own;
mod picture;
mod sensor;
mod track;

use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasherDefault, DefaultHasher};

use crate::config::Config;
use crate::event::{EndReason, Event};
use crate::motion::measurement::Measurement;
use crate::observation::{Observation, StationId};
use crate::snapshot::{TrackId, TrackState};
use crate::statistics::Statistics;
use clock::Clocks;
use history::History;
use join::JoinScratch;
use look::LookScratch;
use sensor::Sensor;
use track::{Stage, Track};

/// A map whose order of iteration is never used, hashed alike in every run.
type StationMap = HashMap<StationId, TrackId, BuildHasherDefault<DefaultHasher>>;

/// Where events and counts go.
#[derive(Debug)]
pub(crate) struct Outbox {
    pub(crate) events: VecDeque<Event>,
    pub(crate) statistics: Statistics,
    capacity: usize,
}

impl Outbox {
    pub(crate) fn new(capacity: usize) -> Self {
        let capacity = capacity.max(1);
        Self {
            events: VecDeque::with_capacity(capacity.min(1024)),
            statistics: Statistics::default(),
            capacity,
        }
    }

    /// Queues an event, at the cost of the oldest where nobody polls.
    pub(crate) fn tell(&mut self, event: Event) {
        if self.events.len() >= self.capacity {
            self.events.pop_front();
            self.statistics.events_dropped += 1;
        }
        self.events.push_back(event);
    }
}

/// All tracks, the stations they are, and the sensors that see them.
#[derive(Debug)]
pub(crate) struct Tracker {
    /// In order of their ids. In one piece: looks go through all of them, and mostly the youngest end.
    tracks: Vec<Track>,
    /// The ids again: a search through them touches little memory, and tracks are large.
    ids: Vec<TrackId>,
    stations: StationMap,
    sensors: Vec<Sensor>,
    clocks: Clocks,
    next_id: u64,
    /// Memory of tracks that ended.
    spare: Vec<History>,
    scratch: LookScratch,
    join_scratch: JoinScratch,
}

impl Tracker {
    pub(crate) fn new(config: &Config) -> Self {
        Self {
            tracks: Vec::with_capacity(config.max_tracks.min(4096)),
            ids: Vec::with_capacity(config.max_tracks.min(4096)),
            stations: StationMap::with_capacity_and_hasher(
                config.max_tracks.min(4096),
                BuildHasherDefault::default(),
            ),
            sensors: Vec::new(),
            clocks: Clocks::default(),
            next_id: 1,
            spare: Vec::new(),
            scratch: LookScratch::default(),
            join_scratch: JoinScratch::default(),
        }
    }

    /// Whether there is anything that time changes.
    pub(crate) fn is_idle(&self) -> bool {
        self.tracks.is_empty() && self.sensors.iter().all(|sensor| sensor.look.is_empty())
    }

    /// Confirmed tracks, each as of its latest report.
    pub(crate) fn latest(&self) -> impl Iterator<Item = TrackState> + '_ {
        let confirmed = self.tracks.iter().filter(|track| track.is_shown());
        confirmed.map(|track| track.state_at(track.last_seen))
    }

    fn index_of(&self, id: TrackId) -> Option<usize> {
        self.ids.binary_search(&id).ok()
    }

    /// Begins a track. Where there is no room, a tentative one gives way; where there is none, nothing begins.
    fn begin(
        &mut self,
        observation: &Observation,
        measurement: Measurement,
        config: &Config,
        out: &mut Outbox,
    ) -> Option<usize> {
        if self.tracks.len() >= config.max_tracks {
            let weakest = self.tracks.iter().position(|track| track.stage == Stage::Tentative);
            let Some(index) = weakest else {
                out.statistics.crowded += 1;
                return None;
            };
            self.end(index, EndReason::Crowded, out);
        }
        let id = TrackId(self.next_id);
        self.next_id += 1;
        let old = self.spare.pop();
        let history = old.unwrap_or_else(|| History::new(config.history));
        let track = Track::begin(history, id, observation, measurement, &config.noise);
        self.tracks.push(track);
        self.ids.push(id);
        out.statistics.tracks_started += 1;
        Some(self.tracks.len() - 1)
    }

    /// Ends a track; its memory is kept for the next.
    fn end(&mut self, index: usize, reason: EndReason, out: &mut Outbox) {
        let track = self.remove(index);
        if let Some(own) = track.own {
            self.forget_station(own.id, track.id);
        }
        if track.stage == Stage::Confirmed {
            out.statistics.tracks_ended += 1;
            out.tell(Event::TrackEnded { track: track.id, reason });
        }
        self.spare.push(track.history);
    }

    fn remove(&mut self, index: usize) -> Track {
        self.ids.remove(index);
        self.tracks.remove(index)
    }

    /// Forgets that a station is a track, unless it has become another one meanwhile.
    fn forget_station(&mut self, station: StationId, track: TrackId) {
        if self.stations.get(&station) == Some(&track) {
            self.stations.remove(&station);
        }
    }

    fn confirm(track: &mut Track, out: &mut Outbox) {
        if track.stage == Stage::Tentative {
            track.stage = Stage::Confirmed;
            out.statistics.tracks_confirmed += 1;
            out.tell(Event::TrackConfirmed(track.id));
        }
    }
}

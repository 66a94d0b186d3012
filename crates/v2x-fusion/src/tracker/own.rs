//! Reports of road users about themselves: identity first, and a change of pseudonym is seen through.

use super::identity::OwnLink;
use super::track::Track;
use super::{Outbox, Tracker, measure};
use crate::association::gate;
use crate::config::Config;
use crate::event::Event;
use crate::motion::measurement::Measurement;
use crate::observation::{Group, Observation};
use crate::plane::Plane;
use crate::time::Time;

/// A report this near to where it is expected is not checked further, metres.
const PLAINLY_NEAR: f64 = 2.0;
/// Reports in a row that do not fit before a station is taken off its track.
const MISFITS: u8 = 3;
/// Share of each report in that average: it looks back over some 15.
const UNEASE_SHARE: f64 = 0.07;
/// A station is taken to have fallen silent when it has not spoken for this long before another one speaks,
/// microseconds: half the usual interval.
const SILENT: i64 = 50_000;

impl Tracker {
    /// Takes in what a road user reports of itself.
    pub(crate) fn take_own(
        &mut self,
        observation: &Observation,
        plane: &Plane,
        config: &Config,
        out: &mut Outbox,
    ) {
        let measurement = measure::own(observation, plane, &config.noise);
        let known = self.stations.get(&observation.station).and_then(|id| self.index_of(*id));
        match known {
            Some(index) if self.tracks[index].belies_its_station() => {
                self.take_station_off(index);
                self.meet(observation, measurement, Some(index), config, out);
            }
            Some(index) if self.fits(index, &measurement, config) => {
                self.update_own(index, observation, measurement, config, out);
            }
            Some(index) if self.count_misfit(index) < MISFITS => {}
            Some(index) => {
                self.take_station_off(index);
                self.meet(observation, measurement, Some(index), config, out);
            }
            None => self.meet(observation, measurement, None, config, out),
        }
    }

    fn update_own(
        &mut self,
        index: usize,
        observation: &Observation,
        measurement: Measurement,
        config: &Config,
        out: &mut Outbox,
    ) {
        let track = &mut self.tracks[index];
        if track.history.has_own(measurement.time) {
            out.statistics.repeated += 1;
            return;
        }
        let taken = track.take(observation, measurement);
        if let Some(own) = &mut track.own {
            if measurement.time >= own.measured {
                own.latest = measurement;
                own.measured = measurement.time;
            }
            own.misfits = 0;
            if let Some(surprise) = taken.surprise {
                own.unease += UNEASE_SHARE * (surprise.distance / surprise.freedom - own.unease);
            }
        }
        out.statistics.out_of_sequence += u64::from(taken.repeated > 0);
        if is_ripe(track, config) {
            Self::confirm(track, out);
        }
    }

    /// Whether a station's report agrees with its track.
    fn fits(&self, index: usize, measurement: &Measurement, config: &Config) -> bool {
        let track = &self.tracks[index];
        let near = track.roughly_at(measurement.time) - measurement.position.value;
        if near.norm_squared() < PLAINLY_NEAR * PLAINLY_NEAR {
            return true;
        }
        // Wider than the gate for strangers: who says who it is deserves some trust.
        let fit = gate::fit(&track.believed(measurement.time), measurement);
        fit.is_some_and(|fit| fit.distance < 2.0 * config.association.gate)
    }

    fn count_misfit(&mut self, index: usize) -> u8 {
        self.tracks[index].own.as_mut().map_or(MISFITS, |own| {
            own.misfits = own.misfits.saturating_add(1);
            own.misfits
        })
    }

    /// A station that its track does not fit any more is somebody else.
    pub(super) fn take_station_off(&mut self, index: usize) {
        let track = &mut self.tracks[index];
        if let Some(own) = track.own.take() {
            let id = track.id;
            self.forget_station(own.id, id);
        }
    }

    /// A station heard for the first time, or taken off the track `not`: a track that fits becomes its, but not that one,
    /// or a new one begins.
    fn meet(
        &mut self,
        observation: &Observation,
        measurement: Measurement,
        not: Option<usize>,
        config: &Config,
        out: &mut Outbox,
    ) {
        if let Some(index) = self.partner(observation, &measurement, not, config) {
            self.link(index, observation, &measurement, out, config);
            self.update_own(index, observation, measurement, config, out);
            return;
        }
        let Some(index) = self.begin(observation, measurement, config, out) else { return };
        let track = &mut self.tracks[index];
        track.own = Some(OwnLink::new(observation.station, measurement.time, measurement));
        self.stations.insert(observation.station, track.id);
        if is_ripe(track, config) {
            Self::confirm(track, out);
        }
    }

    /// The track that a new station is, if one is clearly the best.
    fn partner(
        &self,
        observation: &Observation,
        measurement: &Measurement,
        not: Option<usize>,
        config: &Config,
    ) -> Option<usize> {
        let rules = &config.association;
        let stranger = (rules.clutter / VELOCITIES).ln();
        let (mut best, mut second) = ((None, 0.0), 0.0_f64);
        for (index, track) in self.tracks.iter().enumerate() {
            let near = track.roughly_at(measurement.time) - measurement.position.value;
            let far = near.norm_squared() > rules.reach * rules.reach;
            if far || not == Some(index) || !is_free(track, measurement.time) {
                continue;
            }
            let Some(fit) = gate::fit(&track.believed(measurement.time), measurement) else { continue };
            if fit.distance > rules.gate {
                continue;
            }
            let gain = fit.log_likelihood - stranger
                + track.class.agreement(observation.class, Some(0.97))
                + track.size.agreement(observation.size, true);
            if gain > best.1 {
                second = best.1;
                best = (Some(index), gain);
            } else {
                second = second.max(gain);
            }
        }
        best.0.filter(|_| best.1 - second > rules.margin)
    }

    /// Gives a track the name of a station.
    fn link(
        &mut self,
        index: usize,
        observation: &Observation,
        measurement: &Measurement,
        out: &mut Outbox,
        config: &Config,
    ) {
        let track = &mut self.tracks[index];
        let before = track.own.map(|own| own.id);
        if before.is_none() {
            track.expect_station(observation, &config.noise);
        }
        track.own = Some(OwnLink::new(observation.station, Time::MIN, *measurement));
        let id = track.id;
        if let Some(station) = before {
            self.forget_station(station, id);
        }
        self.stations.insert(observation.station, id);
        out.statistics.relinked += 1;
        out.tell(Event::Linked { track: id, before, after: observation.station });
    }
}

/// Area of velocities that strangers may have, (m/s)²: a disc of about 7 m/s.
pub(super) const VELOCITIES: f64 = 150.0;

/// Whether a road user that reports itself may be shown: people stand and walk in groups, closer together than their
/// receivers are good, so whom one report means is clear only when sensors have had time to show the others.
fn is_ripe(track: &Track, config: &Config) -> bool {
    track.class.best().0.group() != Group::Vru
        || track.last_seen.micros_since(track.first_seen) >= config.life.own_vru_wait.as_micros() as i64
}

/// Whether a track may become another station's: it has none, or its own has fallen silent.
fn is_free(track: &Track, now: Time) -> bool {
    track.own.is_none_or(|own| now.micros_since(own.measured) > SILENT)
}

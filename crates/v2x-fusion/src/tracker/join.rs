//! Two tracks that are one road user become one.
//!
//! A vehicle that is heard and seen for the first time at once begins as two tracks; so does an object that two sensors
//! place a little apart. They are joined when they agree in place and motion clearly better with each other than with
//! anyone else, and when nothing shows that they are two: two stations that both speak, or one sensor that reports both.
//!
//! In a crowd it may stay open for a while which of the people seen is the one heard. That one is then certainly among
//! those shown, so its own track is kept back until the question is settled: nobody is shown twice.

use super::own::VELOCITIES;
use super::sensor::Sensor;
use super::track::{Stage, Track};
use super::{Outbox, Tracker};
use crate::association::gate;
use crate::association::sweep::Sweep;
use crate::config::Config;
use crate::event::{EndReason, Event};
use crate::observation::Group;
use crate::plane::Point;
use crate::snapshot::TrackId;
use crate::time::Time;

/// Tracks farther apart than this are not compared, metres: four standard deviations of a usual receiver.
const NEAR: f64 = 4.0;

/// People closer together than this walk in a crowd, metres.
const CROWD: f64 = 2.0;

/// Memory that joining shares.
#[derive(Debug, Default)]
pub(crate) struct JoinScratch {
    sweep: Sweep,
    places: Vec<Point>,
    /// Tracks by their east coordinate.
    order: Vec<(usize, Point)>,
    pairs: Vec<Match>,
    /// For each track, its best pair and the gain of its next best.
    best: Vec<(Option<usize>, f64)>,
    found: Vec<(TrackId, TrackId)>,
}

/// Two tracks that may be one.
#[derive(Clone, Copy, Debug)]
struct Match {
    a: usize,
    b: usize,
    gain: f64,
}

impl Tracker {
    /// Joins what is plainly one, as of `now`, `elapsed` seconds after the last time.
    pub(crate) fn join(&mut self, now: Time, elapsed: f64, config: &Config, out: &mut Outbox) {
        let mut scratch = core::mem::take(&mut self.join_scratch);
        self.list_pairs(now, config, &mut scratch);
        self.mingle(now, elapsed, &scratch);
        self.keep_back(&scratch);
        self.doubt_stations(now, &scratch);
        scratch.find(self.tracks.len(), config.association.margin);
        for pair in scratch.found.iter_mut() {
            // The numbers were indices until here; joining moves indices, not ids.
            *pair = (self.tracks[pair.0.0 as usize].id, self.tracks[pair.1.0 as usize].id);
        }
        for (a, b) in scratch.found.drain(..) {
            if let (Some(a), Some(b)) = (self.index_of(a), self.index_of(b)) {
                self.join_pair(a, b, out);
            }
        }
        self.join_scratch = scratch;
    }

    /// Lists the pairs that may be one, by a sweep from west to east.
    fn list_pairs(&self, now: Time, config: &Config, scratch: &mut JoinScratch) {
        let JoinScratch { sweep, places, order, pairs, .. } = scratch;
        places.clear();
        places.extend(self.tracks.iter().map(|track| track.roughly_at(now)));
        sweep.sort(places.iter().map(|place| place.x));
        order.clear();
        order.extend(sweep.order().map(|index| (index, places[index])));
        pairs.clear();
        for (place, (first, here)) in order.iter().enumerate() {
            for (second, there) in &order[place + 1..] {
                if there.x - here.x > NEAR {
                    break;
                }
                if (there - here).norm_squared() < NEAR * NEAR {
                    pairs.extend(self.compare(*first, *second, now, config));
                }
            }
        }
    }

    /// How plainly two tracks are one; `None` where they are not.
    fn compare(&self, a: usize, b: usize, now: Time, config: &Config) -> Option<Match> {
        let (first, second) = (&self.tracks[a], &self.tracks[b]);
        if are_two(first, second, &self.sensors, now) {
            return None;
        }
        let time = first.last_seen.max(second.last_seen);
        let fit = gate::fit_beliefs(&first.believed(time), &second.believed(time))?;
        if fit.distance > config.association.gate {
            return None;
        }
        let gain = fit.log_likelihood - (config.association.clutter / VELOCITIES).ln()
            + first.class.agreement(second.class.best().0, None)
            + first.size.agreement(Some(second.size.size()), false);
        (gain > 0.0).then_some(Match { a, b, gain })
    }

    /// Takes stations off tracks that sensors have lost, where they see somebody nearby who has no station: it is
    /// likelier that the station was given to the wrong one than that the sensors overlook it for so long. And off those
    /// that it fits far worse than somebody nearby.
    fn doubt_stations(&mut self, now: Time, scratch: &JoinScratch) {
        /// Longer than things hide road users from a sensor as a rule, microseconds.
        const LOST: i64 = 2_000_000;
        /// Squared error of a receiver, in its variances, that is exceeded once in 90 receivers.
        const ODD: f64 = 9.0;
        /// How much likelier (natural logarithm) it has to be somebody else's.
        const PLAIN: f64 = 4.0;
        let unseen = |track: &Track| track.sensors.latest().is_some_and(|seen| now.micros_since(seen) > LOST);
        self.part_crowds(scratch);
        for place in 0..scratch.order.len() {
            let (index, here) = scratch.order[place];
            let track = &self.tracks[index];
            let (lost, (variance, _)) = (unseen(track), track.own_error());
            let error = track.own_offset();
            let odd = error.norm_squared() > ODD * variance;
            if track.own.is_none() || !(lost || odd) {
                continue;
            }
            let nearby = |step: &(usize, Point)| {
                let other = &self.tracks[step.0];
                let instead = (here + error - step.1).norm_squared();
                let fits = odd && error.norm_squared() - instead > 2.0 * PLAIN * variance;
                other.own.is_none()
                    && other.is_shown()
                    && !unseen(other)
                    && (fits || lost && (step.1 - here).norm_squared() < NEAR * NEAR)
            };
            let west = scratch.order[..place].iter().rev().take_while(|step| here.x - step.1.x < NEAR);
            let east = scratch.order[place + 1..].iter().take_while(|step| step.1.x - here.x < NEAR);
            if west.chain(east).any(nearby) {
                self.take_station_off(index);
            }
        }
    }

    /// Takes stations off people who walk close to others that a sensor sees: whose messages they are is not to be told
    /// there, for people are closer together than their receivers are good, and those of one taken for another's pull
    /// its track away.
    fn part_crowds(&mut self, scratch: &JoinScratch) {
        let walks = |track: &Track| track.is_shown() && track.class.best().0.group() == Group::Vru;
        for place in 0..scratch.order.len() {
            let (index, here) = scratch.order[place];
            let track = &self.tracks[index];
            if track.own.is_none() || track.is_only_heard() || !walks(track) {
                continue;
            }
            let nearby = |step: &(usize, Point)| {
                let other = &self.tracks[step.0];
                walks(other) && !other.is_only_heard() && (step.1 - here).norm_squared() < CROWD * CROWD
            };
            let west = scratch.order[..place].iter().rev().take_while(|step| here.x - step.1.x < CROWD);
            let east = scratch.order[place + 1..].iter().take_while(|step| step.1.x - here.x < CROWD);
            if west.chain(east).any(nearby) {
                self.take_station_off(index);
            }
        }
    }

    /// Keeps back tracks that are only heard while they may be one that is seen and shown.
    fn keep_back(&mut self, scratch: &JoinScratch) {
        for track in &mut self.tracks {
            track.kept_back = false;
        }
        for pair in &scratch.pairs {
            for (heard, seen) in [(pair.a, pair.b), (pair.b, pair.a)] {
                let shown = &self.tracks[seen];
                let shown = shown.stage == Stage::Confirmed && shown.own.is_none();
                if shown && self.tracks[heard].is_only_heard() {
                    self.tracks[heard].kept_back = true;
                }
            }
        }
    }

    /// Puts two tracks together: the elder's number stands, the better-seen motion.
    fn join_pair(&mut self, a: usize, b: usize, out: &mut Outbox) {
        let (kept, gone) = if elder(&self.tracks[a], &self.tracks[b]) { (a, b) } else { (b, a) };
        let mut other = self.remove(gone);
        let track = &mut self.tracks[if gone < kept { kept - 1 } else { kept }];
        let id = track.id;
        if sharper(&other, track) {
            track.exchange_history(&mut other);
        }
        track.sensors.absorb(&other.sensors);
        track.score = track.score.max(other.score);
        track.first_seen = track.first_seen.min(other.first_seen);
        track.last_seen = track.last_seen.max(other.last_seen);
        track.unverified = track.unverified.max(other.unverified);
        if other.stage == Stage::Confirmed {
            Self::confirm(track, out);
            out.statistics.tracks_ended += 1;
            out.tell(Event::TrackEnded { track: other.id, reason: EndReason::MergedInto(id) });
        }
        if let (Some(own), None) = (other.own, track.own) {
            track.adopt_station(&other);
            self.stations.insert(own.id, id);
            out.tell(Event::Linked { track: id, before: None, after: own.id });
        } else if let Some(own) = other.own {
            self.forget_station(own.id, other.id);
        }
        out.statistics.tracks_merged += 1;
        self.spare.push(other.history);
    }
}

impl JoinScratch {
    /// Tracks by their east coordinate.
    pub(super) fn order(&self) -> &[(usize, Point)] {
        &self.order
    }

    /// Finds the pairs whose members are each other's clear best.
    fn find(&mut self, tracks: usize, margin: f64) {
        self.best.clear();
        self.best.resize(tracks, (None, 0.0));
        for (index, pair) in self.pairs.iter().enumerate() {
            for track in [pair.a, pair.b] {
                let (best, second) = &mut self.best[track];
                let most = best.map_or(f64::NEG_INFINITY, |best: usize| self.pairs[best].gain);
                if pair.gain > most {
                    *second = second.max(most);
                    *best = Some(index);
                } else {
                    *second = second.max(pair.gain);
                }
            }
        }
        self.found.clear();
        for (index, pair) in self.pairs.iter().enumerate() {
            let clear = |track: usize| {
                let (best, second) = self.best[track];
                best == Some(index) && pair.gain - second > margin
            };
            if clear(pair.a) && clear(pair.b) {
                self.found.push((TrackId(pair.a as u64), TrackId(pair.b as u64)));
            }
        }
    }
}

/// Whether something shows that two tracks are two road users.
fn are_two(a: &Track, b: &Track, sensors: &[Sensor], now: Time) -> bool {
    /// Stations that both spoke within this time are two, microseconds.
    const BOTH_SPEAK: i64 = 1_000_000;
    let speak = now.offset(-BOTH_SPEAK);
    if a.speaks_since(speak) && b.speaks_since(speak) {
        return true;
    }
    a.sensors.iter().any(|link| {
        let interval = sensors.get(link.sensor).map_or(0.1, Sensor::interval);
        b.sensors.get(link.sensor).is_some_and(|other| link.shows_two(other, interval, now))
    })
}

/// Whether `a` was shown first.
fn elder(a: &Track, b: &Track) -> bool {
    let rank =
        |track: &Track| (track.stage == Stage::Tentative || track.kept_back, track.first_seen, track.id);
    rank(a) <= rank(b)
}

/// Whether `a` knows its position better than `b`.
fn sharper(a: &Track, b: &Track) -> bool {
    a.position_variance() < b.position_variance()
}

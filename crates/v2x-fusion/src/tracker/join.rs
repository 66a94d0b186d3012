//! Two tracks that are one road user become one.
//!
//! A vehicle that is heard and seen for the first time at once begins as two tracks; so does an object that two sensors
//! place a little apart. They are joined when they agree in place and motion clearly better with each other than with
//! anyone else, and when nothing shows that they are two: two stations that both speak, or one sensor that reports both.

use super::own::VELOCITIES;
use super::track::{Stage, Track};
use super::{Outbox, Tracker};
use crate::association::gate;
use crate::config::Config;
use crate::event::{EndReason, Event};
use crate::time::Time;

/// A pair that may be one.
#[derive(Clone, Copy, Debug)]
struct Match {
    a: usize,
    b: usize,
    gain: f64,
}

impl Tracker {
    /// Joins what is plainly one, as of `now`.
    pub(crate) fn join(&mut self, now: Time, config: &Config, out: &mut Outbox) {
        // Joining is rare: one pair at a time, looked for anew.
        while let Some(pair) = self.best_match(now, config) {
            self.join_pair(pair.a, pair.b, out);
        }
    }

    /// The pair that most plainly is one, if any plainly is.
    fn best_match(&self, now: Time, config: &Config) -> Option<Match> {
        let mut best: Option<Match> = None;
        for (a, first) in self.tracks.iter().enumerate() {
            let partner = self.partner_of(a, first, now, config);
            let Some((b, gain)) = partner.filter(|(b, _)| *b > a) else { continue };
            // Each must be the other's clear best.
            if self.partner_of(b, &self.tracks[b], now, config).is_some_and(|(back, _)| back == a)
                && best.is_none_or(|best| gain > best.gain)
            {
                best = Some(Match { a, b, gain });
            }
        }
        best
    }

    /// The track that another is clearly likeliest to be.
    fn partner_of(&self, index: usize, track: &Track, now: Time, config: &Config) -> Option<(usize, f64)> {
        let rules = &config.association;
        let (mut best, mut second) = (None, 0.0_f64);
        let here = track.roughly_at(now);
        for (other, candidate) in self.tracks.iter().enumerate() {
            if other == index || (candidate.roughly_at(now) - here).norm_squared() > 16.0 {
                continue;
            }
            if are_two(track, candidate, now) {
                continue;
            }
            let time = track.last_seen.min(candidate.last_seen);
            let fit = gate::fit_beliefs(&track.believed(time), &candidate.believed(time));
            let Some(fit) = fit.filter(|fit| fit.distance < rules.gate) else { continue };
            let (class, _) = candidate.class.best();
            let gain = fit.log_likelihood - (rules.clutter / VELOCITIES).ln()
                + track.class.agreement(class, None)
                + track.size.agreement(Some(candidate.size.size()), false);
            match best {
                Some((_, most)) if gain <= most => second = second.max(gain),
                _ => {
                    second = best.map_or(0.0, |(_, most): (usize, f64)| most.max(second));
                    best = Some((other, gain));
                }
            }
        }
        best.filter(|(_, gain)| gain - second > rules.margin)
    }

    /// Puts two tracks together: the elder's number stands, the better-seen motion.
    fn join_pair(&mut self, a: usize, b: usize, out: &mut Outbox) {
        let (kept, gone) = if elder(&self.tracks[a], &self.tracks[b]) { (a, b) } else { (b, a) };
        let mut other = self.tracks.remove(gone);
        let track = &mut self.tracks[if gone < kept { kept - 1 } else { kept }];
        let id = track.id;
        if sharper(&other, track) {
            core::mem::swap(&mut track.history, &mut other.history);
        }
        track.sensors.absorb(&other.sensors);
        track.score = track.score.max(other.score);
        track.first_seen = track.first_seen.min(other.first_seen);
        track.last_seen = track.last_seen.max(other.last_seen);
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

/// Whether something shows that two tracks are two road users.
fn are_two(a: &Track, b: &Track, now: Time) -> bool {
    /// Stations that both spoke within this time are two, microseconds.
    const BOTH_SPEAK: i64 = 1_000_000;
    /// Detections of one sensor this near in time are of one look, or of the one before: two objects.
    const ONE_LOOK: i64 = 350_000;
    let speak = now.offset(-BOTH_SPEAK);
    if a.speaks_since(speak) && b.speaks_since(speak) {
        return true;
    }
    a.sensors.iter().any(|link| {
        b.sensors
            .get(link.sensor)
            .is_some_and(|other| other.measured.micros_since(link.measured).abs() < ONE_LOOK)
    })
}

/// Whether `a` was there first; confirmed before tentative.
fn elder(a: &Track, b: &Track) -> bool {
    let rank = |track: &Track| (track.stage == Stage::Tentative, track.first_seen, track.id);
    rank(a) <= rank(b)
}

/// Whether `a` knows its position better than `b`.
fn sharper(a: &Track, b: &Track) -> bool {
    a.position_variance() < b.position_variance()
}

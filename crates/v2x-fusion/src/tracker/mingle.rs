//! Who may have been taken for whom.
//!
//! Two people who come close to each other cannot be told apart for as long: nothing that a sensor or a receiver tells
//! parts them for sure, and sensors swap their own numbers for them. Once exchanged, two tracks stay so, however far they
//! walk apart. Each track's filter knows nothing of it, so the probability is kept beside it.

use super::Tracker;
use super::join::JoinScratch;
use super::track::Track;
use crate::observation::Class;
use crate::plane::Point;
use crate::snapshot::{TrackId, TrackState};
use crate::time::Time;

/// Farther apart than this, nobody takes one for the other, metres: a lane's width.
const APART: f64 = 3.5;
/// Probability of an exchange within a second of two who walk in the same place. Sensors swap the numbers of neighbours
/// about once in ten seconds; so near, places do not set it right.
const RATE: f64 = 0.12;
/// Distance at which it is e times less likely, metres: three standard deviations of a usual sensor.
const REACH: f64 = 1.2;
/// Less is not worth remembering.
const NEGLIGIBLE: f32 = 0.002;

/// Those whom a track may have been exchanged with, and how likely it has been.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Mingled {
    /// Empty places have probability 0.
    others: [(TrackId, f32); 4],
}

impl Mingled {
    /// Takes in that the two were in danger of being exchanged, with this probability. Twice exchanged is not at all.
    fn note(&mut self, other: TrackId, probability: f32) {
        let known = self.others.iter().position(|(id, likely)| *id == other && *likely > 0.0);
        let place = known.or_else(|| {
            let weakest = self.others.iter().enumerate().min_by(|a, b| a.1.1.total_cmp(&b.1.1));
            weakest.map(|(place, _)| place)
        });
        let Some(entry) = place.and_then(|place| self.others.get_mut(place)) else { return };
        let before = if known.is_some() { entry.1 } else { 0.0 };
        let now = before + probability * (1.0 - 2.0 * before);
        if now > entry.1 {
            *entry = (other, now);
        }
    }

    /// Those it may have been exchanged with.
    fn iter(&self) -> impl Iterator<Item = (TrackId, f64)> + '_ {
        self.others.iter().filter(|(_, likely)| *likely > 0.0).map(|(id, likely)| (*id, f64::from(*likely)))
    }

    fn forget(&mut self, parted: impl Fn(TrackId) -> bool) {
        for entry in &mut self.others {
            if entry.1 > 0.0 && (entry.1 < NEGLIGIBLE || parted(entry.0)) {
                *entry = Default::default();
            }
        }
    }
}

impl Tracker {
    /// Notes who is close to whom, `elapsed` seconds after the last time, and forgets who has parted.
    pub(super) fn mingle(&mut self, now: Time, elapsed: f64, scratch: &JoinScratch) {
        for index in 0..self.tracks.len() {
            let (here, mut mingled) = (self.tracks[index].roughly_at(now), self.tracks[index].mingled);
            mingled.forget(|other| {
                let other = self.index_of(other).map(|index| self.tracks[index].roughly_at(now));
                other.is_none_or(|there| (there - here).norm_squared() > APART * APART)
            });
            self.tracks[index].mingled = mingled;
        }
        for (place, (first, here)) in scratch.order().iter().enumerate() {
            if !walks(&self.tracks[*first]) {
                continue;
            }
            for (second, there) in &scratch.order()[place + 1..] {
                if there.x - here.x > 2.0 * REACH {
                    break;
                }
                if walks(&self.tracks[*second]) {
                    self.note_near(*first, *second, &(there - here), elapsed);
                }
            }
        }
    }

    fn note_near(&mut self, first: usize, second: usize, between: &Point, elapsed: f64) {
        let away2 = between.norm_squared() / (REACH * REACH);
        let probability = (RATE * elapsed * (-away2).exp()) as f32;
        if away2 < 4.0 {
            let ids = (self.tracks[first].id, self.tracks[second].id);
            self.tracks[first].mingled.note(ids.1, probability);
            self.tracks[second].mingled.note(ids.0, probability);
        }
    }

    /// Adds to a track's uncertainty that it may be somebody else whom it met: with the probability of that, it is
    /// where the other one is.
    pub(super) fn doubt_exchange(&self, track: &Track, state: &mut TrackState) {
        for (other, probability) in track.mingled.iter() {
            let Some(index) = self.index_of(other) else { continue };
            let between = self.tracks[index].roughly_at(state.time) - state.position;
            if between.norm_squared() > APART * APART {
                continue;
            }
            let covariance = &mut state.position_covariance;
            covariance.xx += probability * between.x * between.x;
            covariance.xy += probability * between.x * between.y;
            covariance.yy += probability * between.y * between.y;
        }
    }
}

/// Whether a track is one of those that are taken for each other: seen by a sensor and narrow. Sensors take people who
/// stand for motorcycles at times.
fn walks(track: &Track) -> bool {
    let narrow = matches!(track.class.best().0, Class::Pedestrian | Class::Cyclist | Class::Motorcycle);
    narrow && track.is_shown() && track.sensors.latest().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubt_grows_to_a_half_and_is_forgotten() {
        let mut mingled = Mingled::default();
        let other = TrackId(7);
        for _ in 0..1000 {
            mingled.note(other, 0.01);
        }
        assert!(mingled.iter().all(|(id, likely)| id == other && (0.49..=0.5).contains(&likely)));
        assert_eq!(mingled.iter().count(), 1);
        mingled.forget(|id| id == other);
        assert_eq!(mingled.iter().count(), 0);
    }

    #[test]
    fn the_least_likely_gives_way() {
        let mut mingled = Mingled::default();
        for id in 1..=4 {
            mingled.note(TrackId(id), 0.1 * id as f32);
        }
        mingled.note(TrackId(5), 0.05);
        assert!(mingled.iter().all(|(id, _)| id != TrackId(5)));
        mingled.note(TrackId(6), 0.2);
        assert!(
            mingled.iter().any(|(id, _)| id == TrackId(6)) && mingled.iter().all(|(id, _)| id != TrackId(1))
        );
    }
}

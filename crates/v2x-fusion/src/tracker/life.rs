//! When tracks end.

use super::track::{Stage, Track};
use super::{Outbox, Tracker};
use crate::config::{Config, Life};
use crate::event::EndReason;
use crate::time::Time;

impl Tracker {
    /// Ends what is over and lets go of stations that have fallen silent.
    pub(crate) fn age(&mut self, now: Time, config: &Config, out: &mut Outbox) {
        let mut index = 0;
        while index < self.tracks.len() {
            self.let_go_of_silent(index, now, config);
            if is_over(&self.tracks[index], now, &config.life) {
                self.end(index, EndReason::Lost, out);
            } else {
                index += 1;
            }
        }
    }

    /// A station that has not spoken for long is not expected any more; its track may live on by sensors.
    fn let_go_of_silent(&mut self, index: usize, now: Time, config: &Config) {
        let track = &mut self.tracks[index];
        let silent = track.own.filter(|own| own.measured < now - config.life.own_silence);
        if let Some(own) = silent {
            let id = track.id;
            track.own = None;
            self.forget_station(own.id, id);
        }
    }
}

/// Whether neither the road user itself nor any sensor supports a track any more.
fn is_over(track: &Track, now: Time, life: &Life) -> bool {
    /// A tentative track that is not seen again this soon was clutter, microseconds.
    const TENTATIVE: i64 = 450_000;
    if track.own.is_some() {
        return false;
    }
    let Some(seen) = track.sensors.latest() else { return true };
    if seen < now - life.sensor_silence {
        return true;
    }
    match track.stage {
        Stage::Tentative => track.score < life.start - 0.5 || now.micros_since(seen) > TENTATIVE,
        Stage::Confirmed => track.score < life.end,
    }
}

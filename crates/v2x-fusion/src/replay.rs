//! Playing a recording through an engine: pictures at regular steps of recorded time.

use core::time::Duration;

use crate::engine::Engine;
use crate::input::Input;
use crate::snapshot::Snapshot;
use crate::time::Time;

/// Without receptions for this long, pictures pause until the next one. By then every track has ended, and a
/// recording of two days, or with one absurd time in it, does not drown its reader in empty pictures.
const MAX_QUIET: Duration = Duration::from_secs(60);

/// An engine fed from a recording.
///
/// Pictures are taken at whole multiples of the step in Unix time. Each shows what had been received by its
/// own moment and nothing of what came later. Between receptions the engine is advanced at its own deadlines,
/// as a live program would, so that the same recording always gives the same pictures.
///
/// ```
/// use core::time::Duration;
/// use v2x_fusion::{Config, Engine, Geodetic, Observation, Replay, Scope, StationId, Time};
///
/// let mut replay = Replay::new(Engine::new(Config::default()), Duration::from_millis(100));
/// let car = StationId::new(Scope::Local, b"car1");
/// let mut pictures = Vec::new();
/// for micros in [10_020_000, 10_120_000, 10_310_000] {
///     let at = Time::from_micros(micros);
///     while let Some(picture) = replay.before(at) {
///         pictures.push(picture.time.seconds());
///     }
///     replay.handle(at, Observation::own(car, at, at, Geodetic::new(42.279, -83.735)).into());
/// }
/// while let Some(picture) = replay.rest() {
///     pictures.push(picture.time.seconds());
/// }
/// assert_eq!(pictures, [10.1, 10.2, 10.3, 10.4]);
/// ```
#[derive(Debug)]
pub struct Replay {
    engine: Engine,
    picture: Snapshot,
    /// Microseconds, above 0.
    step: i64,
    /// The moment of the next picture; `None` before the first reception.
    due: Option<Time>,
    /// The latest reception.
    last: Time,
}

impl Replay {
    /// Plays into `engine`, with a picture every `step` (a microsecond at least).
    pub fn new(engine: Engine, step: Duration) -> Self {
        let step = i64::try_from(step.as_micros()).unwrap_or(i64::MAX).max(1);
        Self { engine, picture: Snapshot::default(), step, due: None, last: Time::MIN }
    }

    /// The next picture that is due before a reception at `at`; to be asked until `None`, before
    /// [`handle`](Self::handle) is given what was received.
    pub fn before(&mut self, at: Time) -> Option<&Snapshot> {
        let due = self.due.unwrap_or_else(|| self.grid(at));
        let due = if due > self.last + MAX_QUIET { due.max(self.grid(at)) } else { due };
        self.due = Some(due);
        if due < at { Some(self.take(due)) } else { None }
    }

    /// Takes in what was received at `at`. Times that run backwards count as the latest one: a recording is
    /// in the order of reception, whatever its clock did.
    pub fn handle(&mut self, at: Time, input: Input) {
        self.received(at);
        self.engine.handle(self.last, input);
    }

    /// Notes that something was received at `at` that gave no input.
    pub fn received(&mut self, at: Time) {
        self.last = self.last.max(at);
        self.advance(self.last);
    }

    /// The next picture after the last reception, up to the first that shows all of them.
    pub fn rest(&mut self) -> Option<&Snapshot> {
        let due = self.due?;
        if due <= self.grid(self.last) { Some(self.take(due)) } else { None }
    }

    /// The engine that is played into.
    pub fn engine(&mut self) -> &mut Engine {
        &mut self.engine
    }

    fn take(&mut self, due: Time) -> &Snapshot {
        self.advance(due);
        self.engine.snapshot(due, &mut self.picture);
        // At the end of time there is no next one.
        self.due = Some(due.offset(self.step)).filter(|next| *next > due);
        &self.picture
    }

    /// Lets the engine do what is due up to `now`, at the moments that it asked for.
    fn advance(&mut self, now: Time) {
        while let Some(deadline) = self.engine.next_deadline().filter(|deadline| *deadline < now) {
            self.engine.advance(deadline);
            if self.engine.next_deadline().is_none_or(|next| next <= deadline) {
                break;
            }
        }
        self.engine.advance(now);
    }

    /// The first picture's moment that is not before `time`.
    fn grid(&self, time: Time) -> Time {
        let micros = time.micros();
        let past = micros.rem_euclid(self.step);
        if past == 0 { time } else { time.offset(self.step - past) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Config, Geodetic, Observation, Scope, StationId};

    /// The moments of the pictures of a recording, in milliseconds.
    fn pictures(receptions: &[i64]) -> Vec<i64> {
        let mut replay = Replay::new(Engine::new(Config::default()), Duration::from_millis(100));
        let station = StationId::new(Scope::Local, b"x");
        let mut moments = Vec::new();
        for millis in receptions {
            let at = Time::from_micros(millis * 1000);
            while let Some(picture) = replay.before(at) {
                moments.push(picture.time.micros() / 1000);
            }
            replay.handle(at, Observation::own(station, at, at, Geodetic::new(1.0, 2.0)).into());
        }
        while let Some(picture) = replay.rest() {
            moments.push(picture.time.micros() / 1000);
        }
        moments
    }

    #[test]
    fn a_picture_shows_what_was_received_by_its_moment() {
        assert_eq!(pictures(&[]), []);
        assert_eq!(pictures(&[1000]), [1000]);
        assert_eq!(pictures(&[1001]), [1100]);
        assert_eq!(pictures(&[1000, 1000, 1001, 1100, 1150]), [1000, 1100, 1200]);
        assert_eq!(pictures(&[-150, 10]), [-100, 0, 100]);
    }

    #[test]
    fn times_that_run_backwards_are_borne() {
        assert_eq!(pictures(&[1000, 1250, 900, 1260]), [1000, 1100, 1200, 1300]);
        assert!(
            pictures(&[i64::MIN / 1000, i64::MAX / 1000]).len() < 700,
            "absurd times do not drown the reader"
        );
    }

    #[test]
    fn long_silence_pauses_the_pictures() {
        let moments = pictures(&[1000, 1_000_050]);
        assert_eq!(moments.len(), 602);
        assert_eq!(moments[600..], [61_000, 1_000_100]);
    }
}

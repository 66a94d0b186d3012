//! One road user as it is followed.

use nalgebra::{Matrix2, Vector2};

use super::history::{History, Taken};
use super::identity::{ClassBelief, Looks, OwnLink, SensorLinks, SizeBelief};
use super::mingle::Mingled;
use crate::config::Noise;
use crate::motion::constant_turn::turn_rate;
use crate::motion::covariance::Block;
use crate::motion::dynamics::Dynamics;
use crate::motion::imm::{Imm, OwnError, STANDING, Surroundings};
use crate::motion::measurement::Measurement;
use crate::motion::standing::creep;
use crate::motion::state::{Glance, P, State, V};
use crate::observation::{Class, Observation};
use crate::plane::heading_of;
use crate::snapshot::{Covariance, TrackId, TrackState};
use crate::time::Time;

/// A track counts as verified when all that was reported of it within so many seconds was. A report that was not keeps
/// its weight in the belief for less; longer would punish stations whose first messages came without their certificate.
const VERIFIED_FOR: f64 = 2.0;

/// Whether a track is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// May be clutter.
    Tentative,
    /// Believed.
    Confirmed,
}

/// A road user: its motion, what it is, who reports it, and how surely it is there.
#[derive(Clone, Debug)]
pub(crate) struct Track {
    pub(crate) id: TrackId,
    pub(crate) stage: Stage,
    pub(crate) history: History,
    pub(crate) class: ClassBelief,
    /// The fastest that it was lately, m/s.
    fastest: f32,
    pub(crate) size: SizeBelief,
    /// The station it is, while it speaks or has lately spoken.
    pub(crate) own: Option<OwnLink>,
    pub(crate) sensors: SensorLinks,
    /// Whether it may be one that is shown already, and is not shown itself.
    pub(crate) kept_back: bool,
    /// Whom it may have been exchanged with.
    pub(crate) mingled: Mingled,
    /// Logarithm of the likelihood that it is real against that it is clutter, by sensors alone.
    pub(crate) score: f64,
    pub(crate) first_seen: Time,
    /// Latest time of measurement of any report.
    pub(crate) last_seen: Time,
    /// The same of reports in messages that were not verified.
    pub(crate) unverified: Option<Time>,
    /// Variance of the slow error of its own reports, m².
    own_variance: f64,
    own_time: f64,
    /// Unit vector it faces, kept while it stands.
    facing: Vector2<f64>,
    rough: Rough,
    delay: Delay,
}

/// How late the reports of one road user come.
#[derive(Clone, Copy, Debug)]
struct Delay {
    /// About the longest of late, microseconds.
    longest: i64,
}

impl Default for Delay {
    /// As late as radio makes them, until known better.
    fn default() -> Self {
        Self { longest: 50_000 }
    }
}

impl Delay {
    /// Takes in how late one was, microseconds. Gives by how much the next ones may be older than the latest.
    fn expect_after(&mut self, late: i64) -> i64 {
        /// Share of the longest that is forgotten with each report, as a divisor: some seconds' memory.
        const FORGET: i64 = 64;
        /// Reports that are never late are still so many microseconds apart from those of others.
        const LEAST: i64 = 50_000;
        self.longest = late.max(self.longest - self.longest / FORGET);
        self.longest + self.longest / 4 + LEAST
    }
}

/// The latest belief in short: kept beside the track, for it is looked at far more often than the whole.
#[derive(Clone, Copy, Debug)]
struct Rough {
    time: Time,
    position: Vector2<f64>,
    velocity: Vector2<f64>,
    own_error: Vector2<f64>,
}

impl Rough {
    fn of(history: &History) -> Self {
        let (position, velocity) = history.latest().course();
        let own_error = history.latest().own_error();
        Self { time: history.latest_time(), position, velocity, own_error }
    }
}

impl Track {
    /// A track that begins with this report; its past is kept in the memory given.
    pub(crate) fn begin(
        mut history: History,
        id: TrackId,
        observation: &Observation,
        measurement: Measurement,
        noise: &Noise,
    ) -> Self {
        let own_variance = own_variance(observation, noise);
        let dynamics = Dynamics::of(observation.class);
        history.restart(measurement, first_belief(&measurement, dynamics, own_variance));
        let rough = Rough::of(&history);
        let facing = observation.heading.map_or(0.0, |heading| f64::from(heading.value));
        let mut track = Self {
            id,
            stage: Stage::Tentative,
            history,
            class: ClassBelief::default(),
            fastest: 0.0,
            size: SizeBelief::default(),
            own: None,
            sensors: SensorLinks::default(),
            kept_back: false,
            mingled: Mingled::default(),
            score: 0.0,
            first_seen: measurement.time,
            last_seen: measurement.time,
            unverified: None,
            own_variance,
            own_time: noise.own_position_time,
            facing: Vector2::new(facing.sin(), facing.cos()),
            rough,
            delay: Delay::default(),
        };
        track.learn_features(observation, measurement.own);
        track
    }

    /// Takes a report in.
    pub(crate) fn take(&mut self, observation: &Observation, measurement: Measurement) -> Taken {
        self.learn_features(observation, measurement.own);
        let class = self.class.best().0;
        let around = self.surroundings(class);
        let late = observation.received.micros_since(measurement.time);
        let latest = self.history.latest_time().max(measurement.time);
        let since = latest.offset(-self.delay.expect_after(late));
        let taken = self.history.take(measurement, since, &around);
        self.last_seen = self.last_seen.max(measurement.time);
        self.rough = Rough::of(&self.history);
        self.turn_to_face(observation, measurement.own);
        self.note_speed();
        taken
    }

    /// Remembers how fast it was, for some half a minute.
    fn note_speed(&mut self) {
        /// Younger tracks' speeds are not known well, seconds.
        const SETTLED: f64 = 1.0;
        /// What is left of it after a report, of which there are some ten a second.
        const FADES: f32 = 0.999;
        if self.rough.time.seconds_since(self.first_seen) > SETTLED {
            self.fastest = (self.fastest * FADES).max(self.rough.velocity.norm() as f32);
        }
    }

    /// Makes ready for the reports of a station whose error is not known yet.
    pub(crate) fn expect_station(&mut self, observation: &Observation, noise: &Noise) {
        self.own_variance = own_variance(observation, noise);
        let variance = self.own_variance;
        self.history.for_each_state(|state| state.reset_own_error(variance));
        self.rough = Rough::of(&self.history);
    }

    fn learn_features(&mut self, observation: &Observation, own: bool) {
        if !observation.verified {
            self.unverified = self.unverified.max(Some(observation.measured));
        }
        let length = observation.size.map_or(0.0, |size| size.length);
        let looks = Looks { length, fastest: self.fastest };
        // A road user knows what it is: where it has said so, a sensor's word does not count.
        if own {
            self.class.observe(observation.class, Some(0.97), Looks::default());
        } else if self.own.is_none() || self.class.best().0 == Class::Unknown {
            self.class.observe(observation.class, observation.class_confidence, looks);
        }
        if let Some(size) = observation.size {
            self.size.observe(size, own);
        }
    }

    /// Where it faces: the way it moves, or while it does not, the way it says.
    fn turn_to_face(&mut self, observation: &Observation, own: bool) {
        /// Slower than this, the velocity does not tell a direction, m/s.
        const SLOW: f64 = 0.7;
        let velocity = self.rough.velocity;
        let speed = velocity.norm();
        if speed > SLOW {
            self.facing = velocity / speed;
        } else if let (true, Some(heading)) = (own, observation.heading) {
            let heading = f64::from(heading.value);
            self.facing = Vector2::new(heading.sin(), heading.cos());
        }
    }

    fn surroundings(&self, class: Class) -> Surroundings<'static> {
        Surroundings {
            dynamics: Dynamics::of(class),
            own_error: OwnError { variance: self.own_variance, time: self.own_time },
            facing: self.facing,
            creep: creep(self.told_speed2()),
        }
    }

    /// The square of its speed by its latest message, as far as that is more than its noise, (m/s)².
    fn told_speed2(&self) -> Option<f64> {
        let velocity = self.own?.latest.velocity?;
        Some((velocity.value.norm_squared() - velocity.noise.trace()).max(0.0))
    }

    /// What is believed of it for a time, from what is known at or before it.
    pub(crate) fn believed(&self, time: Time) -> State {
        let (class, _) = self.class.best();
        self.history.believed(time, &self.surroundings(class))
    }

    /// Expected position by straight extrapolation of the latest belief: for a first, cheap look at who may be near.
    pub(crate) fn roughly_at(&self, time: Time) -> Vector2<f64> {
        self.rough.position + self.rough.velocity * time.seconds_since(self.rough.time)
    }

    /// Mean variance of its position per axis, m².
    pub(crate) fn position_variance(&self) -> f64 {
        self.history.latest().combined().variance(P) * 0.5
    }

    /// Gives its history in exchange for another track's, where that one knows the motion better.
    pub(crate) fn exchange_history(&mut self, other: &mut Self) {
        core::mem::swap(&mut self.history, &mut other.history);
        self.rough = Rough::of(&self.history);
    }

    /// Becomes the station that another track was, with that station's error unknown.
    pub(crate) fn adopt_station(&mut self, other: &Self) {
        self.own = other.own;
        self.own_variance = other.own_variance;
        self.size = other.size;
        self.class = other.class;
        let variance = self.own_variance;
        self.history.for_each_state(|state| state.reset_own_error(variance));
        self.rough = Rough::of(&self.history);
    }

    /// Variance (m² per axis) and correlation time (seconds) of the slow error of its own reports.
    pub(crate) fn own_error(&self) -> (f64, f64) {
        (self.own_variance, self.own_time)
    }

    /// By how much its own reports are off, as far as is known, metres.
    pub(crate) fn own_offset(&self) -> Vector2<f64> {
        self.rough.own_error
    }

    /// Whether its station's reports show that they are of somebody else: they surprise all the time, or the error that
    /// they would need is larger than receivers have.
    pub(crate) fn belies_its_station(&self) -> bool {
        /// A station whose reports are on average so much farther from what was expected than they should be (1) was
        /// given to the wrong track.
        const UNEASE: f64 = 3.0;
        /// Squared slow error in its variances beyond which it is none: exceeded once in 1000 receivers.
        const LARGE: f64 = 13.8;
        let error = self.rough.own_error;
        self.own.is_some_and(|own| own.unease > UNEASE) || error.norm_squared() > LARGE * self.own_variance
    }

    /// Whether it is part of the picture.
    pub(crate) fn is_shown(&self) -> bool {
        self.stage == Stage::Confirmed && !self.kept_back
    }

    /// Whether all that is known of it comes from its own messages.
    pub(crate) fn is_only_heard(&self) -> bool {
        self.own.is_some()
            && self.sensors.latest().is_none_or(|seen| self.last_seen.seconds_since(seen) > 2.0)
    }

    /// Whether its station has spoken since `time`.
    pub(crate) fn speaks_since(&self, time: Time) -> bool {
        self.own.is_some_and(|own| own.measured >= time)
    }

    /// What is told of it for a time.
    pub(crate) fn state_at(&self, time: Time) -> TrackState {
        let (class, class_probability) = self.class.best();
        let belief = self.history.glance(time, &self.surroundings(class));
        let Glance { position, velocity, acceleration, .. } = belief;
        let speed = velocity.norm();
        let direction = if speed > 0.5 { velocity / speed } else { self.facing };
        TrackState {
            id: self.id,
            time,
            position,
            position_covariance: covariance(belief.position_covariance),
            velocity,
            velocity_covariance: covariance(belief.velocity_covariance),
            speed,
            heading: heading_of(direction.x, direction.y),
            yaw_rate: -turn_rate(&velocity, &acceleration),
            acceleration: acceleration.dot(&direction),
            class,
            class_probability,
            size: self.size.size(),
            station: self.own.map(|own| own.id),
            sensed: self.sensors.latest().is_some_and(|seen| time.seconds_since(seen) < 1.0),
            first_seen: self.first_seen,
            last_seen: self.last_seen,
            verified: self.unverified.is_none_or(|last| time.seconds_since(last) > VERIFIED_FOR),
        }
    }
}

/// The variance of the slow error of a road user's own reports, as stated or as configured.
fn own_variance(observation: &Observation, noise: &Noise) -> f64 {
    let stated = observation.accuracy.filter(|_| observation.subject == crate::observation::Subject::Sender);
    match stated {
        // The mean of the ellipse: its orientation is as good as never stated.
        Some(ellipse) => f64::from(ellipse.major * ellipse.minor).clamp(0.01, 1e4),
        None => noise.own_position * noise.own_position,
    }
}

/// The belief after a first report.
fn first_belief(measurement: &Measurement, dynamics: &Dynamics, own_variance: f64) -> Imm {
    let acceleration = dynamics.along.max(dynamics.across_turning).powi(2);
    let mut state = State::diagonal(0.0, dynamics.velocity.powi(2), acceleration, own_variance);
    state.begin_at(measurement.shows_position(), &measurement.position.value, &measurement.position.noise);
    let slow = measurement.velocity.is_none_or(|velocity| velocity.value.norm() < 0.6);
    let weights = if slow { [0.45, 0.1, 0.45] } else { [0.8, 0.19, 0.01] };
    let mut belief = Imm::new(state, weights);
    belief.modes[STANDING].cov.put(V, V, Block::round(0.01));
    belief.learn_motion(measurement);
    belief
}

fn covariance(block: Block) -> Covariance {
    let block = Matrix2::from(block);
    Covariance { xx: block.m11, xy: block.m12, yy: block.m22 }
}

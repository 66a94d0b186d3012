//! What is learnt of a station that reports others: how good its numbers really are, and how often it looks.

use nalgebra::Matrix2;

use crate::motion::measurement::Measurement;
use crate::observation::{Observation, StationId};
use crate::time::Time;

/// Corrections for one station's stated noise.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Calibration {
    position: NoiseScale,
    velocity: NoiseScale,
}

impl Calibration {
    /// Factor on stated position variances.
    pub(crate) fn position_scale(&self) -> f64 {
        self.position.value()
    }

    /// Factor on stated velocity variances.
    pub(crate) fn velocity_scale(&self) -> f64 {
        self.velocity.value()
    }

    /// Learns from squared innovations: what was seen, what the belief alone would have made of it, and what the stated
    /// noise adds.
    pub(crate) fn learn_noise(&mut self, position: Innovation, velocity: Option<Innovation>) {
        self.position.learn(position);
        if let Some(velocity) = velocity {
            self.velocity.learn(velocity);
        }
    }
}

/// A squared innovation beside its expected parts, summed over axes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Innovation {
    /// Square of the innovation.
    pub(crate) squared: f64,
    /// Variance of the belief.
    pub(crate) belief: f64,
    /// Variance of the measurement before scaling.
    pub(crate) stated: f64,
}

/// How a station's true noise variance relates to the stated one. Accuracies in messages are classes ("better than
/// 1 m"), of which the truth may be far inside.
#[derive(Clone, Copy, Debug, PartialEq)]
struct NoiseScale {
    excess: f64,
    stated: f64,
}

impl Default for NoiseScale {
    /// As good as stated, with the weight of some detections.
    fn default() -> Self {
        Self { excess: Self::PRIOR, stated: Self::PRIOR }
    }
}

impl NoiseScale {
    /// Detections that the statement itself counts for, in units of the stated variance.
    const PRIOR: f64 = 20.0;
    /// Share that is forgotten with each detection.
    const FORGET: f64 = 1.0 / 3000.0;

    fn value(&self) -> f64 {
        (self.excess / self.stated).clamp(0.1, 4.0)
    }

    fn learn(&mut self, surprise: Innovation) {
        if !(surprise.stated > 0.0 && surprise.squared.is_finite()) {
            return;
        }
        // Normalised, so that far and near objects count alike; cut, so that a wrong association does not.
        let stated = surprise.stated;
        let excess = ((surprise.squared - surprise.belief) / stated).clamp(-2.0, 8.0);
        self.excess = self.excess * (1.0 - Self::FORGET) + excess;
        self.stated = self.stated * (1.0 - Self::FORGET) + 1.0;
    }
}

/// A report of a look and what it shows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Detection {
    pub(crate) observation: Observation,
    pub(crate) measurement: Measurement,
    pub(crate) blur: Blur,
}

/// How unsure it is that a detection is of the track it was given to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Blur {
    /// Probability that it is.
    pub(crate) share: f64,
    /// What being wrong adds to the position's covariance, m².
    pub(crate) spread: Matrix2<f64>,
    /// By how much its velocity is not what was foreseen, where that is too much to be noise, (m/s)² per axis.
    pub(crate) jump: f64,
}

impl Default for Blur {
    fn default() -> Self {
        Self { share: 1.0, spread: Matrix2::zeros(), jump: 0.0 }
    }
}

impl Detection {
    /// The measurement with the doubt about whose it is.
    pub(crate) fn blurred(&self) -> Measurement {
        let mut blurred = self.measurement;
        blurred.position.noise = blurred.position.noise / self.blur.share + self.blur.spread;
        blurred.jump = self.blur.jump;
        if let Some(velocity) = &mut blurred.velocity {
            velocity.noise /= self.blur.share;
        }
        blurred
    }
}

/// A station that reports others.
///
/// One look of a sensor may fill several messages, for a message holds 16 (RSM) to 256 (SDSM) objects. Once that is
/// noticed, a look is worked out a little later, when no further part of it is to be expected.
#[derive(Clone, Debug)]
pub(crate) struct Sensor {
    pub(crate) id: StationId,
    pub(crate) calibration: Calibration,
    /// The look that is coming in.
    pub(crate) look: Vec<Detection>,
    /// When its latest part came in, by our clock.
    heard: Time,
    /// A time of measurement in the latest look.
    looked: Time,
    /// Whether its looks fill several messages.
    segmented: bool,
    /// Time from look to look, seconds.
    interval: f64,
    /// Looks worked out so far, counted until there are some.
    looks: u8,
}

/// Parts of one look come in within this time, microseconds.
const SPREAD: i64 = 20_000;

impl Sensor {
    pub(crate) fn new(id: StationId) -> Self {
        Self {
            id,
            calibration: Calibration::default(),
            look: Vec::with_capacity(64),
            heard: Time::MIN,
            looked: Time::MIN,
            segmented: false,
            // The usual rate of SDSM and RSM, until learnt better.
            interval: 0.1,
            looks: 0,
        }
    }

    /// Whether an observation begins another look than the one that is coming in.
    pub(crate) fn begins_look(&mut self, observation: &Observation) -> bool {
        let same_message = self.look.last().is_some_and(|last| {
            last.observation.received == observation.received
                && last.observation.part.index < observation.part.index
        });
        if same_message {
            return false;
        }
        let again = self.heard != Time::MIN
            && observation.received.micros_since(self.heard).abs() < SPREAD
            && observation.measured.seconds_since(self.looked).abs() < 0.6 * self.interval;
        self.segmented |= again;
        self.looked = observation.measured;
        !again
    }

    /// Adds a detection. Gives whether the look is complete with it.
    pub(crate) fn add(&mut self, detection: Detection) -> bool {
        self.heard = detection.observation.received;
        let part = detection.observation.part;
        self.look.push(detection);
        !self.segmented && part.index.saturating_add(1) >= part.count
    }

    /// Counts a look that has been worked out.
    pub(crate) fn looked(&mut self) {
        self.looks = self.looks.saturating_add(1);
    }

    /// Whether all it has reported yet is one look. What it sees then has been there before: it is hardly ever clutter.
    pub(crate) fn is_new(&self) -> bool {
        self.looks == 0
    }

    /// When the look that is coming in has to be worked out, if there is one.
    pub(crate) fn due(&self) -> Option<Time> {
        (!self.look.is_empty()).then(|| self.heard.offset(SPREAD))
    }

    /// Time from look to look, seconds.
    pub(crate) fn interval(&self) -> f64 {
        self.interval
    }

    /// Learns the time from look to look from that between two detections of one object. Follows their median, which
    /// missed detections do not move.
    pub(crate) fn learn_interval(&mut self, between: f64) {
        const STEP: f64 = 0.02;
        if between > 0.01 {
            let change = if between > self.interval { 1.0 + STEP } else { 1.0 - STEP };
            self.interval = (self.interval * change).clamp(0.02, 2.0);
        }
    }
}

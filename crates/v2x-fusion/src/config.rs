//! Everything that can be set, with defaults that suit an urban intersection.

use core::time::Duration;

use crate::observation::StationId;
use crate::plane::Geodetic;

/// Settings of an [`Engine`](crate::Engine).
///
/// ```
/// use v2x_fusion::{Config, Engine};
///
/// let engine = Engine::new(Config { max_tracks: 500, ..Config::default() });
/// assert_eq!(engine.tracks().count(), 0);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// Zero of the plane. `None`: the first MAP or observation sets it.
    pub origin: Option<Geodetic>,
    /// Names under which our own output goes on the air: what comes back under them is no news, and refused.
    pub ourselves: Vec<StationId>,
    /// Upper bound on tracks, confirmed or not.
    pub max_tracks: usize,
    /// Upper bound on stations remembered as senders of sensor data.
    pub max_sensors: usize,
    /// Upper bound on intersections kept.
    pub max_intersections: usize,
    /// Upper bound on events waiting to be polled; the oldest are dropped first.
    pub max_events: usize,
    /// Reports kept per track, with the filter's state after each, to put late ones in their place.
    pub history: usize,
    /// An observation measured longer before its reception than this is refused.
    pub max_age: Duration,
    /// An observation that claims to be measured further in the future than this is refused.
    pub max_ahead: Duration,
    /// How long a MAP counts that is not repeated.
    pub map_timeout: Duration,
    /// How long a signal report counts that is not repeated.
    pub signal_timeout: Duration,
    /// How good reports are that do not say so themselves.
    pub noise: Noise,
    /// When reports belong together.
    pub association: Association,
    /// When tracks begin and end.
    pub life: Life,
    /// When dangers are told of.
    pub warnings: Warnings,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            origin: None,
            ourselves: Vec::new(),
            max_tracks: 2000,
            max_sensors: 32,
            max_intersections: 32,
            max_events: 4096,
            history: 10,
            max_age: Duration::from_millis(1000),
            max_ahead: Duration::from_millis(500),
            map_timeout: Duration::from_secs(60),
            signal_timeout: Duration::from_secs(5),
            noise: Noise::default(),
            association: Association::default(),
            life: Life::default(),
            warnings: Warnings::default(),
        }
    }
}

/// How good reports are: standard deviations, used where a report states none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Noise {
    /// Slow error of a position that a road user reports of itself, metres per axis. A stated accuracy is taken to be
    /// this error: receivers state what multipath and the ionosphere do to them.
    pub own_position: f64,
    /// Correlation time of that error, seconds.
    pub own_position_time: f64,
    /// What is fresh in every such position, as a share of the slow error.
    pub own_position_fresh: f64,
    /// Speed of a road user by its own report, m/s.
    pub own_speed: f64,
    /// Heading of a vehicle by its own report, radians.
    pub own_heading: f64,
    /// Heading of a vulnerable road user by its own report, radians.
    pub own_heading_vru: f64,
    /// Acceleration of a road user by its own report, m/s².
    pub own_acceleration: f64,
    /// Turn rate of a road user by its own report, radians per second.
    pub own_yaw_rate: f64,
    /// Position of an object by a sensor, metres per axis.
    pub sensor_position: f64,
    /// Velocity of an object by a sensor, m/s per axis.
    pub sensor_velocity: f64,
    /// Factor on the variances of reports that are the outcome of tracking. Their errors last from one report to the
    /// next; a report that comes ten times a second with errors that last for a second tells about a twentieth of what
    /// ten independent ones would.
    pub filtered: f64,
    /// Offset of a sensor's clock before anything is known of it, seconds.
    pub sensor_clock: f64,
}

impl Default for Noise {
    fn default() -> Self {
        Self {
            own_position: 0.8,
            own_position_time: 30.0,
            own_position_fresh: 0.25,
            own_speed: 0.1,
            own_heading: 0.5_f64.to_radians(),
            own_heading_vru: 3.0_f64.to_radians(),
            own_acceleration: 0.15,
            own_yaw_rate: 0.4_f64.to_radians(),
            sensor_position: 0.5,
            sensor_velocity: 0.4,
            filtered: 20.0,
            sensor_clock: 0.02,
        }
    }
}

/// When a report belongs to a track.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Association {
    /// Squared Mahalanobis distance over position and velocity (four numbers) beyond which a report and a track are
    /// never the same. 20 keeps all but 1 in 2000 true pairs.
    pub gate: f64,
    /// Reports farther from a track than this are not even compared, metres.
    pub reach: f64,
    /// Unexplained detections of a sensor (clutter and newcomers) per square metre and look.
    pub clutter: f64,
    /// Probability that a sensor reports a road user that it can see.
    pub detection: f64,
    /// How much likelier (natural logarithm) the best partner has to be than the next before two tracks, or a track and
    /// a new temporary id, are joined.
    pub margin: f64,
}

impl Default for Association {
    fn default() -> Self {
        Self { gate: 20.0, reach: 8.0, clutter: 1e-4, detection: 0.9, margin: 3.0 }
    }
}

/// When a track begins and ends. Scores are logarithms of the likelihood that it is real against that it is clutter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Life {
    /// Score of a detection that belongs to no track.
    pub start: f64,
    /// Probability that clutter comes again where it was.
    pub clutter_stays: f64,
    /// Probability that a road user that a sensor has just missed is missed in the next look too: what hides it lasts.
    pub hidden_stays: f64,
    /// Score from which a track is shown.
    pub confirm: f64,
    /// Score below which a track that was shown ends. Less than [`confirm`](Self::confirm): what was once believed has
    /// more reason to be hidden than never to have been.
    pub end: f64,
    /// Highest score, which bounds how long a track outlives its last detection.
    pub ceiling: f64,
    /// A road user that reported itself is believed gone after this silence.
    pub own_silence: Duration,
    /// A vulnerable road user that reports itself is shown after this time.
    pub own_vru_wait: Duration,
    /// An object that a sensor saw is believed gone after this silence, if not before.
    pub sensor_silence: Duration,
    /// A track is shown while its position is known this well: standard deviation along the worst axis, metres.
    pub vague: f64,
}

impl Default for Life {
    fn default() -> Self {
        Self {
            start: -2.0,
            clutter_stays: 0.35,
            hidden_stays: 0.65,
            confirm: 1.0,
            end: -1.5,
            ceiling: 12.0,
            own_silence: Duration::from_millis(1500),
            own_vru_wait: Duration::from_millis(400),
            sensor_silence: Duration::from_millis(2500),
            vague: 2.0,
        }
    }
}

/// When dangers are told of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Warnings {
    /// Harder than this drivers do not brake as a rule, not even when something turns up unexpectedly, m/s²: 4.5 (AASHTO,
    /// A Policy on Geometric Design of Highways and Streets, 3.2.2).
    pub braking: f64,
    /// Until they brake, drivers go on as they do for this time, seconds.
    pub reaction: f64,
    /// Two that were on a collision course and pass the same place at most so long after one another are in danger, seconds:
    /// 1.5 is what conflict studies take a post-encroachment time to be serious from. Of the past no more than 1.7 s is
    /// looked at.
    pub time_gap: f64,
    /// Slower vehicles endanger nobody, m/s.
    pub least_speed: f64,
    /// Probability from which a danger is told of; a danger of two from 0.15 more, for what two will do is known less.
    pub begin: f64,
    /// Probability down to which it goes on.
    pub end: f64,
    /// Judgements in a row that have to agree before it is told of; there are ten a second.
    pub signs: u32,
    /// How long a danger outlives its last sign.
    pub hold: Duration,
    /// How often a danger that goes on is told of again.
    pub interval: Duration,
    /// Upper bound on dangers at one time.
    pub max_warnings: usize,
}

impl Default for Warnings {
    fn default() -> Self {
        Self {
            braking: 4.5,
            reaction: 0.25,
            time_gap: 1.5,
            least_speed: 2.0,
            begin: 0.6,
            end: 0.2,
            signs: 2,
            hold: Duration::from_millis(1000),
            interval: Duration::from_millis(500),
            max_warnings: 256,
        }
    }
}

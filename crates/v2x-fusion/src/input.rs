//! What the engine is fed with.

use crate::context::{RoadMap, SignalReport};
use crate::observation::Observation;

/// One input of the engine. Observations, of which there are thousands a second, travel in place; maps and signal
/// reports, of which there are few, in a box.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Input {
    /// A report about one road user.
    Observation(Observation),
    /// The lanes of an intersection.
    Map(Box<RoadMap>),
    /// The signals of an intersection.
    Signals(Box<SignalReport>),
}

impl Input {
    /// Notes whether the message that it came in was verified. Tracks, maps, signals and warnings show it.
    pub fn set_verified(&mut self, verified: bool) {
        match self {
            Self::Observation(observation) => observation.verified = verified,
            Self::Map(map) => map.verified = verified,
            Self::Signals(report) => report.verified = verified,
        }
    }
}

impl From<Observation> for Input {
    fn from(observation: Observation) -> Self {
        Self::Observation(observation)
    }
}

impl From<RoadMap> for Input {
    fn from(map: RoadMap) -> Self {
        Self::Map(Box::new(map))
    }
}

impl From<SignalReport> for Input {
    fn from(report: SignalReport) -> Self {
        Self::Signals(Box::new(report))
    }
}

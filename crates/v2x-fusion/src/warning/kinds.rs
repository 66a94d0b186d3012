//! Dangers that follow from tracks, lanes and signals.

use crate::context::{IntersectionId, LaneId};
use crate::plane::Point;
use crate::snapshot::TrackId;
use crate::time::Time;

/// What kind of danger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WarningKind {
    /// A vehicle crosses, or is about to cross, the stop line at red.
    RedLight,
    /// Two vehicles are on paths that meet at the same time.
    Collision,
    /// A vehicle is about to run into the one ahead.
    RearEnd,
    /// A vehicle and a person on foot or cycle are on paths that meet at the same time.
    Vru,
}

impl WarningKind {
    /// The word used in outputs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::RedLight => "red-light",
            Self::Collision => "collision",
            Self::RearEnd => "rear-end",
            Self::Vru => "vru",
        }
    }
}

/// Where a warning is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WarningPhase {
    /// Raised now.
    Begin,
    /// Still true; told again at the configured interval.
    Update,
    /// Over.
    End,
}

/// A danger, told while it lasts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Warning {
    /// The same for every telling of one danger.
    pub id: u64,
    /// What kind.
    pub kind: WarningKind,
    /// Begin, update or end.
    pub phase: WarningPhase,
    /// When it was judged.
    pub time: Time,
    /// The road user in danger or at fault first, then the other, if there is one.
    pub tracks: [Option<TrackId>; 2],
    /// Where it will happen, metres in the plane.
    pub position: Point,
    /// Seconds until it happens; 0 where it is happening.
    pub lead: f32,
    /// How likely it is, 0 to 1.
    pub probability: f32,
    /// The intersection and signal group disregarded, for a red light.
    pub signal: Option<(IntersectionId, u8)>,
    /// The lane of that intersection from which it is disregarded.
    pub lane: Option<LaneId>,
    /// Whether all that it was judged from was verified: the road users' reports, the signal and its map; where the road
    /// guides and no signal counts, all maps.
    pub verified: bool,
}

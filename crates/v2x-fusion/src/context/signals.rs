//! Signal groups and their states as a SPaT reports them.

use crate::context::IntersectionId;
use crate::time::Time;

/// What a signal shows, in words that both message sets share.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignalState {
    /// Not known, or no signal at work.
    #[default]
    Unavailable,
    /// Dark.
    Dark,
    /// Flashing red: stop, then proceed.
    StopThenProceed,
    /// Red.
    StopAndRemain,
    /// Red and yellow, before green.
    PreMovement,
    /// Green that has to give way.
    PermissiveMovement,
    /// Green with right of way.
    ProtectedMovement,
    /// Yellow after a permissive green.
    PermissiveClearance,
    /// Yellow after a protected green.
    ProtectedClearance,
    /// Flashing yellow.
    Caution,
}

impl SignalState {
    /// The word used in outputs, as the items of J2735's MovementPhaseState are named but for the case.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unavailable => "unavailable",
            Self::Dark => "dark",
            Self::StopThenProceed => "stop-then-proceed",
            Self::StopAndRemain => "stop-and-remain",
            Self::PreMovement => "pre-movement",
            Self::PermissiveMovement => "permissive-movement",
            Self::ProtectedMovement => "protected-movement",
            Self::PermissiveClearance => "permissive-clearance",
            Self::ProtectedClearance => "protected-clearance",
            Self::Caution => "caution",
        }
    }

    /// Whether entering is forbidden now.
    pub const fn is_red(self) -> bool {
        matches!(self, Self::StopThenProceed | Self::StopAndRemain | Self::PreMovement)
    }

    /// Whether the signal shows yellow after green.
    pub const fn is_yellow(self) -> bool {
        matches!(self, Self::PermissiveClearance | Self::ProtectedClearance)
    }

    /// Whether the signal shows green.
    pub const fn is_green(self) -> bool {
        matches!(self, Self::PermissiveMovement | Self::ProtectedMovement)
    }
}

/// When a state ends, as moments rather than as the messages' counters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Timing {
    /// Began or will begin.
    pub start: Option<Time>,
    /// Not before.
    pub min_end: Option<Time>,
    /// Not after.
    pub max_end: Option<Time>,
    /// Most likely.
    pub likely_end: Option<Time>,
    /// When the same state comes next.
    pub next: Option<Time>,
}

impl Timing {
    /// The best single guess of the end: the likely one, else the earliest possible, else the latest.
    pub fn end(&self) -> Option<Time> {
        self.likely_end.or(self.min_end).or(self.max_end)
    }
}

/// What one signal group shows, and what comes next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GroupState {
    /// The group's number, as connections of lanes name it.
    pub group: u8,
    /// What it shows.
    pub state: SignalState,
    /// Until when.
    pub timing: Timing,
    /// What it will show then, where told.
    pub next_state: Option<SignalState>,
}

/// The signals of one intersection at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignalReport {
    /// Which intersection.
    pub intersection: IntersectionId,
    /// When it was true, by the controller's clock.
    pub time: Time,
    /// When the message came in.
    pub received: Time,
    /// The groups, as the message lists them.
    pub groups: Vec<GroupState>,
    /// Whether the message was verified. False where nobody verified.
    pub verified: bool,
}

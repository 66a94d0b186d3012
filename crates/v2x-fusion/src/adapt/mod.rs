//! From messages to inputs: the only place that knows message types.

use crate::observation::SourceId;
use crate::time::Time;

/// How a message came in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reception {
    /// When, by our clock.
    pub at: Time,
    /// By which way.
    pub source: SourceId,
}

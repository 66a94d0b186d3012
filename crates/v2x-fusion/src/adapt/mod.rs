//! From messages to inputs: the only place that knows message types.
//!
//! | message | becomes |
//! | --- | --- |
//! | BSM, PSM (both sets) | what a road user reports of itself |
//! | SDSM, RSM | what a sensor sees |
//! | MAP (both sets) | [`RoadMap`](crate::context::RoadMap) |
//! | SPaT (both sets) | [`SignalReport`](crate::context::SignalReport) |
//!
//! Other messages give no inputs. Values that a message calls unavailable are left out; a report without a place or a
//! time is none.
//!
#![cfg_attr(feature = "j2735", doc = "```")]
#![cfg_attr(not(feature = "j2735"), doc = "```ignore")]
//! use v2x::j2735::message_frame::{MessageFrame, MessageTypes};
//! use v2x_fusion::adapt::{self, Reception};
//! use v2x_fusion::{Config, Engine, Time};
//!
//! let mut engine = Engine::new(Config::default());
//! let message = v2x::Message::from(MessageFrame {
//!     value: MessageTypes::BasicSafetyMessage(Default::default()),
//!     ..Default::default()
//! });
//! // The message says: at the turn of the minute.
//! let now = Time::from_micros(1_750_172_340_020_000);
//! let reception = Reception { at: now, ..Reception::default() };
//! adapt::message(&message, &reception, &mut |input| engine.handle(now, input));
//! assert_eq!(engine.statistics().observations, 1);
//! ```

#[cfg(feature = "csae")]
mod csae;
#[cfg(feature = "j2735")]
mod j2735;
pub(crate) mod time;
mod units;

use crate::input::Input;
use crate::observation::SourceId;
use crate::time::Time;

/// How a message came in, and what only the receiver can know of how it is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reception {
    /// When, by our clock.
    pub at: Time,
    /// By which way.
    pub source: SourceId,
    /// How the time offsets of SDSM objects count.
    pub sdsm_offset: OffsetSign,
}

/// How the measurement time of an object in an SDSM follows from the message's time and the object's offset. Deployed
/// producers disagree; recordings from the field and the draft's own wording can be read either way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum OffsetSign {
    /// Time stamp plus offset: objects measured before the message have negative offsets.
    #[default]
    Added,
    /// Time stamp minus offset: objects measured before the message have positive offsets.
    Subtracted,
    /// Objects are never measured after the message that tells of them, whatever the sign says.
    Past,
}

impl OffsetSign {
    /// A signed offset in milliseconds, to be added to the message's time, in microseconds.
    #[cfg(any(feature = "j2735", test))]
    fn micros(self, offset: i64) -> i64 {
        match self {
            Self::Added => offset * 1000,
            Self::Subtracted => -offset * 1000,
            Self::Past => -offset.abs() * 1000,
        }
    }
}

/// Turns a message into inputs of the engine, each handed to `sink` in the message's order.
pub fn message(message: &v2x::Message, reception: &Reception, sink: &mut impl FnMut(Input)) {
    match message {
        #[cfg(feature = "j2735")]
        v2x::Message::J2735(frame) => j2735::frame(frame, reception, sink),
        #[cfg(feature = "csae")]
        v2x::Message::Csae2020(frame) => csae::y2020::frame(frame, reception, sink),
        #[cfg(feature = "csae")]
        v2x::Message::Csae2019(frame) => csae::y2019::frame(frame, reception, sink),
        #[allow(unreachable_patterns, reason = "the enum may grow")]
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_sdsm_offsets() {
        assert_eq!(OffsetSign::Added.micros(-150), -150_000);
        assert_eq!(OffsetSign::Subtracted.micros(150), -150_000);
        assert_eq!((OffsetSign::Past.micros(150), OffsetSign::Past.micros(-150)), (-150_000, -150_000));
    }
}

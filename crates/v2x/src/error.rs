//! Why a datagram gave no message: what a receiver counts, and what a person looking for the cause reads.

use v2x_uper::{DecodeError, Notes};

use crate::envelope::EnvelopeError;
use crate::set::Set;
use crate::walk::NoFrame;

/// Why a datagram gave no message. `Copy`, made without allocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A header is malformed, unsupported, or nothing known.
    #[error(transparent)]
    Envelope(#[from] EnvelopeError),
    /// The headers are well formed; the frame in them is not.
    #[error("{set} frame at octet {offset}: {error}")]
    Message {
        /// The set that the frame was decoded as.
        set: Set,
        /// Where the frame begins, in octets from the start of the datagram.
        offset: u32,
        /// What is wrong; its bit counts from the frame's first.
        error: DecodeError,
    },
    /// The datagram is well formed, and holds no frame that could be read.
    #[error("no message: {0}")]
    NoFrame(NoFrame),
    /// The frame is legal but not canonical, and was asked to be.
    #[error("{set} frame at octet {offset}: not canonical ({notes}; bit {})", notes.first_bit().unwrap_or(0))]
    NotCanonical {
        /// The set of the frame.
        set: Set,
        /// Where the frame begins, in octets from the start of the datagram.
        offset: u32,
        /// What was not canonical, and about where.
        notes: Notes,
    },
    /// The frame is of a set that this build of the library leaves out (a feature of the crate).
    #[error("messages of the set {0} are not built in")]
    Set(Set),
}

impl Error {
    /// A short name of its kind in snake case, for metric labels and JSON.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Envelope(error) => error.kind.name(),
            Self::Message { error, .. } => error.kind.name(),
            Self::NoFrame(why) => why.name(),
            Self::NotCanonical { .. } => "not_canonical",
            Self::Set(_) => "set_not_built_in",
        }
    }

    /// Where: `"Type.field"` in a frame, the name of the header in an envelope, also for what it holds.
    pub const fn at(&self) -> &'static str {
        match self {
            Self::Envelope(error) => error.protocol.name(),
            Self::Message { error, .. } => error.at,
            Self::NoFrame(why) => why.at(),
            Self::NotCanonical { .. } | Self::Set(_) => "MessageFrame",
        }
    }

    /// Where, in bits from the start of the datagram; `None` when it is not about a place.
    pub const fn bit(&self) -> Option<u64> {
        match self {
            Self::Envelope(error) => Some(error.offset as u64 * 8),
            Self::Message { offset, error, .. } => Some(*offset as u64 * 8 + error.bit as u64),
            Self::NotCanonical { offset, notes, .. } => match notes.first_bit() {
                Some(bit) => Some(*offset as u64 * 8 + bit as u64),
                None => None,
            },
            Self::NoFrame(_) | Self::Set(_) => None,
        }
    }
}

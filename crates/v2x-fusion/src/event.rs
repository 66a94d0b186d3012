//! What the engine tells besides its tracks.

use crate::context::IntersectionId;
use crate::observation::StationId;
use crate::snapshot::TrackId;
use crate::warning::Warning;

/// Something that happened inside the engine, in order of its happening.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Event {
    /// A road user is believed to be there: its track shows from now on.
    TrackConfirmed(TrackId),
    /// A confirmed track ended.
    TrackEnded {
        /// The track.
        track: TrackId,
        /// Why.
        reason: EndReason,
    },
    /// A station goes on under a new temporary id, or a track that sensors made turned out to be this station.
    Linked {
        /// The track that carries on.
        track: TrackId,
        /// The id that the station had before, if it had one.
        before: Option<StationId>,
        /// The id that it has now.
        after: StationId,
    },
    /// The lanes of an intersection are new or changed.
    MapLearned(IntersectionId),
    /// A danger begins, goes on or is over.
    Warning(Warning),
}

/// Why a track ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EndReason {
    /// Nobody reported it for too long, or those who should have seen it did not.
    Lost,
    /// It was the same road user as another track, which carries on.
    MergedInto(TrackId),
    /// There was no room for it.
    Crowded,
}

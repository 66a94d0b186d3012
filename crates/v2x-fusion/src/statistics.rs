//! Counts of what the engine did, for metrics. All only grow.

/// What happened since the engine began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Statistics {
    /// Observations taken in.
    pub observations: u64,
    /// Observations refused: numbers that are not numbers, or absurd.
    pub implausible: u64,
    /// Observations refused: measured too long ago, or in the future.
    pub out_of_time: u64,
    /// Observations refused: no room for another track or station.
    pub crowded: u64,
    /// Observations refused: the same report had come before, by another way.
    pub repeated: u64,
    /// Observations refused: our own output come back.
    pub echoes: u64,
    /// Observations that were put in their place in the past.
    pub out_of_sequence: u64,
    /// Observations that agreed with no track and started one.
    pub tracks_started: u64,
    /// Tracks that became confirmed.
    pub tracks_confirmed: u64,
    /// Tracks that ended.
    pub tracks_ended: u64,
    /// Tracks found to be the same road user as another.
    pub tracks_merged: u64,
    /// Temporary ids that were linked to a track of another id.
    pub relinked: u64,
    /// MAP geometries taken in.
    pub maps: u64,
    /// Signal reports taken in.
    pub signal_reports: u64,
    /// Events dropped because nobody polled them.
    pub events_dropped: u64,
}

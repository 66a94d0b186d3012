//! Everything that can be set, with defaults that suit an urban intersection.

use core::time::Duration;

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
    /// Upper bound on tracks, confirmed or not; memory is reserved for them in advance.
    pub max_tracks: usize,
    /// Upper bound on intersections kept.
    pub max_intersections: usize,
    /// Upper bound on events waiting to be polled; the oldest are dropped first.
    pub max_events: usize,
    /// An observation measured longer before its reception than this is refused.
    pub max_age: Duration,
    /// How long a track of which nobody speaks is kept at most.
    pub track_timeout: Duration,
    /// How long a MAP counts that is not repeated.
    pub map_timeout: Duration,
    /// How long a signal report counts that is not repeated.
    pub signal_timeout: Duration,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            origin: None,
            max_tracks: 2000,
            max_intersections: 32,
            max_events: 4096,
            max_age: Duration::from_millis(1000),
            track_timeout: Duration::from_millis(2000),
            map_timeout: Duration::from_secs(60),
            signal_timeout: Duration::from_secs(5),
        }
    }
}

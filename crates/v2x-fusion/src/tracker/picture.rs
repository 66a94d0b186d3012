//! What is shown of the tracks, with the doubts that no single track's filter knows of.

use super::Tracker;
use super::track::Track;
use crate::config::Config;
use crate::snapshot::TrackState;
use crate::time::Time;

impl Tracker {
    /// Adds the confirmed tracks that are known well enough to be shown, predicted to a time.
    pub(crate) fn picture(&self, at: Time, config: &Config, tracks: &mut Vec<TrackState>) {
        let vague = config.life.vague;
        tracks.extend(self.tracks.iter().filter(|track| track.is_shown()).filter_map(|track| {
            let mut state = track.state_at(at);
            self.doubt_clocks(track, &mut state);
            self.doubt_exchange(track, &mut state);
            let fresh = at.seconds_since(state.last_seen) < 0.5;
            (fresh || state.position_covariance.worst() < vague * vague).then_some(state)
        }));
    }

    /// Adds to a track's uncertainty what its sensors' clocks may be off by. The filter does not know of it, for it is
    /// common to all that a sensor reports and does not average away; but who looks at one track is to know.
    fn doubt_clocks(&self, track: &Track, state: &mut TrackState) {
        let seen = track.sensors.iter().filter(|link| state.time.seconds_since(link.measured) < 1.0);
        let variance = seen.map(|link| self.clocks.variance(link.sensor)).fold(f64::INFINITY, f64::min);
        if variance.is_finite() {
            state.position_covariance.xx += state.velocity.x * state.velocity.x * variance;
            state.position_covariance.xy += state.velocity.x * state.velocity.y * variance;
            state.position_covariance.yy += state.velocity.y * state.velocity.y * variance;
        }
    }
}

//! What is shown of the tracks, with the doubts that no single track's filter knows of.

use super::Tracker;
use super::track::Track;
use crate::config::Config;
use crate::observation::Class;
use crate::snapshot::TrackState;
use crate::time::Time;

impl Tracker {
    /// Adds the confirmed tracks that are known well enough to be shown, predicted to a time.
    pub(crate) fn picture(&self, at: Time, config: &Config, tracks: &mut Vec<TrackState>) {
        let begin = tracks.len();
        let vague = config.life.vague;
        tracks.extend(self.tracks.iter().filter(|track| track.is_shown()).filter_map(|track| {
            let mut state = track.state_at(at);
            self.doubt_clocks(track, &mut state);
            let fresh = at.seconds_since(state.last_seen) < 0.5;
            (fresh || state.position_covariance.worst() < vague * vague).then_some(state)
        }));
        doubt_crowds(&mut tracks[begin..]);
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

/// Adds to the uncertainty of people in a crowd that they may have been taken for each other. Nothing that a sensor or a
/// receiver tells parts people within a metre or two for sure, and once exchanged, two tracks stay so.
fn doubt_crowds(tracks: &mut [TrackState]) {
    /// People farther apart than this are not exchanged, metres: six standard deviations of a usual sensor.
    const NEAR: f64 = 2.5;
    /// Probability that two who walk this close have been exchanged: with it, errors in crowds are as large as they are
    /// said to be.
    const EXCHANGED: f64 = 0.2;
    // Sensors take people who stand for motorcycles at times.
    let narrow = |class| matches!(class, Class::Pedestrian | Class::Cyclist | Class::Motorcycle);
    let walks = |track: &TrackState| track.sensed && narrow(track.class);
    for index in 1..tracks.len() {
        let (before, rest) = tracks.split_at_mut(index);
        let Some(track) = rest.first_mut().filter(|track| walks(track)) else { continue };
        for other in before.iter_mut().filter(|other| walks(other)) {
            let between = other.position - track.position;
            if between.norm_squared() > NEAR * NEAR {
                continue;
            }
            for covariance in [&mut track.position_covariance, &mut other.position_covariance] {
                covariance.xx += EXCHANGED * between.x * between.x;
                covariance.xy += EXCHANGED * between.x * between.y;
                covariance.yy += EXCHANGED * between.y * between.y;
            }
        }
    }
}

//! The time of measurement, where the sender's word for it is not to be taken.
//!
//! Road users' clocks follow satellites, and a report that is too old when it arrives is refused by the engine, as it
//! should be. But a capture that is played into the socket again (with tcpreplay, say) was all measured long ago, and
//! some bench equipment never had the time. For these the time of reception has to do.

use std::time::Duration;

use v2x_fusion::context::SignalReport;
use v2x_fusion::{Input, Time};

use crate::config::MeasuredAt;
use crate::metrics::SocketMetrics;

/// How old, and how far in the future, a report may claim to be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Retime {
    pub(super) mode: MeasuredAt,
    pub(super) max_age: Duration,
    pub(super) max_ahead: Duration,
}

impl Retime {
    /// Puts the time of reception in the place of the sender's, as configured; where it did, that is counted.
    pub(super) fn apply(&self, input: &mut Input, received: Time, metrics: &SocketMetrics) {
        if self.change(input, received) {
            metrics.retimed.inc();
        }
    }

    /// Gives whether it did.
    fn change(&self, input: &mut Input, received: Time) -> bool {
        let told = match input {
            Input::Observation(observation) => observation.measured,
            Input::Signals(report) => report.time,
            _ => return false,
        };
        let keep = match self.mode {
            MeasuredAt::Sender => true,
            MeasuredAt::SenderIfPlausible => {
                told >= received - self.max_age && told <= received + self.max_ahead
            }
            MeasuredAt::Reception => told == received,
        };
        match input {
            _ if keep => return false,
            Input::Observation(observation) => observation.measured = received,
            Input::Signals(report) => shift(report, received.micros_since(told)),
            _ => return false,
        }
        true
    }
}

/// Moves a signal report with all that it foretells.
fn shift(report: &mut SignalReport, micros: i64) {
    report.time = report.time.offset(micros);
    for group in &mut report.groups {
        let timing = &mut group.timing;
        let ends = [&mut timing.min_end, &mut timing.max_end, &mut timing.likely_end];
        for time in [&mut timing.start, &mut timing.next].into_iter().chain(ends).flatten() {
            *time = time.offset(micros);
        }
    }
}

#[cfg(test)]
mod tests {
    use v2x_fusion::context::{GroupState, Timing};
    use v2x_fusion::{Geodetic, Observation, StationId};

    use super::*;

    fn retime(mode: MeasuredAt) -> Retime {
        Retime { mode, max_age: Duration::from_secs(1), max_ahead: Duration::from_millis(500) }
    }

    fn measured(mode: MeasuredAt, ago_ms: i64) -> i64 {
        let now = Time::from_seconds(1.75e9);
        let then = now.offset(-ago_ms * 1_000);
        let mut input =
            Input::from(Observation::own(StationId::default(), then, now, Geodetic::new(39.0, -99.0)));
        let changed = retime(mode).change(&mut input, now);
        let Input::Observation(observation) = input else { panic!("it stays what it is") };
        assert_eq!(changed, observation.measured != then);
        now.micros_since(observation.measured) / 1_000
    }

    #[test]
    fn the_senders_time_is_kept_as_configured() {
        let times = [0, 900, 5_000, -400, -9_000];
        assert_eq!(times.map(|ago| measured(MeasuredAt::Sender, ago)), times);
        assert_eq!(times.map(|ago| measured(MeasuredAt::SenderIfPlausible, ago)), [0, 900, 0, -400, 0]);
        assert_eq!(times.map(|ago| measured(MeasuredAt::Reception, ago)), [0; 5]);
    }

    #[test]
    fn signals_keep_the_time_that_they_have_left() {
        let now = Time::from_seconds(1.75e9);
        let then = now.offset(-60_000_000);
        let timing = Timing { min_end: Some(then.offset(4_000_000)), ..Timing::default() };
        let groups = vec![GroupState { group: 1, timing, ..GroupState::default() }];
        let mut input =
            Input::from(SignalReport { time: then, received: now, groups, ..SignalReport::default() });
        assert!(retime(MeasuredAt::SenderIfPlausible).change(&mut input, now));
        let Input::Signals(report) = input else { panic!("it stays what it is") };
        assert_eq!((report.time, report.groups[0].timing.min_end), (now, Some(now.offset(4_000_000))));
        assert_eq!(report.groups[0].timing.likely_end, None);
    }
}

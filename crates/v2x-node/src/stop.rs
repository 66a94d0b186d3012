//! How tasks hear that the node stops.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

/// Tells all tasks to stop by becoming true, or by being dropped.
pub(crate) type Stop = watch::Sender<bool>;

/// Hears of it.
#[derive(Clone, Debug)]
pub(crate) struct Stopped(watch::Receiver<bool>);

impl Stopped {
    pub(crate) fn of(stop: &Stop) -> Self {
        Self(stop.subscribe())
    }

    /// Returns when the node stops or is gone. Can be awaited again and again, and dropped in between.
    pub(crate) async fn wait(&mut self) {
        // The error says that the sender is gone, which is a reason to stop as well.
        let _ = self.0.wait_for(|stop| *stop).await;
    }
}

/// Does something at once and then once an interval, until told to stop. What a busy machine makes late is not made up for.
pub(crate) async fn every(period: Duration, mut stop: Stopped, mut act: impl FnMut()) {
    let mut tick = interval(period);
    tick.set_missed_tick_behavior(MissedTickBehavior::Skip);
    loop {
        tokio::select! {
            () = stop.wait() => return,
            _ = tick.tick() => act(),
        }
    }
}

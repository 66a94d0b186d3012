//! How tasks hear that the node stops.

use tokio::sync::watch;

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

//! The counters that one task has met.

use prometheus_client::metrics::counter::Counter;

/// The counters that a task has met, so that the common lock is taken once per label and task. A list and not a
/// map: there are a handful, and the last one met is most often the next.
#[derive(Debug)]
pub(crate) struct Known<L>(Vec<(L, Counter)>);

impl<L> Default for Known<L> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<L: Copy + Eq> Known<L> {
    /// Counts one more; `counter` is asked for the counter of a label that is new here.
    pub(crate) fn count(&mut self, label: L, counter: impl FnOnce(L) -> Counter) {
        match self.0.iter().find(|(known, _)| *known == label) {
            Some((_, counter)) => {
                counter.inc();
            }
            None => {
                let counter = counter(label);
                counter.inc();
                self.0.push((label, counter));
            }
        }
    }
}

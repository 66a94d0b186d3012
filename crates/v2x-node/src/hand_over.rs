//! Where inputs leave for the fusion thread.

use v2x_fusion::{Input, Time};
use v2x_ring::Producer;

use crate::fuse::Report;
use crate::metrics::SocketMetrics;

/// The writing end of the ring between one socket's messages and the fusion thread.
pub(crate) struct HandOver {
    ring: Producer<Report>,
    metrics: SocketMetrics,
}

impl HandOver {
    pub(crate) fn new(ring: Producer<Report>, metrics: SocketMetrics) -> Self {
        Self { ring, metrics }
    }

    /// Hands an input over; where there is no room it is dropped and counted.
    pub(crate) fn give(&mut self, received: Time, input: Input) {
        self.metrics.inputs.inc();
        // Full: the newest is refused. What waits is at most some milliseconds old and in order; the engine
        // does better with a gap than with a jump.
        if self.ring.push(Report { received, input }).is_err() {
            self.metrics.dropped.inc();
        }
    }
}

//! A latency histogram that a hot thread can feed without a lock.
//!
//! The client library's own histogram keeps its buckets behind a lock, which a scrape holds while it copies them. Here
//! each bucket is an atomic of its own; a scrape may see an observation in `count` and not yet in a bucket, which
//! the next scrape sets right.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use prometheus_client::encoding::{EncodeMetric, MetricEncoder, NoLabelSet};
use prometheus_client::metrics::{MetricType, TypedMetric};

/// Upper bounds in microseconds: from one decode (microseconds) to the most that TS 22.185 allows end to end (100 ms)
/// and somewhat beyond, about three to a decade.
const BOUNDS_US: [u64; 16] =
    [5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 250_000, 1_000_000];

/// A histogram of microseconds, shown in seconds. Clones count into the same buckets.
#[derive(Clone, Debug, Default)]
pub(crate) struct Latency(Arc<Buckets>);

#[derive(Debug, Default)]
struct Buckets {
    /// Observations at most as long as the bound and longer than the one before; the last: longer than all.
    counts: [AtomicU64; BOUNDS_US.len() + 1],
    sum_us: AtomicU64,
}

impl Latency {
    /// Counts one observation; below zero (two clocks disagree) counts as zero.
    pub(crate) fn observe(&self, micros: i64) {
        let micros = u64::try_from(micros).unwrap_or(0);
        let bucket = BOUNDS_US.partition_point(|bound| *bound < micros);
        // Relaxed: counts publish nothing but themselves.
        if let Some(count) = self.0.counts.get(bucket) {
            count.fetch_add(1, Ordering::Relaxed);
        }
        self.0.sum_us.fetch_add(micros, Ordering::Relaxed);
    }

    /// The bound below which `share` (0 to 1) of the observations lie, in microseconds; `None` without any. Beyond
    /// the last bound the last bound is given.
    pub(crate) fn quantile_us(&self, share: f64) -> Option<u64> {
        let counts = self.counts();
        let total: u64 = counts.iter().sum();
        let wanted = ((total as f64 * share).ceil() as u64).max(1);
        let mut seen = 0;
        let bounds = BOUNDS_US.iter().chain(BOUNDS_US.last());
        bounds.zip(counts).find_map(|(bound, count)| {
            seen += count;
            (total > 0 && seen >= wanted).then_some(*bound)
        })
    }

    fn counts(&self) -> [u64; BOUNDS_US.len() + 1] {
        std::array::from_fn(|i| self.0.counts.get(i).map_or(0, |count| count.load(Ordering::Relaxed)))
    }
}

impl TypedMetric for Latency {
    const TYPE: MetricType = MetricType::Histogram;
}

impl EncodeMetric for Latency {
    fn encode(&self, mut encoder: MetricEncoder<'_>) -> Result<(), fmt::Error> {
        let bounds = BOUNDS_US.iter().map(|us| *us as f64 / 1e6).chain([f64::MAX]);
        let buckets: Vec<(f64, u64)> = bounds.zip(self.counts()).collect();
        let count = buckets.iter().map(|(_, count)| count).sum();
        let sum = self.0.sum_us.load(Ordering::Relaxed) as f64 / 1e6;
        encoder.encode_histogram::<NoLabelSet>(sum, count, &buckets, None)
    }

    fn metric_type(&self) -> MetricType {
        Self::TYPE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_bucket_bounds() {
        let latency = Latency::default();
        assert_eq!(latency.quantile_us(0.5), None);
        (0..90).for_each(|_| latency.observe(7));
        (0..10).for_each(|_| latency.observe(40_000));
        assert_eq!(latency.quantile_us(0.5), Some(10));
        assert_eq!(latency.quantile_us(0.99), Some(50_000));
    }

    #[test]
    fn extremes_are_counted() {
        let latency = Latency::default();
        latency.observe(-5);
        latency.observe(i64::MAX);
        assert_eq!(latency.quantile_us(0.1), Some(5));
        assert_eq!(latency.quantile_us(1.0), Some(1_000_000));
    }
}

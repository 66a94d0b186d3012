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

    /// What was counted so far.
    pub(crate) fn counts(&self) -> LatencyCounts {
        let count = |i: usize| self.0.counts.get(i).map_or(0, |count| count.load(Ordering::Relaxed));
        LatencyCounts { counts: std::array::from_fn(count) }
    }
}

/// How many observations fell into each bucket.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LatencyCounts {
    counts: [u64; BOUNDS_US.len() + 1],
}

impl LatencyCounts {
    /// What came after `earlier`.
    #[must_use]
    pub fn since(&self, earlier: &Self) -> Self {
        let mut since = *self;
        for (count, before) in since.counts.iter_mut().zip(earlier.counts) {
            *count = count.saturating_sub(before);
        }
        since
    }

    /// The time in microseconds within which `share` (0 to 1) of the observations lie, as the upper bound of a bucket;
    /// `None` without any observation. What is longer than the last bound is told as that bound.
    #[must_use]
    pub fn within_us(&self, share: f64) -> Option<u64> {
        let total: u64 = self.counts.iter().sum();
        let wanted = ((total as f64 * share).ceil() as u64).max(1);
        let mut seen = 0;
        let bounds = BOUNDS_US.iter().chain(BOUNDS_US.last());
        bounds.zip(self.counts).find_map(|(bound, count)| {
            seen += count;
            (total > 0 && seen >= wanted).then_some(*bound)
        })
    }

    /// Upper bounds in microseconds, each with the number of observations between it and the bound before; what is
    /// longer than the last bound counts there.
    pub fn buckets(&self) -> impl Iterator<Item = (u64, u64)> + '_ {
        let beyond = self.counts.last().copied().unwrap_or(0);
        let last = BOUNDS_US.len() - 1;
        let add = move |i: usize| if i == last { beyond } else { 0 };
        BOUNDS_US.iter().zip(self.counts).enumerate().map(move |(i, (bound, count))| (*bound, count + add(i)))
    }
}

impl TypedMetric for Latency {
    const TYPE: MetricType = MetricType::Histogram;
}

impl EncodeMetric for Latency {
    fn encode(&self, mut encoder: MetricEncoder<'_>) -> Result<(), fmt::Error> {
        let bounds = BOUNDS_US.iter().map(|us| *us as f64 / 1e6).chain([f64::INFINITY]);
        let buckets: Vec<(f64, u64)> = bounds.zip(self.counts().counts).collect();
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
        assert_eq!(latency.counts().within_us(0.5), None);
        (0..90).for_each(|_| latency.observe(7));
        (0..10).for_each(|_| latency.observe(40_000));
        assert_eq!(latency.counts().within_us(0.5), Some(10));
        assert_eq!(latency.counts().within_us(0.99), Some(50_000));
    }

    #[test]
    fn a_stretch_of_time_can_be_told_apart() {
        let latency = Latency::default();
        latency.observe(40_000);
        let before = latency.counts();
        latency.observe(7);
        assert_eq!(latency.counts().since(&before).within_us(1.0), Some(10));
        assert_eq!(before.since(&before).within_us(1.0), None);
    }

    #[test]
    fn extremes_are_counted() {
        let latency = Latency::default();
        latency.observe(-5);
        latency.observe(i64::MAX);
        assert_eq!(latency.counts().within_us(0.1), Some(5));
        assert_eq!(latency.counts().within_us(1.0), Some(1_000_000));
        let buckets: Vec<(u64, u64)> = latency.counts().buckets().collect();
        assert_eq!((buckets[0], buckets[15]), ((5, 1), (1_000_000, 1)));
    }
}

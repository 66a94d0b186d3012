//! How far the clocks of sensors are off.
//!
//! A sensor whose clock is ahead by δ tells of a road user at velocity v that it was at a place which it had already left
//! by v·δ at the time told. Two things show that. Another sensor that sees the same road user shows the difference of
//! their offsets at once. The road user's own reports, whose clock is a satellite's, would show the offset itself, were
//! it not for their slow position error; but that error stays where it is when the road user brakes, pulls away or turns,
//! while v·δ changes, so two moments with different velocities do show it.

use nalgebra::Vector2;

use crate::time::Time;

/// The offsets of all sensors' clocks (theirs minus ours), estimated together.
#[derive(Clone, Debug, Default)]
pub(crate) struct Clocks {
    /// Seconds.
    mean: Vec<f64>,
    /// Seconds², row by row.
    cov: Vec<f64>,
    /// Memory for [`learn`](Self::learn), a number a sensor.
    crosses: Vec<f64>,
}

impl Clocks {
    /// Variance that offsets gain with each thing learnt, s²: clocks drift.
    const DRIFT: f64 = 1e-10;
    /// Larger offsets are not followed, seconds: the sensor is broken, not late.
    const LARGEST: f64 = 0.5;

    /// Adds a sensor of which nothing is known but this variance.
    pub(crate) fn add(&mut self, variance: f64) {
        let count = self.mean.len();
        let mut cov = Vec::with_capacity((count + 1) * (count + 1));
        for row in self.cov.chunks_exact(count.max(1)) {
            cov.extend_from_slice(row);
            cov.push(0.0);
        }
        cov.resize((count + 1) * (count + 1), 0.0);
        if let Some(last) = cov.last_mut() {
            *last = variance;
        }
        self.cov = cov;
        self.mean.push(0.0);
        self.crosses.push(0.0);
    }

    /// The offset of a sensor's clock, seconds.
    pub(crate) fn offset(&self, sensor: usize) -> f64 {
        self.mean.get(sensor).copied().unwrap_or(0.0)
    }

    /// Its variance, s².
    pub(crate) fn variance(&self, sensor: usize) -> f64 {
        self.cov.get(sensor * self.mean.len() + sensor).copied().unwrap_or(0.0)
    }

    /// Learns the offset of one sensor, or the difference of two.
    pub(crate) fn learn(&mut self, sensor: usize, minus: Option<usize>, seen: f64, variance: f64) {
        let count = self.mean.len();
        if sensor >= count
            || minus.is_some_and(|other| other >= count || other == sensor)
            || !seen.is_finite()
        {
            return;
        }
        let cross = |row: usize| {
            self.cov[row * count + sensor] - minus.map_or(0.0, |other| self.cov[row * count + other])
        };
        let own = cross(sensor) - minus.map_or(0.0, cross);
        let spread = own + variance;
        let innovation = seen - self.offset(sensor) + minus.map_or(0.0, |other| self.offset(other));
        // Beyond four standard deviations it is a false association that speaks.
        if spread.is_nan() || spread <= 0.0 || innovation * innovation > 16.0 * spread {
            return;
        }
        for row in 0..count {
            self.crosses[row] = cross(row);
        }
        for row in 0..count {
            let gain = self.crosses[row] / spread;
            self.mean[row] = (self.mean[row] + gain * innovation).clamp(-Self::LARGEST, Self::LARGEST);
            for column in 0..count {
                self.cov[row * count + column] -= gain * self.crosses[column];
            }
            self.cov[row * count + row] += Self::DRIFT;
        }
    }
}

/// What two sources of one road user, of which one is its own reports, differ by at one velocity.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Difference {
    /// Middle of the window.
    time: Time,
    /// Sums over the window: sensor minus own report, metres, as if the clock were right; and velocity, m/s.
    place: Vector2<f64>,
    velocity: Vector2<f64>,
    count: u32,
}

/// What shows the offset of a sensor's clock in the motion of one road user that reports itself.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Anchor {
    /// A finished window some time ago.
    past: Option<Difference>,
    /// The window that is being filled.
    now: Difference,
}

/// The offset that an anchor shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Shown {
    /// Seconds.
    pub(crate) offset: f64,
    /// Seconds².
    pub(crate) variance: f64,
}

impl Anchor {
    /// Detections in a window: about a second, over which their noise averages.
    const WINDOW: u32 = 8;
    /// Windows farther apart than this are not compared, seconds: the own error has moved by then.
    const LONGEST: f64 = 12.0;
    /// Windows whose velocities differ by less show nothing, m/s.
    const LEAST: f64 = 3.0;
    /// Variance of a window's mean per axis, m²: a sensor's and a receiver's fresh noise over eight detections.
    const NOISE: f64 = 0.04;

    /// Takes in how a detection differs from the road user's own report for the same moment. `variance` and `correlation`
    /// (seconds) are those of the slow error of own reports.
    pub(crate) fn note(
        &mut self,
        time: Time,
        place: Vector2<f64>,
        velocity: Vector2<f64>,
        variance: f64,
        correlation: f64,
    ) -> Option<Shown> {
        self.now.place += place;
        self.now.velocity += velocity;
        self.now.count += 1;
        self.now.time = time;
        if self.now.count < Self::WINDOW {
            return None;
        }
        let finished = core::mem::take(&mut self.now).mean();
        let Some(past) = self.past else {
            self.past = Some(finished);
            return None;
        };
        let apart = finished.time.seconds_since(past.time).abs();
        let change = finished.velocity - past.velocity;
        if apart < Self::LONGEST && change.norm() < Self::LEAST {
            return None;
        }
        self.past = Some(finished);
        if apart >= Self::LONGEST {
            return None;
        }
        let moved = finished.place - past.place;
        let wander = 2.0 * variance * (1.0 - (-apart / correlation).exp());
        Some(Shown {
            offset: -moved.dot(&change) / change.norm_squared(),
            variance: (2.0 * Self::NOISE + wander) / change.norm_squared(),
        })
    }
}

impl Difference {
    fn mean(self) -> Self {
        let count = f64::from(self.count.max(1));
        Self { place: self.place / count, velocity: self.velocity / count, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_shared_out() {
        let mut clocks = Clocks::default();
        clocks.add(4e-4);
        clocks.add(4e-4);
        for _ in 0..200 {
            clocks.learn(1, Some(0), 0.03, 1e-3);
        }
        assert!((clocks.offset(1) - 0.015).abs() < 1e-3 && (clocks.offset(0) + 0.015).abs() < 1e-3);
        // Once one is known, so is the other.
        for _ in 0..200 {
            clocks.learn(0, None, 0.0, 1e-3);
        }
        assert!(clocks.offset(0).abs() < 2e-3 && (clocks.offset(1) - 0.03).abs() < 3e-3);
        assert!(clocks.variance(1) < 1e-4);
    }

    #[test]
    fn braking_shows_the_offset_through_the_own_error() {
        let own_error = Vector2::new(1.3, -0.7);
        let offset = 0.03;
        let mut anchor = Anchor::default();
        let mut shown = None;
        for step in 0..40 {
            let velocity = Vector2::new(f64::from(12 - step / 4).max(0.0), 0.0);
            let time = Time::from_micros(i64::from(step) * 100_000);
            shown = anchor.note(time, -own_error - velocity * offset, velocity, 0.64, 30.0).or(shown);
        }
        let shown = shown.unwrap();
        assert!((shown.offset - offset).abs() < 1e-9, "{shown:?}");
        assert!(shown.variance < 0.05);
    }

    #[test]
    fn nonsense_is_not_learnt() {
        let mut clocks = Clocks::default();
        clocks.add(4e-4);
        clocks.learn(0, None, f64::NAN, 1.0);
        clocks.learn(0, Some(0), 1.0, 1.0);
        clocks.learn(5, None, 1.0, 1.0);
        clocks.learn(0, None, 10.0, 1e-6);
        assert_eq!(clocks.offset(0), 0.0);
    }
}

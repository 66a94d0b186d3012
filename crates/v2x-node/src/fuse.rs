//! The fusion thread: takes inputs out of the rings, feeds the engine, publishes pictures.
//!
//! A thread of its own and not a task: the engine computes, and a runtime's worker that computes keeps sockets
//! waiting. It sleeps by parking. A receiving task unparks it after each batch; parking remembers an unpark
//! that came early, so none is lost, and unparking a thread that is awake is one atomic exchange.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use v2x_fusion::{Engine, Input, Time};
use v2x_ring::{Consumer, Publisher, Subscriber};

use crate::clock::Clock;
use crate::config::Config;
use crate::egress::ourselves;
use crate::metrics::Metrics;
use crate::picture::{Painter, Picture};
use crate::worker::Worker;

/// An input on its way to the fusion thread.
#[derive(Debug)]
pub(crate) struct Report {
    /// When the datagram that carried it was received.
    pub(crate) received: Time,
    pub(crate) input: Input,
}

/// Taken from one ring before the next one's turn. Enough to make the round over the rings cheap; little enough
/// that, at some microseconds an input, no ring waits for much more than a millisecond for another.
const BATCH: usize = 256;

/// Readers of the picture: the web view, and some more for those who embed the node. Destinations that are told of it come
/// on top.
const MOST_READERS: u16 = 8;

/// The ends of the hand-overs that the thread holds.
struct Fusion<C> {
    engine: Engine,
    clock: C,
    rings: Vec<Consumer<Report>>,
    painter: Painter,
    /// A picture that nobody looks at any more, to be filled anew.
    spare: Picture,
    pictures: Publisher<Picture>,
    interval: Duration,
    metrics: Arc<Metrics>,
}

/// Starts the thread on the reading ends of the rings. Told to end, it does after what is in them.
pub(crate) fn start(
    config: &Config,
    clock: impl Clock,
    rings: Vec<Consumer<Report>>,
    metrics: Arc<Metrics>,
) -> std::io::Result<(Worker, Subscriber<Picture>)> {
    let destinations = u16::try_from(config.send.len()).unwrap_or(u16::MAX);
    let (pictures, subscriber) = v2x_ring::latest(MOST_READERS.saturating_add(destinations));
    let engine = v2x_fusion::Config { ourselves: ourselves(&config.send), ..config.fusion.engine() };
    let mut fusion = Fusion {
        engine: Engine::new(engine),
        clock,
        rings,
        painter: Painter::default(),
        spare: Picture::default(),
        pictures,
        interval: config.fusion.picture_interval(),
        metrics,
    };
    let worker = Worker::start("v2x-fusion", move |stop| fusion.run(stop))?;
    Ok((worker, subscriber))
}

impl<C: Clock> Fusion<C> {
    fn run(&mut self, stop: &AtomicBool) {
        // The pace of pictures is a matter of real time even where the clock is a test's, hence `Instant`.
        let mut due = Instant::now();
        loop {
            let last = stop.load(Ordering::Acquire);
            let taken = self.take();
            self.think();
            if Instant::now() >= due || last {
                self.publish();
                due = Instant::now() + self.interval;
            }
            if last && taken == 0 {
                return;
            }
            if taken == 0 {
                thread::park_timeout(self.rest(due));
            }
        }
    }

    /// One round over the rings. Gives how many inputs it found.
    fn take(&mut self) -> usize {
        let Self { engine, clock, rings, metrics, .. } = self;
        let each = |ring: &mut Consumer<Report>| {
            ring.pop_batch(BATCH, |report| {
                engine.handle(clock.now(), report.input);
                metrics.fused.observe(clock.now().micros_since(report.received));
            })
        };
        rings.iter_mut().map(each).sum()
    }

    fn think(&mut self) {
        self.engine.advance(self.clock.now());
        while let Some(event) = self.engine.poll_event() {
            tracing::debug!(?event);
            self.painter.note(&event);
        }
    }

    fn publish(&mut self) {
        let mut picture = std::mem::take(&mut self.spare);
        self.painter.paint(&self.engine, self.clock.now(), &mut picture);
        self.metrics.show(&picture);
        self.spare = self.pictures.publish(picture).unwrap_or_default();
    }

    /// How long to sleep at most: until the next picture or until the engine wants to be woken.
    fn rest(&self, due: Instant) -> Duration {
        let picture = due.saturating_duration_since(Instant::now());
        let engine = self.engine.next_deadline().map_or(Duration::MAX, |deadline| {
            let micros = deadline.micros_since(self.clock.now());
            Duration::from_micros(u64::try_from(micros).unwrap_or(0))
        });
        // A deadline that `advance` has just passed over would turn the sleep into a spin.
        picture.min(engine.max(Duration::from_millis(1)))
    }
}

#[cfg(test)]
mod tests {
    use v2x_fusion::{Geodetic, Observation, Scope, StationId};

    use super::*;
    use crate::clock::ManualClock;

    /// Waits for a picture that fits, at most ten seconds.
    fn wait(pictures: &mut Subscriber<Picture>, fits: impl Fn(&Picture) -> bool) -> bool {
        (0..1_000).any(|_| {
            thread::sleep(Duration::from_millis(10));
            pictures.read().is_some_and(&fits)
        })
    }

    #[test]
    fn inputs_reach_the_engine_and_the_thread_joins() {
        let now = Time::from_seconds(1.75e9);
        let metrics = Arc::new(Metrics::new());
        let (mut ring, consumer) = v2x_ring::spsc(8);
        let started = start(&Config::default(), ManualClock::new(now), vec![consumer], Arc::clone(&metrics));
        let (fusion, mut pictures) = started.expect("a thread can be started");
        let station = StationId::new(Scope::Local, b"car");
        let seen = Observation::own(station, now, now, Geodetic::new(39.0, -99.0));
        ring.push(Report { received: now, input: seen.into() }).expect("the ring has room");
        fusion.waker().expect("it runs").unpark();
        assert!(wait(&mut pictures, |picture| picture.statistics.observations == 1));
        assert!(fusion.join());
        assert!(ring.is_abandoned());
        assert_eq!(metrics.fused.counts().within_us(1.0), Some(5));
    }

    #[test]
    fn what_is_in_the_ring_is_fused_before_the_thread_ends() {
        let now = Time::from_seconds(1.75e9);
        let metrics = Arc::new(Metrics::new());
        let (mut ring, consumer) = v2x_ring::spsc(2_000);
        let station = StationId::new(Scope::Local, b"car");
        let seen = Observation::own(station, now, now, Geodetic::new(39.0, -99.0));
        for _ in 0..2_000 {
            ring.push(Report { received: now, input: seen.into() }).expect("the ring has room");
        }
        let clock = ManualClock::new(now);
        let started = start(&Config::default(), clock, vec![consumer], metrics);
        let (fusion, mut pictures) = started.expect("a thread can be started");
        assert!(fusion.join());
        assert_eq!(pictures.read().map(|picture| picture.statistics.observations), Some(2_000));
    }
}

//! The judge: signatures verified off the path of reception.
//!
//! Sockets whose policy looks at signatures give each decoded message to this thread, through a ring of its own, with its
//! inputs and, if it is signed, its octets. The thread does what is to be done around the arithmetic and leaves that to an
//! [`Engine`]: the threads of a [`Pool`], or a hardware module. Verdicts come back in any order; inputs go on in the order
//! in which the messages came. A message that finds no room, or no answer in time, is one that was not verified: used and
//! marked, or not used, as the policy says, and counted with that reason. None that was taken is lost.

mod lane;
mod pool;

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, Thread};
use std::time::Duration;

use v2x_security::{Engine, Queue};

use crate::config::Security;
use crate::metrics::Metrics;
use crate::worker::Worker;

pub(crate) use lane::{Case, Lane, Law, labels, required};
pub use pool::Pool;

/// Taken from one socket before the next one's turn: at some microseconds each, none waits long for another.
const BATCH: usize = 64;

/// How long the thread sleeps at most while an engine works that may not wake it: a hundredth of the 100 ms between two
/// messages of one sender.
const POLL: Duration = Duration::from_millis(1);

/// And while nothing is to be done; whoever has something wakes it.
const IDLE: Duration = Duration::from_secs(1);

struct Judge {
    lanes: Vec<Lane>,
    /// What comes along: the lane, and the number there.
    queue: Queue<Box<dyn Engine + Send>, (usize, u64)>,
    patience: Duration,
    fusion: Thread,
    metrics: Arc<Metrics>,
}

/// Starts the thread. Told to end, it does when everything that it was given is judged.
pub(crate) fn start(
    lanes: Vec<Lane>,
    mut engine: Box<dyn Engine + Send>,
    security: &Security,
    fusion: Thread,
    metrics: Arc<Metrics>,
) -> io::Result<Worker> {
    let (room, patience) = (security.waiting.max(1), security.patience());
    Worker::start("v2x-judge", move |stop| {
        let judge = thread::current();
        engine.wake_by(Arc::new(move || judge.unpark()));
        Judge { lanes, queue: Queue::new(engine, room), patience, fusion, metrics }.run(stop);
    })
}

impl Judge {
    fn run(mut self, stop: &AtomicBool) {
        loop {
            let last = stop.load(Ordering::Acquire);
            let taken = self.take();
            let delivered = self.deliver();
            if delivered > 0 {
                self.fusion.unpark();
            }
            if last && self.lanes.iter().all(Lane::is_done) {
                return;
            }
            if taken + delivered == 0 {
                let waits = self.lanes.iter().any(|lane| lane.len() > 0);
                thread::park_timeout(if waits { POLL } else { IDLE });
            }
        }
    }

    /// One round over the sockets. Gives how many messages it found.
    fn take(&mut self) -> usize {
        let Self { lanes, queue, .. } = self;
        let mut count = 0;
        for (index, lane) in lanes.iter_mut().enumerate() {
            for (number, prepared) in std::iter::from_fn(|| lane.take()).take(BATCH) {
                queue.push(prepared, (index, number));
                count += 1;
            }
        }
        count
    }

    /// Hands on what is decided. Gives how many messages there were.
    fn deliver(&mut self) -> usize {
        let Self { lanes, queue, patience, metrics, .. } = self;
        let unknown = v2x_security::Verdict::Unverifiable(v2x_security::Unverifiable::Unanswered);
        loop {
            let decided = queue.poll_with(&mut |(index, _), pending, right| {
                lanes.get_mut(*index).map_or(unknown, |lane| lane.finish(pending, right))
            });
            let Some(((index, number), verdict)) = decided else { break };
            if let Some(lane) = lanes.get_mut(index) {
                lane.decide(number, verdict);
            }
        }
        let count = lanes.iter_mut().map(|lane| lane.deliver(*patience)).sum();
        metrics.judging.set(lanes.iter().map(|lane| lane.len() as i64).sum());
        count
    }
}

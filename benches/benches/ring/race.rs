//! Two pinned threads, and how long a cache line takes between them.

use std::hint::spin_loop;
use std::sync::Barrier;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crossbeam::utils::CachePadded;

use crate::queues::Queue;

/// Spins while the other thread is likely to be running, and gives the core up when it is likely not to be.
struct Backoff(u32);

impl Backoff {
    fn wait(&mut self) {
        self.0 += 1;
        if self.0 < 200 { spin_loop() } else { thread::yield_now() }
    }
}

/// Repeats `attempt` until it succeeds.
#[inline(always)]
pub(crate) fn until<T>(mut attempt: impl FnMut() -> Option<T>) -> T {
    let mut backoff = Backoff(0);
    loop {
        match attempt() {
            Some(value) => return value,
            None => backoff.wait(),
        }
    }
}

/// Pushes `value`, waiting for a free slot.
#[inline(always)]
pub(crate) fn push_until_accepted<Q: Queue, T: Send + 'static>(tx: &mut Q::Tx<T>, value: T) {
    let mut back = Some(value);
    until(|| match Q::push(tx, back.take()?) {
        Ok(()) => Some(()),
        Err(value) => {
            back = Some(value);
            None
        }
    });
}

/// Runs `left` and `right` on two cores of their own from one starting signal. The time of the one that takes longer:
/// either may be over before the other has begun, where nothing makes it wait.
pub(crate) fn race(left: impl FnOnce() + Send, right: impl FnOnce() + Send) -> Duration {
    let start = Barrier::new(2);
    thread::scope(|scope| {
        let left = scope.spawn(|| timed(0, &start, left));
        let right = scope.spawn(|| timed(1, &start, right));
        let done = "the benched code does not panic";
        left.join().expect(done).max(right.join().expect(done))
    })
}

/// Runs `work` on the core of that number once both have come to `start`.
fn timed(core: usize, start: &Barrier, work: impl FnOnce()) -> Duration {
    let cores = core_affinity::get_core_ids().unwrap_or_default();
    if let (Some(&core), true) = (cores.get(core), cores.len() > 1) {
        core_affinity::set_for_current(core);
    }
    start.wait();
    let begin = Instant::now();
    work();
    begin.elapsed()
}

/// Time for `rounds` there and back of one number between two cores, each side on a cache line of its own.
pub(crate) fn ping_pong(rounds: u64) -> Duration {
    let there = CachePadded::new(AtomicU64::new(0));
    let back = CachePadded::new(AtomicU64::new(0));
    let wait = |line: &AtomicU64, n| until(|| (line.load(Ordering::Acquire) == n).then_some(()));
    race(
        || {
            for n in 1..=rounds {
                wait(&there, n);
                back.store(n, Ordering::Release);
            }
        },
        || {
            for n in 1..=rounds {
                there.store(n, Ordering::Release);
                wait(&back, n);
            }
        },
    )
}

/// Median one-way time from core to core now.
pub(crate) fn print_floor(before: &str) {
    const ROUNDS: u64 = 2000;
    let mut runs: Vec<Duration> = (0..9).map(|_| ping_pong(ROUNDS)).collect();
    runs.sort_unstable();
    let one_way = runs[runs.len() / 2].as_nanos() as u64 / (2 * ROUNDS);
    println!("core-to-core floor before {before}: {one_way} ns one way");
}

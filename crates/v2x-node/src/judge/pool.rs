//! The default verifier of signatures: threads of this machine.

use std::io;
use std::sync::{Arc, OnceLock};
use std::thread::{self, JoinHandle};

use v2x_ring::{Consumer, Producer, spsc};
use v2x_security::{Engine, Full, Job, Ticket};

/// Jobs that may be at one thread. Enough that it does not run dry while the judge is at other work (64 take it some ten
/// milliseconds), and few, for what is given to a thread cannot be given to another that is idle.
const ROOM: usize = 64;

/// Threads that verify signatures, each with a ring to it and one from it.
#[derive(Debug)]
pub struct Pool {
    workers: Vec<Worker>,
    /// Whose turn it is.
    next: usize,
    wake: Arc<OnceLock<Wake>>,
}

struct Wake(Arc<dyn Fn() + Send + Sync>);

impl std::fmt::Debug for Wake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Wake")
    }
}

#[derive(Debug)]
struct Worker {
    /// `None` only while it is dropped.
    jobs: Option<Producer<(Ticket, Job)>>,
    answers: Consumer<(Ticket, bool)>,
    /// Jobs without an answer so far: never more than an answer has room for.
    open: usize,
    thread: Option<JoinHandle<()>>,
}

impl Pool {
    /// Starts so many threads, one at least.
    ///
    /// # Errors
    /// What the system says when it does not start one.
    pub fn start(threads: usize) -> io::Result<Self> {
        let wake = Arc::new(OnceLock::new());
        let workers = (0..threads.max(1)).map(|_| Worker::start(&wake)).collect::<io::Result<_>>()?;
        Ok(Self { workers, next: 0, wake })
    }
}

impl Engine for Pool {
    fn submit(&mut self, ticket: Ticket, job: &Job) -> Result<(), Full> {
        for _ in 0..self.workers.len() {
            self.next = (self.next + 1) % self.workers.len();
            let Some(worker) = self.workers.get_mut(self.next) else { break };
            if worker.submit(ticket, job) {
                return Ok(());
            }
        }
        Err(Full)
    }

    fn poll(&mut self) -> Option<(Ticket, bool)> {
        self.workers.iter_mut().find_map(Worker::poll)
    }

    fn wake_by(&mut self, wake: Arc<dyn Fn() + Send + Sync>) {
        // Told once; a second one would find the first in its place.
        let _ = self.wake.set(Wake(wake));
    }
}

impl Worker {
    fn start(wake: &Arc<OnceLock<Wake>>) -> io::Result<Self> {
        let (jobs, todo) = spsc(ROOM);
        let (done, answers) = spsc(ROOM);
        let wake = Arc::clone(wake);
        let name = "v2x-verify".to_owned();
        let thread = thread::Builder::new().name(name).spawn(move || work(todo, done, &wake))?;
        Ok(Self { jobs: Some(jobs), answers, open: 0, thread: Some(thread) })
    }

    fn submit(&mut self, ticket: Ticket, job: &Job) -> bool {
        let Some(jobs) = self.jobs.as_mut().filter(|_| self.open < ROOM) else { return false };
        let taken = jobs.push((ticket, *job)).is_ok();
        if taken {
            self.open += 1;
            self.wake();
        }
        taken
    }

    fn poll(&mut self) -> Option<(Ticket, bool)> {
        let answer = self.answers.pop()?;
        self.open -= 1;
        Some(answer)
    }

    fn wake(&self) {
        if let Some(thread) = &self.thread {
            thread.thread().unpark();
        }
    }
}

/// Ends the thread after the job that it is at.
impl Drop for Worker {
    fn drop(&mut self) {
        self.jobs = None;
        self.wake();
        if let Some(thread) = self.thread.take() {
            // A panic in it showed on the standard error output; its jobs had no answers.
            let _ = thread.join();
        }
    }
}

fn work(mut todo: Consumer<(Ticket, Job)>, mut done: Producer<(Ticket, bool)>, wake: &OnceLock<Wake>) {
    while !todo.is_abandoned() {
        let Some((ticket, job)) = todo.pop() else {
            thread::park();
            continue;
        };
        // There is room: no more jobs are open than that.
        let _ = done.push((ticket, job.verify()));
        if let Some(Wake(wake)) = wake.get() {
            wake();
        }
    }
}

#[cfg(test)]
mod tests {
    use v2x::envelope::ieee1609dot2::{Curve, HashAlgorithm};
    use v2x_security::{PrivateKey, hash};

    use super::*;

    #[test]
    fn every_job_is_answered_once() {
        let key = PrivateKey::from_octets(Curve::NistP256, &[1; 32]).expect("below the order");
        let hash = hash(HashAlgorithm::Sha256, &[b"message"]).expect("a known hash");
        let job = Job { key: key.public(), hash, signature: key.sign(&hash, &[]) };
        let mut pool = Pool::start(3).expect("threads can be started");
        let thread = thread::current();
        pool.wake_by(Arc::new(move || thread.unpark()));
        let count = 3 * ROOM as u64;
        let mut answers = Vec::new();
        for ticket in 0..count {
            assert_eq!(pool.submit(Ticket(ticket), &job), Ok(()));
        }
        assert_eq!(pool.submit(Ticket(count), &job), Err(Full));
        while answers.len() < count as usize {
            match pool.poll() {
                Some(answer) => answers.push(answer),
                None => thread::park(),
            }
        }
        answers.sort_unstable();
        assert!(answers.into_iter().eq((0..count).map(|ticket| (Ticket(ticket), true))));
        assert_eq!(pool.poll(), None);
    }
}

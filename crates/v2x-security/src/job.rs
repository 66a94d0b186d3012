//! The work: one signature after the other, done here or by a hardware module.

use alloc::boxed::Box;
use alloc::collections::VecDeque;
use alloc::sync::Arc;
use alloc::vec::Vec;

use crate::hash::HashValue;
use crate::key::{PublicKey, RawSignature};
use crate::verdict::{Unverifiable, Verdict};
use crate::verifier::{Pending, Verifier};

/// One signature to be verified: everything that it takes, in a quarter of a kilobyte, free of the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Job {
    /// The key to verify with.
    pub key: PublicKey,
    /// The hash that was signed.
    pub hash: HashValue,
    /// The signature.
    pub signature: RawSignature,
}

impl Job {
    /// Does the work here: whether the signature is right.
    pub fn verify(&self) -> bool {
        self.key.verify(&self.hash, &self.signature)
    }
}

/// What names a job while it is worked on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(pub u64);

/// Something that verifies signatures, many at a time: a hardware module, other threads, or [`Software`].
///
/// Nothing here waits, and nothing is bound to a runtime: whoever drives it submits, polls, and goes on with other things when
/// there is nothing yet.
pub trait Engine {
    /// Takes a job, if there is room. The answer has the same ticket.
    ///
    /// # Errors
    /// When there is no room now.
    fn submit(&mut self, ticket: Ticket, job: &Job) -> Result<(), Full>;

    /// The next job that is done, in any order, and whether its signature is right. `None` if none is.
    fn poll(&mut self) -> Option<(Ticket, bool)>;

    /// Is given, before the first job, what to call from any thread when a job is done, so that whoever polls may sleep
    /// until then. An engine that does nothing with it is polled at intervals.
    fn wake_by(&mut self, _wake: Arc<dyn Fn() + Send + Sync>) {}
}

impl<E: Engine + ?Sized> Engine for Box<E> {
    fn submit(&mut self, ticket: Ticket, job: &Job) -> Result<(), Full> {
        (**self).submit(ticket, job)
    }

    fn poll(&mut self) -> Option<(Ticket, bool)> {
        (**self).poll()
    }

    fn wake_by(&mut self, wake: Arc<dyn Fn() + Send + Sync>) {
        (**self).wake_by(wake);
    }
}

/// There is no room for more work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no room for more signatures")]
pub struct Full;

/// The engine that this machine's processor is: a job is done when it is polled.
#[derive(Clone, Debug)]
pub struct Software {
    waiting: VecDeque<(Ticket, Job)>,
    room: usize,
}

impl Software {
    /// An engine in which `room` jobs may wait.
    pub const fn new(room: usize) -> Self {
        Self { waiting: VecDeque::new(), room }
    }
}

impl Engine for Software {
    fn submit(&mut self, ticket: Ticket, job: &Job) -> Result<(), Full> {
        if self.waiting.len() >= self.room {
            return Err(Full);
        }
        self.waiting.push_back((ticket, *job));
        Ok(())
    }

    fn poll(&mut self) -> Option<(Ticket, bool)> {
        self.waiting.pop_front().map(|(ticket, job)| (ticket, job.verify()))
    }
}

/// Messages whose signatures an [`Engine`] works on. Each comes back with its verdict and with whatever was given along: the
/// datagram, for instance.
///
/// At most `room` messages are held, oldest first by ticket; one that finds no room comes back as
/// [`Unverifiable::Overload`].
#[derive(Clone, Debug)]
pub struct Queue<E, T> {
    engine: E,
    room: usize,
    next: u64,
    waiting: VecDeque<Waiting<T>>,
    done: VecDeque<(T, Verdict)>,
}

#[derive(Clone, Debug)]
struct Waiting<T> {
    /// The ticket of its first job; the others follow.
    first: u64,
    pending: Pending,
    submitted: usize,
    /// What the engine said of each job so far.
    right: Vec<Option<bool>>,
    with: T,
}

impl<E: Engine, T> Queue<E, T> {
    /// A queue of at most `room` messages before an engine.
    pub const fn new(engine: E, room: usize) -> Self {
        Self { engine, room, next: 0, waiting: VecDeque::new(), done: VecDeque::new() }
    }

    /// Puts in what [`Verifier::prepare`] made of a message. A verdict that needs no work is there to be polled at once.
    pub fn push(&mut self, prepared: Result<Pending, Verdict>, with: T) {
        match prepared {
            Err(verdict) => self.done.push_back((with, verdict)),
            Ok(_) if self.len() >= self.room => {
                self.done.push_back((with, Verdict::Unverifiable(Unverifiable::Overload)));
            }
            Ok(pending) => {
                let jobs = pending.jobs().len();
                let waiting =
                    Waiting { first: self.next, pending, submitted: 0, right: alloc::vec![None; jobs], with };
                self.next += jobs as u64;
                self.waiting.push_back(waiting);
                self.submit();
            }
        }
    }

    /// The next message that is decided, in the order in which the engine gets done.
    pub fn poll(&mut self, verifier: &mut Verifier) -> Option<(T, Verdict)> {
        self.poll_with(&mut |_, pending, right| verifier.finish(pending, right))
    }

    /// The same where messages were prepared by different verifiers: `finish` is to let each one
    /// [finish](Verifier::finish) its own.
    pub fn poll_with(
        &mut self,
        finish: &mut impl FnMut(&T, Pending, &[bool]) -> Verdict,
    ) -> Option<(T, Verdict)> {
        loop {
            if let Some(done) = self.done.pop_front() {
                return Some(done);
            }
            self.submit();
            let (ticket, right) = self.engine.poll()?;
            self.answer(finish, ticket, right);
        }
    }

    /// How many messages are held.
    pub fn len(&self) -> usize {
        self.waiting.len() + self.done.len()
    }

    /// Whether no message is held.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The engine.
    pub const fn engine(&mut self) -> &mut E {
        &mut self.engine
    }

    /// Gives the engine what it has room for, oldest first.
    fn submit(&mut self) {
        for waiting in &mut self.waiting {
            while let Some(job) = waiting.pending.jobs().get(waiting.submitted) {
                let ticket = Ticket(waiting.first + waiting.submitted as u64);
                if self.engine.submit(ticket, job).is_err() {
                    return;
                }
                waiting.submitted += 1;
            }
        }
    }

    /// Notes an answer. One to a ticket that was not given out says nothing.
    fn answer(
        &mut self,
        finish: &mut impl FnMut(&T, Pending, &[bool]) -> Verdict,
        Ticket(ticket): Ticket,
        right: bool,
    ) {
        let owner = self.waiting.iter_mut().position(|waiting| {
            ticket.checked_sub(waiting.first).is_some_and(|index| index < waiting.submitted as u64)
        });
        let Some(waiting) = owner.and_then(|owner| Some((owner, self.waiting.get_mut(owner)?))) else {
            return;
        };
        let (owner, waiting) = waiting;
        if let Some(result) = waiting.right.get_mut((ticket - waiting.first) as usize) {
            *result = Some(right);
        }
        let Some(right) = waiting.right.iter().copied().collect::<Option<Vec<bool>>>() else { return };
        if let Some(Waiting { pending, with, .. }) = self.waiting.remove(owner) {
            let verdict = finish(&with, pending, &right);
            self.done.push_back((with, verdict));
        }
    }
}

//! A thread that computes, sleeps by parking, and ends when it is told to.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle, Thread};

/// The running thread. Dropped without [`Worker::join`], it ends too, only nobody waits for it.
#[derive(Debug)]
pub(crate) struct Worker {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Worker {
    /// Starts a thread on `run`, which is to end once the flag is set and what it was given until then is done; it loads
    /// the flag with `Acquire`, before it looks at what it was given.
    pub(crate) fn start(name: &str, run: impl FnOnce(&AtomicBool) + Send + 'static) -> io::Result<Self> {
        let stop = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&stop);
        let thread = thread::Builder::new().name(name.to_owned()).spawn(move || run(&told))?;
        Ok(Self { stop, thread: Some(thread) })
    }

    /// What wakes the thread.
    pub(crate) fn waker(&self) -> Option<Thread> {
        self.thread.as_ref().map(|thread| thread.thread().clone())
    }

    /// Tells the thread to end when what it was given is done, and waits for it. False if it had panicked.
    pub(crate) fn join(mut self) -> bool {
        self.tell();
        self.thread.take().is_none_or(|thread| thread.join().is_ok())
    }

    fn tell(&self) {
        // Release, paired with the acquire in `run`: what the receiving tasks pushed before they ended is in the rings
        // when the thread sees this.
        self.stop.store(true, Ordering::Release);
        if let Some(thread) = &self.thread {
            thread.thread().unpark();
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.tell();
    }
}

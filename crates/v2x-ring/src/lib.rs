//! Lock-free queues for message pipelines: from a receiving task to the one thread that thinks, and back out.
//!
//! | | constructor | when the reader is slow | cost of handing over |
//! | --- | --- | --- | --- |
//! | one to one, keep the old | [`spsc()`] | the newest item is refused, given back and counted | a store |
//! | one to one, keep the new | [`spsc_overwriting`] | the oldest item is dropped and counted | an atomic exchange |
//! | one to several, every item | [`Broadcaster`] | each reader loses its own oldest, counted | that, and a clone, per reader |
//! | one to several, latest only | [`latest()`] | it skips to the latest value | an atomic exchange |
//!
//! In all of them a writer finishes in a bounded number of its own steps, whatever the readers do or fail to
//! do: a receiving task is never held up by a consumer that the scheduler has put aside. Values are moved, need
//! be neither `Copy` nor plain memory, and what nobody read is dropped with the structure. The crate is
//! `no_std`, needs `alloc` when a queue is made (and never afterwards) and a target with 64-bit atomics, and
//! has no dependencies.
//!
//! # Example
//!
//! A task receives, a second thread merges and publishes a picture, a third looks at it when it likes.
//!
//! ```
//! use std::thread;
//!
//! let (mut intake, mut observations) = v2x_ring::spsc::<u32>(1024);
//! let (mut picture, mut viewer) = v2x_ring::latest::<Vec<u32>>(2);
//!
//! let receiver = thread::spawn(move || {
//!     for observation in 0..100 {
//!         // Refused: the ring counts it, and this is the place for another policy.
//!         if intake.push(observation).is_err() {
//!             break;
//!         }
//!     }
//! });
//! let fusion = thread::spawn(move || {
//!     let mut tracks = Vec::new();
//!     loop {
//!         let last_round = observations.is_abandoned();
//!         while observations.pop_batch(64, |observation| tracks.push(observation)) > 0 {}
//!         picture.publish(tracks.clone());
//!         if last_round {
//!             return observations.refused();
//!         }
//!         thread::yield_now();
//!     }
//! });
//! receiver.join().unwrap();
//! assert_eq!(fusion.join().unwrap(), 0);
//! assert_eq!(viewer.read().map(Vec::len), Some(100));
//! ```
//!
//! # What it does not do
//!
//! * **Wait.** An empty or full queue says so at once; parking, waking and async belong to the caller, who
//!   knows the runtime. A consumer that announces that it goes to sleep and then looks at the queue a last time
//!   must put a `fence(SeqCst)` between the two, and the producer one between its push and its look at the
//!   announcement; release and acquire alone, which the queues use, would let both miss each other.
//! * **Several producers.** Give each its own ring and let the consumer go round; [`spsc::Consumer::peek`]
//!   serves to merge them in order.
//! * **Guess a size.** Capacities are fixed at creation, and nothing grows.
//!
//! # Map
//!
//! [`mod@spsc`] and [`overwriting`] are the two rings, [`broadcast`] fans out over the latter, [`mod@latest`]
//! is the cell. Each module starts with its design and the argument why it is sound. Below them lie `slots`
//! (the memory that only one thread at a time may touch; with `latest`, all the unsafe code that is not a call
//! of it), `pad` (cache lines) and `sync` (atomics, from loom when modelled).
#![no_std]
#![deny(missing_docs, unsafe_op_in_unsafe_fn, clippy::undocumented_unsafe_blocks)]
#![warn(missing_debug_implementations)]

extern crate alloc;
#[cfg(test)]
extern crate std;

pub mod broadcast;
pub mod latest;
#[cfg(all(test, loom))]
mod models;
pub mod overwriting;
mod pad;
mod slots;
pub mod spsc;
mod sync;

pub use broadcast::Broadcaster;
pub use latest::{Publisher, Subscriber, latest};
pub use overwriting::spsc_overwriting;
pub use spsc::{Consumer, Full, Producer, spsc};

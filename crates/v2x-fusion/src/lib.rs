//! Fuses V2X messages into a picture of the road: who is where, how fast, how sure, and what danger follows.
//!
//! The engine does no I/O. Inputs go in with the time of their arrival, tracks and events come out; the same inputs at
//! the same times give the same outputs, live or from a recording.
//!
//! ```
//! use v2x_fusion::{Config, Engine, Geodetic, Observation, Scope, Snapshot, StationId, Time};
//!
//! let mut engine = Engine::new(Config::default());
//! let car = StationId::new(Scope::Local, b"car1");
//! let now = Time::from_micros(1_750_172_378_000_000);
//! engine.handle(now, Observation::own(car, now, now, Geodetic::new(42.279, -83.735)).into());
//! engine.advance(now);
//!
//! let mut picture = Snapshot::default();
//! engine.snapshot(now, &mut picture);
//! while let Some(event) = engine.poll_event() {
//!     println!("{event:?}");
//! }
//! ```
//!
//! # What it does not do
//!
//! It reads no clock, socket or file, starts no thread and draws no random numbers. It checks no signatures: what it
//! is fed is believed as far as its accuracy claims and the other reports allow.
//!
//! # Modules
//!
//! [`Engine`] is the whole surface; [`Input`], [`Observation`], [`Event`] and [`Snapshot`] are what passes through it,
//! [`Config`] what can be set. [`context`] holds lanes and signals, [`warning`] dangers, `adapt` turns messages
//! into inputs, `emit` makes messages of tracks and warnings.

#![forbid(unsafe_code)]

#[cfg(any(feature = "j2735", feature = "csae"))]
pub mod adapt;
mod association;
mod config;
pub mod context;
#[cfg(any(feature = "j2735", feature = "csae"))]
pub mod emit;
mod engine;
mod event;
mod input;
mod motion;
mod observation;
mod plane;
mod query;
mod replay;
mod snapshot;
mod statistics;
mod time;
mod tracker;
pub mod warning;

pub use config::Config;
pub use engine::Engine;
pub use event::{EndReason, Event};
pub use input::Input;
pub use observation::{
    Class, Ellipse, Group, Measured, Observation, Part, Scope, Size, SourceId, StationId, Subject,
};
pub use plane::{Geodetic, Plane, Point, heading_of};
pub use replay::Replay;
pub use snapshot::{Covariance, Snapshot, TrackId, TrackState};
pub use statistics::Statistics;
pub use time::Time;

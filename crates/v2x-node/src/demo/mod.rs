//! An embedded scenario: a signalised intersection with traffic and people, as messages on the air.
//!
//! It needs no file and no network, and depends on nothing but a seed and the time, so it serves for a first look at
//! the node, for tests and for demonstrations that repeat themselves exactly. It shows what works, not how good
//! fusion is: the world it comes from is this project's own idea of one.
//!
//! ```text
//! layout + signals ──► traffic, people ──► world ──► radio + encode ──► frames
//! ```
//!
//! [`Scenario`] gives the frames for any time; [`play`] sends them to a UDP port as time goes by.

mod encode;
mod geometry;
mod layout;
mod people;
mod player;
mod radio;
mod rng;
mod signals;
mod traffic;
mod world;

pub use player::play;
pub use radio::Scenario;

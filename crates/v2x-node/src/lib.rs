//! Node (under construction).
#![forbid(unsafe_code)]
pub mod clock;
pub mod config;
pub mod demo;
mod fuse;
mod intake;
mod metrics;
mod node;
mod picture;
mod stop;
mod web;

pub use clock::{Clock, ManualClock, SystemClock};
pub use config::Config;
pub use metrics::{ErrorLabels, MessageLabels, Totals};
pub use node::{Node, StartError, StopError};
pub use picture::{Picture, Roads};

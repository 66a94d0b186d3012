//! The roadside node: UDP sockets in, a fused picture of the road out.
//!
//! ```text
//! socket ─► task: decode in place ─► ring ─┐                    ┌─► page, JSON, events
//! socket ─► task: decode in place ─► ring ─┴─► fusion thread ───┼─► metrics
//!                                                 (pictures)    ├─► SDSM, RSM, warnings to destinations
//!                                                               └─► your own reader
//! ```
//!
//! Each socket has a task that takes datagrams in bounded batches, decodes them where the kernel put them and hands
//! inputs over through a lock-free ring of its own. One thread runs the fusion engine and publishes the picture
//! through a cell that readers cannot hold up. Where signatures are looked at, messages go by way of a judge, a thread that has them
//! verified by a [`Pool`] of others or by a module of yours ([`Node::start_with`]) and keeps their order. What does not fit is dropped and counted; what cannot be decoded is
//! counted by envelope, message and kind of error; nothing grows with what strangers send.
//!
//! ```
//! use v2x_node::config::{Config, Http, Listen};
//! use v2x_node::{Node, SystemClock};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let config = Config {
//!     listen: vec![Listen::at("127.0.0.1:0".parse()?)],
//!     http: Some(Http { address: "127.0.0.1:0".parse()?, ..Http::default() }),
//!     ..Config::default()
//! };
//! let node = Node::start(config, SystemClock).await?;
//! println!("send to {:?}, look at {:?}", node.addresses(), node.http());
//! node.stop().await?;
//! # Ok(())
//! # }
//! ```
//!
//! # What it does not do
//!
//! It knows no message's content (`v2x_fusion::adapt` and `emit` do) and no tracking mathematics (`v2x_fusion` does). It takes no
//! certificates from a credential management system: keys and certificates are files. Its HTTP port has no access control:
//! bind it to the local host or put a server before it that has.
//!
//! # Modules
//!
//! [`Node`] is started from a [`Config`] (module [`config`]) and a [`Clock`]; [`Picture`] is what it sees, [`Totals`] what it
//! counts. [`demo`] plays an embedded scenario. Inside, one datagram passes `intake` (sockets, decoding), `judge` (signatures), `fuse` (the
//! thread), `picture`, and `web`, `egress` or `metrics`.

#![forbid(unsafe_code)]

mod clock;
pub mod config;
pub mod demo;
mod egress;
mod fuse;
mod hand_over;
mod intake;
mod judge;
mod metrics;
mod node;
mod picture;
mod stop;
mod web;
mod worker;

pub use clock::{Clock, ManualClock, SystemClock};
pub use config::Config;
pub use egress::{RepeatError, SignerError};
pub use judge::Pool;
pub use metrics::{ErrorLabels, LatencyCounts, MessageLabels, SentLabels, SignatureLabels, Totals};
pub use node::{Node, StartError, StopError};
pub use picture::{Picture, Roads};

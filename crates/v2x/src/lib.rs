//! V2X messages from the radio's bytes.

#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

#[cfg(feature = "pcap")]
pub mod capture;
mod decode;
pub mod envelope;
mod set;
pub mod walk;

pub use decode::{Decoder, Expect, Protection};
pub use envelope::{EnvelopeError, EnvelopeErrorKind, Limit, Protocol};
pub use set::{CsaeEdition, Set};
pub use walk::{Content, Layer, Layers, MAX_LAYERS, Walked, walk};

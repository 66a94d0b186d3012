//! This library's codec beside its peers, [`rasn`](https://docs.rs/rasn) and [`asn1rs`](https://docs.rs/asn1rs), and
//! above the hand-written floor: what the benches of this package run.
//!
//! The peers' types were generated for the bench alone. Neither peer follows an open type by its id in the form that
//! J2735 uses, so the adaptors in [`rasn`] and [`asn1rs`] decode the content of the frame
//! and of part II in a second step, and encode it in a first, as users of these crates do. `README.md` says how the
//! types were made and what the peers cannot do.

#![forbid(unsafe_code)]

pub mod asn1rs;
pub mod rasn;

mod contest;
pub mod differential;

pub use contest::{Contest, run};

/// What goes wrong in a peer.
pub type Error = Box<dyn std::error::Error>;

/// A whole frame of a message set as one peer sees it.
pub trait Peer: Sized {
    /// Decodes all of a frame, open types included.
    ///
    /// # Errors
    /// Whatever the peer makes of the octets.
    fn decode(octets: &[u8]) -> Result<Self, Error>;

    /// Encodes all of a frame into octets of its own: neither peer writes into a buffer of the caller. What is encoded
    /// on the way, the content of open types, is left in the frame.
    ///
    /// # Errors
    /// Whatever the peer makes of the values.
    fn encode(&mut self) -> Result<Vec<u8>, Error>;
}

//! What the benches of this workspace share: the [`frames`] that are decoded, and the [`floor`], straight-line code
//! written by hand that shows what the hardware allows.
//!
//! The queues are benched in `benches/ring.rs` of this package. The codec is benched in `peers/`, a package of its
//! own beside its peers `rasn` and `asn1rs`. `README.md` says how to run and read all of it.

#![forbid(unsafe_code)]

pub mod floor;
pub mod frames;

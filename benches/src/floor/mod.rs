//! The floor: decode and encode of two whole frames, written by hand for nothing else.
//!
//! Safe Rust, straight-line, ranges checked, vectors reused. What a frame of the kind may hold but senders rarely
//! send (part II beside the core, advisory speeds, regional content) is refused instead of skipped, which is the
//! liberty that hand-written code takes and generated code may not. A generated codec cannot be expected below this;
//! the distance says what generality costs.

pub mod bsm;
pub mod spat;

mod bits;

//! T/CSAE 53, both editions.
//!
//! The editions differ in where types live and in some fields, so the same files are compiled once for each; `types` says
//! where an edition keeps what they need, and has what differs.

pub(super) mod y2019;
pub(super) mod y2020;

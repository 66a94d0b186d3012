//! What a filter believes of one road user's motion, and how it changes with time and measurements.
//!
//! Three ways of moving run side by side ([`constant_velocity`], [`constant_turn`], [`standing`]) in an interacting
//! multiple model filter ([`imm`]); all share one [`state`].

pub(crate) mod constant_turn;
pub(crate) mod constant_velocity;
pub(crate) mod covariance;
pub(crate) mod dynamics;
pub(crate) mod imm;
pub(crate) mod measurement;
pub(crate) mod standing;
pub(crate) mod state;

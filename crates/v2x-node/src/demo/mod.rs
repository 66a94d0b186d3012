//! A built-in scenario.
mod geometry;
mod layout;
mod people;
mod rng;
mod signals;
mod traffic;

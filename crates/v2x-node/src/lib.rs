//! Node (under construction).
#![forbid(unsafe_code)]
mod demo;

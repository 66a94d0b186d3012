//! Translation between message sets: laws for every message, and reviewed cases.

#[path = "../common/mod.rs"]
mod common;

mod cases;
mod laws;
mod losses;
mod messages;
mod recorded;

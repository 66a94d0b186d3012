//! `v2x replay`: to be wired to the engine when it takes messages.

use std::io;

use crate::{Outcome, args};

pub(crate) fn run(_options: &args::Replay) -> io::Result<Outcome> {
    Err(io::Error::other("replay is not wired yet"))
}

//! The program `v2x`: decodes and encodes V2X messages on the command line, and replays captures into tracks.
//!
//! Everything it knows comes from the crates `v2x` and `v2x-fusion`; here are only arguments, lines in and
//! lines out.

#![forbid(unsafe_code)]

mod args;
mod bits;
mod captures;
mod csv;
mod decode;
mod encode;
mod failure;
mod front;
mod geojson;
mod guess;
mod hex;
mod inspect;
mod intake;
mod intersections;
mod layers;
mod lines;
mod progress;
mod replay;
mod stats;
mod tracks;
mod translate;
mod trust;
mod warnings;

use std::io::{self, ErrorKind};
use std::process::ExitCode;

use clap::Parser;

use args::{Args, Command};

/// How a command ended, where it could run to its end.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Outcome {
    /// Every line, or the whole capture, was good.
    Good,
    /// At least one was not, and its place in the output says so.
    SomeFailed,
}

impl Outcome {
    /// Good if both are.
    fn and(self, other: Self) -> Self {
        if self == Self::Good { other } else { self }
    }
}

fn main() -> ExitCode {
    let args = Args::parse();
    let outcome = match &args.command {
        Command::Decode(options) => decode::run(options),
        Command::Encode(options) => encode::run(options),
        Command::Inspect(options) => inspect::run(options),
        Command::Replay(options) => replay::run(options),
        Command::Stats(options) => stats::run(options),
        Command::Translate(options) => translate::run(options),
    };
    match outcome {
        Ok(Outcome::Good) => ExitCode::SUCCESS,
        Ok(Outcome::SomeFailed) => ExitCode::from(1),
        // Whoever reads our output has seen enough (`v2x decode … | head`).
        Err(error) if error.kind() == ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("v2x: {error}");
            ExitCode::from(2)
        }
    }
}

/// An I/O error that says which file it is about.
fn about(path: &std::path::Path) -> impl Fn(io::Error) -> io::Error + '_ {
    move |error| io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

//! Messages of a file, sent again and again: what a roadside unit stores and repeats.

use std::io;
use std::path::Path;
use std::time::Duration;

use v2x::{Decoder, Message, Set};

use super::{Out, Outfit};
use crate::clock::Clock;
use crate::config::Repeat;
use crate::stop::{Stopped, every};

/// Sends the messages of one file.
#[derive(Debug)]
pub(crate) struct Repeater {
    out: Out,
    messages: Vec<Message>,
    interval: Duration,
}

/// Why a file is not repeated.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RepeatError {
    /// It, or the socket, could not be opened.
    #[error(transparent)]
    Io(io::Error),
    /// A line is not hexadecimal digits in pairs.
    #[error("line {line} is not in hexadecimal digits")]
    Digits {
        /// Counted from 1.
        line: usize,
    },
    /// A line is no frame of its set.
    #[error("line {line}: {source}")]
    Frame {
        /// Counted from 1.
        line: usize,
        /// What is wrong with it.
        source: v2x::Error,
    },
}

impl Repeater {
    /// Reads the file and opens a socket to the destination. Nothing is sent yet.
    pub(crate) fn open(repeat: &Repeat, outfit: &Outfit) -> Result<Self, RepeatError> {
        let messages = messages(&repeat.file, if repeat.csae { Set::Csae } else { Set::J2735 })?;
        let out = Out::open(repeat.to, repeat.envelope, &repeat.signer, outfit).map_err(RepeatError::Io)?;
        Ok(Self { out, messages, interval: repeat.interval() })
    }

    /// Sends all messages, round after round, until told to stop.
    pub(crate) async fn run(mut self, clock: impl Clock, stop: Stopped) {
        let interval = self.interval;
        let act = || self.messages.iter().for_each(|message| self.out.send(message, clock.now()));
        every(interval, stop, act).await;
    }
}

/// The messages of a file; empty lines and those that begin with `#` are passed over.
fn messages(file: &Path, set: Set) -> Result<Vec<Message>, RepeatError> {
    let text = std::fs::read_to_string(file).map_err(RepeatError::Io)?;
    let decoder = Decoder::new().bare(set);
    let lines = (1..).zip(text.lines().map(str::trim));
    let lines = lines.filter(|(_, text)| !text.is_empty() && !text.starts_with('#'));
    let read = lines.map(|(line, text)| {
        let octets = octets(text).ok_or(RepeatError::Digits { line })?;
        let decoded = decoder.decode(&octets).map_err(|source| RepeatError::Frame { line, source })?;
        Ok(decoded.message)
    });
    read.collect()
}

fn octets(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> =
        text.bytes().map(|digit| (digit as char).to_digit(16).map(|d| d as u8)).collect::<Option<_>>()?;
    let pairs = digits.chunks_exact(2);
    let whole = pairs.remainder().is_empty();
    let octets = pairs.map(|pair| pair.iter().fold(0, |octet, digit| octet << 4 | digit)).collect();
    whole.then_some(octets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_read_line_by_line() {
        let file = std::env::temp_dir().join(format!("v2x-repeat-{}.hex", std::process::id()));
        std::fs::write(&file, "# a map\n\n002b0100\n").expect("a temporary file can be written");
        assert_eq!(messages(&file, Set::J2735).expect("it holds one frame").len(), 1);
        std::fs::write(&file, "002b0100\n002\n").expect("a temporary file can be written");
        assert!(matches!(messages(&file, Set::J2735), Err(RepeatError::Digits { line: 2 })));
        std::fs::write(&file, "0014\n").expect("a temporary file can be written");
        assert!(matches!(messages(&file, Set::J2735), Err(RepeatError::Frame { line: 1, .. })));
        std::fs::remove_file(&file).expect("it is ours");
        assert!(matches!(messages(&file, Set::J2735), Err(RepeatError::Io(_))));
    }
}

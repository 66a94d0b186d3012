//! A window over any [`Read`]: the octets from the read position on, refilled on demand, never longer than
//! one part of the file needs.

use std::io::{ErrorKind, Read};
use std::vec;
use std::vec::Vec;

use super::error::{CaptureError, CaptureErrorKind};

/// One read asks for this much at least. Typical packets are 100 to 1500 octets, so that one read serves
/// many.
const CHUNK: usize = 64 * 1024;

/// The window. Its length is bounded by the largest `needed` that callers ask for, plus [`CHUNK`].
#[derive(Debug)]
pub(super) struct Input<R> {
    reader: R,
    buffer: Vec<u8>,
    /// First unread octet in `buffer`.
    start: usize,
    /// One past the last filled octet in `buffer`.
    end: usize,
    /// Octets of the file before `start`.
    offset: u64,
}

impl<R: Read> Input<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { reader, buffer: vec![0; CHUNK], start: 0, end: 0, offset: 0 }
    }

    /// Octets of the file before the read position.
    pub(super) fn offset(&self) -> u64 {
        self.offset
    }

    /// What is in the window from the read position on.
    pub(super) fn window(&self) -> &[u8] {
        self.buffer.get(self.start..self.end).unwrap_or_default()
    }

    /// Makes the window at least `needed` octets long, or as long as the file allows: the result is its
    /// length.
    pub(super) fn fill(&mut self, needed: usize) -> Result<usize, CaptureError> {
        if self.end - self.start < needed {
            self.make_room(needed);
        }
        while self.end - self.start < needed {
            let read = self.read_some()?;
            if read == 0 {
                break;
            }
            self.end += read;
        }
        Ok(self.end - self.start)
    }

    /// Moves the read position on by `count` octets, which must be in the window.
    pub(super) fn consume(&mut self, count: usize) {
        debug_assert!(count <= self.end - self.start, "only what was seen is consumed");
        self.start = self.end.min(self.start + count);
        self.offset += count as u64;
    }

    /// Moves the read position on by `count` octets, in the window or not; the result is how many there were.
    pub(super) fn skip(&mut self, count: u64) -> Result<u64, CaptureError> {
        let mut left = count;
        while left > 0 {
            let step = usize::try_from(left).unwrap_or(usize::MAX).min(CHUNK);
            let present = self.fill(step)?.min(step);
            self.consume(present);
            left -= present as u64;
            if present < step {
                break;
            }
        }
        Ok(count - left)
    }

    /// Moves the unread octets to the front and makes the buffer long enough for `needed` of them and one
    /// more read.
    fn make_room(&mut self, needed: usize) {
        self.buffer.copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.start = 0;
        let length = needed.max(CHUNK);
        if self.buffer.len() < length {
            self.buffer.resize(length, 0);
        }
    }

    fn read_some(&mut self) -> Result<usize, CaptureError> {
        let room = self.buffer.get_mut(self.end..).unwrap_or_default();
        loop {
            match self.reader.read(room) {
                // A reader that claims more than it was given room for is broken: trust the room.
                Ok(read) => return Ok(read.min(room.len())),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => {
                    let offset = self.offset + (self.end - self.start) as u64;
                    return Err(CaptureError { kind: CaptureErrorKind::Io(error.kind()), offset });
                }
            }
        }
    }
}

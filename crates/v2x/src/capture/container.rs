//! The two container formats, seen as one: a sequence of captured frames with time, interface and link type.

use std::io::Read;
use std::ops::Range;

use super::classic::Classic;
use super::error::{CaptureError, CaptureErrorKind, Part};
use super::input::Input;
use super::next_generation::NextGeneration;
use super::packet::UnixNanos;

/// Octets of one captured packet at most: `MAXIMUM_SNAPLEN` of libpcap, which writes no longer one.
pub(super) const MAX_PACKET: u32 = 262_144;

/// One captured frame. Its octets are `frame` of the input's window, until the next call for a record.
#[derive(Clone, Debug)]
pub(super) struct Record {
    /// Time of capture, where the format has one (the simple packets of pcapng have none).
    pub(super) time: Option<UnixNanos>,
    /// Index of the interface in its section; 0 in pcap.
    pub(super) interface: u32,
    /// Link type by its registry number.
    pub(super) link: u16,
    /// Where the captured octets are in the window.
    pub(super) frame: Range<usize>,
    /// Octets of the packet that were not captured.
    pub(super) missing: u32,
    /// Where the captured octets are in the file.
    pub(super) offset: u64,
    /// Octets of the window that this record takes, to be consumed before the next.
    pub(super) taken: usize,
}

/// A capture file of either format.
#[derive(Debug)]
pub(super) enum Container {
    Classic(Classic),
    NextGeneration(NextGeneration),
}

impl Container {
    /// Recognises the format by its first four octets and reads the file header.
    pub(super) fn open<R: Read>(input: &mut Input<R>) -> Result<Self, CaptureError> {
        input.fill(4)?;
        let Some(&magic) = input.window().first_chunk::<4>() else {
            return Err(truncated(Part::FileHeader, 4, input));
        };
        if magic == NextGeneration::MAGIC {
            return Ok(Self::NextGeneration(NextGeneration::default()));
        }
        if Classic::knows(magic) {
            return Classic::open(input).map(Self::Classic);
        }
        let kind = CaptureErrorKind::NotACapture { magic: u32::from_be_bytes(magic) };
        Err(CaptureError { kind, offset: 0 })
    }

    /// The next captured frame; `None` at the end of the file.
    pub(super) fn next<R: Read>(&mut self, input: &mut Input<R>) -> Result<Option<Record>, CaptureError> {
        match self {
            Self::Classic(file) => file.next(input),
            Self::NextGeneration(file) => file.next(input),
        }
    }
}

/// The error for a part that the file cuts short at the read position of `input`.
pub(super) fn truncated<R: Read>(part: Part, needed: usize, input: &Input<R>) -> CaptureError {
    let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let kind =
        CaptureErrorKind::Truncated { part, needed: clamp(needed), present: clamp(input.window().len()) };
    CaptureError { kind, offset: input.offset() }
}

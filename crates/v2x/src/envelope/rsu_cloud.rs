//! What Chinese roadside units put around frames that they send to a platform, in the binary bodies of MQTT messages.
//!
//! | octets | field |
//! | --- | --- |
//! | 8 | identifier of the unit, often text |
//! | 8 | time, milliseconds since 1970-01-01T00:00:00 UTC, **little** endian |
//! | 1 | *only in the counted form:* number of frames |
//! | 2 | length of the frame, **little** endian; the counted form repeats this and the next |
//! | | frame |
//!
//! Both forms were checked against recordings. Nothing in the octets says which form they are in: by kind of message it is
//! agreed upon (recorded: SPAT single, BSM counted), so a reader has to be told.

use alloc::vec::Vec;

use super::error::{EnvelopeError, Limit, Protocol, WriteError};
use super::read::Reader;

/// The two forms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Framing {
    /// A count, and that many frames.
    Counted,
    /// One frame.
    #[default]
    Single,
}

/// Frames of a roadside unit.
///
/// ```
/// use v2x::envelope::rsu_cloud::{Framing, Upload};
///
/// let mut out = Vec::new();
/// Upload::write(*b"unit_123", 1_600_000_000_000, Framing::Counted, &[&[0x04, 0xD0], &[0x05]], &mut out)?;
/// let (upload, rest) = Upload::parse(&out, Framing::Counted)?;
/// assert_eq!((upload.millis, upload.len()), (1_600_000_000_000, 2));
/// assert!(upload.frames().eq([&[0x04, 0xD0][..], &[0x05]]) && rest.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Upload<'a> {
    /// Which unit.
    pub rsu: [u8; 8],
    /// When it sent, in milliseconds since 1970-01-01T00:00:00 UTC.
    pub millis: u64,
    count: u8,
    /// The frames with their lengths, walked to their end once.
    frames: &'a [u8],
    /// Where they begin.
    offset: usize,
}

impl<'a> Upload<'a> {
    /// Reads an upload; returns it with the octets after its end.
    ///
    /// # Errors
    /// When it ends before its lengths say.
    pub fn parse(octets: &'a [u8], framing: Framing) -> Result<(Self, &'a [u8]), EnvelopeError> {
        let mut r = Reader::new(octets, Protocol::RsuCloud);
        let rsu = r.array()?;
        let millis = u64::from_le_bytes(r.array()?);
        let count = match framing {
            Framing::Counted => r.u8()?,
            Framing::Single => 1,
        };
        let first = r;
        for _ in 0..count {
            frame(&mut r)?;
        }
        let offset = first.offset() as usize;
        Ok((Self { rsu, millis, count, frames: r.since(&first), offset }, r.rest()))
    }

    /// How many frames there are.
    pub const fn len(&self) -> usize {
        self.count as usize
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The frames in their order.
    pub fn frames(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        self.frames_with_offsets().map(|(_, frame)| frame)
    }

    /// The frames, each with where it begins in octets from the first one given.
    pub fn frames_with_offsets(&self) -> impl Iterator<Item = (usize, &'a [u8])> + use<'a> {
        let mut r = Reader::new(self.frames, Protocol::RsuCloud);
        let base = self.offset;
        // The octets were walked when they were read, so the first failure is their end.
        core::iter::from_fn(move || frame(&mut r).ok())
            .map(move |frame| (base + frame.offset() as usize, frame.rest()))
    }

    /// Appends an upload to `out`.
    ///
    /// # Errors
    /// When a frame exceeds 65 535 octets, or their number is not one, or in the counted form exceeds 255.
    pub fn write(
        rsu: [u8; 8],
        millis: u64,
        framing: Framing,
        frames: &[&[u8]],
        out: &mut Vec<u8>,
    ) -> Result<(), WriteError> {
        out.extend(rsu);
        out.extend(millis.to_le_bytes());
        match framing {
            Framing::Counted => {
                let count = WriteError::at_most("RSU to cloud count", frames.len(), usize::from(u8::MAX))?;
                out.push(count as u8);
            }
            Framing::Single => WriteError::exactly("RSU to cloud count", frames.len(), 1)?,
        }
        for frame in frames {
            let len = WriteError::at_most("RSU to cloud length", frame.len(), usize::from(u16::MAX))?;
            out.extend((len as u16).to_le_bytes());
            out.extend_from_slice(frame);
        }
        Ok(())
    }
}

/// One frame behind its length.
fn frame<'a>(r: &mut Reader<'a>) -> Result<Reader<'a>, EnvelopeError> {
    let len = u16::from_le_bytes(r.array()?);
    r.within(usize::from(len), Limit::Slice)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::envelope::EnvelopeErrorKind as Kind;

    fn upload(framing: Framing, frames: &[&[u8]]) -> Vec<u8> {
        let mut out = Vec::new();
        Upload::write(*b"unit_123", 0x0102_0304_0506_0708, framing, frames, &mut out).unwrap();
        out
    }

    #[test]
    fn both_forms_are_little_endian() {
        let single = upload(Framing::Single, &[&[9, 9]]);
        assert_eq!(single, [b"unit_123".as_slice(), &[8, 7, 6, 5, 4, 3, 2, 1], &[2, 0, 9, 9]].concat());
        let counted = upload(Framing::Counted, &[&[9], &[], &[8, 7]]);
        assert_eq!(counted[16..], [3, 1, 0, 9, 0, 0, 2, 0, 8, 7]);
        let (read, rest) = Upload::parse(&counted, Framing::Counted).unwrap();
        let frames: Vec<_> = read.frames_with_offsets().collect();
        assert_eq!(frames, [(19, &[9][..]), (22, &[]), (24, &[8, 7])]);
        assert!(rest.is_empty() && !read.is_empty());
        assert!(Upload::parse(&upload(Framing::Counted, &[]), Framing::Counted).unwrap().0.is_empty());
    }

    #[test]
    fn what_follows_is_handed_back_and_what_is_cut_told() {
        let mut octets = upload(Framing::Counted, &[&[9], &[8, 7]]);
        octets.push(0xEE);
        assert_eq!(Upload::parse(&octets, Framing::Counted).unwrap().1, [0xEE]);
        let fails = |octets: &[u8], offset, needed, present| {
            let kind = Kind::Truncated { needed, present, limit: Limit::Slice };
            let error = EnvelopeError { protocol: Protocol::RsuCloud, offset, kind };
            assert_eq!(Upload::parse(octets, Framing::Counted), Err(error));
        };
        fails(&octets[..7], 0, 8, 7);
        fails(&octets[..12], 8, 8, 4);
        fails(&octets[..16], 16, 1, 0);
        fails(&octets[..21], 20, 2, 1);
        fails(&octets[..23], 22, 2, 1);
    }

    #[test]
    fn what_no_length_can_say_is_not_written() {
        let many = [&[][..]; 256];
        let write = |framing, frames| Upload::write([0; 8], 0, framing, frames, &mut Vec::new()).unwrap_err();
        assert_eq!(write(Framing::Counted, &many).len, 256);
        assert_eq!(write(Framing::Single, &many[..2]).allowed, 1);
        let long = alloc::vec![0; 0x1_0000];
        assert_eq!(write(Framing::Single, &[&long]).field, "RSU to cloud length");
    }
}

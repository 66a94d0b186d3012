//! One call for whatever a receiver was told that comes: headers, or what stands around messages and is no header.
//!
//! Message text has its payload in digits, an upload to a platform holds several frames, and the push of a signal controller
//! none. So none of them is part of a [walk](mod@crate::walk); each is opened first, by [`Decoder::open`], and what it holds is walked.

use alloc::vec::Vec;
use core::iter;

use crate::decode::{Decoder, Expect};
use crate::envelope::rsu_cloud::{Framing, Upload};
use crate::envelope::rsu_text::RsuText;
use crate::envelope::tscbm::Tscbm;
use crate::envelope::{EnvelopeError, EnvelopeErrorKind, Limit, Protocol};
use crate::set::Set;
use crate::walk::Walked;

/// What stands around the messages of a datagram, where the receiver knows it: by the port, the topic, the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Outer {
    /// Headers, or nothing: what [`Decoder::walk`] walks.
    #[default]
    Headers,
    /// The upload of a Chinese roadside unit, in one of its two forms.
    RsuCloud(Framing),
    /// Message text for roadside units (RSU 4.1).
    RsuText,
    /// The push of a signal controller (TSCBM).
    Tscbm,
}

/// A datagram that has been opened.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Opened<'a> {
    /// Headers with what they enclose.
    Headers(Walked<'a>),
    /// A text, and its payload walked; offsets count from the payload's first octet.
    RsuText(RsuText<'a>, Walked<'a>),
    /// An upload: its frames are walked by [`walked`](Opened::walked).
    RsuCloud(Upload<'a>, Frames<'a>),
    /// A push: the state of signals, and no message.
    Tscbm(Tscbm),
}

/// The frames of an upload, and how they are walked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frames<'a> {
    datagram: &'a [u8],
    decoder: Decoder,
}

impl Decoder {
    /// Opens a datagram that is known to be an `outer`, and walks what it holds. The payload of a text is put into `buffer`.
    ///
    /// ```
    /// use v2x::envelope::rsu_text::RsuText;
    /// use v2x::{Decoder, Outer};
    ///
    /// let mut text = Vec::new();
    /// RsuText::new(&[0x00, 0x2C, 0x01, 0x00]).write(&mut text);
    /// let mut buffer = Vec::new();
    /// let opened = Decoder::new().open(Outer::RsuText, &text, &mut buffer)?;
    /// for walked in opened.walked() {
    ///     assert_eq!(walked?.payload(), [0x00, 0x2C, 0x01, 0x00]);
    /// }
    /// # Ok::<(), v2x::EnvelopeError>(())
    /// ```
    ///
    /// # Errors
    /// When the datagram is none, or what a text holds cannot be walked; offsets in a text's payload count from the payload's
    /// first octet.
    pub fn open<'a>(
        self,
        outer: Outer,
        datagram: &'a [u8],
        buffer: &'a mut Vec<u8>,
    ) -> Result<Opened<'a>, EnvelopeError> {
        if outer == Outer::Headers {
            return self.walk(datagram).map(Opened::Headers);
        }
        let octets = self.behind_skip(datagram)?;
        let opened = match outer {
            Outer::RsuText => return self.open_text(octets, buffer),
            Outer::RsuCloud(framing) => Upload::parse(octets, framing).map(|(upload, _)| {
                // Its frames are of the Chinese sets, which nothing in them says.
                let decoder = if self.expect == Expect::Any { self.bare(Set::Csae) } else { self };
                Opened::RsuCloud(upload, Frames { datagram, decoder })
            }),
            _ => Tscbm::parse(octets).map(|(push, _)| Opened::Tscbm(push)),
        };
        opened.map_err(|error| self.shifted(error))
    }

    fn open_text<'a>(self, octets: &'a [u8], buffer: &'a mut Vec<u8>) -> Result<Opened<'a>, EnvelopeError> {
        let (text, _) = RsuText::parse(octets).map_err(|error| self.shifted(error))?;
        buffer.clear();
        text.payload.write(buffer);
        Ok(Opened::RsuText(text, self.skip(0).walk(buffer)?))
    }

    /// The octets behind those that are stepped over.
    pub(crate) fn behind_skip<'a>(&self, datagram: &'a [u8]) -> Result<&'a [u8], EnvelopeError> {
        let clamp = |len: usize| u32::try_from(len).unwrap_or(u32::MAX);
        let (needed, present) = (clamp(self.skip), clamp(datagram.len()));
        let kind = EnvelopeErrorKind::Truncated { needed, present, limit: Limit::Slice };
        let error = EnvelopeError { protocol: Protocol::Datagram, offset: 0, kind };
        datagram.get(self.skip..).ok_or(error)
    }

    /// An error behind the octets that are stepped over, which its offset counts.
    pub(crate) fn shifted(&self, error: EnvelopeError) -> EnvelopeError {
        let skip = u32::try_from(self.skip).unwrap_or(u32::MAX);
        EnvelopeError { offset: error.offset.saturating_add(skip), ..error }
    }
}

impl<'a> Opened<'a> {
    /// What was walked to: one of headers or of a text, one for each frame of an upload, none of a push.
    pub fn walked(&self) -> impl Iterator<Item = Result<Walked<'a>, EnvelopeError>> + use<'a> {
        let (one, upload) = match *self {
            Self::Headers(walked) | Self::RsuText(_, walked) => (Some(Ok(walked)), None),
            Self::RsuCloud(upload, frames) => (None, Some((upload, frames))),
            Self::Tscbm(_) => (None, None),
        };
        one.into_iter().chain(upload.into_iter().flat_map(|(upload, frames)| frames.walked(upload)))
    }

    /// The same, with the decoder that was told for it: [`Decoder::decode_walked`] of what is in an upload wants the set that
    /// its frames are of.
    pub const fn decoder(&self, given: Decoder) -> Decoder {
        match self {
            Self::RsuCloud(_, frames) => frames.decoder,
            _ => given,
        }
    }
}

impl<'a> Frames<'a> {
    fn walked(self, upload: Upload<'a>) -> impl Iterator<Item = Result<Walked<'a>, EnvelopeError>> + use<'a> {
        let Self { datagram, decoder } = self;
        let mut places = upload.frames_with_offsets();
        iter::from_fn(move || {
            let (offset, frame) = places.next()?;
            let start = decoder.skip + offset;
            // Walked where it lies, so that offsets count from the datagram's first octet.
            Some(decoder.skip(start).walk(datagram.get(..start + frame.len()).unwrap_or(datagram)))
        })
    }
}

//! From a datagram to a message: what a receiver expects, and what it gets.

use v2x_uper::Notes;

use crate::envelope::EnvelopeError;
use crate::error::Error;
use crate::glance::{Glance, glance};
use crate::message::Message;
use crate::set::{CsaeEdition, Set};
use crate::walk::{self, Content, Layers, NoFrame, Walked};

/// What the first octet of a datagram begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Expect {
    /// What its first octets say, by the table at [`walk`](mod@crate::walk).
    #[default]
    Any,
    /// A DSMP header without its adaptation octet.
    Dsmp,
    /// A bare message frame.
    Frame,
    /// A basic header of GeoNetworking.
    GeoNetworking,
    /// IEEE 1609.2 secured data.
    Ieee1609Dot2,
    /// A WSMP header.
    Wsmp,
}

/// Whether Chinese frames inside DSMP are secured.
///
/// Any octets can begin a bare Chinese frame, also those that begin secured data: a `BasicSafetyMessage` with certain
/// optional fields and a low message count begins with `03 81`. First octets cannot tell the two apart; the whole can.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Protection {
    /// Never: the data is a frame.
    Bare,
    /// Secured if, and only if, the data is from its first to its very last octet one piece of signed or encrypted 1609.2 data:
    /// about a hundred octets of structure that a bare frame does not have by chance. Unsecured 1609.2 data has too
    /// little structure for that and is taken for a bare frame.
    #[default]
    Detect,
    /// Always, unsecured 1609.2 data included.
    Secured,
}

/// Reads datagrams as configured: which headers may come, which set and edition their frames are of.
///
/// ```
/// use v2x::{CsaeEdition, Decoder, Set};
///
/// // A port on which a platform sends bare Chinese frames of the 2019 edition.
/// let decoder = Decoder::new().bare(Set::Csae).csae_edition(CsaeEdition::Y2019);
/// let decoded = decoder.decode(&[0x05, 0x40, 0x14]);
/// assert_eq!(decoded.unwrap_err().name(), "truncated");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Decoder {
    pub(crate) expect: Expect,
    pub(crate) set: Set,
    pub(crate) edition: CsaeEdition,
    pub(crate) protection: Protection,
    pub(crate) skip: usize,
}

impl Decoder {
    /// The default: any header, J2735 frames unless inside DSMP, the 2020 edition of the Chinese sets.
    pub const fn new() -> Self {
        Self {
            expect: Expect::Any,
            set: Set::J2735,
            edition: CsaeEdition::Y2020,
            protection: Protection::Detect,
            skip: 0,
        }
    }

    /// Every datagram is a bare frame of this set, with any message id; no header is looked for.
    pub const fn bare(self, set: Set) -> Self {
        Self { expect: Expect::Frame, set, ..self }
    }

    /// The edition of Chinese frames.
    pub const fn csae_edition(self, edition: CsaeEdition) -> Self {
        Self { edition, ..self }
    }

    /// The edition that Chinese frames are taken to be of.
    pub const fn edition(self) -> CsaeEdition {
        self.edition
    }

    /// What every datagram begins with, instead of telling by its first octets.
    pub const fn expect(self, expect: Expect) -> Self {
        Self { expect, ..self }
    }

    /// Whether Chinese frames inside DSMP are secured.
    pub const fn protection(self, protection: Protection) -> Self {
        Self { protection, ..self }
    }

    /// The set of frames where no header says it: bare ones, and those inside WSMP and 1609.2 without DSMP around. With
    /// [`Set::Csae`] and [`Expect::Any`], bare frames are not recognised (see [`bare`](Self::bare)).
    pub const fn set(self, set: Set) -> Self {
        Self { set, ..self }
    }

    /// Steps over this many octets that a radio's own interface puts in front of every datagram. Offsets in errors and
    /// layers count them.
    pub const fn skip(self, octets: usize) -> Self {
        Self { skip: octets, ..self }
    }

    /// Walks the headers of a datagram, without decoding the message.
    ///
    /// # Errors
    /// When the octets begin nothing that is expected, or a header is malformed, of an unsupported version, or ends
    /// beyond what encloses it.
    pub fn walk(self, datagram: &[u8]) -> Result<Walked<'_>, EnvelopeError> {
        walk::walk_with(&self, datagram)
    }

    /// Walks the headers of a datagram and looks at its frame; `None` if it has none that is well formed so far.
    pub fn glance(self, datagram: &[u8]) -> Option<Glance> {
        match self.walk(datagram).ok()?.content {
            Content::Frame { set, octets, .. } => Some(glance(set, self.edition, octets)),
            _ => None,
        }
    }

    /// Walks the headers of a datagram and decodes the message.
    ///
    /// # Errors
    /// As [`walk`](Self::walk); when the datagram holds no message frame; when the frame's bits are no message of its set,
    /// with the component and the bit.
    pub fn decode(self, datagram: &[u8]) -> Result<Decoded<'_>, Error> {
        let mut message = None;
        let Received { layers, offset, payload, trailing, notes } =
            self.decode_into(datagram, &mut message)?;
        match message {
            Some(message) => Ok(Decoded { layers, offset, payload, trailing, message, notes }),
            None => Err(Error::Set(self.set)),
        }
    }

    /// The same in the place of an old message, whose memory is used again where the new one is of the same set and
    /// kind: a receiver that keeps one for each kind allocates nothing once their lists have grown. After an error the
    /// message is some mixture of the old and the new.
    ///
    /// ```
    /// use v2x::j2735::message_frame::{MessageFrame, MessageTypes};
    /// use v2x::uper::Uper;
    ///
    /// let value = MessageTypes::BasicSafetyMessage(Default::default());
    /// let datagram = MessageFrame { value, ..Default::default() }.to_uper()?;
    /// let mut message = None;
    /// for _ in 0..10 {
    ///     let received = v2x::Decoder::new().decode_into(&datagram, &mut message)?;
    ///     assert_eq!(received.payload, datagram);
    /// }
    /// assert_eq!(message.map(|message| message.name()), Some("BasicSafetyMessage"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`decode`](Self::decode).
    pub fn decode_into<'a>(
        self,
        datagram: &'a [u8],
        message: &mut Option<Message>,
    ) -> Result<Received<'a>, Error> {
        self.decode_walked(self.walk(datagram)?, message)
    }

    /// The same for a receiver that has looked at what it [walked](Self::walk) to, with a [`Filter`](crate::Filter) say,
    /// and wants it.
    ///
    /// # Errors
    /// When there is no message frame; when the frame's bits are no message of its set, with the component and the bit.
    pub fn decode_walked<'a>(
        self,
        walked: Walked<'a>,
        message: &mut Option<Message>,
    ) -> Result<Received<'a>, Error> {
        let Walked { layers, content } = walked;
        let (set, offset, octets) = match content {
            Content::Frame { set, offset, octets } => (set, offset, octets),
            Content::Etsi { port, .. } => return Err(Error::NoFrame(NoFrame::Etsi(port))),
            Content::NoFrame(why) => return Err(Error::NoFrame(why)),
        };
        let edition = self.edition;
        let same = |old: &Message| old.set() == set && old.csae_edition().is_none_or(|old| old == edition);
        let message = match message {
            Some(message) if same(message) => message,
            other => other.insert(Message::empty(set, edition)?),
        };
        let (len, notes) = message.read(offset, octets)?;
        let (payload, rest) = octets.split_at_checked(len).unwrap_or((octets, &[]));
        Ok(Received { layers, offset, payload, trailing: rest.len(), notes })
    }
}

/// A decoded datagram.
#[derive(Clone, Debug, PartialEq)]
pub struct Decoded<'a> {
    /// The headers around the frame, outermost first. Nothing in them was verified.
    pub layers: Layers<'a>,
    /// Where the frame begins, in octets from the start of the datagram.
    pub offset: u32,
    /// The octets of the frame, exactly.
    pub payload: &'a [u8],
    /// How many octets follow the frame inside what encloses it: stale octets of a receive buffer, most often. Those that
    /// follow a header are counted [there](crate::Layer::trailing).
    pub trailing: usize,
    /// The message.
    pub message: Message,
    /// What was legal in the frame but not canonical; when empty, the message encodes to the octets of `payload` again.
    pub notes: Notes,
}

impl Decoded<'_> {
    /// The same for a receiver that takes canonical frames only, such as a conformance test.
    ///
    /// # Errors
    /// [`Error::NotCanonical`], with what was not.
    pub fn canonical(self) -> Result<Self, Error> {
        let (set, offset, notes) = (self.message.set(), self.offset, self.notes);
        if notes.is_empty() { Ok(self) } else { Err(Error::NotCanonical { set, offset, notes }) }
    }
}

/// What [`Decoder::decode_into`] says of a datagram beside its message.
#[derive(Clone, Debug, PartialEq)]
pub struct Received<'a> {
    /// As [`Decoded::layers`].
    pub layers: Layers<'a>,
    /// As [`Decoded::offset`].
    pub offset: u32,
    /// As [`Decoded::payload`].
    pub payload: &'a [u8],
    /// As [`Decoded::trailing`].
    pub trailing: usize,
    /// As [`Decoded::notes`].
    pub notes: Notes,
}

/// Decodes a datagram: [`Decoder::decode`] with the default options.
///
/// # Errors
/// As [`Decoder::decode`].
pub fn decode(datagram: &[u8]) -> Result<Decoded<'_>, Error> {
    Decoder::new().decode(datagram)
}

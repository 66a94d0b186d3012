//! A message of any set that is built in.

use alloc::vec::Vec;

#[cfg(any(feature = "csae", feature = "j2735"))]
use v2x_uper::Uper;
use v2x_uper::{EncodeError, Notes};

use crate::error::Error;
use crate::set::{CsaeEdition, Set};

/// A message of any set and edition.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Message {
    /// T/CSAE 53 of the July 2019 draft.
    #[cfg(feature = "csae")]
    Csae2019(v2x_csae::y2019::msg_frame::MessageFrame),
    /// T/CSAE 53-2020 and T/CSAE 157-2020.
    #[cfg(feature = "csae")]
    Csae2020(v2x_csae::y2020::msg_frame::MessageFrame),
    /// SAE J2735.
    #[cfg(feature = "j2735")]
    J2735(v2x_j2735::message_frame::MessageFrame),
}

impl Message {
    /// The set that it is of.
    pub const fn set(&self) -> Set {
        match *self {
            #[cfg(feature = "csae")]
            Self::Csae2019(_) | Self::Csae2020(_) => Set::Csae,
            #[cfg(feature = "j2735")]
            Self::J2735(_) => Set::J2735,
        }
    }

    /// The edition, if it is Chinese.
    pub const fn csae_edition(&self) -> Option<CsaeEdition> {
        match *self {
            #[cfg(feature = "csae")]
            Self::Csae2019(_) => Some(CsaeEdition::Y2019),
            #[cfg(feature = "csae")]
            Self::Csae2020(_) => Some(CsaeEdition::Y2020),
            #[cfg(feature = "j2735")]
            Self::J2735(_) => None,
        }
    }

    /// Which message it is.
    ///
    /// J2735 messages and those of T/CSAE 157 go by the names of their ASN.1 types (`BasicSafetyMessage`); the five
    /// of T/CSAE 53 by what everybody calls them: `BSM`, `MAP`, `RSM`, `SPAT`, `RSI`. One that this edition does not know
    /// is `Unknown`.
    pub const fn name(&self) -> &'static str {
        match *self {
            #[cfg(feature = "csae")]
            Self::Csae2019(ref frame) => names::csae_2019(frame),
            #[cfg(feature = "csae")]
            Self::Csae2020(ref frame) => names::csae_2020(frame),
            #[cfg(feature = "j2735")]
            Self::J2735(ref frame) => frame.value.name(),
        }
    }

    /// The encoding of its frame in unaligned PER.
    ///
    /// # Errors
    /// When a value breaks a constraint of its type.
    pub fn to_uper(&self) -> Result<Vec<u8>, EncodeError> {
        match *self {
            #[cfg(feature = "csae")]
            Self::Csae2019(ref frame) => frame.to_uper(),
            #[cfg(feature = "csae")]
            Self::Csae2020(ref frame) => frame.to_uper(),
            #[cfg(feature = "j2735")]
            Self::J2735(ref frame) => frame.to_uper(),
        }
    }

    /// Writes the encoding of its frame into `out` and gives the number of octets; up to seven octets after them may be
    /// overwritten. [`encode_to`](Self::encode_to) lets the buffer grow.
    ///
    /// # Errors
    /// When a value breaks a constraint of its type, or `out` is too small (the error says how large it must be).
    pub fn encode_into(&self, out: &mut [u8]) -> Result<usize, EncodeError> {
        #[cfg(not(any(feature = "csae", feature = "j2735")))]
        let _ = out;
        match *self {
            #[cfg(feature = "csae")]
            Self::Csae2019(ref frame) => frame.encode_into(out),
            #[cfg(feature = "csae")]
            Self::Csae2020(ref frame) => frame.encode_into(out),
            #[cfg(feature = "j2735")]
            Self::J2735(ref frame) => frame.encode_into(out),
        }
    }

    /// The encoding of its frame at the beginning of `buffer`, which grows as needed: a sender that keeps its buffer
    /// allocates nothing once that is large enough.
    ///
    /// # Errors
    /// When a value breaks a constraint of its type.
    pub fn encode_to<'a>(&self, buffer: &'a mut Vec<u8>) -> Result<&'a [u8], EncodeError> {
        #[cfg(not(any(feature = "csae", feature = "j2735")))]
        let _ = buffer;
        match *self {
            #[cfg(feature = "csae")]
            Self::Csae2019(ref frame) => frame.encode_to(buffer),
            #[cfg(feature = "csae")]
            Self::Csae2020(ref frame) => frame.encode_to(buffer),
            #[cfg(feature = "j2735")]
            Self::J2735(ref frame) => frame.encode_to(buffer),
        }
    }

    /// A message of a set and edition, with nothing in it yet.
    ///
    /// # Errors
    /// [`Error::Set`] when the set is not built in.
    pub(crate) fn empty(set: Set, edition: CsaeEdition) -> Result<Self, Error> {
        match (set, edition) {
            #[cfg(feature = "csae")]
            (Set::Csae, CsaeEdition::Y2019) => Ok(Self::Csae2019(Default::default())),
            #[cfg(feature = "csae")]
            (Set::Csae, CsaeEdition::Y2020) => Ok(Self::Csae2020(Default::default())),
            #[cfg(feature = "j2735")]
            (Set::J2735, _) => Ok(Self::J2735(Default::default())),
            #[cfg(not(all(feature = "csae", feature = "j2735")))]
            _ => Err(Error::Set(set)),
        }
    }

    /// Reads the message at the start of `octets` in the place of this one, whose set and edition it is of; says how
    /// many octets it took, and what was not canonical. `offset` is the place of the octets in the datagram.
    pub(crate) fn read(&mut self, offset: u32, octets: &[u8]) -> Result<(usize, Notes), Error> {
        let set = self.set();
        let _ = (offset, octets, set);
        match *self {
            #[cfg(feature = "csae")]
            Self::Csae2019(ref mut frame) => read(frame, octets, (set, offset)),
            #[cfg(feature = "csae")]
            Self::Csae2020(ref mut frame) => read(frame, octets, (set, offset)),
            #[cfg(feature = "j2735")]
            Self::J2735(ref mut frame) => read(frame, octets, (set, offset)),
        }
    }
}

#[cfg(feature = "serde")]
impl Message {
    /// Reads the message at the start of `octets`, as if only so many bits of it were there: the bit and the name of the
    /// field that is cut, or `None` if the message, or an open type in it, needs no more.
    pub(crate) fn cut(&mut self, octets: &[u8], bits: usize) -> Option<(u32, &'static str)> {
        let _ = (octets, bits);
        match *self {
            #[cfg(feature = "csae")]
            Self::Csae2019(ref mut frame) => cut(frame, octets, bits),
            #[cfg(feature = "csae")]
            Self::Csae2020(ref mut frame) => cut(frame, octets, bits),
            #[cfg(feature = "j2735")]
            Self::J2735(ref mut frame) => cut(frame, octets, bits),
        }
    }
}

#[cfg(all(feature = "serde", any(feature = "csae", feature = "j2735")))]
fn cut<T: Uper>(value: &mut T, octets: &[u8], bits: usize) -> Option<(u32, &'static str)> {
    let mut r = v2x_uper::Reader::new(octets).stopping_after(bits);
    let error = value.decode_into(&mut r).err()?;
    (!r.stopped_in_padding()).then_some((error.bit(), error.at()))
}

#[cfg(any(feature = "csae", feature = "j2735"))]
fn read<T: Uper>(value: &mut T, octets: &[u8], (set, offset): (Set, u32)) -> Result<(usize, Notes), Error> {
    let decoded = value.update_from_uper(octets).map_err(|error| Error::Message { set, offset, error })?;
    Ok((decoded.octets, decoded.notes))
}

#[cfg(feature = "csae")]
impl From<v2x_csae::y2019::msg_frame::MessageFrame> for Message {
    fn from(frame: v2x_csae::y2019::msg_frame::MessageFrame) -> Self {
        Self::Csae2019(frame)
    }
}

#[cfg(feature = "csae")]
impl From<v2x_csae::y2020::msg_frame::MessageFrame> for Message {
    fn from(frame: v2x_csae::y2020::msg_frame::MessageFrame) -> Self {
        Self::Csae2020(frame)
    }
}

#[cfg(feature = "j2735")]
impl From<v2x_j2735::message_frame::MessageFrame> for Message {
    fn from(frame: v2x_j2735::message_frame::MessageFrame) -> Self {
        Self::J2735(frame)
    }
}

/// Names by arms. The matches are exhaustive, so an edition that adds a message does not compile until it is named.
#[cfg(feature = "csae")]
mod names {
    const UNKNOWN: &str = "Unknown";

    pub(super) const fn csae_2019(frame: &v2x_csae::y2019::msg_frame::MessageFrame) -> &'static str {
        use v2x_csae::y2019::msg_frame::MessageFrame as Frame;
        match frame {
            Frame::BsmFrame(_) => "BSM",
            Frame::MapFrame(_) => "MAP",
            Frame::RsmFrame(_) => "RSM",
            Frame::SpatFrame(_) => "SPAT",
            Frame::RsiFrame(_) => "RSI",
            Frame::Unknown { .. } => UNKNOWN,
        }
    }

    pub(super) const fn csae_2020(frame: &v2x_csae::y2020::msg_frame::MessageFrame) -> &'static str {
        use v2x_csae::y2020::msg_frame::MessageFrame as Frame;
        match frame {
            Frame::BsmFrame(_) => "BSM",
            Frame::MapFrame(_) => "MAP",
            Frame::RsmFrame(_) => "RSM",
            Frame::SpatFrame(_) => "SPAT",
            Frame::RsiFrame(_) => "RSI",
            Frame::MsgFrameExt(frame) => frame.value.name(),
            Frame::Unknown { .. } => UNKNOWN,
        }
    }
}

//! The trait of types that have a UPER encoding.

use crate::error::{DecodeError, DecodeErrorKind, EncodeError, EncodeErrorKind, Fault};
use crate::{Notes, Reader, Writer};
use alloc::vec;
use alloc::vec::Vec;

/// A type with a UPER encoding.
pub trait Uper: Default {
    /// The ASN.1 name of the type.
    const NAME: &'static str;

    /// Reads a value in the place of this one, whose lists, strings and boxes are used again: a receiver that keeps
    /// a value for each type of message allocates nothing once they have grown.
    ///
    /// # Errors
    /// What is wrong, with the bit offset and the component; see [`DecodeErrorKind`]. The value is then some mixture
    /// of the old and the new.
    fn decode_into(&mut self, r: &mut Reader<'_>) -> Result<(), Fault>;

    /// Reads a value.
    ///
    /// # Errors
    /// As [`Uper::decode_into`].
    #[inline]
    fn decode(r: &mut Reader<'_>) -> Result<Self, Fault> {
        let mut value = Self::default();
        value.decode_into(r)?;
        Ok(value)
    }

    /// Writes the value. The first component that breaks a constraint is remembered, and [`Writer::finish`] tells of it;
    /// see [`EncodeErrorKind`].
    fn encode(&self, w: &mut Writer<'_>);

    /// Reads a complete encoding that fills `octets`.
    ///
    /// # Errors
    /// As [`Uper::decode`], and [`DecodeErrorKind::Trailing`] if octets are left over.
    fn from_uper(octets: &[u8]) -> Result<Self, DecodeError> {
        let decoded = Self::from_uper_prefix(octets)?;
        if decoded.octets < octets.len() {
            let bit = decoded.octets as u32 * 8;
            return Err(DecodeError { kind: DecodeErrorKind::Trailing, bit, at: Self::NAME });
        }
        Ok(decoded.value)
    }

    /// Reads a complete encoding at the start of `octets`, and says how long it was: what comes after, such as a
    /// signature or stale bytes of a receive buffer, is the caller's.
    ///
    /// # Errors
    /// As [`Uper::decode`].
    fn from_uper_prefix(octets: &[u8]) -> Result<Decoded<Self>, DecodeError> {
        let mut r = Reader::new(octets);
        let value = Self::decode(&mut r)?;
        Ok(ended(r, value))
    }

    /// Reads a complete encoding at the start of `octets` in the place of this value; see [`Uper::decode_into`].
    ///
    /// # Errors
    /// As [`Uper::decode_into`].
    fn update_from_uper(&mut self, octets: &[u8]) -> Result<Decoded<()>, DecodeError> {
        let mut r = Reader::new(octets);
        self.decode_into(&mut r)?;
        Ok(ended(r, ()))
    }

    /// Writes the value into `out` and gives the number of octets. `out` may be overwritten up to seven octets
    /// further.
    ///
    /// # Errors
    /// The component that breaks a constraint; [`EncodeErrorKind::Buffer`] with the length needed if `out` is too small.
    fn encode_into(&self, out: &mut [u8]) -> Result<usize, EncodeError> {
        let mut w = Writer::new(out);
        self.encode(&mut w);
        w.finish(Self::NAME)
    }

    /// The encoding at the beginning of `buffer`, which grows as needed: a sender that keeps its buffer allocates nothing
    /// once that is large enough.
    ///
    /// # Errors
    /// The component that breaks a constraint.
    fn encode_to<'a>(&self, buffer: &'a mut Vec<u8>) -> Result<&'a [u8], EncodeError> {
        let octets = match self.encode_into(buffer) {
            // The first attempt has measured the length.
            Err(EncodeError { kind: EncodeErrorKind::Buffer { needed }, .. }) => {
                buffer.resize(needed as usize, 0);
                self.encode_into(buffer)?
            }
            other => other?,
        };
        Ok(buffer.get(..octets).unwrap_or_default())
    }

    /// The encoding in octets of its own.
    ///
    /// # Errors
    /// The component that breaks a constraint.
    fn to_uper(&self) -> Result<Vec<u8>, EncodeError> {
        // Most messages fit at once.
        let mut out = vec![0; 512];
        let octets = self.encode_to(&mut out)?.len();
        out.truncate(octets);
        Ok(out)
    }
}

/// Shorthand of generated code: empties an optional component, which mostly is empty already.
#[inline(always)]
pub fn absent<T>(component: &mut Option<T>) {
    if component.is_some() {
        *component = None;
    }
}

/// Ends a complete encoding, which is whole octets, at least one (X.691 11.1): notes padding bits that are not zero.
fn ended<T>(mut r: Reader<'_>, value: T) -> Decoded<T> {
    let end = r.position().div_ceil(8).max(1) * 8;
    let padding = r.remaining().min(end - r.position()) as u32;
    if padding > 0 && r.bits(padding, &"padding").is_ok_and(|bits| bits != 0) {
        r.note(Notes::PADDING);
    }
    Decoded { value, octets: r.position().div_ceil(8), notes: r.notes() }
}

/// A value and what its encoding was like.
#[derive(Clone, Debug, PartialEq)]
pub struct Decoded<T> {
    /// The value.
    pub value: T,
    /// How many octets it took.
    pub octets: usize,
    /// What was legal but not canonical.
    pub notes: Notes,
}

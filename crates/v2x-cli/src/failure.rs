//! What is wrong with a line, as the object that the output has for it.

use std::fmt::{self, Display};
use std::io::{self, Write};

use v2x::uper::EncodeError;
use v2x::{FromJerError, FromXerError};

use v2x::uper::xer::XerError;

use crate::guess::Unread;
use crate::hex::HexError;

/// Where in its line, or in its message, something is wrong.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Place {
    /// Bits from the start of the outermost envelope.
    Bit(u64),
    /// Octets from the start of the line or of the outermost envelope.
    Byte(u64),
    /// The value as a whole, or the part named by `at`.
    Whole,
}

/// One thing that is wrong. The message is formatted when it is written, so that making a failure costs
/// nothing.
pub(crate) struct Failure<'a> {
    pub(crate) kind: &'a str,
    pub(crate) at: &'a str,
    pub(crate) place: Place,
    pub(crate) message: &'a dyn Display,
}

impl<'a> Failure<'a> {
    /// What is wrong with hexadecimal digits.
    pub(crate) fn hex(error: &'a HexError) -> Self {
        Self { kind: error.kind.name(), at: "line", place: Place::Byte(error.byte as u64), message: error }
    }

    /// What is wrong with the octets of a datagram or frame.
    fn decode(error: &'a v2x::Error) -> Self {
        // Headers are counted in octets, fields of frames in bits.
        let place = match (error, error.bit()) {
            (v2x::Error::Envelope(_), Some(bit)) => Place::Byte(bit / 8),
            (_, Some(bit)) => Place::Bit(bit),
            (_, None) => Place::Whole,
        };
        Self { kind: error.name(), at: error.at(), place, message: error }
    }

    /// Why a datagram gave no message.
    pub(crate) fn unread(unread: &'a Unread) -> Self {
        match unread {
            Unread::Error(error) => Self::decode(error),
            _ => Self { kind: unread.name(), at: unread.at(), place: Place::Whole, message: unread },
        }
    }

    /// What is wrong with JSON as such.
    pub(crate) fn json(error: &'a serde_json::Error) -> Self {
        // Columns are counted from 1; 0 is before the first.
        let byte = error.column().saturating_sub(1) as u64;
        Self { kind: "json", at: "line", place: Place::Byte(byte), message: error }
    }

    /// What is wrong with JSON as a frame.
    pub(crate) fn jer(error: &'a FromJerError) -> Self {
        let (kind, at) = match error {
            FromJerError::Jer(error) => (error.kind.name(), error.at),
            _ => ("set_not_built_in", "MessageFrame"),
        };
        Self { kind, at, place: Place::Whole, message: error }
    }

    /// What is wrong with XML as a frame.
    pub(crate) fn xer(error: &'a FromXerError) -> Self {
        let at = match error {
            FromXerError::Xer(XerError::Value(error)) => error.at,
            _ => "MessageFrame",
        };
        Self { kind: "xer", at, place: Place::Whole, message: error }
    }

    /// What is wrong with a value that should be encoded.
    pub(crate) fn encode(error: &'a EncodeError) -> Self {
        Self { kind: error.kind.name(), at: error.at, place: Place::Whole, message: error }
    }

    /// A line that nobody can have meant.
    pub(crate) fn line_too_long() -> Self {
        Self { kind: "line_too_long", at: "line", place: Place::Whole, message: &"longer than any message" }
    }

    /// Writes `{"line":…,"error":{…}}` and a line feed.
    pub(crate) fn write_line(&self, line: u64, out: &mut impl Write) -> io::Result<()> {
        write!(out, "{{\"line\":{line},\"error\":")?;
        self.write(out)?;
        out.write_all(b"}\n")
    }

    /// Writes the object.
    pub(crate) fn write(&self, out: &mut impl Write) -> io::Result<()> {
        out.write_all(b"{\"kind\":")?;
        write_string(self.kind, out)?;
        out.write_all(b",\"at\":")?;
        write_string(self.at, out)?;
        match self.place {
            Place::Bit(bit) => write!(out, ",\"bit\":{bit}")?,
            Place::Byte(byte) => write!(out, ",\"byte\":{byte}")?,
            Place::Whole => {}
        }
        out.write_all(b",\"message\":")?;
        write_string(&self.message.to_string(), out)?;
        out.write_all(b"}")
    }
}

impl fmt::Debug for Failure<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {} ({:?}): {}", self.kind, self.at, self.place, self.message)
    }
}

/// Writes a JSON string.
pub(crate) fn write_string(text: &str, out: &mut impl Write) -> io::Result<()> {
    Ok(serde_json::to_writer(out, text)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hex;

    fn written(failure: &Failure<'_>) -> String {
        let mut out = Vec::new();
        failure.write_line(3, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn failures_are_one_object_on_one_line() {
        let error = hex::parse(b"00\"", &mut Vec::new()).unwrap_err();
        assert_eq!(
            written(&Failure::hex(&error)),
            "{\"line\":3,\"error\":{\"kind\":\"hex_digit\",\"at\":\"line\",\"byte\":2,\
             \"message\":\"'\\\"' is not a hexadecimal digit\"}}\n"
        );
        let failure =
            Failure { kind: "truncated", at: "T.field", place: Place::Bit(71), message: &"ends\ntoo early" };
        assert_eq!(
            written(&failure),
            "{\"line\":3,\"error\":{\"kind\":\"truncated\",\"at\":\"T.field\",\"bit\":71,\
             \"message\":\"ends\\ntoo early\"}}\n"
        );
    }
}

//! From text to keys and values.

use crate::envelope::{EnvelopeError, EnvelopeErrorKind, Protocol};

/// One `Key=value` of a text, blanks around both left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    /// The key, as it is written.
    pub key: &'a [u8],
    /// The value; that of the payload may go over several lines.
    pub value: &'a [u8],
    /// Where the value begins, in octets from the start of the text.
    pub offset: u32,
}

impl Entry<'_> {
    /// Whether this is the entry of one of these names. Case is not minded: senders differ.
    pub(super) fn is(&self, names: [&str; 2]) -> bool {
        names.iter().any(|name| self.key.eq_ignore_ascii_case(name.as_bytes()))
    }
}

/// The names of the payload.
pub(super) const PAYLOAD: [&str; 2] = ["Payload", "MessagePayload"];

/// The entries of a text in their order, comments and blank lines passed over.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entries<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> Entries<'a> {
    pub(super) const fn new(text: &'a [u8]) -> Self {
        Self { text, at: 0 }
    }

    fn rest(&self) -> &'a [u8] {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// The next line without its end, and where it begins.
    fn line(&mut self) -> Option<(&'a [u8], usize)> {
        let (rest, at) = (self.rest(), self.at);
        if rest.is_empty() {
            return None;
        }
        let end = rest.iter().position(|octet| *octet == b'\n');
        self.at += end.map_or(rest.len(), |end| end + 1);
        Some((rest.get(..end.unwrap_or(rest.len())).unwrap_or_default(), at))
    }

    /// Passes over the lines that carry a payload on: neither comments nor entries.
    fn payload_lines(&mut self) {
        loop {
            let before = *self;
            match self.line() {
                Some((line, _)) if !line.contains(&b'=') && !line.trim_ascii_start().starts_with(b"#") => {}
                _ => {
                    *self = before;
                    return;
                }
            }
        }
    }

    fn entry(&mut self, line: &'a [u8], at: usize) -> Result<Entry<'a>, EnvelopeError> {
        let Some(equals) = line.iter().position(|octet| *octet == b'=') else {
            return Err(fault(at, EnvelopeErrorKind::Form { field: "line" }));
        };
        let (key, _) = line.split_at(equals);
        let (key, start) = (key.trim_ascii(), at + equals + 1);
        let mut end = at + line.len();
        if (Entry { key, value: &[], offset: 0 }).is(PAYLOAD) {
            self.payload_lines();
            end = self.at;
        }
        let value = self.text.get(start..end).unwrap_or_default();
        let blanks = value.len() - value.trim_ascii_start().len();
        Ok(Entry { key, value: value.trim_ascii(), offset: clamp(start + blanks) })
    }
}

impl<'a> Iterator for Entries<'a> {
    type Item = Result<Entry<'a>, EnvelopeError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (line, at) = self.line()?;
            match line.trim_ascii() {
                [] | [b'#', ..] => {}
                _ => return Some(self.entry(line, at)),
            }
        }
    }
}

/// An error at octet `at` of the text.
pub(super) fn fault(at: usize, kind: EnvelopeErrorKind) -> EnvelopeError {
    EnvelopeError { protocol: Protocol::RsuText, offset: clamp(at), kind }
}

fn clamp(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

//! Source files: reading them as text, and places in them.

use std::path::Path;

use crate::error::{Error, ErrorKind};

/// One ASN.1 file as text.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    /// The name to be shown in messages.
    pub(crate) name: String,
    /// The text, without a byte order mark.
    pub(crate) text: String,
}

/// A place in one of the sources of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    /// Index of the source.
    pub(crate) file: u32,
    /// Line, from 1.
    pub(crate) line: u32,
    /// Column in characters, from 1.
    pub(crate) column: u32,
}

impl Source {
    /// Takes the octets of a file: UTF-8 with or without a byte order mark, or else Windows-1252.
    pub(crate) fn new(name: String, octets: &[u8]) -> Self {
        let octets = octets.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(octets);
        let text = match std::str::from_utf8(octets) {
            Ok(text) => text.to_owned(),
            Err(_) => octets.iter().map(|&octet| windows_1252(octet)).collect(),
        };
        Self { name, text }
    }

    /// Reads a file.
    pub(crate) fn read(path: &Path) -> Result<(String, Vec<u8>), Error> {
        let name = path.display().to_string();
        match std::fs::read(path) {
            Ok(octets) => Ok((name, octets)),
            Err(error) => {
                Err(Error { file: name, line: 0, column: 0, kind: ErrorKind::Read(error.to_string()) })
            }
        }
    }
}

/// The character of an octet in Windows-1252. The five octets without one map to the control of the same
/// number, as the WHATWG encoding standard has it.
fn windows_1252(octet: u8) -> char {
    /// Characters 0x80 to 0x9F.
    const UPPER_CONTROLS: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}',
        '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
    ];
    match octet {
        0x80..=0x9F => UPPER_CONTROLS[usize::from(octet - 0x80)],
        _ => char::from(octet),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strips_byte_order_mark() {
        assert_eq!(Source::new("a".into(), b"\xEF\xBB\xBFA ::= NULL").text, "A ::= NULL");
    }

    #[test]
    fn reads_windows_1252_where_not_utf_8() {
        assert_eq!(Source::new("a".into(), b"-- 5\xB0 \x96 it\x92s").text, "-- 5° – it’s");
        assert_eq!(Source::new("a".into(), "-- 5°".as_bytes()).text, "-- 5°");
    }
}

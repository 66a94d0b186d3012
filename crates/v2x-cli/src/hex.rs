//! Hexadecimal digits as people write them, into octets.

use std::fmt;

/// Why a line is not octets in hexadecimal digits.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct HexError {
    pub(crate) kind: HexErrorKind,
    /// Where in the line, in octets from 0.
    pub(crate) byte: usize,
}

/// The kinds of [`HexError`].
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum HexErrorKind {
    /// Something that is no digit; the octet found.
    Digit(u8),
    /// There are no digits.
    Empty,
    /// The last octet has one digit only.
    Odd,
}

impl HexErrorKind {
    /// The name of the kind, as errors in the output have it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Digit(_) => "hex_digit",
            Self::Empty => "empty",
            Self::Odd => "hex_odd",
        }
    }
}

impl fmt::Display for HexError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            HexErrorKind::Digit(octet) if octet.is_ascii_graphic() => {
                write!(f, "'{}' is not a hexadecimal digit", char::from(octet))
            }
            HexErrorKind::Digit(octet) => {
                write!(
                    f,
                    "octet {octet:#04x} is not a hexadecimal digit (files of octets are read with --raw)"
                )
            }
            HexErrorKind::Empty => f.write_str("no hexadecimal digits"),
            HexErrorKind::Odd => f.write_str("odd number of hexadecimal digits"),
        }
    }
}

/// Replaces what is in `octets` by those of `line`. White space anywhere and `0x` before any group of digits
/// are passed over; either case will do.
pub(crate) fn parse(line: &[u8], octets: &mut Vec<u8>) -> Result<(), HexError> {
    octets.clear();
    let mut high = None;
    let mut rest = line;
    let mut group_start = true;
    while let [first, tail @ ..] = rest {
        let byte = line.len() - rest.len();
        rest = tail;
        if first.is_ascii_whitespace() {
            group_start = true;
            continue;
        }
        if let (true, b'0', [b'x' | b'X', after @ ..]) = (group_start, first, tail) {
            rest = after;
            group_start = false;
            continue;
        }
        group_start = false;
        let Some(digit) = value(*first) else {
            return Err(HexError { kind: HexErrorKind::Digit(*first), byte });
        };
        match high.take() {
            None => high = Some(digit),
            Some(high) => octets.push(high << 4 | digit),
        }
    }
    match (high, octets.is_empty()) {
        (Some(_), _) => Err(HexError { kind: HexErrorKind::Odd, byte: line.trim_ascii_end().len() }),
        (None, true) => Err(HexError { kind: HexErrorKind::Empty, byte: 0 }),
        (None, false) => Ok(()),
    }
}

/// What [`looks_like`] looks for.
pub(crate) const WHAT: &str = "hexadecimal digits";

/// True where `text` holds nothing but digits, white space and `0x`: such an argument is octets, not the name
/// of a file.
pub(crate) fn looks_like(text: &str) -> bool {
    text.bytes()
        .all(|octet| octet.is_ascii_hexdigit() || octet.is_ascii_whitespace() || matches!(octet, b'x' | b'X'))
}

/// Appends the digits of `octets`, in lower case.
pub(crate) fn write(octets: &[u8], out: &mut Vec<u8>) {
    const DIGITS: [u8; 16] = *b"0123456789abcdef";
    let digit = |nibble: u8| DIGITS[usize::from(nibble & 0xF)];
    out.extend(octets.iter().flat_map(|octet| [digit(octet >> 4), digit(*octet)]));
}

fn value(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Vec<u8>, HexError> {
        let mut octets = vec![9];
        parse(line.as_bytes(), &mut octets).map(|()| octets)
    }

    #[test]
    fn digits_as_people_write_them() {
        for line in ["0014ff", "0x0014FF", " 00 14 fF\r", "0x00 0X14\t0xff", "0 0 1 4 f f"] {
            assert_eq!(parsed(line), Ok(vec![0, 0x14, 0xFF]), "{line:?}");
        }
    }

    #[test]
    fn errors_say_what_and_where() {
        let error = |kind, byte| Err(HexError { kind, byte });
        assert_eq!(parsed(""), error(HexErrorKind::Empty, 0));
        assert_eq!(parsed("  \t"), error(HexErrorKind::Empty, 0));
        assert_eq!(parsed("0x"), error(HexErrorKind::Empty, 0));
        assert_eq!(parsed("001 "), error(HexErrorKind::Odd, 3));
        assert_eq!(parsed("00g4"), error(HexErrorKind::Digit(b'g'), 2));
        assert_eq!(parsed("000x14"), error(HexErrorKind::Digit(b'x'), 3));
        assert_eq!(parsed("00é"), error(HexErrorKind::Digit(0xC3), 2));
    }

    #[test]
    fn octets_become_digits_and_back() {
        let all: Vec<u8> = (0..=255).collect();
        let mut digits = Vec::new();
        write(&all, &mut digits);
        assert_eq!(parsed(std::str::from_utf8(&digits).unwrap()), Ok(all));
    }

    #[test]
    fn what_looks_like_digits() {
        assert!(looks_like("0x0014 FF"));
        assert!(!looks_like("messages.hex"));
        assert!(!looks_like("-"));
    }
}

//! The forms of the values.

use alloc::vec::Vec;
use core::fmt;

use super::lines::{Entry, PAYLOAD, fault};
use crate::envelope::{EnvelopeError, EnvelopeErrorKind, Psid};

/// When a channel is used (`TxMode`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Mode {
    /// In turns with the other channel (`ALT`).
    Alternating,
    /// All the time (`CONT`).
    Continuous,
}

/// A radio channel (`TxChannel`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Channel {
    /// The control channel (`CCH`).
    Control,
    /// By its number: 172 to 184 in the United States, 183 for C-V2X.
    Number(u8),
    /// A service channel (`SCH1` to `SCH6`), 1 to 6.
    Service(u8),
}

/// A minute of UTC (`mm/dd/yyyy, hh:mm`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Minute {
    /// The year, 0 to 9999.
    pub year: u16,
    /// The month, 1 to 12.
    pub month: u8,
    /// The day of the month, from 1.
    pub day: u8,
    /// The hour, 0 to 23.
    pub hour: u8,
    /// The minute of the hour, 0 to 59.
    pub minute: u8,
}

impl Minute {
    /// Seconds since 1970-01-01T00:00:00 UTC, without leap seconds.
    pub const fn unix_seconds(&self) -> i64 {
        // Days in the proleptic Gregorian calendar, the year taken to begin in March so that its leap day is its last.
        let (month, year) = (self.month as i64, self.year as i64);
        let year = if month <= 2 { year - 1 } else { year };
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + self.day as i64 - 1;
        let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
        // 719 468 days lie between 0000-03-01 and 1970-01-01.
        let days = 365 * year + leap_days + day_of_year - 719_468;
        (days * 24 + self.hour as i64) * 3600 + self.minute as i64 * 60
    }

    /// Whether there is such a minute.
    const fn exists(&self) -> bool {
        let leap =
            self.year.is_multiple_of(4) && (!self.year.is_multiple_of(100) || self.year.is_multiple_of(400));
        let days = match self.month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => 0,
        };
        1 <= self.day && self.day <= days && self.hour < 24 && self.minute < 60
    }

    fn from_text(text: &[u8]) -> Option<Self> {
        let mut parts = text.split(|octet| !octet.is_ascii_digit()).filter(|part| !part.is_empty());
        let mut part = || parts.next().and_then(number);
        let (month, day, year, hour, minute) = (part()?, part()?, part()?, part()?, part()?);
        let small = |value: u32| u8::try_from(value).ok();
        let minute = Self {
            year: u16::try_from(year).ok()?,
            month: small(month)?,
            day: small(day)?,
            hour: small(hour)?,
            minute: small(minute)?,
        };
        // The rest of the form: two slashes, a comma, a colon, blanks as the sender likes.
        let mut signs = text.iter().filter(|octet| !octet.is_ascii_digit() && !octet.is_ascii_whitespace());
        let in_form = [b'/', b'/', b',', b':'].iter().all(|sign| signs.next() == Some(sign));
        (in_form && signs.next().is_none() && parts.next().is_none() && minute.exists()).then_some(minute)
    }
}

impl fmt::Display for Minute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { year, month, day, hour, minute } = self;
        write!(f, "{month:02}/{day:02}/{year:04}, {hour:02}:{minute:02}")
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Alternating => "ALT",
            Self::Continuous => "CONT",
        })
    }
}

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Control => f.write_str("CCH"),
            Self::Number(number) => write!(f, "{number}"),
            Self::Service(number) => write!(f, "SCH{number}"),
        }
    }
}

/// The octets of a payload: in a text as hexadecimal digits, perhaps with blanks and line ends between them. Equal when
/// the octets are.
#[derive(Clone, Copy, Debug)]
pub struct Digits<'a>(Form<'a>);

#[derive(Clone, Copy, Debug)]
enum Form<'a> {
    Octets(&'a [u8]),
    /// Checked when the text was read.
    Text(&'a [u8]),
}

impl<'a> Digits<'a> {
    /// The digits of these octets.
    pub const fn of(octets: &'a [u8]) -> Self {
        Self(Form::Octets(octets))
    }

    /// The octets.
    pub fn octets(&self) -> impl Iterator<Item = u8> + use<'a> {
        let (octets, text) = match self.0 {
            Form::Octets(octets) => (octets, &[][..]),
            Form::Text(text) => (&[][..], text),
        };
        let mut digits = text.iter().filter_map(|octet| char::from(*octet).to_digit(16));
        let read = core::iter::from_fn(move || Some((digits.next()? << 4 | digits.next()?) as u8));
        octets.iter().copied().chain(read)
    }

    /// Appends the octets to `out`.
    pub fn write(&self, out: &mut Vec<u8>) {
        out.extend(self.octets());
    }

    pub(super) fn from_entry(entry: &Entry<'a>) -> Result<Self, EnvelopeError> {
        let mut count = 0_usize;
        for (at, octet) in entry.value.iter().enumerate() {
            match octet {
                _ if octet.is_ascii_hexdigit() => count += 1,
                _ if octet.is_ascii_whitespace() => {}
                _ => return Err(fault(entry.offset as usize + at, FORM)),
            }
        }
        if count == 0 || !count.is_multiple_of(2) {
            return Err(fault(entry.offset as usize + entry.value.len(), FORM));
        }
        Ok(Self(Form::Text(entry.value)))
    }
}

impl fmt::Display for Digits<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.octets().try_for_each(|octet| write!(f, "{octet:02x}"))
    }
}

impl PartialEq for Digits<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.octets().eq(other.octets())
    }
}

impl Eq for Digits<'_> {}

const FORM: EnvelopeErrorKind = EnvelopeErrorKind::Form { field: PAYLOAD[0] };

/// Any text, such as the kind of message.
pub(super) const fn name(text: &[u8]) -> Option<&str> {
    match core::str::from_utf8(text) {
        Ok(text) => Some(text),
        Err(_) => None,
    }
}

pub(super) fn priority(text: &[u8]) -> Option<u8> {
    number(text).and_then(|number| u8::try_from(number).ok()).filter(|priority| *priority <= 7)
}

pub(super) fn number(text: &[u8]) -> Option<u32> {
    let digits = core::str::from_utf8(text).ok()?;
    if digits.bytes().all(|octet| octet.is_ascii_digit()) { digits.parse().ok() } else { None }
}

/// A number with or without `0x`, always of hexadecimal digits. Most texts mean the p-encoded form: where the number
/// is one it is taken for that, otherwise for the value.
pub(super) fn psid(text: &[u8]) -> Option<Psid> {
    let text = core::str::from_utf8(text).ok()?;
    let digits = text.strip_prefix("0x").or(text.strip_prefix("0X")).unwrap_or(text);
    if digits.starts_with('+') {
        return None;
    }
    let number = u32::from_str_radix(digits, 16).ok()?;
    Psid::from_p_encoded(number).or(Psid::from_value(number))
}

pub(super) fn mode(text: &[u8]) -> Option<Mode> {
    Some(match text {
        _ if text.eq_ignore_ascii_case(b"ALT") => Mode::Alternating,
        _ if text.eq_ignore_ascii_case(b"CONT") => Mode::Continuous,
        _ => return None,
    })
}

pub(super) fn channel(text: &[u8]) -> Option<Channel> {
    match text.to_ascii_uppercase().as_slice() {
        b"CCH" => Some(Channel::Control),
        [b'S', b'C', b'H', number @ b'1'..=b'6'] => Some(Channel::Service(number - b'0')),
        digits => number(digits).and_then(|number| u8::try_from(number).ok()).map(Channel::Number),
    }
}

pub(super) fn flag(text: &[u8]) -> Option<bool> {
    Some(match text {
        _ if text.eq_ignore_ascii_case(b"True") => true,
        _ if text.eq_ignore_ascii_case(b"False") => false,
        _ => return None,
    })
}

pub(super) fn minute(text: &[u8]) -> Option<Minute> {
    Minute::from_text(text)
}

//! Message text for roadside units: "immediate forward" and "store and repeat", as the RSU 4.1 specification of the US DOT
//! has it and signal controllers and traffic centres send it, by UDP to port 1516 or as files.
//!
//! | line | meaning |
//! | --- | --- |
//! | `Version=` | of the form, `0.7` |
//! | `Type=`, or `MessageType=` | kind of message: SPAT, MAP, TIM … |
//! | `PSID=`, `MessagePSID=` | service; most texts write the p-encoded form |
//! | `Priority=`, `MessagePriority=` | 0 to 7 |
//! | `TxMode=`, `TransmissionMode=` | `CONT` or `ALT` |
//! | `TxChannel=`, `TransmissionChannel=` | number, `CCH`, `SCH1` to `SCH6` |
//! | `TxInterval=`, `TransmissionBroadcastInterval=` | seconds between repetitions; 0 or nothing: send once, at once |
//! | `DeliveryStart=`, `MessageDeliveryStart=`; `DeliveryStop=`, `MessageDeliveryStop=` | `mm/dd/yyyy, hh:mm`, UTC |
//! | `Signature=`, `MessageSignature=` | whether the unit shall sign |
//! | `Encryption=`, `MessageEncryption=` | whether it shall encrypt |
//! | `Payload=`, `MessagePayload=` | hexadecimal digits of a message frame or of secured data, over as many lines as it takes |
//!
//! Lines of `#` are comments. Keys, short and long, follow deployed implementations. What is left empty is absent; a key that
//! is not in the table is passed over; [`entries`] shows it. A key that comes twice is an error: nobody knows
//! which one was meant. The text ends with the datagram or with a zero octet, which C programs leave behind.

mod lines;
#[cfg(test)]
mod tests;
mod values;

use alloc::vec::Vec;
use core::fmt::{self, Display, Write as _};

use self::lines::{Entries, PAYLOAD, fault};
use super::error::{EnvelopeError, EnvelopeErrorKind};
use super::psid::Psid;

pub use self::lines::Entry;
pub use self::values::{Channel, Digits, Minute, Mode};

/// The UDP port that roadside units take such text on.
pub const PORT: u16 = 1516;

/// A message for a roadside unit to send.
///
/// ```
/// use v2x::envelope::{Psid, rsu_text::RsuText};
///
/// let (text, rest) = RsuText::parse(b"Version=0.7\nType=SPAT\nPSID=0x8002\nPayload=0013 0400\n")?;
/// assert_eq!((text.psid, text.interval), (Some(Psid::SPAT), None));
/// assert!(text.payload.octets().eq([0x00, 0x13, 0x04, 0x00]));
/// assert!(rest.is_empty());
/// # Ok::<(), v2x::EnvelopeError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RsuText<'a> {
    /// Version of the form.
    pub version: Option<&'a str>,
    /// Kind of message, as the sender names it.
    pub message_type: Option<&'a str>,
    /// The service to send it under.
    pub psid: Option<Psid>,
    /// Priority on the air, 0 to 7.
    pub priority: Option<u8>,
    /// When the channel is used.
    pub mode: Option<Mode>,
    /// The channel.
    pub channel: Option<Channel>,
    /// Seconds between repetitions; 0: once.
    pub interval: Option<u32>,
    /// From when on to send.
    pub start: Option<Minute>,
    /// Until when to send.
    pub stop: Option<Minute>,
    /// Whether the unit shall sign the message.
    pub signature: Option<bool>,
    /// Whether it shall encrypt it.
    pub encryption: Option<bool>,
    /// The message: a bare frame, or secured data.
    pub payload: Digits<'a>,
}

impl<'a> RsuText<'a> {
    /// A text of version 0.7 that says nothing but the message.
    pub const fn new(payload: &'a [u8]) -> Self {
        Self {
            version: Some("0.7"),
            message_type: None,
            psid: None,
            priority: None,
            mode: None,
            channel: None,
            interval: None,
            start: None,
            stop: None,
            signature: None,
            encryption: None,
            payload: Digits::of(payload),
        }
    }

    /// Whether octets begin like such a text: with a letter or with a comment. No header that this library reads does
    /// (`#` would be WSMP of subtype 2).
    pub const fn begins(octets: &[u8]) -> bool {
        matches!(octets.first(), Some(b'A'..=b'Z' | b'a'..=b'z' | b'#'))
    }

    /// Reads a text; returns it with the octets after its end.
    ///
    /// # Errors
    /// When a line is neither entry nor comment, a known key comes twice, a value is not in its form, or there is no
    /// payload. Offsets count from the first octet given.
    pub fn parse(octets: &'a [u8]) -> Result<(Self, &'a [u8]), EnvelopeError> {
        let end = octets.iter().position(|octet| *octet == 0).unwrap_or(octets.len());
        let (text, rest) = octets.split_at_checked(end).unwrap_or((octets, &[]));
        let found = Found::read(text)?;
        let Some(payload) = found.payload else {
            return Err(fault(end, EnvelopeErrorKind::Absent { field: PAYLOAD[0] }));
        };
        let parsed = Self {
            version: found.value(VERSION, values::name)?,
            message_type: found.value(TYPE, values::name)?,
            psid: found.value(PSID, values::psid)?,
            priority: found.value(PRIORITY, values::priority)?,
            mode: found.value(MODE, values::mode)?,
            channel: found.value(CHANNEL, values::channel)?,
            interval: found.value(INTERVAL, values::number)?,
            start: found.value(START, values::minute)?,
            stop: found.value(STOP, values::minute)?,
            signature: found.value(SIGNATURE, values::flag)?,
            encryption: found.value(ENCRYPTION, values::flag)?,
            payload: Digits::from_entry(&payload)?,
        };
        Ok((parsed, rest))
    }

    /// Appends the text to `out`, with the short keys and the service p-encoded; what is absent is left out.
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut text = Text(out);
        text.line(VERSION, self.version);
        text.line(TYPE, self.message_type);
        text.line(PSID, self.psid.map(|psid| Hex(psid.p_encoded())));
        text.line(PRIORITY, self.priority);
        text.line(MODE, self.mode);
        text.line(CHANNEL, self.channel);
        text.line(INTERVAL, self.interval);
        text.line(START, self.start);
        text.line(STOP, self.stop);
        text.line(SIGNATURE, self.signature.map(Flag));
        text.line(ENCRYPTION, self.encryption.map(Flag));
        text.line(NAMES.len(), Some(self.payload));
    }
}

/// The octets of a datagram that may be such a text: of its payload, put into `buffer`, or as they are.
///
/// Not for ports of bare Chinese frames: these begin with any octet, letters included.
///
/// # Errors
/// As [`RsuText::parse`].
pub fn payload<'a>(datagram: &'a [u8], buffer: &'a mut Vec<u8>) -> Result<&'a [u8], EnvelopeError> {
    if !RsuText::begins(datagram) {
        return Ok(datagram);
    }
    let (text, _) = RsuText::parse(datagram)?;
    buffer.clear();
    text.payload.write(buffer);
    Ok(buffer)
}

/// All entries of a text in their order, also those of keys that this library does not know.
pub fn entries(text: &[u8]) -> impl Iterator<Item = Result<Entry<'_>, EnvelopeError>> {
    Entries::new(text)
}

// Places in `NAMES`.
const VERSION: usize = 0;
const TYPE: usize = 1;
const PSID: usize = 2;
const PRIORITY: usize = 3;
const MODE: usize = 4;
const CHANNEL: usize = 5;
const INTERVAL: usize = 6;
const START: usize = 7;
const STOP: usize = 8;
const SIGNATURE: usize = 9;
const ENCRYPTION: usize = 10;

/// Short and long name of the keys, but for the payload's.
const NAMES: [[&str; 2]; 11] = [
    ["Version", "Version"],
    ["Type", "MessageType"],
    ["PSID", "MessagePSID"],
    ["Priority", "MessagePriority"],
    ["TxMode", "TransmissionMode"],
    ["TxChannel", "TransmissionChannel"],
    ["TxInterval", "TransmissionBroadcastInterval"],
    ["DeliveryStart", "MessageDeliveryStart"],
    ["DeliveryStop", "MessageDeliveryStop"],
    ["Signature", "MessageSignature"],
    ["Encryption", "MessageEncryption"],
];

/// The entries of known keys.
#[derive(Default)]
struct Found<'a> {
    entries: [Option<Entry<'a>>; NAMES.len()],
    payload: Option<Entry<'a>>,
}

impl<'a> Found<'a> {
    fn read(text: &'a [u8]) -> Result<Self, EnvelopeError> {
        let mut found = Self::default();
        for entry in Entries::new(text) {
            let entry = entry?;
            let keys = NAMES.iter().chain([&PAYLOAD]);
            let places = found.entries.iter_mut().chain([&mut found.payload]);
            let known = keys.zip(places).find(|(names, _)| entry.is(**names));
            let Some(([field, _], place)) = known else { continue };
            if place.replace(entry).is_some() {
                let kind = EnvelopeErrorKind::Repeated { field };
                return Err(fault(entry.offset as usize, kind));
            }
        }
        Ok(found)
    }

    /// The value of a key in its form; `None` if it is absent or empty.
    fn value<T>(&self, key: usize, form: fn(&'a [u8]) -> Option<T>) -> Result<Option<T>, EnvelopeError> {
        match self.entries.get(key) {
            Some(Some(entry)) if !entry.value.is_empty() => {
                let field = NAMES.get(key).map_or("", |[short, _]| short);
                let kind = EnvelopeErrorKind::Form { field };
                form(entry.value).map(Some).ok_or_else(|| fault(entry.offset as usize, kind))
            }
            _ => Ok(None),
        }
    }
}

/// Writes lines of text into octets.
struct Text<'o>(&'o mut Vec<u8>);

impl Text<'_> {
    fn line(&mut self, key: usize, value: Option<impl Display>) {
        let Some(value) = value else { return };
        let name = NAMES.get(key).unwrap_or(&PAYLOAD)[0];
        // Writing into memory does not fail.
        let _ = writeln!(self, "{name}={value}");
    }
}

impl fmt::Write for Text<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.extend_from_slice(text.as_bytes());
        Ok(())
    }
}

struct Hex(u32);

impl Display for Hex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#x}", self.0)
    }
}

struct Flag(bool);

impl Display for Flag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0 { "True" } else { "False" })
    }
}

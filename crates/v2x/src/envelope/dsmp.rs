//! Dedicated short messages: the network layer of Chinese C-V2X (YD/T 3707, GB/T 31024.3).
//!
//! | octets | field |
//! | --- | --- |
//! | 1 | adaptation layer: 04 = DSMP |
//! | 1 | version (3 bits, 0), options present (1), reserved (4) |
//! | | *options, if present:* count (1), then that many of id (1), length (1), value |
//! | 1–2 | AID, p-encoded |
//! | 2 | length of the data, big endian |
//! | | data: a message frame, bare or secured |
//!
//! Some interfaces hand the message over without its adaptation octet, so [`Dsm`] begins after it;
//! [`ADAPTATION`] names it, and [`Dsm::write_adapted`] writes it. Headers without options were checked against a recording;
//! options follow a deployed implementation.

use alloc::vec::Vec;

use super::error::{EnvelopeError, EnvelopeErrorKind, Limit, Protocol, WriteError};
use super::psid::Aid;
use super::read::Reader;

/// The octet of the adaptation layer that announces DSMP.
pub const ADAPTATION: u8 = 0x04;

/// The version that this module reads and writes.
pub const VERSION: u8 = 0;

/// One dedicated short message: its header, without the adaptation octet, and the data that it carries.
///
/// ```
/// use v2x::envelope::{Aid, dsmp::Dsm};
///
/// let (dsm, rest) = Dsm::parse(&[0x00, 0x8D, 0xA3, 0x00, 0x02, 0xAA, 0xBB])?;
/// assert_eq!(dsm, Dsm::new(Aid::SPAT, &[0xAA, 0xBB]));
/// assert!(rest.is_empty());
/// # Ok::<(), v2x::EnvelopeError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dsm<'a> {
    /// The reserved four bits of the first octet, 0 in every recording; kept, so that a message is written as it was
    /// read. Only the lower four bits are written.
    pub reserved: u8,
    /// What the radio did with the packet.
    pub options: Option<Options<'a>>,
    /// Which application the data is for.
    pub aid: Aid,
    /// A message frame, bare or secured; at most 65 535 octets.
    pub data: &'a [u8],
}

impl<'a> Dsm<'a> {
    /// A message without options.
    pub const fn new(aid: Aid, data: &'a [u8]) -> Self {
        Self { reserved: 0, options: None, aid, data }
    }

    /// Reads one message, from the octet after the adaptation octet; returns it with the octets after its end.
    ///
    /// # Errors
    /// When the octets are not a DSMP version 0 message, or end before its length says; offsets count from the first
    /// octet given.
    pub fn parse(octets: &'a [u8]) -> Result<(Self, &'a [u8]), EnvelopeError> {
        let mut r = Reader::new(octets, Protocol::Dsmp);
        let (dsm, _) = Self::read(&mut r)?;
        Ok((dsm, r.rest()))
    }

    /// The message and a reader of its data.
    pub(crate) fn read(r: &mut Reader<'a>) -> Result<(Self, Reader<'a>), EnvelopeError> {
        let start = *r;
        let first = r.u8()?;
        let version = first >> 5;
        if version != VERSION {
            return Err(start.error(EnvelopeErrorKind::Version { version }));
        }
        let options = if first & OPTIONS_PRESENT == 0 { None } else { Some(Options::read(r)?) };
        let aid = Aid::read(r)?;
        let len = r.u16()?;
        let inner = r.within(usize::from(len), Limit::DsmpLength)?;
        Ok((Self { reserved: first & 0x0F, options, aid, data: inner.rest() }, inner))
    }

    /// Appends the message to `out`, without adaptation octet.
    ///
    /// # Errors
    /// When the data exceeds 65 535 octets, an option 255 octets, or the options 255 in number; `out` then holds a
    /// part of it.
    pub fn write(&self, out: &mut Vec<u8>) -> Result<(), WriteError> {
        let present = if self.options.is_some() { OPTIONS_PRESENT } else { 0 };
        out.push(VERSION << 5 | present | self.reserved & 0x0F);
        if let Some(options) = &self.options {
            options.write(out)?;
        }
        self.aid.write(out);
        let len = WriteError::at_most("DSMP length", self.data.len(), usize::from(u16::MAX))?;
        let [.., high, low] = len.to_be_bytes();
        out.extend_from_slice(&[high, low]);
        out.extend_from_slice(self.data);
        Ok(())
    }

    /// Appends the adaptation octet and the message to `out`.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    pub fn write_adapted(&self, out: &mut Vec<u8>) -> Result<(), WriteError> {
        out.push(ADAPTATION);
        self.write(out)
    }
}

/// The bit of the first octet that announces options.
const OPTIONS_PRESENT: u8 = 0x10;

/// One option of a DSMP header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DsmpOption<'a> {
    /// What it says: [`DsmpOption::TRANSMIT_POWER`] and so on.
    pub id: u8,
    /// Its contents, at most 255 octets.
    pub value: &'a [u8],
}

impl<'a> DsmpOption<'a> {
    /// Transmit power.
    pub const TRANSMIT_POWER: u8 = 4;
    /// Channel number.
    pub const CHANNEL: u8 = 12;
    /// Data rate.
    pub const DATA_RATE: u8 = 13;

    fn read(r: &mut Reader<'a>) -> Result<Self, EnvelopeError> {
        let [id, len] = r.array()?;
        Ok(Self { id, value: r.take(usize::from(len))? })
    }
}

/// The options of a DSMP header, as they lie in the packet or as a caller lists them. Equal when the options are.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a>(Form<'a>);

#[derive(Clone, Copy, Debug)]
enum Form<'a> {
    List(&'a [DsmpOption<'a>]),
    /// As received after the count, walked to their end once.
    Octets {
        count: u8,
        options: &'a [u8],
    },
}

impl<'a> Options<'a> {
    fn read(r: &mut Reader<'a>) -> Result<Self, EnvelopeError> {
        let count = r.u8()?;
        let first = *r;
        for _ in 0..count {
            DsmpOption::read(r)?;
        }
        Ok(Self(Form::Octets { count, options: r.since(&first) }))
    }

    fn write(&self, out: &mut Vec<u8>) -> Result<(), WriteError> {
        match self.0 {
            Form::List(list) => {
                push_u8("DSMP option count", list.len(), out)?;
                for option in list {
                    out.push(option.id);
                    push_u8("DSMP option length", option.value.len(), out)?;
                    out.extend_from_slice(option.value);
                }
            }
            Form::Octets { count, options } => {
                out.push(count);
                out.extend_from_slice(options);
            }
        }
        Ok(())
    }

    /// The options in their order.
    pub fn iter(&self) -> impl Iterator<Item = DsmpOption<'a>> + use<'a> {
        let (list, octets) = match self.0 {
            Form::List(list) => (list, &[][..]),
            Form::Octets { options, .. } => (&[][..], options),
        };
        let mut r = Reader::new(octets, Protocol::Dsmp);
        // The octets were walked when they were read, so the first failure is their end.
        list.iter().copied().chain(core::iter::from_fn(move || DsmpOption::read(&mut r).ok()))
    }
}

fn push_u8(field: &'static str, len: usize, out: &mut Vec<u8>) -> Result<(), WriteError> {
    let [.., low] = WriteError::at_most(field, len, usize::from(u8::MAX))?.to_be_bytes();
    out.push(low);
    Ok(())
}

impl<'a> From<&'a [DsmpOption<'a>]> for Options<'a> {
    fn from(list: &'a [DsmpOption<'a>]) -> Self {
        Self(Form::List(list))
    }
}

impl PartialEq for Options<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Options<'_> {}

#[cfg(test)]
mod tests {
    use super::*;
    use EnvelopeErrorKind as Kind;

    #[track_caller]
    fn same_octets(octets: &[u8], dsm: &Dsm<'_>) {
        let (read, rest) = Dsm::parse(octets).unwrap();
        assert_eq!((&read, rest.len()), (dsm, 0));
        for message in [&read, dsm] {
            let mut out = Vec::new();
            message.write(&mut out).unwrap();
            assert_eq!(out, octets);
        }
    }

    #[track_caller]
    fn fails(octets: &[u8], offset: u32, kind: Kind) {
        assert_eq!(Dsm::parse(octets), Err(EnvelopeError { protocol: Protocol::Dsmp, offset, kind }));
    }

    #[test]
    fn identifiers_of_one_and_two_octets() {
        same_octets(&[0, 0x6F, 0, 1, 9], &Dsm::new(Aid::BSM, &[9]));
        same_octets(&[0, 0x8D, 0xA2, 0, 1, 9], &Dsm::new(Aid::MAP, &[9]));
        same_octets(&[0, 0x8D, 0xA7, 0, 0], &Dsm::new(Aid::RSM, &[]));
    }

    #[test]
    fn options_and_reserved_bits() {
        let list =
            [DsmpOption { id: DsmpOption::TRANSMIT_POWER, value: &[23] }, DsmpOption { id: 200, value: &[] }];
        let dsm = Dsm { options: Some(Options::from(&list[..])), reserved: 5, ..Dsm::new(Aid::BSM, &[9]) };
        same_octets(&[0x15, 2, 4, 1, 23, 200, 0, 0x6F, 0, 1, 9], &dsm);
    }

    #[test]
    fn malformed_headers_say_where_and_why() {
        let short = |needed, present| Kind::Truncated { needed, present, limit: Limit::Slice };
        fails(&[], 0, short(1, 0));
        fails(&[0x20, 0], 0, Kind::Version { version: 1 });
        fails(&[0, 0xC0, 0, 0], 1, Kind::Identifier { octet: 0xC0 });
        fails(&[0, 0x8D], 2, short(1, 0));
        fails(&[0, 0x6F, 0], 2, short(2, 1));
        fails(&[0, 0x6F, 0xFF, 0xFF, 1], 4, short(0xFFFF, 1));
        fails(&[0x10, 1, 4, 3, 0], 4, short(3, 1));
    }

    #[test]
    fn what_no_length_can_say_is_not_written() {
        let data = alloc::vec![0; 0x1_0000];
        assert_eq!(Dsm::new(Aid::BSM, &data).write(&mut Vec::new()).unwrap_err().field, "DSMP length");
        let option = [DsmpOption { id: 1, value: &data[..256] }];
        let dsm = Dsm { options: Some(Options::from(&option[..])), ..Dsm::new(Aid::BSM, &[]) };
        assert_eq!(dsm.write(&mut Vec::new()).unwrap_err().field, "DSMP option length");
    }
}

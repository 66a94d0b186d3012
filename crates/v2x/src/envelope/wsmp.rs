//! WAVE short messages: IEEE 1609.3-2016, version 3 of WSMP, EtherType 0x88DC.
//!
//! | octets | field |
//! | --- | --- |
//! | 1 | subtype (4 bits), extension present (1), version (3) |
//! | | *network extension, if present:* count, then that many of id (1), length, value |
//! | 1 | TPID: what addresses follow, and in its lowest bit whether a transport extension follows them |
//! | 1–4 | PSID (TPID 0, 1), or source and destination port of two octets each (TPID 2, 3) |
//! | | *transport extension, if present:* as above |
//! | 1–2 | length of the data: `0xxxxxxx`, or `10xxxxxx xxxxxxxx`; counts and lengths of elements are written likewise |
//! | | data |
//!
//! Headers with PSID and without extensions were checked against recordings. Ports, and the place of the transport
//! extension between address and length, follow the standard's text alone. TPID 4 and 5 (Local Port Protocol) and subtypes
//! other than 0 are recognised and reported as unsupported; version 2, of 2010, is reported by its number.

use alloc::vec::Vec;

use super::error::{EnvelopeError, EnvelopeErrorKind, Limit, Protocol, WriteError};
use super::psid::Psid;
use super::read::Reader;

/// The EtherType of WSMP.
pub const ETHER_TYPE: u16 = 0x88DC;

/// The version that this module reads and writes.
pub const VERSION: u8 = 3;

/// The largest length that the 14 bits of a WSMP length can say, in octets.
pub const MAX_LENGTH: usize = 0x3FFF;

/// One WAVE short message: its header and the data that it carries.
///
/// ```
/// use v2x::envelope::{Psid, wsmp::{Address, Wsm}};
///
/// let (wsm, rest) = Wsm::parse(&[0x03, 0x00, 0x20, 0x02, 0xAA, 0xBB, 0xFF])?;
/// assert_eq!(wsm.address, Address::Psid(Psid::BSM));
/// assert_eq!((wsm.data, rest), (&[0xAA, 0xBB][..], &[0xFF][..]));
///
/// let mut out = Vec::new();
/// Wsm::new(Psid::BSM, &[0xAA, 0xBB]).write(&mut out)?;
/// assert_eq!(out, [0x03, 0x00, 0x20, 0x02, 0xAA, 0xBB]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wsm<'a> {
    /// The extension of the network header: what the radio did with the packet.
    pub network: Option<Elements<'a>>,
    /// Whom the data is for.
    pub address: Address,
    /// The extension of the transport header.
    pub transport: Option<Elements<'a>>,
    /// Whether the length is written in two octets although one would do. Some radios do so; kept, so that a message
    /// is written as it was read.
    pub long_length: bool,
    /// What the message carries: 1609.2 secured data, or a bare message frame. At most [`MAX_LENGTH`] octets.
    pub data: &'a [u8],
}

/// The address in a transport header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Address {
    /// Port numbers of ITS (TPID 2 and 3).
    Ports {
        /// The sender's port.
        source: u16,
        /// The receiver's port.
        destination: u16,
    },
    /// A service (TPID 0 and 1).
    Psid(Psid),
}

impl From<Psid> for Address {
    fn from(psid: Psid) -> Self {
        Self::Psid(psid)
    }
}

impl<'a> Wsm<'a> {
    /// A message without extensions.
    pub fn new(address: impl Into<Address>, data: &'a [u8]) -> Self {
        Self { network: None, address: address.into(), transport: None, long_length: false, data }
    }

    /// Reads one message; returns it with the octets after its end.
    ///
    /// # Errors
    /// When the octets are not a WSMP version 3 message of subtype 0, or end before its length says; offsets count
    /// from the first octet given.
    pub fn parse(octets: &'a [u8]) -> Result<(Self, &'a [u8]), EnvelopeError> {
        let mut r = Reader::new(octets, Protocol::Wsmp);
        let (wsm, _) = Self::read(&mut r)?;
        Ok((wsm, r.rest()))
    }

    /// The message and a reader of its data.
    pub(crate) fn read(r: &mut Reader<'a>) -> Result<(Self, Reader<'a>), EnvelopeError> {
        let network = read_network_header(r)?;
        let tpid_at = *r;
        let tpid = r.u8()?;
        let address = match tpid {
            0 | 1 => Address::Psid(Psid::read(r)?),
            2 | 3 => Address::Ports { source: r.u16()?, destination: r.u16()? },
            4 | 5 => return Err(tpid_at.error(EnvelopeErrorKind::Addressing { tpid })),
            _ => return Err(tpid_at.error(EnvelopeErrorKind::Tpid { tpid })),
        };
        let transport = if tpid & 1 == 1 { Some(Elements::read(r)?) } else { None };
        let (len, long_length) = read_length(r)?;
        let inner = r.within(len, Limit::WsmpLength)?;
        Ok((Self { network, address, transport, long_length, data: inner.rest() }, inner))
    }

    /// Appends the message to `out`.
    ///
    /// # Errors
    /// When the data, an element or the number of elements exceeds [`MAX_LENGTH`]; `out` then holds a part of it.
    pub fn write(&self, out: &mut Vec<u8>) -> Result<(), WriteError> {
        out.push(VERSION | if self.network.is_some() { EXTENSION_PRESENT } else { 0 });
        if let Some(elements) = &self.network {
            elements.write(out)?;
        }
        let extended = u8::from(self.transport.is_some());
        match self.address {
            Address::Psid(psid) => {
                out.push(extended);
                psid.write(out);
            }
            Address::Ports { source, destination } => {
                out.push(2 | extended);
                out.extend_from_slice(&source.to_be_bytes());
                out.extend_from_slice(&destination.to_be_bytes());
            }
        }
        if let Some(elements) = &self.transport {
            elements.write(out)?;
        }
        write_length("WSMP length", self.data.len(), self.long_length, out)?;
        out.extend_from_slice(self.data);
        Ok(())
    }
}

/// The bit of the first octet that announces a network extension.
const EXTENSION_PRESENT: u8 = 0x08;

fn read_network_header<'a>(r: &mut Reader<'a>) -> Result<Option<Elements<'a>>, EnvelopeError> {
    let start = *r;
    let first = r.u8()?;
    let (version, subtype) = (first & 0x07, first >> 4);
    if version != VERSION {
        return Err(start.error(EnvelopeErrorKind::Version { version }));
    }
    if subtype != 0 {
        return Err(start.error(EnvelopeErrorKind::Subtype { subtype }));
    }
    if first & EXTENSION_PRESENT == 0 {
        return Ok(None);
    }
    Elements::read(r).map(Some)
}

/// A count or a length, and whether it took two octets where one would do.
fn read_length(r: &mut Reader<'_>) -> Result<(usize, bool), EnvelopeError> {
    let start = *r;
    let first = r.u8()?;
    match first.leading_ones() {
        0 => Ok((usize::from(first), false)),
        1 => {
            let len = u16::from_be_bytes([first & 0x3F, r.u8()?]);
            Ok((usize::from(len), len < 0x80))
        }
        _ => Err(start.error(EnvelopeErrorKind::Length { octet: first })),
    }
}

fn write_length(field: &'static str, len: usize, long: bool, out: &mut Vec<u8>) -> Result<(), WriteError> {
    let len = WriteError::at_most(field, len, MAX_LENGTH)?;
    let [.., high, low] = len.to_be_bytes();
    match len {
        0..0x80 if !long => out.push(low),
        _ => out.extend_from_slice(&[0x80 | high, low]),
    }
    Ok(())
}

/// One extension element of a WSMP header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Element<'a> {
    /// What it says: [`Element::TRANSMIT_POWER`] and so on.
    pub id: u8,
    /// Its contents, at most [`MAX_LENGTH`] octets.
    pub value: &'a [u8],
}

impl<'a> Element<'a> {
    /// Transmit power used.
    pub const TRANSMIT_POWER: u8 = 4;
    /// Channel number.
    pub const CHANNEL: u8 = 15;
    /// Data rate.
    pub const DATA_RATE: u8 = 16;
    /// Channel load.
    pub const CHANNEL_LOAD: u8 = 23;

    fn read(r: &mut Reader<'a>) -> Result<Self, EnvelopeError> {
        let id = r.u8()?;
        let (len, _) = read_length(r)?;
        Ok(Self { id, value: r.take(len)? })
    }

    /// The transmit power in dBm, if this element says it.
    pub fn transmit_power_dbm(&self) -> Option<i8> {
        match (self.id, self.value) {
            (Self::TRANSMIT_POWER, &[power]) => Some(power.cast_signed()),
            _ => None,
        }
    }

    /// The channel number, if this element says it.
    pub fn channel(&self) -> Option<u8> {
        match (self.id, self.value) {
            (Self::CHANNEL, &[channel]) => Some(channel),
            _ => None,
        }
    }

    /// The data rate in units of 500 kbit/s, if this element says it.
    pub fn data_rate(&self) -> Option<u8> {
        match (self.id, self.value) {
            (Self::DATA_RATE, &[rate]) => Some(rate),
            _ => None,
        }
    }
}

/// The extension elements of a WSMP header, as they lie in the packet or as a caller lists them.
///
/// Every element is kept, known or not, in its order. Equal when the elements are.
#[derive(Clone, Copy, Debug)]
pub struct Elements<'a>(Form<'a>);

#[derive(Clone, Copy, Debug)]
enum Form<'a> {
    List(&'a [Element<'a>]),
    /// Count and elements as received, walked to their end once.
    Octets {
        all: &'a [u8],
        elements: &'a [u8],
    },
}

impl<'a> Elements<'a> {
    fn read(r: &mut Reader<'a>) -> Result<Self, EnvelopeError> {
        let start = *r;
        let (count, _) = read_length(r)?;
        let first = *r;
        for _ in 0..count {
            Element::read(r)?;
        }
        Ok(Self(Form::Octets { all: r.since(&start), elements: r.since(&first) }))
    }

    fn write(&self, out: &mut Vec<u8>) -> Result<(), WriteError> {
        let list = match self.0 {
            Form::List(list) => list,
            Form::Octets { all, .. } => {
                out.extend_from_slice(all);
                return Ok(());
            }
        };
        write_length("WSMP extension count", list.len(), false, out)?;
        for element in list {
            out.push(element.id);
            write_length("WSMP element length", element.value.len(), false, out)?;
            out.extend_from_slice(element.value);
        }
        Ok(())
    }

    /// The elements in their order.
    pub fn iter(&self) -> impl Iterator<Item = Element<'a>> + use<'a> {
        let (list, octets) = match self.0 {
            Form::List(list) => (list, &[][..]),
            Form::Octets { elements, .. } => (&[][..], elements),
        };
        let mut r = Reader::new(octets, Protocol::Wsmp);
        // The octets were walked when they were read, so the first failure is their end.
        list.iter().copied().chain(core::iter::from_fn(move || Element::read(&mut r).ok()))
    }

    /// The first element of this id.
    pub fn find(&self, id: u8) -> Option<Element<'a>> {
        self.iter().find(|element| element.id == id)
    }
}

impl<'a> From<&'a [Element<'a>]> for Elements<'a> {
    fn from(list: &'a [Element<'a>]) -> Self {
        Self(Form::List(list))
    }
}

impl PartialEq for Elements<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Elements<'_> {}

#[cfg(test)]
mod tests {
    use super::*;
    use EnvelopeErrorKind as Kind;

    /// The three elements that radios attach: power 20 dBm, channel 172, rate 6 Mbit/s.
    const RADIO: [Element<'static>; 3] = [
        Element { id: Element::TRANSMIT_POWER, value: &[20] },
        Element { id: Element::CHANNEL, value: &[172] },
        Element { id: Element::DATA_RATE, value: &[12] },
    ];

    #[track_caller]
    fn same_octets(octets: &[u8], wsm: &Wsm<'_>) {
        let (read, rest) = Wsm::parse(octets).unwrap();
        assert_eq!((&read, rest.len()), (wsm, 0));
        for message in [&read, wsm] {
            let mut out = Vec::new();
            message.write(&mut out).unwrap();
            assert_eq!(out, octets);
        }
    }

    #[track_caller]
    fn fails(octets: &[u8], offset: u32, kind: Kind) {
        let expected = EnvelopeError { protocol: Protocol::Wsmp, offset, kind };
        assert_eq!(Wsm::parse(octets), Err(expected));
    }

    #[test]
    fn shortest_header() {
        same_octets(&[3, 0, 0x20, 1, 9], &Wsm::new(Psid::BSM, &[9]));
        same_octets(&[3, 0, 0x20, 0], &Wsm::new(Psid::BSM, &[]));
    }

    #[test]
    fn every_width_of_psid() {
        same_octets(&[3, 0, 0x80, 0x02, 1, 9], &Wsm::new(Psid::SPAT, &[9]));
        same_octets(&[3, 0, 0xC0, 0, 0, 1, 9], &Wsm::new(Psid::from_value(0x4080).unwrap(), &[9]));
        same_octets(&[3, 0, 0xE0, 0, 0, 0x17, 1, 9], &Wsm::new(Psid::MAP, &[9]));
    }

    #[test]
    fn extensions_in_both_headers() {
        let network = [0x0B, 3, 4, 1, 20, 15, 1, 172, 16, 1, 12, 1, 0x20, 1, 99, 2, 7, 7, 1, 9];
        let unknown = [Element { id: 99, value: &[7, 7] }];
        let mut wsm = Wsm::new(Psid::BSM, &[9]);
        wsm.network = Some(Elements::from(&RADIO[..]));
        wsm.transport = Some(Elements::from(&unknown[..]));
        same_octets(&network, &wsm);
        let elements = wsm.network.unwrap();
        assert_eq!(elements.iter().find_map(|e| e.transmit_power_dbm()), Some(20));
        assert_eq!(elements.find(Element::CHANNEL).and_then(|e| e.channel()), Some(172));
        assert_eq!(elements.find(Element::DATA_RATE).and_then(|e| e.data_rate()), Some(12));
        assert_eq!(elements.find(Element::CHANNEL_LOAD), None);
    }

    #[test]
    fn ports_with_and_without_extension() {
        let address = Address::Ports { source: 0x0102, destination: 0x0304 };
        same_octets(&[3, 2, 1, 2, 3, 4, 1, 9], &Wsm::new(address, &[9]));
        let wsm = Wsm { transport: Some(Elements::from(&RADIO[..1])), ..Wsm::new(address, &[9]) };
        same_octets(&[3, 3, 1, 2, 3, 4, 1, 4, 1, 20, 1, 9], &wsm);
    }

    #[test]
    fn lengths_of_two_octets_and_needlessly_long_ones() {
        let data = [0x55; 200];
        let mut octets = alloc::vec![3, 0, 0x20, 0x80, 200];
        octets.extend_from_slice(&data);
        same_octets(&octets, &Wsm::new(Psid::BSM, &data));
        same_octets(&[3, 0, 0x20, 0x80, 1, 9], &Wsm { long_length: true, ..Wsm::new(Psid::BSM, &[9]) });
        // A count and an element's length may be needlessly long too: rewritten as received.
        let octets = [0x0B, 0x80, 1, 4, 0x80, 1, 20, 0, 0x20, 0];
        let (wsm, _) = Wsm::parse(&octets).unwrap();
        assert_eq!(wsm.network, Some(Elements::from(&RADIO[..1])));
        let mut out = Vec::new();
        wsm.write(&mut out).unwrap();
        assert_eq!(out, octets);
    }

    #[test]
    fn octets_after_the_end_are_handed_back() {
        assert_eq!(Wsm::parse(&[3, 0, 0x20, 1, 9, 8, 7]).unwrap().1, [8, 7]);
    }

    #[test]
    fn malformed_headers_say_where_and_why() {
        let short = |needed, present, limit| Kind::Truncated { needed, present, limit };
        fails(&[], 0, short(1, 0, Limit::Slice));
        fails(&[2, 0x20], 0, Kind::Version { version: 2 });
        fails(&[0x13, 0], 0, Kind::Subtype { subtype: 1 });
        fails(&[3], 1, short(1, 0, Limit::Slice));
        fails(&[3, 4, 0], 1, Kind::Addressing { tpid: 4 });
        fails(&[3, 5, 0], 1, Kind::Addressing { tpid: 5 });
        fails(&[3, 6, 0], 1, Kind::Tpid { tpid: 6 });
        fails(&[3, 0, 0xF1, 0, 0, 0], 2, Kind::Identifier { octet: 0xF1 });
        fails(&[3, 0, 0xE0, 0, 0], 3, short(3, 2, Limit::Slice));
        fails(&[3, 2, 0, 1, 0], 4, short(2, 1, Limit::Slice));
        fails(&[3, 0, 0x20, 0xC0, 0], 3, Kind::Length { octet: 0xC0 });
        fails(&[3, 0, 0x20, 0xBF, 0xFF, 1, 2], 5, short(0x3FFF, 2, Limit::Slice));
        fails(&[0x0B, 1, 4, 2, 0], 4, short(2, 1, Limit::Slice));
        fails(&[0x0B, 2, 4, 1, 0], 5, short(1, 0, Limit::Slice));
    }

    #[test]
    fn what_no_length_can_say_is_not_written() {
        let data = alloc::vec![0; MAX_LENGTH + 1];
        let error = Wsm::new(Psid::BSM, &data).write(&mut Vec::new()).unwrap_err();
        assert_eq!(error, WriteError { field: "WSMP length", len: MAX_LENGTH + 1, allowed: MAX_LENGTH });
    }
}

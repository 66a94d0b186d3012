//! Capture files made by hand for the tests: every octet is written here, none by the crates that the reader
//! uses.

use std::vec;
use std::vec::Vec;

/// Byte order of a file.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Order {
    Little,
    Big,
}

impl Order {
    pub(super) fn u16(self, value: u16) -> [u8; 2] {
        if self == Self::Big { value.to_be_bytes() } else { value.to_le_bytes() }
    }

    pub(super) fn u32(self, value: u32) -> [u8; 4] {
        if self == Self::Big { value.to_be_bytes() } else { value.to_le_bytes() }
    }

    pub(super) fn u64(self, value: u64) -> [u8; 8] {
        if self == Self::Big { value.to_be_bytes() } else { value.to_le_bytes() }
    }
}

pub(super) const MICROSECONDS: u32 = 0xa1b2_c3d4;
pub(super) const NANOSECONDS: u32 = 0xa1b2_3c4d;

/// A classic pcap file.
pub(super) struct Pcap {
    order: Order,
    pub(super) octets: Vec<u8>,
}

impl Pcap {
    pub(super) fn new(order: Order, magic: u32, link: u32) -> Self {
        let mut octets = Vec::new();
        octets.extend(order.u32(magic));
        octets.extend(order.u16(2));
        octets.extend(order.u16(4));
        octets.extend([0; 8]);
        octets.extend(order.u32(65_535));
        octets.extend(order.u32(link));
        Self { order, octets }
    }

    pub(super) fn packet(self, seconds: u32, fraction: u32, frame: &[u8]) -> Self {
        let length = frame.len() as u32;
        self.record(seconds, fraction, length, frame)
    }

    /// A record of a packet that was `original` octets long.
    pub(super) fn record(mut self, seconds: u32, fraction: u32, original: u32, frame: &[u8]) -> Self {
        for word in [seconds, fraction, frame.len() as u32, original] {
            self.octets.extend(self.order.u32(word));
        }
        self.octets.extend(frame);
        self
    }
}

/// A pcapng file.
pub(super) struct PcapNg {
    order: Order,
    pub(super) octets: Vec<u8>,
}

impl PcapNg {
    pub(super) fn new(order: Order) -> Self {
        Self { order, octets: Vec::new() }.section(order)
    }

    /// Begins another section.
    pub(super) fn section(mut self, order: Order) -> Self {
        self.order = order;
        let body = [&order.u32(0x1A2B_3C4D)[..], &order.u16(1), &order.u16(0), &[0xFF; 8]].concat();
        self.block(0x0A0D_0D0A, &body)
    }

    pub(super) fn block(mut self, kind: u32, body: &[u8]) -> Self {
        assert_eq!(body.len() % 4, 0, "blocks are padded to four octets");
        let length = self.order.u32(body.len() as u32 + 12);
        self.octets.extend(self.order.u32(kind));
        self.octets.extend(length);
        self.octets.extend(body);
        self.octets.extend(length);
        self
    }

    pub(super) fn interface(self, link: u16, snaplen: u32, options: &[(u16, &[u8])]) -> Self {
        let mut body = [&self.order.u16(link)[..], &[0, 0], &self.order.u32(snaplen)].concat();
        for (code, value) in options {
            body.extend(self.order.u16(*code));
            body.extend(self.order.u16(value.len() as u16));
            body.extend(padded(value));
        }
        if !options.is_empty() {
            body.extend([0; 4]);
        }
        self.block(1, &body)
    }

    pub(super) fn enhanced(self, interface: u32, count: u64, frame: &[u8]) -> Self {
        let length = frame.len() as u32;
        let words = [interface, (count >> 32) as u32, count as u32, length, length];
        let mut body: Vec<u8> = words.iter().flat_map(|word| self.order.u32(*word)).collect();
        body.extend(padded(frame));
        self.block(6, &body)
    }

    pub(super) fn simple(self, original: u32, frame: &[u8]) -> Self {
        let body = [&self.order.u32(original)[..], &padded(frame)].concat();
        self.block(3, &body)
    }

    pub(super) fn obsolete(self, interface: u16, count: u64, frame: &[u8]) -> Self {
        let length = frame.len() as u32;
        let mut body = [self.order.u16(interface), self.order.u16(7)].concat();
        for word in [(count >> 32) as u32, count as u32, length, length] {
            body.extend(self.order.u32(word));
        }
        body.extend(padded(frame));
        self.block(2, &body)
    }
}

fn padded(octets: &[u8]) -> Vec<u8> {
    let mut octets = octets.to_vec();
    octets.resize(octets.len().next_multiple_of(4), 0);
    octets
}

pub(super) const STATION: [u8; 6] = [2, 0, 0, 0, 0, 7];

pub(super) fn ethernet(ether_type: u16, payload: &[u8]) -> Vec<u8> {
    [&[0xFF; 6][..], &STATION, &ether_type.to_be_bytes(), payload].concat()
}

pub(super) fn vlan(ether_type: u16, payload: &[u8]) -> Vec<u8> {
    [&[0x60, 0x05][..], &ether_type.to_be_bytes(), payload].concat()
}

pub(super) fn cooked(protocol: u16, payload: &[u8]) -> Vec<u8> {
    [&[0, 0, 0, 1, 0, 6][..], &STATION, &[0, 0], &protocol.to_be_bytes(), payload].concat()
}

pub(super) fn cooked2(protocol: u16, payload: &[u8]) -> Vec<u8> {
    let fixed = [0, 0, 0, 0, 0, 3, 0, 1, 4, 6];
    [&protocol.to_be_bytes()[..], &fixed, &STATION, &[0, 0], payload].concat()
}

pub(super) const UDP: u8 = 17;
pub(super) const TCP: u8 = 6;

pub(super) fn udp(source: u16, destination: u16, payload: &[u8]) -> Vec<u8> {
    let length = payload.len() as u16 + 8;
    [&source.to_be_bytes()[..], &destination.to_be_bytes(), &length.to_be_bytes(), &[0, 0], payload].concat()
}

/// IPv4 with `options` (a multiple of four octets).
pub(super) fn ipv4(protocol: u8, options: &[u8], payload: &[u8]) -> Vec<u8> {
    ipv4_part(protocol, options, 0, 0, payload)
}

/// An IPv4 packet with the given identification and flags-and-offset field.
pub(super) fn ipv4_part(
    protocol: u8,
    options: &[u8],
    identification: u16,
    fragment: u16,
    payload: &[u8],
) -> Vec<u8> {
    let header = 20 + options.len();
    let total = (header + payload.len()) as u16;
    let mut packet = vec![0x40 | (header / 4) as u8, 0];
    packet.extend(total.to_be_bytes());
    packet.extend(identification.to_be_bytes());
    packet.extend(fragment.to_be_bytes());
    packet.extend([64, protocol, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2]);
    packet.extend(options);
    packet.extend(payload);
    packet
}

/// IPv6 with `payload`, which starts with what `next` says.
pub(super) fn ipv6(next: u8, payload: &[u8]) -> Vec<u8> {
    let address = |last| [0x20, 0x01, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, last];
    let length = (payload.len() as u16).to_be_bytes();
    [&[0x60, 0, 0, 0][..], &length, &[next, 64], &address(1), &address(2), payload].concat()
}

/// An options header of 8 octets: hop by hop (0) or destination options (60).
pub(super) fn ipv6_options(next: u8, payload: &[u8]) -> Vec<u8> {
    [&[next, 0, 1, 4, 0, 0, 0, 0][..], payload].concat()
}

/// A fragment header; `offset` in octets.
pub(super) fn ipv6_fragment(
    next: u8,
    identification: u32,
    offset: u16,
    more: bool,
    payload: &[u8],
) -> Vec<u8> {
    let field = offset | u16::from(more);
    [&[next, 0][..], &field.to_be_bytes(), &identification.to_be_bytes(), payload].concat()
}

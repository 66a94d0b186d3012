//! What a capture file gives: payloads, with what is known about how they came; and counts.

use std::net::SocketAddr;

/// EtherType of WSMP (IEEE 1609.3), straight on the link.
pub const ETHER_TYPE_WSMP: u16 = 0x88DC;
/// EtherType of GeoNetworking (ETSI EN 302 636-4-1), straight on the link.
pub const ETHER_TYPE_GEONETWORKING: u16 = 0x8947;

/// A time of capture: nanoseconds since 1970-01-01T00:00:00 UTC, without leap seconds. 64 bits reach to 2262.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct UnixNanos(pub i64);

impl UnixNanos {
    /// Whole microseconds since 1970-01-01T00:00:00 UTC, rounded down.
    #[must_use]
    pub const fn micros(self) -> i64 {
        self.0.div_euclid(1000)
    }
}

/// What carried a payload.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Carrier {
    /// A UDP datagram.
    Udp {
        /// Address and port of the sender.
        source: SocketAddr,
        /// Address and port of the receiver.
        destination: SocketAddr,
    },
    /// A frame of the link layer.
    EtherType {
        /// [`ETHER_TYPE_WSMP`] or [`ETHER_TYPE_GEONETWORKING`].
        ether_type: u16,
        /// Address of the station that sent the frame, where the link has one.
        source: Option<[u8; 6]>,
    },
}

/// The payload of one recorded packet, borrowed from the [`Reader`](super::Reader).
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Packet<'a> {
    /// Number of the packet in the file, from 1, counted as packet analysers do: skipped ones too.
    pub number: u64,
    /// Time of capture; `None` for simple packet blocks of pcapng, which have none.
    pub time: Option<UnixNanos>,
    /// Index of the interface in its section of a pcapng file; 0 in pcap.
    pub interface: u32,
    /// Where the captured frame starts in the file, in octets; of the last fragment where there were several.
    pub frame_offset: u64,
    /// Octets of link, network and transport headers between there and the payload; `None` if it was put
    /// together from fragments.
    pub header_length: Option<usize>,
    /// What carried it.
    pub carrier: Carrier,
    /// The payload, within the limits that UDP or the captured frame give. What comes straight from the link
    /// can end in padding of the link.
    pub payload: &'a [u8],
}

impl Packet<'_> {
    /// The UDP port of the sender.
    #[must_use]
    pub fn source_port(&self) -> Option<u16> {
        match self.carrier {
            Carrier::Udp { source, .. } => Some(source.port()),
            Carrier::EtherType { .. } => None,
        }
    }

    /// The UDP port of the receiver.
    #[must_use]
    pub fn destination_port(&self) -> Option<u16> {
        match self.carrier {
            Carrier::Udp { destination, .. } => Some(destination.port()),
            Carrier::EtherType { .. } => None,
        }
    }
}

/// What became of the packets read so far. `packets` is the sum of all others but `fragments_given_up`.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Counts {
    /// Packets in the file.
    pub packets: u64,
    /// Packets delivered by [`Reader::next_packet`](super::Reader::next_packet).
    pub delivered: u64,
    /// Packets with a broken header, cut at capture, or contradicting other fragments: reported as errors.
    pub faulty: u64,
    /// Packets of link types that are not walked. The first one of each file is reported as an error too.
    pub unsupported_link: u64,
    /// Fragments of UDP datagrams kept until the last one came, which is counted as delivered.
    pub fragments: u64,
    /// Datagrams of which fragments were missing for 30 seconds, contradicting, or pushed out by others; and
    /// those still unfinished.
    pub fragments_given_up: u64,
    /// Skipped: ARP.
    pub arp: u64,
    /// Skipped: TCP.
    pub tcp: u64,
    /// Skipped: ICMP and ICMPv6.
    pub icmp: u64,
    /// Skipped: other protocols over IP.
    pub other_ip: u64,
    /// Skipped: other protocols of the link layer.
    pub other_link: u64,
}

impl Counts {
    /// Packets skipped because they carry something else.
    #[must_use]
    pub fn skipped(&self) -> u64 {
        self.arp + self.tcp + self.icmp + self.other_ip + self.other_link
    }
}

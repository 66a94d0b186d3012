//! From the IP header to the payload of a UDP datagram.

use std::net::{IpAddr, SocketAddr};

use etherparse::err::ip::LaxHeaderSliceError;
use etherparse::{IpFragOffset, IpNumber, Ipv6ExtensionSlice, LaxIpSlice, UdpHeaderSlice};

use super::error::Layer;
use super::link::Fault;

/// What an IP packet carries. Offsets are counted from the start of the frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Transport<'a> {
    /// A whole UDP datagram.
    Udp(Datagram<'a>),
    /// A part of one.
    Fragment(Fragment<'a>),
    /// A protocol other than UDP.
    Other(IpNumber),
}

/// A UDP datagram.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Datagram<'a> {
    pub(super) source: SocketAddr,
    pub(super) destination: SocketAddr,
    pub(super) payload: &'a [u8],
    /// Where the payload starts.
    pub(super) at: usize,
}

/// A fragment of an IP packet with UDP inside.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Fragment<'a> {
    pub(super) key: FragmentKey,
    pub(super) offset: IpFragOffset,
    pub(super) more: bool,
    pub(super) octets: &'a [u8],
}

/// What fragments of one packet have in common (RFC 791 §3.2, RFC 8200 §4.5); the protocol is always UDP
/// here.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct FragmentKey {
    pub(super) source: IpAddr,
    pub(super) destination: IpAddr,
    pub(super) identification: u32,
}

/// Walks from the IP header at `at` to what the packet carries.
pub(super) fn walk(frame: &[u8], at: usize) -> Result<Transport<'_>, Fault> {
    let packet = frame.get(at..).unwrap_or_default();
    let (ip, stopped) = LaxIpSlice::from_slice(packet).map_err(|error| ip_fault(&error, at, packet.len()))?;
    let payload = ip.payload();
    let headers = header_length(&ip);
    if let Some((stop, _)) = stopped {
        let (needed, present) = stop.len_error().map_or((0, 0), |error| (error.required_len, error.len));
        return Err(Fault { layer: Layer::Ip, at: at + headers, needed, present });
    }
    if payload.ip_number != IpNumber::UDP {
        return Ok(Transport::Other(payload.ip_number));
    }
    if payload.incomplete {
        return Err(Fault { layer: Layer::Ip, at, needed: total_length(&ip), present: packet.len() });
    }
    let (source, destination) = (ip.source_addr(), ip.destination_addr());
    if payload.fragmented {
        let (identification, offset, more) = fragment_fields(&ip);
        let key = FragmentKey { source, destination, identification };
        return Ok(Transport::Fragment(Fragment { key, offset, more, octets: payload.payload }));
    }
    udp(source, destination, payload.payload, at + headers).map(Transport::Udp)
}

/// Reads the UDP header at the start of `octets`, which are at `at`; octets beyond the datagram's own length
/// are left out.
pub(super) fn udp(
    source: IpAddr,
    destination: IpAddr,
    octets: &[u8],
    at: usize,
) -> Result<Datagram<'_>, Fault> {
    const HEADER: usize = 8;
    let fault = |needed| Fault { layer: Layer::Udp, at, needed, present: octets.len() };
    let header = UdpHeaderSlice::from_slice(octets).map_err(|_| fault(HEADER))?;
    let length = match usize::from(header.length()) {
        // Left open by network cards that split or check datagrams themselves (and by IPv6 jumbograms, RFC
        // 2675).
        0 => octets.len(),
        length => length,
    };
    // A length below 8 contradicts itself: the range is then empty the wrong way round, and refused.
    let payload = octets.get(HEADER..length).ok_or_else(|| fault(length.max(HEADER)))?;
    Ok(Datagram {
        source: SocketAddr::new(source, header.source_port()),
        destination: SocketAddr::new(destination, header.destination_port()),
        payload,
        at: at + HEADER,
    })
}

/// Octets of the IP header with its options or extension headers.
fn header_length(ip: &LaxIpSlice<'_>) -> usize {
    match ip {
        LaxIpSlice::Ipv4(packet) => {
            let authentication = packet.extensions().auth.as_ref().map_or(0, |header| header.slice().len());
            packet.header().slice().len() + authentication
        }
        LaxIpSlice::Ipv6(packet) => packet.header().slice().len() + packet.extensions().slice().len(),
    }
}

/// Octets that a packet has by its own header.
fn total_length(ip: &LaxIpSlice<'_>) -> usize {
    const IPV6_HEADER: usize = 40;
    match ip {
        LaxIpSlice::Ipv4(packet) => packet.header().total_len().into(),
        LaxIpSlice::Ipv6(packet) => IPV6_HEADER + usize::from(packet.header().payload_length()),
    }
}

/// Identification, offset and "more fragments" of a fragment.
fn fragment_fields(ip: &LaxIpSlice<'_>) -> (u32, IpFragOffset, bool) {
    match ip {
        LaxIpSlice::Ipv4(packet) => {
            let header = packet.header();
            (header.identification().into(), header.fragments_offset(), header.more_fragments())
        }
        LaxIpSlice::Ipv6(packet) => {
            let fragment = packet.extensions().clone().into_iter().find_map(|extension| match extension {
                Ipv6ExtensionSlice::Fragment(header) => Some(header),
                _ => None,
            });
            // Only a fragment header makes an IPv6 packet a fragment, so there is one.
            fragment.map_or((0, IpFragOffset::ZERO, false), |header| {
                (header.identification(), header.fragment_offset(), header.more_fragments())
            })
        }
    }
}

/// The place and lengths of what `etherparse` found wrong with an IP header.
fn ip_fault(error: &LaxHeaderSliceError, at: usize, present: usize) -> Fault {
    match error {
        LaxHeaderSliceError::Len(error) => Fault {
            layer: Layer::Ip,
            at: at + error.layer_start_offset,
            needed: error.required_len,
            present: error.len,
        },
        LaxHeaderSliceError::Content(_) => Fault { layer: Layer::Ip, at, needed: 0, present },
    }
}

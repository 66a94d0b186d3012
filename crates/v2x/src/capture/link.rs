//! From the first octet of a captured frame to its network layer.

use etherparse::{Ethernet2HeaderSlice, SingleVlanHeaderSlice};

use super::error::Layer;

/// EtherType of IPv4.
pub(super) const IPV4: u16 = 0x0800;
/// EtherType of IPv6.
pub(super) const IPV6: u16 = 0x86DD;

/// A header that is incomplete, or contradicts itself if no more is needed than is present; `at` is counted from the start
/// of the frame.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Fault {
    pub(super) layer: Layer,
    pub(super) at: usize,
    pub(super) needed: usize,
    pub(super) present: usize,
}

/// What follows the link headers.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Network {
    /// IPv4 or IPv6, as the first four bits tell.
    Ip,
    /// Another protocol, with the station that sent the frame where the link names it.
    EtherType(u16, Option<[u8; 6]>),
    /// Something without an EtherType.
    Unknown,
}

/// Link types that are walked, by their numbers in the registry of tcpdump.org.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum LinkType {
    Null,
    Ethernet,
    Raw,
    LinuxCooked,
    LinuxCooked2,
}

impl LinkType {
    fn from_number(number: u16) -> Option<Self> {
        Some(match number {
            // 108 (OpenBSD) differs from 0 in byte order only, which is told by the value itself.
            0 | 108 => Self::Null,
            1 => Self::Ethernet,
            // 12 and 14 are what BSD systems call 101 in memory; some tools wrote them into files.
            12 | 14 | 101 | 228 | 229 => Self::Raw,
            113 => Self::LinuxCooked,
            276 => Self::LinuxCooked2,
            _ => return None,
        })
    }
}

/// Walks the link headers of a frame: what follows them, and where. `None` for a link type that is not
/// supported.
pub(super) fn walk(link: u16, frame: &[u8]) -> Option<Result<(Network, usize), Fault>> {
    Some(match LinkType::from_number(link)? {
        LinkType::Null => loopback(frame),
        LinkType::Ethernet => ethernet(frame),
        LinkType::Raw => Ok((Network::Ip, 0)),
        LinkType::LinuxCooked => linux_cooked(frame),
        LinkType::LinuxCooked2 => linux_cooked2(frame),
    })
}

/// Ethernet II, or IEEE 802.3 with LLC and SNAP, which bounds nothing that the layers above do not bound
/// themselves.
fn ethernet(frame: &[u8]) -> Result<(Network, usize), Fault> {
    let fault = |present| Fault { layer: Layer::Ethernet, at: 0, needed: ETHERNET, present };
    let header = Ethernet2HeaderSlice::from_slice(frame).map_err(|error| fault(error.len))?;
    tagged(header.ether_type().0, Some(header.source()), frame, ETHERNET)
}

/// An Ethernet header is 14 octets long, and tags of IEEE 802.1Q and 802.1ad are 4.
const ETHERNET: usize = 14;
const VLAN_TAG: usize = 4;

/// Passes over VLAN tags, however many: each is 4 octets, so the frame's length bounds the walk.
fn tagged(
    mut ether_type: u16,
    source: Option<[u8; 6]>,
    frame: &[u8],
    mut at: usize,
) -> Result<(Network, usize), Fault> {
    // 0x8100 customer tag, 0x88A8 service tag, 0x9100 the service tag of older switches.
    while matches!(ether_type, 0x8100 | 0x88A8 | 0x9100) {
        let rest = frame.get(at..).unwrap_or_default();
        let header = SingleVlanHeaderSlice::from_slice(rest).map_err(|_| Fault {
            layer: Layer::Vlan,
            at,
            needed: VLAN_TAG,
            present: rest.len(),
        })?;
        ether_type = header.ether_type().0;
        at += VLAN_TAG;
    }
    // Below 0x0600 the field is the length of an IEEE 802.3 frame.
    if ether_type < 0x0600 { Ok(snap(source, frame, at)) } else { Ok((network(ether_type, source), at)) }
}

/// LLC `AA AA 03`, organisation zero, EtherType (RFC 1042).
fn snap(source: Option<[u8; 6]>, frame: &[u8], at: usize) -> (Network, usize) {
    match frame.get(at..).and_then(|rest| rest.first_chunk()) {
        Some(&[0xAA, 0xAA, 0x03, 0, 0, 0, high, low]) => {
            (network(u16::from_be_bytes([high, low]), source), at + 8)
        }
        _ => (Network::Unknown, at),
    }
}

fn network(ether_type: u16, source: Option<[u8; 6]>) -> Network {
    if matches!(ether_type, IPV4 | IPV6) { Network::Ip } else { Network::EtherType(ether_type, source) }
}

/// Linux cooked capture, version 1: packet type, hardware type, address length, 8 octets of address,
/// EtherType.
///
/// By hand, as version 2 is: `etherparse` refuses hardware types that it does not know, and radios have odd
/// ones.
fn linux_cooked(frame: &[u8]) -> Result<(Network, usize), Fault> {
    let Some(&[_, _, _, _, l0, l1, a, b, c, d, e, f, _, _, high, low]) = frame.first_chunk::<16>() else {
        return Err(Fault { layer: Layer::LinuxCooked, at: 0, needed: 16, present: frame.len() });
    };
    let source = (u16::from_be_bytes([l0, l1]) == 6).then_some([a, b, c, d, e, f]);
    cooked(u16::from_be_bytes([high, low]), source, frame, 16)
}

/// Linux cooked capture, version 2: EtherType, reserved, interface, hardware type, packet type, address.
fn linux_cooked2(frame: &[u8]) -> Result<(Network, usize), Fault> {
    let Some(&[high, low, _, _, _, _, _, _, _, _, _, length, a, b, c, d, e, f, _, _]) =
        frame.first_chunk::<20>()
    else {
        return Err(Fault { layer: Layer::LinuxCooked, at: 0, needed: 20, present: frame.len() });
    };
    cooked(u16::from_be_bytes([high, low]), (length == 6).then_some([a, b, c, d, e, f]), frame, 20)
}

/// A protocol field of a cooked header: an EtherType, or below 0x0600 one of Linux' own numbers (4: LLC
/// follows).
fn cooked(
    protocol: u16,
    source: Option<[u8; 6]>,
    frame: &[u8],
    at: usize,
) -> Result<(Network, usize), Fault> {
    match protocol {
        4 => Ok(snap(source, frame, at)),
        0..0x0600 => Ok((Network::Unknown, at)),
        ether_type => tagged(ether_type, source, frame, at),
    }
}

/// BSD loopback: the address family as a 32-bit number in the byte order of the machine that captured.
fn loopback(frame: &[u8]) -> Result<(Network, usize), Fault> {
    let Some(family) = frame.first_chunk::<4>() else {
        return Err(Fault { layer: Layer::Loopback, at: 0, needed: 4, present: frame.len() });
    };
    // Families are small: the order in which the number is small is the right one.
    let family = u32::from_be_bytes(*family).min(u32::from_le_bytes(*family));
    // 2 is IPv4 everywhere; IPv6 is 10 on Linux, 24 on NetBSD and OpenBSD, 28 on FreeBSD, 30 on Darwin.
    let network = if matches!(family, 2 | 10 | 24 | 28 | 30) { Network::Ip } else { Network::Unknown };
    Ok((network, 4))
}

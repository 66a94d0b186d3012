//! What can be wrong with a capture file, and where.

use std::fmt;
use std::io;

use crate::envelope::Octets;

/// A fault of a capture file or of one packet in it, with its place.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("byte {offset}: {kind}")]
pub struct CaptureError {
    /// What is wrong.
    #[source]
    pub kind: CaptureErrorKind,
    /// Where, in octets from the start of the file: the start of the part that [`kind`](Self::kind) speaks
    /// of.
    pub offset: u64,
}

impl CaptureError {
    /// True where nothing more can be read from the file; false where only one packet is lost.
    #[must_use]
    pub fn is_fatal(&self) -> bool {
        !matches!(
            self.kind,
            CaptureErrorKind::Cut { .. }
                | CaptureErrorKind::Header { .. }
                | CaptureErrorKind::Contradiction { .. }
                | CaptureErrorKind::Fragment
                | CaptureErrorKind::UnsupportedLink { .. }
        )
    }
}

/// The kinds of [`CaptureError`], ordered by who is at fault: the source, the file, one packet.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum CaptureErrorKind {
    /// Reading from the source failed.
    #[error("reading failed: {0}")]
    Io(io::ErrorKind),
    /// The file begins like neither pcap nor pcapng.
    #[error("neither a pcap nor a pcapng file ({})", Begins(*magic))]
    NotACapture {
        /// The first four octets, read as big endian.
        magic: u32,
    },
    /// The file ends within a part. Everything before that part has been delivered.
    #[error("the file ends within a {part}: {} needed, {present} present", Octets(*needed))]
    Truncated {
        /// The part that is incomplete.
        part: Part,
        /// Octets that the part needs in all, as far as known.
        needed: u32,
        /// Octets of it that the file has.
        present: u32,
    },
    /// A length beyond what any capture tool writes: the file is damaged here, or no capture at all.
    #[error("a {part} of {length} octets is longer than the limit of {limit}")]
    TooLong {
        /// The part with that length.
        part: Part,
        /// The length that its header gives, in octets.
        length: u32,
        /// The most that is accepted, in octets.
        limit: u32,
    },
    /// The lengths within a part contradict each other.
    #[error("malformed {part}")]
    Malformed {
        /// The part.
        part: Part,
    },
    /// A packet names an interface that the section did not describe.
    #[error("packet of interface {interface}, but only {known} are described")]
    UnknownInterface {
        /// Index of the interface, from 0.
        interface: u32,
        /// Interfaces described in this section so far.
        known: u32,
    },
    /// One section describes more interfaces than are accepted.
    #[error("more than {limit} interfaces in one section")]
    TooManyInterfaces {
        /// The most that are accepted.
        limit: u32,
    },
    /// The packet is of a link type that this reader does not walk.
    #[error("link type {link} is not supported")]
    UnsupportedLink {
        /// The number of the link type in the tcpdump.org registry.
        link: u16,
    },
    /// The capture tool kept only the beginning of the packet.
    #[error("the packet was cut when it was captured: {} missing", Octets(*missing))]
    Cut {
        /// Octets that are missing at its end.
        missing: u32,
    },
    /// A header of the packet contradicts itself, or is of a version that does not exist.
    #[error("the {layer} header contradicts itself")]
    Contradiction {
        /// The layer of the header.
        layer: Layer,
    },
    /// A header of the packet, or what its length tells of, is incomplete.
    #[error("bad {layer} header: {} needed, {present} present", Octets(*needed))]
    Header {
        /// The layer of the header.
        layer: Layer,
        /// Octets needed.
        needed: u32,
        /// Octets there are, within the limits that the layers around it give.
        present: u32,
    },
    /// A fragment contradicts those that came before it (RFC 791, RFC 8200 §4.5).
    #[error("IP fragment contradicts the fragments before it")]
    Fragment,
}

/// What the first octets of a file tell of it.
struct Begins(u32);

impl fmt::Display for Begins {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match compression(self.0) {
            Some("gzip") => f.write_str("it is compressed with gzip, perhaps more than once"),
            Some(other) => {
                write!(f, "it is compressed with {other}; of compressed files, gzip alone is read")
            }
            None => write!(f, "it begins with {:#010x}", self.0),
        }
    }
}

/// How a file is compressed, by its first four octets: gzip (RFC 1952), Zstandard (RFC 8878), xz, bzip2, LZ4 and ZIP, by the
/// numbers in their descriptions.
pub fn compression(magic: u32) -> Option<&'static str> {
    Some(match magic.to_be_bytes() {
        [0x1F, 0x8B, ..] => "gzip",
        [0x28, 0xB5, 0x2F, 0xFD] => "zstd",
        [0xFD, b'7', b'z', b'X'] => "xz",
        [b'B', b'Z', b'h', _] => "bzip2",
        [0x04, 0x22, 0x4D, 0x18] => "LZ4",
        [b'P', b'K', 0x03, 0x04] => "ZIP",
        _ => return None,
    })
}

impl CaptureErrorKind {
    /// A short name in snake case, for metric labels and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Io(_) => "io",
            Self::NotACapture { .. } => "not_a_capture",
            Self::Truncated { .. } => "truncated",
            Self::TooLong { .. } => "too_long",
            Self::Malformed { .. } => "malformed",
            Self::UnknownInterface { .. } => "unknown_interface",
            Self::TooManyInterfaces { .. } => "too_many_interfaces",
            Self::UnsupportedLink { .. } => "unsupported_link",
            Self::Cut { .. } => "cut",
            Self::Contradiction { .. } => "contradiction",
            Self::Header { .. } => "header",
            Self::Fragment => "fragment",
        }
    }
}

/// A part of a capture file.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Part {
    /// The header of the file, of whatever kind it is.
    FileHeader,
    /// A packet record of a pcap file: its header and the captured octets.
    Record,
    /// A block of a pcapng file.
    Block,
}

impl core::fmt::Display for Part {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Self::FileHeader => "file header",
            Self::Record => "packet record",
            Self::Block => "block",
        })
    }
}

/// A protocol layer around a payload.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Layer {
    /// Ethernet II, or IEEE 802.3 with LLC and SNAP.
    Ethernet,
    /// IEEE 802.1Q or 802.1ad tag.
    Vlan,
    /// Linux cooked capture, version 1 or 2.
    LinuxCooked,
    /// BSD loopback: the four octets of the address family.
    Loopback,
    /// IPv4 or IPv6 with its extension headers.
    Ip,
    /// UDP.
    Udp,
}

impl core::fmt::Display for Layer {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Self::Ethernet => "Ethernet",
            Self::Vlan => "VLAN",
            Self::LinuxCooked => "Linux cooked",
            Self::Loopback => "loopback",
            Self::Ip => "IP",
            Self::Udp => "UDP",
        })
    }
}

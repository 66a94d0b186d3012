//! Capture files: the payloads of recorded packets, ready for [`crate::decode`].
//!
//! Reads classic pcap (both byte orders, micro- and nanoseconds) and pcapng (sections in either byte order,
//! several interfaces with their own link types and clocks, enhanced, simple and obsolete packet blocks) from
//! any [`Read`](std::io::Read), in one pass and with bounded memory. Walks Ethernet with VLAN tags, IEEE
//! 802.3 with SNAP, Linux cooked capture v1 and v2, BSD loopback, raw IP; IPv4 with options, IPv6 with
//! extension headers, fragments of both; UDP. What radios put straight on Ethernet is delivered too: WSMP
//! ([`ETHER_TYPE_WSMP`]) and GeoNetworking ([`ETHER_TYPE_GEONETWORKING`]). [`Uncompressed`] stands between a file and
//! the reader where files may be gzipped.
//!
//! ```
//! use v2x::capture::{Carrier, Reader};
//!
//! # fn main() -> Result<(), v2x::capture::CaptureError> {
//! // A pcap file of one packet: UDP over IPv4 over Ethernet, three octets of payload.
//! let file = [
//!     &b"\xd4\xc3\xb2\xa1\x02\x00\x04\x00\0\0\0\0\0\0\0\0\xff\xff\0\0\x01\0\0\0"[..],
//!     b"\x0a\0\0\0\x01\0\0\0\x2d\0\0\0\x2d\0\0\0",
//!     b"\x02\0\0\0\0\x01\x02\0\0\0\0\x02\x08\0",
//!     b"\x45\0\0\x1f\0\0\0\0\x40\x11\0\0\xc0\0\x02\x01\xc0\0\x02\x02",
//!     b"\x10\x00\xaf\xbe\0\x0b\0\0\x01\x02\x03",
//! ]
//! .concat();
//! let mut reader = Reader::new(file.as_slice())?;
//! while let Some(packet) = reader.next_packet() {
//!     let packet = packet?;
//!     assert_eq!(packet.payload, [1, 2, 3]);
//!     assert_eq!(packet.destination_port(), Some(44990));
//!     assert_eq!(packet.time.unwrap().micros(), 10_000_001);
//! }
//! assert_eq!(reader.counts().delivered, 1);
//! # Ok(())
//! # }
//! ```
//!
//! What it does not do: follow TCP, decrypt, seek, or read IEEE 802.11 frames. Packets that carry something
//! else are skipped and counted in [`Counts`]; a packet with a broken header is an error with its byte
//! offset, after which reading goes on ([`CaptureError::is_fatal`]); a file that ends in the middle of a
//! packet delivers all before it and then says so.

mod classic;
mod container;
mod error;
mod fragments;
mod gzip;
mod input;
mod ip;
mod link;
mod next_generation;
mod packet;
mod reader;
#[cfg(test)]
mod tests;

pub use self::error::{CaptureError, CaptureErrorKind, Layer, Part, compression};
pub use self::gzip::Uncompressed;
pub use self::packet::{Carrier, Counts, ETHER_TYPE_GEONETWORKING, ETHER_TYPE_WSMP, Packet, UnixNanos};
pub use self::reader::Reader;

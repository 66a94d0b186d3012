//! The headers around a message: read where they lie, and written.
//!
//! Each module reads and writes one header; [`walk`](crate::walk()) knows how they follow one another. Reading checks every
//! length against the octets that are there, allocates nothing, and fails with an [`EnvelopeError`] that says the
//! header, the octet, what was needed, what was there, and which length set the limit. Writing appends to a buffer that the
//! caller may reuse, and gives back the very octets that were read.
//!
//! | module | header |
//! | --- | --- |
//! | [`wsmp`] | WAVE short messages, IEEE 1609.3 |
//! | [`ieee1609dot2`] | secured data, IEEE 1609.2 |
//! | [`dsmp`] | dedicated short messages of Chinese C-V2X |
//! | [`geonetworking`], [`btp`] | GeoNetworking and its transport protocol, ETSI EN 302 636 |
//! | [`rsu_cloud`] | uploads of Chinese roadside units to a platform |
//! | [`rsu_text`] | message text for roadside units, RSU 4.1 |
//! | [`tscbm`] | the status push of traffic signal controllers |

pub mod btp;
pub mod dsmp;
mod error;
pub mod geonetworking;
pub mod ieee1609dot2;
mod psid;
mod read;
pub mod rsu_cloud;
pub mod rsu_text;
pub mod tscbm;
pub mod wsmp;

pub use error::{EnvelopeError, EnvelopeErrorKind, Limit, Protocol, WriteError};
pub use psid::{Aid, Psid};

#[cfg(feature = "pcap")]
pub(crate) use error::Octets;
pub(crate) use read::Reader;

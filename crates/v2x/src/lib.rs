//! V2X messages from the radio's bytes: envelopes, message sets, JSON, capture files.
//!
//! Give [`decode`] the octets of a datagram as they came. It walks the headers around the message, says what it found at
//! each layer, and decodes the frame to typed values; [`Decoder`] takes what only the receiver can know.
//!
#![cfg_attr(feature = "j2735", doc = "```")]
#![cfg_attr(not(feature = "j2735"), doc = "```ignore")]
//! use v2x::envelope::{Psid, ieee1609dot2::Ieee1609Dot2Data, wsmp::Wsm};
//! use v2x::j2735::message_frame::{MessageFrame, MessageTypes};
//! use v2x::{Message, Protocol};
//!
//! // A message, in unsecured 1609.2 data, in WSMP: what a radio would send.
//! let value = MessageTypes::BasicSafetyMessage(Default::default());
//! let sent = Message::from(MessageFrame { value, ..Default::default() });
//! let (mut secured, mut packet) = (Vec::new(), Vec::new());
//! Ieee1609Dot2Data::Unsecured(&sent.to_uper()?).write(&mut secured)?;
//! Wsm::new(Psid::BSM, &secured).write(&mut packet)?;
//!
//! let received = v2x::decode(&packet)?;
//! assert_eq!(received.message, sent);
//! assert_eq!(received.message.name(), "BasicSafetyMessage");
//! let [wsmp, secured] = &received.layers[..] else { panic!("two headers") };
//! assert_eq!((wsmp.protocol, secured.protocol), (Protocol::Wsmp, Protocol::Ieee1609Dot2));
//!
//! // A packet that is cut off says where, and what was missing.
//! let error = v2x::decode(&packet[..20]).unwrap_err();
//! assert_eq!(
//!     error.to_string(),
//!     "WSMP, octet 4: 43 octets needed, 16 present before the end of the datagram",
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What it does not do
//!
//! It verifies no signature (`v2x-security` does) and decrypts nothing: the walk through 1609.2 is structure alone. It does not search a
//! packet for something that looks like a message; what begins like nothing known is an error. It has no sockets, no clock and no threads. Of
//! WSMP it reads neither version 2 nor the addresses of TPID 4 and 5, and of what GeoNetworking carries no message: these
//! are recognised and named.
//!
//! # Map
//!
//! | | what |
//! | --- | --- |
//! | [`decode`], [`Decoder`], [`Decoded`], [`Received`], [`Error`] | datagram to message |
//! | [`Decoder::open`], [`Outer`], [`Opened`] | one call for what is known to be headers, text, an upload or a push |
//! | [`Message`] | any message of the sets that are built in: name, encoding |
//! | [`glance()`], [`Filter`] | who and where, without decoding; which messages are worth it |
//! | [`walk`](mod@walk) | which header follows which, and by what octets they are told apart |
//! | [`envelope`] | the headers, read and written: WSMP, IEEE 1609.2, DSMP, GeoNetworking with BTP; and what is not a header: RSU 4.1 text, uploads to a platform, the push of signal controllers |
//! | `inspect` (feature `serde`) | a datagram as a tree of fields for people |
//! | [`stats`] | what a recording holds: counts, rates, sizes, revisions |
//! | `JerSeed` (feature `serde`) | JSON by X.697; writing is `serde::Serialize` of [`Message`] |
//! | `Ode` (feature `serde`) | JSON as the US operational data environment writes it |
//! | `Message::to_xer`, `JerSeed::message_from_xer` (feature `xer`) | XML by X.693 |
//! | `controller` (feature `j2735`) | SPaT from the push of a signal controller |
//! | `translate` (feature `translate`) | between J2735 and T/CSAE 53, with a list of what has no counterpart |
//! | `capture` (feature `pcap`) | payloads of recorded packets |
//! | `j2735`, `csae` (features of these names) | the message sets |
//! | [`uper`] | bits |
//!
//! `no_std` with `alloc`; the feature `std` is for capture files.

#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;
// Samples that unit tests share with others name the crate as these do.
#[cfg(test)]
extern crate self as v2x;
#[cfg(feature = "std")]
extern crate std;

#[cfg(feature = "pcap")]
pub mod capture;
#[cfg(feature = "j2735")]
pub mod controller;
mod decode;
pub mod envelope;
mod error;
mod glance;
#[cfg(feature = "serde")]
pub mod inspect;
#[cfg(feature = "serde")]
mod json;
mod message;
#[cfg(feature = "serde")]
mod ode;
mod open;
mod set;
#[cfg(feature = "serde")]
mod shape;
pub mod stats;
#[cfg(feature = "translate")]
pub mod translate;
pub mod walk;
#[cfg(feature = "xer")]
mod xer;

pub use decode::{Decoded, Decoder, Expect, Protection, Received, decode};
pub use envelope::{EnvelopeError, EnvelopeErrorKind, Limit, Protocol};
pub use error::Error;
pub use glance::{Area, Filter, Glance, Position, glance};
#[cfg(feature = "serde")]
pub use json::{FromJerError, JerSeed};
pub use message::Message;
#[cfg(feature = "serde")]
pub use ode::Ode;
pub use open::{Frames, Opened, Outer};
pub use set::{CsaeEdition, Set};
pub use walk::{Content, Layer, Layers, MAX_LAYERS, NoFrame, Walked, walk};
#[cfg(feature = "xer")]
pub use xer::FromXerError;

#[cfg(feature = "csae")]
pub use v2x_csae as csae;
#[cfg(feature = "j2735")]
pub use v2x_j2735 as j2735;
pub use v2x_uper as uper;

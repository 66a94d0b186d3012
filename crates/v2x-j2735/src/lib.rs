//! SAE J2735 messages (September 2024), with those that ride in its frames (J3224 SDSM, J3217, J2945/x): typed values, read
//! from and written to UPER and JSON.
//!
//! A vehicle's safety message, built and sent:
//!
//! ```
//! use v2x_j2735::basic_safety_message::BasicSafetyMessage;
//! use v2x_j2735::common::{BSMcoreData, DSecond, Heading, Latitude, Longitude, Speed, TemporaryID};
//! use v2x_j2735::message_frame::MessageFrame;
//! use v2x_uper::Uper;
//! # let socket = std::net::UdpSocket::bind("127.0.0.1:0")?;
//! # let radio = socket.local_addr()?;
//!
//! let bsm = BasicSafetyMessage::from(BSMcoreData {
//!     id: TemporaryID([0x77, 0x5D, 0x38, 0x66]),
//!     sec_mark: DSecond::from_unix_time(std::time::UNIX_EPOCH.elapsed()?),
//!     lat: Latitude::from_degrees(42.3)?,
//!     long: Longitude::from_degrees(-83.1)?,
//!     speed: Speed::from_mps(13.9)?,
//!     heading: Heading::from_degrees(270.0)?,
//!     ..BSMcoreData::UNAVAILABLE
//! });
//! socket.send_to(&MessageFrame::from(bsm).to_uper()?, radio)?;
//! #
//! # let mut octets = [0; 64];
//! # let length = socket.recv(&mut octets)?;
//! # let octets = &octets[..length];
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! And received:
//!
//! ```
//! # use v2x_j2735::{basic_safety_message::BasicSafetyMessage, common::{BSMcoreData, Speed}};
//! use v2x_j2735::message_frame::{MessageFrame, MessageTypes};
//! use v2x_uper::Uper;
//! # let core_data = BSMcoreData { speed: Speed::from_mps(13.9)?, ..BSMcoreData::UNAVAILABLE };
//! # let octets = &MessageFrame::from(BasicSafetyMessage::from(core_data)).to_uper()?[..];
//!
//! let frame = MessageFrame::from_uper(octets)?;
//! if let MessageTypes::BasicSafetyMessage(bsm) = &frame.value {
//!     assert_eq!(bsm.core_data.speed.to_string(), "13.9 m/s");
//!     assert_eq!(bsm.core_data.elev.metres(), None); // not known
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The [`guide`] has more: SPaT, SDSM, PSM, Part II, JSON, decoding without allocation.
//!
//! | module | what is in it |
//! | --- | --- |
//! | [`guide`] | examples of the usual messages, built and read |
//! | [`message_frame`] | the frame around every message |
//! | [`basic_safety_message`], [`map_data`], [`spat`], … | the messages: one module for each ASN.1 module, with the ASN.1 names |
//! | [`common`] | the types that messages share |
//! | [`units`] | integers as amounts: `speed.mps()`, `Speed::from_mps(13.9)`, `Display` |
//! | [`views`] | single fields, read from the octets without decoding |
//!
//! Frames of the 2016 and 2020 editions are read too, since later editions only add. What an even newer sender adds is kept
//! and encoded again ([how](guide#keep-what-a-newer-edition-adds)).
//!
//! Features: `serde` (JSON by X.697; on by default), `chrono` (dates as `chrono::DateTime<Utc>`).
//!
//! This crate does not look for a frame in a datagram (WSMP, IEEE 1609.2): `v2x` does. The types and the codec are generated
//! from `asn1/j2735` by `v2x-codegen`; units and constructors are written by hand.

#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod frame;
mod generated;
pub mod guide;
mod unavailable;
pub mod units;
pub mod views;

pub use generated::*;

//! SAE J2735 (September 2024) and the sets that ride in it: types, UPER codec, JSON.
//!
//! One module for each ASN.1 module, with the ASN.1 type names; a frame is a [`message_frame::MessageFrame`]. Frames of
//! the 2016 and 2020 editions are read too: later editions add after extension markers. What a sender's newer edition
//! adds is kept and sent on (`unknown_extensions`, `Unknown` arms). The code is generated from `asn1/j2735` by
//! `v2x-codegen`.
//!
//! A BSM is built and sent in ten lines:
//!
//! ```
//! use v2x_j2735::basic_safety_message::BasicSafetyMessage;
//! use v2x_j2735::common::{BSMcoreData, DSecond, Heading, Latitude, Longitude, Speed, TemporaryID};
//! use v2x_j2735::message_frame::{MessageFrame, MessageTypes};
//! use v2x_uper::Uper;
//! # let socket = std::net::UdpSocket::bind("127.0.0.1:0")?;
//! # let radio = socket.local_addr()?;
//!
//! let now = std::time::UNIX_EPOCH.elapsed()?;
//! let core_data = BSMcoreData {
//!     id: TemporaryID([0x77, 0x5D, 0x38, 0x66]),
//!     sec_mark: DSecond::from_unix_time(now),
//!     lat: Latitude::from_degrees(42.3)?,
//!     long: Longitude::from_degrees(-83.1)?,
//!     speed: Speed::from_mps(13.9)?,
//!     heading: Heading::from_degrees(270.0)?,
//!     ..Default::default()
//! };
//! let value = MessageTypes::BasicSafetyMessage(BasicSafetyMessage { core_data, ..Default::default() });
//! socket.send_to(&MessageFrame { value, ..Default::default() }.to_uper()?, radio)?;
//! #
//! # let mut octets = [0; 64];
//! # let length = socket.recv(&mut octets)?;
//! # let MessageTypes::BasicSafetyMessage(bsm) = MessageFrame::from_uper(&octets[..length])?.value else { panic!() };
//! # assert_eq!(bsm.core_data.speed.to_string(), "13.9 m/s");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! `Default` is the smallest values, which are not always "not known": the elements that have a code for that have it as
//! `UNAVAILABLE`.
//!
//! | module | what |
//! | --- | --- |
//! | [`message_frame`] | the frame around every message |
//! | [`basic_safety_message`], [`map_data`], [`spat`], … | one for each ASN.1 module |
//! | [`common`] | what they share |
//! | [`views`] | single fields, read from the octets without decoding |
//! | [`units`] | amounts: `speed.mps()`, `Speed::from_mps(13.9)`, `Display` |
//!
//! Features: `serde` (JSON by X.697), `chrono` (dates as `chrono::DateTime<Utc>`).
//!
//! This crate does not open envelopes (WSMP, IEEE 1609.2): `v2x` does.

#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod generated;
pub mod units;
pub mod views;

pub use generated::*;

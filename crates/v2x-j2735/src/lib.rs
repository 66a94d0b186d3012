//! SAE J2735 (September 2024) and the sets that ride in it: types, UPER codec, JSON.
//!
//! One module for each ASN.1 module, with the ASN.1 type names; a frame is a [`message_frame::MessageFrame`]. Frames of
//! the 2016 and 2020 editions are read too: later editions add after extension markers. What a sender's newer edition
//! adds is kept and sent on (`unknown_extensions`, `Unknown` arms). The code is generated from `asn1/j2735` by
//! `v2x-codegen`.
//!
//! ```
//! use v2x_j2735::basic_safety_message::BasicSafetyMessage;
//! use v2x_j2735::common::{BSMcoreData, Latitude, Longitude, Speed, TemporaryID};
//! use v2x_j2735::message_frame::{MessageFrame, MessageTypes};
//! use v2x_uper::Uper;
//!
//! let core_data = BSMcoreData {
//!     id: TemporaryID([0x77, 0x5D, 0x38, 0x66]),
//!     lat: Latitude(423_000_000), // 42.3 degrees north in steps of 1e-7 degrees
//!     long: Longitude(-831_000_000),
//!     speed: Speed(694), // 13.88 m/s in steps of 0.02 m/s
//!     ..Default::default()
//! };
//! let bsm = BasicSafetyMessage { core_data, ..Default::default() };
//! let frame = MessageFrame { value: MessageTypes::BasicSafetyMessage(bsm), ..Default::default() };
//! let octets = frame.to_uper()?;
//! assert_eq!(octets[..2], [0x00, 0x14]);
//! assert_eq!(MessageFrame::from_uper(&octets)?, frame);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! This crate does not open envelopes (WSMP, IEEE 1609.2): `v2x` does.

#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod generated;
pub mod views;

pub use generated::*;

//! The messages of the Chinese C-V2X sets: typed values, read from and written to UPER and JSON.
//!
//! - [`y2020`]: T/CSAE 53-2020 (day 1: BSM, MAP, RSM, SPAT, RSI) with T/CSAE 157-2020 (day 2) after its extension
//!   marker.
//! - [`y2019`]: the July 2019 draft behind YD/T 3709, which is deployed too. It is **not** compatible on the wire with
//!   2020 in MAP, RSI and parts of BSM, and nothing in a frame tells the two apart: which one a network speaks is
//!   configuration.
//!
//! Each edition has one module for each ASN.1 module, with the ASN.1 type names. The code is generated from
//! `asn1/csae-2020` and `asn1/csae-2019` by `v2x-codegen`.
//!
//! A vehicle's safety message, built and sent:
//!
//! ```
//! use v2x_csae::y2020::bsm::BasicSafetyMessage;
//! use v2x_csae::y2020::def_motion::{Heading, Speed};
//! use v2x_csae::y2020::def_position::Position3D;
//! use v2x_csae::y2020::{def_time::DSecond, msg_frame::MessageFrame};
//! use v2x_uper::Uper;
//! # let socket = std::net::UdpSocket::bind("127.0.0.1:0")?;
//! # let radio = socket.local_addr()?;
//!
//! let bsm = BasicSafetyMessage {
//!     id: *b"V2X00001",
//!     sec_mark: DSecond::from_unix_time(std::time::UNIX_EPOCH.elapsed()?),
//!     pos: Position3D::from_degrees(31.2304, 121.4737)?,
//!     speed: Speed::from_kmh(60.0)?,
//!     heading: Heading::from_degrees(270.0)?,
//!     ..BasicSafetyMessage::UNAVAILABLE
//! };
//! socket.send_to(&MessageFrame::from(bsm).to_uper()?, radio)?;
//! #
//! # let mut octets = [0; 256];
//! # let length = socket.recv(&mut octets)?;
//! # let MessageFrame::BsmFrame(bsm) = MessageFrame::from_uper(&octets[..length])? else { panic!() };
//! # assert_eq!(bsm.speed.to_string(), "16.66 m/s");
//! # assert_eq!(bsm.accel_set.long.mps2(), None);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! `UNAVAILABLE` has every value at its code for "not known". `Default` sets numbers to 0, which says something: no
//! acceleration, for example.
//!
//! | module | what is in it |
//! | --- | --- |
//! | [`guide`] | examples of the usual messages, built and read |
//! | [`y2020`], [`y2019`] | the two editions |
//! | [`units`] | integers as amounts: `speed.mps()`, `Speed::from_mps(13.9)`, `Display` |
//! | [`views`] | single fields, read from the octets without decoding |
//!
//! Features: `serde` (JSON by X.697; on by default), `chrono` (dates as `chrono::DateTime<Utc>`).
//!
//! This crate does not look for a frame in a datagram (DSMP, security headers): `v2x` does.

#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod frame;
mod generated {
    /// The July 2019 draft behind YD/T 3709.
    pub mod y2019;
    /// T/CSAE 53-2020 and T/CSAE 157-2020.
    pub mod y2020;
}
mod unavailable;

pub mod guide;
pub mod units;
pub mod views;

pub use generated::{y2019, y2020};

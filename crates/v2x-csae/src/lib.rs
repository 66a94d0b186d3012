//! The Chinese C-V2X message sets: types, UPER codec, JSON.
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
//! A BSM is built and sent in ten lines:
//!
//! ```
//! use v2x_csae::y2020::def_motion::{Heading, Speed};
//! use v2x_csae::y2020::def_position::{Latitude, Longitude, Position3D};
//! use v2x_csae::y2020::{bsm::BasicSafetyMessage, def_time::DSecond, msg_frame::MessageFrame};
//! use v2x_uper::Uper;
//! # let socket = std::net::UdpSocket::bind("127.0.0.1:0")?;
//! # let radio = socket.local_addr()?;
//!
//! let now = std::time::UNIX_EPOCH.elapsed()?;
//! let (lat, long) = (Latitude::from_degrees(31.2304)?, Longitude::from_degrees(121.4737)?);
//! let bsm = BasicSafetyMessage {
//!     id: *b"V2X00001",
//!     sec_mark: DSecond::from_unix_time(now),
//!     pos: Position3D { lat, long, ..Default::default() },
//!     speed: Speed::from_kmh(60.0)?,
//!     heading: Heading::from_degrees(270.0)?,
//!     ..Default::default()
//! };
//! socket.send_to(&MessageFrame::BsmFrame(Box::new(bsm)).to_uper()?, radio)?;
//! #
//! # let mut octets = [0; 256];
//! # let length = socket.recv(&mut octets)?;
//! # let MessageFrame::BsmFrame(bsm) = MessageFrame::from_uper(&octets[..length])? else { panic!() };
//! # assert_eq!(bsm.speed.to_string(), "16.66 m/s");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! `Default` is the smallest values, which are not always "not known": the elements that have a code for that have it as
//! `UNAVAILABLE`. Amounts (`speed.mps()`, `Speed::from_mps(13.9)`, `Display`) are in [`units`].
//!
//! Features: `serde` (JSON by X.697), `chrono` (dates as `chrono::DateTime<Utc>`).
//!
//! This crate does not open envelopes (DSMP, security headers): `v2x` does.

#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod generated {
    /// The July 2019 draft behind YD/T 3709.
    pub mod y2019;
    /// T/CSAE 53-2020 and T/CSAE 157-2020.
    pub mod y2020;
}

pub mod units;
pub mod views;

pub use generated::{y2019, y2020};

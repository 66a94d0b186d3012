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
//! ```
//! use v2x_csae::y2020::{bsm::BasicSafetyMessage, msg_frame::MessageFrame};
//! use v2x_uper::Uper;
//!
//! let mut bsm = BasicSafetyMessage { id: *b"V2X00001", ..Default::default() };
//! bsm.speed.0 = 694; // 13.88 m/s in steps of 0.02 m/s
//! let frame = MessageFrame::BsmFrame(Box::new(bsm));
//! let octets = frame.to_uper()?;
//! assert_eq!(MessageFrame::from_uper(&octets)?, frame);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
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

pub mod views;

pub use generated::{y2019, y2020};

//! Datagrams as radios send them, around any payload: what tests of the walk and its benches share.

#![allow(dead_code, reason = "every test file uses its own part")]

use v2x::envelope::btp::Btp;
use v2x::envelope::ieee1609dot2::Ieee1609Dot2Data;
use v2x::envelope::wsmp::Wsm;
use v2x::envelope::{Aid, Psid, dsmp::Dsm};

extern crate alloc;
use alloc::vec;
use alloc::vec::Vec;

/// Unsecured 1609.2 data.
pub(crate) fn unsecured(payload: &[u8]) -> Vec<u8> {
    let mut data = Vec::new();
    Ieee1609Dot2Data::Unsecured(payload).write(&mut data).expect("it has a length");
    data
}

/// Signed data around 1609.2 data as most on the air is: a generation time, the service of BSM, a digest as signer.
pub(crate) fn signed(inner: &[u8]) -> Vec<u8> {
    signed_as(inner, 0x40, &[0x20])
}

/// The same with the header's preamble (whose bits announce eight octets each) and the octets of the PSID as given; the signature
/// is of NIST P-256, its r a compressed point.
pub(crate) fn signed_as(inner: &[u8], bits: u8, psid: &[u8]) -> Vec<u8> {
    let mut data = [&[0x03, 0x81, 0x00, 0x40], inner, &[bits, psid.len() as u8], psid].concat();
    data.resize(data.len() + 8 * bits.count_ones() as usize, 0x11);
    data.push(0x80);
    data.extend([0x22; 8]);
    data.extend([0x80, 0x82]);
    data.extend([0x33; 64]);
    data
}

/// WSMP for a service, without extensions.
pub(crate) fn wsmp(psid: Psid, data: &[u8]) -> Vec<u8> {
    let mut packet = Vec::new();
    Wsm::new(psid, data).write(&mut packet).expect("it is short enough");
    packet
}

/// DSMP with its adaptation octet, without options.
pub(crate) fn dsmp(aid: u16, data: &[u8]) -> Vec<u8> {
    let mut packet = Vec::new();
    let aid = Aid::from_value(aid).expect("it is in range");
    Dsm::new(aid, data).write_adapted(&mut packet).expect("it is short enough");
    packet
}

/// A GeoNetworking packet over one hop with a message behind BTP-B.
pub(crate) fn geonetworking(message: &[u8]) -> Vec<u8> {
    geonetworking_of(0x50, 28, message)
}

/// The same of a kind: header type and subtype, and the octets of the extended header (ETSI EN 302 636-4-1, 9.8), all zero.
pub(crate) fn geonetworking_of(kind: u8, extended: usize, message: &[u8]) -> Vec<u8> {
    let [high, low] = (message.len() as u16 + 4).to_be_bytes();
    // Version 1, then a common header; after the common header, BTP-B.
    let mut packet = vec![0x11, 0x00, 0x1A, 0x01, 0x20, kind, 0x02, 0x80, high, low, 0x01, 0x00];
    packet.resize(packet.len() + extended, 0);
    packet.extend(Btp::CAM.to_be_bytes());
    packet.extend([0, 0]);
    packet.extend(message);
    packet
}

//! The walk in one pass says what the walk header by header says, or nothing.

use alloc::vec::Vec;

use self::samples::{signed, signed_as, unsecured, wsmp};
use super::*;
use crate::envelope::Psid;

#[path = "../../tests/common/samples.rs"]
mod samples;

/// Datagrams of the usual kind, and some that are nearly so.
fn datagrams() -> Vec<Vec<u8>> {
    let mut datagrams = Vec::new();
    for len in [2, 40, 0x7F, 0x80, 0xFF, 0x100, 900] {
        let mut frame = alloc::vec![0x55; len];
        (frame[0], frame[1]) = (0, 0x14);
        let plain = unsecured(&frame);
        let secured = [
            frame,
            plain.clone(),
            signed(&plain),
            signed_as(&plain, 0x60, &[0x20, 0x40, 0x97]),
            signed_as(&plain, 0, &[0x83]),
            signed_as(&plain, 0, &[0, 0x83]),
            signed_as(&plain, 0, &[0x7F, 0, 0, 0]),
            signed_as(&plain, 0x10, &[0x20]),
            signed(&signed(&plain)),
        ];
        for psid in [Psid::BSM, Psid::SPAT, Psid::MAP] {
            datagrams.extend(secured.iter().map(|data| wsmp(psid, data)));
        }
        datagrams.extend(secured);
    }
    datagrams
}

/// Whether the walk in one pass took it; if so, both agree.
fn agree(decoder: &Decoder, octets: &[u8]) -> bool {
    let (mut once, mut each) = (Layers::new(), Layers::new());
    let Some(content) = usual::walk(decoder, octets, &mut once) else { return false };
    assert_eq!(walk_any(decoder, octets, &mut each), Ok(content), "{octets:02x?}");
    assert_eq!(once, each, "{octets:02x?}");
    true
}

#[test]
fn both_walks_agree() {
    let decoder = Decoder::new();
    let taken = datagrams().iter().filter(|datagram| agree(&decoder, datagram)).count();
    // Of nine forms, four times wrapped, three are not usual: a PSID that is too long or too large, a place in the header, data
    // signed twice. Frames of 900 octets and headers fit everywhere.
    assert_eq!(taken, 7 * 4 * 5);
    for datagram in datagrams() {
        let skipped = [&[9, 9, 9], &datagram[..]].concat();
        assert_eq!(agree(&decoder.skip(3), &skipped), agree(&decoder, &datagram));
        assert!(!agree(&decoder.bare(Set::J2735), &datagram));
    }
}

#[test]
fn both_walks_agree_on_what_is_cut_or_changed() {
    let decoder = Decoder::new();
    for datagram in datagrams().into_iter().filter(|datagram| datagram.len() < 300) {
        for len in 0..datagram.len() {
            agree(&decoder, &datagram[..len]);
        }
        let longer = [&datagram[..], &[0xAA; 9]].concat();
        agree(&decoder, &longer);
        for at in 0..datagram.len() {
            let mut changed = longer.clone();
            for octet in [0, 1, 2, 3, 0x40, 0x7F, 0x80, 0x81, 0x82, 0x83, 0xC0, 0xFF] {
                changed[at] = octet;
                agree(&decoder, &changed);
            }
        }
    }
}

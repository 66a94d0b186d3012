//! Ends: of frames, of lists, of what a count claims.

use super::{Y2019, Y2020, bits, decode_error, generated};
use core::fmt::Debug;
use v2x_csae::{y2019, y2020};
use v2x_uper::{DecodeErrorKind, Reader, Uper};

#[test]
fn lists_end_where_their_bits_end() {
    // A roadside message that claims sixteen road users, with one octet of the first.
    let list = |count: &str| format!("0 010 0 0000000 {} {count}", "0".repeat(64 + 31 + 32 + 1));
    let (kind, _, at) = decode_error::<y2020::msg_frame::MessageFrame>(&list("1111 00000000"));
    assert_eq!((kind, at.is_empty()), (DecodeErrorKind::Truncated, false));
}

/// Each bit of a frame lies once where the octets end: it is moved behind 0 to 7 bits.
fn cut<T: Uper + Debug>(file: &str) -> usize {
    let mut cuts = 0;
    for (message, wire) in generated(file).filter(|(_, wire)| wire.len() <= 120) {
        let mut whole = Reader::new(&wire);
        T::decode(&mut whole).unwrap();
        let end = whole.position();
        let text: String = wire.iter().map(|octet| format!("{octet:08b}")).collect();
        for shift in 0..8_usize {
            let moved = bits(&format!("{}{text}", "0".repeat(shift)));
            for octets in 1..(shift + end).div_ceil(8) {
                let mut r = Reader::new(&moved[..octets]);
                (shift > 0).then(|| r.bits(shift as u32, &"").unwrap());
                let error = T::decode(&mut r).unwrap_err();
                assert_eq!(error.kind(), DecodeErrorKind::Truncated, "{message} {shift} {octets}: {error}");
                assert!(error.bit() as usize <= 8 * octets && !error.at().is_empty(), "{message}: {error}");
                cuts += 1;
            }
        }
    }
    cuts
}

#[test]
fn a_frame_cut_at_any_bit_is_an_error() {
    let cuts = [cut::<y2020::msg_frame::MessageFrame>(Y2020), cut::<y2019::msg_frame::MessageFrame>(Y2019)];
    assert!(cuts.iter().all(|cuts| *cuts > 5_000), "{cuts:?}");
}

fn stale<T: Uper + Debug + PartialEq>(file: &str) {
    for (message, wire) in generated(file) {
        let value = T::from_uper(&wire).unwrap();
        for stale in [&[0x00][..], &[0xFF; 40], &wire] {
            let buffer = [&wire[..], stale].concat();
            let decoded = T::from_uper_prefix(&buffer).unwrap();
            assert_eq!((decoded.octets, &decoded.value), (wire.len(), &value), "{message}");
            assert!(decoded.notes.is_empty(), "{message}");
            assert_eq!(T::from_uper(&buffer).unwrap_err().kind, DecodeErrorKind::Trailing, "{message}");
        }
    }
}

#[test]
fn what_follows_a_frame_is_not_its_own() {
    stale::<y2020::msg_frame::MessageFrame>(Y2020);
    stale::<y2019::msg_frame::MessageFrame>(Y2019);
}

//! What a sender knows and this edition does not: additions, messages, alternatives.

use super::{bits, same};
use v2x_csae::y2019;
use v2x_csae::y2020::msg_day_ii::MessageTypes;
use v2x_csae::y2020::msg_frame::MessageFrame;
use v2x_csae::y2020::rsi::{AuxiliarySign, AuxiliarySignDirection, RTSData};
use v2x_uper::{DecodeErrorKind, Notes, Uper};

/// A sign without optional components, number 7 of type 1, behind a set extension bit.
const SIGN: &str = "1 000000 00000111 0000000000000001";

/// A plate below it for traffic to the right (the third of eight directions), as an open type of one octet.
const PLATE: &str = "00000001 0 01 0 010 0";

fn plate() -> Option<AuxiliarySign> {
    Some(AuxiliarySign { sign_direction: Some(AuxiliarySignDirection::Right), ..Default::default() })
}

#[test]
fn a_bitmap_may_be_of_another_length() {
    let known: RTSData = same(&format!("{SIGN} 0 000000 1 {PLATE}"));
    assert_eq!((known.rts_id, &known.auxiliary_sign), (7, &plate()));
    assert!(known.unknown_extensions.is_empty());
    // Four additions, the last of another edition.
    let more: RTSData = same(&format!("{SIGN} 0 000011 1001 {PLATE} 00000001 01000010"));
    assert_eq!((&more.auxiliary_sign, more.unknown_extensions.additions()), (&plate(), Some(4)));
    assert_eq!(
        (more.unknown_extensions.unknown()[0].position, &more.unknown_extensions.unknown()[0].octets[..]),
        (3, &[0x42][..])
    );
}

#[test]
fn any_subset_of_additions_may_be_there() {
    // Known (one) and unknown (three): each combination.
    for present in 1..16_u32 {
        let unknown = "00000001 01000010".repeat((present & 7).count_ones() as usize);
        let plate = if present & 8 != 0 { PLATE } else { "" };
        let sign: RTSData = same(&format!("{SIGN} 0 000011 {present:04b} {plate} {unknown}"));
        assert_eq!(sign.auxiliary_sign.is_some(), present & 8 != 0);
        assert_eq!(sign.unknown_extensions.unknown().len() as u32, (present & 7).count_ones());
    }
}

#[test]
fn unknown_alternatives_are_kept() {
    let frame: MessageFrame = same("1 0 000001 00000010 10111110 11101111");
    assert_eq!(frame, MessageFrame::Unknown { index: 1, octets: vec![0xBE, 0xEF] });
    // The edition of 2019 has no day 2: the same alternative 0 is unknown to it, and kept.
    let wire = "1 0 000000 00000101 0 000000000000000 00000001 00000000 10000000";
    assert!(matches!(
        y2019::msg_frame::MessageFrame::from_uper(&bits(wire)).unwrap(),
        y2019::msg_frame::MessageFrame::Unknown { index: 0, .. }
    ));
    // Of eight alternatives of the root five are some.
    let error = MessageFrame::from_uper_prefix(&bits("0 101 0000")).unwrap_err();
    assert_eq!((error.kind, error.bit), (DecodeErrorKind::Alternative, 1));
}

#[test]
fn unknown_messages_of_day_2_are_kept() {
    let frame: MessageFrame = same("1 0 000000 00000101 0 000001111101000 00000010 11001010 11111110");
    let MessageFrame::MsgFrameExt(message) = &frame else { panic!("{frame:?}") };
    assert_eq!(message.value, MessageTypes::Unknown { id: 1000, octets: vec![0xCA, 0xFE] });
}

#[test]
fn a_message_is_read_within_its_octets() {
    // A test message (0): count 5, one octet of data (length less one in eleven bits), then an octet left over.
    let wire =
        bits("1 0 000000 00001000 0 000000000000000 00000101 0000101 00000000000 10100101 000000 11111111");
    let decoded = MessageFrame::from_uper_prefix(&wire).unwrap();
    assert!(decoded.notes.contains(Notes::LEFTOVER));
    assert_eq!(decoded.octets, wire.len());
    let MessageFrame::MsgFrameExt(message) = decoded.value else { panic!() };
    assert!(matches!(&message.value, MessageTypes::TestMsg(test) if test.user_data == [0xA5]));
    // With two octets of data claimed, and its open type one octet too short for them, nothing behind is read.
    let cut = bits(
        "1 0 000000 00000110 0 000000000000000 00000011 0000101 00000000001 101001 11111111 11111111 11111111",
    );
    let error = MessageFrame::from_uper_prefix(&cut).unwrap_err();
    assert_eq!((error.kind, error.at), (DecodeErrorKind::Truncated, "TestMsg.userData"));
}

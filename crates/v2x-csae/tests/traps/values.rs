//! Numbers, strings and their constraints.

use super::{decode_error, encode_error, same};
use v2x_csae::{y2019, y2020};
use v2x_uper::{DecodeErrorKind, EncodeErrorKind, Uper};
use y2020::def_position::Latitude;
use y2020::veh_status::{ExteriorLights, VehicleEventFlags};
use y2020::vpm::{StationOrGantryId, TransCredential};

#[test]
fn an_extensible_number_beyond_its_root_is_a_general_one() {
    // (0..4294967295, ...): 32 bits behind a zero; outside, octets of a number with a sign behind their count.
    assert_eq!(same::<StationOrGantryId>(&format!("0 {}", "1".repeat(32))), StationOrGantryId(4_294_967_295));
    let above = format!("1 00000101 00000001 {}", "0".repeat(32));
    assert_eq!(same::<StationOrGantryId>(&above), StationOrGantryId(1 << 32));
    assert_eq!(same::<StationOrGantryId>("1 00000001 11111111"), StationOrGantryId(-1));
}

#[test]
fn received_lengths_of_bit_strings_survive() {
    // SIZE(13, ...) and SIZE(9, ...).
    let events: VehicleEventFlags = same("0 1000000000001");
    assert_eq!(events.0.ones().collect::<Vec<_>>(), [0, VehicleEventFlags::EVENT_AIR_BAG_DEPLOYMENT]);
    for len in [0_usize, 1, 8, 10, 14, 64, 100] {
        let wire = format!("1 {len:08b} {}", "0".repeat(len));
        assert_eq!(same::<VehicleEventFlags>(&wire).0.len(), len);
        assert_eq!(same::<ExteriorLights>(&wire).0.len(), len);
    }
}

#[test]
fn octet_strings_of_extensible_size_grow() {
    // (SIZE(32, ...)), in a sequence of its own that is extensible too.
    let octets = |count: usize| "10100101".repeat(count);
    assert_eq!(same::<TransCredential>(&format!("0 0 {}", octets(32))).tc, [0xA5; 32]);
    for count in [0_usize, 31, 33] {
        let wire = format!("0 1 {count:08b} {}", octets(count));
        assert_eq!(same::<TransCredential>(&wire).tc, vec![0xA5; count]);
    }
}

#[test]
fn constraints_hold_both_ways() {
    // Latitude takes 31 bits, of which the highest values are none.
    assert_eq!(decode_error::<Latitude>(&"1".repeat(32)), (DecodeErrorKind::OutOfRange, 0, "Latitude"));
    assert_eq!(encode_error(&Latitude(900_000_002)), (EncodeErrorKind::OutOfRange, "Latitude"));
    assert_eq!(encode_error(&Latitude(-900_000_001)), (EncodeErrorKind::OutOfRange, "Latitude"));
}

#[test]
fn editions_are_sets_of_their_own() {
    // Nothing on the wire tells them apart. What the wrong one makes of a map, if anything, is another map.
    let mut maps = 0;
    for (message, wire) in super::generated(super::Y2020).filter(|(message, _)| message == "MAP") {
        let frame = y2020::msg_frame::MessageFrame::from_uper(&wire).unwrap();
        let other = y2019::msg_frame::MessageFrame::from_uper_prefix(&wire);
        let right = serde_json::to_value(&frame).unwrap();
        assert!(!other.is_ok_and(|other| serde_json::to_value(&other.value).unwrap() == right), "{message}");
        maps += 1;
    }
    assert!(maps > 5, "{maps}");
}

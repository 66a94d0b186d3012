//! Ends: of frames, of lists, of what a count claims.

use super::{bits, decode_error, frame, generated, same, shifted};
use serde_json::{Value, json};
use v2x_j2735::maneuver_sharing_and_coordinating_message::TRRLocation;
use v2x_j2735::message_frame::{MessageFrame, MessageTypes};
use v2x_j2735::spat::{IntersectionState, MovementState};
use v2x_uper::{DecodeErrorKind, EncodeErrorKind, Reader, Uper};

/// Bits of a point of `TRRLocationType3` without its third coordinate: its presence, and two numbers of sixteen.
const POINT: usize = 33;

#[test]
fn a_list_may_be_as_long_as_its_constraint_says() {
    let state = MovementState { state_time_speed: vec![Default::default()], ..Default::default() };
    let mut intersection = IntersectionState { states: vec![state.clone(); 255], ..Default::default() };
    let wire = intersection.to_uper().unwrap();
    assert_eq!(IntersectionState::from_uper(&wire).unwrap(), intersection);
    // One, with the count less one in eight bits; then the same bits with a count of 256, which there is not.
    intersection.states.truncate(1);
    let (one, many) = (intersection.to_uper().unwrap(), wire);
    let count = (0..).find(|bit| octet_at(&one, *bit) == 0 && octet_at(&many, *bit) == 254).unwrap();
    let mut beyond = many.clone();
    beyond[count / 8] |= 0xFF >> (count % 8);
    beyond[count / 8 + 1] |= !(0xFF >> (count % 8));
    let error = IntersectionState::from_uper(&beyond).unwrap_err();
    assert_eq!((error.kind, error.bit as usize), (DecodeErrorKind::Size, count));
    for states in [vec![], vec![state; 256]] {
        let error = IntersectionState { states, ..Default::default() }.to_uper().unwrap_err();
        assert_eq!((error.kind, error.at), (EncodeErrorKind::Size, "IntersectionState.states"));
    }
}

/// The eight bits at bit `at`.
fn octet_at(wire: &[u8], at: usize) -> u64 {
    let word = [wire[at / 8], *wire.get(at / 8 + 1).unwrap_or(&0)];
    u64::from(u16::from_be_bytes(word) << (at % 8) >> 8)
}

#[test]
fn claimed_counts_end_where_the_bits_end() {
    // A list without bound claims 64K points, again and again; one point and a bit are there.
    let claim = format!("0 10 11000100 0 {} 1", "0".repeat(POINT - 1));
    let (kind, bit, _) = decode_error::<TRRLocation>(&claim);
    // Padding makes up the last octet; the third point at most is cut.
    assert_eq!(kind, DecodeErrorKind::Truncated);
    assert!((bit as usize) < 11 + 2 * POINT, "{bit}");
    // A frame that claims more than it has: the longest length of an open type, then of fragments.
    for length in [&[0xBF, 0xFF][..], &[0xC4], &[0xC1, 0x00]] {
        let wire = [&[0, 20][..], length, &[0; 30]].concat();
        let error = MessageFrame::from_uper_prefix(&wire).unwrap_err();
        assert_eq!(
            (error.kind, error.bit <= 16 + 8 * length.len() as u32),
            (DecodeErrorKind::Truncated, true)
        );
    }
    // Five units are no fragment.
    let error = MessageFrame::from_uper_prefix(&[0, 20, 0xC5]).unwrap_err();
    assert_eq!((error.kind, error.bit), (DecodeErrorKind::Size, 16));
}

#[test]
fn lists_above_16k_come_in_fragments() {
    for (count, head, tail) in
        [(16_383, 0xBF, None), (16_384, 0xC1, Some(0)), (16_389, 0xC1, Some(5)), (81_920, 0xC4, None)]
    {
        let points = vec![Default::default(); count];
        let location = TRRLocation::TRRLocationType3(points);
        let wire = location.to_uper().unwrap();
        assert_eq!(octet_at(&wire, 3), head, "{count}");
        if let Some(tail) = tail {
            assert_eq!(octet_at(&wire, 3 + 8 + 16_384 * POINT), tail, "{count}");
        }
        assert_eq!(TRRLocation::from_uper(&wire).unwrap(), location, "{count}");
    }
    assert_eq!(same::<TRRLocation>("0 10 00000000"), TRRLocation::TRRLocationType3(vec![]));
}

#[test]
fn open_types_above_16k_come_in_fragments() {
    let length = |count: usize| match count {
        16_383 => vec![0xBF, 0xFF],
        16_384 => vec![0xC1],
        65_536 | 81_920 => vec![0xC4],
        _ => unreachable!(),
    };
    for count in [16_383, 16_384, 65_536, 81_920] {
        let octets: Vec<u8> = (0..count).map(|i| (i % 251) as u8).collect();
        let unknown = MessageTypes::Unknown { id: 200, octets: octets.clone() };
        let message = MessageFrame { value: unknown, ..Default::default() };
        let wire = message.to_uper().unwrap();
        let head = [&[0, 200][..], &length(count)].concat();
        assert!(wire.starts_with(&head), "{count}: {:02x?}", &wire[..8]);
        let end: &[u8] = match count {
            16_383 => &octets[16_000..],
            81_920 => &[0xC1],
            _ => &[0],
        };
        let at = if count == 81_920 { wire.len() - 16_384 - 2 } else { wire.len() - end.len() };
        assert!(wire[at..].starts_with(end), "{count}");
        assert_eq!(MessageFrame::from_uper(&wire).unwrap(), message, "{count}");
    }
}

#[test]
fn a_known_message_may_come_in_fragments() {
    // A frame of another encoder, with its list of points made 4 500 long: more than 16K octets.
    let of_points = |json: &Value| json.to_string().contains("tRRLocationType3");
    let mut json = generated().map(|(_, wire)| json_of(&wire)).find(of_points).unwrap();
    let points = points_in(&mut json).unwrap();
    *points = vec![json!({ "offsetX": 1, "offsetY": -2 }); 4_500];
    let frame: MessageFrame = serde_json::from_value(json).unwrap();
    let wire = frame.to_uper().unwrap();
    assert_eq!(wire[..3], [0, 42, 0xC1]);
    let (first, rest) = wire[3..].split_at(16_384);
    // Then the rest, of two octets of length.
    assert_eq!(usize::from(u16::from_be_bytes([rest[0] & 0x3F, rest[1]])), rest.len() - 2);
    let MessageTypes::ManeuverSharingAndCoordinatingMessage(ref message) = frame.value else { panic!() };
    assert_eq!([first, &rest[2..]].concat(), message.to_uper().unwrap());
    assert_eq!(MessageFrame::from_uper(&wire).unwrap(), frame);
}

fn json_of(wire: &[u8]) -> Value {
    serde_json::to_value(MessageFrame::from_uper(wire).unwrap()).unwrap()
}

/// The first list of points anywhere in a message.
fn points_in(json: &mut Value) -> Option<&mut Vec<Value>> {
    match json {
        Value::Object(members) => members.iter_mut().find_map(|(name, value)| {
            if name == "tRRLocationType3" { value.as_array_mut() } else { points_in(value) }
        }),
        Value::Array(items) => items.iter_mut().find_map(points_in),
        _ => None,
    }
}

#[test]
fn a_frame_cut_at_any_bit_is_an_error() {
    // Where the octets end, each bit of the frame lies once: the frame is moved behind 0 to 7 bits.
    let mut cuts = 0;
    for (message, wire) in generated().filter(|(_, wire)| wire.len() <= 120) {
        let mut whole = Reader::new(&wire);
        MessageFrame::decode(&mut whole).unwrap();
        let end = whole.position();
        for shift in 0..8_usize {
            let moved = shifted(&wire, shift);
            for octets in 1..(shift + end).div_ceil(8) {
                let mut r = Reader::new(&moved[..octets]);
                (shift > 0).then(|| r.bits(shift as u32, &"").unwrap());
                let error = MessageFrame::decode(&mut r).unwrap_err();
                assert_eq!(error.kind(), DecodeErrorKind::Truncated, "{message} {shift} {octets}: {error}");
                assert!(error.bit() as usize <= 8 * octets && !error.at().is_empty(), "{message}: {error}");
                cuts += 1;
            }
        }
    }
    assert!(cuts > 50_000, "{cuts}");
}

#[test]
fn what_follows_a_frame_is_not_its_own() {
    for (message, wire) in generated() {
        let value = MessageFrame::from_uper(&wire).unwrap();
        for stale in [&[0x00][..], &[0xFF; 40], &wire] {
            let buffer = [&wire[..], stale].concat();
            let decoded = MessageFrame::from_uper_prefix(&buffer).unwrap();
            assert_eq!((decoded.octets, &decoded.value), (wire.len(), &value), "{message}");
            assert!(decoded.notes.is_empty(), "{message}");
            let error = MessageFrame::from_uper(&buffer).unwrap_err();
            assert_eq!(
                (error.kind, error.bit as usize),
                (DecodeErrorKind::Trailing, 8 * wire.len()),
                "{message}"
            );
        }
    }
}

#[test]
fn hand_made_frames_are_those_of_the_codec() {
    let contents = bits("1010");
    assert_eq!(frame(250, &contents), [0, 250, 1, 0xA0]);
}

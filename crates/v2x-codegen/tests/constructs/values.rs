//! What no encoder's vector shows: unknown items, holes, constraints both ways, legal encodings that are not canonical.

use super::generated::*;
use super::vectors::octets;
use v2x_uper::{BitString, DecodeErrorKind, EncodeErrorKind, Notes, Reader, Uper, Writer};

fn decode_error<T: Uper + core::fmt::Debug>(wire: &[u8]) -> (DecodeErrorKind, u32, &'static str) {
    let error = T::from_uper(wire).unwrap_err();
    (error.kind, error.bit, error.at)
}

fn encode_error<T: Uper>(value: &T) -> (EncodeErrorKind, &'static str) {
    let error = value.to_uper().unwrap_err();
    (error.kind, error.at)
}

/// The notes of an encoding, which decodes to `value`, and whose canonical form is another.
fn notes<T: Uper + PartialEq + core::fmt::Debug>(wire: &[u8], value: &T) -> Notes {
    let decoded = T::from_uper_prefix(wire).unwrap();
    assert_eq!(decoded.value, *value);
    assert_ne!(value.to_uper().unwrap(), wire);
    decoded.notes
}

/// Bits as octets.
fn bits(text: &str) -> Vec<u8> {
    let bits: Vec<u8> = text.bytes().filter(u8::is_ascii_digit).map(|digit| digit - b'0').collect();
    bits.chunks(8)
        .map(|chunk| chunk.iter().enumerate().fold(0, |octet, (i, bit)| octet | bit << (7 - i)))
        .collect()
}

#[test]
fn items_are_numbered_by_value() {
    use enumerated::Place;
    for (place, index, value) in
        [(Place::Before, 0, -3), (Place::Start, 1, 2), (Place::Middle, 2, 40), (Place::Curve, 3, 88)]
    {
        assert_eq!(place.to_uper().unwrap(), [index << 6]);
        assert_eq!(place.value(), value);
    }
}

#[test]
fn unknown_items_are_kept() {
    use enumerated::Light;
    for index in [2, 63, 64, 300, u32::MAX] {
        let light = Light::Unrecognized(index);
        let wire = light.to_uper().unwrap();
        assert_eq!(Light::from_uper(&wire).unwrap(), light);
        let json = serde_json::to_string(&light).unwrap();
        assert_eq!(json, format!("{{\"unknown\":{index}}}"));
        assert_eq!(serde_json::from_str::<Light>(&json).unwrap(), light);
    }
    assert_eq!(encode_error(&Light::Unrecognized(1)), (EncodeErrorKind::Unknown, "Light"));
}

#[test]
fn indexes_and_offsets_beyond_the_type_are_errors_with_their_place() {
    // Three of four indexes.
    assert_eq!(decode_error::<enumerated::Light>(&bits("0 11")), (DecodeErrorKind::Item, 1, "Light"));
    assert_eq!(
        decode_error::<choice_older::Closed>(&bits("11")),
        (DecodeErrorKind::Alternative, 0, "Closed")
    );
    // none (no bits), bit, holes: 5 of 8 offsets.
    let wire = bits(&("1 101".to_string() + &"0".repeat(400)));
    let error = integers::Constrained::from_uper_prefix(&wire).unwrap_err();
    assert_eq!((error.kind, error.bit, error.at), (DecodeErrorKind::OutOfRange, 1, "Constrained.holes"));
    // `some` takes five bits for nineteen codes.
    let wire = bits(&("10011".to_string() + &"0".repeat(200)));
    let error = constraints::Serial::from_uper_prefix(&wire).unwrap_err();
    assert_eq!((error.kind, error.bit, error.at), (DecodeErrorKind::OutOfRange, 0, "Serial.some"));
}

#[test]
fn constraints_hold_on_encoding() {
    use integers::{Constrained, Semi, Temperature, Unconstrained};
    let valid = Constrained { none: 7, holes: 1, ..Default::default() };
    assert!(valid.to_uper().is_ok());
    for (value, at) in [
        (Constrained { none: 6, ..valid }, "Constrained.none"),
        (Constrained { bit: 1, ..valid }, "Constrained.bit"),
        (Constrained { holes: 6, ..valid }, "Constrained.holes"),
        (Constrained { above: 257, ..valid }, "Constrained.above"),
        (Constrained { over64k: 65537, ..valid }, "Constrained.over64k"),
        (Constrained { wider: -2_147_483_650, ..valid }, "Constrained.wider"),
        (Constrained { fifty7: 1 << 57, ..valid }, "Constrained.fifty7"),
    ] {
        assert_eq!(encode_error(&value), (EncodeErrorKind::OutOfRange, at));
    }
    assert_eq!(encode_error(&Temperature(216)), (EncodeErrorKind::OutOfRange, "Temperature"));
    let semi = Semi { natural: 0, from_five: 4, from_minus: -5 };
    assert_eq!(encode_error(&semi), (EncodeErrorKind::OutOfRange, "Semi.fromFive"));
    let unconstrained = Unconstrained { any: 0, up_to: 11 };
    assert_eq!(encode_error(&unconstrained), (EncodeErrorKind::OutOfRange, "Unconstrained.upTo"));
}

#[test]
fn numbers_beyond_their_bound_are_errors_at_their_start() {
    let (kind, bit, at) = decode_error::<integers::Unconstrained>(&[1, 0, 1, 11]);
    assert_eq!((kind, bit, at), (DecodeErrorKind::OutOfRange, 16, "Unconstrained.upTo"));
    // 5 + 2^64 - 1 does not fit 64 bits.
    let mut wire = vec![1, 0, 8];
    wire.extend([0xFF; 8]);
    let (kind, bit, at) = decode_error::<integers::Semi>(&wire);
    assert_eq!((kind, bit, at), (DecodeErrorKind::TooLarge, 16, "Semi.fromFive"));
    let (kind, bit, _) = decode_error::<integers::Natural>(&[9, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
    assert_eq!((kind, bit), (DecodeErrorKind::TooLarge, 0));
}

#[test]
fn named_bits_are_counted_from_the_front() {
    use bits::Brakes;
    let brakes = Brakes::LEFT_FRONT | Brakes::RIGHT_REAR;
    assert_eq!(brakes.to_uper().unwrap(), bits("01001"));
    assert!(brakes.contains(Brakes::RIGHT_REAR) && !brakes.contains(Brakes::UNAVAILABLE));
    assert_eq!(encode_error(&Brakes(0b10_0000)), (EncodeErrorKind::Size, "Brakes"));
    assert_eq!(serde_json::to_string(&brakes).unwrap(), "\"48\"");
}

#[test]
fn lengths_of_bit_strings_survive() {
    use bits::{Events, Lane};
    // The root of `SIZE(13, ..., 14)` is 13 alone: a length outside it is a general one.
    for (len, want) in
        [(13, "0 1000000000000"), (14, "1 00001110 10000000000000"), (1, "1 00000001 1"), (0, "1 00000000")]
    {
        let mut value = BitString::zeros(len);
        if len > 0 {
            value.set(Events::HAZARD, true);
        }
        let events = Events(value);
        assert_eq!(events.to_uper().unwrap(), bits(want));
        assert_eq!(Events::from_uper(&bits(want)).unwrap(), events);
        let json = serde_json::to_string(&events).unwrap();
        assert_eq!(serde_json::from_str::<Events>(&json).unwrap(), events, "{json}");
    }
    let lane = Lane::from_uper(&bits("1 00000000")).unwrap();
    assert!(lane.0.is_empty());
    assert_eq!(serde_json::to_string(&lane).unwrap(), "\"\"");
    assert_eq!(serde_json::from_str::<Lane>("\"\"").unwrap(), lane);
}

#[test]
fn a_root_size_sent_as_an_extension_is_noted() {
    let value = bits::Events(BitString::zeros(13));
    let noted = notes(&bits("1 00001101 0000000000000"), &value);
    assert!(noted.contains(Notes::ROOT_AS_EXTENSION));
}

#[test]
fn sizes_are_checked_both_ways() {
    use octets::{Ranged, TemporaryID};
    assert_eq!(encode_error(&Ranged(vec![1])), (EncodeErrorKind::Size, "Ranged"));
    assert_eq!(encode_error(&Ranged(vec![1; 6])), (EncodeErrorKind::Size, "Ranged"));
    assert_eq!(TemporaryID([1, 2, 3, 4]).to_uper().unwrap(), [1, 2, 3, 4]);
    let (kind, _, at) = decode_error::<strings::Name>(&bits("111111 00000000"));
    assert_eq!((kind, at), (DecodeErrorKind::Size, "Name"));
    let lists = sizes::Lists { fixed: vec![1], ..Default::default() };
    assert_eq!(encode_error(&lists), (EncodeErrorKind::Size, "Lists.fixed"));
}

#[test]
fn characters_have_the_bits_of_their_alphabet() {
    use strings::{Grade, Name};
    // The encoders take no 127 in an IA5String; X.680 41 does.
    let name = Name("\u{7f}\0".into());
    assert_eq!(name.to_uper().unwrap(), bits("000001 1111111 0000000"));
    assert_eq!(Name::from_uper(&name.to_uper().unwrap()).unwrap(), name);
    // Ranks 10 to 15 are no characters.
    assert_eq!(decode_error::<Grade>(&bits("000 1010")), (DecodeErrorKind::Alphabet, 3, "Grade"));
    assert_eq!(encode_error(&Grade("I".into())), (EncodeErrorKind::Alphabet, "Grade"));
}

#[test]
fn contents_of_octet_strings_are_types_of_their_own() {
    let inner = octets::Inner { number: 42 };
    let contents = octets::Contents(inner.to_uper().unwrap());
    assert_eq!(contents.to_uper().unwrap(), [1, 42]);
    assert_eq!(octets::Inner::from_uper(&contents.0).unwrap(), inner);
}

#[test]
fn defaults_that_are_sent_are_accepted_and_noted() {
    use defaults::Settings;
    // All nineteen components that have a default are there, with their defaults.
    let mut buffer = [0; 64];
    let mut w = Writer::new(&mut buffer);
    w.put(0x7FFFF, 19);
    w.put(0b10, 2); // yes, no
    w.put(5, 4); // number: -3
    w.put(1_000_000, 32); // large
    w.put(0x0105, 16); // natural
    w.put(9, 4); // level
    w.put(7, 4); // again
    w.put(0b001, 3); // colour
    w.put(1, 1); // own
    w.put(4, 4); // label: its length
    b"none".iter().for_each(|c| w.put(u64::from(*c), 7));
    w.put(0, 8); // text
    w.put(0xCAFE, 16); // key
    w.put(0x01_02_03, 24); // octets
    w.put(1, 3); // blob: its length
    w.put(0x0A, 8);
    w.put(0b101, 3); // flags
    w.put(2, 4); // loose: its length
    w.put(0b01, 2);
    w.put(0b0110, 4); // bits
    w.put(0, 2); // numbers
    w.put(0, 8); // list
    w.put(255, 8); // last
    let length = w.finish("").unwrap();
    let settings = Settings { last: 255, ..Default::default() };
    let noted = notes(&buffer[..length], &settings);
    assert_eq!(noted, {
        let mut r = Reader::new(&[]);
        r.note(Notes::DEFAULT_PRESENT);
        r.notes()
    });
    assert_eq!(settings.to_uper().unwrap().len(), 4);
    assert_eq!(serde_json::from_str::<Settings>(r#"{"last":255}"#).unwrap(), settings);
}

#[test]
fn open_types_hold_at_least_an_octet() {
    use objects::{Frame, Messages};
    for (value, id) in [(Messages::Nothing, 21), (Messages::Only(objects::Only::Only), 22)] {
        let frame = Frame { value, ..Default::default() };
        assert_eq!(frame.to_uper().unwrap(), [0, id, 1, 0]);
        // Without that octet it is understood, and noted.
        assert!(!notes(&[0, id, 0], &frame).is_empty());
        // So is more than needed.
        assert!(notes(&[0, id, 2, 0, 0], &frame).contains(Notes::LEFTOVER));
    }
    // A value that needs more than its open type holds is cut, though octets follow.
    let (kind, bit, at) = decode_error::<Frame>(&[0, 20, 1, 0, 0xFF, 0xFF]);
    assert_eq!((kind, bit, at), (DecodeErrorKind::Truncated, 26, "Position.x"));
}

#[test]
fn contents_of_unknown_identifiers_are_kept() {
    use objects::{Empty, Frame, Messages, Wide};
    let wire = octets("00fa03aabbcc");
    let frame = Frame::from_uper(&wire).unwrap();
    assert_eq!(frame.value, Messages::Unknown { id: 250, octets: vec![0xAA, 0xBB, 0xCC] });
    assert_eq!((frame.id(), frame.value.name()), (250, "Unknown"));
    assert_eq!(frame.to_uper().unwrap(), wire);
    let json = serde_json::to_string(&frame).unwrap();
    assert_eq!(json, r#"{"messageId":250,"value":"aabbcc"}"#);
    assert_eq!(serde_json::from_str::<Frame>(&json).unwrap(), frame);
    // A set that knows nothing, and an identifier without bounds.
    let empty = Empty::from_uper(&bits("000000000000101 00000001 11111111")).unwrap();
    assert_eq!(empty.id(), 5);
    let wide = Wide::from_uper(&[2, 1, 0, 1, 0]).unwrap();
    assert_eq!((wide.id(), wide.to_uper().unwrap()), (256, vec![2, 1, 0, 1, 0]));
    let (kind, _, at) = decode_error::<Wide>(&[1, 0xFF, 1, 0]);
    assert_eq!((kind, at), (DecodeErrorKind::TooLarge, "Wide.id"));
    // A known identifier cannot be passed off as unknown, and nothing is no message.
    let known = Frame { value: Messages::Unknown { id: 300, octets: vec![0] }, ..Default::default() };
    assert_eq!(encode_error(&known), (EncodeErrorKind::Unknown, "Messages"));
    assert_eq!(encode_error(&Frame::default()), (EncodeErrorKind::OutOfRange, "Frame.messageId"));
}

#[test]
fn claimed_fragments_and_counts_are_no_reason_to_go_on() {
    use fragments::{Numbers, Octets};
    // 64K items claimed, and again, with nothing behind.
    let (kind, bit, at) = decode_error::<Octets>(&bits("000 11000100 11000100"));
    assert_eq!((kind, bit, at), (DecodeErrorKind::Truncated, 11, "Octets.octets"));
    let (kind, ..) = decode_error::<Numbers>(&bits("000 11000100 11000100"));
    assert_eq!(kind, DecodeErrorKind::Truncated);
    // Five units are no fragment.
    let (kind, bit, _) = decode_error::<Octets>(&bits("000 11000101"));
    assert_eq!((kind, bit), (DecodeErrorKind::Size, 3));
}

#[test]
fn names_that_clash_do_not_mix_values() {
    use names::{Paths, PathsP, PathsPQ, Point, Range};
    let paths = Paths {
        pos: Point { lat: 1, long: 2 },
        pos_lat: 3,
        out_of: Range { range: 4, index: 5 },
        pos_long: Some(6),
        p: PathsP { q_r: 7, q: PathsPQ { r: 8 } },
    };
    assert_eq!(Paths::from_uper(&paths.to_uper().unwrap()).unwrap(), paths);
    let json = r#"{"pos":{"lat":1,"long":2},"pos-lat":3,"out-of":{"range":4,"index":5},"pos-long":6,"p":{"q-r":7,"q":{"r":8}}}"#;
    assert_eq!(serde_json::to_string(&paths).unwrap(), json);
}

//! Where codecs go wrong, each place with a test. X.691 is meant where a clause has no other name. Rules that no type
//! of these sets needs, or that show better in J2735, are tested there: `v2x-j2735/tests/traps`.
//!
//! | what goes wrong | clause | here, or where else |
//! | --- | --- | --- |
//! | numbers outside the root of an extensible range | 12.1 | `values::an_extensible_number_beyond_its_root_is_a_general_one` |
//! | extensible sizes, exact lengths of bit strings | 15.3, 15.6 | `values::received_lengths_of_bit_strings_survive`, `octet_strings_of_extensible_size_grow` |
//! | one name in two modules, one type in two editions | X.680 12 | `values::editions_are_sets_of_their_own`; v2x: `walk::what_is_configured_is_not_guessed` |
//! | bitmaps of other editions, any subset of additions | 18.7 to 18.9 | `extensions::a_bitmap_may_be_of_another_length`, `any_subset_of_additions_may_be_there` |
//! | unknown alternatives and messages | 10.2, 22.8 | `extensions::unknown_alternatives_are_kept`, `unknown_messages_of_day_2_are_kept` |
//! | reads end with the open type; octets left over in it | 10.2 | `extensions::a_message_is_read_within_its_octets` |
//! | constraints both ways | 9.3 | `values::constraints_hold_both_ways` |
//! | lists up to their bound, guarded by the bits that are left | 19 | `limits::lists_end_where_their_bits_end` |
//! | frames cut anywhere | | `limits::a_frame_cut_at_any_bit_is_an_error`; `laws_2020.rs`, `laws_2019.rs` |
//! | stale octets after the frame | | `limits::what_follows_a_frame_is_not_its_own` |
//! | DEFAULT values, a second extension marker, 16K fragments, serial constraints | | no type of these sets has them; v2x-j2735: `traps`; v2x-codegen: `constructs` |

mod extensions;
mod limits;
mod values;

use core::fmt::Debug;
use serde::{Serialize, de::DeserializeOwned};
use v2x_uper::{DecodeErrorKind, EncodeErrorKind, Uper};

const Y2019: &str = include_str!("../../../v2x/tests/vectors/csae-2019.jsonl");
const Y2020: &str = include_str!("../../../v2x/tests/vectors/csae-2020.jsonl");

/// Bits, in groups as a person reads them, as octets; the last is padded with zeros.
fn bits(text: &str) -> Vec<u8> {
    let bits: Vec<u8> = text.bytes().filter(u8::is_ascii_digit).map(|digit| digit - b'0').collect();
    let octet = |chunk: &[u8]| chunk.iter().enumerate().fold(0, |octet, (i, bit)| octet | bit << (7 - i));
    bits.chunks(8).map(octet).collect()
}

/// The value of canonical bits: they encode again as they were, and survive JSON.
#[track_caller]
fn same<T: Uper + PartialEq + Debug + Serialize + DeserializeOwned>(text: &str) -> T {
    let wire = bits(text);
    let decoded = T::from_uper_prefix(&wire).unwrap();
    assert_eq!(decoded.octets, wire.len());
    assert!(decoded.notes.is_empty(), "{:?}", decoded.notes);
    assert_eq!(decoded.value.to_uper().unwrap(), wire);
    let json = serde_json::to_string(&decoded.value).unwrap();
    assert_eq!(serde_json::from_str::<T>(&json).unwrap(), decoded.value, "{json}");
    decoded.value
}

#[track_caller]
fn decode_error<T: Uper + Debug>(text: &str) -> (DecodeErrorKind, u32, &'static str) {
    let error = T::from_uper_prefix(&bits(text)).unwrap_err();
    (error.kind, error.bit, error.at)
}

#[track_caller]
fn encode_error<T: Uper>(value: &T) -> (EncodeErrorKind, &'static str) {
    let error = value.to_uper().unwrap_err();
    (error.kind, error.at)
}

/// Name and octets of the frames of an independent encoder.
fn generated(file: &str) -> impl Iterator<Item = (String, Vec<u8>)> + '_ {
    file.lines().map(|line| {
        let vector: serde_json::Value = serde_json::from_str(line).unwrap();
        let hex = vector["hex"].as_str().unwrap();
        let octets = (0..hex.len() / 2).map(|i| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).unwrap());
        (vector["msg"].as_str().unwrap().to_owned(), octets.collect())
    })
}

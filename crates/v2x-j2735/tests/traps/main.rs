//! Where codecs go wrong, each place with a test. X.691 is meant where a clause has no other name.
//!
//! | what goes wrong | clause | here, or where else |
//! | --- | --- | --- |
//! | items of an ENUMERATED in the order of the text | 13.1 | `values::items_are_numbered_by_their_values`; v2x-codegen: `constructs::values`, `front::enumerated` |
//! | one name in two modules | X.680 12 | `values::names_are_of_their_module`; v2x-codegen: `front::modules`, `constructs/scopes.asn` |
//! | constraints upon constraints | | `values::constraints_upon_constraints_intersect`; v2x-codegen: `front::constraints` |
//! | extensible sizes: root of one size, general lengths, width of characters | 15.6, 19.4, 27.4 | `values::an_extensible_size_is_general_outside_its_root`, `values::strings_of_extensible_size_keep_the_width_of_their_characters` |
//! | lengths of bit strings, zeros at their end | 15.3 | `values::received_lengths_of_bit_strings_survive` |
//! | bitmaps of other editions | 18.7, 18.8 | `extensions::a_bitmap_may_be_shorter…`, `…longer_than_what_is_known`, `announced_additions_that_are_not_there_are_noted` |
//! | any subset of additions; NULL among them; groups | 18.9 | `extensions::any_subset_of_additions_may_be_there`; v2x-codegen: `constructs::editions`, `extension.asn` |
//! | unknown alternatives, items, messages, Part II contents, regions | 10.2, 13.3, 22.8 | `extensions::unknown_…`, `regions_that_no_schema_knows_are_kept`, `values::items_beyond_the_root_are_refused_and_additions_kept` |
//! | constraints on decoding as on encoding; the newest bounds | 9.3 | `values::constraints_hold_on_decoding_and_on_encoding`, `bounds_are_those_of_the_newest_edition` |
//! | numbers without bounds, above 64K, negative | 10.5.7, 10.7, 10.8 | v2x-codegen: `constructs/integers.asn`; v2x-uper: `integer` |
//! | 16K fragments | 10.9.3.8 | `limits::lists_above_16k_…`, `open_types_above_16k_…`, `a_known_message_may_come_in_fragments`; v2x-codegen: `constructs/fragments.asn` |
//! | open types without bits | 10.2.1, 11.1.3 | `extensions::messages_without_contents_still_take_an_octet` |
//! | a second extension marker | X.680 24.1 | no type of the set has one; v2x-codegen: `constructs/marker.asn`, `constructs::editions` |
//! | reads end with the open type; octets left over in it | 10.2 | `extensions::an_addition_is_read_within_its_own_octets`, `octets_left_over_in_a_message_are_skipped_and_reported`, `padding_that_is_not_zero_is_reported` |
//! | lists up to their bound, guarded by the bits that are left | 19 | `limits::a_list_may_be_as_long_as_its_constraint_says`, `claimed_counts_end_where_the_bits_end`; v2x-uper: `list` |
//! | DEFAULT values that are sent | 18.5 | `values::a_default_value_that_is_sent_is_accepted…`; v2x-codegen: `constructs/defaults.asn` |
//! | frames cut anywhere | | `limits::a_frame_cut_at_any_bit_is_an_error`; `laws.rs` |
//! | stale octets after the frame | | `limits::what_follows_a_frame_is_not_its_own`; v2x: `vectors::stale_octets_after_a_bare_frame_are_counted` |
//! | frames of the 2016 and 2020 editions | | `vectors.rs` (recorded); `values::bounds…`, `extensions::a_bitmap_may_be_shorter…` |
//! | texts of ASN.1: encodings, comments, imports, names | X.680 11, 12 | v2x-codegen: `front::lexical`, `front::modules`, `constructs::refused` |
//! | JSON: bits, open types (wrapped once more as an option), order of members, null | X.697 | `json`, `laws.rs`; v2x: `vectors.rs`, `text.rs` |

mod extensions;
mod json;
mod limits;
mod values;

use core::fmt::Debug;
use serde::{Serialize, de::DeserializeOwned};
use v2x_uper::{DecodeErrorKind, EncodeErrorKind, Notes, Uper};

const GENERATED: &str = include_str!("../../../v2x/tests/vectors/j2735-2024.jsonl");

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

/// The notes of bits that are a way to say `value`, but not the canonical one.
#[track_caller]
fn notes<T: Uper + PartialEq + Debug>(text: &str, value: &T) -> Notes {
    let decoded = T::from_uper_prefix(&bits(text)).unwrap();
    assert_eq!(decoded.value, *value);
    assert_ne!(value.to_uper().unwrap(), bits(text));
    decoded.notes
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

/// A frame of any contents below 128 octets, without the codec's help.
fn frame(id: u16, contents: &[u8]) -> Vec<u8> {
    let [high, low] = id.to_be_bytes();
    assert!(high < 0x80 && contents.len() < 0x80);
    [&[high, low, contents.len() as u8][..], contents].concat()
}

/// The octets behind `shift` zero bits.
fn shifted(octets: &[u8], shift: usize) -> Vec<u8> {
    let text: String = octets.iter().map(|octet| format!("{octet:08b}")).collect();
    bits(&format!("{}{text}", "0".repeat(shift)))
}

/// Name and octets of the frames of an independent encoder.
fn generated() -> impl Iterator<Item = (String, Vec<u8>)> {
    GENERATED.lines().map(|line| {
        let vector: serde_json::Value = serde_json::from_str(line).unwrap();
        let hex = vector["hex"].as_str().unwrap();
        let octets = (0..hex.len() / 2).map(|i| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).unwrap());
        (vector["msg"].as_str().unwrap().to_owned(), octets.collect())
    })
}

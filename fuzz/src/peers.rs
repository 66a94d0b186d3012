//! This library and its peers, on the same octets.

use v2x::{Decoder, Message};
use v2x_bench_peers::differential::{Verdict, verdicts};
use v2x_benches::frames::Set;

/// The peers do not agree with one another against this library.
pub fn j2735(octets: &[u8]) {
    agree(Set::J2735, Decoder::new().bare(v2x::Set::J2735), octets);
}

/// As [`j2735`], for T/CSAE 53-2020.
pub fn csae2020(octets: &[u8]) {
    agree(Set::Csae, Decoder::new().bare(v2x::Set::Csae), octets);
}

/// Both peers drop what their edition does not know, so frames with such things are left out. Of known additions each
/// peer loses some in a way of its own.
fn agree(set: Set, decoder: Decoder, octets: &[u8]) {
    let Ok(decoded) = decoder.decode(octets) else { return };
    if has_unknown(&decoded.message) {
        return;
    }
    let Some((message, [(_, rasn), (_, asn1rs)])) = verdicts(set, octets) else { return };
    assert!(!matches!(rasn, Verdict::Other(_)) || rasn != asn1rs, "{message}: both peers give {rasn:?}");
}

/// The names that JSON gives to what an edition does not know begin alike.
fn has_unknown(message: &Message) -> bool {
    serde_json::to_string(message).is_ok_and(|text| text.contains("\"unknown"))
}

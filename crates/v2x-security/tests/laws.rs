//! Laws: what is signed is verified, and anything else is not; arbitrary octets are never verified.

mod common;

use std::sync::OnceLock;

use common::*;
use proptest::prelude::*;
use v2x::envelope::Psid;
use v2x::envelope::ieee1609dot2::{Certificate, HeaderInfo, ThreeDLocation, Time64};
use v2x_security::{Attach, Context, MessageSigner, Policy, TrustStore, Verifier};

/// One chain of every curve, made once: implicit where there is such a thing.
fn chains() -> &'static [Chain] {
    static CHAINS: OnceLock<Vec<Chain>> = OnceLock::new();
    CHAINS.get_or_init(|| {
        CURVES.iter().map(|curve| chain(*curve, curve.coordinate_len() == 32, None)).collect()
    })
}

/// Knows all certificates already, so that one signature is all there is to be verified.
fn verifier_of(chain: &Chain) -> Verifier {
    let mut store = TrustStore::new();
    for node in [&chain.root, &chain.issuing, &chain.car] {
        store.add(&Certificate::parse(&node.certificate).unwrap().0).unwrap();
    }
    Verifier::new(store, Policy::default())
}

fn packet(signer: &MessageSigner, frame: &[u8], more: (u64, Option<i32>, bool), entropy: &[u8]) -> Vec<u8> {
    let (micros, latitude, digest) = more;
    let header = HeaderInfo {
        psid: Psid::BSM,
        generation_time: Some(Time64(NOW.0 - micros)),
        generation_location: latitude.map(|latitude| ThreeDLocation {
            latitude,
            longitude: -latitude,
            elevation: 9,
        }),
        ..HeaderInfo::default()
    };
    let attach = if digest { Attach::Digest } else { Attach::Certificate };
    let mut packet = Vec::new();
    signer.sign_frame(frame, &header, attach, entropy, &mut packet).unwrap();
    packet
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn signed_is_verified_and_flipped_is_not(
        which in 0..CURVES.len(),
        frame in proptest::collection::vec(any::<u8>(), 0..300),
        micros in 0..5_000_000_u64,
        latitude in proptest::option::of(-900_000_000..=900_000_000_i32),
        digest: bool,
        entropy: [u8; 16],
        place: proptest::sample::Index,
        bit in 0..8_u32,
    ) {
        let chain = &chains()[which];
        // The set begins any frame with a zero octet.
        let frame = [&[0][..], &frame].concat();
        let packet = packet(&chain.signer(), &frame, (micros, latitude, digest), &entropy);
        let verifier = verifier_of(chain);
        prop_assert!(verdict(&mut verifier.clone(), &packet).is_verified());
        let walked = v2x::walk(&packet).unwrap();
        prop_assert_eq!(walked.payload(), &frame[..]);
        // A bit of the payload, which lies behind 9 to 11 octets of headers.
        let start = packet.windows(frame.len()).position(|octets| octets == frame).unwrap();
        let mut flipped = packet.clone();
        flipped[start + place.index(frame.len())] ^= 1 << bit;
        let flipped = v2x::walk(&flipped).map(|walked| {
            verifier.clone().verify_layers(&walked.layers, &Context::at(NOW)).is_verified()
        });
        prop_assert_ne!(flipped, Ok(true));
    }

    #[test]
    fn arbitrary_changes_are_never_verified(
        which in 0..CURVES.len(),
        place: proptest::sample::Index,
        octets in proptest::collection::vec(any::<u8>(), 1..20),
    ) {
        let chain = &chains()[which];
        let packet = packet(&chain.signer(), &FRAME, (0, None, true), &[]);
        let mut changed = packet.clone();
        // Not the form of r, which is none of the message's: it stands two coordinates and an octet before the end.
        let end = packet.len() - 2 * CURVES[which].coordinate_len() - 1;
        let at = place.index(end);
        for (to, from) in changed[at..end].iter_mut().zip(&octets) {
            *to = *from;
        }
        let Ok(walked) = v2x::walk(&changed) else { return Ok(()) };
        let verdict = verifier_of(chain).verify_layers(&walked.layers, &Context::at(NOW));
        prop_assert!(changed == packet || !verdict.is_verified());
    }
}

//! Which header follows which: the table at the walk, row by row, and laws that hold for any octets.

mod common;

use common::{generated, octets};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use v2x::envelope::btp::Btp;
use v2x::envelope::dsmp::{Dsm, DsmpOption, Options};
use v2x::envelope::geonetworking::{self, Extended, LongPosition};
use v2x::envelope::ieee1609dot2::{
    Curve, CurvePoint, HashAlgorithm, HeaderInfo, Ieee1609Dot2Data, Signature, SignedData, SignedPayload,
    Signer, ThreeDLocation, Time64,
};
use v2x::envelope::wsmp::{Address, Element, Elements, Wsm};
use v2x::envelope::{Aid, Psid};
use v2x::{
    Content, CsaeEdition, Decoder, EnvelopeError, EnvelopeErrorKind as Kind, Expect, Limit, NoFrame,
    Protection, Protocol, Set,
};

#[track_caller]
fn fails(decoder: Decoder, octets: &[u8], protocol: Protocol, offset: u32, kind: Kind) {
    assert_eq!(decoder.walk(octets), Err(EnvelopeError { protocol, offset, kind }));
}

#[track_caller]
fn frame(decoder: Decoder, octets: &[u8], set: Set, offset: usize) {
    let walked = decoder.walk(octets).unwrap();
    let content = Content::Frame { set, offset: offset as u32, octets: &octets[offset..] };
    assert_eq!(walked.content, content);
}

#[test]
fn first_octets() {
    let any = Decoder::new();
    frame(any, &[0x00, 0x14, 1], Set::J2735, 0);
    frame(any, &[0x80, 0x14, 1], Set::J2735, 0);
    frame(any, &[3, 0x80, 2, 0x00, 0x14], Set::J2735, 3);
    frame(any, &[3, 0, 0x20, 2, 0x00, 0x14], Set::J2735, 4);
    frame(any, &[0x0B, 0, 0, 0x20, 2, 0x00, 0x14], Set::J2735, 5);
    frame(any, &[4, 0, 0x6F, 0, 2, 0x03, 0x84], Set::Csae, 5);
    fails(any, &[2, 0x20, 0x80], Protocol::Wsmp, 0, Kind::Version { version: 2 });
    fails(any, &[0x13, 0, 0], Protocol::Wsmp, 0, Kind::Subtype { subtype: 1 });
    fails(
        any,
        &[0x11, 0, 0],
        Protocol::GeoNetworking,
        0,
        Kind::Truncated { needed: 4, present: 3, limit: Limit::Slice },
    );
    for octet in [0x01, 0x05, 0x14, 0x56, 0x7F, 0x83, 0xCD, 0xFF] {
        let kind = Kind::Unrecognised { octets: [octet, 0x1D] };
        fails(any, &[octet, 0x1D, 0, 0], Protocol::Datagram, 0, kind);
    }
    let empty = Kind::Truncated { needed: 1, present: 0, limit: Limit::Slice };
    fails(any, &[], Protocol::Datagram, 0, empty);
}

#[test]
fn a_payload_is_never_searched_for() {
    // A frame's first octets lie in the packet, behind what no header accounts for.
    let kind = Kind::Unrecognised { octets: [0x01, 0x1D] };
    fails(Decoder::new(), &[0x01, 0x1D, 0, 0x00, 0x14, 0x35], Protocol::Datagram, 0, kind);
    let kind = Kind::Unrecognised { octets: [0xFF, 0x00] };
    fails(Decoder::new(), &[3, 0, 0x20, 3, 0xFF, 0x00, 0x14], Protocol::Wsmp, 4, kind);
    frame(Decoder::new().skip(3), &[0x01, 0x1D, 0, 0x00, 0x14, 0x35], Set::J2735, 3);
}

#[test]
fn inside_wsmp_and_unsecured_data() {
    let (any, empty) = (Decoder::new(), |limit| Kind::Truncated { needed: 1, present: 0, limit });
    fails(any, &[3, 0, 0x20, 0], Protocol::Wsmp, 4, empty(Limit::WsmpLength));
    fails(any, &[3, 0x80, 0], Protocol::Ieee1609Dot2, 3, empty(Limit::OctetString));
    // Neither WSMP nor DSMP lies inside another header.
    let kind = Kind::Unrecognised { octets: [3, 0] };
    fails(any, &[3, 0, 0x20, 5, 3, 0, 0x20, 1, 0], Protocol::Wsmp, 4, kind);
    let kind = Kind::Unrecognised { octets: [4, 0] };
    fails(any, &[3, 0x80, 2, 4, 0], Protocol::Ieee1609Dot2, 3, kind);
    // Secured data does, also inside unsecured data.
    frame(any, &[3, 0x80, 5, 3, 0x80, 2, 0x00, 0x14], Set::J2735, 6);
}

#[test]
fn trailing_octets_are_counted_where_they_lie() {
    // Inside: one octet after the 1609.2 data, in WSMP. Outside: two after WSMP.
    let packet = [3, 0, 0x20, 6, 3, 0x80, 2, 0x00, 0x14, 0xEE, 0xFF, 0xFF];
    let walked = v2x::walk(&packet).unwrap();
    let trailing: Vec<u32> = walked.layers.iter().map(|layer| layer.trailing).collect();
    assert_eq!((trailing, walked.payload()), (vec![2, 1], &[0x00, 0x14][..]));
}

/// A GeoNetworking packet of one hop around BTP-B and two octets, without basic header.
fn geonetworking() -> Vec<u8> {
    let mut out = Vec::new();
    let payload = [0x07, 0xD1, 0, 0, 0xCA, 0xFE];
    let extended = Extended::SingleHop(LongPosition::default(), [0; 4]);
    geonetworking::Packet::new(extended, &payload).write(&mut out).unwrap();
    out
}

#[test]
fn geonetworking_bare_secured_and_empty() {
    let basic = |next: u8| [0x10 | next, 0, 0x50, 1];
    let bare = [&basic(1)[..], &geonetworking(), &[0xEE; 3]].concat();
    let walked = v2x::walk(&bare).unwrap();
    assert_eq!(walked.content, Content::Etsi { port: Btp::CAM, offset: 44, octets: &[0xCA, 0xFE] });
    let trailing: Vec<_> = walked.layers.iter().map(|layer| (layer.protocol, layer.trailing)).collect();
    let headers = [(Protocol::GeoNetworking, 0), (Protocol::GeoNetworkingCommon, 3), (Protocol::Btp, 0)];
    assert_eq!(trailing, headers);
    let secured = [&basic(2)[..], &sign(&geonetworking())].concat();
    let walked = v2x::walk(&secured).unwrap();
    assert_eq!((walked.payload(), walked.layers.len()), (&[0xCA, 0xFE][..], 5));
    assert_eq!(Decoder::new().expect(Expect::GeoNetworking).walk(&secured), Ok(walked));
    let error = v2x::decode(&secured).unwrap_err();
    assert_eq!((error.name(), error.at(), error.bit()), ("etsi", "btp", None));
    assert_eq!(
        v2x::walk(&basic(0)).map(|walked| walked.content),
        Err(EnvelopeError {
            protocol: Protocol::Datagram,
            offset: 0,
            kind: Kind::Unrecognised { octets: [0x10, 0] },
        })
    );
    let mut beacon = basic(1).to_vec();
    let packet = geonetworking::Packet {
        carries: geonetworking::Carries::Any,
        ..geonetworking::Packet::new(Extended::Beacon(LongPosition::default()), &[])
    };
    packet.write(&mut beacon).unwrap();
    assert_eq!(v2x::decode(&beacon).unwrap_err(), v2x::Error::NoFrame(NoFrame::NoPayload));
}

#[test]
fn what_is_configured_is_not_guessed() {
    let chinese = Decoder::new().bare(Set::Csae).csae_edition(CsaeEdition::Y2019);
    for first in [[3, 0x81], [4, 0x00], [0, 0x14], [0x45, 0x00]] {
        frame(chinese, &first, Set::Csae, 0);
    }
    frame(Decoder::new().bare(Set::J2735), &[0x03, 0x80, 0], Set::J2735, 0);
    frame(Decoder::new().expect(Expect::Dsmp), &[0, 0x6F, 0, 1, 9], Set::Csae, 4);
    let wsmp = Decoder::new().expect(Expect::Wsmp);
    fails(wsmp, &[0x00, 0x14], Protocol::Wsmp, 0, Kind::Version { version: 0 });
    let secured = Decoder::new().expect(Expect::Ieee1609Dot2);
    fails(secured, &[0x00, 0x14], Protocol::Ieee1609Dot2, 0, Kind::Version { version: 0 });
    frame(secured.set(Set::Csae), &[3, 0x80, 1, 0x45], Set::Csae, 3);
    // A port of Chinese envelopes: a bare frame cannot be told there.
    let kind = Kind::Unrecognised { octets: [0x00, 0x14] };
    fails(Decoder::new().set(Set::Csae), &[0x00, 0x14], Protocol::Datagram, 0, kind);
}

#[test]
fn errors_point_into_the_datagram() {
    let frame = octets(&generated("j2735-2024.jsonl")[0], "hex").unwrap();
    let cut = &frame[..10];
    let mut packet = Vec::new();
    Wsm::new(Psid::BSM, cut).write(&mut packet).unwrap();
    let (bare, inside) = (v2x::decode(cut).unwrap_err(), v2x::decode(&packet).unwrap_err());
    let v2x::Error::Message { set: Set::J2735, offset: 0, error } = bare else { panic!("{bare:?}") };
    assert_eq!(inside, v2x::Error::Message { set: Set::J2735, offset: 4, error });
    assert_eq!((bare.name(), bare.at(), bare.bit()), ("truncated", error.at, Some(u64::from(error.bit))));
    assert_eq!(inside.bit(), Some(u64::from(error.bit) + 32));

    let header = v2x::decode(&packet[..6]).unwrap_err();
    assert_eq!((header.name(), header.at(), header.bit()), ("truncated", "wsmp", Some(32)));
    let request = v2x::decode(&[3, 0x83, 0]).unwrap_err();
    assert_eq!((request.name(), request.at(), request.bit()), ("certificate_request", "ieee1609dot2", None));
    assert!(size_of::<v2x::Error>() <= 40);
}

#[test]
fn padding_that_is_not_zero_is_noted() {
    let decoder = Decoder::new().bare(Set::Csae);
    let mut padded = 0;
    for line in generated("csae-2020.jsonl") {
        let frame = octets(&line, "hex").unwrap();
        let mut other = frame.clone();
        *other.last_mut().unwrap() ^= 1;
        let (Ok(decoded), Ok(changed)) = (decoder.decode(&frame), decoder.decode(&other)) else { continue };
        // The last bit is padding if the message does not change with it.
        if changed.message == decoded.message {
            assert!(decoded.notes.is_empty());
            assert!(changed.notes.contains(v2x::uper::Notes::PADDING));
            padded += 1;
        }
    }
    assert!(padded > 50, "{padded}");
}

/// Signed data around `payload`.
fn sign(payload: &[u8]) -> Vec<u8> {
    let (mut unsecured, mut tbs, mut out) = (Vec::new(), Vec::new(), Vec::new());
    Ieee1609Dot2Data::Unsecured(payload).write(&mut unsecured).unwrap();
    let payload = SignedPayload { data: Some(&unsecured), ..SignedPayload::default() };
    SignedData::write_to_be_signed(&payload, &HeaderInfo::default(), &mut tbs).unwrap();
    let signature = Signature::Ecdsa { curve: Curve::NistP256, r: CurvePoint::XOnly(&[1; 32]), s: &[2; 32] };
    let data = SignedData::new(HashAlgorithm::Sha256, &tbs, Signer::Digest([3; 8]), signature).unwrap();
    Ieee1609Dot2Data::Signed(data).write(&mut out).unwrap();
    out
}

fn dsmp(data: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    Dsm::new(Aid::BSM, data).write_adapted(&mut out).unwrap();
    out
}

#[test]
fn chinese_frames_secured_and_bare() {
    let signed = sign(&[0x45, 1, 2]);
    let packet = dsmp(&signed);
    let walked = v2x::walk(&packet).unwrap();
    assert_eq!((walked.payload(), walked.layers.len()), (&[0x45, 1, 2][..], 3));
    // One octet more, one less, or other first octets: a frame, which happens to begin so.
    for other in [&[&signed[..], &[0]].concat()[..], &signed[..signed.len() - 1], &[3, 0x80, 1, 0x45]] {
        let packet = dsmp(other);
        assert_eq!(v2x::walk(&packet).unwrap().payload(), other);
    }
    // Unless the receiver knows better.
    let decoder = Decoder::new().protection(Protection::Secured);
    assert_eq!(decoder.walk(&dsmp(&[3, 0x80, 1, 0x45])).unwrap().payload(), [0x45]);
    let bare = Decoder::new().protection(Protection::Bare);
    assert_eq!(bare.walk(&packet).unwrap().payload(), signed);
}

/// Octets that begin like a header, or like nothing.
fn datagrams() -> impl Strategy<Value = Vec<u8>> {
    let beginnings = prop::sample::select(vec![
        &[][..],
        &[3, 0, 0x20],
        &[0x0B],
        &[3, 1],
        &[3, 0x80],
        &[3, 0x81, 0, 0x40, 3, 0x80],
        &[3, 0x81, 0, 0, 0x40, 1, 0x20],
        &[3, 0x81, 0, 0, 0, 1, 0x20, 0x81, 1, 1],
        &[3, 0x82, 1, 2],
        &[4, 0],
        &[4, 0x10],
        &[0x11, 0, 0x50, 1, 0x20],
        &[0x11, 0, 0x50, 1, 0x20, 0x50, 0, 0, 0, 0x20, 1, 0],
        &[0x12, 0, 0x50, 1, 3, 0x80],
        &[0, 0x14],
    ]);
    (beginnings, vec(any::<u8>(), 0..200)).prop_map(|(start, rest)| [start, &rest].concat())
}

fn decoders() -> impl Strategy<Value = Decoder> {
    let expect =
        [Expect::Any, Expect::Dsmp, Expect::Frame, Expect::GeoNetworking, Expect::Ieee1609Dot2, Expect::Wsmp];
    let protection = [Protection::Bare, Protection::Detect, Protection::Secured];
    let sets = prop::sample::select(vec![Set::J2735, Set::Csae]);
    (prop::sample::select(expect.to_vec()), prop::sample::select(protection.to_vec()), sets, 0usize..4)
        .prop_map(|(expect, protection, set, skip)| {
            Decoder::new().expect(expect).protection(protection).set(set).skip(skip)
        })
}

/// Ids and values of extension elements.
type Owned = Option<Vec<(u8, Vec<u8>)>>;

fn elements() -> impl Strategy<Value = Owned> {
    option::of(vec((any::<u8>(), vec(any::<u8>(), 0..140)), 0..5))
}

fn borrowed(elements: &Owned) -> Option<Vec<Element<'_>>> {
    let elements = elements.as_ref()?;
    Some(elements.iter().map(|(id, value)| Element { id: *id, value }).collect())
}

proptest! {
    #[test]
    fn no_octets_make_the_walk_panic(octets in datagrams(), decoder in decoders()) {
        match decoder.walk(&octets) {
            Ok(walked) => {
                prop_assert!(walked.payload().len() <= octets.len());
                for layer in walked.layers.iter() {
                    let end = layer.offset as usize + layer.octets.len();
                    prop_assert_eq!(&octets[layer.offset as usize..end], layer.octets);
                    prop_assert!(end + layer.trailing as usize <= octets.len());
                }
            }
            Err(error) => prop_assert!(error.offset as usize <= octets.len()),
        }
    }

    #[test]
    fn no_octets_make_decoding_panic(octets in datagrams(), decoder in decoders()) {
        let _ = decoder.decode(&octets).map_err(|error| (error.to_string(), error.name(), error.at(), error.bit()));
    }

    #[test]
    fn a_damaged_packet_is_walked_or_refused(
        number in 0usize..22, position in any::<prop::sample::Index>(), octet in any::<u8>(), cut in any::<prop::sample::Index>(),
    ) {
        let mut packet = octets(&generated("ieee1609dot2.jsonl")[number], "hex").unwrap();
        let position = position.index(packet.len());
        packet[position] = octet;
        let _ = v2x::decode(&packet);
        let _ = v2x::decode(&packet[..cut.index(packet.len())]);
        if let Ok((data, rest)) = Ieee1609Dot2Data::parse(&packet) {
            let mut out = Vec::new();
            data.write(&mut out).unwrap();
            prop_assert_eq!(&out[..], &packet[..packet.len() - rest.len()]);
        }
    }

    #[test]
    fn wsmp_is_read_as_written(
        psid in 0u32..=0x1020_407F, ports in option::of(any::<(u16, u16)>()), network in elements(), transport in elements(),
        data in vec(any::<u8>(), 0..300), long_length in any::<bool>(), rest in vec(any::<u8>(), 0..3),
    ) {
        let (network, transport) = (borrowed(&network), borrowed(&transport));
        let address = match ports {
            Some((source, destination)) => Address::Ports { source, destination },
            None => Address::Psid(Psid::from_value(psid).unwrap()),
        };
        let wsm = Wsm {
            network: network.as_deref().map(Elements::from),
            address,
            transport: transport.as_deref().map(Elements::from),
            long_length: long_length && data.len() < 0x80,
            data: &data,
        };
        let mut out = Vec::new();
        wsm.write(&mut out).unwrap();
        out.extend_from_slice(&rest);
        prop_assert_eq!(Wsm::parse(&out), Ok((wsm, &rest[..])));
    }

    #[test]
    fn dsmp_is_read_as_written(
        aid in 0u16..=0x407F, reserved in 0u8..16, list in option::of(vec((any::<u8>(), vec(any::<u8>(), 0..256)), 0..5)),
        data in vec(any::<u8>(), 0..300), rest in vec(any::<u8>(), 0..3),
    ) {
        let list: Option<Vec<DsmpOption<'_>>> =
            list.as_ref().map(|list| list.iter().map(|(id, value)| DsmpOption { id: *id, value }).collect());
        let options = list.as_deref().map(Options::from);
        let dsm = Dsm { reserved, options, ..Dsm::new(Aid::from_value(aid).unwrap(), &data) };
        let mut out = Vec::new();
        dsm.write(&mut out).unwrap();
        out.extend_from_slice(&rest);
        prop_assert_eq!(Dsm::parse(&out), Ok((dsm, &rest[..])));
    }

    #[test]
    fn signed_headers_are_read_as_written(
        psid in 0u32..=0x1020_407F, generation in option::of(any::<u64>()), expiry in option::of(any::<u64>()),
        place in option::of((-900_000_000..=900_000_001i32, -1_799_999_999..=1_800_000_001i32, any::<u16>())),
        p2pcd_learning_request in option::of(any::<[u8; 3]>()), payload in vec(any::<u8>(), 0..300),
    ) {
        let header = HeaderInfo {
            psid: Psid::from_value(psid).unwrap(),
            generation_time: generation.map(Time64),
            expiry_time: expiry.map(Time64),
            generation_location: place.map(|(latitude, longitude, elevation)| ThreeDLocation { latitude, longitude, elevation }),
            p2pcd_learning_request,
            ..HeaderInfo::default()
        };
        let (mut inner, mut tbs) = (Vec::new(), Vec::new());
        Ieee1609Dot2Data::Unsecured(&payload).write(&mut inner).unwrap();
        let payload = SignedPayload { data: Some(&inner), ..SignedPayload::default() };
        SignedData::write_to_be_signed(&payload, &header, &mut tbs).unwrap();
        let signature = Signature::Sm2 { r: &[1; 32], s: &[2; 32] };
        let data = SignedData::new(HashAlgorithm::Sm3, &tbs, Signer::SelfSigned, signature).unwrap();
        prop_assert_eq!((data.header(), data.payload()), (&header, payload));
    }

    #[test]
    fn times_survive_utc(micros in 1_072_915_200_000_000i64..4_000_000_000_000_000) {
        prop_assert_eq!(Time64::from_unix_micros(micros).unwrap().unix_micros(), Some(micros));
    }
}

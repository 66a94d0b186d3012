//! Headers that are cut, overlong, unknown, absurd or nested without end: each ends in the right error, which names the layer,
//! the octet, what is needed and what is there.

use v2x::envelope::btp::Btp;
use v2x::envelope::dsmp::Dsm;
use v2x::envelope::ieee1609dot2::Ieee1609Dot2Data;
use v2x::envelope::rsu_cloud::{Framing, Upload};
use v2x::envelope::tscbm::Tscbm;
use v2x::envelope::wsmp::Wsm;
use v2x::envelope::{Aid, Psid};
use v2x::{Decoder, EnvelopeError, EnvelopeErrorKind as Kind, Expect, Limit, MAX_LAYERS, NoFrame, Protocol};

const FRAME: &[u8] = &[0x00, 0x2C, 0x01, 0x00];

/// Signed data around a payload: header info with generation time, a digest, a P-256 signature.
fn signed(payload: &[u8]) -> Vec<u8> {
    let mut data = vec![0x03, 0x81, 0x00, 0x40];
    data.extend(payload);
    data.extend([0x40, 0x01, 0x20]);
    data.extend([0x11; 8]);
    data.push(0x80);
    data.extend([0x22; 8]);
    data.extend([0x80, 0x82]);
    data.extend([0x33; 64]);
    data
}

fn unsecured(payload: &[u8]) -> Vec<u8> {
    let mut data = Vec::new();
    Ieee1609Dot2Data::Unsecured(payload).write(&mut data).unwrap();
    data
}

fn wsmp(data: &[u8]) -> Vec<u8> {
    let mut packet = Vec::new();
    Wsm::new(Psid::BSM, data).write(&mut packet).unwrap();
    packet
}

fn dsmp() -> Vec<u8> {
    let mut packet = Vec::new();
    Dsm::new(Aid::from_value(3620).unwrap(), FRAME).write_adapted(&mut packet).unwrap();
    packet
}

/// A packet of a kind: its header type and subtype, and the octets of its extended header.
fn geonetworking(kind: u8, extended: usize, message: &[u8]) -> Vec<u8> {
    let length = (message.len() + 4) as u16;
    // Version 1, then a common header; after the common header, BTP-B.
    let mut packet = vec![0x11, 0x00, 0x1A, 0x01, 0x20, kind, 0x02, 0x80];
    packet.extend(length.to_be_bytes());
    packet.extend([0x01, 0x00]);
    packet.extend(vec![0; extended]);
    packet.extend(Btp::CAM.to_be_bytes());
    packet.extend([0, 0]);
    packet.extend(message);
    packet
}

fn error(packet: &[u8]) -> EnvelopeError {
    v2x::walk(packet).expect_err("it is malformed")
}

#[track_caller]
fn fails(packet: &[u8], protocol: Protocol, offset: u32, kind: Kind) {
    assert_eq!(error(packet), EnvelopeError { protocol, offset, kind }, "{packet:02x?}");
}

/// Cuts a packet at every length: the error is that octets are missing, it counts them right, and the layer is the innermost
/// one whose header the cut is in, or the one whose length says that more must follow.
#[track_caller]
fn cut_everywhere(packet: &[u8], decoder: Decoder, whole_without: usize) {
    let walked = decoder.walk(packet).unwrap();
    let mut seen = 0;
    for length in 0..packet.len() {
        let cut = &packet[..length];
        match decoder.walk(cut) {
            // A packet that nothing ends but its last octet.
            Ok(_) => assert!(length >= whole_without, "{length} octets are whole: {cut:02x?}"),
            Err(EnvelopeError { protocol, offset, kind: Kind::Truncated { needed, present, limit } }) => {
                assert!(present < needed, "{length}: {needed} {present}");
                // What is there ends where the datagram does.
                assert_eq!(
                    (offset + present, limit),
                    (length as u32, Limit::Slice),
                    "{length} of {packet:02x?}"
                );
                // A first octet alone says little: 03 begins WSMP, and 1609.2 with a second one.
                let known = length < 2
                    || protocol == Protocol::Datagram
                    || walked.layers.iter().any(|layer| layer.protocol == protocol);
                assert!(known, "{length}: {protocol}");
                let layer = walked.layers.iter().find(|layer| layer.protocol == protocol);
                assert!(layer.is_none_or(|layer| layer.offset <= offset), "{length}: {protocol} at {offset}");
                seen += 1;
            }
            Err(other) => panic!("{length} of {packet:02x?}: {other}"),
        }
    }
    assert_eq!(seen, whole_without);
}

#[test]
fn packets_cut_at_every_length() {
    let any = Decoder::new();
    for packet in [
        unsecured(FRAME),
        signed(&unsecured(FRAME)),
        signed(&signed(&unsecured(FRAME))),
        wsmp(FRAME),
        wsmp(&unsecured(FRAME)),
        wsmp(&signed(&unsecured(FRAME))),
        dsmp(),
    ] {
        cut_everywhere(&packet, any, packet.len());
    }
    // Single hop, topology-scoped, geo-broadcast, geo-anycast and unicast, each with its extended header.
    for (kind, extended) in [(0x50, 28), (0x51, 28), (0x40, 44), (0x30, 44), (0x20, 48)] {
        let packet = geonetworking(kind, extended, FRAME);
        cut_everywhere(&packet, any, packet.len());
    }
    let mut inside = vec![0x12, 0x00, 0x1A, 0x01];
    inside.extend(signed(&unsecured(&geonetworking(0x50, 28, FRAME)[4..])));
    cut_everywhere(&inside, any, inside.len());
}

#[test]
fn every_kind_of_geonetworking_packet_is_walked() {
    for (kind, extended, name) in [
        (0x20, 48, "unicast"),
        (0x30, 44, "anycast"),
        (0x40, 44, "broadcast"),
        (0x41, 44, "broadcast"),
        (0x42, 44, "broadcast"),
        (0x50, 28, "single_hop_broadcast"),
        (0x51, 28, "topology_scoped_broadcast"),
    ] {
        let packet = geonetworking(kind, extended, FRAME);
        let walked = v2x::walk(&packet).unwrap_or_else(|error| panic!("{kind:#04x}: {error}"));
        let header = walked.layers.iter().find_map(|layer| layer.geonetworking_packet()).unwrap();
        assert!(header.extended.name().contains(name), "{kind:#04x}: {}", header.extended.name());
        assert_eq!(walked.payload(), FRAME);
    }
    // A beacon, and a location service's request and reply, carry nothing.
    for (kind, extended) in [(0x10, 24), (0x60, 36), (0x61, 48)] {
        let mut packet = vec![0x11, 0x00, 0x1A, 0x01, 0x00, kind, 0x02, 0x80, 0, 0, 0x01, 0x00];
        packet.extend(vec![0; extended]);
        let walked = v2x::walk(&packet).unwrap_or_else(|error| panic!("{kind:#04x}: {error}"));
        assert_eq!(walked.content, v2x::Content::NoFrame(NoFrame::NoPayload), "{kind:#04x}");
    }
}

#[test]
fn what_is_not_wsmp_of_version_3_is_named() {
    fails(&[0x02, 0x00, 0x20, 0x01, 0x00], Protocol::Wsmp, 0, Kind::Version { version: 2 });
    for tpid in [4, 5] {
        fails(&[0x03, tpid, 0, 0, 0, 0, 0, 0], Protocol::Wsmp, 1, Kind::Addressing { tpid });
    }
    for tpid in [6, 0x7F] {
        fails(&[0x03, tpid, 0, 0], Protocol::Wsmp, 1, Kind::Tpid { tpid });
    }
    fails(&[0x13, 0x00, 0x20, 0x00], Protocol::Wsmp, 0, Kind::Subtype { subtype: 1 });
    // No identifier begins with four ones.
    fails(&[0x03, 0x00, 0xF0, 0, 0, 0], Protocol::Wsmp, 2, Kind::Identifier { octet: 0xF0 });
    // Ports are read; what they carry is no frame that anything names.
    let ports = [0x03, 0x02, 0x12, 0x34, 0x56, 0x78, 0x04, 0x00, 0x2C, 0x01, 0x00];
    assert_eq!(v2x::walk(&ports).unwrap().payload(), FRAME);
}

#[test]
fn lengths_beyond_what_is_there() {
    let truncated = |needed, present, limit| Kind::Truncated { needed, present, limit };
    // All of a WSMP length's fourteen bits, and DSMP's sixteen.
    let long = [0x03, 0x00, 0x20, 0xBF, 0xFF, 0x00];
    fails(&long, Protocol::Wsmp, 5, truncated(0x3FFF, 1, Limit::Slice));
    let long = [0x04, 0x00, 0x20, 0xFF, 0xFF, 0x00];
    fails(&long, Protocol::Dsmp, 5, truncated(0xFFFF, 1, Limit::Slice));
    // Four octets of length in 1609.2: nothing is allocated for them.
    let absurd = [0x03, 0x80, 0x84, 0xFF, 0xFF, 0xFF, 0xFF, 0x00];
    fails(&absurd, Protocol::Ieee1609Dot2, 7, truncated(u32::MAX, 1, Limit::Slice));
    // The inner length beyond the outer: the outer one is the limit, although the datagram goes on.
    let mut inner = wsmp(&[0x03, 0x80, 0x05, 0x00]);
    inner.extend([0; 16]);
    fails(&inner, Protocol::Ieee1609Dot2, 7, truncated(5, 1, Limit::WsmpLength));
    // Not in its shortest form, or of no form.
    for length in [&[0x81, 0x7F][..], &[0x82, 0x00, 0x80], &[0x85, 1, 1, 1, 1, 1], &[0xFF], &[0x80]] {
        let packet = [&[0x03, 0x80][..], length, &[0; 200]].concat();
        fails(&packet, Protocol::Ieee1609Dot2, 2, Kind::Length { octet: length[0] });
    }
    // A payload longer than the GeoNetworking packet that holds it.
    let mut packet = geonetworking(0x50, 28, FRAME);
    packet[8] = 0xFF;
    let EnvelopeError { protocol, kind, .. } = error(&packet);
    assert_eq!(protocol, Protocol::GeoNetworkingCommon);
    assert!(matches!(kind, Kind::Truncated { limit: Limit::Slice, .. }), "{kind}");
}

#[test]
fn identifiers_that_nothing_has() {
    // Contents, signers and signatures in a form that is unknown: their length is known, so they are stepped over or named.
    let unknown = [0x03, 0x9F, 0x02, 0xAA, 0xBB];
    assert_eq!(v2x::walk(&unknown).unwrap().content, v2x::Content::NoFrame(NoFrame::Unknown(0x9F)),);
    // A tag of another class is no alternative at all.
    let packet = wsmp(&[0x03, 0x40]);
    assert!(matches!(error(&packet).kind, Kind::Unrecognised { octets: [0x03, 0x40] }));
    // Versions.
    let mut packet = geonetworking(0x50, 28, FRAME);
    packet[0] = 0x21;
    fails(&packet, Protocol::Datagram, 0, Kind::Unrecognised { octets: [0x21, 0x00] });
    let expected = Decoder::new().expect(Expect::GeoNetworking).walk(&packet).unwrap_err();
    assert_eq!((expected.protocol, expected.offset), (Protocol::GeoNetworking, 0));
    assert!(matches!(expected.kind, Kind::Version { version: 2 }), "{expected}");
    // Header types of GeoNetworking.
    let packet = geonetworking(0xF0, 28, FRAME);
    assert_eq!(error(&packet).protocol, Protocol::GeoNetworkingCommon);
    // Octets that begin nothing.
    fails(&[0xFF, 0xFF, 0xFF], Protocol::Datagram, 0, Kind::Unrecognised { octets: [0xFF, 0xFF] });
}

#[test]
fn nesting_without_end_is_refused_at_a_depth() {
    // Unsecured data in unsecured data is not walked: its payload is a frame, or nothing.
    let twice = unsecured(&unsecured(FRAME));
    assert_eq!(v2x::walk(&twice).unwrap().payload(), FRAME);
    let mut bomb = unsecured(FRAME);
    for depth in 2.. {
        bomb = signed(&bomb);
        match v2x::walk(&bomb) {
            Ok(walked) => assert_eq!(walked.layers.len(), depth),
            Err(EnvelopeError { protocol, kind, .. }) => {
                assert_eq!((protocol, kind), (Protocol::Ieee1609Dot2, Kind::Depth { max: MAX_LAYERS as u8 }));
                assert_eq!(depth, MAX_LAYERS + 1);
                break;
            }
        }
    }
    // A thousand levels cost no more than the first few.
    let deep = [0x03, 0x81, 0x00, 0x40].repeat(1000);
    assert!(matches!(error(&deep).kind, Kind::Depth { .. }));
    let deep = wsmp(&[0x03, 0x80, 0x81, 0xF0].repeat(40));
    assert!(v2x::walk(&deep).is_err());
}

#[test]
fn what_is_no_header_is_cut_at_every_length_too() {
    let mut push = Vec::new();
    Tscbm::default().write(&mut push);
    for length in 1..push.len() {
        let error = Tscbm::parse(&push[..length]).unwrap_err();
        assert_eq!(error.protocol, Protocol::Tscbm);
        let Kind::Truncated { needed, present, .. } = error.kind else { panic!("{error}") };
        assert_eq!((error.offset + present, present < needed), (length as u32, true));
    }
    let mut upload = Vec::new();
    Upload::write(*b"u_id_123", 0, Framing::Counted, &[FRAME, FRAME], &mut upload).unwrap();
    for length in 0..upload.len() {
        let error = Upload::parse(&upload[..length], Framing::Counted).unwrap_err();
        assert_eq!(error.protocol, Protocol::RsuCloud);
        let Kind::Truncated { needed, present, .. } = error.kind else { panic!("{error}") };
        assert_eq!((error.offset + present, present < needed), (length as u32, true));
    }
}

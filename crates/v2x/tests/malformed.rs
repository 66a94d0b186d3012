//! Headers that are cut, overlong, unknown, absurd or nested without end: each ends in the right error, which names the layer,
//! the octet, what is needed and what is there.

mod common;

use common::samples::{dsmp, geonetworking, geonetworking_of, signed, unsecured, wsmp};
use v2x::envelope::Psid;
use v2x::envelope::dsmp::Dsm;
use v2x::envelope::rsu_cloud::{Framing, Upload};
use v2x::envelope::tscbm::Tscbm;
use v2x::envelope::wsmp::Wsm;
use v2x::{Decoder, EnvelopeError, EnvelopeErrorKind as Kind, Expect, Limit, MAX_LAYERS, NoFrame, Protocol};

const FRAME: &[u8] = &[0x00, 0x2C, 0x01, 0x00];

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
        wsmp(Psid::BSM, FRAME),
        wsmp(Psid::BSM, &unsecured(FRAME)),
        wsmp(Psid::BSM, &signed(&unsecured(FRAME))),
        dsmp(3620, FRAME),
    ] {
        cut_everywhere(&packet, any, packet.len());
    }
    // Single hop, topology-scoped, geo-broadcast, geo-anycast and unicast, each with its extended header.
    for (kind, extended) in [(0x50, 28), (0x51, 28), (0x40, 44), (0x30, 44), (0x20, 48)] {
        let packet = geonetworking_of(kind, extended, FRAME);
        cut_everywhere(&packet, any, packet.len());
    }
    let mut inside = vec![0x12, 0x00, 0x1A, 0x01];
    inside.extend(signed(&unsecured(&geonetworking(FRAME)[4..])));
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
        let packet = geonetworking_of(kind, extended, FRAME);
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
    let mut inner = wsmp(Psid::BSM, &[0x03, 0x80, 0x05, 0x00]);
    inner.extend([0; 16]);
    fails(&inner, Protocol::Ieee1609Dot2, 7, truncated(5, 1, Limit::WsmpLength));
    // Not in its shortest form, or of no form.
    for length in [&[0x81, 0x7F][..], &[0x82, 0x00, 0x80], &[0x85, 1, 1, 1, 1, 1], &[0xFF], &[0x80]] {
        let packet = [&[0x03, 0x80][..], length, &[0; 200]].concat();
        fails(&packet, Protocol::Ieee1609Dot2, 2, Kind::Length { octet: length[0] });
    }
    // A payload longer than the GeoNetworking packet that holds it.
    let mut packet = geonetworking(FRAME);
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
    let packet = wsmp(Psid::BSM, &[0x03, 0x40]);
    assert!(matches!(error(&packet).kind, Kind::Unrecognised { octets: [0x03, 0x40] }));
    // Versions.
    let mut packet = geonetworking(FRAME);
    packet[0] = 0x21;
    fails(&packet, Protocol::Datagram, 0, Kind::Unrecognised { octets: [0x21, 0x00] });
    let expected = Decoder::new().expect(Expect::GeoNetworking).walk(&packet).unwrap_err();
    assert_eq!((expected.protocol, expected.offset), (Protocol::GeoNetworking, 0));
    assert!(matches!(expected.kind, Kind::Version { version: 2 }), "{expected}");
    // Header types of GeoNetworking.
    let packet = geonetworking_of(0xF0, 28, FRAME);
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
    let deep = wsmp(Psid::BSM, &[0x03, 0x80, 0x81, 0xF0].repeat(40));
    assert!(v2x::walk(&deep).is_err());
}

/// Octets, how they are read, and the error: layer, octet, and what is wrong there.
type Row<'a> = (&'a [u8], fn(&[u8]) -> Option<EnvelopeError>, Protocol, u32, Kind);

#[test]
fn every_envelope_names_itself_the_octet_and_the_lengths() {
    let short = |needed, present, limit| Kind::Truncated { needed, present, limit };
    let end = Limit::Slice;
    let wsm = |octets: &[u8]| Wsm::parse(octets).err();
    let dsm = |octets: &[u8]| Dsm::parse(octets).err();
    let walked = |octets: &[u8]| v2x::walk(octets).err();
    let push = |octets: &[u8]| Tscbm::parse(octets).err();
    let counted = |octets: &[u8]| Upload::parse(octets, Framing::Counted).err();
    let skipped = |octets: &[u8]| Decoder::new().skip(24).walk(octets).err();
    let expected = |octets: &[u8]| Decoder::new().expect(Expect::GeoNetworking).walk(octets).err();
    let btp = {
        // The GeoNetworking length has room for three octets of BTP's four; the datagram goes on.
        let mut packet = geonetworking(FRAME);
        packet[9] = 3;
        packet
    };
    let rows: &[Row<'_>] = &[
        // Extension elements: absurd count, absurd length, a length of no form, a count of no form.
        (&[0x0B, 0xBF, 0xFF, 4, 1, 20], wsm, Protocol::Wsmp, 6, short(1, 0, end)),
        (&[0x0B, 1, 4, 0xBF, 0xFF, 20], wsm, Protocol::Wsmp, 5, short(0x3FFF, 1, end)),
        (&[0x0B, 1, 4, 0xC0, 20], wsm, Protocol::Wsmp, 3, Kind::Length { octet: 0xC0 }),
        (&[0x0B, 0xFF], wsm, Protocol::Wsmp, 1, Kind::Length { octet: 0xFF }),
        (&[0x03, 1, 0x20, 1, 23, 9, 0], wsm, Protocol::Wsmp, 6, short(9, 1, end)),
        (&[0x03, 3, 0x12, 0x34, 0x56], wsm, Protocol::Wsmp, 4, short(2, 1, end)),
        (&[0x03, 0, 0xE0, 0, 0], wsm, Protocol::Wsmp, 3, short(3, 2, end)),
        (&[0x03, 0, 0x20, 0xC1], wsm, Protocol::Wsmp, 3, Kind::Length { octet: 0xC1 }),
        (&[0x03, 0, 0x20, 0], walked, Protocol::Wsmp, 4, short(1, 0, Limit::WsmpLength)),
        (&[0x07, 0, 0x20, 0], wsm, Protocol::Wsmp, 0, Kind::Version { version: 7 }),
        // Octets in front: more than there are.
        (&[3; 20], skipped, Protocol::Datagram, 0, short(24, 20, end)),
        (&[3; 24], skipped, Protocol::Datagram, 24, short(1, 0, end)),
        (&[0x20, 0x6F], dsm, Protocol::Dsmp, 0, Kind::Version { version: 1 }),
        (&[0x10, 0xFF, 4, 1, 23], dsm, Protocol::Dsmp, 5, short(2, 0, end)),
        (&[0x10, 1, 12, 200, 0], dsm, Protocol::Dsmp, 4, short(200, 1, end)),
        (&[0x00, 0xC0], dsm, Protocol::Dsmp, 1, Kind::Identifier { octet: 0xC0 }),
        (&[0x04, 0x00, 0x8D, 0xA3, 0x80, 0x00], walked, Protocol::Dsmp, 6, short(0x8000, 0, end)),
        (&[0x11, 0x00, 0x1A], walked, Protocol::GeoNetworking, 0, short(4, 3, end)),
        (&btp, walked, Protocol::Btp, 42, short(2, 1, Limit::GeoNetworkingLength)),
        (
            &[0x1F, 0, 0x1A, 1],
            expected,
            Protocol::GeoNetworking,
            0,
            Kind::Value { field: "GeoNetworking next header", value: 15 },
        ),
        (
            &[0x11, 0, 0x1A, 1, 0x20, 0x70, 0, 0, 0, 0, 1, 0],
            walked,
            Protocol::GeoNetworkingCommon,
            5,
            Kind::Value { field: "GeoNetworking header type", value: 0x70 },
        ),
        (&[0xCE, 16], push, Protocol::Tscbm, 0, Kind::Unrecognised { octets: [0xCE, 16] }),
        (&[0xCD, 17], push, Protocol::Tscbm, 0, Kind::Value { field: "TSCBM blocks", value: 17 }),
        (&[0xCD, 16, 1, 0], push, Protocol::Tscbm, 3, short(2, 1, end)),
        (&[0; 15], counted, Protocol::RsuCloud, 8, short(8, 7, end)),
        (
            &[[0; 16].as_slice(), &[0xFF, 0xFF, 0xFF]].concat(),
            counted,
            Protocol::RsuCloud,
            19,
            short(0xFFFF, 0, end),
        ),
    ];
    for (octets, read, protocol, offset, kind) in rows {
        let error = EnvelopeError { protocol: *protocol, offset: *offset, kind: *kind };
        assert_eq!(read(octets), Some(error), "{octets:02x?}");
        // What a person reads has all of it.
        let told = error.to_string();
        assert!(told.starts_with(&format!("{protocol}, octet {offset}: ")), "{told}");
        if let Kind::Truncated { needed, present, .. } = kind {
            let octets = if *needed == 1 { "octet" } else { "octets" };
            assert!(told.contains(&format!("{needed} {octets} needed, {present} present")), "{told}");
        }
    }
}

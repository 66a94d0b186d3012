//! A law: whatever a good datagram is cut to, the error says how many octets are missing, of which header, and where, or
//! the part is whole by itself.

mod common;

use common::samples::{dsmp, geonetworking_of, wsmp};
use common::{generated, octets, recorded, text};
use proptest::prelude::*;
use v2x::envelope::Psid;
use v2x::envelope::dsmp::{Dsm, DsmpOption, Options};
use v2x::envelope::ieee1609dot2::Ieee1609Dot2Data;
use v2x::envelope::rsu_cloud::{Framing, Upload};
use v2x::envelope::rsu_text::RsuText;
use v2x::envelope::tscbm::{Demand, Tscbm};
use v2x::envelope::wsmp::{Address, Element, Elements, Wsm};
use v2x::{Decoder, EnvelopeError, EnvelopeErrorKind as Kind, Limit, Outer, Protocol};

const FRAME: &[u8] = &[0x00, 0x2C, 0x01, 0x00];

/// Reads octets as what they are known to be: how many of them it needed, up to the end of the outermost header.
type Read = fn(&[u8]) -> Result<usize, EnvelopeError>;

fn walk(decoder: Decoder, octets: &[u8]) -> Result<usize, EnvelopeError> {
    let walked = decoder.walk(octets)?;
    // A frame without a header around it ends anywhere, as far as a walk knows.
    let Some(layer) = walked.layers.first() else { return Ok(0) };
    // So does GeoNetworking without contents, whose basic header has no length; what it carries has one.
    let open = layer.protocol == Protocol::GeoNetworking;
    let end = if open { walked.layers.get(1).unwrap_or(layer) } else { layer };
    Ok(end.offset as usize + end.octets.len())
}

/// Cuts `packet` at every length.
#[track_caller]
fn law(name: &str, packet: &[u8], read: Read) {
    let needed_in_all = read(packet).unwrap_or_else(|error| panic!("{name}: {error}"));
    for length in 0..packet.len() {
        match read(&packet[..length]) {
            Ok(end) => assert!(end <= length && needed_in_all <= length, "{name} is whole at {length}"),
            Err(EnvelopeError { offset, kind: Kind::Truncated { needed, present, limit }, .. }) => {
                assert!(present < needed, "{name} at {length}: {needed} needed, {present} present");
                assert_eq!((offset + present) as usize, length, "{name} at {length}");
                assert_eq!(limit, Limit::Slice, "{name} at {length}");
            }
            Err(other) => panic!("{name} at {length}: {other}"),
        }
    }
}

fn anything(octets: &[u8]) -> Result<usize, EnvelopeError> {
    walk(Decoder::new(), octets)
}

#[test]
fn wsmp_with_every_address_and_extension() {
    let known = [
        (Element::TRANSMIT_POWER, &[20][..]),
        (Element::CHANNEL, &[172]),
        (Element::DATA_RATE, &[12]),
        (Element::CHANNEL_LOAD, &[40]),
        (99, &[7; 130]),
        (200, &[]),
    ];
    let list = known.map(|(id, value)| Element { id, value });
    let ports = Address::Ports { source: 0x1234, destination: 0x5678 };
    let psids = [Psid::BSM, Psid::SPAT, Psid::from_value(0x4080).unwrap(), Psid::MAP];
    let long = vec![0x55; 300];
    let mut packets = 0;
    for address in psids.map(Address::Psid).into_iter().chain([ports]) {
        for (network, transport) in [(false, false), (true, false), (false, true), (true, true)] {
            for (data, long_length) in [(FRAME, false), (FRAME, true), (&long[..], false)] {
                let elements = |present: bool| present.then(|| Elements::from(&list[..]));
                let (network, transport) = (elements(network), elements(transport));
                let wsm = Wsm { network, transport, long_length, ..Wsm::new(address, data) };
                let mut packet = Vec::new();
                wsm.write(&mut packet).unwrap();
                law(&format!("{wsm:?}"), &packet, |octets| {
                    Wsm::parse(octets).map(|(_, rest)| octets.len() - rest.len())
                });
                packets += 1;
            }
        }
    }
    assert_eq!(packets, 5 * 4 * 3);
}

#[test]
fn behind_the_octets_of_a_radio() {
    let behind = [&[9, 9, 9][..], &wsmp(Psid::BSM, FRAME)].concat();
    law("behind a vendor's octets", &behind, |octets| walk(Decoder::new().skip(3), octets));
}

/// Header fields, signers, certificates, keys, regions, recipients: all forms of them.
#[test]
fn every_construct_of_ieee_1609_2() {
    let mut walked = 0;
    for line in generated("ieee1609dot2.jsonl") {
        let data = octets(&line, "hex").unwrap();
        law(text(&line, "name"), &data, |octets| {
            Ieee1609Dot2Data::parse(octets).map(|(_, rest)| octets.len() - rest.len())
        });
        // Some hold no frame that a walk could end at.
        if v2x::walk(&data).is_ok() {
            law(text(&line, "name"), &wsmp(Psid::TIM, &data), anything);
            walked += 1;
        }
    }
    assert!(walked >= 15, "{walked}");
}

#[test]
fn what_has_a_reader_of_its_own() {
    let list =
        [DsmpOption { id: DsmpOption::TRANSMIT_POWER, value: &[23] }, DsmpOption { id: 9, value: &[] }];
    let dsm = Dsm { options: Some(Options::from(&list[..])), ..Dsm::new(v2x::envelope::Aid::MAP, FRAME) };
    let mut packet = Vec::new();
    dsm.write(&mut packet).unwrap();
    law("DSMP with options", &packet, |octets| Dsm::parse(octets).map(|(_, rest)| octets.len() - rest.len()));
    // Four octets more are another form of the push: any length from 241 on is one.
    for demand in [None, Some(Demand::default())] {
        let mut push = Vec::new();
        Tscbm { demand, ..Tscbm::default() }.write(&mut push);
        law("TSCBM", &push, |octets| Tscbm::parse(octets).map(|_| 241));
    }
    for (framing, frames) in [(Framing::Counted, &[FRAME, &[], FRAME][..]), (Framing::Single, &[FRAME])] {
        let mut upload = Vec::new();
        Upload::write(*b"unit_123", 1, framing, frames, &mut upload).unwrap();
        law(
            "upload",
            &upload,
            match framing {
                Framing::Counted => |octets| {
                    Upload::parse(octets, Framing::Counted).map(|(_, rest)| octets.len() - rest.len())
                },
                Framing::Single => {
                    |octets| Upload::parse(octets, Framing::Single).map(|(_, rest)| octets.len() - rest.len())
                }
            },
        );
    }
}

/// One good datagram of each sort, with what it is.
fn sorts() -> Vec<(Outer, Vec<u8>)> {
    let mut all: Vec<_> = generated("ieee1609dot2.jsonl")
        .iter()
        .map(|line| octets(line, "hex").unwrap())
        .flat_map(|secured| [wsmp(Psid::MAP, &secured), secured])
        .chain([wsmp(Psid::BSM, FRAME), dsmp(3620, FRAME)])
        .chain([(0x50, 28), (0x40, 44), (0x20, 48)].map(|(kind, len)| geonetworking_of(kind, len, FRAME)))
        .map(|packet| (Outer::Headers, packet))
        .collect();
    let mut upload = Vec::new();
    Upload::write(*b"unit_123", 1, Framing::Counted, &[FRAME, FRAME], &mut upload).unwrap();
    let (mut text, mut push) = (Vec::new(), Vec::new());
    RsuText::new(&wsmp(Psid::BSM, FRAME)).write(&mut text);
    Tscbm::default().write(&mut push);
    let others = [(Outer::RsuCloud(Framing::Counted), upload), (Outer::RsuText, text), (Outer::Tscbm, push)];
    all.extend(others);
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// However a datagram of any sort is changed, cut and lengthened: an error points into it, and one that misses octets counts
    /// those that are there up to the end of something that is in it.
    #[test]
    fn errors_of_changed_datagrams_point_into_them(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        cut in any::<prop::sample::Index>(),
        more in prop::collection::vec(any::<u8>(), 0..4),
        skip in 0..3_usize,
    ) {
        for (outer, good) in sorts() {
            let mut packet = [&vec![0xEE; skip][..], &good].concat();
            for (place, octet) in &changes {
                let place = skip + place.index(good.len());
                packet[place] ^= octet;
            }
            packet.truncate(packet.len() - cut.index(8).min(good.len()));
            packet.extend(&more);
            let mut buffer = Vec::new();
            let decoder = Decoder::new().skip(skip);
            let mut errors = Vec::new();
            // Places in a text's payload count from its first octet, and the payload is shorter than the text.
            match decoder.open(outer, &packet, &mut buffer) {
                Ok(opened) => errors.extend(opened.walked().filter_map(Result::err)),
                Err(error) => errors.push(error),
            }
            for error in errors {
                let EnvelopeError { offset, kind, .. } = error;
                prop_assert!(offset as usize <= packet.len(), "{error} in {packet:02x?}");
                if let Kind::Truncated { needed, present, limit } = kind {
                    prop_assert!(present < needed, "{error}");
                    let end = offset as usize + present as usize;
                    prop_assert!(end <= packet.len(), "{error} in {packet:02x?}");
                    // Frames of an upload, and the payload of a text, end before the datagram does.
                    let whole = outer == Outer::Headers && limit == Limit::Slice;
                    prop_assert!(!whole || end == packet.len(), "{error} in {packet:02x?}");
                }
            }
        }
    }
}

#[test]
fn recorded_packets() {
    let Some(lines) = recorded("ieee1609.jsonl") else { return };
    for line in &lines {
        law(text(line, "name"), &octets(line, "hex").unwrap(), anything);
    }
    let samples = recorded("encapsulations.jsonl").unwrap();
    let framed = samples.iter().filter(|line| text(line, "name").starts_with("Ethernet"));
    for line in framed {
        law(text(line, "name"), &octets(line, "hex").unwrap(), |octets| {
            walk(Decoder::new().skip(14), octets)
        });
    }
    assert!(lines.len() > 200);
}

/// Text has no length that it could miss: cut, it lacks its payload, or half an octet of it, or is shorter.
#[test]
fn text_for_roadside_units() {
    let mut whole = Vec::new();
    RsuText {
        message_type: Some("MAP"),
        psid: Some(Psid::MAP),
        interval: Some(1),
        signature: Some(true),
        ..RsuText::new(FRAME)
    }
    .write(&mut whole);
    let payload = whole.windows(8).position(|window| window == b"Payload=").unwrap() + 8;
    for length in 0..whole.len() {
        match RsuText::parse(&whole[..length]) {
            Ok((parsed, _)) => {
                let octets: Vec<u8> = parsed.payload.octets().collect();
                assert_eq!(octets, FRAME[..(length - payload) / 2], "{length}");
            }
            Err(EnvelopeError { protocol, offset, kind }) => {
                assert_eq!(
                    (protocol, offset as usize <= length),
                    (Protocol::RsuText, true),
                    "{length}: {kind}"
                );
                let lacks = match kind {
                    Kind::Absent { field: "Payload" } | Kind::Form { field: "line" } => length < payload,
                    Kind::Form { field: "Payload" } => {
                        offset as usize == length && (length == payload || (length - payload) % 2 == 1)
                    }
                    _ => false,
                };
                assert!(lacks, "{length}: {kind}");
            }
        }
    }
}

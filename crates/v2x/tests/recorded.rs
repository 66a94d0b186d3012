//! Packets that radios and roadside units recorded: every one walks to the payload that its file states, with the header
//! that it states, and every header is written back to the octets that were read.

mod common;

use common::{octets, recorded, text};
use serde_json::Value;
use v2x::controller::{Converter, Green, Group, Shows};
use v2x::envelope::Psid;
use v2x::envelope::btp::Btp;
use v2x::envelope::ieee1609dot2::{Curve, HashAlgorithm, Ieee1609Dot2Data, Signature, SignedData, Signer};
use v2x::envelope::rsu_cloud::{Framing, Upload};
use v2x::envelope::rsu_text::RsuText;
use v2x::envelope::tscbm::{Numbers, Tscbm};
use v2x::envelope::wsmp::Address;
use v2x::j2735::spat::MovementPhaseState;
use v2x::{Content, CsaeEdition, Decoder, Expect, Layer, Opened, Outer, Protocol, Set, Walked};

/// The octets that writing a layer gives; headers of a fixed length are written before what they carry.
fn written(layer: &Layer<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    let carried = |header: usize| &layer.octets[header..];
    match layer.protocol {
        Protocol::Btp => {
            layer.btp().unwrap().write(&mut out);
            out.extend(carried(4));
        }
        Protocol::GeoNetworking => {
            layer.geonetworking().unwrap().write(&mut out);
            out.extend(carried(4));
        }
        Protocol::GeoNetworkingCommon => layer.geonetworking_packet().unwrap().write(&mut out).unwrap(),
        Protocol::Wsmp => layer.wsm().unwrap().write(&mut out).unwrap(),
        Protocol::Dsmp => layer.dsm().unwrap().write(&mut out).unwrap(),
        Protocol::Ieee1609Dot2 => layer.secured().unwrap().write(&mut out).unwrap(),
        other => panic!("{other}"),
    }
    out
}

#[track_caller]
fn same_when_written(walked: &Walked<'_>) {
    for layer in walked.layers.iter() {
        assert_eq!(written(layer), layer.octets, "{:?}", layer.protocol);
        if let Some(Ieee1609Dot2Data::Signed(signed)) = layer.secured() {
            let mut out = Vec::new();
            SignedData::write_to_be_signed(&signed.payload(), signed.header(), &mut out).unwrap();
            assert_eq!(out, signed.to_be_signed());
        }
    }
}

/// The WSMP header as the file states it.
#[track_caller]
fn check_wsmp(walked: &Walked<'_>, stated: &Value) {
    let wsm = walked.layers.iter().find_map(Layer::wsm);
    let Some(stated) = stated.as_object() else { return assert_eq!(wsm, None) };
    let wsm = wsm.expect("a WSMP header");
    let encoded = stated["psid_pcoded"].as_str().unwrap().trim_start_matches("0x");
    let psid = Psid::from_p_encoded(u32::from_str_radix(encoded, 16).unwrap()).unwrap();
    assert_eq!(wsm.address, Address::Psid(psid));
    assert_eq!(wsm.data.len() as u64, stated["length"].as_u64().unwrap());
    assert_eq!((wsm.network, wsm.transport), (None, None));
}

/// The signed data's header as the file states it.
#[track_caller]
fn check_signed(walked: &Walked<'_>, stated: &Value) {
    let signed = walked.layers.iter().find_map(|layer| match layer.secured() {
        Some(Ieee1609Dot2Data::Signed(signed)) => Some(signed),
        _ => None,
    });
    let Some(stated) = stated.as_object() else { return assert_eq!(signed, None) };
    let signed = signed.expect("signed data");
    assert_eq!(u64::from(signed.header().psid.value()), stated["psid"].as_u64().unwrap());
    assert_eq!(signed.header().generation_time.map(|time| time.0), stated["generationTime"].as_u64());
    assert_eq!((signed.hash(), &stated["hash"]), (HashAlgorithm::Sha256, &Value::from("sha256")));
    let signer = match signed.signer() {
        Signer::Digest(_) => "digest",
        Signer::Certificates(certificates) => {
            assert_eq!(certificates.iter().count(), 1);
            "certificate"
        }
        _ => "other",
    };
    assert_eq!(signer, stated["signer"]);
    let p256 = matches!(signed.signature(), Signature::Ecdsa { curve: Curve::NistP256, .. });
    assert_eq!((p256, &stated["sig"]), (true, &Value::from("ecdsaNistP256Signature")));
}

/// Secured packets in the recordings, at least.
const RECORDED_SECURED: usize = 277;

#[test]
fn secured_packets_walk_to_their_payload() {
    let Some(lines) = recorded("ieee1609.jsonl") else { return };
    for line in &lines {
        let packet = octets(line, "hex").unwrap();
        let walked = v2x::walk(&packet).unwrap();
        assert_eq!(walked.payload(), octets(line, "payload_hex").unwrap());
        assert!(matches!(walked.content, Content::Frame { set: Set::J2735, .. }));
        assert!(walked.layers.iter().all(|layer| layer.trailing == 0));
        check_wsmp(&walked, &line["wsmp"]);
        check_signed(&walked, &line["dot2_header"]);
        same_when_written(&walked);
    }
    assert!(lines.len() >= RECORDED_SECURED);
}

/// How to read a kind of sample: what stands around it, and how what is in it is walked.
fn how(name: &str) -> Option<(Outer, Decoder)> {
    let headers = |decoder| Some((Outer::Headers, decoder));
    match name.split([' ', '(']).next().unwrap_or_default() {
        "wsmp+1609.2-signed" | "1609.2-signed" | "1609.2-unsecured" | "stale-buffer-trail" => {
            headers(Decoder::new())
        }
        "vendor24" => headers(Decoder::new().skip(24)),
        "vendor3" => headers(Decoder::new().skip(3)),
        "China" if name.ends_with("DSMP") => headers(Decoder::new()),
        "China" if name.ends_with("BSM") => Some((Outer::RsuCloud(Framing::Counted), Decoder::new())),
        "China" => Some((Outer::RsuCloud(Framing::Single), Decoder::new())),
        // Two samples are described in words alone.
        "RSU" if name.ends_with("SNMP") => None,
        "NTCIP" => None,
        "RSU" => Some((Outer::RsuText, Decoder::new())),
        "TSCBM" => Some((Outer::Tscbm, Decoder::new())),
        // Behind the header of the link.
        "Ethernet" => headers(Decoder::new().skip(14)),
        _ => panic!("a sample of a new kind: {name}"),
    }
}

#[test]
fn samples_of_every_encapsulation_walk_to_their_payload() {
    let Some(lines) = recorded("encapsulations.jsonl") else { return };
    // By what stands around: headers, text, uploads, pushes; and the frames of all uploads.
    let (mut seen, mut uploaded) = ([0; 4], 0);
    for line in &lines {
        let name = text(line, "name");
        let Some((outer, decoder)) = how(name) else { continue };
        let packet = octets(line, "hex").unwrap_or_else(|| text(line, "text").as_bytes().to_vec());
        let mut buffer = Vec::new();
        let opened =
            decoder.open(outer, &packet, &mut buffer).unwrap_or_else(|error| panic!("{name}: {error}"));
        let walked: Vec<_> = opened.walked().map(Result::unwrap).collect();
        walked.iter().for_each(same_when_written);
        let payload = octets(line, "payload_hex").unwrap_or_default();
        match opened {
            Opened::Headers(walked) => {
                // Without a header around it, only decoding tells where a frame ends.
                match walked.layers.is_empty() {
                    true => assert!(walked.payload().starts_with(&payload), "{name}"),
                    false => assert_eq!(walked.payload(), payload, "{name}"),
                }
                seen[0] += 1;
            }
            Opened::RsuText(_, walked) => {
                assert_eq!(walked.payload(), payload, "{name}");
                seen[1] += 1;
            }
            Opened::RsuCloud(upload, _) => {
                assert!(walked.iter().any(|walked| walked.payload() == payload), "{name}");
                for (walked, (start, frame)) in walked.iter().zip(upload.frames_with_offsets()) {
                    let expected = Content::Frame { set: Set::Csae, offset: start as u32, octets: frame };
                    assert_eq!(walked.content, expected);
                }
                (seen[2], uploaded) = (seen[2] + 1, uploaded + walked.len());
            }
            Opened::Tscbm(push) => {
                assert!(walked.is_empty() && push.phases.green == Numbers::of([2, 6]), "{name}");
                seen[3] += 1;
            }
            _ => panic!("{name}"),
        }
    }
    assert_eq!((seen, uploaded), ([17, 1, 3, 1], 5));
    assert_eq!(lines.len(), 24);
}

#[test]
fn places_in_uploads_count_from_the_first_octet_of_all() {
    let frames = [&[0x04, 0xD0][..], &[], &[0x05, 0x40, 0x14]];
    let mut datagram = vec![9; 5];
    Upload::write(*b"unit_123", 7, Framing::Counted, &frames, &mut datagram).unwrap();
    let (outer, decoder) = (Outer::RsuCloud(Framing::Counted), Decoder::new().skip(5));
    let mut buffer = Vec::new();
    let opened = decoder.open(outer, &datagram, &mut buffer).unwrap();
    let walked: Vec<_> = opened.walked().map(Result::unwrap).collect();
    for (walked, (offset, frame)) in walked.iter().zip([(24, frames[0]), (28, frames[1]), (30, frames[2])]) {
        let content = Content::Frame { set: Set::Csae, offset, octets: frame };
        assert_eq!(walked.content, content);
    }
    let error = opened.decoder(decoder).decode_walked(walked[2], &mut None).unwrap_err();
    assert_eq!((error.name(), error.bit() >= Some(30 * 8)), ("truncated", true));
    // Cut behind the last length, and in front of everything.
    let error = decoder.open(outer, &datagram[..30], &mut buffer).unwrap_err();
    assert_eq!((error.protocol, error.offset), (Protocol::RsuCloud, 30));
    let error = decoder.open(outer, &datagram[..4], &mut buffer).unwrap_err();
    assert_eq!((error.protocol, error.offset), (Protocol::Datagram, 0));
}

#[test]
fn geonetworking_packets_say_which_message_they_carry() {
    let Some(lines) = recorded("encapsulations.jsonl") else { return };
    let mut seen = Vec::new();
    for line in lines.iter().filter(|line| text(line, "name").starts_with("Ethernet 0x8947")) {
        let packet = octets(line, "hex").unwrap();
        let walked = Decoder::new().skip(14).walk(&packet).unwrap();
        let Content::Etsi { port, .. } = walked.content else { panic!("{:?}", walked.content) };
        let protocols: Vec<_> = walked.layers.iter().map(|layer| layer.protocol.name()).collect();
        let source = walked.layers.iter().find_map(|layer| layer.geonetworking_packet()).unwrap();
        // The station's address is that of the link, but for one that was sent again by a simulator.
        let same = source.extended.source().at.address.link_layer() == packet[6..12];
        assert_eq!(same, port != Btp::DENM);
        seen.push((Btp::message(port).unwrap(), source.extended.name(), protocols.len()));
    }
    assert_eq!(
        seen,
        [
            ("CAM", "single_hop_broadcast", 5),
            ("DENM", "topology_scoped_broadcast", 5),
            ("CPM", "single_hop_broadcast", 3)
        ]
    );
}

#[test]
fn text_for_a_roadside_unit_holds_a_message() {
    let Some(lines) = recorded("encapsulations.jsonl") else { return };
    let line = lines.iter().find(|line| line["text"].is_string()).unwrap();
    let text = text(line, "text");
    assert!(RsuText::begins(text.as_bytes()));
    let (parsed, rest) = RsuText::parse(text.as_bytes()).unwrap();
    let payload: Vec<u8> = parsed.payload.octets().collect();
    assert_eq!((payload.as_slice(), rest), (&octets(line, "payload_hex").unwrap()[..], &[][..]));
    assert_eq!(
        (parsed.message_type, parsed.psid, parsed.signature),
        (Some("SPAT"), Some(Psid::SPAT), Some(true))
    );
    assert_eq!(v2x::decode(&payload).unwrap().message.name(), "SPAT");
    let mut out = Vec::new();
    parsed.write(&mut out);
    assert_eq!(
        String::from_utf8(out).unwrap(),
        text.replace("DeliveryStart=\n", "").replace("DeliveryStop=\n", "")
    );
}

#[test]
fn the_push_of_a_signal_controller_is_written_as_it_was_read() {
    let Some(lines) = recorded("encapsulations.jsonl") else { return };
    let line = lines.iter().find(|line| text(line, "name").starts_with("TSCBM")).unwrap();
    let packet = octets(line, "hex").unwrap();
    let (message, rest) = Tscbm::parse(&packet).unwrap();
    assert_eq!((message.phases.green, message.demand, rest), (Numbers::of([2, 6]), None, &[][..]));
    assert_eq!(message.blocks.map(|block| block.phase), core::array::from_fn(|i| i as u8 + 1));
    let mut out = Vec::new();
    message.write(&mut out);
    assert_eq!(out, packet);

    // As SPaT: 2 and 6 are green and may end at once, by the controller's clock of 32:33.0; 1 ends in four seconds.
    let groups = (1..=8).map(|phase| Group::new(phase, Shows::Phase(phase), Green::Protected));
    let spat = Converter::new(Default::default(), groups).convert(&message, None);
    let states = spat.intersections[0].states.iter().map(|state| &state.state_time_speed[0]);
    let greens: Vec<_> = (1..).zip(states.clone()).filter(|(_, event)| event.event_state == GREEN).collect();
    assert_eq!(greens.iter().map(|(phase, _)| *phase).collect::<Vec<_>>(), [2, 6]);
    let ends: Vec<_> = states.map(|event| event.timing.as_ref().unwrap().min_end_time.0).collect();
    assert_eq!(ends[..2], [19_530 + 40, 19_530]);
}

const GREEN: MovementPhaseState = MovementPhaseState::ProtectedMovementAllowed;

#[test]
fn uploads_to_a_platform_hold_their_frames() {
    let Some(lines) = recorded("encapsulations.jsonl") else { return };
    let mut seen = 0;
    for line in lines.iter().filter(|line| text(line, "name").starts_with("China RSU->cloud")) {
        let packet = octets(line, "hex").unwrap();
        let framing = if text(line, "name").ends_with("BSM") { Framing::Counted } else { Framing::Single };
        let (upload, rest) = Upload::parse(&packet, framing).unwrap();
        assert!(rest.is_empty() && upload.rsu.starts_with(b"u_id"), "{upload:?}");
        let payload = octets(line, "payload_hex").unwrap();
        assert!(upload.frames().any(|frame| frame == payload));
        // What they hold are frames of the Chinese sets, of the edition of 2019 or of 2020.
        for frame in upload.frames() {
            let editions = [CsaeEdition::Y2019, CsaeEdition::Y2020];
            let decoder = Decoder::new().bare(Set::Csae);
            assert!(editions.iter().any(|edition| decoder.csae_edition(*edition).decode(frame).is_ok()));
        }
        let mut out = Vec::new();
        let frames: Vec<_> = upload.frames().collect();
        Upload::write(upload.rsu, upload.millis, framing, &frames, &mut out).unwrap();
        assert_eq!(out, packet);
        seen += 1;
    }
    assert_eq!(seen, 3);
}

#[test]
fn dsmp_around_a_chinese_frame() {
    let Some(lines) = recorded("encapsulations.jsonl") else { return };
    let line = lines.iter().find(|line| text(line, "name") == "China LTE-V2X DSMP").unwrap();
    let packet = octets(line, "hex").unwrap();
    let walked = v2x::walk(&packet).unwrap();
    let dsm = walked.layers[0].dsm().unwrap();
    assert_eq!((walked.layers[0].offset, dsm.aid.value(), dsm.options), (1, 3616, None));
    assert!(matches!(walked.content, Content::Frame { set: Set::Csae, offset: 6, .. }));
    let mut out = Vec::new();
    dsm.write_adapted(&mut out).unwrap();
    assert_eq!(out, packet);
    let without = Decoder::new().expect(Expect::Dsmp).walk(&packet[1..]).unwrap();
    assert_eq!(without.payload(), walked.payload());
}

#[test]
fn certificates_say_what_they_permit() {
    let Some(lines) = recorded("ieee1609.jsonl") else { return };
    let mut seen = 0;
    for line in &lines {
        let packet = octets(line, "hex").unwrap();
        let walked = v2x::walk(&packet).unwrap();
        for layer in walked.layers.iter() {
            let Some(Ieee1609Dot2Data::Signed(signed)) = layer.secured() else { continue };
            let Signer::Certificates(certificates) = signed.signer() else { continue };
            for certificate in certificates.iter() {
                let permitted = certificate.app_permissions.unwrap();
                assert!(permitted.iter().any(|permission| permission.psid == signed.header().psid));
                assert!(certificate.to_be_signed().len() < certificate.as_octets().len());
                seen += 1;
            }
        }
    }
    println!("{seen} certificates");
    assert!(seen > 100);
}

//! Frames of an independent encoder, through the public face: every one decodes to the message that it is named after,
//! encodes to the same octets, and is the same JSON both ways. Recorded frames likewise, where they are at hand.

mod common;

use common::{generated, hex, octets, recorded, text};
use serde_json::Value;
use v2x::envelope::dsmp::Dsm;
use v2x::envelope::ieee1609dot2::Ieee1609Dot2Data;
use v2x::envelope::wsmp::Wsm;
use v2x::envelope::{Aid, Psid};
use v2x::{CsaeEdition, Decoder, JerSeed, Set};

/// Decodes and encodes every frame of a file, and compares names and JSON.
fn check(file: &str, decoder: Decoder, seed: JerSeed, expected: usize) {
    let lines = generated(file);
    assert_eq!(lines.len(), expected);
    for (number, line) in (1..).zip(&lines) {
        let frame = octets(line, "hex").unwrap();
        let at = format!("{file}:{number} {}", text(line, "msg"));
        let decoded = decoder.decode(&frame).unwrap_or_else(|error| panic!("{at}: {error}"));
        assert_eq!(decoded.message.name(), text(line, "msg"), "{at}");
        assert_eq!((decoded.message.set(), decoded.trailing), (seed.set, 0), "{at}");
        assert!(decoded.notes.is_empty(), "{at}: {:?}", decoded.notes);
        assert_eq!(hex(&decoded.message.to_uper().unwrap()), hex(&frame), "{at}");
        let jer = serde_json::to_value(&decoded.message).unwrap();
        assert_eq!(jer, line["jer"], "{at}");
        let read = serde::de::DeserializeSeed::deserialize(seed, &line["jer"]);
        assert_eq!(read.unwrap_or_else(|error| panic!("{at}: {error}")), decoded.message, "{at}");
    }
}

#[test]
fn j2735() {
    check("j2735-2024.jsonl", Decoder::new(), JerSeed::default(), 885);
}

#[test]
fn csae_2020() {
    let seed = JerSeed { set: Set::Csae, edition: CsaeEdition::Y2020 };
    check("csae-2020.jsonl", Decoder::new().bare(Set::Csae), seed, 420);
}

#[test]
fn csae_2019() {
    let edition = CsaeEdition::Y2019;
    let seed = JerSeed { set: Set::Csae, edition };
    check("csae-2019.jsonl", Decoder::new().bare(Set::Csae).csae_edition(edition), seed, 150);
}

#[test]
fn the_members_of_json_tell_the_set() {
    for (file, set) in [("j2735-2024.jsonl", Set::J2735), ("csae-2020.jsonl", Set::Csae)] {
        for line in generated(file) {
            let value = serde_json::from_value(line["jer"].clone()).unwrap();
            assert_eq!(JerSeed::set_of(&value), set);
        }
    }
}

#[test]
fn frames_in_every_envelope() {
    for line in generated("j2735-2024.jsonl").iter().step_by(20) {
        let frame = octets(line, "hex").unwrap();
        let (mut secured, mut packet) = (Vec::new(), Vec::new());
        Ieee1609Dot2Data::Unsecured(&frame).write(&mut secured).unwrap();
        Wsm::new(Psid::BSM, &secured).write(&mut packet).unwrap();
        let stale = [&packet[..], &[0x00, 0x14, 0xFF]].concat();
        for (octets, layers, trailing) in [(&secured, 1, 0), (&packet, 2, 0), (&stale, 2, 3)] {
            let decoded = v2x::decode(octets).unwrap();
            assert_eq!((decoded.payload, decoded.layers.len()), (&frame[..], layers));
            assert_eq!(decoded.layers[0].trailing, trailing);
            assert_eq!(decoded.message.name(), text(line, "msg"));
        }
    }
    for line in generated("csae-2020.jsonl").iter().step_by(10) {
        let frame = octets(line, "hex").unwrap();
        let mut packet = Vec::new();
        Dsm::new(Aid::BSM, &frame).write_adapted(&mut packet).unwrap();
        let decoded = v2x::decode(&packet).unwrap();
        assert_eq!((decoded.payload, decoded.message.name()), (&frame[..], text(line, "msg")));
    }
}

/// Recorded frames need not be canonical. Those that are must come back to the octet; of the others the message must
/// survive.
#[track_caller]
fn survives(decoder: Decoder, frame: &[u8]) -> bool {
    let decoded = decoder.decode(frame).unwrap_or_else(|error| panic!("{}: {error}", hex(frame)));
    let encoded = decoded.message.to_uper().unwrap();
    let again = decoder.decode(&encoded).unwrap();
    assert_eq!(again.message, decoded.message);
    let same = encoded == decoded.payload;
    assert!(same || !decoded.notes.is_empty(), "canonical, but encoded differently: {}", hex(frame));
    same
}

/// The decoder of a recorded line: what its file says of the edition.
fn decoder_of(line: &Value) -> Decoder {
    match text(line, "standard") {
        standard if standard.starts_with("J2735") => Decoder::new(),
        standard if standard.contains("2019") => {
            Decoder::new().bare(Set::Csae).csae_edition(CsaeEdition::Y2019)
        }
        _ => Decoder::new().bare(Set::Csae),
    }
}

#[test]
fn recorded_frames() {
    for file in ["j2735.jsonl", "csae.jsonl"] {
        let Some(lines) = recorded(file) else { continue };
        let same =
            lines.iter().filter(|line| survives(decoder_of(line), &octets(line, "hex").unwrap())).count();
        println!("{file}: {} frames, {same} encoded to the same octets", lines.len());
    }
}

#[test]
fn recorded_packets() {
    let Some(lines) = recorded("ieee1609.jsonl") else { return };
    for line in &lines {
        let packet = octets(line, "hex").unwrap();
        let decoded = v2x::decode(&packet).unwrap_or_else(|error| panic!("{error}: {}", hex(&packet)));
        assert_eq!(decoded.payload, octets(line, "payload_hex").unwrap());
    }
    println!("{} packets", lines.len());
}

#[test]
fn stale_octets_after_a_bare_frame_are_counted() {
    let Some(lines) = recorded("encapsulations.jsonl") else { return };
    let stale: Vec<&Value> = lines.iter().filter(|line| text(line, "name") == "stale-buffer-trail").collect();
    assert_eq!(stale.len(), 3);
    for line in stale {
        let packet = octets(line, "hex").unwrap();
        let decoded = v2x::decode(&packet).unwrap();
        assert_eq!(hex(decoded.payload), text(line, "payload_hex"));
        assert_eq!(decoded.trailing, packet.len() - decoded.payload.len());
    }
}

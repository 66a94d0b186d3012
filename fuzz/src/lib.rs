//! What must hold for any octets, one function for each fuzz target; `tests/corpus.rs` holds the corpus to the same laws
//! without a fuzzer.
//!
//! All: nothing panics, and nothing is allocated for what a length only claims (libFuzzer's memory limit watches that).

pub mod capture;
#[cfg(feature = "peers")]
pub mod peers;
pub mod signed;

use serde::de::DeserializeSeed;
use v2x::envelope::btp::Btp;
use v2x::envelope::dsmp::Dsm;
use v2x::envelope::geonetworking::{Basic, Packet};
use v2x::envelope::ieee1609dot2::{Ieee1609Dot2Data, SignedData, Signer};
use v2x::envelope::rsu_cloud::{Framing, Upload};
use v2x::envelope::rsu_text::{self, RsuText};
use v2x::envelope::tscbm::Tscbm;
use v2x::envelope::wsmp::Wsm;
use v2x::{CsaeEdition, Decoder, Expect, JerSeed, Message, Outer, Protection, Protocol, Set};

/// A function that holds octets to a law.
pub type Law = fn(&[u8]);

/// Every target with its law.
pub const ALL: [(&str, Law); 15] = [
    ("wsmp", wsmp),
    ("ieee1609dot2", ieee1609dot2),
    ("dsmp", dsmp),
    ("geonetworking", geonetworking),
    ("rsu_cloud", rsu_cloud),
    ("rsu_text", rsu_text),
    ("tscbm", tscbm),
    ("signed", signed::law),
    ("capture", capture::law),
    ("walk", walk),
    ("j2735", j2735),
    ("csae2020", csae2020),
    ("csae2019", csae2019),
    ("json", json),
    ("xml", xml),
];

/// What is read is written to the same octets.
pub fn wsmp(octets: &[u8]) {
    let Ok((wsm, rest)) = Wsm::parse(octets) else { return };
    for element in wsm.network.iter().chain(&wsm.transport).flat_map(|elements| elements.iter()) {
        let _ = (element.transmit_power_dbm(), element.channel(), element.data_rate());
    }
    let mut out = Vec::new();
    wsm.write(&mut out).expect("what was read can be written");
    assert_eq!(out, octets[..octets.len() - rest.len()]);
}

/// What is read is written to the same octets.
pub fn dsmp(octets: &[u8]) {
    let Ok((dsm, rest)) = Dsm::parse(octets) else { return };
    let _ = dsm.options.map(|options| options.iter().count());
    let mut out = Vec::new();
    dsm.write(&mut out).expect("what was read can be written");
    assert_eq!(out, octets[..octets.len() - rest.len()]);
}

/// What is read is written to the same octets, signed parts included, and lists end where they were found to end.
pub fn ieee1609dot2(octets: &[u8]) {
    let Ok((data, rest)) = Ieee1609Dot2Data::parse(octets) else { return };
    let mut out = Vec::new();
    data.write(&mut out).expect("what was read can be written");
    assert_eq!(out, octets[..octets.len() - rest.len()]);
    let Ieee1609Dot2Data::Signed(signed) = data else { return };
    let mut tbs = Vec::new();
    SignedData::write_to_be_signed(&signed.payload(), signed.header(), &mut tbs).expect("as above");
    assert_eq!(tbs, signed.to_be_signed());
    let header = signed.header();
    let _ = (header.pdu_functional_type(), header.generation_time.map(|time| time.unix_micros()));
    if let Signer::Certificates(certificates) = signed.signer() {
        for certificate in certificates.iter() {
            let _ = certificate.app_permissions.map(|permissions| permissions.iter().count());
            let _ = certificate.extensions.iter().count();
        }
    }
}

/// What is read is written to the same octets: basic header, then common and extended header, then BTP.
pub fn geonetworking(octets: &[u8]) {
    let Ok((basic, behind)) = Basic::parse(octets) else { return };
    let mut out = Vec::new();
    basic.write(&mut out);
    let Ok((packet, rest)) = Packet::parse(behind) else { return };
    packet.write(&mut out).expect("what was read can be written");
    assert_eq!(out, octets[..octets.len() - rest.len()]);
    let _ = (packet.extended.name(), packet.extended.source().at.address.to_string());
    let Ok((btp, message)) = Btp::parse(packet.payload) else { return };
    out.clear();
    btp.write(&mut out);
    out.extend(message);
    assert_eq!(out, packet.payload);
}

/// What is read in either form is written to the same octets, and each frame lies where it is said to lie.
pub fn rsu_cloud(octets: &[u8]) {
    for framing in [Framing::Counted, Framing::Single] {
        let Ok((upload, rest)) = Upload::parse(octets, framing) else { continue };
        let frames: Vec<_> = upload.frames().collect();
        assert_eq!(frames.len(), upload.len());
        for (offset, frame) in upload.frames_with_offsets() {
            assert_eq!(&octets[offset..offset + frame.len()], frame);
        }
        let mut out = Vec::new();
        Upload::write(upload.rsu, upload.millis, framing, &frames, &mut out).expect("as it was read");
        assert_eq!(out, octets[..octets.len() - rest.len()]);
    }
}

/// What is read is the same again when it was written; not to the same octets, since keys may be long, and lines wrapped.
pub fn rsu_text(octets: &[u8]) {
    let Ok((text, rest)) = RsuText::parse(octets) else { return };
    assert!(rest.first().is_none_or(|octet| *octet == 0));
    let known = rsu_text::entries(&octets[..octets.len() - rest.len()]);
    assert!(known.into_iter().all(|entry| entry.is_ok()));
    let mut out = Vec::new();
    text.write(&mut out);
    assert_eq!(RsuText::parse(&out), Ok((text, &[][..])));
    let _ = text.start.map(|minute| minute.unix_seconds());
}

/// What is read is written to the same octets.
pub fn tscbm(octets: &[u8]) {
    let Ok((message, rest)) = Tscbm::parse(octets) else { return };
    let mut out = Vec::new();
    message.write(&mut out);
    assert_eq!(out, octets[..octets.len() - rest.len()]);
}

/// Layers and payload lie in the datagram, inside one another, and each layer reads alone as it did in the walk. The first
/// octet chooses the decoder's options.
pub fn walk(octets: &[u8]) {
    let Some((options, datagram)) = octets.split_first() else { return };
    let shown = v2x::inspect::datagram(options_from(*options), datagram);
    lies_in(&shown, (0, datagram.len() as u32), datagram.len() as u32);
    // A usual datagram is walked in one pass; who expects a header has it walked header by header, to the same end.
    let any = Decoder::new().walk(datagram);
    if let Ok(walked) = any
        && let Some(layer) = walked.layers.first()
        && let Some(expect) = match layer.protocol {
            Protocol::Ieee1609Dot2 => Some(Expect::Ieee1609Dot2),
            Protocol::Wsmp => Some(Expect::Wsmp),
            _ => None,
        }
    {
        assert_eq!(any, Decoder::new().expect(expect).walk(datagram));
    }
    open(options_from(*options), datagram);
    let Ok(walked) = options_from(*options).walk(datagram) else { return };
    let mut end = datagram.len();
    for layer in walked.layers.iter() {
        let start = layer.offset as usize;
        assert_eq!(&datagram[start..start + layer.octets.len()], layer.octets);
        assert!(start + layer.octets.len() + layer.trailing as usize <= end);
        end = start + layer.octets.len();
        let read = [
            layer.btp().is_some(),
            layer.dsm().is_some(),
            layer.geonetworking().is_some(),
            layer.geonetworking_packet().is_some(),
            layer.secured().is_some(),
            layer.wsm().is_some(),
        ];
        assert_eq!(read.iter().filter(|read| **read).count(), 1);
    }
    assert!(walked.payload().len() <= end);
}

/// What is shown with a place lies in what holds it, but for what follows that.
fn lies_in(items: &[v2x::inspect::Item], (from, to): (u32, u32), all: u32) {
    for item in items {
        let Some(offset) = item.offset else { continue };
        let to = if item.kind == v2x::inspect::Kind::Trailing { all } else { to };
        assert!(from <= offset && offset + item.len.unwrap_or_default() <= to, "{item:?}");
        if let Some(len) = item.len {
            lies_in(&item.items, (offset, offset + len), all);
        }
    }
}

/// Whatever a datagram is said to be, what it holds lies in it, in its order, and errors point into it.
fn open(decoder: Decoder, datagram: &[u8]) {
    let framings = [Framing::Counted, Framing::Single].map(Outer::RsuCloud);
    for outer in framings.into_iter().chain([Outer::Headers, Outer::RsuText, Outer::Tscbm]) {
        let mut buffer = Vec::new();
        let opened = match decoder.open(outer, datagram, &mut buffer) {
            Ok(opened) => opened,
            Err(error) => {
                assert!(error.offset as usize <= datagram.len());
                continue;
            }
        };
        for walked in opened.walked() {
            match walked {
                Ok(walked) => assert!(walked.payload().len() <= datagram.len()),
                Err(error) => assert!(error.offset as usize <= datagram.len()),
            }
        }
    }
}

fn options_from(bits: u8) -> Decoder {
    let expect =
        [Expect::Any, Expect::Dsmp, Expect::Frame, Expect::Ieee1609Dot2, Expect::Wsmp, Expect::GeoNetworking];
    let protection = [Protection::Detect, Protection::Bare, Protection::Secured];
    Decoder::new()
        .expect(expect[usize::from(bits & 7) % expect.len()])
        .protection(protection[usize::from(bits >> 3 & 3) % protection.len()])
        .set(if bits & 0x20 == 0 { Set::J2735 } else { Set::Csae })
        .skip(usize::from(bits >> 6))
}

/// The law of frames, for J2735.
pub fn j2735(octets: &[u8]) {
    frame(Decoder::new().bare(Set::J2735), octets);
}

/// The law of frames, for the Chinese sets of 2020.
pub fn csae2020(octets: &[u8]) {
    frame(Decoder::new().bare(Set::Csae), octets);
}

/// The law of frames, for the Chinese sets of 2019.
pub fn csae2019(octets: &[u8]) {
    frame(Decoder::new().bare(Set::Csae).csae_edition(CsaeEdition::Y2019), octets);
}

/// What decodes encodes, decodes again, and compares equal. What was canonical encodes to the same octets. And as JSON
/// it is the same message again. Anything can be glanced at, and what decodes goes by the same name then.
fn frame(decoder: Decoder, octets: &[u8]) {
    let glance = decoder.glance(octets);
    let Ok(decoded) = decoder.decode(octets) else { return };
    let glance = glance.expect("what decodes has a frame");
    assert_eq!(decoded.message.name(), glance.message, "{glance:?}");
    let encoded = decoded.message.to_uper().expect("what was decoded can be encoded");
    let again = decoder.decode(&encoded).expect("what was encoded can be decoded");
    assert_eq!(again.message, decoded.message);
    assert_eq!(again.trailing, 0);
    if decoded.notes.is_empty() {
        assert_eq!(encoded, decoded.payload, "canonical, but encoded differently");
    }
    same_as_json(&decoded.message, seed_of(&decoded.message));
}

fn seed_of(message: &Message) -> JerSeed {
    JerSeed { set: message.set(), edition: message.csae_edition().unwrap_or_default() }
}

fn same_as_json(message: &Message, seed: JerSeed) {
    let text = serde_json::to_string(message).expect("every message has a JSON form");
    let read =
        seed.deserialize(&mut serde_json::Deserializer::from_str(&text)).expect("our own JSON can be read");
    assert_eq!(read, *message, "{text}");
}

/// JSON that is a message is the same message after a turn through JSON. If its values keep their constraints, also after
/// a turn through PER; if they do not, encoding says so. The first octet chooses set and edition.
pub fn json(octets: &[u8]) {
    let Some((set, text)) = octets.split_first() else { return };
    let seed = seed_from(*set);
    let Ok(message) = seed.deserialize(&mut serde_json::Deserializer::from_slice(text)) else { return };
    same_as_json(&message, seed);
    let Ok(encoded) = message.to_uper() else { return };
    let decoder = Decoder::new().bare(seed.set).csae_edition(seed.edition);
    let decoded = decoder.decode(&encoded).expect("what was encoded can be decoded");
    assert_eq!(decoded.message, message);
}

/// A message set, of the first octet of a text.
pub fn seed_from(octet: u8) -> JerSeed {
    match octet % 3 {
        0 => JerSeed { set: Set::J2735, edition: CsaeEdition::Y2020 },
        1 => JerSeed { set: Set::Csae, edition: CsaeEdition::Y2020 },
        _ => JerSeed { set: Set::Csae, edition: CsaeEdition::Y2019 },
    }
}

/// Text that is a message in XML is the same message after XML again. The first octet chooses set and edition.
pub fn xml(octets: &[u8]) {
    let Some((set, text)) = octets.split_first() else { return };
    let Ok(text) = std::str::from_utf8(text) else { return };
    let seed = seed_from(*set);
    let Ok(message) = seed.message_from_xer(text) else { return };
    let written = message.to_xer().expect("strings from XML have characters that XML has");
    assert_eq!(seed.message_from_xer(&written).as_ref(), Ok(&message), "{written}");
}

//! Packets that radios and roadside units recorded: every one walks to the payload that its file states, with the header
//! that it states, and every header is written back to the octets that were read.

mod common;

use common::{octets, recorded, text};
use serde_json::Value;
use v2x::envelope::Psid;
use v2x::envelope::ieee1609dot2::{Curve, HashAlgorithm, Ieee1609Dot2Data, Signature, SignedData, Signer};
use v2x::envelope::wsmp::Address;
use v2x::{Content, Decoder, Expect, Layer, Protocol, Set, Walked};

/// The octets that writing a layer gives.
fn written(layer: &Layer<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    match layer.protocol {
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
    println!("{} packets", lines.len());
}

/// How to read a kind of sample, or why this crate's envelopes do not.
fn decoder(name: &str) -> Result<Decoder, &'static str> {
    match name.split([' ', '(']).next().unwrap_or_default() {
        "wsmp+1609.2-signed" | "1609.2-signed" | "1609.2-unsecured" | "stale-buffer-trail" => {
            Ok(Decoder::new())
        }
        "vendor24" => Ok(Decoder::new().skip(24)),
        "vendor3" => Ok(Decoder::new().skip(3)),
        "China" if name.ends_with("DSMP") => Ok(Decoder::new()),
        "RSU" if name.ends_with("SNMP") => Err("a description without octets"),
        "RSU" => Err("text of the RSU 4.1 specification"),
        "NTCIP" => Err("a description without octets"),
        "TSCBM" => Err("a signal controller's binary push"),
        "Ethernet" => Err("GeoNetworking"),
        "China" => Err("framing between roadside unit and platform"),
        _ => panic!("a sample of a new kind: {name}"),
    }
}

#[test]
fn samples_of_every_encapsulation_walk_to_their_payload() {
    let Some(lines) = recorded("encapsulations.jsonl") else { return };
    let mut walked_samples = 0;
    for line in &lines {
        let name = text(line, "name");
        let decoder = match decoder(name) {
            Ok(decoder) => decoder,
            Err(why) => {
                println!("not walked: {name}: {why}");
                continue;
            }
        };
        let packet = octets(line, "hex").unwrap();
        let walked = decoder.walk(&packet).unwrap_or_else(|error| panic!("{name}: {error}"));
        // Without a header around it, only decoding tells where a frame ends.
        let payload = octets(line, "payload_hex").unwrap();
        match walked.layers.is_empty() {
            true => assert!(walked.payload().starts_with(&payload), "{name}"),
            false => assert_eq!(walked.payload(), payload, "{name}"),
        }
        same_when_written(&walked);
        walked_samples += 1;
    }
    println!("{walked_samples} of {} samples", lines.len());
    assert!(walked_samples >= 14);
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

//! IEEE 1609.2 data: who signed what, when and where.

mod certificate;
mod header;

use alloc::borrow::Cow;
use alloc::format;
use alloc::vec::Vec;

use super::fields::{Fields, measured_whole};
use super::{Item, clock, hex};
use crate::envelope::ieee1609dot2::{
    CurvePoint, EncryptedData, HashAlgorithm, HashedData, Ieee1609Dot2Data, PublicKey, Signature, SignedData,
    Signer, Time64,
};
use crate::walk::Layer;

pub(super) fn item(layer: &Layer<'_>, item: Item) -> Item {
    let Some(data) = layer.secured() else { return item };
    let mut fields = Fields::from(layer.offset as usize);
    fields.put("version", 1, "3");
    let value = match &data {
        Ieee1609Dot2Data::Unsecured(payload) => {
            fields.step(1);
            let len = layer.octets.len() - 2 - payload.len();
            fields.put("length", len, format!("{} octets", payload.len()));
            "unsecured"
        }
        Ieee1609Dot2Data::Signed(signed) => {
            fields.step(1);
            signed_data(layer, signed, &mut fields);
            super::NOT_VERIFIED
        }
        Ieee1609Dot2Data::Encrypted(encrypted) => {
            fields.items.extend(encrypted_data(layer, encrypted));
            "encrypted"
        }
        Ieee1609Dot2Data::CertificateRequest { octets, x509 } => {
            let form = if *x509 { "X.509" } else { "1609.2" };
            fields.items.push(place(
                Item::field("request", format!("{form}: {}", hex(octets))),
                layer,
                octets,
            ));
            "certificate request"
        }
        Ieee1609Dot2Data::Unknown { tag, octets } => {
            let content = format!("tag {tag:#04x}: {}", hex(octets));
            fields.items.push(place(Item::field("content", content), layer, octets));
            "unknown content"
        }
    };
    Item { value: value.into(), items: fields.items, ..item }
}

/// Where a part of a layer lies. Both borrow the same octets, so the difference of their places in memory is the answer.
fn place(item: Item, layer: &Layer<'_>, part: &[u8]) -> Item {
    match within(layer, part) {
        Some(at) => item.at(at, part.len()),
        None => item,
    }
}

fn within(layer: &Layer<'_>, part: &[u8]) -> Option<usize> {
    let behind = (part.as_ptr() as usize).checked_sub(layer.octets.as_ptr() as usize)?;
    (behind + part.len() <= layer.octets.len()).then_some(layer.offset as usize + behind)
}

fn signed_data(layer: &Layer<'_>, signed: &SignedData<'_>, fields: &mut Fields) {
    fields.put("hash", 1, hash(signed.hash()));
    let (to_be_signed, payload) = (signed.to_be_signed(), signed.payload());
    let header_at = fields.at + measured_whole(|out| payload.write(out));
    let mut covered: Vec<_> =
        payload.external_hash.map(|hashed| external(layer, &hashed)).into_iter().collect();
    covered.extend(header::additions(layer, &payload.extensions, &["omitted"]));
    covered.push(header::item(layer, signed.header(), header_at));
    fields.hold("to be signed", to_be_signed.len(), format!("{} octets", to_be_signed.len()), covered);
    let signature_len = measured_whole(|out| signed.signature().write(out));
    let end = layer.offset as usize + layer.octets.len();
    signer(layer, signed.signer(), end.saturating_sub(fields.at + signature_len), fields);
    signature(layer, signed.signature(), signature_len, fields);
}

fn external(layer: &Layer<'_>, hashed: &HashedData<'_>) -> Item {
    let value = format!("{}, {}", hash(hashed.algorithm), hex(hashed.octets));
    place(Item::field("hash of the payload", value), layer, hashed.octets)
}

fn hash(algorithm: HashAlgorithm) -> Cow<'static, str> {
    match algorithm {
        HashAlgorithm::Sha256 => "SHA-256".into(),
        HashAlgorithm::Sha384 => "SHA-384".into(),
        HashAlgorithm::Sm3 => "SM3".into(),
        HashAlgorithm::Other(number) => format!("unknown ({number})").into(),
    }
}

fn time64(time: Time64) -> alloc::string::String {
    time.unix_micros().map_or_else(|| format!("{} µs since 2004", time.0), clock::utc)
}

fn signer(layer: &Layer<'_>, signer: Signer<'_>, len: usize, fields: &mut Fields) {
    match signer {
        Signer::Digest(digest) => fields.put("signer", len, format!("digest {}", hex(&digest))),
        Signer::SelfSigned => fields.put("signer", len, "itself"),
        Signer::Certificates(certificates) => {
            let all = certificates.iter().map(|certificate| certificate::item(layer, &certificate));
            fields.hold("signer", len, "certificate", all.collect());
        }
        Signer::Unknown { tag, octets } => {
            fields.put("signer", len, format!("unknown ({tag:#04x}): {}", hex(octets)));
        }
    }
}

fn signature(layer: &Layer<'_>, signature: Signature<'_>, len: usize, fields: &mut Fields) {
    let octets = |name, octets: &[u8]| place(Item::field(name, hex(octets)), layer, octets);
    match signature {
        Signature::Ecdsa { curve, r, s } => {
            let parts = alloc::vec![self::point(layer, "r", &r), octets("s", s)];
            fields.hold("signature", len, format!("ECDSA, {curve:?}"), parts);
        }
        Signature::Sm2 { r, s } => {
            fields.hold("signature", len, "SM2", alloc::vec![octets("r", r), octets("s", s)]);
        }
        Signature::Unknown { tag, octets } => {
            fields.put("signature", len, format!("unknown ({tag:#04x}): {}", hex(octets)));
        }
    }
}

/// A point with its form: where its coordinates lie, and which of them it has.
fn point(layer: &Layer<'_>, name: &'static str, point: &CurvePoint<'_>) -> Item {
    let (form, octets) = form(point);
    let item = Item::field(name, format!("{form} {}", hex(octets)).trim_end());
    if octets.is_empty() { item } else { place(item, layer, octets) }
}

const fn form<'a>(point: &CurvePoint<'a>) -> (&'static str, &'a [u8]) {
    match *point {
        CurvePoint::XOnly(x) => ("x alone,", x),
        CurvePoint::Fill => ("not told", &[]),
        CurvePoint::CompressedY0(x) => ("compressed, y even,", x),
        CurvePoint::CompressedY1(x) => ("compressed, y odd,", x),
        CurvePoint::Uncompressed(xy) => ("uncompressed,", xy),
    }
}

fn public_key(key: &PublicKey<'_>) -> alloc::string::String {
    match key {
        PublicKey::Point { curve, point } => {
            let (form, octets) = form(point);
            format!("{curve:?}, {form} {}", hex(octets))
        }
        PublicKey::Unknown { tag, octets } => format!("unknown ({tag:#04x}): {}", hex(octets)),
    }
}

/// How data is encrypted. Only AES-128 in CCM mode has a form that every edition knows.
fn encrypted_data(layer: &Layer<'_>, encrypted: &EncryptedData<'_>) -> Vec<Item> {
    let cipher = match encrypted.cipher {
        0x80 => "AES-128-CCM".into(),
        tag => format!("unknown ({tag:#04x})"),
    };
    let text = Item::field("ciphertext", hex(encrypted.ciphertext));
    alloc::vec![
        Item::field("recipients", encrypted.recipients),
        Item::field("cipher", cipher),
        place(text, layer, encrypted.ciphertext),
    ]
}

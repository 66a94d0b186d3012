//! IEEE 1609.2 data: who signed what, when and where.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::headers::psid;
use super::{Item, clock, degrees, hex};
use crate::envelope::ieee1609dot2::{
    Certificate, CertificateId, CertificateKind, HashAlgorithm, HeaderInfo, Ieee1609Dot2Data, Issuer,
    Signature, SignedData, Signer, Time64,
};
use crate::walk::Layer;

pub(super) fn item(layer: &Layer<'_>, item: Item) -> Item {
    let Some(data) = layer.secured() else { return item };
    let (name, items) = match &data {
        Ieee1609Dot2Data::Unsecured(payload) => {
            ("unsecured", alloc::vec![Item::field("length", format!("{} octets", payload.len()))])
        }
        Ieee1609Dot2Data::Signed(signed) => (super::NOT_VERIFIED, fields(layer, signed)),
        Ieee1609Dot2Data::Encrypted(encrypted) => {
            let recipients = Item::field("recipients", encrypted.recipients);
            ("encrypted", alloc::vec![recipients, Item::field("cipher", encrypted.cipher)])
        }
        Ieee1609Dot2Data::CertificateRequest { .. } => ("certificate request", Vec::new()),
        _ => ("unknown content", Vec::new()),
    };
    Item { value: name.into(), items, ..item }
}

/// Where a part of a layer lies. Both borrow the same octets, so the difference of their places in memory is the answer.
fn place(item: Item, layer: &Layer<'_>, part: &[u8]) -> Item {
    let behind = (part.as_ptr() as usize).checked_sub(layer.octets.as_ptr() as usize);
    match behind {
        Some(behind) if behind + part.len() <= layer.octets.len() => {
            item.at(layer.offset as usize + behind, part.len())
        }
        _ => item,
    }
}

fn fields(layer: &Layer<'_>, signed: &SignedData<'_>) -> Vec<Item> {
    let header = Item::field("header info", "").holding(header(signed.header()));
    let signed_octets = format!("{} octets", signed.to_be_signed().len());
    let mut items = alloc::vec![
        Item::field("hash", hash(signed.hash())),
        place(Item::field("to be signed", signed_octets), layer, signed.to_be_signed()),
    ];
    if let Some(hashed) = signed.payload().external_hash {
        items.push(place(Item::field("hash of the payload", hex(hashed.octets)), layer, hashed.octets));
    }
    items.extend([header, signer(layer, signed.signer()), signature(layer, signed.signature())]);
    items
}

fn hash(algorithm: HashAlgorithm) -> Cow<'static, str> {
    match algorithm {
        HashAlgorithm::Sha256 => "SHA-256".into(),
        HashAlgorithm::Sha384 => "SHA-384".into(),
        HashAlgorithm::Sm3 => "SM3".into(),
        HashAlgorithm::Other(number) => format!("unknown ({number})").into(),
    }
}

fn header(header: &HeaderInfo<'_>) -> Vec<Item> {
    let mut items = alloc::vec![Item::field("psid", psid(header.psid))];
    let times = [("generationTime", header.generation_time), ("expiryTime", header.expiry_time)];
    items.extend(times.into_iter().filter_map(|(name, time)| Some(Item::field(name, time64(time?)))));
    if let Some(place) = header.generation_location {
        let (latitude, longitude) = (degrees(place.latitude), degrees(place.longitude));
        // 0.1 m above −4096 dm (IEEE 1609.2 Elevation).
        let height = (f64::from(place.elevation) - 4096.0) * 0.1;
        items.push(Item::field("generationLocation", format!("{latitude}, {longitude}, {height:.1} m")));
    }
    let request = header.p2pcd_learning_request;
    items.extend(request.map(|request| Item::field("p2pcdLearningRequest", hex(&request))));
    items.extend(header.encryption_key.map(|_| Item::field("encryptionKey", "present")));
    items
}

fn time64(time: Time64) -> String {
    time.unix_micros().map_or_else(|| time.0.to_string(), clock::utc)
}

fn signer(layer: &Layer<'_>, signer: Signer<'_>) -> Item {
    match signer {
        Signer::Digest(digest) => Item::field("signer", format!("digest {}", hex(&digest))),
        Signer::SelfSigned => Item::field("signer", "itself"),
        Signer::Certificates(certificates) => {
            let all = certificates.iter().map(|certificate| self::certificate(layer, &certificate)).collect();
            Item::field("signer", "certificate").holding(all)
        }
        _ => Item::field("signer", "unknown"),
    }
}

fn certificate(layer: &Layer<'_>, certificate: &Certificate<'_>) -> Item {
    let kind = match certificate.kind {
        CertificateKind::Explicit => "explicit",
        CertificateKind::Implicit => "implicit",
        CertificateKind::Other(_) => "of an unknown kind",
    };
    let issuer = match certificate.issuer {
        Issuer::Digest { id: digest, .. } => format!("digest {}", hex(&digest)),
        Issuer::SelfIssued(_) => "itself".into(),
        Issuer::Unknown(tag) => format!("unknown ({tag:#04x})"),
    };
    let id = match certificate.id {
        CertificateId::Name(name) => String::from_utf8_lossy(name).into_owned(),
        CertificateId::Binary(octets) => hex(octets),
        CertificateId::Linkage(octets) => format!("linkage {}", hex(octets)),
        CertificateId::None => "none".into(),
        CertificateId::Unknown { .. } => "unknown".into(),
    };
    let start = u64::from(certificate.validity.start) * 1_000_000;
    let end = start.saturating_add(certificate.validity.duration.micros());
    let permitted = certificate.app_permissions.iter().flat_map(|permissions| permissions.iter());
    let permitted: Vec<_> = permitted.map(|permission| psid(permission.psid)).collect();
    let items = alloc::vec![
        Item::field("issuer", issuer),
        Item::field("id", id),
        Item::field("valid from", time64(Time64(start))),
        Item::field("valid until", time64(Time64(end))),
        Item::field("permitted", permitted.join(", ")),
    ];
    place(Item::field("certificate", kind), layer, certificate.as_octets()).holding(items)
}

fn signature(layer: &Layer<'_>, signature: Signature<'_>) -> Item {
    match signature {
        Signature::Ecdsa { curve, s, .. } => {
            let item = Item::field("signature", format!("ECDSA, {curve:?}"));
            item.holding(alloc::vec![place(Item::field("s", hex(s)), layer, s)])
        }
        Signature::Sm2 { r, s } => Item::field("signature", "SM2").holding(alloc::vec![
            place(Item::field("r", hex(r)), layer, r),
            place(Item::field("s", hex(s)), layer, s),
        ]),
        _ => Item::field("signature", "unknown"),
    }
}

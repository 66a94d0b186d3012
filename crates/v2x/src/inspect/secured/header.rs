//! What the signer says about a message, field by field.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::super::fields::{Fields, measured, measured_whole};
use super::super::headers::psid;
use super::super::{Item, degrees, hex};
use super::{place, public_key, time64};
use crate::envelope::ieee1609dot2::{
    EncryptionKey, Extensions, HeaderInfo, PublicEncryptionKey, ThreeDLocation,
};
use crate::walk::Layer;

/// The additions that editions of the standard have made to `HeaderInfo`, in their order.
const ADDITIONS: [&str; 4] =
    ["inlineP2pcdRequest", "requestedCertificate", "pduFunctionalType", "contributedExtensions"];

/// A header that begins at `at`.
pub(super) fn item(layer: &Layer<'_>, header: &HeaderInfo<'_>, at: usize) -> Item {
    let mut fields = Fields::from(at);
    fields.step(1);
    fields.put("psid", psid_len(header.psid.value()), psid(header.psid));
    let times = [("generationTime", header.generation_time), ("expiryTime", header.expiry_time)];
    for (name, time) in times.into_iter().filter_map(|(name, time)| Some((name, time?))) {
        fields.put(name, 8, time64(time));
    }
    if let Some(place) = &header.generation_location {
        fields.put("generationLocation", 10, location(place));
    }
    if let Some(request) = header.p2pcd_learning_request {
        fields.put("p2pcdLearningRequest", 3, hex(&request));
    }
    if let Some(missing) = &header.missing_crl {
        let value = format!("series {} of authority {}", missing.crl_series, hex(&missing.craca_id));
        fields.put("missingCrlIdentifier", measured(|out| missing.write(out)), value);
    }
    if let Some(key) = &header.encryption_key {
        fields.put("encryptionKey", measured_whole(|out| key.write(out)), encryption_key(key));
    }
    fields.items.extend(additions(layer, &header.extensions, &ADDITIONS));
    fields.step(measured(|out| header.extensions.write(out)));
    Item::field("header info", "").at(at, fields.at - at).holding(fields.items)
}

/// A PSID in 1609.2 is an integer of as few octets as it needs, behind their number.
pub(super) const fn psid_len(value: u32) -> usize {
    let bits = u32::BITS - value.leading_zeros();
    1 + if bits == 0 { 1 } else { bits.div_ceil(8) as usize }
}

fn location(place: &ThreeDLocation) -> String {
    let angle = |value: i32, unknown| if value == unknown { "unknown".into() } else { degrees(value) };
    let (latitude, longitude) = (angle(place.latitude, 900_000_001), angle(place.longitude, 1_800_000_001));
    // The radios that were recorded count from sea level; some editions of IEEE 1609.2 count from 409.5 m below.
    let metres = match place.elevation {
        below @ 0xF000.. => f64::from(below.cast_signed()),
        above => f64::from(above),
    };
    format!("{latitude}, {longitude}, {} = {:.1} m if counted from 0", place.elevation, metres / 10.0)
}

fn encryption_key(key: &EncryptionKey<'_>) -> String {
    match key {
        EncryptionKey::Public(key) => public_encryption_key(key),
        EncryptionKey::Symmetric { .. } => "symmetric".into(),
    }
}

pub(super) fn public_encryption_key(
    PublicEncryptionKey { algorithm, key }: &PublicEncryptionKey<'_>,
) -> String {
    match algorithm {
        0 => format!("for AES-128-CCM, {}", public_key(key)),
        other => format!("for algorithm {other}, {}", public_key(key)),
    }
}

/// What editions have added to a structure, by the names that are known.
pub(super) fn additions(layer: &Layer<'_>, extensions: &Extensions<'_>, names: &[&'static str]) -> Vec<Item> {
    let addition = |(index, octets): (u32, &[u8])| {
        let name = names
            .get(index as usize)
            .map_or_else(|| format!("addition {index}").into(), |name| (*name).into());
        let value = match (name == "pduFunctionalType", octets) {
            (true, [1]) => "1 (TLS handshake)".into(),
            (true, [2]) => "2 (ISO 21177 extended authentication)".into(),
            _ => hex(octets),
        };
        place(Item { name, value, ..Item::default() }, layer, octets)
    };
    extensions.iter().map(addition).collect()
}

//! A certificate, field by field.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::super::fields::{Fields, measured, measured_whole};
use super::super::headers::psid;
use super::super::{Item, degrees, hex};
use super::header::{additions, public_encryption_key};
use super::{form, hash, public_key, time64, within};
use crate::envelope::ieee1609dot2::{
    Certificate, CertificateId, CertificateKind, Duration, GroupPermission, GroupPermissions, Identified,
    Issuer, Permission, Permissions, PsidSspRange, Region, RegionShape, Signature, SspRange,
    SubjectPermissions, Time64, TwoDLocation, VerificationKey,
};
use crate::walk::Layer;

pub(super) fn item(layer: &Layer<'_>, certificate: &Certificate<'_>) -> Item {
    let at = within(layer, certificate.as_octets()).unwrap_or_default();
    let mut fields = Fields::from(at);
    fields.step(1);
    fields.put("version", 1, "3");
    let kind = match certificate.kind {
        CertificateKind::Explicit => "explicit".into(),
        CertificateKind::Implicit => "implicit".into(),
        CertificateKind::Other(number) => format!("of an unknown kind ({number})"),
    };
    fields.put("type", 1, &kind);
    let to_be_signed = within(layer, certificate.to_be_signed()).unwrap_or_default();
    fields.put("issuer", to_be_signed.saturating_sub(fields.at), issuer(certificate.issuer));
    to_be_signed_part(layer, certificate, &mut fields);
    if let Some(signature) = &certificate.signature {
        let len = measured_whole(|out| signature.write(out));
        fields.put("signature", len, self::signature(signature));
    }
    Item::field("certificate", kind).at(at, certificate.as_octets().len()).holding(fields.items)
}

fn to_be_signed_part(layer: &Layer<'_>, certificate: &Certificate<'_>, fields: &mut Fields) {
    fields.step(1);
    fields.put("id", measured_whole(|out| certificate.id.write(out)), id(certificate.id));
    fields.put("cracaId", 3, hex(&certificate.craca_id));
    fields.put("crlSeries", 2, certificate.crl_series);
    let start = u64::from(certificate.validity.start) * 1_000_000;
    let duration = certificate.validity.duration;
    fields.put("valid from", 4, time64(Time64(start)));
    let end = time64(Time64(start.saturating_add(duration.micros())));
    fields.put("valid until", 3, format!("{end} ({})", span(duration)));
    if let Some(region) = &certificate.region {
        fields.put("region", measured(|out| region.write(out)), self::region(region));
    }
    if let Some(level) = certificate.assurance_level {
        // SubjectAssurance: a level in the upper three bits, how sure that is in the lower two.
        fields.put("assurance", 1, format!("level {}, confidence {}", level >> 5, level & 3));
    }
    if let Some(permissions) = &certificate.app_permissions {
        permitted(permissions, fields);
    }
    let groups =
        [("may issue", certificate.issue_permissions), ("may request", certificate.request_permissions)];
    for (name, permissions) in groups.into_iter().filter_map(|(name, permissions)| Some((name, permissions?)))
    {
        group(name, &permissions, fields);
    }
    if certificate.can_request_rollover {
        fields.put("may request its successor", 0, "yes");
    }
    if let Some(key) = &certificate.encryption_key {
        fields.put("encryption key", measured_whole(|out| key.write(out)), public_encryption_key(key));
    }
    let key = &certificate.verification_key;
    fields.put("verification key", measured_whole(|out| key.write(out)), verification_key(key));
    fields.items.extend(additions(layer, &certificate.extensions, &[]));
    fields.step(measured(|out| certificate.extensions.write(out)));
}

fn span(duration: Duration) -> String {
    let (count, unit) = match duration {
        Duration::Microseconds(n) => (n, "µs"),
        Duration::Milliseconds(n) => (n, "ms"),
        Duration::Seconds(n) => (n, "s"),
        Duration::Minutes(n) => (n, "min"),
        Duration::Hours(n) => (n, "h"),
        Duration::SixtyHours(n) => (n, "times 60 h"),
        Duration::Years(n) => (n, "years"),
    };
    format!("{count} {unit}")
}

fn issuer(issuer: Issuer) -> String {
    match issuer {
        Issuer::Digest { algorithm, id } => format!("digest {} ({})", hex(&id), hash(algorithm)),
        Issuer::SelfIssued(algorithm) => format!("itself ({})", hash(algorithm)),
        Issuer::Unknown(tag) => format!("unknown ({tag:#04x})"),
    }
}

fn id(id: CertificateId<'_>) -> String {
    match id {
        CertificateId::Name(name) => String::from_utf8_lossy(name).into_owned(),
        CertificateId::Binary(octets) => hex(octets),
        CertificateId::Linkage(octets) => format!("linkage {}", hex(octets)),
        CertificateId::None => "none".into(),
        CertificateId::Unknown { tag, octets } => format!("unknown ({tag:#04x}): {}", hex(octets)),
    }
}

fn permitted(permissions: &Permissions<'_>, fields: &mut Fields) {
    let len = measured(|out| permissions.write(out));
    let each: Vec<_> = permissions.iter().collect();
    let lens = each.iter().map(|permission| measured(|out| permission.write(out)));
    let count = len.saturating_sub(lens.sum());
    let mut parts = Fields::from(fields.at + count);
    for permission in &each {
        let Permission { psid: service, ssp } = permission;
        let value = ssp.map_or(String::new(), |(tag, octets)| format!("{} {}", ssp_form(tag), hex(octets)));
        parts.put(psid(*service), measured(|out| permission.write(out)), value);
    }
    fields.hold("permitted", len, format!("{} services", each.len()), parts.items);
}

/// The forms of `ServiceSpecificPermissions`.
fn ssp_form(tag: u8) -> String {
    match tag {
        0x80 => "opaque".into(),
        0x81 => "bit map".into(),
        other => format!("unknown ({other:#04x})"),
    }
}

fn group(name: &'static str, permissions: &GroupPermissions<'_>, fields: &mut Fields) {
    let parts = permissions.iter().map(|entry| Item::field(subject(&entry.subject), reach(&entry))).collect();
    fields.hold(name, measured(|out| permissions.write(out)), "", parts);
}

fn subject(subject: &SubjectPermissions) -> String {
    match subject {
        SubjectPermissions::All => "all others".into(),
        SubjectPermissions::Explicit(ranges) => {
            let ranges: Vec<_> = ranges.iter().map(range).collect();
            ranges.join(", ")
        }
        SubjectPermissions::Unknown(tag) => format!("unknown ({tag:#04x})"),
    }
}

fn range(PsidSspRange { psid: service, range }: &PsidSspRange) -> String {
    let service = psid(*service);
    match range {
        None => service,
        Some(SspRange::All) => format!("{service} with any permissions"),
        Some(SspRange::BitMap { value, mask }) => {
            format!("{service} with bits {} under {}", hex(value), hex(mask))
        }
        Some(SspRange::Opaque(allowed)) => {
            let allowed: Vec<_> = allowed
                .iter()
                .map(|octets| if octets.is_empty() { "none".into() } else { hex(octets) })
                .collect();
            format!("{service} with {}", allowed.join(" or "))
        }
        Some(SspRange::Unknown(tag)) => format!("{service} with permissions of an unknown form ({tag:#04x})"),
    }
}

/// Over how many certificates an entry reaches, and for whom (`EndEntityType`: signing, and enrolling).
fn reach(entry: &GroupPermission) -> String {
    let (least, range) = (entry.min_chain_length, entry.chain_length_range);
    let below = match range {
        -1 => format!("{least} or more below"),
        0 => format!("{least} below"),
        _ => format!("{least} to {} below", least.saturating_add(range)),
    };
    let whom = match entry.end_entity >> 6 {
        1 => "to enrol",
        2 => "to sign",
        3 => "to sign and enrol",
        _ => "for nobody",
    };
    format!("{below}, {whom}")
}

fn verification_key(key: &VerificationKey<'_>) -> String {
    match key {
        VerificationKey::Key(key) => public_key(key),
        VerificationKey::Reconstruction(point) => {
            let (form, octets) = form(point);
            format!("reconstructed from {form} {}", hex(octets))
        }
        VerificationKey::Unknown { tag, octets } => format!("unknown ({tag:#04x}): {}", hex(octets)),
    }
}

fn signature(signature: &Signature<'_>) -> String {
    match signature {
        Signature::Ecdsa { curve, s, .. } => format!("ECDSA, {curve:?}, s {}", hex(s)),
        Signature::Sm2 { s, .. } => format!("SM2, s {}", hex(s)),
        Signature::Unknown { tag, .. } => format!("unknown ({tag:#04x})"),
    }
}

fn region(region: &Region<'_>) -> String {
    let place = |at: &TwoDLocation| format!("{} {}", degrees(at.latitude), degrees(at.longitude));
    match region.shape() {
        Ok(Some(RegionShape::Circle(center, radius))) => format!("{radius} m around {}", place(&center)),
        Ok(Some(RegionShape::Rectangles(all))) => {
            let all: Vec<_> = all.iter().map(|(nw, se)| format!("{} to {}", place(nw), place(se))).collect();
            format!("rectangles {}", all.join("; "))
        }
        Ok(Some(RegionShape::Polygon(corners))) => {
            let corners: Vec<_> = corners.iter().map(place).collect();
            format!("polygon {}", corners.join("; "))
        }
        Ok(Some(RegionShape::Countries(countries))) => {
            let countries: Vec<_> = countries.iter().map(country).collect();
            format!("countries {}", countries.join(", "))
        }
        _ => format!("of an unknown form: {}", hex(region.octets)),
    }
}

/// As the node's configuration has it: `840.8.31`, by the numbers of the UN and of the country.
fn country(Identified { country, region, subregion }: &Identified) -> String {
    let parts = [region.map(u16::from), *subregion].into_iter().flatten();
    parts.fold(country.to_string(), |text, part| format!("{text}.{part}"))
}

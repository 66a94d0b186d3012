//! The headers around a message, and what is known of its signature, as the output tells them.

use serde_json::{Value, json};
use v2x::envelope::ieee1609dot2::{HeaderInfo, Ieee1609Dot2Data, Signer};
use v2x::envelope::wsmp::Address;
use v2x::{Layer, Layers, Protocol};
use v2x_security::Verdict;

/// The headers, outermost first, each with its place and what people filter by.
pub(crate) fn all(layers: &Layers<'_>) -> Vec<Value> {
    layers.iter().map(one).collect()
}

fn one(layer: &Layer<'_>) -> Value {
    let mut told = json!({
        "protocol": layer.protocol.name(), "offset": layer.offset, "octets": layer.octets.len(),
    });
    if layer.trailing > 0 {
        told["trailing"] = layer.trailing.into();
    }
    if let Some(Address::Psid(psid)) = layer.wsm().map(|wsm| wsm.address) {
        told["psid"] = psid.value().into();
    }
    if let Some(dsm) = layer.dsm() {
        told["aid"] = dsm.aid.value().into();
    }
    if let Some(btp) = layer.btp() {
        told["port"] = btp.destination_port.into();
    }
    match layer.secured() {
        Some(Ieee1609Dot2Data::Signed(signed)) => {
            told["content"] = "signed".into();
            header(signed.header(), &mut told);
            told["signer"] = signer(signed.signer());
        }
        Some(Ieee1609Dot2Data::Unsecured(_)) => told["content"] = "unsecured".into(),
        _ => {}
    }
    told
}

fn header(header: &HeaderInfo<'_>, told: &mut Value) {
    told["psid"] = header.psid.value().into();
    let times = [("generated", header.generation_time), ("expires", header.expiry_time)];
    for (name, time) in times {
        // Seconds of Unix time, as packets have them.
        if let Some(micros) = time.and_then(|time| time.unix_micros()) {
            told[name] = (micros as f64 / 1e6).into();
        }
    }
}

fn signer(signer: Signer<'_>) -> Value {
    match signer {
        Signer::Digest(digest) => {
            let digits: String = digest.iter().map(|octet| format!("{octet:02x}")).collect();
            json!({ "digest": digits })
        }
        Signer::Certificates(certificates) => json!({ "certificates": certificates.iter().count() }),
        Signer::SelfSigned => "self".into(),
        _ => "unknown".into(),
    }
}

/// What is known of the signature of a message.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Signature {
    /// There is one, and nobody asked whether it is right.
    NotVerified,
    /// It was looked at.
    Judged(Verdict),
}

impl Signature {
    /// What is known where nothing was verified: of a message without signature, nothing.
    pub(crate) fn unjudged(layers: &Layers<'_>) -> Option<Self> {
        // What a walk stepped over and a reader does not take apart may be signed.
        let unsecured = |layer: &Layer<'_>| matches!(layer.secured(), Some(Ieee1609Dot2Data::Unsecured(_)));
        let signed = |layer: &Layer<'_>| layer.protocol == Protocol::Ieee1609Dot2 && !unsecured(layer);
        layers.iter().any(signed).then_some(Self::NotVerified)
    }

    /// The sort of verdict, in snake case.
    pub(crate) const fn verdict(&self) -> &'static str {
        match self {
            Self::NotVerified => "not_verified",
            Self::Judged(verdict) => verdict.sort(),
        }
    }

    /// Why, in snake case.
    pub(crate) const fn reason(&self) -> &'static str {
        match self {
            Self::NotVerified => "no_trust",
            Self::Judged(verdict) => verdict.name(),
        }
    }
}

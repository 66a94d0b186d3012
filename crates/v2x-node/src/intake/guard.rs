//! Whether a message may be used: its signatures, and the policy of the socket it came by.

use std::sync::Arc;

use v2x::envelope::ieee1609dot2::{Time64, TwoDLocation};
use v2x::{CsaeEdition, Message, Received, glance};
use v2x_fusion::Time;
use v2x_security::{Context, Verdict, Verifier, services};

use super::Guarded;
use crate::config::{Listen, SecurityPolicy};
use crate::metrics::SignatureLabels;

/// Verifies the messages of one socket, with the certificates and messages that it has seen.
pub(super) struct Guard {
    required: bool,
    verifier: Verifier,
    edition: CsaeEdition,
}

/// What becomes of a message.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Judgement {
    /// What was found.
    pub(super) verdict: Verdict,
    /// Whether it is used.
    pub(super) used: bool,
}

impl Judgement {
    /// What is counted of it.
    pub(super) const fn labels(&self, message: &'static str) -> SignatureLabels {
        let used = if self.used { "yes" } else { "no" };
        SignatureLabels { message, verdict: self.verdict.sort(), reason: self.verdict.name(), used }
    }
}

impl Guard {
    /// The guard of a socket; none where signatures are not looked at.
    pub(super) fn new(listen: &Listen, edition: CsaeEdition, guarded: &Guarded<'_>) -> Option<Self> {
        let Guarded { security, store } = guarded;
        let policy = listen.signatures.policy(security.policy);
        let verifier = || Verifier::new(Arc::clone(store), security.verification());
        match policy {
            SecurityPolicy::Off => None,
            SecurityPolicy::Mark => Some(Self { required: false, verifier: verifier(), edition }),
            SecurityPolicy::Require => Some(Self { required: true, verifier: verifier(), edition }),
        }
    }

    /// Judges a message that came in a form which has no place for signatures.
    pub(super) const fn judge_unsigned(&self) -> Judgement {
        Judgement { verdict: Verdict::NotSigned, used: !self.required }
    }

    /// Judges a message that was decoded.
    pub(super) fn judge(&mut self, read: &Received<'_>, message: &Message, received: Time) -> Judgement {
        let set = message.set();
        // A clock that is set before 2004 finds everything to be of the future.
        let now = Time64::from_unix_micros(received.micros()).unwrap_or_default();
        let place = glance(set, self.edition, read.payload).position;
        let tenth_micro = |degrees: f64| (degrees * 1e7).round() as i32;
        let place = place.map(|place| TwoDLocation {
            latitude: tenth_micro(place.latitude),
            longitude: tenth_micro(place.longitude),
        });
        let context = Context { now, place, services: services(set, message.name()) };
        let verdict = self.verifier.verify_layers(&read.layers, &context);
        Judgement { verdict, used: verdict.is_verified() || !self.required }
    }
}

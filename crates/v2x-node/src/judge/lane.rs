//! The messages of one socket that wait for their verdicts, in the order in which they came.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use v2x::envelope::ieee1609dot2::{Time64, TwoDLocation};
use v2x::{Content, Decoder, Set, Walked, glance};
use v2x_fusion::{Input, Time};
use v2x_ring::Consumer;
use v2x_security::{Context, Pending, TrustStore, Unverifiable, Verdict, Verifier, services};

use crate::config::{Listen, Security, SecurityPolicy};
use crate::hand_over::HandOver;
use crate::metrics::{Known, Metrics, SignatureLabels};

/// A decoded message on its way to be judged.
#[derive(Debug)]
pub(crate) struct Case {
    /// When its datagram was received.
    pub(crate) received: Time,
    pub(crate) set: Set,
    /// ASN.1 name of the message.
    pub(crate) message: &'static str,
    /// The datagram, if there is a signature in it: that is the one thing that has to outlive the frame that decoded it.
    pub(crate) octets: Option<Box<[u8]>>,
    /// What the message gives to the engine.
    pub(crate) inputs: Vec<Input>,
}

/// What is judged by: the certificates that are trusted, and what is accepted.
#[derive(Clone)]
pub(crate) struct Law<'a> {
    pub(crate) security: &'a Security,
    pub(crate) store: Arc<TrustStore>,
}

/// Judges the messages of one socket and hands their inputs on in the order in which they came, whichever verdict was
/// found first: no message of a sender overtakes an earlier one.
pub(crate) struct Lane {
    cases: Consumer<Case>,
    hand_over: HandOver,
    required: bool,
    decoder: Decoder,
    verifier: Verifier,
    /// Most messages that wait here; beyond that they are left in the ring.
    room: usize,
    /// Number of the first that waits.
    first: u64,
    waiting: VecDeque<Waiting>,
    signatures: Known<SignatureLabels>,
    metrics: Arc<Metrics>,
}

struct Waiting {
    case: Case,
    since: Instant,
    verdict: Option<Verdict>,
}

/// Whether a socket's messages are judged, and if so whether only verified ones are used.
pub(crate) fn required(listen: &Listen, security: &Security) -> Option<bool> {
    match listen.signatures.policy(security.policy) {
        SecurityPolicy::Off => None,
        SecurityPolicy::Mark => Some(false),
        SecurityPolicy::Require => Some(true),
    }
}

impl Lane {
    pub(crate) fn new(
        required: bool,
        decoder: Decoder,
        law: &Law<'_>,
        cases: Consumer<Case>,
        hand_over: HandOver,
        metrics: &Arc<Metrics>,
    ) -> Self {
        Self {
            cases,
            hand_over,
            required,
            decoder,
            verifier: Verifier::new(Arc::clone(&law.store), law.security.verification()),
            // Beside those that are worked on, as many that are decided and wait only for their turn.
            room: law.security.waiting.max(1).saturating_mul(2),
            first: 0,
            waiting: VecDeque::new(),
            signatures: Known::default(),
            metrics: Arc::clone(metrics),
        }
    }

    /// Takes the next message in; gives its number and what there is to verify of it. `None` if there is none, or no room.
    pub(super) fn take(&mut self) -> Option<(u64, Result<Pending, Verdict>)> {
        if self.waiting.len() >= self.room {
            return None;
        }
        let case = self.cases.pop()?;
        let prepared = self.prepare(&case);
        let number = self.first + self.waiting.len() as u64;
        self.waiting.push_back(Waiting { case, since: Instant::now(), verdict: None });
        Some((number, prepared))
    }

    fn prepare(&mut self, case: &Case) -> Result<Pending, Verdict> {
        let octets = case.octets.as_deref().ok_or(Verdict::NotSigned)?;
        // It was walked before, and so can be again.
        let Ok(Walked { layers, content: Content::Frame { set, octets: frame, .. } }) =
            self.decoder.walk(octets)
        else {
            return Err(Verdict::Unverifiable(Unverifiable::SignatureForm));
        };
        // A clock that is set before 2004 finds everything to be of the future.
        let now = Time64::from_unix_micros(case.received.micros()).unwrap_or_default();
        let tenth_micro = |degrees: f64| (degrees * 1e7).round() as i32;
        let place = glance(set, self.decoder.edition(), frame).position.map(|place| TwoDLocation {
            latitude: tenth_micro(place.latitude),
            longitude: tenth_micro(place.longitude),
        });
        let context = Context { now, place, services: services(case.set, case.message) };
        self.verifier.prepare_layers(&layers, &context)
    }

    /// The verdict on a message whose signatures were verified.
    pub(super) fn finish(&mut self, pending: Pending, right: &[bool]) -> Verdict {
        self.verifier.finish(pending, right)
    }

    /// Notes a verdict. One on a message that was given up says nothing.
    pub(super) fn decide(&mut self, number: u64, verdict: Verdict) {
        let index = number.checked_sub(self.first).and_then(|index| usize::try_from(index).ok());
        if let Some(waiting) = index.and_then(|index| self.waiting.get_mut(index)) {
            waiting.verdict.get_or_insert(verdict);
        }
    }

    /// Hands on what is decided, up to the first that is not; one that waits for longer than `patience` is decided then.
    /// Gives how many messages there were.
    pub(super) fn deliver(&mut self, patience: Duration) -> usize {
        let mut count = 0;
        while let Some(first) = self.waiting.front() {
            let late = first.since.elapsed() >= patience;
            let late = late.then_some(Verdict::Unverifiable(Unverifiable::Unanswered));
            let Some(verdict) = first.verdict.or(late) else { break };
            if let Some(Waiting { case, .. }) = self.waiting.pop_front() {
                self.first += 1;
                count += 1;
                self.hand_on(case, &verdict);
            }
        }
        count
    }

    fn hand_on(&mut self, case: Case, verdict: &Verdict) {
        let verified = verdict.is_verified();
        let used = verified || !self.required;
        self.signatures
            .count(labels(case.message, verdict, used), |labels| self.metrics.signatures.counter(labels));
        if !used {
            tracing::debug!(message = case.message, %verdict, "message not used");
            return;
        }
        for mut input in case.inputs {
            input.set_verified(verified);
            self.hand_over.give(case.received, input);
        }
    }

    /// How many messages wait for their verdicts or their turn.
    pub(super) fn len(&self) -> usize {
        self.waiting.len()
    }

    /// Whether nothing waits, nor will come.
    pub(super) fn is_done(&self) -> bool {
        self.waiting.is_empty() && self.cases.is_empty()
    }
}

/// What is counted of a judgement.
pub(crate) const fn labels(message: &'static str, verdict: &Verdict, used: bool) -> SignatureLabels {
    let used = if used { "yes" } else { "no" };
    SignatureLabels { message, verdict: verdict.sort(), reason: verdict.name(), used }
}

#[cfg(test)]
mod tests {
    use v2x_fusion::{Geodetic, Observation, StationId};

    use super::*;

    #[test]
    fn nobody_is_overtaken() {
        let metrics = Arc::new(Metrics::new());
        let (ring, mut reports) = v2x_ring::spsc(8);
        let (mut cases, consumer) = v2x_ring::spsc(8);
        let security = Security::default();
        let law = Law { security: &security, store: Arc::default() };
        let hand_over = HandOver::new(ring, metrics.socket("any"));
        let mut lane = Lane::new(false, Decoder::new(), &law, consumer, hand_over, &metrics);
        for micros in 0..4 {
            let received = Time::from_micros(micros);
            let seen = Observation::own(StationId::default(), received, received, Geodetic::new(39.0, -99.0));
            let (message, inputs) = ("BasicSafetyMessage", vec![seen.into()]);
            let case = Case { received, set: Set::J2735, message, octets: None, inputs };
            cases.push(case).expect("the ring has room");
        }
        let numbers: Vec<_> = std::iter::from_fn(|| lane.take()).map(|(number, _)| number).collect();
        assert_eq!(numbers, [0, 1, 2, 3]);
        let patience = Duration::from_secs(3600);
        let mut received = Vec::new();
        for (number, delivered) in [(2, 0), (0, 1), (3, 0), (1, 3)] {
            lane.decide(number, Verdict::NotSigned);
            assert_eq!(lane.deliver(patience), delivered);
            received.extend(std::iter::from_fn(|| reports.pop()).map(|report| report.received.micros()));
        }
        assert_eq!(received, [0, 1, 2, 3]);
        // Too late, or for nobody.
        lane.decide(0, Verdict::NotSigned);
        lane.decide(9, Verdict::NotSigned);
        assert!(lane.is_done() && lane.deliver(patience) == 0);
    }
}

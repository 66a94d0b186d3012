//! Verification of messages: everything around the arithmetic.

use alloc::sync::{Arc, Weak};
use alloc::vec::Vec;
use core::time::Duration;

use v2x::envelope::Psid;
use v2x::envelope::ieee1609dot2::{
    Certificate, Certificates, HeaderInfo, Ieee1609Dot2Data, Issuer, SignedData, Signer, Time64, TwoDLocation,
};
use v2x::envelope::wsmp::Address;
use v2x::{Layers, Protocol};

use crate::hash::{HashedId8, hashed_id8};
use crate::holder::Holder;
use crate::input::message_job;
use crate::job::Job;
use crate::policy::Policy;
use crate::recent::Recent;
use crate::trust::{TrustStore, is_same};
use crate::verdict::{Invalid, Unverifiable, Verdict, Verified};

/// What is known of a message's reception. Verification reads no clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Context<'a> {
    /// The present.
    pub now: Time64,
    /// Where the message was made, as its payload says, for messages whose header does not.
    pub place: Option<TwoDLocation>,
    /// The services of which one must be signed for: see [`services`](crate::services). Empty: any.
    pub services: &'a [Psid],
}

impl Context<'_> {
    /// A message of any service and place, received at `now`.
    pub const fn at(now: Time64) -> Self {
        Self { now, place: None, services: &[] }
    }
}

/// A message of which everything is right but for the signatures, which are still to be verified.
#[derive(Clone, Debug)]
pub struct Pending {
    jobs: Vec<Job>,
    /// For each job what it means if the signature is wrong.
    otherwise: Vec<Invalid>,
    /// Certificates to be remembered.
    fresh: Vec<Arc<Holder>>,
    /// What of these others may rely on, for as long as it is worked on.
    unproven: Vec<Arc<Unproven>>,
    /// Messages to be remembered.
    fingerprints: Vec<Fingerprint>,
    verified: Option<Verified>,
}

impl Pending {
    const fn new() -> Self {
        Self {
            jobs: Vec::new(),
            otherwise: Vec::new(),
            fresh: Vec::new(),
            unproven: Vec::new(),
            fingerprints: Vec::new(),
            verified: None,
        }
    }

    /// The signatures to be verified; they do not depend on one another.
    pub fn jobs(&self) -> &[Job] {
        &self.jobs
    }

    fn add(&mut self, job: Job, otherwise: Invalid) {
        self.jobs.push(job);
        self.otherwise.push(otherwise);
    }
}

/// What a message is known by: the front of the hash that is signed. Not the signature, of which anyone can make a second
/// valid one (r, -s), and not the datagram, whose forms are many.
type Fingerprint = [u8; 16];

/// Verifies messages: with the trusted certificates, those that it has seen, and the messages that it has seen.
///
/// [`verify`](Self::verify) does all at once. [`prepare`](Self::prepare) and [`finish`](Self::finish) leave the arithmetic between them
/// to somebody else: see [`Queue`](crate::Queue).
#[derive(Clone, Debug)]
pub struct Verifier {
    store: Arc<TrustStore>,
    policy: Policy,
    known: Recent<HashedId8, Arc<Holder>>,
    /// Certificates met in messages that are being worked on.
    unproven: Recent<HashedId8, Weak<Unproven>>,
    seen: Recent<Fingerprint, ()>,
}

/// A certificate whose signatures are being worked on. A message that names it by its digest meanwhile does not wait for
/// them: it takes the same work upon itself, and so its verdict depends on no other message's.
#[derive(Debug)]
struct Unproven {
    /// Itself last, what is above it and as new before.
    chain: Vec<Arc<Holder>>,
    /// The signatures under them, as far as they have any.
    jobs: Vec<Job>,
}

/// How many such certificates are remembered at least: as many as may be met for the first time while one is worked on,
/// which takes some milliseconds.
const UNPROVEN: usize = 128;

impl Verifier {
    /// A verifier that has seen nothing yet. Several may share a trust store.
    pub fn new(store: impl Into<Arc<TrustStore>>, policy: Policy) -> Self {
        let (known, seen) = (Recent::new(policy.certificates), Recent::new(policy.messages));
        let unproven = Recent::new(policy.certificates.min(UNPROVEN));
        Self { store: store.into(), policy, known, unproven, seen }
    }

    /// Verifies a signed message.
    pub fn verify(&mut self, data: &SignedData<'_>, context: &Context<'_>) -> Verdict {
        let prepared = self.prepare(data, context);
        self.work(prepared)
    }

    /// Verifies every signature around a message, given the headers that a walk has passed: all must be right. The innermost
    /// one tells who signed the message; the outermost one must be of the service that a WSMP header names.
    pub fn verify_layers(&mut self, layers: &Layers<'_>, context: &Context<'_>) -> Verdict {
        let prepared = self.prepare_layers(layers, context);
        self.work(prepared)
    }

    fn work(&mut self, prepared: Result<Pending, Verdict>) -> Verdict {
        match prepared {
            Ok(pending) => {
                let right: Vec<bool> = pending.jobs.iter().map(Job::verify).collect();
                self.finish(pending, &right)
            }
            Err(verdict) => verdict,
        }
    }

    /// Everything about a message but the signatures.
    ///
    /// # Errors
    /// The verdict, where it does not depend on them.
    pub fn prepare(&mut self, data: &SignedData<'_>, context: &Context<'_>) -> Result<Pending, Verdict> {
        let mut pending = Pending::new();
        self.add(data, context, &mut pending)?;
        Ok(pending)
    }

    /// The same of every signature around a message: see [`verify_layers`](Self::verify_layers).
    ///
    /// # Errors
    /// As [`prepare`](Self::prepare).
    pub fn prepare_layers(&mut self, layers: &Layers<'_>, context: &Context<'_>) -> Result<Pending, Verdict> {
        let mut pending = Pending::new();
        let mut named = wsmp_service(layers);
        let form = Verdict::Unverifiable(Unverifiable::SignatureForm);
        let mut signed = layers.iter().filter_map(|layer| match (layer.protocol, layer.secured()) {
            (_, Some(Ieee1609Dot2Data::Signed(signed))) => Some(Ok(signed)),
            // A walk steps over more than a reader takes apart. Nothing is verified around what was not read.
            (Protocol::Ieee1609Dot2, None) => Some(Err(form)),
            _ => None,
        });
        let mut next = signed.next().transpose()?;
        while let Some(data) = next {
            next = signed.next().transpose()?;
            if named.take().is_some_and(|named| named != data.header().psid) {
                return Err(Verdict::Invalid(Invalid::Service));
            }
            let any = Context { services: &[], ..*context };
            self.add(&data, if next.is_none() { context } else { &any }, &mut pending)?;
        }
        if pending.verified.is_some() { Ok(pending) } else { Err(Verdict::NotSigned) }
    }

    fn add(
        &mut self,
        data: &SignedData<'_>,
        context: &Context<'_>,
        pending: &mut Pending,
    ) -> Result<(), Verdict> {
        let header = data.header();
        if !context.services.is_empty() && !context.services.contains(&header.psid) {
            return Err(Verdict::Invalid(Invalid::Service));
        }
        self.is_timely(header, context.now)?;
        let holder = self.signer(data, pending)?;
        if !holder.permits(header.psid) {
            return Err(Verdict::Invalid(Invalid::Psid));
        }
        for time in [Some(context.now), header.generation_time].into_iter().flatten() {
            holder.holds_at(time)?;
        }
        holder.holds_in(place(header).or(context.place).as_ref(), &self.policy.here)?;
        let job = message_job(data, holder.key(), holder.certificate(), &self.policy.sm2)?;
        if !self.policy.repeated.contains(&header.psid) {
            let fingerprint = job.hash.as_octets().first_chunk().copied().unwrap_or_default();
            if self.seen.peek(&fingerprint).is_some() {
                return Err(Verdict::Invalid(Invalid::Replayed));
            }
            pending.fingerprints.push(fingerprint);
        }
        pending.add(job, Invalid::Signature);
        let (signer, generated) = (holder.id(), header.generation_time);
        pending.verified = Some(Verified { signer, psid: header.psid, generated });
        Ok(())
    }

    /// Whether the message is fresh, and holds still (IEEE 1609.2 §5.2.4).
    fn is_timely(&self, header: &HeaderInfo<'_>, now: Time64) -> Result<(), Verdict> {
        let later = |time: Time64, by: Duration| {
            time.0.saturating_add(u64::try_from(by.as_micros()).unwrap_or(u64::MAX))
        };
        if header.expiry_time.is_some_and(|expiry| expiry < now) {
            return Err(Verdict::Invalid(Invalid::Expired));
        }
        let generated =
            header.generation_time.ok_or(Verdict::Unverifiable(Unverifiable::NoGenerationTime))?;
        if generated.0 > later(now, self.policy.max_ahead) {
            return Err(Verdict::Invalid(Invalid::Future));
        }
        let max_age = match (self.policy.repeated.contains(&header.psid), header.expiry_time) {
            (false, _) => self.policy.max_age,
            (true, None) => self.policy.repeated_max_age,
            (true, Some(_)) => return Ok(()),
        };
        if later(generated, max_age) < now.0 {
            return Err(Verdict::Invalid(Invalid::TooOld));
        }
        Ok(())
    }

    /// The holder of the signer's certificate.
    fn signer(&mut self, data: &SignedData<'_>, pending: &mut Pending) -> Result<Arc<Holder>, Verdict> {
        match data.signer() {
            Signer::Digest(id) => self
                .known_or_unproven(&id, pending)
                .ok_or(Verdict::Unverifiable(Unverifiable::CertificateNotKnown)),
            Signer::Certificates(certificates) => self.resolve(&certificates, pending),
            Signer::SelfSigned => Err(Verdict::Unverifiable(Unverifiable::SelfSigned)),
            _ => Err(Verdict::Unverifiable(Unverifiable::SignatureForm)),
        }
    }

    fn known(&mut self, id: &HashedId8) -> Option<Arc<Holder>> {
        self.store.find(id).cloned().or_else(|| self.known.find(id))
    }

    /// One that is known, or that will be when the work which is now added to `pending` is done.
    fn known_or_unproven(&mut self, id: &HashedId8, pending: &mut Pending) -> Option<Arc<Holder>> {
        if let Some(holder) = self.known(id) {
            return Some(holder);
        }
        let unproven = self.unproven.peek(id)?.upgrade()?;
        unproven.jobs.iter().for_each(|job| pending.add(*job, Invalid::CertificateSignature));
        pending.fresh.extend(unproven.chain.iter().cloned());
        let holder = unproven.chain.last().cloned();
        pending.unproven.push(unproven);
        holder
    }

    /// The holder of the first of some certificates, of which each next one is its predecessor's issuer. Up to the first
    /// that is known; what is above that is not looked at.
    fn resolve(
        &mut self,
        certificates: &Certificates<'_>,
        pending: &mut Pending,
    ) -> Result<Arc<Holder>, Verdict> {
        let too_long = Verdict::Invalid(Invalid::ChainTooLong);
        let form = Verdict::Unverifiable(Unverifiable::CertificateForm);
        let before = (pending.fresh.len(), pending.jobs.len());
        let mut unknown: Vec<Certificate<'_>> = Vec::new();
        let mut above = None;
        let mut wanted: Option<HashedId8> = None;
        for certificate in certificates.iter() {
            let id = hashed_id8(&certificate).ok_or(form)?;
            // What does not follow in the chain is of no use.
            if wanted.is_some_and(|wanted| wanted != id) {
                break;
            }
            above = self.known(&id).filter(|holder| is_same(holder, &certificate));
            if above.is_some() {
                break;
            }
            if unknown.len() >= self.policy.max_chain {
                return Err(too_long);
            }
            unknown.push(certificate);
            let Issuer::Digest { id: issuer, .. } = certificate.issuer else { break };
            above = self.known_or_unproven(&issuer, pending);
            if above.is_some() {
                break;
            }
            wanted = Some(issuer);
        }
        let holder = above.ok_or(Verdict::Unverifiable(Unverifiable::NotTrusted))?;
        self.issued(&unknown, holder, before, pending)
    }

    /// The holder of the first of some certificates that are not known, of which each next one is its predecessor's issuer
    /// and `holder` that of the last. `before`: how many certificates and jobs were pending before this chain, which are
    /// those of another signature around the message and none of its business.
    fn issued(
        &mut self,
        unknown: &[Certificate<'_>],
        mut holder: Arc<Holder>,
        before: (usize, usize),
        pending: &mut Pending,
    ) -> Result<Arc<Holder>, Verdict> {
        for certificate in unknown.iter().rev() {
            if holder.length() >= self.policy.max_chain {
                return Err(Verdict::Invalid(Invalid::ChainTooLong));
            }
            let (issued, job) = Holder::issued(certificate, &holder, &self.policy.sm2)?;
            holder = Arc::new(issued);
            pending.fresh.push(Arc::clone(&holder));
            if let Some(job) = job {
                pending.add(job, Invalid::CertificateSignature);
            }
            let unproven = Unproven {
                chain: pending.fresh.get(before.0..).unwrap_or_default().to_vec(),
                jobs: pending.jobs.get(before.1..).unwrap_or_default().to_vec(),
            };
            let unproven = Arc::new(unproven);
            self.unproven.insert(holder.id(), Arc::downgrade(&unproven));
            pending.unproven.push(unproven);
        }
        Ok(holder)
    }

    /// The verdict, when it is known of each [job](Pending::jobs) whether the signature is right. Only now certificates and
    /// messages are remembered: strangers' do not crowd out others.
    pub fn finish(&mut self, pending: Pending, right: &[bool]) -> Verdict {
        let results = right.iter().copied().chain(core::iter::repeat(false));
        let wrong = pending.otherwise.iter().zip(results).find(|(_, right)| !right);
        if let Some((why, _)) = wrong {
            return Verdict::Invalid(*why);
        }
        // Of two copies that were worked on at the same time one is a replay.
        if pending.fingerprints.iter().any(|fingerprint| self.seen.peek(fingerprint).is_some()) {
            return Verdict::Invalid(Invalid::Replayed);
        }
        for fingerprint in pending.fingerprints {
            self.seen.insert(fingerprint, ());
        }
        for holder in pending.fresh {
            self.known.insert(holder.id(), holder);
        }
        pending.verified.map_or(Verdict::NotSigned, Verdict::Verified)
    }

    /// The holder of a certificate that is trusted or was seen, by its name.
    pub fn holder(&self, id: &HashedId8) -> Option<&Holder> {
        self.store.find(id).or_else(|| self.known.peek(id)).map(|holder| &**holder)
    }

    /// How many certificates are remembered beside those of the trust store.
    pub fn certificates_seen(&self) -> usize {
        self.known.len()
    }

    /// What is accepted.
    pub const fn policy(&self) -> &Policy {
        &self.policy
    }
}

/// The place in a header, if it is one.
fn place(header: &HeaderInfo<'_>) -> Option<TwoDLocation> {
    let location = header.generation_location?;
    let known = location.latitude <= 900_000_000 && location.longitude <= 1_800_000_000;
    known.then_some(TwoDLocation { latitude: location.latitude, longitude: location.longitude })
}

/// The service that a WSMP header names.
fn wsmp_service(layers: &Layers<'_>) -> Option<Psid> {
    let wsm = layers.iter().find(|layer| layer.protocol == Protocol::Wsmp)?.wsm()?;
    match wsm.address {
        Address::Psid(psid) => Some(psid),
        _ => None,
    }
}

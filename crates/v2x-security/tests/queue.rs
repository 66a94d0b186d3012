//! Signatures verified elsewhere: by an engine that is slow, full, out of order, or wrong.

mod common;

use std::collections::VecDeque;

use common::*;
use v2x::envelope::ieee1609dot2::{Curve, HeaderInfo, Time64};
use v2x_security::{
    Attach, Context, Engine, Full, Invalid, Job, Policy, Queue, Software, Ticket, Unverifiable, Verdict,
    Verifier,
};

/// A module with room for three jobs, that is done with the youngest first, and only when told.
#[derive(Default)]
struct Module {
    jobs: Vec<(Ticket, Job)>,
    done: VecDeque<(Ticket, bool)>,
    most: usize,
}

impl Engine for Module {
    fn submit(&mut self, ticket: Ticket, job: &Job) -> Result<(), Full> {
        if self.jobs.len() >= 3 {
            return Err(Full);
        }
        self.jobs.push((ticket, *job));
        self.most = self.most.max(self.jobs.len());
        Ok(())
    }

    fn poll(&mut self) -> Option<(Ticket, bool)> {
        self.done.pop_front()
    }
}

impl Module {
    fn work(&mut self) {
        self.done.extend(self.jobs.drain(..).rev().map(|(ticket, job)| (ticket, job.verify())));
    }
}

/// Messages of one signer, that differ in their time.
fn packets(chain: &Chain, count: u64) -> Vec<Vec<u8>> {
    let at = |micros| HeaderInfo { generation_time: Some(Time64(NOW.0 + micros)), ..header() };
    (0..count).map(|micros| signed(&chain.signer(), &at(micros), Attach::Certificate)).collect()
}

fn prepared(verifier: &mut Verifier, packet: &[u8]) -> Result<v2x_security::Pending, Verdict> {
    verifier.prepare_layers(&v2x::walk(packet).unwrap().layers, &Context::at(NOW))
}

#[test]
fn every_message_comes_back_with_its_verdict() {
    let chain = chain(Curve::NistP256, false, None);
    let mut verifier = chain.verifier(Policy::default());
    let mut packets = packets(&chain, 8);
    *packets[2].last_mut().unwrap() ^= 1;
    let mut queue = Queue::new(Module::default(), 100);
    for (number, packet) in packets.iter().enumerate() {
        let prepared = prepared(&mut verifier, packet);
        // Two certificates and the message: nothing is remembered before it is verified.
        assert_eq!(prepared.as_ref().map(|pending| pending.jobs().len()), Ok(3));
        queue.push(prepared, number);
    }
    queue.push(Err(Verdict::NotSigned), 99);
    assert_eq!(queue.poll(&mut verifier), Some((99, Verdict::NotSigned)));
    let mut verdicts = Vec::new();
    while !queue.is_empty() {
        assert_eq!(queue.poll(&mut verifier), None);
        queue.engine().work();
        while let Some(done) = queue.poll(&mut verifier) {
            verdicts.push(done);
        }
    }
    assert_eq!(queue.engine().most, 3);
    verdicts.sort_unstable_by_key(|(number, _)| *number);
    assert_eq!(verdicts.len(), packets.len());
    for (number, verdict) in verdicts {
        assert_eq!(verdict.is_verified(), number != 2, "{number}: {verdict}");
    }
    assert_eq!(verifier.certificates_seen(), 2);
}

#[test]
fn two_copies_at_a_time_are_a_replay() {
    let chain = chain(Curve::NistP256, true, None);
    let mut verifier = chain.verifier(Policy::default());
    let packet = packets(&chain, 1).remove(0);
    let mut queue = Queue::new(Software::new(10), 10);
    for number in 0..2 {
        queue.push(prepared(&mut verifier, &packet), number);
    }
    assert!(queue.poll(&mut verifier).unwrap().1.is_verified());
    assert_eq!(queue.poll(&mut verifier), Some((1, Verdict::Invalid(Invalid::Replayed))));
    assert_eq!(queue.poll(&mut verifier), None);
}

#[test]
fn without_room_there_is_no_verdict() {
    let chain = chain(Curve::NistP256, true, None);
    let mut verifier = chain.verifier(Policy::default());
    let mut queue = Queue::new(Software::new(10), 2);
    for (number, packet) in packets(&chain, 3).iter().enumerate() {
        queue.push(prepared(&mut verifier, packet), number);
    }
    let overload = Verdict::Unverifiable(Unverifiable::Overload);
    let verdicts: Vec<_> = std::iter::from_fn(|| queue.poll(&mut verifier)).collect();
    assert_eq!(verdicts[0], (2, overload));
    assert!(verdicts[1..].iter().all(|(_, verdict)| verdict.is_verified()) && verdicts.len() == 3);
}

/// The certificate came with a message that is still being worked on: the next one, which only names it, is judged all the
/// same, whichever of them is done first.
#[test]
fn a_certificate_counts_before_it_is_verified() {
    for implicit in [false, true] {
        let chain = chain(Curve::NistP256, implicit, None);
        let mut verifier = chain.verifier(Policy::default());
        let first = packets(&chain, 1).remove(0);
        let later = HeaderInfo { generation_time: Some(Time64(NOW.0 + 9)), ..header() };
        let second = signed(&chain.signer(), &later, Attach::Digest);
        let mut queue = Queue::new(Module::default(), 10);
        queue.push(prepared(&mut verifier, &first), 1);
        queue.push(prepared(&mut verifier, &second), 2);
        let mut verdicts = Vec::new();
        while !queue.is_empty() {
            verdicts.extend(queue.poll(&mut verifier));
            queue.engine().work();
        }
        assert_eq!(verdicts.len(), 2);
        assert!(verdicts.iter().all(|(_, verdict)| verdict.is_verified()), "{verdicts:?}");
    }
}

/// And a wrong one makes no message right, not even one that comes while it is worked on.
#[test]
fn a_wrong_certificate_counts_at_no_time() {
    let mut chain = chain(Curve::NistP256, false, None);
    let mut verifier = chain.verifier(Policy::default());
    *chain.car.certificate.last_mut().unwrap() ^= 1;
    let later = HeaderInfo { generation_time: Some(Time64(NOW.0 + 9)), ..header() };
    let packets = [
        signed(&chain.signer(), &header(), Attach::Certificate),
        signed(&chain.signer(), &later, Attach::Digest),
    ];
    let mut queue = Queue::new(Software::new(10), 10);
    for packet in &packets {
        queue.push(prepared(&mut verifier, packet), ());
    }
    let verdicts: Vec<_> = std::iter::from_fn(|| queue.poll(&mut verifier)).collect();
    assert_eq!(verdicts, [((), Verdict::Invalid(Invalid::CertificateSignature)); 2]);
    // Nor does it stay.
    assert_eq!(
        prepared(&mut verifier, &packets[1]).map(|_| ()),
        Err(Verdict::Unverifiable(Unverifiable::CertificateNotKnown))
    );
}

/// Answers to what was not asked, and every answer twice.
struct Broken(Software);

impl Engine for Broken {
    fn submit(&mut self, ticket: Ticket, job: &Job) -> Result<(), Full> {
        self.0
            .submit(Ticket(ticket.0 + 1000), job)
            .and(self.0.submit(ticket, job))
            .and(self.0.submit(ticket, job))
    }

    fn poll(&mut self) -> Option<(Ticket, bool)> {
        self.0.poll()
    }
}

#[test]
fn answers_to_what_was_not_asked_say_nothing() {
    let chain = chain(Curve::NistP256, false, None);
    let mut verifier = chain.verifier(Policy::default());
    let mut queue = Queue::new(Broken(Software::new(100)), 10);
    let mut packet = packets(&chain, 1).remove(0);
    *packet.last_mut().unwrap() ^= 1;
    queue.push(prepared(&mut verifier, &packet), ());
    assert_eq!(queue.poll(&mut verifier), Some(((), Verdict::Invalid(Invalid::Signature))));
    assert_eq!(queue.poll(&mut verifier), None);
}

/// Whoever finishes a message with fewer answers than there were questions has not verified it.
#[test]
fn missing_answers_are_wrong_ones() {
    let chain = chain(Curve::NistP256, false, None);
    let mut verifier = chain.verifier(Policy::default());
    let pending = prepared(&mut verifier, &packets(&chain, 1)[0]).unwrap();
    assert_eq!(verifier.finish(pending, &[true, true]), Verdict::Invalid(Invalid::Signature));
}

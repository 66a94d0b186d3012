//! Agreement with the peers on whatever octets: a canonical frame that this library reads, and that holds nothing a
//! peer is known to get wrong, must be read by the peer and come out of it as the same octets.

use crate::{Peer, asn1rs, rasn};
use v2x_benches::frames::Set;
use v2x_uper::Uper;

/// What one peer made of a frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The same octets.
    Same,
    /// The peer does not read what this library reads.
    Refused(String),
    /// Other octets.
    Other(Vec<u8>),
}

/// The name of the message that this library reads in a frame, if it is canonical and the peers were given its type;
/// and what each peer makes of it.
pub fn verdicts(set: Set, octets: &[u8]) -> Option<(&'static str, [(&'static str, Verdict); 2])> {
    match set {
        Set::J2735 => {
            use v2x_j2735::message_frame::{MessageFrame, MessageTypes as M};
            let frame = canonical::<MessageFrame>(octets)?;
            let given = matches!(
                frame.value,
                M::BasicSafetyMessage(_)
                    | M::MapData(_)
                    | M::SPAT(_)
                    | M::SensorDataSharingMessage(_)
                    | M::TravelerInformation(_)
            );
            given.then(|| (frame.value.name(), both::<rasn::J2735, asn1rs::J2735>(octets)))
        }
        Set::Csae => {
            use v2x_csae::y2020::msg_frame::MessageFrame as M;
            let name = match canonical::<M>(octets)? {
                M::BsmFrame(_) => "BSM",
                M::MapFrame(_) => "MAP",
                M::RsmFrame(_) => "RSM",
                M::SpatFrame(_) => "SPAT",
                _ => return None,
            };
            Some((name, both::<rasn::Csae, asn1rs::Csae>(octets)))
        }
    }
}

fn canonical<T: Uper>(octets: &[u8]) -> Option<T> {
    let read = T::from_uper_prefix(octets).ok()?;
    (read.notes.is_empty() && read.octets == octets.len()).then_some(read.value)
}

fn both<R: Peer, A: Peer>(octets: &[u8]) -> [(&'static str, Verdict); 2] {
    [("rasn", verdict::<R>(octets)), ("asn1rs", verdict::<A>(octets))]
}

fn verdict<P: Peer>(octets: &[u8]) -> Verdict {
    match P::decode(octets).and_then(|mut value| value.encode()) {
        Ok(again) if again == octets => Verdict::Same,
        Ok(again) => Verdict::Other(again),
        // The peers' errors come with a backtrace.
        Err(error) => Verdict::Refused(error.to_string().lines().next().unwrap_or_default().to_owned()),
    }
}

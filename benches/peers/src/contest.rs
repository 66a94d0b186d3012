//! All codecs on one frame.

use crate::{Error, Peer, asn1rs, rasn};
use v2x_benches::floor;
use v2x_benches::frames::{Frame, Set};
use v2x_uper::{EncodeError, Uper};

/// What is done with each codec: timing, counting.
pub trait Contest {
    /// A codec that can do the frame. `decode` gives a value of its own for the octets, or an error; `encode` writes
    /// such a value into the buffer, or into octets of its own, and gives the length.
    fn codec<T, E>(
        &mut self,
        codec: &'static str,
        decode: impl FnMut(&[u8]) -> Result<T, E>,
        encode: impl FnMut(&mut T, &mut [u8]) -> usize,
    );

    /// A codec that cannot.
    fn fault(&mut self, codec: &'static str, why: &str) {
        eprintln!("{codec}: {why}");
    }
}

/// Shows every codec to `contest`, after it has decoded and encoded the frame to the same octets.
pub fn run(frame: &Frame, contest: &mut impl Contest) {
    match frame.set {
        Set::J2735 => {
            ours::<v2x_j2735::message_frame::MessageFrame>(frame, contest);
            peer::<rasn::J2735>("rasn", frame, contest);
            peer::<asn1rs::J2735>("asn1rs", frame, contest);
        }
        Set::Csae => {
            ours::<v2x_csae::y2020::msg_frame::MessageFrame>(frame, contest);
            peer::<rasn::Csae>("rasn", frame, contest);
            peer::<asn1rs::Csae>("asn1rs", frame, contest);
        }
    }
    match frame.name {
        "bsm-core" => floor_bsm(contest),
        "spat" => floor_spat(frame, contest),
        _ => {}
    }
}

/// Once with the value of the last decode reused, as a receiver would, and once with a fresh one.
fn ours<T: Uper + Clone>(frame: &Frame, contest: &mut impl Contest) {
    let again = T::from_uper(&frame.octets).map(|value| value.to_uper());
    assert_eq!(again, Ok(Ok::<_, EncodeError>(frame.octets.clone())), "{}", frame.name);
    let Ok(mut reused) = T::from_uper(&frame.octets) else { return };
    let sent = reused.clone();
    contest.codec(
        "ours",
        |octets| reused.update_from_uper(octets).map(|_| ()),
        |(), out| sent.encode_into(out).unwrap_or(0),
    );
    contest.codec("ours-fresh", T::from_uper, |value, out| value.encode_into(out).unwrap_or(0));
}

fn peer<P: Peer>(codec: &'static str, frame: &Frame, contest: &mut impl Contest) {
    match P::decode(&frame.octets).and_then(|mut value| value.encode()) {
        Ok(octets) if octets == frame.octets => {
            contest.codec(codec, P::decode, |value, _| value.encode().map_or(0, |octets| octets.len()));
        }
        Ok(_) => contest.fault(codec, &format!("encodes {} to other octets", frame.name)),
        Err(error) => contest.fault(codec, &format!("{}: {}", frame.name, first_line(&error))),
    }
}

/// The errors of the peers come with a backtrace.
fn first_line(error: &Error) -> String {
    error.to_string().lines().next().unwrap_or_default().to_owned()
}

fn floor_bsm(contest: &mut impl Contest) {
    contest.codec(
        "floor",
        |octets| floor::bsm::decode(octets).ok_or(()),
        |bsm, out| {
            let written = out.first_chunk_mut().and_then(|out| floor::bsm::encode(bsm, out));
            written.map_or(0, |()| floor::bsm::OCTETS)
        },
    );
}

/// Once with the vectors of the last decode reused, and once with fresh ones, as `from_uper` has them.
fn floor_spat(frame: &Frame, contest: &mut impl Contest) {
    let mut reused = floor::spat::Spat::default();
    let mut sent = floor::spat::Spat::default();
    assert_eq!(floor::spat::decode(&frame.octets, &mut sent), Some(()));
    contest.codec(
        "floor",
        |octets| floor::spat::decode(octets, &mut reused).ok_or(()),
        |(), out| floor::spat::encode(&sent, out).unwrap_or(0),
    );
    contest.codec(
        "floor-fresh",
        |octets| {
            let mut spat = floor::spat::Spat::default();
            floor::spat::decode(octets, &mut spat).ok_or(()).map(|()| spat)
        },
        |spat, out| floor::spat::encode(spat, out).unwrap_or(0),
    );
}

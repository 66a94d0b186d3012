//! Recorded datagrams as inputs of the fusion.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use v2x::capture::Reader;
use v2x::{Decoder, Set};
use v2x_fusion::adapt::{self, Reception};
use v2x_fusion::{Input, Time};

/// What a capture file holds for the engine, with the time of each one's reception.
pub fn inputs(capture: &Path) -> Vec<(Time, Input)> {
    let file = File::open(capture).expect("it exists");
    let mut reader = Reader::new(BufReader::new(file)).expect("a capture file");
    // By what envelopes say; what has none is of the one set or the other.
    let sets = [Set::J2735, Set::Csae].map(|set| Decoder::new().set(set));
    let mut inputs = Vec::new();
    while let Some(packet) = reader.next_packet() {
        let Ok(packet) = packet else { continue };
        let Some(time) = packet.time else { continue };
        let at = Time::from_micros(time.micros());
        let Some(decoded) = sets.iter().find_map(|decoder| decoder.decode(packet.payload).ok()) else {
            continue;
        };
        let reception = Reception { at, ..Reception::default() };
        adapt::message(&decoded.message, &reception, &mut |input| inputs.push((at, input)));
    }
    inputs
}

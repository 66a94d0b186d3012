//! Synthesised capture files of every container, byte order and link type; damaged ones; and random octets.

mod synth;

mod containers;
mod damage;
mod layers;

use std::io::Read;
use std::vec::Vec;

use super::{CaptureError, Carrier, Counts, Reader};

/// A packet, owned.
#[derive(Clone, Debug, Eq, PartialEq)]
struct Seen {
    number: u64,
    nanos: Option<i64>,
    interface: u32,
    ports: (Option<u16>, Option<u16>),
    carrier: Carrier,
    header_length: Option<usize>,
    frame_offset: u64,
    payload: Vec<u8>,
}

/// Everything that a reader says until its end.
fn read_all(source: impl Read) -> Result<(Vec<Result<Seen, CaptureError>>, Counts), CaptureError> {
    let mut reader = Reader::new(source)?;
    let mut seen = Vec::new();
    while let Some(packet) = reader.next_packet() {
        seen.push(packet.map(|packet| Seen {
            number: packet.number,
            nanos: packet.time.map(|time| time.0),
            interface: packet.interface,
            ports: (packet.source_port(), packet.destination_port()),
            carrier: packet.carrier,
            header_length: packet.header_length,
            frame_offset: packet.frame_offset,
            payload: packet.payload.to_vec(),
        }));
    }
    assert!(reader.next_packet().is_none(), "the end is the end");
    let counts = reader.counts();
    let sum =
        counts.delivered + counts.faulty + counts.unsupported_link + counts.fragments + counts.skipped();
    assert_eq!(counts.packets, sum, "every packet is counted once: {counts:?}");
    Ok((seen, counts))
}

/// The packets of a file without faults.
fn packets(file: &[u8]) -> (Vec<Seen>, Counts) {
    let (seen, counts) = read_all(file).expect("the header is good");
    (seen.into_iter().map(|packet| packet.expect("the packet is good")).collect(), counts)
}

/// The only packet of a file.
fn only(file: &[u8]) -> Seen {
    let (mut seen, _) = packets(file);
    assert_eq!(seen.len(), 1);
    seen.remove(0)
}

/// A source that gives one octet at a time: every boundary falls between two reads.
struct Trickle<'a>(&'a [u8]);

impl Read for Trickle<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        match (self.0.split_first(), buffer.first_mut()) {
            (Some((first, rest)), Some(to)) => {
                *to = *first;
                self.0 = rest;
                Ok(1)
            }
            _ => Ok(0),
        }
    }
}

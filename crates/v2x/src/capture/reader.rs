//! Packet by packet: the container gives frames, the layers are walked, payloads are lent to the caller.

use std::io::Read;
use std::ops::Range;

use etherparse::IpNumber;

use super::container::{Container, Record};
use super::error::{CaptureError, CaptureErrorKind};
use super::fragments::{Contradiction, Fragments};
use super::input::Input;
use super::ip::{self, Transport};
use super::link::{self, Fault, Network};
use super::packet::{Carrier, Counts, ETHER_TYPE_GEONETWORKING, ETHER_TYPE_WSMP, Packet, UnixNanos};

const ETHER_TYPE_ARP: u16 = 0x0806;

/// Reads a capture file packet by packet; see the [module](super).
#[derive(Debug)]
pub struct Reader<R> {
    input: Input<R>,
    container: Container,
    fragments: Fragments,
    counts: Counts,
    /// Octets of the window that the packet delivered last takes.
    taken: usize,
    /// Time of the latest packet that has one: fragments without their own are aged by it.
    latest: UnixNanos,
    done: bool,
}

/// A packet to deliver, as positions instead of borrows.
struct Found {
    record: Record,
    carrier: Carrier,
    /// Payload in the window, or in the packet put together last.
    payload: Range<usize>,
    reassembled: bool,
}

impl<R: Read> Reader<R> {
    /// Recognises the format and reads the file header. A `BufReader` around `reader` is not needed.
    ///
    /// # Errors
    ///
    /// [`CaptureErrorKind::NotACapture`], [`CaptureErrorKind::Truncated`] within the header, or
    /// [`CaptureErrorKind::Io`].
    pub fn new(reader: R) -> Result<Self, CaptureError> {
        let mut input = Input::new(reader);
        let container = Container::open(&mut input)?;
        Ok(Self {
            input,
            container,
            fragments: Fragments::default(),
            counts: Counts::default(),
            taken: 0,
            latest: UnixNanos::default(),
            done: false,
        })
    }

    /// The next payload; `None` at the end of the file. Not an `Iterator`, because the payload is lent, not
    /// copied.
    ///
    /// # Errors
    ///
    /// Any [`CaptureErrorKind`] with its place. After one that is not [fatal](CaptureError::is_fatal), and
    /// after one that is, the reader can be asked again: it goes on with the next packet, or says `None`.
    pub fn next_packet(&mut self) -> Option<Result<Packet<'_>, CaptureError>> {
        let found = loop {
            match self.advance() {
                Ok(Step::Packet(found)) => break found,
                Ok(Step::Skipped) => {}
                Ok(Step::End) => return None,
                Err(error) => return Some(Err(error)),
            }
        };
        self.counts.delivered += 1;
        Some(Ok(self.lend(found)))
    }

    /// What became of the packets so far.
    pub fn counts(&self) -> Counts {
        let given_up = self.fragments.given_up + self.fragments.unfinished();
        Counts { fragments_given_up: given_up, ..self.counts }
    }

    /// Octets of the file read and done with, for a display of progress.
    pub fn position(&self) -> u64 {
        self.input.offset()
    }

    fn lend(&self, found: Found) -> Packet<'_> {
        let Found { record, carrier, payload, reassembled } = found;
        let octets = if reassembled { self.fragments.complete() } else { self.input.window() };
        Packet {
            number: self.counts.packets,
            time: record.time,
            interface: record.interface,
            frame_offset: record.offset,
            header_length: (!reassembled).then(|| payload.start - record.frame.start),
            carrier,
            payload: octets.get(payload).unwrap_or_default(),
        }
    }

    /// Reads one record and looks into it.
    fn advance(&mut self) -> Result<Step, CaptureError> {
        if self.done {
            return Ok(Step::End);
        }
        self.input.consume(std::mem::take(&mut self.taken));
        let record = match self.container.next(&mut self.input) {
            Ok(Some(record)) => record,
            Ok(None) => {
                self.done = true;
                return Ok(Step::End);
            }
            Err(error) => {
                self.done = true;
                return Err(error);
            }
        };
        self.taken = record.taken;
        self.counts.packets += 1;
        self.latest = record.time.unwrap_or(self.latest);
        self.open(record)
    }

    /// Walks one captured frame to its payload.
    fn open(&mut self, record: Record) -> Result<Step, CaptureError> {
        let frame = self.input.window().get(record.frame.clone()).unwrap_or_default();
        let Some(walked) = link::walk(record.link, frame) else {
            return self.unsupported_link(&record);
        };
        let (network, at) = match walked {
            Ok(walked) => walked,
            Err(fault) => return Err(self.fault(&record, fault)),
        };
        match network {
            Network::Ip => self.open_ip(record, at),
            Network::EtherType(ether_type, source) => self.open_ether_type(record, ether_type, source, at),
            Network::Unknown => {
                self.counts.other_link += 1;
                Ok(Step::Skipped)
            }
        }
    }

    fn open_ether_type(
        &mut self,
        record: Record,
        ether_type: u16,
        source: Option<[u8; 6]>,
        at: usize,
    ) -> Result<Step, CaptureError> {
        match ether_type {
            ETHER_TYPE_WSMP | ETHER_TYPE_GEONETWORKING if record.missing > 0 => Err(self.cut(&record)),
            ETHER_TYPE_WSMP | ETHER_TYPE_GEONETWORKING => {
                let payload = record.frame.start + at..record.frame.end;
                let carrier = Carrier::EtherType { ether_type, source };
                Ok(Step::Packet(Found { record, carrier, payload, reassembled: false }))
            }
            ETHER_TYPE_ARP => {
                self.counts.arp += 1;
                Ok(Step::Skipped)
            }
            _ => {
                self.counts.other_link += 1;
                Ok(Step::Skipped)
            }
        }
    }

    fn open_ip(&mut self, record: Record, at: usize) -> Result<Step, CaptureError> {
        let frame = self.input.window().get(record.frame.clone()).unwrap_or_default();
        match ip::walk(frame, at) {
            Err(fault) => Err(self.fault(&record, fault)),
            Ok(Transport::Other(protocol)) => {
                *self.counter(protocol) += 1;
                Ok(Step::Skipped)
            }
            Ok(Transport::Udp(datagram)) => {
                let start = record.frame.start + datagram.at;
                let payload = start..start + datagram.payload.len();
                let carrier = Carrier::Udp { source: datagram.source, destination: datagram.destination };
                Ok(Step::Packet(Found { record, carrier, payload, reassembled: false }))
            }
            Ok(Transport::Fragment(fragment)) => match self.fragments.add(&fragment, self.latest) {
                Ok(true) => self.reassembled(record, fragment.key),
                Ok(false) => {
                    self.counts.fragments += 1;
                    Ok(Step::Skipped)
                }
                Err(Contradiction) => {
                    self.counts.faulty += 1;
                    Err(CaptureError { kind: CaptureErrorKind::Fragment, offset: record.offset })
                }
            },
        }
    }

    /// Looks into a datagram whose last fragment has just come in `record`.
    fn reassembled(&mut self, record: Record, key: ip::FragmentKey) -> Result<Step, CaptureError> {
        match ip::udp(key.source, key.destination, self.fragments.complete(), 0) {
            Err(fault) => Err(self.fault(&record, fault)),
            Ok(datagram) => {
                let payload = datagram.at..datagram.at + datagram.payload.len();
                let carrier = Carrier::Udp { source: datagram.source, destination: datagram.destination };
                Ok(Step::Packet(Found { record, carrier, payload, reassembled: true }))
            }
        }
    }

    fn counter(&mut self, protocol: IpNumber) -> &mut u64 {
        match protocol {
            IpNumber::TCP => &mut self.counts.tcp,
            IpNumber::ICMP | IpNumber::IPV6_ICMP => &mut self.counts.icmp,
            _ => &mut self.counts.other_ip,
        }
    }

    fn unsupported_link(&mut self, record: &Record) -> Result<Step, CaptureError> {
        self.counts.unsupported_link += 1;
        // One error tells what there is to tell; a file of a million such packets need not say it a million
        // times.
        if self.counts.unsupported_link > 1 {
            return Ok(Step::Skipped);
        }
        let kind = CaptureErrorKind::UnsupportedLink { link: record.link };
        Err(CaptureError { kind, offset: record.offset })
    }

    fn cut(&mut self, record: &Record) -> CaptureError {
        self.counts.faulty += 1;
        CaptureError { kind: CaptureErrorKind::Cut { missing: record.missing }, offset: record.offset }
    }

    /// A fault in the headers: blamed on the capture where that left octets out, on the packet otherwise.
    fn fault(&mut self, record: &Record, fault: Fault) -> CaptureError {
        if record.missing > 0 {
            return self.cut(record);
        }
        self.counts.faulty += 1;
        let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let Fault { layer, needed, present, at } = fault;
        let kind = match needed > present {
            true => CaptureErrorKind::Header { layer, needed: clamp(needed), present: clamp(present) },
            false => CaptureErrorKind::Contradiction { layer },
        };
        CaptureError { kind, offset: record.offset + at as u64 }
    }
}

/// What one record gave.
enum Step {
    Packet(Found),
    Skipped,
    End,
}

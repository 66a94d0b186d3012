//! From a line or a packet to the messages in it.
//!
//! What stands around messages is what was said ([`Front`]). Which set they are of is guessed in lines; packets are read by what
//! their envelopes say.

use std::io;
use std::time::Duration;

use v2x::capture::{Carrier, ETHER_TYPE_GEONETWORKING, Packet};
use v2x::controller::{Converter, minute_of};
use v2x::envelope::EnvelopeError;
use v2x::envelope::rsu_cloud::{Framing, Upload};
use v2x::envelope::rsu_text::{self, RsuText};
use v2x::envelope::tscbm::Tscbm;
use v2x::j2735::message_frame::{MessageFrame, MessageTypes};
use v2x::uper::Uper;
use v2x::{Decoded, Decoder, Error, Expect, Outer, Set};

use crate::args::{Edition, Selection};
use crate::front::Front;
use crate::guess::{Readings, Unread};

/// Takes the messages of a line or packet one after the other. The number, from 0, is told where there are several.
pub(crate) trait Take: FnMut(Option<usize>, Result<Decoded<'_>, Unread>) -> io::Result<()> {}

impl<T: FnMut(Option<usize>, Result<Decoded<'_>, Unread>) -> io::Result<()>> Take for T {}

/// What holds messages.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Arrival<'a> {
    /// The octets of a line.
    Line(&'a [u8]),
    Packet(Packet<'a>),
}

impl<'a> Arrival<'a> {
    /// What may hold messages, without what carried it.
    pub(crate) const fn octets(&self) -> &'a [u8] {
        match self {
            Self::Line(octets) => octets,
            Self::Packet(packet) => packet.payload,
        }
    }

    /// When it came, since 1970, if that is told.
    pub(crate) fn time(&self) -> Option<Duration> {
        let Self::Packet(Packet { time: Some(time), .. }) = self else { return None };
        u64::try_from(time.micros()).ok().map(Duration::from_micros)
    }
}

/// Reads lines and packets as the options say.
pub(crate) struct Intake {
    front: Front,
    selection: Selection,
    lines: Readings,
    packets: Vec<Decoder>,
    converter: Option<Converter>,
    /// The payload of the last text, or the message made of the last push.
    buffer: Vec<u8>,
}

impl Intake {
    pub(crate) fn new(front: &Front, selection: Selection) -> Self {
        Self {
            lines: Readings::new(selection, front.skip),
            packets: decoders(selection, front.skip),
            converter: front.converter(),
            front: front.clone(),
            selection,
            buffer: Vec::new(),
        }
    }

    /// What was said to stand around it. What the link calls WSMP or GeoNetworking is nothing else.
    pub(crate) fn outer(&self, arrival: Arrival<'_>) -> io::Result<Option<Outer>> {
        match arrival {
            Arrival::Line(_) if self.front.names_ports() => {
                Err(wrong("--outer names a port, which only packets of a capture have"))
            }
            Arrival::Line(_) => Ok(self.front.outer(None)),
            Arrival::Packet(packet) => {
                Ok(packet.destination_port().and_then(|port| self.front.outer(Some(port))))
            }
        }
    }

    /// The decoder that a packet of which nothing was said is read by.
    pub(crate) fn decoder(&self, packet: &Packet<'_>) -> Decoder {
        let first = self.packets.first().copied().unwrap_or_default();
        if let Some(expect) = by_link(packet) {
            return first.expect(expect);
        }
        let reads = |decoder: &&Decoder| decoder.decode(packet.payload).is_ok();
        self.packets.iter().find(reads).copied().unwrap_or(first)
    }

    /// Whether pushes of a controller become messages.
    pub(crate) const fn knows_groups(&self) -> bool {
        self.converter.is_some()
    }

    /// Reads the messages of a line or packet.
    pub(crate) fn messages(&mut self, arrival: Arrival<'_>, mut take: impl Take) -> io::Result<()> {
        match (self.outer(arrival)?, arrival) {
            (None | Some(Outer::Headers), Arrival::Line(octets)) => take(None, self.lines.best(octets)),
            (None, Arrival::Packet(packet)) => {
                let read = read(&self.packets, &packet, &mut self.buffer).map_err(Unread::Error);
                take(None, read.and_then(|decoded| self.selection.wanted(decoded)))
            }
            (Some(Outer::Headers), Arrival::Packet(packet)) => {
                let read = first_of(&self.packets, packet.payload).map_err(Unread::Error);
                take(None, read.and_then(|decoded| self.selection.wanted(decoded)))
            }
            (Some(outer), _) => self.open(outer, arrival, take),
        }
    }

    /// The messages of what was said to be an `outer`.
    fn open(&mut self, outer: Outer, arrival: Arrival<'_>, mut take: impl Take) -> io::Result<()> {
        let (skip, datagram) = (self.front.skip, arrival.octets());
        let guess = matches!(arrival, Arrival::Line(_));
        let edition = self.selection.edition.or((!guess).then_some(Edition::Y2020));
        let selection = Selection { edition, ..self.selection };
        let Some(octets) = datagram.get(skip..) else {
            // Walking says how much is missing.
            return take(None, Readings::new(selection, skip).best(datagram));
        };
        match outer {
            Outer::RsuCloud(framing) => upload(framing, datagram, skip, selection, take),
            Outer::RsuText => match RsuText::parse(octets) {
                Err(error) => take(None, Err(behind(skip, error))),
                Ok((text, rest)) => {
                    self.buffer.clear();
                    text.payload.write(&mut self.buffer);
                    let read = match guess {
                        true => Readings::new(selection, 0).best(&self.buffer),
                        false => first_of(&decoders(selection, 0), &self.buffer)
                            .map_err(Unread::Error)
                            .and_then(|decoded| selection.wanted(decoded)),
                    };
                    take(None, followed(read, rest))
                }
            },
            _ => match Tscbm::parse(octets) {
                Err(error) => take(None, Err(behind(skip, error))),
                Ok((push, rest)) => {
                    self.buffer = self.spat(&push, arrival.time())?;
                    take(None, followed(Readings::bare(Set::J2735, selection, 0).best(&self.buffer), rest))
                }
            },
        }
    }

    /// The message that a push becomes.
    fn spat(&mut self, push: &Tscbm, time: Option<Duration>) -> io::Result<Vec<u8>> {
        let Some(converter) = &mut self.converter else {
            return Err(wrong(
                "a push of a signal controller says nothing of signal groups: tell them by --group",
            ));
        };
        let minute = time.and_then(|time| minute_of(time, push.time.minute));
        let value = MessageTypes::SPAT(converter.convert(push, minute));
        let frame = MessageFrame { value, ..Default::default() };
        frame.to_uper().map_err(|error| wrong(&format!("the signal groups make no SPaT: {error}")))
    }
}

/// How packets are read: by what their envelopes say, without guessing. Bare frames are of J2735 unless the Chinese set was asked
/// for, and then they are what no envelope begins.
fn decoders(selection: Selection, skip: usize) -> Vec<Decoder> {
    let set = selection.set().unwrap_or(Set::J2735);
    let edition = selection.editions().first().copied().unwrap_or_default();
    let new = Decoder::new().skip(skip).csae_edition(edition);
    let any = new.set(set);
    match set {
        Set::Csae => vec![any, new.bare(set)],
        _ => vec![any],
    }
}

/// A packet of which nothing was said. What the link calls WSMP or GeoNetworking is read as nothing else. Message text for
/// roadside units is read by its payload, which goes into `buffer`, but for the Chinese set: there any octet begins a message.
fn read<'a>(
    decoders: &[Decoder],
    packet: &Packet<'a>,
    buffer: &'a mut Vec<u8>,
) -> Result<Decoded<'a>, Error> {
    if let (Some(expect), [first, ..]) = (by_link(packet), decoders) {
        return first.expect(expect).decode(packet.payload);
    }
    let text_comes = decoders.len() == 1;
    first_of(decoders, if text_comes { rsu_text::payload(packet.payload, buffer)? } else { packet.payload })
}

/// What the link says that a packet is.
fn by_link(packet: &Packet<'_>) -> Option<Expect> {
    match packet.carrier {
        Carrier::EtherType { ether_type: ETHER_TYPE_GEONETWORKING, .. } => Some(Expect::GeoNetworking),
        Carrier::EtherType { .. } => Some(Expect::Wsmp),
        _ => None,
    }
}

/// The first reading that succeeds, or the error of the first.
fn first_of<'a>(decoders: &[Decoder], octets: &'a [u8]) -> Result<Decoded<'a>, Error> {
    let (first, others) = decoders.split_first().unwrap_or_else(|| unreachable!("there is one at least"));
    first
        .decode(octets)
        .or_else(|error| others.iter().find_map(|decoder| decoder.decode(octets).ok()).ok_or(error))
}

/// The messages of an upload: bare frames of the Chinese sets, each read where it lies, so that places count from the datagram's
/// first octet.
fn upload(
    framing: Framing,
    datagram: &[u8],
    skip: usize,
    selection: Selection,
    mut take: impl Take,
) -> io::Result<()> {
    let (upload, rest) = match Upload::parse(datagram.get(skip..).unwrap_or_default(), framing) {
        Ok(parsed) => parsed,
        Err(error) => return take(None, Err(behind(skip, error))),
    };
    if upload.is_empty() {
        return take(None, Err(Unread::Empty));
    }
    for (number, (offset, frame)) in upload.frames_with_offsets().enumerate() {
        let start = skip + offset;
        let read = Readings::bare(Set::Csae, selection, start)
            .best(datagram.get(..start + frame.len()).unwrap_or(datagram));
        let last = number + 1 == upload.len();
        take((upload.len() > 1).then_some(number), if last { followed(read, rest) } else { read })?;
    }
    Ok(())
}

/// What was read, with the octets that follow all of it counted.
fn followed<'a>(read: Result<Decoded<'a>, Unread>, rest: &[u8]) -> Result<Decoded<'a>, Unread> {
    read.map(|decoded| Decoded { trailing: decoded.trailing + rest.len(), ..decoded })
}

/// An error behind octets that are stepped over, which its place counts.
fn behind(skip: usize, error: EnvelopeError) -> Unread {
    let skip = u32::try_from(skip).unwrap_or(u32::MAX);
    Unread::Error(EnvelopeError { offset: error.offset.saturating_add(skip), ..error }.into())
}

fn wrong(text: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, text)
}

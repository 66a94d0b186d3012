//! One datagram: envelope, message, inputs; or a counter that says what was wrong.

use std::io;
use std::sync::Arc;

use v2x::envelope::rsu_text::RsuText;
use v2x::{Content, Decoder, Error, Filter, Layers, Message, Protocol, Set, Walked, glance};
use v2x_fusion::adapt::{self, OffsetSign, Reception};
use v2x_fusion::{Input, SourceId, Time};

use super::controller::Controller;
use super::forward::Forward;
use crate::config::{CsaeEdition, Listen, SdsmOffset};
use crate::egress::Outfit;
use crate::judge::Case;
use crate::metrics::{ErrorLabels, Known, MessageLabels, Metrics};

/// What a datagram gives.
#[derive(Debug)]
pub(super) enum Given {
    /// An input for the engine; there may be several.
    Input(Input),
    /// A message whose signatures are to be looked at before its inputs are used.
    Case(Case),
}

/// Reads the datagrams of one socket.
pub(super) struct Reader {
    decoder: Decoder,
    filter: Option<Filter>,
    /// The last message, whose memory the next one of its kind uses again.
    message: Option<Message>,
    /// Text for roadside units may come: what begins with a letter is no bare frame.
    text_comes: bool,
    /// The payload of the last text.
    payload: Vec<u8>,
    source: SourceId,
    sdsm_offset: OffsetSign,
    metrics: Arc<Metrics>,
    messages: Known<MessageLabels>,
    filtered: Known<MessageLabels>,
    errors: Known<ErrorLabels>,
    /// Whether signatures are looked at, and if so whether what is not verified is used.
    required: Option<bool>,
    /// Datagrams are the pushes of a signal controller.
    controller: Option<Controller>,
    /// Where messages are sent on to.
    forward: Vec<Forward>,
}

impl Reader {
    pub(super) fn new(
        listen: &Listen,
        source: SourceId,
        outfit: &Outfit,
        required: Option<bool>,
    ) -> io::Result<Self> {
        let decoder = decoder(listen);
        let controller = listen.controller.as_ref();
        let controller = controller.map(|controller| Controller::new(controller, outfit)).transpose()?;
        let forward = listen.forward.iter().map(|forward| Forward::new(forward, listen.address, outfit));
        Ok(Self {
            forward: forward.collect::<io::Result<_>>()?,
            decoder,
            filter: listen.filter.filter(),
            message: None,
            text_comes: !listen.bare_csae && listen.skip == 0,
            payload: Vec::new(),
            source,
            sdsm_offset: offset_sign(listen.sdsm_offset),
            metrics: Arc::clone(&outfit.metrics),
            messages: Known::default(),
            filtered: Known::default(),
            errors: Known::default(),
            required,
            controller,
        })
    }

    /// Decodes a datagram in place and gives what is in it; a bad one ends as a counter.
    pub(super) fn read(&mut self, octets: &[u8], received: Time, give: &mut impl FnMut(Given)) {
        if self.controller.is_some() {
            self.read_push(octets, received, give);
        } else if self.text_comes && RsuText::begins(octets) {
            self.read_text(octets, received, give);
        } else {
            self.read_octets(None, octets, octets, received, give);
        }
    }

    /// A push of a signal controller: the SPaT that it makes goes on at once, and is read like one that came.
    fn read_push(&mut self, octets: &[u8], received: Time, give: &mut impl FnMut(Given)) {
        let Some(controller) = &mut self.controller else { return };
        let spat = match controller.spat(octets, received) {
            Ok(spat) => spat,
            Err(error) => return self.refuse(Some(Protocol::Tscbm.name()), octets, &error.into()),
        };
        let label = MessageLabels { envelope: Protocol::Tscbm.name(), message: spat.name() };
        self.messages.count(label, |label| self.metrics.messages.counter(label));
        if self.required != Some(true)
            && let Some(controller) = &mut self.controller
        {
            controller.forward(&spat, received);
        }
        self.give(&spat, None, received, give);
    }

    /// Gives a message's inputs, or the case that is made of it. `signed`: the octets, if there is a signature in them.
    fn give(&self, message: &Message, signed: Option<&[u8]>, received: Time, give: &mut impl FnMut(Given)) {
        let reception = Reception { at: received, source: self.source, sdsm_offset: self.sdsm_offset };
        let Some(required) = self.required else {
            return adapt::message(message, &reception, &mut |input| give(Given::Input(input)));
        };
        let mut inputs = Vec::new();
        if signed.is_some() || !required {
            adapt::message(message, &reception, &mut |input| inputs.push(input));
        }
        let (set, message, octets) = (message.set(), message.name(), signed.map(Box::from));
        give(Given::Case(Case { received, set, message, octets, inputs }));
    }

    /// Message text for roadside units: its payload, put into octets, is read like a datagram.
    fn read_text(&mut self, octets: &[u8], received: Time, give: &mut impl FnMut(Given)) {
        match RsuText::parse(octets) {
            Ok((text, _)) => {
                let mut payload = std::mem::take(&mut self.payload);
                payload.clear();
                text.payload.write(&mut payload);
                self.read_octets(Some(Protocol::RsuText.name()), &payload, octets, received, give);
                self.payload = payload;
            }
            Err(error) => self.refuse(None, octets, &error.into()),
        }
    }

    /// `around` names what the octets were taken from, if they are not the datagram itself.
    fn read_octets(
        &mut self,
        around: Option<&'static str>,
        octets: &[u8],
        datagram: &[u8],
        received: Time,
        give: &mut impl FnMut(Given),
    ) {
        let walked = match self.decoder.walk(octets) {
            Ok(walked) if self.passes_by(around, &walked) => return,
            Ok(walked) => walked,
            Err(error) => return self.refuse(around, octets, &error.into()),
        };
        let read = match self.decoder.decode_walked(walked, &mut self.message) {
            Ok(read) => read,
            Err(error) => return self.refuse(around, octets, &error),
        };
        let Some(message) = &self.message else { return };
        let envelope = around.unwrap_or_else(|| outermost(&read.layers));
        let label = MessageLabels { envelope, message: message.name() };
        self.messages.count(label, |label| self.metrics.messages.counter(label));
        if self.required != Some(true) {
            self.forward.iter_mut().for_each(|forward| forward.send(message, datagram, received));
        }
        let secured = read.layers.iter().any(|layer| layer.protocol == Protocol::Ieee1609Dot2);
        self.give(message, secured.then_some(octets), received, give);
    }

    /// Whether the filter does not want a message; it is counted then. What cannot be looked at is decoded, and so ends
    /// as an error with its place.
    fn passes_by(&mut self, around: Option<&'static str>, walked: &Walked<'_>) -> bool {
        let (Some(filter), Walked { layers, content: Content::Frame { set, octets, .. } }) =
            (&self.filter, walked)
        else {
            return false;
        };
        let glance = glance(*set, self.decoder.edition(), octets);
        if filter.passes(&glance) {
            return false;
        }
        let envelope = around.unwrap_or_else(|| outermost(layers));
        let label = MessageLabels { envelope, message: glance.message };
        self.filtered.count(label, |label| self.metrics.filtered.counter(label));
        true
    }

    /// Counts a datagram that could not be used.
    #[cold]
    fn refuse(&mut self, around: Option<&'static str>, octets: &[u8], error: &Error) {
        tracing::debug!(%error, length = octets.len(), "datagram refused");
        let (envelope, message) = match error {
            Error::Envelope(error) => (error.protocol.name(), UNKNOWN),
            Error::Message { set, offset, .. } => {
                // The headers are well formed, or the error would be another.
                let envelope = self.decoder.walk(octets).map_or(UNKNOWN, |walked| outermost(&walked.layers));
                let frame = octets.get(*offset as usize..).unwrap_or_default();
                (envelope, glance(*set, self.decoder.edition(), frame).message)
            }
            _ => (error.at(), UNKNOWN),
        };
        let label = ErrorLabels { envelope: around.unwrap_or(envelope), message, kind: error.name() };
        self.errors.count(label, |label| self.metrics.errors.counter(label));
    }
}

/// Stands for a message that a refused datagram does not tell.
const UNKNOWN: &str = "unknown";

fn outermost(layers: &Layers<'_>) -> &'static str {
    layers.first().map_or("none", |layer| layer.protocol.name())
}

fn offset_sign(offset: SdsmOffset) -> OffsetSign {
    match offset {
        SdsmOffset::Added => OffsetSign::Added,
        SdsmOffset::Subtracted => OffsetSign::Subtracted,
        SdsmOffset::Past => OffsetSign::Past,
    }
}

pub(super) fn decoder(listen: &Listen) -> Decoder {
    let decoder = Decoder::new().csae_edition(match listen.csae_edition {
        CsaeEdition::Y2019 => v2x::CsaeEdition::Y2019,
        CsaeEdition::Y2020 => v2x::CsaeEdition::Y2020,
    });
    let decoder = decoder.skip(listen.skip);
    if listen.bare_csae { decoder.bare(Set::Csae) } else { decoder }
}

#[cfg(test)]
mod tests {
    use v2x::csae::y2020::msg_frame::MessageFrame as ChineseFrame;
    use v2x::j2735::message_frame::{MessageFrame, MessageTypes};
    use v2x::uper::Uper;

    use super::*;
    use crate::config::{self, SenderId, Within};

    /// What a reader counts of one datagram: messages, errors, inputs.
    fn read(listen: &Listen, octets: &[u8]) -> (Vec<MessageLabels>, Vec<ErrorLabels>, usize) {
        let metrics = Arc::new(Metrics::new());
        let mut inputs = 0;
        let outfit = Outfit::new(&config::Config::default(), &metrics).expect("nobody signs");
        let reader = Reader::new(listen, SourceId(0), &outfit, None);
        let mut reader = reader.expect("a free port can be bound");
        reader.read(octets, Time::from_seconds(1.75e9), &mut |_| inputs += 1);
        let messages = metrics.messages.list().into_iter().map(|(label, _)| label).collect();
        let errors = metrics.errors.list().into_iter().map(|(label, _)| label).collect();
        (messages, errors, inputs)
    }

    #[test]
    fn a_datagram_is_a_message_with_inputs_or_an_error() {
        let value = MessageTypes::BasicSafetyMessage(Default::default());
        let octets =
            MessageFrame { value, ..Default::default() }.to_uper().expect("the least values are legal");
        let label = MessageLabels { envelope: "none", message: "BasicSafetyMessage" };
        assert_eq!(read(&Listen::default(), &octets), (vec![label], vec![], 1));
        let cut = octets.split_at(20).0;
        let MessageLabels { envelope, message } = label;
        let error = ErrorLabels { envelope, message, kind: "truncated" };
        assert_eq!(read(&Listen::default(), cut), (vec![], vec![error], 0));
        let unknown = ErrorLabels { envelope: "datagram", message: UNKNOWN, kind: "unrecognised" };
        assert_eq!(read(&Listen::default(), b"\xff\xff\xff"), (vec![], vec![unknown], 0));
    }

    #[test]
    fn what_a_radio_puts_in_front_is_stepped_over() {
        let value = MessageTypes::BasicSafetyMessage(Default::default());
        let octets =
            MessageFrame { value, ..Default::default() }.to_uper().expect("the least values are legal");
        let listen = Listen { skip: 3, ..Listen::default() };
        let label = MessageLabels { envelope: "none", message: "BasicSafetyMessage" };
        assert_eq!(read(&listen, &[b"ABC", &octets[..]].concat()), (vec![label], vec![], 1));
        let error = ErrorLabels { envelope: "datagram", message: UNKNOWN, kind: "truncated" };
        assert_eq!(read(&listen, b"AB"), (vec![], vec![error], 0));
    }

    #[test]
    fn text_for_roadside_units_holds_a_message() {
        let value = MessageTypes::BasicSafetyMessage(Default::default());
        let octets =
            MessageFrame { value, ..Default::default() }.to_uper().expect("the least values are legal");
        let mut text = Vec::new();
        RsuText::new(&octets).write(&mut text);
        let label = MessageLabels { envelope: "rsu_text", message: "BasicSafetyMessage" };
        assert_eq!(read(&Listen::default(), &text), (vec![label], vec![], 1));
        let error = |message, kind| ErrorLabels { envelope: "rsu_text", message, kind };
        for (text, error) in [
            (&b"hello, world"[..], error(UNKNOWN, "form")),
            (b"Payload=0014", error("BasicSafetyMessage", "truncated")),
            (b"Payload=FFFF", error(UNKNOWN, "unrecognised")),
        ] {
            assert_eq!(read(&Listen::default(), text), (vec![], vec![error], 0));
        }
    }

    #[test]
    fn bare_chinese_frames_are_read_where_configured() {
        let octets =
            ChineseFrame::BsmFrame(Default::default()).to_uper().expect("the least values are legal");
        let listen = Listen { bare_csae: true, ..Listen::default() };
        let label = MessageLabels { envelope: "none", message: "BSM" };
        assert_eq!(read(&listen, &octets).0, [label]);
    }

    #[test]
    fn what_the_filter_does_not_want_is_counted_and_not_decoded() {
        let value = MessageTypes::BasicSafetyMessage(Default::default());
        let octets =
            MessageFrame { value, ..Default::default() }.to_uper().expect("the least values are legal");
        let filtered = |filter| {
            let listen = Listen { filter, ..Listen::default() };
            let (messages, errors, inputs) = read(&listen, &octets);
            assert!(errors.is_empty() && messages.len() == inputs);
            inputs == 0
        };
        let names = |name: &str| vec![name.to_string()];
        assert!(!filtered(config::Filter { messages: names("BasicSafetyMessage"), ..Default::default() }));
        assert!(filtered(config::Filter { messages: names("SPAT"), ..Default::default() }));
        let within = |latitude| Some(Within { latitude, longitude: 0.0, radius: 1000.0 });
        assert!(!filtered(config::Filter { within: within(0.0), ..Default::default() }));
        assert!(filtered(config::Filter { within: within(1.0), ..Default::default() }));
        let except_senders = vec![SenderId::try_from("00000000".to_string()).expect("eight digits")];
        assert!(filtered(config::Filter { except_senders, ..Default::default() }));
        // A BSM is of no intersection.
        let intersections = vec![config::IntersectionNumber { region: 0, intersection: 7 }];
        assert!(!filtered(config::Filter { intersections, ..Default::default() }));
    }
}

//! Which message set a line is of, where nobody says it.
//!
//! An envelope tells the set, a bare frame does not: `00 14 …` is a `BasicSafetyMessage` of J2735, and may be
//! the beginning of a Chinese one. Receivers know by configuration; a person with a line of digits wants to
//! see what it is. So the readings that are possible are tried in a fixed order, and the one that explains
//! the octets best is taken:
//!
//! 1. it knows the message (an unknown message id explains nothing), and then counts
//! 2. that no octets are left over, and
//! 3. that the encoding is canonical, so that encoding again gives the same octets;
//! 4. of equals, the earlier one: J2735 and what envelopes say, T/CSAE 53-2020, the 2019 draft.
//!
//! Nearly any octets begin a Chinese frame. So where they begin with a header, that is what they are: the header's error is told,
//! and a bare Chinese frame believed only if it takes all of them; not even then where the headers take all.
//!
//! A first reading without any flaw is taken at once, so that J2735 costs one decoding. Where no reading
//! explains a line, its error is that of the first reading; but where the octets began nothing that it knows,
//! that of the next for which they began a message.

use std::fmt::{self, Display};

use v2x::{Content, CsaeEdition, Decoded, Decoder, EnvelopeError, EnvelopeErrorKind, Error, Protocol, Set};

use crate::args::{Edition, Selection, Set as SetOption};

/// The readings to try, in order.
#[derive(Clone, Debug)]
pub(crate) struct Readings {
    decoders: Vec<Decoder>,
    /// What was asked for.
    selection: Selection,
}

/// Why no reading explains a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Unread {
    /// It is no message of the sets tried.
    Error(Error),
    /// Its envelope says that it is of another set than the one asked for.
    OtherSet(Set),
    /// It is an upload without frames.
    Empty,
}

impl Unread {
    /// A short name of its kind in snake case, as errors in the output have it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Error(error) => error.name(),
            Self::OtherSet(_) => "other_set",
            Self::Empty => "no_frames",
        }
    }

    /// Where: in a header, a component of a frame.
    pub(crate) fn at(self) -> &'static str {
        match self {
            Self::Error(error) => error.at(),
            Self::OtherSet(_) => "envelope",
            Self::Empty => Protocol::RsuCloud.name(),
        }
    }
}

impl Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Error(error) => error.fmt(f),
            Self::OtherSet(set) => write!(f, "the envelope says that the message is of the set {set}"),
            Self::Empty => f.write_str("an upload without frames"),
        }
    }
}

impl Selection {
    /// The set that was named.
    pub(crate) fn set(self) -> Option<Set> {
        self.set.map(|set| match set {
            SetOption::J2735 => Set::J2735,
            SetOption::Csae => Set::Csae,
        })
    }

    /// The editions of the Chinese set to try, in order.
    pub(crate) fn editions(self) -> &'static [CsaeEdition] {
        match self.edition {
            None => &[CsaeEdition::Y2020, CsaeEdition::Y2019],
            Some(Edition::Y2020) => &[CsaeEdition::Y2020],
            Some(Edition::Y2019) => &[CsaeEdition::Y2019],
        }
    }

    /// What was read, if it is of the set that was named.
    pub(crate) fn wanted(self, decoded: Decoded<'_>) -> Result<Decoded<'_>, Unread> {
        match (self.set(), decoded.message.set()) {
            (Some(only), set) if only != set => Err(Unread::OtherSet(set)),
            _ => Ok(decoded),
        }
    }
}

impl Readings {
    /// All readings that the options leave open, behind octets that are stepped over.
    pub(crate) fn new(selection: Selection, skip: usize) -> Self {
        let chinese = |decoder| editions(selection, decoder);
        let set = selection.set();
        let new = Decoder::new().skip(skip);
        let any = new.set(set.unwrap_or(Set::J2735));
        let decoders = match set {
            Some(Set::J2735) => vec![any, new.bare(Set::J2735)],
            _ => chinese(any).chain(chinese(new.bare(Set::Csae))).collect(),
        };
        Self { decoders, selection }
    }

    /// Readings as bare frames of a set, behind octets that are stepped over.
    pub(crate) fn bare(set: Set, selection: Selection, skip: usize) -> Self {
        let decoder = Decoder::new().bare(set).skip(skip);
        let decoders = match set {
            Set::Csae => editions(selection, decoder).collect(),
            _ => vec![decoder],
        };
        Self { decoders, selection }
    }

    /// The reading that explains `octets` best.
    pub(crate) fn best<'a>(&self, octets: &'a [u8]) -> Result<Decoded<'a>, Unread> {
        let mut best: Option<(u8, Decoded<'a>)> = None;
        let mut error = None;
        let headed = self.headed(octets);
        for decoder in &self.decoders {
            match decoder.decode(octets) {
                Ok(decoded) if !headed.allows(&decoded) => {}
                Ok(decoded) => {
                    let rank = rank(&decoded);
                    if best.as_ref().is_none_or(|(other, _)| rank > *other) {
                        best = Some((rank, decoded));
                    }
                    if rank == FLAWLESS {
                        break;
                    }
                }
                Err(other) if error.is_none() || says_more(&other, &error) => error = Some(other),
                Err(_) => {}
            }
        }
        match (best, error) {
            (Some((_, decoded)), _) => self.selection.wanted(decoded),
            (None, Some(error)) => Err(Unread::Error(error)),
            (None, None) => unreachable!("there is at least one decoder, and it decodes or fails"),
        }
    }

    /// The decoder that explains `octets` best; the first where none does.
    pub(crate) fn decoder(&self, octets: &[u8]) -> Decoder {
        let mut best: Option<(u8, Decoder)> = None;
        let headed = self.headed(octets);
        for decoder in &self.decoders {
            if let Ok(decoded) = decoder.decode(octets)
                && headed.allows(&decoded)
            {
                let rank = rank(&decoded);
                if best.is_none_or(|(other, _)| rank > other) {
                    best = Some((rank, *decoder));
                }
            }
        }
        best.map_or_else(|| self.decoders.first().copied().unwrap_or_default(), |(_, decoder)| decoder)
    }
}

/// Whether octets begin with headers.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Headed {
    /// They do not.
    No,
    /// They do, and the headers are broken, or what they carry may be.
    Begun,
    /// They do, and the headers take all octets, around no frame.
    Whole,
}

impl Headed {
    /// Whether a reading may be believed.
    fn allows(self, decoded: &Decoded<'_>) -> bool {
        match self {
            _ if !decoded.layers.is_empty() => true,
            Self::No => true,
            Self::Begun => decoded.trailing == 0,
            Self::Whole => false,
        }
    }
}

impl Readings {
    /// Whether a header may stand around the sets asked for: who asks for the Chinese one alone has no WSMP and no GeoNetworking.
    fn may_stand_around(&self, protocol: Protocol) -> bool {
        self.selection.set() != Some(Set::Csae) || matches!(protocol, Protocol::Dsmp | Protocol::Ieee1609Dot2)
    }

    /// What the reading by headers, which is the first, makes of octets.
    fn headed(&self, octets: &[u8]) -> Headed {
        let walked = match self.decoders.first().map(|decoder| decoder.walk(octets)) {
            Some(Ok(walked)) => walked,
            Some(Err(error)) if !unrecognised(&error) && self.may_stand_around(error.protocol) => {
                return Headed::Begun;
            }
            _ => return Headed::No,
        };
        match (walked.layers.first(), walked.content) {
            (None, _) => Headed::No,
            (Some(outermost), _) if !self.may_stand_around(outermost.protocol) => Headed::No,
            (Some(_), Content::Frame { .. }) => Headed::Begun,
            (Some(outermost), _) if outermost.trailing > 0 => Headed::Begun,
            _ => Headed::Whole,
        }
    }
}

/// A decoder for each edition that is to be tried.
fn editions(selection: Selection, decoder: Decoder) -> impl Iterator<Item = Decoder> {
    selection.editions().iter().map(move |edition| decoder.csae_edition(*edition))
}

const FLAWLESS: u8 = 3;

/// How well a reading explains the octets, as the module's front says.
fn rank(decoded: &Decoded<'_>) -> u8 {
    if decoded.message.name() == "Unknown" {
        return 0;
    }
    1 + u8::from(decoded.trailing == 0) + u8::from(decoded.notes.is_empty())
}

/// Whether `error` says more about the octets than the one found before: these began nothing that a reading
/// knows, and for `error` they began a message at least.
fn says_more(error: &Error, before: &Option<Error>) -> bool {
    let nothing = |error: &Error| matches!(error, Error::Envelope(error) if unrecognised(error));
    before.as_ref().is_some_and(nothing) && !nothing(error) && error.at() != "MessageFrame"
}

/// Whether octets with this error begin no header.
fn unrecognised(error: &EnvelopeError) -> bool {
    match error.kind {
        EnvelopeErrorKind::Unrecognised { .. } => true,
        // There is no version but 0: a 04 that begins another one begins no DSMP.
        EnvelopeErrorKind::Version { .. } => error.protocol == Protocol::Dsmp,
        // No datagram.
        EnvelopeErrorKind::Truncated { .. } => error.protocol == Protocol::Datagram,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hex;

    fn octets(line: &str) -> Vec<u8> {
        let mut octets = Vec::new();
        hex::parse(line.as_bytes(), &mut octets).expect("it is in hexadecimal digits");
        octets
    }

    fn found(selection: Selection, line: &str) -> String {
        let octets = octets(line);
        match Readings::new(selection, 0).best(&octets) {
            Ok(decoded) => format!("{} {}", decoded.message.set(), decoded.message.name()),
            Err(Unread::Error(error)) => format!("{} {}", error.at(), error.name()),
            Err(unread) => unread.to_string(),
        }
    }

    const J2735: Selection = Selection { set: Some(SetOption::J2735), edition: None };
    const CSAE: Selection = Selection { set: Some(SetOption::Csae), edition: None };
    const ANY: Selection = Selection { set: None, edition: None };

    #[test]
    fn a_reading_without_flaw_wins_and_the_earlier_of_equals() {
        assert_eq!(found(ANY, "002b0100"), "j2735 RoadGeometryAndAttributes");
        assert_eq!(found(CSAE, "002b0100"), "BasicSafetyMessage.id truncated");
    }

    #[test]
    fn ids_without_a_message_explain_nothing_but_are_kept() {
        assert_eq!(found(J2735, "01000100"), "j2735 Unknown");
        assert_eq!(found(ANY, "00010100"), "j2735 Unknown");
    }

    #[test]
    fn the_error_is_of_the_reading_that_began_to_make_sense() {
        // A controller's status message, a Chinese BSM and a J2735 one that are cut off, a WSMP header that
        // is.
        assert_eq!(found(ANY, "cd1001002800"), "datagram unrecognised");
        assert_eq!(found(ANY, "04d01ce0"), "BasicSafetyMessage.id truncated");
        assert_eq!(found(ANY, "0014047a5b1c2d"), "BSMcoreData.id truncated");
        assert_eq!(found(ANY, "0300200a00"), "wsmp truncated");
    }

    /// The least Chinese BSM, and a MAP of one node, which begins like GeoNetworking.
    fn chinese() -> [Vec<u8>; 2] {
        use v2x::csae::y2020::{map::MapData, msg_frame::MessageFrame};
        let mut map = MapData { nodes: vec![Default::default()], ..Default::default() };
        map.msg_cnt.0 = 40;
        let frames = [MessageFrame::default(), MessageFrame::MapFrame(map)];
        frames.map(|frame| v2x::Message::from(frame).to_uper().expect("the least values"))
    }

    fn digits(octets: &[u8]) -> String {
        octets.iter().map(|octet| format!("{octet:02x}")).collect()
    }

    #[test]
    fn what_begins_with_a_header_is_no_chinese_frame() {
        let mut packet = Vec::new();
        let mut octets = vec![0x55; 60];
        octets[..2].copy_from_slice(&[0x00, 0x14]);
        v2x::envelope::wsmp::Wsm::new(v2x::envelope::Psid::BSM, &octets).write(&mut packet).expect("short");
        for len in 2..packet.len() {
            assert_eq!(found(ANY, &digits(&packet[..len])), "wsmp truncated", "{len}");
        }
        // Whole headers of GeoNetworking and BTP around a message of ETSI.
        let mut packet = vec![0x11, 0x00, 0x1A, 0x01, 0x20, 0x50, 0x02, 0x80, 0x00, 0x08, 0x01, 0x00];
        packet.extend([0; 28]);
        packet.extend([0x07, 0xD1, 0, 0, 2, 2, 0, 0]);
        assert_eq!(found(ANY, &digits(&packet)), "btp etsi");
        assert_eq!(Readings::new(ANY, 0).decoder(&packet), Decoder::new());
        // And a Chinese frame is one.
        for frame in chinese() {
            assert!(found(ANY, &digits(&frame)).starts_with("csae"), "{frame:02x?}");
            assert!(frame != chinese()[1] || frame[0] == 0x11, "{frame:02x?}");
            // With stale octets behind it, where the set was asked for.
            let stale = digits(&[&frame[..], &[0xEE; 9]].concat());
            assert!(found(CSAE, &stale).starts_with("csae"), "{stale}");
        }
    }
}

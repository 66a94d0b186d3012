//! From the first octet of a datagram to its message frame: which header follows which, and why.
//!
//! | first octets | what | why nothing else begins so |
//! | --- | --- | --- |
//! | `00`, `80` | bare J2735 `MessageFrame` | the extension bit, then a 15-bit message id: all ids assigned are below 256. As WSMP this would be version 0; 1609.2 begins with 3 |
//! | `03 80` … `03 BF` | IEEE 1609.2 | version 3, then a tag of context class. In WSMP the second octet is a TPID, at most 5; as J2735 id it would be above 895, unassigned |
//! | `03`, `0B`, … (lower three bits 3, upper two 0) | WSMP version 3 | other than `03 8x`, above. As J2735 id it would be above 767, unassigned |
//! | `02` | WSMP version 2, reported as unsupported | as J2735 id it would be 512 to 767, unassigned |
//! | `04` | DSMP behind its adaptation octet | as J2735 id it would be 1024 to 1279, unassigned; as WSMP, version 4 |
//! | `11`, `12` | GeoNetworking version 1 | as J2735 id it would be 4352 to 4863, unassigned; as WSMP, versions 1 and 2 |
//! | anything else | an error | |
//!
//! A bare *Chinese* frame is missing from this table on purpose. It begins with a choice of four bits and continues with
//! the message: any octet can start one. So it is only looked for where the [`Decoder`] was told to, and then nothing else is.
//!
//! Inside WSMP and inside unsecured 1609.2 data the same table holds without WSMP, DSMP and GeoNetworking; secured data
//! inside GeoNetworking holds the rest of its headers. The data of DSMP is of the
//! Chinese sets, bare or secured; how the two are told apart is said at [`Protection`].

mod layer;
#[cfg(test)]
mod tests;
mod usual;

use crate::decode::{Decoder, Expect, Protection};
use crate::envelope::btp::Btp;
use crate::envelope::dsmp::{ADAPTATION, Dsm};
use crate::envelope::geonetworking::{self, Basic, Carries};
use crate::envelope::ieee1609dot2::{Carried, Ieee1609Dot2Data};
use crate::envelope::wsmp::Wsm;
use crate::envelope::{EnvelopeError, EnvelopeErrorKind, Protocol, Reader};
use crate::set::Set;

pub use self::layer::{Layer, Layers, MAX_LAYERS};

/// What a walk ended at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Content<'a> {
    /// A message of ETSI's sets, which this library does not decode.
    Etsi {
        /// The BTP port that says which message: see [`Btp::message`].
        port: u16,
        /// Where it begins, in octets from the start of the datagram.
        offset: u32,
        /// Its octets.
        octets: &'a [u8],
    },
    /// A message frame, not yet decoded.
    Frame {
        /// The set that it is of.
        set: Set,
        /// Where it begins, in octets from the start of the datagram.
        offset: u32,
        /// The octets that hold it. Without a header whose length ends them, octets that are none of the frame's may
        /// follow it: only decoding tells where it ends.
        octets: &'a [u8],
    },
    /// No message frame that could be read.
    NoFrame(NoFrame),
}

/// Why a well-formed datagram holds no message frame that could be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum NoFrame {
    /// It is a request to a certificate authority.
    #[error("a certificate request")]
    CertificateRequest,
    /// It is encrypted.
    #[error("encrypted")]
    Encrypted,
    /// It is a message of ETSI's sets.
    #[error("a message of ETSI's sets, port {0}")]
    Etsi(
        /// Its BTP port.
        u16,
    ),
    /// It is an IPv6 packet in GeoNetworking.
    #[error("an IPv6 packet")]
    Ipv6,
    /// It is a signature over a payload that travels elsewhere.
    #[error("a signature whose payload travels elsewhere")]
    PayloadElsewhere,
    /// It is a GeoNetworking packet that carries nothing, such as a beacon.
    #[error("a GeoNetworking packet without payload")]
    NoPayload,
    /// It is a content of IEEE 1609.2 that this library does not know.
    #[error("an unknown content of IEEE 1609.2, tag {0:#04x}")]
    Unknown(
        /// Its tag.
        u8,
    ),
}

impl NoFrame {
    /// The name of the header that says so.
    pub(crate) const fn at(self) -> &'static str {
        match self {
            Self::Etsi(_) => Protocol::Btp.name(),
            Self::Ipv6 | Self::NoPayload => Protocol::GeoNetworking.name(),
            _ => Protocol::Ieee1609Dot2.name(),
        }
    }

    /// A short name in snake case, for metric labels and JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CertificateRequest => "certificate_request",
            Self::Encrypted => "encrypted",
            Self::Etsi(_) => "etsi",
            Self::Ipv6 => "ipv6",
            Self::NoPayload => "no_payload",
            Self::PayloadElsewhere => "payload_elsewhere",
            Self::Unknown(_) => "unknown_content",
        }
    }
}

/// A datagram whose headers have been walked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Walked<'a> {
    /// The headers, outermost first; none around a bare frame.
    pub layers: Layers<'a>,
    /// What they enclose.
    pub content: Content<'a>,
}

impl<'a> Walked<'a> {
    /// The octets that hold the message; empty when there is none to be read.
    pub const fn payload(&self) -> &'a [u8] {
        match self.content {
            Content::Etsi { octets, .. } | Content::Frame { octets, .. } => octets,
            Content::NoFrame(_) => &[],
        }
    }
}

/// Walks the headers of a datagram, without decoding the message: [`Decoder::walk`] with the default options.
///
/// ```
/// use v2x::{Content, Protocol, Set};
///
/// // WSMP for the service 0x20, around a bare frame.
/// let walked = v2x::walk(&[0x03, 0x00, 0x20, 0x02, 0x00, 0x14])?;
/// assert_eq!(walked.layers[0].protocol, Protocol::Wsmp);
/// assert_eq!(walked.content, Content::Frame { set: Set::J2735, offset: 4, octets: &[0x00, 0x14] });
/// # Ok::<(), v2x::EnvelopeError>(())
/// ```
///
/// # Errors
/// As [`Decoder::walk`].
pub fn walk(datagram: &[u8]) -> Result<Walked<'_>, EnvelopeError> {
    Decoder::new().walk(datagram)
}

/// What comes next, and the octets that hold it.
#[derive(Clone, Copy)]
enum Next<'a> {
    Dsmp(Reader<'a>),
    Frame(Set, Reader<'a>),
    GeoNetworking(Reader<'a>),
    GeoNetworkingCommon(Reader<'a>),
    Secured(Inside, Reader<'a>),
    Wsmp(Reader<'a>),
}

/// What secured data holds.
#[derive(Clone, Copy)]
enum Inside {
    Frame(Set),
    GeoNetworking,
}

/// The next header, or what the walk ends at.
type Step<'a> = Result<Next<'a>, Content<'a>>;

pub(crate) fn walk_with<'a>(decoder: &Decoder, datagram: &'a [u8]) -> Result<Walked<'a>, EnvelopeError> {
    let mut layers = Layers::new();
    let content = match usual::walk(decoder, datagram, &mut layers) {
        Some(content) => content,
        None => {
            layers.clear();
            walk_any(decoder, datagram, &mut layers)?
        }
    };
    Ok(Walked { layers, content })
}

/// The headers that a walk passes before it ends or fails: for people, who want to see what was before the fault.
#[cfg(feature = "serde")]
pub(crate) fn passed<'a>(decoder: &Decoder, datagram: &'a [u8]) -> Layers<'a> {
    let mut layers = Layers::new();
    // The error is the one of `walk_with`.
    let _ = walk_any(decoder, datagram, &mut layers);
    layers
}

/// Walks a datagram header by header.
fn walk_any<'a>(
    decoder: &Decoder,
    datagram: &'a [u8],
    layers: &mut Layers<'a>,
) -> Result<Content<'a>, EnvelopeError> {
    let mut start = Reader::new(datagram, Protocol::Datagram);
    start.take(decoder.skip)?;
    let mut next = first(decoder, start)?;
    loop {
        let step = match next {
            Next::Dsmp(r) => within_dsmp(decoder, r.as_layer(Protocol::Dsmp), layers).map(Ok)?,
            Next::Frame(set, r) => Err(Content::Frame { set, offset: r.offset(), octets: r.rest() }),
            Next::GeoNetworking(r) => within_geonetworking(r.as_layer(Protocol::GeoNetworking), layers)?,
            Next::GeoNetworkingCommon(r) => within_packet(r.as_layer(Protocol::GeoNetworkingCommon), layers)?,
            Next::Secured(inside, r) => within_secured(inside, r.as_layer(Protocol::Ieee1609Dot2), layers)?,
            Next::Wsmp(r) => within_wsmp(decoder, r.as_layer(Protocol::Wsmp), layers).map(Ok)?,
        };
        next = match step {
            Ok(next) => next,
            Err(content) => return Ok(content),
        };
    }
}

/// The outermost header.
fn first<'a>(decoder: &Decoder, mut r: Reader<'a>) -> Result<Next<'a>, EnvelopeError> {
    match decoder.expect {
        Expect::Any => {}
        Expect::Dsmp => return Ok(Next::Dsmp(r)),
        Expect::Frame => return Ok(Next::Frame(decoder.set, r)),
        Expect::GeoNetworking => return Ok(Next::GeoNetworking(r)),
        Expect::Ieee1609Dot2 => return Ok(Next::Secured(Inside::Frame(decoder.set), r)),
        Expect::Wsmp => return Ok(Next::Wsmp(r)),
    }
    match first_two(&r)? {
        [3, 0x80..=0xBF] => Ok(Next::Secured(Inside::Frame(decoder.set), r)),
        // Version 2 is told from noise, so that the reader of WSMP reports it by its number.
        [2, _] => Ok(Next::Wsmp(r)),
        [octet, _] if octet & 0xC7 == 3 => Ok(Next::Wsmp(r)),
        [ADAPTATION, _] => {
            r.u8()?;
            Ok(Next::Dsmp(r))
        }
        [0x11 | 0x12, _] => Ok(Next::GeoNetworking(r)),
        [0 | 0x80, _] if decoder.set == Set::J2735 => Ok(Next::Frame(Set::J2735, r)),
        octets => Err(r.error(EnvelopeErrorKind::Unrecognised { octets })),
    }
}

/// The first two octets; a missing second one reads 0, which begins nothing after a `03`.
fn first_two(r: &Reader<'_>) -> Result<[u8; 2], EnvelopeError> {
    let mut ahead = *r;
    Ok([ahead.u8()?, ahead.peek().unwrap_or(0)])
}

/// What lies inside WSMP or unsecured data.
fn inside<'a>(decoder: &Decoder, r: Reader<'a>) -> Result<Next<'a>, EnvelopeError> {
    if decoder.set == Set::Csae {
        return Ok(chinese(decoder.protection, r));
    }
    inside_j2735(r)
}

fn inside_j2735(r: Reader<'_>) -> Result<Next<'_>, EnvelopeError> {
    match first_two(&r)? {
        [3, 0x80..=0xBF] => Ok(Next::Secured(Inside::Frame(Set::J2735), r)),
        [0 | 0x80, _] => Ok(Next::Frame(Set::J2735, r)),
        octets => Err(r.error(EnvelopeErrorKind::Unrecognised { octets })),
    }
}

/// What lies inside DSMP.
fn chinese(protection: Protection, r: Reader<'_>) -> Next<'_> {
    match protection {
        Protection::Bare => Next::Frame(Set::Csae, r),
        Protection::Secured => Next::Secured(Inside::Frame(Set::Csae), r),
        Protection::Detect if is_secured_to_its_end(&r) => Next::Secured(Inside::Frame(Set::Csae), r),
        Protection::Detect => Next::Frame(Set::Csae, r),
    }
}

fn is_secured_to_its_end(r: &Reader<'_>) -> bool {
    if !r.rest().starts_with(&[3, 0x81]) && !r.rest().starts_with(&[3, 0x82]) {
        return false;
    }
    let mut ahead = r.as_layer(Protocol::Ieee1609Dot2);
    Ieee1609Dot2Data::skim(&mut ahead, MAX_LAYERS).is_ok() && ahead.rest().is_empty()
}

fn within_wsmp<'a>(
    decoder: &Decoder,
    start: Reader<'a>,
    layers: &mut Layers<'a>,
) -> Result<Next<'a>, EnvelopeError> {
    let mut r = start;
    let (_, data) = Wsm::read(&mut r)?;
    layers.push(Protocol::Wsmp, &start, &r)?;
    inside(decoder, data)
}

fn within_dsmp<'a>(
    decoder: &Decoder,
    start: Reader<'a>,
    layers: &mut Layers<'a>,
) -> Result<Next<'a>, EnvelopeError> {
    let mut r = start;
    let (_, data) = Dsm::read(&mut r)?;
    layers.push(Protocol::Dsmp, &start, &r)?;
    Ok(chinese(decoder.protection, data))
}

/// What lies inside a basic header of GeoNetworking.
fn within_geonetworking<'a>(start: Reader<'a>, layers: &mut Layers<'a>) -> Result<Step<'a>, EnvelopeError> {
    let mut r = start;
    let basic = Basic::read(&mut r)?;
    let inside = r;
    // Nothing in the header says where the packet ends.
    r.take(r.rest().len())?;
    layers.push(Protocol::GeoNetworking, &start, &r)?;
    Ok(match basic.next {
        geonetworking::Next::Any => Err(Content::NoFrame(NoFrame::NoPayload)),
        geonetworking::Next::Common => Ok(Next::GeoNetworkingCommon(inside)),
        geonetworking::Next::Secured => Ok(Next::Secured(Inside::GeoNetworking, inside)),
    })
}

/// What lies inside the common and extended header of GeoNetworking.
fn within_packet<'a>(start: Reader<'a>, layers: &mut Layers<'a>) -> Result<Step<'a>, EnvelopeError> {
    let mut r = start;
    let (carries, payload) = geonetworking::Packet::skim(&mut r)?;
    layers.push(Protocol::GeoNetworkingCommon, &start, &r)?;
    match carries {
        Carries::Any => return Ok(Err(Content::NoFrame(NoFrame::NoPayload))),
        Carries::Ipv6 => return Ok(Err(Content::NoFrame(NoFrame::Ipv6))),
        Carries::BtpA | Carries::BtpB => {}
    }
    let start = payload.as_layer(Protocol::Btp);
    let mut message = start;
    let port = Btp::read(&mut message)?.destination_port;
    let mut end = message;
    end.take(message.rest().len())?;
    layers.push(Protocol::Btp, &start, &end)?;
    Ok(Err(Content::Etsi { port, offset: message.offset(), octets: message.rest() }))
}

/// What lies inside secured data.
fn within_secured<'a>(
    inside: Inside,
    start: Reader<'a>,
    layers: &mut Layers<'a>,
) -> Result<Step<'a>, EnvelopeError> {
    let mut r = start;
    let carried = Ieee1609Dot2Data::skim(&mut r, MAX_LAYERS - layers.len().min(MAX_LAYERS))?;
    layers.push(Protocol::Ieee1609Dot2, &start, &r)?;
    Ok(match (carried, inside) {
        (Carried::Data(data), _) => Ok(Next::Secured(inside, data)),
        (Carried::Nothing(why), _) => Err(Content::NoFrame(why)),
        (Carried::Payload(payload), Inside::GeoNetworking) => Ok(Next::GeoNetworkingCommon(payload)),
        // Any octet can begin a Chinese frame, so its payload is the end of the walk.
        (Carried::Payload(payload), Inside::Frame(Set::Csae)) => Ok(Next::Frame(Set::Csae, payload)),
        (Carried::Payload(payload), Inside::Frame(Set::J2735)) => Ok(inside_j2735(payload)?),
    })
}

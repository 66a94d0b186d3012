//! From the first octet of a datagram to its message frame: which header follows which, and why.
//!
//! | first octets | what | why nothing else begins so |
//! | --- | --- | --- |
//! | `00`, `80` | bare J2735 `MessageFrame` | the extension bit, then a 15-bit message id: all ids assigned are below 256. As WSMP this would be version 0; 1609.2 begins with 3 |
//! | `03 80` … `03 BF` | IEEE 1609.2 | version 3, then a tag of context class. In WSMP the second octet is a TPID, at most 5; as J2735 id it would be above 895, unassigned |
//! | `03`, `0B`, … (lower three bits 3, upper two 0) | WSMP version 3 | other than `03 8x`, above. As J2735 id it would be above 767, unassigned |
//! | `02` | WSMP version 2, reported as unsupported | as J2735 id it would be 512 to 767, unassigned |
//! | `04` | DSMP behind its adaptation octet | as J2735 id it would be 1024 to 1279, unassigned; as WSMP, version 4 |
//! | anything else | an error | |
//!
//! A bare *Chinese* frame is missing from this table on purpose. It begins with a choice of four bits and continues with
//! the message: any octet can start one. So it is only looked for where the [`Decoder`] was told to, and then nothing else is.
//!
//! Inside WSMP and inside unsecured 1609.2 data the same table holds without WSMP and DSMP. The data of DSMP is of the
//! Chinese sets, bare or secured; how the two are told apart is said at [`Protection`].

use core::ops::Deref;

use crate::decode::{Decoder, Expect, Protection};
use crate::envelope::dsmp::{ADAPTATION, Dsm};
use crate::envelope::ieee1609dot2::{Carried, Ieee1609Dot2Data};
use crate::envelope::wsmp::Wsm;
use crate::envelope::{EnvelopeError, EnvelopeErrorKind, Protocol, Reader};
use crate::set::Set;

/// How many headers may lie inside one another. WSMP around signed data around unsecured data is three, the
/// usual; signed data that is signed once more is four.
pub const MAX_LAYERS: usize = 6;

/// One header of a datagram, with everything that it encloses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layer<'a> {
    /// Which header.
    pub protocol: Protocol,
    /// Where it begins, in octets from the start of the datagram.
    pub offset: u32,
    /// The header and what it carries. DSMP is without its adaptation octet.
    pub octets: &'a [u8],
    /// How many octets follow its end inside what encloses it: the next outer header's data, or the datagram. They are
    /// counted and never looked at.
    pub trailing: u32,
}

/// The `parse` of a header: what it reads, and the octets after it.
type Parse<'a, T> = fn(&'a [u8]) -> Result<(T, &'a [u8]), EnvelopeError>;

impl<'a> Layer<'a> {
    const EMPTY: Self = Self { protocol: Protocol::Datagram, offset: 0, octets: &[], trailing: 0 };

    /// The header's fields, if it is DSMP.
    pub fn dsm(&self) -> Option<Dsm<'a>> {
        self.read(Protocol::Dsmp, Dsm::parse)
    }

    /// The structure, if it is IEEE 1609.2.
    pub fn secured(&self) -> Option<Ieee1609Dot2Data<'a>> {
        self.read(Protocol::Ieee1609Dot2, Ieee1609Dot2Data::parse)
    }

    /// The header's fields, if it is WSMP.
    pub fn wsm(&self) -> Option<Wsm<'a>> {
        self.read(Protocol::Wsmp, Wsm::parse)
    }

    /// The walk keeps where a header lies, not its fields: few readers want them, and they take ten times the room.
    fn read<T>(&self, protocol: Protocol, parse: Parse<'a, T>) -> Option<T> {
        if self.protocol == protocol { parse(self.octets).ok().map(|(header, _)| header) } else { None }
    }
}

/// The headers of a datagram, outermost first: a slice of at most [`MAX_LAYERS`], without heap.
#[derive(Clone, Copy, Debug)]
pub struct Layers<'a> {
    layers: [Layer<'a>; MAX_LAYERS],
    len: usize,
}

impl<'a> Layers<'a> {
    const fn new() -> Self {
        Self { layers: [Layer::EMPTY; MAX_LAYERS], len: 0 }
    }

    /// Notes the header that was read between `start` and `end`.
    fn push(
        &mut self,
        protocol: Protocol,
        start: &Reader<'a>,
        end: &Reader<'a>,
    ) -> Result<(), EnvelopeError> {
        let depth = EnvelopeErrorKind::Depth { max: MAX_LAYERS as u8 };
        let layer = self.layers.get_mut(self.len).ok_or_else(|| start.error(depth))?;
        let trailing = u32::try_from(end.rest().len()).unwrap_or(u32::MAX);
        *layer = Layer { protocol, offset: start.offset(), octets: end.since(start), trailing };
        self.len += 1;
        Ok(())
    }
}

impl<'a> Deref for Layers<'a> {
    type Target = [Layer<'a>];

    fn deref(&self) -> &[Layer<'a>] {
        self.layers.get(..self.len).unwrap_or_default()
    }
}

impl PartialEq for Layers<'_> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Layers<'_> {}

/// What a walk ended at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content<'a> {
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
    /// It is a signature over a payload that travels elsewhere.
    #[error("a signature whose payload travels elsewhere")]
    PayloadElsewhere,
    /// It is a content of IEEE 1609.2 that this library does not know.
    #[error("an unknown content of IEEE 1609.2, tag {0:#04x}")]
    Unknown(
        /// Its tag.
        u8,
    ),
}

impl NoFrame {
    /// A short name in snake case, for metric labels and JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CertificateRequest => "certificate_request",
            Self::Encrypted => "encrypted",
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
    /// The octets that hold the message frame; empty when there is none to be read.
    pub const fn payload(&self) -> &'a [u8] {
        match self.content {
            Content::Frame { octets, .. } => octets,
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
    Secured(Set, Reader<'a>),
    Wsmp(Reader<'a>),
}

pub(crate) fn walk_with<'a>(decoder: &Decoder, datagram: &'a [u8]) -> Result<Walked<'a>, EnvelopeError> {
    let mut start = Reader::new(datagram, Protocol::Datagram);
    start.take(decoder.skip)?;
    let mut layers = Layers::new();
    let mut next = first(decoder, start)?;
    loop {
        next = match next {
            Next::Wsmp(r) => within_wsmp(decoder, r.as_layer(Protocol::Wsmp), &mut layers)?,
            Next::Dsmp(r) => within_dsmp(decoder, r.as_layer(Protocol::Dsmp), &mut layers)?,
            Next::Secured(set, r) => {
                match within_secured(set, r.as_layer(Protocol::Ieee1609Dot2), &mut layers)? {
                    Ok(next) => next,
                    Err(why) => return Ok(Walked { layers, content: Content::NoFrame(why) }),
                }
            }
            Next::Frame(set, r) => {
                let content = Content::Frame { set, offset: r.offset(), octets: r.rest() };
                return Ok(Walked { layers, content });
            }
        };
    }
}

/// The outermost header.
fn first<'a>(decoder: &Decoder, mut r: Reader<'a>) -> Result<Next<'a>, EnvelopeError> {
    match decoder.expect {
        Expect::Any => {}
        Expect::Dsmp => return Ok(Next::Dsmp(r)),
        Expect::Frame => return Ok(Next::Frame(decoder.set, r)),
        Expect::Ieee1609Dot2 => return Ok(Next::Secured(decoder.set, r)),
        Expect::Wsmp => return Ok(Next::Wsmp(r)),
    }
    match first_two(&r)? {
        [3, 0x80..=0xBF] => Ok(Next::Secured(decoder.set, r)),
        // Version 2 is told from noise, so that the reader of WSMP reports it by its number.
        [2, _] => Ok(Next::Wsmp(r)),
        [octet, _] if octet & 0xC7 == 3 => Ok(Next::Wsmp(r)),
        [ADAPTATION, _] => {
            r.u8()?;
            Ok(Next::Dsmp(r))
        }
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
        [3, 0x80..=0xBF] => Ok(Next::Secured(Set::J2735, r)),
        [0 | 0x80, _] => Ok(Next::Frame(Set::J2735, r)),
        octets => Err(r.error(EnvelopeErrorKind::Unrecognised { octets })),
    }
}

/// What lies inside DSMP.
fn chinese(protection: Protection, r: Reader<'_>) -> Next<'_> {
    match protection {
        Protection::Bare => Next::Frame(Set::Csae, r),
        Protection::Secured => Next::Secured(Set::Csae, r),
        Protection::Detect if is_secured_to_its_end(&r) => Next::Secured(Set::Csae, r),
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

/// The header inside secured data, or what else the data is.
fn within_secured<'a>(
    set: Set,
    start: Reader<'a>,
    layers: &mut Layers<'a>,
) -> Result<Result<Next<'a>, NoFrame>, EnvelopeError> {
    let mut r = start;
    let carried = Ieee1609Dot2Data::skim(&mut r, MAX_LAYERS - layers.len().min(MAX_LAYERS))?;
    layers.push(Protocol::Ieee1609Dot2, &start, &r)?;
    Ok(match (carried, set) {
        (Carried::Data(data), _) => Ok(Next::Secured(set, data)),
        (Carried::Nothing(why), _) => Err(why),
        // Any octet can begin a Chinese frame, so its payload is the end of the walk.
        (Carried::Payload(payload), Set::Csae) => Ok(Next::Frame(set, payload)),
        (Carried::Payload(payload), Set::J2735) => Ok(inside_j2735(payload)?),
    })
}

//! A datagram as a person reads it: every header and every field with its place, its value, its unit and what it means.
//!
//! ```
//! use v2x::inspect;
//!
//! // WSMP for the service 0x20, around a frame without contents.
//! let datagram = [0x03, 0x00, 0x20, 0x04, 0x00, 0x2C, 0x01, 0x00];
//! let items = inspect::datagram(v2x::Decoder::new(), &datagram);
//! let [wsmp, message] = &items[..] else { panic!("a header and a message") };
//! assert_eq!((&*wsmp.name, wsmp.offset, wsmp.len), ("WSMP", Some(0), Some(8)));
//! let psid = wsmp.items.iter().find(|item| item.name == "PSID").unwrap();
//! assert_eq!((psid.offset, &*psid.value), (Some(2), "0x20 (BSM)"));
//! assert_eq!((&*message.name, message.offset), ("PersonalSafetyMessage2", Some(4)));
//! ```
//!
//! Fields of messages carry no place in the tree: they are bits, and only decoding knows which; [`bits`] asks it. Where a datagram is broken, the last item
//! is the error, after what could be read.

mod bits;
mod clock;
mod controller;
mod fields;
mod headers;
mod message;
mod outer;
mod paths;
mod secured;
mod text;
mod units;

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt::{Display, Write as _};

use crate::envelope::EnvelopeError;
use crate::envelope::rsu_text::RsuText;
use crate::envelope::tscbm::START;
use crate::walk::{self, Content, Layer, Walked};
use crate::{Decoder, Message, Outer, Protocol, Set};

pub use bits::{BitField, bits};
#[cfg(feature = "translate")]
pub(crate) use message::meaning;
pub use message::message;
pub use outer::opened;

/// The value of a layer of signed data: whoever verifies puts what was found in its place.
pub const NOT_VERIFIED: &str = "signed, not verified";

/// A header, a field, a component: a branch of the tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    /// Its name: of the protocol, of the field in the standard's words, or of the ASN.1 component.
    pub name: Cow<'static, str>,
    /// Where it begins, in octets from the start of the datagram.
    pub offset: Option<u32>,
    /// How many octets it takes.
    pub len: Option<u32>,
    /// Its value with unit and meaning; empty for what only holds others.
    pub value: String,
    /// What it is.
    pub kind: Kind,
    /// What it holds.
    pub items: Vec<Item>,
}

/// What an [`Item`] is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// Something wrong.
    Error,
    /// A field or component.
    #[default]
    Field,
    /// A header, or what stands in the place of one.
    Layer,
    /// A message.
    Message,
    /// Octets that belong to nothing.
    Trailing,
}

impl Item {
    /// A field without a place of its own.
    fn field(name: impl Into<Cow<'static, str>>, value: impl Display) -> Self {
        Self { name: name.into(), value: value.to_string(), ..Self::default() }
    }

    fn at(self, offset: usize, len: usize) -> Self {
        Self { offset: u32::try_from(offset).ok(), len: u32::try_from(len).ok(), ..self }
    }

    fn holding(self, items: Vec<Self>) -> Self {
        Self { items, ..self }
    }

    fn error(error: &dyn Display, bit: Option<u64>) -> Self {
        let offset = bit.and_then(|bit| u32::try_from(bit / 8).ok());
        Self { name: "error".into(), offset, value: error.to_string(), kind: Kind::Error, ..Self::default() }
    }

    fn envelope_error(error: &EnvelopeError) -> Self {
        Self::error(error, Some(u64::from(error.offset) * 8))
    }

    fn trailing(offset: usize, octets: &[u8]) -> Self {
        let value = hex(octets);
        Self { name: "octets after it".into(), value, kind: Kind::Trailing, ..Self::default() }
            .at(offset, octets.len())
    }
}

/// All that a datagram holds, outermost first: its headers as `decoder` walks them, and its message. Unless the decoder
/// expects something certain, text for roadside units and the push of signal controllers are recognised too; [`opened`] takes
/// them, and what cannot be recognised, where they are known to come.
pub fn datagram(decoder: Decoder, octets: &[u8]) -> Vec<Item> {
    if decoder.takes_anything() && RsuText::begins(octets) {
        return opened(decoder, Outer::RsuText, octets);
    }
    if let (true, [START, 16, ..], Ok(items)) = (decoder.takes_anything(), octets, outer::push(octets)) {
        return items;
    }
    walked(decoder, octets)
}

/// Headers and message, or the error that ends the walk.
fn walked(decoder: Decoder, datagram: &[u8]) -> Vec<Item> {
    match decoder.walk(datagram) {
        Ok(walked) => {
            let mut items = layers(datagram, &walked);
            items.extend(content(decoder, datagram, &walked));
            items
        }
        Err(error) => {
            let mut items = headers_of(datagram, &walk::passed(&decoder, datagram));
            items.push(Item::envelope_error(&error));
            items
        }
    }
}

/// The headers that a walk has passed.
pub fn layers(datagram: &[u8], walked: &Walked<'_>) -> Vec<Item> {
    headers_of(datagram, &walked.layers)
}

fn headers_of(datagram: &[u8], layers: &[Layer<'_>]) -> Vec<Item> {
    let mut items: Vec<_> = layers.iter().map(layer).collect();
    for (layer, item) in layers.iter().zip(&mut items) {
        let end = layer.offset as usize + layer.octets.len();
        let behind = datagram.get(end..end + layer.trailing as usize).unwrap_or_default();
        item.items.extend((!behind.is_empty()).then(|| Item::trailing(end, behind)));
    }
    items
}

fn layer(layer: &Layer<'_>) -> Item {
    let item = Item { name: layer.protocol.to_string().into(), kind: Kind::Layer, ..Item::default() }
        .at(layer.offset as usize, layer.octets.len());
    let fields = match layer.protocol {
        Protocol::Ieee1609Dot2 => return secured::item(layer, item),
        Protocol::Btp => headers::btp(layer),
        Protocol::Dsmp => headers::dsmp(layer),
        Protocol::GeoNetworking => headers::geonetworking(layer),
        Protocol::GeoNetworkingCommon => headers::geonetworking_packet(layer),
        Protocol::Wsmp => headers::wsmp(layer),
        _ => None,
    };
    item.holding(fields.unwrap_or_default())
}

/// What the headers enclose.
fn content(decoder: Decoder, datagram: &[u8], walked: &Walked<'_>) -> Vec<Item> {
    let (offset, octets) = match walked.content {
        Content::Frame { offset, octets, .. } => (offset as usize, octets),
        Content::Etsi { port, offset, octets } => {
            let name = crate::envelope::btp::Btp::message(port).unwrap_or("message");
            let item = Item { name: name.into(), value: hex(octets), kind: Kind::Message, ..Item::default() };
            return alloc::vec![item.at(offset as usize, octets.len())];
        }
        Content::NoFrame(why) => {
            let item = Item { name: "no message".into(), kind: Kind::Message, ..Item::default() };
            return alloc::vec![Item { value: why.to_string(), ..item }];
        }
    };
    match decoder.decode(datagram) {
        Ok(decoded) => {
            let mut item = message(&decoded.message).at(offset, decoded.payload.len());
            item.items.extend(notes(decoded.notes));
            let end = offset + decoded.payload.len();
            let rest = octets.get(decoded.payload.len()..).unwrap_or_default();
            item.items.extend((!rest.is_empty()).then(|| Item::trailing(end, rest)));
            alloc::vec![item]
        }
        Err(error) => alloc::vec![Item::error(&error, error.bit())],
    }
}

/// What was legal in a frame, but not canonical.
fn notes(notes: v2x_uper::Notes) -> Option<Item> {
    use v2x_uper::Notes;
    let names = [
        (Notes::LEFTOVER, "octets left over in an open type"),
        (Notes::DEFAULT_PRESENT, "a default value is sent"),
        (Notes::ROOT_AS_EXTENSION, "a value of the root is sent as an extension"),
        (Notes::LONG_FORM, "a length is longer than needed"),
        (Notes::PADDING, "padding is missing or not zero"),
    ];
    let found: Vec<_> =
        names.iter().filter(|(note, _)| notes.contains(*note)).map(|(_, name)| *name).collect();
    (!found.is_empty()).then(|| Item::field("not canonical", found.join("; ")))
}

/// Octets as a person reads them: all of a few, the beginning of many.
fn hex(octets: &[u8]) -> String {
    const SHOWN: usize = 32;
    let mut text = String::new();
    for octet in octets.iter().take(SHOWN) {
        // Writing into memory does not fail.
        let _ = write!(text, "{octet:02x}");
    }
    if octets.len() > SHOWN {
        let _ = write!(text, "… ({} octets)", octets.len());
    }
    text
}

/// An angle in 1e-7 degrees.
fn degrees(value: i32) -> String {
    format!("{:.7}°", f64::from(value) * 1e-7)
}

impl Decoder {
    /// Whether the first octets decide what a datagram is.
    const fn takes_anything(&self) -> bool {
        matches!(self.expect, crate::Expect::Any) && matches!(self.set, Set::J2735) && self.skip == 0
    }
}

/// Name of the set and edition of a message.
fn set_name(message: &Message) -> String {
    match message.csae_edition() {
        Some(crate::CsaeEdition::Y2019) => "T/CSAE 53, draft of 2019".into(),
        Some(_) => "T/CSAE 53-2020".into(),
        None => "SAE J2735".into(),
    }
}

#[cfg(all(test, feature = "j2735"))]
mod tests;

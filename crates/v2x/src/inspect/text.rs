//! Message text for roadside units.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::{Item, Kind};
use crate::envelope::rsu_text::{self, RsuText};
use crate::envelope::{EnvelopeError, Protocol};

/// The text with what follows it, and its payload.
pub(super) fn opened(octets: &[u8]) -> Result<(Vec<Item>, Vec<u8>), EnvelopeError> {
    let (text, rest) = RsuText::parse(octets)?;
    let read = octets.len() - rest.len();
    let entries = rsu_text::entries(octets.get(..read).unwrap_or_default()).filter_map(Result::ok);
    let lossy = |text: &[u8]| String::from_utf8_lossy(text).into_owned();
    let shown = entries.filter(|entry| !entry.value.is_empty() && entry.value.len() < 80);
    let fields = shown.map(|entry| {
        Item::field(lossy(entry.key), lossy(entry.value)).at(entry.offset as usize, entry.value.len())
    });
    let mut fields: Vec<_> = fields.collect();
    fields.extend((!rest.is_empty()).then(|| Item::trailing(read, rest)));
    let mut payload = Vec::new();
    text.payload.write(&mut payload);
    let name = Protocol::RsuText.to_string().into();
    let layer = Item { name, kind: Kind::Layer, ..Item::default() }.at(0, read).holding(fields);
    Ok((alloc::vec![layer], payload))
}

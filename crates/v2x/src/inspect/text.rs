//! Message text for roadside units, and the message in it.

use alloc::string::String;
use alloc::vec::Vec;

use super::{Item, Kind};
use crate::Decoder;
use crate::envelope::Protocol;
use crate::envelope::rsu_text::{self, RsuText};

pub(super) fn items(decoder: Decoder, octets: &[u8]) -> Vec<Item> {
    use alloc::string::ToString;
    let (text, rest) = match RsuText::parse(octets) {
        Ok(parsed) => parsed,
        Err(error) => return alloc::vec![Item::error(&error, Some(u64::from(error.offset) * 8))],
    };
    let read = octets.len() - rest.len();
    let entries = rsu_text::entries(octets.get(..read).unwrap_or_default()).filter_map(Result::ok);
    let lossy = |text: &[u8]| String::from_utf8_lossy(text).into_owned();
    let shown = entries.filter(|entry| !entry.value.is_empty() && entry.value.len() < 80);
    let fields = shown.map(|entry| {
        Item::field(lossy(entry.key), lossy(entry.value)).at(entry.offset as usize, entry.value.len())
    });
    let mut payload = Vec::new();
    text.payload.write(&mut payload);
    let name = Protocol::RsuText.to_string().into();
    let layer = Item { name, kind: Kind::Layer, ..Item::default() }.at(0, read).holding(fields.collect());
    // Places in the message count from the payload's first octet.
    let mut items = alloc::vec![layer];
    items.extend(super::datagram(decoder.skip(0), &payload));
    items.extend((!rest.is_empty()).then(|| Item::trailing(read, rest)));
    items
}

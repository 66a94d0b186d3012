//! Message text for roadside units.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::headers::psid;
use super::{Item, Kind};
use crate::envelope::rsu_text::{self, RsuText};
use crate::envelope::{EnvelopeError, Protocol};

/// The text with what follows it, and its payload.
pub(super) fn opened(octets: &[u8]) -> Result<(Vec<Item>, Vec<u8>), EnvelopeError> {
    let (text, rest) = RsuText::parse(octets)?;
    let read = octets.len() - rest.len();
    let mut payload = Vec::new();
    text.payload.write(&mut payload);
    let entries = rsu_text::entries(octets.get(..read).unwrap_or_default()).filter_map(Result::ok);
    let shown = entries.filter(|entry| !entry.value.is_empty());
    let fields = shown.map(|entry| {
        let key = String::from_utf8_lossy(entry.key).into_owned();
        let value = value(&key, entry.value, &text, payload.len());
        Item::field(key, value).at(entry.offset as usize, entry.value.len())
    });
    let mut fields: Vec<_> = fields.collect();
    fields.extend((!rest.is_empty()).then(|| Item::trailing(read, rest)));
    let name = Protocol::RsuText.to_string().into();
    let layer = Item { name, kind: Kind::Layer, ..Item::default() }.at(0, read).holding(fields);
    Ok((alloc::vec![layer], payload))
}

/// What an entry says, with its meaning where the words alone do not tell it.
fn value(key: &str, value: &[u8], text: &RsuText<'_>, payload: usize) -> String {
    let words = String::from_utf8_lossy(value);
    match (key, text.psid) {
        ("PSID" | "MessagePSID", Some(service)) => format!("{words} = {}", psid(service)),
        ("Payload" | "MessagePayload", _) => format!("{payload} octets"),
        ("TxInterval" | "TransmissionBroadcastInterval", _) if words == "0" => "0 = once, at once".into(),
        ("TxInterval" | "TransmissionBroadcastInterval", _) => format!("{words} s"),
        _ => words.into_owned(),
    }
}

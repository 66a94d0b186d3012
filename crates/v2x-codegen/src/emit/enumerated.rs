//! ENUMERATED.

use super::types::number;
use super::{Emitter, docs};
use crate::lower::{Flag, Item};

impl Emitter<'_> {
    pub(super) fn enumerated(&self, item: &Item, items: &[Flag], root: usize, extensible: bool) -> String {
        let Item { rust, asn, .. } = item;
        let mut variants = String::new();
        for (i, flag) in items.iter().enumerate() {
            let default = if i == 0 { "#[default]\n" } else { "" };
            variants.push_str(&format!("{}{default}{},\n", docs::member(&flag.doc, &flag.asn), flag.rust));
        }
        if extensible {
            variants.push_str("/// An addition of a newer edition: its index among the additions, from 0.\nUnrecognized(u32),\n");
        }
        let mut text = format!(
            "#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
            pub enum {rust} {{ {variants} }}\n\n"
        );
        let from: String = items
            .iter()
            .take(root)
            .enumerate()
            .map(|(i, flag)| format!("{i} => Self::{},\n", flag.rust))
            .collect();
        let numbers: String =
            items.iter().map(|flag| format!("Self::{} => {},\n", flag.rust, number(flag.value))).collect();
        let value = if extensible {
            format!(
                "/// The number of the item in ASN.1, if it is known.\npub const fn value(self) -> Option<i64> {{ Some(match self {{ {numbers} Self::Unrecognized(_) => return None }}) }}"
            )
        } else {
            format!(
                "/// The number of the item in ASN.1.\npub const fn value(self) -> i64 {{ match self {{ {numbers} }} }}"
            )
        };
        text.push_str(&format!(
            "impl {rust} {{
                /// The item of the root with this index on the wire, where items are ordered by their numbers.
                pub(crate) const fn from_index(index: u64) -> Option<Self> {{ Some(match index {{ {from} _ => return None }}) }}
                {}
                {value}
            }}\n\n",
            if extensible { String::new() } else { index_of(items) }
        ));
        if extensible {
            text + &self.extensible_codec(item, asn, items, root)
        } else {
            text + &self.alone(item)
        }
    }

    fn extensible_codec(&self, item: &Item, asn: &str, items: &[Flag], root: usize) -> String {
        let bits = crate::lower::width(root as u128);
        let known = items.len() - root;
        let additions: String = items
            .iter()
            .skip(root)
            .enumerate()
            .map(|(i, flag)| format!("{i} => Self::{},\n", flag.rust))
            .collect();
        let root_value = match bits {
            0 => "Self::from_index(0)".into(),
            _ => format!("Self::from_index(r.bits({bits}, at)?)"),
        };
        let back = bits;
        let addition = match known {
            0 => "Self::Unrecognized(r.small_number(at)?)".to_string(),
            _ => format!("match r.small_number(at)? {{ {additions} index => Self::Unrecognized(index) }}"),
        };
        let puts: String = items
            .iter()
            .take(root)
            .enumerate()
            .map(|(i, flag)| format!("Self::{} => w.put({i}, {}),\n", flag.rust, bits + 1))
            .collect();
        let put_additions: String = items
            .iter()
            .skip(root)
            .enumerate()
            .map(|(i, flag)| {
                format!("Self::{} => {{ w.put_bit(true); w.put_small_number({i}); }}\n", flag.rust)
            })
            .collect();
        let check = match known {
            0 => String::new(),
            _ => format!("Self::Unrecognized(..{known}) => return Err(unknown({asn:?})),\n"),
        };
        let codec = format!(
            "impl {} {{
                pub(crate) fn decode_at(r: &mut Reader<'_>, at: &'static str) -> Result<Self, DecodeError> {{
                    if r.bit(at)? {{ return Ok({addition}); }}
                    {root_value}.ok_or_else(|| r.error_back({back}, DecodeErrorKind::Item, at))
                }}
            }}\n\n",
            item.rust
        );
        let encode = format!(
            "match *self {{ {puts} {put_additions} {check} Self::Unrecognized(index) => {{ w.put_bit(true); w.put_small_number(index); }} }}
            Ok(())"
        );
        codec + &self.uper(item, &format!("Self::decode_at(r, {asn:?})"), &encode)
    }
}

/// The method that gives the index on the wire of an enumeration without extension marker.
fn index_of(items: &[Flag]) -> String {
    let arms: String =
        items.iter().enumerate().map(|(i, flag)| format!("Self::{} => {i},\n", flag.rust)).collect();
    format!(
        "/// The index on the wire.\npub(crate) const fn index(self) -> u8 {{ match self {{ {arms} }} }}\n"
    )
    .replace("-> u8", if items.len() > 256 { "-> u16" } else { "-> u8" })
}

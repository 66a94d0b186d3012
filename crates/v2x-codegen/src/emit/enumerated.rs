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
        let numbers: String =
            items.iter().map(|flag| format!("Self::{} => {},\n", flag.rust, number(flag.value))).collect();
        let (doc, value) = match extensible {
            true => (
                "The number of the item in ASN.1, if it is known.",
                format!(
                    "Option<i64> {{ Some(match self {{ {numbers} Self::Unrecognized(_) => return None }}) }}"
                ),
            ),
            false => ("The number of the item in ASN.1.", format!("i64 {{ match self {{ {numbers} }} }}")),
        };
        let value = format!("/// {doc}\npub const fn value(self) -> {value}");
        let wire = match extensible {
            true => decode_at(items, root),
            // The index of a single item is not sent.
            false if items.len() == 1 => String::new(),
            false => from_index(items) + &index_of(items),
        };
        text.push_str(&format!("impl {rust} {{ {wire} {value} }}\n\n"));
        text + &match extensible {
            true => self.extensible_codec(item, asn, items, root),
            false => self.alone(item),
        }
    }

    fn extensible_codec(&self, item: &Item, asn: &str, items: &[Flag], root: usize) -> String {
        let bits = crate::lower::width(root as u128);
        let known = items.len() - root;
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
            _ => format!("Self::Unrecognized(..{known}) => w.unknown(&{asn:?}),\n"),
        };
        let encode = format!(
            "match *self {{ {puts} {put_additions} {check} Self::Unrecognized(index) => {{ w.put_bit(true); w.put_small_number(index); }} }}"
        );
        self.uper(item, &format!("*self = Self::decode_at(r, &{asn:?})?; Ok(())"), &encode)
    }
}

/// The method that gives the item of an index on the wire, without extension marker.
fn from_index(items: &[Flag]) -> String {
    format!(
        "/// The item of the root with this index on the wire, where items are ordered by their numbers.
        pub(crate) const fn from_index(index: u64) -> Option<Self> {{ Some(match index {{ {} _ => return None }}) }}\n\n",
        by_index(items)
    )
}

/// The method that gives the index on the wire, without extension marker.
fn index_of(items: &[Flag]) -> String {
    let arms: String =
        items.iter().enumerate().map(|(i, flag)| format!("Self::{} => {i},\n", flag.rust)).collect();
    let uint = if items.len() > 256 { "u16" } else { "u8" };
    format!(
        "/// The index on the wire.\npub(crate) const fn index(self) -> {uint} {{ match self {{ {arms} }} }}\n\n"
    )
}

/// The method that reads an item, with an extension marker. Root items are ordered by their numbers.
fn decode_at(items: &[Flag], root: usize) -> String {
    let (root, additions) = items.split_at(root);
    let addition = match additions {
        [] => "Self::Unrecognized(r.small_number(at)?)".to_string(),
        _ => format!(
            "match r.small_number(at)? {{ {} index => Self::Unrecognized(index) }}",
            by_index(additions)
        ),
    };
    let item = match root {
        [only] => format!("Ok(Self::{})", only.rust),
        _ => {
            let bits = crate::lower::width(root.len() as u128);
            let error = format!("r.error_back({bits}, DecodeErrorKind::Item, at)");
            format!("Ok(match r.bits({bits}, at)? {{ {} _ => return Err({error}) }})", by_index(root))
        }
    };
    format!(
        "/// Reads an item of the component `at`.
        pub(crate) fn decode_at(r: &mut Reader<'_>, at: At) -> Result<Self, Fault> {{
            if r.bit(at)? {{ return Ok({addition}); }}
            {item}
        }}\n\n"
    )
}

/// The arms of a match from indexes to items.
fn by_index(items: &[Flag]) -> String {
    items.iter().enumerate().map(|(i, flag)| format!("{i} => Self::{},\n", flag.rust)).collect()
}

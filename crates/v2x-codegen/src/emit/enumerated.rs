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
        let (root, additions) = items.split_at(root);
        let arm = |(i, flag): (usize, &Flag)| format!("Self::{} => {i},\n", flag.rust);
        let indexes: String = root.iter().enumerate().map(arm).collect();
        let addition = |index: &str| format!("{{ w.put_addition(short, {index}); return Short::new(); }}\n");
        let put = |(i, flag): (usize, &Flag)| format!("Self::{} => {}", flag.rust, addition(&i.to_string()));
        let mut put_additions: String = additions.iter().enumerate().map(put).collect();
        if let known @ 1.. = additions.len() {
            put_additions.push_str(&format!(
                "Self::Unrecognized(..{known}) => {{ w.unknown(&{asn:?}); return short; }}\n"
            ));
        }
        let functions = format!(
            "impl {} {{
                /// Adds the item to a few bits that wait. An addition is written behind them, and nothing waits any more.
                #[inline]
                pub(crate) fn encode_onto(self, mut short: Short, w: &mut Writer<'_>) -> Short {{
                    let index = match self {{
                        {indexes} {put_additions} Self::Unrecognized(index) => {}
                    }};
                    short.push(index, {});
                    short
                }}
            }}\n\n",
            item.rust,
            addition("index"),
            bits + 1,
        );
        let decode = format!("*self = Self::decode_at(r, &{asn:?})?; Ok(())");
        functions
            + &self.uper(item, &decode, "let short = self.encode_onto(Short::new(), w); w.put_short(short);")
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

/// The methods that read an item, with an extension marker. Root items are ordered by their numbers.
fn decode_at(items: &[Flag], root: usize) -> String {
    let bits = crate::lower::width(root as u128);
    let (root, additions) = items.split_at(root);
    let addition = match additions {
        [] => "Self::Unrecognized(r.small_number(at)?)".to_string(),
        _ => format!(
            "match r.small_number(at)? {{ {} index => Self::Unrecognized(index) }}",
            by_index(additions)
        ),
    };
    let back = if bits > 0 { format!("r.back({bits});") } else { String::new() };
    format!(
        "/// Reads an item of the component `at`.
        pub(crate) fn decode_at(r: &mut Reader<'_>, at: At) -> Result<Self, Fault> {{
            let index = r.bits({}, at)? as u32;
            Self::decode_item(index, r, at)
        }}

        /// Reads the item of an index, which was read right before, with the extension bit in front of it.
        #[inline]
        pub(crate) fn decode_item(index: u32, r: &mut Reader<'_>, at: At) -> Result<Self, Fault> {{
            if index >= {} {{
                {back}
                return Ok({addition});
            }}
            Ok(match index {{ {} _ => return Err(r.error_back({bits}, DecodeErrorKind::Item, at)) }})
        }}\n\n",
        bits + 1,
        1 << bits,
        by_index(root)
    )
}

/// The arms of a match from indexes to items.
fn by_index(items: &[Flag]) -> String {
    items.iter().enumerate().map(|(i, flag)| format!("{i} => Self::{},\n", flag.rust)).collect()
}

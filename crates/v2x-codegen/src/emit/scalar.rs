//! Types without parts: integers, bit strings, and the newtypes around other built-in types.

use super::types::number;
use super::{Emitter, docs};
use crate::lower::{Flag, Int, Item, Use};
use crate::model::Size;

impl Emitter<'_> {
    pub(super) fn integer(&self, item: &Item, int: Int, named: &[Flag]) -> String {
        let Item { rust, .. } = item;
        let zero = int.range.lower.unwrap_or(0) <= 0 && int.range.upper.unwrap_or(0) >= 0;
        let default = if zero { "Default, " } else { "" };
        let mut text = format!(
            "#[derive(Clone, Copy, Debug, {default}PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub struct {rust}(pub {});\n\n",
            int.rust
        );
        let mut consts = String::new();
        let mut bound = |name: &str, doc: &str, value: Option<i128>| {
            let taken = named.iter().any(|flag| flag.rust == name);
            if let (Some(value), false) = (value, taken) {
                consts.push_str(&format!("/// {doc}\npub const {name}: Self = Self({});\n", number(value)));
            }
        };
        bound("MIN", "The least value.", int.range.lower);
        bound("MAX", "The greatest value.", int.range.upper);
        for flag in named {
            let doc = docs::member(&flag.doc, &flag.asn);
            consts.push_str(&format!("{doc}pub const {}: Self = Self({});\n", flag.rust, number(flag.value)));
        }
        if !consts.is_empty() {
            text.push_str(&format!("impl {rust} {{ {consts} }}\n\n"));
        }
        if !zero {
            let value = number(int.range.lower.unwrap_or(0));
            text.push_str(&format!(
                "impl Default for {rust} {{ fn default() -> Self {{ Self({value}) }} }}\n\n"
            ));
        }
        text + &self.alone(item)
    }

    pub(super) fn bits(&self, item: &Item, len: u32, flags: &[Flag]) -> String {
        let Item { rust, .. } = item;
        let uint = super::run::uint(len);
        let length = match flags.iter().any(|flag| flag.rust == "LEN") {
            true => String::new(),
            false => format!("/// The number of bits.\npub const LEN: u32 = {len};"),
        };
        let mut consts = String::new();
        for flag in flags {
            let doc = docs::member(&flag.doc, &flag.asn);
            let shift = i128::from(len) - 1 - flag.value;
            consts.push_str(&format!("{doc}pub const {}: Self = Self(1 << {shift});\n", flag.rust));
        }
        format!(
            "#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
            pub struct {rust}(pub {uint});

            impl {rust} {{
                {length}
                {consts}

                /// Whether all bits of `other` are set.
                pub const fn contains(self, other: Self) -> bool {{ self.0 & other.0 == other.0 }}
            }}

            impl core::ops::BitOr for {rust} {{
                type Output = Self;

                fn bitor(self, other: Self) -> Self {{ Self(self.0 | other.0) }}
            }}\n\n"
        ) + &self.alone(item)
    }

    pub(super) fn bit_string(&self, item: &Item, constraint: Size, flags: &[Flag]) -> String {
        let Item { rust, .. } = item;
        let mut consts = String::new();
        for flag in flags {
            let doc = docs::member(&flag.doc, &flag.asn);
            consts.push_str(&format!("{doc}pub const {}: usize = {};\n", flag.rust, flag.value));
        }
        let consts = if consts.is_empty() {
            consts
        } else {
            format!("/// The numbers of the bits.\nimpl {rust} {{ {consts} }}\n\n")
        };
        let (derive, default) = match constraint.lower {
            0 => ("Default, ", String::new()),
            lower => (
                "",
                format!(
                    "impl Default for {rust} {{ fn default() -> Self {{ Self(BitString::zeros({lower})) }} }}\n\n"
                ),
            ),
        };
        format!(
            "#[derive(Clone, Debug, {derive}PartialEq, Eq, Hash)]
            pub struct {rust}(pub BitString);\n\n{default}{consts}"
        ) + &self.alone(item)
    }

    pub(super) fn newtype(&self, item: &Item, ty: &Use) -> String {
        let copy = if self.krate.is_copy(ty) { "Copy, " } else { "" };
        format!(
            "#[derive(Clone, {copy}Debug, Default, PartialEq, Eq, Hash)]
            pub struct {}(pub {});\n\n",
            item.rust,
            self.ty(ty)
        ) + &self.alone(item)
    }
}

//! Type texts and small expressions.

use super::Emitter;
use crate::lower::{Default_, ItemKind, Path, Strings, Use};
use crate::model;

impl Emitter<'_> {
    /// The path of an item as seen from this module.
    pub(super) fn path(&self, path: &Path) -> String {
        if path.module == self.module.rust {
            path.name.clone()
        } else {
            format!("{}::{}", path.module, path.name)
        }
    }

    /// The Rust type.
    pub(super) fn ty(&self, ty: &Use) -> String {
        match ty {
            Use::BitString(_) => "BitString".into(),
            Use::Bool => "bool".into(),
            Use::Int(int) | Use::ObjectId(_, int) => int.rust.into(),
            Use::List(of, _) => format!("Vec<{}>", self.ty(of)),
            Use::Named(path, ..) | Use::Open(path) => self.path(path),
            Use::Null => "()".into(),
            Use::Octets(_) => match ty.array_len() {
                Some(len) => format!("[u8; {len}]"),
                None => "Vec<u8>".into(),
            },
            Use::Oid => "ObjectIdentifier".into(),
            Use::RelativeOid => "RelativeOid".into(),
            Use::Text(..) => "String".into(),
        }
    }

    /// A default value as an expression of type `ty`.
    pub(super) fn default(&self, ty: &Use, value: &Default_) -> String {
        let resolved = self.krate.resolve(ty);
        if let Use::Named(path, ..) = &resolved {
            let name = self.path(path);
            return match (&self.krate.item(path).kind, value) {
                (ItemKind::Enumerated { items, .. }, Default_::Item(asn)) => {
                    let item = items.iter().find(|item| item.asn == *asn);
                    format!("{name}::{}", item.map_or("?", |item| &item.rust))
                }
                (ItemKind::Bits(len, _), Default_::Bits(octets, _)) => {
                    let first = octets.iter().take(8).enumerate();
                    let bits = first.fold(0, |bits, (i, octet)| bits | u64::from(*octet) << (56 - 8 * i));
                    format!("{name}({:#b})", bits >> (64 - len))
                }
                (ItemKind::BitString(size, _), value) => {
                    format!("{name}({})", self.default(&Use::BitString(*size), value))
                }
                (ItemKind::Newtype(inner), value) => format!("{name}({})", self.default(inner, value)),
                (_, Default_::Number(value)) => format!("{name}({})", number(*value)),
                _ => unreachable!("the front end checks that a default is of its type"),
            };
        }
        match value {
            Default_::Number(value) => number(*value),
            Default_::Boolean(value) => value.to_string(),
            Default_::Text(text) if text.is_empty() => "String::new()".into(),
            Default_::Text(text) => format!("String::from({text:?})"),
            Default_::Bits(octets, bits) if matches!(resolved, Use::BitString(_)) => {
                format!("BitString::from_octets(&{}, {bits})", array(octets))
            }
            Default_::Bits(octets, _) if resolved.array_len().is_some() => array(octets),
            Default_::Bits(octets, _) if octets.is_empty() => "Vec::new()".into(),
            Default_::Bits(octets, _) => format!("Vec::from({})", array(octets)),
            Default_::Empty => "Vec::new()".into(),
            Default_::Item(_) => unreachable!("an enumeration has a name"),
        }
    }

    /// The condition that `place` is (or, with `yes` false, is not) the default value.
    pub(super) fn is_default(&self, ty: &Use, value: &Default_, place: &str, yes: bool) -> String {
        let resolved = self.krate.resolve(ty);
        if let Use::Named(path, ..) = &resolved
            && let ItemKind::Newtype(inner) = &self.krate.item(path).kind
        {
            return self.is_default(inner, value, &format!("{place}.0"), yes);
        }
        let (not, operator) = if yes { ("", "==") } else { ("!", "!=") };
        match value {
            Default_::Boolean(value) if *value == yes => place.into(),
            Default_::Boolean(_) => format!("!{place}"),
            Default_::Empty => format!("{not}{place}.is_empty()"),
            Default_::Text(text) if text.is_empty() => format!("{not}{place}.is_empty()"),
            Default_::Text(text) => format!("{place} {operator} {text:?}"),
            Default_::Bits(octets, _) if matches!(resolved, Use::Octets(_)) => match octets.is_empty() {
                true => format!("{not}{place}.is_empty()"),
                false => format!("{place} {operator} {}", array(octets)),
            },
            _ => format!("{place} {operator} {}", self.default(ty, value)),
        }
    }
}

/// Octets as an array.
fn array(octets: &[u8]) -> String {
    let octets: Vec<String> = octets.iter().map(|octet| format!("{octet:#04X}")).collect();
    format!("[{}]", octets.join(", "))
}

/// The expression of a size constraint.
pub(super) fn size(size: model::Size) -> String {
    // A bound that no reader's octets can reach is none.
    let upper = size.upper.filter(|upper| *upper <= u64::from(u32::MAX));
    let text = match (size.lower, upper) {
        (0, None) => "Size::ANY".to_string(),
        (lower, None) => format!("Size::at_least({lower})"),
        (lower, Some(upper)) if lower == upper => format!("Size::fixed({lower})"),
        (lower, Some(upper)) => format!("Size::range({lower}, {upper})"),
    };
    if size.extensible { text + ".extensible()" } else { text }
}

/// The method that reads or writes a list: one that can come in fragments is much more code.
pub(super) fn list(size: model::Size) -> &'static str {
    if size.count_bits().is_some() { "bounded_list" } else { "list" }
}

/// The call that reads or writes a string: the method and its first arguments.
pub(super) fn text_call(strings: &Strings, constraint: model::Size) -> (&'static str, String) {
    let size = size(constraint);
    match strings {
        Strings::Bmp => ("bmp_string", size),
        Strings::Known(alphabet) if alphabet == "Alphabet::IA5" && constraint.count_bits().is_some() => {
            ("ia5_string", size)
        }
        Strings::Known(alphabet) => ("char_string", format!("{alphabet}, {size}")),
        Strings::Utf8 => ("utf8_string", size),
    }
}

/// The bounds of an extensible range.
pub(super) fn bounds(range: model::Range) -> String {
    let bound = |bound: Option<i128>| bound.map_or_else(|| "None".into(), |n| format!("Some({})", number(n)));
    format!("{}, {}", bound(range.lower), bound(range.upper))
}

/// A number with underscores, as clippy likes it.
pub(super) fn number(value: i128) -> String {
    let digits = value.unsigned_abs().to_string();
    let sign = if value < 0 { "-" } else { "" };
    if digits.len() < 6 {
        return format!("{sign}{digits}");
    }
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push('_');
        }
        text.push(digit);
    }
    format!("{sign}{text}")
}

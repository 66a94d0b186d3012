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
        match (value, &resolved) {
            (Default_::Number(value), Use::Named(path, ..)) => match &self.krate.item(path).kind {
                ItemKind::Enumerated { items, .. } => {
                    let item = items.iter().find(|item| item.value == *value);
                    format!("{}::{}", self.path(path), item.map_or("?", |item| &item.rust))
                }
                _ => format!("{}({value})", self.path(path)),
            },
            (Default_::Number(value), _) => value.to_string(),
            (Default_::Boolean(value), _) => value.to_string(),
            (Default_::Item(name), Use::Named(path, ..)) => {
                format!("{}::{}", self.path(path), crate::names::variant_name(name))
            }
            (Default_::Item(name), _) => name.clone(),
            (Default_::Text(text), _) => format!("String::from({text:?})"),
        }
    }
}

/// The expression of a size constraint.
pub(super) fn size(size: model::Size) -> String {
    let text = match (size.lower, size.upper) {
        (0, None) => "Size::ANY".to_string(),
        (lower, None) => format!("Size::at_least({lower})"),
        (lower, Some(upper)) if lower == upper => format!("Size::fixed({lower})"),
        (lower, Some(upper)) => format!("Size::range({lower}, {upper})"),
    };
    if size.extensible { text + ".extensible()" } else { text }
}

/// The call that reads or writes a string: the method and its first arguments.
pub(super) fn text_call(strings: &Strings, constraint: model::Size) -> (&'static str, String) {
    let size = size(constraint);
    match strings {
        Strings::Bmp => ("bmp_string", size),
        Strings::Known(alphabet) => ("char_string", format!("{alphabet}, {size}")),
        Strings::Utf8 => ("utf8_string", size),
    }
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

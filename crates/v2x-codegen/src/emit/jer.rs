//! The JSON forms (X.697), in files of their own: they are compiled only with the feature `serde`.

use super::encode::Source;
use super::{Emitter, is_used, without_text};
use crate::lower::{Alternative, Component, Flag, Item, ItemKind, OpenRow, Path, Sequence, Use};

impl Emitter<'_> {
    /// The file with the JSON forms of the module's items.
    pub(super) fn jer_module(&self) -> String {
        const RUNTIME: [&str; 6] = ["Jer", "JerError", "JerErrorKind", "Members", "Object", "Value"];
        let glob = format!("use super::super::{}::*;\n", self.module.rust);
        let mut body: String = self.module.items.iter().map(|item| self.jer(item)).collect();
        let serde = |item: &&Item| !matches!(item.kind, ItemKind::Alias(_) | ItemKind::Open(_));
        let types: Vec<&str> =
            self.module.items.iter().filter(serde).map(|item| item.rust.as_str()).collect();
        if !types.is_empty() {
            body.push_str(&format!("v2x_uper::impl_serde!({});\n", types.join(", ")));
        }
        let docs = format!("//! JSON forms of the types of `{}`.", self.module.asn);
        let text = self.head(&docs, &body, "super::super::", &RUNTIME, "v2x_uper::jer");
        let glob = if types.is_empty() && !body.contains("impl") { String::new() } else { glob };
        let bits = if is_used(&without_text(&body), "BitString") { "use v2x_uper::BitString;\n" } else { "" };
        let jer = if body.contains("jer::") { "use v2x_uper::jer;\n" } else { "" };
        text.replacen(&docs, &format!("{docs}\n\n{glob}{bits}{jer}"), 1)
    }

    fn jer(&self, item: &Item) -> String {
        match &item.kind {
            ItemKind::Alias(_) => String::new(),
            ItemKind::BitString(size, _) => self.jer_newtype(item, &Use::BitString(*size)),
            ItemKind::Bits(len, _) => self.jer_impl(
                item,
                &match super::run::uint(*len) {
                    "u64" => format!("jer::fixed_bits(self.0, {len})"),
                    _ => format!("jer::fixed_bits(self.0.into(), {len})"),
                },
                &match super::run::uint(*len) {
                    "u64" => format!("jer::from_fixed_bits(value, {len}).map(Self).map_err(|error| error.at({:?}))", item.asn),
                    uint => format!(
                        "jer::from_fixed_bits(value, {len}).map(|bits| Self(bits as {uint})).map_err(|error| error.at({:?}))",
                        item.asn
                    ),
                },
            ),
            ItemKind::Choice { alternatives, extensible, .. } => {
                self.jer_choice(item, alternatives, *extensible)
            }
            ItemKind::Enumerated { items, extensible, .. } => self.jer_enumerated(item, items, *extensible),
            ItemKind::Integer(int, _) => self.jer_newtype(item, &Use::Int(*int)),
            ItemKind::Newtype(ty) => self.jer_newtype(item, ty),
            ItemKind::Open(rows) => self.jer_open(item, rows),
            ItemKind::Sequence(sequence) => self.jer_sequence(item, sequence),
        }
    }

    fn jer_impl(&self, item: &Item, to: &str, from: &str) -> String {
        format!(
            "impl Jer for {} {{
                fn to_jer(&self) -> Value {{ {to} }}

                fn from_jer(value: &Value) -> Result<Self, JerError> {{ {from} }}
            }}\n\n",
            item.rust
        )
    }

    fn jer_newtype(&self, item: &Item, ty: &Use) -> String {
        let to = self.to_jer(ty, &Source::place("self.0"));
        let from = self.jer_call(ty);
        self.jer_impl(item, &to, &format!("{from}.map(Self).map_err(|error| error.at({:?}))", item.asn))
    }

    /// The expression of a value's JSON form.
    fn to_jer(&self, ty: &Use, source: &Source) -> String {
        match self.krate.resolve(ty) {
            Use::List(of, _) => {
                let item = self.to_jer(&of, &Source::reference("item"));
                let item = match item.as_str() {
                    "item.to_jer()" => "Jer::to_jer".into(),
                    "Value::Null" => "|()| Value::Null".into(),
                    _ => format!("|item| {item}"),
                };
                format!("jer::list({}, {item})", source.by_ref())
            }
            ref octets @ Use::Octets(_) if octets.array_len().is_none() => {
                format!("jer::octets({})", source.by_ref())
            }
            Use::BitString(size) => format!("jer::bit_string({}, {})", source.by_ref(), usual(size)),
            Use::Named(path, _, Some(size)) if self.is_bit_string(&path) => {
                format!("jer::bit_string({}, {})", source.field("0").by_ref(), usual(size))
            }
            Use::Null => "Value::Null".into(),
            _ => format!("{}.to_jer()", source.text()),
        }
    }

    /// The path or closure that reads a value from its JSON form.
    fn jer_reader(&self, ty: &Use) -> String {
        match self.krate.resolve(ty) {
            Use::List(of, _) => format!("|value| jer::from_list(value, {})", self.jer_reader(&of)),
            ref octets @ Use::Octets(_) if octets.array_len().is_none() => "jer::from_octets".into(),
            Use::BitString(size) => format!("|value| jer::from_bit_string(value, {})", usual(size)),
            Use::Named(path, _, Some(size)) if self.is_bit_string(&path) => {
                format!("|value| jer::from_bit_string(value, {}).map({})", usual(size), self.path(&path))
            }
            _ => "Jer::from_jer".into(),
        }
    }

    /// A bit string of any length: its JSON form depends on the size that applies where it stands.
    pub(super) fn is_bit_string(&self, path: &Path) -> bool {
        matches!(self.krate.item(path).kind, ItemKind::BitString(..))
    }

    fn jer_enumerated(&self, item: &Item, items: &[Flag], extensible: bool) -> String {
        let names: String =
            items.iter().map(|flag| format!("Self::{} => {:?},\n", flag.rust, flag.asn)).collect();
        let back: String =
            items.iter().map(|flag| format!("{:?} => Self::{},\n", flag.asn, flag.rust)).collect();
        let at = &item.asn;
        let other = format!("_ => return Err(JerError {{ kind: JerErrorKind::Name, at: {at:?} }})");
        let (unknown, name) = match extensible {
            true => (
                "Self::Unrecognized(index) => return jer::unknown_item(*index),",
                format!(
                    "let name = match jer::from_unknown_item(value).map_err(|error| error.at({at:?}))? {{
                        Ok(name) => name,
                        Err(index) => return Ok(Self::Unrecognized(index)),
                    }};"
                ),
            ),
            false => ("", format!("let name = jer::text(value).map_err(|error| error.at({at:?}))?;")),
        };
        let to = format!("jer::name(match self {{ {names} {unknown} }})");
        self.jer_impl(item, &to, &format!("{name}\nOk(match name {{ {back} {other} }})"))
    }

    fn jer_choice(&self, item: &Item, alternatives: &[Alternative], extensible: bool) -> String {
        let mut to = String::new();
        let mut from = String::new();
        for a in alternatives {
            let at = format!("{}.{}", item.asn, a.asn);
            if matches!(self.krate.resolve(&a.ty), Use::Null) {
                to.push_str(&format!("Self::{} => object.put({:?}, Value::Null),\n", a.rust, a.asn));
                from.push_str(&format!("{:?} => <()>::from_jer(value).map(|()| Self::{})", a.asn, a.rust));
            } else {
                let value = self.to_jer(&a.ty, &Source::reference("value"));
                to.push_str(&format!("Self::{}(value) => object.put({:?}, {value}),\n", a.rust, a.asn));
                from.push_str(&format!(
                    "{:?} => {}.map({})",
                    a.asn,
                    self.jer_call(&a.ty),
                    wrap(&a.rust, a.boxed)
                ));
            }
            from.push_str(&format!(".map_err(|error| error.at({at:?})),\n"));
        }
        if extensible {
            to.push_str("Self::Unknown { index, octets } => return jer::unknown_choice(*index, octets),\n");
            from.push_str(&format!(
                "\"unknown\" => jer::from_unknown_choice(value)
                    .map(|(index, octets)| Self::Unknown {{ index, octets }})
                    .map_err(|error| error.at({:?})),\n",
                item.asn
            ));
        }
        from.push_str(&format!("_ => Err(JerError {{ kind: JerErrorKind::Name, at: {:?} }}),\n", item.asn));
        let to = format!("let mut object = Object::new();\nmatch self {{ {to} }}\nobject.into()");
        let from = format!(
            "let (name, value) = jer::single(value).map_err(|error| error.at({:?}))?;\nmatch name {{ {from} }}",
            item.asn
        );
        self.jer_impl(item, &to, &from)
    }

    /// A call that reads `value`, a `&Value`.
    fn jer_call(&self, ty: &Use) -> String {
        match self.jer_reader(ty) {
            path if !path.starts_with('|') => format!("{path}(value)"),
            closure => closure.trim_start_matches("|value| ").to_string(),
        }
    }

    fn jer_open(&self, item: &Item, rows: &[OpenRow]) -> String {
        let mut to = String::new();
        let mut from = String::new();
        for row in rows {
            let at = format!("{}.{}", item.asn, row.rust);
            if matches!(self.krate.resolve(&row.ty), Use::Null) {
                to.push_str(&format!("Self::{} => Value::Null,\n", row.rust));
                from.push_str(&format!("{} => <()>::from_jer(value).map(|()| Self::{})", row.id, row.rust));
            } else {
                let value = self.to_jer(&row.ty, &Source::reference("value"));
                to.push_str(&format!("Self::{}(value) => {value},\n", row.rust));
                from.push_str(&format!(
                    "{} => {}.map({})",
                    row.id,
                    self.jer_call(&row.ty),
                    wrap(&row.rust, row.boxed)
                ));
            }
            from.push_str(&format!(".map_err(|error| error.at({at:?})),\n"));
        }
        let mut unknown = format!(
            "jer::from_octets(value).map(|octets| Self::Unknown {{ id, octets }}).map_err(|error| error.at({:?}))",
            item.asn
        );
        if rows.is_empty() {
            to = "let Self::Unknown { octets, .. } = self;\njer::octets(octets)".into();
        } else {
            to = format!("match self {{ {to} Self::Unknown {{ octets, .. }} => jer::octets(octets) }}");
            unknown = format!("match id {{ {from} _ => {unknown} }}");
        }
        format!(
            "impl {} {{
                pub(super) fn contents_to_jer(&self) -> Value {{ {to} }}

                pub(super) fn contents_from_jer(id: u32, value: &Value) -> Result<Self, JerError> {{ {unknown} }}
            }}\n\n",
            item.rust
        )
    }

    fn jer_sequence(&self, item: &Item, sequence: &Sequence) -> String {
        let asn = &item.asn;
        let mut to = String::from("let mut object = Object::new();\n");
        let mut fields = String::new();
        for c in sequence.root.iter().chain(sequence.ext.iter().flatten()) {
            let addition = sequence.ext.iter().flatten().any(|other| other.rust == c.rust);
            to.push_str(&self.jer_put(c, c.optional || addition, sequence));
            fields.push_str(&self.jer_take(asn, c, c.optional || addition, sequence));
        }
        if sequence.ext.is_some() {
            to.push_str("object.put_unknown(&self.unknown_extensions);\n");
            fields.push_str("unknown_extensions: members.unknown()?,\n");
        }
        to.push_str("object.into()");
        if sequence.root.is_empty() && sequence.ext.is_none() {
            to = "Object::new().into()".into();
        }
        let from = format!(
            "let members = Members::of(value, {asn:?})?;\nlet value = Self {{ {fields} }};\nmembers.finish()?;\nOk(value)"
        );
        self.jer_impl(item, &to, &from)
    }

    fn jer_put(&self, c: &Component, optional: bool, sequence: &Sequence) -> String {
        let source = Source::place(format!("self.{}", c.rust));
        match &c.ty {
            Use::ObjectId(..) => {
                let open =
                    sequence.root.iter().find(|c| matches!(c.ty, Use::Open(_))).map_or("", |c| &c.rust);
                format!("object.put({:?}, self.{open}.id().to_jer());\n", c.asn)
            }
            Use::Open(_) => format!("object.put({:?}, self.{}.contents_to_jer());\n", c.asn, c.rust),
            _ if c.group.is_some() => {
                format!("object.put_group(self.{}.as_ref().map(Jer::to_jer));\n", c.rust)
            }
            ty if optional => {
                let value = self.to_jer(ty, &Source::reference("value"));
                let map = match value.as_str() {
                    "value.to_jer()" => "Jer::to_jer".to_string(),
                    "Value::Null" => "|()| Value::Null".into(),
                    _ => format!("|value| {value}"),
                };
                format!("object.put_option({:?}, self.{}.as_ref().map({map}));\n", c.asn, c.rust)
            }
            ty => format!("object.put({:?}, {});\n", c.asn, self.to_jer(ty, &source)),
        }
    }

    fn jer_take(&self, asn: &str, c: &Component, optional: bool, sequence: &Sequence) -> String {
        let at = format!("{asn}.{}", c.asn);
        let value = match &c.ty {
            Use::ObjectId(..) => return String::new(),
            Use::Open(path) => {
                let id =
                    sequence.root.iter().find(|c| matches!(c.ty, Use::ObjectId(..))).map_or("", |c| &c.asn);
                let read = format!("|value| {}::contents_from_jer(id, value)", self.path(path));
                format!(
                    "{{ let id = members.required({id:?}, \"{asn}.{id}\", u32::from_jer)?; members.required({:?}, {at:?}, {read})? }}",
                    c.asn
                )
            }
            _ if c.group.is_some() => {
                let names: Vec<String> = c.group.iter().flatten().map(|name| format!("{name:?}")).collect();
                format!("members.group(&[{}])?", names.join(", "))
            }
            ty => {
                let method = if optional || c.default.is_some() { "optional" } else { "required" };
                let read = format!("members.{method}({:?}, {at:?}, {})?", c.asn, self.jer_reader(ty));
                match &c.default {
                    Some(default) => read + &or_default(&self.default(ty, default)),
                    None => read,
                }
            }
        };
        format!("{}: {value},\n", c.rust)
    }
}

/// The call that puts a default in the place of nothing.
fn or_default(default: &str) -> String {
    match default {
        "String::new()" | "Vec::new()" => ".unwrap_or_default()".into(),
        _ if default.contains("::from") => format!(".unwrap_or_else(|| {default})"),
        _ => format!(".unwrap_or({default})"),
    }
}

fn wrap(variant: &str, boxed: bool) -> String {
    if boxed { format!("|value| Self::{variant}(Box::new(value))") } else { format!("Self::{variant}") }
}

/// The size that a bit string's root fixes, as an expression.
pub(super) fn usual(size: crate::model::Size) -> String {
    if size.upper == Some(size.lower) { format!("Some({})", size.lower) } else { "None".into() }
}

//! Makers of random valid values, in files of their own: they are compiled only for tests.

use super::Emitter;
use super::types::number;
use crate::lower::{Component, Int, Item, ItemKind, Sequence, Strings, Use};
use crate::model::Size;

impl Emitter<'_> {
    /// The file with the makers of the module's items.
    pub(super) fn arbitrary_module(&self) -> String {
        let body: String = self.module.items.iter().map(|item| self.arbitrary(item)).collect();
        let docs = format!("//! Random valid values of the types of `{}`.", self.module.asn);
        let text = self.head(&docs, &body, "super::super::", &["Arbitrary", "Gen"], "v2x_uper::arbitrary");
        if body.is_empty() {
            return text;
        }
        text.replacen(&docs, &format!("{docs}\n\nuse super::super::{}::*;", self.module.rust), 1)
    }

    fn arbitrary(&self, item: &Item) -> String {
        let body = match &item.kind {
            ItemKind::Alias(_) => return String::new(),
            ItemKind::BitString(size, _) => format!("Self({})", self.make(&Use::BitString(*size))),
            ItemKind::Bits(64, _) => "Self(g.bits())".into(),
            ItemKind::Bits(len, _) => match super::run::uint(*len) {
                "u64" => format!("Self(g.bits() >> {})", 64 - len),
                uint => format!("Self((g.bits() >> {}) as {uint})", 64 - len),
            },
            ItemKind::Choice { alternatives, extensible, .. } => {
                let variants =
                    alternatives.iter().map(|a| self.variant_of(&a.rust, &a.ty, a.boxed)).collect();
                self.one_of(variants, extensible.then(|| self.unknown_alternative(item)))
            }
            ItemKind::Enumerated { items, root, extensible } => {
                let variants = items.iter().map(|item| format!("Self::{}", item.rust)).collect();
                let known = items.len() - root;
                self.one_of(variants, extensible.then(|| format!("Self::Unrecognized(g.unknown({known}))")))
            }
            ItemKind::Integer(int, _) => format!("Self({})", make_int(*int)),
            ItemKind::Newtype(ty) => format!("Self({})", self.make(ty)),
            ItemKind::Open(rows) => {
                let variants =
                    rows.iter().map(|row| self.variant_of(&row.rust, &row.ty, row.boxed)).collect();
                let id = (0..).find(|id| rows.iter().all(|row| row.id != *id)).unwrap_or_default();
                let unknown =
                    format!("Self::Unknown {{ id: {}, octets: g.octets(1, Some(200), false) }}", number(id));
                self.one_of(variants, Some(unknown))
            }
            ItemKind::Sequence(sequence) => self.make_sequence(sequence),
        };
        let g = if super::has_word(&body, "g") { "g" } else { "_g" };
        format!("impl Arbitrary for {} {{ fn arbitrary({g}: &mut Gen) -> Self {{ {body} }} }}\n\n", item.rust)
    }

    fn unknown_alternative(&self, item: &Item) -> String {
        let ItemKind::Choice { alternatives, root, .. } = &item.kind else { return String::new() };
        let known = alternatives.len() - root;
        format!("Self::Unknown {{ index: g.unknown({known}), octets: g.octets(1, Some(200), false) }}")
    }

    fn variant_of(&self, rust: &str, ty: &Use, boxed: bool) -> String {
        match self.krate.resolve(ty) {
            Use::Null => format!("Self::{rust}"),
            _ if boxed => format!("Self::{rust}(Box::new({}))", self.make(ty)),
            _ => format!("Self::{rust}({})", self.make(ty)),
        }
    }

    /// One of the variants; seldom the unknown one.
    fn one_of(&self, variants: Vec<String>, unknown: Option<String>) -> String {
        let Some((last, first)) = variants.split_last() else {
            return unknown.unwrap_or_else(|| "Self::default()".into());
        };
        let arms: String =
            first.iter().enumerate().map(|(i, variant)| format!("{i} => {variant},\n")).collect();
        let pick = match first.is_empty() {
            true => last.clone(),
            false => format!("match g.below({}) {{ {arms} _ => {last} }}", variants.len()),
        };
        match unknown {
            Some(unknown) => format!("if g.unheard_of() {{ return {unknown}; }}\n{pick}"),
            None => pick,
        }
    }

    fn make_sequence(&self, sequence: &Sequence) -> String {
        let root = sequence.root.iter().filter(|c| !matches!(c.ty, Use::ObjectId(..)));
        let mut fields: String = root.map(|c| self.make_field(c, c.optional)).collect();
        let Some(ext) = &sequence.ext else { return format!("Self {{ {fields} }}") };
        fields.extend(ext.iter().map(|c| self.make_field(c, true)));
        let last: Vec<String> = ext
            .iter()
            .enumerate()
            .rev()
            .map(|(i, c)| format!("if value.{}.is_some() {{ Some({i}) }} else", c.rust))
            .collect();
        let last = if ext.is_empty() { "None".into() } else { format!("{} {{ None }}", last.join(" ")) };
        format!(
            "let mut value = Self {{ {fields} unknown_extensions: Default::default() }};
            let last = {last};
            value.unknown_extensions = g.unknown_extensions({}, last);
            value",
            ext.len()
        )
    }

    fn make_field(&self, c: &Component, optional: bool) -> String {
        let value = match &c.ty {
            Use::Open(_) => "Arbitrary::arbitrary(g)".to_string(),
            ty => self.make(ty),
        };
        match (optional, value.as_str()) {
            (true, "Arbitrary::arbitrary(g)") => format!("{}: g.option(Arbitrary::arbitrary),\n", c.rust),
            (true, "()") => format!("{}: g.option(|_| ()),\n", c.rust),
            (true, value) => format!("{}: g.option(|g| {value}),\n", c.rust),
            (false, value) => format!("{}: {value},\n", c.rust),
        }
    }

    /// The expression of a random value.
    fn make(&self, ty: &Use) -> String {
        match self.krate.resolve(ty) {
            Use::Bool => "g.one_in(2)".into(),
            Use::Null => "()".into(),
            Use::Int(int) => make_int(int),
            Use::BitString(size) => format!("g.bit_string({})", sizes(size)),
            ref octets @ Use::Octets(size) => match octets.array_len() {
                Some(_) => "g.array()".into(),
                None => format!("g.octets({})", sizes(size)),
            },
            Use::List(of, size) => match self.make(&of).as_str() {
                "Arbitrary::arbitrary(g)" => format!("g.list({}, Arbitrary::arbitrary)", sizes(size)),
                "()" => format!("g.list({}, |_| ())", sizes(size)),
                item => format!("g.list({}, |g| {item})", sizes(size)),
            },
            Use::Text(strings, size) => format!("g.text({}, {})", alphabet(&strings), sizes(size)),
            Use::Oid => "g.oid()".into(),
            Use::RelativeOid => "g.relative_oid()".into(),
            Use::Named(path, Some(range), _) => {
                let int = Int::of(range).map_or("i64", |int| int.rust);
                let held = match &self.krate.item(&path).kind {
                    ItemKind::Integer(int, _) => int.rust,
                    _ => int,
                };
                format!("{}({})", self.path(&path), make_int(Int { range, rust: held }))
            }
            Use::Named(path, _, Some(size)) => match &self.krate.item(&path).kind {
                ItemKind::BitString(..) => {
                    format!("{}({})", self.path(&path), self.make(&Use::BitString(size)))
                }
                ItemKind::Newtype(Use::Octets(_)) => {
                    format!("{}(g.octets({}))", self.path(&path), sizes(size))
                }
                ItemKind::Newtype(Use::Text(strings, _)) => {
                    format!("{}({})", self.path(&path), self.make(&Use::Text(strings.clone(), size)))
                }
                _ => "Arbitrary::arbitrary(g)".into(),
            },
            Use::Named(..) | Use::Open(_) | Use::ObjectId(..) => "Arbitrary::arbitrary(g)".into(),
        }
    }
}

fn make_int(int: Int) -> String {
    let range = int.range;
    let limits = match int.rust {
        "u64" => (0, i128::from(u64::MAX)),
        _ => (i128::from(i64::MIN), i128::from(i64::MAX)),
    };
    let (lower, upper) = (range.lower.unwrap_or(limits.0), range.upper.unwrap_or(limits.1));
    match range.extensible {
        true => format!("g.int_ext({}, {})", number(lower), number(upper)),
        false => format!("g.int({}, {}) as {}", number(lower), number(upper), int.rust),
    }
}

fn sizes(size: Size) -> String {
    let upper = size.upper.map_or_else(|| "None".into(), |upper| format!("Some({upper})"));
    format!("{}, {upper}, {}", size.lower, size.extensible)
}

/// Characters that the type permits: enough of them to tell codes apart.
fn alphabet(strings: &Strings) -> String {
    match strings {
        Strings::Known(text) => {
            match text.strip_prefix("Alphabet::of(").and_then(|text| text.strip_suffix(')')) {
                Some(own) => own.to_string(),
                None if text.ends_with("NUMERIC") => "b\" 0189\"".into(),
                None if text.ends_with("IA5") => "b\"AZaz09 ~\\x00\\x7f\"".into(),
                None => "b\"AZaz09 \"".into(),
            }
        }
        Strings::Bmp | Strings::Utf8 => "b\"AZaz09 ~\"".into(),
    }
}

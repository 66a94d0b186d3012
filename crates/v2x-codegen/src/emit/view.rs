//! Views: structs that know where the components of a value stand, and read them on request.

use super::run::{Leaf, Node};
use super::sequence::{is_id, present};
use super::types::size;
use super::{Emitter, is_used, without_text};
use crate::lower::{Alternative, Component, Item, ItemKind, OpenRow, Path, Sequence, Use, width};
use crate::names::Locals;

/// How a component is given: the type, and the expression that reads it at the bit offset `at`.
#[derive(Default)]
struct Accessor {
    ty: String,
    /// Statements before the expression.
    statements: String,
    value: String,
    /// The expression is a value and not a result.
    plain: bool,
    is_list: bool,
    /// The expression that only peeks at it, where that is another.
    peek: Option<String>,
}

impl Emitter<'_> {
    /// The file with the module's views, and with what they pass over.
    pub(super) fn view_module(&self) -> String {
        let skipped = self.krate.skipped();
        let path = |item: &Item| Path { module: self.module.rust.clone(), name: item.rust.clone() };
        let mut body = String::new();
        for item in &self.module.items {
            let has_view = self.krate.views.contains(&path(item));
            if has_view {
                body.push_str(&self.view(item));
            }
            if skipped.contains(&path(item)) {
                body.push_str(&self.skip_impl(item, has_view));
            }
        }
        if body.is_empty() {
            return body;
        }
        const RUNTIME: [&str; 13] = [
            "Alphabet",
            "At",
            "DecodeError",
            "DecodeErrorKind",
            "Fault",
            "Reader",
            "Run",
            "Size",
            "Skip",
            "Uper",
            "View",
            "ViewList",
            "cut",
        ];
        let docs = format!("//! Views of the types of `{}`.", self.module.asn);
        let text = self.head(&docs, &body, "super::super::", &RUNTIME, "v2x_uper");
        let code = without_text(&body);
        match self.module.items.iter().any(|item| is_used(&code, &item.rust)) {
            true => text.replacen(&docs, &format!("{docs}\n\nuse super::super::{}::*;", self.module.rust), 1),
            false => text,
        }
    }

    fn view(&self, item: &Item) -> String {
        let doc = |what: &str| {
            format!("/// {what} of a [`{0}`](super::super::{1}::{0}).\n", item.rust, self.module.rust)
        };
        match &item.kind {
            ItemKind::Sequence(sequence) => doc("The components") + &self.sequence_view(item, sequence),
            ItemKind::Choice { alternatives, root, extensible } => {
                doc("The alternatives") + &self.choice_view(item, alternatives, *root, *extensible)
            }
            ItemKind::Open(rows) => doc("The contents") + &self.open_view(item, rows),
            _ => String::new(),
        }
    }

    fn sequence_view(&self, item: &Item, sequence: &Sequence) -> String {
        let (name, asn) = (&item.rust, &item.asn);
        let constant = sequence.constant_offsets(self.krate);
        let mut recorded: Vec<&str> = Vec::new();
        let mut last = None;
        let mut methods = String::new();
        for c in &sequence.root {
            let at = format!("{asn}.{}", c.asn);
            let known = constant.iter().find(|(other, _)| other.rust == c.rust).map(|(_, offset)| *offset);
            let place = match known {
                Some(offset) => offset.to_string(),
                None => format!("self.{} as usize", c.rust),
            };
            let Some(accessor) = self.accessor(c, sequence, &place, &at) else { continue };
            if known.is_none() {
                recorded.push(&c.rust);
            }
            let is_list = accessor.is_list;
            methods.push_str(&self.method(c, sequence, accessor));
            last = Some(c);
            // What stands behind a list is found by walking the list: it is left to decoding.
            if is_list {
                break;
            }
        }
        let fields: String = recorded.iter().map(|field| format!("{field}: u32,\n")).collect();
        let (head, rest) = self.view_walk(asn, sequence, last, &recorded);
        let inits: String =
            recorded.iter().map(|field| format!("{field}: {} as u32,\n", recorded_at(field))).collect();
        let start = if recorded.is_empty() { "" } else { "let start = r.position();\n" };
        let look = format!("let run = r.here();\n{start}{head}\nOk(Self {{ run, {inits} }})");
        let reads = match rest.as_str() {
            "" => format!("fn read(r: &mut Reader<'a>) -> Result<Self, Fault> {{ {look} }}"),
            _ => format!(
                "fn read(r: &mut Reader<'a>) -> Result<Self, Fault> {{
                    let view = Self::peek(r)?;
                    {rest}
                    Ok(view)
                }}

                fn peek(r: &mut Reader<'a>) -> Result<Self, Fault> {{ {look} }}"
            ),
        };
        format!(
            "#[derive(Clone, Copy, Debug)]
            pub struct {name}View<'a> {{ run: Run<'a>, {fields} }}

            impl<'a> View<'a> for {name}View<'a> {{ {reads} }}

            impl<'a> {name}View<'a> {{ {methods} }}\n\n"
        )
    }

    /// Statements that walk a sequence and record where components stand: up to the last that the view gives, and behind
    /// it, where the view is `view`.
    fn view_walk(
        &self,
        asn: &str,
        sequence: &Sequence,
        last: Option<&Component>,
        recorded: &[&str],
    ) -> (String, String) {
        let mut record = |c: &Component, behind: &str| match recorded.contains(&&*c.rust) {
            true => {
                let var = recorded_at(&c.rust);
                match behind {
                    "0" => format!("let {var} = r.position() - start;\n"),
                    _ => format!("let {var} = r.position() - start + {behind};\n"),
                }
            }
            false => String::new(),
        };
        let (head, rest) = self.walk(asn, sequence, last, &mut record);
        let flags = sequence.flags().len();
        let head = sequence.flag_bindings(&head, &format!("r.bits({flags}, &{asn:?})?")) + &head;
        if rest.is_empty() {
            return (head, rest);
        }
        let needed = sequence.flags().iter().any(|flag| super::has_word(&rest, flag));
        let preamble = format!("view.run.word(0) >> {}", 64 - flags);
        let bindings = if needed { sequence.flag_bindings(&rest, &preamble) } else { String::new() };
        (head, bindings + &rest)
    }

    /// How a component is read, if views give it: fields of fixed width, types with a view and lists of them, and types
    /// of varying width that take no memory.
    fn accessor(&self, c: &Component, sequence: &Sequence, place: &str, at: &str) -> Option<Accessor> {
        let result = |ty: String, value: String| Accessor { ty, value, ..Accessor::default() };
        match self.krate.resolve(&c.ty) {
            Use::Open(path) if self.krate.views.contains(&path) => {
                let id = sequence.root.iter().find(|c| is_id(c))?;
                let ty = self.view_path(&path);
                let by = |how: &str| {
                    let id = format!("u64::from(self.{}())", id.rust);
                    format!("{ty}::{how}({id}, &mut self.run.reader({place}), &{at:?})")
                };
                let accessor = result(format!("{ty}<'a>"), by("read"));
                Some(Accessor { peek: Some(by("peek")), ..accessor })
            }
            Use::List(of, s) if s.upper.is_some_and(|upper| upper < 65536) && !s.extensible => {
                let Use::Named(path, ..) = self.krate.resolve(&of) else { return None };
                let listed = matches!(self.krate.item(&path).kind, ItemKind::Sequence(_));
                (listed && self.krate.views.contains(&path)).then(|| Accessor {
                    ty: format!("ViewList<'a, {}<'a>>", self.view_path(&path)),
                    value: format!("self.run.list({place}, {}, &{at:?})", size(s)),
                    plain: true,
                    is_list: true,
                    ..Accessor::default()
                })
            }
            Use::Named(path, ..) if self.krate.views.contains(&path) => {
                let ty = self.view_path(&path);
                Some(result(ty.clone() + "<'a>", format!("{ty}::read(&mut self.run.reader({place}))")))
            }
            _ => match self.node(&c.ty, "value", at, &mut Locals::new([])) {
                Some(Node::Leaf(leaf)) if leaf.bits > 0 => Some(self.leaf_accessor(&leaf, &c.ty, place)),
                _ => {
                    let Use::Named(path, ..) = self.krate.resolve(&c.ty) else { return None };
                    let ty = self.path(&path);
                    let kind = &self.krate.item(&path).kind;
                    let decoded = matches!(kind, ItemKind::Sequence(_) | ItemKind::Enumerated { .. });
                    decoded
                        .then(|| result(ty.clone(), format!("{ty}::decode(&mut self.run.reader({place}))")))
                }
            },
        }
    }

    fn leaf_accessor(&self, leaf: &Leaf, ty: &Use, place: &str) -> Accessor {
        let ty = self.ty(ty);
        let raw = leaf.raw_at(place);
        if let Some(value) = leaf.plain(&raw) {
            return Accessor { ty, value, plain: true, ..Accessor::default() };
        }
        let error = |kind: &str| format!("self.run.error({place}, {kind}, &{:?}).into()", leaf.at);
        let statements = leaf.read(&raw, &error);
        Accessor { ty, statements, value: "value".into(), ..Accessor::default() }
    }

    fn view_path(&self, path: &Path) -> String {
        match path.module == self.module.rust {
            true => format!("{}View", path.name),
            false => format!("super::{}::{}View", path.module, path.name),
        }
    }

    fn method(&self, c: &Component, sequence: &Sequence, accessor: Accessor) -> String {
        let Accessor { ty, statements, value, plain, peek, .. } = accessor;
        let flags = sequence.flags();
        let flag = flags.iter().position(|flag| *flag == present(c));
        let doc = super::docs::member(&c.doc, &c.asn);
        let name = &c.rust;
        let errors = "///\n/// # Errors\n/// The value is out of its range, or malformed.\n";
        match (flag, plain) {
            (None, true) => format!("{doc}#[inline]\npub fn {name}(&self) -> {ty} {{ {value} }}\n\n"),
            (None, false) => {
                let value = match statements.is_empty() {
                    true => format!("Ok({value}?)"),
                    false => format!("{statements} Ok(value)"),
                };
                let method = format!(
                    "{doc}{errors}#[inline]\npub fn {name}(&self) -> Result<{ty}, DecodeError> {{ {value} }}\n\n"
                );
                let peek = peek.map(|peek| {
                    format!(
                        "/// The same, walked no further than to its last field ([`View::peek`]).\n{errors}#[inline]
                        pub fn peek_{name}(&self) -> Result<{ty}, DecodeError> {{ Ok({peek}?) }}\n\n"
                    )
                });
                method + &peek.unwrap_or_default()
            }
            (Some(flag), true) => format!(
                "{doc}#[inline]\npub fn {name}(&self) -> Option<{ty}> {{ self.run.bit({flag}).then(|| {value}) }}\n\n"
            ),
            (Some(flag), false) => {
                let value = if statements.is_empty() {
                    format!("Ok(Some({value}?))")
                } else {
                    format!("{statements} Ok(Some(value))")
                };
                format!(
                    "{doc}{errors}#[inline]\npub fn {name}(&self) -> Result<Option<{ty}>, DecodeError> {{
                        if !self.run.bit({flag}) {{ return Ok(None); }}
                        {value}
                    }}\n\n"
                )
            }
        }
    }

    fn choice_view(
        &self,
        item: &Item,
        alternatives: &[Alternative],
        root: usize,
        extensible: bool,
    ) -> String {
        let (name, asn) = (&item.rust, &item.asn);
        let variants: String = alternatives
            .iter()
            .filter_map(|a| Some((a, self.viewed(&a.ty)?)))
            .map(|(a, view)| format!("{}{}({view}<'a>),\n", super::docs::member(&a.doc, &a.asn), a.rust))
            .collect();
        let (root, additions) = alternatives.split_at(root);
        let bits = width(root.len() as u128);
        let body = |how: &str| -> String {
            let arms = self.choice_arms(root, &|view, _| format!("{view}::{how}(r)?"));
            let inside = |view: &str, a: &Alternative| {
                format!("{view}::{how}(&mut r.inside(&{:?})?)?", format!("{asn}.{}", a.asn))
            };
            let added = self.choice_arms(additions, &inside);
            let marker = match (extensible, added.as_str()) {
                (false, _) => String::new(),
                (true, "") => format!("if r.bit(&{asn:?})? {{ return Ok(Self::Other); }}\n"),
                (true, _) => format!(
                    "if r.bit(&{asn:?})? {{
                        return Ok(match r.small_number(&{asn:?})? {{ {added} _ => Self::Other }});
                    }}\n"
                ),
            };
            format!("{marker}\nOk(match r.bits({bits}, &{asn:?})? {{ {arms} _ => Self::Other }})")
        };
        format!(
            "///
            /// [`View::read`] does not pass over other alternatives.
            #[derive(Clone, Copy, Debug)]
            #[non_exhaustive]
            pub enum {name}View<'a> {{
                {variants}
                /// Another alternative.
                Other,
            }}

            impl<'a> View<'a> for {name}View<'a> {{
                fn read(r: &mut Reader<'a>) -> Result<Self, Fault> {{
                    {}
                }}

                fn peek(r: &mut Reader<'a>) -> Result<Self, Fault> {{
                    {}
                }}
            }}\n\n",
            body("read"),
            body("peek")
        )
    }

    /// The arms of the alternatives that have a view, by their numbers from 0.
    fn choice_arms(
        &self,
        alternatives: &[Alternative],
        read: &dyn Fn(&str, &Alternative) -> String,
    ) -> String {
        let viewed = alternatives.iter().enumerate().filter_map(|(i, a)| Some((i, a, self.viewed(&a.ty)?)));
        viewed.map(|(i, a, view)| format!("{i} => Self::{}({}),\n", a.rust, read(&view, a))).collect()
    }

    fn open_view(&self, item: &Item, rows: &[OpenRow]) -> String {
        let name = &item.rust;
        let viewed: Vec<(&OpenRow, String)> =
            rows.iter().filter_map(|row| Some((row, self.viewed(&row.ty)?))).collect();
        let variants: String = viewed
            .iter()
            .map(|(row, view)| format!("/// Identifier {}.\n{}({view}<'a>),\n", row.id, row.rust))
            .collect();
        let arms = |how: &str| -> String {
            let arm = |(row, view): &(&OpenRow, String)| {
                format!("{} => Self::{}({view}::{how}(&mut r.inside(at)?)?),\n", row.id, row.rust)
            };
            viewed.iter().map(arm).collect()
        };
        format!(
            "#[derive(Clone, Copy, Debug)]
            #[non_exhaustive]
            pub enum {name}View<'a> {{
                {variants}
                /// Other contents.
                Other,
            }}

            impl<'a> {name}View<'a> {{
                fn read(id: u64, r: &mut Reader<'a>, at: At) -> Result<Self, Fault> {{
                    Ok(match id {{ {} _ => Self::Other }})
                }}

                fn peek(id: u64, r: &mut Reader<'a>, at: At) -> Result<Self, Fault> {{
                    Ok(match id {{ {} _ => Self::Other }})
                }}
            }}\n\n",
            arms("read"),
            arms("peek")
        )
    }

    /// The view of a type, if it has one.
    fn viewed(&self, ty: &Use) -> Option<String> {
        match self.krate.resolve(ty) {
            Use::Named(path, ..) if self.krate.views.contains(&path) => Some(self.view_path(&path)),
            _ => None,
        }
    }
}

/// The variable of where a component stands.
fn recorded_at(field: &str) -> String {
    format!("at_{}", field.trim_start_matches("r#"))
}

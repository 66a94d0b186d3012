//! SEQUENCE: the statements that write one.

use super::Emitter;
use super::encode::{Source, write_int};
use super::opening::Opening;
use super::pending::Pending;
use super::run::{Node, WORD_BITS};
use super::sequence::{is_id, present};
use super::types::number;
use crate::lower::{Component, Item, Sequence, Use};
use crate::names::{Locals, local_name};

impl Emitter<'_> {
    /// The body of the function that writes a sequence; `pending` is what waits before it.
    pub(super) fn sequence_encode<'s>(
        &self,
        item: &Item,
        sequence: &'s Sequence,
        mut pending: Pending<'s>,
    ) -> String {
        let asn = &item.asn;
        let mut text = String::new();
        if let Some(ext) = &sequence.ext {
            let mut any: Vec<String> = ext.iter().map(|c| format!("self.{}.is_some()", c.rust)).collect();
            any.push("!self.unknown_extensions.unknown().is_empty()".into());
            text.push_str(&format!("let extended = {};\n", any.join(" || ")));
        }
        let mut locals = self.locals(sequence);
        for node in sequence.preamble(asn, "extension_bit") {
            text.push_str(&self.preamble_bit(&node, sequence));
            pending.push(node, None, self, &mut text);
        }
        for c in &sequence.root {
            self.write_component(c, sequence, asn, &mut locals, &mut pending, &mut text);
        }
        pending.flush(self, &mut text);
        if let Some(ext) = &sequence.ext {
            text.push_str(&match ext.as_slice() {
                [] => format!("if extended {{ self.unknown_extensions.encode(w, &{asn:?}); }}\n"),
                _ => "if extended { self.encode_additions(w); }\n".to_string(),
            });
        }
        text
    }

    /// Writes a component of the root, or lets it wait.
    fn write_component<'c>(
        &self,
        c: &'c Component,
        sequence: &Sequence,
        asn: &str,
        locals: &mut Locals,
        pending: &mut Pending<'c>,
        text: &mut String,
    ) {
        let at = format!("{asn}.{}", c.asn);
        let source = Source::place(format!("self.{}", c.rust));
        let node = self.node(&c.ty, &local_name(&c.rust), &at, locals);
        if is_id(c) {
            let id = self.write_id(c, sequence, &at);
            match node {
                Some(node) => {
                    text.push_str(&id);
                    return pending.push(node, None, self, text);
                }
                None => {
                    pending.flush(self, text);
                    return text.push_str(&id);
                }
            }
        }
        let always = !c.optional && c.default.is_none();
        match node {
            Some(node) if always => return pending.push(node, Some(source), self, text),
            Some(node)
                if c.default.is_none() && !node.has_octets() && (1..=WORD_BITS).contains(&node.width()) =>
            {
                return pending.push_optional(node, c, self, text);
            }
            None if c.default.is_none()
                && let Some(opening) = self.opening(&c.ty) =>
            {
                return self.write_opening(c, &opening, &at, pending, text);
            }
            _ => {}
        }
        pending.flush(self, text);
        text.push_str(&match &c.ty {
            _ if !always => self.write_optional(c, &source, &at),
            ty => self.write(ty, &source, &at),
        });
    }

    /// Writes a component together with what waits, as far as its opening goes.
    fn write_opening(
        &self,
        c: &Component,
        opening: &Opening,
        at: &str,
        pending: &mut Pending<'_>,
        text: &mut String,
    ) {
        let source = Source::place(format!("self.{}", c.rust));
        if c.optional && opening.in_word(at).is_none() {
            pending.flush(self, text);
            return text.push_str(&self.write_optional(c, &source, at));
        }
        let waiting = pending.lead(opening.lead, self, text);
        text.push_str(&match (waiting, c.optional) {
            (Some(_), false) => self.write_opened(opening, c, at),
            (Some(_), true) => format!(
                "match &self.{} {{
                    Some(value) => value.encode_after(short, w),
                    None => w.put_short(short),
                }}\n",
                c.rust
            ),
            (None, false) => self.write_unled(opening, c, at),
            (None, true) => self.write_optional(c, &source, at),
        });
        if let Some(bits) = waiting.filter(|_| opening.waits()) {
            *pending = Pending::behind(bits + opening.bits);
        }
    }

    /// The statement that sets the variable of a preamble bit.
    fn preamble_bit(&self, node: &Node, sequence: &Sequence) -> String {
        let Node::Leaf(leaf) = node else { return String::new() };
        if leaf.var == "extension_bit" {
            return "let extension_bit = u64::from(extended);\n".into();
        }
        let component = sequence.root.iter().find(|c| present(c) == leaf.var);
        let Some(c) = component else { return String::new() };
        match &c.default {
            Some(default) => {
                let other = self.is_default(&c.ty, default, &format!("self.{}", c.rust), false);
                format!("let {} = u64::from({other});\n", leaf.var)
            }
            None => format!("let {} = u64::from(self.{}.is_some());\n", leaf.var, c.rust),
        }
    }

    fn write_optional(&self, c: &Component, source: &Source, at: &str) -> String {
        if let Some(default) = &c.default {
            let other = self.is_default(&c.ty, default, source.text(), false);
            return format!("if {other} {{ {} }}\n", self.write(&c.ty, source, at));
        }
        let statements = self.write(&c.ty, &Source::reference("value"), at);
        if statements.is_empty() {
            return String::new();
        }
        format!("if let Some(value) = &{} {{ {statements} }}\n", source.text())
    }

    /// The identifier follows from the contents.
    fn write_id(&self, c: &Component, sequence: &Sequence, at: &str) -> String {
        let Use::ObjectId(_, int) = &c.ty else { return String::new() };
        let open = sequence.root.iter().find(|c| matches!(c.ty, Use::Open(..))).map_or("", |c| &*c.rust);
        let var = local_name(&c.rust);
        match int.constrained() {
            Some((lower, upper)) => {
                let (lower, upper) = (number(lower), number(upper));
                let id = format!("i64::from(self.{open}.id())");
                format!("let Some({var}) = w.index({id}, {lower}, {upper}, &{at:?}) else {{ return }};\n")
            }
            None => {
                let id = format!("let {var} = {}::from(self.{open}.id());\n", int.rust);
                id + &write_int(*int, &var, at)
            }
        }
    }

    /// The function that writes the extension part.
    pub(super) fn encode_additions(&self, asn: &str, ext: &[Component]) -> String {
        let known: Vec<String> = ext.iter().map(|c| format!("self.{}.is_some()", c.rust)).collect();
        let mut text =
            format!("w.put_additions(&[{}], &self.unknown_extensions, &{asn:?});\n", known.join(", "));
        for c in ext {
            let at = format!("{asn}.{}", c.asn);
            let contents = self.write_contents(&c.ty, &at);
            text.push_str(&match super::has_word(&contents, "value") {
                true => format!("if let Some(value) = &self.{} {{ w.open_type({contents}); }}\n", c.rust),
                false => format!("if self.{}.is_some() {{ w.open_type({contents}); }}\n", c.rust),
            });
        }
        format!(
            "#[inline(never)]
            fn encode_additions(&self, w: &mut Writer<'_>) {{ {text} w.put_unknown(&self.unknown_extensions); }}\n"
        )
    }
}

//! SEQUENCE: the struct, its preamble, components and extension additions.

use super::decode::{Code, Target, closure, read_int};
use super::encode::{Source, write_int};
use super::pending::Pending;
use super::run::{Leaf, LeafKind, Node, WORD_BITS};
use super::types::number;
use super::{Emitter, docs};
use crate::lower::{Component, Item, Sequence, Use};
use crate::names::{Locals, local_name};

impl Emitter<'_> {
    pub(super) fn sequence(&self, item: &Item, sequence: &Sequence) -> String {
        let Item { rust, .. } = item;
        let mut fields = String::new();
        for c in sequence.fields() {
            let ty = self.ty(&c.ty);
            let optional = c.optional || self.is_addition(sequence, c);
            let ty = if optional { format!("Option<{ty}>") } else { ty };
            fields.push_str(&format!("{}pub {}: {ty},\n", docs::member(&c.doc, &c.asn), c.rust));
        }
        if sequence.ext.is_some() {
            fields.push_str(
                "/// What a newer edition's sender added.\npub unknown_extensions: UnknownExtensions,\n",
            );
        }
        let copy = if self.krate.item_is_copy(&item.kind) { "Copy, " } else { "" };
        let defaults = sequence.root.iter().any(|c| c.default.is_some());
        let derive = if defaults { "" } else { "Default, " };
        let mut text =
            format!("#[derive(Clone, {copy}Debug, {derive}PartialEq)]\npub struct {rust} {{ {fields} }}\n\n");
        if defaults {
            text.push_str(&self.sequence_default(rust, sequence));
        }
        text.push_str(&self.id_method(rust, sequence));
        if let Some(ext @ [_, ..]) = sequence.ext.as_deref() {
            let (asn, name) = (&item.asn, rust);
            let (decode, encode) = (self.decode_additions(asn, ext), self.encode_additions(asn, ext));
            text.push_str(&format!("impl {name} {{ {decode}\n{encode} }}\n\n"));
        }
        text + &self.uper(item, &self.sequence_decode(item, sequence), &self.sequence_encode(item, sequence))
    }

    fn is_addition(&self, sequence: &Sequence, component: &Component) -> bool {
        sequence.ext.iter().flatten().any(|c| c.rust == component.rust)
    }

    fn sequence_default(&self, rust: &str, sequence: &Sequence) -> String {
        let field = |c: &Component| match &c.default {
            Some(value) => format!("{}: {},\n", c.rust, self.default(&c.ty, value)),
            None => format!("{}: Default::default(),\n", c.rust),
        };
        let mut fields: String = sequence.fields().map(field).collect();
        if sequence.ext.is_some() {
            fields.push_str("unknown_extensions: UnknownExtensions::default(),\n");
        }
        format!("impl Default for {rust} {{ fn default() -> Self {{ Self {{ {fields} }} }} }}\n\n")
    }

    fn id_method(&self, rust: &str, sequence: &Sequence) -> String {
        let id = sequence.root.iter().find(|c| matches!(c.ty, Use::ObjectId(..)));
        let open = sequence.root.iter().find(|c| matches!(c.ty, Use::Open(..)));
        match (id, open) {
            (Some(id), Some(open)) => format!(
                "impl {rust} {{
                    /// `{}`: it follows from the contents.
                    pub const fn id(&self) -> u32 {{ self.{}.id() }}
                }}\n\n",
                id.asn, open.rust
            ),
            _ => String::new(),
        }
    }

    /// The variables that the functions of a sequence have in any case.
    fn locals(&self, sequence: &Sequence) -> Locals {
        let components = || sequence.root.iter().chain(sequence.ext.iter().flatten());
        Locals::new(components().map(|c| local_name(&c.rust)).chain(components().map(present)))
    }

    fn sequence_decode(&self, item: &Item, sequence: &Sequence) -> String {
        let asn = &item.asn;
        let mut locals = self.locals(sequence);
        let mut pending: Vec<Node> = sequence.preamble(asn, "extended");
        let mut text = String::new();
        let flush = |pending: &mut Vec<Node>, text: &mut String| {
            text.push_str(&self.read_run(pending));
            pending.clear();
        };
        for c in &sequence.root {
            let (target, at) = (Target::place(format!("self.{}", c.rust)), format!("{asn}.{}", c.asn));
            if c.optional || c.default.is_some() {
                flush(&mut pending, &mut text);
                text.push_str(&self.read_optional(c, &target, &at));
            } else if let Some(node) = self.node(&c.ty, &local_name(&c.rust), &at, &mut locals) {
                pending.push(if is_id(c) { node } else { node.aimed(&target) });
            } else if let Some(opening) = self.opening(&c.ty).filter(|_| !pending.is_empty())
                && let index = locals.unique(opening.variable(&c.rust))
                && let Some(read) = self.read_opened(&opening, c, &index, &at)
            {
                pending.push(Node::number(index, opening.bits, at));
                flush(&mut pending, &mut text);
                text.push_str(&read);
            } else {
                flush(&mut pending, &mut text);
                text.push_str(&self.read_component(c, &target, &at, sequence));
            }
        }
        flush(&mut pending, &mut text);
        if let Some(ext) = &sequence.ext {
            text.push_str(&self.read_extension(asn, ext));
        }
        text + "Ok(())"
    }

    /// Reads a mandatory component of varying width.
    fn read_component(&self, c: &Component, target: &Target, at: &str, sequence: &Sequence) -> String {
        match &c.ty {
            Use::Open(_) => {
                let id = sequence.root.iter().find(|c| is_id(c)).map(|id| local_name(&id.rust));
                format!("{}.decode_into({}, r, &{at:?})?;\n", target.assigned(), id.unwrap_or_default())
            }
            Use::ObjectId(_, int) => {
                let Code { statements, mut value } = read_int(*int, at);
                // A number with a lower bound is read as the integer that it becomes.
                if int.range.lower.is_none() {
                    let error = format!("r.error(DecodeErrorKind::TooLarge, &{at:?})");
                    value = format!("u32::try_from({value}).map_err(|_| {error})?");
                }
                format!("{statements} let {} = {value};\n", local_name(&c.rust))
            }
            ty => self.read(ty, target, at),
        }
    }

    fn read_optional(&self, c: &Component, target: &Target, at: &str) -> String {
        let (present, place) = (present(c), target.assigned());
        let value = self.read_value(&c.ty, at);
        let Some(default) = &c.default else {
            return match value.map(|value| value.wrapped("Some(", ")")) {
                Some(Code { statements, value }) => {
                    format!("{place} = if {present} {{ {statements} {value} }} else {{ None }};\n")
                }
                None => {
                    let read = self.read_in_place(&c.ty, &target.present(), at);
                    format!("if {present} {{ {read} }} else {{ absent(&mut {place}); }}\n")
                }
            };
        };
        let read = self.read(&c.ty, target, at);
        format!(
            "if {present} {{
                {read}
                if {} {{ r.note(Notes::DEFAULT_PRESENT); }}
            }} else {{ {place} = {}; }}\n",
            self.is_default(&c.ty, default, &place, true),
            self.default(&c.ty, default)
        )
    }

    /// The statements that read the extension part if there is one, and empty what it would have filled if not.
    fn read_extension(&self, asn: &str, ext: &[Component]) -> String {
        let (read, absent) = match ext {
            [] => (format!("self.unknown_extensions.decode_into(r, &{asn:?})?;"), String::new()),
            _ => (
                "self.decode_additions(r)?;".to_string(),
                ext.iter().map(|c| format!("absent(&mut self.{});\n", c.rust)).collect(),
            ),
        };
        format!("if extended {{ {read} }} else {{ {absent} self.unknown_extensions.clear(); }}\n")
    }

    /// The function that reads the extension part: by itself, so that the root does not carry its weight.
    fn decode_additions(&self, asn: &str, ext: &[Component]) -> String {
        let mut reads = String::new();
        for (i, c) in ext.iter().enumerate() {
            let (target, at) = (Target::place(format!("self.{}", c.rust)), format!("{asn}.{}", c.asn));
            let statements = match self.read_value(&c.ty, &at).map(|value| value.wrapped("Some(", ")")) {
                Some(Code { statements, value }) => format!("{statements} {} = {value};", target.assigned()),
                None => self.read_in_place(&c.ty, &target.present(), &at),
            };
            let none = format!("absent(&mut {});", target.assigned());
            reads.push_str(&format!(
                "if additions.present({i}) {{ r.open_type(&{at:?}, {})?; }} else {{ {none} }}\n",
                closure("r", &statements)
            ));
        }
        format!(
            "#[inline(never)]
            fn decode_additions(&mut self, r: &mut Reader<'_>) -> Result<(), Fault> {{
                let additions = r.additions(&{asn:?})?;
                {reads}
                self.unknown_extensions = additions.unknown(r, {}, &{asn:?})?;
                Ok(())
            }}\n",
            ext.len()
        )
    }

    fn sequence_encode(&self, item: &Item, sequence: &Sequence) -> String {
        let asn = &item.asn;
        let mut text = String::new();
        if let Some(ext) = &sequence.ext {
            let mut any: Vec<String> = ext.iter().map(|c| format!("self.{}.is_some()", c.rust)).collect();
            any.push("!self.unknown_extensions.unknown().is_empty()".into());
            text.push_str(&format!("let extended = {};\n", any.join(" || ")));
        }
        let mut locals = self.locals(sequence);
        let mut pending = Pending::default();
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
            None if always && let Some(opening) = self.opening(&c.ty) => {
                let led = pending.lead(opening.lead, self, text);
                let write = if led { Self::write_opened } else { Self::write_unled };
                return text.push_str(&write(self, &opening, c, &at));
            }
            _ => {}
        }
        pending.flush(self, text);
        text.push_str(&match &c.ty {
            _ if !always => self.write_optional(c, &source, &at),
            ty => self.write(ty, &source, &at),
        });
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
    fn encode_additions(&self, asn: &str, ext: &[Component]) -> String {
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

/// Whether a component is the identifier of an open type: no field, since it follows from the contents.
pub(super) fn is_id(c: &Component) -> bool {
    matches!(c.ty, Use::ObjectId(..))
}

/// The variable of a component's presence bit.
pub(super) fn present(c: &Component) -> String {
    format!("has_{}", c.rust.trim_start_matches("r#"))
}

impl Sequence {
    /// The components that are fields of the struct: all but identifiers of open types.
    pub(super) fn fields(&self) -> impl Iterator<Item = &Component> {
        let components = self.root.iter().chain(self.ext.iter().flatten());
        components.filter(|c| !is_id(c))
    }

    /// The extension bit and the presence bits.
    pub(super) fn preamble(&self, asn: &str, extension: &str) -> Vec<Node> {
        let leaf = |var: String, at: String| {
            Node::Leaf(Leaf { var, at, bits: 1, offset: 0, kind: LeafKind::Bool, target: None })
        };
        let mut nodes = Vec::new();
        if self.ext.is_some() {
            nodes.push(leaf(extension.into(), asn.to_string()));
        }
        for c in self.root.iter().filter(|c| c.optional || c.default.is_some()) {
            nodes.push(leaf(present(c), format!("{asn}.{}", c.asn)));
        }
        nodes
    }
}

//! SEQUENCE: the struct, and what reading and writing it have in common.

use super::ahead::Ahead;
use super::opening::Opening;
use super::pending::Pending;
use super::read_run::pass;
use super::run::{Leaf, LeafKind, Node};
use super::{Emitter, docs};
use crate::lower::{Component, Item, Sequence, Use};
use crate::names::{Locals, local_name};

/// Sequences of no more components are read and written where they are used, if what is before them is read with them.
const FEW: usize = 2;

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
        text + &match self.opened_sequence(item, sequence) {
            Some(opening) => self.opened_codec(item, sequence, opening),
            None => self.uper(
                item,
                &self.sequence_decode(item, sequence, Ahead::default()),
                &self.sequence_encode(item, sequence, Pending::default()),
            ),
        }
    }

    /// What a sequence opens with that others read and write with the fields before it.
    fn opened_sequence(&self, item: &Item, sequence: &Sequence) -> Option<Opening> {
        let path = self.path_of(item);
        self.opened.contains(&path).then(|| self.sequence_opening(&path, sequence))?
    }

    /// The codec of a sequence whose opening others read and write.
    fn opened_codec(&self, item: &Item, sequence: &Sequence, opening: Opening) -> String {
        let inline = if sequence.is_short() { "#[inline(always)]\n" } else { "" };
        let functions = format!(
            "impl {} {{
                /// Reads what comes behind the opening, which was read right before, and which `ahead` begins with.
                {inline}pub(crate) fn decode_opened(&mut self, ahead: u64, r: &mut Reader<'_>) -> Result<(), Fault> {{ {} }}

                /// Writes the value behind a few bits that wait.
                {inline}pub(crate) fn encode_after(&self, mut short: Short, w: &mut Writer<'_>) {{ {} }}
            }}\n\n",
            item.rust,
            self.sequence_decode(item, sequence, Ahead::opening_sequence()),
            self.sequence_encode(item, sequence, Pending::behind(opening.lead)),
        );
        let pass = opening.in_word("").map(|node| pass(&mut [node])).unwrap_or_default();
        let decode = format!("let run = {pass} self.decode_opened(run.word(0), r)");
        functions + &self.uper(item, &decode, "self.encode_after(Short::new(), w);")
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
    pub(super) fn locals(&self, sequence: &Sequence) -> Locals {
        let components = || sequence.root.iter().chain(sequence.ext.iter().flatten());
        Locals::new(components().map(|c| local_name(&c.rust)).chain(components().map(present)))
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
    /// Whether it has so few components that it is written where it is used, and read there too if its opening was read.
    pub(super) fn is_short(&self) -> bool {
        self.root.len() <= FEW
    }

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

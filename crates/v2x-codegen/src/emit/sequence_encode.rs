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

/// The statements that write a sequence, as far as they are made.
struct Writing<'e, 'k, 's> {
    emitter: &'e Emitter<'k>,
    asn: &'e str,
    sequence: &'s Sequence,
    locals: Locals,
    /// What waits to be written together.
    pending: Pending<'s>,
    text: String,
}

impl<'s> Writing<'_, '_, 's> {
    /// Writes all that waits.
    fn flush(&mut self) {
        self.pending.flush(self.emitter, &mut self.text);
    }

    /// Lets something wait.
    fn push(&mut self, node: Node, source: Option<Source>) {
        self.pending.push(node, source, self.emitter, &mut self.text);
    }

    /// Gathers all that waits in `short`, if it is something and no more than `lead` bits: the most that it takes.
    /// Otherwise writes it.
    fn lead(&mut self, lead: u32) -> Option<u32> {
        self.pending.lead(lead, self.emitter, &mut self.text)
    }

    /// The extension bit and the presence bits.
    fn preamble(&mut self) {
        for node in self.sequence.preamble(self.asn, "extension_bit") {
            self.text.push_str(&self.emitter.preamble_bit(&node, self.sequence));
            self.push(node, None);
        }
    }

    /// Writes the `i`th component of the root, or lets it wait.
    fn component(&mut self, i: usize, c: &'s Component) {
        let at = format!("{}.{}", self.asn, c.asn);
        let node = self.emitter.node(&c.ty, &local_name(&c.rust), &at, &mut self.locals);
        match node {
            node if is_id(c) => self.id(c, node, &at),
            Some(node) if is_mandatory(c) => self.push(node, Some(source(c))),
            Some(node) if may_wait(c, &node) => {
                self.pending.push_optional(node, c, self.emitter, &mut self.text);
            }
            None if c.default.is_none() => match self.emitter.opening(&c.ty) {
                Some(opening) if is_mandatory(c) => self.opened(c, &opening, &at),
                opening if c.optional => self.optional(i, c, opening, &at),
                _ => self.apart(c, &at),
            },
            _ => self.apart(c, &at),
        }
    }

    /// The identifier of an open type, which follows from the contents.
    fn id(&mut self, c: &Component, node: Option<Node>, at: &str) {
        let id = self.emitter.write_id(c, self.sequence, at);
        match node {
            Some(node) => {
                self.text.push_str(&id);
                self.push(node, None);
            }
            None => {
                self.flush();
                self.text.push_str(&id);
            }
        }
    }

    /// Writes a component with nothing before or behind it.
    fn apart(&mut self, c: &Component, at: &str) {
        self.flush();
        self.text.push_str(&match is_mandatory(c) {
            true => self.emitter.write(&c.ty, &source(c), at),
            false => self.emitter.write_optional(c, &source(c), at),
        });
    }

    /// Writes a component that is always there together with what waits, as far as its opening goes.
    fn opened(&mut self, c: &Component, opening: &Opening, at: &str) {
        let waiting = self.lead(opening.lead);
        self.text.push_str(&match waiting {
            Some(_) => self.emitter.write_opened(opening, c, at),
            None => self.emitter.write_unled(opening, c, at),
        });
        if let Some(bits) = waiting.filter(|_| opening.waits()) {
            self.pending = Pending::behind(bits + opening.bits);
        }
    }

    /// Writes a component of varying width that may be absent. If it is, what waits goes on waiting for the next one, if that
    /// will take it.
    fn optional(&mut self, i: usize, c: &Component, opening: Option<Opening>, at: &str) {
        let opening = opening.filter(|opening| opening.in_word(at).is_some());
        let lead = opening.as_ref().map_or(WORD_BITS, |opening| opening.lead);
        let goes_on = self.is_awaited(i + 1, self.pending.bits());
        let waiting = if opening.is_some() || goes_on { self.lead(lead) } else { None };
        let Some(bits) = waiting else {
            return self.apart(c, at);
        };
        let field = &c.rust;
        let write = match &opening {
            Some(_) => "value.encode_after(short, w);".to_string(),
            None => "w.put_gathered(short);".to_string() + &self.emitter.write_present(c, at),
        };
        self.text.push_str(&if goes_on {
            self.pending = Pending::behind(bits);
            format!("if let Some(value) = &self.{field} {{ {write} short = Short::new(); }}\n")
        } else {
            format!("match &self.{field} {{ Some(value) => {{ {write} }} None => w.put_short(short), }}\n")
        });
    }

    /// Whether one of the components from the `i`th on will be written together with at most `bits` bits that wait before
    /// it, if those between are absent.
    fn is_awaited(&self, i: usize, bits: u32) -> bool {
        let emitter = self.emitter;
        let Some(c) = self.sequence.root.get(i).filter(|c| c.default.is_none() && bits > 0) else {
            return false;
        };
        match emitter.node(&c.ty, "", "", &mut Locals::new([])) {
            Some(node) => !node.has_octets() && node.width() > 0 && bits + node.width() <= WORD_BITS,
            None if c.optional => self.is_awaited(i + 1, bits),
            None => emitter.opening(&c.ty).is_some_and(|opening| bits <= opening.lead),
        }
    }
}

/// Whether a component is there in any value.
fn is_mandatory(c: &Component) -> bool {
    !c.optional && c.default.is_none()
}

/// Whether a component of fixed width that may be absent can wait.
fn may_wait(c: &Component, node: &Node) -> bool {
    c.default.is_none() && !node.has_octets() && (1..=WORD_BITS).contains(&node.width())
}

fn source(c: &Component) -> Source {
    Source::place(format!("self.{}", c.rust))
}

impl Emitter<'_> {
    /// The body of the function that writes a sequence; `pending` is what waits before it.
    pub(super) fn sequence_encode<'s>(
        &self,
        item: &Item,
        sequence: &'s Sequence,
        pending: Pending<'s>,
    ) -> String {
        let (asn, locals) = (item.asn.as_str(), self.locals(sequence));
        let text = sequence.ext.as_ref().map(|ext| is_extended(ext)).unwrap_or_default();
        let mut writing = Writing { emitter: self, asn, sequence, locals, pending, text };
        writing.preamble();
        for (i, c) in sequence.root.iter().enumerate() {
            writing.component(i, c);
        }
        writing.flush();
        let extension = match sequence.ext.as_deref() {
            None => String::new(),
            Some([]) => format!("if extended {{ self.unknown_extensions.encode(w, &{asn:?}); }}\n"),
            Some(_) => "if extended { self.encode_additions(w); }\n".to_string(),
        };
        writing.text + &extension
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
        let statements = self.write_present(c, at);
        if statements.is_empty() {
            return String::new();
        }
        format!("if let Some(value) = &{} {{ {statements} }}\n", source.text())
    }

    /// The statements that write what is in a component that may be absent.
    fn write_present(&self, c: &Component, at: &str) -> String {
        self.write(&c.ty, &Source::reference("value"), at)
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

/// The statement that tells whether there is an extension part.
fn is_extended(ext: &[Component]) -> String {
    let mut any: Vec<String> = ext.iter().map(|c| format!("self.{}.is_some()", c.rust)).collect();
    any.push("!self.unknown_extensions.unknown().is_empty()".into());
    format!("let extended = {};\n", any.join(" || "))
}

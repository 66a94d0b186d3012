//! CHOICE, and what variants have in common with those of open types.

use super::ahead::Ahead;
use super::decode::{Code, Target, closure};
use super::encode::Source;
use super::read_run::pass;
use super::run::{Node, WORD_BITS};
use super::{Emitter, docs};
use crate::lower::{Alternative, Item, Use};
use crate::names::Locals;

impl Emitter<'_> {
    pub(super) fn variant(&self, doc: &str, rust: &str, ty: &Use, boxed: bool) -> String {
        match self.krate.resolve(ty) {
            Use::Null => format!("{doc}{rust},\n"),
            _ if boxed => format!("{doc}{rust}(Box<{}>),\n", self.ty(ty)),
            _ => format!("{doc}{rust}({}),\n", self.ty(ty)),
        }
    }

    /// Statements that read the value of a variant and make `self` that variant; `inside` puts the statements that
    /// read from `r` into what is around them, such as an open type.
    pub(super) fn read_variant(
        &self,
        rust: &str,
        ty: &Use,
        at: &str,
        inside: &dyn Fn(&str) -> String,
    ) -> String {
        if matches!(self.krate.resolve(ty), Use::Null) {
            return format!("{} *self = Self::{rust};\n", inside(""));
        }
        if let Some(Code { statements, value }) = self.read_value(ty, at) {
            return inside(&format!("{statements} *self = Self::{rust}({value});\n"));
        }
        format!(
            "if !matches!(self, Self::{rust}(_)) {{ *self = Self::{rust}(Default::default()); }}
            if let Self::{rust}(value) = self {{ {} }}\n",
            inside(&self.read_in_place(ty, &Target::reference("value"), at))
        )
    }

    /// The same for an alternative whose choice has taken its opening out of the word ahead: it is taken out of that too, if
    /// it is short, or what it opens with is.
    fn read_alternative(&self, a: &Alternative, at: &str, opening: u32) -> String {
        let rust = &a.rust;
        let fill = |read: &str| {
            format!(
                "if !matches!(self, Self::{rust}(_)) {{ *self = Self::{rust}(Default::default()); }}
                if let Self::{rust}(value) = self {{ {read} }}\n"
            )
        };
        if let Some(node) = self.alternative_opening(&a.ty, opening).and_then(|opening| opening.in_word(at)) {
            let pass = pass(&mut [node]);
            return fill(&format!("{pass} value.decode_opened(ahead << {opening}, r)?;\n"));
        }
        let node = self.node(&a.ty, "value", at, &mut Locals::new([]));
        let bits = self.ahead_bits(&a.ty, opening);
        let (Some(node), Some(bits)) = (node, bits) else {
            return self.read_variant(rust, &a.ty, at, &str::to_string);
        };
        let mut ahead = Ahead::behind_index(opening, bits);
        if let Node::Leaf(leaf) = &node {
            let begin = ahead.begin();
            let Code { statements, value } = self.next_value(leaf, &mut ahead);
            return format!("{begin} {statements} *self = Self::{rust}({value});\n");
        }
        fill(&self.read_run(&mut [node.aimed(&Target::reference("value"))], &mut ahead, false))
    }

    /// The same for the only variant that there can be.
    fn read_sole(&self, only: &Alternative, at: &str) -> String {
        let read = self.read_in_place(&only.ty, &Target::reference("value"), at);
        format!("let Self::{}(value) = self; {read}\n", only.rust)
    }

    /// The same from within an open type.
    fn read_open_variant(&self, rust: &str, ty: &Use, at: &str) -> String {
        self.read_variant(rust, ty, at, &|statements| match statements {
            "" => format!("r.open_type(&{at:?}, |_| Ok(()))?;\n"),
            _ => format!("r.open_type(&{at:?}, {})?;\n", closure("r", statements)),
        })
    }

    pub(super) fn choice(
        &self,
        item: &Item,
        alternatives: &[Alternative],
        root: usize,
        extensible: bool,
    ) -> String {
        let Item { rust, .. } = item;
        let variants: String = alternatives
            .iter()
            .map(|a| self.variant(&docs::member(&a.doc, &a.asn), &a.rust, &a.ty, a.boxed))
            .collect();
        let unknown = if extensible { UNKNOWN_ALTERNATIVE } else { "" };
        let path = self.path_of(item);
        let copy = if self.krate.is_copy(&Use::Named(path, None, None)) { "Copy, " } else { "" };
        let mut text = format!(
            "#[derive(Clone, {copy}Debug, PartialEq)]\npub enum {rust} {{ {variants} {unknown} }}\n\n"
        );
        if let Some(first) = alternatives.first() {
            let value = match (self.krate.resolve(&first.ty), first.boxed) {
                (Use::Null, _) => String::new(),
                (_, true) => "(Box::default())".into(),
                (_, false) => "(Default::default())".into(),
            };
            text.push_str(&format!(
                "/// The first alternative.\nimpl Default for {rust} {{ fn default() -> Self {{ Self::{}{value} }} }}\n\n",
                first.rust
            ));
        }
        text + &match alternatives {
            [only] if !extensible => self.sole_codec(item, only),
            _ => self.choice_codec(item, alternatives, root, extensible),
        }
    }

    /// The codec of a choice: its index, behind an extension bit where there is one, is a field of fixed width, so whoever
    /// has the choice reads and writes it together with the fields before it.
    fn choice_codec(
        &self,
        item: &Item,
        alternatives: &[Alternative],
        root: usize,
        extensible: bool,
    ) -> String {
        let Item { rust, asn, .. } = item;
        let bits = crate::lower::width(root as u128);
        let opening = bits + u32::from(extensible);
        let (roots, additions) = alternatives.split_at(root);
        let at = |a: &Alternative| format!("{asn}.{}", a.asn);
        let read = |(i, a): (usize, &Alternative)| {
            format!("{i} => {{ {} }}\n", self.read_alternative(a, &at(a), opening))
        };
        let reads: String = roots.iter().enumerate().map(read).collect();
        let behind = opening + self.choice_lead(alternatives, roots.len(), extensible);
        let write = |(i, a): (usize, &Alternative)| {
            self.write_arm(a, &self.write_after(a, &at(a), Node::bits(i.to_string(), opening), behind))
        };
        let writes: String = roots.iter().enumerate().map(write).collect();
        let (read_extension, write_extension) = match extensible {
            true => (self.read_addition(asn, additions, bits), self.write_additions(asn, additions)),
            false => Default::default(),
        };
        let functions = format!(
            "impl {rust} {{
                /// Reads an alternative. Its index was read right before, and `ahead` begins with it.
                #[inline(always)]
                pub(crate) fn decode_opened(&mut self, ahead: u64, r: &mut Reader<'_>) -> Result<(), Fault> {{
                    let index = cut(ahead, 0, {opening});{read_extension}
                    match index {{ {reads} _ => return Err(r.error_back({bits}, DecodeErrorKind::Alternative, &{asn:?})) }}
                    Ok(())
                }}

                /// Writes the value behind a few bits that wait.
                #[inline(always)]
                pub(crate) fn encode_after(&self, mut short: Short, w: &mut Writer<'_>) {{
                    match self {{ {writes} {write_extension} }}
                }}
            }}\n\n"
        );
        functions
            + &self.uper(
                item,
                &format!(
                    "let run = r.run({opening}, &[({opening}, {asn:?})])?;\nself.decode_opened(run.word(0), r)"
                ),
                "self.encode_after(Short::new(), w);",
            )
    }

    /// The codec of a choice of one alternative, which has no index.
    fn sole_codec(&self, item: &Item, only: &Alternative) -> String {
        let at = format!("{}.{}", item.asn, only.asn);
        let read = match self.read_value(&only.ty, &item.asn) {
            None if !matches!(self.krate.resolve(&only.ty), Use::Null) => self.read_sole(only, &at),
            _ => self.read_variant(&only.rust, &only.ty, &at, &str::to_string),
        };
        let arm = self.write_arm(only, &self.write(&only.ty, &Source::reference("value"), &at));
        self.uper(item, &format!("{read} Ok(())"), &format!("match self {{ {arm} }}"))
    }

    /// The arm that writes an alternative.
    fn write_arm(&self, a: &Alternative, body: &str) -> String {
        let value = if super::has_word(body, "value") { "value" } else { "_" };
        format!("{} => {{ {body} }}\n", self.pattern(&a.rust, &a.ty, value))
    }

    /// Statements that read an addition and return, if the index says that it is one.
    fn read_addition(&self, asn: &str, additions: &[Alternative], bits: u32) -> String {
        let read = |(i, a): (usize, &Alternative)| {
            format!("{i} => {{ {} }}\n", self.read_open_variant(&a.rust, &a.ty, &format!("{asn}.{}", a.asn)))
        };
        let known: String = additions.iter().enumerate().map(read).collect();
        let unknown = format!("*self = Self::Unknown {{ index, octets: r.open_octets(&{asn:?})? }};");
        let body = match known.as_str() {
            "" => format!("let index = r.small_number(&{asn:?})?; {unknown}"),
            _ => format!("match r.small_number(&{asn:?})? {{ {known} index => {{ {unknown} }} }}"),
        };
        let back = if bits > 0 { format!("r.back({bits});") } else { String::new() };
        format!("\nif index >= {} {{ {back} {body} return Ok(()); }}", 1 << bits)
    }

    /// The arms that write additions.
    fn write_additions(&self, asn: &str, additions: &[Alternative]) -> String {
        let write = |(i, a): (usize, &Alternative)| {
            let contents = self.write_contents(&a.ty, &format!("{asn}.{}", a.asn));
            self.write_arm(a, &format!("w.put_addition(short, {i}); w.open_type({contents});"))
        };
        let mut arms: String = additions.iter().enumerate().map(write).collect();
        if !additions.is_empty() {
            let known = additions.len();
            arms.push_str(&format!("Self::Unknown {{ index: ..{known}, .. }} => w.unknown(&{asn:?}),\n"));
        }
        arms + "Self::Unknown { index, octets } => { w.put_addition(short, *index); w.open_octets(octets); }\n"
    }

    /// Statements that write an alternative behind its index, and both behind what waits in `short`: together, if it is short
    /// itself, or what it opens with is. There are at most `behind` bits before it.
    fn write_after(&self, a: &Alternative, at: &str, index: Node, behind: u32) -> String {
        let source = Source::reference("value");
        let put = "w.put_short(short);\n";
        if self.alternative_opening(&a.ty, index.width()).is_some_and(|opening| opening.lead >= behind) {
            return self.push_run(&mut [index], &[None]) + "value.encode_after(short, w);\n";
        }
        match self.node(&a.ty, "raw", at, &mut Locals::new([])) {
            Some(node) if node.width() == 0 => self.push_run(&mut [index], &[None]) + put,
            Some(node) if node.width() + behind <= WORD_BITS && !node.has_octets() => {
                self.push_run(&mut [index, node], &[None, Some(source)]) + put
            }
            _ => self.push_run(&mut [index], &[None]) + put + &self.write(&a.ty, &source, at),
        }
    }
}

const UNKNOWN_ALTERNATIVE: &str = "/// An addition of a newer edition.
    Unknown {
        /// Its index among the additions, from 0.
        index: u32,
        /// The octets of its open type.
        octets: Vec<u8>,
    },\n";

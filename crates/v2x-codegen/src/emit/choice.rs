//! CHOICE, and what variants have in common with those of open types.

use super::decode::{Code, Target, closure};
use super::encode::Source;
use super::run::{Node, WORD_BITS};
use super::{Emitter, docs};
use crate::lower::{Alternative, Item, ItemKind, Use};
use crate::names::Locals;

/// How many bits may wait before a choice that is written with them.
pub(super) const LEAD_BITS: u32 = 16;

impl Emitter<'_> {
    /// The width of the index of a choice without extension marker, which stands at a fixed place: its start.
    pub(super) fn choice_index(&self, ty: &Use) -> Option<u32> {
        let Use::Named(path, ..) = self.krate.resolve(ty) else { return None };
        match &self.krate.item(&path).kind {
            ItemKind::Choice { root, extensible: false, .. } if *root > 1 => {
                Some(crate::lower::width(*root as u128))
            }
            _ => None,
        }
    }

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
        let Item { rust, asn, .. } = item;
        let variants: String = alternatives
            .iter()
            .map(|a| self.variant(&docs::member(&a.doc, &a.asn), &a.rust, &a.ty, a.boxed))
            .collect();
        let unknown = if extensible { UNKNOWN_ALTERNATIVE } else { "" };
        let path = crate::lower::Path { module: self.module.rust.clone(), name: rust.clone() };
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
        let bits = crate::lower::width(root as u128);
        if !extensible && root > 1 {
            return text + &self.plain_choice(item, alternatives, bits);
        }
        text + &self.uper(
            item,
            &self.choice_decode(asn, alternatives, root, extensible, bits),
            &self.choice_encode(asn, alternatives, root, extensible, bits),
        )
    }

    /// The codec of a choice without extension marker: its index is a field of fixed width, so whoever has the choice
    /// reads and writes it together with the fields before it.
    fn plain_choice(&self, item: &Item, alternatives: &[Alternative], bits: u32) -> String {
        let Item { rust, asn, .. } = item;
        let read = |(i, a): (usize, &Alternative)| {
            let at = format!("{asn}.{}", a.asn);
            format!("{i} => {{ {} }}\n", self.read_variant(&a.rust, &a.ty, &at, &str::to_string))
        };
        let reads: String = alternatives.iter().enumerate().map(read).collect();
        let write = |(i, a): (usize, &Alternative)| {
            let body = self.write_after(i, a, &format!("{asn}.{}", a.asn), bits);
            let value = if super::has_word(&body, "value") { "value" } else { "_" };
            format!("{} => {{ {body} }}\n", self.pattern(&a.rust, &a.ty, value))
        };
        let writes: String = alternatives.iter().enumerate().map(write).collect();
        let functions = format!(
            "impl {rust} {{
                /// Reads the alternative of an index, which was read right before.
                #[inline(always)]
                pub(crate) fn decode_alternative(&mut self, index: u32, r: &mut Reader<'_>) -> Result<(), Fault> {{
                    match index {{ {reads} _ => return Err(r.error_back({bits}, DecodeErrorKind::Alternative, &{asn:?})) }}
                    Ok(())
                }}

                /// Writes the value behind a few bits that wait.
                #[inline(always)]
                pub(crate) fn encode_after(&self, mut short: Short, w: &mut Writer<'_>) {{
                    match self {{ {writes} }}
                }}
            }}\n\n"
        );
        functions
            + &self.uper(
                item,
                &format!("let index = r.bits({bits}, &{asn:?})? as u32;\nself.decode_alternative(index, r)"),
                "self.encode_after(Short::new(), w);",
            )
    }

    /// Statements that write an alternative behind what waits in `short`, together with it if it is short itself.
    fn write_after(&self, index: usize, a: &Alternative, at: &str, bits: u32) -> String {
        let source = Source::reference("value");
        let index = Node::bits(index.to_string(), bits);
        let put = "w.put_short(short);\n";
        match self.node(&a.ty, "raw", at, &mut Locals::new([])) {
            Some(node) if node.width() == 0 => self.push_run(&mut [index], &[None]) + put,
            Some(node) if node.width() + bits + LEAD_BITS <= WORD_BITS && !node.has_octets() => {
                self.push_run(&mut [index, node], &[None, Some(source)]) + put
            }
            _ => self.push_run(&mut [index], &[None]) + put + &self.write(&a.ty, &source, at),
        }
    }

    fn choice_decode(
        &self,
        asn: &str,
        alternatives: &[Alternative],
        root: usize,
        extensible: bool,
        bits: u32,
    ) -> String {
        let at = |a: &Alternative| format!("{asn}.{}", a.asn);
        let mut text = String::new();
        if extensible {
            let known: String = alternatives
                .iter()
                .skip(root)
                .enumerate()
                .map(|(i, a)| format!("{i} => {{ {} }}\n", self.read_open_variant(&a.rust, &a.ty, &at(a))))
                .collect();
            let unknown = format!("*self = Self::Unknown {{ index, octets: r.open_octets(&{asn:?})? }};");
            let body = match known.as_str() {
                "" => format!("let index = r.small_number(&{asn:?})?; {unknown}"),
                _ => format!("match r.small_number(&{asn:?})? {{ {known} index => {{ {unknown} }} }}"),
            };
            text.push_str(&format!("if r.bit(&{asn:?})? {{ {body} return Ok(()); }}\n"));
        }
        let read = |a: &Alternative| self.read_variant(&a.rust, &a.ty, &at(a), &str::to_string);
        if let [only, additions @ ..] = alternatives
            && additions.len() == alternatives.len() - root
        {
            let sole = additions.is_empty() && !extensible && self.read_value(&only.ty, asn).is_none();
            return text + &if sole { self.read_sole(only, &at(only)) } else { read(only) } + "Ok(())";
        }
        let roots = alternatives.iter().take(root).enumerate();
        let arms: String = roots.map(|(i, a)| format!("{i} => {{ {} }}\n", read(a))).collect();
        text + &format!(
            "match r.bits({bits}, &{asn:?})? {{ {arms} _ => return Err(r.error_back({bits}, DecodeErrorKind::Alternative, &{asn:?})) }}
            Ok(())"
        )
    }

    fn choice_encode(
        &self,
        asn: &str,
        alternatives: &[Alternative],
        root: usize,
        extensible: bool,
        bits: u32,
    ) -> String {
        let mut arms = String::new();
        for (i, a) in alternatives.iter().enumerate() {
            let at = format!("{asn}.{}", a.asn);
            let body = if i >= root {
                let (index, contents) = (i - root, self.write_contents(&a.ty, &at));
                format!("w.put_bit(true); w.put_small_number({index}); w.open_type({contents});")
            } else {
                let width = bits + u32::from(extensible);
                let put = if width == 0 { String::new() } else { format!("w.put({i}, {width});") };
                let null = matches!(self.krate.resolve(&a.ty), Use::Null);
                let source = Source::reference("value");
                match self.node(&a.ty, "raw", &at, &mut Locals::new([])) {
                    _ if null => put,
                    Some(node) if width > 0 => {
                        self.write_run(&mut [Node::bits(i.to_string(), width), node], &[None, Some(source)])
                    }
                    _ => put + &self.write(&a.ty, &source, &at),
                }
            };
            let value = if super::has_word(&body, "value") { "value" } else { "_" };
            arms.push_str(&format!("{} => {{ {body} }}\n", self.pattern(&a.rust, &a.ty, value)));
        }
        if extensible {
            let known = alternatives.len() - root;
            if known > 0 {
                arms.push_str(&format!("Self::Unknown {{ index: ..{known}, .. }} => w.unknown(&{asn:?}),\n"));
            }
            arms.push_str(
                "Self::Unknown { index, octets } => { w.put_bit(true); w.put_small_number(*index); w.open_octets(octets); }\n",
            );
        }
        format!("match self {{ {arms} }}")
    }
}

const UNKNOWN_ALTERNATIVE: &str = "/// An addition of a newer edition.
    Unknown {
        /// Its index among the additions, from 0.
        index: u32,
        /// The octets of its open type.
        octets: Vec<u8>,
    },\n";

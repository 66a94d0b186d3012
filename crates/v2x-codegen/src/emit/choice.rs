//! CHOICE, and what variants have in common with those of open types.

use super::decode::Code;
use super::encode::Source;
use super::{Emitter, docs};
use crate::lower::{Alternative, Item, Use};

impl Emitter<'_> {
    pub(super) fn variant(&self, doc: &str, rust: &str, ty: &Use, boxed: bool) -> String {
        match self.krate.resolve(ty) {
            Use::Null => format!("{doc}{rust},\n"),
            _ if boxed => format!("{doc}{rust}(Box<{}>),\n", self.ty(ty)),
            _ => format!("{doc}{rust}({}),\n", self.ty(ty)),
        }
    }

    /// The code that reads the value of a variant and wraps it.
    fn read_variant(&self, rust: &str, ty: &Use, boxed: bool, at: &str) -> Code {
        match self.krate.resolve(ty) {
            Use::Null => Code::value(format!("Self::{rust}")),
            _ if boxed => self.read(ty, at).wrapped(&format!("Self::{rust}(Box::new("), "))"),
            _ => self.read(ty, at).wrapped(&format!("Self::{rust}("), ")"),
        }
    }

    /// The same from within an open type.
    pub(super) fn read_open_variant(&self, rust: &str, ty: &Use, boxed: bool, at: &str) -> String {
        match self.krate.resolve(ty) {
            Use::Null => format!("{{ r.open_type({at:?}, |_| Ok(()))?; Self::{rust} }}"),
            _ => {
                let value = format!("r.open_type({at:?}, {})?", self.read(ty, at).closure());
                let value = if boxed { format!("Box::new({value})") } else { value };
                format!("Self::{rust}({value})")
            }
        }
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
        text + &self.uper(
            item,
            &self.choice_decode(asn, alternatives, root, extensible, bits),
            &self.choice_encode(asn, alternatives, root, extensible, bits),
        )
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
                .map(|(i, a)| {
                    format!("{i} => {},\n", self.read_open_variant(&a.rust, &a.ty, a.boxed, &at(a)))
                })
                .collect();
            let (number, octets) = (format!("r.small_number({asn:?})?"), format!("r.open_octets({asn:?})?"));
            let unknown = format!("Self::Unknown {{ index, octets: {octets} }}");
            text.push_str(&match known.as_str() {
                "" => format!("if r.bit({asn:?})? {{ let index = {number}; return Ok({unknown}); }}\n"),
                _ => format!(
                    "if r.bit({asn:?})? {{ return Ok(match {number} {{ {known} index => {unknown}, }}); }}\n"
                ),
            });
        }
        if let [only, additions @ ..] = alternatives
            && additions.len() == alternatives.len() - root
        {
            return text + &self.read_variant(&only.rust, &only.ty, only.boxed, &at(only)).result();
        }
        let arms: String = alternatives
            .iter()
            .take(root)
            .enumerate()
            .map(|(i, a)| {
                let read = self.read_variant(&a.rust, &a.ty, a.boxed, &at(a));
                format!("{i} => {},\n", read.expression())
            })
            .collect();
        text + &format!(
            "Ok(match r.bits({bits}, {asn:?})? {{ {arms} _ => return Err(r.error_back({bits}, DecodeErrorKind::Alternative, {asn:?})) }})"
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
                format!("w.put_bit(true); w.put_small_number({index}); w.open_type({contents})?;")
            } else {
                let width = bits + u32::from(extensible);
                let put = if width == 0 { String::new() } else { format!("w.put({i}, {width});") };
                let null = matches!(self.krate.resolve(&a.ty), Use::Null);
                let source = Source::reference("value");
                put + &if null { String::new() } else { self.write(&a.ty, &source, &at) }
            };
            let value = if super::has_word(&body, "value") { "value" } else { "_" };
            arms.push_str(&format!("{} => {{ {body} }}\n", self.pattern(&a.rust, &a.ty, value)));
        }
        if extensible {
            let known = alternatives.len() - root;
            if known > 0 {
                arms.push_str(&format!(
                    "Self::Unknown {{ index: ..{known}, .. }} => return Err(unknown({asn:?})),\n"
                ));
            }
            arms.push_str(
                "Self::Unknown { index, octets } => { w.put_bit(true); w.put_small_number(*index); w.open_octets(octets)?; }\n",
            );
        }
        format!("match self {{ {arms} }}\nOk(())")
    }
}

const UNKNOWN_ALTERNATIVE: &str = "/// An addition of a newer edition.
    Unknown {
        /// Its index among the additions, from 0.
        index: u32,
        /// The octets of its open type.
        octets: Vec<u8>,
    },\n";

//! Statements that pass over values, and the types that need them for the sake of views.

use super::Emitter;
use super::decode::closure;
use super::run::Node;
use super::sequence::{is_id, present};
use crate::lower::{Alternative, Component, Item, ItemKind, Krate, Path, Sequence, Strings, Use, width};
use std::collections::BTreeSet;

impl Krate {
    /// The types that views pass over, those that have a view included.
    pub(super) fn skipped(&self) -> BTreeSet<Path> {
        let mut found = BTreeSet::new();
        for path in &self.views {
            // The view of a choice passes over nothing: it is read to its end or not at all.
            if let ItemKind::Sequence(sequence) = &self.item(path).kind {
                found.insert(path.clone());
                sequence.root.iter().for_each(|c| self.find_skipped(&c.ty, &mut found));
            }
        }
        found
    }

    fn find_skipped(&self, ty: &Use, found: &mut BTreeSet<Path>) {
        if self.fixed_bits(ty).is_some() {
            return;
        }
        match self.resolve(ty) {
            Use::List(of, _) => self.find_skipped(&of, found),
            Use::Named(path, ..) => match &self.item(&path).kind {
                ItemKind::Newtype(inner) => self.find_skipped(inner, found),
                ItemKind::Sequence(sequence) if found.insert(path.clone()) => {
                    sequence.root.iter().for_each(|c| self.find_skipped(&c.ty, found));
                }
                ItemKind::Choice { alternatives, root, .. } if found.insert(path.clone()) => {
                    alternatives.iter().take(*root).for_each(|a| self.find_skipped(&a.ty, found));
                }
                _ => {}
            },
            _ => {}
        }
    }
}

impl Emitter<'_> {
    /// What a type passes over itself with.
    pub(super) fn skip_impl(&self, item: &Item, has_view: bool) -> String {
        let body = match &item.kind {
            ItemKind::Sequence(_) if has_view => format!("{}View::read(r).map(|_| ())", item.rust),
            ItemKind::Sequence(sequence) => self.pass_over(&item.asn, sequence) + "Ok(())",
            ItemKind::Choice { alternatives, root, extensible } => {
                self.skip_choice(&item.asn, alternatives, *root, *extensible)
            }
            _ => return String::new(),
        };
        format!(
            "impl Skip for {} {{ fn skip(r: &mut Reader<'_>) -> Result<(), Fault> {{ {body} }} }}\n\n",
            item.rust
        )
    }

    /// Statements that pass over a sequence.
    fn pass_over(&self, asn: &str, sequence: &Sequence) -> String {
        let (head, _) = self.walk(asn, sequence, None, &mut |_, _| String::new());
        sequence.flag_bindings(&head, &format!("r.bits({}, &{asn:?})?", sequence.flags().len())) + &head
    }

    /// Statements that pass over the components of a sequence up to `until`, and those that pass over the others; that
    /// one is among the others unless it has a fixed width. Before each component `before` may add some, given the
    /// expression of how many bits behind the reader it stands. Both use the variables of the preamble.
    pub(super) fn walk(
        &self,
        asn: &str,
        sequence: &Sequence,
        until: Option<&Component>,
        before: &mut dyn FnMut(&Component, &str) -> String,
    ) -> (String, String) {
        let mut text = String::new();
        let mut head = None;
        // Neighbours of fixed width are passed over at once: the terms of their widths.
        let mut terms: Vec<String> = Vec::new();
        for c in &sequence.root {
            let is_last = until.is_some_and(|until| until.rust == c.rust);
            text.push_str(&before(c, &sum(&terms)));
            let flag = (c.optional || c.default.is_some()).then(|| present(c));
            match (self.krate.fixed_bits(&c.ty), flag) {
                (Some(0), _) => {}
                (Some(bits), None) => terms.push(bits.to_string()),
                (Some(1), Some(flag)) => terms.push(format!("{flag} as usize")),
                (Some(bits), Some(flag)) => terms.push(format!("{bits} * {flag} as usize")),
                (None, flag) => {
                    text.push_str(&flush(&mut terms, asn));
                    if is_last {
                        head = Some(std::mem::take(&mut text));
                    }
                    let skip = self.skip_statement(&c.ty, &format!("{asn}.{}", c.asn));
                    text.push_str(&match flag {
                        Some(flag) => format!("if {flag} != 0 {{ {skip} }}\n"),
                        None => skip,
                    });
                }
            }
            if is_last && head.is_none() {
                text.push_str(&flush(&mut terms, asn));
                head = Some(std::mem::take(&mut text));
            }
        }
        text.push_str(&flush(&mut terms, asn));
        if sequence.ext.is_some() {
            text.push_str(&format!("if extended != 0 {{ r.skip_additions(&{asn:?})?; }}\n"));
        }
        match head {
            Some(head) => (head, text),
            None => (text, String::new()),
        }
    }

    fn skip_choice(&self, asn: &str, alternatives: &[Alternative], root: usize, extensible: bool) -> String {
        let mut text = String::new();
        if extensible {
            text.push_str(&format!(
                "if r.bit(&{asn:?})? {{ r.small_number(&{asn:?})?; return r.skip_open_type(&{asn:?}); }}\n"
            ));
        }
        let skip = |a: &Alternative| self.skip_statement(&a.ty, &format!("{asn}.{}", a.asn));
        if let ([only, ..], 1) = (alternatives, root) {
            return text + &skip(only) + "Ok(())";
        }
        let bits = width(root as u128);
        let roots = alternatives.iter().take(root).enumerate();
        let arms: String = roots.map(|(i, a)| format!("{i} => {{ {} }}\n", skip(a))).collect();
        text + &format!(
            "match r.bits({bits}, &{asn:?})? {{ {arms} _ => return Err(r.error_back({bits}, DecodeErrorKind::Alternative, &{asn:?})) }}
            Ok(())"
        )
    }

    /// The statement that passes over a value of any type.
    fn skip_statement(&self, ty: &Use, at: &str) -> String {
        use super::types::size;
        if let Some(bits) = self.krate.fixed_bits(ty) {
            return if bits == 0 { String::new() } else { format!("r.skip({bits}, &{at:?})?;\n") };
        }
        let sized = |size: String, bits: String| format!("r.skip_sized({size}, {bits}, &{at:?})?;\n");
        match self.krate.resolve(ty) {
            Use::Octets(s) => sized(size(s), "8".into()),
            Use::BitString(s) => sized(size(s), "1".into()),
            Use::Text(Strings::Known(alphabet), s) => sized(size(s), format!("{alphabet}.bits()")),
            Use::Text(Strings::Bmp, s) => sized(size(s), "16".into()),
            Use::Text(Strings::Utf8, _) | Use::Oid | Use::RelativeOid | Use::Open(_) => {
                format!("r.skip_open_type(&{at:?})?;\n")
            }
            Use::List(of, s) => match self.krate.fixed_bits(&of) {
                Some(bits) => sized(size(s), bits.to_string()),
                None => {
                    let item = closure("r", &self.skip_statement(&of, at));
                    format!("r.skip_list({}, &{at:?}, {item})?;\n", size(s))
                }
            },
            Use::Named(path, _, narrowed) => match &self.krate.item(&path).kind {
                ItemKind::Newtype(inner) => self.skip_statement(&inner.narrowed(narrowed), at),
                ItemKind::BitString(s, _) => sized(size(narrowed.unwrap_or(*s)), "1".into()),
                ItemKind::Sequence(_) | ItemKind::Choice { .. } => {
                    format!("{}::skip(r)?;\n", self.path(&path))
                }
                _ => self.read_and_drop(ty, at),
            },
            _ => self.read_and_drop(ty, at),
        }
    }

    /// Numbers and items that say their own length are short: they are read.
    fn read_and_drop(&self, ty: &Use, at: &str) -> String {
        let Some(code) = self.read_value(ty, at) else { return String::new() };
        // What reads a number of any width does not tell by itself which type it makes.
        let ty = if matches!(ty, Use::Int(_)) { format!(": {}", self.ty(ty)) } else { String::new() };
        format!("{} let _{ty} = {};\n", code.statements, code.value)
    }
}

impl Sequence {
    /// The variables of the preamble: the extension bit and the presence bits.
    pub(super) fn flags(&self) -> Vec<String> {
        let preamble = self.preamble("", "extended");
        preamble.iter().flat_map(Node::leaves).map(|leaf| leaf.var.clone()).collect()
    }

    /// Statements that bind those variables of the preamble that `text` uses, given the expression of the preamble.
    pub(super) fn flag_bindings(&self, text: &str, preamble: &str) -> String {
        let flags = self.flags();
        if flags.is_empty() {
            return String::new();
        }
        let bind = |(i, flag): (usize, &String)| {
            let used = super::has_word(text, flag);
            used.then(|| match flags.len() - 1 - i {
                0 => format!("let {flag} = preamble & 1;\n"),
                shift => format!("let {flag} = preamble >> {shift} & 1;\n"),
            })
        };
        let bindings: String = flags.iter().enumerate().filter_map(bind).collect();
        match bindings.is_empty() {
            true => format!("{preamble};\n"),
            false => format!("let preamble = {preamble};\n{bindings}"),
        }
    }

    /// Components that are there in any case, in any case at the same place: their offsets from the start.
    pub(super) fn constant_offsets(&self, krate: &Krate) -> Vec<(&Component, u32)> {
        let mut offset = self.flags().len() as u32;
        let mut found = Vec::new();
        for c in &self.root {
            found.push((c, offset));
            match krate.fixed_bits(&c.ty) {
                Some(bits) if !c.optional && c.default.is_none() => offset += bits,
                _ => break,
            }
        }
        found.retain(|(c, _)| !is_id(c) || krate.fixed_bits(&c.ty).is_some());
        found
    }
}

fn sum(terms: &[String]) -> String {
    if terms.is_empty() { "0".into() } else { terms.join(" + ") }
}

fn flush(terms: &mut Vec<String>, asn: &str) -> String {
    let text = match terms.as_slice() {
        [] => String::new(),
        _ => format!("r.skip({}, &{asn:?})?;\n", sum(terms)),
    };
    terms.clear();
    text
}

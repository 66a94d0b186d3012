//! What a component of varying width opens with: a few bits at a fixed place, which are read and written together with
//! the fields before it.

use super::Emitter;
use super::ahead::{Ahead, OPENED_BITS};
use super::encode::Source;
use super::run::{Node, READ_BITS, WORD_BITS};
use super::types::size;
use crate::lower::{Alternative, Component, ItemKind, Krate, Path, Sequence, Use};
use crate::model::Size;
use crate::names::Locals;
use std::collections::BTreeSet;

/// How many bits may wait before a choice or sequence that is written with them.
const LEAD_BITS: u32 = 16;

/// The same where what comes behind is written with them too, and lets less wait: fewer are not worth it.
const LEAST_LEAD_BITS: u32 = 8;

/// The widest opening of a sequence.
const SEQUENCE_BITS: u32 = WORD_BITS - LEAST_LEAD_BITS;

/// What a component opens with.
pub(super) struct Opening {
    /// Its width.
    pub(super) bits: u32,
    /// How many bits may wait before it.
    pub(super) lead: u32,
    /// What it is.
    kind: Kind,
}

enum Kind {
    /// The index of a choice, behind its extension bit, in a word of which so many bits have to be right.
    Alternative(u32),
    /// The preamble of a sequence, and the fields of fixed width before the first that is not.
    Sequence(Node),
    /// An item of an extensible enumeration, of this path, behind its extension bit.
    Item(String),
    /// How many elements a list has.
    Count(Use, Size),
    /// The length of an open type, whose reader takes it by itself.
    Open,
}

impl Krate {
    /// The sequences that stand in others, or in choices, and not only in lists.
    pub(super) fn opened(&self) -> BTreeSet<Path> {
        let mut found = BTreeSet::new();
        let mut take = |ty: &Use| {
            if let Use::Named(path, ..) = self.resolve(ty) {
                found.insert(path);
            }
        };
        for item in self.modules.iter().flat_map(|module| &module.items) {
            match &item.kind {
                ItemKind::Sequence(sequence) => {
                    sequence.root.iter().filter(|c| c.default.is_none()).for_each(|c| take(&c.ty));
                }
                ItemKind::Choice { alternatives, root, .. } => {
                    alternatives.iter().take(*root).for_each(|a| take(&a.ty));
                }
                _ => {}
            }
        }
        found
    }
}

impl Opening {
    /// The bits that a word has to hold for it to be taken out of that.
    pub(super) fn wants(&self) -> u32 {
        match self.kind {
            Kind::Alternative(valid) => valid,
            Kind::Sequence(_) => OPENED_BITS,
            _ => self.bits,
        }
    }

    /// Whether the component waits as well, once it is gathered with what waits.
    pub(super) fn waits(&self) -> bool {
        matches!(self.kind, Kind::Item(_))
    }

    /// Whether it is read apart from what it opens.
    pub(super) fn is_read_apart(&self) -> bool {
        !matches!(self.kind, Kind::Open)
    }

    /// This opening of a component as the last of the fields before it, and the variable with it; that is empty where the
    /// component takes it out of the word itself.
    pub(super) fn with_fields_before(&self, c: &Component, at: &str, locals: &mut Locals) -> (Node, String) {
        let of = match &self.kind {
            Kind::Alternative(_) | Kind::Open => return (Node::opening(self.bits, at.into()), String::new()),
            Kind::Sequence(node) => return (node.clone(), String::new()),
            Kind::Count(..) => "count",
            Kind::Item(_) => "index",
        };
        let variable = locals.unique(format!("{}_{of}", c.rust.trim_start_matches("r#")));
        (Node::number(variable.clone(), self.bits, at.into()), variable)
    }

    /// The statement behind which the word ahead goes on after the component: one of the usual items of an enumeration takes
    /// no more than the opening.
    pub(super) fn goes_on(&self, variable: &str, ahead: &mut Ahead) -> Option<String> {
        matches!(self.kind, Kind::Item(_))
            .then(|| ahead.go_on(&format!("{variable} < {}", 1 << (self.bits - 1))))
    }

    /// The node of the opening of a choice or sequence, which take it out of the word themselves.
    pub(super) fn in_word(&self, at: &str) -> Option<Node> {
        match &self.kind {
            Kind::Alternative(_) => Some(Node::opening(self.bits, at.into())),
            Kind::Sequence(node) => Some(node.clone()),
            _ => None,
        }
    }
}

impl Emitter<'_> {
    /// What a type opens with, if that is of fixed width.
    pub(super) fn opening(&self, ty: &Use) -> Option<Opening> {
        let opening = |bits, lead, kind| Some(Opening { bits, lead, kind });
        match self.krate.resolve(ty) {
            Use::List(of, size) => {
                let bits = size.count_bits().filter(|bits| *bits > 0)?;
                opening(bits, WORD_BITS - bits, Kind::Count(*of, size))
            }
            Use::Open(_) => opening(8, WORD_BITS - 8, Kind::Open),
            Use::Named(path, ..) => self.item_opening(&path),
            _ => None,
        }
    }

    fn item_opening(&self, path: &Path) -> Option<Opening> {
        let (root, extensible, kind, lead) = match &self.krate.item(path).kind {
            ItemKind::Choice { alternatives, root, extensible } => {
                let kind = Kind::Alternative(self.valid_bits(alternatives, *root, *extensible));
                (*root, *extensible, kind, self.choice_lead(alternatives, *root, *extensible))
            }
            // What is added takes at least eight bits, so so many are there in any case.
            ItemKind::Enumerated { root, extensible: true, .. } if *root <= 128 => {
                (*root, true, Kind::Item(self.path(path)), WORD_BITS - 8)
            }
            ItemKind::Sequence(sequence) => return self.sequence_opening(path, sequence),
            _ => return None,
        };
        let bits = crate::lower::width(root as u128) + u32::from(extensible);
        (bits > 0).then_some(Opening { bits, lead, kind })
    }

    /// What a sequence opens with: its preamble, and the fields of fixed width before the first that is not, if they are few.
    pub(super) fn sequence_opening(&self, path: &Path, sequence: &Sequence) -> Option<Opening> {
        let asn = &self.krate.item(path).asn;
        if self.krate.fixed_bits(&Use::Named(path.clone(), None, None)).is_some() {
            return None;
        }
        let mut nodes = sequence.preamble(asn, "");
        let mut lead = None;
        for c in sequence.root.iter().take_while(|c| !c.optional && c.default.is_none()) {
            let at = format!("{asn}.{}", c.asn);
            if let Some(node) = self.node(&c.ty, "", &at, &mut Locals::new([])) {
                nodes.push(node);
                continue;
            }
            let before: u32 = nodes.iter().map(Node::width).sum();
            if let Some(opening) = self.opening(&c.ty).filter(|opening| opening.is_read_apart() && before > 0)
            {
                nodes.push(opening.with_fields_before(c, &at, &mut Locals::new([])).0);
                lead = opening.lead.checked_sub(before);
            }
            break;
        }
        let node = Node::Struct(nodes.into_iter().map(|node| (String::new(), node)).collect()).unopened();
        let bits = node.width();
        let lead = lead.filter(|lead| *lead >= LEAST_LEAD_BITS).unwrap_or(LEAD_BITS);
        let lead = lead.min(LEAD_BITS).min(WORD_BITS.saturating_sub(bits));
        ((1..=SEQUENCE_BITS).contains(&bits) && !node.has_octets()).then_some(Opening {
            bits,
            lead,
            kind: Kind::Sequence(node),
        })
    }

    /// How many bits may wait before a choice: no more than before the index and those of its alternatives that are
    /// written together with it.
    pub(super) fn choice_lead(&self, alternatives: &[Alternative], root: usize, extensible: bool) -> u32 {
        let index = crate::lower::width(root as u128) + u32::from(extensible);
        let openings = alternatives.iter().take(root).filter_map(|a| self.alternative_opening(&a.ty, index));
        let leads = openings.filter_map(|opening| opening.lead.checked_sub(index));
        leads.filter(|lead| *lead >= LEAST_LEAD_BITS).min().unwrap_or(LEAD_BITS).min(LEAD_BITS)
    }

    /// The bits of the word that an alternative is taken out of, from the index on: so many as the widest takes of those that
    /// are taken out of it.
    fn valid_bits(&self, alternatives: &[Alternative], root: usize, extensible: bool) -> u32 {
        let opening = crate::lower::width(root as u128) + u32::from(extensible);
        let widths = alternatives.iter().take(root).map(|a| match self.alternative_opening(&a.ty, opening) {
            Some(_) => OPENED_BITS,
            None => self.ahead_bits(&a.ty, opening).unwrap_or(0),
        });
        opening + widths.max().unwrap_or(0)
    }

    /// What an alternative that is a sequence opens with, if one word holds that behind an index of so many bits.
    pub(super) fn alternative_opening(&self, ty: &Use, index: u32) -> Option<Opening> {
        let Use::Named(path, ..) = self.krate.resolve(ty) else { return None };
        match &self.krate.item(&path).kind {
            ItemKind::Sequence(sequence) if index + OPENED_BITS <= READ_BITS => {
                self.sequence_opening(&path, sequence)
            }
            _ => None,
        }
    }

    /// The width of an alternative that is taken out of the word that begins with the opening of its choice.
    pub(super) fn ahead_bits(&self, ty: &Use, opening: u32) -> Option<u32> {
        let node = self.node(ty, "value", "", &mut Locals::new([]))?;
        let bits = node.width();
        (bits > 0 && opening + bits <= OPENED_BITS && !node.has_octets()).then_some(bits)
    }

    /// The statement that reads the rest of a component, whose opening was read with the fields before it.
    pub(super) fn read_opened(
        &self,
        opening: &Opening,
        variable: &str,
        c: &Component,
        at: &str,
        ahead: &Ahead,
    ) -> String {
        let place = format!("self.{}", c.rust);
        match &opening.kind {
            Kind::Alternative(_) | Kind::Sequence(_) => {
                format!("{place}.decode_opened({}, r)?;\n", ahead.back(opening.bits, opening.wants()))
            }
            Kind::Item(name) => format!("{place} = {name}::decode_item({variable}, r, &{at:?})?;\n"),
            Kind::Count(of, range) => {
                let (item, min_bits) = (self.read_function(of, at), self.krate.min_bits(of));
                format!(
                    "r.list_of({variable}, {}, {min_bits}, &mut {place}, &{at:?}, {item})?;\n",
                    size(*range)
                )
            }
            Kind::Open => String::new(),
        }
    }

    /// The statement that writes a component behind what waits in `short`.
    pub(super) fn write_opened(&self, opening: &Opening, c: &Component, at: &str) -> String {
        let place = format!("self.{}", c.rust);
        match &opening.kind {
            Kind::Item(_) => format!("short = {place}.encode_onto(short, w);\n"),
            Kind::Count(of, range) => {
                let item = self.write_function(of, at);
                format!("w.list_after(short, {}, &{place}, &{at:?}, {item});\n", size(*range))
            }
            _ => format!("{place}.encode_after(short, w);\n"),
        }
    }

    /// The statement that writes it where nothing waits.
    pub(super) fn write_unled(&self, opening: &Opening, c: &Component, at: &str) -> String {
        let place = format!("self.{}", c.rust);
        match &opening.kind {
            Kind::Open => format!("{place}.encode_after(Short::new(), w);\n"),
            _ => self.write(&c.ty, &Source::place(place), at),
        }
    }
}

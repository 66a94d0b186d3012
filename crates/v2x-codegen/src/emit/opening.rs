//! What a component of varying width opens with: a few bits at a fixed place, which are read and written together with
//! the fields before it.

use super::Emitter;
use super::encode::Source;
use super::run::WORD_BITS;
use super::types::size;
use crate::lower::{Component, ItemKind, Use};
use crate::model::Size;

/// How many bits may wait before a choice that is written with them.
pub(super) const LEAD_BITS: u32 = 16;

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
    /// The index of a choice, behind its extension bit.
    Alternative,
    /// An item of an extensible enumeration, of this path, behind its extension bit.
    Item(String),
    /// How many elements a list has.
    Count(Use, Size),
    /// The length of an open type, whose reader takes it by itself.
    Open,
}

impl Opening {
    /// The name of the variable that the opening of a component is read into.
    pub(super) fn variable(&self, component: &str) -> String {
        let of = if let Kind::Count(..) = self.kind { "count" } else { "index" };
        format!("{}_{of}", component.trim_start_matches("r#"))
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
            Use::Named(path, ..) => {
                let (root, extensible, kind, lead) = match &self.krate.item(&path).kind {
                    ItemKind::Choice { root, extensible, .. } => {
                        (*root, *extensible, Kind::Alternative, LEAD_BITS)
                    }
                    // What is added takes at least eight bits, so so many are there in any case.
                    ItemKind::Enumerated { root, extensible: true, .. } if *root <= 128 => {
                        (*root, true, Kind::Item(self.path(&path)), WORD_BITS - 8)
                    }
                    _ => return None,
                };
                let bits = crate::lower::width(root as u128) + u32::from(extensible);
                if bits == 0 { None } else { opening(bits, lead, kind) }
            }
            _ => None,
        }
    }

    /// The statement that reads the rest of a component, whose opening is in the variable `index`; `None` if the opening is not
    /// read apart.
    pub(super) fn read_opened(
        &self,
        opening: &Opening,
        c: &Component,
        index: &str,
        at: &str,
    ) -> Option<String> {
        let place = format!("self.{}", c.rust);
        Some(match &opening.kind {
            Kind::Alternative => format!("{place}.decode_alternative({index}, r)?;\n"),
            Kind::Item(name) => format!("{place} = {name}::decode_item({index}, r, &{at:?})?;\n"),
            Kind::Count(of, range) => {
                let (item, min_bits) = (self.read_function(of, at), self.krate.min_bits(of));
                format!("r.list_of({index}, {}, {min_bits}, &mut {place}, &{at:?}, {item})?;\n", size(*range))
            }
            Kind::Open => return None,
        })
    }

    /// The statement that writes a component behind what waits in `short`.
    pub(super) fn write_opened(&self, opening: &Opening, c: &Component, at: &str) -> String {
        let place = format!("self.{}", c.rust);
        match &opening.kind {
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

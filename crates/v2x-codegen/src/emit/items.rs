//! Items: the types, their constants, and their codecs.

use super::decode::Target;
use super::encode::Source;
use super::types::number;
use super::{Emitter, docs};
use crate::lower::{Const, Item, ItemKind, Use};

/// The widest sequence that is read and written where it is used.
const SMALL_BITS: u32 = 128;

impl Emitter<'_> {
    /// All items of the module.
    pub(super) fn items(&self) -> String {
        self.module.items.iter().map(|item| docs::item(item) + &self.item(item) + "\n").collect()
    }

    /// All value assignments.
    pub(super) fn consts(&self) -> String {
        let constant = |c: &Const| {
            let doc = docs::member(&c.doc, &c.asn);
            match &c.governor {
                Some(path) => {
                    let ty = self.path(path);
                    format!("{doc}pub const {}: {ty} = {ty}({});\n\n", c.rust, number(c.value))
                }
                None => format!("{doc}pub const {}: i64 = {};\n\n", c.rust, number(c.value)),
            }
        };
        self.module.consts.iter().map(constant).collect()
    }

    fn item(&self, item: &Item) -> String {
        match &item.kind {
            ItemKind::Alias(ty) => format!("pub type {} = {};\n", item.rust, self.ty(ty)),
            ItemKind::BitString(constraint, flags) => self.bit_string(item, *constraint, flags),
            ItemKind::Bits(len, flags) => self.bits(item, *len, flags),
            ItemKind::Choice { alternatives, root, extensible } => {
                self.choice(item, alternatives, *root, *extensible)
            }
            ItemKind::Enumerated { items, root, extensible } => {
                self.enumerated(item, items, *root, *extensible)
            }
            ItemKind::Integer(int, named) => self.integer(item, *int, named),
            ItemKind::Newtype(ty) => self.newtype(item, ty),
            ItemKind::Open(rows) => self.open(item, rows),
            ItemKind::Sequence(sequence) => self.sequence(item, sequence),
        }
    }

    pub(super) fn uper(&self, item: &Item, decode: &str, encode: &str) -> String {
        let used = |body: &str, name: &str| {
            if super::has_word(body, name) { name.to_string() } else { format!("_{name}") }
        };
        let (r, w) = (used(decode, "r"), used(encode, "w"));
        let small = self.is_small(item);
        let inline = |where_used: bool| if where_used { "#[inline(always)]\n" } else { "" };
        let (decode_inline, encode_inline) = (inline(small), inline(small || is_short(item)));
        format!(
            "impl Uper for {} {{
                const NAME: &'static str = {:?};

                {decode_inline}fn decode_into(&mut self, {r}: &mut Reader<'_>) -> Result<(), Fault> {{ {decode} }}

                {encode_inline}fn encode(&self, {w}: &mut Writer<'_>) {{ {encode} }}
            }}\n",
            item.rust, item.asn
        )
    }

    /// Whether the codec of a type costs less than a call of it: a few fixed fields, or the choice among types.
    fn is_small(&self, item: &Item) -> bool {
        let path = self.path_of(item);
        match &item.kind {
            ItemKind::Sequence(_) => {
                self.krate.fixed_bits(&Use::Named(path, None, None)).is_some_and(|bits| bits <= SMALL_BITS)
            }
            ItemKind::Choice { extensible, .. } => !extensible,
            _ => false,
        }
    }

    /// The codec of a type that stands in its users' runs: for those who read it alone.
    pub(super) fn alone(&self, item: &Item) -> String {
        let path = self.path_of(item);
        let ty = Use::Named(path, None, None);
        let decode = self.read(&ty, &Target::reference("self"), &item.asn) + "Ok(())";
        let encode = self.write(&ty, &Source::reference("self"), &item.asn);
        self.uper(item, &decode, &encode)
    }
}

/// Whether a type has so few components that its encoding is written where it is used. Reading it is not, since that gains
/// nothing: what is read goes into memory in any case.
fn is_short(item: &Item) -> bool {
    matches!(&item.kind, ItemKind::Sequence(sequence) if sequence.is_short())
}

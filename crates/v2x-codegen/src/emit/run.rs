//! Runs of fixed-width fields: what they consist of, and how they divide into words.

use super::Emitter;
use super::decode::Target;
use super::types::number;
use crate::lower::{Int, ItemKind, Path, Use};
use crate::model::Range;
use crate::names::Locals;

/// The widest word that is written (`v2x_uper::WORD_BITS`).
pub(super) const WORD_BITS: u32 = 56;

/// The bits of a word that is read that are valid wherever the run begins.
pub(super) const READ_BITS: u32 = 57;

/// A value of fixed width: one field, or a struct of such.
#[derive(Clone)]
pub(super) enum Node {
    /// One field.
    Leaf(Leaf),
    /// A struct whose components are all fixed: its fields.
    Struct(Vec<(String, Node)>),
}

/// One fixed-width field.
#[derive(Clone)]
pub(super) struct Leaf {
    /// The name of its variable.
    pub(super) var: String,
    /// `Type.field`.
    pub(super) at: String,
    /// Its width.
    pub(super) bits: u32,
    /// Its offset in the run.
    pub(super) offset: u32,
    /// What it is.
    pub(super) kind: LeafKind,
    /// Where it goes when it is read; `None`: into its variable.
    pub(super) target: Option<Target>,
}

/// The kinds of fixed-width fields.
#[derive(Clone)]
pub(super) enum LeafKind {
    /// One bit.
    Bool,
    /// Named bits: the newtype.
    Bits(String),
    /// An enumeration, by its path and, if there is only one, its item.
    Enumerated(String, Option<String>),
    /// An integer, perhaps in a newtype.
    Int(Int, Option<String>),
    /// NULL: nothing on the wire.
    Null,
    /// Octets, perhaps in a newtype.
    Octets(u64, Option<String>),
    /// What a component opens with, which it takes out of the word itself.
    Opening,
}

/// A part of a run that is read at once.
pub(super) enum Piece {
    /// Leaves (by index) that share a word: its offset, leaves.
    Word(u32, Vec<usize>),
    /// A leaf too wide for a word, or octets.
    Alone(usize),
}

impl Emitter<'_> {
    /// The node of a type of fixed width, with variables that no other of `locals` has.
    pub(super) fn node(&self, ty: &Use, var: &str, at: &str, locals: &mut Locals) -> Option<Node> {
        let bits = self.krate.fixed_bits(ty)?;
        let leaf = |kind| {
            Some(Node::Leaf(Leaf { var: var.into(), at: at.into(), bits, offset: 0, kind, target: None }))
        };
        match self.krate.resolve(ty) {
            Use::Bool => leaf(LeafKind::Bool),
            Use::Null => leaf(LeafKind::Null),
            Use::Int(int) => leaf(LeafKind::Int(int, None)),
            Use::ObjectId(_, int) => leaf(LeafKind::Int(int, None)),
            ref octets @ Use::Octets(_) => leaf(LeafKind::Octets(octets.array_len()?, None)),
            Use::Named(path, range, _) => {
                let name = self.path(&path);
                match &self.krate.item(&path).kind {
                    ItemKind::Bits(..) => leaf(LeafKind::Bits(name)),
                    ItemKind::Enumerated { items, .. } => {
                        let only = items.first().filter(|_| items.len() == 1);
                        leaf(LeafKind::Enumerated(name, only.map(|item| item.rust.clone())))
                    }
                    ItemKind::Integer(int, _) => {
                        let int = Int { range: range.unwrap_or(int.range), ..*int };
                        leaf(LeafKind::Int(int, Some(name)))
                    }
                    ItemKind::Newtype(octets) => leaf(LeafKind::Octets(octets.array_len()?, Some(name))),
                    ItemKind::Sequence(_) => self.struct_node(&path, var, locals),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn struct_node(&self, path: &Path, var: &str, locals: &mut Locals) -> Option<Node> {
        let item = self.krate.item(path);
        let ItemKind::Sequence(sequence) = &item.kind else { return None };
        let mut field = |c: &crate::lower::Component| {
            let var = format!("{}_{}", var.trim_end_matches('_'), c.rust.trim_start_matches("r#"));
            let var = locals.unique(var);
            Some((c.rust.clone(), self.node(&c.ty, &var, &format!("{}.{}", item.asn, c.asn), locals)?))
        };
        let fields = sequence.root.iter().map(&mut field).collect::<Option<Vec<_>>>()?;
        Some(Node::Struct(fields))
    }
}

impl Leaf {
    /// Where it ends in the run.
    pub(super) fn end(&self) -> u32 {
        self.offset + self.bits
    }

    /// Whether it is octets that do not become a number.
    pub(super) fn is_alone(&self) -> bool {
        matches!(self.kind, LeafKind::Octets(len, _) if !matches!(len, 1 | 2 | 4))
    }

    /// Whether it is a number that a word holds.
    pub(super) fn is_short(&self) -> bool {
        (1..=WORD_BITS).contains(&self.bits) && !self.is_alone()
    }

    /// The one value of a leaf without bits.
    pub(super) fn only(&self) -> String {
        match &self.kind {
            LeafKind::Int(int, name) => {
                let value = number(int.range.lower.unwrap_or(0));
                name.as_ref().map_or(value.clone(), |name| format!("{name}({value})"))
            }
            LeafKind::Enumerated(name, only) => format!("{name}::{}", only.as_deref().unwrap_or("?")),
            _ => "()".into(),
        }
    }
}

impl Node {
    /// Bits that an expression without operators holds.
    pub(super) fn bits(var: String, bits: u32) -> Self {
        let kind = LeafKind::Bits(String::new());
        Self::Leaf(Leaf { var, at: String::new(), bits, offset: 0, kind, target: None })
    }

    /// A number of as many bits, in a variable of its own.
    pub(super) fn number(var: String, bits: u32, at: String) -> Self {
        let range = Range { lower: Some(0), upper: Some((1 << bits) - 1), extensible: false };
        let kind = LeafKind::Int(Int { range, rust: "u32" }, None);
        Self::Leaf(Leaf { var, at, bits, offset: 0, kind, target: None })
    }

    /// What a component opens with, which it takes out of the word itself.
    pub(super) fn opening(bits: u32, at: String) -> Self {
        Self::Leaf(Leaf { var: String::new(), at, bits, offset: 0, kind: LeafKind::Opening, target: None })
    }

    /// The same for each of the fields of this one.
    pub(super) fn unopened(&self) -> Self {
        let leaf = |leaf: &Leaf| (String::new(), Self::opening(leaf.bits, leaf.at.clone()));
        Self::Struct(self.leaves().into_iter().map(leaf).collect())
    }

    /// Its width.
    pub(super) fn width(&self) -> u32 {
        self.leaves().iter().map(|leaf| leaf.bits).sum()
    }

    /// Whether there are octets in it that do not become a number.
    pub(super) fn has_octets(&self) -> bool {
        self.leaves().iter().any(|leaf| leaf.is_alone())
    }

    /// The leaves, in order.
    pub(super) fn leaves(&self) -> Vec<&Leaf> {
        match self {
            Self::Leaf(leaf) => vec![leaf],
            Self::Struct(fields) => fields.iter().flat_map(|(_, node)| node.leaves()).collect(),
        }
    }

    fn leaves_mut(&mut self) -> Vec<&mut Leaf> {
        match self {
            Self::Leaf(leaf) => vec![leaf],
            Self::Struct(fields) => fields.iter_mut().flat_map(|(_, node)| node.leaves_mut()).collect(),
        }
    }

    /// The same node, to be read into a target.
    pub(super) fn aimed(mut self, target: &Target) -> Self {
        self.aim(target);
        self
    }

    fn aim(&mut self, target: &Target) {
        match self {
            Self::Leaf(leaf) => leaf.target = Some(target.clone()),
            Self::Struct(fields) => {
                fields.iter_mut().for_each(|(field, node)| node.aim(&target.field(field)))
            }
        }
    }
}

/// Gives the leaves of neighbouring nodes their offsets; the total width.
pub(super) fn place(nodes: &mut [Node]) -> u32 {
    let mut offset = 0;
    for leaf in nodes.iter_mut().flat_map(Node::leaves_mut) {
        leaf.offset = offset;
        offset += leaf.bits;
    }
    offset
}

/// Divides leaves among words that begin at an octet of the run, wherever in an octet that begins: a word then has
/// seven bits less. Openings are for others to read.
pub(super) fn pieces(leaves: &[&Leaf]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let read = |leaf: &Leaf| leaf.bits > 0 && !matches!(leaf.kind, LeafKind::Opening);
    for (i, leaf) in leaves.iter().enumerate().filter(|(_, leaf)| read(leaf)) {
        let octet = leaf.offset & !7;
        if leaf.is_alone() || leaf.end() - octet > READ_BITS {
            pieces.push(Piece::Alone(i));
            continue;
        }
        match pieces.last_mut() {
            Some(Piece::Word(offset, members)) if leaf.end() - *offset <= READ_BITS => members.push(i),
            _ => pieces.push(Piece::Word(octet, vec![i])),
        }
    }
    pieces
}

/// The Rust integer that holds `bits` bits.
pub(super) fn uint(bits: u32) -> &'static str {
    match bits {
        0..=8 => "u8",
        9..=16 => "u16",
        17..=32 => "u32",
        _ => "u64",
    }
}

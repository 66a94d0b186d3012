//! Widths on the wire and sizes in memory.

use super::rust::{Component, ItemKind, Krate, Sequence, Use, width};
use crate::model::Size;

/// How deep types may refer to one another before it counts as recursion.
const DEPTH: u32 = 64;

impl Use {
    /// The number of octets, if this is an octet string that is an array.
    pub fn array_len(&self) -> Option<u64> {
        match self {
            Self::Octets(size) => Self::array(*size),
            _ => None,
        }
    }
}

impl Krate {
    /// The width on the wire if it never varies and the type can be read as part of a run.
    pub fn fixed_bits(&self, ty: &Use) -> Option<u32> {
        match self.resolve(ty) {
            Use::Bool => Some(1),
            Use::Null => Some(0),
            Use::Int(int) | Use::ObjectId(_, int) => int.constrained().and_then(|_| int.bits()),
            ref octets @ Use::Octets(_) => octets.array_len().map(|n| n as u32 * 8),
            Use::Named(path, range, size) => match &self.item(&path).kind {
                ItemKind::Integer(int, _) => {
                    let int = super::Int { range: range.unwrap_or(int.range), ..*int };
                    int.constrained().and_then(|_| int.bits())
                }
                ItemKind::Bits(len, _) => Some(*len),
                ItemKind::Enumerated { root, extensible: false, .. } => Some(width(*root as u128)),
                ItemKind::Newtype(inner) if size.is_none() => self.fixed_bits(inner),
                ItemKind::Sequence(sequence) => self.fixed_sequence(sequence),
                _ => None,
            },
            _ => None,
        }
    }

    fn fixed_sequence(&self, sequence: &Sequence) -> Option<u32> {
        let plain = |c: &Component| !c.optional && c.default.is_none() && !matches!(c.ty, Use::ObjectId(..));
        if sequence.ext.is_some() || !sequence.root.iter().all(plain) {
            return None;
        }
        sequence.root.iter().map(|c| self.fixed_bits(&c.ty)).sum()
    }

    /// The least bits that a value takes.
    pub fn min_bits(&self, ty: &Use) -> u32 {
        self.min_bits_at(ty, 0)
    }

    fn min_bits_at(&self, ty: &Use, depth: u32) -> u32 {
        if depth > DEPTH {
            return 0;
        }
        if let Some(bits) = self.fixed_bits(ty) {
            return bits;
        }
        let sized = |size: Size, item: u32| {
            let lower = size.lower as u32;
            let length = match size.upper {
                Some(upper) if upper < 65536 => width(u128::from(upper - size.lower) + 1),
                _ => 8,
            };
            if size.extensible { 1 + length.min(8) } else { length + lower.saturating_mul(item) }
        };
        match self.resolve(ty) {
            Use::BitString(size) => sized(size, 1),
            Use::Octets(size) => sized(size, 8),
            Use::Text(..) => 1,
            Use::List(of, size) => sized(size, self.min_bits_at(&of, depth + 1)),
            Use::Int(_) | Use::ObjectId(..) => 1,
            Use::Oid | Use::RelativeOid | Use::Open(_) => 8,
            Use::Named(path, ..) => match &self.item(&path).kind {
                ItemKind::Sequence(sequence) => self.min_sequence(sequence, depth),
                ItemKind::Choice { alternatives, root, extensible } => {
                    let least =
                        alternatives.iter().take(*root).map(|a| self.min_bits_at(&a.ty, depth + 1)).min();
                    width(*root as u128) + least.unwrap_or(0) + u32::from(*extensible)
                }
                ItemKind::Newtype(inner) => self.min_bits_at(inner, depth + 1),
                _ => 1,
            },
            _ => 1,
        }
    }

    fn min_sequence(&self, sequence: &Sequence, depth: u32) -> u32 {
        let least = |c: &Component| match c.optional || c.default.is_some() {
            true => 1,
            false => self.min_bits_at(&c.ty, depth + 1),
        };
        sequence.root.iter().map(least).sum::<u32>() + u32::from(sequence.ext.is_some())
    }

    /// About how many octets a value takes in memory.
    pub fn memory(&self, ty: &Use) -> usize {
        self.memory_at(ty, 0)
    }

    fn memory_at(&self, ty: &Use, depth: u32) -> usize {
        if depth > DEPTH {
            return usize::MAX / 1024;
        }
        let int = |rust: &str| rust.get(1..).and_then(|bits| bits.parse::<usize>().ok()).unwrap_or(64) / 8;
        match self.resolve(ty) {
            Use::Bool => 1,
            Use::Null | Use::ObjectId(..) => 0,
            Use::Int(i) => int(i.rust),
            Use::BitString(_) => 32,
            ref octets @ Use::Octets(_) => octets.array_len().map_or(24, |n| n as usize),
            Use::List(..) | Use::Text(..) | Use::Oid | Use::RelativeOid => 24,
            Use::Open(path) => self.memory_at(&Use::Named(path, None, None), depth + 1),
            Use::Named(path, ..) => match &self.item(&path).kind {
                ItemKind::Alias(inner) | ItemKind::Newtype(inner) => self.memory_at(inner, depth + 1),
                ItemKind::BitString(..) => 32,
                ItemKind::Bits(len, _) => len.div_ceil(8).next_power_of_two() as usize,
                ItemKind::Integer(i, _) => int(i.rust),
                ItemKind::Enumerated { extensible, .. } => 1 + 7 * usize::from(*extensible),
                ItemKind::Choice { alternatives, .. } => {
                    8 + alternatives
                        .iter()
                        .map(|a| self.memory_at(&a.ty, depth + 1).min(160))
                        .max()
                        .unwrap_or(0)
                }
                ItemKind::Open(rows) => {
                    8 + rows
                        .iter()
                        .map(|row| self.memory_at(&row.ty, depth + 1).min(160))
                        .max()
                        .unwrap_or(24)
                        .max(32)
                }
                ItemKind::Sequence(sequence) => {
                    let component = |c: &Component| {
                        let size = self.memory_at(&c.ty, depth + 1);
                        // The tag of an Option mostly hides in a niche of what holds a pointer.
                        if c.optional && size < 24 { size + size.clamp(1, 4) } else { size }
                    };
                    let components = sequence.root.iter().chain(sequence.ext.iter().flatten());
                    components.map(component).sum::<usize>() + if sequence.ext.is_some() { 8 } else { 0 }
                }
            },
        }
    }

    /// Whether the Rust type is `Copy`: small plain data.
    pub fn is_copy(&self, ty: &Use) -> bool {
        match self.resolve(ty) {
            Use::Bool | Use::Null | Use::Int(_) | Use::ObjectId(..) => true,
            ref octets @ Use::Octets(_) => octets.array_len().is_some(),
            Use::Named(path, ..) => self.item_is_copy(&self.item(&path).kind),
            _ => false,
        }
    }

    /// Whether an item is `Copy`.
    pub fn item_is_copy(&self, kind: &ItemKind) -> bool {
        match kind {
            ItemKind::Bits(..) | ItemKind::Integer(..) | ItemKind::Enumerated { .. } => true,
            ItemKind::Newtype(inner) | ItemKind::Alias(inner) => self.is_copy(inner),
            ItemKind::Sequence(sequence) => {
                sequence.ext.is_none()
                    && sequence.root.iter().all(|c| !matches!(c.ty, Use::Open(_)) && self.is_copy(&c.ty))
            }
            ItemKind::Choice { alternatives, extensible, .. } => {
                !extensible && alternatives.iter().all(|a| !a.boxed && self.is_copy(&a.ty))
            }
            ItemKind::BitString(..) | ItemKind::Open(_) => false,
        }
    }
}

//! What ASN.1 allows and the generated code could not keep its promises with: refused, with the place.

use super::rust::{Component, Default_, Item, ItemKind, Krate, Path, Sequence, Use};
use crate::model::Size;
use std::collections::HashSet;

impl Krate {
    /// Checks all items against each other.
    pub(super) fn check(&self) -> Result<(), String> {
        for module in &self.modules {
            for item in &module.items {
                let checked = self.check_item(&module.rust, item);
                checked.map_err(|error| format!("module {}: type {}: {error}", module.asn, item.asn))?;
            }
        }
        Ok(())
    }

    fn check_item(&self, module: &str, item: &Item) -> Result<(), String> {
        let path = Path { module: module.into(), name: item.rust.clone() };
        self.check_recursion(&path, &mut vec![path.clone()], &mut HashSet::new())?;
        for ty in uses(&item.kind) {
            self.check_use(ty)?;
        }
        match &item.kind {
            ItemKind::BitString(size, _) => check_size(*size),
            ItemKind::Sequence(sequence) => sequence.root.iter().try_for_each(|c| self.check_default(c)),
            ItemKind::Open(rows) => {
                let wide = rows.iter().find(|row| !(0..i128::from(u32::MAX)).contains(&row.id));
                wide.map_or(Ok(()), |row| Err(format!("the identifier {} does not fit 32 bits", row.id)))
            }
            _ => Ok(()),
        }
    }

    /// A type that holds itself would need a bound on its depth, which no constraint gives: octets of a stranger
    /// could exhaust the stack.
    fn check_recursion(
        &self,
        item: &Path,
        open: &mut Vec<Path>,
        done: &mut HashSet<Path>,
    ) -> Result<(), String> {
        for next in uses(&self.item(item).kind).into_iter().flat_map(paths) {
            if open.contains(next) {
                let chain: Vec<&str> = open.iter().chain([next]).map(|path| &*self.item(path).asn).collect();
                return Err(format!("recursive types are not supported: {}", chain.join(" → ")));
            }
            if !done.contains(next) {
                open.push(next.clone());
                self.check_recursion(next, open, done)?;
                open.pop();
                done.insert(next.clone());
            }
        }
        Ok(())
    }

    fn check_use(&self, ty: &Use) -> Result<(), String> {
        let bounded = |size: &Size| size.upper.is_some() && !size.extensible;
        match ty {
            Use::List(of, size) => {
                check_size(*size)?;
                // Each octet of a length can claim 64K elements; elements without bits would all exist.
                if self.min_bits(of) == 0 && !bounded(size) {
                    return Err("a list of elements without bits needs an upper bound".into());
                }
                self.check_use(of)
            }
            Use::Text(_, size) | Use::BitString(size) | Use::Octets(size) => check_size(*size),
            _ => Ok(()),
        }
    }

    /// A default fits its type. The front end has checked its kind and, for integers, its range.
    fn check_default(&self, c: &Component) -> Result<(), String> {
        let Some(Default_::Bits(octets, bits)) = &c.default else { return Ok(()) };
        let (size, length) = match self.inner(&c.ty) {
            Use::Octets(size) => (size, octets.len()),
            Use::BitString(size) => (size, *bits),
            _ => return Ok(()),
        };
        let length = length as u64;
        let fits = size.lower <= length && size.upper.is_none_or(|upper| length <= upper);
        match fits || size.extensible {
            true => Ok(()),
            false => Err(format!("{}: the DEFAULT has another size than its type", c.asn)),
        }
    }
}

impl Krate {
    /// What a use is of, newtypes opened.
    fn inner(&self, ty: &Use) -> Use {
        let Use::Named(path, _, narrowed) = self.resolve(ty) else { return self.resolve(ty) };
        match &self.item(&path).kind {
            ItemKind::Bits(len, _) => {
                let len = u64::from(*len);
                Use::BitString(Size { lower: len, upper: Some(len), extensible: false })
            }
            ItemKind::BitString(size, _) => Use::BitString(narrowed.unwrap_or(*size)),
            ItemKind::Newtype(inner) => inner.narrowed(narrowed),
            _ => Use::Named(path, None, None),
        }
    }
}

/// The types that an item is made of.
fn uses(kind: &ItemKind) -> Vec<&Use> {
    match kind {
        ItemKind::Alias(ty) | ItemKind::Newtype(ty) => vec![ty],
        ItemKind::Choice { alternatives, .. } => alternatives.iter().map(|a| &a.ty).collect(),
        ItemKind::Open(rows) => rows.iter().map(|row| &row.ty).collect(),
        ItemKind::Sequence(Sequence { root, ext }) => {
            root.iter().chain(ext.iter().flatten()).map(|c| &c.ty).collect()
        }
        ItemKind::BitString(..)
        | ItemKind::Bits(..)
        | ItemKind::Enumerated { .. }
        | ItemKind::Integer(..) => Vec::new(),
    }
}

/// The items that a use refers to.
fn paths(ty: &Use) -> Option<&Path> {
    match ty {
        Use::List(of, _) => paths(of),
        Use::Named(path, ..) | Use::Open(path) => Some(path),
        _ => None,
    }
}

/// What no reader could hold is not worth wider numbers in the runtime.
fn check_size(size: Size) -> Result<(), String> {
    match u32::try_from(size.lower) {
        Ok(_) => Ok(()),
        Err(_) => Err(format!("a size of at least {} is not supported", size.lower)),
    }
}

/// Each open type stands after the one identifier that selects its contents, both mandatory: so the identifier
/// need not be a field, and value and identifier cannot contradict one another.
pub(super) fn check_open_types(sequence: &Sequence) -> Result<(), String> {
    let components = || sequence.root.iter().chain(sequence.ext.iter().flatten());
    let ids = components().filter(|c| matches!(c.ty, Use::ObjectId(..))).count();
    let opens = components().filter(|c| matches!(c.ty, Use::Open(..))).count();
    let first = sequence.root.iter().position(|c| matches!(c.ty, Use::ObjectId(..)) && !c.optional);
    let second = sequence.root.iter().position(|c| matches!(c.ty, Use::Open(..)) && !c.optional);
    match (ids, opens, first, second) {
        (0, 0, ..) => Ok(()),
        (1, 1, Some(first), Some(second)) if first < second => Ok(()),
        _ => {
            Err("an open type needs one mandatory identifier before it, and each identifier one open type"
                .into())
        }
    }
}

//! What became of each field: the account that every translation keeps.
//!
//! Translators take structures apart by patterns without `..`, so a field that nobody has thought of does not compile, and
//! an unused one is a warning. Each field is either built into the new message or entered here.

use alloc::borrow::{Cow, ToOwned};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::any::TypeId;
use core::fmt::{self, Display};

use v2x_uper::jer::{Jer, Value};
use v2x_uper::{UnknownExtensions, Uper};

use super::Translator;
use crate::inspect;

/// A field of the source that the translation does not tell, or tells otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// Where it is in the source, by the ASN.1 names, such as `coreData.brakes` or `objects[3].detObjCommon.speedZ`.
    pub path: String,
    /// Its value; of a structure that has no counterpart as a whole, all of it.
    pub value: Value,
    /// Why.
    pub reason: Reason,
    /// The type of the value, or of its items.
    pub(super) of: Option<TypeId>,
}

/// Why a field of the source is lost or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// The target has it, coarser or otherwise cut: the nearest is told.
    Approximated,
    /// It does not fit the space of other fields: a number that had to be given anew.
    Renumbered,
    /// The target has no such field.
    NoCounterpart,
    /// The target has the field, and not for this value.
    OutOfRange,
    /// The target has room for fewer.
    TooMany {
        /// How many it has room for.
        max: usize,
    },
    /// It counts from a moment that neither the message nor the caller tells.
    NoTime,
    /// The target demands a place, and this has none.
    NoPlace,
    /// Another field has told the same place of the target already.
    Repeated,
}

impl Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Approximated => f.write_str("told as the nearest that the target has"),
            Self::Renumbered => f.write_str("given another number"),
            Self::NoCounterpart => f.write_str("no counterpart"),
            Self::OutOfRange => f.write_str("no such value in the target"),
            Self::TooMany { max } => write!(f, "the target has room for {max}"),
            Self::NoTime => f.write_str("the time that it counts from is not known"),
            Self::NoPlace => f.write_str("the target demands a place, and it has none"),
            Self::Repeated => f.write_str("told by another field already"),
        }
    }
}

impl Loss {
    /// Its value in short, with unit and meaning where they are known.
    pub fn meaning(&self) -> String {
        let mut names = self.path.rsplit('.');
        let name = names.next().unwrap_or_default();
        inspect::meaning(names.next().unwrap_or_default(), name, &self.value, self.of)
    }
}

impl Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.path, self.meaning(), self.reason)
    }
}

/// A field that the target demands and the source does not tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Supplied {
    /// Where it is in the translation.
    pub path: String,
    /// What stands there now.
    pub value: Value,
    /// Where that comes from.
    pub origin: &'static str,
    /// The type of the value.
    of: TypeId,
}

impl Display for Supplied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, value, origin, of } = self;
        write!(f, "{path}: {}: {origin}", inspect::meaning("", "", value, Some(*of)))
    }
}

/// The account of one translation.
#[derive(Debug)]
pub(super) struct Ledger<'t> {
    /// What the caller knows.
    pub(super) options: &'t Translator,
    /// Where the translator is in the source.
    path: String,
    pub(super) losses: Vec<Loss>,
    pub(super) supplied: Vec<Supplied>,
}

impl<'t> Ledger<'t> {
    pub(super) const fn new(options: &'t Translator) -> Self {
        Self { options, path: String::new(), losses: Vec::new(), supplied: Vec::new() }
    }

    /// Does the work on a component.
    pub(super) fn within<T>(&mut self, name: &str, work: impl FnOnce(&mut Self) -> T) -> T {
        let outside = self.path.len();
        if outside > 0 {
            self.path.push('.');
        }
        self.path.push_str(name);
        let done = work(self);
        self.path.truncate(outside);
        done
    }

    /// Does the work on an item of the list whose component was entered.
    pub(super) fn item<T>(&mut self, index: usize, work: impl FnOnce(&mut Self) -> T) -> T {
        let outside = self.path.len();
        self.path.push_str(&format!("[{index}]"));
        let done = work(self);
        self.path.truncate(outside);
        done
    }

    /// Enters a component that is not carried; without a name, the one where the translator is.
    pub(super) fn lost<T: Jer + 'static>(&mut self, name: &str, value: &T, reason: Reason) {
        self.enter(name, value.to_jer(), TypeId::of::<T>(), reason);
    }

    /// The same for an optional one.
    pub(super) fn lost_some(&mut self, name: &str, value: Option<&(impl Jer + 'static)>, reason: Reason) {
        if let Some(value) = value {
            self.lost(name, value, reason);
        }
    }

    /// The same for a list.
    pub(super) fn lost_list<T: Jer + 'static>(&mut self, name: &str, items: Option<&[T]>, reason: Reason) {
        if let Some(items) = items {
            let items = items.iter().map(Jer::to_jer).collect();
            self.enter(name, Value::Array(items), TypeId::of::<T>(), reason);
        }
    }

    /// What a newer sender has added is of its own set only.
    pub(super) fn extensions(&mut self, extensions: &UnknownExtensions) {
        if extensions.is_empty() {
            return;
        }
        let additions = extensions.unknown().iter().map(|addition| {
            let name = Cow::Owned(addition.position.to_string());
            (name, v2x_uper::jer::octets(&addition.octets))
        });
        let mut members: Vec<(Cow<'static, str>, Value)> = additions.collect();
        let count = extensions.additions().unwrap_or_default();
        members.insert(0, ("additions".into(), Value::Integer(count.into())));
        let of = TypeId::of::<UnknownExtensions>();
        self.enter("unknownExtensions", Value::Object(members), of, Reason::NoCounterpart);
    }

    fn enter(&mut self, name: &str, value: Value, of: TypeId, reason: Reason) {
        let mut path = self.path.clone();
        if !path.is_empty() && !name.is_empty() {
            path.push('.');
        }
        path.push_str(name);
        self.losses.push(Loss { path, value, reason, of: Some(of) });
    }

    /// The same value in the other set, where it has the same names and numbers; entered as lost if it has not.
    pub(super) fn same<A: Jer + 'static, B: Jer + Uper>(&mut self, name: &str, value: &A) -> Option<B> {
        let tree = value.to_jer();
        let same = same_tree(&tree);
        if same.is_none() {
            self.enter(name, tree, TypeId::of::<A>(), Reason::OutOfRange);
        }
        same
    }

    /// The same for an optional one.
    pub(super) fn same_some<A: Jer + 'static, B: Jer + Uper>(
        &mut self,
        name: &str,
        value: Option<&A>,
    ) -> Option<B> {
        self.same(name, value?)
    }

    /// The same for an enumeration whose first item, "not known", the target leaves out.
    pub(super) fn known<A, B>(&mut self, name: &str, value: &A) -> Option<B>
    where
        A: Jer + Default + PartialEq + 'static,
        B: Jer + Uper,
    {
        self.same_some(name, Some(value).filter(|value| **value != A::default()))
    }

    /// The same for one that the target demands.
    pub(super) fn carried<A: Jer + 'static, B: Jer + Uper + Default>(&mut self, name: &str, value: &A) -> B {
        self.same(name, value).unwrap_or_default()
    }

    /// As many items as the target has room for, each with its place; the rest is entered.
    pub(super) fn room<'v, T: Jer + 'static>(
        &mut self,
        name: &str,
        items: &'v [T],
        max: usize,
    ) -> impl Iterator<Item = (usize, &'v T)> + use<'v, T> {
        let (kept, rest) = items.split_at(items.len().min(max));
        for (i, item) in rest.iter().enumerate() {
            self.enter(
                &format!("{name}[{}]", max + i),
                item.to_jer(),
                TypeId::of::<T>(),
                Reason::TooMany { max },
            );
        }
        kept.iter().enumerate()
    }

    /// Enters what the target demands and the source does not tell.
    pub(super) fn supply<T: Jer + 'static>(&mut self, path: &str, value: &T, origin: &'static str) {
        let (path, value, of) = (path.to_owned(), value.to_jer(), TypeId::of::<T>());
        self.supplied.push(Supplied { path, value, origin, of });
    }
}

/// A value by the names and numbers of another one, if the encoding of its type has it.
pub(super) fn same<B: Jer + Uper>(value: &impl Jer) -> Option<B> {
    same_tree(&value.to_jer())
}

fn same_tree<B: Jer + Uper>(tree: &Value) -> Option<B> {
    // What one set's newer edition has added is something else in the other's.
    if holds_unknown(tree) {
        return None;
    }
    B::from_jer(tree).ok().filter(|value| value.to_uper().is_ok())
}

fn holds_unknown(tree: &Value) -> bool {
    match tree {
        Value::Object(members) => members.iter().any(|(name, value)| {
            matches!(name.as_ref(), "unknown" | "unknownExtensions") || holds_unknown(value)
        }),
        Value::Array(items) => items.iter().any(holds_unknown),
        _ => false,
    }
}

//! The effect of constraints on PER (X.680 clauses 49 to 51, X.691 10.3).

use super::Resolver;
use super::bounds::{Effect, Intervals};
use super::names::Scope;
use super::root::{Root, RootKind};
use crate::ast::{Bound, Constraint, ElementSet, Elements, Value, ValueKind};
use crate::error::Fault;
use crate::source::Place;

/// What the values in a constraint stand for.
#[derive(Clone, Copy)]
enum Subject {
    /// Characters of a string: inside `FROM`.
    Alphabet,
    /// Nothing that PER sees.
    Invisible,
    /// Values of an INTEGER.
    Integers,
    /// Lengths: inside `SIZE`.
    Lengths,
}

impl Resolver<'_> {
    /// Applies one more constraint. The root of the new one is cut down to what was left before; only the
    /// last one decides on extensibility (X.680 50.8).
    pub(super) fn constrain(
        &self,
        scope: &Scope,
        root: &mut Root,
        constraint: &Constraint,
    ) -> Result<(), Fault> {
        let Constraint::Subtype(set) = constraint else { return Ok(()) };
        let subject = if root.is_integer() { Subject::Integers } else { Subject::Invisible };
        let effect = self.element_set(scope, root, set, subject)?;
        self.check_subject(root, &effect, set.at)?;
        if effect.is_full() {
            return Ok(());
        }
        let before = Effect { extensible: false, ..root.effect.clone() };
        let narrowed = before.intersection(&effect);
        if narrowed.is_empty() {
            return Err(Fault::invalid(set.at, "the constraint leaves no value"));
        }
        root.effect = narrowed;
        Ok(())
    }

    /// Sizes are for strings and lists, alphabets for character strings.
    fn check_subject(&self, root: &Root, effect: &Effect, at: Place) -> Result<(), Fault> {
        if !effect.size.is_full() && !root.kind.has_size() {
            return Err(Fault::invalid(at, "SIZE applies to strings and lists only"));
        }
        if !effect.alphabet.is_full() && !matches!(root.kind, RootKind::CharString(_)) {
            return Err(Fault::invalid(at, "FROM applies to character strings only"));
        }
        Ok(())
    }

    fn element_set(
        &self,
        scope: &Scope,
        root: &Root,
        set: &ElementSet,
        subject: Subject,
    ) -> Result<Effect, Fault> {
        let mut effect = self.elements(scope, root, &set.root, subject)?;
        effect.extensible |= set.extensible;
        Ok(effect)
    }

    fn elements(
        &self,
        scope: &Scope,
        root: &Root,
        elements: &Elements,
        subject: Subject,
    ) -> Result<Effect, Fault> {
        let part = |part: &Elements| self.elements(scope, root, part, subject);
        match elements {
            Elements::AllExcept(excluded) => Ok(Effect::full().without(&part(excluded)?)),
            Elements::Alphabet(set) => self.alphabet(scope, root, set),
            Elements::Except(kept, excluded) => Ok(part(kept)?.without(&part(excluded)?)),
            Elements::Included(ty) => Ok(Effect { extensible: false, ..self.included(scope, ty, subject)? }),
            Elements::Intersection(parts) => {
                parts.iter().try_fold(Effect::full(), |all, next| Ok(all.intersection(&part(next)?)))
            }
            Elements::Invisible => Ok(Effect::full()),
            Elements::Nested(set) => self.element_set(scope, root, set, subject),
            Elements::Range { at, lower, upper } => self.range(scope, root, subject, *at, (lower, upper)),
            Elements::Size(set) => {
                let inner = self.element_set(scope, root, set, Subject::Lengths)?;
                Ok(Effect { size: inner.values, extensible: inner.extensible, ..Effect::full() })
            }
            Elements::Union(parts) => {
                let mut parts = parts.iter();
                let first = parts.next().map_or_else(|| Ok(Effect::full()), part)?;
                parts.try_fold(first, |all, next| Ok(all.union(&part(next)?)))
            }
            Elements::Value(value) => self.single_value(scope, root, value, subject),
        }
    }

    /// `FROM`; an extensible one is not visible (X.691 10.3.11).
    fn alphabet(&self, scope: &Scope, root: &Root, set: &ElementSet) -> Result<Effect, Fault> {
        let inner = self.element_set(scope, root, set, Subject::Alphabet)?;
        if inner.extensible {
            return Ok(Effect::full());
        }
        Ok(Effect { alphabet: inner.values, ..Effect::full() })
    }

    /// A contained subtype: all that constrains it, without its extensibility.
    fn included(&self, scope: &Scope, ty: &crate::ast::Type, subject: Subject) -> Result<Effect, Fault> {
        let included = self.root(scope, ty)?;
        Ok(match subject {
            Subject::Alphabet => Effect { values: included.effect.alphabet, ..Effect::full() },
            _ => included.effect,
        })
    }

    fn range(
        &self,
        scope: &Scope,
        root: &Root,
        subject: Subject,
        at: Place,
        (lower, upper): (&Bound, &Bound),
    ) -> Result<Effect, Fault> {
        let within = match subject {
            Subject::Alphabet => &root.effect.alphabet,
            Subject::Integers => &root.effect.values,
            Subject::Lengths => &Intervals::range(Some(0), None),
            Subject::Invisible => return Ok(Effect::full()),
        };
        let step = |bound: &Bound, value: Option<i128>, by: i128| match bound.open {
            true => value.map(|value| value.saturating_add(by)),
            false => value,
        };
        let first = self.bound(scope, root, subject, lower)?.or(within.lower());
        let last = self.bound(scope, root, subject, upper)?.or(within.upper());
        let values = Intervals::range(step(lower, first, 1), step(upper, last, -1));
        if values.is_empty() {
            return Err(Fault::invalid(at, "the range is empty: its lower bound is above its upper bound"));
        }
        Ok(Effect { values, ..Effect::full() })
    }

    fn bound(
        &self,
        scope: &Scope,
        root: &Root,
        subject: Subject,
        bound: &Bound,
    ) -> Result<Option<i128>, Fault> {
        let Some(value) = &bound.value else { return Ok(None) };
        match subject {
            Subject::Alphabet => {
                let text = self.string(scope, value)?;
                let mut characters = text.chars();
                match (characters.next(), characters.next()) {
                    (Some(only), None) => Ok(Some(u32::from(only).into())),
                    _ => Err(Fault::invalid(value.at, "a range of characters needs single characters")),
                }
            }
            Subject::Lengths => self.length(scope, value).map(Some),
            _ => self.integer(scope, value, &root.named).map(Some),
        }
    }

    fn length(&self, scope: &Scope, value: &Value) -> Result<i128, Fault> {
        let length = self.integer(scope, value, &[])?;
        if !(0..=i128::from(u64::MAX)).contains(&length) {
            return Err(Fault::invalid(value.at, "a size must be from 0 to 2^64 - 1"));
        }
        Ok(length)
    }

    /// A single value: visible to PER where it is an INTEGER, a length or characters of an alphabet.
    fn single_value(
        &self,
        scope: &Scope,
        root: &Root,
        value: &Value,
        subject: Subject,
    ) -> Result<Effect, Fault> {
        let one = |value: i128| Intervals::range(Some(value), Some(value));
        let values = match subject {
            Subject::Invisible => return Ok(Effect::full()),
            Subject::Alphabet => {
                let text = self.string(scope, value)?;
                let characters = text.chars().map(|c| one(u32::from(c).into()));
                characters.fold(Intervals::range(Some(1), Some(0)), |all, next| all.union(&next))
            }
            Subject::Lengths => one(self.length(scope, value)?),
            Subject::Integers => one(self.integer(scope, value, &root.named)?),
        };
        Ok(Effect { values, ..Effect::full() })
    }

    /// A character string value.
    pub(super) fn string(&self, scope: &Scope, value: &Value) -> Result<String, Fault> {
        let (_, value) = self.settle(scope, value)?;
        match value.kind {
            ValueKind::String(text) => Ok(text),
            _ => Err(Fault::invalid(value.at, "a character string is needed here")),
        }
    }
}

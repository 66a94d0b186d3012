//! Values: references followed to what they stand for.

use super::Resolver;
use super::names::{Actual, Scope};
use super::root::Root;
use crate::ast::{AssignmentKind, NamedNumber, Ref, Type, Value, ValueKind};
use crate::error::Fault;
use crate::model::Named;

impl Resolver<'_> {
    /// An INTEGER value; `named` are the named numbers of its type, which come before other definitions.
    pub(super) fn integer(
        &self,
        scope: &Scope,
        value: &Value,
        named: &[(String, i128)],
    ) -> Result<i128, Fault> {
        match &value.kind {
            ValueKind::Integer(number) => Ok(*number),
            ValueKind::Reference(to) => {
                let own = named.iter().find(|(name, _)| to.module.is_none() && *name == to.name.text);
                match own {
                    Some((_, number)) => Ok(*number),
                    None => self.referenced_integer(scope, to),
                }
            }
            _ => Err(Fault::invalid(value.at, "an integer is needed here")),
        }
    }

    /// An INTEGER value that must be in the range of its type.
    pub(super) fn checked_integer(&self, root: &Root, scope: &Scope, value: &Value) -> Result<i128, Fault> {
        let number = self.integer(scope, value, &root.named)?;
        let range = root.effect.range();
        let inside = range.lower.is_none_or(|lower| lower <= number)
            && range.upper.is_none_or(|upper| number <= upper);
        if !inside && !range.extensible {
            return Err(Fault::invalid(value.at, format!("{number} is outside the range of its type")));
        }
        Ok(number)
    }

    fn referenced_integer(&self, scope: &Scope, to: &Ref) -> Result<i128, Fault> {
        let _depth = self.deeper(to.name.at)?;
        match self.referenced(scope, to)? {
            Referenced::Actual(value, scope) => self.integer(&scope, &value, &[]),
            Referenced::Assigned { scope, governor, value } => {
                let _open = self.open(scope.module, &to.name.text, to.name.at)?;
                let root = self.root(&scope, &governor)?;
                if !root.is_integer() {
                    return Err(Fault::invalid(to.name.at, format!("{} is not an INTEGER", to.name.text)));
                }
                self.integer(&scope, &value, &root.named)
            }
        }
    }

    /// The definition of a value.
    pub(super) fn referenced(&self, scope: &Scope, to: &Ref) -> Result<Referenced, Fault> {
        match scope.actual(to) {
            Some(Actual::Value(value, scope)) => {
                return Ok(Referenced::Actual(value.clone(), scope.clone()));
            }
            Some(_) => return Err(Fault::unknown(to.name.at, "value", &to.name.text)),
            None => {}
        }
        let found = self.names.find(scope.module, to, "value")?;
        match &found.assignment.kind {
            AssignmentKind::Value { governor, value } if found.assignment.params.is_empty() => {
                Ok(Referenced::Assigned {
                    scope: Scope::of(found.module),
                    governor: Type::clone(governor),
                    value: value.clone(),
                })
            }
            _ => Err(Fault::unknown(to.name.at, "value", &to.name.text)),
        }
    }

    /// Follows references until a value is written out.
    pub(super) fn settle(&self, scope: &Scope, value: &Value) -> Result<(Scope, Value), Fault> {
        let ValueKind::Reference(to) = &value.kind else { return Ok((scope.clone(), value.clone())) };
        let _depth = self.deeper(value.at)?;
        match self.referenced(scope, to)? {
            Referenced::Actual(value, scope) => self.settle(&scope, &value),
            Referenced::Assigned { scope, value, .. } => {
                let _open = self.open(scope.module, &to.name.text, to.name.at)?;
                self.settle(&scope, &value)
            }
        }
    }

    /// Named numbers or bits with their values; names and values must be unique (X.680 19.2, 22.5).
    pub(super) fn named_numbers(&self, scope: &Scope, list: &[NamedNumber]) -> Result<Vec<Named>, Fault> {
        let mut named: Vec<Named> = Vec::new();
        for item in list {
            let value = self.integer(scope, &item.value, &[])?;
            let NamedNumber { name, doc, .. } = item;
            if named.iter().any(|known| known.name == name.text || known.value == value) {
                return Err(Fault::duplicate(name.at, "named number", &name.text));
            }
            named.push(Named { name: name.text.clone(), doc: doc.clone(), value });
        }
        Ok(named)
    }

    /// The same as pairs, for looking up.
    pub(super) fn named_pairs(
        &self,
        scope: &Scope,
        list: &[NamedNumber],
    ) -> Result<Vec<(String, i128)>, Fault> {
        list.iter().map(|item| Ok((item.name.text.clone(), self.integer(scope, &item.value, &[])?))).collect()
    }
}

/// What a value reference means.
pub(super) enum Referenced {
    /// An actual parameter.
    Actual(Value, Scope),
    /// A value assignment.
    Assigned { scope: Scope, governor: Type, value: Value },
}

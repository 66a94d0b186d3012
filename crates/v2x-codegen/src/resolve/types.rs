//! Types: from the syntax tree to the model.

use super::Resolver;
use super::bounds::Effect;
use super::names::{Actual, Scope};
use super::root::{Root, RootKind};
use crate::ast::{self, AssignmentKind, Constraint, TypeKind};
use crate::error::Fault;
use crate::model::{CharKind, Narrowed, Type, TypeRef};

impl Resolver<'_> {
    /// A type in the model's terms.
    pub(super) fn ty(&self, scope: &Scope, ty: &ast::Type) -> Result<Type, Fault> {
        match &ty.kind {
            TypeKind::Reference { to, actuals } => return self.reference(scope, ty, to, actuals),
            TypeKind::ClassField { class, field } => return self.class_field(scope, ty, class, field),
            _ => {}
        }
        let root = self.root(scope, ty)?;
        let size = root.effect.size();
        Ok(match &ty.kind {
            TypeKind::BitString(named) => {
                let mut named = self.named_numbers(scope, named)?;
                named.sort_by_key(|bit| bit.value);
                if let Some(bit) = named.iter().find(|bit| bit.value < 0) {
                    return Err(Fault::invalid(ty.at, format!("bit {} has a negative position", bit.name)));
                }
                Type::BitString { named, size }
            }
            TypeKind::Boolean => Type::Boolean,
            TypeKind::CharString(kind) => char_string(*kind, &root.effect),
            TypeKind::Choice(alternatives) => self.choice(scope, alternatives)?,
            TypeKind::Enumerated(items) => self.enumerated(scope, items)?,
            TypeKind::GeneralizedTime => Type::GeneralizedTime,
            TypeKind::Integer(named) => {
                Type::Integer { range: root.effect.range(), named: self.named_numbers(scope, named)? }
            }
            TypeKind::Null => Type::Null,
            TypeKind::ObjectIdentifier => Type::ObjectIdentifier,
            TypeKind::OctetString => Type::OctetString { size, containing: self.containing(scope, ty)? },
            TypeKind::RelativeOid => Type::RelativeOid,
            TypeKind::Sequence(components) => self.record(scope, components, false)?,
            TypeKind::Set(components) => self.record(scope, components, true)?,
            TypeKind::SequenceOf(of) | TypeKind::SetOf(of) => {
                Type::SequenceOf { of: Box::new(self.ty(scope, of)?), size }
            }
            TypeKind::UtcTime => Type::UtcTime,
            TypeKind::Reference { .. } | TypeKind::ClassField { .. } => {
                return Err(Fault::unsupported(ty.at, "this type")); // Both returned above.
            }
        })
    }

    /// The type of `(CONTAINING T)`.
    fn containing(&self, scope: &Scope, ty: &ast::Type) -> Result<Option<Box<Type>>, Fault> {
        let contained = ty.constraints.iter().rev().find_map(|constraint| match constraint {
            Constraint::Containing(contained) => Some(contained),
            _ => None,
        });
        contained.map(|contained| self.ty(scope, contained).map(Box::new)).transpose()
    }

    fn reference(
        &self,
        scope: &Scope,
        ty: &ast::Type,
        to: &ast::Ref,
        actuals: &[ast::Actual],
    ) -> Result<Type, Fault> {
        let inner = self.named_type(scope, to, actuals)?;
        if ty.constraints.is_empty() {
            return Ok(inner);
        }
        let (before, after) = (self.root_before(scope, ty)?, self.root(scope, ty)?);
        if after.kind == RootKind::OctetString
            && let Some(contained) = self.containing(scope, ty)?
        {
            return Ok(Type::OctetString { size: after.effect.size(), containing: Some(contained) });
        }
        Ok(narrow(inner, &before, &after))
    }

    /// What a reference without constraints means: a name, or the actual parameter itself.
    fn named_type(&self, scope: &Scope, to: &ast::Ref, actuals: &[ast::Actual]) -> Result<Type, Fault> {
        if let Some(Actual::Type(ty, scope)) = scope.actual(to) {
            let _depth = self.deeper(to.name.at)?;
            return self.ty(scope, ty);
        }
        let found = self.names.find(scope.module, to, "type")?;
        match &found.assignment.kind {
            AssignmentKind::Type(ty) if !self.names_class(&Scope::of(found.module), ty)? => {}
            AssignmentKind::Set { .. } => {
                self.assigned_root(found.module, found.position, &to.name)?;
            }
            _ => return Err(Fault::invalid(to.name.at, format!("{} is not a type", to.name.text))),
        }
        let to = match found.assignment.params.is_empty() {
            true if actuals.is_empty() => {
                TypeRef { module: self.module_name(found.module), name: to.name.text.clone() }
            }
            true => {
                return Err(Fault::invalid(to.name.at, format!("{} takes no parameters", to.name.text)));
            }
            false => self.instance(scope, found, actuals, to.name.at)?,
        };
        Ok(Type::Reference { to, narrowed: None })
    }

    /// `CLASS.&id({Set})` and `CLASS.&Type({Set}{@id})`, or any other field as its type.
    fn class_field(
        &self,
        scope: &Scope,
        ty: &ast::Type,
        class: &ast::Ref,
        field: &ast::Name,
    ) -> Result<Type, Fault> {
        let table = ty.constraints.iter().find_map(|constraint| match constraint {
            Constraint::Table { set, selected_by } => Some((set, selected_by)),
            _ => None,
        });
        let Some((set, selected_by)) = table else {
            return match self.class_field_type(scope, class, field)? {
                Some((scope, ty)) => self.ty(&scope, &ty),
                None => Err(Fault::unsupported(ty.at, "an open type without a table constraint")),
            };
        };
        let set = self.set_ref(scope, set)?;
        let Some((inner, field_type)) = self.class_field_type(scope, class, field)? else {
            return match selected_by.as_slice() {
                [one] => Ok(Type::OpenType { set, selected_by: one.text.clone() }),
                [] => Err(Fault::unsupported(ty.at, "an open type without `{@field}`")),
                [_, second, ..] => Err(Fault::unsupported(second.at, "a selecting field in another type")),
            };
        };
        if !self.is_identifier(scope, class, field)? {
            return self.ty(&inner, &field_type);
        }
        let root = self.root(scope, ty)?;
        if !root.is_integer() {
            return Err(Fault::unsupported(ty.at, "an identifier field that is not an INTEGER"));
        }
        Ok(Type::ObjectId { set, range: root.effect.range() })
    }
}

/// A character string with its effective size and alphabet.
fn char_string(kind: CharKind, effect: &Effect) -> Type {
    let narrowed = effect.alphabet != kind.alphabet();
    let alphabet = narrowed.then(|| {
        let points = effect.alphabet.iter().flat_map(|&(first, last)| first.unwrap_or(0)..=last.unwrap_or(0));
        points.filter_map(|point| u32::try_from(point).ok().and_then(char::from_u32)).collect()
    });
    Type::CharString { kind, size: effect.size(), alphabet }
}

/// Puts the effect of constraints at a reference on the type that it means.
fn narrow(inner: Type, before: &Root, after: &Root) -> Type {
    if before.effect == after.effect {
        return inner;
    }
    if let RootKind::CharString(kind) = after.kind
        && before.effect.alphabet != after.effect.alphabet
    {
        return char_string(kind, &after.effect);
    }
    let (range, size) = (after.effect.range(), after.effect.size());
    match inner {
        Type::Reference { to, .. } => {
            let narrowed = if after.is_integer() { Narrowed::Range(range) } else { Narrowed::Size(size) };
            Type::Reference { to, narrowed: Some(narrowed) }
        }
        Type::Integer { named, .. } => Type::Integer { range, named },
        Type::BitString { named, .. } => Type::BitString { named, size },
        Type::OctetString { containing, .. } => Type::OctetString { size, containing },
        Type::CharString { kind, alphabet, .. } => Type::CharString { kind, size, alphabet },
        Type::SequenceOf { of, .. } => Type::SequenceOf { of, size },
        other => other,
    }
}

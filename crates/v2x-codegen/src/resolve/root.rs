//! The built-in type behind a type, and its effective constraint.

use std::rc::Rc;

use super::Resolver;
use super::bounds::{Effect, Intervals};
use super::names::{Actual, Found, Scope};
use crate::ast::{self, AssignmentKind, Type, TypeKind};
use crate::error::{ErrorKind, Fault};
use crate::model::CharKind;
use crate::source::Place;

/// What is behind a type once all references are followed.
#[derive(Clone, Debug)]
pub(super) struct Root {
    pub(super) kind: RootKind,
    pub(super) effect: Effect,
    /// Named numbers or named bits with their values.
    pub(super) named: Vec<(String, i128)>,
}

/// The built-in type, as far as constraints and values need it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RootKind {
    BitString,
    Boolean,
    CharString(CharKind),
    Choice,
    Enumerated,
    Integer,
    List,
    Null,
    OctetString,
    OpenType,
    Other,
    Record,
}

impl Root {
    fn new(kind: RootKind) -> Self {
        let mut effect = Effect::full();
        if kind.has_size() {
            effect.size = Intervals::range(Some(0), None);
        }
        if let RootKind::CharString(kind) = kind {
            effect.alphabet = kind.alphabet();
        }
        Self { kind, effect, named: Vec::new() }
    }

    pub(super) fn is_integer(&self) -> bool {
        self.kind == RootKind::Integer
    }
}

impl RootKind {
    pub(super) fn has_size(self) -> bool {
        matches!(self, Self::BitString | Self::OctetString | Self::CharString(_) | Self::List)
    }
}

impl CharKind {
    /// The code points of the type itself.
    pub(super) fn alphabet(self) -> Intervals {
        let of = |parts: &[(char, char)]| {
            let parts = parts.iter().map(|&(first, last)| (u32::from(first), u32::from(last)));
            parts.fold(Intervals::range(Some(1), Some(0)), |all, (first, last)| {
                all.union(&Intervals::range(Some(first.into()), Some(last.into())))
            })
        };
        match self {
            Self::BmpString => of(&[('\0', '\u{FFFF}')]),
            Self::Ia5String => of(&[('\0', '\x7F')]),
            Self::NumericString => of(&[(' ', ' '), ('0', '9')]),
            Self::PrintableString => {
                of(&[(' ', ' '), ('\'', ')'), ('+', ':'), ('=', '='), ('?', '?'), ('A', 'Z'), ('a', 'z')])
            }
            Self::Utf8String => of(&[('\0', char::MAX)]),
            Self::VisibleString => of(&[(' ', '~')]),
        }
    }
}

impl Resolver<'_> {
    /// Follows a type to its built-in type, with every constraint on the way.
    pub(super) fn root(&self, scope: &Scope, ty: &Type) -> Result<Root, Fault> {
        let mut root = self.root_before(scope, ty)?;
        for constraint in &ty.constraints {
            self.constrain(scope, &mut root, constraint)?;
        }
        Ok(root)
    }

    /// As [`Self::root`], without the constraints written at the type itself.
    pub(super) fn root_before(&self, scope: &Scope, ty: &Type) -> Result<Root, Fault> {
        let kind = match &ty.kind {
            TypeKind::Reference { to, .. } => return self.referenced_root(scope, ty.at, to, &ty.kind),
            TypeKind::ClassField { class, field } => {
                return match self.class_field_type(scope, class, field)? {
                    Some((scope, ty)) => self.root(&scope, &ty),
                    None => Ok(Root::new(RootKind::OpenType)),
                };
            }
            TypeKind::Integer(named) | TypeKind::BitString(named) => {
                let integer = matches!(ty.kind, TypeKind::Integer(_));
                let kind = if integer { RootKind::Integer } else { RootKind::BitString };
                return Ok(Root { named: self.named_pairs(scope, named)?, ..Root::new(kind) });
            }
            TypeKind::Enumerated(_) => RootKind::Enumerated,
            TypeKind::Boolean => RootKind::Boolean,
            TypeKind::CharString(kind) => RootKind::CharString(*kind),
            TypeKind::Choice(_) => RootKind::Choice,
            TypeKind::Null => RootKind::Null,
            TypeKind::OctetString => RootKind::OctetString,
            TypeKind::SequenceOf(_) | TypeKind::SetOf(_) => RootKind::List,
            TypeKind::Sequence(_) | TypeKind::Set(_) => RootKind::Record,
            TypeKind::GeneralizedTime
            | TypeKind::UtcTime
            | TypeKind::ObjectIdentifier
            | TypeKind::RelativeOid => RootKind::Other,
        };
        Ok(Root::new(kind))
    }

    fn referenced_root(
        &self,
        scope: &Scope,
        at: Place,
        to: &ast::Ref,
        kind: &TypeKind,
    ) -> Result<Root, Fault> {
        let _depth = self.deeper(at)?;
        match self.follow(scope, to, kind)? {
            Next::Type(scope, ty) => self.root(&scope, &ty),
            Next::Named(found) => Ok((*self.assigned_root(found.module, found.position, &to.name)?).clone()),
        }
    }

    /// The root of a plain type assignment, worked out once. A type that leads back to itself is refused.
    pub(super) fn assigned_root(
        &self,
        module: usize,
        position: usize,
        name: &ast::Name,
    ) -> Result<Rc<Root>, Fault> {
        let key = (module, position);
        if let Some(known) = self.roots.borrow().get(&key) {
            let cycle = || Fault::new(name.at, ErrorKind::Cycle { name: name.text.clone() });
            return known.clone().ok_or_else(cycle);
        }
        self.roots.borrow_mut().insert(key, None);
        let assignment = self.modules.get(module).and_then(|module| module.assignments.get(position));
        let root = match assignment.map(|assignment| &assignment.kind) {
            Some(AssignmentKind::Type(ty)) => self.root(&Scope::of(module), ty)?,
            Some(AssignmentKind::Set { governor, set }) => {
                let ty = self.value_set(governor, set)?;
                self.root(&Scope::of(module), &ty)?
            }
            _ => return Err(Fault::unknown(name.at, "type", &name.text)),
        };
        let root = Rc::new(root);
        self.roots.borrow_mut().insert(key, Some(Rc::clone(&root)));
        Ok(root)
    }

    /// One step along a reference.
    pub(super) fn follow(&self, scope: &Scope, to: &ast::Ref, kind: &TypeKind) -> Result<Next<'_>, Fault> {
        match scope.actual(to) {
            Some(Actual::Type(ty, scope)) => return Ok(Next::Type(scope.clone(), Rc::clone(ty))),
            Some(_) => return Err(Fault::unknown(to.name.at, "type", &to.name.text)),
            None => {}
        }
        let found = self.names.find(scope.module, to, "type")?;
        let TypeKind::Reference { actuals, .. } = kind else { return Ok(Next::Named(found)) };
        if found.assignment.params.is_empty() {
            if !actuals.is_empty() {
                return Err(Fault::invalid(to.name.at, format!("{} takes no parameters", to.name.text)));
            }
            return Ok(Next::Named(found));
        }
        match &found.assignment.kind {
            AssignmentKind::Type(ty) => {
                let inner = self.bind(scope, found, actuals, to.name.at)?;
                Ok(Next::Type(inner, Rc::clone(ty)))
            }
            _ => Err(Fault::unsupported(to.name.at, "a parameterised definition that is not a type")),
        }
    }

    /// One step along a reference, to the type as it is written there.
    pub(super) fn step(&self, scope: &Scope, ty: &Type, to: &ast::Ref) -> Result<(Scope, Rc<Type>), Fault> {
        match self.follow(scope, to, &ty.kind)? {
            Next::Type(scope, ty) => Ok((scope, ty)),
            Next::Named(found) => match &found.assignment.kind {
                AssignmentKind::Type(ty) => Ok((Scope::of(found.module), Rc::clone(ty))),
                AssignmentKind::Set { governor, .. } => Ok((Scope::of(found.module), Rc::clone(governor))),
                _ => Err(Fault::unknown(to.name.at, "type", &to.name.text)),
            },
        }
    }

    /// The built-in type behind a type as it is written, and the scope in which to read it.
    pub(super) fn target(&self, scope: &Scope, ty: &Rc<Type>) -> Result<(Scope, Rc<Type>), Fault> {
        let (mut scope, mut ty) = (scope.clone(), Rc::clone(ty));
        for _ in 0..super::CHAIN_LIMIT {
            let next = match &ty.kind {
                TypeKind::Reference { to, .. } => self.step(&scope, &ty, to)?,
                TypeKind::ClassField { class, field } => match self.class_field_type(&scope, class, field)? {
                    Some(next) => next,
                    None => return Ok((scope, ty)),
                },
                _ => return Ok((scope, ty)),
            };
            (scope, ty) = next;
        }
        Err(Fault::new(ty.at, ErrorKind::TooDeep { limit: super::CHAIN_LIMIT }))
    }
}

/// Where a reference leads.
pub(super) enum Next<'a> {
    /// To a plain definition.
    Named(Found<'a>),
    /// To a type in another scope: an actual parameter, or the body of a parameterised type.
    Type(Scope, Rc<Type>),
}

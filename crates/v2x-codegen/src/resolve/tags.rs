//! Tags: PER uses them only to put the alternatives of a CHOICE and the components of a SET in order
//! (X.680 8.6, X.691 21 and 23.2).

use std::rc::Rc;

use super::Resolver;
use super::fields::Written;
use super::names::Scope;
use crate::ast::{Addition, Component, Components, Tag, TagClass, Type, TypeKind};
use crate::error::Fault;
use crate::model::CharKind;

impl Resolver<'_> {
    /// The components are tagged in textual order: AUTOMATIC TAGS, and none has a tag of its own
    /// (X.680 25.7).
    pub(super) fn tags_are_automatic(&self, scope: &Scope, components: &Components) -> bool {
        let automatic = self.modules.get(scope.module).is_some_and(|module| module.automatic_tags);
        let added = components.additions.iter().flatten().flat_map(|addition| match addition {
            Addition::Component(component) => std::slice::from_ref(component),
            Addition::Group(group) => group.as_slice(),
        });
        let mut all = components.root.iter().chain(added);
        automatic
            && !all.any(|component| matches!(component, Component::Field(field) if field.ty.tag.is_some()))
    }

    /// Puts components in canonical order.
    pub(super) fn sort_by_tag(&self, written: &mut Vec<Written>) -> Result<(), Fault> {
        let mut tagged = Vec::new();
        for (scope, field) in written.drain(..) {
            tagged.push((self.tag_of(&scope, &field.ty)?, (scope, field)));
        }
        tagged.sort_by_key(|(tag, _)| *tag);
        if let Some([_, (_, (_, field))]) =
            tagged.windows(2).find(|pair| matches!(pair, [a, b] if a.0 == b.0))
        {
            let message = format!("{} has the same tag as another component", field.name.text);
            return Err(Fault::invalid(field.name.at, message));
        }
        written.extend(tagged.into_iter().map(|(_, written)| written));
        Ok(())
    }

    /// The outermost tag of a type; for an untagged CHOICE the smallest of its alternatives.
    fn tag_of(&self, scope: &Scope, ty: &Rc<Type>) -> Result<Tag, Fault> {
        let _depth = self.deeper(ty.at)?;
        if let Some(tag) = ty.tag {
            return Ok(tag);
        }
        match &ty.kind {
            TypeKind::Reference { to, .. } => {
                let (scope, next) = self.step(scope, ty, to)?;
                self.tag_of(&scope, &next)
            }
            TypeKind::ClassField { class, field } => match self.class_field_type(scope, class, field)? {
                Some((scope, ty)) => self.tag_of(&scope, &ty),
                None => Err(Fault::invalid(ty.at, "an open type has no tag; the order here depends on it")),
            },
            TypeKind::Choice(alternatives) => self.smallest_tag(scope, ty, alternatives),
            kind => Ok(Tag { class: TagClass::Universal, number: universal(kind) }),
        }
    }

    fn smallest_tag(&self, scope: &Scope, ty: &Type, alternatives: &Components) -> Result<Tag, Fault> {
        if self.tags_are_automatic(scope, alternatives) {
            return Ok(Tag { class: TagClass::Context, number: 0 });
        }
        let key = format!("the tag of the CHOICE at {}:{}", ty.at.line, ty.at.column);
        let _open = self.open(scope.module, &key, ty.at)?;
        let mut smallest = None;
        for (scope, field) in self.expand(scope, &alternatives.root)? {
            let tag = self.tag_of(&scope, &field.ty)?;
            smallest = Some(smallest.map_or(tag, |other: Tag| other.min(tag)));
        }
        smallest.ok_or_else(|| Fault::invalid(ty.at, "a CHOICE without alternatives has no tag"))
    }
}

/// Universal tag numbers (X.680 table 1).
fn universal(kind: &TypeKind) -> u64 {
    match kind {
        TypeKind::Boolean => 1,
        TypeKind::Integer(_) => 2,
        TypeKind::BitString(_) => 3,
        TypeKind::OctetString => 4,
        TypeKind::Null => 5,
        TypeKind::ObjectIdentifier => 6,
        TypeKind::Enumerated(_) => 10,
        TypeKind::CharString(CharKind::Utf8String) => 12,
        TypeKind::RelativeOid => 13,
        TypeKind::Sequence(_) | TypeKind::SequenceOf(_) => 16,
        TypeKind::Set(_) | TypeKind::SetOf(_) => 17,
        TypeKind::CharString(CharKind::NumericString) => 18,
        TypeKind::CharString(CharKind::PrintableString) => 19,
        TypeKind::CharString(CharKind::Ia5String) => 22,
        TypeKind::UtcTime => 23,
        TypeKind::GeneralizedTime => 24,
        TypeKind::CharString(CharKind::VisibleString) => 26,
        TypeKind::CharString(CharKind::BmpString) => 30,
        // These have no number of their own; the caller looks behind them.
        TypeKind::Choice(_) | TypeKind::ClassField { .. } | TypeKind::Reference { .. } => 0,
    }
}

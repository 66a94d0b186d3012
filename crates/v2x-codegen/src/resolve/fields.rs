//! SEQUENCE, SET and CHOICE (X.680 clauses 25, 27 and 29).

use super::Resolver;
use super::names::Scope;
use crate::ast::{self, Component, Components, TypeKind};
use crate::error::Fault;
use crate::model::{Addition, Field, Type};
use crate::source::Place;

/// A component as written, and the scope in which to read it.
pub(super) type Written = (Scope, ast::Field);

impl Resolver<'_> {
    /// SEQUENCE, or SET: whose root components PER takes in the order of their tags (X.691 21).
    pub(super) fn record(&self, scope: &Scope, components: &Components, set: bool) -> Result<Type, Fault> {
        let mut written = self.expand(scope, &components.root)?;
        if set && !self.tags_are_automatic(scope, components) {
            self.sort_by_tag(&mut written)?;
        }
        let root = self.fields(&written)?;
        let ext = match &components.additions {
            Some(additions) => Some(self.additions(scope, additions)?),
            None => self.implied(scope),
        };
        check_record(&written, &root, ext.as_deref().unwrap_or_default(), components)?;
        Ok(Type::Sequence { root, ext })
    }

    fn additions(&self, scope: &Scope, additions: &[ast::Addition]) -> Result<Vec<Addition>, Fault> {
        let mut resolved = Vec::new();
        for addition in additions {
            match addition {
                ast::Addition::Component(component) => {
                    let written = self.expand(scope, std::slice::from_ref(component))?;
                    resolved.extend(self.fields(&written)?.into_iter().map(Addition::Field));
                }
                ast::Addition::Group(group) => {
                    resolved.push(Addition::Group(self.fields(&self.expand(scope, group)?)?));
                }
            }
        }
        Ok(resolved)
    }

    /// CHOICE. PER numbers the root alternatives in the order of their tags (X.691 23.2).
    pub(super) fn choice(&self, scope: &Scope, alternatives: &Components) -> Result<Type, Fault> {
        let mut written = self.expand(scope, &alternatives.root)?;
        if !self.tags_are_automatic(scope, alternatives) {
            self.sort_by_tag(&mut written)?;
        }
        let root = self.fields(&written)?;
        let ext = match &alternatives.additions {
            Some(additions) => {
                let flat =
                    self.additions(scope, additions)?.into_iter().flat_map(|addition| match addition {
                        Addition::Field(field) => vec![field],
                        Addition::Group(fields) => fields,
                    });
                Some(flat.collect())
            }
            None => self.implied(scope),
        };
        check_unique(root.iter().chain(ext.iter().flatten()), alternatives)?;
        Ok(Type::Choice { root, ext })
    }

    /// The marker that EXTENSIBILITY IMPLIED puts where none is written.
    pub(super) fn implied<T>(&self, scope: &Scope) -> Option<Vec<T>> {
        let implied = self.modules.get(scope.module).is_some_and(|module| module.extensible);
        implied.then(Vec::new)
    }

    /// Replaces every COMPONENTS OF by the root components of its type (X.680 25.4).
    pub(super) fn expand(&self, scope: &Scope, components: &[Component]) -> Result<Vec<Written>, Fault> {
        let mut written = Vec::new();
        for component in components {
            match component {
                Component::Field(field) => written.push((scope.clone(), ast::Field::clone(field))),
                Component::Of(ty) => {
                    let (inner, target) = self.target(scope, ty)?;
                    let (TypeKind::Sequence(list) | TypeKind::Set(list)) = &target.kind else {
                        return Err(Fault::invalid(ty.at, "COMPONENTS OF needs a SEQUENCE or SET"));
                    };
                    let _depth = self.deeper(ty.at)?;
                    let at = target.at;
                    let key = format!("COMPONENTS OF the type at {}:{}", at.line, at.column);
                    let _open = self.open(inner.module, &key, ty.at)?;
                    written.extend(self.expand(&inner, &list.root)?);
                }
            }
        }
        Ok(written)
    }

    fn fields(&self, written: &[Written]) -> Result<Vec<Field>, Fault> {
        written.iter().map(|(scope, field)| self.field(scope, field)).collect()
    }

    fn field(&self, scope: &Scope, field: &ast::Field) -> Result<Field, Fault> {
        let ty = self.ty(scope, &field.ty)?;
        let default = match &field.default {
            Some(value) => Some(self.default(scope, &field.ty, value)?),
            None => None,
        };
        let (name, doc) = (field.name.text.clone(), field.doc.clone());
        Ok(Field { name, doc, ty, optional: field.optional, default })
    }
}

/// Names are unique, and every open type stands beside the identifier that selects it.
fn check_record(
    written: &[Written],
    root: &[Field],
    ext: &[Addition],
    components: &Components,
) -> Result<(), Fault> {
    let added = ext.iter().flat_map(|addition| match addition {
        Addition::Field(field) => std::slice::from_ref(field),
        Addition::Group(fields) => fields.as_slice(),
    });
    let all: Vec<&Field> = root.iter().chain(added).collect();
    check_unique(all.iter().copied(), components)?;
    for field in &all {
        let Type::OpenType { set, selected_by } = &field.ty else { continue };
        let selects = |other: &&&Field| other.name == *selected_by;
        match all.iter().find(selects).map(|other| &other.ty) {
            Some(Type::ObjectId { set: other, .. }) if other == set => {}
            Some(_) => {
                let message = format!("{selected_by} is not constrained by the object set {}", set.name);
                return Err(Fault::invalid(place(written, components, &field.name), message));
            }
            None => {
                return Err(Fault::unknown(place(written, components, &field.name), "field", selected_by));
            }
        }
    }
    Ok(())
}

fn check_unique<'f>(fields: impl Iterator<Item = &'f Field>, components: &Components) -> Result<(), Fault> {
    let mut seen = std::collections::HashSet::new();
    for field in fields {
        if !seen.insert(&field.name) {
            return Err(Fault::duplicate(place(&[], components, &field.name), "field", &field.name));
        }
    }
    Ok(())
}

/// Where a field is written; the last place if it is there twice.
fn place(written: &[Written], components: &Components, name: &str) -> Place {
    let added = components.additions.iter().flatten().flat_map(|addition| match addition {
        ast::Addition::Component(component) => std::slice::from_ref(component),
        ast::Addition::Group(group) => group.as_slice(),
    });
    let own = components.root.iter().chain(added).map(|component| match component {
        Component::Field(field) => (field.name.text.as_str(), field.name.at),
        Component::Of(ty) => ("", ty.at),
    });
    let expanded = written.iter().map(|(_, field)| (field.name.text.as_str(), field.name.at));
    let places: Vec<(&str, Place)> = expanded.chain(own).collect();
    let exact = places.iter().rev().find(|(text, _)| *text == name);
    let inherited = places.iter().rev().find(|(text, _)| text.is_empty());
    exact.or(inherited).map(|(_, at)| *at).unwrap_or_default()
}

//! Information object classes, objects and object sets (X.681), reduced to identifier and type.

use std::rc::Rc;

use super::Resolver;
use super::names::{Actual, Scope};
use crate::ast::{
    self, AssignmentKind, Class, ClassFieldKind, Constraint, Name, Ref, Tokens, Type, TypeKind, ValueKind,
};
use crate::error::Fault;
use crate::model::{ObjectRow, ObjectSet, TypeRef};
use crate::parse::{ObjectItem, Parser, Setting};
use crate::source::Place;

/// A class and the module that defines it.
#[derive(Clone, Copy)]
pub(super) struct Defined<'a> {
    module: usize,
    class: &'a Class,
}

impl<'a> Resolver<'a> {
    /// The class that a governor means, if it is not a type.
    pub(super) fn class_of(&self, scope: &Scope, governor: &Type) -> Result<Option<Defined<'a>>, Fault> {
        match &governor.kind {
            TypeKind::Reference { to, actuals } if actuals.is_empty() && scope.actual(to).is_none() => {
                self.find_class(scope, to)
            }
            _ => Ok(None),
        }
    }

    /// Follows other names of a class. A chain without end is left to the types to refuse.
    fn find_class(&self, scope: &Scope, to: &Ref) -> Result<Option<Defined<'a>>, Fault> {
        let mut found = self.names.find(scope.module, to, "type or class")?;
        for _ in 0..super::CHAIN_LIMIT {
            let ty = match &found.assignment.kind {
                AssignmentKind::Class(class) => return Ok(Some(Defined { module: found.module, class })),
                AssignmentKind::Type(ty) if found.assignment.params.is_empty() => ty,
                _ => return Ok(None),
            };
            match &ty.kind {
                TypeKind::Reference { to, actuals } if actuals.is_empty() => {
                    found = self.names.find(found.module, to, "type or class")?;
                }
                _ => return Ok(None),
            }
        }
        Ok(None)
    }

    /// A type assignment gives a class another name.
    pub(super) fn names_class(&self, scope: &Scope, ty: &Type) -> Result<bool, Fault> {
        let TypeKind::Reference { to, actuals } = &ty.kind else { return Ok(false) };
        if !actuals.is_empty() || scope.actual(to).is_some() {
            return Ok(false);
        }
        let found = self.names.find(scope.module, to, "type")?;
        match &found.assignment.kind {
            AssignmentKind::Class(_) => Ok(true),
            // Only names in capitals can be classes (X.681 7.1).
            AssignmentKind::Type(_) if !to.name.text.contains(|c: char| c.is_ascii_lowercase()) => {
                Ok(self.find_class(scope, to)?.is_some())
            }
            _ => Ok(false),
        }
    }

    fn class(&self, scope: &Scope, to: &Ref) -> Result<Defined<'a>, Fault> {
        let not_a_class = || Fault::invalid(to.name.at, format!("{} is not a class", to.name.text));
        self.find_class(scope, to)?.ok_or_else(not_a_class)
    }

    /// The type of a fixed-type value field, or `None` for a type field.
    pub(super) fn class_field_type(
        &self,
        scope: &Scope,
        class: &Ref,
        field: &Name,
    ) -> Result<Option<(Scope, Rc<Type>)>, Fault> {
        let defined = self.class(scope, class)?;
        let Some(known) = defined.class.fields.iter().find(|known| known.name.text == field.text) else {
            return Err(Fault::unknown(field.at, "field", &field.text));
        };
        match &known.kind {
            ClassFieldKind::Type(_) => Ok(None),
            ClassFieldKind::Value { ty, .. } => Ok(Some((Scope::of(defined.module), Rc::clone(ty)))),
            _ => Err(Fault::unsupported(field.at, "a type taken from a set field or a variable-type field")),
        }
    }

    /// The field is the one that identifies the objects of its class.
    pub(super) fn is_identifier(&self, scope: &Scope, class: &Ref, field: &Name) -> Result<bool, Fault> {
        let defined = self.class(scope, class)?;
        Ok(identifier(defined.class).is_some_and(|known| known.text == field.text))
    }

    /// The object set that a reference means: its module and name.
    pub(super) fn set_key(&self, scope: &Scope, set: &Ref) -> Result<(usize, String), Fault> {
        match scope.actual(set) {
            Some(Actual::Set(module, name)) => return Ok((*module, name.clone())),
            Some(_) => return Err(Fault::unknown(set.name.at, "object set", &set.name.text)),
            None => {}
        }
        let found = self.names.find(scope.module, set, "object set")?;
        match &found.assignment.kind {
            AssignmentKind::Set { governor, .. }
                if self.class_of(&Scope::of(found.module), governor)?.is_some() =>
            {
                Ok((found.module, set.name.text.clone()))
            }
            _ => Err(Fault::invalid(set.name.at, format!("{} is not an object set", set.name.text))),
        }
    }

    pub(super) fn set_ref(&self, scope: &Scope, set: &Ref) -> Result<TypeRef, Fault> {
        let (module, name) = self.set_key(scope, set)?;
        Ok(TypeRef { module: self.module_name(module), name })
    }

    /// An object set assignment.
    pub(super) fn object_set(
        &self,
        module: usize,
        assignment: &ast::Assignment,
        class: Defined<'a>,
        set: &Tokens,
    ) -> Result<ObjectSet, Fault> {
        let (name, doc) = (assignment.name.text.clone(), assignment.doc.clone());
        let mut resolved = ObjectSet { name, doc, rows: Vec::new(), extensible: false };
        self.collect(module, &assignment.name, class, set, &mut resolved)?;
        Ok(resolved)
    }

    /// Adds the objects of a set, and of the sets in it, to the rows.
    fn collect(
        &self,
        module: usize,
        name: &Name,
        class: Defined<'a>,
        set: &Tokens,
        into: &mut ObjectSet,
    ) -> Result<(), Fault> {
        let _depth = self.deeper(name.at)?;
        let _open = self.open(module, &name.text, name.at)?;
        let scope = Scope::of(module);
        for item in Parser::new(&set.list).object_set()? {
            match item {
                ObjectItem::Marker => into.extensible = true,
                ObjectItem::Inline(tokens) => {
                    let row = self.row(&scope, class, &tokens)?;
                    add_row(into, row, tokens.at)?;
                }
                ObjectItem::Object(to) => {
                    let (scope, tokens) = self.find_object(&scope, &to)?;
                    let row = self.row(&scope, class, &tokens)?;
                    add_row(into, row, to.name.at)?;
                }
                ObjectItem::Set(to) => {
                    let found = self.names.find(module, &to, "object set")?;
                    let AssignmentKind::Set { set, .. } = &found.assignment.kind else {
                        let message = format!("{} is not an object set", to.name.text);
                        return Err(Fault::invalid(to.name.at, message));
                    };
                    self.collect(found.module, &to.name, class, set, into)?;
                }
            }
        }
        Ok(())
    }

    /// The definition of an object, through other names if need be.
    fn find_object(&self, scope: &Scope, to: &Ref) -> Result<(Scope, Tokens), Fault> {
        let _depth = self.deeper(to.name.at)?;
        let found = self.names.find(scope.module, to, "object")?;
        let _open = self.open(found.module, &to.name.text, to.name.at)?;
        let AssignmentKind::Value { value, .. } = &found.assignment.kind else {
            return Err(Fault::invalid(to.name.at, format!("{} is not an object", to.name.text)));
        };
        let scope = Scope::of(found.module);
        match &value.kind {
            ValueKind::Braces(tokens) => Ok((scope, tokens.clone())),
            ValueKind::Reference(next) => self.find_object(&scope, next),
            _ => Err(Fault::invalid(value.at, "an object is needed here")),
        }
    }

    /// One object, reduced to its identifier and type.
    fn row(&self, scope: &Scope, class: Defined<'a>, tokens: &Tokens) -> Result<ObjectRow, Fault> {
        let settings = Parser::new(&tokens.list).object(class.class)?;
        let at = tokens.at;
        let shape = shape(class.class, at)?;
        let mut row_type = shape.default.map(|ty| (Scope::of(class.module), Rc::clone(ty)));
        let mut id = None;
        for (field, setting) in settings {
            match setting {
                Setting::Type(ty) if field.text == shape.ty.text => row_type = Some((scope.clone(), ty)),
                Setting::Value(value) if field.text == shape.id.text => id = Some(value),
                _ => {}
            }
        }
        let Some((type_scope, ty)) = row_type else {
            return Err(Fault::unsupported(at, "an object without a type"));
        };
        let Some(id) = id else { return Err(Fault::invalid(at, "the object has no identifier")) };
        let root = self.root(&Scope::of(class.module), shape.id_type)?;
        let id_name = match &id.kind {
            ValueKind::Reference(to) => Some(to.name.text.clone()),
            _ => None,
        };
        let id = self.checked_integer(&root, scope, &id)?;
        Ok(ObjectRow { id, id_name, ty: self.ty(&type_scope, &ty)? })
    }

    /// `Name Type ::= { values }`: a type with one more constraint.
    pub(super) fn value_set(&self, governor: &Type, set: &Tokens) -> Result<Type, Fault> {
        let mut parser = Parser::new(&set.list);
        let set = parser.element_set()?;
        if !parser.at_end() {
            return Err(parser.unexpected("`}`"));
        }
        let mut ty = governor.clone();
        ty.constraints.push(Constraint::Subtype(set));
        Ok(ty)
    }
}

/// Adds an object; one that is there already is skipped, another with the same identifier is refused.
fn add_row(set: &mut ObjectSet, row: ObjectRow, at: Place) -> Result<(), Fault> {
    match set.rows.iter().find(|known| known.id == row.id) {
        None => set.rows.push(row),
        Some(known) if known.ty == row.ty => {}
        Some(_) => {
            let message = format!("another object of {} has the identifier {}", set.name, row.id);
            return Err(Fault::invalid(at, message));
        }
    }
    Ok(())
}

/// The identifying field: the one marked UNIQUE, or else the only value field.
fn identifier(class: &Class) -> Option<&Name> {
    let values = || {
        class.fields.iter().filter_map(|field| match field.kind {
            ClassFieldKind::Value { unique, .. } => Some((&field.name, unique)),
            _ => None,
        })
    };
    let unique = values().find(|(_, unique)| *unique);
    unique.or_else(|| (values().count() == 1).then(|| values().next()).flatten()).map(|(name, _)| name)
}

/// The two fields of a class that PER needs.
struct Shape<'c> {
    id: &'c Name,
    id_type: &'c Type,
    ty: &'c Name,
    default: Option<&'c Rc<Type>>,
}

fn shape(class: &Class, at: Place) -> Result<Shape<'_>, Fault> {
    let id = identifier(class).and_then(|name| {
        class.fields.iter().find_map(|field| match &field.kind {
            ClassFieldKind::Value { ty, .. } if field.name.text == name.text => Some((name, ty)),
            _ => None,
        })
    });
    let mut types = class.fields.iter().filter_map(|field| match &field.kind {
        ClassFieldKind::Type(default) => Some((&field.name, default.as_ref())),
        _ => None,
    });
    match (id, types.next(), types.next()) {
        (Some((id, id_type)), Some((ty, default)), None) => Ok(Shape { id, id_type, ty, default }),
        _ => Err(Fault::unsupported(at, "a class without exactly one identifier and one type field")),
    }
}

//! Parameterised types (X.683): binding parameters, and one definition per distinct instance.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::Resolver;
use super::names::{Actual, Found, Scope};
use crate::ast::{self, AssignmentKind, Param};
use crate::error::{ErrorKind, Fault};
use crate::model::{Module, Type, TypeDef, TypeRef};
use crate::source::Place;

/// More instances than this only come from a type that asks for ever new instances of itself.
const LIMIT: u32 = 10_000;

/// The longest name of an instance, for the same reason.
const LONGEST_NAME: usize = 400;

/// The instances asked for so far.
#[derive(Default)]
pub(super) struct Instances {
    list: Vec<Instance>,
    /// By module, parameterised type and actual parameters.
    by_key: HashMap<String, TypeRef>,
    /// The names in use.
    names: HashSet<TypeRef>,
}

#[derive(Clone)]
struct Instance {
    module: usize,
    name: String,
    doc: Vec<String>,
    asn1: String,
    scope: Scope,
    ty: Rc<ast::Type>,
}

/// How an actual parameter appears in the name and text of an instance.
struct Label {
    name: String,
    /// With the module, where the short name is taken.
    full_name: String,
    text: String,
    key: String,
}

impl Resolver<'_> {
    /// Resolves all instances, also those that instances ask for, and adds them to their modules.
    pub(super) fn instantiate_all(&self, modules: &mut [Module]) -> Result<(), Fault> {
        for index in 0.. {
            let next = self.instances.borrow().list.get(index).cloned();
            let Some(Instance { module, name, doc, asn1, scope, ty }) = next else { break };
            let ty = self.ty(&scope, &ty)?;
            if let Some(module) = modules.get_mut(module) {
                module.types.push(TypeDef { name, doc, asn1, ty });
            }
        }
        Ok(())
    }

    /// Binds actual parameters to the formal ones.
    pub(super) fn bind(
        &self,
        scope: &Scope,
        found: Found<'_>,
        actuals: &[ast::Actual],
        at: Place,
    ) -> Result<Scope, Fault> {
        let params = &found.assignment.params;
        if params.len() != actuals.len() {
            let name = &found.assignment.name.text;
            let message = format!("{name} takes {} parameters, not {}", params.len(), actuals.len());
            return Err(Fault::invalid(at, message));
        }
        let mut bound = Vec::new();
        for (param, actual) in params.iter().zip(actuals) {
            bound.push((param.name.text.clone(), self.bind_one(scope, param, actual, at)?));
        }
        Ok(Scope { module: found.module, actuals: Rc::new(bound) })
    }

    fn bind_one(
        &self,
        scope: &Scope,
        param: &Param,
        actual: &ast::Actual,
        at: Place,
    ) -> Result<Actual, Fault> {
        let small = param.name.text.starts_with(|c: char| c.is_ascii_lowercase());
        let mismatch = |what: &str| Err(Fault::invalid(at, format!("{} must be {what}", param.name.text)));
        match (&param.governor, actual) {
            (None, ast::Actual::Type(ty)) => match &ty.kind {
                ast::TypeKind::Reference { to, .. } if ty.constraints.is_empty() => match scope.actual(to) {
                    Some(Actual::Type(ty, scope)) => Ok(Actual::Type(Rc::clone(ty), scope.clone())),
                    _ => Ok(Actual::Type(Rc::clone(ty), scope.clone())),
                },
                _ => Ok(Actual::Type(Rc::clone(ty), scope.clone())),
            },
            (None, _) => mismatch("a type"),
            (Some(_), ast::Actual::Value(value)) if small => Ok(Actual::Value(value.clone(), scope.clone())),
            (Some(_), _) if small => mismatch("a value"),
            (Some(_), ast::Actual::Set(set)) => {
                let (module, name) = self.set_key(scope, set)?;
                Ok(Actual::Set(module, name))
            }
            (Some(_), _) => mismatch("an object set in braces"),
        }
    }

    /// The type that stands for a parameterised type with these parameters.
    pub(super) fn instance(
        &self,
        scope: &Scope,
        found: Found<'_>,
        actuals: &[ast::Actual],
        at: Place,
    ) -> Result<TypeRef, Fault> {
        let _depth = self.deeper(at)?;
        let inner = self.bind(scope, found, actuals, at)?;
        let labels =
            inner.actuals.iter().map(|(_, actual)| self.label(actual)).collect::<Result<Vec<_>, _>>()?;
        let base = &found.assignment.name.text;
        let keys: Vec<&str> = labels.iter().map(|label| label.key.as_str()).collect();
        let key = format!("{} {base} {}", found.module, keys.join(", "));
        if let Some(known) = self.instances.borrow().by_key.get(&key) {
            return Ok(known.clone());
        }
        let to = self.free_name(found, &labels, at)?;
        let AssignmentKind::Type(ty) = &found.assignment.kind else {
            return Err(Fault::unsupported(at, "a parameterised definition that is not a type"));
        };
        let texts: Vec<&str> = labels.iter().map(|label| label.text.as_str()).collect();
        let mut instances = self.instances.borrow_mut();
        instances.names.insert(to.clone());
        instances.by_key.insert(key, to.clone());
        instances.list.push(Instance {
            module: found.module,
            name: to.name.clone(),
            doc: found.assignment.doc.clone(),
            asn1: format!("{base} {{{}}}", texts.join(", ")),
            scope: inner,
            ty: Rc::clone(ty),
        });
        Ok(to)
    }

    /// A name that no other type of the module has: with the short names of the parameters if possible,
    /// otherwise with their modules.
    fn free_name(&self, found: Found<'_>, labels: &[Label], at: Place) -> Result<TypeRef, Fault> {
        let instances = self.instances.borrow();
        let base = &found.assignment.name.text;
        let join = |part: fn(&Label) -> &str| {
            labels.iter().fold(base.clone(), |name, label| format!("{name}-{}", part(label)))
        };
        let names = [join(|label| &label.name), join(|label| &label.full_name)];
        if names.iter().any(|name| name.len() > LONGEST_NAME) || instances.list.len() >= LIMIT as usize {
            return Err(Fault::new(at, ErrorKind::TooDeep { limit: LIMIT }));
        }
        let module = self.module_name(found.module);
        let free = names.into_iter().map(|name| TypeRef { module: module.clone(), name }).find(|to| {
            let defined = self.modules.get(found.module).map(|module| module.assignments.iter());
            let taken = defined.into_iter().flatten().any(|assignment| assignment.name.text == to.name);
            !taken && !instances.names.contains(to)
        });
        free.ok_or_else(|| Fault::duplicate(at, "instance", base))
    }

    fn label(&self, actual: &Actual) -> Result<Label, Fault> {
        Ok(match actual {
            Actual::Set(module, name) => {
                let module = self.module_name(*module);
                let text = format!("{{{module}.{name}}}");
                Label { name: name.clone(), full_name: format!("{module}-{name}"), key: text.clone(), text }
            }
            Actual::Value(value, scope) => {
                let number = self.integer(scope, value, &[])?;
                let name = number.to_string().replace('-', "minus");
                let text = number.to_string();
                Label { name: name.clone(), full_name: name, key: text.clone(), text }
            }
            Actual::Type(ty, scope) => {
                let ty = self.ty(scope, ty)?;
                let (name, full_name, text) = match &ty {
                    Type::Reference { to, narrowed: None } => {
                        let TypeRef { module, name } = to;
                        (name.clone(), format!("{module}-{name}"), format!("{module}.{name}"))
                    }
                    other => builtin_label(other, self.instances.borrow().list.len()),
                };
                Label { name, full_name, text, key: format!("{ty:?}") }
            }
        })
    }
}

/// A name for a type without one: its keyword, and a number where that is not enough.
fn builtin_label(ty: &Type, count: usize) -> (String, String, String) {
    let word = match ty {
        Type::BitString { .. } => "BIT-STRING",
        Type::Boolean => "BOOLEAN",
        Type::CharString { .. } => "STRING",
        Type::Choice { .. } => "CHOICE",
        Type::Enumerated { .. } => "ENUMERATED",
        Type::Integer { .. } | Type::ObjectId { .. } => "INTEGER",
        Type::Null => "NULL",
        Type::OctetString { .. } => "OCTET-STRING",
        Type::Reference { to, .. } => &to.name,
        Type::Sequence { .. } => "SEQUENCE",
        Type::SequenceOf { .. } => "SEQUENCE-OF",
        _ => "TYPE",
    };
    (word.to_owned(), format!("{word}-{count}"), word.to_owned())
}

//! Syntax tree to model: references followed, values computed, constraints made effective, parameterised
//! types instantiated.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use crate::ast::{self, AssignmentKind};
use crate::error::{ErrorKind, Fault};
use crate::model::{Module, Schema, TypeDef, TypeRef, ValueDef};
use crate::source::Place;

mod bounds;
mod constraint;
mod default;
mod enumerated;
mod fields;
mod instance;
mod names;
mod object;
mod root;
mod tags;
mod types;
mod value;

use instance::Instances;
use names::{Names, Scope};
use root::Root;

/// Resolves all modules of a run against each other.
pub(crate) fn resolve(modules: &[ast::Module]) -> Result<Schema, Fault> {
    let resolver = Resolver::new(modules)?;
    let mut resolved = Vec::new();
    for index in 0..modules.len() {
        resolved.push(resolver.module(index)?);
    }
    resolver.instantiate_all(&mut resolved)?;
    Ok(Schema { modules: resolved })
}

/// The longest chain of definitions that is followed. The standards stay below ten; the limit keeps hostile
/// input off the end of the stack.
const CHAIN_LIMIT: u32 = 64;

/// References followed in one run. All of J2735 takes some tens of thousands; definitions that use the one
/// before them twice, a few dozen in a row, would take for ever.
const STEP_LIMIT: u32 = 1_000_000;

/// By module and position; `None` while being worked out.
type Roots = HashMap<(usize, usize), Option<Rc<Root>>>;

/// What the passes share.
struct Resolver<'a> {
    modules: &'a [ast::Module],
    names: Names<'a>,
    instances: RefCell<Instances>,
    /// The effective constraints of named types.
    roots: RefCell<Roots>,
    /// The values, sets and tags now being worked out.
    open: RefCell<Vec<(usize, String)>>,
    depth: Cell<u32>,
    steps: Cell<u32>,
}

impl<'a> Resolver<'a> {
    fn new(modules: &'a [ast::Module]) -> Result<Self, Fault> {
        Ok(Self {
            modules,
            names: Names::new(modules)?,
            instances: RefCell::default(),
            roots: RefCell::default(),
            open: RefCell::default(),
            depth: Cell::new(0),
            steps: Cell::new(0),
        })
    }

    /// One module, without the instances of its parameterised types.
    fn module(&self, index: usize) -> Result<Module, Fault> {
        let Some(ast) = self.modules.get(index) else { return Ok(Module::default()) };
        let mut module = Module { name: ast.name.text.clone(), doc: ast.doc.clone(), ..Module::default() };
        for (position, assignment) in ast.assignments.iter().enumerate() {
            if assignment.params.is_empty() {
                self.assignment(index, position, assignment, &mut module)?;
            }
        }
        Ok(module)
    }

    fn assignment(
        &self,
        index: usize,
        position: usize,
        assignment: &ast::Assignment,
        module: &mut Module,
    ) -> Result<(), Fault> {
        let scope = Scope::of(index);
        match &assignment.kind {
            AssignmentKind::Class(_) => {}
            AssignmentKind::Type(ty) if self.names_class(&scope, ty)? => {}
            AssignmentKind::Type(ty) => {
                self.assigned_root(index, position, &assignment.name)?;
                module.types.push(type_def(assignment, self.ty(&scope, ty)?));
            }
            AssignmentKind::Set { governor, set } => match self.class_of(&scope, governor)? {
                Some(class) => module.object_sets.push(self.object_set(index, assignment, class, set)?),
                None => {
                    let ty = self.value_set(governor, set)?;
                    module.types.push(type_def(assignment, self.ty(&scope, &ty)?));
                }
            },
            AssignmentKind::Value { governor, value } => {
                if self.class_of(&scope, governor)?.is_none() {
                    module.values.extend(self.value_def(&scope, assignment, governor, value)?);
                }
            }
        }
        Ok(())
    }

    /// A value assignment, kept where it is an INTEGER and checked in any case.
    fn value_def(
        &self,
        scope: &Scope,
        assignment: &ast::Assignment,
        governor: &ast::Type,
        value: &ast::Value,
    ) -> Result<Option<ValueDef>, Fault> {
        let root = self.root(scope, governor)?;
        if !root.is_integer() {
            self.check_value(scope, governor, value)?;
            return Ok(None);
        }
        let _open = self.open(scope.module, &assignment.name.text, assignment.name.at)?;
        let value = self.checked_integer(&root, scope, value)?;
        let governor = match &governor.kind {
            ast::TypeKind::Reference { to, .. } if governor.constraints.is_empty() => {
                self.type_ref(scope, to)?
            }
            _ => None,
        };
        let (name, doc) = (assignment.name.text.clone(), assignment.doc.clone());
        Ok(Some(ValueDef { name, doc, governor, value }))
    }

    /// The resolved name of a plain type.
    fn type_ref(&self, scope: &Scope, to: &ast::Ref) -> Result<Option<TypeRef>, Fault> {
        let found = self.names.find(scope.module, to, "type")?;
        if !found.assignment.params.is_empty() {
            return Ok(None);
        }
        Ok(Some(TypeRef { module: self.module_name(found.module), name: to.name.text.clone() }))
    }

    fn module_name(&self, index: usize) -> String {
        self.modules.get(index).map(|module| module.name.text.clone()).unwrap_or_default()
    }

    /// Marks a definition as being worked out until the guard is dropped; fails if it already is.
    fn open(&self, module: usize, name: &str, at: Place) -> Result<Open<'_>, Fault> {
        let key = (module, name.to_owned());
        if self.open.borrow().contains(&key) {
            return Err(Fault::new(at, ErrorKind::Cycle { name: name.to_owned() }));
        }
        self.open.borrow_mut().push(key);
        Ok(Open { list: &self.open })
    }

    /// Goes one definition deeper until the guard is dropped.
    fn deeper(&self, at: Place) -> Result<Depth<'_>, Fault> {
        if self.depth.get() >= CHAIN_LIMIT {
            return Err(Fault::new(at, ErrorKind::TooDeep { limit: CHAIN_LIMIT }));
        }
        if self.steps.get() >= STEP_LIMIT {
            return Err(Fault::unsupported(at, "a definition that multiplies without end"));
        }
        self.steps.set(self.steps.get() + 1);
        self.depth.set(self.depth.get() + 1);
        Ok(Depth { depth: &self.depth })
    }
}

fn type_def(assignment: &ast::Assignment, ty: crate::model::Type) -> TypeDef {
    let ast::Assignment { name, doc, text, .. } = assignment;
    TypeDef { name: name.text.clone(), doc: doc.clone(), asn1: text.clone(), ty }
}

/// See [`Resolver::open`].
struct Open<'r> {
    list: &'r RefCell<Vec<(usize, String)>>,
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        self.list.borrow_mut().pop();
    }
}

/// See [`Resolver::deeper`].
struct Depth<'r> {
    depth: &'r Cell<u32>,
}

impl Drop for Depth<'_> {
    fn drop(&mut self) {
        self.depth.set(self.depth.get() - 1);
    }
}

//! Which definition a name means (X.680 clause 13, X.683 8.4).

use std::collections::HashMap;
use std::rc::Rc;

use crate::ast::{self, Assignment, Name, Ref};
use crate::error::{ErrorKind, Fault};

/// All definitions and imports of a run.
pub(super) struct Names<'a> {
    modules: &'a [ast::Module],
    by_name: HashMap<&'a str, usize>,
    tables: Vec<Table<'a>>,
}

/// The names of one module.
#[derive(Default)]
struct Table<'a> {
    defined: HashMap<&'a str, usize>,
    /// The modules that a symbol is imported from.
    imported: HashMap<&'a str, Vec<usize>>,
}

/// A definition that was found.
#[derive(Clone, Copy)]
pub(super) struct Found<'a> {
    pub(super) module: usize,
    /// Its place among the module's assignments.
    pub(super) position: usize,
    pub(super) assignment: &'a Assignment,
}

/// Where a name stands: in a module, perhaps inside an instance with its actual parameters.
#[derive(Clone, Debug)]
pub(super) struct Scope {
    pub(super) module: usize,
    pub(super) actuals: Rc<Vec<(String, Actual)>>,
}

/// An actual parameter, bound.
#[derive(Clone, Debug)]
pub(super) enum Actual {
    /// An object set: module and name.
    Set(usize, String),
    Type(Rc<ast::Type>, Scope),
    Value(ast::Value, Scope),
}

impl Scope {
    /// The scope of a module's plain definitions.
    pub(super) fn of(module: usize) -> Self {
        Self { module, actuals: Rc::default() }
    }

    /// The actual parameter that a reference means, if it means one.
    pub(super) fn actual(&self, name: &Ref) -> Option<&Actual> {
        if name.module.is_some() {
            return None;
        }
        self.actuals.iter().find(|(formal, _)| *formal == name.name.text).map(|(_, actual)| actual)
    }
}

impl<'a> Names<'a> {
    /// Indexes all modules; their names and, in each, the names of the definitions must be unique.
    pub(super) fn new(modules: &'a [ast::Module]) -> Result<Self, Fault> {
        let mut by_name = HashMap::new();
        for (index, module) in modules.iter().enumerate() {
            if by_name.insert(module.name.text.as_str(), index).is_some() {
                return Err(Fault::duplicate(module.name.at, "module", &module.name.text));
            }
        }
        let tables = modules.iter().map(|module| Table::new(module, &by_name)).collect::<Result<_, _>>()?;
        let names = Self { modules, by_name, tables };
        names.check_imports()?;
        Ok(names)
    }

    /// Every imported symbol must exist.
    fn check_imports(&self) -> Result<(), Fault> {
        for import in self.modules.iter().flat_map(|module| &module.imports) {
            let module = self.module(&import.module)?;
            for symbol in &import.symbols {
                if self.exported(module, &symbol.text, 0).is_none() {
                    let (name, module) = (symbol.text.clone(), import.module.text.clone());
                    return Err(Fault::new(symbol.at, ErrorKind::UnknownImport { name, module }));
                }
            }
        }
        Ok(())
    }

    fn module(&self, name: &Name) -> Result<usize, Fault> {
        let found = self.by_name.get(name.text.as_str()).copied();
        found.ok_or_else(|| Fault::unknown(name.at, "module", &name.text))
    }

    /// The definition that a reference in a module means. `what` names it in a message.
    pub(super) fn find(&self, module: usize, name: &Ref, what: &'static str) -> Result<Found<'a>, Fault> {
        let text = name.name.text.as_str();
        let unknown = || Fault::unknown(name.name.at, what, text);
        if let Some(qualifier) = &name.module {
            return self.exported(self.module(qualifier)?, text, 0).ok_or_else(unknown);
        }
        let table = self.tables.get(module).ok_or_else(unknown)?;
        if let Some(&position) = table.defined.get(text) {
            return self.found(module, position).ok_or_else(unknown);
        }
        match table.imported.get(text).map(Vec::as_slice) {
            None | Some([]) => Err(unknown()),
            Some([from]) => self.exported(*from, text, 0).ok_or_else(unknown),
            Some([first, second, ..]) => {
                let (first, second) = (self.name_of(*first), self.name_of(*second));
                let kind = ErrorKind::Ambiguous { name: text.to_owned(), first, second };
                Err(Fault::new(name.name.at, kind))
            }
        }
    }

    /// A symbol that a module defines, or imports in its turn (X.680 13.12 allows to export it).
    fn exported(&self, module: usize, name: &str, hops: usize) -> Option<Found<'a>> {
        let table = self.tables.get(module)?;
        if let Some(&position) = table.defined.get(name) {
            return self.found(module, position);
        }
        if hops > self.modules.len() {
            return None;
        }
        match table.imported.get(name)?.as_slice() {
            [from] => self.exported(*from, name, hops + 1),
            _ => None,
        }
    }

    fn found(&self, module: usize, position: usize) -> Option<Found<'a>> {
        let assignment = self.modules.get(module)?.assignments.get(position)?;
        Some(Found { module, position, assignment })
    }

    fn name_of(&self, module: usize) -> String {
        self.modules.get(module).map(|module| module.name.text.clone()).unwrap_or_default()
    }
}

impl<'a> Table<'a> {
    fn new(module: &'a ast::Module, by_name: &HashMap<&str, usize>) -> Result<Self, Fault> {
        let mut table = Self::default();
        for (position, assignment) in module.assignments.iter().enumerate() {
            let name = &assignment.name;
            if table.defined.insert(&name.text, position).is_some() {
                return Err(Fault::duplicate(name.at, "definition", &name.text));
            }
        }
        for import in &module.imports {
            let Some(&from) = by_name.get(import.module.text.as_str()) else {
                return Err(Fault::unknown(import.module.at, "module", &import.module.text));
            };
            for symbol in &import.symbols {
                let origins = table.imported.entry(&symbol.text).or_default();
                if !origins.contains(&from) {
                    origins.push(from);
                }
            }
        }
        Ok(table)
    }
}

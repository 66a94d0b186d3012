//! Modules: header, exports, imports, assignments (X.680 clauses 13 and 16, X.683 clause 8).

use std::rc::Rc;

use super::Parser;
use crate::ast::{Assignment, AssignmentKind, Import, Module, Name, Param};
use crate::error::Fault;
use crate::lex::{Kind, Token};

impl Parser<'_> {
    /// `Name {oid} DEFINITIONS … ::= BEGIN … END`.
    pub(super) fn module(&mut self) -> Result<Module, Fault> {
        let notes = self.peek().notes.as_ref();
        let doc = notes.map(|notes| notes.above.clone()).unwrap_or_default();
        let name = self.upper("a module name")?;
        self.definitive_identifier()?;
        self.expect("DEFINITIONS")?;
        let automatic_tags = self.tag_default()?;
        let extensible = self.accept("EXTENSIBILITY");
        if extensible {
            self.expect("IMPLIED")?;
        }
        self.expect("::=")?;
        self.expect("BEGIN")?;
        self.exports()?;
        let imports = self.imports()?;
        let mut assignments = Vec::new();
        while !self.accept("END") {
            assignments.push(self.assignment()?);
        }
        Ok(Module { name, doc, automatic_tags, extensible, imports, assignments })
    }

    /// The object identifier of the module, and perhaps its internationalised form; neither has an effect.
    fn definitive_identifier(&mut self) -> Result<(), Fault> {
        if self.sees("{") {
            self.braces()?;
            if self.peek().kind == Kind::String {
                self.advance();
            }
        }
        Ok(())
    }

    /// Tells whether tags are automatic.
    fn tag_default(&mut self) -> Result<bool, Fault> {
        let automatic = self.sees("AUTOMATIC");
        if automatic || self.sees("EXPLICIT") || self.sees("IMPLICIT") {
            self.advance();
            self.expect("TAGS")?;
        }
        Ok(automatic)
    }

    /// Read past: every definition may be imported.
    fn exports(&mut self) -> Result<(), Fault> {
        if !self.accept("EXPORTS") || self.accept(";") {
            return Ok(());
        }
        if self.accept("ALL") {
            return self.expect(";");
        }
        self.comma_list(";", Self::symbol)?;
        Ok(())
    }

    fn imports(&mut self) -> Result<Vec<Import>, Fault> {
        let mut imports = Vec::new();
        if !self.accept("IMPORTS") {
            return Ok(imports);
        }
        while !self.accept(";") {
            let symbols = self.comma_list("FROM", Self::symbol)?;
            let module = self.upper("a module name")?;
            self.assigned_identifier()?;
            imports.push(Import { module, symbols });
        }
        Ok(imports)
    }

    /// A symbol of an import or export; `{}` marks a parameterised one.
    fn symbol(&mut self) -> Result<Name, Fault> {
        let name = match self.peek().kind {
            Kind::Lower => self.lower("a name"),
            _ => self.upper("a name"),
        }?;
        if self.accept("{") {
            self.expect("}")?;
        }
        Ok(name)
    }

    /// The object identifier behind a module's name. A bare value reference is one only if it is not
    /// the first symbol of the next import.
    fn assigned_identifier(&mut self) -> Result<(), Fault> {
        if self.sees("{") {
            self.braces()?;
        } else if self.peek().kind == Kind::Lower && !is_symbol_end(self.ahead(1)) {
            self.advance();
        }
        if self.accept("WITH") && !self.accept("SUCCESSORS") && !self.accept("DESCENDANTS") {
            return Err(self.unexpected("`SUCCESSORS` or `DESCENDANTS`"));
        }
        Ok(())
    }

    fn assignment(&mut self) -> Result<Assignment, Fault> {
        let start = self.position;
        let lower = self.peek().kind == Kind::Lower;
        let name = match lower {
            true => self.lower("a value name")?,
            false => self.upper("an assignment or `END`")?,
        };
        let params = self.params()?;
        let kind = if lower {
            self.value_assignment()?
        } else if self.accept("::=") {
            self.type_or_class()?
        } else {
            self.set_assignment()?
        };
        let text = self.text(start);
        Ok(Assignment { name, doc: self.doc(start), text, params, kind })
    }

    /// `{INTEGER : max, CLASS : Set, Type}`.
    fn params(&mut self) -> Result<Vec<Param>, Fault> {
        if !self.accept("{") {
            return Ok(Vec::new());
        }
        self.comma_list("}", |parser| {
            let bare = parser.ahead(1);
            let governor = match bare.is(",") || bare.is("}") {
                true => None,
                false => {
                    let governor = parser.ty()?;
                    parser.expect(":")?;
                    Some(governor)
                }
            };
            let name = match parser.peek().kind {
                Kind::Lower => parser.lower("a parameter name"),
                _ => parser.upper("a parameter name"),
            }?;
            Ok(Param { governor, name })
        })
    }

    fn value_assignment(&mut self) -> Result<AssignmentKind, Fault> {
        let governor = Rc::new(self.ty()?);
        self.expect("::=")?;
        Ok(AssignmentKind::Value { governor, value: self.value()? })
    }

    fn type_or_class(&mut self) -> Result<AssignmentKind, Fault> {
        if self.sees("CLASS") {
            return Ok(AssignmentKind::Class(self.class()?));
        }
        Ok(AssignmentKind::Type(Rc::new(self.ty()?)))
    }

    fn set_assignment(&mut self) -> Result<AssignmentKind, Fault> {
        if self.peek().kind != Kind::Upper {
            return Err(self.unexpected("`::=` or a governor"));
        }
        let governor = Rc::new(self.ty()?);
        self.expect("::=")?;
        Ok(AssignmentKind::Set { governor, set: self.braces()? })
    }
}

/// What follows a symbol in a list of imports.
fn is_symbol_end(token: &Token) -> bool {
    token.is(",") || token.is("FROM") || token.is("{")
}

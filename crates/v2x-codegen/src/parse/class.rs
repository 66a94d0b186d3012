//! Information object classes (X.681 clauses 9 and 10).

use std::rc::Rc;

use super::Parser;
use crate::ast::{Class, ClassField, ClassFieldKind, Syntax};
use crate::error::Fault;
use crate::lex::Kind;

impl Parser<'_> {
    /// `CLASS { … } WITH SYNTAX { … }`.
    pub(super) fn class(&mut self) -> Result<Class, Fault> {
        self.expect("CLASS")?;
        self.expect("{")?;
        let fields = self.comma_list("}", Self::class_field)?;
        let mut syntax = None;
        if self.accept("WITH") {
            self.expect("SYNTAX")?;
            self.expect("{")?;
            syntax = Some(self.syntax("}")?);
        }
        Ok(Class { fields, syntax })
    }

    fn class_field(&mut self) -> Result<ClassField, Fault> {
        let name = self.field_name()?;
        let capital = name.text.chars().nth(1).is_some_and(|c| c.is_ascii_uppercase());
        let mut kind = match (capital, self.peek().kind) {
            (true, Kind::Upper) if !self.sees("OPTIONAL") && !self.sees("DEFAULT") => {
                self.ty()?;
                ClassFieldKind::Set
            }
            (true, Kind::Field) => {
                self.advance();
                ClassFieldKind::Set
            }
            (true, _) => ClassFieldKind::Type(None),
            (false, Kind::Field) => {
                self.advance();
                ClassFieldKind::VariableValue
            }
            (false, _) => {
                let ty = Rc::new(self.ty()?);
                ClassFieldKind::Value { ty, unique: self.accept("UNIQUE") }
            }
        };
        if !self.accept("OPTIONAL") && self.accept("DEFAULT") {
            self.field_default(&mut kind)?;
        }
        Ok(ClassField { name, kind })
    }

    fn field_default(&mut self, kind: &mut ClassFieldKind) -> Result<(), Fault> {
        match kind {
            ClassFieldKind::Set => drop(self.braces()?),
            ClassFieldKind::Type(default) => *default = Some(Rc::new(self.ty()?)),
            ClassFieldKind::Value { .. } | ClassFieldKind::VariableValue => drop(self.value()?),
        }
        Ok(())
    }

    /// Words, commas, fields and groups in brackets, up to a closing mark, which is taken too.
    fn syntax(&mut self, close: &str) -> Result<Vec<Syntax>, Fault> {
        let mut items = Vec::new();
        while !self.accept(close) {
            let kind = self.peek().kind;
            items.push(match kind {
                Kind::Field => Syntax::Field(self.field_name()?),
                Kind::Upper => self.literal(),
                Kind::Mark if self.sees(",") => self.literal(),
                Kind::Mark if self.accept("[") => Syntax::Optional(self.nested(|p| p.syntax("]"))?),
                _ => return Err(self.unexpected(&format!("a word, a field, `[` or `{close}`"))),
            });
        }
        if items.is_empty() && close == "]" {
            return Err(self.unexpected("a word or a field in the optional group"));
        }
        Ok(items)
    }

    fn literal(&mut self) -> Syntax {
        let word = self.peek().text.clone();
        self.advance();
        Syntax::Literal(word)
    }
}

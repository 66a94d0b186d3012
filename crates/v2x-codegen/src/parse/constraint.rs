//! Constraints (X.680 clauses 49 to 51, X.682 clauses 8 to 11).

use std::rc::Rc;

use super::Parser;
use crate::ast::{Bound, Constraint, ElementSet, Elements, Name};
use crate::error::Fault;
use crate::lex::Kind;

impl Parser<'_> {
    /// `( … )`.
    pub(super) fn constraint(&mut self) -> Result<Constraint, Fault> {
        self.expect("(")?;
        let constraint = match self.peek().text.as_str() {
            "CONTAINING" => self.containing()?,
            "CONSTRAINED" => self.user_defined()?,
            "ENCODED" => self.encoded_by()?,
            "{" if self.ahead(1).kind == Kind::Upper && !self.ahead(2).is(":") => self.table()?,
            _ => Constraint::Subtype(self.element_set()?),
        };
        self.exception()?;
        if !self.accept(")") {
            return Err(self.unexpected("`)`"));
        }
        Ok(constraint)
    }

    /// `SIZE (…)` between `SEQUENCE` and `OF`, without parentheses around it.
    pub(super) fn bare_size(&mut self) -> Result<Constraint, Fault> {
        let at = self.at();
        let root = self.single_elements()?;
        Ok(Constraint::Subtype(ElementSet { at, root, extensible: false }))
    }

    /// `CONTAINING T`, perhaps `ENCODED BY value`.
    fn containing(&mut self) -> Result<Constraint, Fault> {
        self.expect("CONTAINING")?;
        let contained = Rc::new(self.ty()?);
        if self.sees("ENCODED") {
            return Err(Fault::unsupported(self.at(), "CONTAINING with ENCODED BY"));
        }
        Ok(Constraint::Containing(contained))
    }

    fn encoded_by(&mut self) -> Result<Constraint, Fault> {
        self.expect("ENCODED")?;
        self.expect("BY")?;
        self.value()?;
        Ok(Constraint::Invisible)
    }

    fn user_defined(&mut self) -> Result<Constraint, Fault> {
        self.expect("CONSTRAINED")?;
        self.expect("BY")?;
        self.braces()?;
        Ok(Constraint::Invisible)
    }

    /// `{Set}` or `{Set}{@field}`.
    fn table(&mut self) -> Result<Constraint, Fault> {
        self.expect("{")?;
        let set = self.upper_ref("an object set")?;
        self.expect("}")?;
        let mut selected_by = Vec::new();
        if self.accept("{") {
            let at = self.at();
            let mut paths = self.comma_list("}", Self::at_notation)?;
            selected_by = paths.swap_remove(0);
            if !paths.is_empty() {
                return Err(Fault::unsupported(at, "an open type selected by several fields"));
            }
        }
        Ok(Constraint::Table { set, selected_by })
    }

    /// `@a.b` or `@.a`.
    fn at_notation(&mut self) -> Result<Vec<Name>, Fault> {
        self.expect("@")?;
        self.accept(".");
        let mut path = vec![self.lower("a field name")?];
        while self.accept(".") {
            path.push(self.lower("a field name")?);
        }
        Ok(path)
    }

    /// `root`, `root, ...` or `root, ..., additions`.
    pub(crate) fn element_set(&mut self) -> Result<ElementSet, Fault> {
        self.nested(|parser| {
            let at = parser.at();
            let root = parser.elements()?;
            let extensible = parser.accept(",");
            if extensible {
                parser.expect("...")?;
                if parser.accept(",") {
                    parser.elements()?;
                }
            }
            Ok(ElementSet { at, root, extensible })
        })
    }

    /// Unions, or `ALL EXCEPT …`.
    fn elements(&mut self) -> Result<Elements, Fault> {
        if self.accept("ALL") {
            self.expect("EXCEPT")?;
            return Ok(Elements::AllExcept(Box::new(self.single_elements()?)));
        }
        let mut parts = vec![self.intersection()?];
        while self.accept("|") || self.accept("UNION") {
            parts.push(self.intersection()?);
        }
        Ok(one_or(parts, Elements::Union))
    }

    fn intersection(&mut self) -> Result<Elements, Fault> {
        let mut parts = vec![self.exclusion()?];
        while self.accept("^") || self.accept("INTERSECTION") {
            parts.push(self.exclusion()?);
        }
        Ok(one_or(parts, Elements::Intersection))
    }

    fn exclusion(&mut self) -> Result<Elements, Fault> {
        let kept = self.single_elements()?;
        if !self.accept("EXCEPT") {
            return Ok(kept);
        }
        Ok(Elements::Except(Box::new(kept), Box::new(self.single_elements()?)))
    }

    fn single_elements(&mut self) -> Result<Elements, Fault> {
        match self.peek().text.as_str() {
            "(" => {
                self.advance();
                let inner = Box::new(self.element_set()?);
                self.expect(")")?;
                Ok(Elements::Nested(inner))
            }
            "SIZE" => Ok(Elements::Size(self.inner_set()?)),
            "FROM" => Ok(Elements::Alphabet(self.inner_set()?)),
            "PATTERN" | "SETTINGS" => {
                self.advance();
                self.value()?;
                Ok(Elements::Invisible)
            }
            "WITH" => self.inner_types(),
            "INCLUDES" => {
                self.advance();
                Ok(Elements::Included(Rc::new(self.ty()?)))
            }
            _ => self.value_or_range(),
        }
    }

    /// The parentheses behind `SIZE` and `FROM`.
    fn inner_set(&mut self) -> Result<Box<ElementSet>, Fault> {
        self.advance();
        self.expect("(")?;
        let set = self.element_set()?;
        self.expect(")")?;
        Ok(Box::new(set))
    }

    /// `WITH COMPONENT (…)` and `WITH COMPONENTS {…}`: not visible to PER (X.691 10.3.9).
    fn inner_types(&mut self) -> Result<Elements, Fault> {
        self.expect("WITH")?;
        if self.accept("COMPONENT") {
            self.nested(Self::constraint)?;
        } else if self.accept("COMPONENTS") {
            self.braces()?;
        } else {
            return Err(self.unexpected("`COMPONENT` or `COMPONENTS`"));
        }
        Ok(Elements::Invisible)
    }

    /// `5`, `1..10`, `MIN<..<MAX`, or a contained type.
    fn value_or_range(&mut self) -> Result<Elements, Fault> {
        let at = self.at();
        let min = self.sees("MIN");
        if self.peek().kind == Kind::Upper && !min && !self.sees("NULL") && !self.begins_value() {
            if self.sees("MAX") {
                self.advance();
                return Ok(Elements::Range { at, lower: unbounded(), upper: unbounded() });
            }
            return Ok(Elements::Included(Rc::new(self.ty()?)));
        }
        let lower = match self.accept("MIN") {
            true => None,
            false => Some(self.value()?),
        };
        let open = self.accept("<");
        if !self.accept("..") {
            return match lower {
                Some(value) if !open => Ok(Elements::Value(value)),
                _ => Err(self.unexpected("`..`")),
            };
        }
        let lower = Bound { value: lower, open };
        let open = self.accept("<");
        let value = match self.accept("MAX") {
            true => None,
            false => Some(self.value()?),
        };
        Ok(Elements::Range { at, lower, upper: Bound { value, open } })
    }
}

fn unbounded() -> Bound {
    Bound { value: None, open: false }
}

/// The only part itself, or all of them combined.
fn one_or(mut parts: Vec<Elements>, combine: fn(Vec<Elements>) -> Elements) -> Elements {
    if parts.len() == 1 { parts.swap_remove(0) } else { combine(parts) }
}

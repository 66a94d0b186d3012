//! The inside of SEQUENCE, SET and CHOICE (X.680 clauses 25, 27 and 29).

use std::rc::Rc;

use super::Parser;
use crate::ast::{Addition, Component, Components, Field};
use crate::error::Fault;
use crate::lex::Kind;

impl Parser<'_> {
    /// `{ … }` of a SEQUENCE or SET.
    pub(super) fn components(&mut self) -> Result<Components, Fault> {
        self.component_lists(Self::component)
    }

    /// `{ … }` of a CHOICE.
    pub(super) fn alternatives(&mut self) -> Result<Components, Fault> {
        let at = self.at();
        let choice = self.component_lists(|parser| Ok(Component::Field(Box::new(parser.field(false)?))))?;
        if choice.root.is_empty() {
            return Err(Fault::invalid(at, "a CHOICE needs an alternative before its extension marker"));
        }
        Ok(choice)
    }

    /// Root, additions after a marker, and root again after a second one.
    fn component_lists(
        &mut self,
        item: fn(&mut Self) -> Result<Component, Fault>,
    ) -> Result<Components, Fault> {
        self.expect("{")?;
        let mut root = Vec::new();
        let mut additions: Option<Vec<Addition>> = None;
        let mut markers = 0;
        while !self.accept("}") {
            match &mut additions {
                _ if self.sees("...") => {
                    markers += 1;
                    self.marker(markers)?;
                    additions.get_or_insert_default();
                }
                Some(additions) if markers == 1 => additions.push(self.addition(item)?),
                _ => root.push(item(self)?),
            }
            self.separator()?;
        }
        Ok(Components { root, additions })
    }

    /// A component, or a group `[[ … ]]`.
    fn addition(&mut self, item: fn(&mut Self) -> Result<Component, Fault>) -> Result<Addition, Fault> {
        if self.sees_double("[") {
            return Ok(Addition::Group(self.group(item)?));
        }
        Ok(Addition::Component(item(self)?))
    }

    /// `...`, perhaps with an exception mark.
    fn marker(&mut self, count: u32) -> Result<(), Fault> {
        if count > 2 {
            return Err(self.unexpected("at most two extension markers"));
        }
        self.expect("...")?;
        self.exception()
    }

    /// A comma with something behind it, or the closing brace ahead.
    fn separator(&mut self) -> Result<(), Fault> {
        if self.sees("}") {
            return Ok(());
        }
        if !self.accept(",") {
            return Err(self.unexpected("`,` or `}`"));
        }
        if self.sees("}") {
            return Err(self.unexpected("a component"));
        }
        Ok(())
    }

    /// `! 5`, `! Type : value`: no effect on PER.
    pub(super) fn exception(&mut self) -> Result<(), Fault> {
        if !self.accept("!") {
            return Ok(());
        }
        if self.peek().kind == Kind::Upper && !(self.ahead(1).is(".") && self.ahead(2).kind == Kind::Lower) {
            self.ty()?;
            self.expect(":")?;
        }
        self.value()?;
        Ok(())
    }

    /// `[[ 2: a A, b B ]]`.
    fn group(&mut self, item: fn(&mut Self) -> Result<Component, Fault>) -> Result<Vec<Component>, Fault> {
        self.expect_double("[")?;
        if self.peek().kind == Kind::Number {
            self.advance();
            self.expect(":")?;
        }
        let mut components = vec![item(self)?];
        while self.accept(",") {
            components.push(item(self)?);
        }
        if !self.sees_double("]") {
            return Err(self.unexpected("`,` or `]]`"));
        }
        self.expect_double("]")?;
        Ok(components)
    }

    fn component(&mut self) -> Result<Component, Fault> {
        if self.accept("COMPONENTS") {
            self.expect("OF")?;
            return Ok(Component::Of(Rc::new(self.ty()?)));
        }
        Ok(Component::Field(Box::new(self.field(true)?)))
    }

    /// `name Type`, of a SEQUENCE or SET with `OPTIONAL` or `DEFAULT value`.
    fn field(&mut self, may_be_absent: bool) -> Result<Field, Fault> {
        let start = self.position;
        let name = self.lower("a field name")?;
        let ty = Rc::new(self.ty()?);
        let optional = may_be_absent && self.accept("OPTIONAL");
        let default = match may_be_absent && !optional && self.accept("DEFAULT") {
            true => Some(self.value()?),
            false => None,
        };
        Ok(Field { name, doc: self.doc(start), ty, optional, default })
    }
}

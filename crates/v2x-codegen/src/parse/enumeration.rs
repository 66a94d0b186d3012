//! The inside of ENUMERATED (X.680 clause 20).

use super::Parser;
use crate::ast::{Enumeration, EnumerationItem};
use crate::error::Fault;

impl Parser<'_> {
    /// `{ a, b(5), ..., c }`.
    pub(super) fn enumeration(&mut self) -> Result<Enumeration, Fault> {
        self.expect("{")?;
        let mut root = vec![self.enumeration_item()?];
        let mut additions: Option<Vec<EnumerationItem>> = None;
        while self.accept(",") {
            if self.sees("...") && additions.is_none() {
                self.expect("...")?;
                self.exception()?;
                additions = Some(Vec::new());
                continue;
            }
            let item = self.enumeration_item()?;
            additions.as_mut().unwrap_or(&mut root).push(item);
        }
        if !self.accept("}") {
            return Err(self.unexpected("`,` or `}`"));
        }
        Ok(Enumeration { root, additions })
    }

    fn enumeration_item(&mut self) -> Result<EnumerationItem, Fault> {
        let start = self.position;
        let name = self.lower("an enumeration item")?;
        let value = match self.accept("(") {
            true => {
                let value = self.value()?;
                self.expect(")")?;
                Some(value)
            }
            false => None,
        };
        Ok(EnumerationItem { name, doc: self.doc(start), value })
    }
}

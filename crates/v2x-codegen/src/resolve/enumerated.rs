//! ENUMERATED: numbers for the items without one (X.680 clause 20).

use super::Resolver;
use super::names::Scope;
use crate::ast::{Enumeration, EnumerationItem};
use crate::error::Fault;
use crate::model::{Named, Type};

impl Resolver<'_> {
    pub(super) fn enumerated(&self, scope: &Scope, items: &Enumeration) -> Result<Type, Fault> {
        let mut root = self.root_items(scope, &items.root)?;
        let ext = match &items.additions {
            Some(additions) => Some(self.added_items(scope, &root, additions)?),
            None => self.implied(scope),
        };
        root.sort_by_key(|item| item.value);
        Ok(Type::Enumerated { root, ext })
    }

    /// Items without a number take, in order, the smallest numbers from 0 that no root item states
    /// (X.680 20.3).
    fn root_items(&self, scope: &Scope, items: &[EnumerationItem]) -> Result<Vec<Named>, Fault> {
        let stated = self.stated(scope, items)?;
        let taken: std::collections::HashSet<i128> = stated.iter().flatten().copied().collect();
        let mut free = (0..).filter(|number| !taken.contains(number));
        let mut root = Vec::new();
        let mut known = Known::default();
        for (item, stated) in items.iter().zip(stated) {
            let value = stated.or_else(|| free.next()).unwrap_or(0);
            known.add(item, value)?;
            root.push(named(item, value));
        }
        Ok(root)
    }

    /// Additions without a number take the smallest one above all additions before them that no root item
    /// has (X.680 20.6); they must ascend.
    fn added_items(
        &self,
        scope: &Scope,
        root: &[Named],
        items: &[EnumerationItem],
    ) -> Result<Vec<Named>, Fault> {
        let mut known = Known::default();
        known.names.extend(root.iter().map(|item| item.name.clone()));
        known.values.extend(root.iter().map(|item| item.value));
        let mut additions: Vec<Named> = Vec::new();
        for (item, stated) in items.iter().zip(self.stated(scope, items)?) {
            let last = additions.last().map(|last| last.value);
            let mut free = last.map_or(0, |last| last.saturating_add(1));
            while stated.is_none() && known.values.contains(&free) {
                free += 1;
            }
            let value = stated.unwrap_or(free);
            if last.is_some_and(|last| last > value) {
                let message = format!("the additions must ascend, but {} is {value}", item.name.text);
                return Err(Fault::invalid(item.name.at, message));
            }
            known.add(item, value)?;
            additions.push(named(item, value));
        }
        Ok(additions)
    }

    fn stated(&self, scope: &Scope, items: &[EnumerationItem]) -> Result<Vec<Option<i128>>, Fault> {
        let number = |item: &EnumerationItem| {
            item.value.as_ref().map(|value| self.integer(scope, value, &[])).transpose()
        };
        items.iter().map(number).collect()
    }
}

/// The names and numbers already used.
#[derive(Default)]
struct Known {
    names: std::collections::HashSet<String>,
    values: std::collections::HashSet<i128>,
}

impl Known {
    fn add(&mut self, item: &EnumerationItem, value: i128) -> Result<(), Fault> {
        if !self.names.insert(item.name.text.clone()) {
            return Err(Fault::duplicate(item.name.at, "enumeration item", &item.name.text));
        }
        if !self.values.insert(value) {
            let message = format!("{} has the number of another item, {value}", item.name.text);
            return Err(Fault::invalid(item.name.at, message));
        }
        Ok(())
    }
}

fn named(item: &EnumerationItem, value: i128) -> Named {
    Named { name: item.name.text.clone(), doc: item.doc.clone(), value }
}

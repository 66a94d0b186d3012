//! DEFAULT values, and values that are not integers.

use std::rc::Rc;

use super::Resolver;
use super::names::Scope;
use super::root::{Root, RootKind};
use super::value::Referenced;
use crate::ast::{self, Type, TypeKind, ValueKind};
use crate::error::Fault;
use crate::lex::Kind;
use crate::model::Value;
use crate::parse::Parser;

impl Resolver<'_> {
    /// The default value of a component.
    pub(super) fn default(&self, scope: &Scope, ty: &Rc<Type>, value: &ast::Value) -> Result<Value, Fault> {
        let (_, target) = self.target(scope, ty)?;
        let root = self.root(scope, ty)?;
        let items = match &target.kind {
            TypeKind::Enumerated(items) => Some(items),
            _ => None,
        };
        self.value_of(&Governor { root: &root, items }, scope, value)
    }

    /// Checks a value assignment of a type other than INTEGER. What stands in braces is not looked into.
    pub(super) fn check_value(
        &self,
        scope: &Scope,
        governor: &Type,
        value: &ast::Value,
    ) -> Result<(), Fault> {
        let root = self.root(scope, governor)?;
        let plain = matches!(
            root.kind,
            RootKind::Boolean | RootKind::Enumerated | RootKind::Null | RootKind::CharString(_)
        );
        if plain && value.tokens().is_none() {
            self.default(scope, &Rc::new(governor.clone()), value)?;
        }
        Ok(())
    }

    fn value_of(&self, governor: &Governor<'_>, scope: &Scope, value: &ast::Value) -> Result<Value, Fault> {
        if let ValueKind::Reference(to) = &value.kind {
            if governor.has_item(to) {
                return Ok(Value::Enumerated(to.name.text.clone()));
            }
            if !governor.root.is_integer() {
                return self.referenced_value(governor, scope, to);
            }
        }
        match (governor.root.kind, &value.kind) {
            (RootKind::Integer, _) => self.checked_integer(governor.root, scope, value).map(Value::Integer),
            (RootKind::Boolean, ValueKind::Boolean(value)) => Ok(Value::Boolean(*value)),
            (RootKind::Null, ValueKind::Null) => Ok(Value::Null),
            (RootKind::CharString(_), ValueKind::String(text)) => Ok(Value::String(text.clone())),
            (RootKind::BitString, ValueKind::Bits(octets, bits)) => {
                Ok(Value::Bits { octets: octets.clone(), bits: *bits })
            }
            (RootKind::OctetString, ValueKind::Bits(octets, _)) => {
                Ok(Value::Bits { octets: octets.clone(), bits: octets.len() * 8 })
            }
            (RootKind::BitString, ValueKind::Braces(tokens)) => self.named_bits(governor, scope, tokens),
            (RootKind::List, ValueKind::Braces(tokens)) if tokens.list.len() == 1 => Ok(Value::Empty),
            (RootKind::List | RootKind::Record | RootKind::Choice | RootKind::Other, _)
            | (RootKind::OpenType, _) => Err(Fault::unsupported(value.at, "a DEFAULT value of this type")),
            _ => Err(Fault::invalid(value.at, format!("a value of {} is needed here", governor.name()))),
        }
    }

    fn referenced_value(
        &self,
        governor: &Governor<'_>,
        scope: &Scope,
        to: &ast::Ref,
    ) -> Result<Value, Fault> {
        let _depth = self.deeper(to.name.at)?;
        match self.referenced(scope, to)? {
            Referenced::Actual(value, scope) => self.value_of(governor, &scope, &value),
            Referenced::Assigned { scope, value, .. } => {
                let _open = self.open(scope.module, &to.name.text, to.name.at)?;
                self.value_of(governor, &scope, &value)
            }
        }
    }

    /// `{ first, third }`: the bits up to the last one named, or up to the least size.
    fn named_bits(
        &self,
        governor: &Governor<'_>,
        scope: &Scope,
        tokens: &ast::Tokens,
    ) -> Result<Value, Fault> {
        /// No message has a bit string of named bits near this length.
        const LONGEST: usize = 65_536;
        let mut parser = Parser::new(&tokens.list);
        let mut positions = Vec::new();
        while !parser.at_end() {
            let name = parser.lower("a named bit")?;
            let bit = ast::Value {
                at: name.at,
                kind: ValueKind::Reference(ast::Ref { module: None, name: name.clone() }),
            };
            let position = self.integer(scope, &bit, &governor.root.named)?;
            let position = usize::try_from(position).ok().filter(|position| *position < LONGEST);
            positions.push(position.ok_or_else(|| Fault::unsupported(name.at, "a bit at this position"))?);
            if parser.peek().kind != Kind::End {
                parser.expect(",")?;
            }
        }
        let least = usize::try_from(governor.root.effect.size().lower).unwrap_or(LONGEST).min(LONGEST);
        let bits = positions.iter().map(|position| position + 1).fold(least, usize::max);
        let mut octets = vec![0_u8; bits.div_ceil(8)];
        for position in positions {
            if let Some(octet) = octets.get_mut(position / 8) {
                *octet |= 0x80 >> (position % 8);
            }
        }
        Ok(Value::Bits { octets, bits })
    }
}

/// The type of a value.
struct Governor<'g> {
    root: &'g Root,
    /// The items, if it is an ENUMERATED.
    items: Option<&'g ast::Enumeration>,
}

impl Governor<'_> {
    /// A reference names one of the items.
    fn has_item(&self, to: &ast::Ref) -> bool {
        let Some(items) = self.items else { return false };
        let mut all = items.root.iter().chain(items.additions.iter().flatten());
        to.module.is_none() && all.any(|item| item.name.text == to.name.text)
    }

    fn name(&self) -> &'static str {
        match self.root.kind {
            RootKind::BitString => "BIT STRING",
            RootKind::Boolean => "BOOLEAN",
            RootKind::CharString(_) => "a character string type",
            RootKind::Enumerated => "ENUMERATED",
            RootKind::Null => "NULL",
            RootKind::OctetString => "OCTET STRING",
            _ => "this type",
        }
    }
}

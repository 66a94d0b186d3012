//! Information objects and object sets (X.681 clauses 11 and 12), read once their class is known.

use std::rc::Rc;

use super::Parser;
use crate::ast::{Class, ClassFieldKind, Name, Ref, Syntax, Tokens, Type, Value, ValueKind};
use crate::error::Fault;
use crate::lex::Kind;

/// A part of an object set.
#[derive(Debug)]
pub(crate) enum ObjectItem {
    /// An object written in place.
    Inline(Tokens),
    /// `...`.
    Marker,
    /// A reference to an object.
    Object(Ref),
    /// A reference to another set.
    Set(Ref),
}

/// What an object gives to a field of its class.
#[derive(Clone, Debug)]
pub(crate) enum Setting {
    /// A set or an object: without effect on PER.
    Other,
    Type(Rc<Type>),
    Value(Value),
}

impl Parser<'_> {
    /// The inside of an object set: objects and sets with `|` between them, and markers.
    pub(crate) fn object_set(&mut self) -> Result<Vec<ObjectItem>, Fault> {
        let mut items = Vec::new();
        while !self.at_end() {
            let marker = self.accept("...");
            items.push(if marker { ObjectItem::Marker } else { self.object_item()? });
            if self.at_end() {
                break;
            }
            if !(self.accept(",") || (!marker && (self.accept("|") || self.accept("UNION")))) {
                return Err(self.unexpected("`|`, `,` or `}`"));
            }
            if self.at_end() {
                return Err(self.unexpected("an object or an object set"));
            }
        }
        Ok(items)
    }

    fn object_item(&mut self) -> Result<ObjectItem, Fault> {
        let qualified = self.ahead(1).is(".") && self.ahead(2).kind == Kind::Lower;
        match self.peek().kind {
            Kind::Mark if self.sees("{") => Ok(ObjectItem::Inline(self.braces()?)),
            Kind::Lower => Ok(ObjectItem::Object(Ref { module: None, name: self.lower("an object")? })),
            Kind::Upper if qualified => {
                let module = self.upper("an object")?;
                self.expect(".")?;
                Ok(ObjectItem::Object(Ref { module: Some(module), name: self.lower("an object")? }))
            }
            Kind::Upper => Ok(ObjectItem::Set(self.upper_ref("an object or an object set")?)),
            _ => Err(self.unexpected("an object or an object set")),
        }
    }

    /// The inside of an object, by the class's own syntax or as `{&id 3, &Type T}`.
    pub(crate) fn object(&mut self, class: &Class) -> Result<Vec<(Name, Setting)>, Fault> {
        let mut settings = Vec::new();
        match &class.syntax {
            Some(syntax) if self.peek().kind != Kind::Field => {
                self.by_syntax(class, syntax, &mut settings)?;
            }
            _ => {
                while self.peek().kind == Kind::Field {
                    let field = self.field_name()?;
                    self.setting(class, &field, &mut settings)?;
                    if !self.accept(",") {
                        break;
                    }
                }
            }
        }
        if !self.at_end() {
            return Err(self.unexpected("`}` at the end of the object"));
        }
        Ok(settings)
    }

    fn by_syntax(
        &mut self,
        class: &Class,
        syntax: &[Syntax],
        settings: &mut Vec<(Name, Setting)>,
    ) -> Result<(), Fault> {
        for (index, item) in syntax.iter().enumerate() {
            let after = syntax.get(index + 1);
            match item {
                Syntax::Literal(word) => self.expect(word)?,
                Syntax::Field(field) => self.setting(class, field, settings)?,
                Syntax::Optional(group) if self.begins_group(group, after) => {
                    self.by_syntax(class, group, settings)?;
                }
                Syntax::Optional(_) => {}
            }
        }
        Ok(())
    }

    /// The next token can be the first of an optional group; a word that must follow the group is not.
    fn begins_group(&self, group: &[Syntax], after: Option<&Syntax>) -> bool {
        let token = self.peek();
        match group.first() {
            Some(Syntax::Field(_)) if matches!(after, Some(Syntax::Literal(word)) if token.is(word)) => false,
            Some(Syntax::Literal(word)) => token.is(word),
            Some(Syntax::Field(field))
                if field.text.as_bytes().get(1).is_some_and(u8::is_ascii_uppercase) =>
            {
                matches!(token.kind, Kind::Upper) || token.is("{")
            }
            Some(Syntax::Field(_)) => !self.at_end() && !token.is(",") && token.kind != Kind::Upper,
            Some(Syntax::Optional(inner)) => self.begins_group(inner, after),
            None => false,
        }
    }

    fn setting(
        &mut self,
        class: &Class,
        field: &Name,
        settings: &mut Vec<(Name, Setting)>,
    ) -> Result<(), Fault> {
        let Some(kind) = class.fields.iter().find(|known| known.name.text == field.text) else {
            return Err(Fault::unknown(field.at, "field", &field.text));
        };
        let setting = match kind.kind {
            ClassFieldKind::Type(_) => Setting::Type(Rc::new(self.ty()?)),
            ClassFieldKind::Value { .. } => Setting::Value(self.value()?),
            ClassFieldKind::Set => {
                self.braces()?;
                Setting::Other
            }
            ClassFieldKind::VariableValue => {
                self.value()?;
                Setting::Other
            }
        };
        settings.push((field.clone(), setting));
        Ok(())
    }
}

impl Value {
    /// The tokens in braces, if the value is written so.
    pub(crate) fn tokens(&self) -> Option<&Tokens> {
        match &self.kind {
            ValueKind::Braces(tokens) => Some(tokens),
            _ => None,
        }
    }
}

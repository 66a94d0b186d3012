//! Types (X.680 clauses 17 to 31, X.683 clause 9).

use std::rc::Rc;

use super::Parser;
use crate::ast::{Actual, NamedNumber, Tag, TagClass, Type, TypeKind};
use crate::error::Fault;
use crate::lex::Kind;
use crate::model::CharKind;

impl Parser<'_> {
    /// A type with its tag and constraints.
    pub(crate) fn ty(&mut self) -> Result<Type, Fault> {
        self.nested(|parser| {
            let at = parser.at();
            let tag = parser.tag()?;
            if tag.is_some() && parser.sees("[") {
                return Err(Fault::unsupported(parser.at(), "a tag on a tag"));
            }
            let (kind, mut constraints) = parser.bare_type()?;
            while parser.sees("(") {
                constraints.push(parser.constraint()?);
            }
            Ok(Type { at, tag, kind, constraints })
        })
    }

    /// `[APPLICATION 3] IMPLICIT`.
    fn tag(&mut self) -> Result<Option<Tag>, Fault> {
        if !self.accept("[") {
            return Ok(None);
        }
        let class = match self.peek().text.as_str() {
            "UNIVERSAL" => TagClass::Universal,
            "APPLICATION" => TagClass::Application,
            "PRIVATE" => TagClass::Private,
            _ => TagClass::Context,
        };
        if class != TagClass::Context {
            self.advance();
        }
        let number = match self.peek() {
            token if token.kind == Kind::Number => token.text.parse().ok(),
            _ => None,
        };
        let Some(number) = number else { return Err(self.unexpected("a tag number")) };
        self.advance();
        self.expect("]")?;
        if !self.accept("IMPLICIT") {
            self.accept("EXPLICIT");
        }
        Ok(Some(Tag { class, number }))
    }

    /// A type without tag; the constraints are those that stand before `OF`.
    fn bare_type(&mut self) -> Result<(TypeKind, Vec<crate::ast::Constraint>), Fault> {
        let word = self.peek().text.clone();
        match word.as_str() {
            "SEQUENCE" | "SET" => return self.sequence_or_set(),
            "CHOICE" => {
                self.advance();
                return Ok((TypeKind::Choice(self.alternatives()?), Vec::new()));
            }
            _ => {}
        }
        let kind = match (self.peek().kind, refused(&word)) {
            (Kind::Upper, true) => return Err(Fault::unsupported(self.at(), word)),
            (Kind::Upper, false) => self.word_type(&word)?,
            (Kind::Lower, _) if self.ahead(1).is("<") => {
                return Err(Fault::unsupported(self.at(), "a selection type"));
            }
            _ => return Err(self.unexpected("a type")),
        };
        Ok((kind, Vec::new()))
    }

    /// A type that begins with a word: built in, or a reference.
    fn word_type(&mut self, word: &str) -> Result<TypeKind, Fault> {
        let kind = match word {
            "BIT" | "OCTET" | "OBJECT" => return self.two_word_type(word),
            "ENUMERATED" => {
                self.advance();
                return Ok(TypeKind::Enumerated(self.enumeration()?));
            }
            "INTEGER" => {
                self.advance();
                return Ok(TypeKind::Integer(self.named_numbers()?));
            }
            "BOOLEAN" => TypeKind::Boolean,
            "NULL" => TypeKind::Null,
            "RELATIVE-OID" => TypeKind::RelativeOid,
            "GeneralizedTime" => TypeKind::GeneralizedTime,
            "UTCTime" => TypeKind::UtcTime,
            _ => match char_kind(word) {
                Some(kind) => TypeKind::CharString(kind),
                None => return self.reference(),
            },
        };
        self.advance();
        Ok(kind)
    }

    fn two_word_type(&mut self, word: &str) -> Result<TypeKind, Fault> {
        self.advance();
        if word == "OBJECT" {
            self.expect("IDENTIFIER")?;
            return Ok(TypeKind::ObjectIdentifier);
        }
        self.expect("STRING")?;
        match word {
            "BIT" => Ok(TypeKind::BitString(self.named_numbers()?)),
            _ => Ok(TypeKind::OctetString),
        }
    }

    /// `Name`, `Module.Name`, `Name {actuals}`, `CLASS.&field`.
    fn reference(&mut self) -> Result<TypeKind, Fault> {
        let to = self.upper_ref("a type")?;
        if self.accept(".") {
            let field = self.field_name()?;
            if self.sees(".") {
                return Err(Fault::unsupported(self.at(), "a field of a field"));
            }
            return Ok(TypeKind::ClassField { class: to, field });
        }
        let actuals = match self.accept("{") {
            true => self.comma_list("}", Self::actual)?,
            false => Vec::new(),
        };
        Ok(TypeKind::Reference { to, actuals })
    }

    /// An actual parameter: a set in braces, a type or a value.
    fn actual(&mut self) -> Result<Actual, Fault> {
        let token = self.peek();
        let at = token.at;
        if token.is("{") && self.ahead(1).kind == Kind::Upper {
            self.advance();
            let set = self.upper_ref("an object set")?;
            if !self.accept("}") {
                return Err(Fault::unsupported(at, "an object set written at the reference"));
            }
            return Ok(Actual::Set(set));
        }
        match token.kind {
            Kind::Upper if !self.begins_value() => Ok(Actual::Type(Rc::new(self.ty()?))),
            Kind::Mark if token.is("[") => Ok(Actual::Type(Rc::new(self.ty()?))),
            Kind::Mark if token.is("{") => {
                Err(Fault::unsupported(at, "an object set written at the reference"))
            }
            _ => Ok(Actual::Value(self.value()?)),
        }
    }

    /// SEQUENCE, SEQUENCE OF, SET and SET OF; a constraint before `OF` is the list's.
    fn sequence_or_set(&mut self) -> Result<(TypeKind, Vec<crate::ast::Constraint>), Fault> {
        let set = self.sees("SET");
        self.advance();
        if self.sees("{") {
            let components = self.components()?;
            let kind = if set { TypeKind::Set(components) } else { TypeKind::Sequence(components) };
            return Ok((kind, Vec::new()));
        }
        let mut constraints = Vec::new();
        if self.sees("SIZE") {
            constraints.push(self.bare_size()?);
        }
        while self.sees("(") {
            constraints.push(self.constraint()?);
        }
        if !self.accept("OF") {
            let expected = if constraints.is_empty() { "`{` or `OF`" } else { "`OF`" };
            return Err(self.unexpected(expected));
        }
        if self.peek().kind == Kind::Lower && !self.ahead(1).is("<") {
            self.advance(); // The element may be named (X.680 26.1); the name has no effect.
        }
        let element = Rc::new(self.ty()?);
        let kind = if set { TypeKind::SetOf(element) } else { TypeKind::SequenceOf(element) };
        Ok((kind, constraints))
    }

    /// `{ name(number), … }` of an INTEGER or BIT STRING, or nothing.
    fn named_numbers(&mut self) -> Result<Vec<NamedNumber>, Fault> {
        if !self.accept("{") {
            return Ok(Vec::new());
        }
        self.comma_list("}", |parser| {
            let start = parser.position;
            let name = parser.lower("an identifier")?;
            parser.expect("(")?;
            let value = parser.value()?;
            parser.expect(")")?;
            Ok(NamedNumber { name, doc: parser.doc(start), value })
        })
    }
}

/// The restricted character string types that are read.
fn char_kind(word: &str) -> Option<CharKind> {
    Some(match word {
        "BMPString" => CharKind::BmpString,
        "IA5String" => CharKind::Ia5String,
        "NumericString" => CharKind::NumericString,
        "PrintableString" => CharKind::PrintableString,
        "UTF8String" => CharKind::Utf8String,
        "VisibleString" | "ISO646String" => CharKind::VisibleString,
        _ => return None,
    })
}

/// Types of ASN.1 that no message set of this field uses.
fn refused(word: &str) -> bool {
    const REFUSED: [&str; 18] = [
        "ANY",
        "CHARACTER",
        "DATE",
        "DATE-TIME",
        "DURATION",
        "EMBEDDED",
        "EXTERNAL",
        "GeneralString",
        "GraphicString",
        "INSTANCE",
        "OID-IRI",
        "ObjectDescriptor",
        "REAL",
        "RELATIVE-OID-IRI",
        "T61String",
        "TIME",
        "TIME-OF-DAY",
        "TeletexString",
    ];
    REFUSED.contains(&word) || matches!(word, "UniversalString" | "VideotexString")
}

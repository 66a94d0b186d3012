//! Values (X.680 clause 16 and the value notation of each type).

use super::Parser;
use crate::ast::{Name, Ref, Value, ValueKind};
use crate::error::Fault;
use crate::lex::{Kind, Token};

impl Parser<'_> {
    /// The next tokens can only be a value, although the first begins with a capital.
    pub(super) fn begins_value(&self) -> bool {
        let token = self.peek();
        matches!(token.text.as_str(), "TRUE" | "FALSE" | "PLUS-INFINITY" | "MINUS-INFINITY")
            || (token.kind == Kind::Upper && self.ahead(1).is(".") && self.ahead(2).kind == Kind::Lower)
    }

    /// A value. What stands in braces is set aside until its governor is known.
    pub(crate) fn value(&mut self) -> Result<Value, Fault> {
        self.nested(|parser| {
            let at = parser.at();
            Ok(Value { at, kind: parser.value_kind()? })
        })
    }

    fn value_kind(&mut self) -> Result<ValueKind, Fault> {
        let token = self.peek();
        let kind = match token.kind {
            Kind::Number => ValueKind::Integer(integer(token, "")?),
            Kind::BitString => bits(token, 1),
            Kind::HexString => bits(token, 4),
            Kind::String => ValueKind::String(token.string()),
            Kind::Real => return Err(Fault::unsupported(token.at, "a REAL value")),
            Kind::Lower => return self.lower_value(),
            Kind::Mark if token.is("{") => return Ok(ValueKind::Braces(self.braces()?)),
            Kind::Mark if token.is("-") && self.ahead(1).kind == Kind::Number => {
                self.advance();
                ValueKind::Integer(integer(self.peek(), "-")?)
            }
            Kind::Upper => return self.upper_value(),
            _ => return Err(self.unexpected("a value")),
        };
        self.advance();
        Ok(kind)
    }

    /// A reference, or `alternative : value`.
    fn lower_value(&mut self) -> Result<ValueKind, Fault> {
        let name = self.lower("a value")?;
        if self.accept(":") {
            self.value()?;
            return Ok(ValueKind::Choice);
        }
        Ok(ValueKind::Reference(Ref { module: None, name }))
    }

    fn upper_value(&mut self) -> Result<ValueKind, Fault> {
        let token = self.peek();
        let kind = match token.text.as_str() {
            "TRUE" => ValueKind::Boolean(true),
            "FALSE" => ValueKind::Boolean(false),
            "NULL" => ValueKind::Null,
            "PLUS-INFINITY" | "MINUS-INFINITY" => {
                return Err(Fault::unsupported(token.at, "a REAL value"));
            }
            _ if self.begins_value() => {
                let module = Name { text: token.text.clone(), at: token.at };
                self.advance();
                self.expect(".")?;
                let name = self.lower("a value")?;
                return Ok(ValueKind::Reference(Ref { module: Some(module), name }));
            }
            _ => return Err(self.unexpected("a value")),
        };
        self.advance();
        Ok(kind)
    }
}

fn integer(token: &Token, sign: &str) -> Result<i128, Fault> {
    let digits = format!("{sign}{}", token.text);
    digits.parse().map_err(|_| Fault::unsupported(token.at, "a number beyond 127 bits"))
}

/// The bits of `'…'B` or `'…'H`, left-aligned, given the bits of one digit.
fn bits(token: &Token, width: usize) -> ValueKind {
    let mut octets = Vec::new();
    let mut count = 0;
    for digit in token.text.trim_end_matches(['B', 'H']).chars().filter_map(|c| c.to_digit(16)) {
        for shift in (0..width).rev() {
            if count % 8 == 0 {
                octets.push(0);
            }
            let bit = u8::from(digit >> shift & 1 == 1);
            if let Some(last) = octets.last_mut() {
                *last |= bit << (7 - count % 8);
            }
            count += 1;
        }
    }
    ValueKind::Bits(octets, count)
}

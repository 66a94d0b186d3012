//! From trees to XML.

use super::{
    CONTROLS, UNKNOWN, UNKNOWN_ADDITIONS, UNKNOWN_ALTERNATIVE, UNKNOWN_EXTENSIONS, XerError, items_are_bare,
};
use crate::jer::{Shape, Value, from_bit_string};
use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec;
use core::fmt::Write as _;

/// The JSON tree of a value as XML, in an element `root`, without white space between elements.
///
/// # Errors
/// The tree is not of the shape, or has a string with U+FFFE or U+FFFF, which XML cannot have.
pub fn write(value: &Value, root: &str, shape: &'static Shape) -> Result<String, XerError> {
    let mut writer = Writer { out: String::new() };
    writer.element(root, value, shape)?;
    Ok(writer.out)
}

/// The members of an object.
type Members = [(Cow<'static, str>, Value)];

struct Writer {
    out: String,
}

impl Writer {
    fn element(&mut self, name: &str, value: &Value, shape: &'static Shape) -> Result<(), XerError> {
        self.tagged(name, |writer| writer.contents(value, shape))
    }

    /// Writes an element with what `contents` writes; an empty one as `<name/>`.
    fn tagged(
        &mut self,
        name: &str,
        contents: impl FnOnce(&mut Self) -> Result<(), XerError>,
    ) -> Result<(), XerError> {
        self.out.extend(["<", name, ">"]);
        let start = self.out.len();
        contents(self)?;
        if self.out.len() == start {
            self.out.pop();
            self.out.push_str("/>");
        } else {
            self.out.extend(["</", name, ">"]);
        }
        Ok(())
    }

    fn contents(&mut self, value: &Value, shape: &'static Shape) -> Result<(), XerError> {
        let shape = shape.resolve();
        match (shape, value) {
            (Shape::Bits(usual, _), _) => return self.bits(value, *usual),
            (Shape::Boolean, Value::Boolean(value)) => {
                self.out.push_str(if *value { "<true/>" } else { "<false/>" })
            }
            (Shape::Choice(_), Value::Object(members)) => return self.choice(members, shape),
            (Shape::Enumerated, Value::String(name)) => self.out.extend(["<", name, "/>"]),
            (Shape::Enumerated, Value::Object(members)) => {
                let [(_, index)] = members.as_slice() else { return Err(XerError::Shape("an item")) };
                return self.element(UNKNOWN, index, &Shape::Integer);
            }
            // Writing to a String does not fail.
            (Shape::Integer | Shape::Number(_), Value::Integer(value)) => {
                write!(self.out, "{value}").unwrap_or_default()
            }
            (Shape::List(name, of), Value::Array(items)) => return self.list(items, name, of),
            (Shape::Null, Value::Null) => {}
            // X.693 takes both cases; upper is what everyone writes. The digits are ASCII.
            (Shape::Octets, Value::String(digits)) => {
                self.out.extend(digits.chars().map(|digit| digit.to_ascii_uppercase()));
            }
            (Shape::Sequence(_), Value::Object(members)) => return self.sequence(members, shape),
            (Shape::Text, Value::String(text)) => return self.text(text),
            _ => return Err(XerError::Shape(expected(shape))),
        }
        Ok(())
    }

    fn sequence(&mut self, members: &Members, shape: &'static Shape) -> Result<(), XerError> {
        for (name, value) in members {
            let Some(member) = shape.member(name) else {
                let extensions = (name == UNKNOWN_EXTENSIONS).then(|| additions(value)).flatten();
                let extensions = extensions.ok_or(XerError::Shape("a component"))?;
                self.element(name, &extensions, &UNKNOWN_ADDITIONS)?;
                continue;
            };
            match (member.shape, member.shape.row(members)) {
                (_, Some(row)) => self.tagged(name, |writer| writer.element(row.name, value, row.shape))?,
                (Shape::Open(..), None) => self.element(name, value, &Shape::Octets)?,
                (shape, None) => self.element(name, value, shape)?,
            }
        }
        Ok(())
    }

    fn choice(&mut self, members: &Members, shape: &'static Shape) -> Result<(), XerError> {
        let [(name, value)] = members else { return Err(XerError::Shape("one alternative")) };
        match shape.member(name) {
            Some(member) => self.element(name, value, member.shape),
            None if name == UNKNOWN => self.element(name, value, &UNKNOWN_ALTERNATIVE),
            None => Err(XerError::Shape("an alternative")),
        }
    }

    fn list(&mut self, items: &[Value], name: &str, of: &'static Shape) -> Result<(), XerError> {
        let bare = items_are_bare(of);
        items.iter().try_for_each(|item| match item {
            Value::Null if bare => self.element("NULL", item, of),
            _ if bare => self.contents(item, of),
            _ => self.element(name, item, of),
        })
    }

    fn bits(&mut self, value: &Value, usual: Option<usize>) -> Result<(), XerError> {
        let bits = from_bit_string(value, usual).map_err(XerError::Value)?;
        self.out.extend((0..bits.len()).map(|i| if bits.get(i) { '1' } else { '0' }));
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), XerError> {
        for char in text.chars() {
            match char {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                // The two that XML has no form for (production 2 of XML 1.0), and that are no characters in Unicode.
                '\u{fffe}' | '\u{ffff}' => return Err(XerError::Shape("characters that XML has")),
                char => match CONTROLS.iter().find(|(control, _)| *control == char) {
                    Some((_, name)) => self.out.extend(["<", name, "/>"]),
                    None => self.out.push(char),
                },
            }
        }
        Ok(())
    }
}

/// Unknown extension additions with their positions as numbers, not as names.
fn additions(value: &Value) -> Option<Value> {
    let Value::Object(members) = value else { return None };
    let member = |wanted| members.iter().find(|(name, _)| name == wanted).map(|(_, value)| value);
    let (count, Value::Object(unknown)) = (member("additions")?, member(UNKNOWN)?) else { return None };
    let addition = |(position, octets): &(Cow<'static, str>, Value)| {
        let position = Value::Integer(position.parse().ok()?);
        Some(Value::Object(vec![("position".into(), position), ("octets".into(), octets.clone())]))
    };
    let unknown = unknown.iter().map(addition).collect::<Option<_>>()?;
    Some(Value::Object(vec![("additions".into(), count.clone()), (UNKNOWN.into(), Value::Array(unknown))]))
}

/// What a tree of a shape is, for errors.
const fn expected(shape: &Shape) -> &'static str {
    match shape {
        Shape::Boolean => "a boolean",
        Shape::Choice(_) | Shape::Sequence(_) => "an object",
        Shape::Integer | Shape::Number(_) => "a whole number",
        Shape::List(..) => "an array",
        Shape::Null => "null",
        Shape::Bits(..) | Shape::Enumerated | Shape::Octets | Shape::Text => "a string",
        Shape::Open(..) | Shape::Rows(_) | Shape::Type(_) => "an open type beside its identifier",
    }
}

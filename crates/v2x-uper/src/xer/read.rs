//! From XML to trees.

use super::{
    CONTROLS, UNKNOWN, UNKNOWN_ADDITIONS, UNKNOWN_ALTERNATIVE, UNKNOWN_EXTENSIONS, XerError, items_are_bare,
};
use crate::BitString;
use crate::jer::{Member, Shape, Value, bit_string};
use alloc::borrow::Cow;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;
use roxmltree::{Document, Node};

/// The JSON tree of a value from XML, which is an element `root`.
///
/// Values are not checked against the type's ranges and sizes: its own conversion from JSON does that.
///
/// # Errors
/// It is no well-formed XML, or has elements that the type has not.
pub fn read(text: &str, root: &str, shape: &'static Shape) -> Result<Value, XerError> {
    let document = Document::parse(text).map_err(|error| {
        let at = error.pos();
        XerError::Xml { line: at.row, column: at.col }
    })?;
    let element = document.root_element();
    if !element.has_tag_name(root) {
        return Err(unexpected(element, "the type's name"));
    }
    contents(element, shape)
}

/// What stands in an element.
fn contents(node: Node<'_, '_>, shape: &'static Shape) -> Result<Value, XerError> {
    let shape = shape.resolve();
    match shape {
        Shape::Bits(usual, _) => bits(node, *usual),
        Shape::Boolean => match &*word(node)? {
            "true" => Ok(Value::Boolean(true)),
            "false" => Ok(Value::Boolean(false)),
            _ => Err(unexpected(node, "<true/> or <false/>")),
        },
        Shape::Choice(_) => match elements(node)?.as_slice() {
            [chosen] => alternative(*chosen, shape),
            _ => Err(unexpected(node, "one alternative")),
        },
        Shape::Enumerated => match elements(node)?.as_slice() {
            [item] => self::item(*item),
            _ => Ok(Value::String(Cow::Owned(word(node)?))),
        },
        Shape::Integer | Shape::Number(_) => {
            let number = only_text(node)?.trim().parse();
            number.map(Value::Integer).map_err(|_| unexpected(node, "a whole number"))
        }
        Shape::List(name, of) => elements(node)?
            .into_iter()
            .map(|item| list_item(item, name, of))
            .collect::<Result<_, _>>()
            .map(Value::Array),
        Shape::Null if elements(node)?.is_empty() => Ok(Value::Null),
        Shape::Null => Err(unexpected(node, "nothing")),
        Shape::Octets | Shape::Open(..) => Ok(Value::String(Cow::Owned(digits(node)?))),
        Shape::Sequence(_) => sequence(node, shape),
        Shape::Text => text(node).map(|text| Value::String(Cow::Owned(text))),
        Shape::Rows(_) | Shape::Type(_) => Err(XerError::Shape("an open type beside its identifier")),
    }
}

fn sequence(node: Node<'_, '_>, shape: &'static Shape) -> Result<Value, XerError> {
    let mut members = Vec::new();
    let mut open: Vec<(Node<'_, '_>, &'static Member)> = Vec::new();
    for element in elements(node)? {
        let name = element.tag_name().name();
        let Some(member) = shape.member(name) else {
            if name != UNKNOWN_EXTENSIONS {
                return Err(unexpected(element, "a component of the type"));
            }
            members.push((Cow::Borrowed(UNKNOWN_EXTENSIONS), additions(element)?));
            continue;
        };
        if members.iter().any(|(other, _)| other == name) || open.iter().any(|(_, other)| other.name == name)
        {
            return Err(unexpected(element, "each component once"));
        }
        match member.shape {
            Shape::Open(..) => open.push((element, member)),
            _ => members.push((Cow::Borrowed(member.name), contents(element, member.shape)?)),
        }
    }
    // What an open type holds, another component says, wherever it stands.
    for (element, member) in open {
        let value = match member.shape.row(&members) {
            Some(row) => match elements(element)?.as_slice() {
                [held] if held.has_tag_name(row.name) => contents(*held, row.shape)?,
                _ => return Err(unexpected(element, row.name)),
            },
            None => contents(element, &Shape::Octets)?,
        };
        members.push((Cow::Borrowed(member.name), value));
    }
    Ok(Value::Object(members))
}

/// The chosen alternative of a CHOICE.
fn alternative(chosen: Node<'_, '_>, shape: &'static Shape) -> Result<Value, XerError> {
    let name = chosen.tag_name().name();
    let (name, shape) = match shape.member(name) {
        Some(member) => (member.name, member.shape),
        None if name == UNKNOWN => (UNKNOWN, &UNKNOWN_ALTERNATIVE),
        None => return Err(unexpected(chosen, "an alternative of the type")),
    };
    Ok(Value::Object(vec![(Cow::Borrowed(name), contents(chosen, shape)?)]))
}

/// An item of an ENUMERATED: an empty element, or the index of an unknown one. (An item may have the name `unknown`.)
fn item(item: Node<'_, '_>) -> Result<Value, XerError> {
    let name = item.tag_name().name();
    if only_text(item)?.trim().is_empty() {
        Ok(Value::String(Cow::Owned(name.to_string())))
    } else if name == UNKNOWN {
        Ok(Value::Object(vec![(Cow::Borrowed(UNKNOWN), contents(item, &Shape::Integer)?)]))
    } else {
        Err(unexpected(item, "an empty element"))
    }
}

/// An item of a list. Some writers put an element around each, whatever the type.
fn list_item(element: Node<'_, '_>, name: &str, of: &'static Shape) -> Result<Value, XerError> {
    if !items_are_bare(of) {
        return if element.has_tag_name(name) {
            contents(element, of)
        } else {
            Err(unexpected(element, "an item, named like its type"))
        };
    }
    match of.resolve() {
        _ if element.has_tag_name(name) => contents(element, of),
        shape @ Shape::Choice(_) => alternative(element, shape),
        Shape::Enumerated => item(element),
        Shape::Boolean if element.has_tag_name("true") => Ok(Value::Boolean(true)),
        Shape::Boolean if element.has_tag_name("false") => Ok(Value::Boolean(false)),
        Shape::Null if element.has_tag_name("NULL") => Ok(Value::Null),
        _ => Err(unexpected(element, "an item of the list")),
    }
}

/// Unknown extension additions, with their positions as names.
fn additions(element: Node<'_, '_>) -> Result<Value, XerError> {
    let mut value = contents(element, &UNKNOWN_ADDITIONS)?;
    let Value::Object(members) = &mut value else { return Ok(value) };
    for (_, list) in members.iter_mut().filter(|(name, _)| name == UNKNOWN) {
        let Value::Array(items) = list else { continue };
        let unknown = items.iter().map(|item| {
            let Value::Object(parts) = item else { return None };
            let part = |wanted| parts.iter().find(|(name, _)| name == wanted).map(|(_, value)| value);
            let (Value::Integer(position), octets) = (part("position")?, part("octets")?) else {
                return None;
            };
            Some((Cow::Owned(position.to_string()), octets.clone()))
        });
        let unknown = unknown.collect::<Option<_>>();
        *list = Value::Object(unknown.ok_or_else(|| unexpected(element, "a position and octets"))?);
    }
    Ok(value)
}

fn bits(node: Node<'_, '_>, usual: Option<usize>) -> Result<Value, XerError> {
    let text = only_text(node)?;
    let digits: Vec<char> = text.chars().filter(|char| !char.is_ascii_whitespace()).collect();
    let mut bits = BitString::zeros(digits.len());
    for (i, digit) in digits.into_iter().enumerate() {
        match digit {
            '0' => {}
            '1' => bits.set(i, true),
            _ => return Err(unexpected(node, "0s and 1s")),
        }
    }
    Ok(bit_string(&bits, usual))
}

/// Hexadecimal digits, which white space may divide.
fn digits(node: Node<'_, '_>) -> Result<String, XerError> {
    let mut text = only_text(node)?;
    text.retain(|char| !char.is_ascii_whitespace());
    text.make_ascii_lowercase();
    Ok(text)
}

/// A name that stands as an empty element or as text.
fn word(node: Node<'_, '_>) -> Result<String, XerError> {
    match elements(node)?.as_slice() {
        [] => Ok(only_text(node)?.trim().to_string()),
        [element] if only_text(*element)?.trim().is_empty() => Ok(element.tag_name().name().to_string()),
        _ => Err(unexpected(node, "one name")),
    }
}

/// A character string, in which control characters are elements.
fn text(node: Node<'_, '_>) -> Result<String, XerError> {
    let mut out = String::new();
    for child in node.children() {
        if child.is_element() {
            let name = child.tag_name().name();
            let control = CONTROLS.iter().find(|(_, control)| *control == name);
            out.push(control.ok_or_else(|| unexpected(child, "the name of a control character"))?.0);
        } else if child.is_text() {
            out.push_str(child.text().unwrap_or_default());
        }
    }
    Ok(out)
}

/// The text of an element that has no others in it.
fn only_text(node: Node<'_, '_>) -> Result<String, XerError> {
    match node.children().find(Node::is_element) {
        Some(element) => Err(unexpected(element, "text")),
        None => text(node),
    }
}

/// The elements in an element that has no text but white space.
fn elements<'a, 'input>(node: Node<'a, 'input>) -> Result<Vec<Node<'a, 'input>>, XerError> {
    let mut elements = Vec::new();
    let mut text = false;
    for child in node.children() {
        if child.is_element() {
            elements.push(child);
        } else if child.is_text() {
            text |= !child.text().unwrap_or_default().trim().is_empty();
        }
    }
    if text && !elements.is_empty() {
        Err(unexpected(node, "elements or text, not both"))
    } else {
        Ok(elements)
    }
}

fn unexpected(node: Node<'_, '_>, expected: &'static str) -> XerError {
    XerError::Element { at: node.range().start, expected }
}

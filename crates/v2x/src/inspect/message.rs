//! A message as the tree of its components.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};
use core::any::TypeId;

use v2x_uper::jer::{Shape, Value};

use super::{Item, Kind, set_name, units};
use crate::Message;
use crate::set::CsaeEdition;
use crate::shape::shape;

/// The components of a message, with units and meanings where they are known.
pub fn message(message: &Message) -> Item {
    let tree = message.to_jer();
    let shape = shape(message.set(), message.csae_edition().unwrap_or(CsaeEdition::Y2020));
    let items = match component("", "", &tree, shape) {
        Component::Items(items) => items,
        Component::Value(value) => alloc::vec![Item::field("value", value)],
    };
    Item {
        name: message.name().into(),
        value: set_name(message),
        kind: Kind::Message,
        items,
        ..Item::default()
    }
}

/// The value of a component in a line, with unit and meaning where its type, or that of its items, tells them.
#[cfg(feature = "translate")]
pub(crate) fn meaning(parent: &str, name: &str, value: &Value, of: Option<TypeId>) -> String {
    let bare = |name: &'_ str| name.split('[').next().unwrap_or_default().to_string();
    let (parent, name) = (bare(parent), bare(name));
    match value {
        Value::Object(_) => serde_text(value),
        Value::Array(items) if items.iter().any(|item| matches!(item, Value::Object(_))) => serde_text(value),
        Value::Array(items) => texts(&parent, &name, items, of),
        other => text(&parent, &name, other, of),
    }
}

/// The beginning of a structure's JSON.
#[cfg(feature = "translate")]
fn serde_text(value: &Value) -> String {
    const SHOWN: usize = 120;
    let mut text = String::new();
    write_json(value, SHOWN, &mut text);
    if let Some((end, _)) = text.char_indices().nth(SHOWN) {
        text.truncate(end);
        text.push('…');
    }
    text
}

#[cfg(feature = "translate")]
fn write_json(value: &Value, enough: usize, out: &mut String) {
    if out.len() > enough {
        return;
    }
    let mut separator = "";
    match value {
        Value::Object(members) => {
            out.push('{');
            for (name, value) in members {
                out.push_str(separator);
                out.push_str(name);
                out.push_str(": ");
                write_json(value, enough, out);
                separator = ", ";
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for value in items {
                out.push_str(separator);
                write_json(value, enough, out);
                separator = ", ";
            }
            out.push(']');
        }
        other => out.push_str(&text("", "", other, None)),
    }
}

enum Component {
    Items(alloc::vec::Vec<Item>),
    Value(String),
}

/// `parent` and `name` are those of the component, list items having the name of their list; the shape is that of its type,
/// where it is known.
fn component(parent: &str, name: &str, value: &Value, shape: Option<&'static Shape>) -> Component {
    let shape = shape.map(Shape::resolve);
    if let Some(Shape::Bits(_, names)) = shape
        && let Some(set) = flags(value, names)
    {
        return Component::Value(set);
    }
    match value {
        Value::Object(members) => Component::Items(
            members
                .iter()
                .map(|(member, value)| {
                    let within = shape.and_then(|shape| shape.member(member));
                    let within = within.map(|within| match within.shape {
                        Shape::Open(..) => within.shape.row(members).map(|row| row.shape),
                        shape => Some(shape),
                    });
                    item(member.clone(), component(name, member, value, within.flatten()))
                })
                .collect(),
        ),
        Value::Array(items) if items.iter().any(|item| matches!(item, Value::Object(_))) => Component::Items(
            (0..)
                .zip(items)
                .map(|(i, value)| item(format!("[{i}]").into(), component(name, name, value, of_list(shape))))
                .collect(),
        ),
        Value::Array(items) => Component::Value(texts(parent, name, items, of_list(shape).and_then(number))),
        other => Component::Value(text(parent, name, other, shape.and_then(number))),
    }
}

/// The type of an integer that has one.
fn number(shape: &'static Shape) -> Option<TypeId> {
    match shape.resolve() {
        Shape::Number(of) => Some(of()),
        _ => None,
    }
}

fn texts(parent: &str, name: &str, items: &[Value], of: Option<TypeId>) -> String {
    let texts: alloc::vec::Vec<_> = items.iter().map(|value| text(parent, name, value, of)).collect();
    texts.join(", ")
}

fn of_list(shape: Option<&'static Shape>) -> Option<&'static Shape> {
    match shape {
        Some(Shape::List(_, of)) => Some(of),
        _ => None,
    }
}

/// The digits of a bit string and the names of the bits that are set; `None` where no bit of the type has a name.
fn flags(value: &Value, names: &[(usize, &'static str)]) -> Option<String> {
    let digits = match value {
        Value::String(digits) => digits,
        // A string of another length than usual, which stands beside it.
        Value::Object(members) => members.iter().find_map(|(name, value)| match value {
            Value::String(digits) if name == "value" => Some(digits),
            _ => None,
        })?,
        _ => return None,
    };
    if names.is_empty() {
        return None;
    }
    let set = |bit: usize| {
        let digit = digits.get(bit / 4..bit / 4 + 1).and_then(|digit| u8::from_str_radix(digit, 16).ok());
        digit.is_some_and(|digit| digit >> (3 - bit % 4) & 1 != 0)
    };
    let named = |bit: usize| names.iter().find(|(number, _)| *number == bit).map(|(_, name)| *name);
    let told = (0..digits.len() * 4).filter(|bit| set(*bit));
    let told: alloc::vec::Vec<_> =
        told.map(|bit| named(bit).map_or_else(|| format!("bit {bit}"), ToString::to_string)).collect();
    let told = if told.is_empty() { "none".to_string() } else { told.join(", ") };
    Some(format!("{digits} = {told}"))
}

fn item(name: Cow<'static, str>, component: Component) -> Item {
    match component {
        Component::Items(items) => Item { name, items, ..Item::default() },
        Component::Value(value) => Item { name, value, ..Item::default() },
    }
}

fn text(parent: &str, name: &str, value: &Value, of: Option<TypeId>) -> String {
    match value {
        Value::Null => "present".into(),
        Value::Boolean(value) => value.to_string(),
        Value::Integer(value) => match of.and_then(|of| units::meaning(parent, name, of, *value)) {
            // A step of one unit needs no conversion.
            Some(meaning)
                if meaning.strip_prefix(&value.to_string()).is_some_and(|unit| unit.starts_with(' ')) =>
            {
                meaning
            }
            Some(meaning) => format!("{value} = {meaning}"),
            None => value.to_string(),
        },
        Value::String(value) => value.to_string(),
        // Lists of lists do not occur in the sets.
        Value::Array(_) | Value::Object(_) => "…".into(),
    }
}

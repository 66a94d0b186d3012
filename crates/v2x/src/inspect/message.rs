//! A message as the tree of its components.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};

use v2x_uper::jer::Value;

use super::{Item, Kind, set_name, units};
use crate::Message;

/// The components of a message, with units and meanings where they are known.
pub fn message(message: &Message) -> Item {
    let tree = message.to_jer();
    let items = match component("", "", &tree) {
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

/// The value of a component in a line, with unit and meaning where its name and that of its parent tell them.
#[cfg(feature = "translate")]
pub(crate) fn meaning(parent: &str, name: &str, value: &Value) -> String {
    let bare = |name: &'_ str| name.split('[').next().unwrap_or_default().to_string();
    match component(&bare(parent), &bare(name), value) {
        Component::Value(text) => text,
        Component::Items(_) => serde_text(value),
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
        other => out.push_str(&text("", "", other)),
    }
}

enum Component {
    Items(alloc::vec::Vec<Item>),
    Value(String),
}

/// `parent` and `name` are those of the component, list items having the name of their list.
fn component(parent: &str, name: &str, value: &Value) -> Component {
    match value {
        Value::Object(members) => Component::Items(
            members
                .iter()
                .map(|(member, value)| item(member.clone(), component(name, member, value)))
                .collect(),
        ),
        Value::Array(items) if items.iter().any(|item| matches!(item, Value::Object(_))) => Component::Items(
            (0..)
                .zip(items)
                .map(|(i, value)| item(format!("[{i}]").into(), component(name, name, value)))
                .collect(),
        ),
        Value::Array(items) => {
            let texts: alloc::vec::Vec<_> = items.iter().map(|value| text(parent, name, value)).collect();
            Component::Value(texts.join(", "))
        }
        other => Component::Value(text(parent, name, other)),
    }
}

fn item(name: Cow<'static, str>, component: Component) -> Item {
    match component {
        Component::Items(items) => Item { name, items, ..Item::default() },
        Component::Value(value) => Item { name, value, ..Item::default() },
    }
}

fn text(parent: &str, name: &str, value: &Value) -> String {
    match value {
        Value::Null => "present".into(),
        Value::Boolean(value) => value.to_string(),
        Value::Integer(value) => match units::meaning(parent, name, *value) {
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

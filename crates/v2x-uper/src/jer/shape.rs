//! What a JSON tree does not tell about the values in it, and other text encodings need.
//!
//! In JSON an enumeration item and a character string are both strings, items of a list have no names, and neither has
//! what an open type holds. A [`Shape`] has that, and no more: ranges and sizes are for the types' own conversions.

use super::Value;
use alloc::borrow::Cow;
use alloc::vec;
use core::any::TypeId;

/// The shape of a type.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// BIT STRING; with the size for which its JSON form is digits alone (see [`super::bit_string`]), and the bits that have
    /// names, by their numbers.
    Bits(Option<usize>, &'static [(usize, &'static str)]),
    /// BOOLEAN
    Boolean,
    /// CHOICE
    Choice(&'static [Member]),
    /// The shape of another type.
    Type(fn() -> &'static Shape),
    /// ENUMERATED
    Enumerated,
    /// INTEGER without a name of its own.
    Integer,
    /// SEQUENCE OF: the name of the items' type, and their shape.
    List(&'static str, &'static Shape),
    /// NULL
    Null,
    /// INTEGER of a type with a name, which may have a unit ([`crate::scale::Shown`]).
    Number(fn() -> TypeId),
    /// OCTET STRING
    Octets,
    /// An open type: the component beside it that says what it holds, and the [`Shape::Rows`] of that.
    Open(&'static str, &'static Shape),
    /// The rows of an object set.
    Rows(&'static [Row]),
    /// SEQUENCE; the members of addition groups stand among the others, as they do in JSON.
    Sequence(&'static [Member]),
    /// Character strings, object identifiers and times.
    Text,
}

/// A component of a SEQUENCE or an alternative of a CHOICE.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    /// Its identifier.
    pub name: &'static str,
    /// Its shape.
    pub shape: &'static Shape,
}

/// A row of an object set: what an open type holds for an identifier.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The identifier.
    pub id: u32,
    /// The name of the type.
    pub name: &'static str,
    /// Its shape.
    pub shape: &'static Shape,
}

/// A type with a shape.
pub trait Shaped {
    /// The shape.
    fn shape() -> &'static Shape;
}

impl Shape {
    /// The shape behind types that refer to others.
    pub fn resolve(&'static self) -> &'static Self {
        let mut shape = self;
        while let Self::Type(of) = shape {
            shape = of();
        }
        shape
    }

    /// The component or alternative `name`.
    pub fn member(&self, name: &str) -> Option<&'static Member> {
        let (Self::Sequence(members) | Self::Choice(members)) = self else { return None };
        members.iter().find(|member| member.name == name)
    }

    /// The row of an open type whose identifier stands in `members`, beside it.
    pub fn row(&'static self, members: &[(Cow<'static, str>, Value)]) -> Option<&'static Row> {
        let Self::Open(id, rows) = self else { return None };
        let (_, id) = members.iter().find(|(name, _)| name == id)?;
        let (Value::Integer(id), Self::Rows(rows)) = (id, rows.resolve()) else { return None };
        rows.iter().find(|row| i128::from(row.id) == *id)
    }
}

/// Wraps the value of each open type once more, in an object with the name of its type:
/// `{"messageId":20,"value":{"BasicSafetyMessage":{…}}}`.
///
/// X.697 does not; asn1c does, and so the US operational data environment. Open types of unknown contents stay what they
/// are, strings.
pub fn wrap_open_types(value: &mut Value, shape: &'static Shape) {
    each_open_type(value, shape, &|value, row| {
        wrap_open_types(value, row.shape);
        let contents = core::mem::replace(value, Value::Null);
        *value = Value::Object(vec![(Cow::Borrowed(row.name), contents)]);
    });
}

/// Takes off what [`wrap_open_types`] puts around the values of open types. Values without it are left as they are: no
/// component has the name of a type, so one is never taken for the other.
pub fn unwrap_open_types(value: &mut Value, shape: &'static Shape) {
    each_open_type(value, shape, &|value, row| {
        if let Value::Object(members) = value
            && let [(name, contents)] = members.as_mut_slice()
            && name == row.name
        {
            *value = core::mem::replace(contents, Value::Null);
        }
        unwrap_open_types(value, row.shape);
    });
}

/// Does `work` on the value of each open type whose contents are known, outside of other open types.
fn each_open_type(value: &mut Value, shape: &'static Shape, work: &impl Fn(&mut Value, &'static Row)) {
    let shape = shape.resolve();
    match (shape, value) {
        (Shape::List(_, of), Value::Array(items)) => {
            items.iter_mut().for_each(|item| each_open_type(item, of, work));
        }
        (Shape::Sequence(_) | Shape::Choice(_), Value::Object(members)) => {
            for i in 0..members.len() {
                let name = members.get(i).map_or("", |(name, _)| name);
                let Some(member) = shape.member(name) else { continue };
                let row = member.shape.row(members);
                let Some((_, value)) = members.get_mut(i) else { continue };
                match row {
                    Some(row) => work(value, row),
                    None => each_open_type(value, member.shape, work),
                }
            }
        }
        _ => {}
    }
}

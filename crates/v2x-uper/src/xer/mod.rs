//! Basic XML Encoding Rules (X.693) both ways, by way of the JSON tree of a value and the [`Shape`] of its type.
//!
//! ```
//! use v2x_uper::jer::{Member, Shape, Value};
//!
//! static POINT: Shape = Shape::Sequence(&[
//!     Member { name: "lane", shape: &Shape::Integer },
//!     Member { name: "side", shape: &Shape::Enumerated },
//! ]);
//!
//! let text = "<Point><lane>3</lane><side><left/></side></Point>";
//! let value = v2x_uper::xer::read(text, "Point", &POINT)?;
//! assert_eq!(v2x_uper::xer::write(&value, "Point", &POINT)?, text);
//! # Ok::<(), v2x_uper::xer::XerError>(())
//! ```
//!
//! | ASN.1 | XML |
//! | --- | --- |
//! | BOOLEAN, ENUMERATED, NULL | an empty element of that name: `<true/>`; nothing |
//! | BIT STRING, OCTET STRING | `0`s and `1`s; pairs of hexadecimal digits |
//! | SEQUENCE, CHOICE | an element for each component; the one that is chosen |
//! | SEQUENCE OF | an element with the name of the items' type around each, but none around the items of a SEQUENCE OF BOOLEAN, CHOICE, ENUMERATED or NULL (X.680 §25.5) |
//! | open type | an element with the name of the type that it holds |
//! | character string | its text; control characters by their names, `<nul/>` (X.680 §11.15) |
//!
//! Read besides: white space between elements, items of ENUMERATED and BOOLEAN as text, hexadecimal digits of both cases.
//! What the schema does not know has the form that it has in JSON ([`crate::jer`]), with elements for members; the members of
//! `unknown`, whose names are numbers, are `<addition><position>n</position><octets>…</octets></addition>`.
//! Not done: canonical XER, and extended XER's attributes.

mod read;
mod write;

pub use read::read;
pub use write::write;

use crate::Uper;
use crate::jer::{Jer, JerError, Member, Shape, Shaped};
use alloc::string::String;

/// A value as XML, in an element with the name of its type.
///
/// # Errors
/// A string has U+FFFE or U+FFFF, which XML cannot have.
pub fn to_string<T: Uper + Jer + Shaped>(value: &T) -> Result<String, XerError> {
    write(&value.to_jer(), T::NAME, T::shape())
}

/// A value from XML.
///
/// # Errors
/// It is no well-formed XML, or no value of the type.
pub fn from_str<T: Uper + Jer + Shaped>(text: &str) -> Result<T, XerError> {
    let value = read(text, T::NAME, T::shape())?;
    T::from_jer(&value).map_err(XerError::Value)
}

/// Why XML is not a value of a type, or a tree not one of a shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum XerError {
    /// An element, or the text of one, where the type has another.
    #[error("octet {at}: expected {expected}")]
    Element {
        /// Octets before it.
        at: usize,
        /// What the type has there.
        expected: &'static str,
    },
    /// A tree that is not of the shape.
    #[error("the tree is not of the type's shape: expected {0}")]
    Shape(&'static str),
    /// Elements of the right names that make no value of the type: the component, and what is wrong with it.
    #[error(transparent)]
    Value(JerError),
    /// No well-formed XML.
    #[error("line {line}, column {column}: no well-formed XML")]
    Xml {
        /// From 1.
        line: u32,
        /// Characters, from 1.
        column: u32,
    },
}

/// The member of a JSON object that keeps unknown extension additions.
const UNKNOWN_EXTENSIONS: &str = "unknownExtensions";

/// The member of a CHOICE or ENUMERATED that keeps an unknown alternative or item.
const UNKNOWN: &str = "unknown";

/// The form of unknown extension additions, once positions are no names.
static UNKNOWN_ADDITIONS: Shape = Shape::Sequence(&[
    Member { name: "additions", shape: &Shape::Integer },
    Member { name: UNKNOWN, shape: &Shape::List("addition", &UNKNOWN_ADDITION) },
]);

static UNKNOWN_ADDITION: Shape = Shape::Sequence(&[
    Member { name: "position", shape: &Shape::Integer },
    Member { name: "octets", shape: &Shape::Octets },
]);

/// The form of an unknown alternative.
static UNKNOWN_ALTERNATIVE: Shape = Shape::Sequence(&[
    Member { name: "index", shape: &Shape::Integer },
    Member { name: "value", shape: &Shape::Octets },
]);

/// Whether the items of a list stand without an element around them (X.680 §25.5, table 5).
fn items_are_bare(of: &'static Shape) -> bool {
    matches!(of.resolve(), Shape::Boolean | Shape::Choice(_) | Shape::Enumerated | Shape::Null)
}

/// Names of control characters (X.680 §11.15, table 3). Tab, line feed and carriage return stand for themselves in XML,
/// but the last is lost on the way in, so it has its name too.
const CONTROLS: [(char, &str); 30] = [
    ('\u{0}', "nul"),
    ('\u{1}', "soh"),
    ('\u{2}', "stx"),
    ('\u{3}', "etx"),
    ('\u{4}', "eot"),
    ('\u{5}', "enq"),
    ('\u{6}', "ack"),
    ('\u{7}', "bel"),
    ('\u{8}', "bs"),
    ('\u{b}', "vt"),
    ('\u{c}', "ff"),
    ('\u{d}', "cr"),
    ('\u{e}', "so"),
    ('\u{f}', "si"),
    ('\u{10}', "dle"),
    ('\u{11}', "dc1"),
    ('\u{12}', "dc2"),
    ('\u{13}', "dc3"),
    ('\u{14}', "dc4"),
    ('\u{15}', "nak"),
    ('\u{16}', "syn"),
    ('\u{17}', "etb"),
    ('\u{18}', "can"),
    ('\u{19}', "em"),
    ('\u{1a}', "sub"),
    ('\u{1b}', "esc"),
    ('\u{1c}', "is4"),
    ('\u{1d}', "is3"),
    ('\u{1e}', "is2"),
    ('\u{1f}', "is1"),
];

#[cfg(test)]
mod tests;

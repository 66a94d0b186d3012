//! The Rust crate to be: what the emitters read.

use crate::model::{Range, Size};
use std::collections::{BTreeSet, HashMap};

/// All modules of a message set.
#[derive(Debug, Default)]
pub struct Krate {
    /// One for each ASN.1 module.
    pub modules: Vec<Module>,
    /// The types that get a view.
    pub views: BTreeSet<Path>,
    /// Where each item is.
    pub index: HashMap<Path, (usize, usize)>,
}

/// One module.
#[derive(Debug, Default)]
pub struct Module {
    /// The ASN.1 name.
    pub asn: String,
    /// The Rust name.
    pub rust: String,
    /// Its comment.
    pub doc: Vec<String>,
    /// Types in order.
    pub items: Vec<Item>,
    /// Value assignments.
    pub consts: Vec<Const>,
}

/// A value assignment.
#[derive(Debug)]
pub struct Const {
    /// The ASN.1 name.
    pub asn: String,
    /// The Rust name.
    pub rust: String,
    /// Its comment.
    pub doc: Vec<String>,
    /// Its type, where that is a named INTEGER.
    pub governor: Option<Path>,
    /// Its value.
    pub value: i128,
}

/// The path of an item: module and name, both in Rust's spelling.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Path {
    /// The module.
    pub module: String,
    /// The item.
    pub name: String,
}

/// A type of the crate.
#[derive(Debug)]
pub struct Item {
    /// The ASN.1 name, or the dotted place of an anonymous type.
    pub asn: String,
    /// The Rust name.
    pub rust: String,
    /// Its comment.
    pub doc: Vec<String>,
    /// The assignment as written.
    pub asn1: String,
    /// What it is.
    pub kind: ItemKind,
}

impl Item {
    /// Whether it has components, alternatives or contents that a view could give.
    pub const fn can_have_view(&self) -> bool {
        matches!(self.kind, ItemKind::Sequence(_) | ItemKind::Choice { .. } | ItemKind::Open(_))
    }
}

/// What an item is.
#[derive(Debug)]
pub enum ItemKind {
    /// `pub type`.
    Alias(Use),
    /// A newtype around a bit string of any length.
    BitString(Size, Vec<Flag>),
    /// A newtype around an integer whose bits have names.
    Bits(u32, Vec<Flag>),
    /// An enum of alternatives; extension additions begin at `root`.
    Choice {
        /// Root alternatives, then additions.
        alternatives: Vec<Alternative>,
        /// How many are in the root.
        root: usize,
        /// There is an extension marker.
        extensible: bool,
    },
    /// An enum of items, in wire order; additions begin at `root`.
    Enumerated {
        /// Root items, then additions.
        items: Vec<Flag>,
        /// How many are in the root.
        root: usize,
        /// There is an extension marker.
        extensible: bool,
    },
    /// A newtype around an integer.
    Integer(Int, Vec<Flag>),
    /// A newtype around another built-in type.
    Newtype(Use),
    /// An enum over an object set: the open type's possible contents.
    Open(Vec<OpenRow>),
    /// A struct.
    Sequence(Sequence),
}

/// A named number, bit or item.
#[derive(Debug)]
pub struct Flag {
    /// The ASN.1 name.
    pub asn: String,
    /// The Rust name, as a constant or a variant.
    pub rust: String,
    /// Its comment.
    pub doc: Vec<String>,
    /// Its number.
    pub value: i128,
}

/// An alternative of a CHOICE.
#[derive(Debug)]
pub struct Alternative {
    /// The ASN.1 name.
    pub asn: String,
    /// The variant's name.
    pub rust: String,
    /// Its comment.
    pub doc: Vec<String>,
    /// Its type.
    pub ty: Use,
    /// It is large, or would make the enum large.
    pub boxed: bool,
}

/// A row of an object set.
#[derive(Debug)]
pub struct OpenRow {
    /// The identifier.
    pub id: i128,
    /// The variant's name.
    pub rust: String,
    /// Its type.
    pub ty: Use,
    /// It is large.
    pub boxed: bool,
}

/// A SEQUENCE.
#[derive(Debug, Default)]
pub struct Sequence {
    /// The root components.
    pub root: Vec<Component>,
    /// The additions, if there is an extension marker.
    pub ext: Option<Vec<Component>>,
}

/// A component of a SEQUENCE.
#[derive(Debug)]
pub struct Component {
    /// The ASN.1 name.
    pub asn: String,
    /// The field's name.
    pub rust: String,
    /// Its comment.
    pub doc: Vec<String>,
    /// Its type.
    pub ty: Use,
    /// It may be absent.
    pub optional: bool,
    /// What stands for it when it is absent.
    pub default: Option<Default_>,
    /// It is an addition group: the names of its members, which JSON shows beside the others.
    pub group: Option<Vec<String>>,
}

/// A DEFAULT value as a Rust expression.
#[derive(Clone, Debug)]
pub enum Default_ {
    /// A number for an integer, perhaps in a newtype.
    Number(i128),
    /// A variant of an enumeration, by its ASN.1 name.
    Item(String),
    /// `true` or `false`.
    Boolean(bool),
    /// A string.
    Text(String),
    /// Octets, or the first so many bits of them.
    Bits(Vec<u8>, usize),
    /// An empty list.
    Empty,
}

/// How a component uses a type.
#[derive(Clone, Debug)]
pub enum Use {
    /// A bit string of any length.
    BitString(Size),
    /// `bool`
    Bool,
    /// A plain integer.
    Int(Int),
    /// `Vec`
    List(Box<Use>, Size),
    /// An item, perhaps narrowed here.
    Named(Path, Option<Range>, Option<Size>),
    /// `()`
    Null,
    /// The identifier that selects what an open type holds; it is no field of its own.
    ObjectId(Path, Int),
    /// Octets.
    Octets(Size),
    /// An object identifier.
    Oid,
    /// An open type over the object set of this path.
    Open(Path),
    /// A relative object identifier.
    RelativeOid,
    /// A string.
    Text(Strings, Size),
}

/// The kinds of strings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Strings {
    /// BMPString.
    Bmp,
    /// Of a known-multiplier type: the expression of its alphabet.
    Known(String),
    /// UTF8String.
    Utf8,
}

/// A range and the Rust integer that holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Int {
    /// The range.
    pub range: Range,
    /// The Rust type.
    pub rust: &'static str,
}

impl Int {
    /// The smallest Rust integer for a range.
    ///
    /// # Errors
    /// A message if 64 bits do not hold it.
    pub fn of(range: Range) -> Result<Self, String> {
        let rust = match (range.lower, range.upper) {
            (lower, upper) if range.extensible => {
                let fits = |bound: Option<i128>| bound.is_none_or(|bound| i64::try_from(bound).is_ok());
                if !fits(lower) || !fits(upper) {
                    return Err("an extensible range must fit 64 bits with a sign".into());
                }
                "i64"
            }
            (Some(lower), Some(upper)) => smallest(lower, upper)?,
            (Some(lower), None) if lower > i128::from(i64::MAX) => {
                return Err(format!("the range {lower}..MAX does not fit 64 bits"));
            }
            (Some(0..), None) => "u64",
            _ => "i64",
        };
        Ok(Self { range, rust })
    }

    /// Both bounds, if the wire has a fixed width for it.
    pub fn constrained(&self) -> Option<(i128, i128)> {
        match self.range {
            Range { lower: Some(lower), upper: Some(upper), extensible: false } => Some((lower, upper)),
            _ => None,
        }
    }

    /// The width on the wire of the root.
    pub fn bits(&self) -> Option<u32> {
        let (lower, upper) = (self.range.lower?, self.range.upper?);
        Some(width((upper - lower) as u128 + 1))
    }
}

/// The bits that tell `count` values apart.
pub fn width(count: u128) -> u32 {
    if count <= 1 { 0 } else { u128::BITS - (count - 1).leading_zeros() }
}

fn smallest(lower: i128, upper: i128) -> Result<&'static str, String> {
    const TYPES: [(&str, i128, i128); 8] = [
        ("u8", 0, u8::MAX as i128),
        ("i8", i8::MIN as i128, i8::MAX as i128),
        ("u16", 0, u16::MAX as i128),
        ("i16", i16::MIN as i128, i16::MAX as i128),
        ("u32", 0, u32::MAX as i128),
        ("i32", i32::MIN as i128, i32::MAX as i128),
        ("u64", 0, u64::MAX as i128),
        ("i64", i64::MIN as i128, i64::MAX as i128),
    ];
    let fits = TYPES.iter().find(|(_, min, max)| *min <= lower && upper <= *max);
    fits.map(|(rust, ..)| *rust).ok_or_else(|| format!("the range {lower}..{upper} does not fit 64 bits"))
}

impl Krate {
    /// Asks for views of all types of these ASN.1 names that have components or alternatives.
    ///
    /// # Errors
    /// A name that no such type has; a choice of whose alternatives none has a view.
    pub fn add_views(&mut self, names: &[&str]) -> Result<(), String> {
        for name in names {
            let before = self.views.len();
            for module in &self.modules {
                let items = module.items.iter().filter(|item| item.asn == *name && item.can_have_view());
                let path = |item: &Item| Path { module: module.rust.clone(), name: item.rust.clone() };
                self.views.extend(items.map(path));
            }
            if self.views.len() == before {
                return Err(format!(
                    "no SEQUENCE or CHOICE has the name {name}, of which a view is asked for"
                ));
            }
        }
        self.views.iter().try_for_each(|path| self.view_shows_something(path))
    }

    fn view_shows_something(&self, path: &Path) -> Result<(), String> {
        let item = self.item(path);
        let viewed =
            |ty: &Use| matches!(self.resolve(ty), Use::Named(path, ..) if self.views.contains(&path));
        let shows = match &item.kind {
            ItemKind::Choice { alternatives, .. } => alternatives.iter().any(|a| viewed(&a.ty)),
            ItemKind::Open(rows) => rows.iter().any(|row| viewed(&row.ty)),
            _ => true,
        };
        if shows {
            Ok(())
        } else {
            Err(format!("the view of {} needs a view of one of its alternatives", item.asn))
        }
    }

    /// The item at a path.
    ///
    /// # Panics
    /// Never for paths that [`super::lower`] made: it checks them all.
    pub fn item(&self, path: &Path) -> &Item {
        let (module, item) = self.index.get(path).copied().unwrap_or_else(|| panic!("no item {path:?}"));
        &self.modules[module].items[item]
    }

    /// The use behind aliases, with what narrows it applied; and the named type that wraps it, if a newtype does.
    pub fn resolve(&self, ty: &Use) -> Use {
        let Use::Named(path, range, size) = ty else { return ty.clone() };
        match &self.item(path).kind {
            ItemKind::Alias(inner) => {
                let inner = match (inner.clone(), range, size) {
                    (Use::Named(path, r, s), range, size) => Use::Named(path, range.or(r), size.or(s)),
                    (Use::List(of, _), _, Some(size)) => Use::List(of, *size),
                    (other, ..) => other,
                };
                self.resolve(&inner)
            }
            _ => ty.clone(),
        }
    }
}

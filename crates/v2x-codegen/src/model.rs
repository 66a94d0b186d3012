//! The resolved model: what the front end hands to the back end.
//!
//! Every reference is resolved to a module and a type name, every value reference to a number, every
//! constraint to its effective bounds (serial constraints intersected), every parameterised type to its
//! instances. The back end reads only this; it never sees ASN.1 text.

/// All modules of one generator run, in the order in which they were read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Schema {
    /// The modules; names are unique.
    pub modules: Vec<Module>,
}

/// One ASN.1 module.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Module {
    /// The module's name, to the letter.
    pub name: String,
    /// The comment above the module's header, one entry a line, without the dashes.
    pub doc: Vec<String>,
    /// The types in textual order, then the instances of this module's parameterised types.
    pub types: Vec<TypeDef>,
    /// The values that are integers (others are resolved where used and not kept).
    pub values: Vec<ValueDef>,
    /// The information object sets.
    pub object_sets: Vec<ObjectSet>,
}

/// One type assignment, or one instance of a parameterised type.
#[derive(Clone, Debug, PartialEq)]
pub struct TypeDef {
    /// The type's name, to the letter. For an instance: parameterised name, a hyphen, and the name of each
    /// actual parameter (`RegionalExtension-Reg-MapData`).
    pub name: String,
    /// The comment that belongs to it.
    pub doc: Vec<String>,
    /// The assignment as written, comments removed and white space folded to single spaces
    /// (`Speed ::= INTEGER (0..8191)`). For an instance: `RegionalExtension {{REGION.Reg-MapData}}`.
    pub asn1: String,
    /// What it is.
    pub ty: Type,
}

/// An integer value assignment.
#[derive(Clone, Debug, PartialEq)]
pub struct ValueDef {
    /// The value's name, to the letter.
    pub name: String,
    /// The comment that belongs to it.
    pub doc: Vec<String>,
    /// The type that governs it, where that is a reference.
    pub governor: Option<TypeRef>,
    /// The value.
    pub value: i128,
}

/// An information object set as the pairs (identifier, type) that UPER needs.
#[derive(Clone, Debug, PartialEq)]
pub struct ObjectSet {
    /// The set's name, to the letter.
    pub name: String,
    /// The comment that belongs to it.
    pub doc: Vec<String>,
    /// The rows in textual order; identifiers are unique.
    pub rows: Vec<ObjectRow>,
    /// The set has an extension marker.
    pub extensible: bool,
}

/// One object of a set.
#[derive(Clone, Debug, PartialEq)]
pub struct ObjectRow {
    /// The value of the identifying field.
    pub id: i128,
    /// The name of the value reference that gave the identifier, if it was one.
    pub id_name: Option<String>,
    /// The type of the open type under this identifier.
    pub ty: Type,
}

/// A reference to a named type.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeRef {
    /// The module that defines it.
    pub module: String,
    /// The type's name.
    pub name: String,
}

/// A type.
#[derive(Clone, Debug, PartialEq)]
pub enum Type {
    /// BIT STRING.
    BitString {
        /// Named bits, in order of position.
        named: Vec<Named>,
        /// The effective size.
        size: Size,
    },
    /// BOOLEAN.
    Boolean,
    /// A restricted character string.
    CharString {
        /// Which one.
        kind: CharKind,
        /// The effective size in characters. PER does not see that of a UTF8String (X.691 10.3.13); it is
        /// there to be checked.
        size: Size,
        /// The permitted alphabet (`FROM`), sorted, where it is narrower than the string type's own.
        alphabet: Option<Vec<char>>,
    },
    /// CHOICE.
    Choice {
        /// The root alternatives, in textual order (AUTOMATIC TAGS; the back end may rely on it).
        root: Vec<Field>,
        /// The extension additions in order, or `None` without a marker. Groups are flattened here: each
        /// alternative has an index of its own on the wire.
        ext: Option<Vec<Field>>,
    },
    /// ENUMERATED. Both lists are sorted by value, which is their order on the wire (X.691 14.1).
    Enumerated {
        /// The root enumeration.
        root: Vec<Named>,
        /// The additions, or `None` without a marker. In textual order, which X.680 20.4 requires to ascend.
        ext: Option<Vec<Named>>,
    },
    /// GeneralizedTime.
    GeneralizedTime,
    /// INTEGER.
    Integer {
        /// The effective range.
        range: Range,
        /// Named numbers in textual order.
        named: Vec<Named>,
    },
    /// NULL.
    Null,
    /// OBJECT IDENTIFIER.
    ObjectIdentifier,
    /// OCTET STRING.
    OctetString {
        /// The effective size in octets.
        size: Size,
        /// The type of `CONTAINING`, if any.
        containing: Option<Box<Type>>,
    },
    /// The identifying field of an information object class, constrained by a set: the INTEGER on which an
    /// [`Type::OpenType`] beside it depends.
    ObjectId {
        /// The object set's module and name.
        set: TypeRef,
        /// The range of the class's identifier field.
        range: Range,
    },
    /// An open type governed by an object set.
    OpenType {
        /// The object set's module and name.
        set: TypeRef,
        /// The name of the sibling field that selects the row.
        selected_by: String,
    },
    /// A reference to a named type, perhaps narrowed in place.
    Reference {
        /// The type.
        to: TypeRef,
        /// A constraint written at the reference, already intersected with the type's own.
        narrowed: Option<Narrowed>,
    },
    /// RELATIVE-OID.
    RelativeOid,
    /// SEQUENCE.
    Sequence {
        /// The root components, in order; those after a second extension marker are appended here.
        root: Vec<Field>,
        /// The extension additions in order, or `None` without a marker.
        ext: Option<Vec<Addition>>,
    },
    /// SEQUENCE OF.
    SequenceOf {
        /// The element.
        of: Box<Type>,
        /// The effective size in elements.
        size: Size,
    },
    /// UTCTime.
    UtcTime,
}

/// A constraint at a reference.
#[derive(Clone, Debug, PartialEq)]
pub enum Narrowed {
    /// On an INTEGER.
    Range(Range),
    /// On a string or a list.
    Size(Size),
}

/// The restricted character string types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum CharKind {
    BmpString,
    Ia5String,
    NumericString,
    PrintableString,
    Utf8String,
    VisibleString,
}

/// One entry of the additions of a SEQUENCE.
#[derive(Clone, Debug, PartialEq)]
#[allow(clippy::large_enum_variant)] // Groups are rare, and a box would be in the way of every match.
pub enum Addition {
    /// A single addition.
    Field(Field),
    /// A group `[[ … ]]`: one open type that holds a SEQUENCE of these.
    Group(Vec<Field>),
}

/// A component of a SEQUENCE or an alternative of a CHOICE.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// The identifier, to the letter.
    pub name: String,
    /// The comment that belongs to it.
    pub doc: Vec<String>,
    /// Its type.
    pub ty: Type,
    /// `OPTIONAL`.
    pub optional: bool,
    /// `DEFAULT`.
    pub default: Option<Value>,
}

/// A named number, bit or enumeration item.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    /// The identifier, to the letter.
    pub name: String,
    /// The comment that belongs to it.
    pub doc: Vec<String>,
    /// Its number.
    pub value: i128,
}

/// A default value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// BOOLEAN.
    Boolean(bool),
    /// An ENUMERATED item.
    Enumerated(String),
    /// INTEGER.
    Integer(i128),
    /// An empty list, `{}`.
    Empty,
    /// NULL.
    Null,
    /// A character string.
    String(String),
    /// Octets, from `'…'H`, or bits with their number.
    Bits {
        /// The bits, left-aligned.
        octets: Vec<u8>,
        /// How many.
        bits: usize,
    },
}

/// The effective range of an INTEGER.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Range {
    /// The lower bound of the root, or `None` for MIN of an unconstrained one.
    pub lower: Option<i128>,
    /// The upper bound of the root, or `None` for MAX.
    pub upper: Option<i128>,
    /// The constraint has an extension marker.
    pub extensible: bool,
}

/// The effective size of a string or list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    /// The lower bound of the root.
    pub lower: u64,
    /// The upper bound of the root, or `None` without one.
    pub upper: Option<u64>,
    /// The constraint has an extension marker.
    pub extensible: bool,
}

impl Size {
    /// The width of the count on the wire, if that is fixed (X.691 19.6 and 10.9.4.1).
    pub fn count_bits(&self) -> Option<u32> {
        let upper = self.upper.filter(|upper| !self.extensible && *upper < 1 << 16)?;
        Some(u64::BITS - (upper - self.lower).leading_zeros())
    }
}

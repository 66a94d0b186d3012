//! The syntax tree: ASN.1 as written, nothing resolved.

use std::rc::Rc;

use crate::lex::Token;
use crate::model::CharKind;
use crate::source::Place;

/// A name and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Name {
    pub(crate) text: String,
    pub(crate) at: Place,
}

/// A reference, perhaps qualified by a module: `Speed`, `DSRC.Speed`.
#[derive(Clone, Debug)]
pub(crate) struct Ref {
    pub(crate) module: Option<Name>,
    pub(crate) name: Name,
}

/// A module (X.680 clause 13).
#[derive(Debug)]
pub(crate) struct Module {
    pub(crate) name: Name,
    pub(crate) doc: Vec<String>,
    /// AUTOMATIC TAGS.
    pub(crate) automatic_tags: bool,
    /// EXTENSIBILITY IMPLIED.
    pub(crate) extensible: bool,
    pub(crate) imports: Vec<Import>,
    pub(crate) assignments: Vec<Assignment>,
}

/// The symbols imported from one module.
#[derive(Debug)]
pub(crate) struct Import {
    pub(crate) module: Name,
    pub(crate) symbols: Vec<Name>,
}

/// `Name … ::= …`.
#[derive(Debug)]
pub(crate) struct Assignment {
    pub(crate) name: Name,
    pub(crate) doc: Vec<String>,
    /// As written, comments removed and white space folded.
    pub(crate) text: String,
    pub(crate) params: Vec<Param>,
    pub(crate) kind: AssignmentKind,
}

/// What is assigned.
#[derive(Debug)]
pub(crate) enum AssignmentKind {
    /// An information object class.
    Class(Class),
    /// An object set, or a value set: only the governor tells.
    Set {
        governor: Rc<Type>,
        set: Tokens,
    },
    Type(Rc<Type>),
    /// A value, or an information object: only the governor tells.
    Value {
        governor: Rc<Type>,
        value: Value,
    },
}

/// A formal parameter (X.683 8.3): `Set` with its governor, or a type without one.
#[derive(Debug)]
pub(crate) struct Param {
    pub(crate) governor: Option<Type>,
    pub(crate) name: Name,
}

/// An actual parameter (X.683 9.5).
#[derive(Clone, Debug)]
pub(crate) enum Actual {
    /// `{Set}`.
    Set(Ref),
    Type(Rc<Type>),
    Value(Value),
}

/// The tokens between braces, to be read when their governor is known. The last one is the end mark.
#[derive(Clone, Debug)]
pub(crate) struct Tokens {
    pub(crate) at: Place,
    pub(crate) list: Vec<Token>,
}

/// A type with its tag and constraints.
#[derive(Clone, Debug)]
pub(crate) struct Type {
    pub(crate) at: Place,
    pub(crate) tag: Option<Tag>,
    pub(crate) kind: TypeKind,
    /// In the order written; each applies to what those before it left.
    pub(crate) constraints: Vec<Constraint>,
}

/// An explicit tag. The derived order is the canonical one of X.680 8.6.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Tag {
    pub(crate) class: TagClass,
    pub(crate) number: u64,
}

/// Tag classes in canonical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum TagClass {
    Universal,
    Application,
    Context,
    Private,
}

/// What a type is.
#[derive(Clone, Debug)]
pub(crate) enum TypeKind {
    BitString(Vec<NamedNumber>),
    Boolean,
    CharString(CharKind),
    Choice(Components),
    /// `CLASS.&field`.
    ClassField {
        class: Ref,
        field: Name,
    },
    Enumerated(Enumeration),
    GeneralizedTime,
    Integer(Vec<NamedNumber>),
    Null,
    ObjectIdentifier,
    OctetString,
    Reference {
        to: Ref,
        actuals: Vec<Actual>,
    },
    RelativeOid,
    Sequence(Components),
    SequenceOf(Rc<Type>),
    Set(Components),
    SetOf(Rc<Type>),
    UtcTime,
}

/// `name(number)`.
#[derive(Clone, Debug)]
pub(crate) struct NamedNumber {
    pub(crate) name: Name,
    pub(crate) doc: Vec<String>,
    pub(crate) value: Value,
}

/// The items of an ENUMERATED.
#[derive(Clone, Debug)]
pub(crate) struct Enumeration {
    pub(crate) root: Vec<EnumerationItem>,
    pub(crate) additions: Option<Vec<EnumerationItem>>,
}

/// One item of an ENUMERATED.
#[derive(Clone, Debug)]
pub(crate) struct EnumerationItem {
    pub(crate) name: Name,
    pub(crate) doc: Vec<String>,
    pub(crate) value: Option<Value>,
}

/// The components of a SEQUENCE or SET, or the alternatives of a CHOICE.
#[derive(Clone, Debug)]
pub(crate) struct Components {
    /// Before the first marker, then what follows a second one.
    pub(crate) root: Vec<Component>,
    pub(crate) additions: Option<Vec<Addition>>,
}

/// One addition.
#[derive(Clone, Debug)]
pub(crate) enum Addition {
    Component(Component),
    /// `[[ … ]]`.
    Group(Vec<Component>),
}

/// A component or alternative.
#[derive(Clone, Debug)]
pub(crate) enum Component {
    /// `COMPONENTS OF T`.
    Of(Rc<Type>),
    Field(Box<Field>),
}

/// A named component.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub(crate) name: Name,
    pub(crate) doc: Vec<String>,
    pub(crate) ty: Rc<Type>,
    pub(crate) optional: bool,
    pub(crate) default: Option<Value>,
}

/// A constraint (X.680 clause 49, X.682).
#[derive(Clone, Debug)]
pub(crate) enum Constraint {
    /// `(CONTAINING T)`.
    Containing(Rc<Type>),
    /// One without effect on PER: `CONSTRAINED BY`, `ENCODED BY`.
    Invisible,
    Subtype(ElementSet),
    /// `({Set})`, `({Set}{@field})`.
    Table {
        set: Ref,
        selected_by: Vec<Name>,
    },
}

/// The root of a subtype constraint, and whether it is extensible. The additions have no effect on PER.
#[derive(Clone, Debug)]
pub(crate) struct ElementSet {
    pub(crate) at: Place,
    pub(crate) root: Elements,
    pub(crate) extensible: bool,
}

/// Set arithmetic over subtype elements.
#[derive(Clone, Debug)]
pub(crate) enum Elements {
    /// `ALL EXCEPT …`.
    AllExcept(Box<Elements>),
    /// `FROM (…)`.
    Alphabet(Box<ElementSet>),
    Except(Box<Elements>, Box<Elements>),
    /// A contained subtype.
    Included(Rc<Type>),
    Intersection(Vec<Elements>),
    /// One without effect on PER: `PATTERN`, `WITH COMPONENTS` …
    Invisible,
    /// A set in parentheses.
    Nested(Box<ElementSet>),
    Range {
        at: Place,
        lower: Bound,
        upper: Bound,
    },
    /// `SIZE (…)`.
    Size(Box<ElementSet>),
    Union(Vec<Elements>),
    Value(Value),
}

/// An end of a range.
#[derive(Clone, Debug)]
pub(crate) struct Bound {
    /// `None` for MIN and MAX.
    pub(crate) value: Option<Value>,
    /// `<`: the value itself is outside.
    pub(crate) open: bool,
}

/// A value and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Value {
    pub(crate) at: Place,
    pub(crate) kind: ValueKind,
}

/// What a value is.
#[derive(Clone, Debug)]
pub(crate) enum ValueKind {
    /// `'0101'B` as octets and number of bits.
    Bits(Vec<u8>, usize),
    Boolean(bool),
    /// `{ … }`, to be read when the governor is known.
    Braces(Tokens),
    /// `alternative : value`.
    Choice,
    Integer(i128),
    Null,
    Reference(Ref),
    String(String),
}

/// An information object class (X.681 clause 9).
#[derive(Clone, Debug)]
pub(crate) struct Class {
    pub(crate) fields: Vec<ClassField>,
    pub(crate) syntax: Option<Vec<Syntax>>,
}

/// A field of a class.
#[derive(Clone, Debug)]
pub(crate) struct ClassField {
    /// With its `&`.
    pub(crate) name: Name,
    pub(crate) kind: ClassFieldKind,
}

/// What a field of a class holds.
#[derive(Clone, Debug)]
pub(crate) enum ClassFieldKind {
    /// A set of values or objects.
    Set,
    /// A type; perhaps with a default.
    Type(Option<Rc<Type>>),
    /// A value of this type, or an object of this class.
    Value { ty: Rc<Type>, unique: bool },
    /// A value whose type is another field.
    VariableValue,
}

/// One element of `WITH SYNTAX { … }`.
#[derive(Clone, Debug)]
pub(crate) enum Syntax {
    Field(Name),
    Literal(String),
    Optional(Vec<Syntax>),
}

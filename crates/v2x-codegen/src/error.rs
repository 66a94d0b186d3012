//! What is wrong with the input, and where.

use thiserror::Error;

use crate::source::{Place, Source};

/// A fault in the ASN.1 input.
///
/// Shown as `file:line:column: what is wrong`, so that editors can jump there.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Error {
    /// The source's name.
    pub file: String,
    /// The line, from 1; 0 where the file could not be read at all.
    pub line: u32,
    /// The column in characters, from 1; 0 where the file could not be read at all.
    pub column: u32,
    /// What is wrong.
    pub kind: ErrorKind,
}

impl std::error::Error for Error {}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.file, self.kind),
            line => write!(f, "{}:{line}:{}: {}", self.file, self.column, self.kind),
        }
    }
}

/// The kinds of fault.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A name that several imports provide.
    #[error("{name} is ambiguous: it is imported from {first} and from {second}")]
    Ambiguous {
        /// The name.
        name: String,
        /// One module.
        first: String,
        /// Another module.
        second: String,
    },
    /// A definition that leads back to itself.
    #[error("{name} is defined by itself")]
    Cycle {
        /// The type, value or object set.
        name: String,
    },
    /// A second definition of the same name.
    #[error("{what} {name} is defined twice")]
    Duplicate {
        /// `type`, `field` …
        what: &'static str,
        /// The name.
        name: String,
    },
    /// A rule of ASN.1 is broken.
    #[error("{0}")]
    Invalid(String),
    /// The file cannot be read.
    #[error("cannot read the file: {0}")]
    Read(String),
    /// Nesting beyond what this reader accepts.
    #[error("nested deeper than {limit} levels")]
    TooDeep {
        /// The number of levels accepted.
        limit: u32,
    },
    /// A token that cannot stand here.
    #[error("expected {expected}, found {found}")]
    Unexpected {
        /// What could stand here.
        expected: String,
        /// What stands here.
        found: String,
    },
    /// A name that is neither defined nor imported.
    #[error("unknown {what} {name}")]
    Unknown {
        /// `type`, `value`, `module` …
        what: &'static str,
        /// The name.
        name: String,
    },
    /// An imported name that its module does not define.
    #[error("unknown {name}, imported from {module}")]
    UnknownImport {
        /// The name.
        name: String,
        /// The module that should define it.
        module: String,
    },
    /// Legal ASN.1 that this generator does not take.
    #[error("{what} is not supported")]
    Unsupported {
        /// The construct.
        what: String,
    },
    /// A comment or string without an end.
    #[error("unterminated {what}")]
    Unterminated {
        /// `comment`, `string` …
        what: &'static str,
    },
}

/// An error inside the front end: the place still refers to a source by index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) at: Place,
    pub(crate) kind: ErrorKind,
}

impl Fault {
    pub(crate) fn new(at: Place, kind: ErrorKind) -> Self {
        Self { at, kind }
    }

    /// A rule of ASN.1 is broken.
    pub(crate) fn invalid(at: Place, message: impl Into<String>) -> Self {
        Self::new(at, ErrorKind::Invalid(message.into()))
    }

    /// Legal, but not taken.
    pub(crate) fn unsupported(at: Place, what: impl Into<String>) -> Self {
        Self::new(at, ErrorKind::Unsupported { what: what.into() })
    }

    /// Neither defined nor imported.
    pub(crate) fn unknown(at: Place, what: &'static str, name: &str) -> Self {
        Self::new(at, ErrorKind::Unknown { what, name: name.to_owned() })
    }

    /// Defined twice.
    pub(crate) fn duplicate(at: Place, what: &'static str, name: &str) -> Self {
        Self::new(at, ErrorKind::Duplicate { what, name: name.to_owned() })
    }

    /// The public form, with the source's name.
    pub(crate) fn named(self, sources: &[Source]) -> Error {
        let file = sources.get(self.at.file as usize).map(|source| source.name.clone());
        let Place { line, column, .. } = self.at;
        Error { file: file.unwrap_or_default(), line, column, kind: self.kind }
    }
}

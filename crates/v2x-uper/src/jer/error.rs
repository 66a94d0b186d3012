//! What can be wrong with JSON that should be a value of a type.

/// Why a JSON value is not a value of the type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{at}: {kind}")]
pub struct JerError {
    /// What is wrong.
    pub kind: JerErrorKind,
    /// In which component: `"Type.field"` with the ASN.1 names, or `"Type"`; empty where only the context knows.
    pub at: &'static str,
}

/// The kinds of [`JerError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JerErrorKind {
    /// Another JSON type, or another form of it, was needed.
    #[error("expected {0}")]
    Expected(&'static str),
    /// A component that is neither optional nor has a default is absent.
    #[error("member is missing")]
    Missing,
    /// A name that is not an item or alternative of the type.
    #[error("unknown name")]
    Name,
    /// A number that the type cannot hold.
    #[error("number out of range")]
    OutOfRange,
    /// A member that is not a component of the type.
    #[error("has a member that the type does not know")]
    UnknownMember,
}

impl JerErrorKind {
    /// A short name in snake case.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Expected(_) => "expected",
            Self::Missing => "missing",
            Self::Name => "name",
            Self::OutOfRange => "out_of_range",
            Self::UnknownMember => "unknown_member",
        }
    }

    /// At a place that the caller does not know.
    pub(super) const fn anywhere(self) -> JerError {
        JerError { kind: self, at: "" }
    }
}

impl JerError {
    /// The same, at `at` if no more precise place is known.
    pub fn at(self, at: &'static str) -> Self {
        if self.at.is_empty() { Self { at, ..self } } else { self }
    }
}

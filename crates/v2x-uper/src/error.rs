//! What can go wrong on the way in and on the way out.
//!
//! Errors are small and `Copy`: a stranger's packet must not be able to make us allocate or format.

/// The name of a place, `"Type.field"` or `"Type"` with the ASN.1 names, behind a thin pointer (see [`Fault`]).
pub type At = &'static &'static str;

/// Why some octets are not a value of the type that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{at}: {kind} (bit {bit})")]
pub struct DecodeError {
    /// What is wrong.
    pub kind: DecodeErrorKind,
    /// Where, in bits from the start of the octets that were given to the reader.
    pub bit: u32,
    /// In which component: `"Type.field"` with the ASN.1 names, or `"Type"`.
    pub at: &'static str,
}

/// A [`DecodeError`] as it travels between the functions of a codec: in two registers, where the whole error would be
/// written to memory by each function and looked at there by its caller, although nearly all succeed.
#[derive(Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", DecodeError::from(*self))]
pub struct Fault {
    at: At,
    /// The kind above, the bit below. Not two fields: three scalars no longer travel in registers.
    what: u64,
}

impl Fault {
    /// A fault of this kind at a bit.
    #[inline]
    pub const fn new(kind: DecodeErrorKind, bit: u32, at: At) -> Self {
        Self { at, what: (kind as u64) << 32 | bit as u64 }
    }

    /// What is wrong.
    pub fn kind(self) -> DecodeErrorKind {
        // Only `new` makes faults, out of kinds.
        DecodeErrorKind::ALL.get((self.what >> 32) as usize).copied().unwrap_or(DecodeErrorKind::Truncated)
    }

    /// Where, in bits from the start of the octets that were given to the reader.
    pub const fn bit(self) -> u32 {
        self.what as u32
    }

    /// In which component.
    pub const fn at(self) -> &'static str {
        self.at
    }

    /// The same fault in another component.
    #[inline]
    pub(crate) const fn placed(self, at: At) -> Self {
        Self { at, ..self }
    }
}

impl From<Fault> for DecodeError {
    #[cold]
    fn from(fault: Fault) -> Self {
        Self { kind: fault.kind(), bit: fault.bit(), at: fault.at() }
    }
}

impl core::fmt::Debug for Fault {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        DecodeError::from(*self).fmt(f)
    }
}

/// The kinds of [`DecodeError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// A character outside the string type's permitted alphabet.
    #[error("character outside the permitted alphabet")]
    Alphabet,
    /// A CHOICE index beyond the alternatives of a type without extension marker.
    #[error("no such alternative")]
    Alternative,
    /// An ENUMERATED index beyond the items of a type without extension marker.
    #[error("no such enumeration item")]
    Item,
    /// Octets that are not the contents of an object identifier.
    #[error("malformed object identifier")]
    ObjectIdentifier,
    /// An integer outside its range.
    #[error("value out of range")]
    OutOfRange,
    /// A string or a list whose length is outside its size constraint.
    #[error("size out of range")]
    Size,
    /// A number or a length that is legal but larger than this library represents (64 bits; 16 383 additions).
    #[error("number too large to represent")]
    TooLarge,
    /// Octets are left over after a complete message.
    #[error("octets left over")]
    Trailing,
    /// The octets, or the open type around the value, end before the value does.
    #[error("ends too early")]
    Truncated,
    /// A UTF8String that is not UTF-8.
    #[error("invalid UTF-8")]
    Utf8,
}

impl DecodeErrorKind {
    /// All kinds, in order.
    const ALL: [Self; 10] = [
        Self::Alphabet,
        Self::Alternative,
        Self::Item,
        Self::ObjectIdentifier,
        Self::OutOfRange,
        Self::Size,
        Self::TooLarge,
        Self::Trailing,
        Self::Truncated,
        Self::Utf8,
    ];

    /// A short name in snake case, for metric labels and JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Alphabet => "alphabet",
            Self::Alternative => "alternative",
            Self::Item => "item",
            Self::ObjectIdentifier => "object_identifier",
            Self::OutOfRange => "out_of_range",
            Self::Size => "size",
            Self::TooLarge => "too_large",
            Self::Trailing => "trailing",
            Self::Truncated => "truncated",
            Self::Utf8 => "utf8",
        }
    }
}

/// Why a value cannot be encoded: it breaks a constraint of its type, or the buffer is too small.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{at}: {kind}")]
pub struct EncodeError {
    /// What is wrong.
    pub kind: EncodeErrorKind,
    /// In which component: `"Type.field"` with the ASN.1 names, or `"Type"`.
    pub at: &'static str,
}

/// The kinds of [`EncodeError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeErrorKind {
    /// A character outside the string type's permitted alphabet.
    #[error("character outside the permitted alphabet")]
    Alphabet,
    /// The caller's buffer is too small.
    #[error("buffer too small: {needed} octets needed")]
    Buffer {
        /// The length of the whole encoding in octets.
        needed: u32,
    },
    /// An integer outside its range.
    #[error("value out of range")]
    OutOfRange,
    /// A string or a list whose length is outside its size constraint.
    #[error("size out of range")]
    Size,
    /// An unknown alternative, item, message or extension that carries the number of a known one.
    #[error("marked unknown, but its number is a known one")]
    Unknown,
}

impl EncodeErrorKind {
    /// A short name in snake case, for metric labels and JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Alphabet => "alphabet",
            Self::Buffer { .. } => "buffer",
            Self::OutOfRange => "out_of_range",
            Self::Size => "size",
            Self::Unknown => "unknown",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn errors_are_small_and_say_the_place() {
        assert_eq!(size_of::<Result<(), Fault>>(), 16);
        for (i, kind) in DecodeErrorKind::ALL.into_iter().enumerate() {
            assert_eq!(kind as usize, i);
            let fault = Fault::new(kind, u32::MAX, &"T");
            assert_eq!(DecodeError::from(fault), DecodeError { kind, bit: u32::MAX, at: "T" });
        }
        let error = DecodeError { kind: DecodeErrorKind::OutOfRange, bit: 71, at: "BSMcoreData.lat" };
        assert_eq!(error.to_string(), "BSMcoreData.lat: value out of range (bit 71)");
    }
}

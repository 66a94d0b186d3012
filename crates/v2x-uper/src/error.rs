//! What can go wrong on the way in and on the way out.
//!
//! Errors are small and `Copy`: a stranger's packet must not be able to make us allocate or format.

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

/// Shorthand of generated code: the error of a value out of its range.
#[cold]
pub const fn out_of_range(at: &'static str) -> EncodeError {
    EncodeError { kind: EncodeErrorKind::OutOfRange, at }
}

/// Shorthand of generated code: the error of something marked unknown that carries a known number.
#[cold]
pub const fn unknown(at: &'static str) -> EncodeError {
    EncodeError { kind: EncodeErrorKind::Unknown, at }
}

/// The offset of an integer above its lower bound: what a constrained number is on the wire (X.691 10.5.3).
///
/// # Errors
/// [`EncodeErrorKind::OutOfRange`].
#[inline(always)]
pub const fn index(value: i64, lower: i64, upper: i64, at: &'static str) -> Result<u64, EncodeError> {
    if lower <= value && value <= upper {
        Ok(value.wrapping_sub(lower) as u64)
    } else {
        Err(out_of_range(at))
    }
}

/// [`index`] for numbers that 64 bits with a sign do not hold.
///
/// # Errors
/// [`EncodeErrorKind::OutOfRange`].
#[inline]
pub const fn index_wide(value: i128, lower: i128, upper: i128, at: &'static str) -> Result<u64, EncodeError> {
    if lower <= value && value <= upper { Ok((value - lower) as u64) } else { Err(out_of_range(at)) }
}

/// The bits of a bit string of `len` bits, checked for bits beyond them.
///
/// # Errors
/// [`EncodeErrorKind::Size`].
#[inline(always)]
pub const fn flags(bits: u64, len: u32, at: &'static str) -> Result<u64, EncodeError> {
    if bits >> len == 0 { Ok(bits) } else { Err(EncodeError { kind: EncodeErrorKind::Size, at }) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn errors_are_small_and_say_the_place() {
        assert!(size_of::<DecodeError>() <= 24);
        let error = DecodeError { kind: DecodeErrorKind::OutOfRange, bit: 71, at: "BSMcoreData.lat" };
        assert_eq!(error.to_string(), "BSMcoreData.lat: value out of range (bit 71)");
    }
}

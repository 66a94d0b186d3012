//! The trait of types with a JSON form, and the forms of the built-in types.

use super::{JerError, JerErrorKind, Members, Object, Value};
use crate::{BitString, ObjectIdentifier, RelativeOid};
use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// A type with a JSON form by X.697.
pub trait Jer: Sized {
    /// The JSON form.
    fn to_jer(&self) -> Value;

    /// From the JSON form; members of objects may stand in any order.
    ///
    /// # Errors
    /// What is wrong and where.
    fn from_jer(value: &Value) -> Result<Self, JerError>;
}

impl Jer for bool {
    fn to_jer(&self) -> Value {
        Value::Boolean(*self)
    }

    fn from_jer(value: &Value) -> Result<Self, JerError> {
        match value {
            Value::Boolean(value) => Ok(*value),
            _ => Err(JerErrorKind::Expected("true or false").anywhere()),
        }
    }
}

impl Jer for () {
    fn to_jer(&self) -> Value {
        Value::Null
    }

    fn from_jer(value: &Value) -> Result<Self, JerError> {
        match value {
            Value::Null => Ok(()),
            _ => Err(JerErrorKind::Expected("null").anywhere()),
        }
    }
}

impl Jer for String {
    fn to_jer(&self) -> Value {
        Value::String(Cow::Owned(self.clone()))
    }

    fn from_jer(value: &Value) -> Result<Self, JerError> {
        Ok(text(value)?.to_string())
    }
}

impl<T: Jer> Jer for Box<T> {
    fn to_jer(&self) -> Value {
        T::to_jer(self)
    }

    fn from_jer(value: &Value) -> Result<Self, JerError> {
        T::from_jer(value).map(Self::new)
    }
}

impl<const N: usize> Jer for [u8; N] {
    fn to_jer(&self) -> Value {
        octets(self)
    }

    fn from_jer(value: &Value) -> Result<Self, JerError> {
        let octets = unhex(value)?;
        octets.try_into().map_err(|_| JerErrorKind::Expected("a hex string of another length").anywhere())
    }
}

macro_rules! integers {
    ($($int:ty)*) => {$(
        impl Jer for $int {
            fn to_jer(&self) -> Value {
                Value::Integer((*self).into())
            }

            fn from_jer(value: &Value) -> Result<Self, JerError> {
                match value {
                    Value::Integer(value) => (*value).try_into().map_err(|_| JerErrorKind::OutOfRange.anywhere()),
                    _ => Err(JerErrorKind::Expected("a whole number").anywhere()),
                }
            }
        }
    )*};
}
integers! { u8 u16 u32 u64 i8 i16 i32 i64 }

macro_rules! oids {
    ($($oid:ty)*) => {$(
        impl Jer for $oid {
            fn to_jer(&self) -> Value {
                Value::String(Cow::Owned(self.to_string()))
            }

            fn from_jer(value: &Value) -> Result<Self, JerError> {
                text(value)?.parse().map_err(|_| JerErrorKind::Expected("arcs with dots between").anywhere())
            }
        }
    )*};
}
oids! { ObjectIdentifier RelativeOid }

/// A list.
pub fn list<T>(items: &[T], item: impl Fn(&T) -> Value) -> Value {
    Value::Array(items.iter().map(item).collect())
}

/// A list, back.
///
/// # Errors
/// Not an array, or what `item` gives.
pub fn from_list<T>(value: &Value, item: impl Fn(&Value) -> Result<T, JerError>) -> Result<Vec<T>, JerError> {
    match value {
        Value::Array(items) => items.iter().map(item).collect(),
        _ => Err(JerErrorKind::Expected("an array").anywhere()),
    }
}

/// An octet string: hexadecimal digits.
pub fn octets(octets: &[u8]) -> Value {
    Value::String(Cow::Owned(hex(octets)))
}

/// An octet string, back.
///
/// # Errors
/// Not a string of pairs of hexadecimal digits.
pub fn from_octets(value: &Value) -> Result<Vec<u8>, JerError> {
    unhex(value)
}

/// A bit string of fixed size: its bits, left-aligned, as hexadecimal digits padded to an octet.
pub fn fixed_bits(bits: u64, len: u32) -> Value {
    let octets = (bits << (64 - len)).to_be_bytes();
    Value::String(Cow::Owned(hex(octets.get(..len.div_ceil(8) as usize).unwrap_or_default())))
}

/// A bit string of fixed size, back.
///
/// # Errors
/// Not hexadecimal, not of that size, or with padding that is not zero.
pub fn from_fixed_bits(value: &Value, len: u32) -> Result<u64, JerError> {
    let octets = unhex(value)?;
    let wrong = JerErrorKind::Expected("hex digits of the fixed size, padded with zeros").anywhere();
    if octets.len() != len.div_ceil(8) as usize || octets.len() > 8 {
        return Err(wrong);
    }
    let word = octets.iter().fold(0, |word, octet| word << 8 | u64::from(*octet));
    let padding = octets.len() as u32 * 8 - len;
    if word & ((1 << padding) - 1) == 0 { Ok(word >> padding) } else { Err(wrong) }
}

/// A bit string of variable size, or of one that an extension may change. `usual` is the fixed size of the root:
/// the digits alone stand where they tell the length, being as many as the root's or of whole octets otherwise.
pub fn bit_string(bits: &BitString, usual: Option<usize>) -> Value {
    let digits = octets(&bits.octets());
    if usual.is_some_and(|usual| length_of_digits(bits.octets().len(), usual) == bits.len()) {
        return digits;
    }
    let mut object = Object::new();
    object.put("value", digits);
    object.put("length", Value::Integer(bits.len() as i128));
    object.into()
}

/// A bit string of variable size, back.
///
/// # Errors
/// Neither of the two forms, or a length that does not fit the digits.
pub fn from_bit_string(value: &Value, usual: Option<usize>) -> Result<BitString, JerError> {
    let wrong = JerErrorKind::Expected("hex digits, or their `value` and `length`").anywhere();
    let (octets, len) = match (value, usual) {
        (Value::String(_), Some(usual)) => {
            let octets = unhex(value)?;
            let len = length_of_digits(octets.len(), usual);
            (octets, len)
        }
        (Value::Object(_), _) => {
            let members = Members::of(value, "")?;
            let octets = members.required("value", "", unhex)?;
            (octets, members.required("length", "", u32::from_jer)? as usize)
        }
        _ => return Err(wrong),
    };
    if octets.len() == len.div_ceil(8) { Ok(BitString::from_octets(&octets, len)) } else { Err(wrong) }
}

/// The bits that digits for `octets` octets stand for when no length is given.
const fn length_of_digits(octets: usize, usual: usize) -> usize {
    if octets == usual.div_ceil(8) { usual } else { octets * 8 }
}

/// A name: an enumeration item.
pub const fn name(name: &'static str) -> Value {
    Value::String(Cow::Borrowed(name))
}

/// The text of a string.
///
/// # Errors
/// Not a string.
pub fn text(value: &Value) -> Result<&str, JerError> {
    match value {
        Value::String(text) => Ok(text),
        _ => Err(JerErrorKind::Expected("a string").anywhere()),
    }
}

/// A chosen alternative: the one member of an object.
///
/// # Errors
/// Not an object with one member.
pub fn single(value: &Value) -> Result<(&str, &Value), JerError> {
    match value {
        Value::Object(members) => match members.as_slice() {
            [(name, value)] => Ok((name, value)),
            _ => Err(JerErrorKind::Expected("an object with one member").anywhere()),
        },
        _ => Err(JerErrorKind::Expected("an object with one member").anywhere()),
    }
}

/// An alternative that the schema does not know.
pub fn unknown_choice(index: u32, contents: &[u8]) -> Value {
    let mut inner = Object::new();
    inner.put("index", Value::Integer(index.into()));
    inner.put("value", octets(contents));
    let mut object = Object::new();
    object.put("unknown", inner.into());
    object.into()
}

/// An alternative that the schema does not know, back, from what stands under `"unknown"`.
///
/// # Errors
/// Another form.
pub fn from_unknown_choice(value: &Value) -> Result<(u32, Vec<u8>), JerError> {
    let members = Members::of(value, "")?;
    Ok((members.required("index", "", u32::from_jer)?, members.required("value", "", unhex)?))
}

/// An enumeration item that the schema does not know.
pub fn unknown_item(index: u32) -> Value {
    let mut object = Object::new();
    object.put("unknown", Value::Integer(index.into()));
    object.into()
}

/// An enumeration item: its name, or the index of an unknown one.
///
/// # Errors
/// Another form.
pub fn from_unknown_item(value: &Value) -> Result<Result<&str, u32>, JerError> {
    match value {
        Value::Object(_) => match single(value)? {
            ("unknown", index) => u32::from_jer(index).map(Err),
            _ => Err(JerErrorKind::Name.anywhere()),
        },
        _ => text(value).map(Ok),
    }
}

/// Lower-case hexadecimal digits.
pub(super) fn hex(octets: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(nibble.into(), 16).unwrap_or('0');
    octets.iter().flat_map(|octet| [digit(octet >> 4), digit(octet & 15)]).collect()
}

pub(super) fn unhex(value: &Value) -> Result<Vec<u8>, JerError> {
    let wrong = JerErrorKind::Expected("pairs of hex digits").anywhere();
    let (pairs, rest) = text(value)?.as_bytes().as_chunks::<2>();
    if !rest.is_empty() {
        return Err(wrong);
    }
    let digit = |digit: u8| char::from(digit).to_digit(16).map(|value| value as u8).ok_or(wrong);
    pairs.iter().map(|[high, low]| Ok(digit(*high)? << 4 | digit(*low)?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fixed_bits_are_padded_digits() {
        assert_eq!(fixed_bits(0b10000, 5), Value::String("80".into()));
        assert_eq!(from_fixed_bits(&Value::String("80".into()), 5), Ok(0b10000));
        assert!(from_fixed_bits(&Value::String("81".into()), 5).is_err());
    }

    #[test]
    fn a_bit_string_of_another_length_tells_it() {
        let bits = BitString::from_octets(&[0xFF, 0xFF], 14);
        let value = bit_string(&bits, Some(13));
        assert_eq!(from_bit_string(&value, Some(13)), Ok(bits));
    }

    #[test]
    fn hex_is_strict() {
        assert!(unhex(&Value::String("0".into())).is_err());
        assert!(unhex(&Value::String("0g".into())).is_err());
        assert_eq!(unhex(&Value::String("0Af1".into())), Ok(alloc::vec![0x0A, 0xF1]));
    }
}

//! The tree between types and serde.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use serde::de::{self, MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Deserializer, Serialize};

/// A JSON value. Names that come from the schema are not copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// `null`
    Null,
    /// `true`, `false`
    Boolean(bool),
    /// A whole number; ASN.1 here has no others.
    Integer(i128),
    /// A string.
    String(Cow<'static, str>),
    /// An array.
    Array(Vec<Value>),
    /// An object, its members in order.
    Object(Vec<(Cow<'static, str>, Value)>),
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Boolean(value) => serializer.serialize_bool(*value),
            Self::Integer(value) => match (i64::try_from(*value), u64::try_from(*value)) {
                (Ok(value), _) => serializer.serialize_i64(value),
                (_, Ok(value)) => serializer.serialize_u64(value),
                _ => serializer.serialize_i128(*value),
            },
            Self::String(value) => serializer.serialize_str(value),
            Self::Array(items) => serializer.collect_seq(items),
            Self::Object(members) => {
                let mut map = serializer.serialize_map(Some(members.len()))?;
                for (name, value) in members {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("null, a boolean, a whole number, a string, an array or an object")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Boolean(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Integer(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Integer(value.into()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(Cow::Owned(value.into())))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(Cow::Owned(value)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut members: Vec<(Cow<'static, str>, Value)> = Vec::new();
        while let Some((name, value)) = map.next_entry::<String, Value>()? {
            members.push((Cow::Owned(name), value));
        }
        match repeated(members.iter().map(|(name, _)| name).collect()) {
            Some(name) => Err(de::Error::custom(format_args!("member `{name}` stands twice"))),
            None => Ok(Value::Object(members)),
        }
    }
}

/// A name that is there more than once. Sorted once at the end, not looked for at each member: an object of many
/// members is cheap to send.
fn repeated<N: Ord>(mut names: Vec<N>) -> Option<N> {
    names.sort_unstable();
    let second = names.iter().zip(names.iter().skip(1)).position(|(name, next)| name == next)?;
    Some(names.swap_remove(second))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;
    use core::cell::Cell;
    use core::cmp::Ordering;
    use serde::de::value::{Error, MapDeserializer};

    /// A name that counts how often it is compared.
    struct Counted<'c>(u32, &'c Cell<u64>);

    impl Ord for Counted<'_> {
        fn cmp(&self, other: &Self) -> Ordering {
            self.1.set(self.1.get() + 1);
            self.0.cmp(&other.0)
        }
    }

    impl PartialOrd for Counted<'_> {
        fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
            Some(self.cmp(other))
        }
    }

    impl PartialEq for Counted<'_> {
        fn eq(&self, other: &Self) -> bool {
            self.cmp(other).is_eq()
        }
    }

    impl Eq for Counted<'_> {}

    /// How many comparisons `count` different names cost.
    fn comparisons(count: u32) -> u64 {
        let counter = Cell::new(0);
        // In no order: multiplied by an odd number, modulo 2^32.
        let names = (0..count).map(|i| Counted(i.wrapping_mul(2_654_435_761), &counter)).collect();
        assert!(repeated(names).is_none());
        counter.get()
    }

    #[test]
    fn many_members_are_compared_n_log_n_times() {
        for log in [4, 10, 16] {
            let count = 1 << log;
            let compared = comparisons(count);
            assert!(compared <= 3 * u64::from(count * log), "{count}: {compared}");
        }
    }

    #[test]
    fn a_member_that_stands_twice_is_refused_wherever_it_stands() {
        assert_eq!(repeated(alloc::vec!["b", "a", "c"]), None);
        assert_eq!(repeated(Vec::<&str>::new()), None);
        let object = |names: &[&'static str]| {
            let members = names.iter().map(|name| (*name, 1_i64));
            Value::deserialize(MapDeserializer::<_, Error>::new(members))
        };
        for names in [&["a", "b", "a"][..], &["a", "a"], &["c", "b", "a", "b"]] {
            let error = object(names).unwrap_err().to_string();
            assert!(error.contains("stands twice"), "{error}");
        }
        // Otherwise they keep their order.
        let Ok(Value::Object(members)) = object(&["b", "a"]) else { panic!() };
        assert_eq!(members.iter().map(|(name, _)| &**name).collect::<Vec<_>>(), ["b", "a"]);
    }
}

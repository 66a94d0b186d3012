//! JSON Encoding Rules (X.697), through serde.
//!
//! Every generated type converts to and from a [`Value`] tree with concrete functions; only the tree itself is
//! generic over serde's formats. Derived serde code for a thousand types would cost each user minutes of build
//! time for a path that no datagram takes.
//!
//! What the schema does not know has a form of its own, so that it survives JSON both ways:
//!
//! | unknown | JSON |
//! | --- | --- |
//! | extension additions | a member `"unknownExtensions": {"additions": n, "unknown": {"position": "hex", …}}` |
//! | alternative of a CHOICE | `{"unknown": {"index": n, "value": "hex"}}` |
//! | item of an ENUMERATED | `{"unknown": n}`, n counted among the additions |
//! | open type | the identifier, and the value's octets as a hex string |

mod convert;
mod error;
mod members;
mod shape;
mod value;

pub use convert::{
    Jer, bit_string, fixed_bits, from_bit_string, from_fixed_bits, from_list, from_octets,
    from_unknown_choice, from_unknown_item, list, name, octets, single, text, unknown_choice, unknown_item,
};
pub use error::{JerError, JerErrorKind};
pub use members::{Members, Object};
pub use shape::{Member, Row, Shape, Shaped, unwrap_open_types, wrap_open_types};
pub use value::Value;

/// Implements serde's traits for types that implement [`Jer`].
#[macro_export]
macro_rules! impl_serde {
    ($($ty:ty),* $(,)?) => {
        $(
            impl $crate::serde::Serialize for $ty {
                fn serialize<S: $crate::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    $crate::serde::Serialize::serialize(&$crate::jer::Jer::to_jer(self), serializer)
                }
            }

            impl<'de> $crate::serde::Deserialize<'de> for $ty {
                fn deserialize<D: $crate::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    let value = <$crate::jer::Value as $crate::serde::Deserialize>::deserialize(deserializer)?;
                    <Self as $crate::jer::Jer>::from_jer(&value).map_err($crate::serde::de::Error::custom)
                }
            }
        )*
    };
}

//! JSON as the US operational data environment writes it: X.697, but what an open type holds is wrapped once more, in an
//! object with the name of its type, `{"messageId":20,"value":{"BasicSafetyMessage":{…}}}`. asn1c writes it so too.

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error as _};
use serde::ser::{Serialize, Serializer};
use v2x_uper::jer::{Value, unwrap_open_types, wrap_open_types};

use crate::json::{FromJerError, JerSeed};
use crate::message::Message;
use crate::shape::shape;

/// JSON in the flavour of the US operational data environment: around a [`Message`] to write it, around a [`JerSeed`] to
/// read one.
///
/// Reading takes open types with and without the wrapping, members in any order.
///
#[cfg_attr(feature = "j2735", doc = "```")]
#[cfg_attr(not(feature = "j2735"), doc = "```ignore")]
/// use serde::de::DeserializeSeed;
/// use v2x::j2735::{common::DescriptiveName, message_frame::{MessageFrame, MessageTypes}, spat::SPAT};
/// use v2x::{JerSeed, Message, Ode};
///
/// let name = Some(DescriptiveName("Main St".into()));
/// let value = MessageTypes::SPAT(SPAT { name, ..Default::default() });
/// let message = Message::from(MessageFrame { value, ..Default::default() });
///
/// let json = serde_json::to_string(&Ode(&message))?;
/// assert_eq!(json, r#"{"messageId":19,"value":{"SPAT":{"name":"Main St","intersections":[]}}}"#);
/// let seed = Ode(JerSeed::default());
/// assert_eq!(seed.deserialize(&mut serde_json::Deserializer::from_str(&json))?, message);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Ode<T>(pub T);

impl Ode<&Message> {
    /// The frame as a tree of JSON values.
    pub fn to_jer(self) -> Value {
        let mut value = self.0.to_jer();
        if let Some(shape) = shape(self.0.set(), self.0.csae_edition().unwrap_or_default()) {
            wrap_open_types(&mut value, shape);
        }
        value
    }
}

impl Serialize for Ode<&Message> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_jer().serialize(serializer)
    }
}

impl Ode<JerSeed> {
    /// The message of a tree of JSON values, which is taken apart.
    ///
    /// # Errors
    /// When the tree is no frame of the set, or the set is not built in.
    pub fn message(self, mut value: Value) -> Result<Message, FromJerError> {
        if let Some(shape) = shape(self.0.set, self.0.edition) {
            unwrap_open_types(&mut value, shape);
        }
        self.0.message(&value)
    }
}

impl<'de> DeserializeSeed<'de> for Ode<JerSeed> {
    type Value = Message;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Message, D::Error> {
        self.message(Value::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

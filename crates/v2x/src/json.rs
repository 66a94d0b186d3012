//! Messages as JSON by X.697 (JER), both ways, through serde.
//!
//! A message is written as its frame is: `{"messageId":20,"value":{…}}` in J2735, `{"bsmFrame":{…}}` in the Chinese sets.
//! Nothing in that form says which edition a Chinese frame is of, and only its members which set, so a reader has to be
//! told: [`JerSeed`].

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error as _};
use serde::ser::{Serialize, Serializer};
#[cfg(any(feature = "csae", feature = "j2735"))]
use v2x_uper::jer::Jer;
use v2x_uper::jer::{JerError, Value};

use crate::message::Message;
use crate::set::{CsaeEdition, Set};

impl Message {
    /// The frame as a tree of JSON values.
    pub fn to_jer(&self) -> Value {
        match *self {
            #[cfg(feature = "csae")]
            Self::Csae2019(ref frame) => frame.to_jer(),
            #[cfg(feature = "csae")]
            Self::Csae2020(ref frame) => frame.to_jer(),
            #[cfg(feature = "j2735")]
            Self::J2735(ref frame) => frame.to_jer(),
        }
    }
}

impl Serialize for Message {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_jer().serialize(serializer)
    }
}

/// Reads a message from JSON: the set and the edition that it is of, as a serde seed.
///
/// ```
/// use serde::de::DeserializeSeed;
/// use v2x::{CsaeEdition, JerSeed, Set};
///
/// let jer = r#"{"messageId":43,"value":null}"#;
/// let seed = JerSeed { set: Set::J2735, edition: CsaeEdition::default() };
/// let message = seed.deserialize(&mut serde_json::Deserializer::from_str(jer))?;
/// assert_eq!(message.name(), "RoadGeometryAndAttributes");
/// assert_eq!(serde_json::to_string(&message)?, jer);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct JerSeed {
    /// The set.
    pub set: Set,
    /// The edition, where the set is Chinese.
    pub edition: CsaeEdition,
}

impl JerSeed {
    /// The set that a frame's members show: J2735 frames have a `messageId`, Chinese ones are a CHOICE.
    pub fn set_of(value: &Value) -> Set {
        match value {
            Value::Object(members) if members.iter().any(|(name, _)| name == "messageId") => Set::J2735,
            _ => Set::Csae,
        }
    }

    /// The message of a tree of JSON values.
    ///
    /// # Errors
    /// When the tree is no frame of the set, or the set is not built in.
    pub fn message(self, value: &Value) -> Result<Message, FromJerError> {
        let _ = value;
        match (self.set, self.edition) {
            #[cfg(feature = "csae")]
            (Set::Csae, CsaeEdition::Y2019) => frame(value).map(Message::Csae2019),
            #[cfg(feature = "csae")]
            (Set::Csae, CsaeEdition::Y2020) => frame(value).map(Message::Csae2020),
            #[cfg(feature = "j2735")]
            (Set::J2735, _) => frame(value).map(Message::J2735),
            #[cfg(not(all(feature = "csae", feature = "j2735")))]
            _ => Err(FromJerError::Set(self.set)),
        }
    }
}

#[cfg(any(feature = "csae", feature = "j2735"))]
fn frame<T: Jer>(value: &Value) -> Result<T, FromJerError> {
    T::from_jer(value).map_err(FromJerError::Jer)
}

/// Why a tree of JSON values is no message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FromJerError {
    /// It is no frame of the set: the component, and what is wrong with it.
    #[error(transparent)]
    Jer(JerError),
    /// The set is left out of this build of the library.
    #[error("messages of the set {0} are not built in")]
    Set(Set),
}

impl<'de> DeserializeSeed<'de> for JerSeed {
    type Value = Message;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Message, D::Error> {
        let value = Value::deserialize(deserializer)?;
        self.message(&value).map_err(D::Error::custom)
    }
}

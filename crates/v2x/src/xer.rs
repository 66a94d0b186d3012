//! Messages as XML by X.693 (basic XER), both ways: `<MessageFrame><messageId>20</messageId>…`.

use alloc::string::String;

use v2x_uper::xer::{self, XerError};

use crate::json::{FromJerError, JerSeed};
use crate::message::Message;
use crate::set::Set;
use crate::shape::shape;

/// The name of the frame's type, in all sets.
const FRAME: &str = "MessageFrame";

impl Message {
    /// The frame as XML, in one line.
    ///
    #[cfg_attr(feature = "j2735", doc = "```")]
    #[cfg_attr(not(feature = "j2735"), doc = "```ignore")]
    /// use v2x::j2735::{common::DescriptiveName, message_frame::{MessageFrame, MessageTypes}, spat::SPAT};
    /// use v2x::{JerSeed, Message};
    ///
    /// let name = Some(DescriptiveName("Main St".into()));
    /// let value = MessageTypes::SPAT(SPAT { name, ..Default::default() });
    /// let message = Message::from(MessageFrame { value, ..Default::default() });
    ///
    /// let xml = message.to_xer()?;
    /// assert_eq!(
    ///     xml,
    ///     "<MessageFrame><messageId>19</messageId><value><SPAT><name>Main St</name><intersections/></SPAT></value>\
    ///     </MessageFrame>",
    /// );
    /// assert_eq!(JerSeed::default().message_from_xer(&xml)?, message);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// A string has U+FFFE or U+FFFF, which XML cannot have.
    pub fn to_xer(&self) -> Result<String, XerError> {
        let shape = shape(self.set(), self.csae_edition().unwrap_or_default());
        xer::write(&self.to_jer(), FRAME, shape.ok_or(XerError::Shape("a set that is built in"))?)
    }
}

impl JerSeed {
    /// The message of a frame in XML; white space between elements does not matter.
    ///
    /// # Errors
    /// When it is no well-formed XML, or no frame of the set, or the set is not built in.
    pub fn message_from_xer(self, text: &str) -> Result<Message, FromXerError> {
        let shape = shape(self.set, self.edition).ok_or(FromXerError::Set(self.set))?;
        let value = xer::read(text, FRAME, shape).map_err(FromXerError::Xer)?;
        self.message(&value).map_err(|error| match error {
            FromJerError::Jer(error) => FromXerError::Xer(XerError::Value(error)),
            FromJerError::Set(set) => FromXerError::Set(set),
        })
    }
}

/// Why XML is no message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FromXerError {
    /// The set is left out of this build of the library.
    #[error("messages of the set {0} are not built in")]
    Set(Set),
    /// It is no frame of the set: the place, and what is wrong there.
    #[error(transparent)]
    Xer(XerError),
}

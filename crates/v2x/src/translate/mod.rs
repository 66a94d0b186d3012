//! From one message set to the other: what both can say is carried, and what one cannot is listed.
//!
//! | SAE J2735 | T/CSAE 53, 2020 and 2019 |
//! | --- | --- |
//! | BasicSafetyMessage | BSM |
//! | MapData | MAP |
//! | SPAT | SPAT |
//! | SensorDataSharingMessage | RSM, one for every 16 objects |
//! | PersonalSafetyMessage → | RSM with one participant |
//! | PersonalSafetyMessage | PersonalSafetyMessage of T/CSAE 157-2020, if [asked for](Persons) |
//!
//! The Chinese `PersonalSafetyMessage` is an extension of day 2, which receivers of day 1 do not know: they know RSM. The unit of its radius
//! could not be confirmed; where it is told, it is listed as [`Supplied`].
//!
//! ```
//! use v2x::j2735::common::{BSMcoreData, Speed};
//! use v2x::j2735::basic_safety_message::BasicSafetyMessage;
//! use v2x::j2735::message_frame::{MessageFrame, MessageTypes};
//! use v2x::translate::{Target, Translator};
//!
//! let core_data = BSMcoreData { speed: Speed(694), ..Default::default() };
//! let bsm = BasicSafetyMessage { core_data, ..Default::default() };
//! let value = MessageTypes::BasicSafetyMessage(bsm);
//! let message = v2x::Message::from(MessageFrame { value, ..Default::default() });
//!
//! let translated = Translator::new().translate(&message, Target::Csae2020)?;
//! assert_eq!(translated.messages[0].name(), "BSM");
//! assert!(translated.losses.is_empty());
//! # Ok::<(), v2x::translate::TranslateError>(())
//! ```
//!
//! # Nothing is lost unseen
//!
//! Every field that is there and is not told again is a [`Loss`]: with its path, its value and why. Every one that the target
//! demands and the source does not tell is [`Supplied`], unless the target has a value for "not known". Translators take
//! structures apart without `..`, so that a field that nobody has thought of does not compile; and a test changes the fields
//! of messages one by one and sees that each change shows.
//!
//! # Values
//!
//! Both sets have the same units for most: speed 0.02 m/s, heading 0.0125°, latitude and longitude 1e-7°, height 0.1 m,
//! accelerations, sizes of vehicles. These are carried as they are, also where they say "not known"; what can be left out in
//! the Chinese sets and not in J2735 is "not known" there, and the other way round. Rounded are
//!
//! - offsets in metres and in degrees, by the ellipsoid at the reference position: to 1e-7°, which is 1.1 cm, of nodes of lanes
//!   (J2735: 1 cm) and of SDSM objects (0.1 m), and to 0.1 m of participants of RSM. Points of Chinese lanes become nodes at
//!   full coordinates, which is exact;
//! - moments counted from a SPaT's time: to 0.1 s, by leaving off the rest of that time.
//!
//! Where the target has coarser steps than that, the nearest is told and the value listed as [`Reason::Approximated`].

mod confidence;
mod course;
mod csae;
mod geometry;
mod identity;
mod ledger;
mod moment;

use alloc::vec::Vec;
use core::time::Duration;

use crate::{CsaeEdition, Message};

use ledger::Ledger;
pub use ledger::{Loss, Reason, Supplied};

/// What to translate to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Target {
    /// T/CSAE 53, the draft of July 2019.
    Csae2019,
    /// T/CSAE 53-2020.
    Csae2020,
    /// SAE J2735.
    J2735,
}

/// How a Chinese SPAT is to tell times.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SpatTimes {
    /// As moments of the hour (`utcTiming`), which is what J2735 has.
    #[default]
    Moments,
    /// As spans from the message's own time (`counting`).
    Spans,
}

/// What a PSM of J2735 becomes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Persons {
    /// An RSM with one participant, which all receivers of the Chinese sets know.
    #[default]
    Rsm,
    /// The PSM of T/CSAE 157-2020, which tells more; where the target is the draft of 2019, which has none, an RSM.
    Psm,
}

/// The name of a node of a Chinese map.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct NodeName {
    /// The authority that gave the number.
    pub region: Option<u16>,
    /// The number.
    pub id: u16,
}

/// Translates messages, with what the caller knows beside them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Translator {
    at: Option<Duration>,
    spat_times: SpatTimes,
    persons: Persons,
    count: u8,
    /// Intersection, approach, and the node behind it.
    neighbours: Vec<(u16, u8, NodeName)>,
}

/// A translation.
#[derive(Clone, Debug, PartialEq)]
pub struct Translated {
    /// The message, in as many parts as it needs; none if nothing of it can be told.
    pub messages: Vec<Message>,
    /// What it does not tell, or tells otherwise.
    pub losses: Vec<Loss>,
    /// What it tells and the source does not.
    pub supplied: Vec<Supplied>,
}

/// Why there is no translation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TranslateError {
    /// The message has no counterpart in the other set.
    #[error("{0} has no counterpart in the other message set")]
    NoCounterpart(
        /// Which message: its name.
        &'static str,
    ),
    /// It is of the target set already, and of the edition.
    #[error("the message is of that set already")]
    SameSet,
    /// Both are Chinese: editions are not translated to each other.
    #[error("translation is between J2735 and T/CSAE 53, not between editions of one")]
    Edition,
}

impl Translator {
    /// One that knows nothing beside the message.
    pub const fn new() -> Self {
        let (spat_times, persons) = (SpatTimes::Moments, Persons::Rsm);
        Self { at: None, spat_times, persons, count: 0, neighbours: Vec::new() }
    }

    /// When the message was sent, as Unix time: what a SPAT counts from that does not tell its own time, and the date of
    /// an SDSM.
    #[must_use]
    pub fn at(self, moment: Duration) -> Self {
        Self { at: Some(moment), ..self }
    }

    /// How a Chinese SPAT is to tell times.
    #[must_use]
    pub fn spat_times(self, times: SpatTimes) -> Self {
        Self { spat_times: times, ..self }
    }

    /// What a PSM of J2735 is to become.
    #[must_use]
    pub fn persons(self, persons: Persons) -> Self {
        Self { persons, ..self }
    }

    /// The number of a SPAT: the `msgCnt` of Chinese ones, the map's `revision` of others, neither of which the other set
    /// has. Taken modulo 128.
    #[must_use]
    pub fn count(self, count: u8) -> Self {
        Self { count, ..self }
    }

    /// Which node lies behind an approach of a J2735 intersection.
    #[must_use]
    pub fn neighbour(mut self, intersection: u16, approach: u8, node: NodeName) -> Self {
        self.neighbours.push((intersection, approach, node));
        self
    }

    /// Translates a message.
    ///
    /// # Errors
    /// [`TranslateError`], for a message that has no counterpart at all.
    pub fn translate(&self, message: &Message, target: Target) -> Result<Translated, TranslateError> {
        let mut ledger = Ledger::new(self);
        let messages: Option<Vec<Message>> = match (message, target) {
            (Message::J2735(frame), Target::Csae2019) => csae::y2019::from_j2735(frame, &mut ledger)
                .map(|frames| frames.into_iter().map(Message::Csae2019).collect()),
            (Message::J2735(frame), Target::Csae2020) => csae::y2020::from_j2735(frame, &mut ledger)
                .map(|frames| frames.into_iter().map(Message::Csae2020).collect()),
            (Message::Csae2019(frame), Target::J2735) => csae::y2019::to_j2735(frame, &mut ledger)
                .map(|frames| frames.into_iter().map(Message::J2735).collect()),
            (Message::Csae2020(frame), Target::J2735) => csae::y2020::to_j2735(frame, &mut ledger)
                .map(|frames| frames.into_iter().map(Message::J2735).collect()),
            (Message::J2735(_), Target::J2735) => return Err(TranslateError::SameSet),
            _ if Target::of(message) == target => return Err(TranslateError::SameSet),
            _ => return Err(TranslateError::Edition),
        };
        let messages = messages.ok_or(TranslateError::NoCounterpart(message.name()))?;
        if messages.is_empty() {
            let value = message.to_jer();
            let whole = Loss { path: message.name().into(), value, reason: Reason::NoPlace, of: None };
            return Ok(Translated { messages, losses: alloc::vec![whole], supplied: Vec::new() });
        }
        let Ledger { losses, supplied, .. } = ledger;
        Ok(Translated { messages, losses, supplied })
    }

    /// Tenths of a second of the hour when the message was sent.
    fn tenth(&self) -> Option<u16> {
        self.at.map(v2x_uper::scale::moment::tenths_of)
    }

    fn node_behind(&self, intersection: u16, approach: u8) -> Option<NodeName> {
        let found = self.neighbours.iter().find(|(at, by, _)| (*at, *by) == (intersection, approach));
        found.map(|(_, _, node)| *node)
    }
}

impl Target {
    /// What a message is of.
    pub const fn of(message: &Message) -> Self {
        match message.csae_edition() {
            Some(CsaeEdition::Y2019) => Self::Csae2019,
            Some(CsaeEdition::Y2020) => Self::Csae2020,
            None => Self::J2735,
        }
    }
}

/// Translates a message, knowing nothing beside it: [`Translator::translate`] of a new one.
///
/// # Errors
/// As there.
pub fn translate(message: &Message, target: Target) -> Result<Translated, TranslateError> {
    Translator::new().translate(message, target)
}

//! Who sent a message, and how it counts.

#[cfg(feature = "j2735")]
use v2x_uper::Uper;

use crate::Message;

/// Who sends a message, or what it is about, as far as the message tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Sender {
    /// The message does not tell.
    Any,
    /// An intersection: region, and number in it.
    Intersection(Option<u16>, u16),
    /// A station by its temporary identifier, right-aligned.
    Station(u64),
}

/// A message of a sender, or the part of it that is about an intersection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sighting {
    pub(super) sender: Sender,
    /// Message count or revision.
    pub(super) count: u8,
    /// What stands for the content, where a revision tells of its changes.
    pub(super) content: Option<u64>,
}

impl Sighting {
    #[cfg(any(feature = "csae", feature = "j2735"))]
    fn station(id: &[u8], count: u8) -> Self {
        let id = id.iter().fold(0, |id, octet| id << 8 | u64::from(*octet));
        Self { sender: Sender::Station(id), count, content: None }
    }
}

/// All that a message tells of its sender.
pub(super) fn sightings(message: &Message, sink: &mut impl FnMut(Sighting)) {
    // Without any set there is no message, and nothing to be told.
    let _ = &sink;
    match *message {
        #[cfg(feature = "csae")]
        Message::Csae2019(ref frame) => {
            use v2x_csae::y2019::msg_frame::MessageFrame;
            match frame {
                MessageFrame::BsmFrame(message) => sink(Sighting::station(&message.id, message.msg_cnt.0)),
                MessageFrame::RsmFrame(message) => sink(Sighting::station(&message.id, message.msg_cnt.0)),
                MessageFrame::MapFrame(message) => sink(any(message.msg_cnt.0)),
                MessageFrame::SpatFrame(message) => sink(any(message.msg_cnt.0)),
                _ => {}
            }
        }
        #[cfg(feature = "csae")]
        Message::Csae2020(ref frame) => {
            use v2x_csae::y2020::msg_frame::MessageFrame;
            match frame {
                MessageFrame::BsmFrame(message) => sink(Sighting::station(&message.id, message.msg_cnt.0)),
                MessageFrame::RsmFrame(message) => sink(Sighting::station(&message.id, message.msg_cnt.0)),
                MessageFrame::RsiFrame(message) => sink(Sighting::station(&message.id, message.msg_cnt.0)),
                MessageFrame::MapFrame(message) => sink(any(message.msg_cnt.0)),
                MessageFrame::SpatFrame(message) => sink(any(message.msg_cnt.0)),
                _ => {}
            }
        }
        #[cfg(feature = "j2735")]
        Message::J2735(ref frame) => j2735(&frame.value, sink),
    }
}

#[cfg(feature = "csae")]
const fn any(count: u8) -> Sighting {
    Sighting { sender: Sender::Any, count, content: None }
}

#[cfg(feature = "j2735")]
fn j2735(value: &v2x_j2735::message_frame::MessageTypes, sink: &mut impl FnMut(Sighting)) {
    use v2x_j2735::message_frame::MessageTypes;
    match value {
        MessageTypes::BasicSafetyMessage(message) => {
            sink(Sighting::station(&message.core_data.id.0, message.core_data.msg_cnt.0));
        }
        MessageTypes::PersonalSafetyMessage(message) => {
            sink(Sighting::station(&message.id.0, message.msg_cnt.0));
        }
        MessageTypes::SensorDataSharingMessage(message) => {
            sink(Sighting::station(&message.source_id.0, message.msg_cnt.0));
        }
        MessageTypes::TravelerInformation(message) => {
            let id = message.packet_id.as_ref().map_or(&[][..], |id| &id.0);
            // The last octets of an identifier tell senders apart as well as all.
            sink(Sighting::station(id.get(1..).unwrap_or_default(), message.msg_cnt.0));
        }
        MessageTypes::SPAT(message) => {
            message.intersections.iter().for_each(|state| sink(signals(state)));
        }
        MessageTypes::MapData(message) => {
            message.intersections.iter().flatten().for_each(|shape| sink(geometry(shape)));
        }
        _ => {}
    }
}

/// The part of a SPaT that is about an intersection.
#[cfg(feature = "j2735")]
pub(super) fn signals(state: &v2x_j2735::spat::IntersectionState) -> Sighting {
    // Times and time stamps of the message itself do not make a new content.
    intersection(&state.id, state.revision.0, content(state.states.iter()))
}

/// The part of a MAP that is about an intersection.
#[cfg(feature = "j2735")]
pub(super) fn geometry(geometry: &v2x_j2735::map_data::IntersectionGeometry) -> Sighting {
    let mut unrevised = geometry.clone();
    unrevised.revision = Default::default();
    intersection(&geometry.id, geometry.revision.0, content([&unrevised].into_iter()))
}

#[cfg(feature = "j2735")]
fn intersection(
    id: &v2x_j2735::common::IntersectionReferenceID,
    count: u8,
    content: Option<u64>,
) -> Sighting {
    let sender = Sender::Intersection(id.region.as_ref().map(|region| region.0), id.id.0);
    Sighting { sender, count, content }
}

/// A number that stands for values: 64-bit FNV-1a of their encodings. Two contents that differ have the same number
/// once in 2⁶⁴ times; `None` for what does not encode.
#[cfg(feature = "j2735")]
fn content<'v, T: Uper + 'v>(values: impl Iterator<Item = &'v T>) -> Option<u64> {
    let mut number = 0xCBF2_9CE4_8422_2325_u64;
    for value in values {
        for octet in value.to_uper().ok()? {
            number = (number ^ u64::from(octet)).wrapping_mul(0x0100_0000_01B3);
        }
    }
    Some(number)
}

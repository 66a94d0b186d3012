//! RoadSideInformation (T/CSAE 53-2020): what is said of a danger in the Chinese set.

use v2x::Message;
use v2x::csae::y2020::def_position::{Latitude, Longitude};
use v2x::csae::y2020::def_position_offset::{PositionLLmD64b, PositionOffsetLL, PositionOffsetLLV};
use v2x::csae::y2020::msg_frame::MessageFrame;
use v2x::csae::y2020::rsi::{Description, EventSource, EventType, RTEData, Radius, RoadSideInformation};
use v2x::csae::y2020::veh_safety_ext::Confidence;

use super::{Sender, units};
use crate::snapshot::Snapshot;
use crate::warning::{Warning, WarningKind};

/// Numbers of traffic events (GB/T 29100) for each kind of danger. Which of that table fits is for the site to say:
/// 0, the default, leaves it to the description.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EventCodes {
    /// A vehicle passes a red light.
    pub red_light: u16,
    /// Vehicles on paths that meet.
    pub collision: u16,
    /// A vehicle about to run into one ahead.
    pub rear_end: u16,
    /// People in the way.
    pub vru: u16,
}

impl EventCodes {
    const fn of(self, kind: WarningKind) -> u16 {
        match kind {
            WarningKind::RedLight => self.red_light,
            WarningKind::Collision => self.collision,
            WarningKind::RearEnd => self.rear_end,
            WarningKind::Vru => self.vru,
        }
    }
}

/// The message that tells of a danger, as a traffic event at its place. `None` where the plane is not fixed.
pub fn warning_csae(
    warning: &Warning,
    codes: EventCodes,
    picture: &Snapshot,
    sender: &mut Sender,
) -> Option<Message> {
    /// What lies within this of the place is concerned, 0.1 m: a carriageway's width.
    const RADIUS: u16 = 150;
    let (latitude, longitude) = units::place(&picture.place(&warning.position)?);
    let place = PositionLLmD64b { lon: Longitude(longitude), lat: Latitude(latitude) };
    let event_pos =
        PositionOffsetLLV { offset_ll: PositionOffsetLL::PositionLatLon(place), ..Default::default() };
    let event = RTEData {
        // Warnings are told of under their own number, so that an update replaces what was told before.
        rte_id: (warning.id % 256) as u8,
        event_type: EventType(codes.of(warning.kind)),
        event_source: EventSource::Detection,
        event_pos: Some(event_pos),
        event_radius: Some(Radius(RADIUS)),
        description: Some(Description::TextString(warning.kind.name().to_owned())),
        event_confidence: Some(Confidence((warning.probability * 200.0).clamp(0.0, 200.0) as u8)),
        ..Default::default()
    };
    let mut message =
        RoadSideInformation { id: sender.id.octets, rtes: Some(vec![event]), ..Default::default() };
    message.msg_cnt.0 = sender.next_count();
    message.ref_pos.lat = Latitude(latitude);
    message.ref_pos.long = Longitude(longitude);
    Some(MessageFrame::RsiFrame(message).into())
}

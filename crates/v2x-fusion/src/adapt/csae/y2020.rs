//! T/CSAE 53-2020.

#[path = "bsm.rs"]
mod bsm;
#[path = "frame.rs"]
mod frame;
#[path = "map.rs"]
mod map;
#[path = "psm.rs"]
mod psm;
#[path = "rsm.rs"]
mod rsm;
#[path = "spat.rs"]
mod spat;

use crate::adapt::Reception;
use crate::input::Input;
use v2x::csae::y2020::msg_day_ii::MessageTypes;
use v2x::csae::y2020::msg_frame::MessageFrame;

/// Turns a frame into inputs, of the second stage (T/CSAE 157-2020) too.
pub(in crate::adapt) fn frame(message: &MessageFrame, reception: &Reception, sink: &mut impl FnMut(Input)) {
    let MessageFrame::MsgFrameExt(later) = message else { return frame::frame(message, reception, sink) };
    if let MessageTypes::PersonalSafetyMessage(person) = &later.value
        && let Some(observation) = psm::observation(person, reception)
    {
        sink(observation.into());
    }
}

mod types {
    pub(super) use v2x::csae::y2020::bsm::BasicSafetyMessage;
    pub(super) use v2x::csae::y2020::def_position::Position3D;
    pub(super) use v2x::csae::y2020::def_position_offset::{PositionOffsetLL, PositionOffsetLLV};
    pub(super) use v2x::csae::y2020::def_time::TimeMark;
    pub(super) use v2x::csae::y2020::map::{
        AllowedManeuvers, Connection, Lane, LaneTypeAttributes, Link, MapData, Movement, Node,
        NodeReferenceID, RegulatorySpeedLimit, RoadPoint, SpeedLimitType,
    };
    pub(super) use v2x::csae::y2020::msg_frame::MessageFrame;
    pub(super) use v2x::csae::y2020::rsm::{
        ParticipantData, ParticipantType, RoadsideSafetyMessage, SourceType,
    };
    pub(super) use v2x::csae::y2020::signal_phase_and_timing::{
        IntersectionState, LightState, Phase, PhaseState, SPAT, TimeChangeDetails,
    };

    /// Width of a link's lanes in centimetres.
    pub(super) fn link_width(link: &Link) -> Option<u16> {
        Some(link.link_width.0)
    }
}

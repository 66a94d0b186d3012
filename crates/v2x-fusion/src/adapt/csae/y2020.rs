//! T/CSAE 53-2020.

#[path = "bsm.rs"]
mod bsm;
#[path = "frame.rs"]
mod frame;
#[path = "map.rs"]
mod map;
#[path = "rsm.rs"]
mod rsm;
#[path = "spat.rs"]
mod spat;

pub(in crate::adapt) use frame::frame;

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

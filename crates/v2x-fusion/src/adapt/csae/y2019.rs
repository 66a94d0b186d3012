//! The July 2019 draft.

#[path = "bsm.rs"]
#[expect(clippy::duplicate_mod, reason = "one source for both editions")]
mod bsm;
#[path = "frame.rs"]
#[expect(clippy::duplicate_mod, reason = "one source for both editions")]
mod frame;
#[path = "map.rs"]
#[expect(clippy::duplicate_mod, reason = "one source for both editions")]
mod map;
#[path = "rsm.rs"]
#[expect(clippy::duplicate_mod, reason = "one source for both editions")]
mod rsm;
#[path = "spat.rs"]
#[expect(clippy::duplicate_mod, reason = "one source for both editions")]
mod spat;

pub(in crate::adapt) use frame::frame;

mod types {
    pub(super) use v2x::csae::y2019::bsm::BasicSafetyMessage;
    pub(super) use v2x::csae::y2019::def_position::Position3D;
    pub(super) use v2x::csae::y2019::def_position_offset::{PositionOffsetLL, PositionOffsetLLV};
    pub(super) use v2x::csae::y2019::def_time::TimeMark;
    pub(super) use v2x::csae::y2019::map::MapData;
    pub(super) use v2x::csae::y2019::map_lane::{AllowedManeuvers, Connection, Lane, LaneTypeAttributes};
    pub(super) use v2x::csae::y2019::map_link::{Link, Movement};
    pub(super) use v2x::csae::y2019::map_node::{Node, NodeReferenceID};
    pub(super) use v2x::csae::y2019::map_point::RoadPoint;
    pub(super) use v2x::csae::y2019::map_speed_limit::{RegulatorySpeedLimit, SpeedLimitType};
    pub(super) use v2x::csae::y2019::msg_frame::MessageFrame;
    pub(super) use v2x::csae::y2019::rsm::{
        ParticipantData, ParticipantType, RoadsideSafetyMessage, SourceType,
    };
    pub(super) use v2x::csae::y2019::signal_phase_and_timing::SPAT;
    pub(super) use v2x::csae::y2019::spat_intersection_state::{
        IntersectionState, LightState, Phase, PhaseState, TimeChangeDetails,
    };

    /// Width of a link's lanes in centimetres.
    pub(super) fn link_width(link: &Link) -> Option<u16> {
        link.link_width.map(|width| width.0)
    }
}

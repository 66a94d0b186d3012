//! The July 2019 draft.

#[path = "bsm.rs"]
#[expect(clippy::duplicate_mod, reason = "one source for both editions")]
mod bsm;
#[path = "frame.rs"]
#[expect(clippy::duplicate_mod, reason = "one source for both editions")]
mod frame;
#[path = "lane.rs"]
#[expect(clippy::duplicate_mod, reason = "one source for both editions")]
mod lane;
#[path = "map_from.rs"]
#[expect(clippy::duplicate_mod, reason = "one source for both editions")]
mod map_from;
#[path = "map_to.rs"]
#[expect(clippy::duplicate_mod, reason = "one source for both editions")]
mod map_to;
#[path = "offset.rs"]
#[expect(clippy::duplicate_mod, reason = "one source for both editions")]
mod offset;
#[path = "path.rs"]
#[expect(clippy::duplicate_mod, reason = "one source for both editions")]
mod path;
#[path = "psm.rs"]
#[expect(clippy::duplicate_mod, reason = "one source for both editions")]
mod psm;
#[path = "rsm_from.rs"]
#[expect(clippy::duplicate_mod, reason = "one source for both editions")]
mod rsm_from;
#[path = "rsm_to.rs"]
#[expect(clippy::duplicate_mod, reason = "one source for both editions")]
mod rsm_to;
#[path = "spat_from.rs"]
#[expect(clippy::duplicate_mod, reason = "one source for both editions")]
mod spat_from;
#[path = "spat_to.rs"]
#[expect(clippy::duplicate_mod, reason = "one source for both editions")]
mod spat_to;
#[path = "vehicle.rs"]
#[expect(clippy::duplicate_mod, reason = "one source for both editions")]
mod vehicle;

pub(in crate::translate) use frame::{from_j2735, to_j2735};

mod types {
    use v2x_j2735::common as j;
    use v2x_uper::BitString;

    use super::super::super::ledger::Ledger;
    use super::vehicle::{confidence_from, confidence_to};

    pub(super) use v2x_csae::y2019::bsm::BasicSafetyMessage;
    pub(super) use v2x_csae::y2019::def_motion::MotionConfidenceSet;
    pub(super) use v2x_csae::y2019::def_position::{
        Elevation, Latitude, Longitude, Position3D, PositionConfidenceSet,
    };
    pub(super) use v2x_csae::y2019::def_position_offset::{
        OffsetLLB12, OffsetLLB14, OffsetLLB16, OffsetLLB18, OffsetLLB22, OffsetLLB24, PositionLL24B,
        PositionLL28B, PositionLL32B, PositionLL36B, PositionLL44B, PositionLL48B, PositionLLmD64b,
        PositionOffsetLL, PositionOffsetLLV, VertOffsetB07, VertOffsetB08, VertOffsetB09, VertOffsetB10,
        VertOffsetB11, VertOffsetB12, VerticalOffset,
    };
    pub(super) use v2x_csae::y2019::def_time::{DSecond, TimeMark};
    pub(super) use v2x_csae::y2019::map::MapData;
    pub(super) use v2x_csae::y2019::map_lane::{
        AllowedManeuvers, ConnectingLane, Connection, Lane, LaneAttributes, LaneAttributesVehicle, LaneID,
        LaneSharing, LaneTypeAttributes, LaneWidth,
    };
    pub(super) use v2x_csae::y2019::map_link::{Link, Movement};
    pub(super) use v2x_csae::y2019::map_node::{
        DescriptiveName, Node, NodeID, NodeReferenceID, RoadRegulatorID,
    };
    pub(super) use v2x_csae::y2019::map_point::RoadPoint;
    pub(super) use v2x_csae::y2019::map_speed_limit::RegulatorySpeedLimit;
    pub(super) use v2x_csae::y2019::msg_frame::{MessageFrame, MsgCount};
    pub(super) use v2x_csae::y2019::rsm::{
        ParticipantData, ParticipantType, RoadsideSafetyMessage, SourceType,
    };
    pub(super) use v2x_csae::y2019::signal_phase_and_timing::SPAT;
    pub(super) use v2x_csae::y2019::spat_intersection_state::{
        IntersectionState, LightState, Phase, PhaseID, PhaseState, TimeChangeDetails, TimeCountingDown,
        UTCTiming,
    };
    pub(super) use v2x_csae::y2019::veh_brake::{BrakeAppliedStatus, BrakeSystemStatus};
    pub(super) use v2x_csae::y2019::veh_class::{BasicVehicleClass, VehicleClassification};
    pub(super) use v2x_csae::y2019::veh_emg_ext::VehicleEmergencyExtensions;
    pub(super) use v2x_csae::y2019::veh_safety_ext::{
        Confidence, FullPositionVector, PathHistory, PathHistoryPoint, PathPrediction,
        VehicleSafetyExtensions,
    };
    pub(super) use v2x_csae::y2019::veh_size::VehicleSize;

    /// Gear and speed of a position with time.
    pub(super) type Gear = (Option<j::TransmissionState>, Option<j::Velocity>);

    /// Name, identifier, reference position and links of a node.
    pub(super) type NodeParts<'n> =
        (Option<&'n DescriptiveName>, &'n NodeReferenceID, &'n Position3D, &'n [Link]);

    /// Most nodes of a map.
    pub(super) const NODES: usize = 63;
    /// Most connections of a lane.
    pub(super) const CONNECTIONS: usize = 16;

    /// A node's own parts.
    pub(super) fn take_node<'n>(node: &'n Node, ledger: &mut Ledger<'_>) -> NodeParts<'n> {
        let Node { name, id, ref_pos, in_links, unknown_extensions } = node;
        ledger.extensions(unknown_extensions);
        (name.as_ref(), id, ref_pos, in_links.as_deref().unwrap_or_default())
    }

    /// Width of a link in centimetres.
    pub(super) fn link_width(link: &Link) -> Option<u16> {
        link.link_width.map(|width| width.0)
    }

    /// Sets the width of a link, where it is known.
    pub(super) fn set_link_width(link: &mut Link, width: Option<u16>) {
        link.link_width = width.map(LaneWidth);
    }

    /// The flags of a vehicle lane from those of J2735, whose bits are the same.
    pub(super) fn vehicle_lane_from(bits: &BitString, _: &mut Ledger<'_>) -> BitString {
        bits.clone()
    }

    /// The same, back.
    pub(super) fn vehicle_lane_to(bits: &BitString, _: &mut Ledger<'_>) -> BitString {
        bits.clone()
    }

    /// Error ellipse and confidence of a position with time, from J2735.
    pub(super) fn put_accuracy(
        vector: &j::FullPositionVector,
        into: &mut FullPositionVector,
        ledger: &mut Ledger<'_>,
    ) {
        into.pos_accuracy = ledger.same_some("posAccuracy", vector.pos_accuracy.as_ref());
        into.pos_conficence =
            vector.pos_confidence.as_ref().map(|set| confidence_from("posConfidence", set, ledger));
    }

    /// A position with time, in terms of J2735, and what that has no place for.
    pub(super) fn take_vector(
        vector: &FullPositionVector,
        ledger: &mut Ledger<'_>,
    ) -> (j::FullPositionVector, Position3D, Option<MotionConfidenceSet>, Gear) {
        let FullPositionVector {
            utc_time,
            pos,
            heading,
            transmission,
            speed,
            pos_accuracy,
            pos_conficence,
            time_confidence,
            motion_cfd,
            unknown_extensions,
        } = vector;
        ledger.extensions(unknown_extensions);
        let taken = j::FullPositionVector {
            utc_time: ledger.same_some("utcTime", utc_time.as_ref()),
            heading: ledger.same_some("heading", heading.as_ref()),
            pos_accuracy: ledger.same_some("posAccuracy", pos_accuracy.as_ref()),
            pos_confidence: pos_conficence.as_ref().map(|set| confidence_to("posConficence", set, ledger)),
            time_confidence: ledger.same_some("timeConfidence", time_confidence.as_ref()),
            ..Default::default()
        };
        let gear = (
            ledger.same_some("transmission", transmission.as_ref()),
            ledger.same_some("speed", speed.as_ref()),
        );
        (taken, *pos, *motion_cfd, gear)
    }
}

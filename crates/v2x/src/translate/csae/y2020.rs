//! T/CSAE 53-2020.

#[path = "bsm.rs"]
mod bsm;
#[path = "frame.rs"]
mod frame;
#[path = "lane.rs"]
mod lane;
#[path = "map_from.rs"]
mod map_from;
#[path = "map_to.rs"]
mod map_to;
#[path = "offset.rs"]
mod offset;
#[path = "path.rs"]
mod path;
#[path = "psm.rs"]
mod psm;
#[path = "psm_day_two.rs"]
mod psm_day_two;
#[path = "rsm_from.rs"]
mod rsm_from;
#[path = "rsm_to.rs"]
mod rsm_to;
#[path = "spat_from.rs"]
mod spat_from;
#[path = "spat_to.rs"]
mod spat_to;
#[path = "vehicle.rs"]
mod vehicle;

use alloc::boxed::Box;
use alloc::vec::Vec;

use v2x_csae::y2020::msg_day_ii as day_two;
use v2x_csae::y2020::msg_frame::MessageFrame;
use v2x_j2735::message_frame as jf;

use super::super::Persons;
use super::super::ledger::Ledger;

/// As both editions have it, but for the one message of T/CSAE 157 that has a counterpart.
pub(in crate::translate) fn from_j2735(
    frame: &jf::MessageFrame,
    ledger: &mut Ledger<'_>,
) -> Option<Vec<MessageFrame>> {
    match frame {
        jf::MessageFrame { value: jf::MessageTypes::PersonalSafetyMessage(psm), unknown_extensions }
            if ledger.options.persons == Persons::Psm =>
        {
            ledger.extensions(unknown_extensions);
            let psm = psm_day_two::from_j2735(psm, ledger);
            let value = day_two::MessageTypes::PersonalSafetyMessage(Box::new(psm));
            let extension = day_two::MessageFrameExt { value, ..Default::default() };
            Some(alloc::vec![MessageFrame::MsgFrameExt(Box::new(extension))])
        }
        _ => frame::from_j2735(frame, ledger),
    }
}

/// Likewise.
pub(in crate::translate) fn to_j2735(
    frame: &MessageFrame,
    ledger: &mut Ledger<'_>,
) -> Option<Vec<jf::MessageFrame>> {
    let MessageFrame::MsgFrameExt(extension) = frame else { return frame::to_j2735(frame, ledger) };
    let day_two::MessageFrameExt { value, unknown_extensions } = &**extension;
    let day_two::MessageTypes::PersonalSafetyMessage(psm) = value else { return None };
    ledger.extensions(unknown_extensions);
    let value = jf::MessageTypes::PersonalSafetyMessage(Box::new(psm_day_two::to_j2735(psm, ledger)));
    Some(alloc::vec![jf::MessageFrame { value, ..Default::default() }])
}

mod types {
    use v2x_j2735::common as j;
    use v2x_uper::BitString;

    use super::super::super::ledger::{Ledger, Reason};
    use super::vehicle::{confidence_from, confidence_to};

    pub(super) use v2x_csae::y2020::bsm::BasicSafetyMessage;
    pub(super) use v2x_csae::y2020::def_motion::MotionConfidenceSet;
    pub(super) use v2x_csae::y2020::def_position::{
        Elevation, Latitude, Longitude, Position3D, PositionConfidenceSet,
    };
    pub(super) use v2x_csae::y2020::def_position_offset::{
        OffsetLLB12, OffsetLLB14, OffsetLLB16, OffsetLLB18, OffsetLLB22, OffsetLLB24, PositionLL24B,
        PositionLL28B, PositionLL32B, PositionLL36B, PositionLL44B, PositionLL48B, PositionLLmD64b,
        PositionOffsetLL, PositionOffsetLLV, VertOffsetB07, VertOffsetB08, VertOffsetB09, VertOffsetB10,
        VertOffsetB11, VertOffsetB12, VerticalOffset,
    };
    pub(super) use v2x_csae::y2020::def_time::{DSecond, TimeMark};
    pub(super) use v2x_csae::y2020::map::{
        AllowedManeuvers, ConnectingLane, Connection, DescriptiveName, Lane, LaneAttributes,
        LaneAttributesVehicle, LaneID, LaneSharing, LaneTypeAttributes, LaneWidth, Link, MapData, Movement,
        Node, NodeID, NodeReferenceID, RegulatorySpeedLimit, RoadPoint, RoadRegulatorID,
    };
    pub(super) use v2x_csae::y2020::msg_frame::{MessageFrame, MsgCount};
    pub(super) use v2x_csae::y2020::rsm::{
        ParticipantData, ParticipantType, RoadsideSafetyMessage, SourceType,
    };
    pub(super) use v2x_csae::y2020::signal_phase_and_timing::{
        IntersectionState, LightState, Phase, PhaseID, PhaseState, SPAT, TimeChangeDetails, TimeCountingDown,
        UTCTiming,
    };
    pub(super) use v2x_csae::y2020::veh_brake::{BrakeAppliedStatus, BrakeSystemStatus};
    pub(super) use v2x_csae::y2020::veh_class::{BasicVehicleClass, VehicleClassification};
    pub(super) use v2x_csae::y2020::veh_emg_ext::VehicleEmergencyExtensions;
    pub(super) use v2x_csae::y2020::veh_safety_ext::{
        Confidence, FullPositionVector, PathHistory, PathHistoryPoint, PathPrediction,
        VehicleSafetyExtensions,
    };
    pub(super) use v2x_csae::y2020::veh_size::VehicleSize;

    /// Gear and speed of a position with time.
    pub(super) type Gear = (Option<j::TransmissionState>, Option<j::Velocity>);

    /// Name, identifier, reference position and links of a node.
    pub(super) type NodeParts<'n> =
        (Option<&'n DescriptiveName>, &'n NodeReferenceID, &'n Position3D, &'n [Link]);

    /// Most nodes of a map.
    pub(super) const NODES: usize = 32;
    /// Most connections of a lane.
    pub(super) const CONNECTIONS: usize = 8;

    /// A node's own parts; J2735 has neither the links of T/CSAE 157 nor prohibited zones.
    pub(super) fn take_node<'n>(node: &'n Node, ledger: &mut Ledger<'_>) -> NodeParts<'n> {
        let Node { name, id, ref_pos, in_links, in_links_ex, prohibitedzone, unknown_extensions } = node;
        ledger.lost_list("inLinks-ex", in_links_ex.as_deref(), Reason::NoCounterpart);
        ledger.lost_some("prohibitedzone", prohibitedzone.as_ref(), Reason::NoCounterpart);
        ledger.extensions(unknown_extensions);
        (name.as_ref(), id, ref_pos, in_links.as_deref().unwrap_or_default())
    }

    /// Width of a link in centimetres.
    pub(super) fn link_width(link: &Link) -> Option<u16> {
        Some(link.link_width.0)
    }

    /// Sets the width of a link; this edition has no way to leave it out, and no value for "not known" but 0.
    pub(super) fn set_link_width(link: &mut Link, width: Option<u16>) {
        link.link_width = LaneWidth(width.unwrap_or_default());
    }

    /// The two bits of a vehicle lane that J2735 uses otherwise: fly-over lane and beacon there, ramp and emergency lane here.
    const OTHERWISE: [usize; 2] = [1, 6];

    /// The flags of a vehicle lane from those of J2735.
    pub(super) fn vehicle_lane_from(bits: &BitString, ledger: &mut Ledger<'_>) -> BitString {
        without(bits, "laneAttributes.laneType.vehicle", ledger)
    }

    /// The same, back.
    pub(super) fn vehicle_lane_to(bits: &BitString, ledger: &mut Ledger<'_>) -> BitString {
        without(bits, "laneAttributes.laneType.vehicle", ledger)
    }

    fn without(bits: &BitString, name: &str, ledger: &mut Ledger<'_>) -> BitString {
        let mut kept = bits.clone();
        for bit in OTHERWISE.into_iter().filter(|bit| *bit < bits.len() && bits.get(*bit)) {
            kept.set(bit, false);
            ledger.lost(&alloc::format!("{name}.bit{bit}"), &true, Reason::NoCounterpart);
        }
        kept
    }

    /// Error ellipse and confidence of a position with time, from J2735.
    pub(super) fn put_accuracy(
        vector: &j::FullPositionVector,
        into: &mut FullPositionVector,
        ledger: &mut Ledger<'_>,
    ) {
        ledger.lost_some("posAccuracy", vector.pos_accuracy.as_ref(), Reason::NoCounterpart);
        // Of this name in this edition, and the confidence all the same.
        into.pos_accuracy =
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
            time_confidence,
            motion_cfd,
            unknown_extensions,
        } = vector;
        ledger.extensions(unknown_extensions);
        let taken = j::FullPositionVector {
            utc_time: ledger.same_some("utcTime", utc_time.as_ref()),
            heading: ledger.same_some("heading", heading.as_ref()),
            pos_confidence: pos_accuracy.as_ref().map(|set| confidence_to("posAccuracy", set, ledger)),
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

//! Roads and lanes, from J2735.
//!
//! An intersection becomes a node, and each of its approaches with the lanes that lead in on it a link. J2735 does not say
//! which node lies behind an approach: the caller may ([`Translator::neighbour`](crate::translate::Translator::neighbour)),
//! otherwise a node is made up whose number is that of the approach, from the range that is set aside for tests. Lanes that
//! only lead out belong to the links of other nodes here, and are listed.

use alloc::format;
use alloc::vec::Vec;

use v2x_j2735::common as j;
use v2x_j2735::map_data as jm;

use super::lane::{attributes_from, limits_from, maneuvers_from};
use super::offset;
use super::spat_from::node_id;
use super::types::{
    CONNECTIONS, ConnectingLane, Connection, DescriptiveName, Lane, LaneID, LaneWidth, Link, MapData,
    Movement, NODES, Node, NodeID, NodeReferenceID, PhaseID, RegulatorySpeedLimit, RoadPoint,
    RoadRegulatorID, set_link_width,
};
use super::vehicle::position_from;
use crate::translate::course;
use crate::translate::geometry::round;
use crate::translate::ledger::{Ledger, Reason};

/// Most lanes and movements of a link, and most points of a lane.
const LANES: usize = 32;
const POINTS: usize = 31;

pub(super) fn from_j2735(message: &jm::MapData, ledger: &mut Ledger<'_>) -> Option<MapData> {
    let jm::MapData {
        time_stamp,
        msg_issue_revision,
        layer_type,
        layer_id,
        intersections,
        road_segments,
        data_parameters,
        restriction_list,
        regional,
        unknown_extensions,
    } = message;
    let none = Reason::NoCounterpart;
    ledger.lost_some("layerType", layer_type.as_ref(), none);
    ledger.lost_some("layerID", layer_id.as_ref(), none);
    ledger.lost_list("roadSegments", road_segments.as_deref(), none);
    ledger.lost_some("dataParameters", data_parameters.as_ref(), none);
    ledger.lost_list("restrictionList", restriction_list.as_deref(), none);
    ledger.lost_list("regional", regional.as_deref(), none);
    ledger.extensions(unknown_extensions);
    let kept = ledger.room("intersections", intersections.as_deref().unwrap_or_default(), NODES);
    let nodes: Vec<_> = ledger.within("intersections", |ledger| {
        kept.filter_map(|(i, geometry)| ledger.item(i, |ledger| node(geometry, *msg_issue_revision, ledger)))
            .collect()
    });
    let msg_cnt = ledger.carried("msgIssueRevision", msg_issue_revision);
    let time_stamp = ledger.same_some("timeStamp", time_stamp.as_ref());
    (!nodes.is_empty()).then(|| MapData { msg_cnt, time_stamp, nodes, ..Default::default() })
}

/// What lanes share.
struct Around<'m> {
    id: j::IntersectionReferenceID,
    reference: &'m j::Position3D,
    lanes: &'m [jm::GenericLane],
    width: Option<j::LaneWidth>,
}

fn node(geometry: &jm::IntersectionGeometry, issue: j::MsgCount, ledger: &mut Ledger<'_>) -> Option<Node> {
    let jm::IntersectionGeometry {
        name,
        id,
        revision,
        ref_point,
        lane_width,
        speed_limits,
        lane_set,
        preempt_priority_data,
        regional,
        road_authority_id,
        unknown_extensions,
    } = geometry;
    let none = Reason::NoCounterpart;
    if *revision != issue {
        ledger.lost("revision", revision, none);
    }
    ledger.lost_list("preemptPriorityData", preempt_priority_data.as_deref(), none);
    ledger.lost_list("regional", regional.as_deref(), none);
    ledger.lost_some("roadAuthorityID", road_authority_id.as_ref(), none);
    ledger.extensions(unknown_extensions);
    let limits = speed_limits.as_deref().and_then(|limits| limits_from("speedLimits", limits, ledger));
    let around = Around { id: *id, reference: ref_point, lanes: lane_set, width: *lane_width };
    let links = ledger.within("laneSet", |ledger| links(&around, limits.as_deref(), ledger));
    if links.is_empty() {
        ledger.lost_some("laneWidth", lane_width.as_ref(), Reason::NoPlace);
        ledger.lost_list("speedLimits", speed_limits.as_deref(), Reason::NoPlace);
    }
    Some(Node {
        name: ledger.same_some("name", name.as_ref()),
        id: node_id(*id),
        ref_pos: ledger.within("refPoint", |ledger| position_from(ref_point, ledger)),
        in_links: (!links.is_empty()).then_some(links),
        ..Default::default()
    })
}

/// The lanes that lead in, by approach, in the order in which approaches first come.
fn links(around: &Around<'_>, limits: Option<&[RegulatorySpeedLimit]>, ledger: &mut Ledger<'_>) -> Vec<Link> {
    let mut approaches: Vec<(u8, Vec<(usize, Lane)>)> = Vec::new();
    for (i, generic) in around.lanes.iter().enumerate() {
        let Some(lane) = ledger.item(i, |ledger| lane(generic, around, ledger)) else { continue };
        // 0 stands for an approach that is not given.
        let number = generic.ingress_approach.map_or(0, |approach| approach.0);
        match approaches.iter_mut().find(|(other, _)| *other == number) {
            Some((_, lanes)) => lanes.push((i, lane)),
            None => approaches.push((number, alloc::vec![(i, lane)])),
        }
    }
    approaches.into_iter().map(|(approach, lanes)| link(approach, lanes, around, limits, ledger)).collect()
}

fn link(
    approach: u8,
    mut lanes: Vec<(usize, Lane)>,
    around: &Around<'_>,
    limits: Option<&[RegulatorySpeedLimit]>,
    ledger: &mut Ledger<'_>,
) -> Link {
    for (i, _) in lanes.get(LANES..).unwrap_or_default() {
        let lane = around.lanes.get(*i);
        ledger.item(*i, |ledger| ledger.lost_some("", lane, Reason::TooMany { max: LANES }));
    }
    lanes.truncate(LANES);
    let mut into = Link {
        name: name(&lanes, around, ledger),
        upstream_node_id: behind(approach, around, ledger),
        speed_limits: limits.map(<[_]>::to_vec),
        ..Default::default()
    };
    let widths = lanes.iter().map(|(_, lane)| lane.lane_width.map(|width| u32::from(width.0)));
    let width = widths.sum::<Option<u32>>().and_then(|width| u16::try_from(width).ok());
    let width = width.filter(|width| *width <= 32_767);
    set_link_width(&mut into, width);
    into.lanes = lanes.into_iter().map(|(_, lane)| lane).collect();
    let mut movements: Vec<Movement> = Vec::new();
    for connection in into.lanes.iter().flat_map(|lane| lane.connects_to.iter().flatten()) {
        let movement =
            Movement { remote_intersection: connection.remote_intersection, phase_id: connection.phase_id };
        if !movements.contains(&movement) && movements.len() < LANES {
            movements.push(movement);
        }
    }
    into.movements = (!movements.is_empty()).then_some(movements);
    into
}

/// Lanes have names there, links here: one that all lanes share is the link's.
fn name(lanes: &[(usize, Lane)], around: &Around<'_>, ledger: &mut Ledger<'_>) -> Option<DescriptiveName> {
    let names = || lanes.iter().filter_map(|(i, _)| Some((*i, around.lanes.get(*i)?.name.as_ref())));
    let (_, first) = names().next()?;
    if names().all(|(_, name)| name == first) {
        return ledger.same_some("name", first);
    }
    for (i, name) in names() {
        ledger.item(i, |ledger| ledger.lost_some("name", name, Reason::NoCounterpart));
    }
    None
}

/// The node at the other end of an approach.
fn behind(approach: u8, around: &Around<'_>, ledger: &mut Ledger<'_>) -> NodeReferenceID {
    let region = around.id.region.map(|region| region.0);
    let (known, id) = match ledger.options.node_behind(around.id.id.0, approach) {
        Some(node) => (true, (node.region, node.id)),
        None => (false, (region, approach.into())),
    };
    let node = NodeReferenceID { region: id.0.map(RoadRegulatorID), id: NodeID(id.1) };
    if !known {
        let path = format!("node {}: the node behind approach {approach}", around.id.id.0);
        ledger.supply(&path, &node, "made up: the number of the approach");
    }
    node
}

fn lane(generic: &jm::GenericLane, around: &Around<'_>, ledger: &mut Ledger<'_>) -> Option<Lane> {
    let jm::GenericLane {
        lane_id,
        name: _,             // by the link
        ingress_approach: _, // likewise
        egress_approach,
        lane_attributes,
        maneuvers,
        node_list,
        connects_to,
        overlays,
        regional,
        unknown_extensions,
    } = generic;
    if !lane_attributes.directional_use.contains(jm::LaneDirection::INGRESS_PATH) {
        ledger.lost("", generic, Reason::NoCounterpart);
        return None;
    }
    let none = Reason::NoCounterpart;
    ledger.lost_some("egressApproach", egress_approach.as_ref(), none);
    ledger.lost_list("overlays", overlays.as_deref(), none);
    ledger.lost_list("regional", regional.as_deref(), none);
    ledger.extensions(unknown_extensions);
    let mut into = Lane {
        lane_id: LaneID(lane_id.0),
        lane_width: around.width.map(|width| LaneWidth(width.0)),
        lane_attributes: attributes_from(lane_attributes, ledger),
        maneuvers: maneuvers.map(maneuvers_from),
        ..Default::default()
    };
    into.points = ledger.within("nodeList", |ledger| points(generic, node_list, around, &mut into, ledger));
    if let Some(list) = connects_to {
        let kept = ledger.room("connectsTo", list, CONNECTIONS);
        let connections = ledger.within("connectsTo", |ledger| {
            kept.map(|(i, to)| ledger.item(i, |ledger| connection(to, around, ledger))).collect()
        });
        into.connects_to = Some(connections);
    }
    Some(into)
}

/// The points in the direction of travel, which is the reverse of the nodes' order.
fn points(
    generic: &jm::GenericLane,
    list: &j::NodeListXY,
    around: &Around<'_>,
    into: &mut Lane,
    ledger: &mut Ledger<'_>,
) -> Option<Vec<RoadPoint>> {
    let from = (around.reference.lat.0, around.reference.long.0);
    let Some(offsets) = course::offsets(generic, around.lanes, from) else {
        ledger.lost("", list, Reason::NoPlace);
        return None;
    };
    let mut heights = Vec::new();
    match list {
        j::NodeListXY::Nodes(nodes) => {
            for (i, node) in nodes.iter().skip(POINTS).enumerate() {
                ledger.item(POINTS + i, |ledger| ledger.lost("", node, Reason::TooMany { max: POINTS }));
            }
            ledger.within("nodes", |ledger| {
                heights = along(nodes.get(..POINTS).unwrap_or(nodes), into, ledger)
            });
        }
        j::NodeListXY::Computed(computed) => {
            // Its course is told, point by point; that it is another lane's is not.
            ledger.lost("computed", computed, Reason::Approximated);
        }
        j::NodeListXY::Unknown { .. } => {}
    }
    let from = (i64::from(from.0), i64::from(from.1));
    let heights = heights.into_iter().chain(core::iter::repeat(None));
    let mut points = Vec::new();
    for (i, ((lat, lon), up)) in offsets.iter().take(POINTS).zip(heights).enumerate() {
        match (offset::point(from, (round(*lat), round(*lon)), up), list) {
            (Some(pos_offset), _) => points.push(RoadPoint { pos_offset, ..Default::default() }),
            (None, j::NodeListXY::Nodes(nodes)) => {
                let path = format!("nodes[{i}]");
                nodes.get(i).into_iter().for_each(|node| ledger.lost(&path, node, Reason::NoPlace));
            }
            (None, _) => {}
        }
    }
    points.reverse();
    if points.len() < 2 {
        ledger.lost("", list, Reason::NoPlace);
        return None;
    }
    Some(points)
}

/// What changes along a lane: its width and limits at the stop line become the lane's own; gives the height at each node, if
/// any is told.
fn along(nodes: &[j::NodeXY], into: &mut Lane, ledger: &mut Ledger<'_>) -> Vec<Option<i64>> {
    let (mut heights, mut height, mut told) = (Vec::new(), 0, false);
    for (i, j::NodeXY { delta: _, attributes, unknown_extensions }) in nodes.iter().enumerate() {
        ledger.item(i, |ledger| {
            ledger.extensions(unknown_extensions);
            let Some(attributes) = attributes else { return };
            let change = ledger.within("attributes", |ledger| at_node(attributes, i == 0, into, ledger));
            told |= change.is_some();
            height += change.unwrap_or_default();
        });
        // Further than 204.7 m up or down, no offset reaches.
        heights.push(Some(height).filter(|height| (-2048..=2047).contains(height)));
    }
    if told { heights } else { Vec::new() }
}

/// Gives the change of height.
fn at_node(
    attributes: &j::NodeAttributeSetXY,
    first: bool,
    into: &mut Lane,
    ledger: &mut Ledger<'_>,
) -> Option<i64> {
    let j::NodeAttributeSetXY {
        local_node,
        disabled,
        enabled,
        data,
        d_width,
        d_elevation,
        regional,
        unknown_extensions,
    } = attributes;
    let none = Reason::NoCounterpart;
    ledger.lost_list("localNode", local_node.as_deref(), none);
    ledger.lost_list("disabled", disabled.as_deref(), none);
    ledger.lost_list("enabled", enabled.as_deref(), none);
    ledger.lost_list("regional", regional.as_deref(), none);
    ledger.extensions(unknown_extensions);
    for data in data.iter().flatten() {
        match data {
            j::LaneDataAttribute::SpeedLimits(limits) if first && into.speed_limits.is_none() => {
                into.speed_limits = limits_from("data", limits, ledger);
            }
            other => ledger.lost("data", other, none),
        }
    }
    if let Some(change) = d_width {
        let width = into.lane_width.filter(|_| first).map(|width| i32::from(width.0) + i32::from(change.0));
        match width.and_then(|width| u16::try_from(width).ok()).filter(|width| *width <= 32_767) {
            Some(width) => into.lane_width = Some(LaneWidth(width)),
            None => ledger.lost("dWidth", change, none),
        }
    }
    d_elevation.map(|change| change.0.into())
}

fn connection(to: &jm::Connection, around: &Around<'_>, ledger: &mut Ledger<'_>) -> Connection {
    let jm::Connection { connecting_lane, remote_intersection, signal_group, user_class, connection_id } = to;
    ledger.lost_some("userClass", user_class.as_ref(), Reason::NoCounterpart);
    ledger.lost_some("connectionID", connection_id.as_ref(), Reason::NoCounterpart);
    let jm::ConnectingLane { lane, maneuver } = connecting_lane;
    let remote = match remote_intersection {
        Some(id) => node_id(*id),
        None => {
            // A lane of this intersection that leads out: it enters the link behind its approach.
            let out = around.lanes.iter().find(|other| other.lane_id == *lane);
            let approach = out.and_then(|lane| lane.egress_approach.or(lane.ingress_approach));
            behind(approach.map_or(0, |approach| approach.0), around, ledger)
        }
    };
    let connecting_lane = ConnectingLane { lane: LaneID(lane.0), maneuver: maneuver.map(maneuvers_from) };
    Connection {
        remote_intersection: remote,
        // 0 stands for a lane that is not told.
        connecting_lane: (connecting_lane != ConnectingLane::default()).then_some(connecting_lane),
        phase_id: signal_group.map(|group| PhaseID(group.0)),
    }
}

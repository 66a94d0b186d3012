//! MAP: nodes of the road network, each with the lanes of the links that lead to it.

use super::super::intersection_id;
use super::bsm::place;
use super::rsm::offset_place;
use super::types::{
    AllowedManeuvers, Connection as WireConnection, Lane as WireLane, LaneTypeAttributes, Link, MapData,
    Movement, Node, NodeReferenceID, RegulatorySpeedLimit, RoadPoint, SpeedLimitType, link_width,
};
use crate::adapt::{Reception, units};
use crate::context::{Approach, Connection, Lane, LaneId, LaneKind, Manoeuvres, RoadMap};
use crate::input::Input;
use crate::plane::{Geodetic, Plane, Point};

/// Lane width where a message states none, metres.
const USUAL_WIDTH: f32 = 3.5;

/// The maps of a message's nodes.
pub(super) fn road_maps(message: &MapData, reception: &Reception, sink: &mut impl FnMut(Input)) {
    for node in &message.nodes {
        if let Some(map) = road_map(node, reception) {
            sink(map.into());
        }
    }
}

fn road_map(node: &Node, reception: &Reception) -> Option<RoadMap> {
    let reference = place(&node.ref_pos)?;
    let plane = Plane::new(reference);
    let links = node.in_links.iter().flatten();
    let lanes =
        links.flat_map(|link| link.lanes.iter().map(|lane| road_lane(lane, link, &reference, &plane)));
    Some(RoadMap {
        id: intersection_id(node.id.region.map(|region| region.0), node.id.id.0),
        revision: 0,
        name: node.name.as_ref().map(|name| name.0.clone()),
        reference,
        lanes: lanes.collect(),
        received: reception.at,
        verified: false,
    })
}

fn road_lane(lane: &WireLane, link: &Link, reference: &Geodetic, plane: &Plane) -> Lane {
    let width = lane.lane_width.map(|width| width.0).or(link_width(link));
    let limits = lane.speed_limits.as_deref().or(link.speed_limits.as_deref());
    // Of a link with one lane, the link's own line is that lane's.
    let only = (link.lanes.len() == 1).then_some(link.points.as_deref()).flatten();
    let points = lane.points.as_deref().or(only).unwrap_or_default();
    Lane {
        id: LaneId { link: link_number(&link.upstream_node_id), lane: lane.lane_id.0 },
        kind: lane
            .lane_attributes
            .as_ref()
            .map_or(LaneKind::Vehicle, |attributes| kind(&attributes.lane_type)),
        approach: Approach::Ingress,
        approach_number: None,
        width: width.map_or(USUAL_WIDTH, |width| f32::from(width) * 0.01),
        centre: centre_line(points, reference, plane),
        manoeuvres: lane.maneuvers.map(manoeuvres).unwrap_or_default(),
        connections: connections(lane, link),
        speed_limit: speed_limit(limits),
    }
}

/// Where a lane leads: by its own list, else by the link's, which holds for all its lanes.
fn connections(lane: &WireLane, link: &Link) -> Vec<Connection> {
    match &lane.connects_to {
        Some(list) => list.iter().map(connection).collect(),
        None => link.movements.iter().flatten().map(movement).collect(),
    }
}

fn connection(connection: &WireConnection) -> Connection {
    let lane = connection.connecting_lane.as_ref();
    Connection {
        // The lane belongs to the map of the node that it leads to.
        to: lane.map(|lane| LaneId { link: link_number(&connection.remote_intersection), lane: lane.lane.0 }),
        signal_group: connection.phase_id.map(|phase| phase.0),
        manoeuvres: lane.and_then(|lane| lane.maneuver).map(manoeuvres).unwrap_or_default(),
    }
}

fn movement(movement: &Movement) -> Connection {
    Connection { signal_group: movement.phase_id.map(|phase| phase.0), ..Connection::default() }
}

/// The points of a lane, turned round where they run towards the node, as the set has it: ours begin at the stop line.
fn centre_line(points: &[RoadPoint], reference: &Geodetic, plane: &Plane) -> Vec<Point> {
    let places = points.iter().filter_map(|point| offset_place(&point.pos_offset, reference));
    let mut line: Vec<Point> = places.map(|place| plane.point(&place)).collect();
    if let (Some(first), Some(last)) = (line.first(), line.last())
        && first.norm() > last.norm()
    {
        line.reverse();
    }
    line
}

/// One number for a node: its region above its id.
fn link_number(node: &NodeReferenceID) -> u32 {
    u32::from(node.region.map_or(0, |region| region.0)) << 16 | u32::from(node.id.0)
}

fn kind(attributes: &LaneTypeAttributes) -> LaneKind {
    match attributes {
        LaneTypeAttributes::Vehicle(_) => LaneKind::Vehicle,
        LaneTypeAttributes::Crosswalk(_) => LaneKind::Crosswalk,
        LaneTypeAttributes::BikeLane(_) => LaneKind::Cycle,
        LaneTypeAttributes::Sidewalk(_) => LaneKind::Sidewalk,
        _ => LaneKind::Other,
    }
}

fn manoeuvres(allowed: AllowedManeuvers) -> Manoeuvres {
    Manoeuvres {
        straight: allowed.contains(AllowedManeuvers::MANEUVER_STRAIGHT_ALLOWED),
        left: allowed.contains(AllowedManeuvers::MANEUVER_LEFT_ALLOWED),
        right: allowed.contains(AllowedManeuvers::MANEUVER_RIGHT_ALLOWED),
        u_turn: allowed.contains(AllowedManeuvers::MANEUVER_U_TURN_ALLOWED),
    }
}

/// The limit for vehicles in general, m/s.
fn speed_limit(limits: Option<&[RegulatorySpeedLimit]>) -> Option<f32> {
    let general = |limit: &&RegulatorySpeedLimit| limit.r#type == SpeedLimitType::VehicleMaxSpeed;
    limits?.iter().find(general).and_then(|limit| units::speed(limit.speed.0)).map(|speed| speed.value)
}

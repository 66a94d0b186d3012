//! MapData: the lanes of intersections.

use v2x::j2735::common::{RegulatorySpeedLimit, SpeedLimitType};
use v2x::j2735::map_data::{
    AllowedManeuvers, Connection as WireConnection, GenericLane, IntersectionGeometry, LaneDirection,
    LaneTypeAttributes, MapData,
};

use super::{intersection_id, lanes};
use crate::adapt::{Reception, units};
use crate::context::{Approach, Connection, Lane, LaneId, LaneKind, Manoeuvres, RoadMap};
use crate::input::Input;

/// Lane width where a message states none, metres.
const USUAL_WIDTH: f32 = 3.5;

/// The maps of a message's intersections.
pub(super) fn road_maps(message: &MapData, reception: &Reception, sink: &mut impl FnMut(Input)) {
    for geometry in message.intersections.iter().flatten() {
        if let Some(map) = road_map(geometry, reception) {
            sink(map.into());
        }
    }
}

fn road_map(geometry: &IntersectionGeometry, reception: &Reception) -> Option<RoadMap> {
    let point = &geometry.ref_point;
    let reference = units::place(point.lat.0, point.long.0, point.elevation.map(|height| height.0))?;
    let width = geometry.lane_width.map_or(USUAL_WIDTH, |width| f32::from(width.0) * 0.01);
    let limit = speed_limit(geometry.speed_limits.as_deref());
    let centres = lanes::centre_lines(&geometry.lane_set, &reference);
    let lanes = geometry.lane_set.iter().zip(centres).map(|(lane, centre)| Lane {
        centre,
        width,
        speed_limit: limit,
        ..described(lane)
    });
    Some(RoadMap {
        id: intersection_id(&geometry.id),
        revision: geometry.revision.0,
        name: geometry.name.as_ref().map(|name| name.0.clone()),
        reference,
        lanes: lanes.collect(),
        received: reception.at,
        verified: false,
    })
}

/// All of a lane but its course.
fn described(lane: &GenericLane) -> Lane {
    let direction = lane.lane_attributes.directional_use;
    let approach = match (
        direction.contains(LaneDirection::INGRESS_PATH),
        direction.contains(LaneDirection::EGRESS_PATH),
    ) {
        (true, true) => Approach::Both,
        (false, true) => Approach::Egress,
        _ => Approach::Ingress,
    };
    Lane {
        id: lane_id(lane.lane_id.0),
        kind: kind(&lane.lane_attributes.lane_type),
        approach,
        approach_number: lane.ingress_approach.or(lane.egress_approach).map(|number| number.0),
        manoeuvres: lane.maneuvers.map(manoeuvres).unwrap_or_default(),
        connections: lane.connects_to.iter().flatten().map(connection).collect(),
        ..Lane::default()
    }
}

fn connection(connection: &WireConnection) -> Connection {
    let remote = connection.remote_intersection.is_some();
    Connection {
        // A lane of another intersection is numbered by its own map.
        to: (!remote).then(|| lane_id(connection.connecting_lane.lane.0)),
        signal_group: connection.signal_group.map(|group| group.0).filter(|group| *group != 0),
        manoeuvres: connection.connecting_lane.maneuver.map(manoeuvres).unwrap_or_default(),
    }
}

fn lane_id(lane: u8) -> LaneId {
    LaneId { link: 0, lane }
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

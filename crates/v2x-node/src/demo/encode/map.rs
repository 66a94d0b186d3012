//! The lanes as MAP (SAE J2735).

use v2x::j2735::common::{
    ApproachID, DescriptiveName, LaneID, LaneWidth, NodeListXY, NodeOffsetPointXY, NodeXY, NodeXY32b,
    OffsetB16, RegulatorySpeedLimit, SignalGroupID, SpeedLimitType, Velocity,
};
use v2x::j2735::map_data::{
    AllowedManeuvers, ConnectingLane, Connection, GenericLane, IntersectionGeometry, LaneAttributes,
    LaneAttributesCrosswalk, LaneAttributesVehicle, LaneDirection, LaneSharing, LaneTypeAttributes,
    LayerType, MapData,
};
use v2x::j2735::message_frame::{MessageFrame, MessageTypes};
use v2x_fusion::Geodetic;

use super::super::geometry::{Path, Point};
use super::super::layout::{self, LANE_WIDTH, Lane, LaneKind, Layout, Movement, Turn};
use super::{intersection, units};

/// The whole layout as one MAP.
pub(in super::super) fn map(layout: &Layout) -> MessageFrame {
    let limit = RegulatorySpeedLimit {
        r#type: SpeedLimitType::VehicleMaxSpeed,
        speed: Velocity(units::speed(50.0 / 3.6)),
    };
    let geometry = IntersectionGeometry {
        name: Some(DescriptiveName("Demonstration".into())),
        id: intersection(),
        ref_point: units::position(&Geodetic::new(layout::LATITUDE, layout::LONGITUDE)),
        lane_width: Some(LaneWidth(units::steps(LANE_WIDTH, 0.01, 0, 32_767) as u16)),
        speed_limits: Some(vec![limit]),
        lane_set: layout.lanes.iter().enumerate().map(|(index, lane)| generic(layout, index, lane)).collect(),
        ..Default::default()
    };
    let map = MapData {
        layer_type: Some(LayerType::IntersectionData),
        intersections: Some(vec![geometry]),
        ..Default::default()
    };
    MessageFrame { value: MessageTypes::MapData(Box::new(map)), ..Default::default() }
}

fn generic(layout: &Layout, index: usize, lane: &Lane) -> GenericLane {
    let approach = Some(ApproachID(lane.leg as u8 + 1));
    let connections = connections(layout, index, lane);
    GenericLane {
        lane_id: LaneID(lane.id),
        ingress_approach: approach.filter(|_| lane.kind != LaneKind::Egress),
        egress_approach: approach.filter(|_| lane.kind != LaneKind::Ingress),
        lane_attributes: attributes(lane.kind),
        maneuvers: (lane.kind == LaneKind::Ingress).then(|| maneuvers(layout, index)),
        node_list: NodeListXY::Nodes(nodes(&lane.path)),
        connects_to: (!connections.is_empty()).then_some(connections),
        ..Default::default()
    }
}

fn attributes(kind: LaneKind) -> LaneAttributes {
    let both = LaneDirection::INGRESS_PATH | LaneDirection::EGRESS_PATH;
    let (directional_use, lane_type) = match kind {
        LaneKind::Ingress => (LaneDirection::INGRESS_PATH, vehicle()),
        LaneKind::Egress => (LaneDirection::EGRESS_PATH, vehicle()),
        LaneKind::Crosswalk(_) => (both, LaneTypeAttributes::Crosswalk(LaneAttributesCrosswalk::default())),
    };
    LaneAttributes { directional_use, shared_with: LaneSharing::default(), lane_type, regional: None }
}

fn vehicle() -> LaneTypeAttributes {
    LaneTypeAttributes::Vehicle(LaneAttributesVehicle::default())
}

/// Offsets in centimetres: of the first node from the reference point, of each further one from the node before.
/// Rounding is done on the places and not on the steps, or its errors would add up along the lane.
fn nodes(path: &Path) -> Vec<NodeXY> {
    let centimetres = |point: &Point| [point.x, point.y].map(|m| units::steps(m, 0.01, -32_768, 32_767));
    let mut before = [0, 0];
    let node = |point: &Point| {
        let [x, y] = centimetres(point);
        let [from_x, from_y] = std::mem::replace(&mut before, [x, y]);
        let step = |to: i64, from: i64| OffsetB16((to - from).clamp(-32_768, 32_767) as i16);
        let delta = NodeOffsetPointXY::NodeXY6(NodeXY32b { x: step(x, from_x), y: step(y, from_y) });
        NodeXY { delta, ..Default::default() }
    };
    path.points().iter().map(node).collect()
}

/// Where an ingress lane leads; of a crosswalk, to itself, which is how MAP gives it a signal group.
fn connections(layout: &Layout, index: usize, lane: &Lane) -> Vec<Connection> {
    let connection = |to: u8, maneuver, group| Connection {
        connecting_lane: ConnectingLane { lane: LaneID(to), maneuver },
        signal_group: Some(SignalGroupID(group)),
        ..Default::default()
    };
    match lane.kind {
        LaneKind::Egress => Vec::new(),
        LaneKind::Ingress => layout
            .movements
            .iter()
            .filter(|movement| movement.from == index)
            .filter_map(|movement| Some((layout.lanes.get(movement.to)?, movement)))
            .map(|(to, movement)| connection(to.id, Some(maneuver(movement)), movement.group))
            .collect(),
        LaneKind::Crosswalk(leg) => {
            let group =
                layout.crosswalks.iter().find(|crosswalk| crosswalk.leg == leg).map(|found| found.group);
            group.map(|group| connection(lane.id, None, group)).into_iter().collect()
        }
    }
}

fn maneuvers(layout: &Layout, from: usize) -> AllowedManeuvers {
    let movements = layout.movements.iter().filter(|movement| movement.from == from);
    movements.fold(AllowedManeuvers::default(), |all, movement| all | maneuver(movement))
}

fn maneuver(movement: &Movement) -> AllowedManeuvers {
    match movement.turn {
        Turn::Left => AllowedManeuvers::MANEUVER_LEFT_ALLOWED,
        Turn::Straight => AllowedManeuvers::MANEUVER_STRAIGHT_ALLOWED,
        Turn::Right => AllowedManeuvers::MANEUVER_RIGHT_ALLOWED,
    }
}

//! The course of lanes: chains of node offsets, and lanes computed from others.

use v2x::j2735::common::{
    ComputedLane, ComputedLaneOffsetXaxis, ComputedLaneOffsetYaxis, NodeListXY, NodeOffsetPointXY, NodeXY,
};
use v2x::j2735::map_data::GenericLane;

use crate::adapt::units;
use crate::plane::{Geodetic, Plane, Point};

/// The centre line of each lane, metres east and north of the reference point, from the stop line outwards.
pub(super) fn centre_lines(lanes: &[GenericLane], reference: &Geodetic) -> Vec<Vec<Point>> {
    let plane = Plane::new(*reference);
    lanes.iter().map(|lane| centre_line(lane, lanes, &plane)).collect()
}

fn centre_line(lane: &GenericLane, lanes: &[GenericLane], plane: &Plane) -> Vec<Point> {
    match &lane.node_list {
        NodeListXY::Nodes(nodes) => chain(nodes, plane),
        NodeListXY::Computed(computed) => {
            let source = lanes.iter().find(|other| other.lane_id == computed.reference_lane_id);
            // Computed from a computed lane: not foreseen, and an endless chain if followed.
            match source.map(|source| &source.node_list) {
                Some(NodeListXY::Nodes(nodes)) => computed_line(computed, &chain(nodes, plane)),
                _ => Vec::new(),
            }
        }
        NodeListXY::Unknown { .. } => Vec::new(),
    }
}

/// Adds up the offsets: the first from the reference point, each other from the node before.
fn chain(nodes: &[NodeXY], plane: &Plane) -> Vec<Point> {
    let mut at = Point::zeros();
    let mut points = Vec::with_capacity(nodes.len());
    for node in nodes {
        match step(&node.delta, plane) {
            Some(Step::By(offset)) => at += offset,
            Some(Step::To(place)) => at = place,
            None => continue,
        }
        points.push(at);
    }
    points
}

/// How a node lies to the one before.
enum Step {
    By(Point),
    To(Point),
}

fn step(delta: &NodeOffsetPointXY, plane: &Plane) -> Option<Step> {
    let by = |x: i16, y: i16| Some(Step::By(Point::new(f64::from(x), f64::from(y)) * 0.01));
    match delta {
        NodeOffsetPointXY::NodeXY1(node) => by(node.x.0, node.y.0),
        NodeOffsetPointXY::NodeXY2(node) => by(node.x.0, node.y.0),
        NodeOffsetPointXY::NodeXY3(node) => by(node.x.0, node.y.0),
        NodeOffsetPointXY::NodeXY4(node) => by(node.x.0, node.y.0),
        NodeOffsetPointXY::NodeXY5(node) => by(node.x.0, node.y.0),
        NodeOffsetPointXY::NodeXY6(node) => by(node.x.0, node.y.0),
        NodeOffsetPointXY::NodeLatLon(node) => {
            let place = units::place(node.lat.0, node.lon.0, None)?;
            Some(Step::To(plane.point(&place)))
        }
        NodeOffsetPointXY::Regional(_) => None,
    }
}

/// A lane drawn like another one: turned and stretched about its first node, then shifted.
fn computed_line(computed: &ComputedLane, source: &[Point]) -> Vec<Point> {
    let shift = Point::new(
        match &computed.offset_xaxis {
            ComputedLaneOffsetXaxis::Small(offset) => f64::from(offset.0),
            ComputedLaneOffsetXaxis::Large(offset) => f64::from(offset.0),
        },
        match &computed.offset_yaxis {
            ComputedLaneOffsetYaxis::Small(offset) => f64::from(offset.0),
            ComputedLaneOffsetYaxis::Large(offset) => f64::from(offset.0),
        },
    ) * 0.01;
    // Angles run clockwise, in steps of 0.0125 degrees; stretches in steps of 0.05 percent.
    let turn = computed.rotate_xy.map_or(0.0, |angle| (f64::from(angle.0) * 0.0125).to_radians());
    let stretch = |scale: Option<i16>| scale.map_or(1.0, |scale| 1.0 + f64::from(scale) * 0.0005);
    let scale = Point::new(
        stretch(computed.scale_xaxis.map(|scale| scale.0)),
        stretch(computed.scale_yaxis.map(|scale| scale.0)),
    );
    let (sin, cos) = turn.sin_cos();
    let Some(pivot) = source.first() else { return Vec::new() };
    let moved = |point: &Point| {
        let away = (point - pivot).component_mul(&scale);
        let turned = Point::new(away.x * cos + away.y * sin, away.y * cos - away.x * sin);
        pivot + turned + shift
    };
    source.iter().map(moved).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use v2x::j2735::common::{
        Angle, DrivenLineOffsetSm, LaneID, Latitude, Longitude, NodeLLmD64b, NodeXY24b, NodeXY32b, OffsetB12,
        OffsetB16,
    };

    fn node(delta: NodeOffsetPointXY) -> NodeXY {
        NodeXY { delta, ..NodeXY::default() }
    }

    fn arm() -> GenericLane {
        let first = NodeXY24b { x: OffsetB12(1380), y: OffsetB12(510) };
        let second = NodeXY32b { x: OffsetB16(25_000), y: OffsetB16(0) };
        let nodes = vec![node(NodeOffsetPointXY::NodeXY3(first)), node(NodeOffsetPointXY::NodeXY6(second))];
        GenericLane { lane_id: LaneID(3), node_list: NodeListXY::Nodes(nodes), ..GenericLane::default() }
    }

    fn computed(computed: ComputedLane) -> GenericLane {
        GenericLane {
            lane_id: LaneID(4),
            node_list: NodeListXY::Computed(computed),
            ..GenericLane::default()
        }
    }

    #[test]
    fn offsets_add_up() {
        let lines = centre_lines(&[arm()], &Geodetic::new(42.279, -83.735));
        assert!((lines[0][0] - Point::new(13.8, 5.1)).norm() < 1e-9);
        assert!((lines[0][1] - Point::new(263.8, 5.1)).norm() < 1e-9);
    }

    #[test]
    fn absolute_nodes_are_places() {
        let absolute = NodeLLmD64b { lon: Longitude(-837_350_000), lat: Latitude(422_800_000) };
        let mut lane = arm();
        lane.node_list = NodeListXY::Nodes(vec![node(NodeOffsetPointXY::NodeLatLon(absolute))]);
        let lines = centre_lines(&[lane], &Geodetic::new(42.279, -83.735));
        assert!((lines[0][0] - Point::new(0.0, 111.07)).norm() < 0.1, "{}", lines[0][0]);
    }

    #[test]
    fn computed_lanes_follow_their_source() {
        let shifted = ComputedLane {
            reference_lane_id: LaneID(3),
            offset_yaxis: ComputedLaneOffsetYaxis::Small(DrivenLineOffsetSm(-340)),
            ..ComputedLane::default()
        };
        let turned = ComputedLane {
            reference_lane_id: LaneID(3),
            rotate_xy: Some(Angle(7200)),
            ..ComputedLane::default()
        };
        let of_computed = ComputedLane { reference_lane_id: LaneID(4), ..ComputedLane::default() };
        let lanes = [arm(), computed(shifted), computed(turned), computed(of_computed)];
        let lines = centre_lines(&lanes, &Geodetic::new(42.279, -83.735));
        assert!((lines[1][1] - Point::new(263.8, 1.7)).norm() < 1e-9);
        // A quarter clockwise about the first node: east becomes south.
        assert!((lines[2][1] - Point::new(13.8, 5.1 - 250.0)).norm() < 1e-9);
        assert!(lines[3].is_empty());
    }
}

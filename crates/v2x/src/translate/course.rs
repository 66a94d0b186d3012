//! The course of a J2735 lane: chains of nodes, and lanes computed from others, in degrees.

use alloc::vec::Vec;

use v2x_j2735::common::{
    ComputedLane, ComputedLaneOffsetXaxis, ComputedLaneOffsetYaxis, NodeListXY, NodeOffsetPointXY, NodeXY,
};
use v2x_j2735::map_data::GenericLane;

use super::geometry::{self, Plane};

/// An offset from the reference point in 1e-7 degree, latitude first; not rounded, so that nothing adds up along a chain.
pub(super) type Offset = (f64, f64);

/// The nodes of a lane from the stop line outwards; `None` where one of them is in a form that a region defines, or a
/// computed lane's source is not drawn by nodes.
pub(super) fn offsets(lane: &GenericLane, lanes: &[GenericLane], from: (i32, i32)) -> Option<Vec<Offset>> {
    match &lane.node_list {
        NodeListXY::Nodes(nodes) => chain(nodes, from),
        NodeListXY::Computed(computed) => {
            let source = lanes.iter().find(|other| other.lane_id == computed.reference_lane_id)?;
            let NodeListXY::Nodes(nodes) = &source.node_list else { return None };
            compute(computed, &chain(nodes, from)?, Plane::at(from.0)?)
        }
        NodeListXY::Unknown { .. } => None,
    }
}

/// Adds up the offsets: the first from the reference point, each other from the node before.
fn chain(nodes: &[NodeXY], (latitude, longitude): (i32, i32)) -> Option<Vec<Offset>> {
    let plane = Plane::at(latitude)?;
    let mut at = (0.0, 0.0);
    let by = |(lat, lon): Offset, x: i16, y: i16| {
        let (north, east) = plane.degrees((f64::from(x) * 0.01, f64::from(y) * 0.01));
        (lat + north, lon + east)
    };
    let offsets = nodes.iter().map(|node| {
        at = match &node.delta {
            NodeOffsetPointXY::NodeXY1(node) => by(at, node.x.0, node.y.0),
            NodeOffsetPointXY::NodeXY2(node) => by(at, node.x.0, node.y.0),
            NodeOffsetPointXY::NodeXY3(node) => by(at, node.x.0, node.y.0),
            NodeOffsetPointXY::NodeXY4(node) => by(at, node.x.0, node.y.0),
            NodeOffsetPointXY::NodeXY5(node) => by(at, node.x.0, node.y.0),
            NodeOffsetPointXY::NodeXY6(node) => by(at, node.x.0, node.y.0),
            NodeOffsetPointXY::NodeLatLon(node) => {
                // One more than the largest angle stands for "not known".
                let known = node.lat.0 <= 900_000_000 && node.lon.0 <= 1_800_000_000;
                let east = geometry::around(i64::from(node.lon.0) - i64::from(longitude));
                known.then_some((f64::from(node.lat.0) - f64::from(latitude), east as f64))?
            }
            NodeOffsetPointXY::Regional(_) => return None,
        };
        Some(at)
    });
    offsets.collect()
}

/// A lane drawn like another one: turned and stretched about its first node, then shifted.
fn compute(computed: &ComputedLane, source: &[Offset], plane: Plane) -> Option<Vec<Offset>> {
    let x = match &computed.offset_xaxis {
        ComputedLaneOffsetXaxis::Small(offset) => offset.0,
        ComputedLaneOffsetXaxis::Large(offset) => offset.0,
    };
    let y = match &computed.offset_yaxis {
        ComputedLaneOffsetYaxis::Small(offset) => offset.0,
        ComputedLaneOffsetYaxis::Large(offset) => offset.0,
    };
    let shift = (f64::from(x) * 0.01, f64::from(y) * 0.01);
    // Angles run clockwise, in steps of 0.0125 degrees; stretches in steps of 0.05 percent.
    let turn = computed.rotate_xy.map_or(0.0, |angle| (f64::from(angle.0) * 0.0125).to_radians());
    let stretch = |scale: Option<i16>| scale.map_or(1.0, |scale| 1.0 + f64::from(scale) * 0.0005);
    let scale = (stretch(computed.scale_xaxis.map(|s| s.0)), stretch(computed.scale_yaxis.map(|s| s.0)));
    let (sin, cos) = turn.sin_cos();
    let pivot = plane.metres(*source.first()?);
    let moved = source.iter().map(|node| {
        let at = plane.metres(*node);
        let away = ((at.0 - pivot.0) * scale.0, (at.1 - pivot.1) * scale.1);
        let turned = (away.0 * cos + away.1 * sin, away.1 * cos - away.0 * sin);
        plane.degrees((pivot.0 + turned.0 + shift.0, pivot.1 + turned.1 + shift.1))
    });
    Some(moved.collect())
}

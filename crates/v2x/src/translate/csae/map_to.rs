//! Roads and lanes, for J2735.
//!
//! A node becomes an intersection, each link an approach, and each lane of a link a lane that leads in. Points become nodes
//! at full coordinates, which are exact. A connection leads to a lane of the node at its end, as it does here; lanes that lead
//! out of this one are not known.

use alloc::vec::Vec;

use v2x_j2735::common as j;
use v2x_j2735::map_data as jm;

use super::lane::{attributes_to, limits_to, maneuvers_to};
use super::offset;
use super::spat_to::node_id;
use super::types::{
    ConnectingLane, Connection, Lane, Link, MapData, Movement, Node, Position3D, RoadPoint, link_width,
    take_node,
};
use super::vehicle::position_to;
use crate::translate::geometry;
use crate::translate::ledger::{Ledger, Reason};

/// Most lanes of an intersection, connections of a lane, and intersections of a map.
const LANES: usize = 255;
const CONNECTIONS: usize = 16;
const INTERSECTIONS: usize = 32;

pub(super) fn to_j2735(message: &MapData, ledger: &mut Ledger<'_>) -> jm::MapData {
    let MapData { msg_cnt, time_stamp, nodes, unknown_extensions } = message;
    ledger.extensions(unknown_extensions);
    let msg_issue_revision: j::MsgCount = ledger.carried("msgCnt", msg_cnt);
    let kept = ledger.room("nodes", nodes, INTERSECTIONS);
    let intersections: Vec<_> = ledger.within("nodes", |ledger| {
        kept.filter_map(|(i, node)| ledger.item(i, |ledger| intersection(node, msg_issue_revision, ledger)))
            .collect()
    });
    jm::MapData {
        time_stamp: ledger.same_some("timeStamp", time_stamp.as_ref()),
        msg_issue_revision,
        intersections: (!intersections.is_empty()).then_some(intersections),
        ..Default::default()
    }
}

/// What the lanes of a node share.
struct Around<'m> {
    reference: &'m Position3D,
    /// Lanes keep their numbers, which are their links' own, where no two are alike.
    keep_numbers: bool,
    width: Option<u16>,
    /// Limits are those of the intersection as a whole.
    one_limit: bool,
}

fn intersection(
    node: &Node,
    revision: j::MsgCount,
    ledger: &mut Ledger<'_>,
) -> Option<jm::IntersectionGeometry> {
    let (name, id, ref_pos, links) = take_node(node, ledger);
    let limits = links.first().and_then(|link| link.speed_limits.as_ref());
    let around = Around {
        reference: ref_pos,
        keep_numbers: are_distinct(links),
        width: links
            .iter()
            .flat_map(|link| &link.lanes)
            .find_map(|lane| lane.lane_width)
            .map(|width| width.0),
        one_limit: links.iter().all(|link| link.speed_limits.as_ref() == limits),
    };
    let mut lane_set = Vec::new();
    ledger.within("inLinks", |ledger| {
        for (i, link) in links.iter().enumerate() {
            ledger.item(i, |ledger| approach(link, i, &around, &mut lane_set, ledger));
        }
    });
    if lane_set.is_empty() {
        ledger.lost("", node, Reason::NoPlace);
        return None;
    }
    let limits = limits.filter(|_| around.one_limit);
    Some(jm::IntersectionGeometry {
        name: ledger.same_some("name", name),
        id: node_id(id),
        revision,
        ref_point: position_to(ref_pos),
        lane_width: around.width.map(j::LaneWidth),
        speed_limits: limits.and_then(|limits| limits_to("inLinks.speedLimits", limits, ledger)),
        lane_set,
        ..Default::default()
    })
}

fn are_distinct(links: &[Link]) -> bool {
    let mut seen = [false; 256];
    // 0 stands for a number that is not known, 255 is reserved.
    links.iter().flat_map(|link| &link.lanes).all(|lane| {
        let seen = seen.get_mut(usize::from(lane.lane_id.0));
        (1..255).contains(&lane.lane_id.0) && seen.is_some_and(|seen| !core::mem::replace(seen, true))
    })
}

fn approach(
    link: &Link,
    index: usize,
    around: &Around<'_>,
    lane_set: &mut Vec<jm::GenericLane>,
    ledger: &mut Ledger<'_>,
) {
    let Link {
        name,
        upstream_node_id,
        speed_limits,
        link_width: _,
        points,
        movements,
        lanes,
        unknown_extensions,
    } = link;
    ledger.extensions(unknown_extensions);
    ledger.lost("upstreamNodeId", upstream_node_id, Reason::NoCounterpart);
    let widths = lanes.iter().map(|lane| lane.lane_width.map(|width| u32::from(width.0)));
    let width = link_width(link)
        .filter(|width| Some(u32::from(*width)) != widths.sum::<Option<u32>>() && *width != 0);
    ledger.lost_some("linkWidth", width.as_ref(), Reason::NoCounterpart);
    let before = lane_set.len();
    // 15 approaches have numbers.
    let number = u8::try_from(index + 1).ok().filter(|number| *number <= 15).map(j::ApproachID);
    ledger.within("lanes", |ledger| {
        for (i, lane) in lanes.iter().enumerate() {
            let course = lane.points.as_deref().or(points.as_deref());
            ledger.item(i, |ledger| {
                if lane_set.len() >= LANES {
                    return ledger.lost("", lane, Reason::TooMany { max: LANES });
                }
                let next = u8::try_from(lane_set.len() + 1).unwrap_or(u8::MAX);
                let own = (around.keep_numbers).then_some(lane.lane_id.0);
                let generic = self::lane(lane, link, course, (own, next), around, ledger);
                lane_set.extend(generic.map(|lane| jm::GenericLane { ingress_approach: number, ..lane }));
            });
        }
    });
    let kept = lane_set.get_mut(before..).unwrap_or_default();
    let told: Option<j::DescriptiveName> = ledger.same_some("name", name.as_ref());
    for lane in &mut *kept {
        lane.name.clone_from(&told);
    }
    let kept = !kept.is_empty();
    if !kept {
        ledger.lost_some("name", name.as_ref(), Reason::NoPlace);
    }
    if lanes.iter().all(|lane| lane.points.is_some()) || lanes.is_empty() {
        ledger.lost_list("points", points.as_deref(), Reason::NoCounterpart);
    }
    if !around.one_limit && lanes.iter().all(|lane| lane.speed_limits.is_some()) {
        ledger.lost_list("speedLimits", speed_limits.as_deref(), Reason::Repeated);
    }
    ledger.within("movements", |ledger| {
        left_over(movements.as_deref().unwrap_or_default(), lanes, kept, ledger)
    });
}

/// Ways onward of a link are told by its lanes' connections, or stand in for these where no lane has any.
fn left_over(movements: &[Movement], lanes: &[Lane], kept: bool, ledger: &mut Ledger<'_>) {
    let stand_in = lanes.iter().all(|lane| lane.connects_to.is_none()) && kept;
    let told = |movement: &Movement| {
        lanes.iter().flat_map(|lane| lane.connects_to.iter().flatten()).any(|connection| {
            connection.remote_intersection == movement.remote_intersection
                && connection.phase_id == movement.phase_id
        })
    };
    for (i, movement) in movements.iter().enumerate() {
        if (!stand_in || i >= CONNECTIONS) && !told(movement) {
            ledger.item(i, |ledger| ledger.lost("", movement, Reason::NoCounterpart));
        }
    }
}

fn lane(
    lane: &Lane,
    link: &Link,
    course: Option<&[RoadPoint]>,
    (own, next): (Option<u8>, u8),
    around: &Around<'_>,
    ledger: &mut Ledger<'_>,
) -> Option<jm::GenericLane> {
    let Lane {
        lane_id,
        lane_width,
        lane_attributes,
        maneuvers,
        connects_to,
        speed_limits,
        points: _, // the course
        unknown_extensions,
    } = lane;
    let told = link.lanes.iter().any(|lane| lane.connects_to.is_some());
    let stand_in = link.movements.as_deref().filter(|_| !told);
    let mut nodes = course.and_then(|course| nodes(course, around.reference, ledger)).unwrap_or_default();
    if nodes.len() < 2 {
        ledger.lost("", lane, Reason::NoPlace);
        return None;
    }
    ledger.extensions(unknown_extensions);
    if own.is_none() {
        ledger.lost("laneID", lane_id, Reason::Renumbered);
    }
    let limits = speed_limits.as_ref().or(link.speed_limits.as_ref().filter(|_| !around.one_limit));
    let limits = limits.and_then(|limits| limits_to("speedLimits", limits, ledger));
    let width = lane_width.map(|width| i32::from(width.0) - i32::from(around.width.unwrap_or_default()));
    let change = width.filter(|change| *change != 0);
    let d_width =
        change.and_then(|change| i16::try_from(change).ok()).filter(|change| (-512..=511).contains(change));
    if d_width.is_none() && change.is_some() {
        ledger.lost_some("laneWidth", lane_width.as_ref(), Reason::OutOfRange);
    }
    if let Some(first) = nodes.first_mut().filter(|_| d_width.is_some() || limits.is_some()) {
        let attributes = first.attributes.get_or_insert_default();
        attributes.d_width = d_width.map(j::OffsetB10);
        attributes.data = limits.map(|limits| alloc::vec![j::LaneDataAttribute::SpeedLimits(limits)]);
    }
    Some(jm::GenericLane {
        lane_id: j::LaneID(own.unwrap_or(next)),
        lane_attributes: attributes_to(lane_attributes.as_ref(), ledger),
        maneuvers: maneuvers.map(maneuvers_to),
        node_list: j::NodeListXY::Nodes(nodes),
        connects_to: connections(connects_to.as_deref(), stand_in, ledger),
        ..Default::default()
    })
}

/// The nodes from the stop line outwards: the reverse of the points' order.
fn nodes(course: &[RoadPoint], reference: &Position3D, ledger: &mut Ledger<'_>) -> Option<Vec<j::NodeXY>> {
    let from = (i64::from(reference.lat.0), i64::from(reference.long.0));
    let (mut nodes, mut height) = (Vec::new(), 0);
    for (i, RoadPoint { pos_offset, unknown_extensions }) in course.iter().enumerate().rev() {
        let (lat, lon) = offset::from_horizontal(&pos_offset.offset_ll, from)?;
        let lat =
            j::Latitude(i32::try_from(from.0 + lat).ok().filter(|lat| lat.unsigned_abs() <= 900_000_000)?);
        let lon = j::Longitude(i32::try_from(geometry::around(from.1 + lon)).ok()?);
        let mut node = j::NodeXY {
            delta: j::NodeOffsetPointXY::NodeLatLon(j::NodeLLmD64b { lon, lat }),
            ..Default::default()
        };
        ledger.within("points", |ledger| {
            ledger.item(i, |ledger| {
                ledger.extensions(unknown_extensions);
                let Some(up) = &pos_offset.offset_v else { return };
                let told = offset::from_vertical(up, reference.elevation);
                let change = told.and_then(|up| i16::try_from(up - height).ok());
                match change.filter(|change| (-512..=511).contains(change)) {
                    Some(change) => {
                        height += i64::from(change);
                        node.attributes.get_or_insert_default().d_elevation = Some(j::OffsetB10(change));
                    }
                    None => ledger.lost("posOffset.offsetV", up, Reason::OutOfRange),
                }
            });
        });
        nodes.push(node);
    }
    Some(nodes)
}

fn connections(
    connections: Option<&[Connection]>,
    movements: Option<&[Movement]>,
    ledger: &mut Ledger<'_>,
) -> Option<Vec<jm::Connection>> {
    let Some(connections) = connections else {
        let to = movements?.iter().take(CONNECTIONS).map(|movement| {
            let Movement { remote_intersection, phase_id } = movement;
            connection(&Connection {
                remote_intersection: *remote_intersection,
                connecting_lane: None,
                phase_id: *phase_id,
            })
        });
        return Some(to.collect());
    };
    Some(ledger.room("connectsTo", connections, CONNECTIONS).map(|(_, to)| connection(to)).collect())
}

fn connection(to: &Connection) -> jm::Connection {
    let Connection { remote_intersection, connecting_lane, phase_id } = to;
    let lane = connecting_lane.unwrap_or_default();
    let ConnectingLane { lane, maneuver } = lane;
    jm::Connection {
        connecting_lane: jm::ConnectingLane { lane: j::LaneID(lane.0), maneuver: maneuver.map(maneuvers_to) },
        remote_intersection: Some(node_id(remote_intersection)),
        signal_group: phase_id.map(|phase| j::SignalGroupID(phase.0)),
        ..Default::default()
    }
}

//! Messages as a map (RFC 7946): lanes, stop lines and connections of MAP, the state of signals at the stop lines that they
//! rule, and road users, each where it is.

use std::collections::{BTreeSet, HashMap};
use std::io::{self, Write};

use serde_json::{Map, Value, json};
use v2x::Message;
use v2x_fusion::adapt::{self, Reception};
use v2x_fusion::context::{
    Approach, GroupState, IntersectionId, Lane, LaneKind, Manoeuvres, RoadMap, SignalReport, SignalState,
};
use v2x_fusion::{Input, Observation, Plane, Point, Subject, Time};

use crate::csv;
use crate::decode::Head;
use crate::layers::Signature;

/// A feature collection in the making. Signals are drawn where the last MAP of their intersection has stop lines.
#[derive(Default)]
pub(crate) struct Collection {
    maps: HashMap<IntersectionId, RoadMap>,
    features: u64,
}

impl Collection {
    pub(crate) fn begin(out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "{{\"type\":\"FeatureCollection\",\"features\":[")
    }

    pub(crate) fn end(out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "]}}")
    }

    /// Adds the features of a message.
    pub(crate) fn message(
        &mut self,
        head: Head,
        message: &Message,
        signature: Option<Signature>,
        out: &mut impl Write,
    ) -> io::Result<()> {
        let reception = Reception { at: head.received().unwrap_or_default(), ..Reception::default() };
        let mut features = Vec::new();
        adapt::message(message, &reception, &mut |input| match input {
            Input::Observation(observation) => features.push(user(&observation)),
            Input::Map(map) => {
                features.extend(roads(&map));
                self.maps.insert(map.id, *map);
            }
            Input::Signals(report) => features.extend(signals(&report, self.maps.get(&report.intersection))),
            // What a newer engine takes besides.
            _ => {}
        });
        let Head { unit, number, time, .. } = head;
        for (geometry, mut properties) in features {
            properties.insert("message".into(), message.name().into());
            properties.insert(unit.name().into(), number.into());
            if let Some(micros) = time {
                properties.insert("t".into(), Time::from_micros(micros).seconds().into());
            }
            if let Some(signature) = signature {
                properties.insert("signature".into(), signature.verdict().into());
            }
            let feature = json!({ "type": "Feature", "geometry": geometry, "properties": properties });
            let separator = if self.features == 0 { "" } else { ",\n" };
            write!(out, "{separator}{feature}")?;
            self.features += 1;
        }
        Ok(())
    }
}

/// A geometry (null where there is none to draw) and its properties.
type Feature = (Value, Map<String, Value>);

fn properties(properties: Value) -> Map<String, Value> {
    match properties {
        // What is not known is left out.
        Value::Object(members) => members.into_iter().filter(|(_, value)| !value.is_null()).collect(),
        _ => Map::new(),
    }
}

/// Longitude first, as the format has it; to 1e-7 degree, as messages do.
fn position(plane: &Plane, point: &Point) -> Value {
    let place = plane.place(point);
    let round = |degrees: f64| (degrees * 1e7).round() / 1e7;
    json!([round(place.longitude), round(place.latitude)])
}

fn line<'p>(plane: &Plane, points: impl IntoIterator<Item = &'p Point>) -> Value {
    let points: Vec<_> = points.into_iter().map(|point| position(plane, point)).collect();
    json!({ "type": "LineString", "coordinates": points })
}

fn rounded(value: f32, digits: i32) -> f64 {
    let scale = 10_f64.powi(digits);
    (f64::from(value) * scale).round() / scale
}

fn user(observation: &Observation) -> Feature {
    let place = &observation.position;
    let round = |degrees: f64| (degrees * 1e7).round() / 1e7;
    let mut coordinates = vec![round(place.longitude), round(place.latitude)];
    coordinates.extend(place.height.map(|height| rounded(height, 1)));
    let (kind, object) = match observation.subject {
        Subject::Sender => ("sender", None),
        Subject::Object { number, .. } => ("object", Some(number)),
    };
    let size = observation.size.map(|size| [size.length, size.width].map(|metres| rounded(metres, 2)));
    let told = properties(json!({
        "kind": kind,
        "class": observation.class.name(),
        "group": observation.class.group().name(),
        "station": csv::station(observation),
        "object": object,
        "speed": observation.speed.map(|speed| rounded(speed.value, 2)),
        "heading": observation.heading.map(|heading| rounded(heading.value.to_degrees(), 2)),
        "size": size,
    }));
    (json!({ "type": "Point", "coordinates": coordinates }), told)
}

fn name(id: IntersectionId) -> String {
    format!("{}/{}", id.region, id.id)
}

fn lane_name(lane: &Lane) -> String {
    // Links are numbered by the node at their other end, its region above its number.
    match lane.id.link {
        0 => lane.id.lane.to_string(),
        link => format!("{}/{}:{}", link >> 16, link & 0xFFFF, lane.id.lane),
    }
}

fn roads(map: &RoadMap) -> Vec<Feature> {
    let plane = Plane::new(map.reference);
    let mut features = Vec::new();
    for lane in map.lanes.iter().filter(|lane| lane.centre.len() > 1) {
        let about = json!({
            "kind": "lane",
            "intersection": name(map.id),
            "revision": map.revision,
            "lane": lane_name(lane),
            "use": lane.kind.name(),
            "direction": match lane.approach {
                Approach::Ingress => "in",
                Approach::Egress => "out",
                Approach::Both => "both",
            },
            "approach": lane.approach_number,
            "width": rounded(lane.width, 2),
            "turns": turns(lane.manoeuvres),
            "speed_limit": lane.speed_limit.map(|limit| rounded(limit, 2)),
        });
        // In the direction of travel.
        let geometry = match lane.approach {
            Approach::Ingress => line(&plane, lane.centre.iter().rev()),
            _ => line(&plane, &lane.centre),
        };
        features.push((geometry, properties(about)));
        if let Some(stop) = stop_line(lane) {
            let groups = lane.connections.iter().filter_map(|to| to.signal_group);
            let groups: BTreeSet<_> = groups.collect();
            let about = json!({ "kind": "stop_line", "intersection": name(map.id), "lane": lane_name(lane),
                "signal_groups": groups });
            features.push((line(&plane, &stop), properties(about)));
        }
    }
    features.extend(connections(map, &plane));
    features
}

/// Connections whose other end the same map has.
fn connections(map: &RoadMap, plane: &Plane) -> Vec<Feature> {
    let mut features = Vec::new();
    for lane in &map.lanes {
        for connection in &lane.connections {
            let other = connection.to.and_then(|to| map.lanes.iter().find(|lane| lane.id == to));
            let ends = lane.stop_point().zip(other.and_then(Lane::stop_point));
            let (Some((from, to)), Some(other)) = (ends, other) else { continue };
            let about = json!({ "kind": "connection", "intersection": name(map.id), "lane": lane_name(lane),
                "to": lane_name(other), "signal_group": connection.signal_group,
                "turns": turns(connection.manoeuvres) });
            features.push((line(plane, &[from, to]), properties(about)));
        }
    }
    features
}

/// Across the lane, at its first point; lanes that lead out have none.
fn stop_line(lane: &Lane) -> Option<[Point; 2]> {
    let [first, second, ..] = &lane.centre[..] else { return None };
    let along = second - first;
    let length = along.norm();
    if lane.approach == Approach::Egress || lane.kind != LaneKind::Vehicle || length <= 0.0 {
        return None;
    }
    let across = Point::new(-along.y, along.x) * (f64::from(lane.width) / 2.0 / length);
    Some([first - across, first + across])
}

/// A feature for each stop line that a group rules; one without geometry for a group that no known MAP has.
fn signals(report: &SignalReport, map: Option<&RoadMap>) -> Vec<Feature> {
    let mut features = Vec::new();
    for group in &report.groups {
        let about = signal(report, group);
        let ruled = |lane: &&Lane| lane.connections.iter().any(|to| to.signal_group == Some(group.group));
        let lanes =
            map.into_iter().flat_map(|map| map.lanes.iter().filter(ruled).map(move |lane| (map, lane)));
        let before = features.len();
        for (map, lane) in lanes {
            let Some(stop) = stop_line(lane) else { continue };
            let mut about = about.clone();
            about.insert("lane".into(), lane_name(lane).into());
            features.push((line(&Plane::new(map.reference), &stop), about));
        }
        if features.len() == before {
            features.push((Value::Null, about));
        }
    }
    features
}

fn signal(report: &SignalReport, group: &GroupState) -> Map<String, Value> {
    // Seconds from the message's own time.
    let left =
        |moment: Option<Time>| moment.map(|moment| (moment.seconds_since(report.time) * 10.0).round() / 10.0);
    properties(json!({
        "kind": "signal",
        "intersection": name(report.intersection),
        "signal_group": group.group,
        "state": group.state.name(),
        "ends_in_min": left(group.timing.min_end),
        "ends_in_max": left(group.timing.max_end),
        "ends_in_likely": left(group.timing.likely_end),
        "next_state": group.next_state.map(SignalState::name),
    }))
}

fn turns(turns: Manoeuvres) -> Vec<&'static str> {
    let all = [
        (turns.straight, "straight"),
        (turns.left, "left"),
        (turns.right, "right"),
        (turns.u_turn, "u-turn"),
    ];
    all.into_iter().filter(|(allowed, _)| *allowed).map(|(_, name)| name).collect()
}

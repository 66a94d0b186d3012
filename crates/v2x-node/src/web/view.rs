//! The JSON that the HTTP port gives out. Units: seconds, metres, m/s, degrees clockwise from north, WGS-84 degrees.
//!
//! Places are given as latitude and longitude and not in the engine's plane, so that a reader needs to know nothing
//! about where its origin is; numbers are rounded to what they can mean, which halves the size of the text.

use serde::Serialize;
use v2x_fusion::context::{
    Approach, GroupState, Intersection, IntersectionId, Lane, LaneId, Manoeuvres, SignalReport,
};
use v2x_fusion::warning::Warning;
use v2x_fusion::{Plane, Point, Scope, Snapshot, StationId, Time, TrackState};

use crate::metrics::{ErrorLabels, MessageLabels, Totals};
use crate::picture::{Picture, Roads};

/// Answer of `/tracks`.
#[derive(Debug, Serialize)]
pub(super) struct Tracks {
    /// Unix time.
    t: f64,
    tracks: Vec<Track>,
}

#[derive(Debug, Serialize)]
struct Track {
    id: u64,
    lat: f64,
    lon: f64,
    speed: f64,
    heading: f64,
    /// `vehicle`, `vru` or `unknown`.
    class: &'static str,
    kind: &'static str,
    /// Position: east-east, east-north, north-north in m².
    cov: [f64; 3],
    length: f64,
    width: f64,
    /// Temporary id in hex, while the road user speaks for itself.
    station: Option<String>,
    /// Whether a sensor sees it.
    sensed: bool,
    /// Seconds since the last report about it was measured.
    age: f64,
    /// Whether all that was lately reported of it was verified.
    verified: bool,
}

/// Answer of `/context`.
#[derive(Debug, Serialize)]
pub(super) struct ContextView {
    revision: u64,
    intersections: Vec<IntersectionView>,
    signals: Vec<SignalsView>,
}

#[derive(Debug, Serialize)]
struct IntersectionView {
    id: String,
    name: Option<String>,
    lat: f64,
    lon: f64,
    /// Whether a MAP that says this was verified.
    verified: bool,
    lanes: Vec<LaneView>,
}

#[derive(Debug, Serialize)]
struct LaneView {
    id: String,
    kind: &'static str,
    approach: &'static str,
    width: f64,
    /// From the stop line outwards: latitude, longitude.
    points: Vec<[f64; 2]>,
    turns: Vec<&'static str>,
    connections: Vec<ConnectionView>,
    speed_limit: Option<f64>,
}

#[derive(Debug, Serialize)]
struct ConnectionView {
    to: Option<String>,
    group: Option<u8>,
    turns: Vec<&'static str>,
}

#[derive(Debug, Serialize)]
struct SignalsView {
    intersection: String,
    /// Whether the latest report was verified.
    verified: bool,
    groups: Vec<GroupView>,
}

#[derive(Debug, Serialize)]
struct GroupView {
    group: u8,
    state: &'static str,
    /// Seconds until the state most likely ends.
    ends_in: Option<f64>,
}

#[derive(Debug, Serialize)]
struct WarningView {
    kind: &'static str,
    tracks: Vec<u64>,
    lat: f64,
    lon: f64,
    lead: f64,
    /// Whether all that it was judged from was verified.
    verified: bool,
}

/// One event of `/events`.
#[derive(Debug, Serialize)]
pub(super) struct Live {
    t: f64,
    /// Of the lanes: fetch `/context` when it changes.
    revision: u64,
    tracks: Vec<Track>,
    signals: Vec<SignalsView>,
    warnings: Vec<WarningView>,
    totals: TotalsView,
}

#[derive(Debug, Serialize)]
struct TotalsView {
    datagrams: u64,
    octets: u64,
    decoded: u64,
    refused: u64,
    dropped: u64,
    kernel_dropped: u64,
    /// Upper bound in microseconds and count of each bucket.
    fused: Vec<(u64, u64)>,
    messages: Vec<Count>,
    errors: Vec<Count>,
}

#[derive(Debug, Serialize)]
struct Count {
    envelope: &'static str,
    message: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    count: u64,
}

impl Tracks {
    pub(super) fn new(picture: &Picture) -> Self {
        Self { t: seconds(picture.snapshot.time), tracks: tracks(&picture.snapshot) }
    }
}

impl ContextView {
    pub(super) fn new(picture: &Picture) -> Self {
        let Roads { revision, intersections } = &*picture.roads;
        let plane = picture.snapshot.plane.as_ref();
        Self {
            revision: *revision,
            intersections: plane
                .map(|plane| intersections.iter().map(|known| IntersectionView::new(known, plane)).collect())
                .unwrap_or_default(),
            signals: signals(picture),
        }
    }
}

impl Live {
    pub(super) fn new(picture: &Picture, totals: &Totals) -> Self {
        let plane = picture.snapshot.plane.as_ref();
        let warning = |warning: &Warning| plane.map(|plane| WarningView::new(warning, plane));
        Self {
            t: seconds(picture.snapshot.time),
            revision: picture.roads.revision,
            tracks: tracks(&picture.snapshot),
            signals: signals(picture),
            warnings: picture.warnings.iter().filter_map(warning).collect(),
            totals: TotalsView::new(totals),
        }
    }
}

fn tracks(snapshot: &Snapshot) -> Vec<Track> {
    let Some(plane) = &snapshot.plane else { return Vec::new() };
    snapshot.tracks.iter().map(|track| Track::new(track, plane, snapshot.time)).collect()
}

impl Track {
    fn new(track: &TrackState, plane: &Plane, now: Time) -> Self {
        let [lat, lon] = place(plane, &track.position);
        let cov = &track.position_covariance;
        Self {
            id: track.id.0,
            lat,
            lon,
            speed: round(track.speed, 2),
            heading: round(track.heading.to_degrees().rem_euclid(360.0), 1),
            class: track.class.group().name(),
            kind: track.class.name(),
            cov: [cov.xx, cov.xy, cov.yy].map(|value| round(value, 4)),
            length: round(f64::from(track.size.length), 2),
            width: round(f64::from(track.size.width), 2),
            station: track.station.as_ref().map(station),
            sensed: track.sensed,
            age: round(now.seconds_since(track.last_seen), 2),
            verified: track.verified,
        }
    }
}

/// Four octets of a J2735 temporary id, eight of the others, in hex.
fn station(station: &StationId) -> String {
    let length = if station.scope == Scope::J2735 { 4 } else { 8 };
    station.octets.iter().take(length).map(|octet| format!("{octet:02x}")).collect()
}

impl IntersectionView {
    fn new(intersection: &Intersection, plane: &Plane) -> Self {
        Self {
            id: intersection_name(intersection.id),
            name: intersection.name.clone(),
            lat: round(intersection.reference.latitude, 8),
            lon: round(intersection.reference.longitude, 8),
            verified: intersection.verified,
            lanes: intersection.lanes.iter().map(|lane| LaneView::new(lane, plane)).collect(),
        }
    }
}

/// Set, region and number.
fn intersection_name(id: IntersectionId) -> String {
    let set = match id.scope {
        Scope::J2735 => "j2735",
        Scope::Csae => "csae",
        _ => "local",
    };
    format!("{set}/{}/{}", id.region, id.id)
}

fn lane_name(id: LaneId) -> String {
    if id.link == 0 { id.lane.to_string() } else { format!("{}/{}", id.link, id.lane) }
}

impl LaneView {
    fn new(lane: &Lane, plane: &Plane) -> Self {
        Self {
            id: lane_name(lane.id),
            kind: lane.kind.name(),
            approach: match lane.approach {
                Approach::Ingress => "ingress",
                Approach::Egress => "egress",
                Approach::Both => "both",
            },
            width: round(f64::from(lane.width), 2),
            points: lane.centre.iter().map(|point| place(plane, point)).collect(),
            turns: turns(lane.manoeuvres),
            connections: lane
                .connections
                .iter()
                .map(|connection| ConnectionView {
                    to: connection.to.map(lane_name),
                    group: connection.signal_group,
                    turns: turns(connection.manoeuvres),
                })
                .collect(),
            speed_limit: lane.speed_limit.map(|limit| round(f64::from(limit), 2)),
        }
    }
}

fn turns(manoeuvres: Manoeuvres) -> Vec<&'static str> {
    let Manoeuvres { straight, left, right, u_turn } = manoeuvres;
    let named = [(left, "left"), (straight, "straight"), (right, "right"), (u_turn, "u-turn")];
    named.into_iter().filter_map(|(allowed, name)| allowed.then_some(name)).collect()
}

fn signals(picture: &Picture) -> Vec<SignalsView> {
    let now = picture.snapshot.time;
    let view = |report: &SignalReport| SignalsView {
        intersection: intersection_name(report.intersection),
        verified: report.verified,
        groups: report.groups.iter().map(|state| GroupView::new(state, now)).collect(),
    };
    picture.signals.iter().map(view).collect()
}

impl GroupView {
    fn new(state: &GroupState, now: Time) -> Self {
        Self {
            group: state.group,
            state: state.state.name(),
            ends_in: state.timing.end().map(|end| round(end.seconds_since(now).max(0.0), 1)),
        }
    }
}

impl WarningView {
    fn new(warning: &Warning, plane: &Plane) -> Self {
        let [lat, lon] = place(plane, &warning.position);
        Self {
            kind: warning.kind.name(),
            tracks: warning.tracks.iter().flatten().map(|track| track.0).collect(),
            lat,
            lon,
            lead: round(f64::from(warning.lead), 1),
            verified: warning.verified,
        }
    }
}

impl TotalsView {
    fn new(totals: &Totals) -> Self {
        let message = |(label, count): &(MessageLabels, u64)| Count {
            envelope: label.envelope,
            message: label.message,
            kind: None,
            count: *count,
        };
        let error = |(label, count): &(ErrorLabels, u64)| Count {
            envelope: label.envelope,
            message: label.message,
            kind: Some(label.kind),
            count: *count,
        };
        Self {
            datagrams: totals.datagrams,
            octets: totals.octets,
            decoded: totals.decoded(),
            refused: totals.refused(),
            dropped: totals.dropped,
            kernel_dropped: totals.kernel_dropped,
            fused: totals.fused.buckets().collect(),
            messages: totals.messages.iter().map(message).collect(),
            errors: totals.errors.iter().map(error).collect(),
        }
    }
}

/// Latitude and longitude in degrees, to about a millimetre.
fn place(plane: &Plane, point: &Point) -> [f64; 2] {
    let place = plane.place(point);
    [round(place.latitude, 8), round(place.longitude, 8)]
}

/// To the millisecond.
fn seconds(time: Time) -> f64 {
    round(time.seconds(), 3)
}

/// `value` with so many decimals. JSON knows no infinities: what is not finite becomes `null` in serde's hands.
fn round(value: f64, decimals: i32) -> f64 {
    let scale = 10f64.powi(decimals);
    (value * scale).round() / scale
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use v2x_fusion::{Geodetic, context::Connection};

    use super::*;

    #[test]
    fn an_empty_picture_is_valid_json() {
        let picture = Picture::default();
        let json = |value: serde_json::Result<String>| value.expect("plain structs");
        assert_eq!(json(serde_json::to_string(&Tracks::new(&picture))), r#"{"t":0.0,"tracks":[]}"#);
        let context = json(serde_json::to_string(&ContextView::new(&picture)));
        assert_eq!(context, r#"{"revision":0,"intersections":[],"signals":[]}"#);
        assert!(
            json(serde_json::to_string(&Live::new(&picture, &Totals::default()))).contains(r#""decoded":0"#)
        );
    }

    #[test]
    fn places_far_from_the_origin_come_back() {
        let plane = Plane::new(Geodetic::new(41.0, -105.0));
        for (latitude, longitude) in [(41.0, -105.0), (41.001, -105.002), (39.0, -77.1), (28.4, -80.7)] {
            let [lat, lon] = place(&plane, &plane.point(&Geodetic::new(latitude, longitude)));
            assert!((lat - latitude).abs() < 1e-7 && (lon - longitude).abs() < 1e-7, "{lat} {lon}");
        }
    }

    #[test]
    fn lanes_are_given_in_degrees() {
        let plane = Plane::new(Geodetic::new(39.0, -99.0));
        let lane = Lane {
            id: LaneId { link: 0, lane: 3 },
            width: 3.3,
            centre: vec![Point::new(0.0, 10.0)],
            connections: vec![Connection { signal_group: Some(2), ..Connection::default() }],
            ..Lane::default()
        };
        let intersection = Intersection { lanes: vec![lane], ..Intersection::default() };
        let mut picture = Picture::default();
        picture.snapshot.plane = Some(plane);
        picture.roads = Arc::new(Roads { revision: 4, intersections: vec![intersection] });
        let context = serde_json::to_value(ContextView::new(&picture)).expect("plain structs");
        let lane = &context["intersections"][0]["lanes"][0];
        assert_eq!(lane["id"], "3");
        assert_eq!(lane["connections"][0]["group"], 2);
        let latitude = lane["points"][0][0].as_f64().expect("a number");
        assert!((latitude - 39.00009).abs() < 1e-6, "{latitude}");
    }
}

//! What limits the fusion: recordings played with something known that nobody knows on the road.
//!
//! ```text
//! zcat truth.jsonl.gz | fusion_oracle tracks|association messages.pcap TRACKS WARNINGS
//! ```
//!
//! `association`: each report is given to the road user that it truly is of, by its station's id or as the nearest one
//! when it was measured, and the filter follows each alone; what is near nobody is clutter, and left out. No association
//! could do better. `tracks`: road users are where the truth says, and what is left is how well dangers are judged. Both
//! write what `v2x replay` writes, for the same scorer; `benches/tools/scenarios/results.py --oracle` runs them.

#[path = "../benches/recording/mod.rs"]
mod recording;

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::{self, BufRead, BufWriter, Write};
use std::path::Path;
use std::time::Duration;

use serde_json::Value;
use v2x_fusion::warning::{Warning, WarningPhase};
use v2x_fusion::{
    Class, Config, Ellipse, Engine, Event, Geodetic, Input, Measured, Observation, Part, Plane, Point, Scope,
    Size, Snapshot, StationId, Subject, Time, TrackState,
};

/// Microseconds from picture to picture.
const STEP: i64 = 100_000;
/// A detection farther from everybody than this is clutter, metres: five standard deviations of a usual sensor.
const NEAR: f64 = 2.0;

/// A road user at one moment.
struct Truth {
    id: u64,
    place: Geodetic,
    speed: f64,
    heading: f64,
    class: Class,
    size: Size,
    /// The station id on the air, in hexadecimal.
    known_as: Option<String>,
}

/// Everybody, by the tenth of a second.
type Road = BTreeMap<i64, Vec<Truth>>;

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [what, capture, tracks, warnings] = arguments.as_slice() else {
        eprintln!(
            "usage: zcat truth.jsonl.gz | fusion_oracle tracks|association messages.pcap TRACKS WARNINGS"
        );
        std::process::exit(2);
    };
    let road = read_truth(io::stdin().lock())?;
    let inputs = recording::inputs(Path::new(capture));
    let create = |path: &str| File::create(path).map(BufWriter::new);
    let (mut tracks, mut warnings) = (create(tracks)?, create(warnings)?);
    match what.as_str() {
        "tracks" => with_true_tracks(&road, inputs, &mut tracks, &mut warnings)?,
        _ => with_true_association(&road, inputs, &mut tracks)?,
    }
    tracks.flush()?;
    warnings.flush()
}

fn read_truth(lines: impl BufRead) -> io::Result<Road> {
    let mut road = Road::new();
    for line in lines.lines() {
        let line: Value = serde_json::from_str(&line?)?;
        let tenth = (line["t"].as_f64().unwrap_or(0.0) * 10.0).round() as i64;
        let objects = line["objects"].as_array().into_iter().flatten();
        road.insert(tenth, objects.map(Truth::read).collect());
    }
    Ok(road)
}

impl Truth {
    fn read(object: &Value) -> Self {
        let number = |name: &str| object[name].as_f64().unwrap_or(f64::NAN);
        Self {
            id: object["id"].as_u64().unwrap_or(0),
            place: Geodetic::new(number("lat"), number("lon")),
            speed: number("speed"),
            heading: number("heading_deg").to_radians(),
            class: match object["class"].as_str() {
                Some("pedestrian") => Class::Pedestrian,
                Some("bicycle") => Class::Cyclist,
                Some("bus" | "truck") => Class::Heavy,
                _ => Class::Car,
            },
            size: Size { length: number("length") as f32, width: number("width") as f32, height: 1.5 },
            known_as: object["temp_id"].as_str().map(str::to_lowercase),
        }
    }

    /// What it would say of itself, if it knew all.
    fn report(&self, before: Option<&Self>, now: Time) -> Observation {
        let station = StationId::new(Scope::Local, &self.id.to_be_bytes());
        let rate = |from: f64, to: f64| ((to - from) * 1e6 / STEP as f64) as f32;
        let turned = |from: f64, to: f64| (to - from).sin().atan2((to - from).cos());
        Observation {
            accuracy: Some(Ellipse::round(0.05)),
            speed: Some(Measured::with_sigma(self.speed as f32, 0.05)),
            heading: Some(Measured::with_sigma(self.heading as f32, 0.005)),
            yaw_rate: before.map(|before| rate(0.0, turned(before.heading, self.heading))),
            acceleration: before.map(|before| rate(before.speed, self.speed)),
            class: self.class,
            size: Some(self.size),
            ..Observation::own(station, now, now, self.place)
        }
    }

    /// Where it was some moments before or after.
    fn moved(&self, plane: &Plane, seconds: f64) -> Point {
        let way = Point::new(self.heading.sin(), self.heading.cos());
        plane.point(&self.place) + way * (self.speed * seconds)
    }
}

/// Plays maps and signals as they were heard, and everybody as they were.
fn with_true_tracks(
    road: &Road,
    inputs: Vec<(Time, Input)>,
    tracks: &mut impl Write,
    warnings: &mut impl Write,
) -> io::Result<()> {
    let mut engine = Engine::new(Config::default());
    let mut picture = Snapshot::default();
    let mut heard =
        inputs.into_iter().filter(|(_, input)| !matches!(input, Input::Observation(_))).peekable();
    let mut before = HashMap::new();
    for (tenth, here) in road {
        let now = Time::from_micros(tenth * STEP);
        while let Some((at, input)) = heard.next_if(|(at, _)| *at <= now) {
            engine.handle(at, input);
        }
        for truth in here {
            let last = before.insert(truth.id, truth);
            engine.handle(now, truth.report(last, now).into());
        }
        engine.advance(now);
        engine.snapshot(now, &mut picture);
        let entries: Vec<_> = picture.tracks.iter().map(|track| entry(track, track.id.0, &picture)).collect();
        write_picture(*tenth, &entries, tracks)?;
        while let Some(event) = engine.poll_event() {
            if let (Event::Warning(warning), Some(plane)) = (event, &picture.plane) {
                write_warning(&warning, plane, warnings)?;
            }
        }
    }
    Ok(())
}

/// Follows each road user with an engine of its own, which is given nothing but reports of it.
fn with_true_association(road: &Road, inputs: Vec<(Time, Input)>, tracks: &mut impl Write) -> io::Result<()> {
    let mut pictures: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    for (id, reports) in by_road_user(road, inputs) {
        follow(id, reports, &mut pictures);
    }
    pictures.iter().try_for_each(|(tenth, entries)| write_picture(*tenth, entries, tracks))
}

fn by_road_user(road: &Road, inputs: Vec<(Time, Input)>) -> BTreeMap<u64, Vec<(Time, Observation)>> {
    let mut found: BTreeMap<u64, Vec<(Time, Observation)>> = BTreeMap::new();
    for (at, input) in inputs {
        let Input::Observation(report) = input else { continue };
        let tenth = (report.measured.micros() + STEP / 2).div_euclid(STEP);
        let around = (0..=3).flat_map(|off| [tenth - off, tenth + off]);
        let whose = match report.subject {
            Subject::Sender => around.filter_map(|tenth| speaker(road.get(&tenth)?, &report)).next(),
            _ => road.get(&tenth).and_then(|here| nearest(here, tenth, &report)),
        };
        // Alone in its look, for the others of it are of others.
        let report = Observation { part: Part::WHOLE, ..report };
        if let Some(id) = whose {
            found.entry(id).or_default().push((at, report));
        }
    }
    found
}

fn speaker(here: &[Truth], report: &Observation) -> Option<u64> {
    let id: String = report.station.octets.iter().map(|octet| format!("{octet:02x}")).collect();
    let speaks = |truth: &&Truth| truth.known_as.as_deref().is_some_and(|known| id.starts_with(known));
    here.iter().find(speaks).map(|truth| truth.id)
}

fn nearest(here: &[Truth], tenth: i64, report: &Observation) -> Option<u64> {
    let plane = Plane::new(report.position);
    let late = report.measured.seconds_since(Time::from_micros(tenth * STEP));
    let away = here.iter().map(|truth| (truth.moved(&plane, late).norm(), truth.id));
    away.filter(|(away, _)| *away < NEAR).min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, id)| id)
}

fn follow(id: u64, reports: Vec<(Time, Observation)>, pictures: &mut BTreeMap<i64, Vec<String>>) {
    let (Some(first), Some(last)) = (reports.first(), reports.last()) else { return };
    let (first, last) = (first.0.micros().div_euclid(STEP), last.0.micros().div_euclid(STEP) + 15);
    let mut config = Config::default();
    // It is there: nothing has to be believed first.
    (config.life.start, config.life.confirm, config.life.end) = (0.0, -5.0, -50.0);
    config.life.own_vru_wait = Duration::ZERO;
    let mut engine = Engine::new(config);
    let mut picture = Snapshot::default();
    let mut rest = reports.into_iter().peekable();
    for tenth in first..=last {
        let now = Time::from_micros(tenth * STEP);
        while let Some((at, report)) = rest.next_if(|(at, _)| *at <= now) {
            engine.handle(at, report.into());
        }
        engine.advance(now);
        engine.snapshot(now, &mut picture);
        while engine.poll_event().is_some() {}
        // Where a new name or a jump made a second track of it, the better known one.
        let worst = |track: &&TrackState| track.position_covariance.worst();
        if let Some(track) = picture.tracks.iter().min_by(|a, b| worst(a).total_cmp(&worst(b))) {
            pictures.entry(tenth).or_default().push(entry(track, id, &picture));
        }
    }
}

/// A track as the scorer reads it.
fn entry(track: &TrackState, id: u64, picture: &Snapshot) -> String {
    let place = picture.place(&track.position).unwrap_or_default();
    let covariance = &track.position_covariance;
    format!(
        "{{\"id\":{id},\"lat\":{:.8},\"lon\":{:.8},\"speed\":{:.3},\"heading\":{:.2},\"class\":\"{}\",\"cov\":[{:.4},{:.4},{:.4}]}}",
        place.latitude,
        place.longitude,
        track.speed,
        track.heading.to_degrees(),
        track.class.group().name(),
        covariance.xx,
        covariance.xy,
        covariance.yy,
    )
}

fn write_picture(tenth: i64, entries: &[String], out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{{\"t\":{}.{},\"tracks\":[{}]}}", tenth / 10, tenth % 10, entries.join(","))
}

fn write_warning(warning: &Warning, plane: &Plane, out: &mut impl Write) -> io::Result<()> {
    if warning.phase == WarningPhase::End {
        return Ok(());
    }
    let place = plane.place(&warning.position);
    let ids: Vec<_> = warning.tracks.iter().flatten().map(|id| id.0.to_string()).collect();
    writeln!(
        out,
        "{{\"t\":{:.3},\"kind\":\"{}\",\"tracks\":[{}],\"lat\":{:.8},\"lon\":{:.8}}}",
        warning.time.seconds(),
        warning.kind.name(),
        ids.join(","),
        place.latitude,
        place.longitude,
    )
}

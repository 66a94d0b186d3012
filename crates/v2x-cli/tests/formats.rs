//! `v2x decode --format csv` and `--format geojson`, as built.

mod common;

use common::{column, generated, text, v2x};
use serde_json::{Value, json};

/// A crossing with a lane in from the east, one out to the west, and the signal between them.
fn crossing() -> String {
    let node = |x: i32, y: i32| json!({ "delta": { "node-XY6": { "x": x, "y": y } } });
    let lane = |number: u8, direction: &str, nodes: [Value; 2]| {
        json!({ "laneID": number, "nodeList": { "nodes": nodes }, "laneAttributes": { "directionalUse": direction,
            "sharedWith": "0000", "laneType": { "vehicle": "00" } } })
    };
    let mut into = lane(1, "80", [node(1_000, 0), node(20_000, 0)]);
    into["connectsTo"] = json!([{ "connectingLane": { "lane": 2 }, "signalGroup": 5 }]);
    let out = lane(2, "40", [node(-1_000, 0), node(-20_000, 0)]);
    let id = json!({ "id": 1204 });
    let map = json!({ "messageId": 18, "value": { "msgIssueRevision": 3, "intersections": [{ "id": id, "revision": 3,
        "refPoint": { "lat": 422_790_000, "long": -837_350_000 }, "laneWidth": 350, "laneSet": [into, out] }] } });
    let event = json!({ "eventState": "stop-And-Remain", "timing": { "minEndTime": 36_111 } });
    let spat = json!({ "messageId": 19, "value": { "intersections": [{ "id": id, "revision": 3, "status": "0000",
        "states": [{ "signalGroup": 5, "state-time-speed": [event] }] }] } });
    let frames = v2x(&["encode"], format!("{map}\n{spat}\n").as_bytes());
    assert_eq!((frames.status, frames.err.as_str()), (0, ""), "{}", frames.out);
    frames.out
}

fn features(ran: &common::Ran) -> Vec<Value> {
    let collection: Value = serde_json::from_str(&ran.out).expect("it is one JSON object");
    assert_eq!(collection["type"], "FeatureCollection");
    collection["features"].as_array().unwrap().clone()
}

#[test]
fn a_crossing_becomes_a_map() {
    let ran = v2x(&["decode", "--format", "geojson"], crossing().as_bytes());
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    let features = features(&ran);
    let kinds: Vec<_> =
        features.iter().map(|feature| feature["properties"]["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["lane", "stop_line", "lane", "connection", "signal"]);
    // The lane runs towards its stop line: from 210 m to 10 m east of the reference.
    let lane = features[0]["geometry"]["coordinates"].as_array().unwrap();
    let metres = |point: &Value| (point[0].as_f64().unwrap() + 83.735) * 82_488.0;
    assert!((metres(&lane[0]) - 210.0).abs() < 0.1 && (metres(&lane[1]) - 10.0).abs() < 0.1, "{lane:?}");
    // The signal is drawn at the stop line that it rules, 3.5 m across the lane.
    assert_eq!(features[4]["geometry"], features[1]["geometry"]);
    assert_eq!(features[4]["properties"]["state"], "stop-and-remain");
    let stop = features[1]["geometry"]["coordinates"].as_array().unwrap();
    let across = (stop[0][1].as_f64().unwrap() - stop[1][1].as_f64().unwrap()).abs() * 111_079.0;
    assert!((across - 3.5).abs() < 0.02, "{across}");
    assert_eq!(features[3]["properties"]["signal_group"], 5);
}

#[test]
fn signals_without_a_map_have_no_place() {
    let spat = crossing().lines().nth(1).unwrap().to_owned();
    let ran = v2x(&["decode", "--format", "geojson", &spat], b"");
    let features = features(&ran);
    assert_eq!((features.len(), &features[0]["geometry"]), (1, &Value::Null));
}

#[test]
fn every_generated_frame_fits_both_formats() {
    for (file, set) in [("j2735-2024.jsonl", "j2735"), ("csae-2020.jsonl", "csae")] {
        let vectors = generated(file);
        let frames = column(&vectors, "hex");
        let map = v2x(&["decode", "--set", set, "--format", "geojson"], frames.as_bytes());
        assert!(!features(&map).is_empty());
        let table = v2x(&["decode", "--set", set, "--format", "csv"], frames.as_bytes());
        let rows: Vec<Vec<&str>> = table.out.lines().map(|line| line.split(',').collect()).collect();
        assert!(rows.iter().all(|row| row.len() == rows[0].len()), "{file}");
        let numbers: std::collections::BTreeSet<_> = rows.iter().skip(1).map(|row| row[0]).collect();
        assert_eq!((table.status, numbers.len()), (0, vectors.len()), "{file}");
    }
}

#[test]
fn a_table_has_a_row_for_each_road_user() {
    let vectors = generated("j2735-2024.jsonl");
    let bsm = vectors.iter().find(|vector| text(vector, "msg") == "BasicSafetyMessage").unwrap();
    let ran = v2x(&["decode", "--format", "csv", text(bsm, "hex"), "00"], b"");
    let lines: Vec<_> = ran.out.lines().collect();
    let core = &bsm["jer"]["value"]["coreData"];
    let row: Vec<_> = lines[1].split(',').collect();
    assert_eq!(row[6], text(core, "id").to_lowercase());
    let latitude: f64 = row[9].parse().unwrap();
    assert!((latitude - core["lat"].as_f64().unwrap() * 1e-7).abs() < 1e-6);
    assert!(lines[2].starts_with("2,") && lines[2].ends_with('"'), "{}", lines[2]);
}

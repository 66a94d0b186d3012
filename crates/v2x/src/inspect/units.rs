//! Units and special values of components, by their names: what the comments of this project's `asn1/` say of those
//! that people look at most. A name can mean different things under different parents.

use alloc::format;
use alloc::string::String;

use super::clock;

/// A number of a scale, with the value that stands for "not known".
struct Scale {
    /// The parent, or nothing where the name means the same everywhere.
    parent: &'static str,
    name: &'static str,
    /// What one step is.
    step: f64,
    unit: &'static str,
    decimals: usize,
    unknown: Option<i128>,
}

const fn scale(
    parent: &'static str,
    name: &'static str,
    step: f64,
    unit: &'static str,
    decimals: usize,
    unknown: Option<i128>,
) -> Scale {
    Scale { parent, name, step, unit, decimals, unknown }
}

/// Rows with a parent stand before those without.
const SCALES: [Scale; 34] = [
    scale("accelSet", "lat", 0.01, " m/s²", 2, Some(2001)),
    scale("accelSet", "long", 0.01, " m/s²", 2, Some(2001)),
    scale("accelSet", "vert", 0.02, " g", 2, Some(-127)),
    scale("accelSet", "yaw", 0.01, "°/s", 2, None),
    scale("speeds", "speed", 0.1, " m/s", 1, Some(500)),
    scale("size", "width", 1.0, " cm", 0, Some(0)),
    scale("size", "length", 1.0, " cm", 0, Some(0)),
    scale("size", "height", 5.0, " cm", 0, Some(0)),
    scale("coreData", "angle", 1.5, "°", 1, Some(127)),
    scale("bsmFrame", "angle", 1.5, "°", 1, Some(127)),
    scale("participants", "angle", 1.5, "°", 1, Some(127)),
    scale("accuracy", "orientation", 360.0 / 65_535.0, "°", 1, Some(65_535)),
    scale("intersections", "timeStamp", 0.001, " s in the minute", 3, Some(65_535)),
    scale("spatFrame", "timeStamp", 0.001, " s in the minute", 3, Some(65_535)),
    scale("", "lat", 1e-7, "°", 7, Some(900_000_001)),
    scale("", "long", 1e-7, "°", 7, Some(1_800_000_001)),
    scale("", "lon", 1e-7, "°", 7, Some(1_800_000_001)),
    scale("", "elev", 0.1, " m", 1, Some(-4096)),
    scale("", "elevation", 0.1, " m", 1, Some(-4096)),
    scale("", "speed", 0.02, " m/s", 2, Some(8191)),
    scale("", "heading", 0.0125, "°", 2, Some(28_800)),
    scale("", "secMark", 0.001, " s in the minute", 3, Some(65_535)),
    scale("", "semiMajor", 0.05, " m", 2, Some(255)),
    scale("", "semiMinor", 0.05, " m", 2, Some(255)),
    scale("attributes", "dElevation", 0.1, " m", 1, None),
    scale("attributes", "dWidth", 1.0, " cm", 0, None),
    scale("", "laneWidth", 1.0, " cm", 0, None),
    scale("", "durationTime", 1.0, " min", 0, None),
    scale("", "linkWidth", 1.0, " cm", 0, None),
    scale("", "measurementTime", 1.0, " ms", 0, None),
    scale("pos", "offsetX", 0.1, " m", 1, None),
    scale("pos", "offsetY", 0.1, " m", 1, None),
    scale("pos", "offsetZ", 0.1, " m", 1, None),
    scale("", "pathRadius", 0.1, " m", 1, None),
];

/// What a number means, if its name tells.
pub(super) fn meaning(parent: &str, name: &str, value: i128) -> Option<String> {
    match (parent, name) {
        (_, "startTime" | "minEndTime" | "maxEndTime" | "likelyTime" | "nextTime")
            if parent != "dataFrames" =>
        {
            return Some(clock::time_mark(value));
        }
        (_, "moy") => return Some(clock::minute_of_year(value).unwrap_or("not known".into())),
        ("value" | "mapFrame", "timeStamp") => {
            return Some(clock::minute_of_year(value).unwrap_or("not known".into()));
        }
        _ => {}
    }
    if matches!(name, "x" | "y") && parent.starts_with("node-XY") {
        return Some(format!("{:.2} m", value as f64 * 0.01));
    }
    let fits = |scale: &&Scale| scale.name == name && (scale.parent.is_empty() || scale.parent == parent);
    let Scale { step, unit, decimals, unknown, .. } = SCALES.iter().find(fits)?;
    if Some(value) == *unknown {
        return Some("not known".into());
    }
    // No component of these has more than 53 bits.
    Some(format!("{:.decimals$}{unit}", value as f64 * step))
}

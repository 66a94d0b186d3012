//! Where a vehicle has been, and where it is heading.
//!
//! In J2735 an offset of the past path is the starting point minus the past point, as recorded messages show; here it is
//! the past point minus the reference. So signs change.

use v2x_j2735::common as j;

use super::offset::{self, Place};
use super::types::{
    Confidence, FullPositionVector, MotionConfidenceSet, PathHistory, PathHistoryPoint, PathPrediction,
    Position3D, put_accuracy, take_vector,
};
use super::types::{Elevation, Latitude, Longitude};
use super::vehicle::{height_from, known_height, motion_from, motion_to};
use crate::translate::ledger::{Ledger, Reason};

/// The offset that stands for "not known".
const NO_OFFSET: i32 = -131_072;
/// The same of a height.
const NO_HEIGHT: i16 = -2048;

pub(super) fn prediction_from(path: &j::PathPrediction, ledger: &mut Ledger<'_>) -> PathPrediction {
    let j::PathPrediction { radius_of_curve, confidence, unknown_extensions } = path;
    ledger.extensions(unknown_extensions);
    PathPrediction {
        radius_of_curve: ledger.carried("radiusOfCurve", radius_of_curve),
        confidence: Confidence(confidence.0),
        ..Default::default()
    }
}

pub(super) fn prediction_to(path: &PathPrediction, ledger: &mut Ledger<'_>) -> j::PathPrediction {
    let PathPrediction { radius_of_curve, confidence, unknown_extensions } = path;
    ledger.extensions(unknown_extensions);
    j::PathPrediction {
        radius_of_curve: ledger.carried("radiusOfCurve", radius_of_curve),
        confidence: j::Confidence(confidence.0),
        ..Default::default()
    }
}

pub(super) fn history_from(
    path: &j::PathHistory,
    here: Place,
    ledger: &mut Ledger<'_>,
) -> Option<PathHistory> {
    let j::PathHistory { initial_position, curr_gnss_status, crumb_data, unknown_extensions } = path;
    ledger.extensions(unknown_extensions);
    let start = initial_position.as_ref().map_or(here, |start| (start.lat.0.into(), start.long.0.into()));
    let history = PathHistory {
        initial_position: initial_position
            .as_ref()
            .map(|vector| ledger.within("initialPosition", |ledger| vector_from(vector, ledger))),
        curr_gnss_status: ledger.same_some("currGNSSstatus", curr_gnss_status.as_ref()),
        crumb_data: ledger.within("crumbData", |ledger| {
            let crumbs = crumb_data.iter().enumerate();
            crumbs
                .filter_map(|(i, crumb)| ledger.item(i, |ledger| crumb_from(crumb, start, ledger)))
                .collect()
        }),
        ..Default::default()
    };
    if history.crumb_data.is_empty() {
        // The list cannot be, so neither can what stands beside it.
        ledger.lost_some("initialPosition", initial_position.as_ref(), Reason::NoPlace);
        ledger.lost_some("currGNSSstatus", curr_gnss_status.as_ref(), Reason::NoPlace);
        return None;
    }
    Some(history)
}

fn crumb_from(
    crumb: &j::PathHistoryPoint,
    start: Place,
    ledger: &mut Ledger<'_>,
) -> Option<PathHistoryPoint> {
    let j::PathHistoryPoint {
        lat_offset,
        lon_offset,
        elevation_offset,
        time_offset,
        speed,
        pos_accuracy,
        heading,
        unknown_extensions,
    } = crumb;
    let up = (elevation_offset.0 != NO_HEIGHT).then(|| -i64::from(elevation_offset.0));
    let known = lat_offset.0 != NO_OFFSET && lon_offset.0 != NO_OFFSET;
    let back = (-i64::from(lat_offset.0), -i64::from(lon_offset.0));
    let Some(llv_offset) = known.then(|| offset::point(start, back, up)).flatten() else {
        ledger.lost("", crumb, Reason::NoPlace);
        return None;
    };
    ledger.lost_some("posAccuracy", pos_accuracy.as_ref(), Reason::NoCounterpart);
    ledger.extensions(unknown_extensions);
    Some(PathHistoryPoint {
        llv_offset,
        time_offset: ledger.carried("timeOffset", time_offset),
        speed: ledger.same_some("speed", speed.as_ref()),
        heading: ledger.same_some("heading", heading.as_ref()),
        ..Default::default()
    })
}

fn vector_from(vector: &j::FullPositionVector, ledger: &mut Ledger<'_>) -> FullPositionVector {
    let mut into = FullPositionVector::default();
    put_accuracy(vector, &mut into, ledger);
    let j::FullPositionVector {
        utc_time,
        long,
        lat,
        elevation,
        heading,
        speed,
        pos_accuracy: _,   // by the edition, above
        pos_confidence: _, // likewise
        time_confidence,
        speed_confidence,
        unknown_extensions,
    } = vector;
    ledger.extensions(unknown_extensions);
    into.utc_time = ledger.same_some("utcTime", utc_time.as_ref());
    into.pos = Position3D {
        lat: Latitude(lat.0),
        long: Longitude(long.0),
        elevation: elevation.and_then(height_from),
    };
    into.heading = ledger.same_some("heading", heading.as_ref());
    if let Some(j::TransmissionAndSpeed { transmisson, speed }) = speed {
        into.transmission = ledger.same("speed.transmisson", transmisson);
        into.speed = ledger.same("speed.speed", speed);
    }
    into.time_confidence = ledger.same_some("timeConfidence", time_confidence.as_ref());
    if let Some(j::SpeedandHeadingandThrottleConfidence { heading, speed, throttle }) = speed_confidence {
        ledger.lost("speedConfidence.throttle", throttle, Reason::NoCounterpart);
        let names = ("speedConfidence.speed", "speedConfidence.heading");
        into.motion_cfd = motion_from((names.0, *speed), (names.1, *heading), ledger);
    }
    into
}

pub(super) fn history_to(path: &PathHistory, here: Place, ledger: &mut Ledger<'_>) -> Option<j::PathHistory> {
    let PathHistory { initial_position, curr_gnss_status, crumb_data, unknown_extensions } = path;
    ledger.extensions(unknown_extensions);
    let start = initial_position.as_ref().map(|start| &start.pos);
    let from = start.map_or(here, |start| (start.lat.0.into(), start.long.0.into()));
    let from = (from, start.and_then(|start| start.elevation));
    let history = j::PathHistory {
        initial_position: initial_position
            .as_ref()
            .map(|vector| ledger.within("initialPosition", |ledger| vector_to(vector, ledger))),
        curr_gnss_status: ledger.same_some("currGNSSstatus", curr_gnss_status.as_ref()),
        crumb_data: ledger.within("crumbData", |ledger| {
            let crumbs = crumb_data.iter().enumerate();
            crumbs.filter_map(|(i, crumb)| ledger.item(i, |ledger| crumb_to(crumb, from, ledger))).collect()
        }),
        ..Default::default()
    };
    if history.crumb_data.is_empty() {
        ledger.lost_some("initialPosition", initial_position.as_ref(), Reason::NoPlace);
        ledger.lost_some("currGNSSstatus", curr_gnss_status.as_ref(), Reason::NoPlace);
        return None;
    }
    Some(history)
}

fn crumb_to(
    crumb: &PathHistoryPoint,
    (start, height): (Place, Option<Elevation>),
    ledger: &mut Ledger<'_>,
) -> Option<j::PathHistoryPoint> {
    let PathHistoryPoint { llv_offset, time_offset, speed, pos_accuracy, heading, unknown_extensions } =
        crumb;
    let back = |value: i64| i32::try_from(-value).ok().filter(|value| value.abs() < -NO_OFFSET);
    let place = offset::from_horizontal(&llv_offset.offset_ll, start);
    let Some((lat, lon)) = place.and_then(|(lat, lon)| back(lat).zip(back(lon))) else {
        ledger.lost("", crumb, Reason::OutOfRange);
        return None;
    };
    ledger.lost_some("posAccuracy", pos_accuracy.as_ref(), Reason::NoCounterpart);
    ledger.extensions(unknown_extensions);
    let down = llv_offset.offset_v.as_ref().and_then(|up| {
        let down = offset::from_vertical(up, height).and_then(|up| i16::try_from(-up).ok());
        let down = down.filter(|down| down.abs() < -NO_HEIGHT);
        if down.is_none() {
            ledger.lost("llvOffset.offsetV", up, Reason::OutOfRange);
        }
        down
    });
    Some(j::PathHistoryPoint {
        lat_offset: j::OffsetLLB18(lat),
        lon_offset: j::OffsetLLB18(lon),
        elevation_offset: j::VertOffsetB12(down.unwrap_or(NO_HEIGHT)),
        time_offset: ledger.carried("timeOffset", time_offset),
        speed: ledger.same_some("speed", speed.as_ref()),
        heading: ledger.same_some("heading", heading.as_ref()),
        ..Default::default()
    })
}

fn vector_to(vector: &FullPositionVector, ledger: &mut Ledger<'_>) -> j::FullPositionVector {
    let (taken, pos, motion, (transmission, speed)) = take_vector(vector, ledger);
    let both = transmission.is_some() || speed.is_some();
    let confidence = |motion: &MotionConfidenceSet, ledger: &mut Ledger<'_>| {
        let (speed, heading) = motion_to(Some(motion), ledger);
        j::SpeedandHeadingandThrottleConfidence { heading, speed, ..Default::default() }
    };
    j::FullPositionVector {
        long: j::Longitude(pos.long.0),
        lat: j::Latitude(pos.lat.0),
        elevation: pos.elevation.and_then(known_height).map(|height| j::Elevation(height.0)),
        speed: both.then(|| j::TransmissionAndSpeed {
            transmisson: transmission.unwrap_or(j::TransmissionState::Unavailable),
            // 8191 stands for "not known".
            speed: speed.unwrap_or(j::Velocity(8191)),
        }),
        // One that says nothing is as good as none.
        speed_confidence: motion
            .as_ref()
            .map(|motion| confidence(motion, ledger))
            .filter(|told| *told != Default::default()),
        ..taken
    }
}

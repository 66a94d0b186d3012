//! What several messages say of a vehicle or of a position, in both directions.

use v2x_j2735::common as j;

use super::types::{
    Elevation, Latitude, Longitude, MotionConfidenceSet, Position3D, PositionConfidenceSet,
    VehicleClassification,
};
use crate::translate::ledger::{Ledger, Reason};

/// The height that stands for "not known".
const NO_HEIGHT: i32 = -4096;

pub(super) fn position_from(position: &j::Position3D, ledger: &mut Ledger<'_>) -> Position3D {
    let j::Position3D { lat, long, elevation, regional, unknown_extensions } = position;
    ledger.lost_list("regional", regional.as_deref(), Reason::NoCounterpart);
    ledger.extensions(unknown_extensions);
    let elevation = elevation.map(|height| Elevation(height.0));
    Position3D { lat: Latitude(lat.0), long: Longitude(long.0), elevation }
}

pub(super) fn position_to(position: &Position3D) -> j::Position3D {
    let Position3D { lat, long, elevation } = *position;
    j::Position3D {
        lat: j::Latitude(lat.0),
        long: j::Longitude(long.0),
        elevation: elevation.map(|height| j::Elevation(height.0)),
        ..Default::default()
    }
}

/// A height, unless it stands for "not known".
pub(super) fn known_height(height: Elevation) -> Option<Elevation> {
    (height.0 != NO_HEIGHT).then_some(height)
}

/// A height that is always there in J2735, and left out here where it is not known.
pub(super) fn height_from(height: j::Elevation) -> Option<Elevation> {
    known_height(Elevation(height.0))
}

pub(super) fn height_to(height: Option<Elevation>) -> j::Elevation {
    j::Elevation(height.map_or(NO_HEIGHT, |height| height.0))
}

pub(super) fn confidence_from(
    name: &str,
    set: &j::PositionConfidenceSet,
    ledger: &mut Ledger<'_>,
) -> PositionConfidenceSet {
    let j::PositionConfidenceSet { pos, elevation } = set;
    ledger.within(name, |ledger| PositionConfidenceSet {
        pos: ledger.carried("pos", pos),
        elevation: ledger.known("elevation", elevation),
    })
}

/// Confidence of a position; that of its height can be left out here, and is "not known" there.
pub(super) fn confidence_to(
    name: &str,
    set: &PositionConfidenceSet,
    ledger: &mut Ledger<'_>,
) -> j::PositionConfidenceSet {
    let PositionConfidenceSet { pos, elevation } = set;
    ledger.within(name, |ledger| j::PositionConfidenceSet {
        pos: ledger.carried("pos", pos),
        elevation: ledger.same_some("elevation", elevation.as_ref()).unwrap_or_default(),
    })
}

/// Confidence of speed, heading and steering wheel; J2735 has no place for the last.
pub(super) fn motion_to(
    motion: Option<&MotionConfidenceSet>,
    ledger: &mut Ledger<'_>,
) -> (j::SpeedConfidence, j::HeadingConfidence) {
    let Some(MotionConfidenceSet { speed_cfd, heading_cfd, steer_cfd }) = motion else {
        return Default::default();
    };
    ledger.within("motionCfd", |ledger| {
        ledger.lost_some("steerCfd", steer_cfd.as_ref(), Reason::NoCounterpart);
        (
            ledger.same_some("speedCfd", speed_cfd.as_ref()).unwrap_or_default(),
            ledger.same_some("headingCfd", heading_cfd.as_ref()).unwrap_or_default(),
        )
    })
}

/// The same from J2735, where "not known" is left out.
pub(super) fn motion_from(
    (speed_name, speed): (&str, j::SpeedConfidence),
    (heading_name, heading): (&str, j::HeadingConfidence),
    ledger: &mut Ledger<'_>,
) -> Option<MotionConfidenceSet> {
    let speed = Some(speed).filter(|speed| *speed != j::SpeedConfidence::Unavailable);
    let heading = Some(heading).filter(|heading| *heading != j::HeadingConfidence::Unavailable);
    let set = MotionConfidenceSet {
        speed_cfd: ledger.same_some(speed_name, speed.as_ref()),
        heading_cfd: ledger.same_some(heading_name, heading.as_ref()),
        steer_cfd: None,
    };
    (set != MotionConfidenceSet::default()).then_some(set)
}

/// The class of a vehicle; the fuel is for the caller.
pub(super) fn class_to(
    class: &VehicleClassification,
    ledger: &mut Ledger<'_>,
) -> (j::BasicVehicleClass, Option<j::FuelType>) {
    let VehicleClassification { classification, fuel_type, unknown_extensions } = class;
    ledger.within("vehicleClass", |ledger| {
        ledger.extensions(unknown_extensions);
        (j::BasicVehicleClass(classification.0), ledger.same_some("fuelType", fuel_type.as_ref()))
    })
}

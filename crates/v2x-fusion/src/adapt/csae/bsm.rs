//! BasicSafetyMessage: a vehicle reports itself.

use super::types::{BasicSafetyMessage, Position3D};
use crate::adapt::{Reception, time, units};
use crate::observation::{Measured, Observation, Scope, StationId};
use crate::plane::Geodetic;

/// The vehicle's report; `None` where it tells neither time nor place.
pub(super) fn observation(message: &BasicSafetyMessage, reception: &Reception) -> Option<Observation> {
    let measured = time::second(message.sec_mark.0, reception.at)?;
    let station = StationId::new(Scope::Csae, &message.id);
    let size = &message.size;
    let size = units::size(size.length.0, size.width.0, size.height.map(|height| height.0));
    let cfd = message.motion_cfd.as_ref();
    let speed_bound = cfd.and_then(|cfd| cfd.speed_cfd).and_then(|class| class.mps());
    Some(Observation {
        source: reception.source,
        accuracy: message.pos_accuracy.as_ref().and_then(|accuracy| {
            units::ellipse(accuracy.semi_major.0, accuracy.semi_minor.0, accuracy.orientation.0)
        }),
        // A class of "1 m/s or better" says less than what speedometers are known to be: it only ever makes worse.
        speed: units::speed(message.speed.0)
            .map(|speed| Measured { sigma: units::sigma(speed_bound.filter(|bound| *bound > 1.0)), ..speed }),
        heading: units::heading(message.heading.0),
        yaw_rate: units::yaw_rate(message.accel_set.yaw.0),
        acceleration: units::acceleration(message.accel_set.long.0),
        class: units::vehicle_class(Some(message.vehicle_class.classification.0), size),
        size,
        ..Observation::own(station, measured, reception.at, place(&message.pos)?)
    })
}

/// A place as the set writes it.
pub(super) fn place(position: &Position3D) -> Option<Geodetic> {
    units::place(position.lat.0, position.long.0, position.elevation.map(|height| height.0))
}

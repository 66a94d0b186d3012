//! PersonalSafetyMessage: a vulnerable road user reports itself.

use v2x::j2735::personal_safety_message::{
    MotorizedPropelledType, PersonalDeviceUserType, PersonalSafetyMessage, PropelledInformation,
};

use crate::adapt::{Reception, time, units};
use crate::observation::{Class, Observation, Scope, StationId};

/// The person's report; `None` where it tells neither time nor place.
pub(super) fn observation(message: &PersonalSafetyMessage, reception: &Reception) -> Option<Observation> {
    let position = &message.position;
    let place = units::place(position.lat.0, position.long.0, position.elevation.map(|height| height.0))?;
    let measured = time::second(message.sec_mark.0, reception.at)?;
    let station = StationId::new(Scope::J2735, &message.id.0);
    let accuracy = &message.accuracy;
    Some(Observation {
        source: reception.source,
        accuracy: units::ellipse(accuracy.semi_major.0, accuracy.semi_minor.0, accuracy.orientation.0),
        speed: units::speed(message.speed.0),
        heading: units::heading(message.heading.0),
        yaw_rate: message.accel_set.as_ref().and_then(|set| units::yaw_rate(set.yaw.0)),
        acceleration: message.accel_set.as_ref().and_then(|set| units::acceleration(set.long.0)),
        class: class(message),
        ..Observation::own(station, measured, reception.at, place)
    })
}

/// What kind of person: by the user type, and for the others by what moves them.
fn class(message: &PersonalSafetyMessage) -> Class {
    use MotorizedPropelledType::{Bicycle, Scooter};
    match (message.basic_type, &message.propulsion) {
        (PersonalDeviceUserType::APEDALCYCLIST, _)
        | (_, Some(PropelledInformation::Motor(Bicycle | Scooter))) => Class::Cyclist,
        (PersonalDeviceUserType::AnANIMAL, _) => Class::Unknown,
        _ => Class::Pedestrian,
    }
}

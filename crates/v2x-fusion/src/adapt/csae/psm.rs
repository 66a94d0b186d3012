//! PersonalSafetyMessage (T/CSAE 157-2020): somebody on foot or cycle reports itself.

use v2x::csae::y2020::psm::{
    MotorizedPropelledType, PersonalDeviceUserType, PersonalSafetyMessage, PropelledInformation,
};

use super::bsm::place;
use crate::adapt::{Reception, time, units};
use crate::observation::{Class, Observation, Scope, StationId};

/// The person's report; `None` where it tells neither time nor place.
pub(super) fn observation(message: &PersonalSafetyMessage, reception: &Reception) -> Option<Observation> {
    let measured = time::second(message.sec_mark.0, reception.at)?;
    let station = StationId::new(Scope::Csae, &message.id);
    let accuracy = &message.pos_accuracy;
    Some(Observation {
        source: reception.source,
        accuracy: units::ellipse(accuracy.semi_major.0, accuracy.semi_minor.0, accuracy.orientation.0),
        speed: units::speed(message.speed.0),
        heading: units::heading(message.heading.0),
        yaw_rate: message.accel_set.as_ref().and_then(|set| units::yaw_rate(set.yaw.0)),
        acceleration: message.accel_set.as_ref().and_then(|set| units::acceleration(set.long.0)),
        class: class(message),
        ..Observation::own(station, measured, reception.at, place(&message.pos)?)
    })
}

/// What kind of person: by the user type, and for the others by what moves them.
fn class(message: &PersonalSafetyMessage) -> Class {
    use MotorizedPropelledType::{Bicycle, Scooter};
    let told = &message.non_motor_data;
    match (told.basic_type, &told.propulsion) {
        (PersonalDeviceUserType::APEDALCYCLIST, _)
        | (_, Some(PropelledInformation::Motor(Bicycle | Scooter))) => Class::Cyclist,
        (PersonalDeviceUserType::AnANIMAL, _) => Class::Unknown,
        _ => Class::Pedestrian,
    }
}

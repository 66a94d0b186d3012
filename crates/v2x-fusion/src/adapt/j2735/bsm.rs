//! BasicSafetyMessage: a vehicle reports itself.

use v2x::j2735::basic_safety_message::{BSMpartIIExtension, BasicSafetyMessage};

use crate::adapt::{Reception, time, units};
use crate::observation::{Observation, Scope, StationId};

/// The vehicle's report; `None` where it tells neither time nor place.
pub(super) fn observation(message: &BasicSafetyMessage, reception: &Reception) -> Option<Observation> {
    let core = &message.core_data;
    let place = units::place(core.lat.0, core.long.0, Some(core.elev.0))?;
    let measured = time::second(core.sec_mark.0, reception.at)?;
    let station = StationId::new(Scope::J2735, &core.id.0);
    let accuracy = &core.accuracy;
    let size = units::size(core.size.length.0, core.size.width.0, None);
    Some(Observation {
        source: reception.source,
        accuracy: units::ellipse(accuracy.semi_major.0, accuracy.semi_minor.0, accuracy.orientation.0),
        speed: units::speed(core.speed.0),
        heading: units::heading(core.heading.0),
        yaw_rate: units::yaw_rate(core.accel_set.yaw.0),
        acceleration: units::acceleration(core.accel_set.long.0),
        class: units::vehicle_class(class_number(message), size),
        size,
        ..Observation::own(station, measured, reception.at, place)
    })
}

/// The vehicle's class, which is told in Part II now and then.
fn class_number(message: &BasicSafetyMessage) -> Option<u8> {
    message.part_ii.iter().flatten().find_map(|part| match &part.part_ii_value {
        BSMpartIIExtension::SupplementalVehicleExtensions(extensions) => {
            extensions.classification.map(|class| class.0).filter(|class| *class != 0)
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observation::{Class, Subject};
    use crate::time::Time;
    use v2x::j2735::common::{DSecond, Latitude, Longitude, Speed, TemporaryID};

    fn sample() -> BasicSafetyMessage {
        let mut message = BasicSafetyMessage::default();
        let core = &mut message.core_data;
        core.id = TemporaryID([0xE4, 0x0F, 0x75, 0x4F]);
        core.sec_mark = DSecond(38_026);
        core.lat = Latitude(422_798_620);
        core.long = Longitude(-837_349_373);
        core.speed = Speed(617);
        core.size.length.0 = 490;
        core.size.width.0 = 190;
        message
    }

    #[test]
    fn a_vehicle_reports_itself() {
        let at = Time::from_micros(1_750_172_378_034_443);
        let reception = Reception { at, ..Reception::default() };
        let seen = observation(&sample(), &reception).unwrap();
        assert_eq!(seen.subject, Subject::Sender);
        assert_eq!(seen.measured, Time::from_micros(1_750_172_378_026_000));
        assert_eq!(seen.class, Class::Car);
        assert!((seen.position.latitude - 42.279_862).abs() < 1e-9);
        assert!((seen.speed.unwrap().value - 12.34).abs() < 1e-6);
        assert!(seen.is_plausible());
    }

    #[test]
    fn without_place_or_time_there_is_no_report() {
        let reception = Reception::default();
        let mut message = sample();
        message.core_data.lat = Latitude(900_000_001);
        assert_eq!(observation(&message, &reception), None);
        let mut message = sample();
        message.core_data.sec_mark = DSecond(65_535);
        assert_eq!(observation(&message, &reception), None);
    }
}

//! SensorDataSharingMessage (J3224): what a station's sensors see.

use v2x::j2735::common::PositionalAccuracy;
use v2x::j2735::personal_safety_message::PersonalDeviceUserType;
use v2x::j2735::sensor_data_sharing_message::{
    DetectedObjectCommonData, DetectedObjectData, DetectedObjectOptionalData, ObjectType,
    SensorDataSharingMessage,
};

use crate::adapt::{Reception, time, units};
use crate::input::Input;
use crate::observation::{Class, Ellipse, Measured, Observation, Part, Scope, Size, StationId};
use crate::plane::{Geodetic, Plane, Point};
use crate::time::Time;

/// Objects are told as offsets in steps of this many metres east and north of the reference position.
const STEP: f64 = 0.1;

/// The reports of a message's objects.
pub(super) fn observations(
    message: &SensorDataSharingMessage,
    reception: &Reception,
    sink: &mut impl FnMut(Input),
) {
    let reference = &message.ref_pos;
    let height = reference.elevation.map(|height| height.0);
    let Some(reference) = units::place(reference.lat.0, reference.long.0, height) else { return };
    let Some(sent) = message_time(message, reception.at) else { return };
    let frame = Frame {
        plane: Plane::new(reference),
        sent,
        station: StationId::new(Scope::J2735, &message.source_id.0),
        reference: uncertainty(&message.ref_pos_xy_conf),
    };
    let count = u16::try_from(message.objects.len()).unwrap_or(u16::MAX);
    for (index, object) in (0..count).zip(&message.objects) {
        let part = Part { index, count };
        sink(Observation { part, ..frame.observation(object, reception) }.into());
    }
}

/// What the objects of a message share.
struct Frame {
    plane: Plane,
    sent: Time,
    station: StationId,
    /// Variance of the reference position per axis, m².
    reference: f32,
}

impl Frame {
    fn observation(&self, object: &DetectedObjectData, reception: &Reception) -> Observation {
        let common = &object.det_obj_common;
        let measured = self.sent.offset(reception.sdsm_offset.micros(i64::from(common.measurement_time.0)));
        let seen = Seen::of(object);
        let number = common.object_id.0;
        Observation {
            source: reception.source,
            accuracy: self.accuracy(common),
            speed: units::speed(common.speed.0)
                .map(|speed| Measured { sigma: units::sigma(common.speed_confidence.mps()), ..speed }),
            heading: units::heading(common.heading.0).map(|heading| Measured {
                sigma: units::angle_sigma(common.heading_conf.degrees()),
                ..heading
            }),
            class: seen.class,
            // 101 is "unavailable".
            class_confidence: (common.obj_type_cfd.0 <= 100).then(|| f32::from(common.obj_type_cfd.0) * 0.01),
            size: seen.size,
            ..Observation::object(self.station, number, measured, reception.at, self.place(common))
        }
    }

    fn place(&self, common: &DetectedObjectCommonData) -> Geodetic {
        let offset = Point::new(f64::from(common.pos.offset_x.0), f64::from(common.pos.offset_y.0)) * STEP;
        self.plane.place(&offset)
    }

    fn accuracy(&self, common: &DetectedObjectCommonData) -> Option<Ellipse> {
        let own = units::position_sigma(common.pos_confidence.pos.metres())?;
        let sigma = (own.major * own.major + self.reference).sqrt();
        Some(Ellipse::round(sigma))
    }
}

/// What an object is.
struct Seen {
    class: Class,
    size: Option<Size>,
}

impl Seen {
    fn of(object: &DetectedObjectData) -> Self {
        let kind = object.det_obj_common.obj_type;
        match (&object.det_obj_opt_data, kind) {
            (
                Some(DetectedObjectOptionalData::DetVeh(vehicle)),
                ObjectType::Vehicle | ObjectType::Unknown,
            ) => {
                let size = vehicle.size.as_ref().and_then(|size| {
                    units::size(size.length.0, size.width.0, vehicle.height.map(|height| height.0))
                });
                let number = vehicle.vehicle_class.map(|class| class.0);
                Self { class: units::vehicle_class(number, size), size }
            }
            (Some(DetectedObjectOptionalData::DetVRU(person)), ObjectType::Vru | ObjectType::Unknown) => {
                let cyclist = person.basic_type == Some(PersonalDeviceUserType::APEDALCYCLIST);
                Self { class: if cyclist { Class::Cyclist } else { Class::Pedestrian }, size: None }
            }
            (_, ObjectType::Vehicle) => Self { class: Class::Car, size: None },
            (_, ObjectType::Vru) => Self { class: Class::Pedestrian, size: None },
            _ => Self { class: Class::Unknown, size: None },
        }
    }
}

/// The time of the message. Its date is not relied on, for it is often local time; what it says of the minute and second
/// is completed from the time of reception.
fn message_time(message: &SensorDataSharingMessage, received: Time) -> Option<Time> {
    let stamp = &message.s_dsm_time_stamp;
    let milliseconds = stamp.second?.0;
    match stamp.minute {
        Some(minute) => time::minute_and_second(minute.0, milliseconds, received),
        None => time::second(milliseconds, received),
    }
}

/// Variance per axis of the reference position, m²; 0 where it is not told.
fn uncertainty(accuracy: &PositionalAccuracy) -> f32 {
    units::ellipse(accuracy.semi_major.0, accuracy.semi_minor.0, accuracy.orientation.0)
        .map_or(0.0, |ellipse| ellipse.major * ellipse.minor)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::adapt::OffsetSign;
    use crate::observation::Subject;
    use v2x::j2735::common::{DMinute, DSecond, Elevation, Latitude, Longitude};
    use v2x::j2735::sensor_data_sharing_message::{MeasurementTimeOffset, ObjectDistance, ObjectID};

    fn sample() -> SensorDataSharingMessage {
        let mut message = SensorDataSharingMessage::default();
        message.source_id.0 = *b"RSU1";
        message.s_dsm_time_stamp.minute = Some(DMinute(59));
        message.s_dsm_time_stamp.second = Some(DSecond(38_192));
        message.ref_pos.lat = Latitude(422_791_170);
        message.ref_pos.long = Longitude(-837_348_424);
        message.ref_pos.elevation = Some(Elevation(2560));
        for number in 0..3 {
            let mut object = DetectedObjectData::default();
            object.det_obj_common.obj_type = ObjectType::Vehicle;
            object.det_obj_common.object_id = ObjectID(1000 + number);
            object.det_obj_common.measurement_time = MeasurementTimeOffset(-150);
            object.det_obj_common.pos.offset_x = ObjectDistance(-250);
            message.objects.push(object);
        }
        message
    }

    fn reports(sdsm_offset: OffsetSign) -> Vec<Observation> {
        let at = Time::from_micros(1_750_172_378_196_854);
        let mut reports = Vec::new();
        observations(&sample(), &Reception { at, sdsm_offset, ..Reception::default() }, &mut |input| {
            if let Input::Observation(observation) = input {
                reports.push(observation);
            }
        });
        reports
    }

    #[test]
    fn objects_share_a_look() {
        let reports = reports(OffsetSign::Added);
        assert_eq!(reports.len(), 3);
        assert_eq!(reports[2].part, Part { index: 2, count: 3 });
        assert_eq!(reports[0].subject, Subject::Object { number: 1000, known_as: None });
        assert_eq!(reports[0].measured, Time::from_micros(1_750_172_378_042_000));
        let plane =
            Plane::new(Geodetic { latitude: 42.279_117, longitude: -83.734_842_4, height: Some(256.0) });
        assert!((plane.point(&reports[0].position) - Point::new(-25.0, 0.0)).norm() < 1e-3);
        assert!(reports.iter().all(Observation::is_plausible));
    }

    #[test]
    fn the_sign_of_the_offset_is_a_setting() {
        let early = Time::from_micros(1_750_172_378_342_000);
        assert_eq!(reports(OffsetSign::Subtracted)[0].measured, early);
    }
}

//! RoadsideSafetyMessage: what a roadside unit's sensors see.

use super::bsm::place;
use super::types::{
    ParticipantData, ParticipantType, PositionOffsetLL, PositionOffsetLLV, RoadsideSafetyMessage, SourceType,
};
use crate::adapt::{Reception, time, units};
use crate::input::Input;
use crate::observation::{Class, Measured, Observation, Part, Scope, Size, StationId, Subject};
use crate::plane::Geodetic;

/// The reports of a message's participants. Number 0 is the roadside unit itself, no road user.
pub(super) fn observations(
    message: &RoadsideSafetyMessage,
    reception: &Reception,
    sink: &mut impl FnMut(Input),
) {
    let Some(reference) = place(&message.ref_pos) else { return };
    let station = StationId::new(Scope::Csae, &message.id);
    let count = u16::try_from(message.participants.len()).unwrap_or(u16::MAX);
    for (index, participant) in (0..count).zip(&message.participants) {
        if participant.ptc_id == 0 || participant.ptc_type == ParticipantType::Rsu {
            continue;
        }
        if let Some(seen) = observation(participant, station, &reference, reception) {
            sink(Observation { part: Part { index, count }, ..seen }.into());
        }
    }
}

fn observation(
    participant: &ParticipantData,
    station: StationId,
    reference: &Geodetic,
    reception: &Reception,
) -> Option<Observation> {
    let measured = time::second(participant.sec_mark.0, reception.at)?;
    let at = offset_place(&participant.pos, reference)?;
    let size = &participant.size;
    let size = units::size(size.length.0, size.width.0, size.height.map(|height| height.0));
    let cfd = participant.motion_cfd.as_ref();
    let speed_bound = cfd.and_then(|cfd| cfd.speed_cfd).and_then(|class| class.mps());
    let heading_bound = cfd.and_then(|cfd| cfd.heading_cfd).and_then(|class| class.degrees());
    let known_as = participant.id.as_ref().map(|id| StationId::new(Scope::Csae, id));
    let seen = Observation::object(station, participant.ptc_id, measured, reception.at, at);
    let seen = match (participant.source, known_as) {
        // What the unit heard in the participant's own BSM is that participant's own word, errors and all.
        (SourceType::V2x, Some(id)) => Observation { station: id, subject: Subject::Sender, ..seen },
        _ => Observation { subject: Subject::Object { number: participant.ptc_id, known_as }, ..seen },
    };
    Some(Observation {
        source: reception.source,
        accuracy: units::position_sigma(participant.pos_confidence.pos.metres()),
        speed: units::speed(participant.speed.0)
            .map(|speed| Measured { sigma: units::sigma(speed_bound), ..speed }),
        heading: units::heading(participant.heading.0)
            .map(|heading| Measured { sigma: units::angle_sigma(heading_bound), ..heading }),
        class: class(participant, size),
        size,
        filtered: participant.source == SourceType::Integrated,
        ..seen
    })
}

fn class(participant: &ParticipantData, size: Option<Size>) -> Class {
    match participant.ptc_type {
        ParticipantType::Motor => {
            let number = participant.vehicle_class.as_ref().map(|class| class.classification.0);
            units::vehicle_class(number, size)
        }
        ParticipantType::NonMotor => Class::Cyclist,
        ParticipantType::Pedestrian => Class::Pedestrian,
        _ => Class::Unknown,
    }
}

/// A place told as an offset from another, in 1e-7 degrees, or absolutely.
pub(super) fn offset_place(offset: &PositionOffsetLLV, reference: &Geodetic) -> Option<Geodetic> {
    let by = |longitude: i32, latitude: i32| {
        Some(Geodetic::new(
            reference.latitude + f64::from(latitude) * 1e-7,
            reference.longitude + f64::from(longitude) * 1e-7,
        ))
    };
    match &offset.offset_ll {
        PositionOffsetLL::PositionLL1(ll) => by(i32::from(ll.lon.0), i32::from(ll.lat.0)),
        PositionOffsetLL::PositionLL2(ll) => by(i32::from(ll.lon.0), i32::from(ll.lat.0)),
        PositionOffsetLL::PositionLL3(ll) => by(i32::from(ll.lon.0), i32::from(ll.lat.0)),
        PositionOffsetLL::PositionLL4(ll) => by(ll.lon.0, ll.lat.0),
        PositionOffsetLL::PositionLL5(ll) => by(ll.lon.0, ll.lat.0),
        PositionOffsetLL::PositionLL6(ll) => by(ll.lon.0, ll.lat.0),
        PositionOffsetLL::PositionLatLon(ll) => units::place(ll.lat.0, ll.lon.0, None),
    }
}

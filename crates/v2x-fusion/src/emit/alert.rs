//! IntersectionCollision and RoadSideAlert: what is said in J2735 of a danger.

use v2x::Message;
use v2x::j2735::common::{
    BSMcoreData, DSecond, FullPositionVector, Heading, IntersectionID, IntersectionReferenceID, LaneID,
    Latitude, Longitude, RoadRegulatorID, Speed, VehicleEventFlags, VehicleLength, VehicleSize, VehicleWidth,
};
use v2x::j2735::intersection_collision::{ApproachOrLane, IntersectionCollision};
use v2x::j2735::itis::ITIScodes;
use v2x::j2735::j2540_itis;
use v2x::j2735::message_frame::{MessageFrame, MessageTypes};
use v2x::j2735::road_side_alert::RoadSideAlert;
use v2x::uper::BitString;

use super::{Sender, units};
use crate::observation::{Class, Scope};
use crate::snapshot::{Snapshot, TrackState};
use crate::warning::{Warning, WarningKind};

/// The message that tells of a danger. A red light passed becomes an IntersectionCollision about the vehicle, on the lane
/// that it came from; all else a RoadSideAlert at the place. `None` where the plane is not fixed, or the vehicle
/// is not in the picture any more.
pub fn warning_j2735(warning: &Warning, picture: &Snapshot, sender: &mut Sender) -> Option<Message> {
    let value = match (warning.kind, warning.signal) {
        (WarningKind::RedLight, Some(_)) => {
            let message = collision(warning, picture, sender)?;
            MessageTypes::IntersectionCollision(Box::new(message))
        }
        _ => MessageTypes::RoadSideAlert(alert(warning, picture, sender)?),
    };
    Some(MessageFrame { value, ..Default::default() }.into())
}

pub(super) fn first<'a>(warning: &Warning, picture: &'a Snapshot) -> Option<&'a TrackState> {
    let id = warning.tracks[0]?;
    picture.tracks.iter().find(|track| track.id == id)
}

fn collision(warning: &Warning, picture: &Snapshot, sender: &mut Sender) -> Option<IntersectionCollision> {
    /// Bits of VehicleEventFlags without its extension.
    const FLAGS: usize = 13;
    let track = first(warning, picture)?;
    let (intersection, _) = warning.signal?;
    let mut message = IntersectionCollision::default();
    message.msg_cnt.0 = sender.next_count();
    message.id.0.copy_from_slice(&sender.id.octets[..4]);
    message.part_one = Some(core_data(track, picture)?);
    let region = (intersection.scope == Scope::J2735 && intersection.region > 0)
        .then_some(RoadRegulatorID(intersection.region));
    message.intersection_id = IntersectionReferenceID { region, id: IntersectionID(intersection.id) };
    message.lane_number = ApproachOrLane::Lane(LaneID(warning.lane.map_or(0, |lane| lane.lane)));
    let mut flags = BitString::zeros(FLAGS);
    flags.set(VehicleEventFlags::EVENT_STOP_LINE_VIOLATION, true);
    message.event_flag = VehicleEventFlags(flags);
    Some(message)
}

/// The vehicle as it would tell of itself.
fn core_data(track: &TrackState, picture: &Snapshot) -> Option<BSMcoreData> {
    let (latitude, longitude) = units::place(&picture.place(&track.position)?);
    let mut core = BSMcoreData {
        sec_mark: DSecond(units::second(track.time)),
        lat: Latitude(latitude),
        long: Longitude(longitude),
        speed: Speed(units::speed(track)),
        heading: Heading(units::heading(track)),
        size: VehicleSize {
            width: VehicleWidth(units::centimetres(track.size.width, 1023)),
            length: VehicleLength(units::centimetres(track.size.length, 4095)),
        },
        ..BSMcoreData::UNAVAILABLE
    };
    let id = track.station.map_or(track.id.0.to_be_bytes()[4..].try_into().ok()?, |station| {
        let [a, b, c, d, ..] = station.octets;
        [a, b, c, d]
    });
    core.id.0 = id;
    // Axes in 0.05 m; 254 is "that or more".
    let axis = (track.position_covariance.worst().sqrt() * 20.0).clamp(0.0, 254.0) as u8;
    core.accuracy.semi_major.0 = axis;
    core.accuracy.semi_minor.0 = axis;
    Some(core)
}

fn alert(warning: &Warning, picture: &Snapshot, sender: &mut Sender) -> Option<RoadSideAlert> {
    let (latitude, longitude) = units::place(&picture.place(&warning.position)?);
    let mut message = RoadSideAlert { type_event: event(warning, picture), ..Default::default() };
    message.msg_cnt.0 = sender.next_count();
    message.position = Some(FullPositionVector {
        lat: Latitude(latitude),
        long: Longitude(longitude),
        ..Default::default()
    });
    Some(message)
}

/// The phrase of J2540 that says most of what is meant.
pub(super) fn event(warning: &Warning, picture: &Snapshot) -> ITIScodes {
    use j2540_itis::ITIScodes as Phrase;
    let other = warning.tracks[1].and_then(|id| picture.tracks.iter().find(|track| track.id == id));
    let phrase = match warning.kind {
        WarningKind::Vru if other.is_some_and(|track| track.class == Class::Cyclist) => {
            Phrase::BICYCLISTS_ON_ROADWAY
        }
        WarningKind::Vru => Phrase::PEOPLE_ON_ROADWAY,
        WarningKind::RearEnd => Phrase::STOPPED_TRAFFIC,
        WarningKind::Collision => Phrase::CROSS_TRAFFIC,
        WarningKind::RedLight => Phrase::RED_LIGHT_SIGNAL,
    };
    ITIScodes(phrase.0)
}

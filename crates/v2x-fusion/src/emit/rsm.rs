//! RoadsideSafetyMessage (T/CSAE 53-2020) of the fused picture.

use v2x::Message;
use v2x::csae::y2020::def_motion::{Heading, MotionConfidenceSet, Speed, SpeedConfidence};
use v2x::csae::y2020::def_position::{Latitude, Longitude, PositionConfidence};
use v2x::csae::y2020::def_position_offset::{PositionLLmD64b, PositionOffsetLL};
use v2x::csae::y2020::def_time::DSecond;
use v2x::csae::y2020::msg_frame::MessageFrame;
use v2x::csae::y2020::rsm::{ParticipantData, ParticipantType, RoadsideSafetyMessage, SourceType};

use super::{Sender, counter, segment, units};
use crate::observation::{Class, Group, Scope};
use crate::plane::Geodetic;
use crate::snapshot::{Snapshot, TrackState};

/// Most participants of one message.
const PARTICIPANTS: usize = 16;

/// Tells of the picture's road users, in as many messages as it takes, as "integrated" (fused) and under the ids of their
/// own BSM where they are known.
pub fn rsm(picture: &Snapshot, sender: &mut Sender, send: &mut impl FnMut(Message)) {
    let Some(plane) = &picture.plane else { return };
    let participants: Vec<_> =
        sender.chosen(picture).filter_map(|track| participant(track, picture)).collect();
    let octets = sender.octets;
    let origin = *plane.origin();
    let from = &*sender;
    let encode = |participants: &[ParticipantData], sent| {
        let message = frame(participants, &origin, from, sent);
        message.to_uper().ok().map(|octets| (message, octets.len()))
    };
    let sent = segment(&participants, PARTICIPANTS, octets, encode, send);
    sender.count = sender.count.wrapping_add(sent);
}

fn frame(participants: &[ParticipantData], origin: &Geodetic, sender: &Sender, sent: u32) -> Message {
    let mut message = RoadsideSafetyMessage {
        id: sender.id.octets,
        participants: participants.to_vec(),
        ..Default::default()
    };
    message.msg_cnt.0 = counter(sender.count.wrapping_add(sent));
    let (latitude, longitude) = units::place(origin);
    message.ref_pos.lat = Latitude(latitude);
    message.ref_pos.long = Longitude(longitude);
    MessageFrame::RsmFrame(message).into()
}

fn participant(track: &TrackState, picture: &Snapshot) -> Option<ParticipantData> {
    let (latitude, longitude) = units::place(&picture.place(&track.position)?);
    let mut told = ParticipantData {
        ptc_type: match (track.class, track.class.group()) {
            (Class::Pedestrian, _) => ParticipantType::Pedestrian,
            (_, Group::Vru) => ParticipantType::NonMotor,
            (_, Group::Vehicle) => ParticipantType::Motor,
            _ => ParticipantType::Unknown,
        },
        // 0 is the unit itself; numbers repeat after 65535 tracks.
        ptc_id: (track.id.0 % 65_535 + 1) as u16,
        source: SourceType::Integrated,
        id: track.station.filter(|station| station.scope == Scope::Csae).map(|station| station.octets),
        sec_mark: DSecond(units::second(track.time)),
        speed: Speed(units::speed(track)),
        heading: Heading(units::heading(track)),
        motion_cfd: Some(MotionConfidenceSet {
            speed_cfd: Some(SpeedConfidence::from_mps(units::speed_bound(track))),
            ..Default::default()
        }),
        ..Default::default()
    };
    let place = PositionLLmD64b { lon: Longitude(longitude), lat: Latitude(latitude) };
    told.pos.offset_ll = PositionOffsetLL::PositionLatLon(place);
    told.pos_confidence.pos = PositionConfidence::from_metres(units::position_bound(track));
    told.size.width.0 = units::centimetres(track.size.width, 1023);
    told.size.length.0 = units::centimetres(track.size.length, 4095);
    Some(told)
}

//! TravelerInformation: the same dangers for receivers that read no alerts.

use v2x::Message;
use v2x::j2735::common::{HeadingSlice, Latitude, Longitude, MinuteOfTheYear, Position3D};
use v2x::j2735::itis::{ITIScodesAndTextItem, ITIScodesAndTextItemItem};
use v2x::j2735::message_frame::{MessageFrame, MessageTypes};
use v2x::j2735::traveler_information::{
    Circle, DirectionOfUse, DistanceUnits, GeographicalPath, GeographicalPathDescription,
    GeometricProjection, MinutesDuration, RadiusB12, SignPriority, TravelerDataFrame,
    TravelerDataFrameContent, TravelerInfoType, TravelerInformation, UniqueMSGID,
};

use super::alert::{event, first};
use super::{Sender, units};
use crate::adapt::time;
use crate::snapshot::Snapshot;
use crate::warning::Warning;

/// Tells of a danger as an advisory for those who come to its place, for the next minute: the least that the message can
/// say. For receivers that show TravelerInformation only, or want to know whom a danger concerns: a RoadSideAlert
/// ([`warning_j2735`](super::warning_j2735)) is shorter and has no minutes. `None` where the plane is not fixed.
pub fn warning_tim(warning: &Warning, picture: &Snapshot, sender: &mut Sender) -> Option<Message> {
    /// The greatest of eight.
    const URGENT: SignPriority = SignPriority(7);
    let mut packet = [0; 9];
    packet[..4].copy_from_slice(&sender.id.octets[..4]);
    packet[5..].copy_from_slice(&warning.id.to_be_bytes()[4..]);
    let minute = MinuteOfTheYear(time::minute(warning.time));
    let phrase = ITIScodesAndTextItem { item: ITIScodesAndTextItemItem::Itis(event(warning, picture)) };
    let frame = TravelerDataFrame {
        frame_type: TravelerInfoType::Advisory,
        start_time: minute,
        duration_time: MinutesDuration(1),
        priority: URGENT,
        regions: vec![region(warning, picture)?],
        content: TravelerDataFrameContent::Advisory(vec![phrase]),
        ..Default::default()
    };
    let mut message = TravelerInformation {
        time_stamp: Some(minute),
        packet_id: Some(UniqueMSGID(packet)),
        data_frames: vec![frame],
        ..Default::default()
    };
    message.msg_cnt.0 = sender.next_count();
    let value = MessageTypes::TravelerInformation(message);
    Some(MessageFrame { value, ..Default::default() }.into())
}

/// The danger's surroundings, for those who head as the road user at fault does, or for all.
fn region(warning: &Warning, picture: &Snapshot) -> Option<GeographicalPath> {
    /// From where a driver at 50 km/h has three seconds and stops, metres.
    const RADIUS: u16 = 75;
    let (latitude, longitude) = units::place(&picture.place(&warning.position)?);
    let center = Position3D { lat: Latitude(latitude), long: Longitude(longitude), ..Default::default() };
    let direction = first(warning, picture).map_or(HeadingSlice(u16::MAX), |track| slices(track.heading));
    let circle = Circle { center: center.clone(), radius: RadiusB12(RADIUS), units: DistanceUnits::Meter };
    let geometry = GeometricProjection { direction, circle, ..Default::default() };
    Some(GeographicalPath {
        anchor: Some(center),
        directionality: Some(DirectionOfUse::Both),
        direction: Some(direction),
        description: Some(GeographicalPathDescription::Geometry(geometry)),
        ..Default::default()
    })
}

/// The slice of 22.5 degrees that a heading is in, and its neighbours.
fn slices(heading: f64) -> HeadingSlice {
    let slice = (heading.to_degrees().rem_euclid(360.0) / 22.5) as u32 % 16;
    let north = HeadingSlice::FROM000_0TO022_5DEGREES.0;
    let here = north.rotate_right(slice);
    HeadingSlice(here | here.rotate_left(1) | here.rotate_right(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_have_neighbours() {
        let north = slices(0.1);
        assert_eq!(north, HeadingSlice(0b1100_0000_0000_0001));
        assert_eq!(slices(core::f64::consts::PI + 0.1), HeadingSlice(0b0000_0001_1100_0000));
    }
}

//! T/CSAE 53, both editions.
//!
//! The editions differ in where types live and in some fields that are of no concern here, so the same files are compiled
//! once for each; `types` says where an edition keeps what they need.

pub(super) mod y2019;
pub(super) mod y2020;

use crate::context::IntersectionId;
use crate::observation::Scope;

/// The name of an intersection; no region is region 0.
fn intersection_id(region: Option<u16>, id: u16) -> IntersectionId {
    IntersectionId { scope: Scope::Csae, region: region.unwrap_or(0), id }
}

#[cfg(test)]
mod tests {
    use crate::adapt::{self, Reception};
    use crate::context::LaneId;
    use crate::input::Input;
    use crate::observation::{Class, Part, Subject};
    use crate::plane::Point;
    use crate::time::Time;
    use v2x::csae::y2020;

    const AT: Time = Time::from_micros(1_750_172_378_203_043);

    fn inputs(frame: y2020::msg_frame::MessageFrame) -> Vec<Input> {
        let mut inputs = Vec::new();
        let reception = Reception { at: AT, ..Reception::default() };
        adapt::message(&v2x::Message::from(frame), &reception, &mut |input| inputs.push(input));
        inputs
    }

    fn participant(number: u16) -> y2020::rsm::ParticipantData {
        use y2020::def_position_offset::{OffsetLLB12, PositionLL24B, PositionOffsetLL};
        let mut participant = y2020::rsm::ParticipantData { ptc_id: number, ..Default::default() };
        participant.ptc_type = y2020::rsm::ParticipantType::Pedestrian;
        participant.sec_mark.0 = 38_036;
        let offset = PositionLL24B { lon: OffsetLLB12(-95), lat: OffsetLLB12(-955) };
        participant.pos.offset_ll = PositionOffsetLL::PositionLL1(offset);
        participant
    }

    #[test]
    fn participants_but_not_the_unit_itself() {
        let mut message = y2020::rsm::RoadsideSafetyMessage { id: *b"CNRSU001", ..Default::default() };
        message.ref_pos.lat.0 = 312_851_172;
        message.ref_pos.long.0 = 1_211_701_365;
        let mut heard = participant(7);
        (heard.source, heard.id) = (y2020::rsm::SourceType::V2x, Some(*b"CAR00001"));
        message.participants = vec![participant(0), participant(1980), heard];
        let inputs = inputs(y2020::msg_frame::MessageFrame::RsmFrame(message));
        let [Input::Observation(seen), Input::Observation(heard)] = &inputs[..] else { panic!("{inputs:?}") };
        assert_eq!(seen.subject, Subject::Object { number: 1980, known_as: None });
        assert_eq!((seen.class, seen.part), (Class::Pedestrian, Part { index: 1, count: 3 }));
        assert_eq!(seen.measured, Time::from_micros(1_750_172_378_036_000));
        assert!((seen.position.latitude - 31.285_021_7).abs() < 1e-9);
        assert_eq!((heard.subject, &heard.station.octets), (Subject::Sender, b"CAR00001"));
        assert!(seen.is_plausible() && heard.is_plausible());
    }

    #[test]
    fn lanes_begin_at_the_stop_line() {
        use y2020::def_position_offset::{OffsetLLB16, PositionLL32B, PositionOffsetLL};
        let mut node = y2020::map::Node::default();
        node.ref_pos.lat.0 = 312_850_000;
        node.ref_pos.long.0 = 1_211_700_000;
        let mut link = y2020::map::Link::default();
        link.upstream_node_id.id.0 = 9;
        link.link_width.0 = 340;
        let mut lane = y2020::map::Lane::default();
        lane.lane_id.0 = 1;
        let points = [20_000, 1_500].map(|lat| {
            let mut point = y2020::map::RoadPoint::default();
            let offset = PositionLL32B { lon: OffsetLLB16(0), lat: OffsetLLB16(lat) };
            point.pos_offset.offset_ll = PositionOffsetLL::PositionLL3(offset);
            point
        });
        lane.points = Some(points.to_vec());
        link.lanes = vec![lane];
        node.in_links = Some(vec![link]);
        let message = y2020::map::MapData { nodes: vec![node], ..Default::default() };
        let inputs = inputs(y2020::msg_frame::MessageFrame::MapFrame(message));
        let [Input::Map(map)] = &inputs[..] else { panic!("{inputs:?}") };
        let lane = &map.lanes[0];
        assert_eq!(lane.id, LaneId { link: 9, lane: 1 });
        assert!((lane.centre[0] - Point::new(0.0, 16.63)).norm() < 0.1, "{:?}", lane.centre);
        assert!((lane.width - 3.4).abs() < 1e-6);
    }

    #[test]
    fn people_report_themselves() {
        use y2020::msg_day_ii::{MessageFrameExt, MessageTypes};
        let mut person = y2020::psm::PersonalSafetyMessage { id: *b"PERSON01", ..Default::default() };
        person.sec_mark.0 = 38_100;
        person.pos.lat.0 = 312_850_000;
        person.pos.long.0 = 1_211_700_000;
        person.speed.0 = 70;
        person.non_motor_data.basic_type = y2020::psm::PersonalDeviceUserType::APEDALCYCLIST;
        let value = MessageTypes::PersonalSafetyMessage(Box::new(person));
        let later = MessageFrameExt { value, ..Default::default() };
        let inputs = inputs(y2020::msg_frame::MessageFrame::MsgFrameExt(Box::new(later)));
        let [Input::Observation(seen)] = &inputs[..] else { panic!("{inputs:?}") };
        assert_eq!((seen.subject, seen.class), (Subject::Sender, Class::Cyclist));
        assert_eq!(&seen.station.octets, b"PERSON01");
        assert_eq!(seen.measured, Time::from_micros(1_750_172_378_100_000));
        assert!((seen.speed.unwrap().value - 1.4).abs() < 1e-6 && seen.is_plausible());
    }
}

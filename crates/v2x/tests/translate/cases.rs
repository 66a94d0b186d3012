//! Reviewed cases.

use core::time::Duration;

use v2x::Message;
use v2x::csae::y2020;
use v2x::j2735::common as j;
use v2x::j2735::map_data as jm;
use v2x::j2735::message_frame::{MessageFrame, MessageTypes};
use v2x::j2735::spat as js;
use v2x::translate::{NodeName, Persons, Reason, SpatTimes, Target, Translated, Translator};
use v2x_uper::BitString;

fn j2735(value: MessageTypes) -> Message {
    MessageFrame { value, ..Default::default() }.into()
}

fn chinese(translated: &Translated) -> &y2020::msg_frame::MessageFrame {
    let [Message::Csae2020(frame)] = &translated.messages[..] else { panic!("{translated:?}") };
    frame
}

fn american(translated: &Translated) -> &MessageTypes {
    let [Message::J2735(frame)] = &translated.messages[..] else { panic!("{translated:?}") };
    &frame.value
}

/// Each loss as "path: reason".
fn lost(translated: &Translated) -> Vec<String> {
    translated.losses.iter().map(|loss| format!("{}: {}", loss.path, loss.reason)).collect()
}

/// A light of group 5: green until 30 s after 18:39:38, then yellow.
fn spat() -> js::SPAT {
    let event = |event_state, start: Option<u16>, end: u16| js::MovementEvent {
        event_state,
        timing: Some(js::TimeChangeDetails {
            start_time: start.map(js::TimeMark),
            min_end_time: js::TimeMark(end),
            max_end_time: Some(js::TimeMark(36_111)),
            confidence: Some(js::TimeIntervalConfidence(12)),
            ..Default::default()
        }),
        ..Default::default()
    };
    let state = js::MovementState {
        signal_group: j::SignalGroupID(5),
        state_time_speed: vec![
            event(js::MovementPhaseState::ProtectedMovementAllowed, None, 24_080),
            event(js::MovementPhaseState::PermissiveClearance, Some(24_080), 10),
        ],
        ..Default::default()
    };
    js::SPAT {
        intersections: vec![js::IntersectionState {
            id: j::IntersectionReferenceID { region: None, id: j::IntersectionID(1204) },
            revision: j::MsgCount(3),
            // 18:39 on some day, 38.25 s.
            moy: Some(j::MinuteOfTheYear(1440 * 100 + 18 * 60 + 39)),
            time_stamp: Some(j::DSecond(38_250)),
            states: vec![state],
            ..Default::default()
        }],
        ..Default::default()
    }
}

#[test]
fn signal_times_as_moments_and_as_spans() {
    use y2020::signal_phase_and_timing::{LightState, TimeChangeDetails};
    let message = j2735(MessageTypes::SPAT(spat()));
    let translator = Translator::new().count(77);
    let translated = translator.translate(&message, Target::Csae2020).unwrap();
    let y2020::msg_frame::MessageFrame::SpatFrame(spat) = chinese(&translated) else { panic!() };
    let states = &spat.intersections[0].phases[0].phase_states;
    assert_eq!((spat.msg_cnt.0, spat.intersections[0].phases[0].id.0), (77, 5));
    assert_eq!((states[0].light, states[1].light), (LightState::ProtectedGreen, LightState::Yellow));
    let Some(TimeChangeDetails::UtcTiming(green)) = &states[0].timing else { panic!() };
    assert_eq!((green.start_utc_time.0, green.likely_end_utc_time.0), (36_001, 36_001));
    assert_eq!(green.min_end_utc_time.unwrap().0, 24_080);
    // 94 percent in halves.
    assert_eq!((green.max_end_utc_time.unwrap().0, green.time_confidence.unwrap().0), (36_001, 188));
    let permissive =
        "intersections[0].states[0].state-time-speed[1].eventState: told as the nearest that the target has";
    assert_eq!(lost(&translated), ["intersections[0].revision: no counterpart", permissive]);

    let spans =
        translator.clone().spat_times(SpatTimes::Spans).translate(&message, Target::Csae2020).unwrap();
    let y2020::msg_frame::MessageFrame::SpatFrame(spat) = chinese(&spans) else { panic!() };
    let states = &spat.intersections[0].phases[0].phase_states;
    let [Some(TimeChangeDetails::Counting(green)), Some(TimeChangeDetails::Counting(yellow))] =
        [&states[0].timing, &states[1].timing]
    else {
        panic!()
    };
    // 39:38.2 is tenth 23 782 of the hour; the yellow ends in the next one.
    assert_eq!((green.start_time.0, green.min_end_time.unwrap().0), (0, 298));
    assert_eq!((yellow.start_time.0, yellow.min_end_time.unwrap().0), (298, 12_228));

    // And back: the same moments again.
    let back = translator.translate(&spans.messages[0], Target::J2735).unwrap();
    let MessageTypes::SPAT(again) = american(&back) else { panic!() };
    let times = |spat: &js::SPAT| {
        let events = spat.intersections[0].states[0].state_time_speed.iter();
        events.map(|event| event.timing.unwrap().min_end_time.0).collect::<Vec<_>>()
    };
    assert_eq!(times(again), [24_080, 10]);
}

#[test]
fn spans_need_a_time_to_count_from() {
    let spans = Translator::new().spat_times(SpatTimes::Spans);
    let mut untimed = spat();
    (untimed.intersections[0].moy, untimed.intersections[0].time_stamp) = (None, None);
    let message = j2735(MessageTypes::SPAT(untimed));
    let reasons = |translator: Translator| {
        let translated = translator.translate(&message, Target::Csae2020).unwrap();
        translated.losses.iter().filter(|loss| loss.reason == Reason::NoTime).count()
    };
    assert_eq!(reasons(spans.clone()), 2);
    assert_eq!(reasons(spans.at(Duration::from_secs(1_750_185_578))), 0);
}

/// Two lanes that lead in, one that leads out, at a reference point in Ann Arbor.
fn map() -> jm::MapData {
    let node = |x, y| j::NodeXY {
        delta: j::NodeOffsetPointXY::NodeXY6(j::NodeXY32b { x: j::OffsetB16(x), y: j::OffsetB16(y) }),
        ..Default::default()
    };
    let lane = |number, direction, nodes| jm::GenericLane {
        lane_id: j::LaneID(number),
        lane_attributes: jm::LaneAttributes { directional_use: direction, ..Default::default() },
        node_list: j::NodeListXY::Nodes(nodes),
        ..Default::default()
    };
    let mut into = lane(1, jm::LaneDirection::INGRESS_PATH, vec![node(1_000, 0), node(20_000, 0)]);
    into.ingress_approach = Some(j::ApproachID(2));
    if let j::NodeListXY::Nodes(nodes) = &mut into.node_list {
        let attributes = j::NodeAttributeSetXY {
            d_width: Some(j::OffsetB10(-50)),
            d_elevation: Some(j::OffsetB10(7)),
            ..Default::default()
        };
        nodes[0].attributes = Some(attributes);
    }
    into.maneuvers = Some(jm::AllowedManeuvers::MANEUVER_STRAIGHT_ALLOWED);
    into.connects_to = Some(vec![jm::Connection {
        connecting_lane: jm::ConnectingLane { lane: j::LaneID(3), maneuver: into.maneuvers },
        signal_group: Some(j::SignalGroupID(5)),
        connection_id: Some(j::LaneConnectionID(9)),
        ..Default::default()
    }]);
    let mut beside = lane(2, jm::LaneDirection::INGRESS_PATH, vec![]);
    beside.ingress_approach = Some(j::ApproachID(2));
    beside.node_list = j::NodeListXY::Computed(j::ComputedLane {
        reference_lane_id: j::LaneID(1),
        offset_yaxis: j::ComputedLaneOffsetYaxis::Small(j::DrivenLineOffsetSm(-340)),
        ..Default::default()
    });
    let mut out = lane(3, jm::LaneDirection::EGRESS_PATH, vec![node(-1_000, 0), node(-20_000, 0)]);
    out.egress_approach = Some(j::ApproachID(6));
    let geometry = jm::IntersectionGeometry {
        id: j::IntersectionReferenceID { region: Some(j::RoadRegulatorID(7)), id: j::IntersectionID(1204) },
        revision: j::MsgCount(3),
        ref_point: j::Position3D {
            lat: j::Latitude(422_790_000),
            long: j::Longitude(-837_350_000),
            ..Default::default()
        },
        lane_width: Some(j::LaneWidth(350)),
        lane_set: vec![into, beside, out],
        ..Default::default()
    };
    jm::MapData {
        msg_issue_revision: j::MsgCount(3),
        intersections: Some(vec![geometry]),
        ..Default::default()
    }
}

#[test]
fn approaches_become_links_and_points_run_towards_the_stop_line() {
    use y2020::def_position_offset::{PositionOffsetLL, VerticalOffset};
    let message = j2735(MessageTypes::MapData(map().into()));
    let translator = Translator::new().neighbour(1204, 6, NodeName { region: Some(7), id: 1300 });
    let translated = translator.translate(&message, Target::Csae2020).unwrap();
    let y2020::msg_frame::MessageFrame::MapFrame(map) = chinese(&translated) else { panic!() };
    let node = &map.nodes[0];
    let [link] = &node.in_links.as_deref().unwrap() else { panic!() };
    assert_eq!((node.id.region.unwrap().0, node.id.id.0, map.msg_cnt.0), (7, 1204, 3));
    // The node behind approach 2 is made up, the one behind approach 6 was told.
    assert_eq!((link.upstream_node_id.region.unwrap().0, link.upstream_node_id.id.0), (7, 2));
    assert_eq!(translated.supplied.len(), 1);
    assert_eq!(link.link_width.0, 300 + 350);
    let [lane, beside] = &link.lanes[..] else { panic!() };
    assert_eq!((lane.lane_width.unwrap().0, beside.lane_width.unwrap().0), (300, 350));
    let to = &lane.connects_to.as_ref().unwrap()[0];
    assert_eq!(
        (to.remote_intersection.id.0, to.connecting_lane.unwrap().lane.0, to.phase_id.unwrap().0),
        (1300, 3, 5)
    );
    assert_eq!(link.movements.as_ref().unwrap()[0].remote_intersection.id.0, 1300);
    // 210 m east and 10 m east, in 1e-7 degree at 42.279 degrees: 1 m is 121.23 of these,
    // a degree being 82 488 m (radius across the meridian 6 387 821 m, times the cosine).
    let points = lane.points.as_ref().unwrap();
    let places: Vec<_> = points
        .iter()
        .map(|point| match &point.pos_offset.offset_ll {
            PositionOffsetLL::PositionLL1(offset) => (i32::from(offset.lon.0), i32::from(offset.lat.0)),
            PositionOffsetLL::PositionLL3(offset) => (i32::from(offset.lon.0), i32::from(offset.lat.0)),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(places, [(25_458, 0), (1_212, 0)]);
    assert!(matches!(&points[1].pos_offset.offset_v, Some(VerticalOffset::Offset1(up)) if up.0 == 7));
    // 3.4 m to the south: 1 m of latitude is 90.03 of these.
    let PositionOffsetLL::PositionLL1(south) = &beside.points.as_ref().unwrap()[1].pos_offset.offset_ll
    else {
        panic!()
    };
    assert_eq!((south.lon.0, south.lat.0), (1_212, -306));
    let losses = [
        "intersections[0].laneSet[0].connectsTo[0].connectionID: no counterpart",
        "intersections[0].laneSet[1].nodeList.computed: told as the nearest that the target has",
        "intersections[0].laneSet[2]: no counterpart",
    ];
    assert_eq!(lost(&translated), losses);
}

#[test]
fn roads_cross_the_antimeridian() {
    let mut map = map();
    let geometry = &mut map.intersections.as_mut().unwrap()[0];
    // Some 20 m west of it; the first lane begins 10 m east of the reference and ends beyond the line, at a place told by itself.
    geometry.ref_point.long = j::Longitude(1_799_997_500);
    let far = j::NodeXY {
        delta: j::NodeOffsetPointXY::NodeLatLon(j::NodeLLmD64b {
            lon: j::Longitude(-1_790_000_000),
            lat: geometry.ref_point.lat,
        }),
        ..Default::default()
    };
    let j::NodeListXY::Nodes(nodes) = &mut geometry.lane_set[0].node_list else { panic!() };
    nodes.push(far);
    let there =
        Translator::new().translate(&j2735(MessageTypes::MapData(map.into())), Target::Csae2020).unwrap();
    let y2020::msg_frame::MessageFrame::MapFrame(map) = chinese(&there) else { panic!() };
    let points = map.nodes[0].in_links.as_deref().unwrap()[0].lanes[0].points.as_ref().unwrap();
    assert_eq!(points.len(), 3);
    let back = Translator::new().translate(&there.messages[0], Target::J2735).unwrap();
    let MessageTypes::MapData(map) = american(&back) else { panic!() };
    let j::NodeListXY::Nodes(nodes) = &map.intersections.as_ref().unwrap()[0].lane_set[0].node_list else {
        panic!()
    };
    let longitudes: Vec<i32> = nodes
        .iter()
        .map(|node| match &node.delta {
            j::NodeOffsetPointXY::NodeLatLon(place) => place.lon.0,
            other => panic!("{other:?}"),
        })
        .collect();
    // 10 m and 210 m of 121.23 units each.
    assert_eq!(longitudes, [1_799_998_712, -1_800_002_500 + 25_458, -1_790_000_000]);
}

#[test]
fn a_chinese_map_comes_back_but_for_what_is_listed() {
    let there =
        Translator::new().translate(&j2735(MessageTypes::MapData(map().into())), Target::Csae2020).unwrap();
    let back = Translator::new().translate(&there.messages[0], Target::J2735).unwrap();
    assert_eq!(lost(&back), ["nodes[0].inLinks[0].upstreamNodeId: no counterpart"]);
    let MessageTypes::MapData(map) = american(&back) else { panic!() };
    let geometry = &map.intersections.as_ref().unwrap()[0];
    // The first lane's width is that of all now, the other is wider.
    assert_eq!(geometry.lane_width.unwrap().0, 300);
    let j::NodeListXY::Nodes(nodes) = &geometry.lane_set[1].node_list else { panic!() };
    assert_eq!(nodes[0].attributes.as_ref().unwrap().d_width.unwrap().0, 50);
    let again = Translator::new()
        .neighbour(1204, 1, NodeName { region: Some(7), id: 2 })
        .translate(&back.messages[0], Target::Csae2020)
        .unwrap();
    assert_eq!((&again.messages, lost(&again).len()), (&there.messages, 0));
}

#[test]
fn many_objects_fill_several_messages() {
    use v2x::j2735::sensor_data_sharing_message::{DetectedObjectData, ObjectID, SensorDataSharingMessage};
    let object = |number| {
        let mut object = DetectedObjectData::default();
        object.det_obj_common.object_id = ObjectID(number);
        object.det_obj_common.measurement_time.0 = -100;
        object
    };
    let mut message =
        SensorDataSharingMessage { objects: (0..40).map(object).collect(), ..Default::default() };
    message.msg_cnt.0 = 127;
    message.s_dsm_time_stamp.second = Some(j::DSecond(50));
    let message = j2735(MessageTypes::SensorDataSharingMessage(message));
    let translated = Translator::new().translate(&message, Target::Csae2019).unwrap();
    let parts: Vec<_> = translated
        .messages
        .iter()
        .map(|message| match message {
            Message::Csae2019(v2x::csae::y2019::msg_frame::MessageFrame::RsmFrame(rsm)) => {
                let first = &rsm.participants[0];
                (rsm.msg_cnt.0, rsm.participants.len(), first.ptc_id, first.sec_mark.0)
            }
            other => panic!("{other:?}"),
        })
        .collect();
    // Number 0 is the unit itself there; 50 ms less 100 ms lies in the minute before.
    assert_eq!(parts, [(127, 16, 65_535, 59_950), (0, 16, 16, 59_950), (1, 8, 32, 59_950)]);
}

#[test]
fn losses_are_told_with_what_they_mean() {
    use v2x::j2735::basic_safety_message as jb;
    let status = jb::SupplementalVehicleExtensions {
        vehicle_data: Some(jb::VehicleData { lean_angle: Some(-20), ..Default::default() }),
        ..Default::default()
    };
    let part = jb::BSMpartIIExtension::SupplementalVehicleExtensions(status.into());
    let bsm = jb::BasicSafetyMessage {
        part_ii: Some(vec![jb::PartIIcontentBSMpartIIExtension { part_ii_value: part }]),
        ..Default::default()
    };
    let message = j2735(MessageTypes::BasicSafetyMessage(bsm));
    let translated = Translator::new().translate(&message, Target::Csae2020).unwrap();
    let [loss] = &translated.losses[..] else { panic!("{translated:?}") };
    assert_eq!(loss.to_string(), "partII[0].partII-Value.vehicleData.leanAngle: -20: no counterpart");
}

#[test]
fn a_person_is_told_as_an_rsm_or_as_the_psm_of_day_two() {
    use v2x::csae::y2020::psm as cp;
    use v2x::j2735::personal_safety_message as jp;
    use y2020::msg_day_ii::MessageTypes as DayTwo;
    let mut worker = BitString::zeros(7);
    worker.set(jp::PublicSafetyDirectingTrafficSubType::POLICE_AND_TRAFFIC_OFFICERS, true);
    let psm = jp::PersonalSafetyMessage {
        basic_type: jp::PersonalDeviceUserType::APUBLICSAFETYWORKER,
        id: j::TemporaryID(*b"abcd"),
        propulsion: Some(jp::PropelledInformation::Human(jp::HumanPropelledType::OnFoot)),
        cross_request: Some(true),
        cross_state: Some(true),
        activity_sub_type: Some(jp::PublicSafetyDirectingTrafficSubType(worker)),
        attachment_radius: Some(jp::AttachmentRadius(5)),
        ..Default::default()
    };
    let message = j2735(MessageTypes::PersonalSafetyMessage(Box::new(psm.clone())));
    let translator = Translator::new().persons(Persons::Psm);
    let translated = translator.translate(&message, Target::Csae2020).unwrap();
    let y2020::msg_frame::MessageFrame::MsgFrameExt(extension) = chinese(&translated) else { panic!() };
    let DayTwo::PersonalSafetyMessage(told) = &extension.value else { panic!("{extension:?}") };
    let data = &told.non_motor_data;
    assert_eq!((told.id, told.overall_radius), (*b"abcd\0\0\0\0", 5));
    assert_eq!(data.basic_type, cp::PersonalDeviceUserType::AROADWORKER);
    let worker = data.road_worker_ext.as_ref().unwrap().worker_type;
    assert_eq!(worker, Some(cp::RoadWorkerType::TrafficPolice));
    let crossing = data.personal_req.as_ref().unwrap().crossing;
    assert_eq!(crossing, Some(cp::PersonalCrossing::Crossing));
    let listed = ["activitySubType: told as the nearest that the target has", "crossRequest: no counterpart"];
    assert_eq!(lost(&translated), listed);
    assert_eq!(translated.supplied[0].path, "overallRadius");

    // And back, but for what was listed.
    let back = Translator::new().translate(&translated.messages[0], Target::J2735).unwrap();
    let expected = jp::PersonalSafetyMessage { cross_request: None, ..psm };
    assert_eq!(american(&back), &MessageTypes::PersonalSafetyMessage(Box::new(expected)));

    // Unless it is asked for, and always in the draft of 2019, it is an RSM.
    let plain = Translator::new().translate(&message, Target::Csae2020).unwrap();
    assert!(matches!(chinese(&plain), y2020::msg_frame::MessageFrame::RsmFrame(_)));
    assert_eq!(translator.translate(&message, Target::Csae2019).unwrap().messages[0].name(), "RSM");
}

//! The fused picture as messages, read again by another engine.

#![cfg(all(feature = "j2735", feature = "csae"))]

mod common;

use common::{Actor, ORIGIN, Scene, crossroads};
use v2x::Message;
use v2x::j2735::common::{BSMcoreData, LaneID};
use v2x::j2735::intersection_collision::ApproachOrLane;
use v2x::j2735::message_frame::MessageTypes;
use v2x_fusion::adapt::{self, Reception};
use v2x_fusion::context::SignalState;
use v2x_fusion::emit::{self, EventCodes, Sender};
use v2x_fusion::warning::WarningPhase;
use v2x_fusion::{Class, Config, Engine, Input, Observation, Plane, Scope, Snapshot, StationId};

/// A picture of so many cars, and three people.
fn picture(cars: u8) -> Snapshot {
    let mut actors: Vec<_> = (0..cars).map(|n| Actor::car([0.0, -f64::from(n) * 12.0], 0.0, 7.0)).collect();
    for n in 0..3 {
        actors.push(Actor { class: Class::Pedestrian, ..Actor::car([8.0, f64::from(n) * 9.0], 90.0, 1.3) });
    }
    let mut scene = Scene::new();
    scene.run(2.0, &actors);
    let picture = scene.picture();
    assert_eq!(picture.tracks.len(), actors.len());
    picture
}

/// What a receiver makes of messages.
fn read(messages: &[Message], picture: &Snapshot) -> Vec<Observation> {
    let at = picture.time.offset(50_000);
    let reception = Reception { at, ..Reception::default() };
    let mut seen = Vec::new();
    for message in messages {
        let octets = message.to_uper().unwrap();
        let again = match message {
            Message::J2735(_) => v2x::decode(&octets).unwrap().message,
            _ => {
                let set = v2x::Set::Csae;
                v2x::Decoder::new().bare(set).decode(&octets).unwrap().message
            }
        };
        adapt::message(&again, &reception, &mut |input| {
            if let Input::Observation(observation) = input {
                seen.push(observation);
            }
        });
    }
    seen
}

/// Whether what was read is what was told.
fn assert_same(seen: &[Observation], picture: &Snapshot, precision: f64) {
    assert_eq!(seen.len(), picture.tracks.len());
    let plane = Plane::new(ORIGIN);
    for (seen, track) in seen.iter().zip(&picture.tracks) {
        assert!((plane.point(&seen.position) - track.position).norm() < precision, "{seen:?} {track:?}");
        assert!((f64::from(seen.speed.unwrap().value) - track.speed).abs() < 0.011);
        assert_eq!(seen.class.group(), track.class.group());
        assert!(seen.measured.seconds_since(picture.time).abs() < 0.0011);
        let sigma = f64::from(seen.accuracy.unwrap().major);
        assert!(sigma >= 0.99 * track.position_covariance.worst().sqrt(), "not surer than we are");
    }
}

#[test]
fn sdsm_is_read_as_it_was_meant() {
    let picture = picture(10);
    let mut messages = Vec::new();
    let mut sender = Sender::new(StationId::new(Scope::J2735, b"RSU1"));
    emit::sdsm(&picture, &mut sender, &mut |message| messages.push(message));
    assert_eq!(messages.len(), 1);
    assert_same(&read(&messages, &picture), &picture, 0.08);
}

#[test]
fn rsm_is_read_as_it_was_meant() {
    let picture = picture(10);
    let mut messages = Vec::new();
    let mut sender = Sender::new(StationId::new(Scope::Csae, b"CNRSU001"));
    emit::rsm(&picture, &mut sender, &mut |message| messages.push(message));
    assert_same(&read(&messages, &picture), &picture, 0.02);
}

#[test]
fn large_pictures_go_in_parts_of_the_size_allowed() {
    let picture = picture(60);
    let mut messages = Vec::new();
    let mut sender = Sender { octets: 300, ..Sender::new(StationId::new(Scope::J2735, b"RSU1")) };
    emit::sdsm(&picture, &mut sender, &mut |message| messages.push(message));
    assert!(messages.len() > 3 && messages.iter().all(|message| message.to_uper().unwrap().len() <= 300));
    assert_same(&read(&messages, &picture), &picture, 0.08);
}

#[test]
fn stations_can_be_left_out() {
    let picture = picture(4);
    let mut sender = Sender { stations: false, ..Sender::new(StationId::new(Scope::J2735, b"RSU1")) };
    emit::sdsm(&picture, &mut sender, &mut |_| panic!("all speak for themselves"));
}

#[test]
fn an_echo_of_our_own_is_refused() {
    let us = StationId::new(Scope::J2735, b"RSU1");
    let picture = picture(4);
    let mut engine = Engine::new(Config { ourselves: vec![us], ..Config::default() });
    let mut messages = Vec::new();
    emit::sdsm(&picture, &mut Sender::new(us), &mut |message| messages.push(message));
    for seen in read(&messages, &picture) {
        engine.handle(picture.time, seen.into());
    }
    assert_eq!((engine.statistics().echoes, engine.statistics().observations), (7, 0));
}

#[test]
fn a_red_light_passed_becomes_an_intersection_collision() {
    let mut scene = Scene::new();
    scene.map(crossroads());
    scene.light = SignalState::StopAndRemain;
    scene.run(3.5, &[Actor::car([0.0, -60.0], 0.0, 15.0)]);
    let warning = *scene.warnings.last().unwrap();
    assert_ne!(warning.phase, WarningPhase::End);
    let picture = scene.picture();
    let mut sender = Sender::new(StationId::new(Scope::J2735, b"RSU1"));
    let message = emit::warning_j2735(&warning, &picture, &mut sender).unwrap();
    let octets = message.to_uper().unwrap();
    assert_eq!(v2x::decode(&octets).unwrap().message, message);
    let Message::J2735(frame) = message else { panic!("J2735") };
    let MessageTypes::IntersectionCollision(told) = frame.value else { panic!("{:?}", frame.value) };
    assert!(told.event_flag.0.get(1) && told.event_flag.0.ones().count() == 1);
    let vehicle = told.part_one.unwrap();
    assert_eq!(vehicle.speed.0, 750);
    // What a picture does not know is not told as if it were nought.
    let unknown = BSMcoreData::UNAVAILABLE;
    assert_eq!((vehicle.accel_set, vehicle.brakes), (unknown.accel_set, unknown.brakes));
    assert_eq!((vehicle.angle, vehicle.transmission), (unknown.angle, unknown.transmission));
    // It came from lane 1 of the map.
    assert_eq!(told.lane_number, ApproachOrLane::Lane(LaneID(1)));
}

#[test]
fn people_in_the_way_become_an_alert_and_an_event() {
    let walker = Actor { class: Class::Pedestrian, ..Actor::car([5.0, -40.0], 270.0, 1.5) };
    let mut scene = Scene::new();
    scene.map(crossroads());
    scene.run(2.6, &[Actor::car([0.0, -90.0], 0.0, 15.0), walker]);
    let warning = scene.warnings[0];
    let picture = scene.picture();
    let mut sender = Sender::new(StationId::new(Scope::Local, b"RSU1"));
    let alert = emit::warning_j2735(&warning, &picture, &mut sender).unwrap();
    let Message::J2735(frame) = &alert else { panic!("J2735") };
    let MessageTypes::RoadSideAlert(told) = &frame.value else { panic!("{:?}", frame.value) };
    // People on the roadway (J2540).
    assert_eq!(told.type_event.0, 1286);
    let event = emit::warning_csae(&warning, EventCodes::default(), &picture, &mut sender).unwrap();
    let advisory = emit::warning_tim(&warning, &picture, &mut sender).unwrap();
    assert_eq!(v2x::decode(&advisory.to_uper().unwrap()).unwrap().message, advisory);
    let Message::J2735(frame) = &advisory else { panic!("J2735") };
    let MessageTypes::TravelerInformation(told) = &frame.value else { panic!("{:?}", frame.value) };
    // 2025-06-17T14:59.
    assert_eq!(told.time_stamp.unwrap().0, 241_379);
    for message in [alert, advisory, event] {
        assert!(message.to_uper().unwrap().len() < 100);
    }
    assert_eq!(sender.count, 3);
}

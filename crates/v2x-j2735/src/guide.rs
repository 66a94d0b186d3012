//! How to: examples of the usual messages, built and read.
//!
//! - [Read a frame](#read-a-frame)
//! - [Build a BSM with an event](#build-a-bsm-with-an-event)
//! - [Build a SPaT](#build-a-spat)
//! - [Build an SDSM](#build-an-sdsm)
//! - [Build a PSM](#build-a-psm)
//! - [Keep what a newer edition adds](#keep-what-a-newer-edition-adds)
//! - [Tell what was not canonical](#tell-what-was-not-canonical)
//! - [Decode thousands a second](#decode-thousands-a-second)
//! - [JSON](#json)
//!
//! # Read a frame
//!
//! The octets must be those of a `MessageFrame`; crate `v2x` finds them in a datagram.
//!
//! ```
//! use v2x_j2735::message_frame::{MessageFrame, MessageTypes};
//! use v2x_uper::Uper;
//! # use v2x_j2735::{basic_safety_message::BasicSafetyMessage, common::BSMcoreData};
//! # let octets = MessageFrame::from(BasicSafetyMessage::from(BSMcoreData::UNAVAILABLE)).to_uper()?;
//!
//! let frame = MessageFrame::from_uper(&octets)?;
//! match &frame.value {
//!     MessageTypes::BasicSafetyMessage(bsm) => {
//!         let core = &bsm.core_data;
//!         // For people: "13.9 m/s", or "unavailable".
//!         println!("{} at {}, heading {}", core.speed, core.lat, core.heading);
//!         // For programs: None where the sender does not know.
//!         if let (Some(speed), Some(heading)) = (core.speed.mps(), core.heading.radians()) {
//!             println!("{} m/s eastwards", speed * heading.sin());
//!         }
//!     }
//!     // A message of a later edition, or a private one, is `Unknown { id, octets }`.
//!     other => println!("{} (number {})", other.name(), other.id()),
//! }
//!
//! // A frame that is cut off, or has a value out of its range, is an error that names field and bit.
//! let mut malformed = octets.clone();
//! malformed[10] = 0xFF; // in the latitude
//! let error = MessageFrame::from_uper(&malformed).unwrap_err();
//! assert_eq!(error.to_string(), "BSMcoreData.lat: value out of range (bit 82)");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Build a BSM with an event
//!
//! Start from `UNAVAILABLE`, so that what you do not measure is said to be unknown. (`Default` sets numbers to 0: a vehicle
//! at sea level whose position has no error.)
//!
//! ```
//! use v2x_j2735::basic_safety_message::{BSMpartIIExtension, BasicSafetyMessage};
//! use v2x_j2735::common::{
//!     BSMcoreData, Latitude, Longitude, Speed, TemporaryID, VehicleEventFlags, VehicleSafetyExtensions,
//! };
//! use v2x_j2735::message_frame::MessageFrame;
//! use v2x_uper::Uper;
//!
//! let mut bsm = BasicSafetyMessage::from(BSMcoreData {
//!     id: TemporaryID([0x77, 0x5D, 0x38, 0x66]),
//!     lat: Latitude::from_degrees(42.3)?,
//!     long: Longitude::from_degrees(-83.1)?,
//!     speed: Speed::from_kmh(50.0)?,
//!     ..BSMcoreData::UNAVAILABLE
//! });
//! let mut events = VehicleEventFlags::default();
//! events.0.set(VehicleEventFlags::EVENT_HARD_BRAKING, true);
//! let safety = VehicleSafetyExtensions { events: Some(events), ..Default::default() };
//! bsm.push_part_ii(BSMpartIIExtension::VehicleSafetyExtensions(safety.into()));
//! let octets = MessageFrame::from(bsm).to_uper()?;
//! # assert_eq!(MessageFrame::from_uper(&octets)?.value.name(), "BasicSafetyMessage");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Build a SPaT
//!
//! ```
//! use std::time::Duration;
//! use v2x_j2735::common::{DSecond, IntersectionReferenceID, MinuteOfTheYear, MsgCount, SignalGroupID};
//! use v2x_j2735::message_frame::MessageFrame;
//! use v2x_j2735::spat::{
//!     IntersectionState, MovementEvent, MovementPhaseState, MovementState, SPAT, TimeChangeDetails, TimeMark,
//! };
//! use v2x_uper::Uper;
//!
//! let now = std::time::UNIX_EPOCH.elapsed()?;
//! let green_until = now + Duration::from_secs(12);
//! let green = MovementEvent {
//!     event_state: MovementPhaseState::ProtectedMovementAllowed,
//!     timing: Some(TimeChangeDetails {
//!         min_end_time: TimeMark::from_unix_time(green_until),
//!         ..TimeChangeDetails::UNAVAILABLE
//!     }),
//!     ..Default::default()
//! };
//! let intersection = IntersectionState {
//!     id: IntersectionReferenceID::new(6, 12109),
//!     revision: MsgCount(1),
//!     moy: Some(MinuteOfTheYear::from_unix_time(now)),
//!     time_stamp: Some(DSecond::from_unix_time(now)),
//!     states: vec![MovementState {
//!         signal_group: SignalGroupID(2),
//!         state_time_speed: vec![green],
//!         ..Default::default()
//!     }],
//!     ..Default::default()
//! };
//! let frame = MessageFrame::from(SPAT { intersections: vec![intersection], ..Default::default() });
//! let octets = frame.to_uper()?;
//! # assert_eq!(MessageFrame::from_uper(&octets)?, frame);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Build an SDSM
//!
//! ```
//! use v2x_j2735::common::{DDateTime, Heading, Position3D, PositionalAccuracy, Speed, TemporaryID};
//! use v2x_j2735::message_frame::MessageFrame;
//! use v2x_j2735::sensor_data_sharing_message::{
//!     DetectedObjectCommonData, DetectedObjectData, EquipmentType, ObjectID, ObjectType, PositionOffsetXYZ,
//!     SensorDataSharingMessage,
//! };
//! use v2x_uper::Uper;
//!
//! let now = std::time::UNIX_EPOCH.elapsed()?;
//! let pedestrian = DetectedObjectCommonData {
//!     obj_type: ObjectType::Vru,
//!     object_id: ObjectID(17),
//!     pos: PositionOffsetXYZ::from_metres(12.5, -3.0)?, // east and north of the reference point
//!     speed: Speed::from_mps(1.4)?,
//!     heading: Heading::from_degrees(90.0)?,
//!     ..DetectedObjectCommonData::UNAVAILABLE
//! };
//! let sdsm = SensorDataSharingMessage {
//!     source_id: TemporaryID([0, 0, 0, 1]),
//!     equipment_type: EquipmentType::Rsu,
//!     s_dsm_time_stamp: DDateTime::from_unix_time(now).ok_or("a year beyond 4095")?,
//!     ref_pos: Position3D::from_degrees(42.3, -83.1)?,
//!     ref_pos_xy_conf: PositionalAccuracy::UNAVAILABLE,
//!     objects: vec![DetectedObjectData { det_obj_common: pedestrian, det_obj_opt_data: None }],
//!     ..Default::default()
//! };
//! let octets = MessageFrame::from(sdsm).to_uper()?;
//! # assert_eq!(MessageFrame::from_uper(&octets)?.value.name(), "SensorDataSharingMessage");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Build a PSM
//!
//! ```
//! use v2x_j2735::common::{DSecond, Position3D, TemporaryID, Velocity};
//! use v2x_j2735::message_frame::MessageFrame;
//! use v2x_j2735::personal_safety_message::{PersonalDeviceUserType, PersonalSafetyMessage};
//! use v2x_uper::Uper;
//!
//! let now = std::time::UNIX_EPOCH.elapsed()?;
//! let octets = MessageFrame::from(PersonalSafetyMessage {
//!     basic_type: PersonalDeviceUserType::APEDALCYCLIST,
//!     id: TemporaryID([1, 2, 3, 4]),
//!     sec_mark: DSecond::from_unix_time(now),
//!     position: Position3D::from_degrees(42.3, -83.1)?,
//!     speed: Velocity::from_kmh(18.0)?,
//!     ..PersonalSafetyMessage::UNAVAILABLE
//! })
//! .to_uper()?;
//! # assert_eq!(MessageFrame::from_uper(&octets)?.value.name(), "PersonalSafetyMessage");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Keep what a newer edition adds
//!
//! A sender may speak a later edition than this crate. What it adds is kept, can be looked at, and is encoded again:
//!
//! | what is unknown | where it is kept |
//! | --- | --- |
//! | a message, a Part II content, a region | `Unknown { id, octets }` of the enum |
//! | an alternative of a CHOICE | `Unknown { index, octets }` |
//! | an item of an ENUMERATED | `Unrecognized(n)` |
//! | additions and groups of a SEQUENCE | the field `unknown_extensions` ([`UnknownExtensions`](v2x_uper::UnknownExtensions)) |
//! | a bit string that is longer or shorter | [`BitString`](v2x_uper::BitString), which has its length |
//!
//! ```
//! use v2x_j2735::basic_safety_message::{BSMpartIIExtension, BasicSafetyMessage};
//! use v2x_j2735::common::BSMcoreData;
//! use v2x_j2735::message_frame::{MessageFrame, MessageTypes};
//! use v2x_uper::{UnknownAddition, UnknownExtensions, Uper};
//!
//! // As a sender of the future would send it: with an addition behind the end of today's message, and a new Part II.
//! let mut bsm = BasicSafetyMessage::from(BSMcoreData::UNAVAILABLE);
//! bsm.push_part_ii(BSMpartIIExtension::Unknown { id: 9, octets: vec![1, 2, 3] });
//! bsm.unknown_extensions = UnknownExtensions::new(1, vec![UnknownAddition { position: 0, octets: vec![0xCA, 0xFE] }]);
//! let sent = MessageFrame::from(bsm).to_uper()?;
//!
//! let received = MessageFrame::from_uper(&sent)?;
//! let MessageTypes::BasicSafetyMessage(bsm) = &received.value else { panic!() };
//! assert_eq!(bsm.unknown_extensions.unknown()[0].octets, [0xCA, 0xFE]);
//! assert_eq!(bsm.part_ii_contents().next().map(|content| content.id()), Some(9));
//! assert_eq!(received.to_uper()?, sent);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Tell what was not canonical
//!
//! Some senders encode correctly, but not in the one canonical way, or put more octets into an open type than its value
//! needs. Such frames are read, and [`Notes`](v2x_uper::Notes) say what was so and where:
//!
//! ```
//! use v2x_j2735::basic_safety_message::BasicSafetyMessage;
//! use v2x_j2735::message_frame::MessageFrame;
//! use v2x_uper::{Notes, Uper};
//!
//! let mut octets = vec![0, 20, 0];
//! octets.extend(BasicSafetyMessage::default().to_uper()?);
//! octets.extend([0xDE, 0xAD]); // left over in the open type of the message
//! octets[2] = octets.len() as u8 - 3;
//!
//! let decoded = MessageFrame::from_uper_prefix(&octets)?;
//! assert!(decoded.notes.contains(Notes::LEFTOVER));
//! println!("{:?} near bit {:?}", decoded.notes, decoded.notes.first_bit());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Decode thousands a second
//!
//! A value that is decoded into again keeps the memory of its lists: nothing is allocated once they have grown. The same
//! holds for a buffer that is encoded into again.
//!
//! ```
//! use v2x_j2735::message_frame::MessageFrame;
//! use v2x_uper::Uper;
//! # let datagrams = [[0, 20, 3, 1, 2, 3]];
//!
//! let (mut frame, mut buffer) = (MessageFrame::default(), Vec::new());
//! for octets in &datagrams {
//!     if let Err(error) = frame.update_from_uper(octets) {
//!         eprintln!("{error}");
//!         continue;
//!     }
//!     let again: &[u8] = frame.encode_to(&mut buffer)?;
//!     assert_eq!(again, octets);
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! To decide whether a frame is worth decoding, see [`views`](crate::views).
//!
//! # JSON
//!
//! Every type is `serde::Serialize` and `Deserialize` (feature `serde`) by the rules of X.697, with the names of ASN.1. Members may
//! come in any order.
//!
#![cfg_attr(feature = "serde", doc = "```")]
#![cfg_attr(not(feature = "serde"), doc = "```ignore")]
//! use v2x_j2735::message_frame::MessageFrame;
//! # use v2x_j2735::{basic_safety_message::BasicSafetyMessage, common::BSMcoreData};
//! # let frame = MessageFrame::from(BasicSafetyMessage::from(BSMcoreData::UNAVAILABLE));
//!
//! let json = serde_json::to_string(&frame)?;
//! assert!(json.starts_with(r#"{"messageId":20,"value":{"coreData":{"msgCnt":0,"#));
//! assert_eq!(serde_json::from_str::<MessageFrame>(&json)?, frame);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! XML (X.693) and the JSON of the US operational data environment are in crate `v2x`.

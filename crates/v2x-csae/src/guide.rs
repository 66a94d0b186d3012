//! How to: examples of the usual messages, built and read. They are of the 2020 edition; in that of 2019 the names are the
//! same, in other modules for MAP and SPAT.
//!
//! - [Read a frame](#read-a-frame)
//! - [Build a SPAT](#build-a-spat)
//! - [Build an RSM](#build-an-rsm)
//! - [Build a PSM](#build-a-psm)
//!
//! A BSM is on the [front page](crate). What a newer edition adds, what was not canonical, and decoding without allocation work as in
//! `v2x-j2735`, whose guide shows them.
//!
//! # Read a frame
//!
//! The octets must be those of a `MessageFrame`; crate `v2x` finds them in a datagram.
//!
//! ```
//! use v2x_csae::y2020::msg_frame::MessageFrame;
//! use v2x_uper::Uper;
//! # use v2x_csae::y2020::bsm::BasicSafetyMessage;
//! # let octets = MessageFrame::from(BasicSafetyMessage::UNAVAILABLE).to_uper()?;
//!
//! match MessageFrame::from_uper(&octets)? {
//!     MessageFrame::BsmFrame(bsm) => {
//!         // For people: "13.9 m/s", or "unavailable".
//!         println!("{} at {:?}, heading {}", bsm.speed, bsm.pos.degrees(), bsm.heading);
//!         // For programs: None where the sender does not know.
//!         if let (Some(speed), Some(heading)) = (bsm.speed.mps(), bsm.heading.radians()) {
//!             println!("{} m/s eastwards", speed * heading.sin());
//!         }
//!     }
//!     // T/CSAE 157: PSM, SSM, VIR and the others.
//!     MessageFrame::MsgFrameExt(day_2) => println!("{} (number {})", day_2.value.name(), day_2.id()),
//!     _ => {}
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Build a SPAT
//!
//! ```
//! use v2x_csae::y2020::def_time::{DSecond, MinuteOfTheYear, TimeMark};
//! use v2x_csae::y2020::map::NodeReferenceID;
//! use v2x_csae::y2020::msg_frame::MessageFrame;
//! use v2x_csae::y2020::signal_phase_and_timing::{
//!     IntersectionState, LightState, Phase, PhaseID, PhaseState, SPAT, TimeChangeDetails, TimeCountingDown,
//! };
//! use v2x_uper::Uper;
//!
//! let now = std::time::UNIX_EPOCH.elapsed()?;
//! // In seconds from now: 0 is the light that is on.
//! let green = TimeCountingDown {
//!     start_time: TimeMark::from_seconds(0.0)?,
//!     likely_end_time: TimeMark::from_seconds(12.0)?,
//!     ..Default::default()
//! };
//! let phase = Phase {
//!     id: PhaseID(2),
//!     phase_states: vec![PhaseState {
//!         light: LightState::ProtectedGreen,
//!         timing: Some(TimeChangeDetails::Counting(green)),
//!         ..Default::default()
//!     }],
//! };
//! let intersection = IntersectionState {
//!     intersection_id: NodeReferenceID::new(1, 2049),
//!     moy: Some(MinuteOfTheYear::from_unix_time(now)),
//!     time_stamp: Some(DSecond::from_unix_time(now)),
//!     phases: vec![phase],
//!     ..Default::default()
//! };
//! let frame = MessageFrame::from(SPAT { intersections: vec![intersection], ..Default::default() });
//! let octets = frame.to_uper()?;
//! # assert_eq!(MessageFrame::from_uper(&octets)?, frame);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Build an RSM
//!
//! ```
//! use v2x_csae::y2020::def_motion::{Heading, Speed};
//! use v2x_csae::y2020::def_position::Position3D;
//! use v2x_csae::y2020::def_position_offset::PositionOffsetLLV;
//! use v2x_csae::y2020::def_time::DSecond;
//! use v2x_csae::y2020::msg_frame::MessageFrame;
//! use v2x_csae::y2020::rsm::{ParticipantData, ParticipantType, RoadsideSafetyMessage, SourceType};
//! use v2x_uper::Uper;
//!
//! let now = std::time::UNIX_EPOCH.elapsed()?;
//! let pedestrian = ParticipantData {
//!     ptc_type: ParticipantType::Pedestrian,
//!     ptc_id: 17,
//!     source: SourceType::Video,
//!     sec_mark: DSecond::from_unix_time(now),
//!     pos: PositionOffsetLLV::from_degrees(31.2304, 121.4737)?,
//!     speed: Speed::from_mps(1.4)?,
//!     heading: Heading::from_degrees(90.0)?,
//!     ..ParticipantData::UNAVAILABLE
//! };
//! let rsm = RoadsideSafetyMessage {
//!     id: *b"RSU00001",
//!     ref_pos: Position3D::from_degrees(31.2303, 121.4736)?,
//!     participants: vec![pedestrian],
//!     ..Default::default()
//! };
//! let octets = MessageFrame::from(rsm).to_uper()?;
//! # assert!(matches!(MessageFrame::from_uper(&octets)?, MessageFrame::RsmFrame(_)));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Build a PSM
//!
//! Messages of T/CSAE 157 get the envelope that they have in a frame of T/CSAE 53:
//!
//! ```
//! use v2x_csae::y2020::def_position::{Position3D, PositionalAccuracy};
//! use v2x_csae::y2020::def_motion::{Heading, Speed};
//! use v2x_csae::y2020::def_time::DSecond;
//! use v2x_csae::y2020::msg_frame::MessageFrame;
//! use v2x_csae::y2020::psm::{NonMotorData, PersonalDeviceUserType, PersonalSafetyMessage};
//! use v2x_uper::Uper;
//!
//! let now = std::time::UNIX_EPOCH.elapsed()?;
//! let cyclist = NonMotorData { basic_type: PersonalDeviceUserType::APEDALCYCLIST, ..Default::default() };
//! let octets = MessageFrame::from(PersonalSafetyMessage {
//!     id: *b"BIKE0001",
//!     sec_mark: DSecond::from_unix_time(now),
//!     pos: Position3D::from_degrees(31.2304, 121.4737)?,
//!     pos_accuracy: PositionalAccuracy::UNAVAILABLE,
//!     speed: Speed::from_kmh(18.0)?,
//!     heading: Heading::UNAVAILABLE,
//!     non_motor_data: cyclist,
//!     ..Default::default()
//! })
//! .to_uper()?;
//! # assert!(matches!(MessageFrame::from_uper(&octets)?, MessageFrame::MsgFrameExt(_)));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

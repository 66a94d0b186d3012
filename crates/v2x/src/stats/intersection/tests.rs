//! Recordings made with known faults.

use alloc::vec;

use v2x_j2735::common::{IntersectionID, IntersectionReferenceID, MsgCount, NodeListXY, SignalGroupID};
use v2x_j2735::map_data::{Connection, GenericLane};
use v2x_j2735::message_frame::MessageFrame;
use v2x_j2735::spat::{MovementEvent, MovementPhaseState, TimeChangeDetails};

use super::*;
use crate::stats::{Finding, Stats};

/// 2025-06-17, 14:59:00 UTC, in microseconds: a minute whose next hour begins soon.
const START: i64 = 1_750_172_340_000_000;

fn reference() -> IntersectionReferenceID {
    IntersectionReferenceID { id: IntersectionID(7), ..Default::default() }
}

fn message(value: MessageTypes) -> Message {
    Message::from(MessageFrame { value, ..Default::default() })
}

fn moment_of(micros: i64) -> Duration {
    Duration::from_micros(micros as u64)
}

/// A group's present state, which ends so many tenths of a second after `at`.
fn movement(group: u8, at: Duration, ends: Option<(u64, u64)>) -> MovementState {
    let mark = |tenths: u64| TimeMark::from_unix_time(at + tenths as u32 * TENTH);
    let timing = ends.map(|(min, max)| TimeChangeDetails {
        min_end_time: mark(min),
        max_end_time: Some(mark(max)),
        ..Default::default()
    });
    MovementState {
        signal_group: SignalGroupID(group),
        state_time_speed: vec![MovementEvent { timing, ..Default::default() }],
        ..Default::default()
    }
}

/// A SPaT that was made 20 ms before `micros`.
fn spat(micros: i64, revision: u8, states: Vec<MovementState>) -> Message {
    let made = moment_of(micros - 20_000);
    let state = IntersectionState {
        id: reference(),
        revision: MsgCount(revision),
        moy: Some(MinuteOfTheYear::from_unix_time(made)),
        time_stamp: Some(DSecond::from_unix_time(made)),
        states,
        ..Default::default()
    };
    message(MessageTypes::SPAT(SPAT { intersections: vec![state], ..Default::default() }))
}

fn map(revision: u8, issue: u8, groups: &[u8]) -> Message {
    let connects =
        |group: &u8| Connection { signal_group: Some(SignalGroupID(*group)), ..Default::default() };
    let connects_to = (!groups.is_empty()).then(|| groups.iter().map(connects).collect());
    // A lane has two points at least, or it cannot be encoded.
    let node_list = NodeListXY::Nodes(vec![Default::default(); 2]);
    let lane = GenericLane { connects_to, node_list, ..Default::default() };
    let geometry = IntersectionGeometry {
        id: reference(),
        revision: MsgCount(revision),
        lane_set: vec![lane],
        ..Default::default()
    };
    let map = MapData {
        msg_issue_revision: MsgCount(issue),
        intersections: Some(vec![geometry]),
        ..Default::default()
    };
    message(MessageTypes::MapData(map.into()))
}

/// A minute and a half with an hour's end in it: SPaT each 100 ms whose lights turn each ten seconds, MAP each second.
fn good() -> Stats {
    let mut stats = Stats::new();
    for tenth in 0..900_i64 {
        let (at, phase) = (START + tenth * 100_000, tenth / 100);
        let turns = moment_of(START + phase * 10_000_000);
        let states = [2, 6].map(|group| movement(group, turns, Some((100, 150))));
        stats.add(Some(at), 120, &spat(at, phase as u8, states.into()));
        if tenth % 10 == 0 {
            stats.add(Some(at + 3_000), 900, &map(4, 4, &[2, 6]));
        }
    }
    stats
}

fn only(stats: &Stats) -> Intersection {
    let mut all: Vec<_> = stats.intersections().collect();
    assert_eq!(all.len(), 1);
    all.remove(0)
}

#[test]
fn a_good_intersection_has_no_findings() {
    let seen = only(&good());
    assert_eq!((seen.region, seen.id), (None, 7));
    let (spat, map) = (seen.spat.unwrap(), seen.map.unwrap());
    assert_eq!((spat.count, map.count), (900, 90));
    assert!((spat.rate.unwrap() - 10.0).abs() < 1e-6 && (map.rate.unwrap() - 1.0).abs() < 1e-6);
    assert_eq!((spat.revision.next, spat.revision.same, map.revision.same), (8, 891, 89));
    assert_eq!(seen.signals.age, Some(Spread { least: 20, median: 20, high: 20, most: 20 }));
    assert_eq!((seen.signals.states, seen.findings()), (1800, vec![]));
}

#[test]
fn what_is_made_here_is_legal() {
    assert!(map(1, 1, &[1, 2]).to_uper().is_ok() && map(1, 1, &[]).to_uper().is_ok());
    assert!(spat(START, 1, vec![movement(1, moment_of(START), Some((1, 2)))]).to_uper().is_ok());
}

#[test]
fn rates_gaps_and_sizes() {
    let mut stats = Stats::new();
    for i in 0..50_i64 {
        let at = START + i * 250_000;
        stats.add(Some(at), 120, &spat(at, 1, vec![]));
        stats.add(Some(at), 2400, &map(1, 1, &[]));
    }
    let found = only(&stats).findings();
    assert_eq!(
        found,
        [
            Finding::SpatRate { hertz: 4.0 },
            Finding::Gaps { message: "SPaT", millis: 200, count: 49 },
            Finding::MapRate { hertz: 4.0 },
            Finding::MapOctets { octets: 2400 },
        ]
    );
    assert_eq!(alloc::format!("{}", found[0]), "SPaT comes 4.00 times a second, not 10 ± 1");
}

#[test]
fn of_signed_maps_the_signed_size_counts() {
    let found = |signed| {
        let mut stats = Stats::new();
        stats.add(Some(START), Size { frame: 2200, signed }, &map(1, 1, &[]));
        let intersection = only(&stats);
        assert_eq!(intersection.map.unwrap().signed.map(|signed| signed.most), signed.map(|len| len as u64));
        intersection.findings()
    };
    assert_eq!(found(None), [Finding::NoSpat]);
    assert_eq!(found(Some(2301)), [Finding::NoSpat]);
    assert_eq!(found(Some(2302)), [Finding::NoSpat, Finding::SignedMapOctets { octets: 2302 }]);
}

#[test]
fn revisions_that_move_wrongly() {
    let mut stats = Stats::new();
    // Contents by the group: unannounced at the third, needless at the fourth, a jump at the last.
    for (i, (revision, group)) in (0..).zip([(1, 1), (1, 1), (1, 2), (2, 2), (9, 3)]) {
        let (at, turns) = (START + i * 100_000, moment_of(START));
        stats.add(Some(at), 90, &spat(at, revision, vec![movement(group, turns, Some((50, 50)))]));
    }
    for (i, (revision, issue, group)) in (0..).zip([(1, 1, 1), (2, 1, 2), (3, 2, 2)]) {
        stats.add(Some(START + i * 1_000_000), 900, &map(revision, issue, &[1, group, 3]));
    }
    let found = only(&stats).findings();
    let counted = |message, count| {
        [
            Finding::RevisionJumps { message, count },
            Finding::RevisionStays { message, count },
            Finding::RevisionNeedless { message, count },
        ]
    };
    assert!(counted("SPaT", 1).iter().all(|finding| found.contains(finding)), "{found:?}");
    assert!(found.contains(&Finding::RevisionNeedless { message: "MAP", count: 1 }), "{found:?}");
    assert!(found.contains(&Finding::Unissued { count: 1 }), "{found:?}");
}

#[test]
fn times_ends_and_groups() {
    let mut stats = Stats::new();
    stats.add(Some(START), 900, &map(1, 1, &[1, 2, 3, 4]));
    let turns = moment_of(START);
    // Passed a second ago; latest before earliest; no end; no state; and a group that the MAP does not have.
    let bare = MovementState { signal_group: SignalGroupID(9), ..Default::default() };
    let states = |at: Duration| {
        let passed = movement(1, at - Duration::from_secs(2), Some((10, 90)));
        vec![passed, movement(2, turns, Some((300, 200))), movement(3, turns, None), bare.clone()]
    };
    let later = START + 100_000;
    stats.add(Some(later), 90, &spat(later, 1, states(moment_of(later))));
    // Made before the one before, and half a second ago.
    let made = later - 500_000;
    stats.add(Some(later), 90, &spat(made, 1, states(moment_of(made))));
    let mut untimed = spat(later, 1, vec![]);
    if let Message::J2735(frame) = &mut untimed
        && let MessageTypes::SPAT(spat) = &mut frame.value
    {
        spat.intersections[0].moy = None;
    }
    stats.add(Some(later), 90, &untimed);
    stats.add(Some(later), 90, &spat(later + 70_000, 1, vec![]));
    let found = only(&stats).findings();
    for wanted in [
        Finding::Untimed { count: 1 },
        Finding::Backwards { count: 1 },
        Finding::Ahead { count: 1 },
        Finding::Stateless { count: 2 },
        Finding::Endless { count: 2, of: 6 },
        Finding::PastEnd { count: 2, of: 6 },
        Finding::Reversed { count: 2, of: 6 },
        Finding::Missing { group: 1, count: 2 },
        Finding::Missing { group: 4, count: 4 },
        Finding::Unmapped { group: 9 },
    ] {
        assert!(found.contains(&wanted), "{wanted:?} in {found:?}");
    }
}

#[test]
fn ends_that_are_not_kept() {
    let mut stats = Stats::new();
    stats.add(Some(START), 900, &map(4, 1, &[1, 2]));
    let turns = moment_of(START);
    // Group 1 is promised until 5 s, then until 3 s; group 2 was to end at 0.5 s at the latest. After 2 s both have turned.
    for (tenth, ends) in [(1, (50, 90)), (2, (30, 90)), (9, (30, 90)), (20, (60, 90))] {
        let at = START + tenth * 100_000;
        let mut states = vec![movement(1, turns, Some(ends)), movement(2, turns, Some((5, 5)))];
        if tenth == 20 {
            states[0].state_time_speed[0].event_state = MovementPhaseState::StopAndRemain;
        }
        stats.add(Some(at), 90, &spat(at, 1, states));
    }
    let seen = only(&stats);
    assert_eq!((seen.signals.drawn_in, seen.signals.broken, seen.signals.overrun), (1, 1, 1));
    assert_eq!(seen.other_revision, 4);
    let found = seen.findings();
    for wanted in [Finding::DrawnIn { count: 1 }, Finding::Broken { count: 1 }, Finding::Overrun { count: 1 }]
    {
        assert!(found.contains(&wanted), "{wanted:?} in {found:?}");
    }
}

#[test]
fn one_without_the_other() {
    let mut stats = Stats::new();
    stats.add(None, 900, &map(1, 1, &[1]));
    let seen = only(&stats);
    assert_eq!((seen.findings(), seen.map.unwrap().rate), (vec![Finding::NoSpat], None));
    let mut stats = Stats::new();
    stats.add(None, 90, &spat(START, 1, vec![movement(1, moment_of(START), None)]));
    assert_eq!(only(&stats).findings(), [Finding::NoMap, Finding::Endless { count: 1, of: 1 }]);
}

//! In the steady state the engine asks for no memory, while it follows road users, judges dangers and tells of them.

mod common;

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use common::{Actor, Scene, crossroads};
use v2x_fusion::context::{GroupState, SignalReport, SignalState};
use v2x_fusion::{Class, Event, Input, Observation, Scope, Snapshot, StationId, Subject};

/// The system's allocator, with a count of what is asked of it on this thread.
struct Counting;

thread_local! {
    static ASKED: Cell<u64> = const { Cell::new(0) };
}

// SAFETY: every call is handed on to the system's allocator unchanged; counting touches no memory of its own, for the
// counter is a constant-initialised thread-local without a destructor.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ASKED.set(ASKED.get() + 1);
        // SAFETY: the caller's obligations are those of the system's allocator.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        ASKED.set(ASKED.get() + 1);
        // SAFETY: as above.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Cars one behind the other on both streets, and people on the pavement.
fn traffic() -> Vec<Actor> {
    let mut actors = Vec::new();
    for n in 0..12 {
        let back = -f64::from(n) * 25.0;
        actors.push(Actor::car([0.0, back], 0.0, 8.0));
        actors.push(Actor::car([back - 12.0, 0.0], 90.0, 8.0));
        actors.push(Actor { class: Class::Pedestrian, ..Actor::car([6.0, back], 0.0, 1.2) });
    }
    actors
}

/// The same road user as a sensor reports it.
fn seen(own: &Observation, number: u16) -> Observation {
    Observation {
        station: StationId::new(Scope::Local, b"sensor"),
        subject: Subject::Object { number, known_as: None },
        ..*own
    }
}

#[test]
fn the_steady_state_asks_for_no_memory() {
    let mut scene = Scene::new();
    scene.map(crossroads());
    let actors = traffic();
    let mut picture = Snapshot::default();
    let (mut asked, mut warned) = (0, 0);
    for step in 0..150 {
        let reports: Vec<Observation> = (0..)
            .zip(&actors)
            .map(|(number, actor)| actor.report(number, f64::from(step) * 0.1, scene.now, &scene.plane))
            .collect();
        let light = GroupState { group: 1, state: SignalState::StopAndRemain, ..GroupState::default() };
        let signals = SignalReport {
            received: scene.now,
            time: scene.now,
            groups: vec![light],
            ..SignalReport::default()
        };
        let signals = Input::from(signals);
        let before = ASKED.get();
        scene.engine.handle(scene.now, signals);
        for (number, report) in (0..).zip(&reports) {
            scene.engine.handle(scene.now, (*report).into());
            scene.engine.handle(scene.now, seen(report, number).into());
        }
        scene.engine.advance(scene.now);
        scene.engine.snapshot(scene.now, &mut picture);
        while let Some(event) = scene.engine.poll_event() {
            assert!(!matches!(event, Event::TrackEnded { .. }), "nobody leaves");
            warned += u32::from(step >= 20 && matches!(event, Event::Warning(_)));
        }
        // Two seconds to learn who is there.
        if step >= 20 {
            asked += ASKED.get() - before;
        }
        scene.now = scene.now.offset(100_000);
    }
    assert!(picture.tracks.len() >= actors.len(), "{}", picture.tracks.len());
    assert!(warned > 20, "dangers are told of all the time: {warned}");
    assert_eq!(asked, 0);
}

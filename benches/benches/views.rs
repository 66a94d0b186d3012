//! What a filter pays: the walk of the headers, a view of a frame, a field of a view, a glance; beside decoding.

use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use v2x::{CsaeEdition, Decoder, Set, glance};
use v2x_benches::frames;
use v2x_j2735::views::{BsmCoreView, FrameView, MessageView};
use v2x_uper::{Reader, View};

fn view(octets: &[u8]) -> MessageView<'_> {
    let frame = FrameView::read(&mut Reader::new(octets)).expect("the frame is sound");
    frame.value().expect("it is a message with a view")
}

fn core(octets: &[u8]) -> BsmCoreView<'_> {
    match view(octets) {
        MessageView::BasicSafetyMessage(bsm) => bsm.core_data().expect("it is whole"),
        other => panic!("{other:?}"),
    }
}

fn fields(c: &mut Criterion) {
    let octets = frames::named("bsm-core");
    let view = core(&octets);
    let mut group = c.benchmark_group("view, one field");
    group.bench_function("id", |b| b.iter(|| black_box(&view).id()));
    group.bench_function("latitude", |b| b.iter(|| black_box(&view).lat()));
    group.bench_function("speed", |b| b.iter(|| black_box(&view).speed()));
    group.finish();
}

fn whole(c: &mut Criterion) {
    let mut group = c.benchmark_group("view, from the frame");
    let octets = frames::named("bsm-core");
    group.bench_function("bsm: id and place", |b| {
        b.iter(|| {
            let view = core(black_box(&octets));
            (view.id(), view.lat(), view.long())
        });
    });
    let octets = frames::named("spat");
    group.bench_function("spat: all signal groups and their states", |b| {
        b.iter(|| {
            let MessageView::SPAT(spat) = view(black_box(&octets)) else { return 0 };
            let movements = spat.intersections().flat_map(|intersection| intersection.states());
            let states = movements.filter_map(|movement| {
                let event = movement.state_time_speed().next()?;
                Some(u32::from(movement.signal_group().0) + event.event_state().ok()? as u32)
            });
            states.sum::<u32>()
        });
    });
    group.finish();
}

fn datagrams(c: &mut Criterion) {
    for name in ["bsm-core", "map", "spat", "sdsm"] {
        let octets = frames::named(name);
        let mut group = c.benchmark_group(format!("datagram, {name}"));
        group.bench_function("walk", |b| b.iter(|| Decoder::new().walk(black_box(&octets)).is_ok()));
        group.bench_function("glance", |b| {
            b.iter(|| glance(Set::J2735, CsaeEdition::Y2020, black_box(&octets)))
        });
        let mut message = None;
        group.bench_function("decode", |b| {
            b.iter(|| Decoder::new().decode_into(black_box(&octets), &mut message).is_ok());
        });
        group.finish();
    }
}

criterion_group!(benches, fields, whole, datagrams);
criterion_main!(benches);

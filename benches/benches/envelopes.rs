//! What the headers cost before a bit of the message is decoded: the walk of a BSM in each envelope.

use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use v2x::envelope::Psid;
use v2x::envelope::rsu_text::RsuText;
use v2x::envelope::tscbm::Tscbm;
use v2x::{Decoder, walk};
use v2x_benches::frames;

use self::samples::{dsmp, geonetworking, signed, unsecured, wsmp};

#[path = "../../crates/v2x/tests/common/samples.rs"]
mod samples;

fn walks(c: &mut Criterion) {
    let frame = frames::named("bsm-core");
    let chinese = frames::named("csae-bsm");
    let signed_frame = signed(&unsecured(&frame));
    let packets = [
        ("bare", frame.clone()),
        ("wsmp", wsmp(Psid::BSM, &frame)),
        ("1609.2 unsecured", unsecured(&frame)),
        ("1609.2 signed", signed_frame.clone()),
        ("wsmp, 1609.2 signed", wsmp(Psid::BSM, &signed_frame)),
        ("wsmp, 1609.2 signed twice", wsmp(Psid::BSM, &signed(&signed_frame))),
        ("dsmp", dsmp(111, &chinese)),
        ("geonetworking, btp", geonetworking(&frame)),
    ];
    let mut group = c.benchmark_group("walk");
    for (name, packet) in &packets {
        walk(packet).unwrap_or_else(|error| panic!("{name}: {error}"));
        group.bench_function(*name, |b| b.iter(|| walk(black_box(packet)).is_ok()));
    }
    group.finish();
    let (_, packet) = &packets[4];
    let mut message = None;
    c.bench_function("decode: wsmp, 1609.2 signed", |b| {
        b.iter(|| Decoder::new().decode_into(black_box(packet), &mut message).is_ok());
    });
}

/// Envelopes that are no headers: text and a controller's push.
fn readers(c: &mut Criterion) {
    let (mut text, mut push) = (Vec::new(), Vec::new());
    RsuText::new(&frames::named("spat")).write(&mut text);
    Tscbm::default().write(&mut push);
    let mut group = c.benchmark_group("read");
    group.bench_function("rsu text", |b| b.iter(|| RsuText::parse(black_box(&text)).is_ok()));
    group.bench_function("tscbm", |b| b.iter(|| Tscbm::parse(black_box(&push)).is_ok()));
    group.finish();
}

criterion_group!(benches, walks, readers);
criterion_main!(benches);

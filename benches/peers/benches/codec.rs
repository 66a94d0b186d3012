//! The codec, ours and the peers', on the same octets in one run. `bench_table` prints the result as a table.

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use std::time::Duration;
use v2x_bench_peers::{Contest, run};
use v2x_benches::frames;

/// Large enough for every frame; the floor wants some room after it.
const ROOM: usize = 2048;

/// How long a whole frame takes from octets to a value, open types and lists included, and to drop the value; and how
/// long from the value to octets, into a buffer of the caller where the codec can do so.
fn whole_frames(c: &mut Criterion) {
    for frame in frames::all() {
        run(&frame, &mut Both { c, name: frame.name, octets: &frame.octets });
    }
}

/// How long it takes to refuse a BSM that lacks its last octet, and one whose heading is out of its range.
fn refusal(c: &mut Criterion) {
    let frames = frames::all();
    let Some(frame) = frames.first() else { return };
    let truncated = &frame.octets[..frame.octets.len() - 1];
    let mut out_of_range = frame.octets.clone();
    // The heading is bits 209 to 223; all ones is above 28800.
    out_of_range[26] |= 0x7F;
    out_of_range[27] = 0xFF;
    run(frame, &mut Refusal { c, name: "truncated", octets: truncated });
    run(frame, &mut Refusal { c, name: "out-of-range", octets: &out_of_range });
}

struct Both<'a> {
    c: &'a mut Criterion,
    name: &'a str,
    octets: &'a [u8],
}

impl Contest for Both<'_> {
    fn codec<T, E>(
        &mut self,
        codec: &'static str,
        mut decode: impl FnMut(&[u8]) -> Result<T, E>,
        mut encode: impl FnMut(&mut T, &mut [u8]) -> usize,
    ) {
        let Ok(mut value) = decode(self.octets) else { return };
        let id = BenchmarkId::new(codec, self.name);
        let mut group = self.c.benchmark_group("decode");
        group.bench_function(id.clone(), |b| b.iter(|| decode(black_box(self.octets))));
        group.finish();
        let mut out = vec![0; ROOM];
        let mut group = self.c.benchmark_group("encode");
        group.bench_function(id, |b| b.iter(|| encode(black_box(&mut value), black_box(&mut out))));
        group.finish();
    }
}

struct Refusal<'a> {
    c: &'a mut Criterion,
    name: &'a str,
    octets: &'a [u8],
}

impl Contest for Refusal<'_> {
    fn codec<T, E>(
        &mut self,
        codec: &'static str,
        mut decode: impl FnMut(&[u8]) -> Result<T, E>,
        _: impl FnMut(&mut T, &mut [u8]) -> usize,
    ) {
        if decode(self.octets).is_ok() {
            return self.fault(codec, &format!("accepts the {} frame", self.name));
        }
        let mut group = self.c.benchmark_group("refuse");
        let id = BenchmarkId::new(codec, self.name);
        group.bench_function(id, |b| b.iter(|| decode(black_box(self.octets))));
        group.finish();
    }
}

criterion_group! {
    name = codec;
    // Short, so that one run over all codecs sees the machine in one state.
    config = Criterion::default().warm_up_time(Duration::from_millis(400)).measurement_time(Duration::from_millis(1600));
    targets = whole_frames, refusal
}
criterion_main!(codec);

//! The codec, ours and the peers', on the same octets in one run. `bench_table` prints the result as a table.
//!
//! `cargo bench --bench codec -- repeat decode|encode CODEC FRAME TIMES` does one of these without timing, to be put
//! under callgrind or perf; `-- list` names the codecs and frames.

#[path = "codec/repeat.rs"]
mod repeat;

use criterion::{BenchmarkId, Criterion};
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

fn main() {
    if repeat::asked_for() {
        return;
    }
    // Short, so that one run over all codecs sees the machine in one state.
    let (warm_up, measurement) = (Duration::from_millis(400), Duration::from_millis(1600));
    let c = Criterion::default().warm_up_time(warm_up).measurement_time(measurement);
    let mut c = c.configure_from_args();
    whole_frames(&mut c);
    refusal(&mut c);
    c.final_summary();
}

//! How many times, and how much, each codec allocates to decode and to encode a frame: a Markdown table.

use allocation_counter::{AllocationInfo, measure};
use std::hint::black_box;
use v2x_bench_peers::{Contest, run};
use v2x_benches::frames;

fn main() {
    println!("| frame | codec | decode: allocations | octets | encode: allocations | octets |");
    println!("| --- | --- | ---: | ---: | ---: | ---: |");
    for frame in frames::all() {
        run(&frame, &mut Row { name: frame.name, octets: &frame.octets });
    }
}

struct Row<'a> {
    name: &'a str,
    octets: &'a [u8],
}

impl Contest for Row<'_> {
    fn codec<T, E>(
        &mut self,
        codec: &'static str,
        mut decode: impl FnMut(&[u8]) -> Result<T, E>,
        mut encode: impl FnMut(&mut T, &mut [u8]) -> usize,
    ) {
        let Ok(mut value) = decode(self.octets) else { return };
        let mut out = vec![0; 2048];
        // Once before, so that what is reused is there.
        encode(&mut value, &mut out);
        let AllocationInfo { count_total, bytes_total, .. } =
            measure(|| drop(black_box(decode(self.octets))));
        print!("| {} | {codec} | {count_total} | {bytes_total} |", self.name);
        let AllocationInfo { count_total, bytes_total, .. } = measure(|| {
            black_box(encode(&mut value, &mut out));
        });
        println!(" {count_total} | {bytes_total} |");
    }
}

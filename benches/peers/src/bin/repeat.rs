//! Decodes or encodes one frame with one codec many times: something to put under callgrind or perf.
//!
//! `repeat decode|encode CODEC FRAME TIMES`; without arguments it lists what there is.

use std::env;
use std::hint::black_box;
use std::process::ExitCode;
use v2x_bench_peers::{Contest, run};
use v2x_benches::frames;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [operation, codec, name, times] = arguments.as_slice() else {
        frames::all().iter().for_each(|frame| run(frame, &mut List(frame.name)));
        return ExitCode::SUCCESS;
    };
    let (Some(frame), Ok(times)) =
        (frames::all().into_iter().find(|frame| frame.name == name), times.parse())
    else {
        eprintln!("no such frame, or no number of times");
        return ExitCode::FAILURE;
    };
    run(&frame, &mut Repeat { encode: operation == "encode", codec, octets: &frame.octets, times });
    ExitCode::SUCCESS
}

struct List(&'static str);

impl Contest for List {
    fn codec<T, E>(
        &mut self,
        codec: &'static str,
        _: impl FnMut(&[u8]) -> Result<T, E>,
        _: impl FnMut(&mut T, &mut [u8]) -> usize,
    ) {
        println!("{codec} {}", self.0);
    }
}

struct Repeat<'a> {
    encode: bool,
    codec: &'a str,
    octets: &'a [u8],
    times: u64,
}

impl Contest for Repeat<'_> {
    fn codec<T, E>(
        &mut self,
        codec: &'static str,
        mut decode: impl FnMut(&[u8]) -> Result<T, E>,
        mut encode: impl FnMut(&mut T, &mut [u8]) -> usize,
    ) {
        if codec != self.codec {
            return;
        }
        let mut out = vec![0; 2048];
        let Ok(mut value) = decode(self.octets) else { return };
        for _ in 0..self.times {
            if self.encode {
                black_box(encode(black_box(&mut value), black_box(&mut out)));
            } else {
                drop(black_box(decode(black_box(self.octets))));
            }
        }
    }
}

//! One codec on one frame, many times.

use std::env;
use std::hint::black_box;
use v2x_bench_peers::{Contest, run};
use v2x_benches::frames;

/// Whether the arguments ask for this instead of timing; if so it is done.
pub(crate) fn asked_for() -> bool {
    // Cargo adds an argument of its own.
    let arguments: Vec<String> = env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["list"] => frames::all().iter().for_each(|frame| run(frame, &mut List(frame.name))),
        ["repeat", operation, codec, name, times] => {
            let encode = *operation == "encode";
            let times = times.parse().expect("TIMES is a number");
            for frame in frames::all().iter().filter(|frame| frame.name == *name) {
                run(frame, &mut Repeat { encode, codec, octets: &frame.octets, times });
            }
        }
        _ => return false,
    }
    true
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

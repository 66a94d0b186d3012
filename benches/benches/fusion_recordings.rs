//! What 100 ms of recorded roads cost the fusion: mean, median, 99 of 100, worst. Each recording below `dev` in the folder
//! that `V2X_SCENARIOS` names (`../shared/scenarios` where it names none) is read and decoded first; what is measured is
//! the engine alone: inputs taken in, dangers judged, the picture taken. Says so where there are no recordings.

mod recording;

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use v2x_fusion::{Config, Engine, Input, Snapshot, Time};

/// Microseconds from picture to picture.
const STEP: i64 = 100_000;

fn scenarios() -> PathBuf {
    let usual = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/scenarios");
    std::env::var_os("V2X_SCENARIOS").map_or_else(usual, PathBuf::from)
}

/// The folders of recordings, in order of their names.
fn recordings() -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(scenarios().join("dev")) else { return Vec::new() };
    let mut found: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    found.retain(|path| path.join("messages.pcap").exists());
    found.sort();
    found
}

/// Plays a recording; gives what each 100 ms took, sorted.
fn play(inputs: Vec<(Time, Input)>) -> Vec<Duration> {
    let mut engine = Engine::new(Config::default());
    let mut picture = Snapshot::default();
    let mut took = Vec::new();
    let mut rest = inputs.into_iter().peekable();
    let mut now = rest.peek().map_or(0, |(at, _)| at.micros()) / STEP * STEP;
    let mut batch = Vec::new();
    while rest.peek().is_some() {
        now += STEP;
        while let Some(input) = rest.next_if(|(at, _)| at.micros() <= now) {
            batch.push(input);
        }
        let clock = Instant::now();
        for (at, input) in batch.drain(..) {
            engine.handle(at, input);
        }
        engine.advance(Time::from_micros(now));
        engine.snapshot(Time::from_micros(now), &mut picture);
        while let Some(event) = engine.poll_event() {
            black_box(event);
        }
        took.push(clock.elapsed());
    }
    took.sort_unstable();
    took
}

fn main() {
    let found = recordings();
    if found.is_empty() {
        println!("skipped: no recordings below {}", scenarios().join("dev").display());
    }
    for folder in found {
        let took = play(recording::inputs(&folder.join("messages.pcap")));
        let millis = |duration: Duration| duration.as_secs_f64() * 1e3;
        let (Some(worst), count) = (took.last(), took.len()) else { continue };
        let mean = millis(took.iter().sum()) / count as f64;
        let (half, most) = (millis(took[count / 2]), millis(took[count * 99 / 100]));
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        println!(
            "{name:<14} mean {mean:.3}  median {half:.3}  99 % {most:.3}  worst {:.3} ms",
            millis(*worst)
        );
    }
}

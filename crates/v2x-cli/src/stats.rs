//! `v2x stats`: what a capture holds, a row for each kind of message.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};

use serde_json::{Value, json};
use v2x::stats::{Row, Size, Spread, Stats};

use crate::Outcome;
use crate::args;
use crate::captures::Capture;
use crate::intake::{Arrival, Intake};
use crate::intersections;
use crate::progress::Writes;

/// Runs the command.
pub(crate) fn run(options: &args::Stats) -> io::Result<Outcome> {
    let mut capture = Capture::open(&options.capture, Writes::Elsewhere)?;
    let mut intake = Intake::new(&options.front, options.selection);
    let (mut stats, mut unread) = (Stats::new(), BTreeMap::new());
    let outcome = capture.each(|packet| {
        let time = packet.time.map(|time| time.micros());
        intake.messages(Arrival::Packet(*packet), |_, read| {
            match read {
                Ok(decoded) => stats.add(time, Size::of(&decoded), &decoded.message),
                Err(error) => *unread.entry((error.at(), error.name())).or_insert(0_u64) += 1,
            }
            Ok(())
        })
    })?;
    let mut out = BufWriter::new(io::stdout().lock());
    match (options.intersections, options.json) {
        (true, json) => intersections::write(&stats, json, &mut out)?,
        (false, true) => stats.rows().try_for_each(|row| writeln!(out, "{}", object(&row)))?,
        (false, false) => table(&stats, &mut out)?,
    }
    out.flush()?;
    if !options.json {
        eprintln!("v2x: four numbers are the least, the median, 95 of 100, the most");
    }
    let counts = capture.reader().counts();
    eprintln!("v2x: {} packets, {} payloads", counts.packets, counts.delivered);
    for ((at, kind), count) in unread {
        eprintln!("v2x: not read: {count} {at} {kind}");
    }
    Ok(outcome)
}

fn object(row: &Row) -> Value {
    let counting = row.counting;
    json!({
        "set": row.set.name(),
        "message": row.message,
        "count": row.count,
        "senders": row.senders,
        "rate": row.rate,
        "interval_ms": row.interval.map(millis),
        "octets": whole(row.octets),
        "signed_octets": row.signed.map(whole),
        "counts": { "next": counting.next, "same": counting.same, "jumped": counting.jumped },
        "revisions": { "unannounced": counting.unannounced, "needless": counting.needless },
    })
}

/// Microseconds in milliseconds.
pub(crate) fn millis(micros: Spread) -> Value {
    let [least, median, high, most] = values(micros).map(|micros| micros as f64 / 1000.0);
    json!({ "least": least, "median": median, "p95": high, "most": most })
}

pub(crate) fn whole(spread: Spread) -> Value {
    let [least, median, high, most] = values(spread);
    json!({ "least": least, "median": median, "p95": high, "most": most })
}

/// Least, median, 95 of 100 and most in a line, each divided.
pub(crate) fn line(spread: Spread, by: u64) -> String {
    values(spread).map(|value| (value / by).to_string()).join(" ")
}

const fn values(spread: Spread) -> [u64; 4] {
    let Spread { least, median, high, most } = spread;
    [least, median, high, most]
}

fn table(stats: &Stats, out: &mut impl Write) -> io::Result<()> {
    let head =
        ["message", "count", "senders", "rate/s", "ms between", "octets", "next/same/jump", "revision"];
    let mut rows = vec![head.map(str::to_owned)];
    rows.extend(stats.rows().map(|row| cells(&row)));
    let widths: Vec<usize> = (0..head.len())
        .map(|column| rows.iter().map(|row| row.get(column).map_or(0, |cell| cell.len())).max().unwrap_or(0))
        .collect();
    for row in rows {
        let mut line = String::new();
        for (i, (cell, width)) in row.iter().zip(&widths).enumerate() {
            // Names to the left, numbers to the right.
            let cell = if i == 0 { format!("{cell:<width$}") } else { format!("  {cell:>width$}") };
            line.push_str(&cell);
        }
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

fn cells(row: &Row) -> [String; 8] {
    let counting = row.counting;
    let told = counting.next + counting.same + counting.jumped > 0;
    let revised = counting.unannounced + counting.needless > 0;
    [
        format!("{} {}", row.set, row.message),
        row.count.to_string(),
        row.senders.to_string(),
        row.rate.map_or("-".into(), |rate| format!("{rate:.1}")),
        row.interval.map_or("-".into(), |interval| line(interval, 1000)),
        line(row.octets, 1),
        if told { format!("{}/{}/{}", counting.next, counting.same, counting.jumped) } else { "-".into() },
        if revised {
            format!("{} unannounced, {} needless", counting.unannounced, counting.needless)
        } else {
            String::new()
        },
    ]
}

//! `v2x stats --intersections`: each intersection of a capture, with what is not as it should be.

use std::io::{self, Write};

use serde_json::{Value, json};
use v2x::stats::{Intersection, Signals, Stats, Stream};

use crate::stats::{line, millis, whole};

/// Writes all intersections: an object a line, or paragraphs for people.
pub(crate) fn write(stats: &Stats, json: bool, out: &mut impl Write) -> io::Result<()> {
    if stats.intersections().next().is_none() {
        eprintln!("v2x: no SPaT or MAP of J2735, so no intersection");
    }
    stats.intersections().try_for_each(|intersection| match json {
        true => writeln!(out, "{}", object(&intersection)),
        false => paragraph(&intersection, out),
    })
}

fn object(intersection: &Intersection) -> Value {
    let Intersection { region, id, spat, map, signals, missing, unmapped, other_revision, .. } = intersection;
    let Signals { untimed, backwards, ahead, age, states, endless, unknown_end, past_end, reversed, .. } =
        signals;
    let Signals { drawn_in, broken, overrun, .. } = signals;
    let findings: Vec<_> = intersection.findings().iter().map(ToString::to_string).collect();
    let missing: Vec<_> =
        missing.iter().map(|(group, count)| json!({ "group": group, "messages": count })).collect();
    json!({
        "region": region,
        "intersection": id,
        "spat": spat.as_ref().map(stream),
        "map": map.as_ref().map(stream),
        "times": { "age_ms": age.map(whole), "untimed": untimed, "backwards": backwards, "ahead": ahead },
        "ends": { "states": states, "without": endless, "unknown": unknown_end, "past": past_end, "reversed": reversed,
            "moved_back": drawn_in, "broken": broken, "overrun": overrun },
        "other_revision": other_revision,
        "groups": { "missing": missing, "unmapped": unmapped },
        "findings": findings,
    })
}

fn stream(stream: &Stream) -> Value {
    let revision = stream.revision;
    json!({
        "count": stream.count,
        "rate": stream.rate,
        "interval_ms": stream.interval.map(millis),
        "gaps": stream.gaps,
        "octets": whole(stream.octets),
        "signed_octets": stream.signed.map(whole),
        "revision": {
            "next": revision.next, "same": revision.same, "jumped": revision.jumped,
            "unannounced": revision.unannounced, "needless": revision.needless,
        },
    })
}

fn paragraph(intersection: &Intersection, out: &mut impl Write) -> io::Result<()> {
    let region = intersection.region.map_or(String::new(), |region| format!(" of region {region}"));
    writeln!(out, "intersection {}{region}", intersection.id)?;
    for (name, stream) in [("SPaT", &intersection.spat), ("MAP", &intersection.map)] {
        let Some(Stream { count, rate, interval, octets, signed, revision, .. }) = stream else { continue };
        let rate = rate.map_or("-".into(), |rate| format!("{rate:.2}"));
        let interval = interval.map_or("-".into(), |interval| line(interval, 1000));
        let signed = signed.map_or(String::new(), |signed| format!(" ({} signed)", line(signed, 1)));
        let octets = line(*octets, 1);
        let (next, same, jumped) = (revision.next, revision.same, revision.jumped);
        writeln!(
            out,
            "  {name:4}  {count}, {rate} a second, {interval} ms between, {octets} octets{signed}, \
             revision {next} on, {same} as before, {jumped} otherwise"
        )?;
    }
    let Signals { age, states, unknown_end, .. } = &intersection.signals;
    if let Some(age) = age {
        writeln!(out, "  age   {} ms", line(*age, 1))?;
    }
    if *states > 0 {
        writeln!(out, "  ends  {states} states, minEndTime of {unknown_end} unknown")?;
    }
    if let (Some(spat), Some(_)) = (&intersection.spat, &intersection.map) {
        let (differ, of) = (intersection.other_revision, spat.count);
        writeln!(out, "  both  {differ} of {of} SPaT with another revision than MAP")?;
    }
    let findings = intersection.findings();
    if findings.is_empty() {
        writeln!(out, "  nothing found")?;
    }
    findings.iter().try_for_each(|finding| writeln!(out, "  ! {finding}"))
}

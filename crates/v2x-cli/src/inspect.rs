//! `v2x inspect`: a datagram, or each one of a capture, as a tree of headers and fields.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::Path;

use v2x::Decoder;
use v2x::capture::{Carrier, Packet};
use v2x::envelope::{rsu_text::RsuText, tscbm::Tscbm};
use v2x::inspect::{self, Item, Kind};
use v2x_security::Verdict;

use crate::Outcome;
use crate::args::{self, When};
use crate::bits;
use crate::captures::{Capture, is_capture};
use crate::decode::OUTPUT;
use crate::guess::Readings;
use crate::hex;
use crate::lines::{self, Consumer, Line};
use crate::trust::Judge;

/// Runs the command.
pub(crate) fn run(options: &args::Inspect) -> io::Result<Outcome> {
    let out = io::stdout();
    let color = match options.color {
        When::Always => true,
        When::Auto => out.is_terminal() && std::env::var_os("NO_COLOR").is_none(),
        When::Never => false,
    };
    let mut inspect = Inspect {
        readings: Readings::new(options.front.behind(options.selection)),
        anything: options.selection.set.is_none() && options.front == args::Front::default(),
        only: options.number,
        color,
        bits: options.bits,
        judge: options.trust.judge()?,
        octets: Vec::new(),
        outcome: Outcome::Good,
        out: BufWriter::with_capacity(OUTPUT, out.lock()),
    };
    match options.inputs.as_slice() {
        [path] if is_capture(Path::new(path))? => inspect.capture(Path::new(path))?,
        inputs => lines::for_each(inputs, &[], hex::looks_like, &mut inspect)?,
    }
    inspect.out.flush()?;
    Ok(inspect.outcome)
}

struct Inspect<W> {
    readings: Readings,
    /// Neither a set nor octets in front were named.
    anything: bool,
    only: Option<u64>,
    color: bool,
    /// Bits of frames are shown.
    bits: bool,
    judge: Option<Judge>,
    octets: Vec<u8>,
    outcome: Outcome,
    out: W,
}

impl<W: Write> Consumer for Inspect<W> {
    fn line(&mut self, number: u64, line: Line<'_>) -> io::Result<()> {
        if self.only.is_some_and(|only| only != number) {
            return Ok(());
        }
        let Line::Whole(line) = line else {
            return self.wrong(number, &"the line is too long");
        };
        let mut octets = std::mem::take(&mut self.octets);
        let read = hex::parse(line, &mut octets);
        let written = match read {
            Ok(()) => {
                let heading = format!("line {number}, {} octets", octets.len());
                self.tree(&heading, &octets, None)
            }
            Err(error) => self.wrong(number, &error),
        };
        self.octets = octets;
        written
    }

    fn idle(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl<W: Write> Inspect<W> {
    fn capture(&mut self, path: &Path) -> io::Result<()> {
        let outcome = Capture::open(path)?.each(|packet| {
            if self.only.is_some_and(|only| only != packet.number) {
                return Ok(());
            }
            let time = packet.time.map(|time| time.micros());
            self.tree(&heading(packet), packet.payload, time)
        })?;
        self.outcome = self.outcome.and(outcome);
        Ok(())
    }

    fn wrong(&mut self, number: u64, error: &dyn std::fmt::Display) -> io::Result<()> {
        self.outcome = Outcome::SomeFailed;
        writeln!(self.out, "line {number}: {error}\n")
    }

    /// Text and controllers' pushes are what they are from first to last; a Chinese frame that begins alike is not looked
    /// for then, unless the set was named.
    fn decoder(&self, octets: &[u8]) -> Decoder {
        let whole = RsuText::parse(octets).is_ok() || Tscbm::parse(octets).is_ok();
        if self.anything && whole { Decoder::new() } else { self.readings.decoder(octets) }
    }

    fn tree(&mut self, heading: &str, octets: &[u8], time: Option<i64>) -> io::Result<()> {
        let decoder = self.decoder(octets);
        let mut items = inspect::datagram(decoder, octets);
        let verdict = self.judge.as_mut().and_then(|judge| judge.datagram(&decoder, octets, time));
        if let Some(verdict) = verdict {
            say(&mut items, &verdict);
        }
        if items.last().is_some_and(|item| item.kind == Kind::Error) {
            self.outcome = Outcome::SomeFailed;
        }
        let paint = Paint { color: self.color };
        writeln!(self.out, "{}", paint.dim(heading))?;
        writeln!(self.out, "{}", paint.dim("offset   len"))?;
        items.iter().try_for_each(|item| branch(&mut self.out, paint, item, ""))?;
        if self.bits
            && let Ok(decoded) = decoder.decode(octets)
        {
            bits::write(&decoded, |text| paint.dim(text), &mut self.out)?;
        }
        writeln!(self.out)
    }
}

/// What was found of the signatures, in the place of the remark that nobody looked at them.
fn say(items: &mut [Item], verdict: &Verdict) {
    let signed = items.iter_mut().filter(|item| item.value == inspect::NOT_VERIFIED);
    signed.for_each(|item| item.value = format!("signed, {verdict}"));
}

/// Number, time and way of a packet.
fn heading(packet: &Packet<'_>) -> String {
    let time = packet.time.map_or(String::new(), |time| {
        let (seconds, micros) = (time.micros().div_euclid(1_000_000), time.micros().rem_euclid(1_000_000));
        format!(", {seconds}.{micros:06}")
    });
    let way = match packet.carrier {
        Carrier::Udp { source, destination } => format!("UDP {source} to {destination}"),
        Carrier::EtherType { ether_type, .. } => format!("EtherType {ether_type:#06x}"),
        _ => "another carrier".into(),
    };
    format!("packet {}{time}, {way}, {} octets", packet.number, packet.payload.len())
}

/// An item and what it holds, each on a line, with its place in front.
fn branch(out: &mut impl Write, paint: Paint, item: &Item, indent: &str) -> io::Result<()> {
    let number = |number: Option<u32>| number.map_or(String::new(), |number| number.to_string());
    let place = format!("{:>6} {:>5}", number(item.offset), number(item.len));
    let name = match item.kind {
        Kind::Error => paint.red(&item.name),
        Kind::Layer | Kind::Message => paint.bold(&item.name),
        _ => item.name.to_string(),
    };
    let value = match item.kind {
        Kind::Error => paint.red(&item.value),
        Kind::Trailing => paint.dim(&item.value),
        _ => paint.cyan(&item.value),
    };
    let between = if item.value.is_empty() { "" } else { "  " };
    writeln!(out, "{}  {indent}{name}{between}{value}", paint.dim(&place))?;
    let deeper = format!("{indent}  ");
    item.items.iter().try_for_each(|item| branch(out, paint, item, &deeper))
}

/// Colours of a terminal (ECMA-48, SGR), or none.
#[derive(Clone, Copy)]
struct Paint {
    color: bool,
}

impl Paint {
    fn with(self, code: &str, text: &str) -> String {
        if self.color && !text.is_empty() { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }

    fn bold(self, text: &str) -> String {
        self.with("1", text)
    }

    fn cyan(self, text: &str) -> String {
        self.with("36", text)
    }

    fn dim(self, text: &str) -> String {
        self.with("2", text)
    }

    fn red(self, text: &str) -> String {
        self.with("31", text)
    }
}

//! `v2x inspect`: a datagram, or each one of a capture, as a tree of headers and fields.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::Path;
use std::time::Duration;

use v2x::capture::{Carrier, Packet};
use v2x::envelope::{rsu_text::RsuText, tscbm::Tscbm};
use v2x::inspect::{self, Item, Kind};
use v2x::{Decoded, Decoder, Outer};
use v2x_security::Verdict;

use crate::Outcome;
use crate::args::{self, When};
use crate::bits;
use crate::captures::{self, Capture};
use crate::decode::OUTPUT;
use crate::guess::Readings;
use crate::hex;
use crate::intake::{Arrival, Intake};
use crate::lines::{self, Consumer, Line};
use crate::progress::{Writes, printable};
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
        readings: Readings::new(options.selection, options.front.skip),
        skip: options.front.skip,
        anything: options.selection.set.is_none() && options.front.skip == 0,
        only: options.number,
        color,
        bits: options.bits,
        judge: options.trust.judge()?,
        shown: false,
        outcome: Outcome::Good,
        out: BufWriter::with_capacity(OUTPUT, out.lock()),
    };
    let mut intake = Intake::new(&options.front, options.selection);
    let inputs: Vec<&Path> = options.inputs.iter().map(Path::new).collect();
    match if options.raw { None } else { captures::only(&inputs)? } {
        Some(path) => inspect.capture(path, &mut intake)?,
        None => {
            let mut lines = Lines { intake, octets: Vec::new(), inspect: &mut inspect };
            let inputs = lines::Inputs::new(&options.inputs, &[]).raw(options.raw);
            inputs.for_each(hex::WHAT, hex::looks_like, &mut lines)?;
        }
    }
    inspect.out.flush()?;
    if let Some(number) = options.number.filter(|_| !inspect.shown) {
        eprintln!("v2x: there is no line or packet {number} with a datagram");
        return Ok(Outcome::SomeFailed);
    }
    Ok(inspect.outcome)
}

struct Inspect<W> {
    readings: Readings,
    skip: usize,
    /// Neither a set nor octets in front were named.
    anything: bool,
    only: Option<u64>,
    color: bool,
    /// Bits of frames are shown.
    bits: bool,
    judge: Option<Judge>,
    /// Something has been shown.
    shown: bool,
    outcome: Outcome,
    out: W,
}

/// The work on lines of digits.
struct Lines<'a, W> {
    intake: Intake,
    octets: Vec<u8>,
    inspect: &'a mut Inspect<W>,
}

impl<W: Write> Consumer for Lines<'_, W> {
    fn line(&mut self, number: u64, line: Line<'_>) -> io::Result<()> {
        let Self { intake, octets, inspect } = self;
        if inspect.only.is_some_and(|only| only != number) {
            return Ok(());
        }
        match line.octets(octets) {
            Ok(octets) => {
                let heading = format!("line {number}, {}", count(octets.len()));
                inspect.arrival(&heading, Arrival::Line(octets), intake)
            }
            Err(error) => inspect.wrong(number, &error),
        }
    }

    fn idle(&mut self) -> io::Result<()> {
        self.inspect.out.flush()
    }
}

impl<W: Write> Inspect<W> {
    fn capture(&mut self, path: &Path, intake: &mut Intake) -> io::Result<()> {
        let live = captures::is_live(path);
        let outcome = Capture::open(path, Writes::Along)?.each(|packet| {
            if self.only.is_some_and(|only| only != packet.number) {
                return Ok(());
            }
            self.arrival(&heading(packet), Arrival::Packet(*packet), intake)?;
            if live { self.out.flush() } else { Ok(()) }
        })?;
        self.outcome = self.outcome.and(outcome);
        Ok(())
    }

    fn wrong(&mut self, number: u64, error: &dyn std::fmt::Display) -> io::Result<()> {
        (self.outcome, self.shown) = (Outcome::SomeFailed, true);
        writeln!(self.out, "line {number}: {error}\n")
    }

    /// Text and controllers' pushes are what they are from first to last; a Chinese frame that begins alike is not looked
    /// for then, unless the set was named.
    fn decoder(&self, octets: &[u8]) -> Decoder {
        let whole = RsuText::parse(octets).is_ok() || Tscbm::parse(octets).is_ok();
        if self.anything && whole { Decoder::new() } else { self.readings.decoder(octets) }
    }

    /// A datagram, by what its first octets say unless something was said of it.
    fn arrival(&mut self, heading: &str, arrival: Arrival<'_>, intake: &mut Intake) -> io::Result<()> {
        let found = match intake.outer(arrival)? {
            Some(outer) => self.opened(outer, arrival, intake)?,
            None => self.found(arrival, intake)?,
        };
        self.show(heading, found)
    }

    /// Which set lines are of is guessed, and packets are what their envelopes say.
    fn found(&mut self, arrival: Arrival<'_>, intake: &Intake) -> io::Result<Found> {
        let octets = arrival.octets();
        let decoder = match arrival {
            Arrival::Line(octets) => self.decoder(octets),
            Arrival::Packet(packet) => intake.decoder(&packet),
        };
        let mut found = Found { items: inspect::datagram(decoder, octets), ..Found::default() };
        if let Ok(decoded) = decoder.decode(octets) {
            self.look(&decoded, arrival.time(), &mut found)?;
        }
        Ok(found)
    }

    /// A datagram that was said to be an `outer`, by the editions that its messages were found to be of.
    fn opened(&mut self, outer: Outer, arrival: Arrival<'_>, intake: &mut Intake) -> io::Result<Found> {
        let mut decoder = Decoder::new().skip(self.skip);
        let mut found = Found::default();
        let mut messages = Vec::new();
        if outer != Outer::Tscbm || intake.knows_groups() {
            intake.messages(arrival, |_, read| {
                let Ok(decoded) = read else { return Ok(()) };
                let message = &decoded.message;
                decoder = decoder.csae_edition(message.csae_edition().unwrap_or_default());
                if decoded.layers.is_empty() {
                    decoder = decoder.bare(message.set());
                }
                // The message that a push becomes is not in it.
                messages.extend((outer == Outer::Tscbm).then(|| inspect::message(message)));
                self.look(&decoded, arrival.time(), &mut found)
            })?;
        }
        found.items = inspect::opened(decoder, outer, arrival.octets());
        found.items.extend(messages);
        Ok(found)
    }

    /// What there is to be shown of a message beside its fields.
    fn look(&mut self, decoded: &Decoded<'_>, time: Option<Duration>, found: &mut Found) -> io::Result<()> {
        let time = time.and_then(|time| i64::try_from(time.as_micros()).ok());
        if let Some(judge) = &mut self.judge {
            let verdict = judge.verdict(&decoded.layers, &decoded.message, decoded.payload, time);
            found.verdict = Some(verdict);
        }
        let paint = Paint { color: self.color };
        if self.bits { bits::write(decoded, |text| paint.dim(text), &mut found.bits) } else { Ok(()) }
    }

    fn show(&mut self, heading: &str, mut found: Found) -> io::Result<()> {
        if let Some(verdict) = &found.verdict {
            say(&mut found.items, verdict);
        }
        if found.items.iter().any(|item| item.kind == Kind::Error) {
            self.outcome = Outcome::SomeFailed;
        }
        self.shown = true;
        let paint = Paint { color: self.color };
        writeln!(self.out, "{}", paint.dim(heading))?;
        writeln!(self.out, "{}", paint.dim("offset   len"))?;
        found.items.iter().try_for_each(|item| branch(&mut self.out, paint, item, ""))?;
        self.out.write_all(&found.bits)?;
        writeln!(self.out)
    }
}

/// What a datagram holds.
#[derive(Default)]
struct Found {
    items: Vec<Item>,
    /// On its signature.
    verdict: Option<Verdict>,
    /// The bits of its messages, as they are shown.
    bits: Vec<u8>,
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
    format!("packet {}{time}, {way}, {}", packet.number, count(packet.payload.len()))
}

fn count(octets: usize) -> String {
    format!("{octets} {}", if octets == 1 { "octet" } else { "octets" })
}

/// An item and what it holds, each on a line, with its place in front.
fn branch(out: &mut impl Write, paint: Paint, item: &Item, indent: &str) -> io::Result<()> {
    let number = |number: Option<u32>| number.map_or(String::new(), |number| number.to_string());
    let place = format!("{:>6} {:>5}", number(item.offset), number(item.len));
    let name = match item.kind {
        Kind::Error => paint.red(&item.name),
        Kind::Layer | Kind::Message => paint.bold(&item.name),
        _ => printable(&item.name).into_owned(),
    };
    let value = match item.kind {
        Kind::Error => paint.red(&printable(&item.value)),
        Kind::Trailing => paint.dim(&item.value),
        _ => paint.cyan(&printable(&item.value)),
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

//! `v2x decode`: hexadecimal digits or a capture in, JSON out.

use std::fmt::{self, Display};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use v2x::{CsaeEdition, Decoded, FromXerError, Ode};

use crate::Outcome;
use crate::args;
use crate::captures::{self, Capture};
use crate::csv;
use crate::failure::Failure;
use crate::geojson::Collection;
use crate::guess::Unread;
use crate::hex;
use crate::intake::{Arrival, Intake};
use crate::layers::{self, Signature};
use crate::lines::{self, Consumer, Line, Unusable};
use crate::progress::{self, Writes};
use crate::trust::Judge;

/// Output is written in pieces of this size, or when the input pauses.
pub(crate) const OUTPUT: usize = 256 * 1024;

/// Runs the command.
pub(crate) fn run(options: &args::Decode) -> io::Result<Outcome> {
    let mut decode = Decode {
        roundtrip: options.roundtrip,
        strict: options.strict,
        form: match options.format {
            args::Format::Json => Form::Json(options.jer),
            args::Format::Csv => Form::Csv,
            args::Format::Xer => Form::Xer,
            args::Format::GeoJson => Form::GeoJson(Box::default()),
        },
        judge: options.trust.judge()?,
        encoded: vec![0; 4096],
        digits: Vec::new(),
        outcome: Outcome::Good,
        out: BufWriter::with_capacity(OUTPUT, io::stdout().lock()),
    };
    match decode.form {
        Form::Json(_) | Form::Xer => {}
        Form::Csv => csv::header(&mut decode.out)?,
        Form::GeoJson(_) => Collection::begin(&mut decode.out)?,
    }
    let files = options.file.iter().map(PathBuf::as_path);
    let inputs: Vec<&Path> = options.inputs.iter().map(Path::new).chain(files).collect();
    let mut intake = Intake::new(&options.front, options.selection);
    match if options.raw { None } else { captures::only(&inputs)? } {
        Some(path) => decode.capture(path, &mut intake)?,
        None => {
            let mut lines = Lines { intake, octets: Vec::new(), decode: &mut decode };
            let inputs = lines::Inputs::new(&options.inputs, &options.file).raw(options.raw);
            inputs.for_each(hex::WHAT, hex::looks_like, &mut lines)?;
        }
    }
    if matches!(decode.form, Form::GeoJson(_)) {
        Collection::end(&mut decode.out)?;
    }
    decode.out.flush()?;
    Ok(decode.outcome)
}

/// What is in front of each object: which line or packet, and when it came.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Head {
    pub(crate) unit: Unit,
    /// From 1.
    pub(crate) number: u64,
    /// Which of several messages in it, from 0.
    pub(crate) part: Option<usize>,
    /// Microseconds of Unix time, of packets that have one.
    pub(crate) time: Option<i64>,
}

/// What is counted.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Unit {
    Line,
    Packet,
}

impl Unit {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Line => "line",
            Self::Packet => "packet",
        }
    }
}

impl Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{{\"{}\":{}", self.unit.name(), self.number)?;
        if let Some(part) = self.part {
            write!(f, ",\"part\":{part}")?;
        }
        match self.time.map(|micros| (micros.div_euclid(1_000_000), micros.rem_euclid(1_000_000))) {
            Some((seconds, micros)) => write!(f, ",\"t\":{seconds}.{micros:06}"),
            None => Ok(()),
        }
    }
}

/// What is written of each message.
enum Form {
    Json(args::Jer),
    Csv,
    Xer,
    GeoJson(Box<Collection>),
}

/// The work on each line, with buffers that are used again and again.
struct Decode<W> {
    roundtrip: bool,
    strict: bool,
    form: Form,
    judge: Option<Judge>,
    encoded: Vec<u8>,
    digits: Vec<u8>,
    outcome: Outcome,
    out: W,
}

/// The work on lines of digits.
struct Lines<'a, W> {
    intake: Intake,
    octets: Vec<u8>,
    decode: &'a mut Decode<W>,
}

impl<W: Write> Consumer for Lines<'_, W> {
    fn line(&mut self, number: u64, line: Line<'_>) -> io::Result<()> {
        let Self { intake, octets, decode } = self;
        let head = Head { unit: Unit::Line, number, part: None, time: None };
        match line.octets(octets) {
            Ok(octets) => {
                intake.messages(Arrival::Line(octets), |part, read| decode.take(Head { part, ..head }, read))
            }
            Err(Unusable::Digits(error)) => decode.fail(head, &Failure::hex(&error)),
            Err(Unusable::TooLong) => decode.fail(head, &Failure::line_too_long()),
        }
    }

    fn idle(&mut self) -> io::Result<()> {
        self.decode.out.flush()
    }
}

impl<W: Write> Decode<W> {
    /// All packets of a capture. They are read by what their envelopes say: guessing is for lines.
    fn capture(&mut self, path: &Path, intake: &mut Intake) -> io::Result<()> {
        let live = captures::is_live(path);
        let outcome = Capture::open(path, Writes::Along)?.each(|packet| {
            let time = packet.time.map(|time| time.micros());
            let head = Head { unit: Unit::Packet, number: packet.number, part: None, time };
            intake.messages(Arrival::Packet(*packet), |part, read| self.take(Head { part, ..head }, read))?;
            if live { self.out.flush() } else { Ok(()) }
        })?;
        self.outcome = self.outcome.and(outcome);
        Ok(())
    }

    fn take(&mut self, head: Head, read: Result<Decoded<'_>, Unread>) -> io::Result<()> {
        let read = match read {
            Ok(decoded) if self.strict => decoded.canonical().map_err(Unread::Error),
            read => read,
        };
        match read {
            Ok(decoded) => self.write(head, &decoded),
            Err(unread) => self.fail(head, &Failure::unread(&unread)),
        }
    }

    fn write(&mut self, head: Head, decoded: &Decoded<'_>) -> io::Result<()> {
        let message = &decoded.message;
        let signature = match &mut self.judge {
            Some(judge) => {
                let verdict = judge.verdict(&decoded.layers, message, decoded.payload, head.time);
                Some(Signature::Judged(verdict))
            }
            None => Signature::unjudged(&decoded.layers),
        };
        match &mut self.form {
            Form::Json(jer) => {
                let jer = *jer;
                self.object(head, decoded, jer, signature)
            }
            Form::Csv => csv::message(head, message, decoded.payload.len(), signature, &mut self.out),
            Form::Xer => match message.to_xer() {
                Ok(xml) => writeln!(self.out, "{xml}"),
                Err(error) => self.fail(head, &Failure::xer(&FromXerError::Xer(error))),
            },
            Form::GeoJson(collection) => collection.message(head, message, signature, &mut self.out),
        }
    }

    fn object(
        &mut self,
        head: Head,
        decoded: &Decoded<'_>,
        jer: args::Jer,
        signature: Option<Signature>,
    ) -> io::Result<()> {
        let message = &decoded.message;
        let (set, name) = (message.set().name(), message.name());
        write!(self.out, "{head},\"set\":\"{set}\",\"message\":\"{name}\",\"jer\":")?;
        match jer {
            args::Jer::Ode => serde_json::to_writer(&mut self.out, &Ode(message))?,
            args::Jer::X697 => serde_json::to_writer(&mut self.out, message)?,
        }
        if let Some(edition) = message.csae_edition() {
            write!(self.out, ",\"edition\":{}", year(edition))?;
        }
        let trailing = trailing(decoded);
        if trailing > 0 {
            write!(self.out, ",\"trailing\":{trailing}")?;
        }
        if !decoded.notes.is_empty() {
            let names: Vec<&str> = decoded.notes.names().collect();
            write!(self.out, ",\"notes\":")?;
            serde_json::to_writer(&mut self.out, &names)?;
        }
        if !decoded.layers.is_empty() {
            write!(self.out, ",\"layers\":")?;
            serde_json::to_writer(&mut self.out, &layers::all(&decoded.layers))?;
        }
        if let Some(signature) = signature {
            let (verdict, reason) = (signature.verdict(), signature.reason());
            write!(self.out, ",\"signature\":{{\"verdict\":\"{verdict}\",\"reason\":\"{reason}\"}}")?;
        }
        if self.roundtrip {
            self.write_roundtrip(decoded)?;
        }
        self.out.write_all(b"}\n")
    }

    /// Encodes the message again and writes how that compares with the octets of its frame.
    fn write_roundtrip(&mut self, decoded: &Decoded<'_>) -> io::Result<()> {
        match decoded.message.encode_to(&mut self.encoded) {
            Ok(encoded) if encoded == decoded.payload => self.out.write_all(b",\"roundtrip\":\"same\""),
            Ok(encoded) => {
                self.digits.clear();
                hex::write(encoded, &mut self.digits);
                self.out.write_all(b",\"roundtrip\":\"")?;
                self.out.write_all(&self.digits)?;
                self.out.write_all(b"\"")
            }
            Err(error) => {
                self.outcome = Outcome::SomeFailed;
                self.out.write_all(b",\"roundtrip\":{\"error\":")?;
                Failure::encode(&error).write(&mut self.out)?;
                self.out.write_all(b"}")
            }
        }
    }

    fn fail(&mut self, head: Head, failure: &Failure<'_>) -> io::Result<()> {
        self.outcome = Outcome::SomeFailed;
        match self.form {
            Form::Json(_) => {}
            Form::Csv => return csv::error(head, &failure.message.to_string(), &mut self.out),
            // A map has no place for what could not be read, nor has a line of XML.
            Form::GeoJson(_) | Form::Xer => {
                let (unit, number) = (head.unit.name(), head.number);
                progress::tell(format_args!("v2x: {unit} {number}: {}", failure.message));
                return Ok(());
            }
        }
        write!(self.out, "{head},\"error\":")?;
        failure.write(&mut self.out)?;
        self.out.write_all(b"}\n")
    }
}

/// The year by which an edition is told on the command line and in the output.
pub(crate) fn year(edition: CsaeEdition) -> u16 {
    match edition {
        CsaeEdition::Y2019 => 2019,
        // The newest known, also for what a newer library may add.
        _ => 2020,
    }
}

/// Octets after the frame, inside all headers and behind each.
fn trailing(decoded: &Decoded<'_>) -> u64 {
    let behind: u64 = decoded.layers.iter().map(|layer| u64::from(layer.trailing)).sum();
    behind + decoded.trailing as u64
}

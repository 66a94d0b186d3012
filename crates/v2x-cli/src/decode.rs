//! `v2x decode`: hexadecimal digits or a capture in, JSON out.

use std::fmt::{self, Display};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use v2x::{CsaeEdition, Decoded, FromXerError, Ode};

use crate::Outcome;
use crate::args::{self, Selection};
use crate::captures::{Capture, is_capture};
use crate::csv;
use crate::failure::{Failure, Place};
use crate::geojson::Collection;
use crate::guess::{Readings, Unread};
use crate::hex;
use crate::lines::{self, Consumer, Line};
use crate::replay::{read, readings};
use crate::trust::Judge;

/// Output is written in pieces of this size, or when the input pauses.
pub(crate) const OUTPUT: usize = 256 * 1024;

/// Runs the command.
pub(crate) fn run(options: &args::Decode) -> io::Result<Outcome> {
    let mut decode = Decode {
        readings: Readings::new(options.front.behind(options.selection)),
        roundtrip: options.roundtrip,
        strict: options.strict,
        form: match options.format {
            args::Format::Json => Form::Json(options.jer),
            args::Format::Csv => Form::Csv,
            args::Format::Xer => Form::Xer,
            args::Format::GeoJson => Form::GeoJson(Box::default()),
        },
        judge: options.trust.judge()?,
        octets: Vec::new(),
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
    match inputs.as_slice() {
        [path] if is_capture(path)? => decode.capture(path, options.front.behind(options.selection))?,
        _ => lines::for_each(&options.inputs, &options.file, hex::looks_like, &mut decode)?,
    }
    if matches!(decode.form, Form::GeoJson(_)) {
        Collection::end(&mut decode.out)?;
    }
    decode.out.flush()?;
    Ok(decode.outcome)
}

/// What is in front of each object: which line, or which packet and when it came.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Head {
    Line(u64),
    /// Number, and microseconds of Unix time.
    Packet(u64, Option<i64>),
}

impl Head {
    /// What is counted.
    pub(crate) const fn unit(self) -> &'static str {
        match self {
            Self::Line(_) => "line",
            Self::Packet(..) => "packet",
        }
    }

    /// The number, and microseconds of Unix time where told.
    pub(crate) const fn parts(self) -> (u64, Option<i64>) {
        match self {
            Self::Line(number) => (number, None),
            Self::Packet(number, time) => (number, time),
        }
    }
}

impl Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(number) => write!(f, "{{\"line\":{number}"),
            Self::Packet(number, None) => write!(f, "{{\"packet\":{number}"),
            Self::Packet(number, Some(micros)) => {
                let (seconds, micros) = (micros.div_euclid(1_000_000), micros.rem_euclid(1_000_000));
                write!(f, "{{\"packet\":{number},\"t\":{seconds}.{micros:06}")
            }
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
    readings: Readings,
    roundtrip: bool,
    strict: bool,
    form: Form,
    judge: Option<Judge>,
    octets: Vec<u8>,
    encoded: Vec<u8>,
    digits: Vec<u8>,
    outcome: Outcome,
    out: W,
}

impl<W: Write> Consumer for Decode<W> {
    fn line(&mut self, number: u64, line: Line<'_>) -> io::Result<()> {
        let head = Head::Line(number);
        let Line::Whole(line) = line else {
            return self.fail(head, &Failure::line_too_long());
        };
        if let Err(error) = hex::parse(line, &mut self.octets) {
            return self.fail(head, &Failure::hex(&error));
        }
        // The octets are lent to the message while it is written.
        let octets = std::mem::take(&mut self.octets);
        let written = match self.readings.best(&octets) {
            Ok(decoded) => self.decoded(head, decoded),
            Err(unread) => self.fail_unread(head, unread),
        };
        self.octets = octets;
        written
    }

    fn idle(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl<W: Write> Decode<W> {
    /// All packets of a capture. They are read by what their envelopes say: guessing is for lines.
    fn capture(&mut self, path: &Path, selection: Selection) -> io::Result<()> {
        let (readings, mut buffer) = (readings(selection), Vec::new());
        let outcome = Capture::open(path)?.each(|packet| {
            let head = Head::Packet(packet.number, packet.time.map(|time| time.micros()));
            match read(&readings, packet, &mut buffer) {
                Ok(decoded) => match selection.set() {
                    Some(only) if only != decoded.message.set() => {
                        self.fail_unread(head, Unread::OtherSet(decoded.message.set()))
                    }
                    _ => self.decoded(head, decoded),
                },
                Err(error) => self.fail(head, &Failure::decode(&error)),
            }
        })?;
        self.outcome = self.outcome.and(outcome);
        Ok(())
    }

    fn decoded(&mut self, head: Head, decoded: Decoded<'_>) -> io::Result<()> {
        match if self.strict { decoded.canonical() } else { Ok(decoded) } {
            Ok(decoded) => self.write(head, &decoded),
            Err(error) => self.fail(head, &Failure::decode(&error)),
        }
    }

    fn write(&mut self, head: Head, decoded: &Decoded<'_>) -> io::Result<()> {
        let message = &decoded.message;
        match &mut self.form {
            Form::Json(jer) => {
                let jer = *jer;
                self.object(head, decoded, jer)
            }
            Form::Csv => csv::message(head, message, decoded.payload.len(), &mut self.out),
            Form::Xer => match message.to_xer() {
                Ok(xml) => writeln!(self.out, "{xml}"),
                Err(error) => self.fail(head, &Failure::xer(&FromXerError::Xer(error))),
            },
            Form::GeoJson(collection) => collection.message(head, message, &mut self.out),
        }
    }

    fn object(&mut self, head: Head, decoded: &Decoded<'_>, jer: args::Jer) -> io::Result<()> {
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
        if let Some(judge) = &mut self.judge {
            let verdict = judge.verdict(&decoded.layers, message, decoded.payload, head.parts().1);
            let (sort, reason) = (verdict.sort(), verdict.name());
            write!(self.out, ",\"signature\":{{\"verdict\":\"{sort}\",\"reason\":\"{reason}\"}}")?;
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
                eprintln!("v2x: {} {}: {}", head.unit(), head.parts().0, failure.message);
                return Ok(());
            }
        }
        write!(self.out, "{head},\"error\":")?;
        failure.write(&mut self.out)?;
        self.out.write_all(b"}\n")
    }

    fn fail_unread(&mut self, head: Head, unread: Unread) -> io::Result<()> {
        match unread {
            Unread::Error(error) => self.fail(head, &Failure::decode(&error)),
            Unread::OtherSet(set) => {
                let message = format_args!("the envelope says that the message is of the set {set}");
                let failure =
                    Failure { kind: "other_set", at: "envelope", place: Place::Whole, message: &message };
                self.fail(head, &failure)
            }
        }
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

//! `v2x translate`: messages of one set in, messages of the other and what has no counterpart out.

use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};
use v2x::translate::{Persons, SpatTimes, Target, Translated, Translator};
use v2x::{Decoded, Message};

use crate::Outcome;
use crate::args;
use crate::captures::{self, Capture};
use crate::decode::{OUTPUT, year};
use crate::guess::Unread;
use crate::hex;
use crate::intake::{Arrival, Intake};
use crate::layers::Signature;
use crate::lines::{self, Consumer, Line};
use crate::progress::{self, Writes};

/// Runs the command.
pub(crate) fn run(options: &args::Translate) -> io::Result<Outcome> {
    let times = if options.spans { SpatTimes::Spans } else { SpatTimes::Moments };
    let persons = if options.psm { Persons::Psm } else { Persons::Rsm };
    let mut translate = Translate {
        target: match options.to {
            args::Target::J2735 => Target::J2735,
            args::Target::Csae2020 => Target::Csae2020,
            args::Target::Csae2019 => Target::Csae2019,
        },
        translator: Translator::new().spat_times(times).persons(persons),
        time: options.time.map(Duration::from_secs),
        hex: options.hex,
        signature: None,
        outcome: Outcome::Good,
        out: BufWriter::with_capacity(OUTPUT, io::stdout().lock()),
    };
    let mut intake = Intake::new(&options.front, options.selection);
    let inputs: Vec<&Path> = options.inputs.iter().map(Path::new).collect();
    match if options.raw { None } else { captures::only(&inputs)? } {
        Some(path) => translate.capture(path, &mut intake)?,
        None => {
            let mut lines = Lines { intake, octets: Vec::new(), translate: &mut translate };
            let inputs = lines::Inputs::new(&options.inputs, &[]).raw(options.raw);
            inputs.for_each(hex::WHAT, hex::looks_like, &mut lines)?;
        }
    }
    translate.out.flush()?;
    Ok(translate.outcome)
}

struct Translate<W> {
    target: Target,
    translator: Translator,
    time: Option<Duration>,
    hex: bool,
    /// What is known of the signature of what is translated; its translation has none.
    signature: Option<Signature>,
    outcome: Outcome,
    out: W,
}

/// The work on lines of digits.
struct Lines<'a, W> {
    intake: Intake,
    octets: Vec<u8>,
    translate: &'a mut Translate<W>,
}

impl<W: Write> Consumer for Lines<'_, W> {
    fn line(&mut self, number: u64, line: Line<'_>) -> io::Result<()> {
        let Self { intake, octets, translate } = self;
        let (place, time) = (("line", number), translate.time);
        match line.octets(octets) {
            Ok(octets) => intake.messages(Arrival::Line(octets), |_, read| translate.take(place, read, time)),
            Err(error) => translate.fail(place, &error),
        }
    }

    fn idle(&mut self) -> io::Result<()> {
        self.translate.out.flush()
    }
}

/// What the input is made of, and which one it is.
type Place = (&'static str, u64);

impl<W: Write> Translate<W> {
    fn capture(&mut self, path: &Path, intake: &mut Intake) -> io::Result<()> {
        let live = captures::is_live(path);
        let outcome = Capture::open(path, Writes::Along)?.each(|packet| {
            let place = ("packet", packet.number);
            let time =
                packet.time.and_then(|time| u64::try_from(time.micros()).ok()).map(Duration::from_micros);
            intake.messages(Arrival::Packet(*packet), |_, read| self.take(place, read, time))?;
            if live { self.out.flush() } else { Ok(()) }
        })?;
        self.outcome = self.outcome.and(outcome);
        Ok(())
    }

    fn take(
        &mut self,
        place: Place,
        read: Result<Decoded<'_>, Unread>,
        time: Option<Duration>,
    ) -> io::Result<()> {
        match read {
            Ok(decoded) => {
                self.signature = Signature::unjudged(&decoded.layers);
                self.message(place, &decoded.message, time)
            }
            Err(unread) => self.fail(place, &unread),
        }
    }

    fn message(&mut self, place: Place, message: &Message, time: Option<Duration>) -> io::Result<()> {
        let translator = self.translator.clone();
        let translator = time.into_iter().fold(translator, Translator::at);
        match translator.translate(message, self.target) {
            Ok(translated) if translated.messages.is_empty() => {
                self.fail(place, &"nothing of it can be told in the other message set")
            }
            Ok(translated) if self.hex => self.digits(place, &translated),
            Ok(translated) => self.objects(place, &translated),
            Err(error) => self.fail(place, &error),
        }
    }

    fn digits(&mut self, (unit, number): Place, translated: &Translated) -> io::Result<()> {
        for message in &translated.messages {
            let mut digits = encoded(message)?;
            digits.push(b'\n');
            self.out.write_all(&digits)?;
        }
        let lost = translated.losses.iter().map(|loss| format!("lost: {loss}"));
        let supplied = translated.supplied.iter().map(|supplied| format!("supplied: {supplied}"));
        for text in lost.chain(supplied) {
            progress::tell(format_args!("{unit} {number}: {text}"));
        }
        Ok(())
    }

    fn objects(&mut self, (unit, number): Place, translated: &Translated) -> io::Result<()> {
        for (part, message) in translated.messages.iter().enumerate() {
            let mut object = json!({
                unit: number,
                "set": message.set().name(),
                "message": message.name(),
                "jer": message,
                "hex": String::from_utf8_lossy(&encoded(message)?),
            });
            if let Some(edition) = message.csae_edition() {
                object["edition"] = year(edition).into();
            }
            if let Some(signature) = self.signature {
                object["signature"] = json!({ "verdict": signature.verdict(), "reason": signature.reason() });
            }
            if translated.messages.len() > 1 {
                object["part"] = part.into();
            }
            if part == 0 {
                object["lost"] = losses(translated);
                object["supplied"] = supplied(translated);
            }
            writeln!(self.out, "{object}")?;
        }
        Ok(())
    }

    fn fail(&mut self, (unit, number): Place, error: &dyn std::fmt::Display) -> io::Result<()> {
        self.outcome = Outcome::SomeFailed;
        if self.hex {
            progress::tell(format_args!("{unit} {number}: {error}"));
            return Ok(());
        }
        writeln!(self.out, "{}", json!({ unit: number, "error": { "message": error.to_string() } }))
    }
}

/// The message in hexadecimal digits.
fn encoded(message: &Message) -> io::Result<Vec<u8>> {
    // Translations are within the constraints of their types; if one were not, that is a fault of ours to be shown.
    let octets = message.to_uper().map_err(|error| io::Error::other(error.to_string()))?;
    let mut digits = Vec::new();
    hex::write(&octets, &mut digits);
    Ok(digits)
}

fn losses(translated: &Translated) -> Value {
    let losses = translated.losses.iter().map(|loss| {
        let (meaning, reason) = (loss.meaning(), loss.reason.to_string());
        json!({ "path": loss.path, "value": loss.value, "meaning": meaning, "reason": reason })
    });
    losses.collect()
}

fn supplied(translated: &Translated) -> Value {
    let supplied = translated
        .supplied
        .iter()
        .map(|supplied| json!({ "path": supplied.path, "value": supplied.value, "origin": supplied.origin }));
    supplied.collect()
}

//! `v2x encode`: JSON in, hexadecimal digits out.

use std::io::{self, BufWriter, Write};

use v2x::uper::EncodeError;
use v2x::uper::jer::Value;
use v2x::{CsaeEdition, FromJerError, JerSeed, Ode, Set};

use crate::Outcome;
use crate::args::{self, Jer, Selection};
use crate::decode::{OUTPUT, year};
use crate::failure::Failure;
use crate::hex;
use crate::lines::{self, Consumer, Line};

/// Runs the command.
pub(crate) fn run(options: &args::Encode) -> io::Result<Outcome> {
    let mut encode = Encode {
        selection: options.selection,
        jer: options.jer,
        digits: Vec::new(),
        outcome: Outcome::Good,
        out: BufWriter::with_capacity(OUTPUT, io::stdout().lock()),
    };
    let is_line = |text: &str| text.trim_start().starts_with('{');
    lines::for_each(&options.inputs, &options.file, is_line, &mut encode)?;
    Ok(encode.outcome)
}

/// The work on each line.
struct Encode<W> {
    selection: Selection,
    jer: Jer,
    digits: Vec<u8>,
    outcome: Outcome,
    out: W,
}

/// Why a line gives no octets.
enum Unwritten {
    Json(serde_json::Error),
    Jer(FromJerError),
    Encode(EncodeError),
}

impl<W: Write> Consumer for Encode<W> {
    fn line(&mut self, number: u64, line: Line<'_>) -> io::Result<()> {
        let Line::Whole(line) = line else {
            return self.fail(number, &Failure::line_too_long());
        };
        match encode(line, self.selection, self.jer) {
            Ok(octets) => {
                self.digits.clear();
                hex::write(&octets, &mut self.digits);
                self.digits.push(b'\n');
                self.out.write_all(&self.digits)
            }
            Err(Unwritten::Json(error)) => self.fail(number, &Failure::json(&error)),
            Err(Unwritten::Jer(error)) => self.fail(number, &Failure::jer(&error)),
            Err(Unwritten::Encode(error)) => self.fail(number, &Failure::encode(&error)),
        }
    }

    fn idle(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl<W: Write> Encode<W> {
    fn fail(&mut self, number: u64, failure: &Failure<'_>) -> io::Result<()> {
        self.outcome = Outcome::SomeFailed;
        failure.write_line(number, &mut self.out)
    }
}

/// The frame on a line, encoded as the options say, and else as the line itself does: by what stands beside
/// `jer`, and by the members of the frame.
fn encode(line: &[u8], selection: Selection, jer: Jer) -> Result<Vec<u8>, Unwritten> {
    let value: Value = serde_json::from_slice(line).map_err(Unwritten::Json)?;
    let (frame, edition) = match member(&value, "jer") {
        Some(frame) => (frame, member(&value, "edition")),
        None => (&value, None),
    };
    let set = selection.set().unwrap_or_else(|| JerSeed::set_of(frame));
    let editions = match (set, selection.edition) {
        (Set::Csae, None) => stated(edition).unwrap_or(selection.editions()),
        (Set::Csae, Some(_)) => selection.editions(),
        _ => &[CsaeEdition::Y2020],
    };
    let mut error = None;
    for edition in editions {
        match encode_as(JerSeed { set, edition: *edition }, frame, jer) {
            Ok(octets) => return Ok(octets),
            // That of the first edition tried is told.
            Err(other) => error = error.or(Some(other)),
        }
    }
    Err(error.unwrap_or_else(|| unreachable!("there is an edition to try, and it succeeds or fails")))
}

fn encode_as(seed: JerSeed, frame: &Value, jer: Jer) -> Result<Vec<u8>, Unwritten> {
    let message = match jer {
        Jer::Ode => Ode(seed).message(frame.clone()),
        Jer::X697 => seed.message(frame),
    };
    let message = message.map_err(Unwritten::Jer)?;
    message.to_uper().map_err(Unwritten::Encode)
}

/// The edition that a line of `v2x decode` states.
fn stated(edition: Option<&Value>) -> Option<&'static [CsaeEdition]> {
    let Some(Value::Integer(stated)) = edition else { return None };
    let known: [&'static [CsaeEdition]; 2] = [&[CsaeEdition::Y2019], &[CsaeEdition::Y2020]];
    known.into_iter().find(|edition| edition.iter().all(|edition| i128::from(year(*edition)) == *stated))
}

fn member<'a>(value: &'a Value, wanted: &str) -> Option<&'a Value> {
    let Value::Object(members) = value else { return None };
    members.iter().find(|(name, _)| name == wanted).map(|(_, value)| value)
}

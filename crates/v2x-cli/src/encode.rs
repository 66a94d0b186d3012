//! `v2x encode`: JSON or XML in, hexadecimal digits out.

use std::io::{self, BufWriter, Write};

use v2x::uper::EncodeError;
use v2x::uper::jer::Value;
use v2x::{CsaeEdition, FromJerError, FromXerError, JerSeed, Message, Ode, Set};

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
        xml: Xml::default(),
        digits: Vec::new(),
        outcome: Outcome::Good,
        out: BufWriter::with_capacity(OUTPUT, io::stdout().lock()),
    };
    let is_line = |text: &str| text.trim_start().starts_with(['{', '<']);
    lines::Inputs::new(&options.inputs, &options.file).for_each("JSON or XML", is_line, &mut encode)?;
    encode.rest()?;
    Ok(encode.outcome)
}

/// A frame in XML that goes over several lines.
#[derive(Default)]
struct Xml {
    text: Vec<u8>,
    /// The line that it began at.
    first: u64,
}

/// What a frame in XML ends with.
const END: &[u8] = b"</MessageFrame>";

/// More XML than this is no frame: ten times the largest message there is.
const MOST_XML: usize = 16 << 20;

impl Xml {
    /// Takes a line in, if it belongs to XML. Gives the whole and its first line where it ends with this one.
    fn line(&mut self, number: u64, line: &[u8]) -> Option<Option<(u64, Vec<u8>)>> {
        let line = line.trim_ascii();
        match (self.text.is_empty(), line.first()) {
            (true, Some(b'<')) => self.first = number,
            (true, _) => return None,
            (false, _) => self.text.push(b'\n'),
        }
        self.text.extend_from_slice(line);
        let whole = line.ends_with(END) || self.text.len() > MOST_XML;
        Some(whole.then(|| (self.first, std::mem::take(&mut self.text))))
    }
}

/// The work on each line.
struct Encode<W> {
    selection: Selection,
    jer: Jer,
    xml: Xml,
    digits: Vec<u8>,
    outcome: Outcome,
    out: W,
}

/// Why a line gives no octets.
enum Unwritten {
    Json(serde_json::Error),
    Jer(FromJerError),
    Xer(FromXerError),
    Encode(EncodeError),
}

impl<W: Write> Consumer for Encode<W> {
    fn line(&mut self, number: u64, line: Line<'_>) -> io::Result<()> {
        let Line::Whole(line) = line else {
            return self.fail(number, &Failure::line_too_long());
        };
        match self.xml.line(number, line) {
            Some(Some((number, text))) => self.written(number, encode_xml(&text, self.selection)),
            Some(None) => Ok(()),
            None => self.written(number, encode(line, self.selection, self.jer)),
        }
    }

    fn idle(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl<W: Write> Encode<W> {
    fn written(&mut self, number: u64, encoded: Result<Vec<u8>, Unwritten>) -> io::Result<()> {
        match encoded {
            Ok(octets) => {
                self.digits.clear();
                hex::write(&octets, &mut self.digits);
                self.digits.push(b'\n');
                self.out.write_all(&self.digits)
            }
            Err(Unwritten::Json(error)) => self.fail(number, &Failure::json(&error)),
            Err(Unwritten::Jer(error)) => self.fail(number, &Failure::jer(&error)),
            Err(Unwritten::Xer(error)) => self.fail(number, &Failure::xer(&error)),
            Err(Unwritten::Encode(error)) => self.fail(number, &Failure::encode(&error)),
        }
    }

    /// XML that did not end.
    fn rest(&mut self) -> io::Result<()> {
        let Xml { text, first } = std::mem::take(&mut self.xml);
        if !text.is_empty() {
            self.written(first, encode_xml(&text, self.selection))?;
        }
        self.out.flush()
    }

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
    first_of(set, selection, stated(edition), |seed| match jer {
        Jer::Ode => Ode(seed).message(frame.clone()).map_err(Unwritten::Jer),
        Jer::X697 => seed.message(frame).map_err(Unwritten::Jer),
    })
}

/// The same of a frame in XML, where the first element tells the set.
fn encode_xml(text: &[u8], selection: Selection) -> Result<Vec<u8>, Unwritten> {
    let text = String::from_utf8_lossy(text);
    let inside = text.split_once("<MessageFrame>").map_or("", |(_, inside)| inside.trim_start());
    let told = if inside.starts_with("<messageId>") { Set::J2735 } else { Set::Csae };
    let set = selection.set().unwrap_or(told);
    first_of(set, selection, None, |seed| seed.message_from_xer(&text).map_err(Unwritten::Xer))
}

/// A frame in the first edition of its set that it fits.
fn first_of(
    set: Set,
    selection: Selection,
    stated: Option<&'static [CsaeEdition]>,
    read: impl Fn(JerSeed) -> Result<Message, Unwritten>,
) -> Result<Vec<u8>, Unwritten> {
    let editions = match (set, selection.edition) {
        (Set::Csae, None) => stated.unwrap_or(selection.editions()),
        (Set::Csae, Some(_)) => selection.editions(),
        _ => &[CsaeEdition::Y2020],
    };
    let mut error = None;
    for edition in editions {
        let message = read(JerSeed { set, edition: *edition });
        match message.and_then(|message| message.to_uper().map_err(Unwritten::Encode)) {
            Ok(octets) => return Ok(octets),
            // That of the first edition tried is told.
            Err(other) => error = error.or(Some(other)),
        }
    }
    Err(error.unwrap_or_else(|| unreachable!("there is an edition to try, and it succeeds or fails")))
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

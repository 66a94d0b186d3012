//! Messages as a table (RFC 4180): a row for every road user that a message tells of, or one for a message that tells of none.

use std::io::{self, Write};

use v2x::Message;
use v2x_fusion::adapt::{self, Reception};
use v2x_fusion::{Geodetic, Input, Observation, Subject, Time};

use crate::decode::{Head, year};
use crate::layers::Signature;

/// The columns. Degrees, metres, metres per second, degrees clockwise from north.
const COLUMNS: &str = "number,t,set,edition,message,octets,station,object,class,latitude,longitude,height,speed,\
heading,length,width,intersection,signature,error";

/// Writes the names of the columns.
pub(crate) fn header(out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{COLUMNS}")
}

/// The rows of a message.
pub(crate) fn message(
    head: Head,
    message: &Message,
    octets: usize,
    signature: Option<Signature>,
    out: &mut impl Write,
) -> io::Result<()> {
    let edition = message.csae_edition().map_or(String::new(), |edition| year(edition).to_string());
    let (set, name) = (message.set().name(), message.name());
    let front = format!("{},{set},{edition},{name},{octets}", place(head));
    let (mut rows, mut written) = (Vec::new(), Ok(()));
    let reception = Reception { at: head.received().unwrap_or_default(), ..Reception::default() };
    adapt::message(message, &reception, &mut |input| rows.push(row(&input)));
    if rows.is_empty() {
        rows.push(",,,,,,,,,,".to_owned());
    }
    let signature = signature.map_or("", |signature| signature.verdict());
    for row in rows {
        written = written.and_then(|()| writeln!(out, "{front},{row},{signature},"));
    }
    written
}

/// The row of what could not be read.
pub(crate) fn error(head: Head, error: &str, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{},,,,,,,,,,,,,,,,,{}", place(head), quoted(error))
}

fn place(head: Head) -> String {
    let Head { number, time, .. } = head;
    let time = time.map_or(String::new(), |micros| {
        format!("{}.{:06}", micros.div_euclid(1_000_000), micros.rem_euclid(1_000_000))
    });
    format!("{number},{time}")
}

/// The columns from `station` to `intersection`.
fn row(input: &Input) -> String {
    match input {
        Input::Observation(observation) => user(observation),
        Input::Map(map) => {
            let Geodetic { latitude, longitude, .. } = map.reference;
            format!(",,,{latitude:.7},{longitude:.7},,,,,,{}/{}", map.id.region, map.id.id)
        }
        Input::Signals(report) => {
            let id = report.intersection;
            format!(",,,,,,,,,,{}/{}", id.region, id.id)
        }
        // What a newer engine takes besides.
        _ => ",,,,,,,,,,".to_owned(),
    }
}

fn user(observation: &Observation) -> String {
    let number =
        |value: Option<f32>, digits: usize| value.map_or(String::new(), |value| format!("{value:.digits$}"));
    let Geodetic { latitude, longitude, height } = observation.position;
    let object = match observation.subject {
        Subject::Sender => String::new(),
        Subject::Object { number, .. } => number.to_string(),
    };
    let size = |known: Option<f32>| number(known.filter(|metres| *metres > 0.0), 2);
    [
        station(observation),
        object,
        observation.class.name().into(),
        format!("{latitude:.7}"),
        format!("{longitude:.7}"),
        number(height, 1),
        number(observation.speed.map(|speed| speed.value), 2),
        number(observation.heading.map(|heading| heading.value.to_degrees()), 2),
        size(observation.size.map(|size| size.length)),
        size(observation.size.map(|size| size.width)),
        String::new(),
    ]
    .join(",")
}

/// The sender's name: as long as its set has them.
pub(crate) fn station(observation: &Observation) -> String {
    let octets = &observation.station.octets;
    let len = if matches!(observation.station.scope, v2x_fusion::Scope::Csae) { 8 } else { 4 };
    octets.iter().take(len).map(|octet| format!("{octet:02x}")).collect()
}

/// A field in quotation marks, those in it doubled.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

impl Head {
    /// When the packet came, if that is told.
    pub(crate) fn received(self) -> Option<Time> {
        self.time.map(Time::from_micros)
    }
}

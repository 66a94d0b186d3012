//! `v2x replay`: a capture file in, a picture of the road for every 100 ms of recorded time out.

use std::collections::BTreeMap;
use std::fmt::{self, Display};
use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::Path;
use std::time::Duration;

use v2x::Decoded;
use v2x::capture::{Packet, Reader};
use v2x_fusion::adapt::{self, OffsetSign, Reception};
use v2x_fusion::{Config, Engine, Event, Replay, Snapshot, Time};

use crate::args::{self, SdsmOffset};
use crate::captures::Capture;
use crate::decode::OUTPUT;
use crate::guess::Unread;
use crate::intake::{Arrival, Intake};
use crate::progress::Writes;
use crate::trust::Judge;
use crate::{Outcome, about, tracks, warnings};

/// Recorded time between two pictures.
const STEP: Duration = Duration::from_millis(100);

/// Runs the command.
pub(crate) fn run(options: &args::Replay) -> io::Result<Outcome> {
    let mut out = Outputs::create(options)?;
    let standard = |path: &Path| path.as_os_str() == "-";
    let along = standard(&options.tracks) || options.warnings.as_deref().is_some_and(standard);
    let writes = if along { Writes::Along } else { Writes::Elsewhere };
    let mut capture = Capture::open(&options.capture, writes)?;
    let mut play = Play::new(options)?;
    let mut intake = Intake::new(&options.front, options.selection);
    let outcome = capture.each(|packet| {
        play.until(packet, &mut out)?;
        intake.messages(Arrival::Packet(*packet), |_, read| {
            play.message(read);
            out.events(play.replay.engine())
        })
    })?;
    play.rest(&mut out)?;
    out.flush()?;
    eprint!("{}", Summary { reader: capture.reader(), tally: &play.tally });
    Ok(outcome)
}

/// Where pictures and warnings go.
struct Outputs<'a> {
    tracks: Output<'a>,
    warnings: Option<Output<'a>>,
}

/// A file that is written, and its name for errors.
struct Output<'a> {
    path: &'a Path,
    writer: BufWriter<Box<dyn Write>>,
}

impl<'a> Outputs<'a> {
    fn create(options: &'a args::Replay) -> io::Result<Self> {
        let warnings = options.warnings.as_deref().map(Output::create).transpose()?;
        Ok(Self { tracks: Output::create(&options.tracks)?, warnings })
    }

    fn picture(&mut self, picture: &Snapshot) -> io::Result<()> {
        tracks::write_line(picture, &mut self.tracks.writer).map_err(about(self.tracks.path))
    }

    /// Writes the warnings that the engine has to tell of; what else it tells is left out.
    fn events(&mut self, engine: &mut Engine) -> io::Result<()> {
        while let Some(event) = engine.poll_event() {
            let (Event::Warning(warning), Some(out), Some(plane)) =
                (event, &mut self.warnings, engine.plane())
            else {
                continue;
            };
            warnings::write_line(&warning, plane, &mut out.writer).map_err(about(out.path))?;
        }
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        for out in [Some(&mut self.tracks), self.warnings.as_mut()].into_iter().flatten() {
            out.writer.flush().map_err(about(out.path))?;
        }
        Ok(())
    }
}

impl<'a> Output<'a> {
    fn create(path: &'a Path) -> io::Result<Self> {
        Ok(Self { path, writer: BufWriter::with_capacity(OUTPUT, create(path)?) })
    }
}

/// An engine that is fed with packets, and what became of them.
struct Play {
    judge: Option<Judge>,
    replay: Replay,
    sdsm_offset: OffsetSign,
    tally: Tally,
    /// When the latest packet was received: those without a time of their own count as received with it.
    latest: Time,
}

/// What became of payloads.
#[derive(Default)]
struct Tally {
    pictures: u64,
    messages: BTreeMap<(&'static str, &'static str), u64>,
    /// By where and why.
    unread: BTreeMap<(&'static str, &'static str), u64>,
    other_set: u64,
    /// By verdict and reason, where signatures are verified.
    signatures: BTreeMap<(&'static str, &'static str), u64>,
}

impl Play {
    fn new(options: &args::Replay) -> io::Result<Self> {
        Ok(Self {
            judge: options.trust.judge()?,
            replay: Replay::new(Engine::new(Config::default()), STEP),
            sdsm_offset: match options.sdsm_offset {
                SdsmOffset::Added => OffsetSign::Added,
                SdsmOffset::Subtracted => OffsetSign::Subtracted,
                SdsmOffset::Past => OffsetSign::Past,
            },
            tally: Tally::default(),
            latest: Time::MIN,
        })
    }

    /// The pictures until a packet was received.
    fn until(&mut self, packet: &Packet<'_>, out: &mut Outputs<'_>) -> io::Result<()> {
        self.latest = packet.time.map_or(self.latest, |time| Time::from_micros(time.micros()));
        while let Some(picture) = self.replay.before(self.latest) {
            out.picture(picture)?;
            self.tally.pictures += 1;
            out.events(self.replay.engine())?;
        }
        self.replay.received(self.latest);
        Ok(())
    }

    fn message(&mut self, read: Result<Decoded<'_>, Unread>) {
        let decoded = match read {
            Ok(decoded) => decoded,
            Err(Unread::OtherSet(_)) => return self.tally.other_set += 1,
            Err(unread) => return *self.tally.unread.entry((unread.at(), unread.name())).or_default() += 1,
        };
        let message = &decoded.message;
        *self.tally.messages.entry((message.set().name(), message.name())).or_default() += 1;
        let reception = Reception { at: self.latest, sdsm_offset: self.sdsm_offset, ..Reception::default() };
        let judged = self.judge.as_mut().map(|judge| {
            judge.verdict(&decoded.layers, message, decoded.payload, Some(self.latest.micros()))
        });
        if let Some(verdict) = judged {
            *self.tally.signatures.entry((verdict.sort(), verdict.name())).or_default() += 1;
        }
        let verified = judged.is_some_and(|verdict| verdict.is_verified());
        adapt::message(message, &reception, &mut |mut input| {
            input.set_verified(verified);
            self.replay.handle(self.latest, input);
        });
    }

    /// The pictures after the last packet.
    fn rest(&mut self, out: &mut Outputs<'_>) -> io::Result<()> {
        while let Some(picture) = self.replay.rest() {
            out.picture(picture)?;
            self.tally.pictures += 1;
            out.events(self.replay.engine())?;
        }
        Ok(())
    }
}

fn create(path: &Path) -> io::Result<Box<dyn Write>> {
    if path.as_os_str() == "-" {
        return Ok(Box::new(io::stdout().lock()));
    }
    Ok(Box::new(File::create(path).map_err(about(path))?))
}

/// What was read and what was not, for people.
struct Summary<'a, R> {
    reader: &'a Reader<R>,
    tally: &'a Tally,
}

impl<R: Read> Display for Summary<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = self.reader.counts();
        writeln!(
            f,
            "v2x: {} packets: {} payloads, {} skipped, {} fragments, {} of unknown links, {} faulty",
            counts.packets,
            counts.delivered,
            counts.skipped(),
            counts.fragments,
            counts.unsupported_link,
            counts.faulty
        )?;
        list(f, "messages", &self.tally.messages)?;
        list(f, "payloads not read", &self.tally.unread)?;
        list(f, "signatures", &self.tally.signatures)?;
        if self.tally.other_set > 0 {
            writeln!(f, "v2x: {} messages of the other set left out", self.tally.other_set)?;
        }
        writeln!(f, "v2x: {} pictures", self.tally.pictures)
    }
}

fn list(f: &mut fmt::Formatter<'_>, what: &str, counts: &BTreeMap<(&str, &str), u64>) -> fmt::Result {
    if counts.is_empty() {
        return Ok(());
    }
    write!(f, "v2x: {} {what}:", counts.values().sum::<u64>())?;
    let mut separator = "";
    for ((scope, name), count) in counts {
        write!(f, "{separator} {count} {scope} {name}")?;
        separator = ",";
    }
    writeln!(f)
}

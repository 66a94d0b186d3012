//! What can be written on the command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

use crate::front::Front;
use crate::trust::Trust;

/// Decode, encode and replay V2X messages
#[derive(Debug, Parser)]
#[command(name = "v2x", version, about, long_about = ABOUT, after_help = EXIT_STATUS)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

const ABOUT: &str = "\
Decode, encode and replay V2X messages

Message sets: SAE J2735 (the edition of 2024, which reads frames of 2016 and 2020 too, with the sets that ride in it)
and the Chinese C-V2X sets T/CSAE 53 and T/CSAE 157. WSMP, IEEE 1609.2 data and DSMP around a message are unwrapped.";

const EXIT_STATUS: &str = "\
Exit status:
  0  everything was good
  1  at least one line was not, and its place in the output says why; or the capture file is damaged
  2  wrong usage, or a file could not be read or written";

const SEE_HELP: &str = "Examples and the form of the output: --help";

const DECODE_EXAMPLES: &str = "\
Examples:
  v2x decode 002b0100                                  one message
  v2x decode --roundtrip messages.hex                  a file, one message a line
  grep payload log | cut -d: -f2 | v2x decode          standard input
  v2x decode --set csae --edition 2019 bsm.hex         the 2019 draft of T/CSAE 53
  v2x decode crossing.pcap.gz                          a capture: pcap or pcapng, also gzipped
  tcpdump -i eth0 -U -w - udp | v2x decode             a capture that goes on
  v2x decode --format geojson crossing.pcap            a map of it: GeoJSON, for a map viewer
  v2x decode --format csv crossing.pcap                a table of road users
  v2x decode --format xer messages.hex                 <MessageFrame><messageId>20</messageId>...
  v2x decode --raw --outer rsu-text tim.txt            message text for roadside units, as it is
  v2x decode --outer 9000=rsu-cloud-counted site.pcap  uploads of roadside units, told by the port
  v2x decode --outer 6053=tscbm --intersection 1204 --group 1=phase:2,protected --group 2=phase:4 cabinet.pcap

Output, one JSON object for each line:
  {\"line\":1,\"set\":\"j2735\",\"message\":\"BasicSafetyMessage\",\"jer\":{\"messageId\":20,\"value\":{...}}}
  {\"line\":2,\"error\":{\"kind\":\"truncated\",\"at\":\"BSMcoreData.lat\",\"bit\":71,\"message\":\"...\"}}
Chinese messages have an \"edition\" besides; octets after the message are counted in \"trailing\". \"layers\" has the headers
around the message, outermost first, with their places, and \"signature\" what is known of a signature: not_verified
without --trust (XML has no place for it). Packets of a capture
have \"packet\" and \"t\", seconds of Unix time, instead of \"line\", and are read by what their envelopes say alone. Where
one line or packet holds several messages (an upload), each has a \"part\", counted from 0.

Without --set, an envelope around the message tells the set. Bare messages do not tell it, so J2735, T/CSAE 53-2020
and the 2019 draft are tried: the one that explains the octets best wins (known message, nothing left over, encodes to
the same octets again), the earlier one where two explain them equally well. Where both editions of the Chinese set
do, as they often do in BSM, RSM and SPAT, it is 2020: use --edition where it is known.";

const ENCODE_EXAMPLES: &str = "\
Examples:
  v2x encode '{\"messageId\":43,\"value\":null}'         one message
  v2x encode messages.jsonl                            a file, one frame a line
  v2x decode messages.hex | v2x encode                 and back again
  v2x encode frame.xml                                 XML by X.693 (XER)

A line is a frame in JER, or an object with a frame as \"jer\", as v2x decode prints them; or a <MessageFrame> in XER,
which may go over many lines. Output: one line of hexadecimal digits for each, or {\"line\":2,\"error\":{...}}. Without
--set, the frame's members tell the set: J2735 has a \"messageId\".";

const INSPECT_EXAMPLES: &str = "\
Examples:
  v2x inspect 0300208b...                              one datagram
  v2x inspect crossing.pcap.gz --number 12             the twelfth packet of a capture
  v2x inspect messages.hex | less                      a file, one datagram a line
  v2x inspect --bits 0014...                           and which bits of the frame are which field
  v2x inspect --raw --outer rsu-cloud-single spat.bin  a file that is one datagram, and what it is

Output, for people: a tree of headers and fields, with offset and length in octets in front of what has a place, and
units and meanings behind numbers. Signatures are verified with --trust, and only shown otherwise: at the time of the
packet, or, where there is none, at the time when the message says it was made.";

const REPLAY_EXAMPLES: &str = "\
Examples:
  v2x replay crossing.pcap --tracks tracks.jsonl
  v2x replay crossing.pcap --tracks tracks.jsonl --warnings warnings.jsonl
  v2x replay crossing.pcapng | jq '.tracks | length'
  v2x replay --set csae shanghai.pcap --tracks tracks.jsonl

Reads pcap and pcapng: UDP over IPv4 and IPv6 (Ethernet, VLAN, Linux cooked, raw IP, loopback), and WSMP straight on
Ethernet. Output, one line for each 100 ms of recorded time, from what was received by then:
  {\"t\":1750172378.1,\"tracks\":[{\"id\":1,\"lat\":42.3,\"lon\":-83.7,\"speed\":8.31,\"heading\":91.2,\"class\":\"vehicle\",
  \"cov\":[0.61,0.02,0.58]}]}
t in seconds of Unix time, degrees, m/s, degrees clockwise from north; class is vehicle, vru or unknown; cov is the
covariance of the position east and north [xx, xy, yy] in square metres. What was read and what was not goes to standard
error.";

const STATS_EXAMPLES: &str = "\
Examples:
  v2x stats crossing.pcap
  v2x stats crossing.pcap.gz --json | jq 'select(.message == \"SPAT\") | .interval_ms'
  v2x stats crossing.pcap --intersections              what is wrong with SPaT and MAP, by intersection
  v2x stats --outer 9000=rsu-cloud-single site.pcap    uploads of roadside units, told by the port

Output, a line for each kind of message: how many, of how many senders (for SPaT and MAP: intersections), how many a
second, milliseconds between two of one sender (least, median, 95 %, most), octets of a frame (likewise), and how counts
or revisions move from one to the next of a sender: by one, not at all, otherwise. For SPaT and MAP besides: contents
that changed without a new revision, and revisions without a change. What was not read goes to standard error.

With --intersections (of J2735): rates (SPaT 10 a second, MAP 1), gaps, sizes, revisions, the age of SPaT, times that
go back or are missing, minEndTime that is missing, has passed, is moved back or not kept, maxEndTime that is not kept,
signal groups of the MAP that SPaT lacks and the other way round, and how often the revisions of both differ.
What a capture does not show is not checked: whether lanes and lights are where the messages say, what left the radio;
nor are signatures (v2x decode --trust).";

const TRANSLATE_EXAMPLES: &str = "\
Examples:
  v2x translate --to csae2020 messages.hex             a file, one message a line
  v2x translate --to j2735 --hex crossing.pcap         a capture; what is lost goes to standard error
  v2x translate --to csae2020 spat.hex | jq .lost      what has no counterpart

BSM, MAP and SPaT become the message of that name; SDSM becomes RSM and the other way round, and PSM an RSM with one
participant, or with --psm the PSM of T/CSAE 157, which becomes a PSM of J2735.
Output, one JSON object for each message:
  {\"line\":1,\"set\":\"csae\",\"edition\":2020,\"message\":\"BSM\",\"jer\":{...},\"hex\":\"...\",
  \"lost\":[{\"path\":\"coreData.x\",\"value\":...,\"meaning\":\"...\",\"reason\":\"...\"}],\"supplied\":[...]}
\"lost\" has every field that is not told any more, or not as it was; \"supplied\" what the target demands and the source
does not say. A message in several parts has the lists in the first. Signatures are not verified (\"signature\").";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Turn messages in hexadecimal digits into JSON, one object a line
    Decode(Decode),
    /// Turn messages in JSON or XML into hexadecimal digits, one line each
    Encode(Encode),
    /// Show headers and fields of datagrams as a tree
    Inspect(Inspect),
    /// Turn a capture file into tracks of road users
    Replay(Replay),
    /// Count what a capture file holds: kinds of messages, rates, sizes, revisions
    Stats(Stats),
    /// Translate messages between J2735 and T/CSAE 53, with a list of what has no counterpart
    Translate(Translate),
}

/// Translate messages between J2735 and T/CSAE 53, with a list of what has no counterpart
#[derive(Debug, clap::Args)]
#[command(after_help = SEE_HELP, after_long_help = TRANSLATE_EXAMPLES)]
pub(crate) struct Translate {
    /// Hexadecimal digits, a capture file, or files with a message a line; "-" or nothing is standard input
    #[arg(value_name = "HEX|FILE")]
    pub(crate) inputs: Vec<String>,
    /// Files hold a datagram each, in octets instead of digits
    #[arg(long)]
    pub(crate) raw: bool,
    /// What to translate to
    #[arg(long, value_name = "SET")]
    pub(crate) to: Target,
    /// Hexadecimal digits alone, a line for each message; the lists go to standard error
    #[arg(long)]
    pub(crate) hex: bool,
    /// Tell the times of Chinese signals as spans from the message's own time, not as moments of the hour
    #[arg(long)]
    pub(crate) spans: bool,
    /// Tell a PSM as that of T/CSAE 157-2020 (day 2), which tells more than an RSM
    #[arg(long)]
    pub(crate) psm: bool,
    /// When lines were sent, in seconds of Unix time; packets of a capture have their own
    #[arg(long, value_name = "SECONDS")]
    pub(crate) time: Option<u64>,
    #[command(flatten)]
    pub(crate) front: Front,
    #[command(flatten)]
    pub(crate) selection: Selection,
}

/// What to translate to.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum Target {
    /// SAE J2735
    J2735,
    /// T/CSAE 53-2020
    Csae2020,
    /// The draft of July 2019 of T/CSAE 53
    Csae2019,
}

/// Count what a capture file holds: kinds of messages, rates, sizes, revisions
#[derive(Debug, clap::Args)]
#[command(after_help = SEE_HELP, after_long_help = STATS_EXAMPLES)]
pub(crate) struct Stats {
    /// The capture file, pcap or pcapng, also gzipped; "-" is standard input
    pub(crate) capture: PathBuf,
    /// One JSON object a line instead of a table
    #[arg(long)]
    pub(crate) json: bool,
    /// Each intersection instead, with what is not as deployments ask for
    #[arg(long)]
    pub(crate) intersections: bool,
    #[command(flatten)]
    pub(crate) front: Front,
    #[command(flatten)]
    pub(crate) selection: Selection,
}

/// Show headers and fields of datagrams as a tree
#[derive(Debug, clap::Args)]
#[command(after_help = SEE_HELP, after_long_help = INSPECT_EXAMPLES)]
pub(crate) struct Inspect {
    /// Hexadecimal digits, a capture file, or files with a datagram a line; "-" or nothing is standard input
    #[arg(value_name = "HEX|FILE")]
    pub(crate) inputs: Vec<String>,
    /// Files hold a datagram each, in octets instead of digits
    #[arg(long)]
    pub(crate) raw: bool,
    /// Show only the packet or line of this number, counted from 1
    #[arg(short, long)]
    pub(crate) number: Option<u64>,
    /// Whether to use colours
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: When,
    /// Show the bits of each frame too, field by field
    #[arg(long)]
    pub(crate) bits: bool,
    #[command(flatten)]
    pub(crate) trust: Trust,
    #[command(flatten)]
    pub(crate) front: Front,
    #[command(flatten)]
    pub(crate) selection: Selection,
}

/// When colours are used.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum When {
    /// Always
    Always,
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Never
    Never,
}

/// Turn messages in hexadecimal digits into JSON, one object a line
///
/// White space, upper case and "0x" in the digits do not matter.
#[derive(Debug, clap::Args)]
#[command(after_help = SEE_HELP, after_long_help = DECODE_EXAMPLES)]
pub(crate) struct Decode {
    /// Hexadecimal digits, a capture file, or files with a message a line; "-" or nothing is standard input
    #[arg(value_name = "HEX|FILE")]
    pub(crate) inputs: Vec<String>,
    /// Read messages from this file, one a line (may be given several times)
    #[arg(short, long, value_name = "FILE")]
    pub(crate) file: Vec<PathBuf>,
    /// Files hold a datagram each, in octets instead of digits
    #[arg(long)]
    pub(crate) raw: bool,
    /// Encode each message again: adds "roundtrip":"same", or the octets where they differ
    #[arg(short, long)]
    pub(crate) roundtrip: bool,
    /// Take canonical encodings only: others fail, and the error says what they have. Without this, "notes" does
    #[arg(short, long)]
    pub(crate) strict: bool,
    /// How the JSON is written
    #[arg(long, value_name = "FORM", default_value = "x697")]
    pub(crate) jer: Jer,
    /// What is written
    #[arg(long, value_name = "FORMAT", default_value = "json")]
    pub(crate) format: Format,
    #[command(flatten)]
    pub(crate) trust: Trust,
    #[command(flatten)]
    pub(crate) front: Front,
    #[command(flatten)]
    pub(crate) selection: Selection,
}

/// What decoding writes.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum Format {
    /// An object with the whole message, one a line
    Json,
    /// A table: a row for every road user that a message tells of, with place, speed and heading
    Csv,
    /// XML by X.693 (XER), a frame a line
    Xer,
    /// A map: lanes, stop lines and connections of MAP, signals of SPaT at them, and road users
    #[value(name = "geojson")]
    GeoJson,
}

/// Turn messages in JSON or XML into hexadecimal digits, one line each
#[derive(Debug, clap::Args)]
#[command(after_help = SEE_HELP, after_long_help = ENCODE_EXAMPLES)]
pub(crate) struct Encode {
    /// Frames in JSON or XML, or files of them, JSON a frame a line; "-" or nothing is standard input
    #[arg(value_name = "JSON|XML|FILE")]
    pub(crate) inputs: Vec<String>,
    /// Read frames from this file, one a line (may be given several times)
    #[arg(short, long, value_name = "FILE")]
    pub(crate) file: Vec<PathBuf>,
    /// How the JSON is written
    #[arg(long, value_name = "FORM", default_value = "x697")]
    pub(crate) jer: Jer,
    #[command(flatten)]
    pub(crate) selection: Selection,
}

/// Turn a capture file into tracks of road users
#[derive(Debug, clap::Args)]
#[command(after_help = SEE_HELP, after_long_help = REPLAY_EXAMPLES)]
pub(crate) struct Replay {
    /// The capture file, pcap or pcapng, also gzipped; "-" is standard input
    pub(crate) capture: PathBuf,
    /// Write the tracks to this file; "-" is standard output
    #[arg(short, long, value_name = "OUT", default_value = "-")]
    pub(crate) tracks: PathBuf,
    /// Write warnings to this file, a line when one is raised and while it lasts
    #[arg(short, long, value_name = "OUT")]
    pub(crate) warnings: Option<PathBuf>,
    /// How objects in SDSM are timed from the message's own time: senders disagree on the sign
    #[arg(long, value_name = "SIGN", default_value = "added")]
    pub(crate) sdsm_offset: SdsmOffset,
    #[command(flatten)]
    pub(crate) trust: Trust,
    #[command(flatten)]
    pub(crate) front: Front,
    #[command(flatten)]
    pub(crate) selection: Selection,
}

/// The flavours of JSON.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum Jer {
    /// As ITU-T X.697 says
    X697,
    /// As the US operational data environment does: {"messageId":20,"value":{"BasicSafetyMessage":{...}}}
    Ode,
}

/// The sign of the time offsets in SDSM.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum SdsmOffset {
    /// Added: negative offsets are of the past
    Added,
    /// Subtracted: positive offsets are of the past
    Subtracted,
    /// Of the past whatever the sign
    Past,
}

/// Which message set to read.
#[derive(Clone, Copy, Debug, Default, clap::Args)]
pub(crate) struct Selection {
    /// Read this message set only
    #[arg(long)]
    pub(crate) set: Option<Set>,
    /// Read this edition of the Chinese set; nothing in a frame tells it
    #[arg(long)]
    pub(crate) edition: Option<Edition>,
}

/// A message set.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum Set {
    /// SAE J2735
    J2735,
    /// T/CSAE 53 and T/CSAE 157
    Csae,
}

/// An edition of the Chinese set.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum Edition {
    /// T/CSAE 53-2020 with T/CSAE 157-2020
    #[value(name = "2020")]
    Y2020,
    /// The draft of July 2019 behind YD/T 3709
    #[value(name = "2019")]
    Y2019,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn arguments_are_consistent() {
        Args::command().debug_assert();
    }

    #[test]
    fn help_fits_a_terminal_of_120_columns() {
        let mut command = Args::command();
        let help = command.render_long_help().to_string();
        assert!(help.lines().all(|line| line.chars().count() <= 120), "{help}");
        for command in command.get_subcommands_mut().filter(|command| command.get_name() != "help") {
            let help = command.render_long_help().to_string();
            assert!(help.contains("Examples:"), "{help}");
            assert!(help.lines().all(|line| line.chars().count() <= 120), "{help}");
        }
    }
}

//! A capture file from its first packet to its last.

use std::fmt::{self, Display};
use std::fs::File;
use std::io::{self, BufRead, Read};
use std::path::Path;

use v2x::capture::{CaptureError, Counts, Packet, Reader, Uncompressed, compression};

use crate::progress::{self, Watched, Writes};
use crate::{Outcome, about};

/// Faults of the capture that are told one by one; more are only counted.
const TOLD: u64 = 5;

/// An open capture file.
pub(crate) struct Capture<'a> {
    path: &'a Path,
    reader: Reader<Uncompressed<Box<dyn Read>>>,
}

impl<'a> Capture<'a> {
    /// Opens a file; "-" is standard input.
    pub(crate) fn open(path: &'a Path, writes: Writes) -> io::Result<Self> {
        let file: Box<dyn Read> = if is_live(path) {
            Box::new(io::stdin().lock())
        } else {
            Box::new(Watched::new(File::open(path).map_err(about(path))?, path, writes))
        };
        let file = Uncompressed::new(file).map_err(about(path))?;
        let explain = |error: CaptureError| about(path)(io::Error::new(io::ErrorKind::InvalidData, error));
        Ok(Self { path, reader: Reader::new(file).map_err(explain)? })
    }

    /// Gives every packet to `take`. Where the file is damaged is told on standard error, and it is read on as far as
    /// possible.
    pub(crate) fn each(
        &mut self,
        mut take: impl FnMut(&Packet<'_>) -> io::Result<()>,
    ) -> io::Result<Outcome> {
        let (mut faults, mut untold, mut outcome) = (0, 0_u64, Outcome::Good);
        while let Some(packet) = self.reader.next_packet() {
            match packet {
                Ok(packet) => take(&packet)?,
                Err(error) => {
                    outcome = Outcome::SomeFailed;
                    faults += 1;
                    if faults > TOLD && !error.is_fatal() {
                        untold += 1;
                    } else {
                        progress::tell(format_args!("v2x: {}: {error}", self.path.display()));
                    }
                }
            }
        }
        progress::clear();
        let counts = self.reader.counts();
        if counts.delivered == 0 && faults == 0 {
            progress::tell(format_args!(
                "v2x: {}: no datagram: {}",
                self.path.display(),
                Undelivered(&counts)
            ));
        }
        if untold > 0 {
            eprintln!("v2x: {}: {untold} further faults of packets", self.path.display());
        }
        Ok(outcome)
    }

    /// What was read so far.
    pub(crate) const fn reader(&self) -> &Reader<Uncompressed<Box<dyn Read>>> {
        &self.reader
    }
}

/// What became of packets, where none held a datagram.
struct Undelivered<'c>(&'c Counts);

impl Display for Undelivered<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = self.0;
        write!(f, "{} packets", counts.packets)?;
        let sorts = [
            (counts.tcp, "of TCP"),
            (counts.icmp, "of ICMP"),
            (counts.arp, "of ARP"),
            (counts.other_ip, "of other protocols of IP"),
            (counts.other_link, "of other protocols of the link"),
            (counts.unsupported_link, "of links that are not supported"),
            (counts.fragments, "fragments"),
            (counts.faulty, "faulty"),
        ];
        sorts
            .iter()
            .filter(|(count, _)| *count > 0)
            .try_for_each(|(count, sort)| write!(f, ", {count} {sort}"))
    }
}

/// The capture that is to be read: the only input, or standard input if there is none, if that is one.
///
/// # Errors
/// When one of several inputs is a capture: packets of several are not told apart.
pub(crate) fn only<'a>(inputs: &[&'a Path]) -> io::Result<Option<&'a Path>> {
    match inputs {
        [] => Ok(is_capture(Path::new("-"))?.then_some(Path::new("-"))),
        [path] => Ok(is_capture(path)?.then_some(*path)),
        several => {
            for path in several.iter().filter(|path| path.is_file()) {
                if is_capture(path)? {
                    let text = "a capture is read alone, and there are other inputs";
                    return Err(about(path)(io::Error::new(io::ErrorKind::InvalidInput, text)));
                }
            }
            Ok(None)
        }
    }
}

/// Whether a capture may be going on while it is read. Who captures and looks at once wants to see what comes.
pub(crate) fn is_live(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Whether a file, or what comes by standard input, begins as captures do: with one of the first four octets of pcap (in both
/// orders and precisions) or pcapng, or as something compressed.
fn is_capture(path: &Path) -> io::Result<bool> {
    if is_live(path) {
        // Only looked at: whoever reads standard input gets it.
        return Ok(begins_capture(io::stdin().lock().fill_buf()?));
    }
    // Pipes with a name are not looked into: what is read of them is gone.
    if !path.is_file() {
        return Ok(false);
    }
    let mut first = [0; 4];
    let mut file = File::open(path).map_err(about(path))?;
    let read = file.read(&mut first).map_err(about(path))?;
    Ok(begins_capture(first.get(..read).unwrap_or_default()))
}

fn begins_capture(octets: &[u8]) -> bool {
    let magics =
        [0xA1B2_C3D4_u32, 0xD4C3_B2A1, 0xA1B2_3C4D, 0x4D3C_B2A1, 0xA1B2_CD34, 0x34CD_B2A1, 0x0A0D_0D0A];
    let first = octets.first_chunk().copied().map(u32::from_be_bytes);
    // What is compressed in another way is no line either; reading it as a capture says so.
    first.is_some_and(|first| magics.contains(&first) || compression(first).is_some())
}

//! A capture file from its first packet to its last.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use v2x::capture::{CaptureError, Packet, Reader, Uncompressed};

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
        let file: Box<dyn Read> = if path.as_os_str() == "-" {
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
        let (mut told, mut outcome) = (0, Outcome::Good);
        while let Some(packet) = self.reader.next_packet() {
            match packet {
                Ok(packet) => take(&packet)?,
                Err(error) => {
                    outcome = Outcome::SomeFailed;
                    told += 1;
                    if told <= TOLD || error.is_fatal() {
                        progress::tell(format_args!("v2x: {}: {error}", self.path.display()));
                    }
                }
            }
        }
        progress::clear();
        Ok(outcome)
    }

    /// What was read so far.
    pub(crate) const fn reader(&self) -> &Reader<Uncompressed<Box<dyn Read>>> {
        &self.reader
    }
}

/// Whether a file begins as captures do: with one of the first four octets of pcap (in both orders and precisions) or pcapng,
/// or with the two of gzip.
pub(crate) fn is_capture(path: &Path) -> io::Result<bool> {
    // Pipes are not looked into: what is read of them is gone.
    if !path.is_file() {
        return Ok(false);
    }
    let mut first = [0; 4];
    let mut file = File::open(path).map_err(about(path))?;
    if file.read(&mut first).map_err(about(path))? < first.len() {
        return Ok(false);
    }
    let magics =
        [0xA1B2_C3D4_u32, 0xD4C3_B2A1, 0xA1B2_3C4D, 0x4D3C_B2A1, 0xA1B2_CD34, 0x34CD_B2A1, 0x0A0D_0D0A];
    Ok(magics.contains(&u32::from_be_bytes(first)) || first.starts_with(&[0x1F, 0x8B]))
}

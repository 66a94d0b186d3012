//! The classic pcap format: one header, one link type, then records. Parsed by `pcap-parser`; the stream is
//! ours.

use std::io::Read;

use pcap_parser::nom::{Err as Incomplete, IResult, Needed};
use pcap_parser::{
    LegacyPcapBlock, PcapError, parse_pcap_frame, parse_pcap_frame_be, parse_pcap_frame_modified,
    parse_pcap_header,
};

use super::container::{MAX_PACKET, Record, truncated};
use super::error::{CaptureError, CaptureErrorKind, Part};
use super::input::Input;
use super::packet::UnixNanos;

/// The file header is 24 octets long.
const FILE_HEADER: usize = 24;

/// A record header is 16 octets long, 24 in the format of the old "modified" libpcap.
const LONGEST_RECORD_HEADER: usize = 24;

type ParseRecord = fn(&[u8]) -> IResult<&[u8], LegacyPcapBlock<'_>, PcapError<&[u8]>>;

/// What the file header says.
#[derive(Debug)]
pub(super) struct Classic {
    link: u16,
    /// Nanoseconds in a unit of the record's fraction of a second: 1 or 1000.
    nanos_per_unit: i64,
    parse: ParseRecord,
}

impl Classic {
    /// True for the first four octets of a file that [`Classic::open`] reads: either byte order, micro- or
    /// nanoseconds, and the little-endian "modified" variant.
    pub(super) fn knows(magic: [u8; 4]) -> bool {
        matches!(
            u32::from_le_bytes(magic),
            0xa1b2_c3d4 | 0xd4c3_b2a1 | 0xa1b2_3c4d | 0x4d3c_b2a1 | 0xa1b2_cd34
        )
    }

    /// Reads the file header.
    pub(super) fn open<R: Read>(input: &mut Input<R>) -> Result<Self, CaptureError> {
        input.fill(FILE_HEADER)?;
        let Ok((_, header)) = parse_pcap_header(input.window()) else {
            return Err(truncated(Part::FileHeader, FILE_HEADER, input));
        };
        let parse: ParseRecord = match (header.is_modified_format(), header.is_bigendian()) {
            (true, _) => parse_pcap_frame_modified,
            (false, true) => parse_pcap_frame_be,
            (false, false) => parse_pcap_frame,
        };
        let nanos_per_unit = if header.is_nanosecond_precision() { 1 } else { 1000 };
        input.consume(FILE_HEADER);
        // The upper half of the field tells about frame check sequences; the number of the link type is
        // below.
        Ok(Self { link: header.network.0 as u16, nanos_per_unit, parse })
    }

    /// The next record; `None` at the end of the file.
    pub(super) fn next<R: Read>(&mut self, input: &mut Input<R>) -> Result<Option<Record>, CaptureError> {
        if input.fill(1)? == 0 {
            return Ok(None);
        }
        let needed = loop {
            let needed = match (self.parse)(input.window()) {
                Ok((rest, block)) => {
                    let taken = input.window().len() - rest.len();
                    return Ok(Some(self.record(&block, taken, input.offset())));
                }
                Err(Incomplete::Incomplete(Needed::Size(more))) => {
                    input.window().len().saturating_add(more.get())
                }
                Err(_) => return Err(malformed(input)),
            };
            let limit = LONGEST_RECORD_HEADER + MAX_PACKET as usize;
            if needed > limit {
                let length = u32::try_from(needed).unwrap_or(u32::MAX);
                let kind = CaptureErrorKind::TooLong { part: Part::Record, length, limit: limit as u32 };
                return Err(CaptureError { kind, offset: input.offset() });
            }
            if input.fill(needed)? < needed {
                break needed;
            }
        };
        Err(truncated(Part::Record, needed, input))
    }

    fn record(&self, block: &LegacyPcapBlock<'_>, taken: usize, offset: u64) -> Record {
        let start = taken - block.data.len();
        let nanos = i64::from(block.ts_sec) * 1_000_000_000 + i64::from(block.ts_usec) * self.nanos_per_unit;
        Record {
            time: Some(UnixNanos(nanos)),
            interface: 0,
            link: self.link,
            frame: start..taken,
            missing: block.origlen.saturating_sub(block.caplen),
            offset: offset + start as u64,
            taken,
        }
    }
}

fn malformed<R: Read>(input: &Input<R>) -> CaptureError {
    CaptureError { kind: CaptureErrorKind::Malformed { part: Part::Record }, offset: input.offset() }
}

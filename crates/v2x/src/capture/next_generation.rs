//! The pcapng format (draft-ietf-opsawg-pcapng): sections of blocks, several interfaces, each with its own
//! link type and clock. The blocks that matter are parsed by `pcap-parser`; the stream, the clocks and the
//! limits are ours:
//!
//! * blocks of other kinds are skipped whatever their length, so that a long block of secrets or names costs
//!   no memory;
//! * `if_tsoffset` is read in the byte order of its section and `if_tsresol` in powers of two too, where
//!   `pcap-parser` 0.17 reads little endian and rejects the latter.

use std::io::Read;
use std::ops::Range;
use std::vec::Vec;

use pcap_parser::{
    Block, EnhancedPacketBlock, InterfaceDescriptionBlock, OptionCode, parse_block_be, parse_block_le,
};

use super::container::{MAX_PACKET, Record, truncated};
use super::error::{CaptureError, CaptureErrorKind, Part};
use super::input::Input;
use super::packet::UnixNanos;

/// Length of a block that is parsed, at most: the longest packet, and as much again for its options
/// (comments, hashes).
const MAX_BLOCK: u32 = 2 * MAX_PACKET;

/// Interfaces in one section, at most: what the 16-bit index of the obsolete packet block could name.
const MAX_INTERFACES: usize = 65_536;

const SECTION_HEADER: u32 = 0x0A0D_0D0A;
const INTERFACE_DESCRIPTION: u32 = 1;
const OBSOLETE_PACKET: u32 = 2;
const SIMPLE_PACKET: u32 = 3;
const ENHANCED_PACKET: u32 = 6;

/// Octets of a block before the captured octets: type and length, then the fields of each kind (draft §4.3,
/// §4.4, §4.6).
const BEFORE_ENHANCED: usize = 28;
const BEFORE_SIMPLE: usize = 12;

/// The state of the current section.
#[derive(Debug, Default)]
pub(super) struct NextGeneration {
    big_endian: bool,
    interfaces: Vec<Interface>,
}

/// What an interface description block says.
#[derive(Clone, Copy, Debug)]
struct Interface {
    link: u16,
    /// Octets of a packet that are kept, at most; 0 for all.
    snaplen: u32,
    clock: Clock,
}

/// How the 64-bit counts of an interface become time.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
struct Clock {
    /// `if_tsresol`: negative power of 10, or of 2 where the top bit is set. 6 by default: microseconds.
    resolution: u8,
    /// `if_tsoffset`: seconds to add.
    offset: i64,
}

impl NextGeneration {
    /// The first four octets of a file: the type of the section header block, alike in both byte orders.
    pub(super) const MAGIC: [u8; 4] = SECTION_HEADER.to_be_bytes();

    /// The next captured frame; `None` at the end of the file.
    pub(super) fn next<R: Read>(&mut self, input: &mut Input<R>) -> Result<Option<Record>, CaptureError> {
        while input.fill(1)? > 0 {
            let (kind, length) = self.block_header(input)?;
            if !matches!(
                kind,
                SECTION_HEADER | INTERFACE_DESCRIPTION | OBSOLETE_PACKET | SIMPLE_PACKET | ENHANCED_PACKET
            ) {
                skip_block(length, input)?;
                continue;
            }
            let length = self.load(length, input)?;
            if let Some(record) = self.block(kind, length, input)? {
                return Ok(Some(record));
            }
            input.consume(length);
        }
        Ok(None)
    }

    /// Type and length of the block at the read position. A section header also sets the byte order from here
    /// on.
    fn block_header<R: Read>(&mut self, input: &mut Input<R>) -> Result<(u32, u32), CaptureError> {
        const SHORTEST: u32 = 12;
        if input.fill(SHORTEST as usize)? < SHORTEST as usize {
            return Err(truncated(Part::Block, SHORTEST as usize, input));
        }
        let words = [word(input.window(), 0), word(input.window(), 4), word(input.window(), 8)];
        if words[0] == Self::MAGIC {
            self.big_endian = match words[2] {
                [0x1A, 0x2B, 0x3C, 0x4D] => true,
                [0x4D, 0x3C, 0x2B, 0x1A] => false,
                _ => return Err(malformed(input)),
            };
        }
        let length = self.number(words[1]);
        // "The value MUST be a multiple of 4" (draft §3.1).
        if length < SHORTEST || !length.is_multiple_of(4) {
            return Err(malformed(input));
        }
        Ok((self.number(words[0]), length))
    }

    /// Brings a whole block into the window.
    fn load<R: Read>(&self, length: u32, input: &mut Input<R>) -> Result<usize, CaptureError> {
        if length > MAX_BLOCK {
            let kind = CaptureErrorKind::TooLong { part: Part::Block, length, limit: MAX_BLOCK };
            return Err(CaptureError { kind, offset: input.offset() });
        }
        if input.fill(length as usize)? < length as usize {
            return Err(truncated(Part::Block, length as usize, input));
        }
        Ok(length as usize)
    }

    /// Takes up one block, which the window holds in full.
    fn block<R: Read>(
        &mut self,
        kind: u32,
        length: usize,
        input: &Input<R>,
    ) -> Result<Option<Record>, CaptureError> {
        let octets = input.window().get(..length).unwrap_or_default();
        if kind == OBSOLETE_PACKET {
            return self.obsolete(octets, input).map(Some);
        }
        let parse = if self.big_endian { parse_block_be } else { parse_block_le };
        let Ok((_, block)) = parse(octets) else { return Err(malformed(input)) };
        match block {
            Block::SectionHeader(_) => self.interfaces.clear(),
            Block::InterfaceDescription(block) => self.describe(&block, input)?,
            Block::EnhancedPacket(block) => return self.enhanced(&block, length, input).map(Some),
            Block::SimplePacket(block) => {
                return self.simple(block.origlen, block.data.len(), length, input).map(Some);
            }
            _ => {}
        }
        Ok(None)
    }

    fn describe<R: Read>(
        &mut self,
        block: &InterfaceDescriptionBlock<'_>,
        input: &Input<R>,
    ) -> Result<(), CaptureError> {
        if self.interfaces.len() >= MAX_INTERFACES {
            let kind = CaptureErrorKind::TooManyInterfaces { limit: MAX_INTERFACES as u32 };
            return Err(CaptureError { kind, offset: input.offset() });
        }
        let mut clock = Clock::default();
        for option in &block.options {
            match (option.code, option.value()) {
                (OptionCode::IfTsresol, [resolution, ..]) => clock.resolution = *resolution,
                (OptionCode::IfTsoffset, &[a, b, c, d, e, f, g, h]) => {
                    let value = [a, b, c, d, e, f, g, h];
                    clock.offset =
                        if self.big_endian { i64::from_be_bytes(value) } else { i64::from_le_bytes(value) };
                }
                _ => {}
            }
        }
        self.interfaces.push(Interface { link: block.linktype.0 as u16, snaplen: block.snaplen, clock });
        Ok(())
    }

    fn enhanced<R: Read>(
        &self,
        block: &EnhancedPacketBlock<'_>,
        length: usize,
        input: &Input<R>,
    ) -> Result<Record, CaptureError> {
        let interface = self.interface(block.if_id, input)?;
        let count = u64::from(block.ts_high) << 32 | u64::from(block.ts_low);
        let end = BEFORE_ENHANCED + block.caplen as usize;
        Ok(Record {
            time: Some(interface.clock.time(count)),
            interface: block.if_id,
            link: interface.link,
            frame: BEFORE_ENHANCED..end,
            missing: block.origlen.saturating_sub(block.caplen),
            offset: input.offset() + BEFORE_ENHANCED as u64,
            taken: length,
        })
    }

    /// A simple packet is of interface 0, has no time, and its captured length is to be worked out (draft
    /// §4.4).
    fn simple<R: Read>(
        &self,
        original: u32,
        padded: usize,
        length: usize,
        input: &Input<R>,
    ) -> Result<Record, CaptureError> {
        let interface = self.interface(0, input)?;
        let kept = if interface.snaplen == 0 { original } else { original.min(interface.snaplen) };
        let kept = (kept as usize).min(padded);
        Ok(Record {
            time: None,
            interface: 0,
            link: interface.link,
            frame: BEFORE_SIMPLE..BEFORE_SIMPLE + kept,
            missing: original.saturating_sub(kept as u32),
            offset: input.offset() + BEFORE_SIMPLE as u64,
            taken: length,
        })
    }

    /// The obsolete packet block (draft appendix A): the enhanced one, but for a 16-bit interface and a count
    /// of drops.
    fn obsolete<R: Read>(&self, octets: &[u8], input: &Input<R>) -> Result<Record, CaptureError> {
        let halves = word(octets, 8);
        let index = if self.big_endian { [halves[0], halves[1]] } else { [halves[1], halves[0]] };
        let index = u32::from(u16::from_be_bytes(index));
        let [high, low, captured, original] = [12, 16, 20, 24].map(|at| self.number(word(octets, at)));
        let frame: Range<usize> = BEFORE_ENHANCED..BEFORE_ENHANCED.saturating_add(captured as usize);
        // The last four octets of the block repeat its length.
        if frame.end > octets.len().saturating_sub(4) {
            return Err(malformed(input));
        }
        let interface = self.interface(index, input)?;
        Ok(Record {
            time: Some(interface.clock.time(u64::from(high) << 32 | u64::from(low))),
            interface: index,
            link: interface.link,
            frame,
            missing: original.saturating_sub(captured),
            offset: input.offset() + BEFORE_ENHANCED as u64,
            taken: octets.len(),
        })
    }

    fn interface<R: Read>(&self, index: u32, input: &Input<R>) -> Result<Interface, CaptureError> {
        self.interfaces.get(index as usize).copied().ok_or_else(|| {
            let kind =
                CaptureErrorKind::UnknownInterface { interface: index, known: self.interfaces.len() as u32 };
            CaptureError { kind, offset: input.offset() }
        })
    }

    fn number(&self, word: [u8; 4]) -> u32 {
        if self.big_endian { u32::from_be_bytes(word) } else { u32::from_le_bytes(word) }
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self { resolution: 6, offset: 0 }
    }
}

impl Clock {
    /// The time of a count, rounded down to a nanosecond; times beyond the range of [`UnixNanos`] stop at its
    /// ends.
    fn time(self, count: u64) -> UnixNanos {
        let exponent = u32::from(self.resolution & 0x7F);
        let scaled = u128::from(count) * 1_000_000_000;
        let nanos = if self.resolution & 0x80 != 0 {
            scaled.checked_shr(exponent).unwrap_or(0)
        } else {
            10_u128.checked_pow(exponent).map_or(0, |units| scaled / units)
        };
        let nanos = i128::try_from(nanos).unwrap_or(i128::MAX);
        let nanos = nanos.saturating_add(i128::from(self.offset) * 1_000_000_000);
        UnixNanos(nanos.clamp(i64::MIN.into(), i64::MAX.into()) as i64)
    }
}

/// Four octets at an offset; zeros where there are none.
fn word(octets: &[u8], at: usize) -> [u8; 4] {
    octets.get(at..).and_then(|rest| rest.first_chunk()).copied().unwrap_or_default()
}

/// Passes over a block without keeping it.
fn skip_block<R: Read>(length: u32, input: &mut Input<R>) -> Result<(), CaptureError> {
    let offset = input.offset();
    let present = input.skip(u64::from(length))?;
    if present == u64::from(length) {
        return Ok(());
    }
    let kind = CaptureErrorKind::Truncated { part: Part::Block, needed: length, present: present as u32 };
    Err(CaptureError { kind, offset })
}

fn malformed<R: Read>(input: &Input<R>) -> CaptureError {
    CaptureError { kind: CaptureErrorKind::Malformed { part: Part::Block }, offset: input.offset() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(resolution: u8, offset: i64, count: u64) -> i64 {
        Clock { resolution, offset }.time(count).0
    }

    #[test]
    fn clocks_of_every_resolution_give_nanoseconds() {
        assert_eq!(time(6, 0, 1_750_172_378_000_001), 1_750_172_378_000_001_000);
        assert_eq!(time(9, 0, 1_750_172_378_000_000_001), 1_750_172_378_000_000_001);
        assert_eq!(time(0, 0, 7), 7_000_000_000);
        assert_eq!(time(12, 0, 1_999), 1);
        assert_eq!(time(0x80 | 10, 0, 1024 + 512), 1_500_000_000);
        assert_eq!(time(6, -2, 1_000_000), -1_000_000_000);
    }

    #[test]
    fn absurd_clocks_stop_at_the_ends() {
        assert_eq!(time(0, 0, u64::MAX), i64::MAX);
        assert_eq!(time(6, i64::MAX, u64::MAX), i64::MAX);
        assert_eq!(time(6, i64::MIN, 0), i64::MIN);
        assert_eq!(time(127, 0, u64::MAX), 0);
        assert_eq!(time(0xFF, 0, u64::MAX), 0);
    }
}

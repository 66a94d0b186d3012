//! What a traffic signal controller pushes about ten times a second, by UDP to port 6053: the "traffic signal controller
//! broadcast message" (SPaT push of NTCIP 1202). No ASN.1; all numbers are big endian.
//!
//! | octet | field |
//! | --- | --- |
//! | 0 | `CD` |
//! | 1 | number of blocks, always 16 |
//! | 2 + 13·i | block i: phase number (1), then least and most time to the next change of vehicles, pedestrians and overlap (2 each) in 0.1 s, `FFFF` = none or unknown |
//! | 210 | phases that show red, yellow, green (2 each); bit n − 1 is phase n in all such fields |
//! | 216 | phases that show don't walk, pedestrian clearance, walk (2 each) |
//! | 222 | overlaps that show red, yellow, green (2 each) |
//! | 228 | phases that flash, overlaps that flash (2 each) |
//! | 232 | status, timebase action, discontinuous change, sequence (1 each) |
//! | 236 | hour, minute, second (1 each), millisecond (2): the controller's own clock |
//! | 241 | *in longer messages:* phases with a pedestrian call, with a pedestrian detected (2 each) |
//!
//! Checked against a recording of 241 octets. `v2x::controller` (feature `j2735`) makes SPaT of it.

use alloc::vec::Vec;

use super::error::{EnvelopeError, EnvelopeErrorKind, Protocol};
use super::read::Reader;

/// The UDP port that controllers send to.
pub const PORT: u16 = 6053;

/// The first octet.
pub const START: u8 = 0xCD;

/// Blocks in a message, and phases and overlaps of a controller.
pub const BLOCKS: usize = 16;

/// A time that is not known or does not apply.
const UNKNOWN: u16 = 0xFFFF;

/// The state of all signals of an intersection.
///
/// ```
/// use v2x::envelope::tscbm::{Numbers, Tscbm};
///
/// let mut sent = Tscbm::default();
/// sent.phases.green = Numbers::of([2, 6]);
/// let mut octets = Vec::new();
/// sent.write(&mut octets);
/// let (received, rest) = Tscbm::parse(&octets)?;
/// assert!(received.phases.green.contains(6) && rest.is_empty());
/// # Ok::<(), v2x::EnvelopeError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tscbm {
    /// Times to the next change.
    pub blocks: [Block; BLOCKS],
    /// What phases show to vehicles.
    pub phases: Lights,
    /// What phases show to pedestrians.
    pub pedestrians: Walk,
    /// What overlaps show.
    pub overlaps: Lights,
    /// Phases whose light flashes.
    pub flashing_phases: Numbers,
    /// Overlaps whose light flashes.
    pub flashing_overlaps: Numbers,
    /// State of the controller, as it is sent.
    pub status: u8,
    /// Timebase action, as it is sent.
    pub timebase_action: u8,
    /// Discontinuous change, as it is sent.
    pub discontinuous_change: u8,
    /// Counts messages.
    pub sequence: u8,
    /// The controller's own clock.
    pub time: TimeOfDay,
    /// Pedestrians, where the controller tells of them.
    pub demand: Option<Demand>,
}

/// Times of one phase and of the overlap of the same number, in 0.1 s from the message's own time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Block {
    /// Number of the phase, from 1.
    pub phase: u8,
    /// To the next change for vehicles.
    pub vehicle: Remaining,
    /// To the next change for pedestrians.
    pub pedestrian: Remaining,
    /// To the next change of the overlap.
    pub overlap: Remaining,
}

/// The least and the most that is left of a state, in 0.1 s; `None` where it is not known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Remaining {
    /// At least.
    pub min: Option<u16>,
    /// At most.
    pub max: Option<u16>,
}

/// Numbers of phases or overlaps, 1 to 16.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Numbers(
    /// Bit n − 1 stands for number n.
    pub u16,
);

impl Numbers {
    /// These numbers; those outside 1 to 16 are left out.
    pub fn of(numbers: impl IntoIterator<Item = u8>) -> Self {
        Self(numbers.into_iter().fold(0, |bits, number| bits | Self::bit(number)))
    }

    /// Whether a number is among them.
    pub const fn contains(self, number: u8) -> bool {
        self.0 & Self::bit(number) != 0
    }

    const fn bit(number: u8) -> u16 {
        match number {
            1..=16 => 1 << (number - 1),
            _ => 0,
        }
    }
}

/// Lights that vehicles see.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Lights {
    /// Which show red.
    pub red: Numbers,
    /// Which show yellow.
    pub yellow: Numbers,
    /// Which show green.
    pub green: Numbers,
}

/// Lights that pedestrians see.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Walk {
    /// Which show a steady hand.
    pub dont_walk: Numbers,
    /// Which show that the crossing is to be cleared.
    pub clear: Numbers,
    /// Which show walk.
    pub walk: Numbers,
}

/// A time of day by the controller's clock, as it is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct TimeOfDay {
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
    /// 0 to 60.
    pub second: u8,
    /// 0 to 999.
    pub millisecond: u16,
}

/// Pedestrians who wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Demand {
    /// Phases with a call.
    pub called: Numbers,
    /// Phases with a pedestrian detected.
    pub detected: Numbers,
}

impl Default for Tscbm {
    fn default() -> Self {
        let mut blocks = [Block::default(); BLOCKS];
        for (phase, block) in (1..).zip(&mut blocks) {
            block.phase = phase;
        }
        Self {
            blocks,
            phases: Lights::default(),
            pedestrians: Walk::default(),
            overlaps: Lights::default(),
            flashing_phases: Numbers::default(),
            flashing_overlaps: Numbers::default(),
            status: 0,
            timebase_action: 0,
            discontinuous_change: 0,
            sequence: 0,
            time: TimeOfDay::default(),
            demand: None,
        }
    }
}

impl Tscbm {
    /// Reads a message; returns it with the octets after its end. From 245 octets on, those after the 241st are
    /// [`demand`](Self::demand): the message does not say its length.
    ///
    /// # Errors
    /// When the octets do not begin `CD 10`, or end too soon.
    pub fn parse(octets: &[u8]) -> Result<(Self, &[u8]), EnvelopeError> {
        let mut r = Reader::new(octets, Protocol::Tscbm);
        let first = r;
        let [start, count] = r.array()?;
        if start != START {
            return Err(first.error(EnvelopeErrorKind::Unrecognised { octets: [start, count] }));
        }
        if usize::from(count) != BLOCKS {
            return Err(first.error(EnvelopeErrorKind::Value { field: "TSCBM blocks", value: count }));
        }
        let mut message = Self::read(&mut r)?;
        if r.rest().len() >= 4 {
            message.demand = Some(Demand { called: numbers(&mut r)?, detected: numbers(&mut r)? });
        }
        Ok((message, r.rest()))
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, EnvelopeError> {
        let mut blocks = [Block::default(); BLOCKS];
        for block in &mut blocks {
            *block = Block::read(r)?;
        }
        let phases = Lights { red: numbers(r)?, yellow: numbers(r)?, green: numbers(r)? };
        let pedestrians = Walk { dont_walk: numbers(r)?, clear: numbers(r)?, walk: numbers(r)? };
        let overlaps = Lights { red: numbers(r)?, yellow: numbers(r)?, green: numbers(r)? };
        let (flashing_phases, flashing_overlaps) = (numbers(r)?, numbers(r)?);
        let [status, timebase_action, discontinuous_change, sequence] = r.array()?;
        let [hour, minute, second] = r.array()?;
        let time = TimeOfDay { hour, minute, second, millisecond: r.u16()? };
        Ok(Self {
            blocks,
            phases,
            pedestrians,
            overlaps,
            flashing_phases,
            flashing_overlaps,
            status,
            timebase_action,
            discontinuous_change,
            sequence,
            time,
            demand: None,
        })
    }

    /// The times of a phase, and of the overlap of the same number.
    pub fn block(&self, number: u8) -> Option<&Block> {
        self.blocks.iter().find(|block| block.phase == number)
    }

    /// Appends the message to `out`: 241 octets, or 245 with [`demand`](Self::demand).
    pub fn write(&self, out: &mut Vec<u8>) {
        out.extend([START, BLOCKS as u8]);
        for block in &self.blocks {
            block.write(out);
        }
        let Self { phases, pedestrians, overlaps, .. } = self;
        let lights = |lights: &Lights| [lights.red, lights.yellow, lights.green];
        let walk = [pedestrians.dont_walk, pedestrians.clear, pedestrians.walk];
        let flashing = [self.flashing_phases, self.flashing_overlaps];
        let fields = [lights(phases), walk, lights(overlaps)].concat();
        out.extend(fields.iter().chain(&flashing).flat_map(|numbers| numbers.0.to_be_bytes()));
        out.extend([self.status, self.timebase_action, self.discontinuous_change, self.sequence]);
        out.extend([self.time.hour, self.time.minute, self.time.second]);
        out.extend(self.time.millisecond.to_be_bytes());
        if let Some(Demand { called, detected }) = self.demand {
            out.extend([called, detected].iter().flat_map(|numbers| numbers.0.to_be_bytes()));
        }
    }
}

fn numbers(r: &mut Reader<'_>) -> Result<Numbers, EnvelopeError> {
    r.u16().map(Numbers)
}

impl Block {
    fn read(r: &mut Reader<'_>) -> Result<Self, EnvelopeError> {
        let phase = r.u8()?;
        Ok(Self {
            phase,
            vehicle: Remaining::read(r)?,
            pedestrian: Remaining::read(r)?,
            overlap: Remaining::read(r)?,
        })
    }

    fn write(&self, out: &mut Vec<u8>) {
        out.push(self.phase);
        for remaining in [self.vehicle, self.pedestrian, self.overlap] {
            out.extend(remaining.min.unwrap_or(UNKNOWN).to_be_bytes());
            out.extend(remaining.max.unwrap_or(UNKNOWN).to_be_bytes());
        }
    }
}

impl Remaining {
    fn read(r: &mut Reader<'_>) -> Result<Self, EnvelopeError> {
        let known = |time: u16| (time != UNKNOWN).then_some(time);
        Ok(Self { min: known(r.u16()?), max: known(r.u16()?) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Limit;
    use EnvelopeErrorKind as Kind;

    /// Phases 2 and 6 are green, all others red; clock 17:46:38.773.
    fn message() -> Tscbm {
        let mut message = Tscbm {
            sequence: 9,
            time: TimeOfDay { hour: 17, minute: 46, second: 38, millisecond: 773 },
            ..Tscbm::default()
        };
        message.phases.green = Numbers::of([2, 6]);
        message.phases.red = Numbers(!message.phases.green.0);
        message.blocks[1].vehicle = Remaining { min: Some(40), max: None };
        message
    }

    #[test]
    fn fields_lie_where_the_table_says() {
        let mut octets = Vec::new();
        message().write(&mut octets);
        assert_eq!(octets.len(), 241);
        assert_eq!(octets[15..20], [2, 0, 40, 0xFF, 0xFF]);
        assert_eq!(octets[210..216], [0xFF, 0xDD, 0, 0, 0, 0x22]);
        assert_eq!(octets[232..], [0, 0, 0, 9, 17, 46, 38, 0x03, 0x05]);
        assert_eq!(Tscbm::parse(&octets), Ok((message(), &[][..])));
    }

    #[test]
    fn longer_messages_tell_of_pedestrians() {
        let demand = Some(Demand { called: Numbers::of([1]), detected: Numbers::of([16]) });
        let mut octets = Vec::new();
        Tscbm { demand, ..message() }.write(&mut octets);
        assert_eq!(octets[241..], [0, 1, 0x80, 0]);
        octets.push(7);
        assert_eq!(Tscbm::parse(&octets), Ok((Tscbm { demand, ..message() }, &[7][..])));
        // Fewer than four octets more are none of it.
        assert_eq!(Tscbm::parse(&octets[..244]), Ok((message(), &octets[241..244])));
    }

    #[test]
    fn malformed_messages_say_where_and_why() {
        let fails = |octets: &[u8], offset, kind| {
            assert_eq!(Tscbm::parse(octets), Err(EnvelopeError { protocol: Protocol::Tscbm, offset, kind }));
        };
        let short = |needed, present| Kind::Truncated { needed, present, limit: Limit::Slice };
        let mut octets = Vec::new();
        message().write(&mut octets);
        fails(&[], 0, short(2, 0));
        fails(&[0xCE, 16], 0, Kind::Unrecognised { octets: [0xCE, 16] });
        fails(&[0xCD, 8], 0, Kind::Value { field: "TSCBM blocks", value: 8 });
        fails(&octets[..16], 16, short(2, 0));
        fails(&octets[..240], 239, short(2, 1));
    }
}

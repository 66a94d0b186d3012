//! Reading bits: X.691 fields out of octets that nobody vouches for.
//!
//! The unit of work is the [`Run`]: neighbouring fields of fixed width, proven to be there by one comparison
//! and then cut out of 64-bit words by shifts. All else (lengths, lists, open types) builds on it.

use crate::error::{At, DecodeErrorKind, Fault};

/// The widest piece that one [`Run::word`] holds wherever it starts in an octet: 64 bits less 7 of misalignment,
/// and one less so that the writer, which also keeps up to 7 pending bits, can share the split.
pub const WORD_BITS: u32 = 56;

/// The names of the fields of a run, each with the bit offset at which it ends.
pub type Fields = &'static [(u16, &'static str)];

/// A cursor over octets.
///
/// The end moves in while an open type is read, so nothing inside can reach beyond it (X.691 11.2).
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    data: &'a [u8],
    /// In bits from the start of `data`; never above `end`.
    pos: usize,
    /// In bits from the start of `data`; never above `8 * data.len()`.
    end: usize,
    /// As far as an open type may reach: `end`, but for a reader that stops early. The greatest number once that has stopped
    /// behind a value in an open type.
    reach: usize,
    notes: Notes,
}

/// What [`Reader::leave`] goes back to.
pub(crate) struct Outer {
    /// Where the open type begins.
    start: usize,
    /// The end of what is around it.
    end: usize,
    /// The reach of that.
    reach: usize,
}

/// A run of bits that is known to be there.
#[derive(Clone, Copy, Debug)]
pub struct Run<'a> {
    data: &'a [u8],
    start: usize,
}

/// What was legal but not canonical in what has been read, and where that began. Two are equal that note the same,
/// wherever.
#[derive(Clone, Copy, Debug, Default)]
pub struct Notes {
    bits: u8,
    /// The position of the reader at the first note.
    first: u32,
}

impl Notes {
    /// Octets were left over in an open type after the value in it.
    pub const LEFTOVER: Self = Self::kind(1);
    /// A component with a DEFAULT was present although it had that value.
    pub const DEFAULT_PRESENT: Self = Self::kind(2);
    /// An extension bit was set although the value, or its size, lies in the root.
    pub const ROOT_AS_EXTENSION: Self = Self::kind(4);
    /// A length or number took more octets than it needs.
    pub const LONG_FORM: Self = Self::kind(8);
    /// Padding bits were not zero, or missing: an open type takes an octet at least.
    pub const PADDING: Self = Self::kind(16);

    const fn kind(bits: u8) -> Self {
        Self { bits, first: 0 }
    }

    /// Short names in snake case of what is noted.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        const NAMES: [(Notes, &str); 5] = [
            (Notes::LEFTOVER, "leftover"),
            (Notes::DEFAULT_PRESENT, "default_present"),
            (Notes::ROOT_AS_EXTENSION, "root_as_extension"),
            (Notes::LONG_FORM, "long_form"),
            (Notes::PADDING, "padding"),
        ];
        NAMES.into_iter().filter(move |(note, _)| self.contains(*note)).map(|(_, name)| name)
    }

    /// About where the first of it is: where the reader stood when it saw it, in bits from the start of the octets.
    pub const fn first_bit(self) -> Option<u32> {
        if self.is_empty() { None } else { Some(self.first) }
    }

    /// Whether all of `other` is noted.
    pub const fn contains(self, other: Self) -> bool {
        self.bits & other.bits == other.bits
    }

    /// Whether nothing is noted: as far as the reader can tell, the encoding was canonical.
    pub const fn is_empty(self) -> bool {
        self.bits == 0
    }
}

impl PartialEq for Notes {
    fn eq(&self, other: &Self) -> bool {
        self.bits == other.bits
    }
}

impl Eq for Notes {}

impl core::fmt::Display for Notes {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        for (i, name) in self.names().enumerate() {
            write!(f, "{}{name}", if i == 0 { "" } else { ", " })?;
        }
        Ok(())
    }
}

impl<'a> Reader<'a> {
    /// A reader at the first bit of `data`.
    pub const fn new(data: &'a [u8]) -> Self {
        // 2^32 bits are 512 MiB, far above any datagram; more would overflow the bit offset of errors.
        let octets = if data.len() < (1 << 29) { data.len() } else { (1 << 29) - 1 };
        Self { data, pos: 0, end: octets * 8, reach: octets * 8, notes: Notes::kind(0) }
    }

    /// A reader that finds the data cut after so many bits, while open types may claim all of the data: it fails at the field
    /// that holds the next bit, however deep that lies. Which field has which bits can be told so, for people.
    #[must_use]
    pub fn stopping_after(self, bits: usize) -> Self {
        Self { end: self.end.min(bits), ..self }
    }

    /// Whether a reader that [stops early](Self::stopping_after) has stopped behind a value, in what fills its open type.
    pub const fn stopped_in_padding(&self) -> bool {
        self.reach == usize::MAX
    }

    /// The position in bits from the start of the data.
    #[inline]
    pub const fn position(&self) -> usize {
        self.pos
    }

    /// How many bits are left, within the open type that is being read.
    #[inline]
    pub const fn remaining(&self) -> usize {
        self.end - self.pos
    }

    /// What was not canonical so far.
    pub const fn notes(&self) -> Notes {
        self.notes
    }

    /// Notes something that was not canonical.
    #[cold]
    pub const fn note(&mut self, what: Notes) {
        if self.notes.is_empty() {
            self.notes.first = self.pos as u32;
        }
        self.notes.bits |= what.bits;
    }

    /// Takes `bits` bits at once. `fields` names what lies in them.
    ///
    /// # Errors
    /// [`DecodeErrorKind::Truncated`], at the field that is cut.
    #[inline(always)]
    pub fn run(&mut self, bits: usize, fields: Fields) -> Result<Run<'a>, Fault> {
        if bits > self.end - self.pos {
            return Err(self.truncated(fields));
        }
        let run = Run { data: self.data, start: self.pos };
        self.pos += bits;
        Ok(run)
    }

    /// Reads `bits` (1 to [`WORD_BITS`]) bits as a number.
    ///
    /// # Errors
    /// [`DecodeErrorKind::Truncated`].
    #[inline(always)]
    pub fn bits(&mut self, bits: u32, at: At) -> Result<u64, Fault> {
        debug_assert!(0 < bits && bits <= WORD_BITS);
        if bits as usize > self.end - self.pos {
            return Err(self.error(DecodeErrorKind::Truncated, at));
        }
        let word = load(self.data, self.pos);
        self.pos += bits as usize;
        Ok(word >> (64 - bits))
    }

    /// The 64 bits that come next, of which at least 57 are valid; zeros after the end of the data.
    #[inline(always)]
    pub fn ahead(&self) -> u64 {
        load(self.data, self.pos)
    }

    /// The same from `offset` bits on.
    #[inline(always)]
    pub(crate) fn ahead_at(&self, offset: usize) -> u64 {
        load(self.data, self.pos + offset)
    }

    /// The same with `bits` bits in front of it that were read right before.
    #[inline(always)]
    pub fn behind(&self, bits: usize) -> u64 {
        load(self.data, self.pos.saturating_sub(bits))
    }

    /// Reads `bits` (1 to [`WORD_BITS`]) bits as a number, out of a word that begins with them and moves on.
    ///
    /// # Errors
    /// [`DecodeErrorKind::Truncated`].
    #[inline(always)]
    pub fn next(&mut self, bits: u32, ahead: &mut u64, at: At) -> Result<u64, Fault> {
        debug_assert!(0 < bits && bits <= WORD_BITS);
        if bits as usize > self.end - self.pos {
            return Err(self.error(DecodeErrorKind::Truncated, at));
        }
        let value = *ahead >> (64 - bits);
        *ahead <<= bits;
        self.pos += bits as usize;
        Ok(value)
    }

    /// Reads one bit.
    ///
    /// # Errors
    /// [`DecodeErrorKind::Truncated`].
    #[inline(always)]
    pub fn bit(&mut self, at: At) -> Result<bool, Fault> {
        Ok(self.bits(1, at)? != 0)
    }

    /// Goes back by bits that were read right before, with what is in front of them, to read them otherwise.
    #[cold]
    pub const fn back(&mut self, bits: usize) {
        self.pos = self.pos.saturating_sub(bits);
    }

    /// The bit `offset` bits ahead; zero beyond the data.
    pub(crate) fn bit_at(&self, offset: usize) -> bool {
        self.ahead_at(offset) >> 63 != 0
    }

    /// Reads `out.len()` octets, which need not be aligned.
    ///
    /// # Errors
    /// [`DecodeErrorKind::Truncated`].
    pub fn octets_into(&mut self, out: &mut [u8], at: At) -> Result<(), Fault> {
        if out.len().saturating_mul(8) > self.remaining() {
            return Err(self.error(DecodeErrorKind::Truncated, at));
        }
        copy_octets(self.data, self.pos, out);
        self.pos += out.len() * 8;
        Ok(())
    }

    /// Reads `N` octets, which need not be aligned.
    ///
    /// # Errors
    /// [`DecodeErrorKind::Truncated`].
    #[inline]
    pub fn octets<const N: usize>(&mut self, at: At) -> Result<[u8; N], Fault> {
        let mut out = [0; N];
        self.octets_into(&mut out, at)?;
        Ok(out)
    }

    /// An error at the present position.
    #[cold]
    pub const fn error(&self, kind: DecodeErrorKind, at: At) -> Fault {
        Fault::new(kind, self.pos as u32, at)
    }

    /// An error `bits` bits before the present position.
    #[cold]
    pub const fn error_back(&self, bits: usize, kind: DecodeErrorKind, at: At) -> Fault {
        Fault::new(kind, self.pos.saturating_sub(bits) as u32, at)
    }

    #[cold]
    fn truncated(&self, fields: Fields) -> Fault {
        let left = self.end - self.pos;
        let cut = fields.iter().position(|(end, _)| usize::from(*end) > left).unwrap_or(0);
        let start = match cut.checked_sub(1).and_then(|before| fields.get(before)) {
            Some((end, _)) => usize::from(*end),
            None => 0,
        };
        let at = fields.get(cut).map_or(&"", |(_, at)| at);
        Fault::new(DecodeErrorKind::Truncated, (self.pos + start) as u32, at)
    }

    /// Narrows the reader to the next `bits` bits.
    pub(crate) fn enter(&mut self, bits: usize, at: At) -> Result<Outer, Fault> {
        if bits > self.reach - self.pos {
            return Err(self.error(DecodeErrorKind::Truncated, at));
        }
        let outer = Outer { start: self.pos, end: self.end, reach: self.reach };
        self.reach = self.pos + bits;
        self.end = self.end.min(self.reach);
        Ok(outer)
    }

    /// Narrows the reader to the next `bits` bits, if it reaches beyond them.
    pub(crate) const fn limit(&mut self, bits: usize) {
        if bits < self.end - self.pos {
            self.end = self.pos + bits;
            self.reach = self.end;
        }
    }

    /// Ends what [`Reader::enter`] began, skipping (and noting) what is left in it.
    pub(crate) fn leave(&mut self, outer: Outer) {
        if self.reach > self.end {
            // It stops early, in what is left of the open type: nothing behind that is there either.
            self.reach = usize::MAX;
            self.end = self.pos;
            return;
        }
        let left = self.remaining();
        // A value without bits still takes an octet (X.691 11.1.3).
        let empty = self.pos == outer.start && left == 8;
        if left >= 8 && !empty {
            self.note(Notes::LEFTOVER);
        } else if left > 0 && load(self.data, self.pos) >> (64 - left) != 0 {
            self.note(Notes::PADDING);
        }
        self.pos = self.end;
        (self.end, self.reach) = (outer.end, outer.reach);
    }

    /// Takes over what another reader, over gathered fragments, has noted.
    pub(crate) fn absorb(&mut self, notes: Notes) {
        if !notes.is_empty() {
            self.note(notes);
        }
    }
}

impl<'a> Run<'a> {
    pub(crate) const fn at(reader: &Reader<'a>) -> Self {
        Self { data: reader.data, start: reader.pos }
    }

    /// A reader at bit `offset` of the run, as far as the data go.
    pub fn reader(&self, offset: usize) -> Reader<'a> {
        let mut reader = Reader::new(self.data);
        reader.pos = (self.start + offset).min(reader.end);
        reader
    }

    /// The 64 bits that begin at bit `offset` of the run, of which at least [`WORD_BITS`] are valid; zeros after
    /// the end of the data.
    #[inline(always)]
    pub fn word(&self, offset: usize) -> u64 {
        load(self.data, self.start + offset)
    }

    /// The 64 bits that begin `octets` octets after the start of the run, of which at least 57 are valid; zeros after
    /// the end of the data.
    #[inline(always)]
    pub fn word_from(&self, octets: usize) -> u64 {
        load_octet(self.data, (self.start >> 3) + octets) << (self.start & 7)
    }

    /// A number of 57 to 64 bits at bit `offset`.
    #[inline]
    pub fn wide(&self, offset: usize, bits: u32) -> u64 {
        let low = bits - 32;
        (self.word(offset) >> 32) << low | self.word(offset + 32) >> (64 - low)
    }

    /// `N` octets at bit `offset`.
    #[inline]
    pub fn octets<const N: usize>(&self, offset: usize) -> [u8; N] {
        let mut out = [0; N];
        copy_octets(self.data, self.start + offset, &mut out);
        out
    }

    /// The error of a field at bit `offset` of the run.
    #[cold]
    pub const fn error(&self, offset: usize, kind: DecodeErrorKind, at: At) -> Fault {
        Fault::new(kind, (self.start + offset) as u32, at)
    }

    /// The error of a field out of its range at bit `offset` of the run.
    #[cold]
    pub const fn out_of_range(&self, offset: usize, at: At) -> Fault {
        self.error(offset, DecodeErrorKind::OutOfRange, at)
    }
}

/// The `bits` (1 to 64) bits at `offset` of a left-aligned word.
#[inline(always)]
pub const fn cut(word: u64, offset: u32, bits: u32) -> u64 {
    (word << offset) >> (64 - bits)
}

/// The 64 bits of `data` that begin at bit `bit`: the first of them is the highest; at least 57 are valid.
#[inline(always)]
fn load(data: &[u8], bit: usize) -> u64 {
    load_octet(data, bit >> 3) << (bit & 7)
}

/// The 64 bits of `data` that begin at an octet.
#[inline(always)]
fn load_octet(data: &[u8], octet: usize) -> u64 {
    // The range cannot overflow, an octet being eight bits, so one comparison is left of this.
    match data.get(octet..octet + 8).and_then(|chunk| chunk.first_chunk()) {
        Some(chunk) => u64::from_be_bytes(*chunk),
        None => load_tail(data, octet),
    }
}

/// [`load`] within the last eight octets: the last eight are loaded whole and shifted, not copied one by one.
#[inline(never)]
fn load_tail(data: &[u8], octet: usize) -> u64 {
    match data.last_chunk() {
        Some(chunk) => {
            let missing = (octet + 8).saturating_sub(data.len()) as u32;
            u64::from_be_bytes(*chunk).checked_shl(missing * 8).unwrap_or(0)
        }
        None => {
            let rest = data.get(octet..).unwrap_or_default();
            rest.iter().zip(0u32..8).fold(0, |word, (byte, i)| word | u64::from(*byte) << (56 - 8 * i))
        }
    }
}

/// Copies octets that begin at any bit. The caller has checked that they are there.
#[inline]
pub(crate) fn copy_octets(data: &[u8], bit: usize, out: &mut [u8]) {
    if bit & 7 == 0 {
        if let Some(from) = data.get(bit >> 3..).and_then(|rest| rest.get(..out.len())) {
            out.copy_from_slice(from);
        }
        return;
    }
    let mut bit = bit;
    for chunk in out.chunks_mut(7) {
        let word = load(data, bit).to_be_bytes();
        for (to, from) in chunk.iter_mut().zip(word) {
            *to = from;
        }
        bit += 56;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_right_at_every_offset_and_length() {
        let data: [u8; 20] = core::array::from_fn(|i| (i * 37 + 11) as u8);
        for len in 0..=data.len() {
            for bit in 0..len * 8 {
                let word = load(&data[..len], bit);
                for i in 0..57.min(len * 8 - bit) {
                    let want = data[(bit + i) / 8] >> (7 - (bit + i) % 8) & 1;
                    assert_eq!((word >> (63 - i)) as u8 & 1, want, "len {len} bit {bit} + {i}");
                }
            }
        }
    }

    #[test]
    fn a_word_ahead_gives_what_bits_give_and_ends_where_the_reader_ends() {
        let data: [u8; 12] = core::array::from_fn(|i| (i * 37 + 11) as u8);
        for start in 1..8 {
            let mut plain = Reader::new(&data);
            plain.bits(start, &"").unwrap();
            let mut by_word = plain.clone();
            let mut ahead = by_word.ahead();
            for bits in [1, 16, 3, 20, 17] {
                let value = plain.bits(bits, &"T").unwrap();
                assert_eq!(by_word.next(bits, &mut ahead, &"T"), Ok(value));
                assert_eq!(by_word.behind(bits as usize) >> (64 - bits), value);
            }
            assert_eq!(by_word.position(), plain.position());
        }
        // The word reaches beyond an end that the octets do not have.
        let mut reader = Reader::new(&data).stopping_after(20);
        let mut ahead = reader.ahead();
        reader.next(16, &mut ahead, &"T.a").unwrap();
        let error = reader.next(5, &mut ahead, &"T.b").unwrap_err();
        assert_eq!(error, Fault::new(DecodeErrorKind::Truncated, 16, &"T.b"));
        assert_eq!(reader.position(), 16);
    }

    #[test]
    fn a_cut_run_names_the_field_that_is_cut() {
        let mut reader = Reader::new(&[0; 5]);
        reader.bits(4, &"").unwrap();
        let error = reader.run(48, &[(16, "T.a"), (40, "T.b"), (48, "T.c")]).unwrap_err();
        assert_eq!(error, Fault::new(DecodeErrorKind::Truncated, 20, &"T.b"));
    }

    #[test]
    fn octets_copy_from_any_bit() {
        let data: [u8; 16] = core::array::from_fn(|i| (i * 91 + 5) as u8);
        for bit in 0..8 {
            let mut reader = Reader::new(&data);
            if bit > 0 {
                reader.bits(bit, &"").unwrap();
            }
            let mut out = [0; 15];
            reader.octets_into(&mut out, &"T").unwrap();
            for (i, byte) in out.iter().enumerate() {
                let pair = u16::from_be_bytes([data[i], data[i + 1]]);
                assert_eq!(*byte, (pair << bit >> 8) as u8);
            }
        }
    }
}

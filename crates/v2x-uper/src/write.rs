//! Writing bits into a caller's buffer.
//!
//! A writer never fails for want of room: beyond the end of the buffer it only counts, and
//! [`Writer::finish`] says how many octets the whole would have needed. So generated code checks no space, and
//! an empty buffer measures a message. In the same way it remembers the first value that cannot be said: who writes
//! a message looks at one result, at its end.

use crate::error::{At, EncodeError, EncodeErrorKind};

/// A cursor that appends bits to a buffer.
#[derive(Debug)]
pub struct Writer<'a> {
    out: &'a mut [u8],
    /// In bits from the start of `out`; may run past its end.
    pos: usize,
    /// What was written last: its low bits, as many as `pos` is behind an octet, are those of the octet that is not yet
    /// complete. Those above have no meaning. That octet of `out` has them too, with zeros below.
    last: u64,
    /// The first value that could not be written.
    failed: Option<(EncodeErrorKind, At)>,
}

/// Fields of which some may be absent, gathered to be written at once: at most [`WORD_BITS`](crate::WORD_BITS) bits.
#[derive(Clone, Copy, Debug, Default)]
pub struct Short {
    value: u64,
    bits: u32,
}

impl Short {
    /// Nothing yet.
    #[inline(always)]
    pub const fn new() -> Self {
        Self { value: 0, bits: 0 }
    }

    /// Appends the low `bits` bits of `value`, whose other bits are zero.
    #[inline(always)]
    pub const fn push(&mut self, value: u64, bits: u32) {
        self.value = self.value << bits | value;
        self.bits += bits;
    }
}

impl<'a> Writer<'a> {
    /// A writer at the first bit of `out`. What `out` held is overwritten as far as the encoding goes, and up to
    /// seven octets after it.
    pub fn new(out: &'a mut [u8]) -> Self {
        Self { out, pos: 0, last: 0, failed: None }
    }

    /// The position in bits from the start of the buffer.
    #[inline]
    pub const fn position(&self) -> usize {
        self.pos
    }

    /// Appends the low `bits` (1 to 56) bits of `value`, whose other bits are zero.
    #[inline(always)]
    pub fn put(&mut self, value: u64, bits: u32) {
        debug_assert!(0 < bits && bits <= crate::read::WORD_BITS && value >> bits == 0);
        let shift = (self.pos & 7) as u32;
        let octet = self.pos >> 3;
        self.last = self.last << bits | value;
        let word = self.last << (64 - bits - shift);
        match self.out.get_mut(octet..octet + 8).and_then(|chunk| chunk.first_chunk_mut()) {
            Some(chunk) => *chunk = word.to_be_bytes(),
            None => self.store_tail(octet, word),
        }
        self.pos += bits as usize;
    }

    /// Appends whole words.
    #[inline(always)]
    pub fn put_words<const N: usize>(&mut self, words: [u64; N]) {
        let shift = (self.pos & 7) as u32;
        let octet = self.pos >> 3;
        match self.out.get_mut(octet..octet + 8 * N + 1).and_then(|run| run.split_last_mut()) {
            Some((end, run)) => {
                self.last = store_words(run, self.last, words, shift);
                *end = (self.last << (8 - shift)) as u8;
            }
            None => self.store_words_tail(octet, &words, shift),
        }
        self.pos += 64 * N;
    }

    /// Appends whole words, and the low `bits` (1 to 56) bits of `last`, whose other bits are zero.
    #[inline(always)]
    pub fn put_run<const N: usize>(&mut self, words: [u64; N], last: u64, bits: u32) {
        debug_assert!(0 < bits && bits <= crate::read::WORD_BITS && last >> bits == 0);
        let shift = (self.pos & 7) as u32;
        let octet = self.pos >> 3;
        let run = self.out.get_mut(octet..octet + 8 * N + 8).and_then(|run| run.split_last_chunk_mut());
        let Some((run, chunk)) = run else {
            self.put_words(words);
            return self.put(last, bits);
        };
        self.last = store_words(run, self.last, words, shift) << bits | last;
        *chunk = (self.last << (64 - bits - shift)).to_be_bytes();
        self.pos += 64 * N + bits as usize;
    }

    /// Appends a few fields that were gathered.
    #[inline(always)]
    pub fn put_short(&mut self, short: Short) {
        if short.bits > 0 {
            self.put(short.value, short.bits);
        }
    }

    /// The same, for where it seldom comes to that.
    #[inline(never)]
    pub fn put_gathered(&mut self, short: Short) {
        self.put_short(short);
    }

    /// Appends one bit.
    #[inline(always)]
    pub fn put_bit(&mut self, bit: bool) {
        self.put(u64::from(bit), 1);
    }

    /// Appends a number of 57 to 64 bits.
    #[inline]
    pub fn put_wide(&mut self, value: u64, bits: u32) {
        let low = bits - 32;
        self.put(value >> low & 0xFFFF_FFFF, 32);
        self.put(value & ((1 << low) - 1), low);
    }

    /// Appends octets, which need not fall on an octet boundary.
    pub fn put_octets(&mut self, octets: &[u8]) {
        if self.pos & 7 == 0 {
            self.put_aligned(octets);
            return;
        }
        let mut sevens = octets.chunks_exact(7);
        for seven in sevens.by_ref() {
            self.put(seven.iter().fold(0, |word, octet| word << 8 | u64::from(*octet)), 56);
        }
        for octet in sevens.remainder() {
            self.put(u64::from(*octet), 8);
        }
    }

    /// Appends the first `bits` bits of `octets`; missing octets count as zero.
    pub fn put_bits(&mut self, octets: &[u8], bits: usize) {
        let whole = bits / 8;
        self.put_octets(octets.get(..whole).unwrap_or(octets));
        for _ in octets.len()..whole {
            self.put(0, 8);
        }
        let rest = (bits % 8) as u32;
        if rest > 0 {
            let last = octets.get(whole).copied().unwrap_or(0);
            self.put(u64::from(last >> (8 - rest)), rest);
        }
    }

    /// Notes that a value cannot be written. The first such counts; what is written from now on has no meaning.
    #[cold]
    #[inline(never)]
    pub fn fail(&mut self, kind: EncodeErrorKind, at: At) {
        if self.failed.is_none() {
            self.failed = Some((kind, at));
        }
    }

    /// Ends the encoding: pads with zero bits to an octet (at least one, X.691 11.1.3) and gives the octets.
    ///
    /// # Errors
    /// The first value that could not be written; otherwise [`EncodeErrorKind::Buffer`] with the length that would
    /// have been needed.
    pub fn finish(mut self, at: &'static str) -> Result<usize, EncodeError> {
        if let Some((kind, at)) = self.failed {
            return Err(EncodeError { kind, at });
        }
        if self.pos == 0 {
            self.put(0, 8);
        }
        let octets = self.pos.div_ceil(8);
        if octets > self.out.len() {
            return Err(EncodeError { kind: EncodeErrorKind::Buffer { needed: octets as u32 }, at });
        }
        Ok(octets)
    }

    fn put_aligned(&mut self, octets: &[u8]) {
        let octet = self.pos >> 3;
        let room = self.out.len().saturating_sub(octet).min(octets.len());
        if let (Some(to), Some(from)) = (self.out.get_mut(octet..octet + room), octets.get(..room)) {
            to.copy_from_slice(from);
        }
        self.pos += octets.len() * 8;
    }

    /// The store of [`Writer::put`] where fewer than eight octets are left.
    #[inline(never)]
    fn store_tail(&mut self, octet: usize, word: u64) {
        for (to, from) in self.out.iter_mut().skip(octet).zip(word.to_be_bytes()) {
            *to = from;
        }
    }

    /// The stores of whole words where less room is left than they and the octet after them take.
    #[cold]
    #[inline(never)]
    fn store_words_tail(&mut self, octet: usize, words: &[u64], shift: u32) {
        for (i, word) in words.iter().enumerate() {
            self.store_tail(octet + 8 * i, behind(self.last, *word, shift));
            self.last = *word;
        }
        self.store_tail(octet + 8 * words.len(), behind(self.last, 0, shift));
    }

    /// Overwrites `bits` (at most 16) bits at `pos`, which lie in octets that are complete.
    pub(crate) fn patch(&mut self, pos: usize, value: u64, bits: u32) {
        let shift = 32 - (pos as u32 & 7) - bits;
        let value = (value as u32) << shift;
        let mask = ((1u32 << bits) - 1) << shift;
        let Some(rest) = self.out.get_mut(pos >> 3..) else { return };
        if let Some(word) = rest.first_chunk_mut() {
            *word = (u32::from_be_bytes(*word) & !mask | value).to_be_bytes();
            return;
        }
        for (to, (mask, value)) in
            rest.iter_mut().zip(mask.to_be_bytes().into_iter().zip(value.to_be_bytes()))
        {
            *to = *to & !mask | value;
        }
    }

    /// Sets the eight bits at `pos`, which are zero.
    #[inline]
    pub(crate) fn patch_octet(&mut self, pos: usize, value: u8) {
        let octet = pos >> 3;
        let [first, second] = (u16::from(value) << (8 - (pos & 7))).to_be_bytes();
        if let Some([low, high]) = self.out.get_mut(octet..octet + 2).and_then(|pair| pair.first_chunk_mut())
        {
            *low |= first;
            *high |= second;
        } else if let Some(last) = self.out.get_mut(octet) {
            *last |= first;
        }
    }

    /// Appends zero bits up to a whole number of octets since `start`, at least one; gives that number.
    #[inline]
    pub(crate) fn pad(&mut self, start: usize) -> usize {
        if start & 7 == 0 && self.pos > start {
            // The octet that is not complete has been stored, with zeros below.
            self.pos = (self.pos + 7) & !7;
        } else {
            self.put_padding(start);
        }
        (self.pos - start) >> 3
    }

    #[inline(never)]
    fn put_padding(&mut self, start: usize) {
        let bits = self.pos - start;
        let padding = if bits == 0 { 8 } else { bits.wrapping_neg() & 7 };
        if padding > 0 {
            self.put(0, padding as u32);
        }
    }

    /// Moves all that was written since `pos` eight bits on, leaving eight bits to patch before it.
    pub(crate) fn shift_octet(&mut self, pos: usize) {
        let from = pos >> 3;
        // The octet that is not complete moves with the others, and its bits in `last` stay what they are.
        self.pos += 8;
        let end = self.pos.div_ceil(8).min(self.out.len());
        if from + 1 < end {
            self.out.copy_within(from..end - 1, from + 1);
        }
    }

    /// Goes back to `pos`; what was written after it is forgotten.
    pub(crate) fn rewind(&mut self, pos: usize) {
        self.pos = pos;
        let octet = self.out.get(pos >> 3).copied().unwrap_or(0);
        self.last = u64::from(octet) >> (8 - (pos & 7));
    }

    /// The octets between two positions; zeros where the buffer was too small.
    pub(crate) fn written(&self, from: usize, octets: usize) -> alloc::vec::Vec<u8> {
        let mut copy = alloc::vec![0; octets];
        let have = (self.out.len() * 8).saturating_sub(from) / 8;
        if let Some(part) = copy.get_mut(..octets.min(have)) {
            crate::read::copy_octets(self.out, from, part);
        }
        copy
    }
}

/// Stores whole words behind the low `shift` bits of `last`; gives the last of them.
#[inline(always)]
fn store_words<const N: usize>(run: &mut [u8], mut last: u64, words: [u64; N], shift: u32) -> u64 {
    let chunks = run.as_chunks_mut().0.iter_mut().zip(words);
    if shift == 0 {
        // Contents of open types begin so, and with them whole messages.
        for (chunk, word) in chunks {
            *chunk = word.to_be_bytes();
            last = word;
        }
        return last;
    }
    for (chunk, word) in chunks {
        *chunk = behind(last, word, shift).to_be_bytes();
        last = word;
    }
    last
}

/// The low `shift` (at most 7) bits of `last`, and what of `word` fits behind them.
#[inline(always)]
const fn behind(last: u64, word: u64, shift: u32) -> u64 {
    // Two shifts, since one of 64 bits is none.
    last << 1 << (63 - shift) | word >> shift
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Reader;
    use alloc::vec;

    #[test]
    fn what_is_put_can_be_read() {
        for first in 1..=9 {
            let mut out = [0xFF; 64];
            let mut writer = Writer::new(&mut out);
            writer.put(1, first);
            for bits in 1..=56 {
                writer.put(0x00A5_5A3C_C3F0_0FE7 & ((1 << bits) - 1), bits);
                writer.rewind(writer.position());
                if writer.position() > 400 {
                    break;
                }
            }
            let length = writer.finish("").unwrap();
            let mut reader = Reader::new(&out[..length]);
            assert_eq!(reader.bits(first, &"").unwrap(), 1);
            for bits in 1..=28 {
                let want = 0x00A5_5A3C_C3F0_0FE7 & ((1 << bits) - 1);
                assert_eq!(reader.bits(bits, &"").unwrap(), want);
                if reader.position() > 400 {
                    break;
                }
            }
        }
    }

    #[test]
    fn whole_words_are_complete_at_once() {
        const WORDS: [u64; 3] = [0x0123_4567_89AB_CDEF, u64::MAX, 0x8000_0000_0000_0001];
        for lead in 1..=9 {
            for room in [64, (lead as usize + 327).div_ceil(8), 30, 3] {
                let mut out = vec![0xFF; room];
                let mut writer = Writer::new(&mut out);
                writer.put(1, lead);
                writer.put_words([WORDS[0]]);
                writer.put_words([WORDS[1], WORDS[2]]);
                writer.put_run([WORDS[2], WORDS[0]], 0x5A, 7);
                let Ok(length) = writer.finish("T") else {
                    assert!(room <= 30);
                    continue;
                };
                let mut reader = Reader::new(&out[..length]);
                assert_eq!(reader.bits(lead, &"").unwrap(), 1);
                for word in [0, 1, 2, 2, 0] {
                    assert_eq!(reader.octets(&"").unwrap(), WORDS[word].to_be_bytes());
                }
                assert_eq!(reader.bits(7, &"").unwrap(), 0x5A);
                let padding = reader.remaining() as u32;
                assert!(padding == 0 || reader.bits(padding, &"") == Ok(0));
            }
        }
    }

    #[test]
    fn a_small_buffer_tells_the_need() {
        let mut out = [0; 3];
        let mut writer = Writer::new(&mut out);
        writer.put(0xABCDEF, 24);
        writer.put(1, 1);
        let error = writer.finish("T").unwrap_err();
        assert_eq!(error.kind, EncodeErrorKind::Buffer { needed: 4 });
        assert_eq!(out, [0xAB, 0xCD, 0xEF]);
    }

    #[test]
    fn an_empty_value_takes_one_octet() {
        let mut out = [0xFF; 2];
        assert_eq!(Writer::new(&mut out).finish("T"), Ok(1));
        assert_eq!(out[0], 0);
    }

    #[test]
    fn shifting_keeps_the_bits() {
        for lead in 1..=8 {
            let mut out = [0; 32];
            let mut writer = Writer::new(&mut out);
            writer.put(0, lead);
            writer.put(0xAA, 8);
            let start = writer.position();
            writer.put_octets(&[1, 2, 3, 4, 5, 6, 7, 8, 9]);
            writer.shift_octet(start);
            writer.patch(start - 8, 0x8009, 16);
            writer.put(0x3F, 6);
            let length = writer.finish("").unwrap();
            let mut reader = Reader::new(&out[..length]);
            reader.bits(lead, &"").unwrap();
            assert_eq!(reader.bits(16, &"").unwrap(), 0x8009);
            for want in 1..=9 {
                assert_eq!(reader.bits(8, &"").unwrap(), want);
            }
            assert_eq!(reader.bits(6, &"").unwrap(), 0x3F);
        }
    }
}

//! Bits at any place of a frame, through 64-bit words.

/// Reads forward. Beyond the end it reads zeros: one look at [`Bits::within`] then covers all that was read.
pub(super) struct Bits<'a> {
    octets: &'a [u8],
    bit: usize,
}

impl<'a> Bits<'a> {
    pub(super) const fn new(octets: &'a [u8], bit: usize) -> Self {
        Self { octets, bit }
    }

    /// The next 57 bits or more, left-aligned.
    #[inline(always)]
    pub(super) fn peek(&self) -> u64 {
        let octet = self.bit >> 3;
        let word = match self.octets.get(octet..).and_then(|rest| rest.first_chunk()) {
            Some(chunk) => u64::from_be_bytes(*chunk),
            None => self.tail(octet),
        };
        word << (self.bit & 7)
    }

    /// Takes `width` bits, at most 57.
    #[inline(always)]
    pub(super) fn take(&mut self, width: u32) -> u64 {
        let value = self.peek() >> (64 - width);
        self.bit += width as usize;
        value
    }

    /// Takes `width` bits if they are `present`.
    #[inline(always)]
    pub(super) fn take_if(&mut self, present: bool, width: u32) -> Option<u64> {
        present.then(|| self.take(width))
    }

    /// Passes over bits.
    #[inline(always)]
    pub(super) const fn skip(&mut self, width: usize) {
        self.bit += width;
    }

    /// Whether all that was read was there.
    #[inline(always)]
    pub(super) const fn within(&self) -> bool {
        self.bit <= self.octets.len() * 8
    }

    #[cold]
    fn tail(&self, octet: usize) -> u64 {
        let mut word = [0; 8];
        let rest = self.octets.get(octet..).unwrap_or_default();
        word.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
        u64::from_be_bytes(word)
    }
}

/// Writes forward, whole words at a time, so up to seven octets beyond what it has written.
pub(super) struct Pen<'a> {
    octets: &'a mut [u8],
    bit: usize,
    /// The bits of the octet that is not complete, left-aligned.
    begun: u64,
}

impl<'a> Pen<'a> {
    pub(super) const fn new(octets: &'a mut [u8], bit: usize) -> Self {
        Self { octets, bit, begun: 0 }
    }

    /// Appends the low `width` bits of `value`, at most 57; its other bits are zero.
    #[inline(always)]
    pub(super) fn put(&mut self, value: u64, width: u32) {
        let shift = (self.bit & 7) as u32;
        let word = self.begun | value << (64 - width - shift);
        if let Some(chunk) = self.octets.get_mut(self.bit >> 3..).and_then(|rest| rest.first_chunk_mut()) {
            *chunk = word.to_be_bytes();
        }
        self.bit += width as usize;
        self.begun = word << ((shift + width) & !7);
    }

    /// Appends a value that is there, after its range was checked.
    #[inline(always)]
    pub(super) fn put_some<T: Into<u64>>(&mut self, value: Option<T>, width: u32) {
        if let Some(value) = value {
            self.put(value.into(), width);
        }
    }

    /// The octets written; nothing if there was no room for them and for the overshoot.
    #[inline(always)]
    pub(super) const fn octets(&self) -> Option<usize> {
        let octets = self.bit.div_ceil(8);
        if octets + 8 <= self.octets.len() { Some(octets) } else { None }
    }
}

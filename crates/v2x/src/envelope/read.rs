//! The octet reader that all envelopes share: a window, the place of the window in the datagram, and who closed it.

use super::error::{EnvelopeError, EnvelopeErrorKind, Limit, Protocol};

/// Reads octets front to back and knows where it stands.
///
/// `offset` counts from the first octet of the datagram, through all layers, so that an error in the certificate of a
/// signed message inside WSMP still points into the octets that the user has in front of him.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
    offset: usize,
    protocol: Protocol,
    limit: Limit,
}

/// Lengths in errors are 32 bits wide; a slice beyond 4 GiB is no datagram.
fn clamp(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}

impl<'a> Reader<'a> {
    pub(crate) fn new(octets: &'a [u8], protocol: Protocol) -> Self {
        Self { rest: octets, offset: 0, protocol, limit: Limit::Slice }
    }

    /// The same octets, read as another layer.
    pub(crate) fn as_layer(self, protocol: Protocol) -> Self {
        Self { protocol, ..self }
    }

    pub(crate) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    pub(crate) fn offset(&self) -> u32 {
        clamp(self.offset)
    }

    pub(crate) fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    /// An error at the place where the reader stands.
    #[cold]
    pub(crate) fn error(&self, kind: EnvelopeErrorKind) -> EnvelopeError {
        EnvelopeError { protocol: self.protocol, offset: self.offset(), kind }
    }

    #[cold]
    fn truncated(&self, needed: usize) -> EnvelopeError {
        let (needed, present) = (clamp(needed), clamp(self.rest.len()));
        self.error(EnvelopeErrorKind::Truncated { needed, present, limit: self.limit })
    }

    #[inline]
    pub(crate) fn take(&mut self, len: usize) -> Result<&'a [u8], EnvelopeError> {
        let (taken, rest) = self.rest.split_at_checked(len).ok_or_else(|| self.truncated(len))?;
        self.rest = rest;
        self.offset += len;
        Ok(taken)
    }

    #[inline]
    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], EnvelopeError> {
        let (taken, rest) = self.rest.split_first_chunk().ok_or_else(|| self.truncated(N))?;
        self.rest = rest;
        self.offset += N;
        Ok(*taken)
    }

    #[inline]
    pub(crate) fn u8(&mut self) -> Result<u8, EnvelopeError> {
        self.array().map(|[octet]| octet)
    }

    pub(crate) fn u16(&mut self) -> Result<u16, EnvelopeError> {
        self.array().map(u16::from_be_bytes)
    }

    pub(crate) fn u32(&mut self) -> Result<u32, EnvelopeError> {
        self.array().map(u32::from_be_bytes)
    }

    pub(crate) fn u64(&mut self) -> Result<u64, EnvelopeError> {
        self.array().map(u64::from_be_bytes)
    }

    /// A reader of the next `len` octets alone; `self` continues after them.
    #[inline]
    pub(crate) fn within(&mut self, len: usize, limit: Limit) -> Result<Self, EnvelopeError> {
        let offset = self.offset;
        let rest = self.take(len)?;
        Ok(Self { rest, offset, protocol: self.protocol, limit })
    }

    /// A reader of what was read since `start`, an earlier copy of this reader.
    #[inline]
    pub(crate) fn span(&self, start: &Self) -> Self {
        Self { rest: self.since(start), ..*start }
    }

    /// What was read since `start`, an earlier copy of this reader.
    #[inline]
    pub(crate) fn since(&self, start: &Self) -> &'a [u8] {
        let len = start.rest.len() - self.rest.len();
        start.rest.get(..len).unwrap_or_default()
    }
}

//! The fields of a header, one behind the other.

use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::fmt::Display;

use super::Item;
use crate::envelope::WriteError;

/// Fields one behind the other.
pub(super) struct Fields {
    /// Where the next one begins, in octets from the start of the datagram.
    pub(super) at: usize,
    pub(super) items: Vec<Item>,
}

impl Fields {
    pub(super) const fn from(at: usize) -> Self {
        Self { at, items: Vec::new() }
    }

    /// A field of so many octets.
    pub(super) fn put(&mut self, name: impl Into<Cow<'static, str>>, len: usize, value: impl Display) {
        self.hold(name, len, value, Vec::new());
    }

    /// A field with parts.
    pub(super) fn hold(
        &mut self,
        name: impl Into<Cow<'static, str>>,
        len: usize,
        value: impl Display,
        parts: Vec<Item>,
    ) {
        self.items.push(Item::field(name, value).at(self.at, len).holding(parts));
        self.at += len;
    }

    /// Octets that say only how to read on.
    pub(super) const fn step(&mut self, len: usize) {
        self.at += len;
    }
}

/// How many octets something takes that is written as it was read.
pub(super) fn measured(write: impl FnOnce(&mut Vec<u8>)) -> usize {
    let mut out = Vec::new();
    write(&mut out);
    out.len()
}

/// The same of what can fail to be written, which nothing that was read does.
pub(super) fn measured_whole(write: impl FnOnce(&mut Vec<u8>) -> Result<(), WriteError>) -> usize {
    measured(|out| {
        let _ = write(out);
    })
}

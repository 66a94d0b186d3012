//! A position in a text that counts lines and columns.

use crate::source::Place;

/// Walks through a text character by character.
pub(super) struct Cursor<'t> {
    text: &'t str,
    /// Octets already passed; always on a character boundary.
    offset: usize,
    place: Place,
}

impl<'t> Cursor<'t> {
    pub(super) fn new(file: u32, text: &'t str) -> Self {
        Self { text, offset: 0, place: Place { file, line: 1, column: 1 } }
    }

    pub(super) fn place(&self) -> Place {
        self.place
    }

    pub(super) fn offset(&self) -> usize {
        self.offset
    }

    /// What is still to be read.
    pub(super) fn rest(&self) -> &'t str {
        self.text.get(self.offset..).unwrap_or_default()
    }

    /// What was read since an earlier offset.
    pub(super) fn since(&self, start: usize) -> &'t str {
        self.text.get(start..self.offset).unwrap_or_default()
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn peek_second(&self) -> Option<char> {
        self.rest().chars().nth(1)
    }

    /// Takes one character.
    pub(super) fn bump(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.offset += next.len_utf8();
        if next == '\n' {
            self.place.line += 1;
            self.place.column = 1;
        } else {
            self.place.column += 1;
        }
        Some(next)
    }

    /// Takes so many characters.
    pub(super) fn skip(&mut self, count: usize) {
        for _ in 0..count {
            self.bump();
        }
    }

    pub(super) fn skip_while(&mut self, accept: impl Fn(char) -> bool) {
        while self.peek().is_some_and(&accept) {
            self.bump();
        }
    }
}

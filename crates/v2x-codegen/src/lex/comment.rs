//! Comments (X.680 12.6), and which token each of them documents.

use super::Token;
use super::cursor::Cursor;
use crate::error::{ErrorKind, Fault};

/// The comments of one text.
#[derive(Default)]
pub(super) struct Comments {
    list: Vec<Comment>,
    /// The last line on which a token was seen to end.
    token_line: u32,
}

struct Comment {
    lines: Vec<String>,
    first_line: u32,
    last_line: u32,
    column: u32,
    /// Index of the token that follows.
    before: usize,
    /// It stands behind a token on the same line, or continues such a comment in the same column.
    behind: bool,
}

impl Comments {
    /// Tells that a token ended on this line.
    pub(super) fn line_has_token(&mut self, line: u32) {
        self.token_line = line;
    }

    /// Reads the comment at the cursor; `before` is the index of the token to come.
    pub(super) fn read(&mut self, cursor: &mut Cursor<'_>, before: usize) -> Result<(), Fault> {
        let at = cursor.place();
        let start = cursor.offset();
        let lines = if cursor.rest().starts_with("--") {
            dashes(cursor)
        } else {
            block(cursor)?;
            block_lines(cursor.since(start))
        };
        let same_line = before > 0 && at.line == self.token_line;
        let continues = self.list.last().is_some_and(|last| {
            last.behind && last.before == before && last.last_line + 1 == at.line && last.column == at.column
        });
        self.list.push(Comment {
            lines,
            first_line: at.line,
            last_line: cursor.place().line,
            column: at.column,
            before,
            behind: same_line || continues,
        });
        Ok(())
    }

    /// Gives every token the comments that belong to it.
    pub(super) fn hang_on(self, tokens: &mut [Token]) {
        for group in self.list.chunk_by(|a, b| a.before == b.before) {
            let before = group[0].before;
            let behind: Vec<String> = lines(group.iter().filter(|comment| comment.behind));
            if let Some(token) = before.checked_sub(1).and_then(|index| tokens.get_mut(index)) {
                token.notes.get_or_insert_default().behind = behind;
            }
            let own: Vec<&Comment> = group.iter().filter(|comment| !comment.behind).collect();
            let (Some(last), Some(token)) = (own.last(), tokens.get_mut(before)) else { continue };
            let detached = last.last_line + 1 < token.at.line;
            let above = lines(last_block(&own).iter().copied());
            let notes = token.notes.get_or_insert_default();
            notes.above = above;
            notes.detached = detached;
        }
        for token in tokens {
            token.notes.take_if(|notes| notes.above.is_empty() && notes.behind.is_empty());
        }
    }
}

/// The comments at the end of the list without a blank line between them.
fn last_block<'c, 'l>(list: &'l [&'c Comment]) -> &'l [&'c Comment] {
    let mut start = list.len().saturating_sub(1);
    while start > 0 && list[start - 1].last_line + 1 >= list[start].first_line {
        start -= 1;
    }
    &list[start..]
}

/// The lines of some comments, without empty ones at either end.
fn lines<'c>(comments: impl Iterator<Item = &'c Comment>) -> Vec<String> {
    let all: Vec<&String> = comments.flat_map(|comment| &comment.lines).collect();
    let first = all.iter().position(|line| !line.is_empty()).unwrap_or(all.len());
    let end = all.iter().rposition(|line| !line.is_empty()).map_or(first, |last| last + 1);
    all[first..end].iter().map(|line| (*line).clone()).collect()
}

/// A comment from `--` to the next `--` or the end of the line. A longer run of hyphens opens or closes like
/// two: rulers made of an odd number of hyphens are common, and X.680 read to the letter would leave one over.
fn dashes(cursor: &mut Cursor<'_>) -> Vec<String> {
    cursor.skip_while(|c| c == '-');
    let start = cursor.offset();
    loop {
        cursor.skip_while(|c| c != '-' && !is_new_line(c));
        if cursor.rest().starts_with("--") {
            let text = cursor.since(start);
            cursor.skip_while(|c| c == '-');
            return vec![strip(text)];
        }
        if cursor.peek() != Some('-') {
            return vec![strip(cursor.since(start))];
        }
        cursor.bump();
    }
}

/// The line breaks of X.680 12.1.6.
fn is_new_line(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{0B}' | '\u{0C}')
}

/// Passes a comment from `/*` to its `*/`; such comments nest.
fn block(cursor: &mut Cursor<'_>) -> Result<(), Fault> {
    let at = cursor.place();
    let mut depth = 0_usize;
    loop {
        let rest = cursor.rest();
        if rest.starts_with("/*") {
            depth += 1;
            cursor.skip(2);
        } else if rest.starts_with("*/") {
            depth -= 1;
            cursor.skip(2);
            if depth == 0 {
                return Ok(());
            }
        } else if cursor.bump().is_none() {
            return Err(Fault::new(at, ErrorKind::Unterminated { what: "comment" }));
        }
    }
}

/// The lines of a block comment without its marks and the column of stars that some authors draw.
fn block_lines(text: &str) -> Vec<String> {
    let inner = text.strip_prefix("/*").and_then(|text| text.strip_suffix("*/")).unwrap_or_default();
    let line = |(index, line): (usize, &str)| {
        let bare = line.trim();
        let stars = if index == 0 { bare.trim_start_matches('*') } else { bare };
        strip(stars.strip_prefix('*').unwrap_or(stars))
    };
    inner.lines().enumerate().map(line).collect()
}

/// Drops one space in front and all behind; deeper indentation stays, it may be a list or a table.
fn strip(text: &str) -> String {
    text.strip_prefix(' ').unwrap_or(text).trim_end().to_owned()
}

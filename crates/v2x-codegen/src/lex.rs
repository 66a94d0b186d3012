//! Text to tokens (X.680 clause 12). Comments become documentation that hangs on the tokens beside them.

use crate::error::{ErrorKind, Fault};
use crate::source::Place;

mod comment;
mod cursor;

use comment::Comments;
use cursor::Cursor;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `'0101'B`.
    BitString,
    /// The end of the input.
    End,
    /// `&id` or `&Type`.
    Field,
    /// `'1F'H`.
    HexString,
    /// An identifier or value reference: begins with a small letter.
    Lower,
    /// Digits.
    Number,
    /// A mark such as `::=`.
    Mark,
    /// A number with a fraction.
    Real,
    /// `"text"`.
    String,
    /// A type reference, module reference, class reference or reserved word: begins with a capital.
    Upper,
}

/// One lexical item.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    /// The item as written.
    pub(crate) text: String,
    pub(crate) at: Place,
    /// White space or a comment stands before it.
    pub(crate) spaced: bool,
    pub(crate) notes: Option<Box<Notes>>,
}

/// The comments beside a token, one entry a line.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Notes {
    /// The block of comments above the token's line.
    pub(crate) above: Vec<String>,
    /// A blank line stands between that block and the token.
    pub(crate) detached: bool,
    /// The comment behind the token on its line, with its continuation in the same column.
    pub(crate) behind: Vec<String>,
}

impl Token {
    /// The token is this mark, word or reserved word.
    pub(crate) fn is(&self, text: &str) -> bool {
        self.text == text && !matches!(self.kind, Kind::String | Kind::End)
    }

    /// How messages name the token.
    pub(crate) fn describe(&self) -> String {
        match self.kind {
            Kind::End if self.text.is_empty() => "end of file".to_owned(),
            Kind::String => {
                let shown: String = self.text.chars().take(40).collect();
                format!("string {shown}")
            }
            _ => format!("`{}`", self.text),
        }
    }

    /// The characters of a string: without the quotes around it, with doubled quotes made single, and with
    /// white space around each line break dropped (X.680 12.14).
    pub(crate) fn string(&self) -> String {
        let inner = self.text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or_default();
        let inner = inner.replace("\"\"", "\"");
        if !inner.contains('\n') {
            return inner;
        }
        let last = inner.lines().count().saturating_sub(1);
        let trim = |(i, line): (usize, &str)| {
            let line = if i == 0 { line } else { line.trim_start() };
            if i == last { line.to_owned() } else { line.trim_end().to_owned() }
        };
        inner.lines().enumerate().map(trim).collect()
    }
}

/// Splits a text into tokens; the last one is [`Kind::End`].
pub(crate) fn lex(file: u32, text: &str) -> Result<Vec<Token>, Fault> {
    let mut cursor = Cursor::new(file, text);
    let mut comments = Comments::default();
    let mut tokens = Vec::new();
    loop {
        let spaced = skip_blank(&mut cursor, &mut comments, tokens.len())?;
        let token = next_token(&mut cursor, spaced)?;
        let end = token.kind == Kind::End;
        comments.line_has_token(cursor.place().line);
        tokens.push(token);
        if end {
            break;
        }
    }
    comments.hang_on(&mut tokens);
    Ok(tokens)
}

/// Skips white space and collects comments; tells whether there was any.
fn skip_blank(cursor: &mut Cursor<'_>, comments: &mut Comments, before: usize) -> Result<bool, Fault> {
    let start = cursor.offset();
    loop {
        cursor.skip_while(|c| c.is_whitespace() || c == '\u{FEFF}');
        if !(cursor.rest().starts_with("--") || cursor.rest().starts_with("/*")) {
            return Ok(cursor.offset() > start);
        }
        comments.read(cursor, before)?;
    }
}

/// The marks, longest first.
const MARKS: [&str; 20] =
    ["::=", "...", "..", "{", "}", "(", ")", "[", "]", ",", ";", ":", "|", "^", "@", ".", "!", "<", "-", "*"];

fn next_token(cursor: &mut Cursor<'_>, spaced: bool) -> Result<Token, Fault> {
    let at = cursor.place();
    let start = cursor.offset();
    let kind = match cursor.peek() {
        None => Kind::End,
        Some('A'..='Z') => word(cursor, Kind::Upper),
        Some('a'..='z') => word(cursor, Kind::Lower),
        Some('&') if cursor.peek_second().is_some_and(|c| c.is_ascii_alphabetic()) => {
            cursor.bump();
            word(cursor, Kind::Field)
        }
        Some('0'..='9') => number(cursor),
        Some('"') => string(cursor)?,
        Some('\'') => quoted_digits(cursor)?,
        Some(other) => match MARKS.iter().find(|mark| cursor.rest().starts_with(**mark)) {
            Some(mark) => {
                cursor.skip(mark.len());
                Kind::Mark
            }
            None => {
                let expected = "an ASN.1 item".to_owned();
                let found = format!("character {other:?}");
                return Err(Fault::new(at, ErrorKind::Unexpected { expected, found }));
            }
        },
    };
    Ok(Token { kind, text: cursor.since(start).to_owned(), at, spaced, notes: None })
}

/// Letters, digits and single hyphens; a hyphen needs a letter or digit behind it (X.680 12.2, 12.3).
fn word(cursor: &mut Cursor<'_>, kind: Kind) -> Kind {
    loop {
        cursor.skip_while(|c| c.is_ascii_alphanumeric());
        let hyphen = cursor.peek() == Some('-');
        if !(hyphen && cursor.peek_second().is_some_and(|c| c.is_ascii_alphanumeric())) {
            return kind;
        }
        cursor.bump();
    }
}

fn number(cursor: &mut Cursor<'_>) -> Kind {
    cursor.skip_while(|c| c.is_ascii_digit());
    if cursor.peek() == Some('.') && cursor.peek_second().is_some_and(|c| c.is_ascii_digit()) {
        cursor.bump();
        cursor.skip_while(|c| c.is_ascii_digit());
        return Kind::Real;
    }
    Kind::Number
}

fn string(cursor: &mut Cursor<'_>) -> Result<Kind, Fault> {
    let at = cursor.place();
    cursor.bump();
    loop {
        cursor.skip_while(|c| c != '"');
        if cursor.bump().is_none() {
            return Err(Fault::new(at, ErrorKind::Unterminated { what: "string" }));
        }
        if cursor.peek() != Some('"') {
            return Ok(Kind::String);
        }
        cursor.bump();
    }
}

fn quoted_digits(cursor: &mut Cursor<'_>) -> Result<Kind, Fault> {
    let at = cursor.place();
    cursor.bump();
    let start = cursor.offset();
    cursor.skip_while(|c| c.is_ascii_hexdigit() || c.is_whitespace());
    let binary = cursor.since(start).chars().all(|c| matches!(c, '0' | '1') || c.is_whitespace());
    if cursor.bump() != Some('\'') {
        return Err(Fault::new(at, ErrorKind::Unterminated { what: "binary or hexadecimal string" }));
    }
    match cursor.bump() {
        Some('B') if binary => Ok(Kind::BitString),
        Some('H') => Ok(Kind::HexString),
        _ => Err(Fault::invalid(at, "a quoted number must end in 'B or 'H and have the digits for it")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        lex(0, text).unwrap().into_iter().map(|token| token.text).collect()
    }

    #[test]
    fn splits_marks_and_words() {
        assert_eq!(
            texts("A-b ::= [[x]] (0..5,...)"),
            ["A-b", "::=", "[", "[", "x", "]", "]", "(", "0", "..", "5", ",", "...", ")", ""]
        );
        assert_eq!(texts("&id{@.x}-5 1.5"), ["&id", "{", "@", ".", "x", "}", "-", "5", "1.5", ""]);
        assert_eq!(texts("a-- x --b"), ["a", "b", ""]);
    }

    #[test]
    fn reads_strings() {
        let tokens = lex(0, "\"a\"\"b\" \"one  \n   two\" 'A0'H '01 1'B").unwrap();
        assert_eq!(tokens[0].string(), "a\"b");
        assert_eq!(tokens[1].string(), "onetwo");
        assert_eq!(tokens[2].kind, Kind::HexString);
        assert_eq!(tokens[3].kind, Kind::BitString);
    }

    #[test]
    fn refuses_what_never_ends() {
        for (text, what) in [("\"abc", "string"), ("/* a /* b */", "comment")] {
            let fault = lex(0, text).unwrap_err();
            assert_eq!(fault.kind, ErrorKind::Unterminated { what });
        }
        let fault = lex(0, "A\n  #").unwrap_err();
        assert_eq!((fault.at.line, fault.at.column), (2, 3));
    }
}

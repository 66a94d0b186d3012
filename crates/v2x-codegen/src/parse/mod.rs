//! Tokens to syntax tree: a recursive descent over X.680 and the parts of X.681 to X.683 that the
//! standards of this field use.

use crate::ast::{Module, Name, Ref, Tokens};
use crate::error::{ErrorKind, Fault};
use crate::lex::{Kind, Token};
use crate::source::Place;

mod class;
mod components;
mod constraint;
mod enumeration;
mod module;
mod object;
mod reserved;
mod types;
mod value;

pub(crate) use object::{ObjectItem, Setting};

/// The deepest nesting of types, constraints and braces that is read. The standards stay below ten; the
/// limit keeps hostile input off the end of the stack.
const DEPTH_LIMIT: u32 = 64;

/// Reads all modules of one file.
pub(crate) fn parse(tokens: &[Token]) -> Result<Vec<Module>, Fault> {
    let mut parser = Parser::new(tokens);
    let mut modules = Vec::new();
    while parser.peek().kind != Kind::End {
        modules.push(parser.module()?);
    }
    Ok(modules)
}

/// A position in a list of tokens that ends in [`Kind::End`].
pub(crate) struct Parser<'t> {
    tokens: &'t [Token],
    position: usize,
    depth: u32,
    end: Token,
}

impl<'t> Parser<'t> {
    pub(crate) fn new(tokens: &'t [Token]) -> Self {
        let at = tokens.last().map_or(Place::default(), |token| token.at);
        let text = tokens.last().map_or(String::new(), |token| token.text.clone());
        let end = Token { kind: Kind::End, text, at, spaced: false, notes: None };
        Self { tokens, position: 0, depth: 0, end }
    }

    /// The next token.
    pub(crate) fn peek(&self) -> &Token {
        self.ahead(0)
    }

    /// The token so many places ahead.
    fn ahead(&self, count: usize) -> &Token {
        self.tokens.get(self.position + count).unwrap_or(&self.end)
    }

    fn at(&self) -> Place {
        self.peek().at
    }

    /// Nothing is left.
    pub(crate) fn at_end(&self) -> bool {
        self.peek().kind == Kind::End
    }

    fn advance(&mut self) {
        self.position += 1;
    }

    /// The next token is this mark or word.
    pub(crate) fn sees(&self, text: &str) -> bool {
        self.peek().is(text)
    }

    /// Takes the next token if it is this mark or word.
    pub(crate) fn accept(&mut self, text: &str) -> bool {
        let seen = self.sees(text);
        if seen {
            self.advance();
        }
        seen
    }

    /// Takes this mark or word, or fails.
    pub(crate) fn expect(&mut self, text: &str) -> Result<(), Fault> {
        if self.accept(text) { Ok(()) } else { Err(self.unexpected(&format!("`{text}`"))) }
    }

    /// Two single brackets without white space between them, `[[` or `]]`.
    fn sees_double(&self, bracket: &str) -> bool {
        let second = self.ahead(1);
        self.sees(bracket) && second.is(bracket) && !second.spaced
    }

    fn expect_double(&mut self, bracket: &str) -> Result<(), Fault> {
        if !self.sees_double(bracket) {
            return Err(self.unexpected(&format!("`{bracket}{bracket}`")));
        }
        self.advance();
        self.advance();
        Ok(())
    }

    /// The fault that something else was expected at the next token.
    pub(crate) fn unexpected(&self, expected: &str) -> Fault {
        let found = self.peek().describe();
        Fault::new(self.at(), ErrorKind::Unexpected { expected: expected.to_owned(), found })
    }

    /// Takes a name that begins with a small letter.
    pub(crate) fn lower(&mut self, what: &str) -> Result<Name, Fault> {
        self.name(Kind::Lower, what)
    }

    /// Takes a name that begins with a capital and is not reserved.
    fn upper(&mut self, what: &str) -> Result<Name, Fault> {
        if reserved::is_reserved(&self.peek().text) {
            return Err(self.unexpected(what));
        }
        self.name(Kind::Upper, what)
    }

    /// Takes a name of a field of a class, such as `&id`.
    pub(crate) fn field_name(&mut self) -> Result<Name, Fault> {
        self.name(Kind::Field, "a field name such as `&id`")
    }

    fn name(&mut self, kind: Kind, what: &str) -> Result<Name, Fault> {
        let token = self.peek();
        if token.kind != kind {
            return Err(self.unexpected(what));
        }
        let name = Name { text: token.text.clone(), at: token.at };
        self.advance();
        Ok(name)
    }

    /// `Name` or `Module.Name`.
    fn upper_ref(&mut self, what: &str) -> Result<Ref, Fault> {
        let name = self.upper(what)?;
        if self.sees(".") && self.ahead(1).kind == Kind::Upper {
            self.advance();
            return Ok(Ref { module: Some(name), name: self.upper(what)? });
        }
        Ok(Ref { module: None, name })
    }

    /// Runs a rule one level deeper.
    fn nested<T>(&mut self, rule: impl FnOnce(&mut Self) -> Result<T, Fault>) -> Result<T, Fault> {
        if self.depth == DEPTH_LIMIT {
            return Err(Fault::new(self.at(), ErrorKind::TooDeep { limit: DEPTH_LIMIT }));
        }
        self.depth += 1;
        let result = rule(self);
        self.depth -= 1;
        result
    }

    /// Items with commas between them, up to a closing mark, which is taken too.
    fn comma_list<T>(
        &mut self,
        close: &str,
        mut item: impl FnMut(&mut Self) -> Result<T, Fault>,
    ) -> Result<Vec<T>, Fault> {
        let mut items = vec![item(self)?];
        while self.accept(",") {
            items.push(item(self)?);
        }
        if !self.accept(close) {
            return Err(self.unexpected(&format!("`,` or `{close}`")));
        }
        Ok(items)
    }

    /// `{ … }` with its inner tokens set aside.
    fn braces(&mut self) -> Result<Tokens, Fault> {
        let at = self.at();
        self.expect("{")?;
        let start = self.position;
        let mut open = 1_u32;
        while open > 0 {
            if self.at_end() {
                return Err(self.unexpected("`}`"));
            }
            if open > DEPTH_LIMIT {
                return Err(Fault::new(self.at(), ErrorKind::TooDeep { limit: DEPTH_LIMIT }));
            }
            open = match self.peek() {
                token if token.is("{") => open + 1,
                token if token.is("}") => open - 1,
                _ => open,
            };
            self.advance();
        }
        let close = self.position - 1;
        let mut list = self.tokens.get(start..close).unwrap_or_default().to_vec();
        let end = self.tokens.get(close).unwrap_or(&self.end).clone();
        list.push(Token { kind: Kind::End, ..end });
        Ok(Tokens { at, list })
    }

    /// The documentation of the item that began at token `start` and ended before the next one: the comment
    /// above it, then the comment behind it or behind its comma.
    fn doc(&self, start: usize) -> Vec<String> {
        let mut doc = Vec::new();
        if let Some(notes) = self.tokens.get(start).and_then(|token| token.notes.as_ref())
            && !notes.detached
        {
            doc.extend_from_slice(&notes.above);
        }
        let Some(last) = self.position.checked_sub(1).and_then(|index| self.tokens.get(index)) else {
            return doc;
        };
        let comma = self.peek();
        let comma = (comma.is(",") && comma.at.line == last.at.line).then_some(comma);
        for token in std::iter::once(last).chain(comma) {
            if let Some(notes) = &token.notes {
                doc.extend_from_slice(&notes.behind);
            }
        }
        doc
    }

    /// The tokens from `start` to here as text, without comments and with white space folded.
    fn text(&self, start: usize) -> String {
        let mut text = String::new();
        for (index, token) in self.tokens.get(start..self.position).unwrap_or_default().iter().enumerate() {
            if index > 0 && token.spaced {
                text.push(' ');
            }
            text.push_str(&token.text);
        }
        text
    }
}

//! Words that hold more than the fields they were loaded for: what comes next is cut out of them as well, without another
//! load that would have to wait for where the reader stands.

use super::run::READ_BITS;

/// The bits of its word that a sequence of which only the opening was read can rely on.
pub(super) const OPENED_BITS: u32 = 48;

/// The bits that come next, as far as a word that was loaded already holds them.
#[derive(Default)]
pub(super) struct Ahead {
    /// The variable with the word; empty if there is none.
    word: String,
    /// That is the variable `ahead`, which moves on.
    moves: bool,
    /// The bits of it that lie before what comes next.
    taken: u32,
    /// The bits behind those that it surely holds, whether or not optional components were there; below zero if it does not
    /// hold all that was taken.
    left: i32,
    /// The bits that come next are the opening of the type itself: the reader stands behind them already.
    read: bool,
}

impl Ahead {
    /// What is left of a word that was loaded for its first `taken` bits.
    pub(super) fn of(word: String, taken: u32) -> Self {
        Self { word, left: READ_BITS as i32 - taken as i32, taken, ..Self::default() }
    }

    /// The argument `ahead` of a sequence that begins with its opening, which was read.
    pub(super) fn opening_sequence() -> Self {
        Self { word: "ahead".into(), left: OPENED_BITS as i32, read: true, ..Self::default() }
    }

    /// What comes behind the index of a choice in its argument `ahead`, `left` bits of which are right.
    pub(super) fn behind_index(index: u32, left: u32) -> Self {
        Self { word: "ahead".into(), taken: index, left: left as i32, ..Self::default() }
    }

    /// Whether the reader stands behind the bits that come next already; from now on it does not.
    pub(super) fn was_read(&mut self) -> bool {
        std::mem::take(&mut self.read)
    }

    /// Whether it holds so many bits.
    pub(super) fn holds(&self, bits: u32) -> bool {
        bits as i32 <= self.left
    }

    /// Takes bits that are there in any case: the variable with them, and their offset in it.
    pub(super) fn take(&mut self, bits: u32) -> (String, u32) {
        let offset = self.taken;
        self.taken += bits;
        self.left -= bits as i32;
        (self.word.clone(), offset)
    }

    /// Takes bits that may be absent, behind [`Self::begin`]: the expression that reads them.
    pub(super) fn next(&mut self, bits: u32, at: &str) -> String {
        self.left -= bits as i32;
        format!("r.next({bits}, &mut ahead, &{at:?})?")
    }

    /// The statement after which the variable `ahead` begins with what comes next.
    pub(super) fn begin(&mut self) -> String {
        let text = match (self.moves, self.taken) {
            (true, 0) => String::new(),
            (true, taken) => format!("ahead <<= {taken};\n"),
            (false, 0) => format!("let mut ahead = {};\n", self.word),
            (false, taken) => format!("let mut ahead = {} << {taken};\n", self.word),
        };
        (self.word, self.moves, self.taken) = ("ahead".into(), true, 0);
        text
    }

    /// The statement after which the variable `ahead` goes on where the condition holds, and begins anew where it does not.
    pub(super) fn go_on(&mut self, condition: &str) -> String {
        let (word, taken) =
            (std::mem::replace(&mut self.word, "ahead".into()), std::mem::take(&mut self.taken));
        self.moves = false;
        let rest = if taken == 0 { word } else { format!("{word} << {taken}") };
        format!("let ahead = if {condition} {{ {rest} }} else {{ r.ahead() }};\n")
    }

    /// The statement that loads a word, with which the variable `ahead` begins.
    pub(super) fn load(&mut self) -> String {
        *self = Self { word: "ahead".into(), moves: true, left: READ_BITS as i32, ..Self::default() };
        "let mut ahead = r.ahead();\n".into()
    }

    /// The expression of a word that begins with an opening of `bits` bits, which was taken right before, and of which `valid`
    /// bits are right.
    pub(super) fn back(&self, bits: u32, valid: u32) -> String {
        match self.taken.checked_sub(bits) {
            Some(before) if valid as i32 <= self.left + bits as i32 => match before {
                0 => self.word.clone(),
                _ => format!("{} << {before}", self.word),
            },
            _ => format!("r.behind({bits})"),
        }
    }
}

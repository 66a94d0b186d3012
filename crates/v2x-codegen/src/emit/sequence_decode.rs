//! SEQUENCE: the statements that read one.
//!
//! Fields of fixed width wait until one comes that is not; then they are read at once. What follows them is taken out of the
//! same word, as far as that holds it.

use super::Emitter;
use super::ahead::Ahead;
use super::decode::{Code, Target, closure, read_int};
use super::opening::Opening;
use super::read_run::pass;
use super::run::{Leaf, Node, READ_BITS};
use super::sequence::{is_id, present};
use crate::lower::{Component, Item, Sequence, Use};
use crate::names::{Locals, local_name};

/// The statements that read a sequence, as far as they are made.
struct Reading<'e, 'k> {
    emitter: &'e Emitter<'k>,
    asn: &'e str,
    sequence: &'e Sequence,
    locals: Locals,
    /// The fields of fixed width that wait.
    pending: Vec<Node>,
    /// The word with what comes next.
    ahead: Ahead,
    text: String,
}

impl Reading<'_, '_> {
    /// Reads the fields that wait; with `keep` the word with what comes behind them is needed.
    fn flush(&mut self, keep: bool) {
        let mut nodes = std::mem::take(&mut self.pending);
        self.text.push_str(&self.emitter.read_run(&mut nodes, &mut self.ahead, keep));
    }

    /// Adds statements behind which nobody knows what comes next.
    fn add(&mut self, statements: &str) {
        self.text.push_str(statements);
        self.ahead = Ahead::default();
    }

    /// Reads the `i`th component.
    fn component(&mut self, i: usize, c: &Component) {
        let at = format!("{}.{}", self.asn, c.asn);
        match (c.optional, &c.default) {
            (false, None) => self.always(i, c, &at),
            (true, None) => self.optional(i, c, &at),
            (_, Some(_)) => {
                self.flush(false);
                self.add(&self.emitter.read_optional(c, &target(c), &at));
            }
        }
    }

    fn always(&mut self, i: usize, c: &Component, at: &str) {
        if let Some(node) = self.emitter.node(&c.ty, &local_name(&c.rust), at, &mut self.locals) {
            return self.pending.push(if is_id(c) { node } else { node.aimed(&target(c)) });
        }
        let has_before = self.pending.iter().any(|node| node.width() > 0);
        let opening = self.emitter.opening(&c.ty);
        match opening.filter(|opening| has_before || self.ahead.holds(opening.wants())) {
            Some(opening) if opening.is_read_apart() => self.opened(i, c, &opening, at),
            _ => {
                self.flush(false);
                self.add(&self.emitter.read_component(c, &target(c), at, self.sequence));
            }
        }
    }

    /// Reads a component together with the fields that wait, as far as its opening goes.
    fn opened(&mut self, i: usize, c: &Component, opening: &Opening, at: &str) {
        let (node, variable) = opening.with_fields_before(c, at, &mut self.locals);
        self.pending.push(node);
        self.flush(false);
        self.text.push_str(&self.emitter.read_opened(opening, &variable, c, at, &self.ahead));
        let end = match self.sequence.root.get(i + 1) {
            Some(next) if self.emitter.is_wanted(next, &self.ahead) => {
                opening.goes_on(&variable, &mut self.ahead)
            }
            _ => None,
        };
        match end {
            Some(statement) => self.text.push_str(&statement),
            None => self.ahead = Ahead::default(),
        }
    }

    /// Reads a component that may be absent: out of the word ahead, if that holds it.
    fn optional(&mut self, i: usize, c: &Component, at: &str) {
        if let Some(leaf) = self.emitter.optional_leaf(c, at) {
            self.flush(true);
            return self.optional_leaf(i, c, &leaf);
        }
        let opening = self.emitter.opening(&c.ty);
        let Some((node, bits)) = opening.and_then(|opening| Some((opening.in_word(at)?, opening.wants())))
        else {
            self.flush(false);
            return self.add(&self.emitter.read_optional(c, &target(c), at));
        };
        self.flush(true);
        let read = match self.ahead.holds(bits) {
            true => read_optional_opened(c, node, &self.ahead.back(0, bits)),
            false => self.emitter.read_optional(c, &target(c), at),
        };
        self.add(&read);
    }

    /// The same for a leaf, for which a word is loaded if more will come out of it.
    fn optional_leaf(&mut self, i: usize, c: &Component, leaf: &Leaf) {
        /// For less it is not worth to load what may not be there.
        const SEVERAL: usize = 3;
        let begin = if self.ahead.holds(leaf.bits) {
            self.ahead.begin()
        } else if self.emitter.leaves_of_a_word(self.sequence.root.iter().skip(i)) >= SEVERAL {
            self.ahead.load()
        } else {
            return self.add(&self.emitter.read_optional(c, &target(c), &leaf.at));
        };
        let Code { statements, value } = self.emitter.next_value(leaf, &mut self.ahead).wrapped("Some(", ")");
        let (field, present) = (&c.rust, present(c));
        self.text.push_str(&format!(
            "{begin} self.{field} = if {present} {{ {statements} {value} }} else {{ None }};\n"
        ));
    }
}

fn target(c: &Component) -> Target {
    Target::place(format!("self.{}", c.rust))
}

/// Reads an optional component whose opening, the node, the word begins with.
fn read_optional_opened(c: &Component, opening: Node, word: &str) -> String {
    let (pass, place, present) = (pass(&mut [opening]), format!("self.{}", c.rust), present(c));
    format!(
        "if {present} {{
            {pass} {place}.get_or_insert_default().decode_opened({word}, r)?;
        }} else {{ absent(&mut {place}); }}\n"
    )
}

impl Emitter<'_> {
    /// The body of the function that reads a sequence; `ahead` is what of it was loaded already.
    pub(super) fn sequence_decode(&self, item: &Item, sequence: &Sequence, ahead: Ahead) -> String {
        let (asn, locals) = (item.asn.as_str(), self.locals(sequence));
        let pending = sequence.preamble(asn, "extended");
        let mut reading =
            Reading { emitter: self, asn, sequence, locals, pending, ahead, text: String::new() };
        for (i, c) in sequence.root.iter().enumerate() {
            reading.component(i, c);
        }
        reading.flush(false);
        let extension = sequence.ext.as_ref().map(|ext| self.read_extension(asn, ext));
        reading.text + &extension.unwrap_or_default() + "Ok(())"
    }

    /// Whether a component that may be absent would come out of the word ahead.
    fn is_wanted(&self, next: &Component, ahead: &Ahead) -> bool {
        let leaf = self.optional_leaf(next, "").map(|leaf| leaf.bits);
        let opening = self.opening(&next.ty).filter(|opening| opening.in_word("").is_some());
        let bits = leaf.or_else(|| opening.map(|opening| opening.wants()));
        next.optional && next.default.is_none() && bits.is_some_and(|bits| ahead.holds(bits))
    }

    /// The leaf that a component without a default is if it is there, unless that is wide.
    fn optional_leaf(&self, c: &Component, at: &str) -> Option<Leaf> {
        match self.node(&c.ty, "value", at, &mut Locals::new([]))? {
            Node::Leaf(leaf) if c.optional && c.default.is_none() && leaf.is_short() => Some(leaf),
            _ => None,
        }
    }

    /// How many of the next components can come out of one word.
    fn leaves_of_a_word<'c>(&self, components: impl Iterator<Item = &'c Component>) -> usize {
        let mut left = READ_BITS;
        let fits = |c: &&Component| {
            let Some(Node::Leaf(leaf)) = self.node(&c.ty, "value", "", &mut Locals::new([])) else {
                return false;
            };
            let rest = left.checked_sub(leaf.bits);
            left = rest.unwrap_or(0);
            rest.is_some() && leaf.is_short() && c.default.is_none()
        };
        components.take_while(fits).count()
    }

    /// Reads a mandatory component of varying width.
    fn read_component(&self, c: &Component, target: &Target, at: &str, sequence: &Sequence) -> String {
        match &c.ty {
            Use::Open(_) => {
                let id = sequence.root.iter().find(|c| is_id(c)).map(|id| local_name(&id.rust));
                format!("{}.decode_into({}, r, &{at:?})?;\n", target.assigned(), id.unwrap_or_default())
            }
            Use::ObjectId(_, int) => {
                let Code { statements, mut value } = read_int(*int, at);
                // A number with a lower bound is read as the integer that it becomes.
                if int.range.lower.is_none() {
                    let error = format!("r.error(DecodeErrorKind::TooLarge, &{at:?})");
                    value = format!("u32::try_from({value}).map_err(|_| {error})?");
                }
                format!("{statements} let {} = {value};\n", local_name(&c.rust))
            }
            ty => self.read(ty, target, at),
        }
    }

    fn read_optional(&self, c: &Component, target: &Target, at: &str) -> String {
        let (present, place) = (present(c), target.assigned());
        let value = self.read_value(&c.ty, at);
        let Some(default) = &c.default else {
            return match value.map(|value| value.wrapped("Some(", ")")) {
                Some(Code { statements, value }) => {
                    format!("{place} = if {present} {{ {statements} {value} }} else {{ None }};\n")
                }
                None => {
                    let read = self.read_in_place(&c.ty, &target.present(), at);
                    format!("if {present} {{ {read} }} else {{ absent(&mut {place}); }}\n")
                }
            };
        };
        let read = self.read(&c.ty, target, at);
        format!(
            "if {present} {{
                {read}
                if {} {{ r.note(Notes::DEFAULT_PRESENT); }}
            }} else {{ {place} = {}; }}\n",
            self.is_default(&c.ty, default, &place, true),
            self.default(&c.ty, default)
        )
    }

    /// The statements that read the extension part if there is one, and empty what it would have filled if not.
    fn read_extension(&self, asn: &str, ext: &[Component]) -> String {
        let (read, absent) = match ext {
            [] => (format!("self.unknown_extensions.decode_into(r, &{asn:?})?;"), String::new()),
            _ => (
                "self.decode_additions(r)?;".to_string(),
                ext.iter().map(|c| format!("absent(&mut self.{});\n", c.rust)).collect(),
            ),
        };
        format!("if extended {{ {read} }} else {{ {absent} self.unknown_extensions.clear(); }}\n")
    }

    /// The function that reads the extension part: by itself, so that the root does not carry its weight.
    pub(super) fn decode_additions(&self, asn: &str, ext: &[Component]) -> String {
        let mut reads = String::new();
        for (i, c) in ext.iter().enumerate() {
            let (target, at) = (Target::place(format!("self.{}", c.rust)), format!("{asn}.{}", c.asn));
            let statements = match self.read_value(&c.ty, &at).map(|value| value.wrapped("Some(", ")")) {
                Some(Code { statements, value }) => format!("{statements} {} = {value};", target.assigned()),
                None => self.read_in_place(&c.ty, &target.present(), &at),
            };
            let none = format!("absent(&mut {});", target.assigned());
            reads.push_str(&format!(
                "if additions.present({i}) {{ r.open_type(&{at:?}, {})?; }} else {{ {none} }}\n",
                closure("r", &statements)
            ));
        }
        format!(
            "#[inline(never)]
            fn decode_additions(&mut self, r: &mut Reader<'_>) -> Result<(), Fault> {{
                let additions = r.additions(&{asn:?})?;
                {reads}
                self.unknown_extensions = additions.unknown(r, {}, &{asn:?})?;
                Ok(())
            }}\n",
            ext.len()
        )
    }
}

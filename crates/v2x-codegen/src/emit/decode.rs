//! Expressions that read values.

use super::Emitter;
use super::run::{Leaf, LeafKind, Node, Piece, WORD_BITS, pieces, place, uint};
use super::types::{bounds, number, size, text_call};
use crate::lower::{Int, ItemKind, Path, Use};
use crate::model::{Range, Size};
use crate::names::Locals;

impl Emitter<'_> {
    /// Statements that read neighbouring nodes of fixed width into the variables of their leaves.
    pub(super) fn read_run(&self, nodes: &mut [Node]) -> String {
        let total = place(nodes);
        let leaves: Vec<&Leaf> = nodes.iter().flat_map(Node::leaves).collect();
        if let Some(leaf) = single(&leaves) {
            return leaf
                .read(&leaf.alone(), &|kind| format!("r.error_back({}, {kind}, {:?})", leaf.bits, leaf.at));
        }
        if total == 0 {
            return String::new();
        }
        let named = leaves.iter().filter(|leaf| leaf.bits > 0);
        let fields: Vec<String> =
            named.map(|leaf| format!("({}, {:?})", leaf.offset + leaf.bits, leaf.at)).collect();
        let mut text = format!("let run = r.run({total}, &[{}])?;\n", fields.join(", "));
        self.read_pieces(&leaves, &mut text);
        text
    }

    fn read_pieces(&self, leaves: &[&Leaf], text: &mut String) {
        for (p, piece) in pieces(leaves).into_iter().enumerate() {
            match piece {
                Piece::Word(offset, _, members) => {
                    text.push_str(&format!("let word{p} = run.word({offset});\n"));
                    for i in members {
                        let leaf = leaves[i];
                        let raw = format!("cut(word{p}, {}, {})", leaf.offset - offset, leaf.bits);
                        text.push_str(&leaf.read(&raw, &|kind| leaf.run_error(kind)));
                    }
                }
                Piece::Alone(i) => {
                    let leaf = leaves[i];
                    let raw = match &leaf.kind {
                        LeafKind::Octets(..) => format!("run.octets({})", leaf.offset),
                        _ => format!("run.wide({}, {})", leaf.offset, leaf.bits),
                    };
                    text.push_str(&leaf.read(&raw, &|kind| leaf.run_error(kind)));
                }
            }
        }
    }

    /// The code that reads a value of any type from `r`.
    pub(super) fn read(&self, ty: &Use, at: &str) -> Code {
        if let Some(node) = self.node(ty, "value", at, &mut Locals::new([])) {
            return match &node {
                Node::Struct(path, _) => Code::value(format!("{path}::decode(r)?")),
                Node::Leaf(leaf) => match single(&[leaf]).and_then(|leaf| leaf.plain(&leaf.alone())) {
                    Some(value) => Code::value(value),
                    None => {
                        let value = node.value();
                        Code { statements: self.read_run(&mut [node]), value }
                    }
                },
            };
        }
        let call = |method: &str, size: String| Code::value(format!("r.{method}({size}, {at:?})?"));
        match self.krate.resolve(ty) {
            Use::Int(int) | Use::ObjectId(_, int) => read_int(int, at),
            Use::BitString(s) => call("bit_string", size(s)),
            Use::Octets(s) => call("octet_string", size(s)),
            Use::Text(strings, s) => {
                let (method, arguments) = text_call(&strings, s);
                call(method, arguments)
            }
            Use::Oid => Code::value(format!("ObjectIdentifier::decode(r, {at:?})?")),
            Use::RelativeOid => Code::value(format!("RelativeOid::decode(r, {at:?})?")),
            Use::List(of, s) => {
                let (item, min_bits) = (self.read(&of, at).closure(), self.krate.min_bits(&of));
                Code::value(format!("r.list({}, {min_bits}, {at:?}, {item})?", size(s)))
            }
            Use::Named(path, range, narrowed) => self.read_named(&path, range, narrowed, at),
            Use::Bool | Use::Null | Use::Open(_) => unreachable!("fixed, or read by its sequence"),
        }
    }

    fn read_named(&self, path: &Path, range: Option<Range>, narrowed: Option<Size>, at: &str) -> Code {
        let name = self.path(path);
        let code = match &self.krate.item(path).kind {
            ItemKind::Integer(int, _) => read_int(Int { range: range.unwrap_or(int.range), ..*int }, at),
            ItemKind::BitString(s, _) => self.read(&Use::BitString(narrowed.unwrap_or(*s)), at),
            // Octets that one reference narrows to a fixed size are a vector all the same.
            ItemKind::Newtype(Use::Octets(_)) if narrowed.is_some() => {
                let size = narrowed.map(size).unwrap_or_default();
                Code::value(format!("r.octet_string({size}, {at:?})?"))
            }
            ItemKind::Newtype(inner) => self.read(&inner.narrowed(narrowed), at),
            ItemKind::Enumerated { .. } => return Code::value(format!("{name}::decode_at(r, {at:?})?")),
            _ => return Code::value(format!("{name}::decode(r)?")),
        };
        Code { value: format!("{name}({})", code.value), ..code }
    }
}

/// Code that reads a value from `r`, in a function that can fail.
pub(super) struct Code {
    /// What comes before the value.
    pub(super) statements: String,
    /// The value's expression.
    pub(super) value: String,
}

impl Code {
    pub(super) fn value(value: String) -> Self {
        Self { statements: String::new(), value }
    }

    /// The same value inside something: a variant, or `Some`.
    pub(super) fn wrapped(self, before: &str, after: &str) -> Self {
        Self { value: format!("{before}{}{after}", self.value), ..self }
    }

    /// As one expression.
    pub(super) fn expression(&self) -> String {
        match self.statements.as_str() {
            "" => self.value.clone(),
            statements => format!("{{ {statements} {} }}", self.value),
        }
    }

    /// As the end of a function that gives a result.
    pub(super) fn result(&self) -> String {
        match self.value.strip_suffix('?') {
            Some(result) => format!("{} {result}", self.statements),
            None => format!("{} Ok({})", self.statements, self.value),
        }
    }

    /// As a function of the reader: what lists and open types take.
    pub(super) fn closure(&self) -> String {
        match self.value.strip_suffix("(r)?") {
            Some(function) if self.statements.is_empty() => return function.into(),
            _ => {}
        }
        let result = self.result();
        let r = if super::has_word(&result, "r") { "r" } else { "_" };
        match self.statements.as_str() {
            "" => format!("|{r}| {result}"),
            _ => format!("|{r}| {{ {result} }}"),
        }
    }
}

/// An integer without a fixed width.
fn read_int(int: Int, at: &str) -> Code {
    let range = int.range;
    if range.extensible {
        return Code::value(format!("r.extensible({}, {at:?})?", bounds(range)));
    }
    if let Some(lower) = range.lower {
        return Code::value(format!("r.semi_constrained({}, {at:?})?", number(lower)));
    }
    match range.upper.filter(|upper| *upper < i128::from(i64::MAX)) {
        None => Code::value(format!("r.unconstrained({at:?})?")),
        Some(upper) => Code::value(format!("r.at_most({}, {at:?})?", number(upper))),
    }
}

/// `value + lower` in i64, or as it is.
fn offset(value: &str, lower: i128) -> String {
    match lower {
        0 => value.to_string(),
        1.. => format!("{value} + {}", number(lower)),
        _ => format!("{value} - {}", number(-lower)),
    }
}

impl Leaf {
    fn run_error(&self, kind: &str) -> String {
        match kind {
            "DecodeErrorKind::OutOfRange" => format!("run.out_of_range({}, {:?})", self.offset, self.at),
            _ => format!("run.error({}, {kind}, {:?})", self.offset, self.at),
        }
    }

    /// The raw bits where the leaf is read by itself.
    fn alone(&self) -> String {
        match &self.kind {
            LeafKind::Bool => format!("r.bit({:?})?", self.at),
            LeafKind::Octets(3 | 5.., _) => format!("r.octets({:?})?", self.at),
            _ => format!("r.bits({}, {:?})?", self.bits, self.at),
        }
    }

    /// Statements that turn the raw bits into the value.
    fn read(&self, raw: &str, error: &dyn Fn(&str) -> String) -> String {
        let var = &self.var;
        match &self.kind {
            _ if self.bits == 0 => String::new(),
            LeafKind::Enumerated(name, _) => {
                let error = error("DecodeErrorKind::Item");
                format!("let Some({var}) = {name}::from_index({raw}) else {{ return Err({error}); }};\n")
            }
            LeafKind::Octets(len, None) if raw.starts_with("run.") => {
                format!("let {var}: [u8; {len}] = {raw};\n")
            }
            kind => match (self.plain(raw), kind) {
                (Some(value), _) => format!("let {var} = {value};\n"),
                (None, LeafKind::Int(int, name)) => {
                    let (lower, upper) = int.constrained().unwrap_or((0, 0));
                    let error = error("DecodeErrorKind::OutOfRange");
                    let check = format!("if {var} > {} {{ return Err({error}); }}", number(upper - lower));
                    let bound = match int_value(int, name.as_deref(), var) {
                        value if value == *var => String::new(),
                        value => format!("let {var} = {value};\n"),
                    };
                    format!("let {var} = {raw};\n{check}\n{bound}")
                }
                (None, _) => unreachable!("all other kinds take every pattern of bits"),
            },
        }
    }

    /// The value's expression, if every pattern of bits is one.
    fn plain(&self, raw: &str) -> Option<String> {
        match &self.kind {
            LeafKind::Bool if raw.starts_with("r.bit(") => Some(raw.into()),
            LeafKind::Bool => Some(format!("{raw} != 0")),
            LeafKind::Bits(name) => Some(match uint(self.bits) {
                "u64" => format!("{name}({raw})"),
                uint => format!("{name}({raw} as {uint})"),
            }),
            LeafKind::Int(int, name) => {
                let (lower, upper) = int.constrained()?;
                (upper - lower + 1 == 1 << self.bits).then(|| int_value(int, name.as_deref(), raw))
            }
            LeafKind::Octets(len, name) => {
                let octets = match len {
                    1 => format!("[{raw} as u8]"),
                    2 | 4 => format!("({raw} as {}).to_be_bytes()", uint(self.bits)),
                    _ => raw.to_string(),
                };
                Some(name.as_ref().map_or(octets.clone(), |name| format!("{name}({octets})")))
            }
            LeafKind::Enumerated(..) | LeafKind::Null => None,
        }
    }
}

/// The value of an integer whose offset above its lower bound is `raw`.
fn int_value(int: &Int, name: Option<&str>, raw: &str) -> String {
    let (lower, _) = int.constrained().unwrap_or((0, 0));
    let value = match (lower, int.rust) {
        (0, "u64") => raw.to_string(),
        (0, rust) => format!("{raw} as {rust}"),
        // Wraps for a range that takes all 64 bits, and then comes out right.
        (_, "i64") => format!("({raw} as i64).wrapping_add({})", number(lower)),
        (_, "u64") => format!("{raw}.wrapping_add({})", number(lower)),
        (_, rust) => format!("({}) as {rust}", offset(&format!("{raw} as i64"), lower)),
    };
    name.map_or(value.clone(), |name| format!("{name}({value})"))
}

/// The one leaf among leaves that has bits, if it needs no run: it fits a word, or is octets.
pub(super) fn single<'l>(leaves: &[&'l Leaf]) -> Option<&'l Leaf> {
    let mut wide = leaves.iter().filter(|leaf| leaf.bits > 0);
    match (wide.next(), wide.next()) {
        (Some(leaf), None) if leaf.bits <= WORD_BITS || matches!(leaf.kind, LeafKind::Octets(..)) => {
            Some(leaf)
        }
        _ => None,
    }
}

//! Expressions that read values.

use super::Emitter;
use super::run::{Leaf, LeafKind, Node, Piece, pieces, place, uint};
use super::types::{bounds, number, size, text_call};
use crate::lower::{Int, ItemKind, Path, Use};
use crate::model::{Range, Size};
use crate::names::Locals;

impl Emitter<'_> {
    /// Statements that read neighbouring nodes of fixed width into the variables of their leaves.
    pub(super) fn read_run(&self, nodes: &mut [Node]) -> String {
        let total = place(nodes);
        let leaves: Vec<&Leaf> = nodes.iter().flat_map(Node::leaves).collect();
        let mut text = String::new();
        if let [leaf] = leaves.iter().filter(|leaf| leaf.bits > 0).collect::<Vec<_>>().as_slice()
            && let [Piece::Word(..)] = pieces(&leaves).as_slice()
        {
            text.push_str(&format!("let {} = r.bits({}, {:?})?;\n", leaf.var, leaf.bits, leaf.at));
            text.push_str(
                &leaf.read(&leaf.var, &|kind| format!("r.error_back({}, {kind}, {:?})", leaf.bits, leaf.at)),
            );
        } else if total > 0 {
            let named = leaves.iter().filter(|leaf| leaf.bits > 0);
            let fields: Vec<String> =
                named.map(|leaf| format!("({}, {:?})", leaf.offset + leaf.bits, leaf.at)).collect();
            text.push_str(&format!("let run = r.run({total}, &[{}])?;\n", fields.join(", ")));
            self.read_pieces(&leaves, &mut text);
        }
        for leaf in leaves.iter().filter(|leaf| leaf.bits == 0) {
            text.push_str(&leaf.nothing());
        }
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
            let mut nodes = [node];
            let statements = self.read_run(&mut nodes);
            return Code { statements, value: nodes[0].value() };
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
        let error = format!("|_| r.error(DecodeErrorKind::TooLarge, {at:?})");
        let read = format!("r.semi_constrained({}, {at:?})?", number(lower));
        return Code::value(format!("{}::try_from({read}).map_err({error})?", int.rust));
    }
    let read = format!("r.unconstrained({at:?})?");
    match range.upper.filter(|upper| *upper < i128::from(i64::MAX)).map(number) {
        None => Code::value(read),
        Some(upper) => {
            let error = format!("r.error(DecodeErrorKind::OutOfRange, {at:?})");
            let check = format!("if value > {upper} {{ return Err({error}); }}");
            Code { statements: format!("let value = {read};\n{check}\n"), value: "value".into() }
        }
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

    /// Statements that turn the raw bits into the value.
    fn read(&self, raw: &str, error: &dyn Fn(&str) -> String) -> String {
        let var = &self.var;
        match &self.kind {
            LeafKind::Bool => format!("let {var} = {raw} != 0;\n"),
            LeafKind::Bits(name) => match uint(self.bits) {
                "u64" => format!("let {var} = {name}({raw});\n"),
                uint => format!("let {var} = {name}({raw} as {uint});\n"),
            },
            LeafKind::Enumerated(name) => {
                let error = error("DecodeErrorKind::Item");
                format!("let Some({var}) = {name}::from_index({raw}) else {{ return Err({error}); }};\n")
            }
            LeafKind::Int(int, name) => self.read_int(int, name.as_deref(), raw, error),
            LeafKind::Null => String::new(),
            LeafKind::Octets(len, name) => {
                let octets = match len {
                    1 => format!("[{raw} as u8]"),
                    2 | 4 => format!("({raw} as {}).to_be_bytes()", uint(self.bits)),
                    _ => raw.to_string(),
                };
                match name {
                    Some(name) => format!("let {var} = {name}({octets});\n"),
                    None if octets == raw => format!("let {var}: [u8; {len}] = {octets};\n"),
                    None => format!("let {var} = {octets};\n"),
                }
            }
        }
    }

    fn read_int(&self, int: &Int, name: Option<&str>, raw: &str, error: &dyn Fn(&str) -> String) -> String {
        let var = &self.var;
        let (lower, upper) = int.constrained().unwrap_or((0, 0));
        let count = upper - lower + 1;
        let mut text = String::new();
        let mut raw = raw.to_string();
        if count != 1 << self.bits {
            if raw != *var {
                text.push_str(&format!("let {var} = {raw};\n"));
                raw.clone_from(var);
            }
            let error = error("DecodeErrorKind::OutOfRange");
            text.push_str(&format!("if {var} > {} {{ return Err({error}); }}\n", number(count - 1)));
        }
        let value = match (lower, int.rust) {
            (0, "u64") => raw,
            (0, rust) => format!("{raw} as {rust}"),
            // Wraps for a range that takes all 64 bits, and then comes out right.
            (_, "i64") => format!("({raw} as i64).wrapping_add({})", number(lower)),
            (_, "u64") => format!("{raw}.wrapping_add({})", number(lower)),
            (_, rust) => format!("({}) as {rust}", offset(&format!("{raw} as i64"), lower)),
        };
        match name {
            Some(name) => text.push_str(&format!("let {var} = {name}({value});\n")),
            None if value == *var => {}
            None => text.push_str(&format!("let {var} = {value};\n")),
        }
        text
    }

    /// Statements for a field that has no bits: it has one possible value.
    fn nothing(&self) -> String {
        let var = &self.var;
        match &self.kind {
            LeafKind::Int(int, name) => {
                let value = int.constrained().map_or(0, |(lower, _)| lower);
                let value = match name {
                    Some(name) => format!("{name}({})", number(value)),
                    None => format!("{}{}", number(value), int.rust),
                };
                format!("let {var} = {value};\n")
            }
            LeafKind::Enumerated(name) => format!("let {var} = {name}::default();\n"),
            _ => String::new(),
        }
    }
}

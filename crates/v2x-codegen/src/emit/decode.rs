//! Statements that read values.

use super::Emitter;
use super::ahead::Ahead;
use super::read_run::single;
use super::run::{Leaf, LeafKind, Node, WORD_BITS, uint};
use super::types::{bounds, list, number, size, text_call};
use crate::lower::{Int, ItemKind, Path, Use};
use crate::model::{Range, Size};
use crate::names::Locals;

/// Where a value that is read goes.
#[derive(Clone)]
pub(super) struct Target {
    /// The expression.
    text: String,
    /// It is a mutable reference.
    is_ref: bool,
}

impl Target {
    /// A place, such as `self.lat`.
    pub(super) fn place(text: impl Into<String>) -> Self {
        Self { text: text.into(), is_ref: false }
    }

    /// A reference, such as a closure's argument.
    pub(super) fn reference(text: impl Into<String>) -> Self {
        Self { text: text.into(), is_ref: true }
    }

    /// What is inside this optional value, made if it is absent.
    pub(super) fn present(&self) -> Self {
        Self::reference(format!("{}.get_or_insert_default()", self.text))
    }

    pub(super) fn field(&self, field: &str) -> Self {
        Self::place(format!("{}.{field}", self.text))
    }

    /// The left side of an assignment.
    pub(super) fn assigned(&self) -> String {
        if self.is_ref { format!("*{}", self.text) } else { self.text.clone() }
    }

    fn by_mut(&self) -> String {
        if self.is_ref { self.text.clone() } else { format!("&mut {}", self.text) }
    }
}

impl Emitter<'_> {
    /// Statements that read a value of any type from `r` into a target.
    pub(super) fn read(&self, ty: &Use, target: &Target, at: &str) -> String {
        match self.read_value(ty, at) {
            Some(Code { statements, value }) => format!("{statements} {} = {value};\n", target.assigned()),
            None => self.read_in_place(ty, target, at),
        }
    }

    /// The code that reads a value that is made at once: one without parts that could be used again.
    pub(super) fn read_value(&self, ty: &Use, at: &str) -> Option<Code> {
        if let Some(node) = self.node(ty, "value", at, &mut Locals::new([])) {
            let Node::Leaf(leaf) = &node else { return None };
            if leaf.bits == 0 {
                return Some(Code::value(leaf.only()));
            }
            if let Some(value) = single(&[leaf]).and_then(|leaf| leaf.plain(&leaf.alone())) {
                return Some(Code::value(value));
            }
            let statements = self.read_run(&mut [node], &mut Ahead::default(), false);
            return Some(Code { statements, value: "value".into() });
        }
        Some(match self.krate.resolve(ty) {
            Use::Int(int) | Use::ObjectId(_, int) => read_int(int, at),
            Use::BitString(s) => Code::value(format!("r.bit_string({}, &{at:?})?", size(s))),
            Use::Named(path, range, narrowed) => return self.read_named_value(&path, range, narrowed, at),
            _ => return None,
        })
    }

    fn read_named_value(
        &self,
        path: &Path,
        range: Option<Range>,
        narrowed: Option<Size>,
        at: &str,
    ) -> Option<Code> {
        let name = self.path(path);
        let code = match &self.krate.item(path).kind {
            ItemKind::Integer(int, _) => read_int(Int { range: range.unwrap_or(int.range), ..*int }, at),
            ItemKind::BitString(s, _) => self.read_value(&Use::BitString(narrowed.unwrap_or(*s)), at)?,
            ItemKind::Newtype(Use::Octets(_)) if narrowed.is_some() => return None,
            ItemKind::Newtype(inner) => self.read_value(&inner.narrowed(narrowed), at)?,
            ItemKind::Enumerated { .. } => {
                return Some(Code::value(format!("{name}::decode_at(r, &{at:?})?")));
            }
            _ => return None,
        };
        Some(Code { value: format!("{name}({})", code.value), ..code })
    }

    /// Statements that read a value with parts in the place of an old one.
    pub(super) fn read_in_place(&self, ty: &Use, target: &Target, at: &str) -> String {
        let call = |method: &str, arguments: String, target: &Target| {
            format!("r.{method}({arguments}, {}, &{at:?})?;\n", target.by_mut())
        };
        match self.krate.resolve(ty) {
            Use::Oid | Use::RelativeOid => format!("{}.decode_into(r, &{at:?})?;\n", target.text),
            Use::Octets(s) => call("octet_string", size(s), target),
            Use::Text(strings, s) => {
                let (method, arguments) = text_call(&strings, s);
                call(method, arguments, target)
            }
            Use::List(of, s) => {
                let (item, min_bits) = (self.read_function(&of, at), self.krate.min_bits(&of));
                let list = list(s);
                format!("r.{list}({}, {min_bits}, {}, &{at:?}, {item})?;\n", size(s), target.by_mut())
            }
            Use::Named(path, _, narrowed) => match &self.krate.item(&path).kind {
                // Octets that one reference narrows to a fixed size are a vector all the same.
                ItemKind::Newtype(Use::Octets(_)) if narrowed.is_some() => {
                    call("octet_string", narrowed.map(size).unwrap_or_default(), &target.field("0"))
                }
                ItemKind::Newtype(inner) => {
                    self.read_in_place(&inner.narrowed(narrowed), &target.field("0"), at)
                }
                _ => format!("{}.decode_into(r)?;\n", target.text),
            },
            _ => unreachable!("made at once, or read by its sequence"),
        }
    }

    /// A closure that reads an item of a list.
    pub(super) fn read_function(&self, ty: &Use, at: &str) -> String {
        closure("item, r", &self.read(ty, &Target::reference("item"), at))
    }
}

/// A closure around statements that read; arguments that they do not use are not named.
pub(super) fn closure(arguments: &str, statements: &str) -> String {
    let name = |name: &str| if super::has_word(statements, name) { name.to_string() } else { "_".into() };
    let arguments = arguments.split(", ").map(name).collect::<Vec<_>>().join(", ");
    match statements.trim().strip_suffix("?;") {
        Some(result) if !result.contains([';', '=']) => format!("|{arguments}| {result}"),
        _ => format!("|{arguments}| {{ {statements} Ok(()) }}"),
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
}

/// An integer without a fixed width.
pub(super) fn read_int(int: Int, at: &str) -> Code {
    let range = int.range;
    if range.extensible {
        return Code::value(format!("r.extensible({}, &{at:?})?", bounds(range)));
    }
    if let Some(lower) = range.lower {
        return Code::value(format!("r.semi_constrained({}, &{at:?})?", number(lower)));
    }
    match range.upper.filter(|upper| *upper < i128::from(i64::MAX)) {
        None => Code::value(format!("r.unconstrained(&{at:?})?")),
        Some(upper) => Code::value(format!("r.at_most({}, &{at:?})?", number(upper))),
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
    pub(super) fn run_error(&self, kind: &str) -> String {
        match kind {
            "DecodeErrorKind::OutOfRange" => format!("run.out_of_range({}, &{:?})", self.offset, self.at),
            _ => format!("run.error({}, {kind}, &{:?})", self.offset, self.at),
        }
    }

    /// Its error when the reader stands behind `total` bits, of which it is part.
    pub(super) fn error_behind(&self, total: u32, kind: &str) -> String {
        format!("r.error_back({}, {kind}, &{:?})", total - self.offset, self.at)
    }

    /// Statements that read it out of the word ahead, which begins with it.
    pub(super) fn read_next(&self, ahead: &mut Ahead) -> String {
        let raw = ahead.next(self.bits, &self.at);
        self.read(&raw, &|kind| self.error_behind(self.bits, kind))
    }

    /// The raw bits where the leaf is read by itself.
    pub(super) fn alone(&self) -> String {
        match &self.kind {
            LeafKind::Bool => format!("r.bit(&{:?})?", self.at),
            LeafKind::Octets(3 | 5.., _) => format!("r.octets(&{:?})?", self.at),
            _ => format!("r.bits({}, &{:?})?", self.bits, self.at),
        }
    }

    /// The raw bits in a view, which has found them to be there.
    pub(super) fn raw_at(&self, place: &str) -> String {
        match &self.kind {
            LeafKind::Octets(3 | 5.., _) => format!("self.run.octets({place})"),
            _ if self.bits > WORD_BITS => format!("self.run.wide({place}, {})", self.bits),
            _ => format!("cut(self.run.word({place}), 0, {})", self.bits),
        }
    }

    /// Statements that turn the raw bits into the value.
    pub(super) fn read(&self, raw: &str, error: &dyn Fn(&str) -> String) -> String {
        let var = &self.var;
        match &self.kind {
            _ if self.bits == 0 => String::new(),
            LeafKind::Opening => String::new(),
            LeafKind::Enumerated(name, _) => {
                let error = error("DecodeErrorKind::Item");
                let item =
                    format!("let Some({var}) = {name}::from_index({raw}) else {{ return Err({error}); }};\n");
                item + &self.bind(var)
            }
            LeafKind::Octets(len, None) if raw.starts_with("run.") && self.target.is_none() => {
                format!("let {var}: [u8; {len}] = {raw};\n")
            }
            kind => match (self.plain(raw), kind) {
                (Some(value), _) => self.bind(&value),
                (None, LeafKind::Int(int, name)) => {
                    let (lower, upper) = int.constrained().unwrap_or((0, 0));
                    let error = error("DecodeErrorKind::OutOfRange");
                    let check = format!("if {var} > {} {{ return Err({error}); }}", number(upper - lower));
                    let bound = self.bind(&int_value(int, name.as_deref(), var));
                    format!("let {var} = {raw};\n{check}\n{bound}")
                }
                (None, _) => unreachable!("all other kinds take every pattern of bits"),
            },
        }
    }

    /// The statement that gives the value to the target or, without one, to the variable.
    pub(super) fn bind(&self, value: &str) -> String {
        match &self.target {
            Some(target) => format!("{} = {value};\n", target.assigned()),
            None if value == self.var => String::new(),
            None => format!("let {} = {value};\n", self.var),
        }
    }

    /// The value's expression, if every pattern of bits is one.
    pub(super) fn plain(&self, raw: &str) -> Option<String> {
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
            LeafKind::Enumerated(..) | LeafKind::Null | LeafKind::Opening => None,
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

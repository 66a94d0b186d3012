//! Statements that write values.

use super::Emitter;
use super::run::{Leaf, LeafKind, Node, uint};
use super::types::{bounds, number, size, text_call};
use crate::lower::{Int, ItemKind, Use};
use crate::names::Locals;

/// An expression for a value that is to be written.
#[derive(Clone)]
pub(super) struct Source {
    /// The expression.
    text: String,
    /// It is a reference.
    is_ref: bool,
}

impl Source {
    /// A place, such as `self.lat`.
    pub(super) fn place(text: impl Into<String>) -> Self {
        Self { text: text.into(), is_ref: false }
    }

    /// A reference, such as a closure's argument.
    pub(super) fn reference(text: impl Into<String>) -> Self {
        Self { text: text.into(), is_ref: true }
    }

    fn value(&self) -> String {
        if self.is_ref { format!("*{}", self.text) } else { self.text.clone() }
    }

    pub(super) fn by_ref(&self) -> String {
        if self.is_ref { self.text.clone() } else { format!("&{}", self.text) }
    }

    pub(super) fn field(&self, field: &str) -> Self {
        Self::place(format!("{}.{field}", self.text))
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }
}

impl Emitter<'_> {
    /// Statements that write a value of any type.
    pub(super) fn write(&self, ty: &Use, source: &Source, at: &str) -> String {
        if let Some(node) = self.node(ty, "raw", at, &mut Locals::new([])) {
            return match node {
                Node::Struct(_) => format!("{}.encode(w);\n", source.text),
                Node::Leaf(_) => self.write_run(&mut [node], &[Some(source.clone())]),
            };
        }
        let call = |method: &str, arguments: String, source: &Source| {
            format!("w.{method}({arguments}, {}, &{at:?});\n", source.by_ref())
        };
        match self.krate.resolve(ty) {
            Use::Int(int) => write_int(int, &source.value(), at),
            Use::BitString(s) => call("bit_string", size(s), source),
            Use::Octets(s) => call("octet_string", size(s), source),
            Use::Text(strings, s) => {
                let (method, arguments) = text_call(&strings, s);
                call(method, arguments, source)
            }
            Use::Oid | Use::RelativeOid => format!("{}.encode(w, &{at:?});\n", source.text),
            Use::List(of, s) => {
                let item = self.write_function(&of, at);
                format!("w.list({}, {}, &{at:?}, {item});\n", size(s), source.by_ref())
            }
            Use::Named(path, range, narrowed) => {
                let inner = source.field("0");
                match &self.krate.item(&path).kind {
                    ItemKind::Integer(int, _) => {
                        let int = Int { range: range.unwrap_or(int.range), ..*int };
                        write_int(int, &inner.text, at)
                    }
                    ItemKind::BitString(s, _) => call("bit_string", size(narrowed.unwrap_or(*s)), &inner),
                    // Octets that one reference narrows to a fixed size are a vector all the same.
                    ItemKind::Newtype(Use::Octets(_)) if narrowed.is_some() => {
                        call("octet_string", narrowed.map(size).unwrap_or_default(), &inner)
                    }
                    ItemKind::Newtype(ty) => self.write(&ty.narrowed(narrowed), &inner, at),
                    _ => format!("{}.encode(w);\n", source.text),
                }
            }
            Use::Bool | Use::Null | Use::ObjectId(..) | Use::Open(_) => {
                unreachable!("fixed, or written by its sequence")
            }
        }
    }

    /// A function or closure that writes an item of a list.
    pub(super) fn write_function(&self, ty: &Use, at: &str) -> String {
        let statements = self.write(ty, &Source::reference("item"), at);
        if statements == "item.encode(w);\n" {
            return "|w, item| item.encode(w)".into();
        }
        closure("w, item", &statements)
    }

    /// The closure that writes the contents of an open type, `value`.
    pub(super) fn write_contents(&self, ty: &Use, at: &str) -> String {
        let statements = self.write(ty, &Source::reference("value"), at);
        if statements == "value.encode(w);\n" {
            return "|w| value.encode(w)".into();
        }
        closure("w", &statements)
    }
}

/// A closure around statements; arguments that they do not use are not named.
pub(super) fn closure(arguments: &str, statements: &str) -> String {
    let name = |name: &str| if super::has_word(statements, name) { name.to_string() } else { "_".into() };
    let arguments: Vec<String> = arguments.split(", ").map(name).collect();
    format!("|{}| {{ {statements} }}", arguments.join(", "))
}

/// An integer without a fixed width.
pub(super) fn write_int(int: Int, value: &str, at: &str) -> String {
    let range = int.range;
    if range.extensible {
        return format!("w.put_extensible({}, {value});\n", bounds(range));
    }
    let check = |wrong: String| format!("if {wrong} {{ w.out_of_range(&{at:?}); }}\n");
    if let Some(lower) = range.lower {
        // A Rust type that begins at the bound needs no check.
        let needless = lower == 0 && int.rust == "u64" || lower <= i128::from(i64::MIN);
        let check = if needless { String::new() } else { check(format!("{value} < {}", number(lower))) };
        return format!("{check}w.put_semi_constrained({}, i128::from({value}));\n", number(lower));
    }
    let upper = range.upper.filter(|upper| *upper < i128::from(i64::MAX));
    let check = upper.map(|upper| check(format!("{value} > {}", number(upper)))).unwrap_or_default();
    format!("{check}w.put_unconstrained({value});\n")
}

impl Leaf {
    /// The expression of its bits, checked. A leaf without bits may still have a check.
    pub(super) fn raw(&self, source: &Source) -> Option<String> {
        let at = &self.at;
        let value = source.value();
        let inner = || source.field("0").text;
        Some(match &self.kind {
            LeafKind::Null => return None,
            LeafKind::Enumerated(..) if self.bits == 0 => return None,
            LeafKind::Bool => format!("u64::from({value})"),
            LeafKind::Bits(_) if self.bits == 64 => inner(),
            LeafKind::Bits(_) if matches!(self.bits, 8 | 16 | 32) => format!("u64::from({})", inner()),
            LeafKind::Bits(_) => {
                format!("w.flags({}, {}, &{at:?})", widened(&inner(), uint(self.bits)), self.bits)
            }
            LeafKind::Enumerated(..) => format!("u64::from({}.index())", source.text),
            LeafKind::Int(int, Some(_)) => checked(int, &inner(), at),
            LeafKind::Int(int, None) => checked(int, &value, at),
            LeafKind::Octets(len, name) => {
                let octets = if name.is_some() { source.field("0") } else { source.clone() };
                match len {
                    1 | 2 | 4 => format!("u64::from({}::from_be_bytes({}))", uint(self.bits), octets.value()),
                    _ => octets.by_ref(),
                }
            }
        })
    }

    /// The statement that writes a leaf by itself.
    pub(super) fn put(&self, raw: &str, source: &Source) -> String {
        match &self.kind {
            LeafKind::Bool => format!("w.put_bit({});\n", source.value()),
            LeafKind::Octets(3 | 5.., _) => format!("w.put_octets({raw});\n"),
            // A check borrows the writer, so it cannot stand among the arguments.
            _ if raw.starts_with("w.") => {
                format!("let {0} = {raw};\nw.put({0}, {1});\n", self.var, self.bits)
            }
            _ => format!("w.put({raw}, {});\n", self.bits),
        }
    }
}

fn widened(value: &str, rust: &str) -> String {
    if rust == "u64" { value.to_string() } else { format!("u64::from({value})") }
}

/// The offset of an integer above its lower bound, checked against both bounds.
fn checked(int: &Int, value: &str, at: &str) -> String {
    let (lower, upper) = int.constrained().unwrap_or((0, 0));
    let full = match int.rust {
        "u8" => upper == 255,
        "u16" => upper == 65535,
        "u32" => upper == i128::from(u32::MAX),
        "u64" => upper == i128::from(u64::MAX),
        _ => false,
    };
    match (lower, int.rust) {
        (0, "u64") if full => value.to_string(),
        (0, "u8" | "u16" | "u32") if full => format!("u64::from({value})"),
        (_, "u64") => {
            format!("w.index_wide(i128::from({value}), {}, {}, &{at:?})", number(lower), number(upper))
        }
        (_, "i64") => format!("w.index({value}, {}, {}, &{at:?})", number(lower), number(upper)),
        _ => format!("w.index(i64::from({value}), {}, {}, &{at:?})", number(lower), number(upper)),
    }
}

//! Statements that write values.

use super::Emitter;
use super::run::{Leaf, LeafKind, Node, uint};
use super::types::{bounds, list, number, size, text_call};
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
                format!("w.{}({}, {}, &{at:?}, {item});\n", list(s), size(s), source.by_ref())
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

/// The bits of a leaf.
pub(super) enum Raw {
    /// An expression of them.
    Sure(String),
    /// An expression that is `None`, and makes the writer fail, where the value breaks its constraint.
    Checked(String),
}

impl Leaf {
    /// Its bits. A leaf without bits may still have a check.
    pub(super) fn raw(&self, source: &Source) -> Option<Raw> {
        let at = &self.at;
        let value = source.value();
        let inner = || source.field("0").text;
        Some(Raw::Sure(match &self.kind {
            LeafKind::Null | LeafKind::Opening => return None,
            LeafKind::Enumerated(..) if self.bits == 0 => return None,
            LeafKind::Bool => format!("u64::from({value})"),
            LeafKind::Bits(_) if self.bits == 64 => inner(),
            LeafKind::Bits(_) if matches!(self.bits, 8 | 16 | 32) => format!("u64::from({})", inner()),
            LeafKind::Bits(_) => {
                let bits = widened(&inner(), uint(self.bits));
                return Some(Raw::Checked(format!("w.flags({bits}, {}, &{at:?})", self.bits)));
            }
            LeafKind::Enumerated(..) => format!("u64::from({}.index())", source.text),
            LeafKind::Int(int, Some(_)) => return Some(checked(int, &inner(), at)),
            LeafKind::Int(int, None) => return Some(checked(int, &value, at)),
            LeafKind::Octets(len, name) => {
                let octets = if name.is_some() { source.field("0") } else { source.clone() };
                match len {
                    1 | 2 | 4 => format!("u64::from({}::from_be_bytes({}))", uint(self.bits), octets.value()),
                    _ => octets.by_ref(),
                }
            }
        }))
    }

    /// The statement that binds its bits to its variable, or does without them where they break a constraint.
    pub(super) fn bound(&self, source: &Source) -> Option<String> {
        let var = &self.var;
        Some(match self.raw(source)? {
            Raw::Checked(raw) if self.bits == 0 => format!("{raw};\n"),
            Raw::Checked(raw) => format!("let Some({var}) = {raw} else {{ return }};\n"),
            Raw::Sure(_) if self.bits == 0 => String::new(),
            Raw::Sure(raw) => format!("let {var} = {raw};\n"),
        })
    }

    /// The statements that write it by itself.
    pub(super) fn put(&self, source: &Source) -> Option<String> {
        if self.bits == 0 {
            return self.bound(source);
        }
        Some(match (self.raw(source)?, &self.kind) {
            (Raw::Checked(_), _) => self.bound(source)? + &format!("w.put({}, {});\n", self.var, self.bits),
            (Raw::Sure(_), LeafKind::Bool) => format!("w.put_bit({});\n", source.value()),
            (Raw::Sure(raw), LeafKind::Octets(3 | 5.., _)) => format!("w.put_octets({raw});\n"),
            (Raw::Sure(raw), _) => format!("w.put({raw}, {});\n", self.bits),
        })
    }
}

fn widened(value: &str, rust: &str) -> String {
    if rust == "u64" { value.to_string() } else { format!("u64::from({value})") }
}

/// The offset of an integer above its lower bound, checked against both bounds.
fn checked(int: &Int, value: &str, at: &str) -> Raw {
    let (lower, upper) = int.constrained().unwrap_or((0, 0));
    let full = match int.rust {
        "u8" => upper == 255,
        "u16" => upper == 65535,
        "u32" => upper == i128::from(u32::MAX),
        "u64" => upper == i128::from(u64::MAX),
        _ => false,
    };
    let (method, value) = match (lower, int.rust) {
        (0, "u64") if full => return Raw::Sure(value.to_string()),
        (0, "u8" | "u16" | "u32") if full => return Raw::Sure(format!("u64::from({value})")),
        (_, "u64") => ("index_wide", format!("i128::from({value})")),
        (_, "i64") => ("index", value.to_string()),
        _ => ("index", format!("i64::from({value})")),
    };
    Raw::Checked(format!("w.{method}({value}, {}, {}, &{at:?})", number(lower), number(upper)))
}

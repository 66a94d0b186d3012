//! Expressions that read values.

use super::Emitter;
use super::run::{Leaf, LeafKind, Node, Piece, pieces, place, uint};
use super::types::{number, size, text_call};
use crate::lower::{Int, ItemKind, Use};

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

    /// An expression that reads a value of any type; it may use `r` and `?`.
    pub(super) fn read(&self, ty: &Use, at: &str) -> String {
        if let Some(node) = self.node(ty, "value", at) {
            let mut nodes = [node];
            let statements = self.read_run(&mut nodes);
            if statements.is_empty() {
                return nodes[0].value();
            }
            return format!("{{ {statements} {} }}", nodes[0].value());
        }
        let call = |method: &str, size: String| format!("r.{method}({size}, {at:?})?");
        match self.krate.resolve(ty) {
            Use::Int(int) => read_int(int, at),
            Use::BitString(s) => call("bit_string", size(s)),
            Use::Octets(s) => call("octet_string", size(s)),
            Use::Text(strings, s) => {
                let (method, arguments) = text_call(&strings, s);
                call(method, arguments)
            }
            Use::Oid => format!("ObjectIdentifier::decode(r, {at:?})?"),
            Use::RelativeOid => format!("RelativeOid::decode(r, {at:?})?"),
            Use::List(of, s) => {
                let item = self.read_function(&of, at);
                let min_bits = self.krate.min_bits(&of);
                format!("r.list({}, {min_bits}, {at:?}, {item})?", size(s))
            }
            Use::Named(path, range, narrowed) => self.read_named(&path, range, narrowed, at),
            Use::Bool | Use::Null | Use::ObjectId(..) | Use::Open(_) => {
                unreachable!("fixed, or read by its sequence")
            }
        }
    }

    fn read_named(
        &self,
        path: &crate::lower::Path,
        range: Option<crate::model::Range>,
        narrowed: Option<crate::model::Size>,
        at: &str,
    ) -> String {
        let name = self.path(path);
        match &self.krate.item(path).kind {
            ItemKind::Integer(int, _) => {
                let int = Int { range: range.unwrap_or(int.range), ..*int };
                format!("{name}({})", read_int(int, at))
            }
            ItemKind::BitString(s, _) => {
                format!("{name}({})", self.read(&Use::BitString(narrowed.unwrap_or(*s)), at))
            }
            ItemKind::Newtype(inner) => {
                let inner = match (inner, narrowed) {
                    (Use::Octets(_), Some(s)) => Use::Octets(s),
                    (Use::Text(strings, _), Some(s)) => Use::Text(strings.clone(), s),
                    (other, _) => other.clone(),
                };
                format!("{name}({})", self.read(&inner, at))
            }
            ItemKind::Enumerated { .. } => format!("{name}::decode_at(r, {at:?})?"),
            _ => format!("{name}::decode(r)?"),
        }
    }

    /// A function or closure that reads a value: what lists and open types take.
    pub(super) fn read_function(&self, ty: &Use, at: &str) -> String {
        if self.krate.fixed_bits(ty).is_none()
            && let Use::Named(path, None, None) = self.krate.resolve(ty)
            && matches!(self.krate.item(&path).kind, ItemKind::Sequence(_) | ItemKind::Choice { .. })
        {
            return format!("{}::decode", self.path(&path));
        }
        let value = self.read(ty, at);
        if value == "()" {
            return "|_| Ok(())".into();
        }
        match value.strip_suffix('?') {
            Some(whole) if !value.starts_with('{') && balanced(whole) => format!("|r| {whole}"),
            _ => match value.strip_prefix('{').and_then(|v| v.strip_suffix('}')) {
                Some(block) if balanced(block) => match block.trim_end().rsplit_once('\n') {
                    Some((statements, last)) => format!("|r| {{ {statements}\nOk({}) }}", last.trim()),
                    None => format!("|_| Ok({})", block.trim()),
                },
                _ => format!("|r| Ok({value})"),
            },
        }
    }
}

/// Whether the brackets of an expression close within it.
fn balanced(text: &str) -> bool {
    let mut depth = 0i32;
    for c in text.chars() {
        depth += match c {
            '(' | '{' | '[' => 1,
            ')' | '}' | ']' => -1,
            _ => 0,
        };
        if depth < 0 {
            return false;
        }
    }
    depth == 0
}

/// An integer without a fixed width.
fn read_int(int: Int, at: &str) -> String {
    let range = int.range;
    match (range.extensible, range.lower, int.bits()) {
        (true, Some(lower), Some(bits)) => {
            let root = match bits {
                0 => number(lower),
                _ => {
                    let upper = range.upper.unwrap_or(lower);
                    let back = format!("r.error_back({bits}, DecodeErrorKind::OutOfRange, {at:?})");
                    let check = match upper - lower + 1 == 1 << bits {
                        true => String::new(),
                        false => format!("if root > {} {{ return Err({back}); }}\n", number(upper - lower)),
                    };
                    let plus = offset("root as i64", lower);
                    format!("{{ let root = r.bits({bits}, {at:?})?; {check} {plus} }}")
                }
            };
            {
                let upper = number(range.upper.unwrap_or(lower));
                let outside = format!("r.outside({}, {upper}, {at:?})?", number(lower));
                format!("if r.bit({at:?})? {{ {outside} }} else {{ {root} }}")
            }
        }
        (true, ..) => format!("{{ let _ = r.bit({at:?})?; r.unconstrained({at:?})? }}"),
        (false, Some(lower), None) => {
            let error = format!("r.error(DecodeErrorKind::TooLarge, {at:?})");
            format!(
                "{}::try_from(r.semi_constrained({}, {at:?})?).map_err(|_| {error})?",
                int.rust,
                number(lower)
            )
        }
        (false, None, _) => {
            let upper = range.upper.filter(|upper| *upper < i128::from(i64::MAX));
            match upper {
                None => format!("r.unconstrained({at:?})?"),
                Some(upper) => format!(
                    "{{ let value = r.unconstrained({at:?})?; if value > {} {{ return Err(r.error(DecodeErrorKind::OutOfRange, {at:?})); }} value }}",
                    number(upper)
                ),
            }
        }
        (false, Some(_), Some(_)) => unreachable!("fixed width"),
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
            LeafKind::Raw if raw == var => String::new(),
            LeafKind::Raw => format!("let {var} = {raw};\n"),
            LeafKind::Bits(name) => format!("let {var} = {name}({raw} as {});\n", uint(self.bits)),
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
            (_, "i64" | "u64") => format!("({raw} as i64).wrapping_add({}) as {}", number(lower), int.rust),
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

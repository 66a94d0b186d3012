//! Items: the types, their constants, and their codecs.

use super::encode::Source;
use super::run::{Leaf, LeafKind, Node};
use super::types::number;
use super::{Emitter, docs};
use crate::lower::{Alternative, Component, Const, Flag, Int, Item, ItemKind, OpenRow, Sequence, Use};
use crate::names::local_name;

impl Emitter<'_> {
    /// All items of the module.
    pub(super) fn items(&self) -> String {
        self.module.items.iter().map(|item| docs::item(item) + &self.item(item) + "\n").collect()
    }

    /// All value assignments.
    pub(super) fn consts(&self) -> String {
        let constant = |c: &Const| {
            let doc = docs::member(&c.doc, &c.asn);
            match &c.governor {
                Some(path) => {
                    let ty = self.path(path);
                    format!("{doc}pub const {}: {ty} = {ty}({});\n\n", c.rust, number(c.value))
                }
                None => format!("{doc}pub const {}: i64 = {};\n\n", c.rust, number(c.value)),
            }
        };
        self.module.consts.iter().map(constant).collect()
    }

    fn item(&self, item: &Item) -> String {
        match &item.kind {
            ItemKind::Alias(ty) => format!("pub type {} = {};\n", item.rust, self.ty(ty)),
            ItemKind::BitString(constraint, flags) => self.bit_string(item, *constraint, flags),
            ItemKind::Bits(len, flags) => self.bits(item, *len, flags),
            ItemKind::Choice { alternatives, root, extensible } => {
                self.choice(item, alternatives, *root, *extensible)
            }
            ItemKind::Enumerated { items, root, extensible } => {
                self.enumerated(item, items, *root, *extensible)
            }
            ItemKind::Integer(int, named) => self.integer(item, *int, named),
            ItemKind::Newtype(ty) => self.newtype(item, ty),
            ItemKind::Open(rows) => self.open(item, rows),
            ItemKind::Sequence(sequence) => self.sequence(item, sequence),
        }
    }

    fn uper(&self, item: &Item, decode: &str, encode: &str) -> String {
        let used = |body: &str, name: &str| {
            if super::has_word(body, name) { name.to_string() } else { format!("_{name}") }
        };
        let (r, w) = (used(decode, "r"), used(encode, "w"));
        format!(
            "impl Uper for {} {{
                const NAME: &'static str = {:?};

                fn decode({r}: &mut Reader<'_>) -> Result<Self, DecodeError> {{ {decode} }}

                fn encode(&self, {w}: &mut Writer<'_>) -> Result<(), EncodeError> {{ {encode} }}
            }}\n",
            item.rust, item.asn
        )
    }

    /// The codec of a type that stands in its users' runs: for those who read it alone.
    fn alone(&self, item: &Item) -> String {
        let path = crate::lower::Path { module: self.module.rust.clone(), name: item.rust.clone() };
        let ty = Use::Named(path, None, None);
        let decode = self.read(&ty, &item.asn);
        let decode = match decode.strip_prefix('{').and_then(|text| text.strip_suffix('}')) {
            Some(block) => match block.trim().rsplit_once('\n') {
                Some((statements, value)) => format!("{statements}\nOk({})", value.trim()),
                None => format!("Ok({})", block.trim()),
            },
            None => format!("Ok({decode})"),
        };
        let encode = self.write(&ty, &Source::reference("self"), &item.asn) + "Ok(())";
        self.uper(item, &decode, &encode)
    }

    fn integer(&self, item: &Item, int: Int, named: &[Flag]) -> String {
        let Item { rust, .. } = item;
        let zero = int.range.lower.unwrap_or(0) <= 0 && int.range.upper.unwrap_or(0) >= 0;
        let default = if zero { "Default, " } else { "" };
        let mut text = format!(
            "#[derive(Clone, Copy, Debug, {default}PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub struct {rust}(pub {});\n\n",
            int.rust
        );
        let mut consts = String::new();
        let mut bound = |name: &str, doc: &str, value: Option<i128>| {
            let taken = named.iter().any(|flag| flag.rust == name);
            if let (Some(value), false) = (value, taken) {
                consts.push_str(&format!("/// {doc}\npub const {name}: Self = Self({});\n", number(value)));
            }
        };
        bound("MIN", "The least value.", int.range.lower);
        bound("MAX", "The greatest value.", int.range.upper);
        for flag in named {
            let doc = docs::member(&flag.doc, &flag.asn);
            consts.push_str(&format!("{doc}pub const {}: Self = Self({});\n", flag.rust, number(flag.value)));
        }
        if !consts.is_empty() {
            text.push_str(&format!("impl {rust} {{ {consts} }}\n\n"));
        }
        if !zero {
            let value = number(int.range.lower.unwrap_or(0));
            text.push_str(&format!(
                "impl Default for {rust} {{ fn default() -> Self {{ Self({value}) }} }}\n\n"
            ));
        }
        text + &self.alone(item)
    }

    fn bits(&self, item: &Item, len: u32, flags: &[Flag]) -> String {
        let Item { rust, .. } = item;
        let uint = super::run::uint(len);
        let mut consts = String::new();
        for flag in flags {
            let doc = docs::member(&flag.doc, &flag.asn);
            let shift = i128::from(len) - 1 - flag.value;
            consts.push_str(&format!("{doc}pub const {}: Self = Self(1 << {shift});\n", flag.rust));
        }
        format!(
            "#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
            pub struct {rust}(pub {uint});

            impl {rust} {{
                /// The number of bits.
                pub const LEN: u32 = {len};
                {consts}

                /// Whether all bits of `other` are set.
                pub const fn contains(self, other: Self) -> bool {{ self.0 & other.0 == other.0 }}
            }}

            impl core::ops::BitOr for {rust} {{
                type Output = Self;

                fn bitor(self, other: Self) -> Self {{ Self(self.0 | other.0) }}
            }}\n\n"
        ) + &self.alone(item)
    }

    fn bit_string(&self, item: &Item, constraint: crate::model::Size, flags: &[Flag]) -> String {
        let Item { rust, .. } = item;
        let mut consts = String::new();
        for flag in flags {
            let doc = docs::member(&flag.doc, &flag.asn);
            consts.push_str(&format!("{doc}pub const {}: usize = {};\n", flag.rust, flag.value));
        }
        let consts = if consts.is_empty() {
            consts
        } else {
            format!("/// The numbers of the bits.\nimpl {rust} {{ {consts} }}\n\n")
        };
        let (derive, default) = match constraint.lower {
            0 => ("Default, ", String::new()),
            lower => (
                "",
                format!(
                    "impl Default for {rust} {{ fn default() -> Self {{ Self(BitString::zeros({lower})) }} }}\n\n"
                ),
            ),
        };
        format!(
            "#[derive(Clone, Debug, {derive}PartialEq, Eq, Hash)]
            pub struct {rust}(pub BitString);\n\n{default}{consts}"
        ) + &self.alone(item)
    }

    fn newtype(&self, item: &Item, ty: &Use) -> String {
        let copy = if self.krate.is_copy(ty) { "Copy, " } else { "" };
        format!(
            "#[derive(Clone, {copy}Debug, Default, PartialEq, Eq, Hash)]
            pub struct {}(pub {});\n\n",
            item.rust,
            self.ty(ty)
        ) + &self.alone(item)
    }

    fn enumerated(&self, item: &Item, items: &[Flag], root: usize, extensible: bool) -> String {
        let Item { rust, asn, .. } = item;
        let mut variants = String::new();
        for (i, flag) in items.iter().enumerate() {
            let default = if i == 0 { "#[default]\n" } else { "" };
            variants.push_str(&format!("{}{default}{},\n", docs::member(&flag.doc, &flag.asn), flag.rust));
        }
        if extensible {
            variants.push_str("/// An addition of a newer edition: its index among the additions, from 0.\nUnrecognized(u32),\n");
        }
        let mut text = format!(
            "#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
            pub enum {rust} {{ {variants} }}\n\n"
        );
        let from: String = items
            .iter()
            .take(root)
            .enumerate()
            .map(|(i, flag)| format!("{i} => Self::{},\n", flag.rust))
            .collect();
        let numbers: String =
            items.iter().map(|flag| format!("Self::{} => {},\n", flag.rust, number(flag.value))).collect();
        let value = if extensible {
            format!(
                "/// The number of the item in ASN.1, if it is known.\npub const fn value(self) -> Option<i64> {{ Some(match self {{ {numbers} Self::Unrecognized(_) => return None }}) }}"
            )
        } else {
            format!(
                "/// The number of the item in ASN.1.\npub const fn value(self) -> i64 {{ match self {{ {numbers} }} }}"
            )
        };
        text.push_str(&format!(
            "impl {rust} {{
                /// The item of the root with this index on the wire, where items are ordered by their numbers.
                pub(crate) const fn from_index(index: u64) -> Option<Self> {{ Some(match index {{ {from} _ => return None }}) }}
                {}
                {value}
            }}\n\n",
            if extensible { String::new() } else { index_of(items) }
        ));
        if extensible {
            text + &self.extensible_codec(item, asn, items, root)
        } else {
            text + &self.alone(item)
        }
    }

    fn extensible_codec(&self, item: &Item, asn: &str, items: &[Flag], root: usize) -> String {
        let bits = crate::lower::width(root as u128);
        let known = items.len() - root;
        let additions: String = items
            .iter()
            .skip(root)
            .enumerate()
            .map(|(i, flag)| format!("{i} => Self::{},\n", flag.rust))
            .collect();
        let root_value = match bits {
            0 => "Self::from_index(0)".into(),
            _ => format!("Self::from_index(r.bits({bits}, at)?)"),
        };
        let back = bits;
        let addition = match known {
            0 => "Self::Unrecognized(r.small_number(at)?)".to_string(),
            _ => format!("match r.small_number(at)? {{ {additions} index => Self::Unrecognized(index) }}"),
        };
        let puts: String = items
            .iter()
            .take(root)
            .enumerate()
            .map(|(i, flag)| format!("Self::{} => w.put({i}, {}),\n", flag.rust, bits + 1))
            .collect();
        let put_additions: String = items
            .iter()
            .skip(root)
            .enumerate()
            .map(|(i, flag)| {
                format!("Self::{} => {{ w.put_bit(true); w.put_small_number({i}); }}\n", flag.rust)
            })
            .collect();
        let check = match known {
            0 => String::new(),
            _ => format!("Self::Unrecognized(..{known}) => return Err(unknown({asn:?})),\n"),
        };
        let codec = format!(
            "impl {} {{
                pub(crate) fn decode_at(r: &mut Reader<'_>, at: &'static str) -> Result<Self, DecodeError> {{
                    if r.bit(at)? {{ return Ok({addition}); }}
                    {root_value}.ok_or(r.error_back({back}, DecodeErrorKind::Item, at))
                }}
            }}\n\n",
            item.rust
        );
        let encode = format!(
            "match *self {{ {puts} {put_additions} {check} Self::Unrecognized(index) => {{ w.put_bit(true); w.put_small_number(index); }} }}
            Ok(())"
        );
        codec + &self.uper(item, &format!("Self::decode_at(r, {asn:?})"), &encode)
    }

    fn variant(&self, doc: &str, rust: &str, ty: &Use, boxed: bool) -> String {
        match self.krate.resolve(ty) {
            Use::Null => format!("{doc}{rust},\n"),
            _ if boxed => format!("{doc}{rust}(Box<{}>),\n", self.ty(ty)),
            _ => format!("{doc}{rust}({}),\n", self.ty(ty)),
        }
    }

    /// The expression of a variant around a value that is read.
    fn read_variant(&self, rust: &str, ty: &Use, boxed: bool, at: &str) -> String {
        match self.krate.resolve(ty) {
            Use::Null => format!("Self::{rust}"),
            _ if boxed => format!("Self::{rust}(Box::new({}))", self.read(ty, at)),
            _ => format!("Self::{rust}({})", self.read(ty, at)),
        }
    }

    /// The same from within an open type.
    fn read_open_variant(&self, rust: &str, ty: &Use, boxed: bool, at: &str) -> String {
        match self.krate.resolve(ty) {
            Use::Null => format!("{{ r.open_type({at:?}, |_| Ok(()))?; Self::{rust} }}"),
            _ if boxed => {
                format!("Self::{rust}(Box::new(r.open_type({at:?}, {})?))", self.read_function(ty, at))
            }
            _ => format!("Self::{rust}(r.open_type({at:?}, {})?)", self.read_function(ty, at)),
        }
    }

    fn choice(&self, item: &Item, alternatives: &[Alternative], root: usize, extensible: bool) -> String {
        let Item { rust, asn, .. } = item;
        let variants: String = alternatives
            .iter()
            .map(|a| self.variant(&docs::member(&a.doc, &a.asn), &a.rust, &a.ty, a.boxed))
            .collect();
        let unknown = if extensible { UNKNOWN_ALTERNATIVE } else { "" };
        let path = crate::lower::Path { module: self.module.rust.clone(), name: rust.clone() };
        let copy = if self.krate.is_copy(&Use::Named(path, None, None)) { "Copy, " } else { "" };
        let mut text = format!(
            "#[derive(Clone, {copy}Debug, PartialEq)]\npub enum {rust} {{ {variants} {unknown} }}\n\n"
        );
        if let Some(first) = alternatives.first() {
            let value = match (self.krate.resolve(&first.ty), first.boxed) {
                (Use::Null, _) => String::new(),
                (_, true) => "(Box::default())".into(),
                (_, false) => "(Default::default())".into(),
            };
            text.push_str(&format!(
                "/// The first alternative.\nimpl Default for {rust} {{ fn default() -> Self {{ Self::{}{value} }} }}\n\n",
                first.rust
            ));
        }
        let bits = crate::lower::width(root as u128);
        text + &self.uper(
            item,
            &self.choice_decode(asn, alternatives, root, extensible, bits),
            &self.choice_encode(asn, alternatives, root, extensible, bits),
        )
    }

    fn choice_decode(
        &self,
        asn: &str,
        alternatives: &[Alternative],
        root: usize,
        extensible: bool,
        bits: u32,
    ) -> String {
        let at = |a: &Alternative| format!("{asn}.{}", a.asn);
        let mut text = String::new();
        if extensible {
            let known: String = alternatives
                .iter()
                .skip(root)
                .enumerate()
                .map(|(i, a)| {
                    format!("{i} => {},\n", self.read_open_variant(&a.rust, &a.ty, a.boxed, &at(a)))
                })
                .collect();
            text.push_str(&format!(
                "if r.bit({asn:?})? {{
                    return Ok(match r.small_number({asn:?})? {{
                        {known}
                        index => Self::Unknown {{ index, octets: r.open_octets({asn:?})? }},
                    }});
                }}\n"
            ));
        }
        let index = if bits == 0 { "0u64".to_string() } else { format!("r.bits({bits}, {asn:?})?") };
        let arms: String = alternatives
            .iter()
            .take(root)
            .enumerate()
            .map(|(i, a)| format!("{i} => {},\n", self.read_variant(&a.rust, &a.ty, a.boxed, &at(a))))
            .collect();
        text + &format!(
            "Ok(match {index} {{ {arms} _ => return Err(r.error_back({bits}, DecodeErrorKind::Alternative, {asn:?})) }})"
        )
    }

    fn choice_encode(
        &self,
        asn: &str,
        alternatives: &[Alternative],
        root: usize,
        extensible: bool,
        bits: u32,
    ) -> String {
        let mut arms = String::new();
        for (i, a) in alternatives.iter().enumerate() {
            let at = format!("{asn}.{}", a.asn);
            let null = matches!(self.krate.resolve(&a.ty), Use::Null);
            let pattern = if null { a.rust.clone() } else { format!("{}(value)", a.rust) };
            let source = Source::reference("value");
            let statements = if null { String::new() } else { self.write(&a.ty, &source, &at) };
            let body = if i >= root {
                let index = i - root;
                let inner = if null { "|_| Ok(())".into() } else { format!("|w| {{ {statements} Ok(()) }}") };
                format!("w.put_bit(true); w.put_small_number({index}); w.open_type({inner})?;")
            } else {
                let width = bits + u32::from(extensible);
                let put = if width == 0 { String::new() } else { format!("w.put({i}, {width});") };
                format!("{put} {statements}")
            };
            arms.push_str(&format!("Self::{pattern} => {{ {body} }}\n"));
        }
        if extensible {
            let known = alternatives.len() - root;
            if known > 0 {
                arms.push_str(&format!(
                    "Self::Unknown {{ index: ..{known}, .. }} => return Err(unknown({asn:?})),\n"
                ));
            }
            arms.push_str(
                "Self::Unknown { index, octets } => { w.put_bit(true); w.put_small_number(*index); w.open_octets(octets)?; }\n",
            );
        }
        format!("match self {{ {arms} }}\nOk(())")
    }

    fn open(&self, item: &Item, rows: &[OpenRow]) -> String {
        let Item { rust, asn, .. } = item;
        let variants: String = rows
            .iter()
            .map(|row| self.variant(&format!("/// Identifier {}.\n", row.id), &row.rust, &row.ty, row.boxed))
            .collect();
        let pattern = |row: &OpenRow, inner: &str| match self.krate.resolve(&row.ty) {
            Use::Null => format!("Self::{}", row.rust),
            _ => format!("Self::{}({inner})", row.rust),
        };
        let ids: String = rows.iter().map(|row| format!("{} => {},\n", pattern(row, "_"), row.id)).collect();
        let names: String =
            rows.iter().map(|row| format!("{} => {:?},\n", pattern(row, "_"), row.rust)).collect();
        let reads: String = rows
            .iter()
            .map(|row| {
                format!(
                    "{} => {},\n",
                    row.id,
                    self.read_open_variant(&row.rust, &row.ty, row.boxed, &format!("{asn}.{}", row.rust))
                )
            })
            .collect();
        let writes: String =
            rows.iter().map(|row| self.write_row(asn, row, &pattern(row, "value"))).collect();
        let known: Vec<String> = rows.iter().map(|row| row.id.to_string()).collect();
        let check = match known.is_empty() {
            true => String::new(),
            false => format!("Self::Unknown {{ id: {}, .. }} => Err(unknown({asn:?})),\n", known.join(" | ")),
        };
        format!(
            "#[derive(Clone, Debug, PartialEq)]
            pub enum {rust} {{
                {variants}
                /// Contents that this edition does not know.
                Unknown {{
                    /// The identifier.
                    id: u32,
                    /// The octets of the open type.
                    octets: Vec<u8>,
                }},
            }}

            /// Nothing, under identifier 0.
            impl Default for {rust} {{ fn default() -> Self {{ Self::Unknown {{ id: u32::MAX, octets: Vec::new() }} }} }}

            impl {rust} {{
                /// The identifier that stands before the open type.
                pub const fn id(&self) -> u32 {{ match self {{ {ids} Self::Unknown {{ id, .. }} => *id }} }}

                /// The name of the type inside, or `\"Unknown\"`.
                pub const fn name(&self) -> &'static str {{ match self {{ {names} Self::Unknown {{ .. }} => \"Unknown\" }} }}

                /// Reads the open type that the identifier selects.
                pub(crate) fn decode(id: u32, r: &mut Reader<'_>, at: &'static str) -> Result<Self, DecodeError> {{
                    Ok(match id {{ {reads} _ => Self::Unknown {{ id, octets: r.open_octets(at)? }} }})
                }}

                /// Writes the open type.
                pub(crate) fn encode(&self, w: &mut Writer<'_>) -> Result<(), EncodeError> {{
                    match self {{ {writes} {check} Self::Unknown {{ octets, .. }} => w.open_octets(octets) }}
                }}
            }}\n"
        )
        .replace("Nothing, under identifier 0.", "Nothing, under an identifier that no message has: it does not encode.")
    }

    fn write_row(&self, asn: &str, row: &OpenRow, pattern: &str) -> String {
        let body = match self.krate.resolve(&row.ty) {
            Use::Null => "|_| Ok(())".to_string(),
            _ => {
                let statements =
                    self.write(&row.ty, &Source::reference("value"), &format!("{asn}.{}", row.rust));
                match statements.as_str() {
                    "value.encode(w)?;\n" => "|w| value.encode(w)".into(),
                    _ => format!("|w| {{ {statements} Ok(()) }}"),
                }
            }
        };
        format!("{pattern} => w.open_type({body}),\n")
    }

    fn sequence(&self, item: &Item, sequence: &Sequence) -> String {
        let Item { rust, .. } = item;
        let mut fields = String::new();
        for c in sequence.fields() {
            let ty = self.ty(&c.ty);
            let optional = c.optional || self.is_addition(sequence, c);
            let ty = if optional { format!("Option<{ty}>") } else { ty };
            fields.push_str(&format!("{}pub {}: {ty},\n", docs::member(&c.doc, &c.asn), c.rust));
        }
        if sequence.ext.is_some() {
            fields.push_str(
                "/// What a newer edition's sender added.\npub unknown_extensions: UnknownExtensions,\n",
            );
        }
        let copy = if self.krate.item_is_copy(&item.kind) { "Copy, " } else { "" };
        let defaults = sequence.root.iter().any(|c| c.default.is_some());
        let derive = if defaults { "" } else { "Default, " };
        let mut text =
            format!("#[derive(Clone, {copy}Debug, {derive}PartialEq)]\npub struct {rust} {{ {fields} }}\n\n");
        if defaults {
            text.push_str(&self.sequence_default(rust, sequence));
        }
        text.push_str(&self.id_method(rust, sequence));
        text + &self.uper(item, &self.sequence_decode(item, sequence), &self.sequence_encode(item, sequence))
    }

    fn is_addition(&self, sequence: &Sequence, component: &Component) -> bool {
        sequence.ext.iter().flatten().any(|c| c.rust == component.rust)
    }

    fn sequence_default(&self, rust: &str, sequence: &Sequence) -> String {
        let field = |c: &Component| match &c.default {
            Some(value) => format!("{}: {},\n", c.rust, self.default(&c.ty, value)),
            None => format!("{}: Default::default(),\n", c.rust),
        };
        let mut fields: String = sequence.fields().map(field).collect();
        if sequence.ext.is_some() {
            fields.push_str("unknown_extensions: UnknownExtensions::default(),\n");
        }
        format!("impl Default for {rust} {{ fn default() -> Self {{ Self {{ {fields} }} }} }}\n\n")
    }

    fn id_method(&self, rust: &str, sequence: &Sequence) -> String {
        let id = sequence.root.iter().find(|c| matches!(c.ty, Use::ObjectId(..)));
        let open = sequence.root.iter().find(|c| matches!(c.ty, Use::Open(..)));
        match (id, open) {
            (Some(id), Some(open)) => format!(
                "impl {rust} {{
                    /// `{}`: it follows from the contents.
                    pub const fn id(&self) -> u32 {{ self.{}.id() }}
                }}\n\n",
                id.asn, open.rust
            ),
            _ => String::new(),
        }
    }

    fn sequence_decode(&self, item: &Item, sequence: &Sequence) -> String {
        let asn = &item.asn;
        let mut pending: Vec<Node> = sequence.preamble(asn, "extended");
        let mut values: Vec<(String, String)> = Vec::new();
        let mut text = String::new();
        let flush = |pending: &mut Vec<Node>, text: &mut String| {
            if !pending.is_empty() {
                text.push_str(&self.read_run(pending));
                pending.clear();
            }
        };
        for c in &sequence.root {
            let (var, at) = (local_name(&c.rust), format!("{asn}.{}", c.asn));
            if c.optional || c.default.is_some() {
                flush(&mut pending, &mut text);
                text.push_str(&self.read_optional(c, &var, &at));
                values.push((c.rust.clone(), var));
            } else if let Some(node) = self.node(&c.ty, &var, &at) {
                if !matches!(c.ty, Use::ObjectId(..)) {
                    values.push((c.rust.clone(), node.value()));
                }
                pending.push(node);
            } else {
                flush(&mut pending, &mut text);
                let value = match &c.ty {
                    Use::Open(path) => {
                        let id = sequence.root.iter().find(|c| matches!(c.ty, Use::ObjectId(..)));
                        let id = id.map_or_else(String::new, |id| local_name(&id.rust));
                        format!("{}::decode({id} as u32, r, {at:?})?", self.path(path))
                    }
                    ty => self.read(ty, &at),
                };
                text.push_str(&format!("let {var} = {value};\n"));
                values.push((c.rust.clone(), var));
            }
        }
        flush(&mut pending, &mut text);
        if let Some(ext) = &sequence.ext {
            text.push_str(&self.read_additions(asn, ext));
            values.extend(ext.iter().map(|c| (c.rust.clone(), local_name(&c.rust))));
            values.push(("unknown_extensions".into(), "unknown_extensions".into()));
        }
        let fields: Vec<String> = values
            .into_iter()
            .map(|(field, value)| if field == value { field } else { format!("{field}: {value}") })
            .collect();
        format!("{text} Ok(Self {{ {} }})", fields.join(", "))
    }

    fn read_optional(&self, c: &Component, var: &str, at: &str) -> String {
        let value = self.read(&c.ty, at);
        let present = present(c);
        match &c.default {
            Some(default) => {
                let default = self.default(&c.ty, default);
                format!(
                    "let {var} = if {present} {{
                        let value = {value};
                        if value == {default} {{ r.note(Notes::DEFAULT_PRESENT); }}
                        value
                    }} else {{ {default} }};\n"
                )
            }
            None => match value
                .strip_prefix('{')
                .and_then(|v| v.strip_suffix('}'))
                .and_then(|v| v.trim().rsplit_once('\n'))
            {
                Some((statements, last)) => {
                    format!(
                        "let {var} = if {present} {{ {statements}\nSome({}) }} else {{ None }};\n",
                        last.trim()
                    )
                }
                None => format!("let {var} = if {present} {{ Some({value}) }} else {{ None }};\n"),
            },
        }
    }

    fn read_additions(&self, asn: &str, ext: &[Component]) -> String {
        let vars: Vec<String> = ext.iter().map(|c| local_name(&c.rust)).collect();
        let reads: String = ext
            .iter()
            .zip(&vars)
            .enumerate()
            .map(|(i, (c, var))| {
                let at = format!("{asn}.{}", c.asn);
                let function = self.read_function(&c.ty, &at);
                format!("let {var} = if additions.present({i}) {{ Some(r.open_type({at:?}, {function})?) }} else {{ None }};\n")
            })
            .collect();
        let mut names = vars.clone();
        names.push("unknown_extensions".into());
        let pattern = if names.len() == 1 { names[0].clone() } else { format!("({})", names.join(", ")) };
        let mut absent = vec!["None"; ext.len()];
        absent.push("UnknownExtensions::default()");
        let absent = if ext.is_empty() { absent[0].to_string() } else { format!("({})", absent.join(", ")) };
        format!(
            "let {pattern} = if extended {{
                let additions = r.additions({asn:?})?;
                {reads}
                let unknown_extensions = additions.unknown(r, {}, {asn:?})?;
                {pattern}
            }} else {{ {absent} }};\n",
            ext.len()
        )
    }

    fn sequence_encode(&self, item: &Item, sequence: &Sequence) -> String {
        let asn = &item.asn;
        let mut text = String::new();
        if let Some(ext) = &sequence.ext {
            let mut any: Vec<String> = ext.iter().map(|c| format!("self.{}.is_some()", c.rust)).collect();
            any.push("!self.unknown_extensions.unknown().is_empty()".into());
            text.push_str(&format!("let extended = {};\n", any.join(" || ")));
        }
        let mut pending: Vec<(Node, Option<Source>)> = Vec::new();
        for node in sequence.preamble(asn, "has_extensions") {
            text.push_str(&self.preamble_bit(&node, sequence));
            pending.push((node, None));
        }
        for c in &sequence.root {
            let at = format!("{asn}.{}", c.asn);
            let source = Source::place(format!("self.{}", c.rust));
            if c.optional || c.default.is_some() {
                self.flush_writes(&mut pending, &mut text);
                text.push_str(&self.write_optional(c, &source, &at));
            } else if let Use::ObjectId(..) = c.ty {
                text.push_str(&self.write_id(c, sequence, &at));
                if let Some(node) = self.node(&c.ty, &local_name(&c.rust), &at) {
                    pending.push((node, None));
                }
            } else if let Some(node) = self.node(&c.ty, &local_name(&c.rust), &at) {
                pending.push((node, Some(source)));
            } else {
                self.flush_writes(&mut pending, &mut text);
                match &c.ty {
                    Use::Open(_) => text.push_str(&format!("{}.encode(w)?;\n", source.text())),
                    ty => text.push_str(&self.write(ty, &source, &at)),
                }
            }
        }
        self.flush_writes(&mut pending, &mut text);
        if let Some(ext) = &sequence.ext {
            text.push_str(&self.write_additions(asn, ext));
        }
        text + "Ok(())"
    }

    fn flush_writes(&self, pending: &mut Vec<(Node, Option<Source>)>, text: &mut String) {
        let (mut nodes, sources): (Vec<Node>, Vec<Option<Source>>) = pending.drain(..).unzip();
        text.push_str(&self.write_run(&mut nodes, &sources));
    }

    /// The statement that sets the variable of a preamble bit.
    fn preamble_bit(&self, node: &Node, sequence: &Sequence) -> String {
        let Node::Leaf(leaf) = node else { return String::new() };
        if leaf.var == "has_extensions" {
            return "let has_extensions = u64::from(extended);\n".into();
        }
        let component = sequence.root.iter().find(|c| present(c) == leaf.var);
        let Some(c) = component else { return String::new() };
        match &c.default {
            Some(default) => format!(
                "let {} = u64::from(self.{} != {});\n",
                leaf.var,
                c.rust,
                self.default(&c.ty, default)
            ),
            None => format!("let {} = u64::from(self.{}.is_some());\n", leaf.var, c.rust),
        }
    }

    fn write_optional(&self, c: &Component, source: &Source, at: &str) -> String {
        if let Some(default) = &c.default {
            let default = self.default(&c.ty, default);
            return format!("if {} != {default} {{ {} }}\n", source.text(), self.write(&c.ty, source, at));
        }
        let statements = self.write(&c.ty, &Source::reference("value"), at);
        if statements.is_empty() {
            return String::new();
        }
        format!("if let Some(value) = &{} {{ {statements} }}\n", source.text())
    }

    fn write_id(&self, c: &Component, sequence: &Sequence, at: &str) -> String {
        let Use::ObjectId(_, int) = &c.ty else { return String::new() };
        let open = sequence.root.iter().find(|c| matches!(c.ty, Use::Open(..)));
        let (lower, upper) = int.constrained().unwrap_or((0, 0));
        let open = open.map_or("", |c| &c.rust);
        let var = local_name(&c.rust);
        format!(
            "let {var} = index(i64::from(self.{open}.id()), {}, {}, {at:?})?;\n",
            number(lower),
            number(upper)
        )
    }

    fn write_additions(&self, asn: &str, ext: &[Component]) -> String {
        let known: Vec<String> = ext.iter().map(|c| format!("self.{}.is_some()", c.rust)).collect();
        let mut text =
            format!("w.put_additions(&[{}], &self.unknown_extensions, {asn:?})?;\n", known.join(", "));
        for c in ext {
            let at = format!("{asn}.{}", c.asn);
            let statements = self.write(&c.ty, &Source::reference("value"), &at);
            let inner = match statements.as_str() {
                "" => "|_| Ok(())".to_string(),
                "value.encode(w)?;\n" => "|w| value.encode(w)".into(),
                _ => format!("|w| {{ {statements} Ok(()) }}"),
            };
            let pattern = if statements.is_empty() { "Some(())" } else { "Some(value)" };
            text.push_str(&format!("if let {pattern} = &self.{} {{ w.open_type({inner})?; }}\n", c.rust));
        }
        format!("if extended {{ {text} w.put_unknown(&self.unknown_extensions)?; }}\n")
    }
}

const UNKNOWN_ALTERNATIVE: &str = "/// An addition of a newer edition.
    Unknown {
        /// Its index among the additions, from 0.
        index: u32,
        /// The octets of its open type.
        octets: Vec<u8>,
    },\n";

/// The method that gives the index on the wire of an enumeration without extension marker.
fn index_of(items: &[Flag]) -> String {
    let arms: String =
        items.iter().enumerate().map(|(i, flag)| format!("Self::{} => {i},\n", flag.rust)).collect();
    format!(
        "/// The index on the wire.\npub(crate) const fn index(self) -> u8 {{ match self {{ {arms} }} }}\n"
    )
    .replace("-> u8", if items.len() > 256 { "-> u16" } else { "-> u8" })
}

/// The variable of a component's presence bit.
fn present(c: &Component) -> String {
    format!("has_{}", c.rust.trim_start_matches("r#"))
}

impl Sequence {
    /// The components that are fields of the struct: all but identifiers of open types.
    pub(super) fn fields(&self) -> impl Iterator<Item = &Component> {
        let components = self.root.iter().chain(self.ext.iter().flatten());
        components.filter(|c| !matches!(c.ty, Use::ObjectId(..)))
    }

    /// The extension bit and the presence bits.
    fn preamble(&self, asn: &str, extension: &str) -> Vec<Node> {
        let leaf =
            |var: String, at: String| Node::Leaf(Leaf { var, at, bits: 1, offset: 0, kind: LeafKind::Bool });
        let mut nodes = Vec::new();
        if self.ext.is_some() {
            nodes.push(leaf(extension.into(), asn.to_string()));
        }
        for c in self.root.iter().filter(|c| c.optional || c.default.is_some()) {
            nodes.push(leaf(present(c), format!("{asn}.{}", c.asn)));
        }
        nodes
    }
}

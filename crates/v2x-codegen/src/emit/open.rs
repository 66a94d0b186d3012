//! Open types: an enum over the rows of an object set.

use super::Emitter;
use super::decode::closure;
use super::encode::Source;
use crate::lower::{Item, OpenRow, Use};

impl Emitter<'_> {
    pub(super) fn open(&self, item: &Item, rows: &[OpenRow]) -> String {
        let Item { rust, .. } = item;
        let variants: String = rows
            .iter()
            .map(|row| self.variant(&format!("/// Identifier {}.\n", row.id), &row.rust, &row.ty, row.boxed))
            .collect();
        let each = |to: &dyn Fn(&OpenRow) -> String| -> String {
            rows.iter()
                .map(|row| format!("{} => {},\n", self.pattern(&row.rust, &row.ty, "_"), to(row)))
                .collect()
        };
        let ids = each(&|row| row.id.to_string());
        let names = each(&|row| format!("{:?}", row.rust));
        let named: String = rows.iter().map(|row| format!("{} => {:?},\n", row.id, row.rust)).collect();
        let name_of = match named.as_str() {
            "" => String::new(),
            _ => format!(
                "/// The name of the type under an identifier, or `\"Unknown\"`.
                pub const fn name_of(id: u32) -> &'static str {{ match id {{ {named} _ => \"Unknown\" }} }}\n\n"
            ),
        };
        format!(
            "#[derive(Clone, Debug, PartialEq)]
            pub enum {rust} {{
                {}
                /// Contents that this edition does not know.
                Unknown {{
                    /// The identifier.
                    id: u32,
                    /// The octets of the open type.
                    octets: Vec<u8>,
                }},
            }}

            /// Nothing, under an identifier that no message has: it does not encode.
            impl Default for {rust} {{ fn default() -> Self {{ Self::Unknown {{ id: u32::MAX, octets: Vec::new() }} }} }}

            impl {rust} {{
                /// The identifier that stands before the open type.
                #[inline]
                pub const fn id(&self) -> u32 {{ match self {{ {ids} Self::Unknown {{ id, .. }} => *id }} }}

                /// The name of the type inside, or `\"Unknown\"`.
                pub const fn name(&self) -> &'static str {{ match self {{ {names} Self::Unknown {{ .. }} => \"Unknown\" }} }}

                {name_of}/// Reads the open type that the identifier selects.
                pub(crate) fn decode_into(&mut self, id: u32, r: &mut Reader<'_>, at: At) -> Result<(), Fault> {{
                    {}
                    Ok(())
                }}

                /// Writes the open type behind a few bits that wait.
                pub(crate) fn encode_after(&self, short: Short, w: &mut Writer<'_>) {{
                    {}
                }}
            }}\n",
            variants.trim_end(),
            self.open_reads(item, rows),
            self.open_writes(item, rows)
        )
    }

    /// Statements that read the open type around the row that `id` selects. It is entered at one place, whatever is
    /// inside: a large set of messages has that code once.
    fn open_reads(&self, item: &Item, rows: &[OpenRow]) -> String {
        let unknown = "*self = Self::Unknown { id, octets: r.open_octets(at)? };";
        let read = |row: &OpenRow| {
            self.read_variant(&row.rust, &row.ty, &format!("{}.{}", item.asn, row.rust), &str::to_string)
        };
        let (known, statements) = match rows {
            [] => return unknown.into(),
            [row] => (format!("id == {}", row.id), read(row)),
            _ => {
                let arms: String =
                    rows.iter().map(|row| format!("{} => {{ {} }}\n", row.id, read(row))).collect();
                (format!("matches!(id, {})", ranges(rows)), format!("match id {{ {arms} _ => {{}} }}"))
            }
        };
        let contents = closure("r", &statements);
        format!("if {known} {{ r.open_type(at, {contents})?; }} else {{ {unknown} }}")
    }

    /// The same for writing.
    fn open_writes(&self, item: &Item, rows: &[OpenRow]) -> String {
        let unknown = "{ w.put_short(short); w.open_octets(octets); }";
        if rows.is_empty() {
            return format!("let Self::Unknown {{ octets, .. }} = self; {unknown}");
        }
        let write = |row: &OpenRow| {
            let at = format!("{}.{}", item.asn, row.rust);
            let contents = self.write(&row.ty, &Source::reference("value"), &at);
            let value = if super::has_word(&contents, "value") { "value" } else { "_" };
            let body = match contents.strip_suffix(";\n").filter(|body| !body.contains(['\n', ';', '{'])) {
                Some(call) => call.into(),
                None => format!("{{ {contents} }}"),
            };
            format!("{} => {body},\n", self.pattern(&row.rust, &row.ty, value))
        };
        let arms: String = rows.iter().map(write).collect();
        format!(
            "if let Self::Unknown {{ id, octets }} = self {{
                match id {{ {} => w.unknown(&{:?}), _ => {unknown} }}
                return;
            }}
            w.open_type_after(short, {});",
            ranges(rows),
            item.asn,
            super::encode::closure("w", &format!("match self {{ {arms} Self::Unknown {{ .. }} => {{}} }}")),
        )
    }

    /// The pattern of a variant around its contents.
    pub(super) fn pattern(&self, variant: &str, ty: &Use, contents: &str) -> String {
        match self.krate.resolve(ty) {
            Use::Null => format!("Self::{variant}"),
            _ => format!("Self::{variant}({contents})"),
        }
    }
}

/// A pattern of the identifiers of rows: neighbours as ranges.
fn ranges(rows: &[OpenRow]) -> String {
    let mut numbers: Vec<i128> = rows.iter().map(|row| row.id).collect();
    numbers.sort_unstable();
    let neighbours = numbers.chunk_by(|a, b| a + 1 == *b);
    let pattern = |run: &[i128]| match run {
        [first, second] => format!("{first} | {second}"),
        [first, .., last] => format!("{first}..={last}"),
        _ => run.iter().map(i128::to_string).collect(),
    };
    neighbours.map(pattern).collect::<Vec<_>>().join(" | ")
}

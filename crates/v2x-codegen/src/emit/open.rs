//! Open types: an enum over the rows of an object set.

use super::Emitter;
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
                pub const fn id(&self) -> u32 {{ match self {{ {ids} Self::Unknown {{ id, .. }} => *id }} }}

                /// The name of the type inside, or `\"Unknown\"`.
                pub const fn name(&self) -> &'static str {{ match self {{ {names} Self::Unknown {{ .. }} => \"Unknown\" }} }}

                {name_of}/// Reads the open type that the identifier selects.
                pub(crate) fn decode_into(&mut self, id: u32, r: &mut Reader<'_>, at: At) -> Result<(), Fault> {{
                    {}
                    Ok(())
                }}

                /// Writes the open type.
                pub(crate) fn encode(&self, w: &mut Writer<'_>) {{
                    match self {{ {} Self::Unknown {{ octets, .. }} => w.open_octets(octets) }}
                }}
            }}\n",
            variants.trim_end(),
            self.open_reads(item, rows),
            self.open_writes(item, rows)
        )
    }

    fn open_reads(&self, item: &Item, rows: &[OpenRow]) -> String {
        let unknown = "*self = Self::Unknown { id, octets: r.open_octets(at)? }";
        if rows.is_empty() {
            return format!("{unknown};");
        }
        let read = |row: &OpenRow| {
            let at = format!("{}.{}", item.asn, row.rust);
            format!("{} => {{ {} }}\n", row.id, self.read_open_variant(&row.rust, &row.ty, &at))
        };
        let reads: String = rows.iter().map(read).collect();
        format!("match id {{ {reads} _ => {unknown}, }}")
    }

    fn open_writes(&self, item: &Item, rows: &[OpenRow]) -> String {
        let write = |row: &OpenRow| {
            let contents = self.write_contents(&row.ty, &format!("{}.{}", item.asn, row.rust));
            let value = if super::has_word(&contents, "value") { "value" } else { "_" };
            format!("{} => w.open_type({contents}),\n", self.pattern(&row.rust, &row.ty, value))
        };
        let mut writes: String = rows.iter().map(write).collect();
        if !rows.is_empty() {
            let known = ranges(rows.iter().map(|row| row.id).collect());
            writes.push_str(&format!("Self::Unknown {{ id: {known}, .. }} => w.unknown(&{:?}),\n", item.asn));
        }
        writes
    }

    /// The pattern of a variant around its contents.
    pub(super) fn pattern(&self, variant: &str, ty: &Use, contents: &str) -> String {
        match self.krate.resolve(ty) {
            Use::Null => format!("Self::{variant}"),
            _ => format!("Self::{variant}({contents})"),
        }
    }
}

/// A pattern of numbers: neighbours as ranges.
fn ranges(mut numbers: Vec<i128>) -> String {
    numbers.sort_unstable();
    let neighbours = numbers.chunk_by(|a, b| a + 1 == *b);
    let pattern = |run: &[i128]| match run {
        [first, second] => format!("{first} | {second}"),
        [first, .., last] => format!("{first}..={last}"),
        _ => run.iter().map(i128::to_string).collect(),
    };
    neighbours.map(pattern).collect::<Vec<_>>().join(" | ")
}

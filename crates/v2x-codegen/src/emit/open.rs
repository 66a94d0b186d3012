//! Open types: an enum over the rows of an object set.

use super::Emitter;
use super::encode::Source;
use crate::lower::{Item, OpenRow, Use};

impl Emitter<'_> {
    pub(super) fn open(&self, item: &Item, rows: &[OpenRow]) -> String {
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
}

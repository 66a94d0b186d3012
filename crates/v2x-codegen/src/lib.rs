//! Turns ASN.1 modules into the straight-line Rust codec of the v2x crates.
//!
//! A developer tool: nothing that is shipped depends on it. A crate of the files of another edition, or of a message set of
//! your own, is made by one command at the root of this workspace:
//!
//! ```text
//! cargo run -p v2x-codegen -- --crate my-set --view BasicSafetyMessage path/to/*.asn
//! ```
//!
//! and made anew by the same command when the files change; what you have added to its `Cargo.toml` and `src/lib.rs` stays.
//! Without arguments the command regenerates the sets of this workspace.
//!
//! The front end reads ASN.1 as the standards of this field use it (X.680 to X.683) and hands a resolved [`model`] to the
//! back end.
//!
//! ```
//! let source = "M DEFINITIONS AUTOMATIC TAGS ::= BEGIN Speed ::= INTEGER (0..8191) END";
//! let schema = v2x_codegen::load_sources(vec![("m.asn".into(), source.into())])?;
//! assert_eq!(schema.modules[0].types[0].name, "Speed");
//! # Ok::<(), v2x_codegen::Error>(())
//! ```
//!
//! The way of a module: `source` (octets to text) → `lex` (tokens; comments hang on them) → `parse` (syntax
//! tree, `ast`) → `resolve` (references, values, constraints, instances) → [`model`] → [`lower`] (names and
//! layout in Rust's terms) → [`emit`] (text), all of it driven by [`generate`].
//!
//! What it does not do: validate ASN.1 in full. It refuses what would make the code wrong, with a place,
//! and reads past what has no effect on PER.

#![forbid(unsafe_code)]

use std::path::PathBuf;

mod ast;
pub mod emit;
mod error;
pub mod generate;
mod lex;
pub mod lower;
pub mod model;
pub mod names;
mod parse;
mod resolve;
mod rustfmt;
pub mod scaffold;
mod source;

pub use error::{Error, ErrorKind};
use model::Schema;
use source::Source;

/// Reads ASN.1 files and resolves all their modules against each other.
///
/// # Errors
///
/// If a file cannot be read, breaks the syntax, refers to something unknown, or uses a construct that this
/// generator does not take. The error has the place.
pub fn load(paths: &[PathBuf]) -> Result<Schema, Error> {
    let sources = paths.iter().map(|path| Source::read(path)).collect::<Result<_, _>>()?;
    load_sources(sources)
}

/// As [`load`], from names and octets at hand. The octets are UTF-8, or else taken as Windows-1252.
///
/// # Errors
///
/// As for [`load`].
pub fn load_sources(sources: Vec<(String, Vec<u8>)>) -> Result<Schema, Error> {
    let sources: Vec<Source> = sources.into_iter().map(|(name, octets)| Source::new(name, &octets)).collect();
    let mut modules = Vec::new();
    for (file, source) in (0..).zip(&sources) {
        let parsed = lex::lex(file, &source.text).and_then(|tokens| parse::parse(&tokens));
        modules.extend(parsed.map_err(|fault| fault.named(&sources))?);
    }
    resolve::resolve(&modules).map_err(|fault| fault.named(&sources))
}

//! The resolved ASN.1 model → a model of the Rust crate: names, items, and how each component uses a type.

mod check;
mod layout;
mod rust;
mod types;

pub use rust::{
    Alternative, Component, Const, Default_, Flag, Int, Item, ItemKind, Krate, Module, OpenRow, Path,
    Sequence, Strings, Use, width,
};
pub use types::lower;

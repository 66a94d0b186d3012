//! The front end: one small case per construct, ASN.1 text in, the model out.

mod constraints;
mod docs;
mod enumerated;
mod errors;
mod extension;
mod lexical;
mod modules;
mod objects;
mod parameters;
mod robust;
mod tags;
mod types;
mod values;

use v2x_codegen::model::{Addition, Field, Module, Named, Range, Schema, Size, Type, TypeRef};
use v2x_codegen::{Error, load_sources};

/// Loads one source.
fn try_load(text: &str) -> Result<Schema, Error> {
    load_sources(vec![("test.asn".to_owned(), text.as_bytes().to_vec())])
}

/// Loads one source that must be right.
fn load(text: &str) -> Schema {
    try_load(text).unwrap_or_else(|error| panic!("{error}"))
}

/// A module `M` with AUTOMATIC TAGS around some assignments.
fn wrap(body: &str) -> String {
    format!("M DEFINITIONS AUTOMATIC TAGS ::= BEGIN\n{body}\nEND")
}

/// The module that these assignments make.
fn module(body: &str) -> Module {
    load(&wrap(body)).modules.remove(0)
}

/// The first type that these assignments define.
fn first(body: &str) -> Type {
    module(body).types.remove(0).ty
}

/// The type of this name.
fn ty(body: &str, name: &str) -> Type {
    named_type(&module(body), name).clone()
}

fn named_type<'m>(module: &'m Module, name: &str) -> &'m Type {
    let found = module.types.iter().find(|known| known.name == name);
    &found.unwrap_or_else(|| panic!("no type {name}")).ty
}

/// The message about these assignments, with line (the first is 2) and column.
fn error(body: &str) -> String {
    let error = try_load(&wrap(body)).expect_err("an error");
    assert_eq!(error.file, "test.asn");
    format!("{}:{}: {}", error.line, error.column, error.kind)
}

fn range(lower: impl Into<Option<i128>>, upper: impl Into<Option<i128>>) -> Range {
    Range { lower: lower.into(), upper: upper.into(), extensible: false }
}

fn size(lower: u64, upper: impl Into<Option<u64>>) -> Size {
    Size { lower, upper: upper.into(), extensible: false }
}

fn integer(range: Range) -> Type {
    Type::Integer { range, named: Vec::new() }
}

fn to(module: &str, name: &str) -> TypeRef {
    TypeRef { module: module.to_owned(), name: name.to_owned() }
}

fn reference(name: &str) -> Type {
    Type::Reference { to: to("M", name), narrowed: None }
}

fn named(name: &str, value: i128) -> Named {
    Named { name: name.to_owned(), doc: Vec::new(), value }
}

/// The names of fields.
fn names(fields: &[Field]) -> Vec<&str> {
    fields.iter().map(|field| field.name.as_str()).collect()
}

/// Root and additions of a SEQUENCE.
fn sequence(ty: &Type) -> (&[Field], Option<&[Addition]>) {
    match ty {
        Type::Sequence { root, ext } => (root, ext.as_deref()),
        other => panic!("not a SEQUENCE: {other:?}"),
    }
}

/// Root and additions of a CHOICE.
fn choice(ty: &Type) -> (&[Field], Option<&[Field]>) {
    match ty {
        Type::Choice { root, ext } => (root, ext.as_deref()),
        other => panic!("not a CHOICE: {other:?}"),
    }
}

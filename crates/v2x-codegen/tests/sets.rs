//! Reads the message sets of this workspace.

use std::path::{Path, PathBuf};

use v2x_codegen::load;
use v2x_codegen::model::{Narrowed, Range, Schema, Type};

fn set(name: &str) -> Schema {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../asn1").join(name);
    let files =
        std::fs::read_dir(&folder).expect("the set's folder").map(|entry| entry.expect("an entry").path());
    let mut files: Vec<PathBuf> =
        files.filter(|path| path.extension().is_some_and(|end| end == "asn")).collect();
    files.sort();
    load(&files).unwrap_or_else(|error| panic!("{error}"))
}

fn ty<'s>(schema: &'s Schema, module: &str, name: &str) -> &'s Type {
    let module = schema.modules.iter().find(|known| known.name == module).expect("the module");
    &module.types.iter().find(|known| known.name == name).expect("the type").ty
}

#[test]
fn j2735_loads() {
    let schema = set("j2735");
    let Type::Sequence { root, .. } = ty(&schema, "BasicSafetyMessage", "DisabledVehicle") else {
        panic!("a SEQUENCE");
    };
    let range = Range { lower: Some(523), upper: Some(541), extensible: false };
    assert!(
        matches!(&root[0].ty, Type::Reference { narrowed: Some(Narrowed::Range(found)), .. } if *found == range)
    );
    assert!(matches!(
        ty(&schema, "BasicSafetyMessage", "PartIIcontent-BSMpartIIExtension"),
        Type::Sequence { root, .. } if matches!(root.as_slice(), [id, value]
            if matches!(id.ty, Type::ObjectId { .. }) && matches!(value.ty, Type::OpenType { .. }))
    ));
    assert!(matches!(ty(&schema, "Common", "RegionalExtension-Reg-MapData"), Type::Sequence { .. }));
}

#[test]
fn csae_2020_loads() {
    let schema = set("csae-2020");
    assert!(matches!(ty(&schema, "MsgFrame", "MessageFrame"), Type::Choice { root, ext: Some(ext) }
        if root.len() == 5 && ext.len() == 1));
}

#[test]
fn csae_2019_loads() {
    let schema = set("csae-2019");
    assert!(matches!(ty(&schema, "MsgFrame", "MessageFrame"), Type::Choice { ext: Some(_), .. }));
}

/// Words by which the comment of an element states a unit.
const UNITS: [&str; 26] = [
    "°",
    "%",
    " cm",
    " degree",
    " g",
    " hPa",
    " kg",
    " km",
    " m",
    " m/s",
    " mm",
    " ms",
    " s",
    "centimetres",
    "degrees",
    "hours",
    "kilometres",
    "metres",
    "micrometres",
    "milliseconds",
    "minute",
    "minutes",
    "percent",
    "second",
    "seconds",
    "tenths of a second",
];

/// Whether a comment has the word, and not only as the beginning of a longer one.
fn says(doc: &str, word: &str) -> bool {
    doc.match_indices(word).any(|(at, word)| {
        let next = doc[at + word.len()..].chars().next();
        !next.is_some_and(char::is_alphanumeric)
    })
}

/// Elements whose comment has such a word and no unit: parts of a date that is read as a whole, numbers that are told
/// apart, and those whose unit is uncertain.
fn has_no_unit(doc: &str) -> bool {
    ["of the minute", "of the hour", "of the day", "of the month", "of the year", "confirmed", "Number of"]
        .iter()
        .any(|word| doc.contains(word))
}

/// The rows of the tables of units are written by hand: this sees that no element is missing.
#[test]
fn elements_with_a_unit_have_a_conversion() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for (name, units) in [
        ("j2735", "v2x-j2735/src/units"),
        ("csae-2020", "v2x-csae/src/units"),
        ("csae-2019", "v2x-csae/src/units"),
    ] {
        let files = std::fs::read_dir(root.join(units)).expect("the tables");
        let files = files.map(|file| std::fs::read_to_string(file.expect("a file").path()).expect("text"));
        let tables: String = files.collect();
        let has_row =
            |rust: &str| tables.contains(&format!(" {rust}: ")) || tables.contains(&format!("impl {rust} "));
        let with_unit: Vec<_> = set(name)
            .modules
            .into_iter()
            .flat_map(|module| module.types)
            .filter(|ty| matches!(ty.ty, Type::Integer { .. }))
            .map(|ty| (ty.name.replace('-', ""), ty.doc.join(" ")))
            .filter(|(_, doc)| UNITS.iter().any(|word| says(doc, word)) && !has_no_unit(doc))
            .collect();
        let missing: Vec<_> = with_unit.iter().filter(|(rust, _)| !has_row(rust)).collect();
        assert!(missing.is_empty(), "{name}: no conversion for {missing:#?}");
        assert!(with_unit.len() > 20, "{name}: {}", with_unit.len());
    }
}

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

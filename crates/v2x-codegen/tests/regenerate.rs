//! The committed code is what the generator makes of the committed ASN.1. If it is not, this test writes what it
//! should be and fails: run it again, and review the difference with git.

use std::path::{Path, PathBuf};
use v2x_codegen::generate::{TARGETS, modules, run};

#[test]
fn committed_code_is_up_to_date() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut changed: Vec<PathBuf> = Vec::new();
    for target in TARGETS {
        let sources = modules(&root.join(target.asn1)).unwrap();
        assert!(!sources.is_empty(), "no modules in {}", target.asn1);
        changed.extend(run(&sources, &root.join(target.output), &target.views.concat()).unwrap());
    }
    assert!(changed.is_empty(), "these files were out of date and have been rewritten: {changed:#?}");
}

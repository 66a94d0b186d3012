//! The committed code is what the generator makes of the cases. If it is not, this test writes what it should be and
//! fails: run it again, and review the difference with git.

use std::path::Path;
use v2x_codegen::generate::{modules, run};

#[test]
fn committed_code_is_up_to_date() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/constructs");
    let changed = run(&modules(&folder).unwrap(), &folder.join("generated"), &[]).unwrap();
    assert!(changed.is_empty(), "these files were out of date and have been rewritten: {changed:#?}");
}

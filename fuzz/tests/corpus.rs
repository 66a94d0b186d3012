//! Holds every file of the corpus to the law of its target: what a fuzzer once found stays fixed, without a fuzzer.

use std::fs;
use std::path::PathBuf;

#[test]
fn corpus() {
    for (target, law) in laws::ALL {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target);
        let mut files = 0;
        for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.unwrap().path();
            println!("{}", path.display());
            law(&fs::read(&path).unwrap());
            files += 1;
        }
        assert!(files > 0, "{target}: no seeds");
    }
}

//! The documents at the root say what is so: dependencies, the toolchain, paths.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// All manifests below a folder, generated and downloaded ones left out.
fn manifests(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name == "Cargo.toml" {
            found.push(path);
        } else if path.is_dir() && !name.starts_with('.') && !name.starts_with("target") {
            manifests(&path, found);
        }
    }
}

/// Names of the crates that a manifest depends on, our own left out.
fn dependencies(table: &toml::Table, names: &mut BTreeSet<String>) {
    for (key, value) in table {
        match (key.as_str(), value) {
            ("dependencies" | "dev-dependencies" | "build-dependencies", toml::Value::Table(crates)) => {
                names.extend(crates.keys().filter(|name| !name.starts_with("v2x")).cloned());
            }
            // Those of a target or of the workspace.
            (_, toml::Value::Table(inner)) => dependencies(inner, names),
            _ => {}
        }
    }
}

/// The texts between backquotes.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

#[test]
fn every_dependency_has_its_reason_and_every_reason_a_dependency() {
    let mut files = Vec::new();
    manifests(&root(), &mut files);
    assert!(files.len() > 10, "{files:?}");
    let mut used = BTreeSet::new();
    for file in files {
        let manifest: toml::Table = fs::read_to_string(&file).unwrap().parse().unwrap();
        dependencies(&manifest, &mut used);
    }
    let design = read("DESIGN.md");
    let (_, table) = design.split_once("## Dependencies").unwrap();
    let rows = table.lines().filter_map(|line| line.strip_prefix("| `"));
    let first_cell = |row: &str| format!("`{}", row.split('|').next().unwrap_or_default());
    let listed = rows.map(first_cell).flat_map(|cell| quoted(&cell).map(str::to_owned).collect::<Vec<_>>());
    let listed: BTreeSet<String> = listed.collect();
    let missing: Vec<_> = used.difference(&listed).collect();
    let stale: Vec<_> = listed.difference(&used).collect();
    assert!(missing.is_empty() && stale.is_empty(), "without a reason: {missing:?}; not used: {stale:?}");
}

#[test]
fn no_dependency_of_the_workspace_is_left_unused() {
    let manifest: toml::Table = read("Cargo.toml").parse().unwrap();
    let shared = manifest["workspace"]["dependencies"].as_table().unwrap();
    let mut files = Vec::new();
    manifests(&root(), &mut files);
    let texts: Vec<_> = files.iter().map(|file| fs::read_to_string(file).unwrap()).collect();
    for name in shared.keys() {
        let inherits = format!("{name} = {{ workspace = true");
        let used = texts.iter().any(|text| text.lines().any(|line| line.starts_with(&inherits)));
        // The generator is run, not linked.
        assert!(used || name == "v2x-codegen", "{name}");
    }
}

#[test]
fn the_toolchain_of_the_readme_is_that_of_the_manifest() {
    let manifest: toml::Table = read("Cargo.toml").parse().unwrap();
    let version = manifest["workspace"]["package"]["rust-version"].as_str().unwrap();
    assert!(read("README.md").contains(&format!("({version} or newer")), "{version}");
    assert!(read(".ci/run").contains(&format!("({version} or newer)")), "{version}");
}

#[test]
fn paths_in_the_documents_exist() {
    let top = ["crates/", "asn1/", "fuzz/", "benches/", "examples/", ".ci/"];
    for document in ["README.md", "ARCHITECTURE.md", "DESIGN.md", "CONTRIBUTING.md", "fuzz/README.md"] {
        let text = read(document);
        let links = text.split("](").skip(1).filter_map(|link| link.split(')').next());
        let links = links.filter(|link| !link.contains("://") && !link.starts_with('#'));
        let paths = quoted(&text).filter(|path| top.iter().any(|top| path.starts_with(top)));
        let plain = paths.filter(|path| !path.contains(['<', '*', '…', ' ']));
        for path in links.chain(plain) {
            assert!(root().join(path).exists(), "{document}: {path}");
        }
    }
}

//! From ASN.1 files to Rust files, and the comparison with what is committed.

use crate::emit::{File, emit};
use crate::lower::lower;
use crate::model::Schema;
use crate::rustfmt::rustfmt;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// One message set of this workspace: where its ASN.1 is and where its Rust goes.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// The folder of the modules, from the workspace's root.
    pub asn1: &'static str,
    /// The folder of the generated files, from the workspace's root.
    pub output: &'static str,
    /// The types that get a view, by their ASN.1 names, in lists that sets may share.
    pub views: &'static [&'static [&'static str]],
}

/// The message sets of this workspace.
pub const TARGETS: [Target; 3] = [
    Target { asn1: "asn1/j2735", output: "crates/v2x-j2735/src/generated", views: &[&J2735_VIEWS] },
    Target {
        asn1: "asn1/csae-2020",
        output: "crates/v2x-csae/src/generated/y2020",
        views: &[&DAY_1_VIEWS, &DAY_2_VIEWS],
    },
    Target { asn1: "asn1/csae-2019", output: "crates/v2x-csae/src/generated/y2019", views: &[&DAY_1_VIEWS] },
];

/// What filters look at before they let a message be decoded: who, when, where, what the signals show.
const J2735_VIEWS: [&str; 16] = [
    "MessageFrame",
    "MessageTypes",
    "BasicSafetyMessage",
    "BSMcoreData",
    "SPAT",
    "IntersectionState",
    "MovementState",
    "MovementEvent",
    "TimeChangeDetails",
    "MapData",
    "IntersectionGeometry",
    "PersonalSafetyMessage",
    "SensorDataSharingMessage",
    "DetectedObjectData",
    "DetectedObjectCommonData",
    "IntersectionReferenceID",
];

/// The same for T/CSAE 53, in both editions.
const DAY_1_VIEWS: [&str; 14] = [
    "MessageFrame",
    "BasicSafetyMessage",
    "SPAT",
    "IntersectionState",
    "Phase",
    "PhaseState",
    "TimeChangeDetails",
    "TimeCountingDown",
    "UTCTiming",
    "MapData",
    "Node",
    "NodeReferenceID",
    "RoadsideSafetyMessage",
    "ParticipantData",
];

/// The road users of T/CSAE 157.
const DAY_2_VIEWS: [&str; 5] =
    ["MessageFrameExt", "MessageTypes", "PersonalSafetyMessage", "SensorSharingMsg", "DetectedPTCData"];

/// What can go wrong in a run of the generator.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The ASN.1 is not right.
    #[error(transparent)]
    Asn1(#[from] crate::Error),
    /// The ASN.1 is right, but Rust cannot be made of it.
    #[error("{0}")]
    Lower(String),
    /// rustfmt is missing or does not accept the text.
    #[error("rustfmt: {0}")]
    Rustfmt(String),
    /// A file.
    #[error("{path}: {source}")]
    Io {
        /// The file's path.
        path: PathBuf,
        /// What went wrong with it.
        source: io::Error,
    },
}

/// All `.asn` files of a folder, sorted by name.
///
/// # Errors
/// The folder cannot be read.
pub fn modules(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let entries = fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let entries = entries.map_err(|source| Error::Io { path: folder.into(), source })?;
    let mut paths: Vec<PathBuf> = entries.into_iter().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "asn" || extension == "asn1"));
    paths.sort();
    Ok(paths)
}

/// Generates the files of a schema, laid out by rustfmt, with views of the types of these ASN.1 names.
///
/// # Errors
/// The schema has what Rust cannot be made of, or rustfmt fails.
pub fn generate(schema: &Schema, views: &[&str]) -> Result<Vec<File>, Error> {
    let mut krate = lower(schema).map_err(Error::Lower)?;
    krate.add_views(views).map_err(Error::Lower)?;
    let mut files = emit(&krate);
    rustfmt(&mut files)?;
    Ok(files)
}

/// Generates the Rust of ASN.1 files into a folder, where only what has changed is written and what is no longer
/// made is removed. The paths that changed.
///
/// # Errors
/// As [`generate`]; a file that cannot be read or written.
pub fn run(sources: &[PathBuf], output: &Path, views: &[&str]) -> Result<Vec<PathBuf>, Error> {
    let files = generate(&crate::load(sources)?, views)?;
    let mut changed = Vec::new();
    for file in &files {
        let path = output.join(&file.path);
        if fs::read_to_string(&path).is_ok_and(|text| text == file.text) {
            continue;
        }
        let folder = path.parent().unwrap_or(output);
        let written = fs::create_dir_all(folder).and_then(|()| fs::write(&path, &file.text));
        written.map_err(|source| Error::Io { path: path.clone(), source })?;
        changed.push(path);
    }
    remove_stale(output, &files, &mut changed)?;
    Ok(changed)
}

/// Removes files that an earlier run made and this one does not.
fn remove_stale(output: &Path, files: &[File], changed: &mut Vec<PathBuf>) -> Result<(), Error> {
    let parts = ["arbitrary", "jer", "shape", "view"].map(|part| output.join(part));
    for folder in parts.into_iter().chain([output.to_path_buf()]) {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let kept = files.iter().any(|file| output.join(&file.path) == path);
            let ours = || fs::read_to_string(&path).is_ok_and(|text| text.starts_with(crate::emit::MARK));
            if path.is_file() && !kept && ours() {
                fs::remove_file(&path).map_err(|source| Error::Io { path: path.clone(), source })?;
                changed.push(path);
            }
        }
    }
    Ok(())
}

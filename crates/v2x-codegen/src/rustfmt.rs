//! The layout of generated files, by rustfmt.

use crate::emit::File;
use crate::generate::Error;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::{env, fs, io, process};

/// Lays out the files of a message set, of which `mod.rs` names all others.
///
/// # Errors
/// rustfmt is missing, or does not accept the text; a temporary file cannot be written or read.
pub(crate) fn rustfmt(files: &mut [File]) -> Result<(), Error> {
    let folder = Scratch::new()?;
    for file in files.iter() {
        let path = folder.0.join(&file.path);
        let parent = path.parent().unwrap_or(&folder.0);
        let written = fs::create_dir_all(parent).and_then(|()| fs::write(&path, &file.text));
        written.map_err(|source| Error::Io { path: path.clone(), source })?;
    }
    // One process for all files: starting it takes longer than most of them. Twice: what rustfmt breaks a line into,
    // it may lay out otherwise when it sees it again.
    for _ in 0..2 {
        run(&folder.0)?;
    }
    for file in files {
        let path = folder.0.join(&file.path);
        file.text = fs::read_to_string(&path).map_err(|source| Error::Io { path, source })?;
    }
    Ok(())
}

fn run(folder: &Path) -> Result<(), Error> {
    let output = Command::new("rustfmt")
        .args(["--edition", "2024", "--config", "max_width=110,use_small_heuristics=Max", "mod.rs"])
        .current_dir(folder)
        .output()
        .map_err(|error| Error::Rustfmt(error.to_string()))?;
    match output.status.success() {
        true => Ok(()),
        false => Err(Error::Rustfmt(String::from_utf8_lossy(&output.stderr).into_owned())),
    }
}

/// A folder of our own that is gone afterwards.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Result<Self, Error> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("v2x-codegen-{}-{}", process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = env::temp_dir().join(name);
        let made: io::Result<()> = fs::create_dir_all(&path);
        made.map_err(|source| Error::Io { path: path.clone(), source })?;
        Ok(Self(path))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What cannot be removed from the temporary folder is no reason to fail.
        let _ = fs::remove_dir_all(&self.0);
    }
}

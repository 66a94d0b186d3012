//! How far a long file has been read, for people: on a terminal only, and not over a file's own output.

use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::path::Path;

use indicatif::{ProgressBar, ProgressStyle};

/// Files shorter than this are read before a bar is seen.
const LONG: u64 = 8 << 20;

/// A file that shows how much of it has been read.
pub(crate) struct Watched<R> {
    inner: R,
    bar: Option<ProgressBar>,
}

impl Watched<File> {
    /// Watches a file, if it is long, standard error is a terminal, and what is written does not go to it.
    pub(crate) fn new(file: File, path: &Path) -> Self {
        let seen = io::stderr().is_terminal() && !io::stdout().is_terminal();
        let len = file.metadata().map_or(0, |metadata| metadata.len());
        let bar = (seen && len >= LONG).then(|| {
            let bar = ProgressBar::new(len);
            let template = "{msg} {wide_bar} {bytes}/{total_bytes} {eta}";
            // The template is ours; were it wrong, the bar would have its default looks.
            let style =
                ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
            bar.set_style(style);
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            bar.with_message(name)
        });
        Self { inner: file, bar }
    }
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(out)?;
        if let Some(bar) = &self.bar {
            bar.inc(read as u64);
        }
        Ok(read)
    }
}

impl<R> Drop for Watched<R> {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_what_the_file_holds() {
        let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"));
        let mut text = String::new();
        Watched::new(File::open(path).unwrap(), path).read_to_string(&mut text).unwrap();
        assert_eq!(text, std::fs::read_to_string(path).unwrap());
    }
}

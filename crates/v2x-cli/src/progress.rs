//! How far a long file has been read, for people: on a terminal only, and not over a command's own output.

use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt;
use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::path::Path;

use indicatif::{ProgressBar, ProgressStyle};

/// Files shorter than this are read before a bar is seen.
const LONG: u64 = 8 << 20;

thread_local! {
    /// The bar that is seen now, so that what is told meanwhile does not go into its line.
    static SEEN: RefCell<Option<ProgressBar>> = const { RefCell::new(None) };
}

/// Where a command writes while it reads.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Writes {
    /// To standard output, all the time: unless that is a file, there is no place for a bar.
    Along,
    /// Nowhere, or to a file of its own: a bar is all that is seen.
    Elsewhere,
}

/// Says something on standard error.
pub(crate) fn tell(text: fmt::Arguments<'_>) {
    let text = text.to_string();
    let text = printable(&text);
    SEEN.with_borrow(|seen| match seen {
        Some(bar) => bar.suspend(|| eprintln!("{text}")),
        None => eprintln!("{text}"),
    });
}

/// Text of a stranger, without what would command the terminal.
pub(crate) fn printable(text: &str) -> Cow<'_, str> {
    if !text.contains(char::is_control) {
        return text.into();
    }
    text.chars()
        .fold(String::new(), |mut shown, character| {
            match character.is_control() {
                true => shown.extend(character.escape_default()),
                false => shown.push(character),
            }
            shown
        })
        .into()
}

/// Takes the bar away, if there is one.
pub(crate) fn clear() {
    if let Some(bar) = SEEN.take() {
        bar.finish_and_clear();
    }
}

/// A file that shows how much of it has been read.
pub(crate) struct Watched {
    file: File,
    bar: Option<ProgressBar>,
}

impl Watched {
    /// Watches a file, if it is long, standard error is a terminal, and what is written does not get there too.
    pub(crate) fn new(file: File, path: &Path, writes: Writes) -> Self {
        let place = writes == Writes::Elsewhere || output_is_a_file();
        let len = file.metadata().map_or(0, |metadata| metadata.len());
        let bar = (io::stderr().is_terminal() && place && len >= LONG).then(|| bar(path, len));
        SEEN.set(bar.clone());
        Self { file, bar }
    }
}

/// Whether standard output goes to a file. Behind a pipe, something may show it on the terminal (`| less`).
fn output_is_a_file() -> bool {
    #[cfg(unix)]
    {
        use std::os::fd::AsFd;
        let output = io::stdout().as_fd().try_clone_to_owned().map(File::from);
        output.and_then(|output| output.metadata()).is_ok_and(|metadata| metadata.is_file())
    }
    #[cfg(not(unix))]
    {
        !io::stdout().is_terminal()
    }
}

fn bar(path: &Path, len: u64) -> ProgressBar {
    let bar = ProgressBar::new(len);
    let template = "{msg} {wide_bar} {bytes} of {total_bytes}, {eta} left";
    // The template is ours; were it wrong, the bar would have its default looks.
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    bar.set_style(style);
    bar.with_message(path.file_name().unwrap_or_default().to_string_lossy().into_owned())
}

impl Read for Watched {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(out)?;
        match &self.bar {
            Some(bar) if read > 0 => bar.inc(read as u64),
            // At the end, what is told from here on has the terminal for itself.
            _ => clear(),
        }
        Ok(read)
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_what_the_file_holds() {
        let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"));
        let mut text = String::new();
        let file = File::open(path).unwrap();
        Watched::new(file, path, Writes::Elsewhere).read_to_string(&mut text).unwrap();
        assert_eq!(text, std::fs::read_to_string(path).unwrap());
    }
}

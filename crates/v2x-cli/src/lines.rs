//! Lines from arguments, files and standard input, one after the other, numbered through.

use std::fmt::{self, Display};
use std::fs::File;
use std::io::{self, BufRead, BufReader, ErrorKind, Read};
use std::path::{Path, PathBuf};

use crate::about;
use crate::hex::{self, HexError};
use crate::progress::{self, Watched, Writes};

/// A line longer than this is refused instead of kept: 200 times the longest datagram in hexadecimal digits.
const MAX_LINE: usize = 32 << 20;

/// What errors call it.
const STANDARD_INPUT: &str = "standard input";

/// One read of a file or of standard input.
const BUFFER: usize = 256 * 1024;

/// Where lines come from.
#[derive(Debug, Eq, PartialEq)]
enum Source {
    /// The argument is the line.
    Line(String),
    File(PathBuf),
    StandardInput,
}

/// A line; it keeps nothing allocated of its own.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Line<'a> {
    /// Without its line feed.
    Whole(&'a [u8]),
    /// Not digits but the octets themselves: a whole file.
    Octets(&'a [u8]),
    /// Longer than any message; passed over.
    TooLong,
}

/// Why a line gives no octets.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Unusable {
    /// It is not of hexadecimal digits.
    Digits(HexError),
    /// It is longer than any message.
    TooLong,
}

impl Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Digits(error) => error.fmt(f),
            Self::TooLong => f.write_str("the line is too long"),
        }
    }
}

impl<'a> Line<'a> {
    /// The octets that it tells in hexadecimal digits, for which `buffer` is used, or that it is.
    pub(crate) fn octets<'b>(self, buffer: &'b mut Vec<u8>) -> Result<&'b [u8], Unusable>
    where
        'a: 'b,
    {
        match self {
            Self::Whole(line) => {
                hex::parse(line, buffer).map_err(Unusable::Digits)?;
                Ok(buffer)
            }
            Self::Octets(octets) => Ok(octets),
            Self::TooLong => Err(Unusable::TooLong),
        }
    }
}

/// What is done with lines.
pub(crate) trait Consumer {
    /// Takes the line with this number, counted from 1.
    fn line(&mut self, number: u64, line: Line<'_>) -> io::Result<()>;

    /// All lines that have come in so far are taken, and the next read may wait for more: what is held back
    /// should go out now, so that who types or pipes a line sees its answer.
    fn idle(&mut self) -> io::Result<()>;
}

/// What a command reads.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Inputs<'a> {
    arguments: &'a [String],
    files: &'a [PathBuf],
    raw: bool,
}

impl<'a> Inputs<'a> {
    /// Lines, of arguments and of files that were named as such.
    pub(crate) fn new(arguments: &'a [String], files: &'a [PathBuf]) -> Self {
        Self { arguments, files, raw: false }
    }

    /// Whether files are not of lines, but each the octets of one datagram.
    pub(crate) fn raw(self, raw: bool) -> Self {
        Self { raw, ..self }
    }

    /// Decides what each argument is, then hands every line to `consumer`.
    ///
    /// An argument is a line where `is_line` says so, and the name of a file otherwise; `-` and no arguments at all are
    /// standard input. `what` lines are made of is for errors.
    ///
    /// # Errors
    /// Before any line is handed over, when an argument is neither.
    pub(crate) fn for_each(
        self,
        what: &str,
        is_line: impl Fn(&str) -> bool,
        consumer: &mut impl Consumer,
    ) -> io::Result<()> {
        let mut number = 0;
        for source in sources(self.arguments, self.files, what, is_line)? {
            match source {
                Source::Line(line) => {
                    number += 1;
                    consumer.line(number, Line::Whole(line.as_bytes()))?;
                }
                source if self.raw => {
                    number += 1;
                    whole(&source, number, consumer)?;
                }
                Source::File(path) => {
                    let file = File::open(&path).map_err(about(&path))?;
                    let input = BufReader::with_capacity(BUFFER, Watched::new(file, &path, Writes::Along));
                    read(input, about(&path), &mut number, consumer)?;
                }
                Source::StandardInput => {
                    let input = BufReader::with_capacity(BUFFER, io::stdin().lock());
                    read(input, about(Path::new(STANDARD_INPUT)), &mut number, consumer)?;
                }
            }
        }
        if number == 0 {
            progress::tell(format_args!("v2x: the input is empty"));
        }
        consumer.idle()
    }
}

/// Hands over a file as one datagram.
fn whole(source: &Source, number: u64, consumer: &mut impl Consumer) -> io::Result<()> {
    let mut octets = Vec::new();
    // One octet more shows that it is too long, however long it is.
    let most = MAX_LINE as u64 + 1;
    match source {
        Source::File(path) => {
            let file = File::open(path).map_err(about(path))?;
            file.take(most).read_to_end(&mut octets).map_err(about(path))?;
        }
        _ => {
            let input = io::stdin().lock().take(most).read_to_end(&mut octets);
            input.map_err(about(Path::new(STANDARD_INPUT)))?;
        }
    }
    consumer.line(number, if octets.len() > MAX_LINE { Line::TooLong } else { Line::Octets(&octets) })
}

fn sources(
    arguments: &[String],
    files: &[PathBuf],
    what: &str,
    is_line: impl Fn(&str) -> bool,
) -> io::Result<Vec<Source>> {
    if arguments.is_empty() && files.is_empty() {
        return Ok(vec![Source::StandardInput]);
    }
    let argument = |text: &String| match text.as_str() {
        "-" => Ok(Source::StandardInput),
        line if is_line(line) => Ok(Source::Line(text.clone())),
        path if Path::new(path).exists() => Ok(Source::File(path.into())),
        neither => {
            let text = format!("{neither}: there is no such file, and it is not {what}");
            Err(io::Error::new(ErrorKind::NotFound, text))
        }
    };
    let file = |path: &PathBuf| {
        if path.as_os_str() == "-" { Source::StandardInput } else { Source::File(path.clone()) }
    };
    arguments.iter().map(argument).chain(files.iter().map(file).map(Ok)).collect()
}

/// Splits what `input` gives at line feeds; `explain` is applied to its errors only, not to those of
/// `consumer`.
fn read<R: Read>(
    mut input: BufReader<R>,
    explain: impl Fn(io::Error) -> io::Error,
    number: &mut u64,
    consumer: &mut impl Consumer,
) -> io::Result<()> {
    // The beginning of a line that goes on in the next window.
    let mut begun = Begun::default();
    loop {
        if input.buffer().is_empty() {
            consumer.idle()?;
        }
        let window = match input.fill_buf() {
            Ok(window) => window,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(explain(error)),
        };
        if window.is_empty() {
            break;
        }
        let mut rest = window;
        while let Some(end) = rest.iter().position(|octet| *octet == b'\n') {
            let (part, tail) = rest.split_at(end);
            *number += 1;
            consumer.line(*number, begun.end(part))?;
            begun.clear();
            rest = tail.get(1..).unwrap_or_default();
        }
        begun.push(rest);
        let taken = window.len();
        input.consume(taken);
    }
    if begun.any {
        *number += 1;
        consumer.line(*number, begun.end(&[]))?;
    }
    Ok(())
}

/// The part of a line that has been read so far.
#[derive(Default)]
struct Begun {
    octets: Vec<u8>,
    /// There is a part at all.
    any: bool,
    too_long: bool,
}

impl Begun {
    fn push(&mut self, part: &[u8]) {
        self.any |= !part.is_empty();
        self.too_long |= self.octets.len() + part.len() > MAX_LINE;
        if !self.too_long {
            self.octets.extend_from_slice(part);
        }
    }

    /// The line that ends with `part`; copied only if it began in an earlier window.
    fn end<'a>(&'a mut self, part: &'a [u8]) -> Line<'a> {
        if !self.any && part.len() <= MAX_LINE {
            return line(part, false);
        }
        self.push(part);
        line(&self.octets, self.too_long)
    }

    fn clear(&mut self) {
        self.octets.clear();
        self.any = false;
        self.too_long = false;
    }
}

fn line(octets: &[u8], too_long: bool) -> Line<'_> {
    if too_long { Line::TooLong } else { Line::Whole(octets.strip_suffix(b"\r").unwrap_or(octets)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Kept(Vec<Vec<u8>>);

    impl Consumer for Kept {
        fn line(&mut self, number: u64, line: Line<'_>) -> io::Result<()> {
            self.0.push(match line {
                Line::Whole(octets) => octets.to_vec(),
                _ => b"TOO LONG".to_vec(),
            });
            assert_eq!(number, self.0.len() as u64);
            Ok(())
        }

        fn idle(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn split(text: &[u8], capacity: usize) -> Vec<Vec<u8>> {
        let mut lines = Kept::default();
        read(BufReader::with_capacity(capacity, text), |error| error, &mut 0, &mut lines).unwrap();
        lines.0
    }

    #[test]
    fn lines_are_split_wherever_reads_end() {
        let cases: [(&[u8], &[&[u8]]); 6] = [
            (b"", &[]),
            (b"\n", &[b""]),
            (b"ab\ncd", &[b"ab", b"cd"]),
            (b"ab\r\n\r\ncd\n", &[b"ab", b"", b"cd"]),
            (b"a\xFF\n", &[b"a\xFF"]),
            (b"\n\nx", &[b"", b"", b"x"]),
        ];
        for (text, expected) in cases {
            for capacity in [1, 2, 3, 100] {
                assert_eq!(split(text, capacity), expected, "{text:?} by {capacity}");
            }
        }
    }

    #[test]
    fn endless_lines_are_passed_over() {
        let mut text = vec![b'0'; MAX_LINE + 1];
        text.extend(b"\nab\n");
        assert_eq!(split(&text, 1 << 20), [&b"TOO LONG"[..], b"ab"]);
    }

    #[test]
    fn arguments_are_told_apart() {
        let here = env!("CARGO_MANIFEST_DIR").to_owned();
        let arguments = ["0014", "-", &here].map(str::to_owned);
        let sources = |arguments: &[String], files: &[PathBuf]| {
            sources(arguments, files, "hexadecimal digits", crate::hex::looks_like)
        };
        let found = sources(&arguments, &["-".into(), "f".into()]).unwrap();
        let expected = [
            Source::Line("0014".into()),
            Source::StandardInput,
            Source::File(here.into()),
            Source::StandardInput,
            Source::File("f".into()),
        ];
        assert_eq!(found, expected);
        assert_eq!(sources(&[], &[]).unwrap(), [Source::StandardInput]);
        let error = sources(&["0014".into(), "crossing.pcap".into()], &[]).unwrap_err();
        let text = "crossing.pcap: there is no such file, and it is not hexadecimal digits";
        assert_eq!(error.to_string(), text);
    }
}

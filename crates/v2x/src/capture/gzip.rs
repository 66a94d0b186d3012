//! Files that were compressed with gzip (RFC 1952): told by their first octets, not by their name.

use std::boxed::Box;
use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::MultiGzDecoder;

/// The first two octets of a gzip file. No capture file begins so.
const MAGIC: [u8; 2] = [0x1F, 0x8B];

/// A file as it was before it was compressed, if it was.
///
/// ```
/// use std::io::Read;
/// use v2x::capture::Uncompressed;
///
/// let mut text = String::new();
/// Uncompressed::new(&b"as it is"[..])?.read_to_string(&mut text)?;
/// assert_eq!(text, "as it is");
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct Uncompressed<R>(Form<BufReader<R>>);

#[derive(Debug)]
enum Form<R> {
    Gzip(Box<MultiGzDecoder<R>>),
    Plain(R),
}

impl<R: Read> Uncompressed<R> {
    /// Looks at the first octets.
    ///
    /// # Errors
    /// What `reader` gives.
    pub fn new(reader: R) -> io::Result<Self> {
        // As much as the window of a capture reader asks for.
        let mut reader = BufReader::with_capacity(64 * 1024, reader);
        // A pipe may give less than two octets at first; it is then taken for what it is, and no capture.
        let compressed = reader.fill_buf()?.starts_with(&MAGIC);
        Ok(Self(if compressed {
            Form::Gzip(Box::new(MultiGzDecoder::new(reader)))
        } else {
            Form::Plain(reader)
        }))
    }

    /// Whether it was compressed.
    pub const fn is_compressed(&self) -> bool {
        matches!(self.0, Form::Gzip(_))
    }

    /// The reader below, for instance to ask how far it has got.
    pub fn get_ref(&self) -> &R {
        match &self.0 {
            Form::Gzip(decoder) => decoder.get_ref().get_ref(),
            Form::Plain(reader) => reader.get_ref(),
        }
    }
}

impl<R: Read> Read for Uncompressed<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match &mut self.0 {
            Form::Gzip(decoder) => decoder.read(out),
            Form::Plain(reader) => reader.read(out),
        }
    }
}

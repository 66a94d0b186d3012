//! No codec, to be weighed: see `tools/sizes.py`. Reads octets and writes them again.

use std::io::{self, Read, Write};

fn main() -> io::Result<()> {
    let mut octets = Vec::new();
    io::stdin().read_to_end(&mut octets)?;
    io::stdout().write_all(&octets)
}

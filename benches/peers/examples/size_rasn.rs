//! rasn's codec of the benched messages, to be weighed: see `tools/sizes.py`. Reads a frame of J2735 and writes it again.

use std::io::{self, Read, Write};
use v2x_bench_peers::{Error, Peer, rasn::J2735};

fn main() -> Result<(), Error> {
    let mut octets = Vec::new();
    io::stdin().read_to_end(&mut octets)?;
    io::stdout().write_all(&J2735::decode(&octets)?.encode()?)?;
    Ok(())
}

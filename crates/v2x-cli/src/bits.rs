//! The bits of a frame, field by field.

use std::io::{self, Write};

use v2x::inspect::{self, BitField};
use v2x::{CsaeEdition, Decoded};

/// More bits of one field are not shown.
const SHOWN: u32 = 64;

/// Writes a line for each field: its first bit from the start of the frame, its length, its bits and its name.
pub(crate) fn write(
    decoded: &Decoded<'_>,
    dim: impl Fn(&str) -> String,
    out: &mut impl Write,
) -> io::Result<()> {
    let message = &decoded.message;
    let edition = message.csae_edition().unwrap_or(CsaeEdition::Y2020);
    let Ok(fields) = inspect::bits(message.set(), edition, decoded.payload) else { return Ok(()) };
    writeln!(out, "{}", dim("   bit   len  bits of the frame"))?;
    for field in &fields {
        let place = format!("{:>6} {:>5}", field.start, field.len);
        writeln!(out, "{}  {}  {}", dim(&place), digits(field, decoded.payload), field.path)?;
    }
    Ok(())
}

/// The bits of a field as digits, in fours.
fn digits(field: &BitField, frame: &[u8]) -> String {
    let bit =
        |number: u32| frame.get(number as usize / 8).is_some_and(|octet| octet >> (7 - number % 8) & 1 != 0);
    let mut digits = String::new();
    for i in 0..field.len.min(SHOWN) {
        if i > 0 && i % 4 == 0 {
            digits.push(' ');
        }
        digits.push(if bit(field.start + i) { '1' } else { '0' });
    }
    if field.len > SHOWN {
        digits.push('…');
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_cut_out_of_octets() {
        let field = |start, len| BitField { path: "T.x".into(), at: "T.x", start, len };
        assert_eq!(digits(&field(3, 6), &[0b0001_0110, 0b1000_0000]), "1011 01");
        assert_eq!(digits(&field(0, 1), &[0x80]), "1");
        assert!(digits(&field(0, 80), &[0; 10]).ends_with("0000…"));
    }
}

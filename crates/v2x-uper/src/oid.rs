//! OBJECT IDENTIFIER and RELATIVE-OID (X.691 23 and 24): the contents octets of BER under a length.

use crate::error::{At, DecodeErrorKind, Fault};
use crate::{Reader, Size, Writer};
use alloc::vec::Vec;
use core::fmt;

macro_rules! oid_type {
    ($(#[$doc:meta])* $name:ident, $relative:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
        pub struct $name(Vec<u8>);

        impl $name {
            /// From its arcs; `None` if they are not legal.
            pub fn from_arcs(arcs: &[u64]) -> Option<Self> {
                from_arcs(arcs, $relative).map(Self)
            }

            /// Its arcs. One above 64 bits ends the list.
            pub fn arcs(&self) -> Vec<u64> {
                arcs(&self.0, $relative)
            }

            /// The contents octets (X.690 8.19, 8.20).
            pub fn octets(&self) -> &[u8] {
                &self.0
            }

            /// Reads one in the place of this.
            ///
            /// # Errors
            /// [`DecodeErrorKind::ObjectIdentifier`] for malformed contents; a cut one.
            pub fn decode_into(&mut self, r: &mut Reader<'_>, at: At) -> Result<(), Fault> {
                r.octet_string(Size::ANY, &mut self.0, at)?;
                if well_formed(&self.0) {
                    return Ok(());
                }
                self.0.clear();
                Err(r.error(DecodeErrorKind::ObjectIdentifier, at))
            }

            /// Writes it.
            ///
            /// # Errors
            /// None; the result is there for generated code.
            pub fn encode(&self, w: &mut Writer<'_>, at: At) {
                // The least legal value stands for the default, which has no contents.
                let octets = if self.0.is_empty() { &[0] } else { &self.0[..] };
                w.octet_string(Size::ANY, octets, at);
            }
        }

        /// Arcs with dots between: `1.3.6.1`. Where an arc is above 64 bits, which nobody registers but anybody can send,
        /// the contents octets: `#83ff8080…`.
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let octets = if self.0.is_empty() { &[0] } else { &self.0[..] };
                let arcs = arcs(octets, $relative);
                if from_arcs(&arcs, $relative).as_deref() != Some(octets) {
                    f.write_str("#")?;
                    return octets.iter().try_for_each(|octet| write!(f, "{octet:02x}"));
                }
                for (i, arc) in arcs.into_iter().enumerate() {
                    if i > 0 {
                        f.write_str(".")?;
                    }
                    write!(f, "{arc}")?;
                }
                Ok(())
            }
        }

        impl core::str::FromStr for $name {
            type Err = MalformedOid;

            fn from_str(text: &str) -> Result<Self, MalformedOid> {
                if let Some(digits) = text.strip_prefix('#') {
                    return from_hex(digits).map(Self).ok_or(MalformedOid);
                }
                let arcs: Result<Vec<u64>, _> = text.split('.').map(str::parse).collect();
                arcs.ok().and_then(|arcs| Self::from_arcs(&arcs)).ok_or(MalformedOid)
            }
        }
    };
}

oid_type! {
    /// An object identifier.
    ObjectIdentifier, false
}
oid_type! {
    /// A relative object identifier: the arcs below one that the context gives.
    RelativeOid, true
}

/// Text that is not an object identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an object identifier")]
pub struct MalformedOid;

/// Every arc ends, and none begins with a padding octet (X.690 8.19.2).
fn well_formed(octets: &[u8]) -> bool {
    let ends = octets.last().is_some_and(|last| last & 0x80 == 0);
    let starts =
        |i: usize| i.checked_sub(1).and_then(|i| octets.get(i)).is_none_or(|before| before & 0x80 == 0);
    ends && octets.iter().enumerate().all(|(i, octet)| *octet != 0x80 || !starts(i))
}

fn from_arcs(arcs: &[u64], relative: bool) -> Option<Vec<u8>> {
    let mut octets = Vec::new();
    let rest = if relative {
        arcs
    } else {
        let (&[first, second], rest) = arcs.split_first_chunk()?;
        if first > 2 || (first < 2 && second > 39) {
            return None;
        }
        push_arc(&mut octets, second.checked_add(first * 40)?);
        rest
    };
    rest.iter().for_each(|arc| push_arc(&mut octets, *arc));
    (!octets.is_empty()).then_some(octets)
}

/// Contents octets in hexadecimal.
fn from_hex(digits: &str) -> Option<Vec<u8>> {
    let digit = |digit: &u8| char::from(*digit).to_digit(16).map(|digit| digit as u8);
    let (pairs, rest) = digits.as_bytes().as_chunks();
    let octets: Option<Vec<u8>> =
        pairs.iter().map(|[high, low]| Some(digit(high)? << 4 | digit(low)?)).collect();
    octets.filter(|octets| rest.is_empty() && well_formed(octets))
}

fn push_arc(octets: &mut Vec<u8>, arc: u64) {
    let groups = (64 - arc.leading_zeros()).div_ceil(7).max(1);
    for i in (0..groups).rev() {
        let more = if i > 0 { 0x80 } else { 0 };
        octets.push((arc >> (7 * i) & 0x7F) as u8 | more);
    }
}

fn arcs(octets: &[u8], relative: bool) -> Vec<u64> {
    let mut arcs = Vec::new();
    let mut arc = 0u64;
    for octet in octets {
        if arc >> 57 != 0 {
            break;
        }
        arc = arc << 7 | u64::from(octet & 0x7F);
        if octet & 0x80 == 0 {
            if arcs.is_empty() && !relative {
                let first = (arc / 40).min(2);
                arcs.push(first);
                arc -= first * 40;
            }
            arcs.push(arc);
            arc = 0;
        }
    }
    arcs
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn arcs_go_to_octets_and_back() {
        for text in ["0.0", "1.3.6.1.4.1", "2.999.3", "2.100.18446744073709551615"] {
            let oid: ObjectIdentifier = text.parse().unwrap();
            if !text.ends_with("615") {
                assert_eq!(oid.to_string(), text);
            }
            let mut out = [0; 32];
            let mut writer = Writer::new(&mut out);
            oid.encode(&mut writer, &"T");
            let length = writer.finish("T").unwrap();
            let mut read = ObjectIdentifier::default();
            read.decode_into(&mut Reader::new(&out[..length]), &"T").unwrap();
            assert_eq!(read, oid);
        }
        assert_eq!("8571.3.2".parse::<RelativeOid>().unwrap().octets(), [0xC2, 0x7B, 3, 2]);
        assert_eq!("3.1".parse::<ObjectIdentifier>(), Err(MalformedOid));
    }

    #[test]
    fn arcs_of_any_size_survive_as_text() {
        for octets in
            [&[10, 0xC0, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1][..], &[1, 5], &[3, 0x83, 0x7F, 9]]
        {
            let mut oid = RelativeOid::default();
            oid.decode_into(&mut Reader::new(octets), &"T").unwrap();
            assert_eq!(oid.to_string().parse::<RelativeOid>().as_ref(), Ok(&oid), "{oid}");
        }
        assert_eq!(ObjectIdentifier::default().to_string(), "0.0");
        for text in ["#", "#8", "#80", "#zz"] {
            assert_eq!(text.parse::<RelativeOid>(), Err(MalformedOid), "{text}");
        }
    }

    #[test]
    fn malformed_contents_are_refused() {
        for octets in [&[0][..], &[2, 0x80, 1], &[1, 0x81]] {
            let mut read = ObjectIdentifier::from_arcs(&[1, 2]).unwrap();
            assert!(read.decode_into(&mut Reader::new(octets), &"T").is_err());
        }
    }
}

//! The Basic Transport Protocol of ETSI (EN 302 636-5-1): four octets that say which message a GeoNetworking packet carries.

use alloc::vec::Vec;

use super::error::{EnvelopeError, Protocol};
use super::read::Reader;

/// A header: the receiver's port, and by kind (the GeoNetworking header says which) the sender's port (BTP-A) or
/// information on the receiver's port (BTP-B).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Btp {
    /// Which message: [`Btp::CAM`] and so on.
    pub destination_port: u16,
    /// BTP-A: the sender's port; BTP-B: information on the destination port, 0.
    pub second: u16,
}

impl Btp {
    /// Cooperative awareness (EN 302 637-2).
    pub const CAM: u16 = 2001;
    /// Decentralised environmental notification (EN 302 637-3).
    pub const DENM: u16 = 2002;
    /// Road and lane topology: MAP in ETSI's frame (TS 103 301).
    pub const MAPEM: u16 = 2003;
    /// Signal phase and timing: SPaT in ETSI's frame (TS 103 301).
    pub const SPATEM: u16 = 2004;
    /// Service announcement (TS 102 890-2).
    pub const SAEM: u16 = 2005;
    /// In-vehicle information (TS 103 301).
    pub const IVIM: u16 = 2006;
    /// Signal requests (TS 103 301).
    pub const SREM: u16 = 2007;
    /// Signal status (TS 103 301).
    pub const SSEM: u16 = 2008;
    /// Collective perception (TS 103 324).
    pub const CPM: u16 = 2009;

    /// The name of the message of a port, for those above.
    pub const fn message(port: u16) -> Option<&'static str> {
        Some(match port {
            Self::CAM => "CAM",
            Self::DENM => "DENM",
            Self::MAPEM => "MAPEM",
            Self::SPATEM => "SPATEM",
            Self::SAEM => "SAEM",
            Self::IVIM => "IVIM",
            Self::SREM => "SREM",
            Self::SSEM => "SSEM",
            Self::CPM => "CPM",
            _ => return None,
        })
    }

    /// Reads a header; returns it with the message after it.
    ///
    /// # Errors
    /// When there are fewer than four octets.
    pub fn parse(octets: &[u8]) -> Result<(Self, &[u8]), EnvelopeError> {
        let mut r = Reader::new(octets, Protocol::Btp);
        let header = Self::read(&mut r)?;
        Ok((header, r.rest()))
    }

    pub(crate) fn read(r: &mut Reader<'_>) -> Result<Self, EnvelopeError> {
        Ok(Self { destination_port: r.u16()?, second: r.u16()? })
    }

    /// Appends the header to `out`.
    pub fn write(&self, out: &mut Vec<u8>) {
        out.extend(self.destination_port.to_be_bytes());
        out.extend(self.second.to_be_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_two_ports() {
        let (header, message) = Btp::parse(&[0x07, 0xD2, 0, 1, 9]).unwrap();
        assert_eq!(
            (Btp::message(header.destination_port), header.second, message),
            (Some("DENM"), 1, &[9][..])
        );
        let mut out = Vec::new();
        header.write(&mut out);
        assert_eq!(out, [0x07, 0xD2, 0, 1]);
        assert_eq!(Btp::parse(&[7, 0xD1, 0]).unwrap_err().offset, 2);
    }
}

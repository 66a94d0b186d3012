//! Provider service identifiers (IEEE 1609.12) and application identifiers, each in both of its written forms.

use alloc::vec::Vec;
use core::fmt;

use super::error::{EnvelopeError, EnvelopeErrorKind};
use super::read::Reader;

/// A provider service identifier: which application a message is for (IEEE 1609.12).
///
/// The same identifier is written in two ways, and texts mix them up: 0x83 is the *value* of the service of traveller
/// information, `80 03` is its *p-encoded* form on the air in WSMP, often printed as `0x8003`. This type holds the
/// value and converts on request; two identifiers are equal when their values are.
///
/// ```
/// use v2x::envelope::Psid;
///
/// assert_eq!(Psid::from_p_encoded(0x8003), Some(Psid::TIM));
/// assert_eq!(Psid::TIM.value(), 0x83);
/// assert_eq!(Psid::MAP.p_encoded(), 0xE000_0017);
/// assert_eq!(Psid::from_p_encoded(0x83), None); // the prefix announces two octets
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Psid(u32);

/// Per number of octets: the first value of that form, and the prefix bits of its first octet, as IEEE 1609.12
/// draws p-encoding.
const FORMS: [(u32, u32); 4] = [(0, 0), (0x80, 0x8000), (0x4080, 0xC0_0000), (0x20_4080, 0xE000_0000)];

impl Psid {
    /// The largest identifier that p-encoding can write.
    pub const MAX: Self = Self(0x1020_407F);
    /// Basic safety messages (vehicle to vehicle).
    pub const BSM: Self = Self(0x20);
    /// Personal safety messages (vulnerable road users).
    pub const PSM: Self = Self(0x27);
    /// Corrections for satellite positioning (RTCM).
    pub const RTCM: Self = Self(0x80);
    /// Signal phase and timing.
    pub const SPAT: Self = Self(0x82);
    /// Traveller information and road safety messages.
    pub const TIM: Self = Self(0x83);
    /// Probe data management.
    pub const PDM: Self = Self(0x84);
    /// Emergency vehicle alerts.
    pub const EVA: Self = Self(0x85);
    /// Cooperative control messages (platooning).
    pub const CCM: Self = Self(0x8E);
    /// Tolling.
    pub const TOLLING: Self = Self(0x8F);
    /// Sensor data sharing messages.
    pub const SDSM: Self = Self(0x90);
    /// Manoeuvre sharing and coordinating messages.
    pub const MSCM: Self = Self(0x91);
    /// Signal status messages.
    pub const SSM: Self = Self(0x20_4095);
    /// Signal request messages.
    pub const SRM: Self = Self(0x20_4096);
    /// Map messages.
    pub const MAP: Self = Self(0x20_4097);

    /// The identifier of this value, if p-encoding can write it.
    pub const fn from_value(value: u32) -> Option<Self> {
        if value <= Self::MAX.0 { Some(Self(value)) } else { None }
    }

    /// The identifier whose p-encoded octets, read as one big-endian number, are `encoded` (`0x8003` is 0x83).
    pub const fn from_p_encoded(encoded: u32) -> Option<Self> {
        let octets = match encoded {
            0..=0x7F => 1,
            0x8000..=0xBFFF => 2,
            0xC0_0000..=0xDF_FFFF => 3,
            0xE000_0000..=0xEFFF_FFFF => 4,
            _ => return None,
        };
        let (first, prefix) = FORMS[octets - 1];
        Some(Self(encoded - prefix + first))
    }

    /// The identifier itself.
    pub const fn value(self) -> u32 {
        self.0
    }

    /// The p-encoded octets as one big-endian number, the form that WSMP headers and most configuration files show.
    pub const fn p_encoded(self) -> u32 {
        let (first, prefix) = FORMS[self.p_encoded_len() - 1];
        self.0 - first + prefix
    }

    /// How many octets the p-encoded form takes: 1 to 4.
    pub const fn p_encoded_len(self) -> usize {
        match self.0 {
            0..0x80 => 1,
            0x80..0x4080 => 2,
            0x4080..0x20_4080 => 3,
            _ => 4,
        }
    }

    /// What the identifier is assigned to, for the assignments that this library carries messages of.
    pub const fn service(self) -> Option<&'static str> {
        Some(match self {
            Self::BSM => "BSM",
            Self::PSM => "PSM",
            Self::RTCM => "RTCM",
            Self::SPAT => "SPaT",
            Self::TIM => "TIM, RSM",
            Self::PDM => "PDM",
            Self::EVA => "EVA",
            Self::CCM => "CCM",
            Self::TOLLING => "tolling",
            Self::SDSM => "SDSM",
            Self::MSCM => "MSCM",
            Self::SSM => "SSM",
            Self::SRM => "SRM",
            Self::MAP => "MAP",
            _ => return None,
        })
    }

    pub(crate) fn read(r: &mut Reader<'_>) -> Result<Self, EnvelopeError> {
        let start = *r;
        let first = r.u8()?;
        let more = match first.leading_ones() {
            n @ 0..=3 => n,
            _ => return Err(start.error(EnvelopeErrorKind::Identifier { octet: first })),
        };
        let mut encoded = u32::from(first);
        for octet in r.take(more as usize)? {
            encoded = encoded << 8 | u32::from(*octet);
        }
        Self::from_p_encoded(encoded)
            .ok_or_else(|| start.error(EnvelopeErrorKind::Identifier { octet: first }))
    }

    pub(crate) fn write(self, out: &mut Vec<u8>) {
        let octets = self.p_encoded().to_be_bytes();
        out.extend_from_slice(&octets[4 - self.p_encoded_len()..]);
    }
}

impl fmt::Display for Psid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#x} (p-encoded {:#x})", self.0, self.p_encoded())
    }
}

/// An application identifier of the Chinese DSMP (YD/T 3707): p-encoded like a [`Psid`], in one or two octets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Aid(u16);

impl Aid {
    /// The largest identifier that two octets can write.
    pub const MAX: Self = Self(0x407F);
    /// Vehicle safety (BSM); 111 to 114 by kind of vehicle.
    pub const BSM: Self = Self(111);
    /// Map.
    pub const MAP: Self = Self(3618);
    /// Signal phase and timing.
    pub const SPAT: Self = Self(3619);
    /// Roadside information; 3620 to 3622.
    pub const RSI: Self = Self(3620);
    /// Roadside safety messages.
    pub const RSM: Self = Self(3623);

    /// The identifier of this value, if two octets can write it.
    pub const fn from_value(value: u16) -> Option<Self> {
        if value <= Self::MAX.0 { Some(Self(value)) } else { None }
    }

    /// The identifier itself.
    pub const fn value(self) -> u16 {
        self.0
    }

    /// The p-encoded octets as one big-endian number: 3618 is `0x8DA2`.
    pub const fn p_encoded(self) -> u16 {
        // The offset between value and two-octet form, 0x8000 - 0x80, is that of a PSID.
        if self.0 < 0x80 { self.0 } else { self.0 + 0x7F80 }
    }

    /// How many octets the p-encoded form takes: 1 or 2.
    pub const fn p_encoded_len(self) -> usize {
        if self.0 < 0x80 { 1 } else { 2 }
    }

    pub(crate) fn read(r: &mut Reader<'_>) -> Result<Self, EnvelopeError> {
        let start = *r;
        let first = r.u8()?;
        match first.leading_ones() {
            0 => Ok(Self(u16::from(first))),
            1 => Ok(Self(u16::from_be_bytes([first, r.u8()?]) - 0x7F80)),
            _ => Err(start.error(EnvelopeErrorKind::Identifier { octet: first })),
        }
    }

    pub(crate) fn write(self, out: &mut Vec<u8>) {
        let octets = self.p_encoded().to_be_bytes();
        out.extend_from_slice(&octets[2 - self.p_encoded_len()..]);
    }
}

impl fmt::Display for Aid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (p-encoded {:#x})", self.0, self.p_encoded())
    }
}

#[cfg(test)]
mod tests {
    use super::super::error::Protocol;
    use super::*;

    fn read(octets: &[u8]) -> Result<Psid, EnvelopeError> {
        Psid::read(&mut Reader::new(octets, Protocol::Wsmp))
    }

    #[test]
    fn every_form_has_its_first_and_last_value() {
        let table: [(u32, &[u8]); 8] = [
            (0, &[0]),
            (0x7F, &[0x7F]),
            (0x80, &[0x80, 0]),
            (0x407F, &[0xBF, 0xFF]),
            (0x4080, &[0xC0, 0, 0]),
            (0x20_407F, &[0xDF, 0xFF, 0xFF]),
            (0x20_4080, &[0xE0, 0, 0, 0]),
            (0x1020_407F, &[0xEF, 0xFF, 0xFF, 0xFF]),
        ];
        for (value, octets) in table {
            let psid = Psid::from_value(value).unwrap();
            let mut out = Vec::new();
            psid.write(&mut out);
            assert_eq!(out, octets);
            assert_eq!(read(octets), Ok(psid));
            assert_eq!(Psid::from_p_encoded(psid.p_encoded()), Some(psid));
        }
        assert_eq!(Psid::from_value(Psid::MAX.value() + 1), None);
    }

    #[test]
    fn assigned_services_have_the_octets_that_the_table_of_ieee_1609_12_gives() {
        for (psid, encoded) in [
            (Psid::BSM, 0x20),
            (Psid::RTCM, 0x8000),
            (Psid::SPAT, 0x8002),
            (Psid::TIM, 0x8003),
            (Psid::CCM, 0x800E),
            (Psid::SDSM, 0x8010),
            (Psid::SSM, 0xE000_0015),
            (Psid::SRM, 0xE000_0016),
            (Psid::MAP, 0xE000_0017),
        ] {
            assert_eq!(psid.p_encoded(), encoded);
            assert!(psid.service().is_some());
        }
    }

    #[test]
    fn numbers_between_the_forms_are_no_p_encoding() {
        for encoded in [0x80, 0x7FFF, 0xC000, 0xE0_0000, 0xF000_0000] {
            assert_eq!(Psid::from_p_encoded(encoded), None, "{encoded:#x}");
        }
    }

    #[test]
    fn a_prefix_of_four_ones_is_an_error() {
        assert_eq!(read(&[0xF0, 0, 0, 0]).unwrap_err().kind, EnvelopeErrorKind::Identifier { octet: 0xF0 });
        assert_eq!(read(&[0xE0, 0, 0]).unwrap_err().offset, 1);
    }

    #[test]
    fn application_identifiers_take_one_or_two_octets() {
        for (value, octets) in [
            (111, &[0x6F][..]),
            (0x7F, &[0x7F]),
            (0x80, &[0x80, 0]),
            (3618, &[0x8D, 0xA2]),
            (0x407F, &[0xBF, 0xFF]),
        ] {
            let aid = Aid::from_value(value).unwrap();
            let mut out = Vec::new();
            aid.write(&mut out);
            assert_eq!(out, octets);
            assert_eq!(Aid::read(&mut Reader::new(octets, Protocol::Dsmp)), Ok(aid));
        }
        assert_eq!(Aid::from_value(0x4080), None);
        assert!(Aid::read(&mut Reader::new(&[0xC0, 0, 0], Protocol::Dsmp)).is_err());
    }
}

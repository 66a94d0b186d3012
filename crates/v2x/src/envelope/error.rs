//! What can be wrong with an envelope: which layer, which octet, what was needed, what was there, and who set the limit.

use core::fmt;

/// The headers that an envelope is made of, as errors, metric labels and [`Layer`](crate::Layer) name them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Protocol {
    /// The datagram itself, before anything is known about it.
    Datagram,
    /// The Basic Transport Protocol of ETSI (EN 302 636-5-1).
    Btp,
    /// The Dedicated Short Message Protocol of Chinese C-V2X (YD/T 3707).
    Dsmp,
    /// GeoNetworking of ETSI (EN 302 636-4-1): its basic header, with all behind it.
    GeoNetworking,
    /// The common and the extended header of GeoNetworking, with all behind them.
    GeoNetworkingCommon,
    /// Secured data of IEEE 1609.2.
    Ieee1609Dot2,
    /// What Chinese roadside units put around frames for a platform.
    RsuCloud,
    /// Message text for roadside units (RSU 4.1).
    RsuText,
    /// The status push of traffic signal controllers (NTCIP 1202).
    Tscbm,
    /// The WAVE Short Message Protocol of IEEE 1609.3.
    Wsmp,
}

impl Protocol {
    /// A short name in snake case, for metric labels and JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Btp => "btp",
            Self::Datagram => "datagram",
            Self::Dsmp => "dsmp",
            Self::GeoNetworking => "geonetworking",
            Self::GeoNetworkingCommon => "geonetworking_common",
            Self::Ieee1609Dot2 => "ieee1609dot2",
            Self::RsuCloud => "rsu_cloud",
            Self::RsuText => "rsu_text",
            Self::Tscbm => "tscbm",
            Self::Wsmp => "wsmp",
        }
    }
}

impl fmt::Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Btp => "BTP",
            Self::Datagram => "datagram",
            Self::Dsmp => "DSMP",
            Self::GeoNetworking => "GeoNetworking",
            Self::GeoNetworkingCommon => "GeoNetworking common header",
            Self::Ieee1609Dot2 => "IEEE 1609.2",
            Self::RsuCloud => "RSU to cloud",
            Self::RsuText => "RSU text",
            Self::Tscbm => "TSCBM",
            Self::Wsmp => "WSMP",
        })
    }
}

/// What ends the octets that a reader may look at: the reason why it could not read on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Limit {
    /// The length field of a DSMP header.
    DsmpLength,
    /// The payload length of a GeoNetworking header.
    GeoNetworkingLength,
    /// The length of an OCTET STRING or of a list in an IEEE 1609.2 structure.
    OctetString,
    /// The length of an open type around an extension in an IEEE 1609.2 structure.
    OpenType,
    /// The end of the octets that the caller gave.
    Slice,
    /// The length field of a WSMP header.
    WsmpLength,
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DsmpLength => "the DSMP length",
            Self::GeoNetworkingLength => "the GeoNetworking length",
            Self::OctetString => "the octet string around it",
            Self::OpenType => "the open type around it",
            Self::Slice => "the end of the datagram",
            Self::WsmpLength => "the WSMP length",
        })
    }
}

/// Why some octets are not the envelope that they begin like.
///
/// `Copy`, 32 octets, made without allocation: any stranger's packet can cause one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{protocol}, octet {offset}: {kind}")]
pub struct EnvelopeError {
    /// Which header was being read.
    pub protocol: Protocol,
    /// Where, in octets from the first one that the caller gave.
    pub offset: u32,
    /// What is wrong there.
    pub kind: EnvelopeErrorKind,
}

/// The kinds of [`EnvelopeError`].
///
/// Three sorts, by who is at fault: malformed octets, well-formed octets of something that this library does not read
/// ([`is_unsupported`](Self::is_unsupported)), and octets that nothing known begins with ([`Unrecognised`](Self::Unrecognised)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum EnvelopeErrorKind {
    /// A field that must be there is not.
    #[error("{field} is missing")]
    Absent {
        /// The field.
        field: &'static str,
    },
    /// WSMP with a transport header that this library cannot measure: TPID 4 and 5, the addresses of the Local Port
    /// Protocol. They are recognised and named, not guessed at.
    #[error("addressing of TPID {tpid} (LPP) is not supported")]
    Addressing {
        /// The TPID octet.
        tpid: u8,
    },
    /// A choice whose tag is none of the root alternatives of a type that cannot be extended.
    #[error("{field}: no alternative has the tag {tag:#04x}")]
    Choice {
        /// The ASN.1 type.
        field: &'static str,
        /// The tag octet.
        tag: u8,
    },
    /// More headers inside one another than [`MAX_LAYERS`](crate::MAX_LAYERS).
    #[error("more than {max} headers inside one another")]
    Depth {
        /// How many are allowed.
        max: u8,
    },
    /// A value that is not written as it must be.
    #[error("{field}: not in its form")]
    Form {
        /// The field, or `"line"` where the text is not even an entry.
        field: &'static str,
    },
    /// A PSID or an AID whose first octet has no legal prefix.
    #[error("{octet:#04x} does not begin an identifier")]
    Identifier {
        /// That octet.
        octet: u8,
    },
    /// Octets are left over inside an open type after the value that it holds.
    #[error("{} left over in an open type", Octets(*left))]
    LeftOver {
        /// How many.
        left: u32,
    },
    /// A length determinant or an integer that is not in its shortest form, or that exceeds four octets.
    #[error("length or integer beginning with {octet:#04x} is not in its shortest form or exceeds 32 bits")]
    Length {
        /// Its first octet.
        octet: u8,
    },
    /// Bits that must be zero are not.
    #[error("{field}: bits {bits:#04x} are not zero")]
    Padding {
        /// The ASN.1 type or header field.
        field: &'static str,
        /// The offending octet.
        bits: u8,
    },
    /// A field that comes a second time.
    #[error("{field} comes twice")]
    Repeated {
        /// The field.
        field: &'static str,
    },
    /// A WSMP subtype other than 0: its network header continues in a form that this library does not read.
    #[error("WSMP subtype {subtype} is not supported")]
    Subtype {
        /// The upper four bits of the first octet.
        subtype: u8,
    },
    /// The value ends later than the octets that hold it.
    #[error("{} needed, {present} present before {limit}", Octets(*needed))]
    Truncated {
        /// How many octets are needed, from the error's offset on.
        needed: u32,
        /// How many there are.
        present: u32,
        /// What ends them.
        limit: Limit,
    },
    /// A WSMP transport protocol identifier that IEEE 1609.3 does not define.
    #[error("no such TPID: {tpid}")]
    Tpid {
        /// The octet.
        tpid: u8,
    },
    /// No header that the [`Decoder`](crate::Decoder) may expect here begins with these octets.
    #[error("nothing expected here begins with {0:02x?}", octets)]
    Unrecognised {
        /// The first two octets (the second is 0 when there is none).
        octets: [u8; 2],
    },
    /// An enumeration value that is not known at a place where it decides how to read on.
    #[error("{field}: value {value} is not known")]
    Value {
        /// The ASN.1 type.
        field: &'static str,
        /// The value.
        value: u8,
    },
    /// A version of the protocol that this library does not read.
    #[error("version {version} is not supported")]
    Version {
        /// That version.
        version: u8,
    },
}

impl EnvelopeErrorKind {
    /// A short name in snake case, for metric labels and JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Absent { .. } => "absent",
            Self::Addressing { .. } => "addressing",
            Self::Choice { .. } => "choice",
            Self::Depth { .. } => "depth",
            Self::Form { .. } => "form",
            Self::Identifier { .. } => "identifier",
            Self::LeftOver { .. } => "left_over",
            Self::Length { .. } => "length",
            Self::Padding { .. } => "padding",
            Self::Repeated { .. } => "repeated",
            Self::Subtype { .. } => "subtype",
            Self::Truncated { .. } => "truncated",
            Self::Tpid { .. } => "tpid",
            Self::Unrecognised { .. } => "unrecognised",
            Self::Value { .. } => "value",
            Self::Version { .. } => "version",
        }
    }

    /// Whether the sender did nothing wrong: the octets announce a form that this library does not read.
    pub const fn is_unsupported(self) -> bool {
        matches!(self, Self::Addressing { .. } | Self::Subtype { .. } | Self::Version { .. })
    }
}

/// A number of octets, as people read it.
pub(crate) struct Octets(pub(crate) u32);

impl fmt::Display for Octets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.0, if self.0 == 1 { "octet" } else { "octets" })
    }
}

/// Why a header cannot be written: a field does not have the length that the wire format allows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: length {len}, but the format allows {allowed}")]
pub struct WriteError {
    /// The header field.
    pub field: &'static str,
    /// Its length, or its number of items.
    pub len: usize,
    /// The largest that its length field can say, or the only one that the field can have.
    pub allowed: usize,
}

impl WriteError {
    /// `len` if it is at most `allowed`.
    pub(crate) const fn at_most(field: &'static str, len: usize, allowed: usize) -> Result<usize, Self> {
        if len <= allowed { Ok(len) } else { Err(Self { field, len, allowed }) }
    }

    /// Nothing if `len` is `allowed`.
    pub(crate) const fn exactly(field: &'static str, len: usize, allowed: usize) -> Result<(), Self> {
        if len == allowed { Ok(()) } else { Err(Self { field, len, allowed }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn errors_are_small_and_say_everything() {
        assert!(size_of::<EnvelopeError>() <= 32);
        let kind = EnvelopeErrorKind::Truncated { needed: 40, present: 3, limit: Limit::WsmpLength };
        let error = EnvelopeError { protocol: Protocol::Ieee1609Dot2, offset: 7, kind };
        assert_eq!(
            error.to_string(),
            "IEEE 1609.2, octet 7: 40 octets needed, 3 present before the WSMP length"
        );
        let one = EnvelopeErrorKind::Truncated { needed: 1, present: 0, limit: Limit::Slice };
        assert_eq!(one.to_string(), "1 octet needed, 0 present before the end of the datagram");
    }
}

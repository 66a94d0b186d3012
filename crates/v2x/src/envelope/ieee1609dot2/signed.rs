//! Signed data (`SignedData`): what is signed, by whom, and the signature.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use super::Ieee1609Dot2Data;
use super::certificate::Certificate;
use super::coer::{self, Extensions};
use super::header::{HeaderInfo, optional};
use super::signature::{HashAlgorithm, HashedData, Signature};
use crate::envelope::error::{EnvelopeError, Protocol, WriteError};
use crate::envelope::read::Reader;
use crate::walk::MAX_LAYERS;

/// The payload of signed data (`SignedDataPayload`): inside, elsewhere, or both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SignedPayload<'a> {
    /// The octets of an `Ieee1609Dot2Data`.
    pub data: Option<&'a [u8]>,
    /// The hash of data that travels elsewhere.
    pub external_hash: Option<HashedData<'a>>,
    /// What later editions add: 0 is `omitted`, data that both sides know.
    pub extensions: Extensions<'a>,
}

/// The preamble's bits, from the top.
const EXTENDED: u8 = 0x80;
const DATA: u8 = 0x40;
const EXTERNAL_HASH: u8 = 0x20;

impl<'a> SignedPayload<'a> {
    fn read(r: &mut Reader<'a>, levels: usize) -> Result<(Self, Option<Reader<'a>>), EnvelopeError> {
        let bits = coer::preamble(r, 3, "SignedDataPayload")?;
        let inner = optional(r, bits & DATA != 0, |r| {
            let start = *r;
            Ieee1609Dot2Data::skim(r, levels)?;
            Ok(r.span(&start))
        })?;
        let external_hash = optional(r, bits & EXTERNAL_HASH != 0, HashedData::read)?;
        let extensions = Extensions::read(r, bits & EXTENDED != 0)?;
        Ok((Self { data: inner.map(|r| r.rest()), external_hash, extensions }, inner))
    }

    /// Steps over one, checking it like [`read`](Self::read): a reader of the data in it.
    #[inline]
    fn skim(r: &mut Reader<'a>, levels: usize) -> Result<Option<Reader<'a>>, EnvelopeError> {
        if r.peek() != Some(DATA) {
            return Self::read(r, levels).map(|(_, inner)| inner);
        }
        r.u8()?;
        let start = *r;
        Ieee1609Dot2Data::skim(r, levels)?;
        Ok(Some(r.span(&start)))
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) -> Result<(), WriteError> {
        let bit = |present: bool, bit: u8| if present { bit } else { 0 };
        out.push(
            bit(!self.extensions.is_empty(), EXTENDED)
                | bit(self.data.is_some(), DATA)
                | bit(self.external_hash.is_some(), EXTERNAL_HASH),
        );
        out.extend_from_slice(self.data.unwrap_or_default());
        if let Some(hash) = &self.external_hash {
            hash.write(out)?;
        }
        self.extensions.write(out);
        Ok(())
    }
}

/// Who signed (`SignerIdentifier`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Signer<'a> {
    /// The holder of these certificates; the first is the signer's, each next one its predecessor's issuer.
    Certificates(Certificates<'a>),
    /// The holder of the certificate whose hash ends in these octets (`HashedId8`).
    Digest([u8; 8]),
    /// The holder of the key that the payload itself contains.
    SelfSigned,
    /// A form that this library does not know.
    Unknown {
        /// Its tag in the CHOICE.
        tag: u8,
        /// Its encoding.
        octets: &'a [u8],
    },
}

impl<'a> Signer<'a> {
    fn read(r: &mut Reader<'a>) -> Result<Self, EnvelopeError> {
        let at = *r;
        Ok(match r.u8()? {
            0x80 => Self::Digest(r.array()?),
            0x81 => Self::Certificates(Certificates::read(r)?),
            0x82 => Self::SelfSigned,
            tag => Self::Unknown { tag, octets: coer::unknown_alternative(r, &at, "SignerIdentifier", tag)? },
        })
    }

    fn write(&self, out: &mut Vec<u8>) {
        match *self {
            Self::Digest(digest) => {
                out.push(0x80);
                out.extend_from_slice(&digest);
            }
            Self::Certificates(certificates) => {
                out.push(0x81);
                coer::write_unsigned(certificates.count, out);
                out.extend_from_slice(certificates.octets);
            }
            Self::SelfSigned => out.push(0x82),
            Self::Unknown { tag, octets } => {
                out.push(tag);
                coer::write_octets(octets, out);
            }
        }
    }
}

/// The certificates of a signer (`SequenceOfCertificate`), one after the other as they lie in the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Certificates<'a> {
    count: u32,
    octets: &'a [u8],
}

impl<'a> Certificates<'a> {
    /// The certificates that `octets` hold one after the other: one of a pseudonym, or a chain.
    ///
    /// # Errors
    /// When the octets are not certificates, up to the last of them.
    pub fn new(octets: &'a [u8]) -> Result<Self, EnvelopeError> {
        let mut r = Reader::new(octets, Protocol::Ieee1609Dot2);
        let mut count = 0;
        while !r.rest().is_empty() {
            Certificate::read(&mut r)?;
            count += 1;
        }
        Ok(Self { count, octets })
    }

    fn read(r: &mut Reader<'a>) -> Result<Self, EnvelopeError> {
        let count = coer::unsigned(r)?;
        let start = *r;
        for _ in 0..count {
            Certificate::read(r)?;
        }
        Ok(Self { count, octets: r.since(&start) })
    }

    /// The certificates in their order.
    pub fn iter(&self) -> impl Iterator<Item = Certificate<'a>> + use<'a> {
        let mut r = Reader::new(self.octets, Protocol::Ieee1609Dot2);
        // The octets were walked when they were read, so the first failure is their end.
        core::iter::from_fn(move || Certificate::read(&mut r).ok())
    }
}

/// Signed data. What it says is what the signed octets say: it cannot be changed, only read or made anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignedData<'a> {
    hash: HashAlgorithm,
    to_be_signed: &'a [u8],
    payload: SignedPayload<'a>,
    header: HeaderInfo<'a>,
    signer: Signer<'a>,
    signature: Signature<'a>,
}

impl<'a> SignedData<'a> {
    /// Signed data around octets that [`write_to_be_signed`](Self::write_to_be_signed) made and somebody signed.
    ///
    /// # Errors
    /// When `to_be_signed` is not one `ToBeSignedData`, to its last octet.
    pub fn new(
        hash: HashAlgorithm,
        to_be_signed: &'a [u8],
        signer: Signer<'a>,
        signature: Signature<'a>,
    ) -> Result<Self, EnvelopeError> {
        let mut r = Reader::new(to_be_signed, Protocol::Ieee1609Dot2);
        let (payload, _) = SignedPayload::read(&mut r, MAX_LAYERS - 1)?;
        let header = HeaderInfo::read(&mut r)?;
        coer::finish(&r)?;
        Ok(Self { hash, to_be_signed, payload, header, signer, signature })
    }

    /// Appends the octets that a signature must cover (`ToBeSignedData`) to `out`.
    ///
    /// # Errors
    /// When a key or a hash that the caller made does not have its length.
    pub fn write_to_be_signed(
        payload: &SignedPayload<'_>,
        header: &HeaderInfo<'_>,
        out: &mut Vec<u8>,
    ) -> Result<(), WriteError> {
        payload.write(out)?;
        header.write(out)
    }

    /// The hash that the signature uses.
    pub const fn hash(&self) -> HashAlgorithm {
        self.hash
    }

    /// The octets that the signature covers (`ToBeSignedData`).
    pub const fn to_be_signed(&self) -> &'a [u8] {
        self.to_be_signed
    }

    /// The form of those octets that is hashed (IEEE 1609.2 §6.3.6): keys compressed, in this header and in signed
    /// data inside, and signatures inside with the x coordinate alone. Nearly all data travels in this form, and then
    /// nothing is copied.
    ///
    /// # Errors
    /// Never of data that was read.
    pub fn canonical_to_be_signed(&self) -> Result<Cow<'a, [u8]>, WriteError> {
        let inner = match self.payload.data.map(Ieee1609Dot2Data::parse) {
            Some(Ok((Ieee1609Dot2Data::Signed(inner), _))) => inner.canonical()?,
            _ => None,
        };
        let key = self.header.encryption_key.map(|key| key.canonical());
        if inner.is_none() && key == self.header.encryption_key {
            return Ok(Cow::Borrowed(self.to_be_signed));
        }
        let data = inner.as_deref().or(self.payload.data);
        let header = HeaderInfo { encryption_key: key, ..self.header };
        let mut out = Vec::new();
        Self::write_to_be_signed(&SignedPayload { data, ..self.payload }, &header, &mut out)?;
        Ok(Cow::Owned(out))
    }

    /// The structure in canonical form; `None` if it is in that form. The depth is that of data which was read.
    fn canonical(&self) -> Result<Option<Vec<u8>>, WriteError> {
        let to_be_signed = self.canonical_to_be_signed()?;
        let signature = self.signature.canonical();
        if matches!(to_be_signed, Cow::Borrowed(_)) && signature == self.signature {
            return Ok(None);
        }
        let mut out = Vec::new();
        let data = SignedData { to_be_signed: &to_be_signed, signature, ..*self };
        Ieee1609Dot2Data::Signed(data).write(&mut out)?;
        Ok(Some(out))
    }

    /// What is signed.
    pub const fn payload(&self) -> SignedPayload<'a> {
        self.payload
    }

    /// What the signer says about it.
    pub const fn header(&self) -> &HeaderInfo<'a> {
        &self.header
    }

    /// Who signed.
    pub const fn signer(&self) -> Signer<'a> {
        self.signer
    }

    /// The signature, not verified.
    pub const fn signature(&self) -> Signature<'a> {
        self.signature
    }

    pub(super) fn read(r: &mut Reader<'a>, levels: usize) -> Result<Self, EnvelopeError> {
        let hash = HashAlgorithm::read(r)?;
        let start = *r;
        let (payload, _) = SignedPayload::read(r, levels)?;
        let header = HeaderInfo::read(r)?;
        let to_be_signed = r.since(&start);
        let (signer, signature) = (Signer::read(r)?, Signature::read(r)?);
        Ok(Self { hash, to_be_signed, payload, header, signer, signature })
    }

    /// Steps over signed data: a reader of the data inside, if there is any.
    pub(super) fn skim(r: &mut Reader<'a>, levels: usize) -> Result<Option<Reader<'a>>, EnvelopeError> {
        HashAlgorithm::read(r)?;
        let inner = SignedPayload::skim(r, levels)?;
        HeaderInfo::skim(r)?;
        Signer::read(r)?;
        Signature::skim(r)?;
        Ok(inner)
    }

    pub(super) fn write(&self, out: &mut Vec<u8>) -> Result<(), WriteError> {
        out.push(self.hash.value());
        out.extend_from_slice(self.to_be_signed);
        self.signer.write(out);
        self.signature.write(out)
    }
}

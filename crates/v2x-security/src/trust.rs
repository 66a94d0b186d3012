//! The certificates that are trusted, and those below them that are known from the start.

use alloc::borrow::Cow;
use alloc::collections::BTreeMap;
use alloc::sync::Arc;
use alloc::vec::Vec;

use v2x::EnvelopeError;
use v2x::envelope::ieee1609dot2::{Certificate, Issuer};

use crate::hash::{HashedId8, hashed_id8};
use crate::holder::Holder;
use crate::input::certificate_job;
use crate::policy::Sm2Use;
use crate::verdict::{Invalid, Unverifiable, Verdict};

/// Why certificates are not taken into a trust store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TrustError {
    /// The octets are not certificates.
    #[error("certificate {index}: {error}")]
    Malformed {
        /// Which one, from 0.
        index: u32,
        /// What is wrong with it.
        error: EnvelopeError,
    },
    /// The text is not pairs of hexadecimal digits.
    #[error("not hexadecimal: digit {at}")]
    Text {
        /// Which digit, from 0.
        at: u32,
    },
    /// A certificate is wrong, or cannot be verified.
    #[error("certificate {index}: {verdict}")]
    Refused {
        /// Which one, from 0.
        index: u32,
        /// Why.
        verdict: Verdict,
    },
}

/// Root certificates, which are trusted for themselves, and authorities below them, whose certificates messages need
/// not bring along.
#[derive(Clone, Debug, Default)]
pub struct TrustStore {
    sm2: Sm2Use,
    holders: BTreeMap<HashedId8, Arc<Holder>>,
}

impl TrustStore {
    /// An empty store: nothing is trusted.
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty store that verifies certificates signed by SM2 as told.
    pub fn with_sm2(sm2: Sm2Use) -> Self {
        Self { sm2, ..Self::default() }
    }

    /// Takes in the certificates of a file: one after the other, as octets, or as hexadecimal digits with white space and
    /// comments, which begin with `#`. Roots are trusted; any other's issuer must stand before it.
    ///
    /// Returns how many there were. Times are not looked at: a certificate that has ended is found out when it is used.
    ///
    /// # Errors
    /// The first thing that is wrong; the certificates before it are taken in.
    pub fn read(&mut self, file: &[u8]) -> Result<u32, TrustError> {
        self.read_octets(&certificates(file)?)
    }

    fn read_octets(&mut self, mut octets: &[u8]) -> Result<u32, TrustError> {
        let mut index = 0;
        while !octets.is_empty() {
            let (certificate, rest) =
                Certificate::parse(octets).map_err(|error| TrustError::Malformed { index, error })?;
            self.add(&certificate).map_err(|verdict| TrustError::Refused { index, verdict })?;
            octets = rest;
            index += 1;
        }
        Ok(index)
    }

    /// Takes in a certificate: a root, whose signature must be its own, or one whose issuer is in the store. Returns its name.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn add(&mut self, certificate: &Certificate<'_>) -> Result<HashedId8, Verdict> {
        let (holder, job) = match certificate.issuer {
            Issuer::SelfIssued(_) => {
                let holder = Holder::trusted(certificate)?;
                let job = certificate_job(certificate, holder.key(), &[], &self.sm2)?;
                (holder, Some(job))
            }
            Issuer::Digest { id, .. } => {
                let issuer = self.find(&id).ok_or(Verdict::Unverifiable(Unverifiable::NotTrusted))?;
                Holder::issued(certificate, issuer, &self.sm2)?
            }
            _ => return Err(Verdict::Unverifiable(Unverifiable::CertificateForm)),
        };
        if job.is_some_and(|job| !job.verify()) {
            return Err(Verdict::Invalid(Invalid::CertificateSignature));
        }
        let id = holder.id();
        self.holders.insert(id, Arc::new(holder));
        Ok(id)
    }

    /// Trusts an explicit certificate for itself, whoever issued it: an authority whose root is not at hand.
    ///
    /// # Errors
    /// When its key is none, or it is implicit: then there is no key without the issuer.
    pub fn pin(&mut self, certificate: &Certificate<'_>) -> Result<HashedId8, Verdict> {
        let holder = Holder::trusted(certificate)?;
        let id = holder.id();
        self.holders.insert(id, Arc::new(holder));
        Ok(id)
    }

    /// The certificates, by name.
    pub fn holders(&self) -> impl Iterator<Item = &Holder> {
        self.holders.values().map(|holder| &**holder)
    }

    /// How many certificates are in the store.
    pub fn len(&self) -> usize {
        self.holders.len()
    }

    /// Whether nothing is trusted.
    pub fn is_empty(&self) -> bool {
        self.holders.is_empty()
    }

    pub(crate) fn find(&self, id: &HashedId8) -> Option<&Arc<Holder>> {
        self.holders.get(id)
    }
}

/// The octets of a file of certificates, which may be in hexadecimal digits.
pub(crate) fn certificates(file: &[u8]) -> Result<Cow<'_, [u8]>, TrustError> {
    // A certificate begins with 0x80 or 0x00, no text does.
    Ok(match file.first() {
        None | Some(0x00 | 0x80) => Cow::Borrowed(file),
        Some(_) => Cow::Owned(from_hexadecimal(file)?),
    })
}

/// The octets that a text of hexadecimal digits tells.
pub(crate) fn from_hexadecimal(text: &[u8]) -> Result<Vec<u8>, TrustError> {
    let lines = text.split(|octet| *octet == b'\n');
    let told = lines.flat_map(|line| line.split(|octet| *octet == b'#').next().unwrap_or_default());
    let digits = told.filter(|octet| !octet.is_ascii_whitespace());
    // Made large enough at once: where it is a key, no copy stays behind.
    let mut octets = Vec::with_capacity(text.len().div_ceil(2));
    let mut half = None;
    for (at, digit) in (0..).zip(digits) {
        let value = char::from(*digit).to_digit(16).ok_or(TrustError::Text { at })? as u8;
        match half.take() {
            None => half = Some((at, value)),
            Some((_, high)) => octets.push(high << 4 | value),
        }
    }
    match half {
        None => Ok(octets),
        Some((at, _)) => Err(TrustError::Text { at }),
    }
}

/// Whether octets are the certificate that a holder is known by.
pub(crate) fn is_same(holder: &Holder, certificate: &Certificate<'_>) -> bool {
    hashed_id8(certificate) == Some(holder.id())
        && certificate.canonical().is_ok_and(|octets| *octets == *holder.certificate())
}

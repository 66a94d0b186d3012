//! Certificates written: made anew, or received ones in the canonical form that hashes are computed over.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use super::*;
use crate::envelope::error::WriteError;

impl<'a> Certificate<'a> {
    /// An explicit certificate issued by its holder, without permissions, that names nobody: the fields are there to be
    /// set.
    pub const fn new(validity: ValidityPeriod, verification_key: VerificationKey<'a>) -> Self {
        Self {
            octets: &[],
            to_be_signed: &[],
            kind: CertificateKind::Explicit,
            issuer: Issuer::SelfIssued(HashAlgorithm::Sha256),
            id: CertificateId::None,
            craca_id: [0; 3],
            crl_series: 0,
            validity,
            region: None,
            assurance_level: None,
            app_permissions: None,
            issue_permissions: None,
            request_permissions: None,
            can_request_rollover: false,
            encryption_key: None,
            verification_key,
            extensions: Extensions::NONE,
            signature: None,
        }
    }

    /// Appends the certificate as its fields say to `out`.
    ///
    /// # Errors
    /// When a part does not have its length, or the issuer is of an unknown form; `out` then holds a part of it.
    pub fn write(&self, out: &mut Vec<u8>) -> Result<(), WriteError> {
        out.push(if self.signature.is_some() { 0x80 } else { 0 });
        out.push(VERSION);
        out.push(match self.kind {
            CertificateKind::Explicit => 0,
            CertificateKind::Implicit => 1,
            CertificateKind::Other(kind) => kind,
        });
        self.issuer.write(out)?;
        self.write_to_be_signed(out)?;
        match &self.signature {
            Some(signature) => signature.write(out),
            None => Ok(()),
        }
    }

    /// Appends its `ToBeSignedCertificate` as its fields say to `out`.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    pub fn write_to_be_signed(&self, out: &mut Vec<u8>) -> Result<(), WriteError> {
        out.push(self.preamble());
        self.id.write(out)?;
        out.extend_from_slice(&self.craca_id);
        out.extend_from_slice(&self.crl_series.to_be_bytes());
        out.extend_from_slice(&self.validity.start.to_be_bytes());
        self.validity.duration.write(out);
        if let Some(region) = &self.region {
            region.write(out);
        }
        out.extend(self.assurance_level);
        if let Some(permissions) = &self.app_permissions {
            permissions.write(out);
        }
        for permissions in [&self.issue_permissions, &self.request_permissions].into_iter().flatten() {
            permissions.write(out);
        }
        if let Some(key) = &self.encryption_key {
            key.write(out)?;
        }
        self.verification_key.write(out)?;
        self.extensions.write(out);
        Ok(())
    }

    fn preamble(&self) -> u8 {
        let bit = |present: bool, bit: u8| if present { bit } else { 0 };
        bit(!self.extensions.is_empty(), EXTENDED)
            | bit(self.region.is_some(), REGION)
            | bit(self.assurance_level.is_some(), ASSURANCE_LEVEL)
            | bit(self.app_permissions.is_some(), APP_PERMISSIONS)
            | bit(self.issue_permissions.is_some(), ISSUE_PERMISSIONS)
            | bit(self.request_permissions.is_some(), REQUEST_PERMISSIONS)
            | bit(self.can_request_rollover, CAN_REQUEST_ROLLOVER)
            | bit(self.encryption_key.is_some(), ENCRYPTION_KEY)
    }

    /// The form that hashes are computed over (IEEE 1609.2 §6.4.3): keys compressed, and of the signature's point the x
    /// coordinate alone. So a certificate has one hash, in whichever form it travels. Nearly all travel in this one,
    /// and then nothing is copied.
    ///
    /// # Errors
    /// As [`write`](Self::write); not of a certificate that was read, unless its issuer is of an unknown form.
    pub fn canonical(&self) -> Result<Cow<'a, [u8]>, WriteError> {
        let (canonical, signature) = (self.with_canonical_keys(), self.signature.map(|s| s.canonical()));
        if canonical.is_none() && signature == self.signature && !self.octets.is_empty() {
            return Ok(Cow::Borrowed(self.octets));
        }
        let mut out = Vec::new();
        Self { signature, ..canonical.unwrap_or(*self) }.write(&mut out)?;
        Ok(Cow::Owned(out))
    }

    /// The form of its `ToBeSignedCertificate` that its issuer signs: keys compressed.
    ///
    /// # Errors
    /// As [`canonical`](Self::canonical).
    pub fn canonical_to_be_signed(&self) -> Result<Cow<'a, [u8]>, WriteError> {
        let canonical = self.with_canonical_keys();
        if canonical.is_none() && !self.to_be_signed.is_empty() {
            return Ok(Cow::Borrowed(self.to_be_signed));
        }
        let mut out = Vec::new();
        canonical.unwrap_or(*self).write_to_be_signed(&mut out)?;
        Ok(Cow::Owned(out))
    }

    /// The same certificate with keys compressed; `None` if they are.
    fn with_canonical_keys(&self) -> Option<Self> {
        let encryption_key = self.encryption_key.map(|key| key.canonical());
        let verification_key = self.verification_key.canonical();
        let same = encryption_key == self.encryption_key && verification_key == self.verification_key;
        (!same).then_some(Self { encryption_key, verification_key, ..*self })
    }
}

impl Issuer {
    fn write(&self, out: &mut Vec<u8>) -> Result<(), WriteError> {
        match *self {
            Self::Digest { algorithm: HashAlgorithm::Sha256, id } => {
                out.push(0x80);
                out.extend_from_slice(&id);
            }
            Self::SelfIssued(algorithm) => out.extend_from_slice(&[0x81, algorithm.value()]),
            Self::Digest { algorithm: algorithm @ (HashAlgorithm::Sha384 | HashAlgorithm::Sm3), id } => {
                out.push(0x81 + algorithm.value());
                coer::write_octets(&id, out);
            }
            Self::Digest { .. } | Self::Unknown(_) => {
                return Err(WriteError { field: "IssuerIdentifier", len: 0, allowed: 0 });
            }
        }
        Ok(())
    }
}

impl CertificateId<'_> {
    pub(crate) fn write(&self, out: &mut Vec<u8>) -> Result<(), WriteError> {
        let (tag, octets) = match *self {
            Self::Linkage(octets) => {
                out.push(0x80);
                out.extend_from_slice(octets);
                return Ok(());
            }
            Self::None => {
                out.push(0x83);
                return Ok(());
            }
            // The sizes of Hostname and of the binary form.
            Self::Name(octets) => {
                (0x81, octets.split_at(WriteError::at_most("Hostname", octets.len(), 255)?).0)
            }
            Self::Binary(octets) => {
                (0x82, octets.split_at(WriteError::at_most("binaryId", octets.len(), 64)?).0)
            }
            Self::Unknown { tag, octets } => (tag, octets),
        };
        out.push(tag);
        coer::write_octets(octets, out);
        Ok(())
    }
}

impl Duration {
    fn write(self, out: &mut Vec<u8>) {
        let (tag, count) = match self {
            Self::Microseconds(count) => (0x80, count),
            Self::Milliseconds(count) => (0x81, count),
            Self::Seconds(count) => (0x82, count),
            Self::Minutes(count) => (0x83, count),
            Self::Hours(count) => (0x84, count),
            Self::SixtyHours(count) => (0x85, count),
            Self::Years(count) => (0x86, count),
        };
        out.push(tag);
        out.extend_from_slice(&count.to_be_bytes());
    }
}

impl VerificationKey<'_> {
    fn canonical(self) -> Self {
        match self {
            Self::Key(key) => Self::Key(key.canonical()),
            Self::Reconstruction(point) => Self::Reconstruction(point.compressed()),
            Self::Unknown { .. } => self,
        }
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) -> Result<(), WriteError> {
        match *self {
            Self::Key(key) => {
                out.push(0x80);
                key.write_verification(out)
            }
            Self::Reconstruction(point) => {
                out.push(0x81);
                point.write(32, out)
            }
            Self::Unknown { tag, octets } => {
                out.push(tag);
                coer::write_octets(octets, out);
                Ok(())
            }
        }
    }
}

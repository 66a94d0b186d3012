//! Messages signed.

use alloc::vec::Vec;

use v2x::EnvelopeError;
use v2x::envelope::WriteError;
use v2x::envelope::ieee1609dot2::{
    Certificate, CertificateKind, Certificates, Curve, HeaderInfo, Ieee1609Dot2Data, Signature, SignedData,
    SignedPayload, Signer,
};

use crate::hash::{HashedId8, hash_of_curve, hashed_id8};
use crate::holder::Holder;
use crate::input::signature_hash;
use crate::key::{KeyError, PrivateKey, PublicKey};
use crate::policy::Sm2Use;
use crate::trust;

/// Why something cannot be signed or issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignError {
    /// The certificate is none, or has a form that this crate does not know.
    #[error("the certificate: {0}")]
    Certificate(#[from] EnvelopeError),
    /// The certificate has a form that this crate cannot sign with.
    #[error("a form of certificate that is not supported")]
    CertificateForm,
    /// The text of the certificate's file is not pairs of hexadecimal digits.
    #[error("the certificate is not in hexadecimal digits")]
    Text,
    /// The key.
    #[error("the key: {0}")]
    Key(#[from] KeyError),
    /// The private key is not that of the certificate.
    #[error("the private key does not belong to the certificate")]
    NotTheKey,
    /// A part of what is to be written.
    #[error(transparent)]
    Write(#[from] WriteError),
}

/// What a signed message says of its signer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Attach {
    /// The whole certificate, and those above it that the signer has: 100 octets more or several hundred, and whoever did not know the signer does now. Usual every half second.
    #[default]
    Certificate,
    /// The eight last octets of its hash.
    Digest,
}

/// Signs messages with one certificate.
#[derive(Debug)]
pub struct MessageSigner {
    key: PrivateKey,
    public: PublicKey,
    /// As they are attached.
    certificates: Vec<u8>,
    /// The signer's, as it is hashed.
    canonical: Vec<u8>,
    id: HashedId8,
    sm2: Sm2Use,
}

impl MessageSigner {
    /// A signer with a private key and the certificate that belongs to it. The certificates above it may follow, each the
    /// issuer's of the one before: then all are attached, for receivers that know only the root.
    ///
    /// Of an explicit certificate it is checked that they do; of an implicit one [`issue::accept`](crate::issue::accept) has.
    ///
    /// # Errors
    /// When the octets are no certificate, or it is another key's.
    pub fn new(key: PrivateKey, certificates: &[u8], sm2: Sm2Use) -> Result<Self, SignError> {
        let (read, _) = Certificate::parse(certificates)?;
        Certificates::new(certificates)?;
        let public = key.public();
        if read.kind == CertificateKind::Explicit {
            let holder = Holder::trusted(&read).map_err(|_| SignError::CertificateForm)?;
            if *holder.key() != public {
                return Err(SignError::NotTheKey);
            }
        }
        let canonical = read.canonical()?.into_owned();
        let id = hashed_id8(&read).ok_or(SignError::CertificateForm)?;
        Ok(Self { key, public, certificates: certificates.to_vec(), canonical, id, sm2 })
    }

    /// The same from files: see [`PrivateKey::read`] and [`TrustStore::read`](crate::TrustStore::read) for their forms.
    ///
    /// # Errors
    /// As [`new`](Self::new); when a file is not in its form.
    pub fn read(curve: Curve, key: &[u8], certificates: &[u8], sm2: Sm2Use) -> Result<Self, SignError> {
        let octets = trust::certificates(certificates).map_err(|_| SignError::Text)?;
        Self::new(PrivateKey::read(curve, key)?, &octets, sm2)
    }

    /// The name of its certificate.
    pub const fn id(&self) -> HashedId8 {
        self.id
    }

    /// What is attached: its certificate, and those above it that were given.
    pub fn certificates(&self) -> &[u8] {
        &self.certificates
    }

    /// Appends a message frame to `out`, signed. The header should tell the time: without it nobody can tell it from a replay.
    ///
    /// `entropy` may be empty; see [`PrivateKey::sign`].
    ///
    /// # Errors
    /// When a part of the header does not have its length; `out` is as it was then, but for its capacity.
    pub fn sign_frame(
        &self,
        frame: &[u8],
        header: &HeaderInfo<'_>,
        attach: Attach,
        entropy: &[u8],
        out: &mut Vec<u8>,
    ) -> Result<(), SignError> {
        let mut unsecured = Vec::with_capacity(frame.len() + 8);
        Ieee1609Dot2Data::Unsecured(frame).write(&mut unsecured)?;
        let payload = SignedPayload { data: Some(&unsecured), ..SignedPayload::default() };
        self.sign(&payload, header, attach, entropy, out)
    }

    /// Appends signed data to `out`: a payload of any form.
    ///
    /// # Errors
    /// When a part of the payload or header does not have its length; `out` is as it was then, but for its capacity.
    pub fn sign(
        &self,
        payload: &SignedPayload<'_>,
        header: &HeaderInfo<'_>,
        attach: Attach,
        entropy: &[u8],
        out: &mut Vec<u8>,
    ) -> Result<(), SignError> {
        let mut octets = Vec::new();
        SignedData::write_to_be_signed(payload, header, &mut octets)?;
        let signer = match attach {
            Attach::Certificate => Signer::Certificates(Certificates::new(&self.certificates)?),
            Attach::Digest => Signer::Digest(self.id),
        };
        let algorithm = hash_of_curve(self.key.curve()).ok_or(KeyError::Curve)?;
        // What is hashed may differ from what is sent, and is read out of it: signed with a stand-in first.
        let nothing = Signature::Unknown { tag: 0x80, octets: &[] };
        let canonical = SignedData::new(algorithm, &octets, signer, nothing)?.canonical_to_be_signed()?;
        let hash =
            signature_hash(&self.public, &canonical, &self.canonical, &self.sm2).ok_or(KeyError::Curve)?;
        let signature = self.key.sign(&hash, entropy);
        let signed = SignedData::new(algorithm, &octets, signer, signature.to_signature())?;
        let before = out.len();
        if let Err(error) = Ieee1609Dot2Data::Signed(signed).write(out) {
            out.truncate(before);
            return Err(error.into());
        }
        Ok(())
    }
}

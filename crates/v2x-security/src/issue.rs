//! Certificates made: roots, authorities below them, and signers, explicit and implicit.
//!
//! For tests, trials and private networks. An authority that others rely on needs more than this: requests that are checked,
//! keys in hardware, revocation.
//!
//! ```
//! use v2x::envelope::ieee1609dot2::{Curve, Duration, GroupPermission, Permission, Time64, ValidityPeriod};
//! use v2x::envelope::Psid;
//! use v2x_security::issue::{self, Authority, Template};
//! use v2x_security::{PrivateKey, Sm2Use, TrustStore};
//!
//! // Take keys from `PrivateKey::generate`; these are for the example.
//! let root_key = PrivateKey::from_octets(Curve::NistP256, &[1; 32])?;
//! let validity = ValidityPeriod { start: 694_000_000, duration: Duration::Years(10) };
//! let may_issue = [GroupPermission::default()];
//! let template = Template { may_issue: &may_issue, ..Template::new("root.example", validity) };
//! let root = issue::root(&template, &root_key, &Sm2Use::default())?;
//!
//! let key = PrivateKey::from_octets(Curve::NistP256, &[2; 32])?;
//! let permissions = [Permission { psid: Psid::BSM, ssp: None }];
//! let template = Template { permissions: &permissions, ..Template::new("car.example", validity) };
//! let authority = Authority { key: &root_key, certificate: &root };
//! let certificate = issue::explicit(&template, &key.public(), &authority, &Sm2Use::default())?;
//!
//! let mut store = TrustStore::new();
//! assert_eq!(store.read(&[root, certificate].concat()), Ok(2));
//! # Ok::<(), v2x_security::SignError>(())
//! ```

use alloc::vec::Vec;

use v2x::envelope::ieee1609dot2::{
    Certificate, CertificateId, CertificateKind, GroupPermission, GroupPermissions, HashAlgorithm, Issuer,
    Permission, Permissions, PublicKey as WirePublicKey, Region, RegionShape, ValidityPeriod,
    VerificationKey,
};

use crate::hash::{hash_of_curve, hashed_id8, whole_certificate_hash};
use crate::input::{implicit_hash, signature_hash};
use crate::key::{KeyError, PrivateKey, PublicKey};
use crate::policy::Sm2Use;
use crate::sign::SignError;

/// What a certificate shall say.
#[derive(Clone, Copy, Debug)]
pub struct Template<'a> {
    /// What it calls its holder, a host name; empty: nothing.
    pub name: &'a str,
    /// When it holds.
    pub validity: ValidityPeriod,
    /// Where it holds, if not everywhere.
    pub region: Option<&'a RegionShape>,
    /// What its holder may sign.
    pub permissions: &'a [Permission<'a>],
    /// What its holder may issue certificates for.
    pub may_issue: &'a [GroupPermission],
}

impl<'a> Template<'a> {
    /// A certificate without permissions.
    pub const fn new(name: &'a str, validity: ValidityPeriod) -> Self {
        Self { name, validity, region: None, permissions: &[], may_issue: &[] }
    }

    /// Writes the certificate with what `complete` adds to it.
    fn write<T>(
        &self,
        key: VerificationKey<'_>,
        complete: impl FnOnce(Certificate<'_>) -> Result<T, SignError>,
    ) -> Result<T, SignError> {
        let (mut permissions, mut may_issue) = (Vec::new(), Vec::new());
        self.permissions.iter().for_each(|permission| permission.write(&mut permissions));
        self.may_issue.iter().for_each(|entry| entry.write(&mut may_issue));
        let region = self.region.map(RegionShape::to_octets);
        let mut certificate = Certificate::new(self.validity, key);
        if !self.name.is_empty() {
            certificate.id = CertificateId::Name(self.name.as_bytes());
        }
        if !permissions.is_empty() {
            certificate.app_permissions = Some(Permissions::new(&permissions)?);
        }
        if !may_issue.is_empty() {
            certificate.issue_permissions = Some(GroupPermissions::new(&may_issue)?);
        }
        certificate.region = region.as_ref().map(|(kind, octets)| Region { kind: *kind, octets });
        complete(certificate)
    }
}

/// Who issues: a certificate and its private key.
#[derive(Clone, Copy, Debug)]
pub struct Authority<'a> {
    /// The private key.
    pub key: &'a PrivateKey,
    /// The certificate.
    pub certificate: &'a [u8],
}

/// A root certificate: issued by its holder.
///
/// # Errors
/// When a part of the template cannot be written.
pub fn root(template: &Template<'_>, key: &PrivateKey, sm2: &Sm2Use) -> Result<Vec<u8>, SignError> {
    let algorithm = hash_of_curve(key.curve()).ok_or(KeyError::Curve)?;
    with_key(template, &key.public(), |mut certificate| {
        certificate.issuer = Issuer::SelfIssued(algorithm);
        signed(certificate, key, &[], sm2)
    })
}

/// An explicit certificate for the holder of `subject`.
///
/// # Errors
/// When a part of the template cannot be written, or the authority's certificate cannot be read.
pub fn explicit(
    template: &Template<'_>,
    subject: &PublicKey,
    authority: &Authority<'_>,
    sm2: &Sm2Use,
) -> Result<Vec<u8>, SignError> {
    let (issuer, canonical) = issuer(authority.certificate)?;
    with_key(template, subject, |mut certificate| {
        certificate.issuer = issuer;
        signed(certificate, authority.key, &canonical, sm2)
    })
}

/// An implicit certificate for whoever requests one with the public key `request`, and what must be sent along with it,
/// secretly or not: a number from which the holder makes its private key ([`accept`]). `share` is a private key that is used this
/// once; whoever knows it and what is sent knows the authority's key.
///
/// # Errors
/// When a part of the template cannot be written, the authority's certificate cannot be read, or the keys are not on one
/// curve of 256 bits.
pub fn implicit(
    template: &Template<'_>,
    request: &PublicKey,
    authority: &Authority<'_>,
    share: &PrivateKey,
) -> Result<(Vec<u8>, PrivateKey), SignError> {
    let (issuer, canonical) = issuer(authority.certificate)?;
    let point = request.plus(&share.public())?;
    point.with_point(|point| {
        template.write(VerificationKey::Reconstruction(point), |mut certificate| {
            certificate.kind = CertificateKind::Implicit;
            certificate.issuer = issuer;
            let mut octets = Vec::new();
            certificate.write_to_be_signed(&mut octets)?;
            let hash = implicit_hash(&authority.key.public(), &octets, &canonical).ok_or(KeyError::Curve)?;
            let sent = share.ecqv(authority.key, &hash)?;
            let mut whole = Vec::new();
            certificate.write(&mut whole)?;
            Ok((whole, sent))
        })
    })
}

/// The private key of an implicit certificate: of the key that it was requested with, and of what was sent along. It is
/// checked against the issuer's certificate and public key.
///
/// # Errors
/// When the certificates cannot be read, or what was sent is not right.
pub fn accept(
    certificate: &[u8],
    request: &PrivateKey,
    sent: &PrivateKey,
    issuer: (&[u8], &PublicKey),
) -> Result<PrivateKey, SignError> {
    let (read, _) = Certificate::parse(certificate)?;
    let VerificationKey::Reconstruction(point) = read.verification_key else {
        return Err(SignError::CertificateForm);
    };
    let (above, _) = Certificate::parse(issuer.0)?;
    let octets = read.canonical_to_be_signed()?;
    let hash = implicit_hash(issuer.1, &octets, &above.canonical()?).ok_or(KeyError::Curve)?;
    let key = request.ecqv(sent, &hash)?;
    if issuer.1.reconstruct(&point, &hash)? != key.public() {
        return Err(SignError::NotTheKey);
    }
    Ok(key)
}

/// A certificate with a key in it.
fn with_key<T>(
    template: &Template<'_>,
    key: &PublicKey,
    complete: impl FnOnce(Certificate<'_>) -> Result<T, SignError>,
) -> Result<T, SignError> {
    let curve = key.curve();
    key.with_point(|point| {
        template.write(VerificationKey::Key(WirePublicKey::Point { curve, point }), complete)
    })
}

/// How a certificate names its issuer, and the issuer's canonical octets.
fn issuer(certificate: &[u8]) -> Result<(Issuer, Vec<u8>), SignError> {
    let (above, _) = Certificate::parse(certificate)?;
    let id = hashed_id8(&above).ok_or(SignError::CertificateForm)?;
    let algorithm: HashAlgorithm = whole_certificate_hash(&above);
    Ok((Issuer::Digest { algorithm, id }, above.canonical()?.into_owned()))
}

/// The certificate with its issuer's signature. The ephemeral number follows from key and contents.
fn signed(
    certificate: Certificate<'_>,
    key: &PrivateKey,
    issuer: &[u8],
    sm2: &Sm2Use,
) -> Result<Vec<u8>, SignError> {
    let octets = certificate.canonical_to_be_signed()?;
    let hash = signature_hash(&key.public(), &octets, issuer, sm2).ok_or(KeyError::Curve)?;
    let signature = key.sign(&hash, &[]);
    let mut whole = certificate;
    whole.signature = Some(signature.to_signature());
    let mut out = Vec::new();
    whole.write(&mut out)?;
    Ok(out)
}

//! A certificate that is understood: its key, what its holder may do, and who stands above.

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;

use v2x::envelope::Psid;
use v2x::envelope::ieee1609dot2::{
    Certificate, CertificateKind, GroupPermission, Identified, Permission, PublicKey as WirePublicKey,
    RegionShape, Time64, TwoDLocation, VerificationKey,
};

use crate::hash::{HashedId8, hash, whole_certificate_hash};
use crate::input::{certificate_job, implicit_hash};
use crate::job::Job;
use crate::key::{KeyError, PublicKey};
use crate::permission::{Granted, may_give};
use crate::policy::Sm2Use;
use crate::region;
use crate::verdict::{Invalid, Unverifiable, Verdict};

/// The holder of a certificate: what is known of who signs.
///
/// Its chain ends at a certificate of the trust store, and what the certificate claims was within what those above may give.
#[derive(Clone, Debug)]
pub struct Holder {
    octets: Box<[u8]>,
    id: HashedId8,
    key: PublicKey,
    issuer: Option<Arc<Holder>>,
    /// How many certificates there are from this one to the trusted one, both counted.
    length: usize,
    begins: Time64,
    ends: Time64,
    region: Place,
    granted: Vec<Granted>,
    may_issue: Vec<GroupPermission>,
}

/// Where a certificate holds.
#[derive(Clone, Debug)]
enum Place {
    Anywhere,
    In(RegionShape),
    /// Described in a form that this library does not know.
    Unknown,
}

const FORM: Verdict = Verdict::Unverifiable(Unverifiable::CertificateForm);

impl Holder {
    /// The certificate in canonical form.
    pub fn certificate(&self) -> &[u8] {
        &self.octets
    }

    /// Its name by its hash.
    pub const fn id(&self) -> HashedId8 {
        self.id
    }

    /// The holder's key.
    pub const fn key(&self) -> &PublicKey {
        &self.key
    }

    /// Who issued it; `None` of one that is trusted for itself.
    pub fn issuer(&self) -> Option<&Self> {
        self.issuer.as_deref()
    }

    /// When the certificate holds: from when, until when. Those above it may hold for less.
    pub const fn validity(&self) -> (Time64, Time64) {
        (self.begins, self.ends)
    }

    /// What the holder may sign, with the service-specific permissions: what these allow is for the application to say.
    pub fn permissions(&self) -> impl Iterator<Item = Permission<'_>> {
        self.granted.iter().map(Granted::as_permission)
    }

    /// A certificate that is trusted for itself, with its key.
    pub(crate) fn trusted(certificate: &Certificate<'_>) -> Result<Self, Verdict> {
        Self::new(certificate, explicit_key(certificate)?, None)
    }

    /// A certificate that `issuer` issued, and the work that shows it: none for an implicit one, whose key is only right if
    /// the certificate is.
    pub(crate) fn issued(
        certificate: &Certificate<'_>,
        issuer: &Arc<Self>,
        sm2: &Sm2Use,
    ) -> Result<(Self, Option<Job>), Verdict> {
        let (key, job) = match (certificate.kind, certificate.verification_key) {
            (CertificateKind::Explicit, _) => {
                let job = certificate_job(certificate, &issuer.key, &issuer.octets, sm2)?;
                (explicit_key(certificate)?, Some(job))
            }
            (CertificateKind::Implicit, VerificationKey::Reconstruction(point)) => {
                let data = certificate.canonical_to_be_signed().map_err(|_| FORM)?;
                let hash = implicit_hash(&issuer.key, &data, &issuer.octets).ok_or(FORM)?;
                (issuer.key.reconstruct(&point, &hash).map_err(no_key)?, None)
            }
            _ => return Err(FORM),
        };
        Ok((Self::new(certificate, key, Some(Arc::clone(issuer)))?, job))
    }

    fn new(
        certificate: &Certificate<'_>,
        key: PublicKey,
        issuer: Option<Arc<Self>>,
    ) -> Result<Self, Verdict> {
        let octets = certificate.canonical().map_err(|_| FORM)?;
        let id = hash(whole_certificate_hash(certificate), &[&octets]).ok_or(FORM)?.id();
        let region = match certificate.region.map(|region| region.shape()) {
            None => Place::Anywhere,
            Some(Ok(Some(shape))) => Place::In(shape),
            Some(Ok(None) | Err(_)) => Place::Unknown,
        };
        let begins = u64::from(certificate.validity.start) * 1_000_000;
        let may_issue = certificate.issue_permissions.iter().flat_map(|permissions| permissions.iter());
        let holder = Self {
            octets: octets.into(),
            id,
            key,
            length: issuer.as_ref().map_or(0, |issuer| issuer.length) + 1,
            issuer,
            begins: Time64(begins),
            ends: Time64(begins + certificate.validity.duration.micros()),
            region,
            granted: Granted::all_of(certificate),
            may_issue: may_issue.collect(),
        };
        holder.was_given_its_permissions()?;
        Ok(holder)
    }

    /// Whether each authority above could give each permission. The permissions of authorities themselves need no check of
    /// their own: what they may not give is found here.
    fn was_given_its_permissions(&self) -> Result<(), Verdict> {
        for (below, authority) in (1..).zip(self.chain().skip(1)) {
            if !self.permissions().all(|permission| may_give(&authority.may_issue, below, &permission)) {
                return Err(Verdict::Invalid(Invalid::IssuerNotPermitted));
            }
        }
        Ok(())
    }

    /// This certificate, its issuer, and so on up.
    fn chain(&self) -> impl Iterator<Item = &Self> {
        core::iter::successors(Some(self), |holder| holder.issuer())
    }

    /// How many certificates there are from this one to the trusted one, both counted.
    pub(crate) const fn length(&self) -> usize {
        self.length
    }

    pub(crate) fn permits(&self, psid: Psid) -> bool {
        self.granted.iter().any(|granted| granted.psid == psid)
    }

    /// Whether this certificate and all above hold at a time.
    pub(crate) fn holds_at(&self, time: Time64) -> Result<(), Verdict> {
        for holder in self.chain() {
            if time < holder.begins {
                return Err(Verdict::Invalid(Invalid::CertificateNotYetValid));
            }
            if time >= holder.ends {
                return Err(Verdict::Invalid(Invalid::CertificateExpired));
            }
        }
        Ok(())
    }

    /// Whether this certificate and all above hold at a place.
    pub(crate) fn holds_in(&self, place: Option<&TwoDLocation>, here: &[Identified]) -> Result<(), Verdict> {
        for holder in self.chain() {
            let inside = match (&holder.region, place) {
                (Place::Anywhere, _) => continue,
                (Place::Unknown, _) => None,
                (Place::In(RegionShape::Countries(countries)), _) => region::in_countries(countries, here),
                (Place::In(_), None) => return Err(Verdict::Unverifiable(Unverifiable::NoPlace)),
                (Place::In(shape), Some(place)) => region::contains(shape, place, here),
            };
            match inside {
                Some(true) => {}
                Some(false) => return Err(Verdict::Invalid(Invalid::OutsideRegion)),
                None => return Err(Verdict::Unverifiable(Unverifiable::Region)),
            }
        }
        Ok(())
    }
}

fn explicit_key(certificate: &Certificate<'_>) -> Result<PublicKey, Verdict> {
    match (certificate.kind, certificate.verification_key) {
        (CertificateKind::Explicit, VerificationKey::Key(WirePublicKey::Point { curve, point })) => {
            PublicKey::from_point(curve, &point).map_err(no_key)
        }
        _ => Err(FORM),
    }
}

fn no_key(error: KeyError) -> Verdict {
    match error {
        KeyError::Curve => Verdict::Unverifiable(Unverifiable::Algorithms),
        KeyError::Form | KeyError::NotOnCurve => Verdict::Invalid(Invalid::CertificateKey),
    }
}

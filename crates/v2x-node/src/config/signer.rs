//! Who signs what is sent, and under which services it goes out.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use v2x::envelope::Psid;
use v2x::envelope::ieee1609dot2::{self, ThreeDLocation};
use v2x_security::services;

use super::Origin;

/// A key and its certificate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Signer {
    /// What destinations name it by.
    pub name: String,
    /// The curve of the key.
    pub curve: Curve,
    /// A file of the private key: the number, as octets or in hexadecimal digits.
    pub key: PathBuf,
    /// A file of the key's certificate and, if they are to be attached, those above it, each the issuer's of the one before;
    /// octets or hexadecimal digits.
    pub certificates: PathBuf,
    /// Of the messages of one service to one destination, one has the certificate attached at least so often, in
    /// milliseconds; the others have its digest, a tenth of that in octets.
    pub certificate_interval_ms: u64,
    /// Where this unit stands, for the headers of messages; without it these do not say.
    pub position: Option<Origin>,
}

/// The curve of a key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Curve {
    /// brainpoolP256r1.
    BrainpoolP256r1,
    /// brainpoolP384r1.
    BrainpoolP384r1,
    /// NIST P-256, as nearly all certificates of roadside units have.
    #[default]
    NistP256,
    /// NIST P-384.
    NistP384,
    /// The curve of SM2, of the Chinese standards.
    Sm2,
}

impl Default for Signer {
    fn default() -> Self {
        Self {
            name: String::new(),
            curve: Curve::default(),
            key: PathBuf::new(),
            certificates: PathBuf::new(),
            // IEEE 1609.2 leaves it to the application; SAE J2945/1 has 450 ms for BSM.
            certificate_interval_ms: 450,
            position: None,
        }
    }
}

impl Signer {
    /// Time between two certificates.
    #[must_use]
    pub fn certificate_interval(&self) -> Duration {
        Duration::from_millis(self.certificate_interval_ms)
    }

    /// Where this unit stands, as headers have it. The elevation is left at zero: editions of the standard differ in what
    /// that means.
    pub(crate) fn location(&self) -> Option<ThreeDLocation> {
        let tenth_micro = |degrees: f64| (degrees * 1e7).round() as i32;
        self.position.map(|Origin { latitude, longitude }| ThreeDLocation {
            latitude: tenth_micro(latitude),
            longitude: tenth_micro(longitude),
            elevation: 0,
        })
    }
}

impl Curve {
    pub(crate) const fn curve(self) -> ieee1609dot2::Curve {
        match self {
            Self::BrainpoolP256r1 => ieee1609dot2::Curve::BrainpoolP256r1,
            Self::BrainpoolP384r1 => ieee1609dot2::Curve::BrainpoolP384r1,
            Self::NistP256 => ieee1609dot2::Curve::NistP256,
            Self::NistP384 => ieee1609dot2::Curve::NistP384,
            Self::Sm2 => ieee1609dot2::Curve::Sm2,
        }
    }
}

/// The services under which messages go out, by ASN.1 name, where these are not assigned or are to be others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Services(pub BTreeMap<String, u32>);

impl Default for Services {
    /// *Not assigned as far as we know*: the services whose meaning is nearest. An IntersectionCollision goes out with what
    /// tells of the intersection's lights, a RoadSideAlert with what tells travellers of the road.
    fn default() -> Self {
        let nearest = [("IntersectionCollision", Psid::SPAT), ("RoadSideAlert", Psid::TIM)];
        Self(nearest.map(|(message, psid)| (message.to_owned(), psid.value())).into())
    }
}

impl Services {
    /// The service of a message: as set here, or else the usual one.
    pub(crate) fn of(&self, message: &v2x::Message) -> Option<Psid> {
        match self.0.get(message.name()) {
            Some(value) => Psid::from_value(*value),
            None => services(message.set(), message.name()).first().copied(),
        }
    }
}

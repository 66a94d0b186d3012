//! Signatures: whose are trusted, and what becomes of messages without a good one.

use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use v2x::envelope::Psid;
use v2x::envelope::ieee1609dot2::Identified;
use v2x_security::{Policy, Sm2Input, Sm2Use};

/// What becomes of messages by their signatures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SecurityPolicy {
    /// Signatures are not looked at. Everything counts as not verified.
    #[default]
    Off,
    /// All messages are used; tracks, signals, lanes and warnings tell whether what they come from was verified.
    Mark,
    /// Only messages that are verified reach the fusion engine.
    Require,
}

/// The policy of one socket.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Signatures {
    /// That of the node.
    #[default]
    Policy,
    /// As [`SecurityPolicy::Off`].
    Off,
    /// As [`SecurityPolicy::Mark`].
    Mark,
    /// As [`SecurityPolicy::Require`].
    Require,
}

impl Signatures {
    /// The policy, where that of the node is given.
    #[must_use]
    pub const fn policy(self, node: SecurityPolicy) -> SecurityPolicy {
        match self {
            Self::Policy => node,
            Self::Off => SecurityPolicy::Off,
            Self::Mark => SecurityPolicy::Mark,
            Self::Require => SecurityPolicy::Require,
        }
    }
}

/// A country or a part of it, by numbers: `"840"`, `"840.8"` or `"840.8.31"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Country(pub Identified);

impl TryFrom<String> for Country {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let error = || format!("{text:?} is not a country, like \"840\", or a part of it, like \"840.8\"");
        let mut numbers = text.split('.');
        let mut next = || numbers.next().map(|number| number.parse::<u16>().map_err(|_| error())).transpose();
        let (country, region, subregion) = (next()?.ok_or_else(error)?, next()?, next()?);
        let region = region.map(|region| u8::try_from(region).map_err(|_| error())).transpose()?;
        if numbers.next().is_some() {
            return Err(error());
        }
        Ok(Self(Identified { country, region, subregion }))
    }
}

impl From<Country> for String {
    fn from(Country(Identified { country, region, subregion }): Country) -> Self {
        let mut text = country.to_string();
        for number in [region.map(u16::from), subregion].into_iter().flatten() {
            text.push('.');
            text.push_str(&number.to_string());
        }
        text
    }
}

/// What comes after the hash of identity and key in SM2.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sm2Covers {
    /// The hashes of the signed octets and of the certificate.
    #[default]
    Hashes,
    /// The signed octets.
    Octets,
}

/// Whose signatures are trusted, and what is accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Security {
    /// What becomes of messages by their signatures.
    pub policy: SecurityPolicy,
    /// Files of trusted certificates: roots, and authorities below roots that stand before them; octets or hexadecimal digits.
    pub trust: Vec<PathBuf>,
    /// A message made longer ago, in milliseconds, is not verified.
    pub max_age_ms: u64,
    /// A message made so many milliseconds in the future is still verified.
    pub max_ahead_ms: u64,
    /// Services (PSID) whose messages are sent again and again as they were once signed.
    pub repeated: Vec<u32>,
    /// How long ago these may be made, in milliseconds, if they do not tell when they expire.
    pub repeated_max_age_ms: u64,
    /// Most certificates above one another.
    pub max_chain: usize,
    /// Certificates seen that each socket remembers.
    pub certificates: usize,
    /// Messages that each socket remembers, to know replays.
    pub messages: usize,
    /// Threads that verify signatures, where no other verifier is plugged in; one at least.
    pub threads: usize,
    /// Messages whose signatures may wait to be verified. Further ones count as not verified.
    pub waiting: usize,
    /// A message that waits for longer than so many milliseconds counts as not verified.
    pub patience_ms: u64,
    /// Countries and parts of them in which this unit stands, for certificates that hold only there.
    pub here: Vec<Country>,
    /// The signers' identity in SM2.
    pub sm2_identity: String,
    /// What an SM2 signature covers.
    pub sm2_covers: Sm2Covers,
}

impl Default for Security {
    fn default() -> Self {
        let policy = Policy::default();
        Self {
            policy: SecurityPolicy::default(),
            trust: Vec::new(),
            max_age_ms: super::milliseconds(policy.max_age),
            max_ahead_ms: super::milliseconds(policy.max_ahead),
            repeated: policy.repeated.iter().map(|psid| psid.value()).collect(),
            repeated_max_age_ms: super::milliseconds(policy.repeated_max_age),
            max_chain: policy.max_chain,
            certificates: policy.certificates,
            messages: policy.messages,
            // A thread verifies some 6000 signatures of P-256 a second; 10 000 messages a second are a dense site.
            threads: 2,
            // A tenth of a second of that.
            waiting: 1000,
            // Twice that. The fusion engine refuses reports after a second.
            patience_ms: 200,
            here: Vec::new(),
            sm2_identity: String::from_utf8_lossy(&policy.sm2.identity).into_owned(),
            sm2_covers: Sm2Covers::default(),
        }
    }
}

impl Security {
    /// The settings that concern verification. Numbers that are no service are left out.
    #[must_use]
    pub fn verification(&self) -> Policy {
        Policy {
            max_age: Duration::from_millis(self.max_age_ms),
            max_ahead: Duration::from_millis(self.max_ahead_ms),
            repeated: self.repeated.iter().filter_map(|value| Psid::from_value(*value)).collect(),
            repeated_max_age: Duration::from_millis(self.repeated_max_age_ms),
            max_chain: self.max_chain,
            certificates: self.certificates,
            messages: self.messages,
            here: self.here.iter().map(|country| country.0).collect(),
            sm2: self.sm2(),
        }
    }

    /// How long a message may wait for its verdict; at least a millisecond.
    #[must_use]
    pub fn patience(&self) -> Duration {
        Duration::from_millis(self.patience_ms.max(1))
    }

    /// How SM2 is used.
    #[must_use]
    pub fn sm2(&self) -> Sm2Use {
        let input = match self.sm2_covers {
            Sm2Covers::Hashes => Sm2Input::Hashes,
            Sm2Covers::Octets => Sm2Input::Octets,
        };
        Sm2Use { identity: self.sm2_identity.clone().into_bytes(), input }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_those_of_the_library() {
        assert_eq!(Security::default().verification(), Policy::default());
    }

    #[test]
    fn countries_are_written_as_they_are_read() {
        for text in ["840", "840.8", "840.8.31"] {
            assert_eq!(String::from(Country::try_from(text.to_owned()).expect(text)), text);
        }
        for text in ["", "x", "840.", "840.256", "840.8.31.1", "65536"] {
            Country::try_from(text.to_owned()).expect_err(text);
        }
    }
}

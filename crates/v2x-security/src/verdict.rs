//! What verification says of a message.

use v2x::envelope::Psid;
use v2x::envelope::ieee1609dot2::Time64;

use crate::hash::HashedId8;

/// What is known of a message's origin. `Copy`, and made without allocation: any stranger's packet gets one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// It contradicts its signature, its certificate or the rules: somebody made or changed it who may not.
    Invalid(Invalid),
    /// It carries no signature.
    NotSigned,
    /// It may be right; what would tell is missing here.
    Unverifiable(Unverifiable),
    /// The signature is right, and the signer may say this, here and now.
    Verified(Verified),
}

impl Verdict {
    /// Whether the message is verified.
    pub const fn is_verified(&self) -> bool {
        matches!(self, Self::Verified(_))
    }

    /// A short name in snake case, for metric labels and JSON: of the reason, where there is one.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Invalid(why) => why.name(),
            Self::NotSigned => "not_signed",
            Self::Unverifiable(why) => why.name(),
            Self::Verified(_) => "verified",
        }
    }

    /// The sort of verdict in snake case: one of four.
    pub const fn sort(&self) -> &'static str {
        match self {
            Self::Invalid(_) => "invalid",
            Self::NotSigned => "not_signed",
            Self::Unverifiable(_) => "unverifiable",
            Self::Verified(_) => "verified",
        }
    }
}

impl core::fmt::Display for Verdict {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Invalid(why) => write!(f, "invalid: {why}"),
            Self::NotSigned => f.write_str("not signed"),
            Self::Unverifiable(why) => write!(f, "not verifiable: {why}"),
            Self::Verified(verified) => {
                f.write_str("verified: by the holder of certificate ")?;
                verified.signer.iter().try_for_each(|octet| write!(f, "{octet:02x}"))?;
                write!(f, ", for the service {}", verified.psid)
            }
        }
    }
}

/// Of a verified message: who signed it, and for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Verified {
    /// The signer's certificate.
    pub signer: HashedId8,
    /// The service that it is signed for.
    pub psid: Psid,
    /// When it was made, if it says so.
    pub generated: Option<Time64>,
}

/// The reasons, each with its name and its words.
macro_rules! reasons {
    ($(#[$meta:meta])* $kind:ident { $($(#[$doc:meta])* $variant:ident = $name:literal, $words:literal;)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
        #[non_exhaustive]
        pub enum $kind {
            $($(#[$doc])* #[error($words)] $variant,)*
        }

        impl $kind {
            /// All reasons.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// A short name in snake case, for metric labels and JSON.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }
    };
}

reasons! {
    /// Why a message cannot be verified.
    Unverifiable {
        /// Hash and curve do not belong together, or are none of this crate's.
        Algorithms = "algorithms", "its hash and curve are not supported together";
        /// It names its signer by a digest, and no certificate with it was seen.
        CertificateNotKnown = "certificate_not_known", "the signer's certificate is not known";
        /// The certificate, or its signature, has a form that this crate does not know.
        CertificateForm = "certificate_form", "a form of certificate that is not supported";
        /// What is signed is not said when it was made, and must be fresh.
        NoGenerationTime = "no_generation_time", "it does not say when it was made";
        /// The certificate holds in a region only, and where the message comes from is not known.
        NoPlace = "no_place", "where it was made is not known";
        /// The certificate's region is described in a way that cannot be checked here.
        Region = "region", "the certificate's region cannot be checked";
        /// The chain ends at an authority that is not in the trust store.
        NotTrusted = "not_trusted", "no authority above the signer is trusted";
        /// It is signed with a key that it brings along: that proves nothing about who signed.
        SelfSigned = "self_signed", "signed by itself";
        /// A form of signer or signature that this crate does not know.
        SignatureForm = "signature_form", "a form of signature that is not supported";
        /// Its signature is still being worked on, and there is no room for it.
        Overload = "overload", "more signatures wait than there is room for";
        /// Whoever verifies its signature has not answered in time.
        Unanswered = "unanswered", "the verifier did not answer in time";
    }
}

reasons! {
    /// What is wrong with a message.
    Invalid {
        /// A certificate has no key that could be one.
        CertificateKey = "certificate_key", "a certificate's key is not on its curve";
        /// A certificate was not signed by its issuer.
        CertificateSignature = "certificate_signature", "a certificate is not signed by its issuer";
        /// More certificates above one another than there may be.
        ChainTooLong = "chain_too_long", "the chain of certificates is too long";
        /// A certificate on the way has ended.
        CertificateExpired = "certificate_expired", "a certificate has expired";
        /// A certificate on the way has not begun.
        CertificateNotYetValid = "certificate_not_yet_valid", "a certificate is not valid yet";
        /// An authority was not allowed to give the signer what it claims.
        IssuerNotPermitted = "issuer_not_permitted", "an issuer may not give these permissions";
        /// The message says that it does not hold any more.
        Expired = "expired", "it has expired";
        /// It was made too long ago.
        TooOld = "too_old", "it was made too long ago";
        /// It was made in the future.
        Future = "future", "it was made in the future";
        /// It was made outside the region in which a certificate holds.
        OutsideRegion = "outside_region", "made outside the certificate's region";
        /// The certificate does not permit the service.
        Psid = "psid", "the certificate does not permit this service";
        /// The kind of message, or the header around it, is of another service than the one that is signed for.
        Service = "service", "signed for another service";
        /// It was seen before.
        Replayed = "replayed", "replayed";
        /// The signature is not the signer's, or not of these octets.
        Signature = "signature", "the signature is wrong";
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;

    #[test]
    fn names_are_unique_and_the_verdict_small() {
        let mut names: Vec<_> = Unverifiable::ALL.iter().map(|why| why.name()).collect();
        names.extend(Invalid::ALL.iter().map(|why| why.name()));
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
        assert!(size_of::<Verdict>() <= 40);
    }
}

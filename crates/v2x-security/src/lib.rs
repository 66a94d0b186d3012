//! Signatures of V2X messages, verified and made: IEEE 1609.2 with ECDSA on the NIST and Brainpool curves, and SM2 with SM3 of
//! the Chinese standards.
//!
//! A message is verified when its signature is right, its signer's certificate leads to a trusted one, and it may say what it
//! says: this service, here, now, and not twice. Whatever is missing or wrong has a name.
//!
//! ```
//! use v2x::envelope::Psid;
//! use v2x::envelope::ieee1609dot2::{Curve, Duration, GroupPermission, HeaderInfo, Permission, Time64, ValidityPeriod};
//! use v2x_security::issue::{self, Authority, Template};
//! use v2x_security::{Attach, Context, Invalid, MessageSigner, Policy, PrivateKey, Sm2Use, TrustStore, Verdict, Verifier};
//!
//! // An authority that is trusted, and a certificate that it has issued. Real keys come from `PrivateKey::generate`.
//! let validity = ValidityPeriod { start: 694_000_000, duration: Duration::Hours(168) };
//! let root_key = PrivateKey::from_octets(Curve::NistP256, &[1; 32])?;
//! let template = Template { may_issue: &[GroupPermission::default()], ..Template::new("root.example", validity) };
//! let root = issue::root(&template, &root_key, &Sm2Use::default())?;
//! let key = PrivateKey::from_octets(Curve::NistP256, &[2; 32])?;
//! let template = Template { permissions: &[Permission { psid: Psid::BSM, ssp: None }], ..Template::new("", validity) };
//! let authority = Authority { key: &root_key, certificate: &root };
//! let certificate = issue::explicit(&template, &key.public(), &authority, &Sm2Use::default())?;
//!
//! // The sender.
//! let signer = MessageSigner::new(key, &certificate, Sm2Use::default())?;
//! let now = Time64(694_000_100_000_000);
//! let header = HeaderInfo { psid: Psid::BSM, generation_time: Some(now), ..HeaderInfo::default() };
//! let mut packet = Vec::new();
//! signer.sign_frame(&[0x00, 0x14, 0x01, 0xAA], &header, Attach::Certificate, &[], &mut packet)?;
//!
//! // The receiver.
//! let mut store = TrustStore::new();
//! store.read(&root)?;
//! let mut verifier = Verifier::new(store, Policy::default());
//! let walked = v2x::walk(&packet).unwrap();
//! let Verdict::Verified(verified) = verifier.verify_layers(&walked.layers, &Context::at(now)) else { panic!() };
//! assert_eq!((verified.psid, verified.signer), (Psid::BSM, signer.id()));
//! let again = verifier.verify_layers(&walked.layers, &Context::at(now));
//! assert_eq!(again, Verdict::Invalid(Invalid::Replayed));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What it does not do
//!
//! It reads no clock and has no source of randomness: both are arguments. It reads no revocation lists: a certificate that
//! was revoked is accepted until it ends. It neither encrypts nor decrypts, requests no certificates and asks no peers for
//! theirs. It does not judge service-specific permissions, beyond whether an authority could give them: the application does, with
//! [`Holder::permissions`]. Regions by country are checked only against where the receiver is said to stand. How the Chinese
//! envelope uses SM2 is *not confirmed*: see [`Sm2Use`].
//!
//! The arithmetic is RustCrypto's, in Rust, and constant in time where keys are secret. With the feature `aws-lc`, signatures on the
//! NIST curves are verified by AWS-LC, which is C and assembler and more than twice as fast. RustCrypto's has not been audited, and what
//! it leaves on the stack is not overwritten; keys held here are.
//!
//! # Map
//!
//! | | what |
//! | --- | --- |
//! | [`Verifier`], [`Policy`], [`Context`] | a message, what is accepted, what is known of its reception |
//! | [`Verdict`], [`Verified`], [`Unverifiable`], [`Invalid`] | what comes of it, with reasons |
//! | [`TrustStore`], [`Holder`] | the certificates that are trusted; one that is understood |
//! | [`services`] | which services a kind of message may be signed for |
//! | [`Engine`], [`Queue`], [`Software`], [`Job`] | the arithmetic done elsewhere: by a hardware module, many at a time |
//! | [`MessageSigner`] | messages signed |
//! | [`issue`] | certificates made |
//! | [`PrivateKey`], [`PublicKey`], [`RawSignature`], [`hash`](fn@hash), [`with_key`] | the parts |
//!
//! `no_std` with `alloc`; the feature `std` adds tables that make the arithmetic faster.

#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

#[cfg(feature = "aws-lc")]
mod aws_lc;
mod curve;
mod hash;
mod holder;
mod input;
pub mod issue;
mod job;
mod key;
mod permission;
mod policy;
mod recent;
mod region;
mod sign;
mod trust;
mod verdict;
mod verifier;

pub use hash::{HashValue, HashedId8, hash, hash_of_curve, hashed_id8, whole_certificate_hash};
pub use holder::Holder;
pub use input::with_key;
pub use job::{Engine, Full, Job, Queue, Software, Ticket};
pub use key::{KeyError, PrivateKey, PublicKey, RawSignature};
pub use policy::{Policy, Sm2Input, Sm2Use, services};
pub use sign::{Attach, MessageSigner, SignError};
pub use trust::{TrustError, TrustStore};
pub use verdict::{Invalid, Unverifiable, Verdict, Verified};
pub use verifier::{Context, Pending, Verifier};

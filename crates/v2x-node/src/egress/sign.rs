//! Messages signed on their way out.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use v2x::envelope::Psid;
use v2x::envelope::ieee1609dot2::{HeaderInfo, ThreeDLocation, Time64};
use v2x_fusion::Time;
use v2x_security::{Attach, MessageSigner, SignError, Sm2Use};
use zeroize::Zeroizing;

use crate::config::Signer;

/// Why there is no signer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignerError {
    /// A file could not be read.
    #[error("{}: {source}", file.display())]
    File {
        /// Which.
        file: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// Key and certificate are wrong, or do not belong together.
    #[error(transparent)]
    Key(#[from] SignError),
    /// No section of the configuration has this name.
    #[error("there is no signer of this name")]
    Unknown,
}

/// A signer that is ready.
#[derive(Debug)]
pub(crate) struct Ready {
    pub(super) name: String,
    signer: MessageSigner,
    interval: Duration,
    location: Option<ThreeDLocation>,
}

impl Ready {
    /// Reads key and certificates.
    pub(crate) fn open(config: &Signer, sm2: Sm2Use) -> Result<Self, SignerError> {
        let read = |file: &PathBuf| {
            std::fs::read(file).map_err(|source| SignerError::File { file: file.clone(), source })
        };
        let key = Zeroizing::new(read(&config.key)?);
        let certificates = read(&config.certificates)?;
        let signer = MessageSigner::read(config.curve.curve(), &key, &certificates, sm2)?;
        let name = config.name.clone();
        Ok(Self { name, signer, interval: config.certificate_interval(), location: config.location() })
    }
}

/// Signs what goes to one destination.
#[derive(Debug)]
pub(super) struct Signing {
    ready: Arc<Ready>,
    /// When each service's messages had the certificate attached last. A handful.
    attached: Vec<(Psid, Time)>,
}

impl Signing {
    pub(super) const fn new(ready: Arc<Ready>) -> Self {
        Self { ready, attached: Vec::new() }
    }

    /// Appends a frame to `out`, signed for a service at `now`.
    pub(super) fn sign(
        &mut self,
        frame: &[u8],
        psid: Psid,
        now: Time,
        out: &mut Vec<u8>,
    ) -> Result<(), SignError> {
        let attach = self.attach(psid, now);
        let Ready { signer, location, .. } = &*self.ready;
        let header = HeaderInfo {
            psid,
            // A clock that is set before 2004 signs what nobody takes; so it says nothing.
            generation_time: Time64::from_unix_micros(now.micros()),
            generation_location: *location,
            ..HeaderInfo::default()
        };
        signer.sign_frame(frame, &header, attach, &[], out)
    }

    /// The certificate where it is due, or when the clock was set back.
    fn attach(&mut self, psid: Psid, now: Time) -> Attach {
        let due = |last: Time| now < last || now >= last + self.ready.interval;
        match self.attached.iter_mut().find(|(known, _)| *known == psid) {
            Some((_, last)) if !due(*last) => Attach::Digest,
            Some((_, last)) => {
                *last = now;
                Attach::Certificate
            }
            None => {
                self.attached.push((psid, now));
                Attach::Certificate
            }
        }
    }
}

//! Signatures of what is read, verified with the certificates that were named.

use std::io;
use std::path::PathBuf;

use v2x::envelope::ieee1609dot2::{Ieee1609Dot2Data, Time64, TwoDLocation};
use v2x::{Layers, Message, glance};
use v2x_security::{Context, Policy, TrustStore, Verdict, Verifier, services};

use crate::about;

/// The certificates to verify with.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct Trust {
    /// Verify signatures with the certificates of this file (may be given several times)
    ///
    /// Roots, then authorities below them, one after the other, as octets or in hexadecimal.
    ///
    /// What was found is said of each message, in JSON as "signature".
    #[arg(long, value_name = "FILE")]
    trust: Vec<PathBuf>,
}

impl Trust {
    /// The verifier; none if no certificates were named.
    pub(crate) fn judge(&self) -> io::Result<Option<Judge>> {
        if self.trust.is_empty() {
            return Ok(None);
        }
        let mut store = TrustStore::new();
        for path in &self.trust {
            let octets = std::fs::read(path).map_err(about(path))?;
            store.read(&octets).map_err(|error| about(path)(io::Error::other(error.to_string())))?;
        }
        Ok(Some(Judge(Verifier::new(store, Policy::default()))))
    }
}

/// Judges one message after the other.
pub(crate) struct Judge(Verifier);

impl Judge {
    /// The verdict on a message, at a time in microseconds of Unix time. Where none is known the message is taken to be
    /// received when it was made.
    pub(crate) fn verdict(
        &mut self,
        layers: &Layers<'_>,
        message: &Message,
        frame: &[u8],
        at: Option<i64>,
    ) -> Verdict {
        let set = message.set();
        let position = glance(set, message.csae_edition().unwrap_or_default(), frame).position;
        let tenth_micro = |degrees: f64| (degrees * 1e7).round() as i32;
        let place = position.map(|place| TwoDLocation {
            latitude: tenth_micro(place.latitude),
            longitude: tenth_micro(place.longitude),
        });
        let now = at.and_then(Time64::from_unix_micros).or_else(|| made(layers)).unwrap_or_default();
        self.0.verify_layers(layers, &Context { now, place, services: services(set, message.name()) })
    }
}

/// When the outermost signed data says that it was made.
fn made(layers: &Layers<'_>) -> Option<Time64> {
    layers.iter().find_map(|layer| match layer.secured() {
        Some(Ieee1609Dot2Data::Signed(signed)) => signed.header().generation_time,
        _ => None,
    })
}

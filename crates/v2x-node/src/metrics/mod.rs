//! What the node counts, for Prometheus and for its own page.
//!
//! Nothing that a datagram passes takes a lock: the counters are atomics, and each receiving task keeps the ones that
//! it has met in a list of its own ([`Tally::counter`] takes a lock, once per label and task). Labels come from
//! closed sets of names in the program, never from a packet, so the number of series is bounded.

mod known;
mod latency;

use std::sync::RwLock;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::{Registry, Unit};
use v2x_fusion::{Group, Statistics};

use crate::picture::Picture;
pub(crate) use known::Known;
pub(crate) use latency::Latency;
pub use latency::LatencyCounts;

/// A decoded message: what it came in and what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct MessageLabels {
    /// Outermost envelope, e.g. `wsmp`; `none` for a bare frame.
    pub envelope: &'static str,
    /// ASN.1 name of the message.
    pub message: &'static str,
}

/// A datagram that could not be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct ErrorLabels {
    /// The layer that refused it.
    pub envelope: &'static str,
    /// ASN.1 name of the message, `unknown` where the datagram did not get so far.
    pub message: &'static str,
    /// What was wrong, in one word.
    pub kind: &'static str,
}

/// What was found of a message's signatures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct SignatureLabels {
    /// ASN.1 name of the message.
    pub message: &'static str,
    /// `verified`, `not_signed`, `unverifiable` or `invalid`.
    pub verdict: &'static str,
    /// Why, in one word; the verdict itself where there is no more to say.
    pub reason: &'static str,
    /// Whether the message was used: `yes` or `no`.
    pub used: &'static str,
}

/// A message that was to be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct SentLabels {
    /// ASN.1 name of the message.
    pub message: &'static str,
    /// `sent`, `refused` where nobody listens, or what was wrong: `encode`, `envelope`, `service`, `socket`.
    pub outcome: &'static str,
}

/// A socket, by the address it was configured with.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct SocketLabels {
    socket: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ClassLabels {
    class: &'static str,
}

/// Counters by label, which can also be listed.
#[derive(Debug)]
pub(crate) struct Tally<L> {
    family: Family<L, Counter>,
    known: RwLock<Vec<(L, Counter)>>,
}

impl<L: Copy + Eq + std::hash::Hash> Tally<L> {
    fn new() -> Self {
        Self { family: Family::default(), known: RwLock::default() }
    }

    /// The counter of a label, made when it is first asked for. Takes a lock: keep what it gives.
    pub(crate) fn counter(&self, label: L) -> Counter {
        let counter = self.family.get_or_create(&label).clone();
        // A panic elsewhere cannot leave the list half-written: it is only pushed to.
        let mut known = self.known.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        if known.iter().all(|(other, _)| *other != label) {
            known.push((label, counter.clone()));
        }
        counter
    }

    /// All labels with their counts, in order of their first appearance.
    pub(crate) fn list(&self) -> Vec<(L, u64)> {
        let known = self.known.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        known.iter().map(|(label, counter)| (*label, counter.get())).collect()
    }
}

/// The counters of one receiving task.
#[derive(Clone, Debug)]
pub(crate) struct SocketMetrics {
    pub(crate) datagrams: Counter,
    pub(crate) octets: Counter,
    /// Inputs for the engine that the messages gave.
    pub(crate) inputs: Counter,
    /// Inputs whose time of measurement was replaced by that of reception.
    pub(crate) retimed: Counter,
    /// Inputs dropped because the ring was full.
    pub(crate) dropped: Counter,
    /// Datagrams that the kernel dropped because the receive buffer was full.
    pub(crate) kernel_dropped: Counter,
    /// Errors of the socket itself.
    pub(crate) socket_errors: Counter,
}

/// All metrics of a node.
#[derive(Debug)]
pub(crate) struct Metrics {
    registry: Registry,
    sockets: [(&'static str, &'static str, Family<SocketLabels, Counter>); 7],
    seen: RwLock<Vec<SocketMetrics>>,
    pub(crate) messages: Tally<MessageLabels>,
    pub(crate) filtered: Tally<MessageLabels>,
    pub(crate) errors: Tally<ErrorLabels>,
    pub(crate) signatures: Tally<SignatureLabels>,
    pub(crate) sent: Tally<SentLabels>,
    /// From reception to the hand-over to the fusion thread.
    pub(crate) decoded: Latency,
    /// From reception to the end of the engine's work on it.
    pub(crate) fused: Latency,
    /// Messages that wait for the verdict on their signatures, or for their turn after it.
    pub(crate) judging: Gauge,
    tracks: Family<ClassLabels, Gauge>,
    intersections: Gauge,
    pictures: Counter,
    engine: Vec<Counter>,
}

/// Names and meanings of the per-socket counters, in the order of [`SocketMetrics`]' fields.
const SOCKET_COUNTERS: [(&str, &str); 7] = [
    ("datagrams", "Datagrams received"),
    ("datagram_octets", "Octets in datagrams received"),
    ("inputs", "Inputs that decoded messages gave to the fusion engine"),
    ("retimed", "Inputs whose time of measurement was replaced by that of reception"),
    ("ring_dropped", "Inputs dropped because the ring to the fusion thread was full"),
    ("kernel_dropped", "Datagrams that the kernel dropped because the receive buffer was full"),
    ("socket_errors", "Errors of the socket itself"),
];

/// The engine's own counts: name, meaning, reading.
type EngineCount = (&'static str, &'static str, fn(&Statistics) -> u64);
const ENGINE_COUNTERS: [EngineCount; 13] = [
    ("fusion_observations", "Observations that the engine took in", |s| s.observations),
    ("fusion_implausible", "Observations refused for absurd numbers", |s| s.implausible),
    ("fusion_out_of_time", "Observations refused as too old or in the future", |s| s.out_of_time),
    ("fusion_crowded", "Observations refused for want of room", |s| s.crowded),
    ("fusion_out_of_sequence", "Observations put in their place in the past", |s| s.out_of_sequence),
    ("fusion_tracks_started", "Tracks started", |s| s.tracks_started),
    ("fusion_tracks_confirmed", "Tracks confirmed", |s| s.tracks_confirmed),
    ("fusion_tracks_ended", "Tracks ended", |s| s.tracks_ended),
    ("fusion_tracks_merged", "Tracks found to be the same road user as another", |s| s.tracks_merged),
    ("fusion_relinked", "Changes of a station's temporary id that were followed", |s| s.relinked),
    ("fusion_maps", "MAP geometries taken in", |s| s.maps),
    ("fusion_signal_reports", "Signal reports taken in", |s| s.signal_reports),
    ("fusion_events_dropped", "Events dropped because nobody polled them", |s| s.events_dropped),
];

impl Metrics {
    pub(crate) fn new() -> Self {
        let mut registry = Registry::with_prefix("v2x");
        let sockets = SOCKET_COUNTERS.map(|(name, help)| {
            let family = Family::<SocketLabels, Counter>::default();
            registry.register(name, help, family.clone());
            (name, help, family)
        });
        let messages = Tally::new();
        registry.register("messages", "Messages decoded", messages.family.clone());
        let filtered = Tally::new();
        let help = "Messages that the filter let pass by without decoding them";
        registry.register("filtered", help, filtered.family.clone());
        let errors = Tally::new();
        registry.register("errors", "Datagrams that could not be used", errors.family.clone());
        let signatures = Tally::new();
        let help = "Messages by what was found of their signatures";
        registry.register("signatures", help, signatures.family.clone());
        let sent = Tally::new();
        registry.register("sent", "Messages sent, or not, by what became of them", sent.family.clone());
        let metrics = Self {
            sockets,
            seen: RwLock::default(),
            messages,
            filtered,
            errors,
            signatures,
            sent,
            decoded: Latency::default(),
            fused: Latency::default(),
            judging: Gauge::default(),
            tracks: Family::default(),
            intersections: Gauge::default(),
            pictures: Counter::default(),
            engine: ENGINE_COUNTERS.iter().map(|_| Counter::default()).collect(),
            registry,
        };
        metrics.register()
    }

    /// Registers what is kept in plain fields.
    fn register(mut self) -> Self {
        let r = &mut self.registry;
        let help = "From reception of a datagram to the hand-over of its inputs";
        r.register_with_unit("receive_to_decoded", help, Unit::Seconds, self.decoded.clone());
        let help = "From reception of a datagram to its inputs being fused";
        r.register_with_unit("receive_to_fused", help, Unit::Seconds, self.fused.clone());
        let help = "Messages that wait for the verdict on their signatures";
        r.register("judging", help, self.judging.clone());
        r.register("tracks", "Confirmed tracks", self.tracks.clone());
        r.register("intersections", "Intersections known from MAP", self.intersections.clone());
        r.register("pictures", "Pictures published", self.pictures.clone());
        for ((name, help, _), counter) in ENGINE_COUNTERS.iter().zip(&self.engine) {
            r.register(*name, *help, counter.clone());
        }
        self
    }

    /// The counters of the socket called `name`.
    pub(crate) fn socket(&self, name: &str) -> SocketMetrics {
        let labels = SocketLabels { socket: name.to_owned() };
        let [datagrams, octets, inputs, retimed, dropped, kernel_dropped, socket_errors] =
            self.sockets.each_ref().map(|(_, _, family)| family.get_or_create(&labels).clone());
        let socket =
            SocketMetrics { datagrams, octets, inputs, retimed, dropped, kernel_dropped, socket_errors };
        self.seen.write().unwrap_or_else(std::sync::PoisonError::into_inner).push(socket.clone());
        socket
    }

    /// Takes over what the fusion thread tells with a picture.
    pub(crate) fn show(&self, picture: &Picture) {
        // Relaxed, and stored rather than added: the engine's counts only grow and have one writer.
        for ((_, _, count), counter) in ENGINE_COUNTERS.iter().zip(&self.engine) {
            counter.inner().store(count(&picture.statistics), std::sync::atomic::Ordering::Relaxed);
        }
        for group in [Group::Vehicle, Group::Vru, Group::Unknown] {
            let tracks = picture.snapshot.tracks.iter().filter(|track| track.class.group() == group).count();
            let labels = ClassLabels { class: group.name() };
            self.tracks.get_or_create(&labels).set(i64::try_from(tracks).unwrap_or(i64::MAX));
        }
        self.intersections.set(i64::try_from(picture.roads.intersections.len()).unwrap_or(i64::MAX));
        self.pictures.inc();
    }

    /// The sums over all sockets.
    pub(crate) fn totals(&self) -> Totals {
        let seen = self.seen.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        let sum = |count: fn(&SocketMetrics) -> &Counter| seen.iter().map(|s| count(s).get()).sum();
        Totals {
            datagrams: sum(|s| &s.datagrams),
            octets: sum(|s| &s.octets),
            dropped: sum(|s| &s.dropped),
            kernel_dropped: sum(|s| &s.kernel_dropped),
            messages: self.messages.list(),
            errors: self.errors.list(),
            signatures: self.signatures.list(),
            sent: self.sent.list(),
            fused: self.fused.counts(),
        }
    }

    /// The Prometheus (OpenMetrics) text.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        // Writing into a string fails only if a metric's own encoder does, and ours do not.
        if let Err(error) = encode(&mut text, &self.registry) {
            tracing::error!(%error, "the metrics could not be written");
        }
        text
    }
}

/// What came in since the start, over all sockets.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Totals {
    /// Datagrams received.
    pub datagrams: u64,
    /// Octets in them.
    pub octets: u64,
    /// Inputs dropped because a ring was full.
    pub dropped: u64,
    /// Datagrams dropped by the kernel because a receive buffer was full.
    pub kernel_dropped: u64,
    /// Messages decoded.
    pub messages: Vec<(MessageLabels, u64)>,
    /// Datagrams that could not be used.
    pub errors: Vec<(ErrorLabels, u64)>,
    /// Messages by what was found of their signatures; those of sockets that do not look at them are not counted.
    pub signatures: Vec<(SignatureLabels, u64)>,
    /// Messages that were to be sent, by what became of them.
    pub sent: Vec<(SentLabels, u64)>,
    /// From the reception of an input's datagram to the input being fused.
    pub fused: LatencyCounts,
}

impl Totals {
    /// Messages decoded, of all kinds.
    #[must_use]
    pub fn decoded(&self) -> u64 {
        self.messages.iter().map(|(_, count)| count).sum()
    }

    /// Datagrams that could not be used, of all kinds.
    #[must_use]
    pub fn refused(&self) -> u64 {
        self.errors.iter().map(|(_, count)| count).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_shows_what_was_counted() {
        let metrics = Metrics::new();
        let socket = metrics.socket("127.0.0.1:1");
        socket.datagrams.inc_by(3);
        metrics.messages.counter(MessageLabels { envelope: "wsmp", message: "MapData" }).inc();
        metrics
            .errors
            .counter(ErrorLabels { envelope: "none", message: "unknown", kind: "truncated" })
            .inc_by(2);
        metrics.fused.observe(1_500);
        metrics.show(&Picture::default());
        let text = metrics.text();
        for line in [
            "v2x_datagrams_total{socket=\"127.0.0.1:1\"} 3",
            "v2x_messages_total{envelope=\"wsmp\",message=\"MapData\"} 1",
            "v2x_errors_total{envelope=\"none\",message=\"unknown\",kind=\"truncated\"} 2",
            "v2x_receive_to_fused_seconds_bucket{le=\"0.002\"} 1",
            "v2x_receive_to_fused_seconds_count 1",
            "v2x_receive_to_fused_seconds_bucket{le=\"+Inf\"} 1",
            "v2x_tracks{class=\"vehicle\"} 0",
            "v2x_pictures_total 1",
        ] {
            assert!(text.lines().any(|shown| shown == line), "{line} is not in\n{text}");
        }
        assert!(text.ends_with("# EOF\n"));
    }

    #[test]
    fn totals_add_up_the_sockets() {
        let metrics = Metrics::new();
        metrics.socket("a").datagrams.inc_by(3);
        metrics.socket("b").datagrams.inc_by(4);
        let label = MessageLabels { envelope: "none", message: "SPAT" };
        metrics.messages.counter(label).inc();
        metrics.messages.counter(label).inc();
        let totals = metrics.totals();
        assert_eq!((totals.datagrams, totals.decoded(), totals.refused()), (7, 2, 0));
    }
}

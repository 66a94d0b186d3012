//! What can be set. Made to be read from a file by serde: every key has a default, unknown keys are refused.
//!
//! `node.toml` beside this crate's manifest shows every key with its default; a test keeps it complete.

mod controller;
mod egress;
mod security;
mod signer;

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use v2x_fusion::Geodetic;

pub use controller::{Controller, Group, Shows};
pub use egress::{Envelope, Forward, Repeat, Send, Sent};
pub use security::{Country, Security, SecurityPolicy, Signatures, Sm2Covers};
pub use signer::{Curve, Services, Signer};

/// Settings of a [`Node`](crate::Node).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Sockets to receive on, each with a task and a ring of its own.
    pub listen: Vec<Listen>,
    /// Destinations that are told of road users and dangers.
    pub send: Vec<Send>,
    /// Files whose messages are sent again and again.
    pub repeat: Vec<Repeat>,
    /// Who signs what is sent; destinations name them.
    pub signer: Vec<Signer>,
    /// The services under which messages are sent, where they are not the usual ones.
    pub services: Services,
    /// The HTTP port; without it the node serves none.
    pub http: Option<Http>,
    /// Signatures.
    pub security: Security,
    /// The fusion engine and its thread.
    pub fusion: Fusion,
}

/// One UDP socket.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Listen {
    /// Address and port to bind; port 0 takes a free one.
    pub address: SocketAddr,
    /// Size of the kernel's receive buffer in octets; the kernel may grant less (`net.core.rmem_max`).
    pub receive_buffer: usize,
    /// Lets several sockets bind the same port, as multicast receivers need. Off by default: on Linux a second
    /// process that binds the same port would take this one's datagrams without a word.
    pub reuse: bool,
    /// Inputs that may wait for the fusion thread; when there are as many, further ones are dropped and counted.
    pub ring: usize,
    /// Where the time of reception comes from.
    pub receive_time: ReceiveTime,
    /// Whose word is taken for the time that a report was true.
    pub measured_at: MeasuredAt,
    /// Octets that a radio's own interface puts in front of every datagram, and that are stepped over.
    pub skip: usize,
    /// Every datagram is a bare frame of the Chinese sets. Otherwise the first octets say which envelope it is in,
    /// and a bare frame is one of SAE J2735.
    pub bare_csae: bool,
    /// Edition of Chinese frames, bare or enveloped.
    pub csae_edition: CsaeEdition,
    /// How the time offsets of objects in SDSM count. Deployed senders disagree.
    pub sdsm_offset: SdsmOffset,
    /// What becomes of messages by their signatures, if not what the node's policy says: a controller on a wire that
    /// nobody else reaches signs nothing.
    pub signatures: Signatures,
    /// Which messages are decoded.
    pub filter: Filter,
    /// All datagrams are pushes of a signal controller (TSCBM), and mean this.
    pub controller: Option<Controller>,
    /// Where the messages that are decoded are sent on to. Where signatures are required nothing is sent on, for they are
    /// judged later.
    pub forward: Vec<Forward>,
}

/// What a socket takes of what comes in, told from a few fields before a message is decoded. The default is all.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Filter {
    /// Names of the messages that are taken, as the metrics have them; empty: all.
    pub messages: Vec<String>,
    /// Temporary ids, in hexadecimal, of senders that are not listened to: this roadside unit's own, for example, where
    /// its radio hears itself.
    pub except_senders: Vec<SenderId>,
    /// Intersections whose SPaT and MAP are taken; empty: all. A message about several goes by its first.
    pub intersections: Vec<IntersectionNumber>,
    /// Messages that say they are from outside are not taken.
    pub within: Option<Within>,
}

/// What SPaT and MAP call an intersection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IntersectionNumber {
    /// The region that gave the number; 0: none.
    #[serde(default)]
    pub region: u16,
    /// Its number.
    pub intersection: u16,
}

/// A circle on the earth.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Within {
    /// Degrees north of its middle (WGS-84).
    pub latitude: f64,
    /// Degrees east of its middle.
    pub longitude: f64,
    /// Its radius in metres.
    pub radius: f64,
}

/// The identifier that a sender gives itself: four octets in J2735, eight in the Chinese sets; written in hexadecimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SenderId(pub [u8; 8]);

impl TryFrom<String> for SenderId {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let error = || format!("{text:?} is not an identifier: 8 or 16 hexadecimal digits");
        let number = u64::from_str_radix(&text, 16).map_err(|_| error())?;
        match text.len() {
            8 => Ok(Self((number << 32).to_be_bytes())),
            16 => Ok(Self(number.to_be_bytes())),
            _ => Err(error()),
        }
    }
}

impl From<SenderId> for String {
    fn from(SenderId(octets): SenderId) -> Self {
        format!("{:016x}", u64::from_be_bytes(octets))
    }
}

impl Filter {
    /// The filter itself; `None` if it would let everything through.
    #[must_use]
    pub fn filter(&self) -> Option<v2x::Filter> {
        let within = self.within.map(|Within { latitude, longitude, radius }| {
            let center = v2x::Position { latitude, longitude };
            v2x::Area { center, radius }
        });
        let except_senders = self.except_senders.iter().map(|id| id.0).collect();
        let intersections =
            self.intersections.iter().map(|number| (number.region, number.intersection)).collect();
        let filter = v2x::Filter { messages: self.messages.clone(), within, except_senders, intersections };
        (filter != v2x::Filter::default()).then_some(filter)
    }
}

impl Default for Listen {
    fn default() -> Self {
        Self {
            // Where the operational data environment of the US DOT receives messages of any kind.
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, 44_990)),
            // 4 MiB hold more than a second of a dense site: 10 000 messages of 300 octets, with the kernel's
            // overhead of about as much again.
            receive_buffer: 4 << 20,
            reuse: false,
            // The fusion thread is behind by some milliseconds at the worst; at 10 000 messages a second this
            // bridges 800 of them.
            ring: 8192,
            receive_time: ReceiveTime::Kernel,
            measured_at: MeasuredAt::Sender,
            skip: 0,
            bare_csae: false,
            csae_edition: CsaeEdition::Y2020,
            sdsm_offset: SdsmOffset::Added,
            signatures: Signatures::Policy,
            filter: Filter::default(),
            controller: None,
            forward: Vec::new(),
        }
    }
}

impl Listen {
    /// The default socket at `address`.
    #[must_use]
    pub fn at(address: SocketAddr) -> Self {
        Self { address, ..Self::default() }
    }
}

/// Where the time of reception comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReceiveTime {
    /// The kernel's stamp of each datagram, taken before any queue (Linux; elsewhere as [`Clock`](Self::Clock)).
    #[default]
    Kernel,
    /// The node's clock when the datagram is read.
    Clock,
}

/// Whose word is taken for the time that a report was true.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MeasuredAt {
    /// The sender's. The engine refuses what is too old or in the future.
    #[default]
    Sender,
    /// The sender's where the engine would take it, otherwise the time of reception: for a first look at whatever comes
    /// in, recordings included.
    SenderIfPlausible,
    /// The time of reception: for recordings that are played into the socket again.
    Reception,
}

/// The edition of the Chinese message sets. Nothing in a frame tells it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum CsaeEdition {
    /// T/CSAE 53-2020 and T/CSAE 157-2020.
    #[default]
    #[serde(rename = "2020")]
    Y2020,
    /// The draft of July 2019 behind YD/T 3709.
    #[serde(rename = "2019")]
    Y2019,
}

/// How the measurement time of an object follows from an SDSM's time stamp and the object's offset.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SdsmOffset {
    /// Time stamp plus offset.
    #[default]
    Added,
    /// Time stamp minus offset.
    Subtracted,
    /// Never after the time stamp, whatever the sign says.
    Past,
}

/// The HTTP port.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Http {
    /// Address and port to bind. The default is reachable from this host only: the port has no access control.
    pub address: SocketAddr,
    /// If the port is taken, serve on a free one instead of failing.
    pub any_port_if_taken: bool,
    /// Connections served at a time; more wait in the kernel's queue.
    pub max_connections: usize,
}

impl Default for Http {
    fn default() -> Self {
        Self {
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)),
            any_port_if_taken: false,
            max_connections: 64,
        }
    }
}

/// The fusion engine and its thread.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Fusion {
    /// Zero of the plane. Without it the first MAP or observation sets it.
    pub origin: Option<Origin>,
    /// Most tracks at a time.
    pub max_tracks: usize,
    /// Most intersections at a time.
    pub max_intersections: usize,
    /// An observation measured longer ago than this, in milliseconds, is refused.
    pub max_age_ms: u64,
    /// A MAP that is not repeated for so many milliseconds is forgotten.
    pub map_timeout_ms: u64,
    /// A signal report that is not repeated for so many milliseconds is forgotten.
    pub signal_timeout_ms: u64,
    /// Milliseconds between two pictures.
    pub picture_interval_ms: u64,
    /// When dangers are warned of.
    pub warnings: Warnings,
}

/// When dangers are told of.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Warnings {
    /// Harder than this drivers do not brake as a rule, m/s².
    pub braking: f64,
    /// Until they brake, drivers go on as they do for this time, seconds.
    pub reaction: f64,
    /// Two that pass the same place at most so long after one another are in danger, seconds.
    pub time_gap: f64,
    /// Slower vehicles endanger nobody, m/s.
    pub least_speed: f64,
    /// Probability from which a danger is told of.
    pub begin: f64,
    /// Probability down to which it goes on.
    pub end: f64,
    /// Judgements in a row that have to agree before it is told of; there are ten a second.
    pub signs: u32,
    /// Milliseconds for which a danger outlives its last sign.
    pub hold_ms: u64,
    /// Milliseconds after which a danger that goes on is told of again.
    pub interval_ms: u64,
    /// Most dangers at one time.
    pub max_warnings: usize,
}

impl Default for Warnings {
    fn default() -> Self {
        let engine = v2x_fusion::Config::default().warnings;
        Self {
            braking: engine.braking,
            reaction: engine.reaction,
            time_gap: engine.time_gap,
            least_speed: engine.least_speed,
            begin: engine.begin,
            end: engine.end,
            signs: engine.signs,
            hold_ms: milliseconds(engine.hold),
            interval_ms: milliseconds(engine.interval),
            max_warnings: engine.max_warnings,
        }
    }
}

/// A place on the earth, WGS-84.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
}

impl Default for Fusion {
    fn default() -> Self {
        let engine = v2x_fusion::Config::default();
        Self {
            origin: None,
            max_tracks: engine.max_tracks,
            max_intersections: engine.max_intersections,
            max_age_ms: milliseconds(engine.max_age),
            map_timeout_ms: milliseconds(engine.map_timeout),
            signal_timeout_ms: milliseconds(engine.signal_timeout),
            // 10 Hz, the rate of BSM, SPaT and SDSM.
            picture_interval_ms: 100,
            warnings: Warnings::default(),
        }
    }
}

impl Fusion {
    /// The settings that concern the engine.
    #[must_use]
    pub fn engine(&self) -> v2x_fusion::Config {
        let mut engine = v2x_fusion::Config {
            origin: self.origin.map(|origin| Geodetic::new(origin.latitude, origin.longitude)),
            max_tracks: self.max_tracks,
            max_intersections: self.max_intersections,
            max_age: Duration::from_millis(self.max_age_ms),
            map_timeout: Duration::from_millis(self.map_timeout_ms),
            signal_timeout: Duration::from_millis(self.signal_timeout_ms),
            ..v2x_fusion::Config::default()
        };
        self.warnings.set(&mut engine);
        engine
    }

    /// Time between two pictures; at least a millisecond.
    #[must_use]
    pub fn picture_interval(&self) -> Duration {
        Duration::from_millis(self.picture_interval_ms.max(1))
    }
}

impl Warnings {
    fn set(self, engine: &mut v2x_fusion::Config) {
        let Self {
            braking,
            reaction,
            time_gap,
            least_speed,
            begin,
            end,
            signs,
            hold_ms,
            interval_ms,
            max_warnings,
        } = self;
        let warnings = &mut engine.warnings;
        (warnings.braking, warnings.reaction, warnings.time_gap) = (braking, reaction, time_gap);
        (warnings.least_speed, warnings.begin, warnings.end) = (least_speed, begin, end);
        (warnings.signs, warnings.max_warnings) = (signs, max_warnings);
        warnings.hold = Duration::from_millis(hold_ms);
        warnings.interval = Duration::from_millis(interval_ms);
    }
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_shows_every_key_with_its_default() {
        let text = include_str!("../node.toml");
        let shown: Config = toml::from_str(text).expect("the example is a valid configuration");
        let expected = Config {
            listen: vec![Listen::default()],
            send: vec![Send::default()],
            repeat: vec![Repeat::default()],
            signer: vec![Signer {
                position: Some(Origin { latitude: 39.0, longitude: -99.0 }),
                ..Signer::default()
            }],
            http: Some(Http::default()),
            ..Config::default()
        };
        let origin = Some(Origin { latitude: 39.0, longitude: -99.0 });
        let within = Some(Within { latitude: 39.0, longitude: -99.0, radius: 1000.0 });
        let filter = Filter { within, ..Filter::default() };
        let group =
            Group { group: 1, shows: Shows::Phase, number: 2, protected: true, flashing_yellow_arrow: false };
        let to = Some(SocketAddr::from((Ipv4Addr::LOCALHOST, 1516)));
        let controller = Some(Controller { to, groups: vec![group], ..Controller::default() });
        let forward = vec![Forward::default()];
        let listen = Listen { filter, controller, forward, ..Listen::default() };
        let expected = Config { listen: vec![listen], ..expected };
        let expected = Config { fusion: Fusion { origin, ..expected.fusion }, ..expected };
        assert_eq!(shown, expected);
        let keys = toml::Value::try_from(&expected).expect("a configuration can be written");
        for key in keys_of(&keys) {
            assert!(text.contains(&format!("{key} = ")), "{key} is not in the example");
        }
    }

    /// Names of all keys that have a plain value.
    fn keys_of(value: &toml::Value) -> Vec<String> {
        match value {
            toml::Value::Table(table) => table
                .iter()
                .flat_map(|(key, inner)| match inner {
                    toml::Value::Table(_) => keys_of(inner),
                    toml::Value::Array(items) if items.iter().any(toml::Value::is_table) => keys_of(inner),
                    _ => vec![key.clone()],
                })
                .collect(),
            toml::Value::Array(items) => items.iter().flat_map(keys_of).collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn an_empty_file_is_the_default() {
        assert_eq!(toml::from_str::<Config>("").expect("nothing is required"), Config::default());
    }

    #[test]
    fn unknown_keys_are_refused_at_every_level() {
        for text in
            ["color = 1", "[http]\nadress = \"[::1]:80\"", "[[listen]]\nport = 1", "[fusion]\nmax = 1"]
        {
            let error = toml::from_str::<Config>(text).expect_err(text).to_string();
            assert!(error.contains("unknown field"), "{text}: {error}");
        }
    }
}

//! What is sent out, where to and how often.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use v2x_fusion::{Scope, StationId};

use super::SenderId;

/// Messages made of the picture of the road, to one destination.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Send {
    /// Where to.
    pub to: SocketAddr,
    /// Which messages.
    pub messages: Vec<Sent>,
    /// What is put around each.
    pub envelope: Envelope,
    /// Name of the [`Signer`](super::Signer) that signs each; empty: nobody does.
    pub signer: String,
    /// Milliseconds between two tellings of road users. Warnings go out when they begin and as often while they last.
    pub interval_ms: u64,
    /// The temporary id under which this unit speaks. The fusion engine takes nothing that comes back under it.
    pub sender: SenderId,
    /// Most octets of a message, before its envelope; what does not fit goes into further messages.
    pub octets: usize,
    /// Whether road users that speak for themselves are told of too.
    pub stations: bool,
}

/// A message that a [`Send`] makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sent {
    /// Road users as SensorDataSharingMessage (J2735).
    Sdsm,
    /// Road users as RSM (T/CSAE 53-2020).
    Rsm,
    /// Dangers as IntersectionCollision and RoadSideAlert (J2735).
    Warnings,
    /// Dangers as RSI (T/CSAE 53-2020).
    WarningsCsae,
}

/// What is put around a message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Envelope {
    /// Nothing, but for the signature if there is a signer.
    #[default]
    Bare,
    /// DSMP behind its adaptation octet; for messages of T/CSAE 53.
    Dsmp,
    /// The text of RSU 4.1 for immediate forward.
    RsuText,
    /// WSMP, with the PSID of the message.
    Wsmp,
}

/// Messages of a file, sent again and again to one destination: MAP, TIM, RSI.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Repeat {
    /// Where to.
    pub to: SocketAddr,
    /// A file of frames in hexadecimal digits, one a line.
    pub file: PathBuf,
    /// Whether the frames are of T/CSAE 53-2020. Otherwise of SAE J2735.
    pub csae: bool,
    /// What is put around each.
    pub envelope: Envelope,
    /// As that of [`Send`].
    pub signer: String,
    /// Milliseconds between two rounds.
    pub interval_ms: u64,
}

/// Messages that come in at a socket, sent on to one destination at once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Forward {
    /// Where to.
    pub to: SocketAddr,
    /// Datagrams go on as they came, with all headers and signatures; envelope and signer are then not looked at.
    pub whole: bool,
    /// What is put around each message, without what was around it when it came.
    pub envelope: Envelope,
    /// As that of [`Send`].
    pub signer: String,
}

/// Where a roadside unit takes messages for immediate forward (RSU 4.1).
const FORWARD: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 1516);

impl Default for Send {
    fn default() -> Self {
        Self {
            to: FORWARD,
            messages: vec![Sent::Sdsm],
            envelope: Envelope::Bare,
            signer: String::new(),
            // 10 Hz, the rate of SDSM and RSM.
            interval_ms: 100,
            sender: SenderId([0; 8]),
            // As `v2x_fusion::emit::Sender` has it: leaves room for security and headers in a frame of 1400.
            octets: 1200,
            stations: true,
        }
    }
}

impl Default for Forward {
    fn default() -> Self {
        Self { to: FORWARD, whole: false, envelope: Envelope::RsuText, signer: String::new() }
    }
}

impl Default for Repeat {
    fn default() -> Self {
        // 1 Hz, the rate of MAP.
        Self {
            to: FORWARD,
            file: PathBuf::new(),
            csae: false,
            envelope: Envelope::Bare,
            signer: String::new(),
            interval_ms: 1000,
        }
    }
}

impl Send {
    /// Time between two tellings; at least a millisecond.
    #[must_use]
    pub fn interval(&self) -> Duration {
        Duration::from_millis(self.interval_ms.max(1))
    }

    /// The names under which this unit speaks: in each set, for an id is another one there.
    pub(crate) fn names(&self) -> [StationId; 2] {
        let SenderId(octets) = self.sender;
        [
            StationId::new(Scope::J2735, octets.get(..4).unwrap_or_default()),
            StationId::new(Scope::Csae, &octets),
        ]
    }
}

impl Repeat {
    /// Time between two rounds; at least a millisecond.
    #[must_use]
    pub fn interval(&self) -> Duration {
        Duration::from_millis(self.interval_ms.max(1))
    }
}

//! Sending: messages made of the picture of the road, and files sent again and again.
//!
//! A task for each destination looks at the latest picture, as the page does; it holds up nobody, and nobody holds it up. What
//! it makes it encodes into a buffer that it uses again and again.

mod repeat;
mod sign;
mod wrap;

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::sync::Arc;
use std::time::Duration;

use v2x::Message;
use v2x_fusion::emit::{self, EventCodes, Sender};
use v2x_fusion::warning::Warning;
use v2x_fusion::{Scope, StationId, Time};
use v2x_ring::Subscriber;

use crate::clock::Clock;
use crate::config::{Config, Envelope, Send, Sent, Services};
use crate::metrics::{Metrics, SentLabels};
use crate::picture::Picture;
use crate::stop::{Stopped, every};
use sign::{Ready, Signing};
use wrap::Wrapper;

pub use repeat::RepeatError;
pub(crate) use repeat::Repeater;
pub use sign::SignerError;

/// What all destinations share.
#[derive(Clone, Debug)]
pub(crate) struct Outfit {
    pub(crate) metrics: Arc<Metrics>,
    services: Arc<Services>,
    signers: Vec<Arc<Ready>>,
}

impl Outfit {
    /// Reads keys and certificates. An error comes with the name of the signer.
    pub(crate) fn new(config: &Config, metrics: &Arc<Metrics>) -> Result<Self, (String, SignerError)> {
        let sm2 = config.security.sm2();
        let ready = |signer: &crate::config::Signer| {
            Ready::open(signer, sm2.clone()).map(Arc::new).map_err(|error| (signer.name.clone(), error))
        };
        let signers: Vec<_> = config.signer.iter().map(ready).collect::<Result<_, _>>()?;
        let controllers = config.listen.iter().filter_map(|listen| listen.controller.as_ref());
        let names = config.send.iter().map(|send| &send.signer);
        let names = names.chain(config.repeat.iter().map(|repeat| &repeat.signer));
        let forwards = config.listen.iter().flat_map(|listen| &listen.forward);
        let names = names.chain(forwards.map(|forward| &forward.signer));
        for name in names.chain(controllers.map(|controller| &controller.signer)) {
            if !name.is_empty() && signers.iter().all(|ready| ready.name != *name) {
                return Err((name.clone(), SignerError::Unknown));
            }
        }
        Ok(Self { metrics: Arc::clone(metrics), services: Arc::new(config.services.clone()), signers })
    }

    fn signing(&self, name: &str) -> Option<Signing> {
        let found = self.signers.iter().find(|ready| ready.name == name && !name.is_empty());
        found.map(|ready| Signing::new(Arc::clone(ready)))
    }
}

/// Sends to one destination.
#[derive(Debug)]
pub(crate) struct Egress {
    out: Out,
    messages: Vec<Sent>,
    interval: Duration,
    american: Sender,
    chinese: Sender,
}

impl Egress {
    /// Opens a socket to the destination. Nothing is sent yet.
    pub(crate) fn open(send: &Send, outfit: &Outfit) -> io::Result<Self> {
        let [american, chinese] = send.names();
        let sender = |id| Sender { octets: send.octets, stations: send.stations, ..Sender::new(id) };
        Ok(Self {
            out: Out::open(send.to, send.envelope, &send.signer, outfit)?,
            messages: send.messages.clone(),
            interval: send.interval(),
            american: sender(american),
            chinese: sender(chinese),
        })
    }

    /// Sends what each picture tells, until told to stop.
    pub(crate) async fn run(mut self, mut pictures: Subscriber<Picture>, clock: impl Clock, stop: Stopped) {
        let interval = self.interval;
        let act = || {
            let told = pictures.read().map(|picture| self.told(picture)).unwrap_or_default();
            told.iter().for_each(|message| self.out.send(message, clock.now()));
        };
        every(interval, stop, act).await;
    }

    /// The messages that a picture makes.
    fn told(&mut self, picture: &Picture) -> Vec<Message> {
        let Self { messages, american, chinese, .. } = self;
        let mut told = Vec::new();
        for kind in messages {
            match kind {
                Sent::Sdsm => emit::sdsm(&picture.snapshot, american, &mut |message| told.push(message)),
                Sent::Rsm => emit::rsm(&picture.snapshot, chinese, &mut |message| told.push(message)),
                Sent::Warnings => {
                    let alert = |warning: &Warning| emit::warning_j2735(warning, &picture.snapshot, american);
                    told.extend(picture.warnings.iter().filter_map(alert));
                }
                Sent::WarningsCsae => {
                    let codes = EventCodes::default();
                    let event =
                        |warning: &Warning| emit::warning_csae(warning, codes, &picture.snapshot, chinese);
                    told.extend(picture.warnings.iter().filter_map(event));
                }
            }
        }
        told
    }
}

/// The names under which destinations are told of road users.
pub(crate) fn ourselves(sends: &[Send]) -> Vec<StationId> {
    let unnamed = |id: &StationId| id.octets == [0; 8];
    let mut names: Vec<_> = sends.iter().flat_map(Send::names).filter(|id| !unnamed(id)).collect();
    names.dedup();
    debug_assert!(names.iter().all(|id| matches!(id.scope, Scope::J2735 | Scope::Csae)));
    names
}

/// A socket that sends to one destination, and the buffers for what it sends. It does not wait: a datagram for which the
/// system has no room is counted, as one that is lost on the way would not even be.
#[derive(Debug)]
pub(crate) struct Out {
    socket: UdpSocket,
    wrapper: Wrapper,
    metrics: Arc<Metrics>,
    frame: Vec<u8>,
    packet: Vec<u8>,
}

/// The beginning of the buffer for frames; it grows where one needs more.
const FRAME: usize = 2048;

impl Out {
    pub(crate) fn open(
        to: SocketAddr,
        envelope: Envelope,
        signer: &str,
        outfit: &Outfit,
    ) -> io::Result<Self> {
        let any = if to.is_ipv4() {
            SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0))
        } else {
            SocketAddr::from((Ipv6Addr::UNSPECIFIED, 0))
        };
        let socket = UdpSocket::bind(any)?;
        socket.connect(to)?;
        socket.set_nonblocking(true)?;
        let wrapper = Wrapper::new(envelope, Arc::clone(&outfit.services), outfit.signing(signer));
        let metrics = Arc::clone(&outfit.metrics);
        Ok(Self { socket, wrapper, metrics, frame: vec![0; FRAME], packet: Vec::new() })
    }

    /// Sends a message at `now`; one that cannot be encoded, signed, wrapped or sent is counted.
    pub(crate) fn send(&mut self, message: &Message, now: Time) {
        let Self { wrapper, frame, packet, .. } = self;
        let outcome = match wrapper.wrap(message, now, frame, packet) {
            Ok(()) => self.post(&self.packet, message.name()),
            Err(error) => {
                tracing::warn!(%error, message = message.name(), "a message could not be made");
                error.name()
            }
        };
        self.count(message.name(), outcome);
    }

    /// Sends a datagram with a message of this name as it is, and counts it.
    pub(crate) fn send_whole(&self, datagram: &[u8], message: &'static str) {
        self.count(message, self.post(datagram, message));
    }

    /// Sends a datagram: what came of it.
    fn post(&self, datagram: &[u8], message: &'static str) -> &'static str {
        match self.socket.send(datagram) {
            Ok(_) => "sent",
            // Somebody who is not there (yet) refuses the one before.
            Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => "refused",
            Err(error) => {
                tracing::warn!(%error, message, "a message could not be sent");
                "socket"
            }
        }
    }

    fn count(&self, message: &'static str, outcome: &'static str) {
        self.metrics.sent.counter(SentLabels { message, outcome }).inc();
    }
}

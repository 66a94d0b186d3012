//! Messages that came in, sent on at once.

use std::io;
use std::net::SocketAddr;

use v2x::Message;
use v2x_fusion::Time;

use crate::config;
use crate::egress::{Out, Outfit};

/// One destination of what a socket receives. Nothing waits in it: what the system does not take at once is lost and counted.
#[derive(Debug)]
pub(super) struct Forward {
    out: Out,
    whole: bool,
}

impl Forward {
    /// Opens the way to a destination. `from` is where the socket listens, which messages would come round to for ever.
    pub(super) fn new(config: &config::Forward, from: SocketAddr, outfit: &Outfit) -> io::Result<Self> {
        if config.to == from {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "messages would be forwarded to where they come in",
            ));
        }
        let out = Out::open(config.to, config.envelope, &config.signer, outfit)?;
        Ok(Self { out, whole: config.whole })
    }

    /// Sends on a message and the datagram that it came in.
    pub(super) fn send(&mut self, message: &Message, datagram: &[u8], received: Time) {
        match self.whole {
            true => self.out.send_whole(datagram, message.name()),
            false => self.out.send(message, received),
        }
    }
}

//! The pushes of a signal controller: SPaT for the fusion engine, and for whom it is sent on to.

use std::io;
use std::time::Duration;

use v2x::controller::{Converter, minute_of};
use v2x::envelope::tscbm::Tscbm;
use v2x::j2735::common::MinuteOfTheYear;
use v2x::j2735::message_frame::{MessageFrame, MessageTypes};
use v2x::{EnvelopeError, Message};
use v2x_fusion::Time;

use crate::config;
use crate::egress::{Out, Outfit};

/// Makes SPaT of the pushes of one controller.
#[derive(Debug)]
pub(super) struct Controller {
    converter: Converter,
    out: Option<Out>,
}

impl Controller {
    pub(super) fn new(config: &config::Controller, outfit: &Outfit) -> io::Result<Self> {
        let open = |to| Out::open(to, config.envelope, &config.signer, outfit);
        let out = config.to.map(open).transpose()?;
        Ok(Self { converter: config.converter(), out })
    }

    /// The message of a push.
    pub(super) fn spat(&mut self, octets: &[u8], received: Time) -> Result<Message, EnvelopeError> {
        let (push, _) = Tscbm::parse(octets)?;
        let spat = self.converter.convert(&push, minute_of_year(received, &push));
        Ok(MessageFrame { value: MessageTypes::SPAT(spat), ..Default::default() }.into())
    }

    /// Sends it on, if it is to be.
    pub(super) fn forward(&mut self, spat: &Message, received: Time) {
        if let Some(out) = &mut self.out {
            out.send(spat, received);
        }
    }
}

/// The minute of the year that the clock of a push shows.
fn minute_of_year(received: Time, push: &Tscbm) -> Option<MinuteOfTheYear> {
    let received = u64::try_from(received.micros()).ok().map(Duration::from_micros)?;
    minute_of(received, push.time.minute)
}

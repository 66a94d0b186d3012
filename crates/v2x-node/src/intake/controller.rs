//! The pushes of a signal controller: SPaT for the fusion engine, and for whom it is sent on to.

use std::io;
use std::time::Duration;

use v2x::controller::Converter;
use v2x::envelope::tscbm::Tscbm;
use v2x::j2735::common::MinuteOfTheYear;
use v2x::j2735::message_frame::{MessageFrame, MessageTypes};
use v2x::uper::scale::moment;
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
        let spat = self.converter.convert(&push, minute(received, push.time.minute));
        Ok(MessageFrame { value: MessageTypes::SPAT(spat), ..Default::default() }.into())
    }

    /// Sends it on, if it is to be.
    pub(super) fn forward(&mut self, spat: &Message, received: Time) {
        if let Some(out) = &mut self.out {
            out.send(spat, received);
        }
    }
}

/// The minute of the year in which a controller sent a push whose clock shows `minute` of some hour: the one of reception, or
/// one beside it where the clock runs a little ahead or behind, or the minute is just over. `None` where the clock shows
/// another time altogether.
fn minute(received: Time, minute: u8) -> Option<MinuteOfTheYear> {
    const MINUTE: i64 = 60_000_000;
    let near = [0, -MINUTE, MINUTE].map(|offset| received.offset(offset).micros());
    near.into_iter().find_map(|micros| {
        let moment = Duration::from_micros(u64::try_from(micros).ok()?);
        let number = moment::minutes_of(moment)?;
        (number % 60 == u32::from(minute)).then_some(MinuteOfTheYear(number))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_minute_is_the_one_of_the_controller_s_clock() {
        // 1 January 2025, 00:10:59.9 UTC.
        let received = Time::from_micros(1_735_689_600_000_000 + 659_900_000);
        assert_eq!(minute(received, 10), Some(MinuteOfTheYear(10)));
        assert_eq!(minute(received, 11), Some(MinuteOfTheYear(11)));
        assert_eq!(minute(received, 9), Some(MinuteOfTheYear(9)));
        assert_eq!(minute(received, 40), None);
        // Just after the turn of the year, the controller's is still in the old one: 365 days of 1440 minutes.
        let received = Time::from_micros(1_735_689_600_100_000);
        assert_eq!(minute(received, 59), Some(MinuteOfTheYear(527_039)));
    }
}

//! A message in its envelope.

use std::sync::Arc;

use v2x::envelope::dsmp::Dsm;
use v2x::envelope::rsu_text::RsuText;
use v2x::envelope::wsmp::Wsm;
use v2x::envelope::{Aid, WriteError};
use v2x::uper::EncodeError;
use v2x::{Message, Set};
use v2x_fusion::Time;
use v2x_security::SignError;

use crate::config::{Envelope, Services};
use crate::egress::sign::Signing;

/// Puts one kind of envelope around messages, and a signature if there is a signer.
#[derive(Debug)]
pub(super) struct Wrapper {
    envelope: Envelope,
    services: Arc<Services>,
    signing: Option<Signing>,
    /// The signed frame, before its envelope.
    secured: Vec<u8>,
}

/// Why a message is not made.
#[derive(Clone, Copy, Debug, thiserror::Error)]
pub(super) enum WrapError {
    #[error("not within the limits of its type: {0}")]
    Encode(EncodeError),
    #[error("{0}")]
    Write(WriteError),
    #[error("no service is known that it belongs to")]
    Service,
    #[error("cannot be signed: {0}")]
    Sign(SignError),
}

impl WrapError {
    /// In one word, for metrics.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Encode(_) => "encode",
            Self::Write(_) => "envelope",
            Self::Service => "service",
            Self::Sign(_) => "sign",
        }
    }
}

impl Wrapper {
    pub(super) const fn new(envelope: Envelope, services: Arc<Services>, signing: Option<Signing>) -> Self {
        Self { envelope, services, signing, secured: Vec::new() }
    }

    /// Writes the packet of a message at `now`; `frame` is room for its encoding.
    pub(super) fn wrap(
        &mut self,
        message: &Message,
        now: Time,
        frame: &mut Vec<u8>,
        packet: &mut Vec<u8>,
    ) -> Result<(), WrapError> {
        let frame = message.encode_to(frame).map_err(WrapError::Encode)?;
        let psid = self.services.of(message);
        let data = match &mut self.signing {
            None => frame,
            Some(signing) => {
                self.secured.clear();
                let psid = psid.ok_or(WrapError::Service)?;
                signing.sign(frame, psid, now, &mut self.secured).map_err(WrapError::Sign)?;
                &self.secured
            }
        };
        packet.clear();
        match self.envelope {
            Envelope::Bare => packet.extend_from_slice(data),
            Envelope::Dsmp => {
                let aid = psid.and_then(|psid| Aid::from_value(psid.value().try_into().ok()?));
                let aid = aid.filter(|_| message.set() == Set::Csae).ok_or(WrapError::Service)?;
                Dsm::new(aid, data).write_adapted(packet).map_err(WrapError::Write)?;
            }
            Envelope::RsuText => {
                // Whoever sends it on is told not to sign what is signed; what is not it may.
                let signature = self.signing.is_some().then_some(false);
                let message_type = short(message.name());
                RsuText { message_type, psid, interval: Some(0), signature, ..RsuText::new(data) }
                    .write(packet);
            }
            Envelope::Wsmp => {
                let psid = psid.filter(|_| message.set() == Set::J2735).ok_or(WrapError::Service)?;
                Wsm::new(psid, data).write(packet).map_err(WrapError::Write)?;
            }
        }
        Ok(())
    }
}

/// What RSU 4.1 calls a message, where it does.
fn short(message: &'static str) -> Option<&'static str> {
    Some(match message {
        "BasicSafetyMessage" => "BSM",
        "MapData" => "MAP",
        "PersonalSafetyMessage" => "PSM",
        "SPAT" => "SPAT",
        "SensorDataSharingMessage" => "SDSM",
        "TravelerInformation" => "TIM",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use v2x::csae::y2020::msg_frame::MessageFrame as ChineseFrame;
    use v2x::j2735::message_frame::{MessageFrame, MessageTypes};

    use super::*;

    fn packet(envelope: Envelope, message: &Message) -> Result<Vec<u8>, &'static str> {
        let (mut frame, mut packet) = (Vec::new(), vec![1, 2, 3]);
        let now = Time::from_seconds(1.75e9);
        let wrapped =
            Wrapper::new(envelope, Arc::default(), None).wrap(message, now, &mut frame, &mut packet);
        wrapped.map(|()| packet).map_err(WrapError::name)
    }

    #[test]
    fn what_is_wrapped_is_read_again() {
        let value = MessageTypes::SPAT(Default::default());
        let american = Message::from(MessageFrame { value, ..Default::default() });
        // A list has one entry at least.
        assert_eq!(packet(Envelope::Bare, &american), Err("encode"));
        let value = MessageTypes::BasicSafetyMessage(Default::default());
        let american = Message::from(MessageFrame { value, ..Default::default() });
        let chinese = Message::from(ChineseFrame::BsmFrame(Default::default()));
        for envelope in [Envelope::Bare, Envelope::Wsmp] {
            let octets = packet(envelope, &american).expect("it has a service");
            assert_eq!(v2x::decode(&octets).expect("it is well formed").message, american);
        }
        let octets = packet(Envelope::Dsmp, &chinese).expect("it has an application");
        assert_eq!(v2x::decode(&octets).expect("it is well formed").message, chinese);
        let text = packet(Envelope::RsuText, &american).expect("text holds anything");
        let (text, _) = RsuText::parse(&text).expect("it is text");
        let frame: Vec<u8> = text.payload.octets().collect();
        assert_eq!(v2x::decode(&frame).expect("it is a frame").message, american);
        assert_eq!(packet(Envelope::Wsmp, &chinese), Err("service"));
        assert_eq!(packet(Envelope::Dsmp, &american), Err("service"));
    }
}

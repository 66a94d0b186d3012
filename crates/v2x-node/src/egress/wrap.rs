//! A message in its envelope.

use v2x::envelope::dsmp::Dsm;
use v2x::envelope::rsu_text::RsuText;
use v2x::envelope::wsmp::Wsm;
use v2x::envelope::{Aid, Psid, WriteError};
use v2x::uper::{EncodeError, EncodeErrorKind};
use v2x::{Message, Set};

use crate::config::Envelope;

/// Puts one kind of envelope around messages.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wrapper(Envelope);

/// Why a message is not made.
#[derive(Clone, Copy, Debug, thiserror::Error)]
pub(super) enum WrapError {
    #[error("not within the limits of its type: {0}")]
    Encode(EncodeError),
    #[error("{0}")]
    Write(WriteError),
    #[error("no service is known that it belongs to")]
    Service,
}

impl WrapError {
    /// In one word, for metrics.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Encode(_) => "encode",
            Self::Write(_) => "envelope",
            Self::Service => "service",
        }
    }
}

impl Wrapper {
    pub(super) const fn new(envelope: Envelope) -> Self {
        Self(envelope)
    }

    /// Writes the packet of a message; `frame` is room for its encoding.
    pub(super) fn wrap(
        self,
        message: &Message,
        frame: &mut Vec<u8>,
        packet: &mut Vec<u8>,
    ) -> Result<(), WrapError> {
        let length = encode(message, frame).map_err(WrapError::Encode)?;
        let frame = frame.get(..length).unwrap_or_default();
        packet.clear();
        match self.0 {
            Envelope::Bare => packet.extend_from_slice(frame),
            Envelope::Dsmp => {
                let aid = aid(message).ok_or(WrapError::Service)?;
                Dsm::new(aid, frame).write_adapted(packet).map_err(WrapError::Write)?;
            }
            Envelope::RsuText => RsuText::new(frame).write(packet),
            Envelope::Wsmp => {
                let psid = psid(message).ok_or(WrapError::Service)?;
                Wsm::new(psid, frame).write(packet).map_err(WrapError::Write)?;
            }
        }
        Ok(())
    }
}

/// Encodes into `frame`, which grows as needed; gives the length.
fn encode(message: &Message, frame: &mut Vec<u8>) -> Result<usize, EncodeError> {
    match message.encode_into(frame) {
        Err(EncodeError { kind: EncodeErrorKind::Buffer { needed }, .. }) => {
            frame.resize(needed as usize, 0);
            message.encode_into(frame)
        }
        other => other,
    }
}

/// The service of a J2735 message (IEEE 1609.12).
fn psid(message: &Message) -> Option<Psid> {
    let value = match (message.set(), message.name()) {
        (Set::J2735, "BasicSafetyMessage") => 0x20,
        (Set::J2735, "PersonalSafetyMessage") => 0x27,
        (Set::J2735, "RTCMcorrections") => 0x80,
        (Set::J2735, "SPAT") => 0x82,
        (Set::J2735, "TravelerInformation") => 0x83,
        (Set::J2735, "SensorDataSharingMessage") => 0x90,
        (Set::J2735, "MapData") => 0x20_4097,
        _ => return None,
    };
    Psid::from_value(value)
}

/// The application of a Chinese message (YD/T 3707).
fn aid(message: &Message) -> Option<Aid> {
    let value = match (message.set(), message.name()) {
        (Set::Csae, "BSM") => 111,
        (Set::Csae, "MAP") => 3618,
        (Set::Csae, "SPAT") => 3619,
        (Set::Csae, "RSI") => 3620,
        (Set::Csae, "RSM") => 3623,
        _ => return None,
    };
    Aid::from_value(value)
}

#[cfg(test)]
mod tests {
    use v2x::csae::y2020::msg_frame::MessageFrame as ChineseFrame;
    use v2x::j2735::message_frame::{MessageFrame, MessageTypes};

    use super::*;

    fn packet(envelope: Envelope, message: &Message) -> Result<Vec<u8>, &'static str> {
        let (mut frame, mut packet) = (Vec::new(), vec![1, 2, 3]);
        let wrapped = Wrapper::new(envelope).wrap(message, &mut frame, &mut packet);
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

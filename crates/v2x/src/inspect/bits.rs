//! Which bits of a frame are which field.
//!
//! The decoder itself is asked: it is given one bit more at a time, and each time it names the field that it has to stop in.
//! So what is told is what it does, for any message; it takes as many decodings as there are bits, some tenth of a second.

use alloc::string::String;
use alloc::vec::Vec;

use super::paths;
use crate::set::{CsaeEdition, Set};
use crate::shape::shape;
use crate::{Error, Message};

/// A field, or a part of one that is encoded on its own: a presence bit, a length, an index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BitField {
    /// The way to it from the message, such as `BasicSafetyMessage.partII[0].partII-Value.pathHistory.crumbData`; the way alone
    /// of a structure for its extension bit and the like. Where no way is found it is [`at`](Self::at).
    pub path: String,
    /// `Type.component`; the type alone for its extension bit, the index of an alternative or the like.
    pub at: &'static str,
    /// Its first bit, from the start of the frame.
    pub start: u32,
    /// How many bits it has.
    pub len: u32,
}

/// What fills the last octet of a frame or of an open type.
pub(super) const PADDING: &str = "padding";

/// The fields of a frame in the order of their bits, which they cover without gaps up to the end of its last octet.
///
/// # Errors
/// When the octets do not begin with a frame of the set.
pub fn bits(set: Set, edition: CsaeEdition, frame: &[u8]) -> Result<Vec<BitField>, Error> {
    let mut message = Message::empty(set, edition)?;
    let (octets, _) = message.read(0, frame)?;
    let (name, tree) = (message.name(), message.to_jer());
    let frame = frame.get(..octets).unwrap_or(frame);
    let mut fields: Vec<BitField> = Vec::new();
    for bit in 0..frame.len() * 8 {
        let found = message.cut(frame, bit);
        let number = u32::try_from(bit).unwrap_or(u32::MAX);
        match (fields.last_mut(), found) {
            (Some(last), Some((start, at))) if last.start == start && last.at == at => last.len += 1,
            (Some(last), None) if last.at == PADDING => last.len += 1,
            (last, Some((start, at))) => {
                // Bits of an addition that would be the index of an alternative, were it none.
                let seen = number.saturating_sub(start);
                if let Some(last) = last {
                    last.len = last.len.saturating_sub(seen);
                }
                fields.push(BitField { path: at.into(), at, start, len: seen + 1 });
            }
            (_, None) => fields.push(BitField { path: PADDING.into(), at: PADDING, start: number, len: 1 }),
        }
    }
    if let Some(shape) = shape(set, edition) {
        paths::name(name, &tree, shape, frame, &mut fields);
    }
    Ok(fields)
}

#[cfg(all(test, feature = "j2735"))]
mod tests {
    use super::*;
    use crate::j2735::basic_safety_message::{
        BSMpartIIExtension, BasicSafetyMessage, PartIIcontentBSMpartIIExtension,
    };
    use crate::j2735::common::{Speed, VehicleSafetyExtensions};
    use crate::j2735::message_frame::{MessageFrame, MessageTypes};
    use alloc::vec;

    #[test]
    fn fields_have_their_bits_through_open_types() {
        let part = VehicleSafetyExtensions::default();
        let part_ii_value = BSMpartIIExtension::VehicleSafetyExtensions(part.into());
        let mut bsm = BasicSafetyMessage {
            part_ii: Some(vec![PartIIcontentBSMpartIIExtension { part_ii_value }]),
            ..Default::default()
        };
        bsm.core_data.speed = Speed(694);
        let value = MessageTypes::BasicSafetyMessage(bsm);
        let frame = Message::from(MessageFrame { value, ..Default::default() }).to_uper().unwrap();
        let fields = bits(Set::J2735, CsaeEdition::default(), &frame).unwrap();
        let of = |at: &str| fields.iter().find(|field| field.at == at).unwrap();
        // Extension bit, 15 bits of id, an octet of length; then three bits before the core data.
        let core = 16 + 8 + 3;
        let speed = of("BSMcoreData.speed");
        // Count 7, id 32, second 16, latitude 31, longitude 32, height 16, ellipse 32, gear 3.
        assert_eq!((speed.start, speed.len), (core + 7 + 32 + 16 + 31 + 32 + 16 + 32 + 3, 13));
        let bit = |n: u32| u32::from(frame[n as usize / 8] >> (7 - n % 8) & 1);
        assert_eq!((0..13).fold(0, |value, n| value << 1 | bit(speed.start + n)), 694);
        // The part II content is five bits of preamble, filled up to an octet by three; behind it two fill the message.
        let padding = fields.iter().filter(|field| field.at == PADDING);
        let padding: Vec<_> = padding.map(|field| (field.start, field.len)).collect();
        assert_eq!(padding, [(core + 290 + 3 + 6 + 8 + 5, 3 + 2)]);
    }
}

//! A glance at a frame: who speaks, of what and from where, read from a few fields without decoding the message; and
//! the filter that lets only some messages be decoded.

use alloc::string::String;
use alloc::vec::Vec;

use crate::set::{CsaeEdition, Set};

/// What a few fields of a frame tell. What the frame does not have, or has out of range, is `None`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Glance {
    /// Which message it is, as [`Message::name`](crate::Message::name) has it; `"Unknown"` for an identifier that this
    /// edition does not know.
    pub message: &'static str,
    /// The identifier that a vehicle, a road user or a roadside unit gives itself in BSM, PSM, SDSM, RSM and SSM: four
    /// octets in J2735, eight in the Chinese sets, left-aligned.
    pub sender: Option<[u8; 8]>,
    /// Where the sender of a BSM or PSM is, or the reference point of an SDSM, an RSM, an SSM or the first intersection
    /// of a MAP.
    pub position: Option<Position>,
    /// The first intersection of a MAP or SPaT: regional number (0 without one) and number.
    pub intersection: Option<(u16, u16)>,
}

/// A place on the earth (WGS-84).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Position {
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
}

/// What is let through. The default lets everything through.
///
/// ```
/// use v2x::{Area, CsaeEdition, Filter, Position, Set, glance};
///
/// let here = Position { latitude: 42.3, longitude: -83.1 };
/// let filter = Filter { within: Some(Area { center: here, radius: 800.0 }), ..Filter::default() };
/// let frame = [0x00, 0x14, 0x25]; // a BSM that is cut: nothing is known of it but its name
/// let glance = glance(Set::J2735, CsaeEdition::Y2020, &frame);
/// assert_eq!((glance.message, glance.position), ("BasicSafetyMessage", None));
/// assert!(filter.passes(&glance));
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// Names of the messages that pass, as [`Glance::message`] has them; empty: all.
    pub messages: Vec<String>,
    /// Messages that say they are from outside do not pass. Those that do not say where they are from pass.
    pub within: Option<Area>,
    /// Messages of these senders do not pass: one's own that come back, for example.
    pub except_senders: Vec<[u8; 8]>,
    /// SPaT and MAP of these intersections pass, by region (0 without one) and number, and those of others do not;
    /// empty: all. A message about several goes by its first.
    pub intersections: Vec<(u16, u16)>,
}

/// A circle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    /// Its middle.
    pub center: Position,
    /// Its radius in metres.
    pub radius: f64,
}

impl Filter {
    /// Whether a message passes.
    pub fn passes(&self, glance: &Glance) -> bool {
        let named = self.messages.is_empty() || self.messages.iter().any(|name| name == glance.message);
        let near = match (&self.within, &glance.position) {
            (Some(area), Some(position)) => area.contains(position),
            _ => true,
        };
        let here = self.intersections.is_empty()
            || glance.intersection.is_none_or(|number| self.intersections.contains(&number));
        named && near && here && glance.sender.is_none_or(|sender| !self.except_senders.contains(&sender))
    }
}

impl Area {
    /// Whether a place is in the circle. The earth is taken for a plane around the middle, which is right to a percent
    /// up to some hundred kilometres.
    pub fn contains(&self, position: &Position) -> bool {
        /// Metres in a degree of latitude: the mean meridian arc of WGS-84.
        const DEGREE: f64 = 111_132.0;
        let north = (position.latitude - self.center.latitude) * DEGREE;
        let east =
            wrapped(position.longitude - self.center.longitude) * DEGREE * cosine(self.center.latitude);
        north * north + east * east <= self.radius * self.radius
    }
}

/// A difference of longitudes the short way round.
fn wrapped(degrees: f64) -> f64 {
    match degrees {
        180.0.. => degrees - 360.0,
        _ if degrees < -180.0 => degrees + 360.0,
        _ => degrees,
    }
}

/// The cosine of an angle of up to 90 degrees, by its series: `core` has none. Off by less than 3e-5.
fn cosine(degrees: f64) -> f64 {
    let square = (degrees * core::f64::consts::PI / 180.0) * (degrees * core::f64::consts::PI / 180.0);
    1.0 - square / 2.0 * (1.0 - square / 12.0 * (1.0 - square / 30.0 * (1.0 - square / 56.0)))
}

/// Looks at a frame. A frame that is cut or malformed shows what it can; whether it is sound only decoding says.
pub fn glance(set: Set, edition: CsaeEdition, frame: &[u8]) -> Glance {
    let _ = (edition, frame);
    match set {
        #[cfg(feature = "csae")]
        Set::Csae => csae::glance(edition, frame),
        #[cfg(feature = "j2735")]
        Set::J2735 => j2735::glance(frame),
        #[cfg(not(all(feature = "csae", feature = "j2735")))]
        _ => Glance::of(UNKNOWN),
    }
}

const UNKNOWN: &str = "Unknown";

impl Glance {
    const fn of(message: &'static str) -> Self {
        Self { message, sender: None, position: None, intersection: None }
    }
}

/// A position from tenths of a microdegree, the unit of both sets; `None` where a coordinate is "unavailable" (one step
/// beyond its greatest value).
#[cfg(any(feature = "csae", feature = "j2735"))]
fn position(latitude: i32, longitude: i32) -> Option<Position> {
    let (latitude, longitude) = (f64::from(latitude) / 1e7, f64::from(longitude) / 1e7);
    (latitude.abs() <= 90.0 && longitude.abs() <= 180.0).then_some(Position { latitude, longitude })
}

#[cfg(feature = "j2735")]
mod j2735 {
    use v2x_j2735::common::TemporaryID;
    use v2x_j2735::message_frame::MessageTypes;
    use v2x_j2735::views::{FrameView, IntersectionReferenceIDView, MapView, MessageView, SpatView};
    use v2x_uper::{DecodeError, Reader, View};

    use super::{Glance, position};

    pub(super) fn glance(frame: &[u8]) -> Glance {
        // The number after the extension bit, also where the rest is missing (J2735, DSRCmsgID).
        let id = frame.first_chunk().map_or(u32::MAX, |id| u32::from(u16::from_be_bytes(*id) & 0x7FFF));
        let glance = Glance::of(MessageTypes::name_of(id));
        let value = FrameView::peek(&mut Reader::new(frame)).map_err(DecodeError::from);
        let value = value.and_then(|frame| frame.peek_value());
        value.and_then(|value| fields(glance, &value)).unwrap_or(glance)
    }

    fn fields(glance: Glance, value: &MessageView<'_>) -> Result<Glance, DecodeError> {
        Ok(match value {
            MessageView::BasicSafetyMessage(bsm) => {
                let core = bsm.core_data()?;
                let position = position(core.lat()?.0, core.long()?.0);
                Glance { sender: Some(sender(core.id())), position, ..glance }
            }
            MessageView::PersonalSafetyMessage(psm) => {
                let place = psm.position()?;
                let position = position(place.lat.0, place.long.0);
                Glance { sender: Some(sender(psm.id())), position, ..glance }
            }
            MessageView::SensorDataSharingMessage(sdsm) => {
                let place = sdsm.ref_pos()?;
                let position = position(place.lat.0, place.long.0);
                Glance { sender: Some(sender(sdsm.source_id())), position, ..glance }
            }
            MessageView::MapData(map) => map_fields(glance, map)?,
            MessageView::SPAT(spat) => spat_fields(glance, spat)?,
            _ => glance,
        })
    }

    fn map_fields(glance: Glance, map: &MapView<'_>) -> Result<Glance, DecodeError> {
        let Some(first) = map.intersections().and_then(|list| list.first()) else { return Ok(glance) };
        let place = first.ref_point()?;
        let position = position(place.lat.0, place.long.0);
        Ok(Glance { intersection: Some(number(&first.id()?)), position, ..glance })
    }

    fn spat_fields(glance: Glance, spat: &SpatView<'_>) -> Result<Glance, DecodeError> {
        let Some(first) = spat.intersections().first() else { return Ok(glance) };
        Ok(Glance { intersection: Some(number(&first.id()?)), ..glance })
    }

    fn number(id: &IntersectionReferenceIDView<'_>) -> (u16, u16) {
        (id.region().map_or(0, |region| region.0), id.id().0)
    }

    fn sender(TemporaryID([a, b, c, d]): TemporaryID) -> [u8; 8] {
        [a, b, c, d, 0, 0, 0, 0]
    }
}

#[cfg(feature = "csae")]
mod csae {
    use v2x_uper::{DecodeError, Reader, View};

    use super::{Glance, UNKNOWN, position};
    use crate::set::CsaeEdition;

    pub(super) fn glance(edition: CsaeEdition, frame: &[u8]) -> Glance {
        // A choice of five after the extension bit (T/CSAE 53, MessageFrame).
        let glance = Glance::of(match frame.first().map(|first| first >> 4) {
            Some(0) => "BSM",
            Some(1) => "MAP",
            Some(2) => "RSM",
            Some(3) => "SPAT",
            Some(4) => "RSI",
            Some(8) if edition == CsaeEdition::Y2020 => y2020::name(frame),
            _ => UNKNOWN,
        });
        let fields = match edition {
            CsaeEdition::Y2019 => y2019::fields(glance, frame),
            CsaeEdition::Y2020 => y2020::fields(glance, frame),
        };
        fields.unwrap_or(glance)
    }

    /// The function of one edition; the editions have the same names for what is looked at.
    macro_rules! edition {
        () => {
            pub(super) fn fields(glance: Glance, frame: &[u8]) -> Result<Glance, DecodeError> {
                Ok(match FrameView::peek(&mut Reader::new(frame))? {
                    FrameView::BsmFrame(bsm) => {
                        let place = bsm.pos()?;
                        let position = position(place.lat.0, place.long.0);
                        Glance { sender: Some(bsm.id()), position, ..glance }
                    }
                    FrameView::RsmFrame(rsm) => {
                        let place = rsm.ref_pos()?;
                        let position = position(place.lat.0, place.long.0);
                        Glance { sender: Some(rsm.id()), position, ..glance }
                    }
                    FrameView::MapFrame(map) => {
                        let Some(node) = map.nodes().first() else { return Ok(glance) };
                        let (place, id) = (node.ref_pos()?, node.id()?);
                        let position = position(place.lat.0, place.long.0);
                        let number = (id.region().map_or(0, |region| region.0), id.id().0);
                        Glance { intersection: Some(number), position, ..glance }
                    }
                    FrameView::SpatFrame(spat) => {
                        let Some(first) = spat.intersections().first() else { return Ok(glance) };
                        let id = first.intersection_id()?;
                        let number = (id.region().map_or(0, |region| region.0), id.id().0);
                        Glance { intersection: Some(number), ..glance }
                    }
                    other => beyond(glance, &other),
                })
            }
        };
    }

    mod y2019 {
        use super::*;
        use v2x_csae::views::y2019::FrameView;

        edition!();

        /// Nothing more is looked at.
        const fn beyond(glance: Glance, _: &FrameView<'_>) -> Glance {
            glance
        }
    }

    mod y2020 {
        use super::*;
        use v2x_csae::views::y2020::{DayTwoView, FrameView};
        use v2x_csae::y2020::msg_day_ii::MessageTypes;

        edition!();

        /// The name of a message of T/CSAE 157, also where the rest is missing: addition 0 of the frame (X.691 10.6), the
        /// length of its open type or of the first fragment of that (10.9), the extension bit and the number.
        pub(super) fn name(frame: &[u8]) -> &'static str {
            let id = match *frame {
                [0x80, ..=0x7F | 0xC1..=0xC4, high, low, ..] | [0x80, 0x80..=0xBF, _, high, low, ..] => {
                    u32::from(u16::from_be_bytes([high, low]) & 0x7FFF)
                }
                _ => u32::MAX,
            };
            MessageTypes::name_of(id)
        }

        /// What T/CSAE 157 adds.
        fn beyond(glance: Glance, frame: &FrameView<'_>) -> Glance {
            let FrameView::MsgFrameExt(frame) = frame else { return glance };
            let glance = Glance { message: MessageTypes::name_of(frame.message_id()), ..glance };
            frame.peek_value().and_then(|value| day_2(glance, &value)).unwrap_or(glance)
        }

        fn day_2(glance: Glance, value: &DayTwoView<'_>) -> Result<Glance, DecodeError> {
            let (sender, place) = match value {
                DayTwoView::PersonalSafetyMessage(psm) => (psm.id(), psm.pos()?),
                DayTwoView::SensorSharingMsg(ssm) => (ssm.id(), ssm.sensor_pos()?),
                _ => return Ok(glance),
            };
            Ok(Glance { sender: Some(sender), position: position(place.lat.0, place.long.0), ..glance })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_holds_what_is_near() {
        let center = Position { latitude: 60.0, longitude: 179.999 };
        let area = Area { center, radius: 200.0 };
        // A thousandth of a degree of longitude is 55.6 m at 60 degrees.
        let at = |latitude, longitude| area.contains(&Position { latitude, longitude });
        assert!(at(60.0, -179.998) && !at(60.0, -179.997));
        assert!(at(60.0017, 179.999) && !at(60.0019, 179.999));
        for degrees in 0..=90 {
            assert!((cosine(f64::from(degrees)) - f64::from(degrees).to_radians().cos()).abs() < 3e-5);
        }
    }
}

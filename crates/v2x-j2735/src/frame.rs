//! From a message to its frame, and short ways to what nearly every message has.

use crate::basic_safety_message::{BSMpartIIExtension, BasicSafetyMessage, PartIIcontentBSMpartIIExtension};
use crate::common::{
    BSMcoreData, IntersectionID, IntersectionReferenceID, Latitude, Longitude, Position3D, RoadRegulatorID,
};
use crate::message_frame::{MessageFrame, MessageTypes};
use crate::sensor_data_sharing_message::{ObjectDistance, PositionOffsetXYZ};
use v2x_uper::scale::OffScale;

/// One row for each message that has contents: its type is named like its alternative.
macro_rules! messages {
    ($($module:ident::$message:ident)*) => {
        $(
            impl From<crate::$module::$message> for MessageTypes {
                fn from(message: crate::$module::$message) -> Self {
                    // Large messages are in a box, the others as they are: `into` does both.
                    Self::$message(message.into())
                }
            }

            impl From<crate::$module::$message> for MessageFrame {
                fn from(message: crate::$module::$message) -> Self {
                    MessageTypes::from(message).into()
                }
            }
        )*
    };
}

messages! {
    basic_safety_message::BasicSafetyMessage
    map_data::MapData
    spat::SPAT
    common_safety_request::CommonSafetyRequest
    emergency_vehicle_alert::EmergencyVehicleAlert
    intersection_collision::IntersectionCollision
    nmea_corrections::NMEAcorrections
    probe_data_management::ProbeDataManagement
    probe_vehicle_data::ProbeVehicleData
    road_side_alert::RoadSideAlert
    rtcm_corrections::RTCMcorrections
    signal_request_message::SignalRequestMessage
    signal_status_message::SignalStatusMessage
    traveler_information::TravelerInformation
    personal_safety_message::PersonalSafetyMessage
    road_safety_message::RoadSafetyMessage
    road_weather_message::RoadWeatherMessage
    probe_data_config::ProbeDataConfigMessage
    probe_data_report::ProbeDataReportMessage
    toll_advertisement_message::TollAdvertisementMessage
    toll_usage_message::TollUsageMessage
    toll_usage_ack_message::TollUsageAckMessage
    cooperative_control_message::CooperativeControlMessage
    sensor_data_sharing_message::SensorDataSharingMessage
    maneuver_sharing_and_coordinating_message::ManeuverSharingAndCoordinatingMessage
    road_user_charging_config_message::RoadUserChargingConfigMessage
    road_user_charging_report_message::RoadUserChargingReportMessage
    traffic_light_status_message::TrafficLightStatusMessage
}

impl From<MessageTypes> for MessageFrame {
    fn from(value: MessageTypes) -> Self {
        Self { value, ..Default::default() }
    }
}

/// A BSM without Part II.
impl From<BSMcoreData> for BasicSafetyMessage {
    fn from(core_data: BSMcoreData) -> Self {
        Self { core_data, ..Default::default() }
    }
}

impl BasicSafetyMessage {
    /// Adds a content of Part II.
    pub fn push_part_ii(&mut self, part_ii_value: BSMpartIIExtension) {
        self.part_ii.get_or_insert_default().push(PartIIcontentBSMpartIIExtension { part_ii_value });
    }

    /// The contents of Part II, if there are any.
    pub fn part_ii_contents(&self) -> impl Iterator<Item = &BSMpartIIExtension> {
        self.part_ii.iter().flatten().map(|content| &content.part_ii_value)
    }
}

impl Position3D {
    /// At so many degrees north and east, without a height.
    ///
    /// # Errors
    /// A latitude beyond ±90° or a longitude beyond ±180°.
    pub fn from_degrees(latitude: f64, longitude: f64) -> Result<Self, OffScale> {
        let (lat, long) = (Latitude::from_degrees(latitude)?, Longitude::from_degrees(longitude)?);
        Ok(Self { lat, long, ..Default::default() })
    }

    /// Latitude and longitude in degrees; `None` where either is not known.
    pub fn degrees(&self) -> Option<(f64, f64)> {
        self.lat.degrees().zip(self.long.degrees())
    }
}

impl IntersectionReferenceID {
    /// An intersection by its number and that of the region which gave it.
    pub const fn new(region: u16, id: u16) -> Self {
        Self { region: Some(RoadRegulatorID(region)), id: IntersectionID(id) }
    }
}

impl PositionOffsetXYZ {
    /// So many metres east and north of the reference point, at its height.
    ///
    /// # Errors
    /// More than 3276.7 m.
    pub fn from_metres(east: f64, north: f64) -> Result<Self, OffScale> {
        let (offset_x, offset_y) = (ObjectDistance::from_metres(east)?, ObjectDistance::from_metres(north)?);
        Ok(Self { offset_x, offset_y, offset_z: None })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_framed_by_its_number() {
        let framed = [
            (MessageFrame::from(BasicSafetyMessage::default()), 20),
            (crate::map_data::MapData::default().into(), 18),
            (crate::traffic_light_status_message::TrafficLightStatusMessage::default().into(), 50),
        ];
        for (frame, id) in framed {
            assert_eq!(frame.id(), id);
        }
    }

    #[test]
    fn places_in_degrees_and_metres() {
        let place = Position3D::from_degrees(42.3, -83.1).unwrap();
        assert_eq!((place.lat, place.long), (Latitude(423_000_000), Longitude(-831_000_000)));
        assert_eq!(place.degrees(), Some((42.3, -83.1)));
        assert_eq!(Position3D::UNAVAILABLE.degrees(), None);
        assert!(
            Position3D::from_degrees(90.1, 0.0).is_err() && Position3D::from_degrees(0.0, 180.1).is_err()
        );
        let offset = PositionOffsetXYZ::from_metres(-1.5, 20.04).unwrap();
        assert_eq!((offset.offset_x, offset.offset_y), (ObjectDistance(-15), ObjectDistance(200)));
        assert!(PositionOffsetXYZ::from_metres(0.0, 3277.0).is_err());
    }
}

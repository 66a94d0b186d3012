//! SAE J2735 and the sets that ride in it.

mod bsm;
mod lanes;
mod map;
mod psm;
mod sdsm;
mod spat;

use v2x::j2735::common::IntersectionReferenceID;
use v2x::j2735::message_frame::{MessageFrame, MessageTypes};

use super::Reception;
use crate::context::IntersectionId;
use crate::input::Input;
use crate::observation::Scope;

/// Turns a frame into inputs.
pub(super) fn frame(frame: &MessageFrame, reception: &Reception, sink: &mut impl FnMut(Input)) {
    match &frame.value {
        MessageTypes::BasicSafetyMessage(message) => sink_some(bsm::observation(message, reception), sink),
        MessageTypes::PersonalSafetyMessage(message) => sink_some(psm::observation(message, reception), sink),
        MessageTypes::SensorDataSharingMessage(message) => sdsm::observations(message, reception, sink),
        MessageTypes::MapData(message) => map::road_maps(message, reception, sink),
        MessageTypes::SPAT(message) => spat::reports(message, reception, sink),
        _ => {}
    }
}

fn sink_some(observation: Option<crate::observation::Observation>, sink: &mut impl FnMut(Input)) {
    if let Some(observation) = observation {
        sink(observation.into());
    }
}

/// The name of an intersection; no region is region 0.
fn intersection_id(id: &IntersectionReferenceID) -> IntersectionId {
    IntersectionId { scope: Scope::J2735, region: id.region.map_or(0, |region| region.0), id: id.id.0 }
}

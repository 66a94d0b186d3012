//! Whom a lane is for and what one may do on it, in both directions.

use v2x_j2735::common as j;
use v2x_j2735::map_data as jm;

use super::types::{
    AllowedManeuvers, LaneAttributes, LaneAttributesVehicle, LaneSharing, LaneTypeAttributes,
    RegulatorySpeedLimit, vehicle_lane_from, vehicle_lane_to,
};
use crate::translate::ledger::{Ledger, Reason, same};

/// People on foot: the bit of both sets, and the second one of the Chinese, which J2735 reserves.
const PEOPLE: u16 = jm::LaneSharing::PEDESTRIANS_TRAFFIC.0;
const PEOPLE_TOO: u16 = 1;

pub(super) fn attributes_from(
    attributes: &jm::LaneAttributes,
    ledger: &mut Ledger<'_>,
) -> Option<LaneAttributes> {
    let jm::LaneAttributes { directional_use, shared_with, lane_type, regional } = attributes;
    if *directional_use != jm::LaneDirection::INGRESS_PATH {
        // Lanes of links run one way: the other is not told.
        ledger.lost("laneAttributes.directionalUse", directional_use, Reason::Approximated);
    }
    ledger.lost_some("laneAttributes.regional", regional.as_ref(), Reason::NoCounterpart);
    let shared = shared_with.0 & !PEOPLE_TOO;
    if shared != shared_with.0 {
        ledger.lost("laneAttributes.sharedWith", shared_with, Reason::OutOfRange);
    }
    let lane_type = kind_from(lane_type, ledger)?;
    Some(LaneAttributes { share_with: (shared != 0).then_some(LaneSharing(shared)), lane_type })
}

fn kind_from(kind: &jm::LaneTypeAttributes, ledger: &mut Ledger<'_>) -> Option<LaneTypeAttributes> {
    use jm::LaneTypeAttributes as From;
    let name = "laneAttributes.laneType";
    Some(match kind {
        From::Vehicle(flags) => {
            LaneTypeAttributes::Vehicle(LaneAttributesVehicle(vehicle_lane_from(&flags.0, ledger)))
        }
        From::Crosswalk(flags) => LaneTypeAttributes::Crosswalk(ledger.carried(name, flags)),
        From::BikeLane(flags) => LaneTypeAttributes::BikeLane(ledger.carried(name, flags)),
        From::Sidewalk(flags) => LaneTypeAttributes::Sidewalk(ledger.carried(name, flags)),
        From::Median(flags) => LaneTypeAttributes::Median(ledger.carried(name, flags)),
        From::Striping(flags) => LaneTypeAttributes::Striping(ledger.carried(name, flags)),
        From::TrackedVehicle(flags) => LaneTypeAttributes::TrackedVehicle(ledger.carried(name, flags)),
        From::Parking(flags) => LaneTypeAttributes::Parking(ledger.carried(name, flags)),
        From::Unknown { .. } => {
            ledger.lost(name, kind, Reason::NoCounterpart);
            return None;
        }
    })
}

pub(super) fn attributes_to(
    attributes: Option<&LaneAttributes>,
    ledger: &mut Ledger<'_>,
) -> jm::LaneAttributes {
    let mut into =
        jm::LaneAttributes { directional_use: jm::LaneDirection::INGRESS_PATH, ..Default::default() };
    if let Some(LaneAttributes { share_with, lane_type }) = attributes {
        if let Some(LaneSharing(shared)) = *share_with {
            let people = if shared & PEOPLE_TOO == 0 { 0 } else { PEOPLE };
            into.shared_with = jm::LaneSharing(shared & !PEOPLE_TOO | people);
        }
        into.lane_type = kind_to(lane_type, ledger);
    }
    into
}

fn kind_to(kind: &LaneTypeAttributes, ledger: &mut Ledger<'_>) -> jm::LaneTypeAttributes {
    use jm::LaneTypeAttributes as Into;
    let name = "laneAttributes.laneType";
    match kind {
        LaneTypeAttributes::Vehicle(flags) => {
            Into::Vehicle(jm::LaneAttributesVehicle(vehicle_lane_to(&flags.0, ledger)))
        }
        LaneTypeAttributes::Crosswalk(flags) => Into::Crosswalk(ledger.carried(name, flags)),
        LaneTypeAttributes::BikeLane(flags) => Into::BikeLane(ledger.carried(name, flags)),
        LaneTypeAttributes::Sidewalk(flags) => Into::Sidewalk(ledger.carried(name, flags)),
        LaneTypeAttributes::Median(flags) => Into::Median(ledger.carried(name, flags)),
        LaneTypeAttributes::Striping(flags) => Into::Striping(ledger.carried(name, flags)),
        LaneTypeAttributes::TrackedVehicle(flags) => Into::TrackedVehicle(ledger.carried(name, flags)),
        LaneTypeAttributes::Parking(flags) => Into::Parking(ledger.carried(name, flags)),
        LaneTypeAttributes::Unknown { .. } => {
            ledger.lost(name, kind, Reason::NoCounterpart);
            Into::default()
        }
    }
}

pub(super) const fn maneuvers_from(allowed: jm::AllowedManeuvers) -> AllowedManeuvers {
    AllowedManeuvers(allowed.0)
}

pub(super) const fn maneuvers_to(allowed: AllowedManeuvers) -> jm::AllowedManeuvers {
    jm::AllowedManeuvers(allowed.0)
}

pub(super) fn limits_from(
    name: &str,
    limits: &[j::RegulatorySpeedLimit],
    ledger: &mut Ledger<'_>,
) -> Option<alloc::vec::Vec<RegulatorySpeedLimit>> {
    let limits = limits.iter().filter_map(|limit| {
        let j::RegulatorySpeedLimit { r#type, speed } = limit;
        let both = same(r#type).zip(same(speed));
        if both.is_none() {
            ledger.lost(name, limit, Reason::OutOfRange);
        }
        both.map(|(r#type, speed)| RegulatorySpeedLimit { r#type, speed })
    });
    let limits: alloc::vec::Vec<_> = limits.collect();
    (!limits.is_empty()).then_some(limits)
}

pub(super) fn limits_to(
    name: &str,
    limits: &[RegulatorySpeedLimit],
    ledger: &mut Ledger<'_>,
) -> Option<alloc::vec::Vec<j::RegulatorySpeedLimit>> {
    let limits = limits.iter().filter_map(|limit| {
        let RegulatorySpeedLimit { r#type, speed } = limit;
        let both = same(r#type).zip(same(speed));
        if both.is_none() {
            ledger.lost(name, limit, Reason::OutOfRange);
        }
        both.map(|(r#type, speed)| j::RegulatorySpeedLimit { r#type, speed })
    });
    let limits: alloc::vec::Vec<_> = limits.collect();
    (!limits.is_empty()).then_some(limits)
}

//! Basic safety messages of vehicles and personal safety messages of people (SAE J2735).

use v2x::j2735::basic_safety_message::{
    BSMpartIIExtension, BasicSafetyMessage, PartIIcontentBSMpartIIExtension, SupplementalVehicleExtensions,
};
use v2x::j2735::common::{
    BSMcoreData, BasicVehicleClass, BrakeAppliedStatus, BrakeSystemStatus, Speed, SteeringWheelAngle,
    TRANSIT_LOCAL_BUS, TRUCK_VEHICLE_TYPE_UNKNOWN, TransmissionState, VehicleLength, VehicleSize,
    VehicleWidth, Velocity,
};
use v2x::j2735::message_frame::{MessageFrame, MessageTypes};
use v2x::j2735::personal_safety_message::{PersonalDeviceUserType, PersonalSafetyMessage};

use super::super::layout;
use super::{Report, Shape, units};
use crate::demo::traffic::Body;

/// A vehicle's basic safety message. Lorries and buses say what they are in Part II.
pub(in super::super) fn bsm(report: &Report, shape: Shape) -> MessageFrame {
    let core_data = BSMcoreData {
        msg_cnt: units::count(report.count),
        id: report.id,
        sec_mark: units::second(report.at_ms),
        lat: units::latitude(&report.place),
        long: units::longitude(&report.place),
        elev: units::elevation(layout::ELEVATION),
        accuracy: units::accuracy(report.sigma),
        transmission: TransmissionState::ForwardGears,
        speed: Speed(units::speed(report.speed)),
        heading: units::heading(report.heading),
        // Not told.
        angle: SteeringWheelAngle(127),
        accel_set: units::acceleration(report.acceleration, report.yaw_rate),
        brakes: brakes(report.acceleration),
        size: size(shape),
    };
    let part_ii = class(shape).map(|class| vec![part_ii(class)]);
    let bsm = BasicSafetyMessage { core_data, part_ii, ..Default::default() };
    MessageFrame { value: MessageTypes::BasicSafetyMessage(bsm), ..Default::default() }
}

/// All four wheels, once it is more than rolling resistance that slows the vehicle down.
fn brakes(acceleration: f64) -> BrakeSystemStatus {
    let all = BrakeAppliedStatus::LEFT_FRONT
        | BrakeAppliedStatus::LEFT_REAR
        | BrakeAppliedStatus::RIGHT_FRONT
        | BrakeAppliedStatus::RIGHT_REAR;
    let wheel_brakes = if acceleration < -0.5 { all } else { BrakeAppliedStatus::default() };
    BrakeSystemStatus { wheel_brakes, ..Default::default() }
}

/// 1 cm.
pub(super) fn size(shape: Shape) -> VehicleSize {
    let (length, width) = shape.size();
    VehicleSize {
        width: VehicleWidth(units::steps(width, 0.01, 1, 1_023) as u16),
        length: VehicleLength(units::steps(length, 0.01, 1, 4_095) as u16),
    }
}

/// The class of what is not a passenger car.
pub(super) fn class(shape: Shape) -> Option<BasicVehicleClass> {
    match shape {
        Body::Car => None,
        Body::Truck => Some(TRUCK_VEHICLE_TYPE_UNKNOWN),
        Body::Bus => Some(TRANSIT_LOCAL_BUS),
    }
}

fn part_ii(class: BasicVehicleClass) -> PartIIcontentBSMpartIIExtension {
    let supplement = SupplementalVehicleExtensions { classification: Some(class), ..Default::default() };
    let part_ii_value = BSMpartIIExtension::SupplementalVehicleExtensions(Box::new(supplement));
    PartIIcontentBSMpartIIExtension { part_ii_value }
}

/// A person's personal safety message.
pub(in super::super) fn psm(report: &Report, bicycle: bool) -> MessageFrame {
    let basic_type =
        if bicycle { PersonalDeviceUserType::APEDALCYCLIST } else { PersonalDeviceUserType::APEDESTRIAN };
    let psm = PersonalSafetyMessage {
        basic_type,
        sec_mark: units::second(report.at_ms),
        msg_cnt: units::count(report.count),
        id: report.id,
        position: units::position(&report.place),
        accuracy: units::accuracy(report.sigma),
        speed: Velocity(units::speed(report.speed)),
        heading: units::heading(report.heading),
        ..Default::default()
    };
    MessageFrame { value: MessageTypes::PersonalSafetyMessage(Box::new(psm)), ..Default::default() }
}

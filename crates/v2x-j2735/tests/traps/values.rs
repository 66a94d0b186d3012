//! Numbers, enumerations, strings and their constraints.

use super::{bits, decode_error, encode_error, notes, same};
use v2x_j2735::basic_safety_message::DisabledVehicle;
use v2x_j2735::common::{BSMcoreData, Latitude, VehicleEventFlags};
use v2x_j2735::efc_data_dictionary::{Distance, DistanceUnit, Int4Unsigned};
use v2x_j2735::itis::{GenericLocations, ITIScodes};
use v2x_j2735::map_data::{LaneAttributes, LaneAttributesVehicle, LaneDirection, LaneTypeAttributes};
use v2x_j2735::spat::{TimeChangeDetails, TimeMark};
use v2x_j2735::toll_usage_message::VehicleId;
use v2x_j2735::{add_grp_b, common, itis, j2540_itis};
use v2x_uper::{BitString, DecodeErrorKind, EncodeErrorKind, Notes, Uper};

#[test]
fn items_are_numbered_by_their_values() {
    // Of 96 root items, 8026 is the 89th by value: index 88 in seven bits.
    let vehicle: DisabledVehicle = same("0 1 00010 0 1011000");
    assert_eq!(vehicle.status_details, ITIScodes(525));
    assert_eq!(vehicle.location_details, Some(GenericLocations::OnCurve));
    assert_eq!(GenericLocations::OnCurve.value(), Some(8026));
    assert_eq!(same::<GenericLocations>("0 0000000"), GenericLocations::OnBridges);
    assert_eq!(same::<GenericLocations>("0 1011111"), GenericLocations::RoadsidePark);
}

#[test]
fn items_beyond_the_root_are_refused_and_additions_kept() {
    assert_eq!(decode_error::<GenericLocations>("0 1100000"), (DecodeErrorKind::Item, 1, "GenericLocations"));
    // The sixth addition of an edition to come, and one whose number no longer fits six bits.
    assert_eq!(same::<GenericLocations>("1 0 000101"), GenericLocations::Unrecognized(5));
    assert_eq!(same::<GenericLocations>("1 1 00000001 01010000"), GenericLocations::Unrecognized(80));
}

#[test]
fn constraints_upon_constraints_intersect() {
    // 523..541 within 0..65535: nineteen codes in five bits.
    assert_eq!(same::<DisabledVehicle>("0 0 10010").status_details, ITIScodes(541));
    let at = "DisabledVehicle.statusDetails";
    assert_eq!(decode_error::<DisabledVehicle>("0 0 10011"), (DecodeErrorKind::OutOfRange, 2, at));
    for code in [0, 522, 542, 65535] {
        let vehicle = DisabledVehicle { status_details: ITIScodes(code), ..Default::default() };
        assert_eq!(encode_error(&vehicle), (EncodeErrorKind::OutOfRange, at));
    }
}

#[test]
fn names_are_of_their_module() {
    assert_eq!((common::Angle::MAX.0, add_grp_b::Angle::MAX.0), (28_800, 239));
    assert_eq!((common::Elevation::MIN.0, add_grp_b::Elevation::MIN.0), (-4096, -32_768));
    assert_eq!((common::MsgCount::MAX.0, add_grp_b::MsgCount::MAX.0), (127, 255));
    assert_eq!((itis::ITIScodes::MAX.0, j2540_itis::ITIScodes::MAX.0), (65_535, 65_535));
    // A number in one, a date in the other.
    assert_eq!(TimeMark(1).to_uper().unwrap(), [0, 1]);
    assert_eq!(add_grp_b::TimeMark::NAME, TimeMark::NAME);
    assert!(add_grp_b::TimeMark::default().to_uper().unwrap().len() > 2);
}

#[test]
fn bounds_are_those_of_the_newest_edition() {
    // 36001 was the last value in 2016, 36111 is now.
    for mark in [0_u16, 36_001, 36_111] {
        let details: TimeChangeDetails = same(&format!("00000 {mark:016b}"));
        assert_eq!(details.min_end_time, TimeMark(mark));
    }
    for mark in [36_112, 65_535] {
        let at = "TimeChangeDetails.minEndTime";
        let wire = format!("00000 {mark:016b}");
        assert_eq!(decode_error::<TimeChangeDetails>(&wire), (DecodeErrorKind::OutOfRange, 5, at));
        let details = TimeChangeDetails { min_end_time: TimeMark(mark), ..Default::default() };
        assert_eq!(encode_error(&details), (EncodeErrorKind::OutOfRange, at));
    }
}

#[test]
fn constraints_hold_on_decoding_and_on_encoding() {
    // All ones: the count, the identifier and the time allow it, the latitude behind these 55 bits does not.
    let ones = "1".repeat(8 * 60);
    assert_eq!(decode_error::<BSMcoreData>(&ones), (DecodeErrorKind::OutOfRange, 55, "BSMcoreData.lat"));
    let core = BSMcoreData { lat: Latitude(900_000_002), ..Default::default() };
    assert_eq!(encode_error(&core), (EncodeErrorKind::OutOfRange, "BSMcoreData.lat"));
}

#[test]
fn an_extensible_size_is_general_outside_its_root() {
    // SIZE(13, ..., 14): thirteen need no length, fourteen have one of eight bits, like any other number.
    for (wire, len) in [
        ("0 1000000000000", 13),
        ("1 00001110 10000000000000", 14),
        ("1 00001111 100000000000001", 15),
        ("1 00000001 1", 1),
    ] {
        let events: VehicleEventFlags = same(wire);
        assert_eq!(events.0.len(), len);
        assert!(events.0.get(VehicleEventFlags::EVENT_HAZARD_LIGHTS));
    }
    let jack_knifed: VehicleEventFlags = same("1 00001110 00000000000001");
    assert_eq!(jack_knifed.0.ones().collect::<Vec<_>>(), [VehicleEventFlags::EVENT_JACK_KNIFE]);
    // The root's size by the other form is understood, and noted.
    let thirteen = VehicleEventFlags(BitString::zeros(13));
    let noted = notes("1 00001101 0000000000000", &thirteen);
    assert!(noted.contains(Notes::ROOT_AS_EXTENSION));
}

#[test]
fn strings_of_extensible_size_keep_the_width_of_their_characters() {
    // SIZE(1..12, ...): a length of four bits, or a general one; seven bits a character in both.
    let twelve: VehicleId = same(&format!("0 00100 0 1011 {}", "1000001".repeat(12)));
    assert_eq!(twelve.lic_plate_num_veh.as_deref(), Some("AAAAAAAAAAAA"));
    let thirteen: VehicleId = same(&format!("0 00100 1 00001101 {}", "1000001".repeat(13)));
    assert_eq!(thirteen.lic_plate_num_veh.as_deref(), Some("AAAAAAAAAAAAA"));
    // SIZE(16, ...) of octets.
    let sixteen: VehicleId = same(&format!("0 10000 0 {}", "10100101".repeat(16)));
    assert_eq!(sixteen.vehicle_identity, Some(vec![0xA5; 16]));
    let two: VehicleId = same(&format!("0 10000 1 00000010 {}", "10100101".repeat(2)));
    assert_eq!(two.vehicle_identity, Some(vec![0xA5; 2]));
}

#[test]
fn received_lengths_of_bit_strings_survive() {
    // No bits at all, through the extension of SIZE(8, ...).
    let lane: LaneAttributes = same("0 10 0000000000 0 000 1 00000000");
    let LaneTypeAttributes::Vehicle(LaneAttributesVehicle(bits)) = &lane.lane_type else {
        panic!("{lane:?}")
    };
    assert!(bits.is_empty());
    assert_eq!(lane.directional_use, LaneDirection::INGRESS_PATH);
    // Zeros at the end are no reason to shorten, whatever their number.
    for len in [1, 7, 9, 14, 70] {
        let wire = format!("1 {len:08b} {}", "0".repeat(len));
        assert_eq!(same::<LaneAttributesVehicle>(&wire).0.len(), len);
    }
    assert_eq!(same::<LaneAttributesVehicle>("0 00000000").0.len(), 8);
}

#[test]
fn a_default_value_that_is_sent_is_accepted_and_left_out_again() {
    let distance = Distance { distance_value: Int4Unsigned(7), distance_unit: DistanceUnit::KILOMETRES };
    let value = format!("{:032b}", 7);
    assert_eq!(same::<Distance>(&format!("0 {value}")), distance);
    let noted = notes(&format!("1 {value} 00000000"), &distance);
    assert!(noted.contains(Notes::DEFAULT_PRESENT));
    assert_eq!(same::<Distance>(&format!("1 {value} 00000001")).distance_unit, DistanceUnit::MILES);
    assert_eq!(bits(&format!("0 {value}")), distance.to_uper().unwrap());
}

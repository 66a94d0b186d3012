//! What a sender knows and this edition does not: additions, regions, messages, alternatives.

use super::{bits, decode_error, frame, generated, notes, same};
use v2x_j2735::basic_safety_message::{
    BSMpartIIExtension, BasicSafetyMessage, SupplementalVehicleExtensions,
};
use v2x_j2735::map_data::LaneTypeAttributes;
use v2x_j2735::message_frame::{MessageFrame, MessageTypes};
use v2x_j2735::probe_data_report::RptVehicleClass;
use v2x_j2735::region::RegTravelerInformation;
use v2x_j2735::traveler_information::TravelerInformation;
use v2x_uper::{DecodeErrorKind, Notes, Uper};

/// Components of the root of `SupplementalVehicleExtensions`, none of them present, behind a set extension bit.
const ROOT: &str = "1 0000000000";

/// A vehicle class (the fourth item, in four bits behind the extension bit) as an open type of one octet.
const BUSES: &str = "00000001 0 0011 000";

#[test]
fn a_bitmap_may_be_shorter_than_what_is_known() {
    // A sender whose edition has one addition, or two.
    for bitmap in ["0 000000 1", "0 000001 10"] {
        let vehicle: SupplementalVehicleExtensions = same(&format!("{ROOT} {bitmap} {BUSES}"));
        assert_eq!(vehicle.fhwa_vehicle_class, Some(RptVehicleClass::Buses));
        assert!(vehicle.unknown_extensions.unknown().is_empty());
    }
    // Set bits behind the end of the bitmap, here of a length of 64 octets, are none of its own.
    let long = format!("{ROOT} 0 000000 1 01000000 0 0011 000 {}", "1".repeat(63 * 8));
    let decoded = SupplementalVehicleExtensions::from_uper_prefix(&bits(&long)).unwrap();
    assert_eq!(decoded.value.fhwa_vehicle_class, Some(RptVehicleClass::Buses));
    assert!(decoded.value.trailers.is_none() && decoded.value.school_bus.is_none());
}

#[test]
fn a_bitmap_may_be_longer_than_what_is_known() {
    // Five additions, of which the fourth and fifth are of another edition.
    let unknown = "00000010 11001010 11111110 00000001 01000010";
    let vehicle: SupplementalVehicleExtensions = same(&format!("{ROOT} 0 000100 10011 {BUSES} {unknown}"));
    assert_eq!(vehicle.fhwa_vehicle_class, Some(RptVehicleClass::Buses));
    assert_eq!(vehicle.unknown_extensions.additions(), Some(5));
    let kept: Vec<_> =
        vehicle.unknown_extensions.unknown().iter().map(|a| (a.position, &a.octets[..])).collect();
    assert_eq!(kept, [(3, &[0xCA, 0xFE][..]), (4, &[0x42])]);
    // Seventy, whose number does not fit the short form, and only the last is there.
    let bitmap = format!("1 01000110 {}1", "0".repeat(69));
    let vehicle: SupplementalVehicleExtensions = same(&format!("{ROOT} {bitmap} 00000001 01000010"));
    assert_eq!(vehicle.unknown_extensions.unknown()[0].position, 69);
}

#[test]
fn any_subset_of_additions_may_be_there() {
    let whole = SupplementalVehicleExtensions {
        fhwa_vehicle_class: Some(RptVehicleClass::Buses),
        trailers: Some(vec![Default::default()]),
        school_bus: Some(Default::default()),
        ..Default::default()
    };
    for present in 1..8 {
        let mut vehicle = whole.clone();
        let has = |addition: u32| present >> addition & 1 != 0;
        vehicle.fhwa_vehicle_class = vehicle.fhwa_vehicle_class.filter(|_| has(0));
        vehicle.trailers = vehicle.trailers.filter(|_| has(1));
        vehicle.school_bus = vehicle.school_bus.filter(|_| has(2));
        let wire = vehicle.to_uper().unwrap();
        // Behind extension bit, ten optional components and seven bits of length: the bitmap.
        let bitmap: Vec<bool> = (18..21).map(|bit| wire[bit / 8] << (bit % 8) & 0x80 != 0).collect();
        assert_eq!(bitmap, [has(0), has(1), has(2)]);
        assert_eq!(SupplementalVehicleExtensions::from_uper(&wire).unwrap(), vehicle);
    }
}

#[test]
fn announced_additions_that_are_not_there_are_noted() {
    let noted = notes(&format!("{ROOT} 0 000010 000"), &SupplementalVehicleExtensions::default());
    assert!(noted.contains(Notes::ROOT_AS_EXTENSION));
}

#[test]
fn an_addition_is_read_within_its_own_octets() {
    // The class needs five bits and its open type has two octets: one is left over.
    let long = format!("{ROOT} 0 000000 1 00000010 0 0011 000 11111111");
    let vehicle = SupplementalVehicleExtensions {
        fhwa_vehicle_class: Some(RptVehicleClass::Buses),
        ..Default::default()
    };
    let decoded = SupplementalVehicleExtensions::from_uper_prefix(&bits(&long)).unwrap();
    assert_eq!(decoded.value.fhwa_vehicle_class, vehicle.fhwa_vehicle_class);
    assert!(decoded.notes.contains(Notes::LEFTOVER));
    // Trailers and school bus behind it are read where they are, not where the class ended.
    let next = format!("{ROOT} 0 000011 1001 00000010 0 0011 000 11111111 00000001 01000010");
    let decoded = SupplementalVehicleExtensions::from_uper_prefix(&bits(&next)).unwrap();
    assert_eq!(decoded.value.unknown_extensions.unknown()[0].octets, [0x42]);
    // A list of trailers that would need more than its one octet is cut there, though octets follow.
    let short = format!("{ROOT} 0 000010 010 00000001 11111111 {}", "1".repeat(400));
    let (kind, bit, _) = decode_error::<SupplementalVehicleExtensions>(&short);
    assert_eq!((kind, bit < 21 + 8 + 8), (DecodeErrorKind::Truncated, true));
}

#[test]
fn octets_left_over_in_a_message_are_skipped_and_reported() {
    let exact = BasicSafetyMessage::default().to_uper().unwrap();
    let wire = frame(20, &[&exact[..], &[0xDE, 0xAD]].concat());
    let decoded = MessageFrame::from_uper_prefix(&wire).unwrap();
    assert_eq!((decoded.octets, decoded.notes.contains(Notes::LEFTOVER)), (wire.len(), true));
    assert_eq!(decoded.value, MessageFrame::from_uper(&frame(20, &exact)).unwrap());
    // One octet fewer than the message needs, with more behind its end.
    let cut = [&frame(20, &exact[..exact.len() - 1])[..], &[0xFF; 40]].concat();
    let error = MessageFrame::from_uper_prefix(&cut).unwrap_err();
    assert_eq!(error.kind, DecodeErrorKind::Truncated);
    assert!(error.bit as usize <= 8 * (3 + exact.len() - 1));
}

#[test]
fn padding_that_is_not_zero_is_reported() {
    // Three bits behind a BSM alone, and in the open type of one in a frame.
    let bsm = BasicSafetyMessage::default();
    let mut padded = bsm.to_uper().unwrap();
    *padded.last_mut().unwrap() |= 1;
    let decoded = BasicSafetyMessage::from_uper_prefix(&padded).unwrap();
    assert_eq!((decoded.notes.contains(Notes::PADDING), decoded.value), (true, bsm.clone()));
    let decoded = MessageFrame::from_uper_prefix(&frame(20, &padded)).unwrap();
    assert_eq!((decoded.notes.contains(Notes::PADDING), decoded.value), (true, bsm.into()));
}

#[test]
fn messages_without_contents_still_take_an_octet() {
    for id in 43..=47 {
        let wire = [0, id, 1, 0];
        assert_eq!(MessageFrame::from_uper(&wire).unwrap().to_uper().unwrap(), wire);
        // Without it they are understood, and that is noted.
        assert!(!MessageFrame::from_uper_prefix(&[0, id, 0]).unwrap().notes.is_empty());
    }
}

#[test]
fn unknown_messages_are_kept() {
    for id in [0_u32, 1, 17, 200, 256, 0x7FFF] {
        let wire = frame(id as u16, &[0xAA, 0xBB, 0xCC]);
        let decoded = MessageFrame::from_uper(&wire).unwrap();
        assert_eq!(decoded.value, MessageTypes::Unknown { id, octets: vec![0xAA, 0xBB, 0xCC] });
        assert_eq!((decoded.id(), decoded.to_uper().unwrap()), (id, wire));
    }
}

#[test]
fn unknown_part_ii_contents_are_kept_between_known_ones() {
    let mut wire = BasicSafetyMessage::default();
    let known = || BSMpartIIExtension::SupplementalVehicleExtensions(Default::default());
    let unknown = |id| BSMpartIIExtension::Unknown { id, octets: vec![1, 2, 3] };
    for values in [vec![unknown(63)], vec![known(), unknown(3), known()], vec![unknown(62), unknown(62)]] {
        let contents = values.into_iter().map(|part_ii_value| PartII { part_ii_value });
        wire.part_ii = Some(contents.collect());
        let octets = wire.to_uper().unwrap();
        assert_eq!(BasicSafetyMessage::from_uper(&octets).unwrap(), wire);
    }
}

type PartII = v2x_j2735::basic_safety_message::PartIIcontentBSMpartIIExtension;

#[test]
fn regions_that_no_schema_knows_are_kept() {
    // At the end of the message: one region (count less one in two bits), 219, two octets.
    let (_, any) = generated().find(|(message, _)| message == "TravelerInformation").unwrap();
    let frame = MessageFrame::from_uper(&any).unwrap();
    let MessageTypes::TravelerInformation(ref message) = frame.value else { panic!() };
    let mut wire = TravelerInformation::clone(message);
    wire.regional = Some(vec![Regional {
        reg_ext_value: RegTravelerInformation::Unknown { id: 219, octets: vec![0xBE, 0xEF] },
    }]);
    let octets = wire.to_uper().unwrap();
    let text: String = octets.iter().map(|octet| format!("{octet:08b}")).collect();
    let end = "00 11011011 00000010 10111110 11101111".replace(' ', "");
    assert!(text.trim_end_matches('0').ends_with(end.trim_end_matches('0')), "{text}");
    assert_eq!(TravelerInformation::from_uper(&octets).unwrap(), wire);
    assert_eq!(wire.regional.unwrap()[0].id(), 219);
}

type Regional = v2x_j2735::common::RegionalExtensionRegTravelerInformation;

#[test]
fn unknown_alternatives_are_kept() {
    let lane: LaneTypeAttributes = same("1 0 000010 00000010 00010010 00110100");
    assert_eq!(lane, LaneTypeAttributes::Unknown { index: 2, octets: vec![0x12, 0x34] });
}

use super::*;
use crate::envelope::wsmp::Wsm;
use crate::envelope::{Psid, tscbm};
use crate::j2735::basic_safety_message::BasicSafetyMessage;
use crate::j2735::common::{BSMcoreData, Latitude, Longitude, Speed};
use crate::j2735::message_frame::{MessageFrame, MessageTypes};

fn frame() -> Vec<u8> {
    let core_data = BSMcoreData {
        lat: Latitude(423_000_000),
        long: Longitude(1_800_000_001),
        speed: Speed(694),
        ..Default::default()
    };
    let bsm = BasicSafetyMessage { core_data, ..Default::default() };
    let value = MessageTypes::BasicSafetyMessage(bsm);
    Message::from(MessageFrame { value, ..Default::default() }).to_uper().unwrap()
}

/// The item that a path of names leads to.
#[track_caller]
fn find<'i>(items: &'i [Item], path: &[&str]) -> &'i Item {
    let (first, rest) = path.split_first().unwrap();
    let item = items.iter().find(|item| item.name == *first);
    let item = item.unwrap_or_else(|| panic!("{first} is not in {items:?}"));
    if rest.is_empty() { item } else { find(&item.items, rest) }
}

#[test]
fn values_have_units_and_meanings() {
    let items = datagram(Decoder::new(), &frame());
    let core = |name| &*find(&items, &["BasicSafetyMessage", "value", "coreData", name]).value;
    assert_eq!(core("lat"), "423000000 = 42.3000000°");
    assert_eq!(core("long"), "1800000001 = not known");
    assert_eq!(core("speed"), "694 = 13.88 m/s");
    let lateral = find(&items, &["BasicSafetyMessage", "value", "coreData", "accelSet", "lat"]);
    assert_eq!(lateral.value, "0 = 0.00 m/s²");
}

#[test]
fn bits_are_told_by_their_names() {
    use crate::j2735::basic_safety_message::{BSMpartIIExtension, PartIIcontentBSMpartIIExtension};
    use crate::j2735::common::{BrakeAppliedStatus, VehicleEventFlags, VehicleSafetyExtensions};
    let mut events = VehicleEventFlags::default();
    events.0.set(VehicleEventFlags::EVENT_HARD_BRAKING, true);
    events.0.set(VehicleEventFlags::EVENT_FLAT_TIRE, true);
    let part = VehicleSafetyExtensions { events: Some(events), ..Default::default() };
    let part_ii_value = BSMpartIIExtension::VehicleSafetyExtensions(part.into());
    let mut bsm = BasicSafetyMessage {
        part_ii: Some(alloc::vec![PartIIcontentBSMpartIIExtension { part_ii_value }]),
        ..Default::default()
    };
    bsm.core_data.brakes.wheel_brakes = BrakeAppliedStatus::UNAVAILABLE;
    let value = MessageTypes::BasicSafetyMessage(bsm);
    let frame = Message::from(MessageFrame { value, ..Default::default() }).to_uper().unwrap();
    let items = datagram(Decoder::new(), &frame);
    let wheels = find(&items, &["BasicSafetyMessage", "value", "coreData", "brakes", "wheelBrakes"]);
    assert_eq!(wheels.value, "80 = unavailable");
    // Through an open type.
    let events = find(&items, &["BasicSafetyMessage", "value", "partII", "[0]", "partII-Value", "events"]);
    assert_eq!(events.value, "0120 = eventHardBraking, eventFlatTire");
}

#[test]
fn places_count_from_the_first_octet() {
    let frame = frame();
    let mut packet = Vec::new();
    Wsm::new(Psid::SPAT, &frame).write(&mut packet).unwrap();
    packet.extend([0xEE, 0xFF]);
    let items = datagram(Decoder::new(), &packet);
    let wsmp = find(&items, &["WSMP"]);
    assert_eq!((wsmp.offset, wsmp.len), (Some(0), Some(packet.len() as u32 - 2)));
    let psid = find(&items, &["WSMP", "PSID"]);
    assert_eq!((psid.offset, psid.len, &*psid.value), (Some(2), Some(2), "0x82 (SPaT)"));
    assert_eq!(find(&items, &["BasicSafetyMessage"]).offset, Some(5));
    let behind = find(&items, &["WSMP", "octets after it"]);
    assert_eq!((behind.kind, behind.len, &*behind.value), (Kind::Trailing, Some(2), "eeff"));
}

#[test]
fn what_is_broken_ends_the_tree_with_an_error() {
    let frame = frame();
    let mut packet = Vec::new();
    Wsm::new(Psid::BSM, &frame[..12]).write(&mut packet).unwrap();
    let items = datagram(Decoder::new(), &packet);
    let error = items.last().unwrap();
    assert_eq!((items.len(), error.kind, error.offset.is_some()), (2, Kind::Error, true));
    assert!(error.value.contains("MessageFrame.value"), "{error:?}");
    let items = datagram(Decoder::new(), &packet[..6]);
    assert_eq!((items.len(), items[0].kind, items[0].offset), (1, Kind::Error, Some(4)));
    // The header around the fault is shown: WSMP, and in it unsecured data that lacks its length.
    let items = datagram(Decoder::new(), &[0x03, 0x00, 0x20, 0x02, 0x03, 0x80]);
    assert_eq!(
        (items.len(), &*items[0].name, items[1].kind, items[1].offset),
        (2, "WSMP", Kind::Error, Some(6))
    );
}

#[test]
fn text_and_controllers_are_recognised_where_anything_may_come() {
    let mut text = b"Version=0.7\nPSID=0x20\nPayload=".to_vec();
    frame().iter().for_each(|octet| text.extend(format!("{octet:02X}").bytes()));
    let items = datagram(Decoder::new(), &text);
    assert_eq!((&*find(&items, &["RSU text", "PSID"]).value, items.len()), ("0x20", 2));
    assert_eq!(find(&items, &["BasicSafetyMessage"]).offset, Some(0));
    let mut push = Vec::new();
    let mut message = tscbm::Tscbm::default();
    message.phases.green = tscbm::Numbers::of([2, 6]);
    message.write(&mut push);
    let items = datagram(Decoder::new(), &push);
    assert_eq!(find(&items, &["TSCBM", "green phases"]).value, "2 6");
    let bare = datagram(Decoder::new().bare(Set::Csae), &push);
    assert!(bare.iter().all(|item| item.name != "TSCBM"));
}

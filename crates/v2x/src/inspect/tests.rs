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
    assert_eq!(core("lat"), "423000000 = 42.3°");
    assert_eq!(core("long"), "1800000001 = unavailable");
    assert_eq!(core("speed"), "694 = 13.88 m/s");
    let lateral = find(&items, &["BasicSafetyMessage", "value", "coreData", "accelSet", "lat"]);
    assert_eq!(lateral.value, "0 m/s²");
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
    assert_eq!((&*find(&items, &["RSU text", "PSID"]).value, items.len()), ("0x20 = 0x20 (BSM)", 2));
    let payload = find(&items, &["RSU text", "Payload"]);
    assert_eq!((payload.offset, payload.len, &*payload.value), (Some(30), Some(80), "40 octets"));
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

/// Whatever lies in something else lies within its octets, and things beside one another do not overlap. What follows it does not
/// belong to it.
fn tiles(items: &[Item], within: (u32, u32)) {
    let mut from = within.0;
    for item in items.iter().filter(|item| item.kind != Kind::Trailing) {
        let (Some(offset), Some(len)) = (item.offset, item.len) else { continue };
        assert!(
            from <= offset && offset + len <= within.1,
            "{} at {offset} +{len}: {from} {within:?}",
            item.name
        );
        from = offset + len;
        tiles(&item.items, (offset, offset + len));
    }
}

/// The octets of a line of vectors.
fn secured(line: &str) -> Vec<u8> {
    let (_, hex) = line.split_once("\"hex\": \"").unwrap();
    let digits = hex.trim_end_matches(['"', '}']);
    let octet = |i: usize| u8::from_str_radix(&digits[i..i + 2], 16).unwrap();
    (0..digits.len()).step_by(2).map(octet).collect()
}

/// However one octet is changed, what is still read is shown in its place.
#[test]
fn changed_data_is_shown_where_it_lies() {
    let text = include_str!("../../tests/vectors/ieee1609dot2.jsonl");
    let mut shown = 0;
    for mut octets in text.lines().map(secured) {
        for place in 2..octets.len() {
            for change in [0x01, 0x80, 0xFF] {
                octets[place] ^= change;
                let items = datagram(Decoder::new(), &octets);
                let read = items.iter().filter(|item| item.name == "IEEE 1609.2");
                for (offset, len, item) in read.filter_map(|item| Some((item.offset?, item.len?, item))) {
                    assert!(offset + len <= octets.len() as u32);
                    tiles(&item.items, (offset, offset + len));
                    shown += 1;
                }
                octets[place] ^= change;
            }
        }
    }
    assert!(shown > 1000, "{shown}");
}

/// The places of fields are computed from the lengths that they are written with: right if what is behind them all is.
#[test]
fn fields_of_secured_data_lie_where_they_are_said_to() {
    let text = include_str!("../../tests/vectors/ieee1609dot2.jsonl");
    let mut seen = alloc::collections::BTreeSet::new();
    for line in text.lines() {
        let secured = secured(line);
        let mut packet = Vec::new();
        Wsm::new(Psid::BSM, &secured).write(&mut packet).unwrap();
        for item in datagram(Decoder::new(), &packet).iter().filter(|item| item.name == "IEEE 1609.2") {
            let (offset, len) = (item.offset.unwrap(), item.len.unwrap());
            tiles(&item.items, (offset, offset + len));
            names(&item.items, &mut seen);
            let Some(signature) = item.items.iter().find(|item| item.name == "signature") else { continue };
            assert_eq!(signature.offset.unwrap() + signature.len.unwrap(), offset + len, "{line}");
            assert!(u32::from(packet[signature.offset.unwrap() as usize]) >= 0x80, "{line}");
            let header = find(&item.items, &["to be signed", "header info"]);
            let covered = find(&item.items, &["to be signed"]);
            // Only what the header adds at its end has a bitmap in front that belongs to no field.
            assert_eq!(
                header.offset.unwrap() + header.len.unwrap(),
                covered.offset.unwrap() + covered.len.unwrap()
            );
        }
    }
    for name in [
        "generationTime",
        "expiryTime",
        "generationLocation",
        "p2pcdLearningRequest",
        "missingCrlIdentifier",
        "encryptionKey",
        "inlineP2pcdRequest",
        "requestedCertificate",
        "pduFunctionalType",
        "hash of the payload",
        "certificate",
        "issuer",
        "id",
        "cracaId",
        "crlSeries",
        "valid from",
        "valid until",
        "region",
        "assurance",
        "permitted",
        "may issue",
        "verification key",
        "signature",
        "r",
        "s",
        "ciphertext",
        "request",
    ] {
        assert!(seen.contains(name), "{name} of {seen:?}");
    }
}

fn names(items: &[Item], seen: &mut alloc::collections::BTreeSet<String>) {
    for item in items {
        seen.insert(item.name.to_string());
        names(&item.items, seen);
    }
}

#[test]
fn a_packet_for_an_area_tells_it() {
    use crate::envelope::geonetworking::{Area, Basic, Extended, LongPosition, Packet, Sequence, Shape};
    let area = Area {
        latitude: 486_000_000,
        longitude: -20_000_000,
        distance_a: 300,
        distance_b: 20,
        angle: 45,
        reserved: 0,
    };
    let sequence = Sequence { number: 77, reserved: 0 };
    let extended = Extended::Broadcast(sequence, LongPosition::default(), Shape::Rectangle, area);
    let mut packet = Vec::new();
    Basic::default().write(&mut packet);
    Packet::new(extended, &[0x07, 0xD2, 0, 0, 9]).write(&mut packet).unwrap();
    let items = datagram(Decoder::new(), &packet);
    let header = |path: &[&str]| {
        let item = find(&items, &[&["GeoNetworking common header"], path].concat());
        (item.offset.unwrap(), item.len.unwrap(), item.value.clone())
    };
    assert_eq!(header(&["sequence number"]), (12, 2, "77".into()));
    assert_eq!(header(&["sender"]), (16, 24, "".into()));
    assert_eq!(header(&["area"]), (40, 16, "rectangle".into()));
    assert_eq!(header(&["area", "latitude"]), (40, 4, "48.6000000°".into()));
    assert_eq!(header(&["area", "half its longer side"]), (48, 2, "300 m".into()));
    assert_eq!(header(&["area", "angle"]), (52, 2, "45°".into()));
    let common = find(&items, &["GeoNetworking common header"]);
    tiles(&common.items, (4, 56));
}

#[test]
fn units_are_those_of_the_type_wherever_it_stands() {
    use crate::j2735::basic_safety_message::{BSMpartIIExtension, PartIIcontentBSMpartIIExtension};
    use crate::j2735::common::{PathHistory, PathHistoryPoint, VehicleSafetyExtensions};
    let mut point = PathHistoryPoint::default();
    (point.lat_offset.0, point.elevation_offset.0, point.time_offset.0) = (-1234, 15, 250);
    let history = PathHistory { crumb_data: alloc::vec![point], ..Default::default() };
    let part = VehicleSafetyExtensions { path_history: Some(history), ..Default::default() };
    let part_ii_value = BSMpartIIExtension::VehicleSafetyExtensions(part.into());
    let bsm = BasicSafetyMessage {
        part_ii: Some(alloc::vec![PartIIcontentBSMpartIIExtension { part_ii_value }]),
        ..Default::default()
    };
    let frame = MessageFrame { value: MessageTypes::BasicSafetyMessage(bsm), ..Default::default() };
    let tree = message(&Message::from(frame));
    let path = ["value", "partII", "[0]", "partII-Value", "pathHistory", "crumbData", "[0]"];
    let told = |name| &*find(&tree.items, &[&path[..], &[name]].concat()).value;
    assert_eq!(told("latOffset"), "-1234 = -0.0001234°");
    assert_eq!(told("elevationOffset"), "15 = 1.5 m");
    assert_eq!(told("timeOffset"), "250 = 2.5 s");
}

#[cfg(feature = "csae")]
#[test]
fn chinese_countdowns_are_spans() {
    use crate::csae::y2020::signal_phase_and_timing::TimeCountingDown;
    use v2x_uper::jer::{Jer, Shaped};
    let mut counting = TimeCountingDown::default();
    (counting.start_time.0, counting.likely_end_time.0) = (123, 36_001);
    let told = |name: &str, time: &dyn Fn(&TimeCountingDown) -> v2x_uper::jer::Value| {
        let v2x_uper::jer::Shape::Sequence(members) = TimeCountingDown::shape() else { panic!() };
        let member = members.iter().find(|member| member.name == name).unwrap();
        let v2x_uper::jer::Shape::Number(of) = member.shape.resolve() else { panic!() };
        let v2x_uper::jer::Value::Integer(value) = time(&counting) else { panic!() };
        units::meaning("counting", name, of(), value)
    };
    assert_eq!(told("startTime", &|c| c.start_time.to_jer()).as_deref(), Some("12.3 s"));
    assert_eq!(told("likelyEndTime", &|c| c.likely_end_time.to_jer()).as_deref(), Some("unavailable"));
}

use super::*;
use EnvelopeErrorKind as Kind;

const SHORT: &str = "Version=0.7\nType=SPAT\nPSID=0x8002\nPriority=7\nTxMode=CONT\nTxChannel=183\nTxInterval=0\n\
    DeliveryStart=11/23/2026, 14:05\nDeliveryStop=\nSignature=True\nEncryption=False\nPayload=00130400\n";

const LONG: &str = "# by a traffic centre\r\n\r\nVersion = 0.7\r\nMessageType=SPAT\r\nMessagePSID=8002\r\nMessagePriority=7\r\n\
    TransmissionMode=cont\r\nTransmissionChannel=183\r\nTransmissionBroadcastInterval=0\r\n\
    MessageDeliveryStart=11/23/2026,14:05\r\nMessagePayload=00 13\r\n  04\r\n00\r\n# signed by the unit\r\n\
    MessageSignature=True\r\nMessageEncryption=False\r\nVendor=x=y\r\n";

#[track_caller]
fn parse(text: &str) -> RsuText<'_> {
    let (parsed, rest) = RsuText::parse(text.as_bytes()).unwrap();
    assert!(rest.is_empty());
    parsed
}

#[track_caller]
fn fails(text: &str, offset: u32, kind: Kind) {
    let expected = EnvelopeError { protocol: crate::Protocol::RsuText, offset, kind };
    assert_eq!(RsuText::parse(text.as_bytes()), Err(expected));
}

#[test]
fn short_and_long_keys_say_the_same() {
    let text = RsuText {
        message_type: Some("SPAT"),
        psid: Some(Psid::SPAT),
        priority: Some(7),
        mode: Some(Mode::Continuous),
        channel: Some(Channel::Number(183)),
        interval: Some(0),
        start: Some(Minute { year: 2026, month: 11, day: 23, hour: 14, minute: 5 }),
        signature: Some(true),
        encryption: Some(false),
        ..RsuText::new(&[0x00, 0x13, 0x04, 0x00])
    };
    assert_eq!(parse(SHORT), text);
    assert_eq!(parse(LONG), text);
    let mut out = Vec::new();
    text.write(&mut out);
    assert_eq!(core::str::from_utf8(&out), Ok(SHORT.replace("DeliveryStop=\n", "").as_str()));
    assert!(
        entries(LONG.as_bytes())
            .any(|entry| entry.is_ok_and(|entry| (entry.key, entry.value) == (b"Vendor", b"x=y")))
    );
}

#[test]
fn services_are_p_encoded_or_values() {
    for (text, psid) in [
        ("0x20", Psid::BSM),
        ("20", Psid::BSM),
        ("0x8003", Psid::TIM),
        ("0x83", Psid::TIM),
        ("E0000017", Psid::MAP),
        ("0x204097", Psid::MAP),
    ] {
        assert_eq!(parse(&alloc::format!("PSID={text}\nPayload=00")).psid, Some(psid), "{text}");
    }
}

#[test]
fn channels_have_names_too() {
    for (text, channel) in [
        ("CCH", Channel::Control),
        ("SCH1", Channel::Service(1)),
        ("sch6", Channel::Service(6)),
        ("172", Channel::Number(172)),
    ] {
        assert_eq!(parse(&alloc::format!("TxChannel={text}\nPayload=00")).channel, Some(channel));
    }
}

#[test]
fn minutes_are_of_the_calendar() {
    let at = |text: &str| values::minute(text.as_bytes()).map(|minute| minute.unix_seconds());
    assert_eq!(at("01/01/1970, 00:00"), Some(0));
    assert_eq!(at("02/29/2024,23:59"), Some(1_709_251_140));
    assert_eq!(at("3/1/2000, 0:00"), Some(951_868_800));
    for wrong in [
        "02/29/2023, 00:00",
        "13/01/2024, 00:00",
        "01/00/2024, 00:00",
        "01/01/2024",
        "01/01/2024 00:00",
        "01-01-2024, 00:00",
        "01/01/2024, 24:00",
        "01/01/2024, 00:00:00",
    ] {
        assert_eq!(at(wrong), None, "{wrong}");
    }
}

#[test]
fn the_text_ends_at_a_zero_octet() {
    let (text, rest) = RsuText::parse(b"Payload=0014\n\0\x99stale").unwrap();
    assert!(text.payload.octets().eq([0, 0x14]));
    assert_eq!(rest, b"\0\x99stale");
}

#[test]
fn errors_point_at_the_value() {
    fails("", 0, Kind::Absent { field: "Payload" });
    fails("Type=MAP\n", 9, Kind::Absent { field: "Payload" });
    fails("Type=MAP\nhello\nPayload=00", 9, Kind::Form { field: "line" });
    fails("Priority=8\nPayload=00", 9, Kind::Form { field: "Priority" });
    fails("PSID= 0xF0000000\nPayload=00", 6, Kind::Form { field: "PSID" });
    fails("TxChannel=SCH7\nPayload=00", 10, Kind::Form { field: "TxChannel" });
    fails("Signature=maybe\nPayload=00", 10, Kind::Form { field: "Signature" });
    fails("Type=MAP\nMessageType=MAP\nPayload=00", 21, Kind::Repeated { field: "Type" });
    fails("Payload=00\nPayload=00", 19, Kind::Repeated { field: "Payload" });
    fails("Payload=0", 9, Kind::Form { field: "Payload" });
    fails("Payload=\n", 9, Kind::Form { field: "Payload" });
    fails("Payload=00\n1g", 12, Kind::Form { field: "Payload" });
}

#[test]
fn the_payload_of_a_text_or_the_datagram_itself() {
    let mut buffer = alloc::vec![9];
    assert_eq!(payload(&[0, 0x14, 1], &mut buffer), Ok(&[0, 0x14, 1][..]));
    assert_eq!(payload(b"Payload=0014", &mut buffer), Ok(&[0, 0x14][..]));
    assert!(payload(b"Payload=", &mut buffer).is_err());
}

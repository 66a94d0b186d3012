//! The other text forms of messages: JSON with wrapped open types, and XML. Every generated and recorded frame goes both
//! ways; a few are compared with what their users write.

mod common;

use common::{generated, octets, recorded, text};
use serde::de::DeserializeSeed;
use serde_json::{Value, json};
use v2x::{CsaeEdition, Decoder, JerSeed, Message, Ode, Set};

/// The frames of all sets, each with where it is from, its seed, its message and its JSON.
fn messages() -> impl Iterator<Item = (String, JerSeed, Message, Value)> {
    let (csae, y2019) = (Set::Csae, CsaeEdition::Y2019);
    let sets = [
        ("j2735-2024.jsonl", Decoder::new(), JerSeed::default()),
        ("csae-2020.jsonl", Decoder::new().bare(csae), JerSeed { set: csae, edition: CsaeEdition::Y2020 }),
        (
            "csae-2019.jsonl",
            Decoder::new().bare(csae).csae_edition(y2019),
            JerSeed { set: csae, edition: y2019 },
        ),
    ];
    let recorded = recorded("j2735.jsonl").unwrap_or_default();
    let frames = sets.into_iter().flat_map(|(file, decoder, seed)| {
        generated(file).into_iter().map(move |line| (file, decoder, seed, line))
    });
    let recorded =
        recorded.into_iter().filter(|line| text(line, "pdu") == "MessageFrame" || line.get("jer").is_some());
    let recorded = recorded.map(|line| ("recorded", Decoder::new(), JerSeed::default(), line));
    frames.chain(recorded).enumerate().filter_map(|(number, (file, decoder, seed, line))| {
        let message = decoder.decode(&octets(&line, "hex")?).ok()?.message;
        let jer = serde_json::to_value(&message).unwrap();
        Some((format!("{file} {number} {}", message.name()), seed, message, jer))
    })
}

/// Takes the members of all objects in another order.
fn turned(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(turned).collect(),
        Value::Object(members) => {
            members.iter().rev().map(|(name, value)| (name.clone(), turned(value))).collect()
        }
        other => other.clone(),
    }
}

/// What wraps the value of an open type, found without the library: the one member whose name is a type's.
fn unwrapped(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(unwrapped).collect(),
        Value::Object(members) => match members.iter().next() {
            Some((name, held))
                if members.len() == 1 && name.starts_with(|c: char| c.is_ascii_uppercase()) =>
            {
                unwrapped(held)
            }
            _ => members.iter().map(|(name, value)| (name.clone(), unwrapped(value))).collect(),
        },
        other => other.clone(),
    }
}

#[test]
fn every_frame_with_wrapped_open_types_both_ways() {
    let (mut count, mut wrapped) = (0, 0);
    for (at, seed, message, jer) in messages() {
        let ode = serde_json::to_value(Ode(&message)).unwrap();
        assert_eq!(unwrapped(&ode), jer, "{at}");
        for json in [&ode, &turned(&ode), &jer] {
            let read = Ode(seed).deserialize(json).unwrap_or_else(|error| panic!("{at}: {error}"));
            assert_eq!(read, message, "{at}");
        }
        if seed.set == Set::J2735 && message.name() != "Unknown" {
            assert!(ode["value"].get(message.name()).is_some(), "{at}: {ode}");
        }
        count += 1;
        wrapped += usize::from(ode != jer);
    }
    assert!(count >= 1455 && wrapped >= 885, "{count} frames, {wrapped} with open types");
}

#[test]
fn open_types_within_are_wrapped_too() {
    let jer = json!({"messageId": 20, "value": {"BasicSafetyMessage": {
        "coreData": serde_json::to_value(v2x::j2735::common::BSMcoreData::default()).unwrap(),
        "partII": [
            {"partII-Id": 0, "partII-Value": {"VehicleSafetyExtensions": {"events": "8000"}}},
            {"partII-Value": {"SupplementalVehicleExtensions": {"classification": 10}}, "partII-Id": 2},
        ],
    }}});
    let message = Ode(JerSeed::default()).deserialize(&jer).unwrap();
    assert_eq!(serde_json::to_value(Ode(&message)).unwrap(), jer);
    let regional = json!({"messageId": 18, "value": {"MapData": {"msgIssueRevision": 3, "regional": [
        {"regionId": 3, "regExtValue": {"MapData-addGrpC": {}}},
        {"regionId": 219, "regExtValue": "0102"},
    ]}}});
    let message = Ode(JerSeed::default()).deserialize(&regional).unwrap();
    assert_eq!(serde_json::to_value(Ode(&message)).unwrap(), regional);
    // A wrapping of another name is not taken off, and then no message.
    let wrong = json!({"messageId": 20, "value": {"SPAT": {"intersections": []}}});
    assert!(Ode(JerSeed::default()).deserialize(&wrong).is_err());
}

mod xml {
    use super::*;

    #[test]
    fn every_frame_both_ways() {
        for (at, seed, message, _) in messages() {
            let xml = message.to_xer().unwrap_or_else(|error| panic!("{at}: {error}"));
            let read = seed.message_from_xer(&xml).unwrap_or_else(|error| panic!("{at}: {error}\n{xml}"));
            assert_eq!(read, message, "{at}");
            let spaced = xml.replace("><", ">\n<");
            // Control characters stand in text, which white space is part of.
            if !spaced.contains("/>\n<nul") && xml.find("<nul/>").is_none() {
                let read = seed.message_from_xer(&spaced);
                assert!(read.is_ok(), "{at}: {read:?}");
            }
        }
    }

    /// A BSM as its users write it.
    #[test]
    fn a_bsm_as_it_is_written() {
        let xml = "
            <MessageFrame>
              <messageId>20</messageId>
              <value>
                <BasicSafetyMessage>
                  <coreData>
                    <msgCnt>35</msgCnt>
                    <id>775D3866</id>
                    <secMark>36799</secMark>
                    <lat>422790000</lat>
                    <long>-837350000</long>
                    <elev>2560</elev>
                    <accuracy><semiMajor>40</semiMajor><semiMinor>30</semiMinor><orientation>0</orientation></accuracy>
                    <transmission><forwardGears/></transmission>
                    <speed>694</speed>
                    <heading>7200</heading>
                    <angle>127</angle>
                    <accelSet><long>0</long><lat>2001</lat><vert>-127</vert><yaw>0</yaw></accelSet>
                    <brakes>
                      <wheelBrakes>10000</wheelBrakes>
                      <traction><on/></traction>
                      <abs><unavailable/></abs>
                      <scs><unavailable/></scs>
                      <brakeBoost><off/></brakeBoost>
                      <auxBrakes><unavailable/></auxBrakes>
                    </brakes>
                    <size><width>180</width><length>480</length></size>
                  </coreData>
                  <partII>
                    <PartIIcontent>
                      <partII-Id>0</partII-Id>
                      <partII-Value>
                        <VehicleSafetyExtensions><events>0000000100000</events></VehicleSafetyExtensions>
                      </partII-Value>
                    </PartIIcontent>
                  </partII>
                </BasicSafetyMessage>
              </value>
            </MessageFrame>";
        let message = JerSeed::default().message_from_xer(xml).unwrap();
        let jer = serde_json::to_value(&message).unwrap();
        assert_eq!(jer["value"]["coreData"]["brakes"]["wheelBrakes"], "80");
        assert_eq!(jer["value"]["partII"][0]["partII-Value"]["events"], "0100");
        assert_eq!(jer["value"]["coreData"]["id"], "775d3866");
        let dense: String = xml.lines().map(str::trim).collect();
        assert_eq!(message.to_xer().unwrap(), dense);
    }

    /// Lists of alternatives have no elements around their items; those of sequences have.
    #[test]
    fn a_map_as_it_is_written() {
        let xml = "<nodes><NodeXY><delta><node-XY1><x>-10</x><y>20</y></node-XY1></delta><attributes><localNode>\
            <stopLine/></localNode><data><speedLimits><RegulatorySpeedLimit><type><vehicleMaxSpeed/></type>\
            <speed>700</speed></RegulatorySpeedLimit></speedLimits></data></attributes></NodeXY></nodes>";
        let offset = json!({"delta": {"node-XY1": {"x": -10, "y": 20}}, "attributes": {
            "localNode": ["stopLine"],
            "data": [{"speedLimits": [{"type": "vehicleMaxSpeed", "speed": 700}]}],
        }});
        let lane = json!({"laneID": 1, "maneuvers": "8000", "nodeList": {"nodes": [offset, {"delta": {"node-XY1": {"x": 0, "y": 1}}}]},
            "laneAttributes": {"directionalUse": "80", "sharedWith": "0000", "laneType": {"vehicle": "00"}}});
        let jer = json!({"messageId": 18, "value": {"msgIssueRevision": 0, "intersections": [{
            "id": {"id": 1}, "revision": 0, "refPoint": {"lat": 0, "long": 0}, "laneSet": [lane],
        }]}});
        let message = JerSeed::default().deserialize(&jer).unwrap();
        let written = message.to_xer().unwrap();
        let expected = xml.replace(
            "</nodes>",
            "<NodeXY><delta><node-XY1><x>0</x><y>1</y></node-XY1></delta></NodeXY></nodes>",
        );
        assert!(written.contains(&expected), "{written}");
        assert!(written.contains("<laneSet><GenericLane><laneID>1</laneID>"), "{written}");
        assert_eq!(JerSeed::default().message_from_xer(&written).unwrap(), message);
    }
}
